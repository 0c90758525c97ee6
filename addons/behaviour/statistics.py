"""The detector `statistics`: figures, rates and surface of APIs, operations and callers, against what is usual for them.

figures   sizes, times and errors, of operations and of callers
surface   operations and methods that an API has never had
spikes    traffic that rises or falls away from its season

Invariants: a single odd value is a note at most; nothing is concluded in the warm-up or about what has no history; the only
order is a short throttle of a caller that stays far above its own past and its peers, minute after minute.
Memory: some 1.2 kB a caller. About 15 microseconds an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from addons.behaviour.figures import Figures, FiguresState
from addons.behaviour.sight import Baseline, Conclusion, Sight
from addons.behaviour.spikes import Spikes, SpikesState
from addons.behaviour.statistics_settings import DETECTOR, StatisticsSettings

__all__ = ["Statistics", "StatisticsSettings"]

VERSION: Final = 2


class _State(msgspec.Struct):
    version: int
    figures: FiguresState
    spikes: SpikesState


class Statistics:
    """A behaviour; see the module."""

    name = DETECTOR

    def __init__(self, settings: StatisticsSettings | None = None) -> None:
        settings = settings or StatisticsSettings()
        self._figures = Figures(settings)
        self._spikes = Spikes(settings)

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        return [*self._figures.observe(sight), *self._spikes.observe(sight)]

    def tick(self, now: float) -> Iterable[Conclusion]:
        return [*self._figures.tick(now), *self._spikes.tick(now)]

    def baselines(self) -> Iterable[Baseline]:
        return [*self._spikes.baselines(), *self._figures.baselines()]

    def dump(self) -> bytes:
        return msgspec.msgpack.encode(_State(VERSION, self._figures.state(), self._spikes.state()))

    def load(self, data: bytes) -> bool:
        try:
            state = msgspec.msgpack.decode(data, type=_State)
        except (msgspec.MsgspecError, ValueError):
            return False
        if state.version != VERSION:
            return False
        self._figures.restore(state.figures)
        self._spikes.restore(state.spikes)
        return True
