"""Metrics from the sums, never from the log: totals, a series without holes, what is seen most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from console.deps import Caller, StoreDep
from console.errors import FieldProblem, invalid
from console.schemas.metrics import MetricsOut, Numbers, OperationNumbers, Point, TopItem, TopOut
from console.schemas.model import Moment, microseconds, moment
from gateway.storage.latency import percentile
from gateway.storage.rollups import Dimension, RollupPoint, Tally
from gateway.storage.store import Store
from gateway.storage.sums import OTHER, REST

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
ROWS = 100_000


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
    points = await store.rollups.query(since, until, asked.step, api_id, by=("action", "status_class"), limit=ROWS)
    by_operation = await store.rollups.query(
        since, until, WHOLE, api_id, by=("api_id", "operation", "action", "status_class"), limit=ROWS
    )
    previous = None
    if compare:
        before = await store.rollups.query(asked.before, since, WHOLE, api_id, by=("action", "status_class"))
        previous = Numbers(**_numbers(before))
    by_time = _grouped(points, lambda point: point.at)
    series = [Point(at=moment(at), **_numbers(by_time.get(at, ()))) for at in range(since, until, width)]
    return MetricsOut(
        since=moment(since),
        until=moment(until),
        step=asked.step,
        totals=Numbers(**_numbers(points)),
        series=series,
        operations=_operations(by_operation),
        previous=previous,
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
    if by == "operation" or by == "status":  # noqa: PLR1714 - mypy narrows this one
        dimension: Dimension = "operation" if by == "operation" else "status_class"
        rows = await _summed(store, asked.since, asked.until, api_id, dimension)
        shown = _named(rows, limit)
        before = await _summed(store, asked.before, asked.since, api_id, dimension)
    else:
        rows = await store.rollups.top(by, asked.since, asked.until, api_id=api_id)
        shown = _named(rows, limit)
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


def _named(rows: list[Tally], limit: int) -> list[Tally]:
    return [row for row in rows if row.key not in (REST, OTHER)][:limit]


async def _summed(store: Store, since: int, until: int, api_id: int | None, by: Dimension) -> list[Tally]:
    """Operations (each with its API) or classes of status as tallies, the most frequent first."""
    dimensions: tuple[Dimension, ...] = ("api_id", by, "action") if by == "operation" else (by, "action")
    points = await store.rollups.query(since, until, WHOLE, api_id, by=dimensions, limit=ROWS)
    groups = _grouped(points, lambda point: (point.api_id, _key(point, by)))
    tallies = [
        Tally(
            key=key,
            count=sum(point.count for point in group),
            stopped=sum(point.count for point in group if point.action != "allow"),
            would=sum(point.would_block + point.would_throttle for point in group),
            errors=0,
            amount=sum(point.request_bytes + point.response_bytes for point in group),
            api_id=api,
        )
        for (api, key), group in groups.items()
    ]
    return sorted(tallies, key=lambda tally: (-tally.count, tally.key))


def _key(point: RollupPoint, by: Dimension) -> str:
    if by == "operation":
        return point.operation or ""
    return f"{point.status_class}xx" if point.status_class else "none"


def _operations(points: Iterable[RollupPoint]) -> list[OperationNumbers]:
    grouped = _grouped(points, lambda point: (point.api_id or 0, point.operation or ""))
    busiest = sorted(grouped.items(), key=lambda item: -sum(point.count for point in item[1]))[:OPERATIONS]
    return [
        OperationNumbers(api_id=api_id, operation=operation, **_numbers(group))
        for (api_id, operation), group in busiest
    ]


def _grouped(points: Iterable[RollupPoint], key: Any) -> dict[Any, list[RollupPoint]]:
    groups: dict[Any, list[RollupPoint]] = defaultdict(list)
    for point in points:
        groups[key(point)].append(point)
    return groups


def _numbers(points: Iterable[RollupPoint]) -> dict[str, Any]:
    points = [*points]
    by_action: dict[str, int] = defaultdict(int)
    by_status: dict[str, int] = defaultdict(int)
    for point in points:
        by_action[point.action or ""] += point.count
        by_status[f"{point.status_class}xx" if point.status_class else "none"] += point.count
    requests = sum(by_action.values())
    latencies = [sum(bucket) for bucket in zip(*(point.latency for point in points), strict=True)]
    return {
        "requests": requests,
        "allow": by_action["allow"],
        "throttle": by_action["throttle"],
        "block": by_action["block"],
        "would_block": sum(point.would_block for point in points),
        "would_throttle": sum(point.would_throttle for point in points),
        "errors": by_status["5xx"] + by_status["none"],
        "request_bytes": sum(point.request_bytes for point in points),
        "response_bytes": sum(point.response_bytes for point in points),
        "latency_p50": round(percentile(latencies, 0.5)) if requests else None,
        "latency_p95": round(percentile(latencies, 0.95)) if requests else None,
        "latency_p99": round(percentile(latencies, 0.99)) if requests else None,
        "inspection_mean": sum(point.inspection for point in points) // requests if requests else None,
        "status": {name: count for name, count in sorted(by_status.items()) if count},
    }
