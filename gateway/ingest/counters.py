"""Sliding-window counters of one process: what limits count by where no worker counts.

The same windows as a worker's (`BUCKETS` parts, the oldest in proportion), kept in a bounded dict instead of shared
memory. Times may go backwards: telemetry comes late and out of order, and is counted where it belongs. Not for threads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from addons.addon import CounterKey, CounterValue

BUCKETS = 12
MOST_COUNTERS = 50_000


class MemoryCounters:
    """At most `most` counters; the one used longest ago makes place."""

    def __init__(self, most: int = MOST_COUNTERS) -> None:
        self._most = most
        self._counters: OrderedDict[CounterKey, dict[int, int]] = OrderedDict()
        """counter -> bucket number -> count, at most `BUCKETS` + 1 buckets each"""

    def __len__(self) -> int:
        return len(self._counters)

    def read(self, keys: Iterable[CounterKey], now: float) -> dict[CounterKey, CounterValue]:
        """Counts within each key's window up to `now` (UTC seconds)."""
        return {key: self._value(key, now) for key in keys}

    def add(self, keys: Iterable[CounterKey], now: float) -> None:
        counters = self._counters
        for key in keys:
            bucket = int(now * BUCKETS / key.window)
            counts = counters.get(key)
            if counts is None:
                counters[key] = {bucket: 1}
                if len(counters) > self._most:
                    counters.popitem(last=False)
                continue
            counters.move_to_end(key)
            known = counts.get(bucket)
            if known is not None:
                counts[bucket] = known + 1
            elif bucket >= max(counts) - BUCKETS:
                counts[bucket] = 1
                if len(counts) > BUCKETS + 1:
                    oldest = max(counts) - BUCKETS
                    for past in [number for number in counts if number < oldest]:
                        del counts[past]

    def _value(self, key: CounterKey, now: float) -> CounterValue:
        counts = self._counters.get(key)
        if not counts:
            return CounterValue()
        span = key.window / BUCKETS
        position = now / span
        current = int(position)
        left = 1.0 - (position - current)
        total, oldest, in_oldest = 0.0, -1, 0
        for bucket, count in counts.items():
            age = current - bucket
            if 0 <= age <= BUCKETS:
                total += count if age < BUCKETS else count * left
                if age > oldest:
                    oldest, in_oldest = age, count
        if not total:
            return CounterValue()
        # the oldest part begins to fade when its bucket leaves the window, and then one by one
        reset = max(0.0, (current - oldest + BUCKETS) * span - now) + span / in_oldest
        return CounterValue(total, min(reset, key.window))
