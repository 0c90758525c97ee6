"""What other hosts have counted, added up into one table that this host's workers read along with their own.

Of each cell the largest number a host has said stands, so that what comes twice or late changes nothing. Bounded: parts of windows
are let go as they pass, and beyond `MOST_HEARD` cells new ones are left out, and counted.
"""

from __future__ import annotations

from collections import defaultdict

from gateway.agent.shared.wire import Cells
from gateway.proxy.counters import BUCKETS, CounterTable

MOST_HEARD = 250_000
"""cells of all hosts: some 40 MB"""


class Heard:
    """`table`: the agent's own, empty."""

    def __init__(self, table: CounterTable, most: int = MOST_HEARD) -> None:
        self._table = table
        self._most = most
        self._said: defaultdict[tuple[int, int], dict[tuple[str, int], int]] = defaultdict(dict)
        """(window, bucket) -> (host, counter) -> how many"""
        self._cells = 0
        self.left_out = 0

    def __len__(self) -> int:
        return self._cells

    def take(self, host: str, cells: Cells, now: float) -> bool:
        """What one host said; whether any of it counts. What has passed does not, nor what is said to be a window ahead."""
        counts = False
        for key, bucket, window, count in cells.tolist():
            behind = int(now * BUCKETS / window) - bucket
            if not -BUCKETS <= behind <= BUCKETS:
                continue
            counts = True
            part = self._said[window, bucket]
            before = part.get((host, key), 0)
            if count <= before:
                continue
            if not before:
                if self._cells >= self._most:
                    self.left_out += 1
                    continue
                self._cells += 1
            part[host, key] = count
            self._table.add_late(key, bucket, window, count - before)
        return counts

    def expire(self, now: float) -> None:
        """Let go of what has left its window."""
        for window, bucket in list(self._said):
            if int(now * BUCKETS / window) - bucket > BUCKETS:
                self._cells -= len(self._said.pop((window, bucket)))
