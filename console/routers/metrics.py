"""Metrics from the sums, never from the log: totals, a series without holes, what is seen most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from console.deps import Caller, StoreDep
from console.errors import FieldProblem, invalid
from console.schemas.metrics import MetricsOut, Numbers, OperationNumbers, Point, TopItem, TopOut
from console.schemas.model import Moment, microseconds, moment
from gateway.storage.latency import BUCKETS
from gateway.storage.rollups import RollupPoint, summed
from gateway.storage.sums import OTHER, REST, STATUS_CLASSES

router = APIRouter(prefix="/api/metrics", tags=["metrics"])

SECOND = 1_000_000
LONGEST_RANGE = 92 * 24 * 3600
MOST_POINTS = 750
STEPS = (60, 300, 900, 3600, 6 * 3600, 24 * 3600)
"""Seconds; the first that gives `TYPICAL_POINTS` at most is taken where none is asked for."""
TYPICAL_POINTS = 200
WHOLE = 2 * LONGEST_RANGE
"""A step that makes one point of any range."""
OPERATIONS = 50


@dataclass(frozen=True)
class Range:
    """`since` to `until`, microseconds, in steps of `step` seconds."""

    since: int
    until: int
    step: int

    @property
    def before(self) -> int:
        return 2 * self.since - self.until


def get_range(
    store: StoreDep,
    range_seconds: Annotated[int, Query(alias="range", ge=60, le=LONGEST_RANGE, description="seconds back")] = 3600,
    start: Annotated[Moment | None, Query(alias="from", description="instead of range")] = None,
    end: Annotated[Moment | None, Query(alias="to", description="with from; now where left out")] = None,
    step: Annotated[
        int | None, Query(ge=60, le=7 * 24 * 3600, description="seconds; rounded up to what is kept of the time")
    ] = None,
) -> Range:
    now = store.clock()
    until = now if end is None else microseconds(end)
    since = until - range_seconds * SECOND if start is None else microseconds(start)
    if since >= until or since < 0:
        raise invalid([FieldProblem("query:from", "must be before to", str(start or end))])
    length = (until - since) // SECOND
    if length > LONGEST_RANGE:
        raise invalid([FieldProblem("query:from", f"at most {LONGEST_RANGE} seconds before to", str(start))])
    wanted = step or next((one for one in STEPS if length <= one * TYPICAL_POINTS), STEPS[-1])
    fitting = store.rollups.step(wanted, since)
    if length / fitting > MOST_POINTS:
        least = -(-length // MOST_POINTS)
        raise invalid([FieldProblem("query:step", f"gives too many points: take {least} or more", step)])
    width = fitting * SECOND
    until = -(-(until + (end is None)) // width) * width
    return Range(until - max(1, -(-(length * SECOND) // width)) * width, until, fitting)


RangeDep = Annotated[Range, Depends(get_range)]
ApiId = Annotated[int | None, Query(ge=0, le=2**63 - 1)]


@router.get("")
async def metrics(
    _caller: Caller,
    store: StoreDep,
    asked: RangeDep,
    api_id: ApiId = None,
    *,
    compare: Annotated[bool, Query(description="also the totals of as long a time before")] = False,
) -> MetricsOut:
    """A time in points; where it reaches to now, its last point is still filling."""
    since, until, width = asked.since, asked.until, asked.step * SECOND
    points = {point.at: point for point in await store.rollups.query(since, until, asked.step, api_id)}
    busiest = await store.rollups.busiest(since, until, api_id=api_id, limit=OPERATIONS)
    before = await store.rollups.query(asked.before, since, WHOLE, api_id) if compare else None
    return MetricsOut(
        since=moment(since),
        until=moment(until),
        step=asked.step,
        totals=Numbers(**_numbers(summed(points.values()))),
        series=[Point(at=moment(at), **_numbers(points.get(at))) for at in range(since, until, width)],
        operations=[
            OperationNumbers(api_id=one.api_id or 0, operation=one.operation or "", **_numbers(one)) for one in busiest
        ],
        previous=None if before is None else Numbers(**_numbers(summed(before))),
    )


@router.get("/top")
async def top(
    _caller: Caller,
    store: StoreDep,
    asked: RangeDep,
    by: Annotated[
        Literal["operation", "identity", "client", "country", "rule", "detector", "user_agent", "status"], Query()
    ],
    api_id: ApiId = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> TopOut:
    """What was seen most in a time. Long times are cut to quarters of an hour, or of a day."""
    rows = await store.rollups.top(by, asked.since, asked.until, api_id=api_id)
    shown = [row for row in rows if row.key not in (REST, OTHER)][:limit]
    keys = [row.key for row in shown]
    before = await store.rollups.top(by, asked.before, asked.since, api_id=api_id, keys=keys)
    counts = {(row.api_id, row.key): row.count for row in before}
    items = [
        TopItem(
            key=row.key,
            api_id=row.api_id,
            count=row.count,
            stopped=row.stopped,
            would=row.would,
            previous=counts.get((row.api_id, row.key)),
        )
        for row in shown
    ]
    return TopOut(items=items, others=sum(row.count for row in rows) - sum(item.count for item in items))


_NOTHING = RollupPoint(0, None, None, 0, 0, 0, 0, 0, (0,) * len(STATUS_CLASSES), 0, 0, 0, 0, 0, 0, (0,) * BUCKETS)


def _numbers(point: RollupPoint | None) -> dict[str, Any]:
    one = point or _NOTHING
    return {
        "requests": one.count,
        "allow": one.count - one.throttled - one.blocked,
        "throttle": one.throttled,
        "block": one.blocked,
        "would_block": one.would_block,
        "would_throttle": one.would_throttle,
        "errors": one.errors,
        "request_bytes": one.request_bytes,
        "response_bytes": one.response_bytes,
        "latency_p50": round(one.percentile(0.5)) if one.count else None,
        "latency_p95": round(one.percentile(0.95)) if one.count else None,
        "latency_p99": round(one.percentile(0.99)) if one.count else None,
        "inspection_mean": one.inspection // one.count if one.count else None,
        "status": {name: count for name, count in zip(STATUS_CLASSES, one.statuses, strict=True) if count},
    }
