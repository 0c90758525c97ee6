"""What the console is told of the language model: whether it answers, since when, what was asked and what came of it. Pure.

Counts are since this analyst began. Holds no question and no answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from gateway.analyst.llm.answer import Answer
from gateway.analyst.llm.client import Endpoint, Failed
from gateway.analyst.llm.pace import Budget, Circuit, Memory, Queue

NAME = "llm"
"""of the report, which has the fields of `Standing.report` and of `pace`"""

State = Literal["untried", "answering", "failing"]


@dataclass(slots=True)
class Standing:
    """Times are microseconds since the epoch, 0 for never."""

    started_at: int
    state: State = "untried"
    since: int = 0
    """when it began to be so"""
    calls: int = 0
    seconds: float = 0.0
    """that answers took, all together"""
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    votes: int = 0
    orders: int = 0
    error: str = ""
    error_at: int = 0

    def answered(self, answer: Answer, seconds: float, now: int) -> None:
        self.calls += 1
        self.seconds += seconds
        self.verdicts[answer.verdict] += 1
        self._become("answering", now)

    def failed(self, failure: Failed, now: int) -> None:
        self.calls += 1
        self.failures[failure.kind] += 1
        self.error, self.error_at = str(failure)[:300], now
        self._become("failing", now)

    def _become(self, state: State, now: int) -> None:
        if state != self.state:
            self.state, self.since = state, now

    def report(self, endpoint: Endpoint) -> dict[str, Any]:
        answered = sum(self.verdicts.values())
        return {
            "state": self.state,
            "since": self.since,
            "started_at": self.started_at,
            "endpoint": endpoint.url,
            "dialect": endpoint.dialect,
            "model": endpoint.model,
            "calls": self.calls,
            "answered": answered,
            "failed": sum(self.failures.values()),
            "failures": dict(self.failures),
            "mean_seconds": round(self.seconds / answered, 3) if answered else None,
            "verdicts": {name: self.verdicts[name] for name in ("benign", "suspicious", "hostile")},
            "votes": self.votes,
            "orders": self.orders,
            "last_error": {"at": self.error_at, "message": self.error} if self.error_at else None,
        }


def pace(budget: Budget, circuit: Circuit, memory: Memory, queue: Queue, now: int) -> dict[str, Any]:
    """`now` in microseconds."""
    return {
        "budget": {"per_minute": budget.most, "used": budget.used},
        "cache": {"hits": memory.hits, "entries": len(memory), "most": memory.most},
        "waiting": {"now": len(queue), "most": queue.most, "dropped": queue.dropped},
        "circuit": {
            "open": circuit.is_open,
            "opened": circuit.opened,
            "next_attempt": now + int(circuit.remaining * 1_000_000) if circuit.is_open else 0,
        },
    }
