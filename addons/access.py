"""Whitelist, blacklist and standing decisions: who is let in or turned away before anything else is looked at.

What: matches the client address and every identity of a request against the lists' entries.
Rules: `access-whitelist` (ends the inspection: it beats every ban), `access-blacklist`, `access-ban`, `access-throttle`.
Example: blacklist entry, scope range, 192.0.2.0/24, for all APIs: a request from 192.0.2.7 is blocked.
Source: CrowdSec's words for decisions; CWE-291 is why an unverified claim is never enough to be whitelisted.
Known false positive: a range shared by a company or a mobile operator bans the innocent with the guilty.

Invariant: the cost of a request does not depend on how many entries there are: one dict access for the address, one for
each prefix length that occurs, one for each identity. The country is only asked for where a list names one; an address
without a country (private, or unknown to the database) is in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec

from addons.addon import CounterKey, Facts
from addons.address import Address, RangeTable, parse_address, parse_range
from addons.exchange import Exchange, Identity, IdentityKind, Phase
from addons.finding import Effect, Finding, Severity

NAME = "access"
Order = Literal["whitelist", "blacklist", "ban", "throttle"]


class AccessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing to set: the lists are the settings."""


class Listed(Protocol):
    """A list entry (`expires` is UTC seconds since the epoch, 0 for never; `api_id` 0 for all APIs)."""

    @property
    def id(self) -> int: ...
    @property
    def scope(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def api_id(self) -> int: ...
    @property
    def expires(self) -> float: ...
    @property
    def reason(self) -> str: ...


class Ordered(Listed, Protocol):
    """A decision: `type` is ban or throttle."""

    @property
    def type(self) -> Literal["ban", "throttle"]: ...


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that applies, and what it orders."""

    order: Order
    entry: Listed

    def __str__(self) -> str:
        kind = "decision" if self.order in ("ban", "throttle") else "entry"
        reason = f": {self.entry.reason}" if self.entry.reason else ""
        return f"{self.order} {kind} {self.entry.id} ({self.entry.scope} {self.entry.target}){reason}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the entry at `index` of its list."""

    index: int
    entry: Listed
    message: str


class FaultyListError(ValueError):
    """Raised with every fault of a list at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} entries cannot be read")
        self.faults = tuple(faults)


def check_target(scope: str, target: str) -> None:
    """Raises ValueError saying how to mend a target that its scope cannot be matched by."""
    if scope == "address":
        if "/" in target:
            raise ValueError('is a range: give it the scope "range"')
        parse_address(target)
    elif scope == "range":
        parse_range(target)
    elif scope == "key":
        if len(target) != 32 or not set(target) <= set("0123456789abcdef"):
            raise ValueError("must be the keyed hash of an API key: 32 hexadecimal digits")
    elif scope == "country":
        if len(target) != 2 or not (target.isascii() and target.isalpha() and target.isupper()):
            raise ValueError("must be a country code of two capital letters, such as CH")
    elif scope == "principal":
        if not 0 < len(target) <= 256 or not target.isprintable():
            raise ValueError("must be a principal of 1\u2013256 printable characters")
    else:
        raise ValueError(f'scope "{scope}" is none of address, range, key, principal, country')


class AccessList:
    """One list, indexed. Immutable once made, so that a snapshot whose list did not change takes over the last one's.

    Raises `FaultyListError`. Costs about a microsecond for each IPv4 entry.
    """

    def __init__(self, entries: Iterable[Listed]) -> None:
        self._addresses: dict[Address, list[Listed]] = {}
        self._ranges: RangeTable[list[Listed]] = RangeTable()
        self._keys: dict[str, list[Listed]] = {}
        self._principals: dict[str, list[Listed]] = {}
        self._countries: dict[str, list[Listed]] = {}
        self.size = 0
        faults = []
        for index, entry in enumerate(entries):
            try:
                self._add(entry)
            except ValueError as error:
                faults.append(Fault(index, entry, str(error)))
            self.size += 1
        if faults:
            raise FaultyListError(faults)

    def _add(self, entry: Listed) -> None:
        scope, target = entry.scope, entry.target
        if scope == "address" and "/" not in target:
            _put(self._addresses, parse_address(target), entry)
        elif scope == "range":
            key = parse_range(target)
            if found := self._ranges.get(key):
                found.append(entry)
            else:
                self._ranges.put(key, [entry])
        else:
            check_target(scope, target)
            if scope == "key":
                _put(self._keys, target, entry)
            elif scope == "principal":
                _put(self._principals, target, entry)
            elif scope == "country":
                _put(self._countries, target, entry)

    @property
    def lookups(self) -> int:
        """Dict accesses that the dearest address takes; grows with the prefix lengths in use, not with the entries."""
        return 1 + self._ranges.lookups

    @property
    def names_identities(self) -> bool:
        return bool(self._keys or self._principals)

    @property
    def names_countries(self) -> bool:
        return bool(self._countries)

    def of_country(self, country: str) -> Iterable[Listed]:
        """Entries that name the country; none for the empty one."""
        return self._countries.get(country, ())

    def of_address(self, address: Address) -> Iterator[Listed]:
        """Entries that name the address, then those whose range holds it, the narrowest first."""
        yield from self._addresses.get(address, ())
        if self._ranges:
            for entries in self._ranges.covering(address):
                yield from entries

    def of_identity(self, identity: Identity) -> Iterable[Listed]:
        """Whoever authenticated is a principal, by the value that is recorded: so an entry can be made from a log row."""
        if identity.kind is IdentityKind.ADDRESS:
            return ()
        named = self._principals.get(identity.value, ())
        if identity.kind is IdentityKind.KEY:
            return (*self._keys.get(identity.value, ()), *named)
        return named


def _put[K](table: dict[K, list[Listed]], key: K, entry: Listed) -> None:
    if key in table:
        table[key].append(entry)
    else:
        table[key] = [entry]


class AccessIndex:
    """The three lists of a policy."""

    def __init__(self, whitelist: AccessList, blacklist: AccessList, decisions: AccessList) -> None:
        self.whitelist = whitelist
        self.blacklist = blacklist
        self.decisions = decisions

    @classmethod
    def build(
        cls, whitelist: Iterable[Listed] = (), blacklist: Iterable[Listed] = (), decisions: Iterable[Ordered] = ()
    ) -> AccessIndex:
        """Raises `FaultyListError` for the first list that has faults."""
        return cls(AccessList(whitelist), AccessList(blacklist), AccessList(decisions))

    def matches(self, address: str) -> list[Match]:
        """Every entry that names the address or holds it in its range, whatever its API and expiry: for people who search.

        Raises ValueError where `address` is none.
        """
        wanted = parse_address(address)
        return [
            *(Match("whitelist", entry) for entry in self.whitelist.of_address(wanted)),
            *(Match("blacklist", entry) for entry in self.blacklist.of_address(wanted)),
            *(Match(_order(entry), entry) for entry in self.decisions.of_address(wanted)),
        ]


def _order(entry: Listed) -> Order:
    return "throttle" if getattr(entry, "type", "ban") == "throttle" else "ban"


class Access:
    """The addon. With `orders` false only the whitelist is looked at: what `off` means for this detector."""

    name = NAME
    phases = frozenset({Phase.REQUEST_HEADERS})

    def __init__(self, index: AccessIndex, api_id: int, *, orders: bool = True) -> None:
        self._api_id = api_id
        self._whitelist = index.whitelist if index.whitelist.size else None
        self._blacklist = index.blacklist if index.blacklist.size and orders else None
        self._decisions = index.decisions if index.decisions.size and orders else None
        self._idle = not (self._whitelist or self._blacklist or self._decisions)

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002 - the addon contract
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:  # noqa: ARG002
        if self._idle:
            return ()
        try:
            address = parse_address(exchange.client)
        except ValueError:
            # Telemetry may lack the address: its identities still count.
            address = None
        now = facts.now
        if self._whitelist:
            for entry in self._matching(self._whitelist, address, exchange, now, trusted=True):
                return (_finding(Match("whitelist", entry), now),)
        found = []
        if self._blacklist:
            for entry in self._matching(self._blacklist, address, exchange, now):
                found.append(_finding(Match("blacklist", entry), now))
                break
        if self._decisions:
            first: dict[Order, Listed] = {}
            for entry in self._matching(self._decisions, address, exchange, now):
                first.setdefault(_order(entry), entry)
            found += [_finding(Match(order, entry), now) for order, entry in first.items()]
        return found

    def _matching(
        self,
        entries: AccessList,
        address: Address | None,
        exchange: Exchange,
        now: float,
        *,
        trusted: bool = False,
    ) -> Iterator[Listed]:
        api_id = self._api_id
        if address is not None:
            for entry in entries.of_address(address):
                if entry.api_id in (0, api_id) and (not entry.expires or entry.expires > now):
                    yield entry
        if entries.names_identities:
            yield from self._of_identities(entries, exchange.identities, now, trusted=trusted)
        if entries.names_countries:
            for entry in entries.of_country(exchange.country):
                if entry.api_id in (0, api_id) and (not entry.expires or entry.expires > now):
                    yield entry

    def _of_identities(
        self, entries: AccessList, identities: Iterable[Identity], now: float, *, trusted: bool
    ) -> Iterator[Listed]:
        api_id = self._api_id
        for identity in identities:
            if trusted and identity.kind is IdentityKind.JWT and not identity.verified:
                # Anyone can write a claim; only a signature makes it worth a free pass.
                continue
            for entry in entries.of_identity(identity):
                if entry.api_id in (0, api_id) and (not entry.expires or entry.expires > now):
                    yield entry


_CONSEQUENCE = {
    "whitelist": (Effect.ALLOW, Severity.INFO),
    "blacklist": (Effect.BLOCK, Severity.CRITICAL),
    "ban": (Effect.BLOCK, Severity.CRITICAL),
    "throttle": (Effect.THROTTLE, Severity.WARNING),
}


def _finding(match: Match, now: float) -> Finding:
    effect, severity = _CONSEQUENCE[match.order]
    scope = match.entry.scope
    return Finding(
        detector=NAME,
        rule=f"access-{match.order}",
        severity=severity,
        message=str(match)[:300],
        location="client" if scope in ("address", "range", "country") else f"identity:{scope}",
        effect=effect,
        retry_after=max(1.0, match.entry.expires - now) if effect is Effect.THROTTLE and match.entry.expires else 0.0,
    )
