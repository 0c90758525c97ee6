"""The detector `geography`: where callers are, against where they and their peers have always been.

Rules:
  geography-country   a settled identity calls several times from a far country that is new to it
  geography-travel    an identity is in two far countries faster than any aeroplane: by turns, or by software it never used
  geography-mix       another country suddenly makes a large share of an API's calls, by many callers
Example: "jwt:alice called from CH and BR, at least 8,400 km apart, by turns within 4 minutes; in 12 days it has only been in CH".
Source: impossible travel as in the SIEMs' rule sets; the mix is compared by the Jensen-Shannon divergence (Lin, 1991).
Known false positives: the first day of a VPN; a team that shares one login; a service that moves to another region.

Invariants: it orders nothing, as addresses lie too easily in both directions: it tells people. VPN exits, roaming, CI and NAT
are normal: nothing is said of identities that have never settled, of neighbouring countries, or of a network that several
identities of the API use beside their home. Without a database it says nothing.
Memory: some 700 bytes an identity. About 2 microseconds an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log, log2
from typing import Final
from zlib import crc32

import msgspec

from addons.behaviour.baseline import Recent, Said
from addons.behaviour.distances import apart
from addons.behaviour.sight import Baseline, Conclusion, Sight
from addons.behaviour.wording import count, share, span
from addons.finding import Severity

DETECTOR: Final = "geography"
VERSION: Final = 1
_COUNTRIES: Final = 8
"""kept of one identity"""
_NETWORKS: Final = 12
_AGENTS: Final = 6
_KNOWN_CALLS: Final = 10
_KNOWN_SECONDS: Final = 1800.0
"""a caller that was heard of so often and for so long has a country and a user agent, though it has not settled"""
_CAP: Final = 20
"""calls of one caller that count in a window: a crawler is not a crowd"""


class GeographySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of these must hold before anything is said."""

    settled_hours: float = 4.0
    """hours an identity must be known, and different hours in which it must have called"""
    settled_calls: int = 30
    """calls that an identity must have made before"""
    several: int = 5
    """calls from the new country"""
    far: float = 700.0
    """kilometres between the borders, at least"""
    speed: float = 1000.0
    """kilometres an hour that nobody travels at"""
    exit_identities: int = 3
    """identities that make a network an exit that many use"""
    window: float = 900.0
    """seconds over which an API's mix of countries is taken"""
    mix_calls: int = 150
    """calls of an API within the window, at least"""
    mix_callers: int = 15
    """callers within the window, at least, and as many from the country whose share has risen"""
    mix_share: float = 0.15
    """by which a country's share must have risen"""
    mix_divergence: float = 0.12
    """bits by which the mix must have diverged from the usual, at least"""
    identities: int = 50_000
    """identities that are remembered; those heard of longest ago are forgotten first"""
    warm_up: float = 7200.0
    """seconds of traffic that are learned before anything is concluded"""


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


