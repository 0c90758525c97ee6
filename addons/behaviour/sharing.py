"""One key, token or session used from many places at once.

What: addresses, networks and countries from which one identity is served within ten minutes, in turns: back and forth,
not one after the other; against its own past and the peers' 99th percentile; three times as many of a person without a past.
Example: this key was used from 14 addresses of 9 networks in 10 minutes, 31 times back and forth; 1 network before.
Source: CWE-522, CWE-613; OWASP API2:2023.
Known false positive: a key built into an app that is released today. Once it has a past, its many networks are its habit.

Only what was served counts: anyone can claim a name. Without AS numbers a network is an IPv4 /16 or an IPv6 /32, and twice as
many are needed, since one operator has many of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.peers import Peers, note_peer
from addons.behaviour.scene import SAMPLES, Judge, Scene, called, strength
from addons.behaviour.sight import Conclusion
from addons.behaviour.tally import Distinct, Habit, Recent, Windows

_KINDS: Final = ("key:", "jwt:", "cookie:")
_PLACES: Final = 64
_PAST: Final = 3
"""windows that make a past"""
_NEW: Final = 3
"""times as many networks it must be of one without"""


class Use(msgspec.Struct, array_like=True, gc=False):
    """Where one identity was used. `back`: returns to a network that it had been at, after another."""

    start: float
    sources: Distinct = msgspec.field(default_factory=Distinct)
    networks: dict[str, int] = {}
    countries: dict[str, int] = {}
    last: str = ""
    back: int = 0
    uses: int = 0
    guessed: bool = False
    samples: list[str] = []
    blamed: bool = False

    def add(self, scene: Scene) -> None:
        sight = scene.sight
        self.uses += 1
        if sight.network:
            network = f"AS{sight.network}"
        else:
            network = _block(scene.source)
            self.guessed = True
        if network != self.last:
            if network in self.networks:
                self.back += 1
            self.last = network
            if len(self.samples) < SAMPLES:
                self.samples.append(sight.request_id)
        if network in self.networks or len(self.networks) < _PLACES:
            self.networks[network] = self.networks.get(network, 0) + 1
        if sight.country and (sight.country in self.countries or len(self.countries) < _PLACES):
            self.countries[sight.country] = self.countries.get(sight.country, 0) + 1
        self.sources.add(scene.source)


def _block(source: str) -> str:
    mark = ":" if ":" in source else "."
    return mark.join(source.split(mark, 2)[:2])


class Sharing:
    name = "sharing"

    def __init__(self, settings: AbuseSettings, judge: Judge) -> None:
        self._settings = settings
        self._judge = judge
        self._peers: Recent[Peers] = Recent(1_000)
        self._habits: Recent[Habit] = Recent(settings.callers)
        self._windows: Windows[Use] = Windows(600.0, settings.callers, Use, self._close)

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        sight = scene.sight
        if not scene.served or not sight.identity.startswith(_KINDS):
            return ()
        key = f"{sight.api_id}\n{sight.identity}"
        window = self._windows.at(key, sight.at)
        window.add(scene)
        if len(window.networks) < 3 or window.back < 4:
            return ()
        return self._weigh(scene, key, window)

    def _weigh(self, scene: Scene, key: str, window: Use) -> Iterable[Conclusion]:
        settings, now = self._settings, scene.sight.at
        habit = self._habits.get(key) or Habit()
        peers = self._peers.get(str(scene.sight.api_id))
        new = habit.windows < _PAST
        # A machine may be many and everywhere from its first day on; a person is in one place at a time.
        if (new and scene.machine) or peers is None or not peers.mature:
            return ()
        networks, countries, sources = len(window.networks), len(window.countries), window.sources.count()
        needed = settings.sharing_networks * (2 if window.guessed else 1) * (_NEW if new else 1)
        top = habit.top(now)
        usual = max(settings.habit_factor * top, 2 * peers.p99)
        by_country = countries >= settings.sharing_countries and sources >= settings.sharing_countries
        in_turns = window.back >= 8 and window.back >= 0.4 * window.uses
        by_network = networks >= needed and (in_turns or sources >= settings.sharing_addresses)
        if new and networks < needed:
            return ()
        if (networks < usual and not (by_country and networks >= 3 and top <= 1.5)) or not (by_country or by_network):
            return ()
        window.blamed = True
        if not self._judge.news("sharing", key, now, sources):
            return ()
        ratio = max(networks / needed, countries / settings.sharing_countries)
        sure = strength(ratio, by_country and by_network, in_turns)
        where = f" and {countries} countries" if countries > 1 else ""
        conclusion = self._judge.conclude(
            "sharing",
            scene,
            f"{called(scene.sight.identity)} was used from {sources} addresses of {networks} networks{where} in 10 minutes, "
            f"{window.back} times back and forth; before it was {top:.0f} at most, the peers' p99 is {peers.p99:.0f}",
            key=key,
            level=sources,
            sure=sure,
            samples=window.samples,
            evidence={
                "addresses": sources,
                "networks": networks,
                "countries": countries,
                "back_and_forth": window.back,
                "own_top": round(top, 1),
                "peers_p99": round(peers.p99, 1),
            },
        )
        return (conclusion,)

    def _close(self, key: str, window: Use) -> None:
        if window.blamed:
            return
        api, _, caller = key.partition("\n")
        networks = len(window.networks)
        note_peer(self._peers, api, caller, networks)
        habit = self._habits.get(key) or Habit()
        habit.add(networks, window.start)
        self._habits.touch(key, habit)

    def tick(self, now: float) -> Iterable[Conclusion]:
        self._windows.sweep(now)
        return ()

    def dump(self) -> Any:
        return [self._windows.dump(), self._peers, self._habits]

    def load(self, data: Any) -> None:
        self._windows.load(data[0], Use)
        self._peers = msgspec.convert(data[1], Recent[Peers])
        self._habits = msgspec.convert(data[2], Recent[Habit])
