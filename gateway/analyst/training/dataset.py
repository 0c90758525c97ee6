"""What models learn from: a bounded, even sample of recorded traffic, split by time.

Invariants: the sample is uniform over what was offered (Vitter's algorithm R) and the same for the same seed and order;
no part of a split holds anything from after the next one's beginning, so that nothing of the future is learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from addons.outliers.features import Seen

SAMPLE = 10_000
"""requests kept of each API"""
MOST_APIS = 64
ALL_APIS = 0
"""the API id under which requests of all APIs are kept"""


class Reservoir:
    """Keeps `size` of the requests offered, each with the same chance."""

    def __init__(self, size: int, seed: int) -> None:
        self._size = size
        self._random = Random(seed)  # noqa: S311 - no secret
        self.offered = 0
        self.kept: list[Seen] = []

    def offer(self, seen: Seen) -> None:
        self.offered += 1
        if len(self.kept) < self._size:
            self.kept.append(seen)
            return
        place = self._random.randrange(self.offered)
        if place < self._size:
            self.kept[place] = seen


class Dataset:
    """A reservoir for each API, and one for all together. `apis`: of these alone, where it is given."""

    def __init__(self, seed: int, apis: Sequence[int] | None = None, size: int = SAMPLE) -> None:
        self._seed = seed
        self._size = size
        self._apis = apis
        self.reservoirs: dict[int, Reservoir] = {}

    def offer(self, api_id: int, seen: Seen) -> None:
        for owner in (ALL_APIS, api_id):
            if self._apis is not None and owner not in self._apis:
                continue
            reservoir = self.reservoirs.get(owner)
            if reservoir is None:
                if len(self.reservoirs) > MOST_APIS:
                    continue
                reservoir = self.reservoirs[owner] = Reservoir(self._size, self._seed + owner)
            reservoir.offer(seen)


@dataclass(frozen=True, slots=True)
class Split:
    """In time, one after the other: `learned` (the first 80 %), `calibrating` and `checking` (a half each of the rest)."""

    learned: list[Seen]
    calibrating: list[Seen]
    checking: list[Seen]


def split_by_time(seen: Sequence[Seen]) -> Split:
    ordered = sorted(seen, key=lambda one: one.at)
    first, second = len(ordered) * 8 // 10, len(ordered) * 9 // 10
    return Split(ordered[:first], ordered[first:second], ordered[second:])
