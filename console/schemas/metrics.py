"""What passed, added up. Latencies are microseconds, null where there was nothing to measure."""

from __future__ import annotations

from pydantic import Field

from console.schemas.model import Model, Moment


class Numbers(Model):
    requests: int
    allow: int
    throttle: int
    block: int
    would_block: int
    would_throttle: int
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
