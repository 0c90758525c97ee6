"""One exchange as the abuse patterns see it: who called, from where, how well both are known; and how a conclusion is made.

source      the client's address; of IPv6 the /64, since whoever has one address there has 2**64
caller      the identity; where there is none the source
machine     a caller with a key: it reads in a row, at any speed, and much of its life comes round only once a day
nameless    an address, or a cookie that was not there an hour ago: whoever asks is given another
standing    how long a caller or a source has been known, and how often it was served

Invariant: an order never falls on an identity that nobody has proven (a forged claim would ban its victim): it falls on
the source then. Memory: about 250 bytes a caller.
"""

from __future__ import annotations

from math import log10
from typing import Final

import msgspec

from addons.address import parse_address
from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.sight import Conclusion, Scope, Sight
from addons.behaviour.tally import Recent, Told
from addons.finding import Severity

DETECTOR: Final = "abuse"
DAY: Final = 86_400.0
"""seconds of a machine's past that tell what is usual for it: its nights are not like its days"""
SAMPLES: Final = 5
_HOUSE: Final = 5
"""identities behind one address from which on it is taken for a house, not for a caller: no order is of it"""


class Standing(msgspec.Struct, array_like=True, gc=False):
    """`served`: answers below 400; `identities`: of a source, the first few with a name that were served there."""

    first: float
    last: float
    requests: int = 0
    served: int = 0
    identities: set[str] = msgspec.field(default_factory=set)
    only: str = ""
    """the one operation it asked for, as long as it is one"""
    mixed: bool = False

    def established(self, now: float) -> bool:
        """Known for an hour and served ten times: no newcomer."""
        return self.served >= 10 and now - self.first >= 3600.0

    @property
    def house(self) -> bool:
        return len(self.identities) >= _HOUSE


class Scene:
    """What every pattern needs of a sight, worked out once."""

    __slots__ = (
        "anonymous",
        "caller",
        "failed",
        "key",
        "machine",
        "nameless",
        "place",
        "served",
        "sight",
        "sign_in",
        "source",
        "standing",
    )

    def __init__(self, sight: Sight, source: str, place: Standing, standing: Standing) -> None:
        self.sight = sight
        self.source = source
        self.place = place
        self.standing = standing
        self.anonymous = sight.identity.startswith("address:")
        self.machine = sight.identity.startswith("key:")
        self.nameless = self.anonymous or (sight.identity.startswith("cookie:") and not standing.established(sight.at))
        self.caller = source if self.anonymous else sight.identity
        self.served = 200 <= sight.status < 400 and sight.action == "allow"
        self.key = f"{sight.api_id} {sight.operation}"
        self.failed = sight.status in (401, 403, 422, 429)
        self.sign_in = False


class Book:
    """Standings of sources and identities."""

    def __init__(self, settings: AbuseSettings) -> None:
        self.standings: Recent[Standing] = Recent(2 * settings.callers)
        self.began = 0.0
        self._v6: dict[str, str] = {}

    def scene(self, sight: Sight) -> Scene:
        now = sight.at
        source = self.source(sight.client)
        place = self._standing(source, now)
        standing = place if sight.identity.startswith("address:") else self._standing(sight.identity, now)
        scene = Scene(sight, source, place, standing)
        if not place.mixed:
            if not place.only:
                place.only = scene.key
            elif place.only != scene.key:
                place.mixed, place.only = True, " "
        self.began = self.began or now
        return scene

    def note(self, scene: Scene) -> None:
        """Afterwards, so that a pattern sees a newcomer as one."""
        scene.place.requests += 1
        if scene.standing is not scene.place:
            scene.standing.requests += 1
        if scene.served:
            scene.place.served += 1
            if scene.standing is not scene.place:
                scene.standing.served += 1
                # Five cookies are had for the asking: who is to vouch for an address must have a name.
                if len(scene.place.identities) < _HOUSE and not scene.nameless:
                    scene.place.identities.add(scene.sight.identity)

    def _standing(self, key: str, now: float) -> Standing:
        standing = self.standings.entries.get(key)
        if standing is None:
            standing = Standing(now, now)
            self.standings.touch(key, standing)
        elif now - standing.last > 600.0:
            standing.last = now
            self.standings.touch(key, standing)
        return standing

    def source(self, client: str) -> str:
        if ":" not in client:
            return client
        found = self._v6.get(client)
        if found is None:
            if len(self._v6) >= 4096:
                self._v6.clear()
            found = self._v6[client] = _network(client)
        return found


