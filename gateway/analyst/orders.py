"""What follows from a conclusion: an alert, and in enforce an expiring decision. Pure.

Invariants: off concludes nothing; observe decides nothing and says what it would have done; whoever is whitelisted is
neither decided about nor reported; a decision always ends. At most `most` decisions are made within a minute: what is
over that is reported as in observe, and that it happened is reported too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from addons.access import Access, AccessIndex, check_target
from addons.addon import Facts
from addons.address import canonical_address
from addons.behaviour.sight import Conclusion
from addons.catalogue import DETECTORS
from addons.exchange import Exchange, Identity, IdentityKind, Phase, Request
from addons.finding import Effect, Mode, Severity
from addons.geography import Countries
from gateway.policy.document import Entry, Policy
from gateway.storage.decisions import NewDecision
from gateway.storage.sightings import Sighting, sampled

SECOND = 1_000_000
MINUTE = 60 * SECOND
SHORTEST, LONGEST, USUAL = 60.0, 7 * 86_400.0, 3600.0
"""seconds that a decision stands: at least, at most, and where a behaviour names none"""
STALE = 600.0
"""seconds after which what was concluded is too old to act upon: the analyst was away"""
GUARD = "behaviour-guard"


@dataclass(frozen=True, slots=True)
class Outcome:
    sightings: list[Sighting]
    """at most one for each API, detector and caller"""
    decisions: list[NewDecision]


class Modes:
    """What the policy says of behaviours; made anew with every revision. Its lists are not needed."""

    def __init__(self, policy: Policy) -> None:
        self.revision = policy.revision
        self._policy = policy
        self._apis = {api.id: api for api in policy.apis}

    def options(self, name: str) -> Mapping[str, Any]:
        """One behaviour sees all APIs, so what an API says of the options does not count; only its mode does."""
        settings = self._policy.detectors.get(name)
        return settings.options if settings else {}

    def threshold(self, api_id: int) -> int | None:
        """The anomaly score from which this API blocks; None: there is no such API."""
        api = self._apis.get(api_id)
        return api.block_threshold if api else None

    def mode(self, name: str, api_id: int) -> Mode:
        """The API's own setting, else the policy's, else the catalogue's; never beyond the mode of the API itself."""
        api = self._apis.get(api_id)
        settings = (api.detectors.get(name) if api else None) or self._policy.detectors.get(name)
        mode = settings.mode if settings else DETECTORS[name].mode
        if api is not None and api.mode is not Mode.ENFORCE:
            return Mode.OFF if Mode.OFF in (api.mode, mode) else Mode.OBSERVE
        return mode


