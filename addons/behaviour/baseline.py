"""What is usual: robust estimators in bounded memory, for sizes, times, shares and rates.

Sketch    quantiles within 2.5 % of the value, mergeable: counts in logarithmic buckets (Masson et al., DDSketch, 2019)
Rolling   a sketch of the last hours, in parts that leave one by one
Usual     median and robust deviation of a rolling sketch, in logarithms: sizes and times are skewed
Share     a share of events that fades with time
Rate      events a minute: by hour of week once two weeks are known, by the last hours before that
Recent    a dict that forgets who was put first

Invariant: nothing here reads a clock or grows with the traffic. All are msgspec structs, so `dump` is their encoding.
The robust deviation is the larger of IQR / 1.349 and (q90 - q50) / 1.2816, both equal to 1.4826 MAD for normal
logarithms: one value in four may lie anywhere without moving it. The score of a count is the signed root of the Poisson
deviance over its dispersion (McCullagh and Nelder, 1989, section 2.3): good at low counts, where (n - m) / sqrt(m) is not.
"""

from __future__ import annotations

from math import ceil, exp, log, sqrt
from typing import Final

import msgspec

GROWTH: Final = log(1.05)
_FLOOR: Final = 0.1
"""least deviation, in logarithms: a tenth. Answers that are always of one size are no reason to be picky"""
HOURS_OF_WEEK: Final = 168


class Sketch(msgspec.Struct, array_like=True):
    """Values of 0.001 and more; what is below counts as that. At most some 700 buckets up to 10^12."""

    buckets: dict[int, int] = {}
    total: int = 0

    def add(self, value: float) -> None:
        self.add_log(log(value) if value > 0.001 else -6.907755)

    def add_log(self, logarithm: float) -> None:
        """For who has the logarithm already."""
        bucket = ceil(logarithm / GROWTH)
        buckets = self.buckets
        buckets[bucket] = buckets.get(bucket, 0) + 1
        self.total += 1

    def merge(self, other: Sketch) -> None:
        for bucket, number in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + number
        self.total += other.total

    def quantiles(self, *wanted: float) -> list[float]:
        """Of each in `wanted` (0-1, ascending) its value; 0 where nothing was added."""
        found: list[float] = []
        if not self.total:
            return [0.0] * len(wanted)
        seen = 0
        left = list(wanted)
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            while left and seen >= left[0] * self.total:
                found.append(exp((bucket - 0.5) * GROWTH))
                left.pop(0)
            if not left:
                break
        return found


