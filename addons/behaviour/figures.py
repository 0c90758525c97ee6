"""Figures of exchanges: sizes, times, errors; shown to their operation and to their caller, each compared with what is usual.

operations   what an operation usually is
callers      what a caller usually is, and who is unlike the others

Invariant: only answers that were served teach what is usual. About 10 microseconds an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

import msgspec

from addons.behaviour.callers import Caller, Callers, CallersState
from addons.behaviour.operations import LATENCY, Operation, Operations, OperationsState
from addons.behaviour.sight import Baseline, Conclusion, Sight
from addons.behaviour.statistics_settings import StatisticsSettings
from addons.behaviour.surface import Surface


class FiguresState(msgspec.Struct):
    operations: OperationsState
    callers: CallersState
    surface: Surface


class Figures:
    """See the module. Carried and restored by `Statistics`."""

    def __init__(self, settings: StatisticsSettings) -> None:
        self._settings = settings
        self._operations = Operations(settings)
        self._callers = Callers(settings)
        self._surface = Surface()

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        operation = self._operations.see(sight)
        caller = self._callers.see(sight, operation)
        if sight.action != "allow":
            # what Boing answered itself says nothing about the API
            return ()
        known_for = sight.at - self._callers.crowd(sight.api_id).first
        found = [
            *self._surface.observe(sight, known_for >= self._settings.mature),
            *self._operations.answered(sight, operation),
        ]
        if sight.status >= 500 or sight.status <= 0:
            found += self._callers.failed(sight, operation, caller)
        elif sight.status >= 400:
            found += self._callers.refused(sight, caller)
        else:
            self._weigh(sight, operation, caller, found)
            found += self._callers.served(sight, caller)
        return found

    def _weigh(self, sight: Sight, operation: Operation, caller: Caller, found: list[Conclusion]) -> None:
        values = (sight.request_bytes, sight.response_bytes, sight.upstream or sight.duration)
        known, heard = operation.is_known(self._settings), operation.hears(sight.identity)
        for at, (value, metric) in enumerate(zip(values, operation.metrics, strict=True)):
            if value <= 0:
                continue
            logarithm = log(value)
            if at != LATENCY and operation.has_median(metric, self._settings):
                found += self._callers.sized(sight, at, logarithm, metric, operation, caller)
                operation.lately[at].add(sight.identity, sight.at, logarithm - metric.middle)
            if known and metric.number:
                if at == LATENCY:
                    excess = logarithm - metric.middle
                    found += self._callers.timed(sight, excess, caller)
                    found += self._operations.timed(sight, operation, excess)
                if logarithm > metric.bound:
                    odd = operation.odd[at]
                    if len(odd) < 20:
                        odd.add(sight.identity)
                    if not (operation.common[at] or operation.is_odd_for_many(at)):
                        found += self._callers.odd(sight, at, float(value), metric, caller)
            self._operations.learn(sight, metric, at, logarithm, heard=heard)

    def tick(self, now: float) -> Iterable[Conclusion]:
        self._operations.tick(now)
        return ()

    def baselines(self) -> Iterable[Baseline]:
        return self._operations.baselines()

    def state(self) -> FiguresState:
        return FiguresState(self._operations.state(), self._callers.state(), self._surface)

    def restore(self, state: FiguresState) -> None:
        self._operations.restore(state.operations)
        self._callers.restore(state.callers)
        self._surface = state.surface