class _Here:
    """The country is known already, whatever the address."""

    def __init__(self, country: str) -> None:
        self._country = country

    def country(self, address: str) -> str:  # noqa: ARG002 - the look-up's contract
        return self._country


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a conclusion is about: the caller, and whom its order would hit. `values`: of keys and principals."""

    address: str = ""
    values: tuple[str, ...] = ()
    country: str = ""

    @classmethod
    def of(cls, one: Conclusion, countries: Countries) -> Named:
        kind, _, value = one.identity.partition(":")
        address = value if kind == IdentityKind.ADDRESS else ""
        values = [value] if value and not address else []
        if one.scope == "address":
            address = one.target
        elif one.scope in ("key", "principal") and one.target not in values:
            values.append(one.target)
        address = canonical_address(address) or ""
        country = one.target if one.scope == "country" else countries.country(address) if address else ""
        return cls(address, tuple(values), country)

    def lets_pass(self, whitelist: Sequence[Entry], api_id: int, now: float) -> bool:
        """Whether any of these entries lets them through, judged as a worker would; a principal counts as verified."""
        identities = tuple(Identity(IdentityKind.KEY, value, verified=True) for value in self.values)
        identities += (Identity(IdentityKind.ADDRESS, self.address),)
        exchange = Exchange(
            "", Request("GET", b"/"), api_id, "", self.address, identities[0], identities, countries=_Here(self.country)
        )
        access = Access(AccessIndex.build(whitelist), api_id)
        return any(one.effect is Effect.ALLOW for one in access.inspect(exchange, Phase.REQUEST_HEADERS, Facts(now)))


@dataclass(frozen=True, slots=True)
class Case:
    """A conclusion, and how its caller stands. `is_decided`: an order for its target stands already."""

    conclusion: Conclusion
    is_whitelisted: bool = False
    is_decided: bool = False


class Guard:
    """At most `most` decisions within a minute."""

    def __init__(self, most: int, made: Iterable[int] = ()) -> None:
        """`made`: when the last ones were, microseconds."""
        self.most = most
        self._made = deque(sorted(made), maxlen=most)

    def allows(self, now: int) -> bool:
        """Counts it, if it does. `now` in microseconds."""
        while self._made and self._made[0] <= now - MINUTE:
            self._made.popleft()
        if len(self._made) >= self.most:
            return False
        self._made.append(now)
        return True


def outcome(cases: Sequence[Case], modes: Modes, guard: Guard, now: int) -> Outcome:
    """`now` in microseconds. What is decided is counted by `guard`."""
    found: list[Sighting] = []
    decisions: list[NewDecision] = []
    decided: set[tuple[str, str, int]] = set()
    held_back: dict[str, int] = {}
    for case in cases:
        one = case.conclusion
        mode = modes.mode(one.detector, one.api_id) if one.detector in DETECTORS else Mode.OFF
        if mode is Mode.OFF or case.is_whitelisted:
            continue
        decision = _decision(one, now)
        said = ""
        if decision is not None:
            order, key = _order(one), (decision.scope, decision.target, decision.api_id)
            if mode is Mode.OBSERVE:
                said = f"; in enforce: {order}"
            elif now / SECOND - one.at > STALE:
                said = f"; too long ago for a {one.order}"
            elif case.is_decided or key in decided:
                said = f"; an order for {one.scope} {_short(one.target)} stands already"
            elif guard.allows(now):
                decisions.append(decision)
                decided.add(key)
                said = f"; {order}"
            else:
                held_back[one.detector] = held_back.get(one.detector, 0) + 1
                said = f"; held back, too many decisions within a minute: {order}"
        found.append(_sighting(one, said))
    found += [_guarded(name, count, guard.most, now) for name, count in held_back.items()]
    return Outcome(_grouped(found), decisions)


def _decision(one: Conclusion, now: int) -> NewDecision | None:
    if not one.order or not one.scope:
        return None
    try:
        check_target(one.scope, one.target)
    except ValueError:
        # A cookie's hash or a name with strange signs is none that a list could match.
        return None
    seconds = min(max(one.seconds or USUAL, SHORTEST), LONGEST)
    return NewDecision(
        one.order, one.scope, one.target, now + int(seconds * SECOND), one.api_id, one.detector, one.message[:512]
    )


def _order(one: Conclusion) -> str:
    seconds = min(max(one.seconds or USUAL, SHORTEST), LONGEST)
    amount, unit = (seconds / 3600, "h") if seconds >= 3600 else (seconds / 60, "min")
    return f"{one.order} of {one.scope} {_short(one.target)} for {amount:.3g} {unit}"


def _short(target: str) -> str:
    return target if len(target) <= 45 else f"{target[:12]}…"


def _sighting(one: Conclusion, said: str) -> Sighting:
    at = int(one.at * SECOND)
    identity = one.identity
    if not identity and one.target:
        identity = f"{one.scope}:{one.target}"
    if not identity and one.operation:
        # What is wrong with an operation is nobody's doing; still, two of them are two alerts.
        identity = f"operation:{one.operation}"
    return Sighting(
        api_id=one.api_id,
        detector=one.detector,
        identity=identity,
        operation=one.operation,
        title=f"{one.message[: 512 - len(said)]}{said}",
        severity=int(one.severity),
        count=max(1, len(one.samples)),
        stopped=0,
        first_at=at,
        last_at=at,
        rules={one.rule: 1},
        samples=sampled(one.samples),
        crowd=f"{one.rule}: many callers at once, such as: {one.message}",
    )


def _guarded(name: str, count: int, most: int, now: int) -> Sighting:
    title = (
        f"{DETECTORS[name].title} would make more than {most} decisions a minute: {count} were held back as in observe"
    )
    return Sighting(0, name, "", "", title, int(Severity.ERROR), count, 0, now, now, {GUARD: count}, [])


def _grouped(found: Iterable[Sighting]) -> list[Sighting]:
    groups: dict[tuple[int, str, str], Sighting] = {}
    for one in found:
        before = groups.get(one.group)
        if before is None:
            groups[one.group] = one
            continue
        graver = one if one.severity > before.severity else before
        rules = dict(before.rules)
        for rule, count in one.rules.items():
            rules[rule] = rules.get(rule, 0) + count
        groups[one.group] = replace(
            graver,
            count=before.count + one.count,
            first_at=min(before.first_at, one.first_at),
            last_at=max(before.last_at, one.last_at),
            rules=rules,
            samples=sampled([*before.samples, *one.samples]),
        )
    return list(groups.values())
