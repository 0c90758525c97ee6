"""The whole contract of a detection addon.

An addon is a plain object made from its settings (which may fail, loudly) whose `inspect` cannot fail on any bytes.
It holds no state between requests: counts it needs are named by `needs` and come back in `Facts`; time is a fact too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from addons.exchange import Exchange, Phase
from addons.finding import Finding


class CounterKey(NamedTuple):
    """A sliding-window counter: how often `name` occurred within the last `window` seconds."""

    name: str
    window: int


@dataclass(frozen=True, slots=True)
class CounterValue:
    """`count` so far in the window, this request not included; `reset`: seconds until some of it has passed."""

    count: float = 0.0
    reset: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gateway knows and an addon may not fetch itself. `now` is UTC, seconds since the epoch."""

    now: float = 0.0
    counters: Mapping[CounterKey, CounterValue] = field(default_factory=dict)


class Addon(Protocol):
    """`name` is the detector's id (see `catalogue`); `phases` when it wants to look."""

    name: str
    phases: frozenset[Phase]

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:
        """The counters to be passed in `Facts`; asked once, before the request headers phase."""
        ...

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:
        """Look at the exchange; never raises on any input a client can send."""
        ...
