"""About how many recorded exchanges a filter selects, from the sums alone: for a progress bar, not for a decision.

Exact for times, APIs, actions, classes of status and operations; by tally for who and what; where a filter names what
is not in the sums, the figure is what the rest of it selects: an upper bound.
"""

from __future__ import annotations

from gateway.storage.rollups import Dimension, RollupPoint, Rollups
from gateway.storage.search import ExchangeFilter
from gateway.storage.spans import DAY
from gateway.storage.sums import Kind

TALLIED: tuple[Kind, ...] = ("identity", "client", "rule", "detector", "country")


async def estimate(rollups: Rollups, wanted: ExchangeFilter, oldest: int, now: int, sample: float = 1.0) -> int:
    """`oldest`: from when on rows are kept, microseconds. `sample`: the share of uneventful exchanges that have a row."""
    since = max(oldest, wanted.since or 0)
    until = min(now + DAY, now + DAY if wanted.until is None else wanted.until)
    if wanted.request_id is not None:
        return 1
    if since >= until:
        return 0
    for kind in TALLIED:
        key = getattr(wanted, kind)
        if key is not None:
            tallies = await rollups.top(kind, since, until, api_id=wanted.api_id, keys=[key])
            return sum(_recorded(one.count, one.stopped + one.would, sample) for one in tallies)
    by: list[Dimension] = ["action", "status_class"]
    if wanted.operation is not None:
        by.append("operation")
    points = await rollups.query(since, until, 10**7, wanted.api_id, by, limit=100_000)
    return sum(_of(point, wanted, sample) for point in points)


def _of(point: RollupPoint, wanted: ExchangeFilter, sample: float) -> int:
    if wanted.action not in (None, point.action) or wanted.operation not in (None, point.operation):
        return 0
    low, high = wanted.status_from or 0, wanted.status_to if wanted.status_to is not None else 999
    if not low // 100 <= (point.status_class or 0) <= high // 100:
        return 0
    if wanted.would in ("block", "throttle"):
        stopped = point.count if point.action == wanted.would else 0
        return stopped + (point.would_block if wanted.would == "block" else point.would_throttle)
    eventful = point.would_block + point.would_throttle if point.action == "allow" else point.count
    return _recorded(point.count, eventful, sample)


def _recorded(count: int, eventful: int, sample: float) -> int:
    return eventful + round((count - eventful) * sample)
