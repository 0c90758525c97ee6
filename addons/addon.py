"""The whole contract of a detection addon.

An addon is a plain object made from its settings (which may fail, loudly) whose `inspect` cannot fail on any bytes.
It holds no state between requests: counts it needs are named by `needs` and come back in `Facts`; time is a fact too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import msgspec

from addons.exchange import Exchange, Phase
from addons.finding import Finding


class CounterKey(NamedTuple):
    """A sliding-window counter: how often `name` occurred within the last `window` seconds."""

    name: str
    window: int


class CounterValue(msgspec.Struct, frozen=True, gc=False):
    """`count` so far in the window, this request not included; `reset`: seconds until some of it has passed."""

    count: float = 0.0
    reset: float = 0.0


class Facts(msgspec.Struct, frozen=True):
    """What the gateway knows and an addon may not fetch itself. `now` is UTC, seconds since the epoch."""

    now: float = 0.0
    counters: Mapping[CounterKey, CounterValue] = {}


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


class Opinion(NamedTuple):
    """What an addon adds to what others found: findings of its own, and `doubts`, why by place in what it was shown."""

    findings: Sequence[Finding] = ()
    doubts: Mapping[int, str] = {}


@runtime_checkable
class SecondOpinion(Protocol):
    """An addon that is asked about the findings of those before it, in the same phase, instead of `inspect`.

    A doubt lowers the one finding it names, to no less than a notice, and only where that finding's own rule allows it and
    this addon enforces (`finding.doubted`, `pipeline`). It removes nothing, and of judging knows nothing.
    """

    def opine(self, exchange: Exchange, phase: Phase, found: Sequence[Finding]) -> Opinion:
        """Look at the exchange and at what was found; never raises on any input a client can send."""
        ...