class Mix(msgspec.Struct, array_like=True):
    """Countries of one API's callers, capped by caller."""

    start: float
    now: dict[str, int] = {}
    callers: dict[str, int] = {}
    by: dict[str, int] = {}
    """callers by country"""
    total: int = 0
    recent: dict[str, float] = {}
    """shares, half of it from the last three windows"""
    usual: dict[str, float] = {}
    """shares of all windows, half of it from the last two days"""
    hours: dict[int, dict[str, float]] = {}
    """shares by hour of day"""
    windows: int = 0
    checked: int = 0


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
        self._mixes: dict[int, Mix] = {}
        self._exits: Recent[set[str]] = Recent(10_000)
        """by API and network: the first few identities that used it beside their home"""
        self._said = Said()

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        if not sight.country:
            return ()
        found: list[Conclusion] = []
        self._count(sight, found)
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

    # -- an API's mix -------------------------------------------------------------------------------------------

    def _count(self, sight: Sight, found: list[Conclusion]) -> None:
        mix = self._mixes.get(sight.api_id)
        if mix is None:
            mix = self._mixes[sight.api_id] = Mix(sight.at)
        if sight.at - mix.start >= self._settings.window:
            self._turn(mix, sight.at)
        who = sight.identity
        calls = mix.callers.get(who)
        if calls is None:
            if len(mix.callers) >= 5000:
                return
            calls = 0
            mix.by[sight.country] = mix.by.get(sight.country, 0) + 1
        if calls >= _CAP:
            return
        mix.callers[who] = calls + 1
        mix.now[sight.country] = mix.now.get(sight.country, 0) + 1
        mix.total += 1
        if mix.total >= self._settings.mix_calls and mix.total >= mix.checked + 20:
            mix.checked = mix.total
            self._compare(sight, mix, found)

    def _turn(self, mix: Mix, now: float) -> None:
        if mix.total >= 50:
            mix.windows += 1
            shares = {code: number / mix.total for code, number in mix.now.items()}
            mix.usual = _blend(mix.usual, shares, max(0.0036, 1 / mix.windows))
            hour = int(mix.start // 3600) % 24
            mix.hours[hour] = _blend(mix.hours.get(hour, {}), shares, 0.2 if hour in mix.hours else 1.0)
            mix.recent = _blend(mix.recent, shares, 0.2 if mix.recent else 1.0)
        mix.start, mix.now, mix.callers, mix.by, mix.total, mix.checked = now, {}, {}, {}, 0, 0

    def _compare(self, sight: Sight, mix: Mix, found: list[Conclusion]) -> None:
        if mix.windows < 8 or len(mix.callers) < self._settings.mix_callers:
            return
        shares = {code: number / mix.total for code, number in mix.now.items()}
        hour = int(sight.at // 3600) % 24
        # time zones turn with the day: it must be unlike all of them
        pasts = [past for past in (mix.usual, mix.recent, mix.hours.get(hour, {})) if past]
        least = min(divergence(shares, past) for past in pasts)
        noise = (len(shares) - 1) / (2 * mix.total * log(2))
        if least < max(self._settings.mix_divergence, 3 * noise):
            return
        risen, by = max((share_ - max(past.get(code, 0.0) for past in pasts), code) for code, share_ in shares.items())
        if risen < self._settings.mix_share or mix.by.get(by, 0) < self._settings.mix_callers:
            return
        if self._said.again(f"mix {sight.api_id} {by}", sight.at, 1.0, 6 * 3600.0):
            usual = mix.usual.get(by, 0.0)
            found.append(
                Conclusion(
                    DETECTOR, "geography-mix", sight.api_id, sight.at, Severity.WARNING,
                    f"{by} made {share(shares[by])} of the calls of API {sight.api_id} in the last "
                    f"{span(max(1.0, sight.at - mix.start))}, by {mix.by[by]} callers; {share(usual)} is usual",
                    strength=0.6,
                    evidence={"share": shares[by], "usual": usual, "divergence": least, "callers": mix.by[by],
                              "calls": mix.total},
                )
            )  # fmt: skip

    # -- for people to look at ----------------------------------------------------------------------------------

    def baselines(self) -> Iterable[Baseline]:
        """Each API's countries, those with the largest share first."""
        for api_id, mix in self._mixes.items():
            known = mix.windows >= 8
            enough = mix.total >= 50
            now = {code: number / mix.total for code, number in mix.now.items()} if enough else {}
            largest = sorted({*mix.usual, *now}, key=lambda code: -max(mix.usual.get(code, 0.0), now.get(code, 0.0)))
            for code in largest[:_COUNTRIES] if known else ():
                usual = mix.usual.get(code, 0.0)
                yield Baseline(
                    api_id, f"calls from {code}", "share", usual, max(usual, mix.recent.get(code, 0.0)),
                    now.get(code, 0.0) if enough else None, bound=min(1.0, usual + self._settings.mix_share),
                    number=mix.windows,
                )  # fmt: skip

    # -- across restarts ----------------------------------------------------------------------------------------

    def dump(self) -> bytes:
        return msgspec.msgpack.encode(
            _State(VERSION, self._lives.entries, self._mixes, self._exits.entries, self._said)
        )

    def load(self, data: bytes) -> bool:
        try:
            state = msgspec.msgpack.decode(data, type=_State)
        except (msgspec.MsgspecError, ValueError):
            return False
        if state.version != VERSION:
            return False
        self._lives.entries, self._mixes, self._exits.entries = state.lives, state.mixes, state.exits
        self._said = state.said
        return True


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


def _place(sight: Sight) -> str:
    # numbers from the first one for private use on stand for a name, not for an autonomous system
    return f"{sight.country} (AS{sight.network})" if 0 < sight.network < 4_200_000_000 else sight.country
