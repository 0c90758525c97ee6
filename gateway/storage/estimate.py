"""About how many recorded exchanges a filter selects, from the sums alone: for a progress bar, not for a decision.

Exact for times, APIs, operations, and for an action or a class of status; by tally for who and what; where a filter names
both of these, or what is not in the sums, the figure is an upper bound.
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
    by: list[Dimension] = [] if wanted.operation is None else ["operation"]
    points = await rollups.query(since, until, 10**7, wanted.api_id, by, limit=100_000)
    return sum(_of(point, wanted, sample) for point in points)


def _of(point: RollupPoint, wanted: ExchangeFilter, sample: float) -> int:
    if wanted.operation not in (None, point.operation):
        return 0
    by_action = {"throttle": point.throttled, "block": point.blocked}
    would = {"throttle": point.would_throttle, "block": point.would_block}
    stopped = sum(by_action.values())
    if wanted.would in would:
        selected = by_action[wanted.would] + would[wanted.would]
    elif wanted.action in by_action:
        selected = by_action[wanted.action]
    elif wanted.action is not None:
        selected = _recorded(point.count - stopped, sum(would.values()), sample)
    else:
        selected = _recorded(point.count, stopped + sum(would.values()), sample)
    low, high = wanted.status_from or 0, 999 if wanted.status_to is None else wanted.status_to
    answered = sum(point.statuses[max(0, low // 100) : high // 100 + 1])
    return min(selected, answered)


def _recorded(count: int, eventful: int, sample: float) -> int:
    eventful = min(eventful, count)  # throttled where it would have been blocked is both
    return eventful + round((count - eventful) * sample)
