"""What a caller usually is: sizes, times and errors of its exchanges, and who is not like that.

Rules about a caller (`identity`, never an order: an odd figure alone is no abuse):
  statistics-request, statistics-response, statistics-latency   most of its requests lie far above what the operation's other callers send,
                       get or wait for, several within a window, and its own past was not like that; or sizes that may each be within
                       what is usual, and one after the other are not (`runs`)
  statistics-volume    it was sent many times what it and its peers are usually sent in a window
  statistics-client-errors   most of its requests fail, unlike before, where those of others do not
  statistics-failures  it makes the API fail (5xx) where others do not
Example: "this key was sent 48 MB by GET /reports/{id} in 15 minutes; its own most is 2.0 MB, its peers' p99 3.1 MB".
Source: robust z-scores after Iglewicz and Hoaglin, 1993; the persistence is CRS's reasoning: one oddity scores, several decide.
Known false positives: a first yearly report; a partner's first full synchronisation; a new release's new fields.

Invariants: a single value is a note at most (`statistics-note`); nothing is said of what has no history. Memory: some 700 bytes
a caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log
from typing import Final

import msgspec

from addons.behaviour.baseline import Recent, Said, Share, Sketch, poisson_score
from addons.behaviour.operations import LATENCY, Metric, Operation
from addons.behaviour.runs import LEAST_SHIFT, Run
from addons.behaviour.sight import Conclusion, Sight
from addons.behaviour.statistics_settings import DETECTOR, StatisticsSettings
from addons.behaviour.wording import share, size, span
from addons.finding import Severity

_RULES: Final = ("statistics-request", "statistics-response", "statistics-latency")
_WHAT: Final = ("sent", "were answered with", "took")
_ONE: Final = ("sent", "was answered with", "took")
_SAMPLES: Final = 5
_SLOWER: Final = log(2.5)
"""logarithm of times"""
_SETTLED: Final = 3
"""windows with three requests and more, from which on a caller is no newcomer"""
_TELLING: Final = log(1024.0)
"""bytes that the sizes of a run must have on average: what fits into one packet carries nothing away"""


class Caller(msgspec.Struct, array_like=True):
    """One identity at one API. What is of the window that runs starts anew with `start`."""

    first: float
    start: float
    windows: int = 0
    seen: int = 0
    odd: list[float] = msgspec.field(default_factory=lambda: [0.0, 0.0, 0.0])
    """share of odd values, by figure, of the windows before"""
    refused: Share = msgspec.field(default_factory=Share)
    most: float = 0.0
    """bytes sent to it in a window, at most; fades by a hundredth a window"""
    number: int = 0
    refusals: int = 0
    usual_refusals: float = 0.0
    failures: int = 0
    """server errors"""
    timed: int = 0
    excess: float = 0.0
    """of its times over the operations' medians, sum of logarithms"""
    own_excess: float = 0.0
    """on average, in the windows before"""
    volume: float = 0.0
    biggest: float = 0.0
    """answer: one alone is no export"""
    odds: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0])
    highest: list[float] = msgspec.field(default_factory=lambda: [0.0, 0.0, 0.0])
    samples: list[str] = []
    runs: list[Run] = msgspec.field(default_factory=lambda: [Run(), Run()])
    """of the sizes sent and answered"""


class Crowd(msgspec.Struct, array_like=True):
    """All callers of an API: bytes sent to one in a window."""

    first: float
    volumes: Sketch = msgspec.field(default_factory=Sketch)
    p99: float = 0.0
    excess: float = 0.0
    """of times over the operations' medians, logarithms, of the last hundred exchanges or so"""
    over: set[str] = msgspec.field(default_factory=set)
    """callers above their bound in the hour that runs: if they are many, answers have grown for all"""
    hour: int = 0


class CallersState(msgspec.Struct):
    callers: dict[str, Caller]
    crowds: dict[int, Crowd]
    said: Said


