"""Metrics from the minute rollups: totals, a series without holes, and the busiest operations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query

from console.deps import Caller, StoreDep
from console.errors import FieldProblem, invalid
from console.schemas.metrics import MetricsOut, Numbers, OperationNumbers, Point
from console.schemas.model import moment
from gateway.storage.latency import percentile
from gateway.storage.rollups import RollupPoint

router = APIRouter(prefix="/api/metrics", tags=["metrics"])

SECOND = 1_000_000
MINUTE_SECONDS = 60
LONGEST_RANGE = 92 * 24 * 3600
MOST_POINTS = 1500
OPERATIONS = 50
ROWS = 100_000


@router.get("")
async def metrics(
    _caller: Caller,
    store: StoreDep,
    range_seconds: Annotated[int, Query(alias="range", ge=60, le=LONGEST_RANGE, description="seconds back")] = 3600,
    step: Annotated[int, Query(ge=60, le=7 * 24 * 3600, description="seconds; rounded up to minutes")] = 60,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
) -> MetricsOut:
    """The last `range` seconds; its last point is still filling."""
    step = -(-step // MINUTE_SECONDS) * MINUTE_SECONDS
    if range_seconds / step > MOST_POINTS:
        least = -(-range_seconds // MOST_POINTS)
        raise invalid([FieldProblem("query:step", f"gives too many points: take {least} or more", step)])
    width = step * SECOND
    until = store.clock() // width * width + width
    since = until - max(1, -(-range_seconds // step)) * width
    points = await store.rollups.query(since, until, step, api_id, by=("action", "status_class"), limit=ROWS)
    by_operation = await store.rollups.query(
        since, until, 2 * LONGEST_RANGE, api_id, by=("api_id", "operation", "action", "status_class"), limit=ROWS
    )
    by_time = _grouped(points, lambda point: point.at)
    series = [Point(at=moment(at), **_numbers(by_time.get(at, ()))) for at in range(since, until, width)]
    return MetricsOut(
        since=moment(since),
        until=moment(until),
        step=step,
        totals=Numbers(**_numbers(points)),
        series=series,
        operations=_operations(by_operation),
    )


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
    points = list(points)
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
