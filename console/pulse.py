"""What the live feed tells beside exchanges and alerts: how much passes, and that the policy changed.

Read by the feed's one reader, for all viewers together. Metrics are what the sums grew by since the last message, so that
adding messages up gives the totals; the log is never read. Nothing is told of what lies before the first viewer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import orjson

from console.schemas.model import iso, moment
from gateway.storage.latency import BUCKETS, percentile
from gateway.storage.policy import RevisionRow
from gateway.storage.rollups import RollupPoint

METRICS_SECONDS = 5
SECOND = 1_000_000
WINDOW = 600 * SECOND
"""microseconds back in which sums still grow: what a gateway ships later than that is in no message"""
MOST_REVISIONS = 20
"""of those that came since the last look, only the newest so many are told"""

Sums = dict[int, RollupPoint]
"""By minute."""


class PulseSource(Protocol):
    """What the pulse is taken from."""

    async def sums(self, since: int, until: int) -> Sequence[RollupPoint]:
        """By minute."""
        ...

    async def revision(self) -> int: ...
    async def revisions_after(self, revision: int, limit: int) -> Sequence[RevisionRow]:
        """Newest first."""
        ...


class Pulse:
    """`now`: microseconds since the epoch."""

    def __init__(self, source: PulseSource, now: Callable[[], int]) -> None:
        self._source = source
        self._now = now
        self._sums: Sums | None = None
        self._told_at = 0
        self._revision: int | None = None

    def forget(self) -> None:
        """Nobody watches any more: what happens until somebody does is not told."""
        self._sums = self._revision = None

    async def messages(self) -> list[bytes]:
        """What is to be told now. Fit to be asked every second: a row is read then, and the sums every five."""
        return [*await self._policy(), *await self._metrics()]

    async def _policy(self) -> list[bytes]:
        before, self._revision = self._revision, await self._source.revision()
        if before is None or self._revision <= before:
            return []
        rows = await self._source.revisions_after(before, MOST_REVISIONS)
        return [policy_message(row) for row in reversed(rows)]

    async def _metrics(self) -> list[bytes]:
        now = self._now()
        elapsed = now - self._told_at
        if self._sums is not None and 0 <= elapsed < METRICS_SECONDS * SECOND:
            return []
        # A minute ahead, for gateways whose clocks are.
        points = await self._source.sums(now - WINDOW, now + 60 * SECOND)
        before, self._told_at = self._sums, now
        self._sums = {point.at: point for point in points}
        return [] if before is None or elapsed < 0 else [metrics_message(before, self._sums, now, elapsed)]


def policy_message(row: RevisionRow) -> bytes:
    return orjson.dumps({"type": "policy", "revision": row.revision, "author": row.author, "action": row.action})


def metrics_message(before: Sums, after: Sums, now: int, elapsed: int) -> bytes:
    """What came between the two. Latencies in microseconds, null where nothing came; `seconds` is how long it took."""
    came = [0, 0, 0, 0]
    latencies = [0] * BUCKETS
    for at, point in after.items():
        there = before.get(at)
        came = _grown(came, _counts(point), _counts(there) if there else ())
        latencies = _grown(latencies, point.latency, there.latency if there else ())
    requests, blocked, throttled, errors = came
    return orjson.dumps(
        {
            "type": "metrics",
            "at": iso(moment(now)),
            "seconds": round(elapsed / SECOND, 3),
            "requests": requests,
            "block": blocked,
            "throttle": throttled,
            "errors": errors,
            "latency_p50": round(percentile(latencies, 0.5)) if requests else None,
            "latency_p95": round(percentile(latencies, 0.95)) if requests else None,
        }
    )


def _counts(point: RollupPoint) -> Sequence[int]:
    return point.count, point.blocked, point.throttled, point.errors


def _grown(sums: Sequence[int], after: Sequence[int], before: Sequence[int]) -> list[int]:
    """`sums`, and what `after` has more than `before` (empty: nothing was there)."""
    return [total + max(0, new - old) for total, new, old in zip(sums, after, before or (0,) * len(after), strict=True)]
