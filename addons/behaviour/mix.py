"""From which countries an API is called, and when another one suddenly makes a large share of the calls.

Rule, about nobody: `geography-mix`. Two windows are compared with the past: a long one, and a short one in which an attack that
begins late in the long one is not lost among what came before it.
Example: "VN made 41 % of the calls of API 1 in the last 90 s, by 34 callers; 0.2 % is usual".
Source: the Jensen-Shannon divergence (Lin, 1991).
Known false positive: a product that is launched in another country, for as long as its first hours.

Invariant: it must be unlike all pasts (days, last hours, this hour of other days), since time zones turn with the day; and of
many callers, of whom each counts for a few calls.
Memory: at most some 700 kB an API, while 5,000 callers call it within a window.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log, log2
from typing import Final

import msgspec

from addons.behaviour.baseline import Said
from addons.behaviour.geography_settings import DETECTOR, GeographySettings
from addons.behaviour.sight import Baseline, Conclusion, Sight
from addons.behaviour.wording import share, span
from addons.finding import Severity

_CAP: Final = 20
"""calls of one caller that count in a window: a crawler is not a crowd"""
_GLANCE_CAP: Final = 5
_CALLERS: Final = 5000
"""told apart in a window"""
_SHOWN: Final = 8


class Window(msgspec.Struct, array_like=True):
    """Calls by country since `start`, of each caller at most as many as its cap."""

    start: float
    now: dict[str, int] = {}
    callers: dict[str, int] = {}
    by: dict[str, int] = {}
    """callers by country"""
    total: int = 0
    checked: int = 0

    def add(self, sight: Sight, cap: int) -> None:
        who = sight.identity
        calls = self.callers.get(who)
        if calls is None:
            if len(self.callers) >= _CALLERS:
                return
            calls = 0
            self.by[sight.country] = self.by.get(sight.country, 0) + 1
        if calls >= cap:
            return
        self.callers[who] = calls + 1
        self.now[sight.country] = self.now.get(sight.country, 0) + 1
        self.total += 1

    def is_due(self, least: int) -> bool:
        """Whether there is enough, and enough more than when it was last asked."""
        if self.total < least or self.total < self.checked + 20:
            return False
        self.checked = self.total
        return True

    def shares(self) -> dict[str, float]:
        return {code: number / self.total for code, number in self.now.items()}


class Mix(msgspec.Struct, array_like=True):
    """Of one API."""

    window: Window
    glance: Window
    recent: dict[str, float] = {}
    """shares, half of it from the last three windows"""
    usual: dict[str, float] = {}
    """shares of all windows, half of it from the last two days"""
    hours: dict[int, dict[str, float]] = {}
    """shares by hour of day"""
    windows: int = 0

    def turn(self, now: float) -> None:
        """End the long window, and learn from it."""
        if self.window.total >= 50:
            self.windows += 1
            shares = self.window.shares()
            self.usual = _blend(self.usual, shares, max(0.0036, 1 / self.windows))
            hour = int(self.window.start // 3600) % 24
            self.hours[hour] = _blend(self.hours.get(hour, {}), shares, 0.2 if hour in self.hours else 1.0)
            self.recent = _blend(self.recent, shares, 0.2 if self.recent else 1.0)
        self.window = Window(now)

    def pasts(self, now: float) -> list[dict[str, float]]:
        hour = int(now // 3600) % 24
        return [past for past in (self.usual, self.recent, self.hours.get(hour, {})) if past]


class Mixes:
    """`said` is the caller's: what was told is not told again."""

    def __init__(self, settings: GeographySettings, said: Said) -> None:
        self._settings = settings
        self.said = said
        self.mixes: dict[int, Mix] = {}

    def see(self, sight: Sight) -> Iterable[Conclusion]:
        mix = self.mixes.get(sight.api_id)
        if mix is None:
            mix = self.mixes[sight.api_id] = Mix(Window(sight.at), Window(sight.at))
        if sight.at - mix.window.start >= self._settings.window:
            mix.turn(sight.at)
        if sight.at - mix.glance.start >= self._settings.glance:
            mix.glance = Window(sight.at)
        mix.window.add(sight, _CAP)
        mix.glance.add(sight, _GLANCE_CAP)
        for window in (mix.window, mix.glance):
            if window.is_due(self._settings.mix_calls):
                yield from self._compare(sight, mix, window)

    def _compare(self, sight: Sight, mix: Mix, window: Window) -> Iterable[Conclusion]:
        settings = self._settings
        if mix.windows < 8 or len(window.callers) < settings.mix_callers:
            return
        shares, pasts = window.shares(), mix.pasts(sight.at)
        least = min(divergence(shares, past) for past in pasts)
        noise = (len(shares) - 1) / (2 * window.total * log(2))
        if least < max(settings.mix_divergence, 3 * noise):
            return
        risen, by = max((part - max(past.get(code, 0.0) for past in pasts), code) for code, part in shares.items())
        if risen < settings.mix_share or window.by.get(by, 0) < settings.mix_callers:
            return
        if self.said.again(f"mix {sight.api_id} {by}", sight.at, 1.0, 6 * 3600.0):
            usual = mix.usual.get(by, 0.0)
            yield Conclusion(
                DETECTOR, "geography-mix", sight.api_id, sight.at, Severity.WARNING,
                f"{by} made {share(shares[by])} of the calls of API {sight.api_id} in the last "
                f"{span(max(1.0, sight.at - window.start))}, by {window.by[by]} callers; {share(usual)} is usual",
                strength=0.6,
                evidence={"share": shares[by], "usual": usual, "divergence": least, "callers": window.by[by],
                          "calls": window.total},
            )  # fmt: skip

    def baselines(self) -> Iterable[Baseline]:
        """Each API's countries, those with the largest share first."""
        for api_id, mix in self.mixes.items():
            known = mix.windows >= 8
            enough = mix.window.total >= 50
            now = mix.window.shares() if enough else {}
            largest = sorted({*mix.usual, *now}, key=lambda code: -max(mix.usual.get(code, 0.0), now.get(code, 0.0)))
            for code in largest[:_SHOWN] if known else ():
                usual = mix.usual.get(code, 0.0)
                yield Baseline(
                    api_id, f"calls from {code}", "share", usual, max(usual, mix.recent.get(code, 0.0)),
                    now.get(code, 0.0) if enough else None, bound=min(1.0, usual + self._settings.mix_share),
                    number=mix.windows,
                )  # fmt: skip


def divergence(one: dict[str, float], other: dict[str, float]) -> float:
    """Jensen-Shannon, in bits: 0 for equal shares, 1 for shares of nothing in common."""
    total = 0.0
    for code in one.keys() | other.keys():
        p, q = one.get(code, 0.0), other.get(code, 0.0)
        middle = (p + q) / 2
        total += (p * log2(p / middle) if p else 0.0) + (q * log2(q / middle) if q else 0.0)
    return max(0.0, total / 2)


def _blend(old: dict[str, float], new: dict[str, float], weight: float) -> dict[str, float]:
    codes = old.keys() | new.keys()
    mixed = {code: old.get(code, 0.0) * (1 - weight) + new.get(code, 0.0) * weight for code in codes}
    return {code: part for code, part in mixed.items() if part > 1e-6}
