"""Rate limits: how many requests within a sliding window, per identity, per API, per operation.

What: counts are named by `needs` and come back in `Facts`; a request that would be one too many is throttled (429).
Rule: `limits-exceeded`. Example: quota 100, window 60, per identity: the 101st request within a minute.
Source: CWE-770, OWASP API4:2023; RateLimit fields after draft-ietf-httpapi-ratelimit-headers.
Known false positive: many people behind one address, on an API that names no better identity.

IPv6 addresses are counted by their /64.

Invariant: a counter's name says API, what it is per, and identity or operation; two limits with the same of these and the
same window share one counter. Counting is the gateway's: this file adds up nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import msgspec

from addons.addon import CounterKey, CounterValue, Facts
from addons.address import parse_address
from addons.exchange import Exchange, IdentityKind, Phase
from addons.finding import Effect, Finding, Severity

NAME: Final = "limits"
RULE: Final = "limits-exceeded"
REMEMBERED: Final = 4096
"""callers and operations whose counters' names are kept"""
_NO_COUNT: Final = CounterValue()


class LimitsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing to set here: limits stand with their API."""


class RateLimit(Protocol):
    """`quota` requests (0: off) within `window` seconds; `operation` empty for all."""

    @property
    def quota(self) -> int: ...
    @property
    def window(self) -> int: ...
    @property
    def per(self) -> Literal["identity", "api", "operation"]: ...
    @property
    def operation(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DefaultLimit:
    """What holds for an API that names no limit."""

    quota: int
    window: int = 60
    per: Literal["identity", "api", "operation"] = "identity"
    operation: str = ""


class Quota(msgspec.Struct, frozen=True, gc=False):
    """What a client has left of one limit after this request; `reset` seconds until some of it comes back."""

    name: str
    limit: int
    window: int
    remaining: int
    reset: int


class Limits:
    """The addon. `default` is requests per identity and minute where `limits` is empty; 0: none."""

    name = NAME
    phases = frozenset({Phase.REQUEST_HEADERS})

    def __init__(self, limits: Sequence[RateLimit], default: int, api_id: int = 0) -> None:
        self._api_id = api_id
        active: Sequence[RateLimit] = [limit for limit in limits or [DefaultLimit(default)] if limit.quota > 0]
        self._limits = tuple(zip(active, _names(active), strict=True))
        self._seen: dict[tuple[str, str, str], tuple[tuple[RateLimit, str, CounterKey], ...]] = {}

    def needs(self, exchange: Exchange) -> list[CounterKey]:
        return [key for _, _, key in self._keyed(exchange)]

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Sequence[Finding]:  # noqa: ARG002
        """At most one finding: the limit that keeps the client waiting longest."""
        worst: tuple[float, RateLimit, float] | None = None
        for limit, _, key in self._keyed(exchange):
            value = facts.counters.get(key, _NO_COUNT)
            if value.count + 1 > limit.quota:
                wait = max(1.0, value.reset)
                if worst is None or wait > worst[0]:
                    worst = (wait, limit, value.count)
        if worst is None:
            return ()
        wait, limit, count = worst
        of = f" of {limit.operation}" if limit.operation else ""
        return (
            Finding(
                detector=NAME,
                rule=RULE,
                severity=Severity.WARNING,
                message=f"{count:.0f} requests{of} within {limit.window} s per {limit.per}; the limit is {limit.quota}",
                location=f"per:{limit.per}",
                effect=Effect.THROTTLE,
                retry_after=wait,
            ),
        )

    def quotas(self, exchange: Exchange, facts: Facts) -> tuple[Quota, ...]:
        """Where the client stands with each limit that applies, this request counted."""
        found = []
        for limit, name, key in self._keyed(exchange):
            value = facts.counters.get(key, _NO_COUNT)
            remaining = max(0, math.floor(limit.quota - value.count - 1))
            reset = math.ceil(value.reset) if value.count else limit.window
            found.append(Quota(name, limit.quota, limit.window, remaining, max(1, reset)))
        return tuple(found)

    def _keyed(self, exchange: Exchange) -> tuple[tuple[RateLimit, str, CounterKey], ...]:
        """The limits that apply, with their names and counters; remembered, as a caller rarely comes once."""
        identity = exchange.identity
        seen = self._seen.get((identity.kind, identity.value, exchange.operation))
        if seen is None:
            seen = tuple(
                (limit, name, self._key(limit, exchange))
                for limit, name in self._limits
                if limit.operation in ("", exchange.operation)
            )
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[identity.kind, identity.value, exchange.operation] = seen
        return seen

    def _key(self, limit: RateLimit, exchange: Exchange) -> CounterKey:
        # An operation holds no "|" (see addons.operation) and the identity comes last, so that no client can choose its
        # identity or path such that two counters have one name.
        if limit.per == "identity":
            identity = exchange.identity
            value = identity.value
            if ":" in value and identity.kind is IdentityKind.ADDRESS:
                value = _subscriber(value)
            return CounterKey(f"{self._api_id}|identity|{limit.operation}|{identity.kind.value}:{value}", limit.window)
        if limit.per == "api":
            return CounterKey(f"{self._api_id}|api|{limit.operation}", limit.window)
        return CounterKey(f"{self._api_id}|operation|{exchange.operation}", limit.window)


def _subscriber(address: str) -> str:
    """The /64 of an IPv6 address: one subscriber has at least that (RFC 6177), and so 2**64 addresses to count under."""
    try:
        return f"{parse_address(address).value >> 64:x}::/64"
    except ValueError:
        return address


def _names(limits: Sequence[RateLimit]) -> list[str]:
    """`identity-60`, `operation-3600`, and numbered where two would have one name: for clients, so without the operation."""
    names: list[str] = []
    for limit in limits:
        base = f"{limit.per}-{limit.window}"
        same = sum(name == base or name.startswith(f"{base}-") for name in names)
        names.append(f"{base}-{same + 1}" if same else base)
    return names


def rate_limit_headers(quotas: Sequence[Quota]) -> list[tuple[bytes, bytes]]:
    """`RateLimit-Policy: "name";q=100;w=60` and `RateLimit: "name";r=50;t=30`; none where no limit applies."""
    if not quotas:
        return []
    policy = ", ".join([f'"{quota.name}";q={quota.limit};w={quota.window}' for quota in quotas])
    state = ", ".join([f'"{quota.name}";r={quota.remaining};t={quota.reset}' for quota in quotas])
    return [(b"RateLimit-Policy", policy.encode()), (b"RateLimit", state.encode())]
