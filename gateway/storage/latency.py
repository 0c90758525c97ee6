"""The latency histogram of the rollups: which bucket a duration falls in, and percentiles out of bucket counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from gateway.storage.tables import LATENCY_BOUNDS

BUCKETS = len(LATENCY_BOUNDS) + 1


def bucket(duration: int) -> int:
    """The bucket of a duration in microseconds: the first whose upper bound is not below it."""
    return bisect_left(LATENCY_BOUNDS, duration)


def percentile(counts: Sequence[int], share: float) -> float:
    """The duration (microseconds) below which `share` (0–1) of the counted ones lie; linear within a bucket; 0 where none."""
    total = sum(counts)
    if not total:
        return 0.0
    wanted = share * total
    passed = 0
    for index, count in enumerate(counts):
        if count and passed + count >= wanted:
            low = LATENCY_BOUNDS[index - 1] if index else 0
            high = LATENCY_BOUNDS[index] if index < len(LATENCY_BOUNDS) else low
            return low + (high - low) * (wanted - passed) / count
        passed += count
    return float(LATENCY_BOUNDS[-1])
