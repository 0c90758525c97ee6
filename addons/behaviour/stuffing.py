"""Stolen passwords tried from many addresses, few from each.

What: failed sign-ins at one operation in ten minutes, far above its own usual number, from many addresses that are new. Or within
the last minute or two: ten minutes of a sale hold so many failures of people that fifty more do not stand out there.
Example: 180 failed sign-ins of 90 new addresses at POST /login in 10 minutes; 6 are usual.
Source: OWASP OAT-008 credential stuffing; CWE-307. That a window as short as what is looked for finds it soonest, as chance
grows with the window's root and the attack with its length: Naus, Approximations for Distributions of Scan Statistics, 1982.
Known false positive: a campaign that brings many new customers with old passwords. A sale's peak is told apart by the
share of failures among newcomers, which stays what it was; a broken sign-in by the failures of those long known.

One conclusion for the operation, about nobody; one for each new address with three failures and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.concert import Concert, take_part
from addons.behaviour.scene import Judge, Scene, strength
from addons.behaviour.sight import Conclusion
from addons.behaviour.signin import Entrance
from addons.behaviour.tally import Recent
from addons.behaviour.wording import span

_SPAN: Final = 600.0
_MARK: Final = 60.0
_SOURCES: Final = 5_000
_BLAMED: Final = 3
"""failures after which a new address is held responsible for its own part"""
_FADE: Final = 1 / 36


class Count(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Sign-ins of newcomers in a window until `at`."""

    at: float
    answers: int = 0
    failures: int = 0


class Usual(msgspec.Struct, gc=False):
    """An operation's past in windows of ten minutes (an average over about six hours) and the window that is open."""

    start: float
    windows: int = 0
    failures: float = 0.0
    """newcomers' failures in a window"""
    share: float = 0.05
    """of newcomers' sign-ins that fail"""
    now_answers: int = 0
    now_failures: int = 0
    now_sources: dict[str, int] = {}
    samples: list[str] = []
    attack: bool = False
    marks: list[Count] = []
    """of the window, at most two: a minute and two minutes ago, about"""

    def add(self, now: float, *, failed: bool) -> None:
        if not self.marks:
            self.marks = [Count(self.start)]
        if now - self.marks[-1].at >= _MARK:
            self.marks = [*self.marks[-1:], Count(now, self.now_answers, self.now_failures)]
        self.now_answers += 1
        self.now_failures += failed

    def lately(self, now: float) -> tuple[float, int, int]:
        """Seconds of the last minute or two, at most the window's, with answers and failures in them."""
        mark = self.marks[0]
        return max(now - mark.at, 0.0), self.now_answers - mark.answers, self.now_failures - mark.failures

    def turn(self, now: float) -> None:
        """Closes the window; one under attack teaches nothing."""
        if not self.attack:
            weight = max(_FADE, 1 / (self.windows + 1))
            self.failures += weight * (self.now_failures - self.failures)
            if self.now_answers >= 5:
                self.share += weight * (max(0.01, self.now_failures / self.now_answers) - self.share)
            self.windows += 1
        self.start = now
        self.now_answers = self.now_failures = 0
        self.now_sources, self.samples, self.attack, self.marks = {}, [], False, []


class Stuffing:
    name = "stuffing"

    def __init__(self, settings: AbuseSettings, judge: Judge) -> None:
        self._settings = settings
        self._judge = judge
        self._operations: Recent[Usual] = Recent(1_000)

    def observe(self, scene: Scene, entrance: Entrance | None) -> Iterable[Conclusion]:
        if entrance is None:
            return ()
        now = scene.sight.at
        usual = self._operations.get(scene.key)
        if usual is None:
            usual = Usual(now)
            self._operations.touch(scene.key, usual)
        elif now - usual.start >= _SPAN:
            usual.turn(now)
        if scene.place.established(now) or scene.standing.established(now):
            return ()
        usual.add(now, failed=scene.failed)
        if not scene.failed:
            usual.now_sources.pop(scene.source, None)
            return ()
        take_part(usual.now_sources, usual.samples, scene, _SOURCES)
        return self._weigh(scene, usual, entrance)

    def _weigh(self, scene: Scene, usual: Usual, entrance: Entrance) -> Iterable[Conclusion]:
        settings, now = self._settings, scene.sight.at
        failures, addresses = usual.now_failures, len(usual.now_sources)
        if failures < settings.stuffing_failures or addresses < settings.stuffing_addresses or usual.windows < 6:
            return ()
        if entrance.out_of_order(now) or sum(usual.now_sources.values()) > 12 * addresses:
            return ()
        seconds, answers, expected = _SPAN, usual.now_answers, max(usual.failures, 0.5)
        if not self._stands_out(failures, answers, expected, usual.share):
            seconds, answers, failures = usual.lately(now)
            expected *= seconds / _SPAN
            if not self._stands_out(failures, answers, expected, usual.share):
                return ()
        usual.attack = True
        sure = strength(failures / (settings.habit_factor * expected + 5), failures >= 0.8 * answers)
        concert = Concert(
            "stuffing",
            f"{failures} failed sign-ins of {addresses} new addresses at {scene.sight.operation} in {span(seconds)}; "
            f"{expected:.0f} are usual",
            failures,
            sure,
            usual.samples,
            {"failures": float(failures), "addresses": float(addresses), "usual": round(expected, 1)},
        )
        found = [*concert.tell(self._judge, scene)]
        own = usual.now_sources.get(scene.source, 0)
        if own >= _BLAMED and not scene.place.served:
            sentence = (
                f"this new address failed {own} times to sign in at {scene.sight.operation} and did nothing else, one of "
                f"{addresses} that do so"
            )
            found += concert.tell_of(self._judge, scene, own, sentence, 0.8)
        return found

    def _stands_out(self, failures: int, answers: int, expected: float, share: float) -> bool:
        """Whether so many failures are neither the operation's usual ones nor those of as many newcomers."""
        by_share = answers * share
        return (
            failures >= self._settings.stuffing_failures
            and failures >= self._settings.habit_factor * expected
            and failures >= expected + 6 * sqrt(expected)
            and failures >= by_share + 5 * sqrt(by_share) + 5
            and failures >= 0.2 * answers
        )

    def tick(self, now: float) -> Iterable[Conclusion]:
        for usual in self._operations.entries.values():
            if now - usual.start >= _SPAN:
                usual.turn(now)
        return ()

    def dump(self) -> Any:
        return [self._operations]

    def load(self, data: Any) -> None:
        self._operations = msgspec.convert(data[0], Recent[Usual])