def _network(client: str) -> str:
    try:
        address = parse_address(client)
    except ValueError:
        return client
    if address.bits == 32:
        return str(address)
    return f"{type(address)(128, address.value >> 64 << 64)}/64"


def subject(identity: str, source: str) -> tuple[Scope, str]:
    """Whom an order is about."""
    kind, _, value = identity.partition(":")
    if kind == "key":
        return "key", value
    if kind in ("jwt", "cookie"):
        return "principal", value
    return ("range" if "/" in source else "address"), source


def strength(ratio: float, *witnesses: bool) -> float:
    """0.5 at the threshold, 1 at ten times of it; each further witness that speaks against the caller adds 0.15."""
    return min(1.0, 0.5 + 0.5 * log10(max(ratio, 1.0)) + 0.15 * sum(witnesses))


def called(caller: str) -> str:
    """How a sentence names a caller."""
    kind, _, _ = caller.partition(":")
    return {"key": "this key", "jwt": "this principal", "cookie": "this session"}.get(kind, "this address")


def plural(count: float, noun: str) -> str:
    """`3 ids`, `2 addresses`, `1 key`."""
    many = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{count:,.0f} {noun if round(count) == 1 else many}"


class Judge:
    """Says what a pattern found, once, with an order in proportion. Silent until `ready` (UTC seconds)."""

    def __init__(self, settings: AbuseSettings) -> None:
        self._settings = settings
        self.told = Told(settings.quiet, 4 * settings.callers)
        self.ready = 0.0

    def news(self, rule: str, key: str, now: float, level: float) -> bool:
        """Whether it is worth saying (again); asking keeps the pattern from being taken for quiet."""
        return now >= self.ready and self.told.again(f"{rule} {key}", now, level)

    def conclude(
        self,
        rule: str,
        scene: Scene,
        message: str,
        *,
        key: str,
        level: float,
        sure: float,
        samples: list[str],
        evidence: dict[str, float],
        proven: bool = True,
        nobody: bool = False,
        is_order: bool = True,
        quiet: float = 0.0,
    ) -> Conclusion:
        """`key`, `level`: as asked of `news`. `proven`: the identity was served, so that it is the caller's own.

        `nobody`: it is about no one, so that there is no order; without `is_order` there is none on whom it is about.
        `quiet`: seconds for which it is not told again, even so.
        """
        sight = scene.sight
        scope: Scope
        is_order = is_order and not nobody
        scope, target = subject(sight.identity if proven else "", scene.source) if is_order else ("", "")
        if scope in ("address", "range") and scene.place.house:
            # An order would fall on all who live there, and one of them is meant: it is left to a person.
            is_order = False
            message += "; nothing is ordered, as others use this address"
        ban = sure >= self._settings.ban_strength
        seconds = sure * (self._settings.ban_seconds if ban else self._settings.throttle_seconds) if is_order else 0.0
        if scope in ("address", "range"):
            # Whose it is an hour later nobody knows: an office that is empty at night has shown no names yet (RFC 6269, 13.1).
            seconds = min(seconds, self._settings.address_seconds)
        self.told.tell(f"{rule} {key}", sight.at, level, max(seconds, quiet))
        return Conclusion(
            detector=DETECTOR,
            rule=f"{DETECTOR}-{rule}",
            api_id=sight.api_id,
            at=sight.at,
            severity=Severity.CRITICAL if sure >= 0.95 else Severity.ERROR if sure >= 0.7 else Severity.WARNING,
            message=message,
            identity="" if nobody else sight.identity,
            operation=sight.operation,
            scope=scope,
            target=target,
            order="" if not is_order else "ban" if ban else "throttle",
            seconds=round(seconds),
            strength=round(sure, 3),
            samples=tuple(samples[:SAMPLES]),
            evidence=evidence,
        )
