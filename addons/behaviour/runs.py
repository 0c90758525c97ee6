"""Sizes of one caller, one after the other: found when all of them are large, though none is beyond measure by itself.

What a single value is held against, its operation's far tail, tells nothing where sizes vary much: of an operation whose
answers spread by e^0.9 and that a release has changed since, twenty-five times the median still lies within three deviations.
That ten such answers follow each other is another matter: it is their mean that cannot be chance.

Source: Page, Continuous inspection schemes, Biometrika 41 (1954): the sum of what each value exceeds an allowance by, never
below 0. The allowance is half of the shift to be found (Montgomery, Introduction to Statistical Quality Control, 9.1), here two
deviations. Of chance alone a sum passes the height h with a probability of some exp(-2h) for each time that it rises (Siegmund,
Sequential Analysis, 1985, chapter 2): e^-20 for normal logarithms. Values are cut at three deviations, so that it takes five
of them at least, and no single one decides.

A baseline that the attack takes part in hides it (masking: Barnett and Lewis, Outliers in Statistical Data, 1994, chapter 4): so a
window in which a run is under way teaches nothing of its caller until it is told, and `Operation.hears` lets no caller make up
an operation's history.

Invariants: a shift counts against the caller's own past, and against what the operation's other callers get now, so that a release
is nobody's fault; it must be of `LEAST_SHIFT` whatever the deviation, since where all sizes are alike a tenth more is many
deviations, and harmless. Does not know what the sizes are of. Memory: some 300 bytes a caller.
"""

from __future__ import annotations

from math import log
from statistics import median
from typing import Final

import msgspec

LEAST_SHIFT: Final = log(2.5)
"""by which the sizes of a run must lie above the median, in logarithms, and above those of others"""
_DEVIATION: Final = LEAST_SHIFT / 2
"""least deviation that is reckoned with"""
_ALLOWED: Final = 1.0
_CUT: Final = (-1.0, 3.0)
"""deviations that one value counts, at least and at most: between two large answers a small one may pass"""
_HEIGHT: Final = 10.0
_ALONE: Final = 2.0
_NEWCOMER: Final = 3.0
"""times the height, where others or the caller's own past do not show what is usual"""
_SAMPLES: Final = 5
_OTHERS: Final = 12
_FEW: Final = 4


class Run(msgspec.Struct, array_like=True, gc=False):
    """Values since the sum was last 0. `excess`, `own`: over the medians, mean logarithms, of the run and of the past."""

    sum: float = 0.0
    began: float = 0.0
    number: int = 0
    excess: float = 0.0
    own: float = 0.0
    seen: int = 0
    """values of the window that runs, and their mean"""
    mean: float = 0.0
    samples: list[str] = []

    def may_rise(self, excess: float) -> bool:
        return excess - max(self.own, 0.0) > _ALLOWED * _DEVIATION

    def add(self, at: float, excess: float, others: float, deviation: float, sample: str) -> None:
        """`excess`: logarithm of the value over its operation's median; `others`: that of what other callers get."""
        self.seen += 1
        self.mean += (excess - self.mean) / self.seen
        away = (excess - max(self.own, others, 0.0)) / max(deviation, _DEVIATION)
        low, high = _CUT
        self.sum += min(max(away, low), high) - _ALLOWED
        if self.sum <= 0.0:
            self.sum = 0.0
            if self.number:
                self.start_anew()
            return
        if not self.number:
            self.began = at
        self.number += 1
        self.excess += (excess - self.excess) / self.number
        if self.number <= _SAMPLES:
            self.samples = [*self.samples, sample]

    def passes(self, *, alone: bool, newcomer: bool) -> bool:
        """Whether it is too long for chance. `alone`: no others show what is usual now; `newcomer`: nor does its past."""
        return self.sum >= _HEIGHT * max(_ALONE if alone else 1.0, _NEWCOMER if newcomer else 1.0)

    def learn(self, weight: float, *, told: bool) -> None:
        """The window has ended: it counts `weight` in what is usual for the caller, but for one that may be the beginning of
        what is looked for, as nothing is told of it yet.
        """
        if self.seen and (told or self.sum < _HEIGHT / 2):
            self.own += (self.mean - self.own) * weight
        self.seen, self.mean = 0, 0.0

    def start_anew(self) -> None:
        self.sum, self.number, self.excess, self.samples = 0.0, 0, 0.0, []


class Lately(msgspec.Struct, array_like=True):
    """What an operation's last few callers got: by caller, when, and the excess; whoever came longest ago leaves first."""

    callers: dict[str, tuple[float, float]] = {}

    def add(self, caller: str, at: float, excess: float) -> None:
        callers = self.callers
        callers.pop(caller, None)
        callers[caller] = at, excess
        if len(callers) > _OTHERS:
            del callers[next(iter(callers))]

    def others(self, caller: str, since: float = 0.0) -> float | None:
        """The middle one of what the others got; None where there are too few of them to tell."""
        found = [excess for who, (at, excess) in self.callers.items() if at >= since and who != caller]
        return median(found) if len(found) >= _FEW else None
