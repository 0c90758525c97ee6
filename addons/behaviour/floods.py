"""Slow floods from many addresses, each within its limit.

What: an operation far over its usual rate in a minute, or in ten, where the surplus comes from new addresses that ask for
nothing else, and the operation's part in the API's traffic grew with it.
Example: 940 requests a minute at GET /search, 300 are usual; 610 of them from 180 new addresses that ask for nothing else.
Source: CWE-770; OWASP API4:2023, OAT-015.
Known false positive: a link to one operation that goes around. A sale's peak is told apart: all operations grow with it, and
its newcomers look around.

One conclusion for the operation, about nobody; one for each new address with a part in it. What is normal is learned from
windows without a flood, at the earliest after an hour.
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
from addons.behaviour.tally import Recent

_SOURCES: Final = 3_000
_PART: Final = 5
"""requests of one new address in a window from which on it is held responsible for its part"""
_DOMINANT: Final = 0.6
"""part of the API's traffic from which on an operation's part cannot tell a flood from a peak"""
_DOMINANT_RISE: Final = 10.0


class Traffic(msgspec.Struct, gc=False):
    """An operation (or, with an empty key, an API): its averages, and the window that is open.

    `single`: requests of new addresses that asked for nothing else.
    """

    windows: int = 0
    requests: float = 0.0
    singles: float = 0.0
    share: float = 0.0
    now_requests: int = 0
    now_newcomers: int = 0
    now_singles: int = 0
    sources: dict[str, int] = {}
    samples: list[str] = []
    flooded: bool = False

    def turn(self, whole: int, fade: float) -> None:
        if not self.flooded:
            weight = max(fade, 1 / (self.windows + 1))
            self.requests += weight * (self.now_requests - self.requests)
            self.singles += weight * (self.now_singles - self.singles)
            if whole >= 20:
                self.share += weight * (self.now_requests / whole - self.share)
            self.windows += 1
        self.now_requests = self.now_newcomers = self.now_singles = 0
        self.sources, self.samples, self.flooded = {}, [], False


class Level:
    """All operations in windows of `span` seconds. `least` windows must have been seen; `times` the floors of a minute."""

    def __init__(self, span: float, fade: float, least: int, times: float, said: str) -> None:
        self.span = span
        self.fade = fade
        self.least = least
        self.times = times
        self.said = said
        self.start = 0.0
        self.operations: Recent[Traffic] = Recent(3_000)
        self.whole: dict[str, int] = {}

    def turn(self, now: float) -> None:
        if now - self.start < self.span:
            return
        # A gap without any traffic is no proof of silence: the analyst may have been away.
        for key, traffic in self.operations.entries.items():
            traffic.turn(self.whole.get(key.partition(" ")[0], 0), self.fade)
        self.whole.clear()
        self.start = now

    def count(self, scene: Scene, newcomer: bool, single: bool) -> Traffic:
        traffic = self.operations.entries.get(scene.key)
        if traffic is None:
            traffic = Traffic()
            self.operations.touch(scene.key, traffic)
        api = str(scene.sight.api_id)
        self.whole[api] = self.whole.get(api, 0) + 1
        traffic.now_requests += 1
        if newcomer:
            traffic.now_newcomers += 1
            sources, source = traffic.sources, scene.source
            if single:
                traffic.now_singles += 1
                take_part(sources, traffic.samples, scene, _SOURCES)
            elif source in sources:
                traffic.now_singles -= sources.pop(source)
        return traffic


class Floods:
    name = "floods"

    def __init__(self, settings: AbuseSettings, judge: Judge) -> None:
        self._settings = settings
        self._judge = judge
        self._levels = (Level(60.0, 1 / 120, 60, 1.0, "a minute"), Level(600.0, 1 / 36, 6, 4.0, "10 minutes"))

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        sight = scene.sight
        if sight.action == "block":
            return ()
        newcomer = not scene.place.established(sight.at) and not scene.standing.established(sight.at)
        single = newcomer and not scene.place.mixed
        found: list[Conclusion] = []
        settings = self._settings
        for level in self._levels:
            if sight.at - level.start >= level.span:
                level.turn(sight.at)
            traffic = level.count(scene, newcomer, single)
            if (
                single
                and traffic.now_singles >= settings.flood_requests * level.times
                and len(traffic.sources) >= settings.flood_addresses * level.times
                and traffic.windows >= level.least
            ):
                found += self._weigh(scene, level, traffic)
        return found

    def _weigh(self, scene: Scene, level: Level, traffic: Traffic) -> Iterable[Conclusion]:
        settings = self._settings
        usual = max(traffic.requests, 1.0)
        surplus = traffic.now_requests - usual
        part = traffic.now_requests / level.whole[str(scene.sight.api_id)]
        rise = settings.flood_rise if traffic.share < _DOMINANT else max(settings.flood_rise, _DOMINANT_RISE)
        if (
            traffic.now_requests < rise * usual
            or surplus < 6 * sqrt(usual)
            or traffic.now_singles - traffic.singles < 0.6 * surplus
            or traffic.now_singles < 0.8 * traffic.now_newcomers
            or traffic.now_singles < 3 * traffic.singles
            or (traffic.share < _DOMINANT and part < min(1.5 * traffic.share + 0.05, (1 + traffic.share) / 2))
        ):
            return ()
        traffic.flooded = True
        addresses = len(traffic.sources)
        concert = Concert(
            "flood",
            f"{traffic.now_requests} requests in {level.said} at {scene.sight.operation}, {usual:.0f} are usual; "
            f"{traffic.now_singles} of them from {addresses} new addresses that ask for nothing else",
            traffic.now_requests / level.span,
            strength(traffic.now_requests / (rise * usual), traffic.now_singles >= 0.95 * traffic.now_newcomers),
            traffic.samples,
            {
                "requests": float(traffic.now_requests),
                "usual": round(usual, 1),
                "singles": float(traffic.now_singles),
                "addresses": float(addresses),
                "part": round(part, 3),
                "usual_part": round(traffic.share, 3),
            },
        )
        found = [*concert.tell(self._judge, scene)]
        own = traffic.sources.get(scene.source, 0)
        if own >= _PART:
            sentence = (
                f"this new address sent {own} requests in {level.said} to {scene.sight.operation} and to nothing else, one of "
                f"{addresses} that do so"
            )
            found += concert.tell_of(self._judge, scene, own, sentence, 0.7)
        return found

    def tick(self, now: float) -> Iterable[Conclusion]:
        for level in self._levels:
            level.turn(now)
        return ()

    def dump(self) -> Any:
        levels = [[level.start, level.operations, level.whole] for level in self._levels]
        return [levels]

    def load(self, data: Any) -> None:
        for level, (start, operations, whole) in zip(self._levels, data[0], strict=True):
            level.start = start
            level.operations = msgspec.convert(operations, Recent[Traffic])
            level.whole = msgspec.convert(whole, dict[str, int])
