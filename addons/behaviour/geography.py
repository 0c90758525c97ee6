"""The detector `geography`: where callers are, against where they and their peers have always been.

Rules:
  geography-country   a settled identity calls several times from a far country that is new to it
  geography-travel    an identity is in two far countries faster than any aeroplane: by turns, or by software it never used
  geography-mix       another country suddenly makes a large share of an API's calls (`mix`)
Example: "jwt:alice called from CH and BR, at least 8,400 km apart, by turns within 4 minutes; in 12 days it has only been in CH".
Source: impossible travel as in the SIEMs' rule sets.
Known false positives: the first day of a VPN; a team that shares one login; a service that moves to another region.

Invariants: it orders nothing, as addresses lie too easily in both directions: it tells people. VPN exits, roaming, CI and NAT
are normal: nothing is said of identities that have never settled, of neighbouring countries, or of a network that several
identities of the API use beside their home. Without a database it says nothing.
Memory: some 700 bytes an identity. About 2 microseconds an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zlib import crc32

import msgspec

from addons.behaviour.baseline import Recent, Said
from addons.behaviour.distances import apart
from addons.behaviour.geography_settings import DETECTOR, GeographySettings
from addons.behaviour.mix import Mix, Mixes
from addons.behaviour.sight import Baseline, Conclusion, Sight
from addons.behaviour.wording import count, span
from addons.finding import Severity

VERSION: Final = 2

__all__ = ["Geography", "GeographySettings"]
_COUNTRIES: Final = 8
"""kept of one identity"""
_NETWORKS: Final = 12
_AGENTS: Final = 6
_KNOWN_CALLS: Final = 10
_KNOWN_SECONDS: Final = 1800.0
"""a caller that was heard of so often and for so long has a country and a user agent, though it has not settled"""


class Stay(msgspec.Struct, array_like=True):
    """Of an identity in one country."""

    first: float
    last: float
    calls: int = 0
    strange: int = 0
    """calls that came faster than it can have travelled, by software that it never used at home"""


class Life(msgspec.Struct, array_like=True):
    """Of one identity, over all APIs."""

    first: float
    hour: int = 0
    hours: int = 0
    """different ones in which it called"""
    calls: int = 0
    stays: dict[str, Stay] = {}
    networks: list[int] = []
    here: str = ""
    jumps: list[float] = []
    """when it was last in two far countries faster than one can be"""
    agents: list[int] = []
    """checksums of the user agents it is known by"""


class _State(msgspec.Struct):
    version: int
    lives: dict[str, Life]
    mixes: dict[int, Mix]
    exits: dict[str, set[str]]
    said: Said


class Geography:
    """A behaviour; see the module."""

    name = DETECTOR

    def __init__(self, settings: GeographySettings | None = None) -> None:
        self._settings = settings or GeographySettings()
        self._lives: Recent[Life] = Recent(self._settings.identities)
        self._exits: Recent[set[str]] = Recent(10_000)
        """by API and network: the first few identities that used it beside their home"""
        self._said = Said()
        self._mixes = Mixes(self._settings, self._said)

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        if not sight.country:
            return ()
        found: list[Conclusion] = []
        found += self._mixes.see(sight)
        if not sight.identity.startswith("address:") and 0 < sight.status < 400:
            self._follow(sight, found)
        return found

    def tick(self, now: float) -> Iterable[Conclusion]:  # noqa: ARG002 - nothing waits for the clock
        return ()

    # -- identities ---------------------------------------------------------------------------------------------

    def _follow(self, sight: Sight, found: list[Conclusion]) -> None:
        life = self._lives.entries.get(sight.identity)
        if life is None:
            life = Life(sight.at)
            self._lives.touch(sight.identity, life)
        hour = int(sight.at // 3600)
        if hour != life.hour:
            life.hour = hour
            life.hours += 1
            self._lives.touch(sight.identity, life)
        life.calls += 1
        country, network = sight.country, sight.network
        stay = life.stays.get(country)
        new = network not in life.networks
        if stay is None:
            if len(life.stays) >= _COUNTRIES:
                oldest = min(life.stays, key=lambda code: life.stays[code].last)
                del life.stays[oldest]
            stay = life.stays[country] = Stay(sight.at, sight.at)
        stay.calls += 1
        home = self._home(sight.identity, life, sight.at)
        if home and country != home:
            self._away(sight, life, home, stay, found)
        if life.here and life.here != country and home:
            self._jump(sight, life, home, found)
        if not sight.identity.startswith("key:"):
            self._carried_off(sight, life, stay, found)
        life.here = country
        stay.last = sight.at
        if new:
            life.networks = [*life.networks, network][-_NETWORKS:]

    def _home(self, identity: str, life: Life, now: float) -> str:
        """The one country in which it nearly always is; empty for who has not settled."""
        settings = self._settings
        if life.hours < settings.settled_hours or life.calls < settings.settled_calls:
            return ""
        home = max(life.stays, key=lambda code: life.stays[code].calls)
        stay = life.stays[home]
        # keys are shared by machines, and machines move: a day at least
        least = 86400.0 if identity.startswith("key:") else settings.settled_hours * 3600.0
        if now - stay.first < least:
            return ""
        # several countries before this visit: a traveller, a VPN, a service of many regions
        elsewhere = sum(one.calls for code, one in life.stays.items() if code != home and now - one.first > 86400.0)
        return home if elsewhere <= 0.05 * life.calls and len(life.stays) <= 3 else ""

    def _away(self, sight: Sight, life: Life, home: str, stay: Stay, found: list[Conclusion]) -> None:
        if self._is_exit(sight) or stay.calls != self._settings.several:
            return
        way = apart(home, sight.country)
        if way < self._settings.far or not self._said.again(
            f"{sight.identity} {sight.country}", sight.at, 1.0, 86400.0
        ):
            return
        found.append(
            Conclusion(
                DETECTOR, "geography-country", sight.api_id, sight.at, Severity.NOTICE,
                f"{sight.identity} called {stay.calls} times in {span(max(1.0, sight.at - stay.first))} from "
                f"{_place(sight)}; in {span(sight.at - life.first)} and {count(life.calls)} calls it has been in {home}, "
                f"at least {count(way // 100 * 100)} km away",
                identity=sight.identity, operation=sight.operation, strength=0.4, samples=(sight.request_id,),
                evidence={"calls": stay.calls, "kilometres": way, "known_seconds": sight.at - life.first},
            )
        )  # fmt: skip

    def _jump(self, sight: Sight, life: Life, home: str, found: list[Conclusion]) -> None:
        before = life.stays[life.here]
        way = apart(life.here, sight.country)
        if way < self._settings.far or (sight.at - before.last) * self._settings.speed / 3600.0 >= way:
            return
        other = life.here if sight.country == home else sight.country
        if self._is_exit(sight):
            return
        life.jumps = [*(at for at in life.jumps if sight.at - at < 3600.0), sight.at][-8:]
        # there and back and there again: once alone may be a switch of a VPN or a wrong entry of the database
        if len(life.jumps) < 3 or life.stays[other].calls < self._settings.several:
            return
        if sight.at - life.stays[other].first > 86400.0:
            return
        if self._said.again(f"travel {sight.identity}", sight.at, len(life.jumps), 86400.0):
            found.append(
                Conclusion(
                    DETECTOR, "geography-travel", sight.api_id, sight.at, Severity.WARNING,
                    f"{sight.identity} called from {home} and {other}, at least {count(way // 100 * 100)} km apart, by turns "
                    f"{len(life.jumps)} times within {span(max(1.0, sight.at - life.jumps[0]))}; in "
                    f"{span(sight.at - life.first)} it has been in {home}",
                    identity=sight.identity, operation=sight.operation, strength=0.7, samples=(sight.request_id,),
                    evidence={"kilometres": way, "turns": len(life.jumps), "calls_there": life.stays[other].calls},
                )
            )  # fmt: skip

    def _carried_off(self, sight: Sight, life: Life, stay: Stay, found: list[Conclusion]) -> None:
        """A session that goes on far away at once, by other software: who turns on a VPN keeps the browser."""
        agent = crc32(sight.user_agent.encode("utf-8", "surrogatepass"))
        main = max(life.stays, key=lambda code: life.stays[code].calls)
        if sight.country == main or sight.at - stay.first > 86400.0:
            # What was there a day ago and nobody minded is its own.
            if agent not in life.agents:
                life.agents = [*life.agents, agent][-_AGENTS:]
            return
        home = life.stays[main]
        if agent in life.agents or home.calls < _KNOWN_CALLS or sight.at - home.first < _KNOWN_SECONDS:
            return
        way = apart(main, sight.country)
        if way < self._settings.far or (sight.at - home.last) * self._settings.speed / 3600.0 >= way:
            return
        stay.strange += 1
        if stay.strange != self._settings.several or self._is_exit(sight):
            return
        if self._said.again(f"travel {sight.identity}", sight.at, stay.strange, 86400.0):
            found.append(
                Conclusion(
                    DETECTOR, "geography-travel", sight.api_id, sight.at, Severity.WARNING,
                    f"{sight.identity} called {stay.strange} times from {_place(sight)} by software that it never used "
                    f"before, {span(max(1.0, sight.at - home.last))} after it was in {main}, at least "
                    f"{count(way // 100 * 100)} km away",
                    identity=sight.identity, operation=sight.operation, strength=0.6, samples=(sight.request_id,),
                    evidence={"kilometres": way, "calls_there": stay.strange, "seconds_since_home": sight.at - home.last},
                )
            )  # fmt: skip

    def _is_exit(self, sight: Sight) -> bool:
        """Whether several identities use the network beside their home, as they use the exit of a VPN; counts this one."""
        if not sight.network:
            return False
        key = f"{sight.api_id} {sight.country} {sight.network}"
        users = self._exits.entries.get(key)
        if users is None:
            users = set()
            self._exits.touch(key, users)
        if len(users) < 10:
            users.add(sight.identity)
        return len(users) >= self._settings.exit_identities

    # -- for people to look at ----------------------------------------------------------------------------------

    def baselines(self) -> Iterable[Baseline]:
        """Each API's countries, those with the largest share first."""
        return self._mixes.baselines()

    # -- across restarts ----------------------------------------------------------------------------------------

    def dump(self) -> bytes:
        return msgspec.msgpack.encode(
            _State(VERSION, self._lives.entries, self._mixes.mixes, self._exits.entries, self._said)
        )

    def load(self, data: bytes) -> bool:
        try:
            state = msgspec.msgpack.decode(data, type=_State)
        except (msgspec.MsgspecError, ValueError):
            return False
        if state.version != VERSION:
            return False
        self._lives.entries, self._mixes.mixes, self._exits.entries = state.lives, state.mixes, state.exits
        self._said = self._mixes.said = state.said
        return True


def _place(sight: Sight) -> str:
    # numbers from the first one for private use on stand for a name, not for an autonomous system
    return f"{sight.country} (AS{sight.network})" if 0 < sight.network < 4_200_000_000 else sight.country
