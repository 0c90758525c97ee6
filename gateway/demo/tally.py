"""What became of the callers' requests, counted by actor, and the line that says so."""

from __future__ import annotations

from collections import Counter, deque
from enum import StrEnum

GOOD = "good"
KEPT_COMPLAINTS = 20


class Outcome(StrEnum):
    PASSED = "passed"
    BLOCKED = "blocked"
    THROTTLED = "throttled"
    FAILED = "failed"
    """no answer, a broken stream, or an error of the server's"""


def outcome_of(status: int) -> Outcome:
    """What a status means in the demo, whose API never answers 400, 403, 413, 429 or 431 itself."""
    if status == 429:
        return Outcome.THROTTLED
    if status in (400, 403, 413, 431):
        return Outcome.BLOCKED
    return Outcome.FAILED if status >= 500 else Outcome.PASSED


class Tally:
    """Counts by actor; `complaints` are the last few good requests that did not pass, told apart for a person."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[Outcome]] = {GOOD: Counter()}
        self.complaints: deque[str] = deque(maxlen=KEPT_COMPLAINTS)

    def add(self, actor: str, outcome: Outcome, what: str) -> None:
        self.counts.setdefault(actor, Counter())[outcome] += 1
        if actor == GOOD and outcome is not Outcome.PASSED:
            self.complaints.append(f"{what}: {outcome}")

    @property
    def total(self) -> int:
        return sum(counter.total() for counter in self.counts.values())

    @property
    def good_failed(self) -> int:
        """Good requests that did not pass, for whatever reason."""
        good = self.counts[GOOD]
        return good.total() - good[Outcome.PASSED]

    def line(self, elapsed: float) -> str:
        good = self.counts[GOOD]
        rate = self.total / max(elapsed, 0.001)
        parts = [f"{elapsed:4.0f} s  {rate:4.1f}/s  good {good[Outcome.PASSED]} passed, {self.good_failed} failed"]
        for actor, counter in self.counts.items():
            if actor != GOOD:
                said = (f"{counter[outcome]} {outcome}" for outcome in Outcome if counter[outcome])
                parts.append(f"{actor} {', '.join(said)}")
        return "  |  ".join(parts)
