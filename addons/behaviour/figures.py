"""What an operation usually is, and who or what is not like that: sizes, times, errors.

Rules about a caller (`identity`, never an order: an odd figure alone is no abuse):
  statistics-request, statistics-response, statistics-latency   most of its requests lie far above what the operation's other callers send,
                       get or wait for, several within a window, and its own past was not like that
  statistics-volume    it was sent many times what it and its peers are usually sent in a window
  statistics-client-errors   most of its requests fail, unlike before, where those of others do not
  statistics-failures  it makes the API fail (5xx) where others do not
Rules about an operation: statistics-slow, statistics-errors (server errors), both against its own past.
Example: "this key was sent 48 MB by GET /reports/{id} in 15 minutes; its own most is 2.0 MB, its peers' p99 3.1 MB".
Source: robust z-scores after Iglewicz and Hoaglin, 1993; the persistence is CRS's reasoning: one oddity scores, several decide.
Known false positives: a first yearly report; a partner's first full synchronisation; a new release's new fields.

Invariants: a single value is a note at most (`statistics-note`); nothing is said of what has no history; only answers that
were served teach. Memory: some 700 bytes a caller, at most some 40 kB an operation. About 10 microseconds an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log
from typing import Final

import msgspec

from addons.behaviour.baseline import Recent, Rolling, Said, Share, Sketch, poisson_score
from addons.behaviour.sight import Baseline, Conclusion, Sight, Unit
from addons.behaviour.statistics_settings import DETECTOR, StatisticsSettings
from addons.behaviour.surface import Surface
from addons.behaviour.wording import count, share, size, span
from addons.finding import Severity

REQUEST, RESPONSE, LATENCY = range(3)
_RULES: Final = ("statistics-request", "statistics-response", "statistics-latency")
_WHAT: Final = ("sent", "were answered with", "took")
_ONE: Final = ("sent", "was answered with", "took")
_CALLED: Final[tuple[tuple[str, Unit], ...]] = (
    ("request size", "bytes"),
    ("answer size", "bytes"),
    ("latency", "seconds"),
)
_ENOUGH: Final = 20
"""requests of a window from which on a share says something"""
_LEAST: Final = (log(4096.0), log(16384.0), log(0.5))
"""what is less is never odd: bytes, bytes, seconds"""
_SAMPLES: Final = 5
_SLOWER: Final = log(2.5)


class Metric(msgspec.Struct, array_like=True):
    """One figure of one operation. `bound`: the logarithm of the least odd value."""

    values: Rolling = msgspec.field(default_factory=lambda: Rolling(8 * 3600.0, 3))
    bound: float = 1e9
    number: int = 0
    """values that the bound comes from"""
    recent: float = 0.0
    """mean logarithm of the last fifty values or so"""


class Operation(msgspec.Struct, array_like=True):
    first: float
    seen: int = 0
    callers: set[str] = msgspec.field(default_factory=set)
    """the first few"""
    metrics: list[Metric] = msgspec.field(default_factory=lambda: [Metric(), Metric(), Metric()])
    failing: Share = msgspec.field(default_factory=Share)
    """share of server errors"""
    refused: Share = msgspec.field(default_factory=Share)
    """share of answers 400-499"""
    start: float = 0.0
    number: int = 0
    errors: int = 0
    refusals: int = 0
    broken: bool = False
    """it failed several callers in the window before"""
    timed: int = 0
    slow: int = 0
    sum: float = 0.0
    """of logarithms of times, for their geometric mean"""
    now: set[str] = msgspec.field(default_factory=set)
    """callers, the first few"""
    odd: list[set[str]] = msgspec.field(default_factory=lambda: [set(), set(), set()])
    """callers with an odd value, by figure"""
    common: list[bool] = msgspec.field(default_factory=lambda: [False, False, False])
    """the window before was odd for many: then it is the operation that has changed"""
    hit: set[str] = msgspec.field(default_factory=set)
    """callers that got an error or waited, the first few"""


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


class FiguresState(msgspec.Struct):
    operations: dict[str, Operation]
    callers: dict[str, Caller]
    crowds: dict[int, Crowd]
    surface: Surface
    said: Said


class Figures:
    """See the module. Carried and restored by `Statistics`."""

    def __init__(self, settings: StatisticsSettings) -> None:
        self._settings = settings
        self._operations: Recent[Operation] = Recent(settings.operations)
        self._callers: Recent[Caller] = Recent(settings.identities)
        self._crowds: dict[int, Crowd] = {}
        self._surface = Surface()
        self._said = Said()

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        now = sight.at
        name = f"{sight.api_id} {sight.operation}"
        operation = self._operations.entries.get(name)
        if operation is None:
            operation = Operation(now, start=now)
            self._operations.touch(name, operation)
        key = f"{sight.api_id} {sight.identity}"
        caller = self._callers.entries.get(key)
        if caller is None:
            caller = Caller(now, now)
            self._callers.touch(key, caller)
        found: list[Conclusion] = []
        if now - caller.start >= self._settings.window:
            self._close_caller(key, sight.api_id, caller, now)
        if now - operation.start >= 300.0:
            found += self._close_operation(name, operation, now)
        if sight.api_id not in self._crowds:
            self._crowds[sight.api_id] = Crowd(now)
        operation.seen += 1
        operation.number += 1
        if len(operation.callers) < 20:
            operation.callers.add(sight.identity)
        if len(operation.now) < 40:
            operation.now.add(sight.identity)
        caller.seen += 1
        caller.number += 1
        caller.usual_refusals += operation.refused.value
        status = sight.status
        if sight.action != "allow":
            # what Boing answered itself says nothing about the API
            return found
        found += self._surface.observe(sight, now - self._crowds[sight.api_id].first >= self._settings.mature)
        if status >= 500 or status <= 0:
            operation.errors += 1
            if len(operation.hit) < 20:
                operation.hit.add(sight.identity)
            if len(operation.hit) < 4 and not operation.broken:
                caller.failures += 1
                if caller.failures >= 10 and caller.failures % 5 == 0:
                    found += self._failures(sight, operation, caller)
        elif status >= 400:
            operation.refusals += 1
            caller.refusals += 1
            if caller.refusals >= 30 and caller.refusals % 10 == 0:
                found += self._client_errors(sight, caller)
        else:
            found += self._figures(sight, operation, caller)
        return found

    # -- figures of one exchange --------------------------------------------------------------------------------

    def _figures(self, sight: Sight, operation: Operation, caller: Caller) -> list[Conclusion]:
        found: list[Conclusion] = []
        now = sight.at
        values = (sight.request_bytes, sight.response_bytes, sight.upstream or sight.duration)
        known = operation.seen >= self._settings.history and len(operation.callers) >= self._settings.callers
        for at, (value, metric) in enumerate(zip(values, operation.metrics, strict=True)):
            if value <= 0:
                continue
            logarithm = log(value)
            if at == LATENCY:
                operation.timed += 1
                operation.sum += logarithm
                if known and metric.number:
                    self._wait(sight, logarithm - log(metric.values.usual.median), caller, found)
            if known and logarithm > metric.bound:
                if at == LATENCY:
                    operation.slow += 1
                    if len(operation.hit) < 20:
                        operation.hit.add(sight.identity)
                odd = operation.odd[at]
                if len(odd) < 20:
                    odd.add(sight.identity)
                if not (operation.common[at] or _many(odd, operation.now)):
                    found += self._odd(sight, at, float(value), metric, caller)
            metric.values.add_log(now, logarithm)
            metric.recent += (logarithm - metric.recent) * (0.04 if metric.recent else 1.0)
            usual = metric.values.usual
            if usual.number != metric.number:
                metric.number = usual.number
                metric.bound = max(log(usual.bound(self._settings.zscore, self._settings.factor)), _LEAST[at])
        caller.volume += sight.response_bytes
        caller.biggest = max(caller.biggest, sight.response_bytes)
        if caller.volume >= 20e6 and caller.windows >= 5:
            found += self._volume(sight, caller)
        return found

    def _odd(self, sight: Sight, at: int, value: float, metric: Metric, caller: Caller) -> Iterable[Conclusion]:
        caller.odds[at] += 1
        caller.highest[at] = max(caller.highest[at], value)
        if len(caller.samples) < _SAMPLES:
            caller.samples = [*caller.samples, sight.request_id]
        odd, settings = caller.odds[at], self._settings
        newcomer = caller.windows < 3
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

    def _wait(self, sight: Sight, excess: float, caller: Caller, found: list[Conclusion]) -> None:
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
            found.append(
                Conclusion(
                    DETECTOR, "statistics-latency", sight.api_id, sight.at, Severity.NOTICE,
                    f"{caller.timed} requests of {sight.identity} in {span(max(1.0, sight.at - caller.start))} took "
                    f"{exp(mean):.1f} times the median of their operations on average; {exp(caller.own_excess):.1f} times is "
                    f"usual for it, {exp(crowd.excess):.1f} times for all callers now",
                    identity=sight.identity, operation=sight.operation, strength=0.6, samples=(sight.request_id,),
                    evidence={"times": exp(mean), "own": exp(caller.own_excess), "all": exp(crowd.excess),
                              "requests": caller.timed},
                )
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

    # -- windows ------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> Iterable[Conclusion]:
        """Operations whose five minutes are over, also those that nobody asks for any more."""
        found: list[Conclusion] = []
        for name, operation in list(self._operations.entries.items()):
            if operation.number and now - operation.start >= 300.0:
                found += self._close_operation(name, operation, now)
        return found

    def _close_caller(self, key: str, api_id: int, caller: Caller, now: float) -> None:
        crowd = self._crowds[api_id]
        number = caller.number
        if number >= 3:
            caller.windows += 1
            weight = max(0.1, 1 / caller.windows)
            caller.odd = [was + (odd / number - was) * weight for was, odd in zip(caller.odd, caller.odds, strict=True)]
            caller.refused.add(caller.refusals, number)
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

    def _close_operation(self, name: str, operation: Operation, now: float) -> list[Conclusion]:
        found: list[Conclusion] = []
        if operation.seen >= self._settings.history and len(operation.hit) >= 3:
            found += self._server_errors(name, operation, now)
            found += self._slow(name, operation, now)
        operation.failing.add(operation.errors, operation.number)
        operation.refused.add(operation.refusals, operation.number)
        operation.start = now
        operation.number = operation.errors = operation.refusals = operation.timed = operation.slow = 0
        operation.sum = 0.0
        operation.broken = operation.errors >= 10 and len(operation.hit) >= 4
        operation.common = [_many(odd, operation.now) for odd in operation.odd]
        for some in (*operation.odd, operation.now, operation.hit):
            some.clear()
        self._operations.touch(name, operation)
        return found

    def _server_errors(self, name: str, operation: Operation, now: float) -> Iterable[Conclusion]:
        number, errors, usual = operation.number, operation.errors, operation.failing
        if number < 30 or errors < 10 or usual.windows < 6 or errors < number * max(0.1, 3 * usual.value):
            return
        score = poisson_score(errors, number * max(usual.value, 0.005))
        if score >= self._settings.zscore + 3 and self._said.again(f"5xx {name}", now, errors / number, 1800.0):
            api, _, asked = name.partition(" ")
            yield Conclusion(
                DETECTOR, "statistics-errors", int(api), now, Severity.ERROR,
                f"{asked} failed {errors} of {number} times in {span(now - operation.start)} for {len(operation.hit)} "
                f"callers; {share(usual.value)} is usual",
                operation=asked, strength=0.9,
                evidence={"errors": errors, "requests": number, "usual": usual.value, "zscore": score},
            )  # fmt: skip

    def _slow(self, name: str, operation: Operation, now: float) -> Iterable[Conclusion]:
        usual = operation.metrics[LATENCY].values.usual
        if operation.timed < 30 or operation.slow < operation.timed * 0.5:
            return
        middle = exp(operation.sum / operation.timed)
        if self._said.again(f"slow {name}", now, middle, 3600.0):
            api, _, asked = name.partition(" ")
            yield Conclusion(
                DETECTOR, "statistics-slow", int(api), now, Severity.WARNING,
                f"{asked} took {span(middle)} on average in the last {span(now - operation.start)} "
                f"({count(operation.timed)} requests); its median is {span(usual.median)}, its p99 {span(usual.p99)}",
                operation=asked, strength=0.9,
                evidence={"seconds": middle, "requests": operation.timed, "median": usual.median, "p99": usual.p99},
            )  # fmt: skip

    # -- for people to look at ------------------------------------------------------------------------------------

    def baselines(self) -> Iterable[Baseline]:
        """Of each operation that has a history, the most used first."""
        least = self._settings.history
        for name, one in sorted(self._operations.entries.items(), key=lambda item: -item[1].seen):
            if one.seen < least:
                return
            api, _, operation = name.partition(" ")
            for metric, (figure, unit) in zip(one.metrics, _CALLED, strict=True):
                usual = metric.values.usual
                if usual.number >= _ENOUGH:
                    yield Baseline(
                        int(api), figure, unit, usual.median, usual.p99, exp(metric.recent), operation,
                        bound=exp(metric.bound) if metric.bound < 100 else 0.0, number=usual.number,
                    )  # fmt: skip
            enough = one.number >= _ENOUGH
            for share_, count_, figure in (
                (one.failing, one.errors, "server errors"), (one.refused, one.refusals, "answers 400 to 499")
            ):  # fmt: skip
                now = count_ / one.number if enough else None
                yield Baseline(int(api), figure, "share", share_.value, share_.value, now, operation, number=one.seen)

    # -- across restarts ----------------------------------------------------------------------------------------

    def state(self) -> FiguresState:
        return FiguresState(self._operations.entries, self._callers.entries, self._crowds, self._surface, self._said)

    def restore(self, state: FiguresState) -> None:
        self._operations.entries, self._callers.entries = state.operations, state.callers
        self._crowds, self._surface, self._said = state.crowds, state.surface, state.said


def _many(odd: set[str], callers: set[str]) -> bool:
    return len(odd) >= 4 and len(odd) >= 0.3 * min(len(callers), 20)
