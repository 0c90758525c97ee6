"""Stolen passwords tried from many addresses, few from each.

What: failed sign-ins at one operation in ten minutes, far above its own usual number, from many addresses that are new.
Example: 180 failed sign-ins of 90 new addresses at POST /login in 10 minutes; 6 are usual.
Source: OWASP OAT-008 credential stuffing; CWE-307.
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

_SPAN: Final = 600.0
_SOURCES: Final = 5_000
_BLAMED: Final = 3
"""failures after which a new address is held responsible for its own part"""
_FADE: Final = 1 / 36


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
        self.now_sources, self.samples, self.attack = {}, [], False


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
        usual.now_answers += 1
        if not scene.failed:
            usual.now_sources.pop(scene.source, None)
            return ()
        usual.now_failures += 1
        take_part(usual.now_sources, usual.samples, scene, _SOURCES)
        return self._weigh(scene, usual, entrance)

    def _weigh(self, scene: Scene, usual: Usual, entrance: Entrance) -> Iterable[Conclusion]:
        settings, now = self._settings, scene.sight.at
        failures, addresses = usual.now_failures, len(usual.now_sources)
        if failures < settings.stuffing_failures or addresses < settings.stuffing_addresses or usual.windows < 6:
            return ()
        expected = max(usual.failures, 0.5)
        by_share = usual.now_answers * usual.share
        if (
            entrance.out_of_order(now)
            or failures < settings.habit_factor * expected
            or failures < expected + 6 * sqrt(expected)
            or failures < by_share + 5 * sqrt(by_share) + 5
            or failures < 0.2 * usual.now_answers
            or sum(usual.now_sources.values()) > 12 * addresses
        ):
            return ()
        usual.attack = True
        sure = strength(failures / (settings.habit_factor * expected + 5), failures >= 0.8 * usual.now_answers)
        concert = Concert(
            "stuffing",
            f"{failures} failed sign-ins of {addresses} new addresses at {scene.sight.operation} in 10 minutes; "
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

    def tick(self, now: float) -> Iterable[Conclusion]:
        for usual in self._operations.entries.values():
            if now - usual.start >= _SPAN:
                usual.turn(now)
        return ()

    def dump(self) -> Any:
        return [self._operations]

    def load(self, data: Any) -> None:
        self._operations = msgspec.convert(data[0], Recent[Usual])