class Callers:
    """See the module."""

    def __init__(self, settings: StatisticsSettings) -> None:
        self._settings = settings
        self._callers: Recent[Caller] = Recent(settings.identities)
        self._crowds: dict[int, Crowd] = {}
        self._said = Said()

    def see(self, sight: Sight, operation: Operation) -> Caller:
        """The caller, with the exchange counted."""
        key = f"{sight.api_id} {sight.identity}"
        caller = self._callers.entries.get(key)
        if caller is None:
            caller = Caller(sight.at, sight.at)
            self._callers.touch(key, caller)
        if sight.api_id not in self._crowds:
            self._crowds[sight.api_id] = Crowd(sight.at)
        if sight.at - caller.start >= self._settings.window:
            self._close(key, sight.api_id, caller, sight.at)
        caller.seen += 1
        caller.number += 1
        caller.usual_refusals += operation.refused.value
        return caller

    def crowd(self, api_id: int) -> Crowd:
        return self._crowds[api_id]

    def failed(self, sight: Sight, operation: Operation, caller: Caller) -> Iterable[Conclusion]:
        """The API could not answer it (5xx)."""
        if len(operation.failed) >= 4 or operation.broken:
            return ()
        caller.failures += 1
        if caller.failures < 10 or caller.failures % 5:
            return ()
        return self._failures(sight, operation, caller)

    def refused(self, sight: Sight, caller: Caller) -> Iterable[Conclusion]:
        """The API has refused it (4xx)."""
        caller.refusals += 1
        if caller.refusals < 30 or caller.refusals % 10:
            return ()
        return self._client_errors(sight, caller)

    def served(self, sight: Sight, caller: Caller) -> Iterable[Conclusion]:
        caller.volume += sight.response_bytes
        caller.biggest = max(caller.biggest, sight.response_bytes)
        if caller.volume < 20e6 or caller.windows < 5:
            return ()
        return self._volume(sight, caller)

    def odd(self, sight: Sight, at: int, value: float, metric: Metric, caller: Caller) -> Iterable[Conclusion]:
        """One figure of a served exchange lies above its bound, and not for many."""
        caller.odds[at] += 1
        caller.highest[at] = max(caller.highest[at], value)
        if len(caller.samples) < _SAMPLES:
            caller.samples = [*caller.samples, sight.request_id]
        odd, settings = caller.odds[at], self._settings
        newcomer = caller.windows < _SETTLED
        if odd >= settings.several * (3 if newcomer else 1) and odd >= caller.number * 0.2 and caller.odd[at] < 0.05:
            if self._said.again(f"{at} {sight.api_id} {sight.identity}", sight.at, odd, 3600.0):
                yield self._unlike_peers(sight, at, metric, caller, newcomer=newcomer)
        elif odd == 1 and value >= 20 * metric.values.usual.p99:
            score = metric.values.usual.score(value)
            if score >= 2 * settings.zscore and self._said.again(f"note {sight.api_id}", sight.at, 1.0, 3600.0):
                shown = span(value) if at == LATENCY else size(value)
                usual = span(metric.values.usual.p99) if at == LATENCY else size(metric.values.usual.p99)
                yield Conclusion(
                    DETECTOR, "statistics-note", sight.api_id, sight.at, Severity.INFO,
                    f"one request of {sight.identity} to {sight.operation} {_ONE[at]} {shown}; the p99 is {usual}",
                    identity=sight.identity, operation=sight.operation, strength=0.2, samples=(sight.request_id,),
                    evidence={"value": value, "p99": metric.values.usual.p99, "zscore": score},
                )  # fmt: skip

    def _unlike_peers(self, sight: Sight, at: int, metric: Metric, caller: Caller, *, newcomer: bool) -> Conclusion:
        usual = metric.values.usual
        shown = span if at == LATENCY else size
        odd, number, seconds = caller.odds[at], caller.number, sight.at - caller.start
        bound = exp(metric.bound)
        return Conclusion(
            DETECTOR, _RULES[at], sight.api_id, sight.at, Severity.NOTICE if newcomer else Severity.WARNING,
            f"{odd} of the {number} requests of {sight.identity} in {span(max(seconds, 1.0))} {_WHAT[at]} more than "
            f"{shown(bound)}, up to {shown(caller.highest[at])}; the p99 of {sight.operation} is {shown(usual.p99)}",
            identity=sight.identity, operation=sight.operation, strength=0.5 if newcomer else 0.7,
            samples=tuple(caller.samples),
            evidence={"odd": odd, "requests": number, "highest": caller.highest[at], "p99": usual.p99,
                      "median": usual.median, "zscore": usual.score(caller.highest[at]), "own_share": caller.odd[at]},
        )  # fmt: skip

    def sized(  # noqa: PLR0917
        self, sight: Sight, at: int, logarithm: float, metric: Metric, operation: Operation, caller: Caller
    ) -> Iterable[Conclusion]:
        """Sizes of one caller, one after the other: each may be within what is usual, all of them are not."""
        run, usual, lately = caller.runs[at], metric.values.usual, operation.lately[at]
        excess, newcomer = logarithm - metric.middle, caller.windows < _SETTLED
        # Only of what may raise the sum is it worth asking what others get.
        others = (lately.others(sight.identity) or 0.0) if run.may_rise(excess) else 0.0
        run.add(sight.at, excess, others, usual.deviation, sight.request_id)
        if not run.passes(alone=False, newcomer=newcomer):
            return
        since = lately.others(sight.identity, run.began)
        if not run.passes(alone=since is None, newcomer=newcomer):
            return
        others = max(others, since or 0.0)
        told = run.excess - others >= LEAST_SHIFT and metric.middle + run.excess >= _TELLING
        if told and self._said.again(f"{at} {sight.api_id} {sight.identity}", sight.at, run.number, 3600.0):
            times, own = exp(run.excess), exp(run.own)
            yield Conclusion(
                DETECTOR, _RULES[at], sight.api_id, sight.at, Severity.NOTICE if newcomer else Severity.WARNING,
                f"{run.number} requests of {sight.identity} on end {_WHAT[at]} {times:.1f} times the median of their operations on "
                f"average, last {sight.operation} ({size(usual.median)}); {own:.1f} times is usual for it, "
                f"{exp(others):.1f} times for other callers now",
                identity=sight.identity, operation=sight.operation, strength=0.5 if newcomer else 0.7,
                samples=tuple(run.samples),
                evidence={"requests": run.number, "times": times, "own": own, "others": exp(others), "median": usual.median,
                          "p99": usual.p99},
            )  # fmt: skip
        run.start_anew()

    def timed(self, sight: Sight, excess: float, caller: Caller) -> Iterable[Conclusion]:
        """Times of one caller, together: each may be within what is usual, all of them are not."""
        crowd = self._crowds[sight.api_id]
        crowd.excess += (excess - crowd.excess) * 0.01
        caller.timed += 1
        caller.excess += excess
        if caller.timed < 20 or caller.timed % 10:
            return
        mean = caller.excess / caller.timed
        # where all are slow, it is not the caller's doing
        if mean - max(crowd.excess, caller.own_excess, 0.0) < _SLOWER or caller.windows < 3:
            return
        if self._said.again(f"wait {sight.api_id} {sight.identity}", sight.at, 1.0, 6 * 3600.0):
            yield Conclusion(
                DETECTOR, "statistics-latency", sight.api_id, sight.at, Severity.NOTICE,
                f"{caller.timed} requests of {sight.identity} in {span(max(1.0, sight.at - caller.start))} took "
                f"{exp(mean):.1f} times the median of their operations on average; {exp(caller.own_excess):.1f} times is "
                f"usual for it, {exp(crowd.excess):.1f} times for all callers now",
                identity=sight.identity, operation=sight.operation, strength=0.6, samples=(sight.request_id,),
                evidence={"times": exp(mean), "own": exp(caller.own_excess), "all": exp(crowd.excess),
                          "requests": caller.timed},
            )  # fmt: skip

    def _volume(self, sight: Sight, caller: Caller) -> Iterable[Conclusion]:
        crowd = self._crowds[sight.api_id]
        bound = 5 * max(caller.most, crowd.p99)
        if crowd.volumes.total < 500 or caller.volume - caller.biggest < bound or not bound:
            return
        hour = int(sight.at // 3600)
        if hour != crowd.hour:
            crowd.hour, crowd.over = hour, set()
        if len(crowd.over) < 20:
            crowd.over.add(sight.identity)
        if len(crowd.over) >= 4:
            return
        if self._said.again(f"volume {sight.api_id} {sight.identity}", sight.at, caller.volume, 3600.0):
            minutes = span(max(1.0, sight.at - caller.start))
            yield Conclusion(
                DETECTOR, "statistics-volume", sight.api_id, sight.at, Severity.WARNING,
                f"{sight.identity} was sent {size(caller.volume)} in {minutes}; its own most in "
                f"{span(self._settings.window)} was {size(caller.most)}, the p99 of its peers is {size(crowd.p99)}",
                identity=sight.identity, operation=sight.operation, strength=0.8, samples=(sight.request_id,),
                evidence={"bytes": caller.volume, "own_most": caller.most, "peers_p99": crowd.p99},
            )  # fmt: skip

    def _failures(self, sight: Sight, operation: Operation, caller: Caller) -> Iterable[Conclusion]:
        """Server errors that one caller meets and others do not: it sends what the API cannot cope with."""
        usual = operation.failing
        if operation.seen < self._settings.history or usual.windows < 6:
            return
        if caller.failures < caller.number * max(0.2, 5 * usual.value) or caller.windows < 1:
            return
        score = poisson_score(caller.failures, caller.number * max(usual.value, 0.005))
        if score >= self._settings.zscore + 3 and self._said.again(
            f"failures {sight.api_id} {sight.identity}", sight.at, 1.0, 6 * 3600.0
        ):
            yield Conclusion(
                DETECTOR, "statistics-failures", sight.api_id, sight.at, Severity.WARNING,
                f"{caller.failures} of the {caller.number} requests of {sight.identity} in "
                f"{span(max(1.0, sight.at - caller.start))} made the API fail, last {sight.operation}; "
                f"{share(usual.value)} is usual",
                identity=sight.identity, operation=sight.operation, strength=0.7, samples=(sight.request_id,),
                evidence={"errors": caller.failures, "requests": caller.number, "usual": usual.value, "zscore": score},
            )  # fmt: skip

    def _client_errors(self, sight: Sight, caller: Caller) -> Iterable[Conclusion]:
        past = caller.refused
        ratio = caller.refusals / caller.number
        if ratio < 0.4 or past.windows < 3 or past.value > 0.1 or caller.refusals < 5 * caller.usual_refusals:
            return
        if self._said.again(f"errors {sight.api_id} {sight.identity}", sight.at, 1.0, 86400.0):
            expected = caller.usual_refusals / caller.number
            yield Conclusion(
                DETECTOR, "statistics-client-errors", sight.api_id, sight.at, Severity.INFO,
                f"{caller.refusals} of the {caller.number} requests of {sight.identity} in "
                f"{span(max(1.0, sight.at - caller.start))} were answered 4xx; {share(past.value)} is usual for it, "
                f"{share(expected)} for others",
                identity=sight.identity, operation=sight.operation, strength=0.5, samples=(sight.request_id,),
                evidence={"errors": caller.refusals, "requests": caller.number, "own": past.value, "peers": expected},
            )  # fmt: skip

    def _close(self, key: str, api_id: int, caller: Caller, now: float) -> None:
        crowd = self._crowds[api_id]
        number = caller.number
        if number >= 3:
            caller.windows += 1
            weight = max(0.1, 1 / caller.windows)
            for at, odd in enumerate(caller.odds):
                # What stands out and was not told may be an attack's beginning: it must not become what is usual.
                if odd < self._settings.several / 2 or self._is_told(at, key, now):
                    caller.odd[at] += (odd / number - caller.odd[at]) * weight
            caller.refused.add(caller.refusals, number)
            for at, run in enumerate(caller.runs):
                run.learn(weight, told=self._is_told(at, key, now))
            if caller.timed:
                caller.own_excess += (caller.excess / caller.timed - caller.own_excess) * weight
        if caller.volume:
            caller.most = max(caller.volume, caller.most * 0.99)
            crowd.volumes.add(caller.volume)
            if crowd.volumes.total < 1000 or crowd.volumes.total % 64 == 0:
                crowd.p99 = crowd.volumes.quantiles(0.99)[0]
        caller.start, caller.number, caller.refusals, caller.usual_refusals = now, 0, 0, 0.0
        caller.failures, caller.timed, caller.excess = 0, 0, 0.0
        caller.volume = caller.biggest = 0.0
        if caller.samples:
            caller.odds, caller.highest, caller.samples = [0, 0, 0], [0.0, 0.0, 0.0], []
        self._callers.touch(key, caller)

    def _is_told(self, at: int, key: str, now: float) -> bool:
        before = self._said.told.get(f"{at} {key}")
        return before is not None and now - before[0] < 3600.0

    def state(self) -> CallersState:
        return CallersState(self._callers.entries, self._crowds, self._said)

    def restore(self, state: CallersState) -> None:
        self._callers.entries, self._crowds, self._said = state.callers, state.crowds, state.said
