"""Token buckets in memory, and the throttle on sign-in made of them.

Invariant: nobody is locked out for ever. Every bucket refills by itself, and an address that signed in to an account
before is not slowed by what others try on it. Each console process counts for itself; nothing is shared or stored.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from addons.address import Range, parse_address

MOST_KEYS = 50_000
IPV6_NETWORK_BITS = 64


class Buckets:
    """One bucket a key: `burst` at once, then `rate` a second. At most `MOST_KEYS` keys; the longest unused go."""

    def __init__(self, burst: int, rate: float, monotonic: Callable[[], float]) -> None:
        self._burst = float(burst)
        self._rate = rate
        self._monotonic = monotonic
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Whole seconds until one may be taken; 0: now."""
        level = self._level(key)
        return 0 if level >= 1 else max(1, math.ceil((1 - level) / self._rate))

    def take(self, key: str) -> int:
        """Take one and return 0, or take none and return the seconds to wait."""
        if wait := self.wait(key):
            return wait
        self._set(key, self._level(key) - 1)
        return 0

    def give_back(self, key: str) -> None:
        self._set(key, min(self._burst, self._level(key) + 1))

    def reset(self, key: str) -> None:
        self._levels.pop(key, None)

    def _level(self, key: str) -> float:
        level, at = self._levels.get(key, (self._burst, 0.0))
        return min(self._burst, level + (self._monotonic() - at) * self._rate)

    def _set(self, key: str, level: float) -> None:
        self._levels[key] = (level, self._monotonic())
        self._levels.move_to_end(key)
        if len(self._levels) > MOST_KEYS:
            self._levels.popitem(last=False)


def network_of(address: str) -> str:
    """What an address is counted as: an IPv4 address as itself, an IPv6 one as its /64, anything else as it came."""
    try:
        bits, value = parse_address(address)
    except ValueError:
        return address
    if bits == 32:
        return str(parse_address(address))
    return str(Range(bits, value >> IPV6_NETWORK_BITS << IPV6_NETWORK_BITS, IPV6_NETWORK_BITS))


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """Failed attempts that pass at once, and seconds until each next one does."""

    address: tuple[int, float] = (20, 15.0)
    pair: tuple[int, float] = (5, 10.0)
    account: tuple[int, float] = (30, 10.0)


class LoginThrottle:
    """Slows guessing by address, by account, and by both together. Attempts count before the password is looked at."""

    def __init__(self, limits: LoginLimits, monotonic: Callable[[], float]) -> None:
        def buckets(limit: tuple[int, float]) -> Buckets:
            return Buckets(limit[0], 1 / limit[1], monotonic)

        self._addresses = buckets(limits.address)
        self._pairs = buckets(limits.pair)
        self._accounts = buckets(limits.account)
        self._known: OrderedDict[str, None] = OrderedDict()

    def attempt(self, account: str, address: str) -> int:
        """Count an attempt and return 0, or return the seconds to wait and count nothing."""
        address = network_of(address)
        pair = f"{address} {account}"
        known = pair in self._known
        waits = [self._addresses.wait(address), self._pairs.wait(pair)]
        if not known:
            waits.append(self._accounts.wait(account))
        if wait := max(waits):
            return wait
        self._addresses.take(address)
        self._pairs.take(pair)
        if not known:
            self._accounts.take(account)
        return 0

    def succeeded(self, account: str, address: str) -> None:
        """The attempt was right: it does not count, and the address is known for this account from now on."""
        address = network_of(address)
        pair = f"{address} {account}"
        self._addresses.give_back(address)
        self._pairs.reset(pair)
        if pair not in self._known:
            self._accounts.give_back(account)
        self._known[pair] = None
        self._known.move_to_end(pair)
        if len(self._known) > MOST_KEYS:
            self._known.popitem(last=False)
