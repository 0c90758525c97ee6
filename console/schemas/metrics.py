"""What passed, added up. Latencies are microseconds, null where there was nothing to measure."""

from __future__ import annotations

from pydantic import Field

from console.schemas.model import Model, Moment, example


class Numbers(Model):
    requests: int
    allow: int
    throttle: int
    block: int
    would_block: int
    """would have been blocked, and was not"""
    would_throttle: int
    """would have been throttled, and passed"""
    errors: int
    """answers of 500 and above, and none at all"""
    request_bytes: int
    response_bytes: int
    latency_p50: int | None
    latency_p95: int | None
    latency_p99: int | None
    inspection_mean: int | None
    status: dict[str, int]
    """by class: `2xx`; `none` for no answer"""


class Point(Numbers):
    at: Moment


class OperationNumbers(Numbers):
    api_id: int
    operation: str


class MetricsOut(Model):
    """`from` to `to` in points of `step` seconds, none left out."""

    since: Moment = Field(serialization_alias="from")
    until: Moment = Field(serialization_alias="to")
    step: int
    totals: Numbers
    series: list[Point]
    operations: list[OperationNumbers]
    previous: Numbers | None = Field(default=None, description="the totals of as long a time before, where asked for")


class TopItem(Model):
    model_config = example(key="203.0.113.7", api_id=None, count=812, stopped=40, would=0, previous=530)

    key: str
    api_id: int | None = Field(default=None, description="the API of an operation")
    count: int
    stopped: int = Field(description="of these, blocked or throttled")
    would: int = Field(description="of these, let through though they would have been stopped")
    previous: int | None = Field(
        description="the count of as long a time before; null: not among those kept apart then"
    )


class TopOut(Model):
    """What was seen most. `others`: all that is not among `items`, what had no such key included."""

    items: list[TopItem]
    others: int