class Usual(msgspec.Struct, array_like=True, frozen=True):
    """`number` of values it comes from; the rest in the values' own unit, `deviation` in logarithms."""

    number: int = 0
    median: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    deviation: float = _FLOOR

    @classmethod
    def of(cls, sketch: Sketch) -> Usual:
        if not sketch.total:
            return cls()
        q25, q50, q75, q90, q95, q99 = sketch.quantiles(0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
        deviation = max(log(q75 / q25) / 1.349, log(q90 / q50) / 1.2816, _FLOOR)
        return cls(sketch.total, q50, q95, q99, deviation)

    def score(self, value: float) -> float:
        """The robust z-score of a value above 0."""
        return (log(value) - log(self.median)) / self.deviation

    def bound(self, zscore: float, factor: float) -> float:
        """What is odd: above `zscore` deviations and above `factor` times the 99th percentile, whichever is more."""
        return max(self.median * exp(min(zscore * self.deviation, 50.0)), self.p99 * factor)


class Rolling(msgspec.Struct, array_like=True):
    """The last `parts` times `seconds`, about. `usual` is worked out again as values come: at most once in 64."""

    seconds: float
    parts: int
    now: Sketch = msgspec.field(default_factory=Sketch)
    past: list[Sketch] = []
    started: float = 0.0
    usual: Usual = Usual()
    due: int = 0

    def add_log(self, at: float, logarithm: float) -> None:
        if at - self.started >= self.seconds:
            self._turn(at)
        self.now.add_log(logarithm)
        self.due -= 1
        if self.due <= 0:
            self._settle()

    def merged(self) -> Sketch:
        whole = Sketch(dict(self.now.buckets), self.now.total)
        for part in self.past:
            whole.merge(part)
        return whole

    def _turn(self, at: float) -> None:
        if self.started:
            self.past = [*self.past, self.now][-(self.parts - 1) :]
            if at - self.started >= self.seconds * self.parts:
                self.past = []
            self.now = Sketch()
        self.started = at

    def _settle(self) -> None:
        self.usual = Usual.of(self.merged())
        self.due = min(64 + self.usual.number // 16, 4096)


class Share(msgspec.Struct, array_like=True):
    """A share of events, window by window; windows count half after `half_life` windows of 20 events and more."""

    value: float = 0.0
    windows: int = 0

    def add(self, part: int, whole: int, half_life: float = 24.0) -> None:
        if whole < 1:
            return
        self.windows += 1
        weight = max(1 - 0.5 ** (1 / half_life), 1 / self.windows) * min(1.0, whole / 20)
        self.value += (part / whole - self.value) * weight


def poisson_score(number: float, expected: float, dispersion: float = 1.0) -> float:
    """How far a count is from what was expected, in standard deviations, negative below."""
    mean = max(expected, 1e-3)
    deviance = (number * log(number / mean) if number > 0 else 0.0) - (number - mean)
    score = sqrt(max(0.0, 2 * deviance / max(dispersion, 1.0)))
    return score if number >= mean else -score


class Expected(msgspec.Struct, array_like=True, frozen=True):
    """Events a minute: at least and at most, as the season and the last hours have it; `season` false: by the last hours alone."""

    low: float
    high: float
    dispersion: float
    season: bool


class Rate(msgspec.Struct, array_like=True):
    """Minutes are closed in order, also the empty ones (at most a day of them). `minute` is the number of the one that runs."""

    minute: int = 0
    number: int = 0
    closed: int = 0
    """minutes in all"""
    recent: float = 0.0
    """a minute, half of it from the last half hour"""
    slow: float = 0.0
    """a minute, half of it from the last three hours"""
    dispersion: float = 1.0
    peak: float = 0.0
    """of minutes; fades by half in three hours"""
    hour: int = -1
    sum: float = 0.0
    minutes: int = 0
    """of the hour that runs"""
    season: list[float] = []
    """a minute, by hour of week from Monday 00:00 UTC; empty before the first hour has ended"""
    weeks: list[int] = []

    def count(self, minute: int) -> None:
        """One event more in the minute that runs."""
        if minute > self.minute:
            self.close(minute)
        self.number += 1

    def close(self, minute: int) -> list[tuple[int, int, Expected]]:
        """End the minutes before `minute`: each with its number of events and what was expected of it; the last five."""
        if not self.minute:
            self.minute = minute
            return []
        ended: list[tuple[int, int, Expected]] = []
        if minute - self.minute > 1440:
            self.minute = minute - 1440
        while self.minute < minute:
            ended.append((self.minute, self.number, self.expected(self.minute)))
            self._learn(self.minute, self.number)
            self.minute += 1
            self.number = 0
        return ended[-5:]

    def expected(self, minute: int) -> Expected:
        hour = _hour_of_week(minute)
        known = self.weeks[hour] if self.weeks else 0
        if known >= 2:
            # the neighbours too: clocks change, and an hour's first minutes are like the one before
            near = [self.season[(hour + step) % HOURS_OF_WEEK] for step in (-1, 0, 1)]
            low, high = min(near), max(near)
        else:
            low, high = self.recent, self.peak * 0.8
        return Expected(
            min(low, self.recent, self.slow), max(high, self.recent, self.slow), self.dispersion, season=known >= 2
        )

    def _learn(self, minute: int, number: int) -> None:
        self.closed += 1
        mean = max(self.recent, 0.5)
        if self.closed > 10:
            # what is far out teaches little: a spike must not make the next one usual
            off = min((number - mean) ** 2 / mean, 50.0)
            self.dispersion += (max(off, 0.0) - self.dispersion) * max(0.01, 1 / self.closed)
        self.recent += (number - self.recent) * max(0.0228, 1 / self.closed)
        self.slow += (number - self.slow) * max(0.00384, 1 / self.closed)
        if self.closed > 5:
            # at most a third more a minute, or the first minute of a spike would excuse the second
            self.peak = max(min(number, 1.3 * max(self.peak, 4.0)), self.peak * 0.99616, self.recent)
        hour = _hour_of_week(minute)
        if hour != self.hour:
            self._end_hour()
            self.hour, self.sum, self.minutes = hour, 0.0, 0
        self.sum += number
        self.minutes += 1

    def _end_hour(self) -> None:
        if self.minutes < 50:
            return
        if not self.season:
            self.season, self.weeks = [0.0] * HOURS_OF_WEEK, [0] * HOURS_OF_WEEK
        hour, mean = self.hour, self.sum / self.minutes
        self.weeks[hour] += 1
        self.season[hour] += (mean - self.season[hour]) * max(0.3, 1 / self.weeks[hour])


def _hour_of_week(minute: int) -> int:
    # the epoch began on a Thursday
    return (minute // 60 + 72) % HOURS_OF_WEEK


class Recent[V](msgspec.Struct, array_like=True):
    """At most `limit` entries: who was put first is forgotten first, `touch` puts again."""

    limit: int
    entries: dict[str, V] = {}

    def touch(self, key: str, value: V) -> None:
        entries = self.entries
        entries.pop(key, None)
        entries[key] = value
        if len(entries) > self.limit:
            del entries[next(iter(entries))]


class Said(msgspec.Struct, array_like=True):
    """What was said is said again after a while at the earliest, or once it has tripled."""

    limit: int = 10_000
    told: dict[str, tuple[float, float]] = {}

    def again(self, key: str, at: float, amount: float, seconds: float) -> bool:
        """Whether it is to be said now; then it counts as said."""
        before = self.told.get(key)
        if before is not None and at - before[0] < seconds and amount < 3 * before[1]:
            return False
        self.told.pop(key, None)
        self.told[key] = (at, max(amount, 1e-9))
        if len(self.told) > self.limit:
            del self.told[next(iter(self.told))]
        return True
