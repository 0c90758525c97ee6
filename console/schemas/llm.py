"""How the language model does: whether it answers, what it was asked, what came of it. As the analyst reports it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, ValidationError

from console.schemas.model import Model, Moment, Reported, moment, moment_or_none
from gateway.storage.reports import Report

STALE_SECONDS = 90
"""the analyst reports every five, later only by one question of a minute at most"""

EXAMPLE: dict[str, Any] = {
    "state": "answering",
    "report": {
        "at": "2026-01-31T08:00:00.000000Z",
        "since": "2026-01-31T07:00:03.000000Z",
        "started_at": "2026-01-31T07:00:00.000000Z",
        "endpoint": "http://127.0.0.1:8081/completion",
        "dialect": "llama.cpp",
        "model": "",
        "calls": 214,
        "answered": 212,
        "failed": 2,
        "failures": {"timeout": 2},
        "mean_seconds": 1.8,
        "verdicts": {"benign": 190, "suspicious": 14, "hostile": 8},
        "votes": 530,
        "orders": 1,
        "last_error": {"at": "2026-01-31T07:31:00.000000Z", "message": "no answer within 20 s"},
        "budget": {"per_minute": 30, "used": 4},
        "cache": {"hits": 318, "entries": 212, "most": 5000},
        "waiting": {"now": 0, "most": 200, "dropped": 0},
        "circuit": {"open": False, "opened": 0, "next_attempt": None},
    },
}


class _ErrorReport(Reported):
    at: int
    message: str


class _CircuitReport(Reported):
    open: bool
    opened: int
    next_attempt: int


class LlmBudget(Reported):
    per_minute: int
    used: int = Field(description="questions within the last minute, failed ones too")


class LlmCache(Reported):
    hits: int = Field(description="votes that took no question of their own, as the same was asked before")
    entries: int
    most: int


class LlmWaiting(Reported):
    now: int
    most: int
    dropped: int = Field(description="exchanges that got no answer: too many waited, or for too long, or it failed")


class LlmVerdicts(Reported):
    benign: int = 0
    suspicious: int = 0
    hostile: int = 0


class LlmReport(Reported):
    """What the analyst writes. Times in microseconds, 0 for never."""

    state: Literal["untried", "answering", "failing"]
    since: int
    started_at: int
    endpoint: str
    dialect: Literal["llama.cpp", "openai"]
    model: str
    calls: int
    answered: int
    failed: int
    failures: dict[str, int]
    mean_seconds: float | None
    verdicts: LlmVerdicts
    votes: int
    orders: int
    last_error: _ErrorReport | None
    budget: LlmBudget
    cache: LlmCache
    waiting: LlmWaiting
    circuit: _CircuitReport


class LlmError(Model):
    at: Moment
    message: str


class LlmCircuit(Model):
    open: bool = Field(description="it failed too often in a row: left alone until `next_attempt`")
    opened: int = Field(description="how often that happened")
    next_attempt: Moment | None


class LlmStanding(Model):
    """Counts are since `started_at`."""

    at: Moment = Field(description="when the analyst said this")
    since: Moment | None = Field(description="since when it answers, or fails; null: it was not asked yet")
    started_at: Moment
    endpoint: str
    dialect: Literal["llama.cpp", "openai"]
    model: str
    calls: int = Field(description="questions sent")
    answered: int
    failed: int
    failures: dict[str, int] = Field(description="unreachable, timeout, status, too-large, garbage, schema")
    mean_seconds: float | None = Field(description="of an answer; null: none yet")
    verdicts: LlmVerdicts
    votes: int = Field(description="exchanges that got a finding of the detector llm")
    orders: int = Field(description="throttles and bans that came of it")
    last_error: LlmError | None
    budget: LlmBudget
    cache: LlmCache
    waiting: LlmWaiting
    circuit: LlmCircuit

    @classmethod
    def of(cls, said: LlmReport, at: int) -> LlmStanding:
        error, circuit = said.last_error, said.circuit
        return cls(
            at=moment(at),
            since=moment_or_none(said.since),
            started_at=moment(said.started_at),
            endpoint=said.endpoint,
            dialect=said.dialect,
            model=said.model,
            calls=said.calls,
            answered=said.answered,
            failed=said.failed,
            failures=said.failures,
            mean_seconds=said.mean_seconds,
            verdicts=said.verdicts,
            votes=said.votes,
            orders=said.orders,
            last_error=LlmError(at=moment(error.at), message=error.message) if error else None,
            budget=said.budget,
            cache=said.cache,
            waiting=said.waiting,
            circuit=LlmCircuit(
                open=circuit.open, opened=circuit.opened, next_attempt=moment_or_none(circuit.next_attempt)
            ),
        )


class LlmOut(Model):
    state: Literal["off", "silent", "untried", "answering", "failing"] = Field(
        description="off: LLM_ENABLED is not set; silent: it is, and no analyst has reported lately; untried: nothing to ask yet"
    )
    report: LlmStanding | None = Field(description="null: off, or silent")

    @classmethod
    def of(cls, report: Report | None, now: int, *, enabled: bool) -> LlmOut:
        """`enabled`: by this console's settings; where the analyst is another machine's, its report counts for more."""
        if report is not None and now - report.at <= STALE_SECONDS * 1_000_000:
            try:
                said = LlmReport.model_validate(report.status)
            except ValidationError:  # of a version that reports otherwise
                return cls(state="silent", report=None)
            return cls(state=said.state, report=LlmStanding.of(said, report.at))
        return cls(state="silent" if enabled else "off", report=None)
