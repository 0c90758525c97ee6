"""What a worker counts of what it served, and hands to its agent as rows: a key, and how many or how much.

Invariant: no client can make labels without end. Methods are those there are, reasons are our own words, and an operation is
told apart only once an answer below 400 was given for it, and only the first `MOST_OPERATIONS`; whatever else is `other`.
Never an address, a key or a raw path. Knows nothing of Prometheus, which `gateway.agent.exposition` speaks.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from addons.finding import Finding
from addons.record import Record

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
STATUS_CLASSES = tuple(f"{digit}xx" for digit in range(10))
UPSTREAM_ERRORS = frozenset(("connect", "timeout", "reset", "malformed-answer", "upgrade"))
OTHER = "other"
MOST_OPERATIONS = 500
"""that a worker tells apart, over all APIs"""

ADDED, UPSTREAM, DURATION = "added", "upstream", "duration"
BOUNDS: dict[str, tuple[float, ...]] = {
    ADDED: (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
    UPSTREAM: (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
    DURATION: (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
}
"""upper bounds of the classes of each kind of time, seconds"""
SUM = "sum"


class Operations:
    """The operations that are told apart: the first `most` that were answered well, for good."""

    def __init__(self, most: int = MOST_OPERATIONS) -> None:
        self._most = most
        self._known: set[tuple[str, str]] = set()

    def label(self, api: str, operation: str, *, admit: bool) -> str:
        """The operation, or `other`. `admit`: whether it may become one that is told apart."""
        key = (api, operation)
        if key in self._known:
            return operation
        if not admit or not operation or len(self._known) >= self._most:
            return OTHER
        self._known.add(key)
        return operation


class Measures:
    """Counts since the worker started."""

    def __init__(self) -> None:
        self._operations = Operations()
        self.served: Counter[tuple[str, str, str, str, str]] = Counter()
        """(api, operation, method, status class, action) -> exchanges"""
        self.hits: Counter[tuple[str, str, str]] = Counter()
        """(detector, rule, mode) -> findings"""
        self.refused: Counter[str] = Counter()
        """reason -> connections and requests turned away before or without a verdict"""
        self.upstream_errors: Counter[tuple[str, str]] = Counter()
        """(api, reason) -> exchanges that the upstream did not answer, or not well-formed"""
        self.times: Counter[tuple[str, str, str]] = Counter()
        """(kind, api, class) -> exchanges; the class is a bound's place in `BOUNDS`, or `sum` for seconds"""

    def count(self, api: str, record: Record, findings: Iterable[Finding]) -> None:
        """An exchange, or a WebSocket message with findings. `api`: its name; empty where no API took it.

        Of what another proxy forwards the API's answer is not known: such an operation is not told apart by it.
        """
        method = record.method if record.method in METHODS else OTHER
        operation = self._operations.label(
            api, record.operation, admit=100 <= record.status < 400 and record.source == "proxy"
        )
        self.served[api, operation, method, STATUS_CLASSES[record.status // 100 % 10], record.action] += 1
        for finding in findings:
            self.hits[finding.detector, finding.rule, finding.mode] += 1

    def time(self, api: str, record: Record, added: float) -> None:
        """How long an exchange took. `added`: seconds of it that were spent in this process."""
        self._observe(ADDED, api, added)
        self._observe(DURATION, api, record.duration / 1e6)
        if record.upstream:
            self._observe(UPSTREAM, api, record.upstream / 1e6)
        if record.error in UPSTREAM_ERRORS:
            self.upstream_errors[api, record.error] += 1

    def rows(self) -> dict[str, list[Sequence[Any]]]:
        """By name: rows of a key's parts and then the count, fit for JSON."""
        return {
            "served": [[*key, count] for key, count in self.served.items()],
            "hits": [[*key, count] for key, count in self.hits.items()],
            "refused": [[reason, count] for reason, count in self.refused.items()],
            "upstream_errors": [[*key, count] for key, count in self.upstream_errors.items()],
            "times": [[*key, count] for key, count in self.times.items()],
            "cpu": [[time.process_time()]],
        }

    def _observe(self, kind: str, api: str, seconds: float) -> None:
        self.times[kind, api, str(bisect_left(BOUNDS[kind], seconds))] += 1
        self.times[kind, api, SUM] += seconds  # type: ignore[assignment]
