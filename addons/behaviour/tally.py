"""Counting in bounded memory: distinct things, quantiles of peers, windows of callers, what was told already.

Invariant: nothing here grows with the traffic beyond the cap it was made with; everything survives `dump` and `load`
through msgpack. Distinct counts are exact up to `EXACT`, then HyperLogLog (Flajolet et al. 2007; 1,024 registers, standard
error 3.3 %). Quantiles are of logarithmic buckets, within 5 % of the value, as in DDSketch (Masson et al. 2019).
Does not know what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from math import ceil, exp2, log
from typing import Any, Final, Protocol

import msgspec

EXACT: Final = 64
"""distinct values that are kept as they are"""
LONGEST: Final = 64
"""characters of a value that count"""
_REGISTERS: Final = 1024
_GROWTH: Final = log(1.1)
_RECENT: Final = 20_000.0
_SETTLED: Final = 4 * 3600.0
_WEEK: Final = 7 * 86_400.0


class Distinct(msgspec.Struct, array_like=True, gc=False):
    """How many distinct strings were added. At most about 8 kB."""

    few: set[str] = msgspec.field(default_factory=set)
    many: bytearray | None = None

    def add(self, value: str) -> None:
        registers = self.many
        if registers is None:
            self.few.add(value if len(value) <= LONGEST else value[-LONGEST:])
            if len(self.few) <= EXACT:
                return
            self.many = bytearray(_REGISTERS)
            values, self.few = self.few, set()
            for each in values:
                self._sketch(each)
        else:
            self._sketch(value[-LONGEST:])

    def _sketch(self, value: str) -> None:
        number = int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        rest = number >> 10
        rank = (rest & -rest).bit_length() if rest else 55
        registers = self.many
        assert registers is not None
        registers[number & 1023] = max(registers[number & 1023], rank)

    def count(self) -> int:
        """Costs some 30 µs beyond `EXACT`: not to be asked at every addition."""
        if self.many is None:
            return len(self.few)
        total = 0.0
        for rank in range(56):
            if times := self.many.count(rank):
                total += times * 2.0**-rank
        estimate = 0.7213 / (1 + 1.079 / _REGISTERS) * _REGISTERS**2 / total
        empty = self.many.count(0)
        if empty and estimate <= 2.5 * _REGISTERS:
            estimate = _REGISTERS * log(_REGISTERS / empty)
        return round(estimate)


class Histogram(msgspec.Struct, array_like=True, gc=False):
    """Values above 0 in buckets that grow by a tenth. The old fades: at 20,000 values all weights are halved."""

    buckets: dict[int, float] = {}
    total: float = 0.0

    def add(self, value: float) -> None:
        bucket = ceil(log(value) / _GROWTH) if value > 1 else 0
        self.buckets[bucket] = self.buckets.get(bucket, 0.0) + 1
        self.total += 1
        if self.total >= _RECENT:
            self.buckets = {bucket: weight / 2 for bucket, weight in self.buckets.items() if weight > 1 / 8}
            self.total = sum(self.buckets.values())

    def merge(self, other: Histogram) -> None:
        for bucket, weight in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0.0) + weight
        self.total += other.total

    def quantile(self, q: float) -> float:
        """0 where nothing was added."""
        left = q * self.total
        value = 0.0
        for bucket in sorted(self.buckets):
            value = 1.1 ** (bucket - 0.5) if bucket else 1.0
            left -= self.buckets[bucket]
            if left <= 0:
                break
        return value


class Habit(msgspec.Struct, array_like=True, gc=False):
    """A caller's own past: how many windows, since when, and the greatest value among them (half of it after a week).

    The last window counts only hours later, or once another has ended in peace: it may have been an attack's beginning.
    """

    windows: int = 0
    greatest: float = 0.0
    last: float = 0.0
    ended: float = 0.0
    began: float = 0.0

    def add(self, value: float, now: float) -> None:
        self.began = self.began or now
        self.windows += 1
        self.greatest = max(self.last, self._faded(now))
        self.last, self.ended = value, now

    def top(self, now: float) -> float:
        faded = self._faded(now)
        return max(self.last, faded) if now - self.ended > _SETTLED else faded

    def spans(self, now: float) -> float:
        """Seconds since the first window."""
        return now - self.began if self.began else 0.0

    def _faded(self, now: float) -> float:
        return self.greatest * exp2(-max(now - self.ended, 0.0) / _WEEK)


class Recent[V](msgspec.Struct, gc=False):
    """A dict of at most `limit` entries: who was put first is forgotten first, `touch` puts again."""

    limit: int
    entries: dict[str, V] = {}

    def get(self, key: str) -> V | None:
        return self.entries.get(key)

    def touch(self, key: str, value: V) -> None:
        self.entries.pop(key, None)
        self.entries[key] = value
        if len(self.entries) > self.limit:
            del self.entries[next(iter(self.entries))]


class Begun(Protocol):
    start: float


class Windows[W: Begun]:
    """A window for each key, from its first use on for `seconds`; `close` is told of each that has ended.

    At most `limit` are open: the oldest ends early. Kept in the order in which they began, so that to sweep costs what ends.
    """

    def __init__(
        self, seconds: float, limit: int, make: Callable[[float], W], close: Callable[[str, W], None] | None = None
    ) -> None:
        self.seconds = seconds
        self._limit = limit
        self._make = make
        self._close = close
        self._open: dict[str, W] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[tuple[str, W]]:
        return iter(self._open.items())

    def find(self, key: str, now: float) -> W | None:
        window = self._open.get(key)
        return window if window is not None and now - window.start < self.seconds else None

    def at(self, key: str, now: float) -> W:
        window = self._open.get(key)
        if window is not None:
            if now - window.start < self.seconds:
                return window
            self._end(key)
        elif len(self._open) >= self._limit:
            self._end(next(iter(self._open)))
        window = self._open[key] = self._make(now)
        return window

    def sweep(self, now: float) -> None:
        while self._open:
            key = next(iter(self._open))
            if now - self._open[key].start < self.seconds:
                return
            self._end(key)

    def _end(self, key: str) -> None:
        window = self._open.pop(key)
        if self._close is not None:
            self._close(key, window)

    def dump(self) -> dict[str, W]:
        return self._open

    def load(self, data: Any, kind: type[W]) -> None:
        self._open = msgspec.convert(data, dict[str, kind])  # type: ignore[valid-type]


class Tale(msgspec.Struct, array_like=True, gc=False):
    active: float
    level: float
    until: float


class Told:
    """Whether something is worth saying again: after it was quiet for `quiet` seconds, grew tenfold, or its order ran out."""

    def __init__(self, quiet: float, limit: int) -> None:
        self._quiet = quiet
        self.tales: Recent[Tale] = Recent(limit)

    def again(self, key: str, now: float, level: float) -> bool:
        tale = self.tales.get(key)
        if tale is None:
            return True
        silent = now - tale.active
        tale.active = max(now, tale.active)
        return silent > self._quiet or level >= 10 * tale.level or now > tale.until

    def tell(self, key: str, now: float, level: float, seconds: float) -> None:
        self.tales.touch(key, Tale(now, level, now + max(seconds, self._quiet)))

    def dump(self) -> Any:
        return self.tales

    def load(self, data: Any) -> None:
        self.tales = msgspec.convert(data, Recent[Tale])
