"""What an operation usually is: sizes, times and errors of its exchanges, and when it is no longer itself.

Rules, about nobody: `statistics-slow` and `statistics-errors` (server errors), each against the operation's own past and
against what happens to its whole API now; where that is broken as a whole, it is said once, of the API.
Example: "GET /search takes 1.9 s for 12 callers, 5.1 times as long as usual (median 0.4 s)".
Source: times are averaged exponentially (Roberts, 1959), errors summed as Page's test has it (CUSUM, 1954): both find what
lasts within some thirty exchanges, and a hiccup not at all.
Known false positives: a release that makes an operation slow for a reason.

Invariant: several callers must have met it, and it is told after some exchanges or not at all: nothing waits for a clock.
Memory: at most some 40 kB an operation.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt
from statistics import median
from typing import Final

import msgspec

from addons.behaviour.baseline import Recent, Rolling, Said, Share
from addons.behaviour.runs import Lately
from addons.behaviour.sight import Baseline, Conclusion, Sight, Unit
from addons.behaviour.statistics_settings import DETECTOR, StatisticsSettings
from addons.behaviour.wording import count, share, span
from addons.finding import Severity

REQUEST, RESPONSE, LATENCY = range(3)
_LEAST: Final = (log(4096.0), log(2048.0), log(0.5))
"""what is less is never odd of one exchange: bytes, bytes, seconds"""
_CALLED: Final[tuple[tuple[str, Unit], ...]] = (
    ("request size", "bytes"),
    ("answer size", "bytes"),
    ("latency", "seconds"),
)
_ENOUGH: Final = 20
"""requests of a window from which on a share says something"""
_WINDOW: Final = 300.0
_SLOWER: Final = log(2.5)
"""by which an operation must have become slower than it was, and than its API"""
_NOTICED: Final = 0.005
"""seconds that it must take longer: less is the clock's and the scheduler's"""
_LATELY: Final = 1 / 16
"""weight of one exchange in what an operation takes now"""
_LEAST_USUAL: Final = 0.005
"""share of server errors that is nobody's concern"""
_SURE: Final = 14.0
"""logarithm of how much likelier it must be that an operation is broken than that it is as usual"""
_CALLERS: Final = 3
_MEDIAN: Final = 64
_VOICES: Final = 4
_API_WIDE: Final = 3
"""other operations that fail at once from which on it is their API that does"""


class Metric(msgspec.Struct, array_like=True):
    """One figure of one operation. `bound`: the logarithm of the least odd value, `middle` that of the median."""

    values: Rolling = msgspec.field(default_factory=lambda: Rolling(8 * 3600.0, 3))
    bound: float = 1e9
    number: int = 0
    """values that the bound comes from"""
    middle: float = 0.0
    recent: float = 0.0
    """mean logarithm of the last fifty values or so"""


