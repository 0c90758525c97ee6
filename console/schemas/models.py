"""Learned models: their versions, what they were measured at, and the trainings that made them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from console.schemas.model import Id, Model, Moment, example, moment, moment_or_none
from gateway.storage.models import ModelRow
from gateway.storage.trainings import TrainingRow

StateName = Literal["candidate", "serving", "retired", "failed"]
MaturityName = Literal["young", "grown", "mature", ""]


class ModelMeasures(Model):
    """What it was trained on, in which time, and what it is worth on later requests it had not seen."""

    learned: int = Field(description="requests")
    checked: int = Field(description="later requests it was measured on")
    since: Moment | None
    until: Moment | None
    days: float
    target_alert_rate: float
    alert_rate: float = Field(description="share of the clean later requests that it takes for outliers")
    separation: float = Field(description="share of requests made strange that it takes for outliers")
    separation_by_kind: dict[str, float]
    support_vectors: int
    operations: int
    seconds: float = Field(description="that training took")
    auc: float = Field(
        default=0, description="of a classifier: how often it takes an attack for likelier than a good text; 0: none"
    )
    brier: float = Field(default=0, description="of a classifier: mean squared error of its probabilities")
    reviews: int = Field(default=0, description="of a classifier: texts it learned from that people had labelled")

    @classmethod
    def of(cls, metrics: dict[str, object]) -> ModelMeasures:
        names = set(cls.model_fields) - {"since", "until"}
        numbers = {name: metrics.get(name, 0) for name in names - {"separation_by_kind"}}
        kinds = metrics.get("separation_by_kind")
        times = {name: moment_or_none(_whole(metrics.get(name))) for name in ("since", "until")}
        return cls.model_validate(numbers | times | {"separation_by_kind": kinds or {}})


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


class ModelOut(Model):
    model_config = example(
        id=7,
        kind="outliers",
        api_id=1,
        version=3,
        state="serving",
        reason="not worse than the one before: alerts on 0.08% of recent clean requests, finds 91% of strange ones",
        author="analyst",
        created_at="2026-01-31T03:00:00.000000Z",
        changed_at="2026-01-31T03:00:00.000000Z",
        maturity="mature",
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        bytes=536000,
        measures={
            "learned": 8000, "checked": 1000, "since": "2026-01-23T03:00:00.000000Z",
            "until": "2026-01-31T03:00:00.000000Z", "days": 6.4, "target_alert_rate": 0.001, "alert_rate": 0.0008,
            "separation": 0.91, "separation_by_kind": {"long query": 1.0}, "support_vectors": 410, "operations": 12,
            "seconds": 3.1, "auc": 0, "brier": 0, "reviews": 0,
        },
    )  # fmt: skip

    id: int
    kind: str
    api_id: int | None = Field(description="null: for the APIs without one of their own")
    version: int
    state: StateName
    reason: str = Field(description="why it serves, or does not")
    author: str
    created_at: Moment
    changed_at: Moment = Field(description="when its state did")
    maturity: MaturityName = Field(description="young: below 2,000 requests or two days; mature: from a week on")
    digest: str = Field(description="SHA-256 of its data")
    bytes: int
    measures: ModelMeasures

    @classmethod
    def of(cls, row: ModelRow) -> ModelOut:
        return cls.model_validate(
            {
                "id": row.id, "kind": row.kind, "api_id": row.api_id or None, "version": row.version, "state": row.state,
                "reason": row.reason, "author": row.author, "created_at": moment(row.created_at),
                "changed_at": moment(row.changed_at), "maturity": row.metrics.get("maturity", ""), "digest": row.digest,
                "bytes": row.size, "measures": ModelMeasures.of(row.metrics),
            }
        )  # fmt: skip


class RateOut(Model):
    """What models made of one API's traffic."""

    api_id: int
    requests: int = Field(description="that the API was sent in this time")
    alerts: dict[str, int] = Field(description="of them taken for out of the ordinary, by kind of model")


class RatesOut(Model):
    model_config = example(
        since="2026-01-30T03:00:00.000000Z",
        until="2026-01-31T03:00:00.000000Z",
        items=[{"api_id": 1, "requests": 81200, "alerts": {"outliers": 71}}],
    )

    since: Moment
    until: Moment
    items: list[RateOut]


class TrainIn(Model):
    """`api_id` left out: every API, and the model of those without their own."""

    model_config = example(api_id=1)

    kind: Literal["outliers", "classifier"] = "outliers"
    api_id: Id | None = None


class TrainingResult(Model):
    api_id: int | None
    api: str
    state: Literal["serving", "candidate", "skipped", "failed"]
    reason: str
    model_id: int | None = None


class TrainingOut(Model):
    model_config = example(
        id=4,
        kind="outliers",
        api_id=None,
        state="running",
        why="daily",
        author="analyst",
        created_at="2026-01-31T03:00:00.000000Z",
        started_at="2026-01-31T03:00:01.000000Z",
        ended_at=None,
        percent=45,
        stage="orders: isolation forest",
        results=[],
        error="",
    )

    id: int
    kind: str
    api_id: int | None = Field(description="null: every API")
    state: Literal["requested", "running", "done", "failed"]
    why: str
    author: str
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    percent: int
    stage: str
    results: list[TrainingResult]
    error: str

    @classmethod
    def of(cls, row: TrainingRow) -> TrainingOut:
        shown = set(TrainingResult.model_fields)
        results = [{name: value for name, value in one.items() if name in shown} for one in row.results]
        return cls.model_validate(
            {
                "id": row.id, "kind": row.kind, "api_id": row.api_id, "state": row.state, "why": row.why,
                "author": row.author, "created_at": moment(row.created_at),
                "started_at": moment_or_none(row.started_at), "ended_at": moment_or_none(row.ended_at),
                "percent": row.percent, "stage": row.stage,
                "results": [one | {"api_id": one.get("api_id") or None} for one in results], "error": row.error,
            }
        )  # fmt: skip