class Trouble(msgspec.Struct, array_like=True):
    """Errors of an operation since all was well. `sum`: Page's. `seen`: exchanges; `callers`: the first few that met them."""

    sum: float = 0.0
    errors: int = 0
    seen: int = 0
    began: float = 0.0
    callers: set[str] = msgspec.field(default_factory=set)
    samples: list[str] = []

    def add(self, sight: Sight, usual: float) -> bool:
        """Whether it is sure by now that more fail than `usual`; then at every eighth error."""
        usual = min(max(usual, _LEAST_USUAL), 0.8)
        broken = min(max(0.1, 4 * usual), 0.9)
        failed = sight.status >= 500 or sight.status <= 0
        if not (failed or self.errors):
            return False
        if not self.errors:
            self.began = sight.at
        self.seen += 1
        if failed:
            self.errors += 1
            if len(self.callers) < 20:
                self.callers.add(sight.identity)
            if len(self.samples) < 5:
                self.samples.append(sight.request_id)
        before = self.sum
        self.sum += log(broken / usual) if failed else log((1 - broken) / (1 - usual))
        if self.sum <= 0:
            self.clear()
            return False
        self.sum = min(self.sum, 2 * _SURE)
        sure = failed and self.sum >= _SURE and len(self.callers) >= _CALLERS
        return sure and (before < _SURE or not self.errors % 8)

    def clear(self) -> None:
        self.sum, self.errors, self.seen = 0.0, 0, 0
        self.callers, self.samples = set(), []


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
    failed: set[str] = msgspec.field(default_factory=set)
    """callers that got an error in the window, the first few"""
    now: set[str] = msgspec.field(default_factory=set)
    """callers, the first few"""
    odd: list[set[str]] = msgspec.field(default_factory=lambda: [set(), set(), set()])
    """callers with an odd value, by figure"""
    common: list[bool] = msgspec.field(default_factory=lambda: [False, False, False])
    """the window before was odd for many: then it is the operation that has changed"""
    excess: float = 0.0
    """of the times over the median, logarithms, of the last thirty exchanges or so"""
    waiting: set[str] = msgspec.field(default_factory=set)
    """callers that waited long since it was last as usual, the first few"""
    trouble: Trouble = msgspec.field(default_factory=Trouble)
    lately: list[Lately] = msgspec.field(default_factory=lambda: [Lately(), Lately()])
    """by how much the sizes sent and answered lie above their medians"""
    voices: list[str] = []
    """callers that were heard last"""

    def is_known(self, settings: StatisticsSettings) -> bool:
        return self.seen >= settings.history and len(self.callers) >= settings.callers

    def has_median(self, metric: Metric, settings: StatisticsSettings) -> bool:
        """Whether the middle of a figure is known, for which fewer values do than for its tail: of 64, to a sixth of a deviation."""
        return metric.number >= _MEDIAN and len(self.callers) >= settings.callers

    def hears(self, identity: str) -> bool:
        """Whether a caller's values count for what is usual: not again before four others were heard, or five minutes are
        over. So whoever asks a seldom used operation hundreds of times is a fifth of its history at most, about, and moves neither
        median nor quartiles much (a breakdown point of a quarter; Huber, Robust Statistics, 1981, 1.4).
        """
        voices = self.voices
        if identity in voices:
            return False
        voices.append(identity)
        if len(voices) > min(_VOICES, len(self.callers) // 3):
            del voices[0]
        return True

    def is_odd_for_many(self, at: int) -> bool:
        """A figure, in the window that runs."""
        odd = len(self.odd[at])
        return odd >= 4 and odd >= 0.3 * min(len(self.now), 20)


class OperationsState(msgspec.Struct):
    operations: dict[str, Operation]
    said: Said


class Operations:
    """See the module."""

    def __init__(self, settings: StatisticsSettings) -> None:
        self._settings = settings
        self._operations: Recent[Operation] = Recent(settings.operations)
        self._said = Said()

    def see(self, sight: Sight) -> Operation:
        """The operation, with the exchange counted."""
        name = f"{sight.api_id} {sight.operation}"
        operation = self._operations.entries.get(name)
        if operation is None:
            operation = Operation(sight.at, start=sight.at)
            self._operations.touch(name, operation)
        elif sight.at - operation.start >= _WINDOW:
            self._close(name, operation, sight.at)
        operation.seen += 1
        operation.number += 1
        if len(operation.callers) < 20:
            operation.callers.add(sight.identity)
        if len(operation.now) < 40:
            operation.now.add(sight.identity)
        return operation

    def answered(self, sight: Sight, operation: Operation) -> Iterable[Conclusion]:
        """The API itself has answered: whether it fails."""
        if sight.status >= 500 or sight.status <= 0:
            operation.errors += 1
            if len(operation.failed) < 20:
                operation.failed.add(sight.identity)
        elif sight.status >= 400:
            operation.refusals += 1
        if not operation.is_known(self._settings) or operation.failing.windows < 6:
            return ()
        if not operation.trouble.add(sight, operation.failing.value):
            return ()
        return self._broken(sight, operation)

    def timed(self, sight: Sight, operation: Operation, excess: float) -> Iterable[Conclusion]:
        """`excess`: of the time over the operation's median, as a logarithm."""
        # One that hangs says little more than one that is slow.
        operation.excess += (min(excess, 4.0) - operation.excess) * _LATELY
        if excess > _SLOWER and len(operation.waiting) < 20:
            operation.waiting.add(sight.identity)
        elif operation.excess < _SLOWER / 2 and operation.waiting:
            operation.waiting = set()
        if operation.excess < _SLOWER or len(operation.waiting) < _CALLERS:
            return
        usual = operation.metrics[LATENCY].values.usual
        takes = usual.median * exp(operation.excess)
        if takes - usual.median < _NOTICED or operation.number % 4:
            return
        others = median([one.excess for one in self._others(sight, operation)] or [0.0])
        if operation.excess - max(others, 0.0) < _SLOWER:
            return
        if self._said.again(f"slow {sight.api_id} {sight.operation}", sight.at, takes, 3600.0):
            yield Conclusion(
                DETECTOR, "statistics-slow", sight.api_id, sight.at, Severity.WARNING,
                f"{sight.operation} takes {span(takes)} for {count(len(operation.waiting))} callers, "
                f"{exp(operation.excess):.1f} times as long as usual (median {span(usual.median)}, p99 {span(usual.p99)})",
                operation=sight.operation, strength=0.9, samples=(sight.request_id,),
                evidence={"seconds": takes, "median": usual.median, "p99": usual.p99, "times": exp(operation.excess),
                          "others": exp(others)},
            )  # fmt: skip

    def learn(self, sight: Sight, metric: Metric, at: int, logarithm: float, *, heard: bool) -> None:
        """A value of one figure, served. `heard`: as of `Operation.hears`."""
        if heard:
            metric.values.add_log(sight.at, logarithm)
        metric.recent += (logarithm - metric.recent) * (0.04 if metric.recent else 1.0)
        usual = metric.values.usual
        if usual.number != metric.number:
            metric.number, metric.middle = usual.number, log(usual.median)
            metric.bound = max(log(usual.bound(self._settings.zscore, self._settings.factor)), _LEAST[at])

    def tick(self, now: float) -> None:
        """Ends the windows of operations that nobody asks for any more."""
        for name, operation in list(self._operations.entries.items()):
            if operation.number and now - operation.start >= _WINDOW:
                self._close(name, operation, now)

    def _broken(self, sight: Sight, operation: Operation) -> Iterable[Conclusion]:
        troubles = [one.trouble for one in self._others(sight, operation) if one.trouble.sum >= _SURE / 2]
        asked, what = sight.operation, sight.operation
        if len(troubles) >= _API_WIDE:
            asked, what = "", f"API {sight.api_id}, {count(len(troubles) + 1)} operations of it,"
        else:
            troubles = []
        troubles.append(operation.trouble)
        errors, seen = sum(one.errors for one in troubles), sum(one.seen for one in troubles)
        if not self._said.again(f"5xx {sight.api_id} {asked}", sight.at, errors / seen, 1800.0):
            return
        callers = set().union(*(one.callers for one in troubles))
        usual, seconds = operation.failing.value, max(sight.at - min(one.began for one in troubles), 1.0)
        yield Conclusion(
            DETECTOR, "statistics-errors", sight.api_id, sight.at, Severity.ERROR,
            f"{what} failed {errors} of {seen} times in {span(seconds)} for {len(callers)} callers; "
            f"{share(usual)} is usual",
            operation=asked, strength=0.9, samples=tuple(operation.trouble.samples),
            evidence={"errors": errors, "requests": seen, "usual": usual},
        )  # fmt: skip

    def _others(self, sight: Sight, operation: Operation) -> list[Operation]:
        """The API's other operations that are asked for now."""
        api = f"{sight.api_id} "
        return [
            one
            for name, one in self._operations.entries.items()
            if one is not operation and one.number and sight.at - one.start < 2 * _WINDOW and name.startswith(api)
        ]

    def _close(self, name: str, operation: Operation, now: float) -> None:
        operation.failing.add(operation.errors, operation.number)
        operation.refused.add(operation.refusals, operation.number)
        operation.broken = operation.errors >= 10 and len(operation.failed) >= 4
        operation.common = [operation.is_odd_for_many(at) for at in range(3)]
        operation.start = now
        operation.number = operation.errors = operation.refusals = 0
        operation.voices.clear()
        for some in (*operation.odd, operation.now, operation.failed):
            some.clear()
        self._operations.touch(name, operation)

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
                # what chance adds to the share of so few
                most = share_.value + 3 * sqrt(max(share_.value, 0.01) / max(one.number, 20))
                yield Baseline(int(api), figure, "share", share_.value, min(1.0, most), now, operation, number=one.seen)

    def state(self) -> OperationsState:
        return OperationsState(self._operations.entries, self._said)

    def restore(self, state: OperationsState) -> None:
        self._operations.entries, self._said = state.operations, state.said
