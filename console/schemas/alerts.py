"""Alerts: findings grouped into what a person should see."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from console.schemas.logs import severity_name
from console.schemas.model import LAST_MOMENT, Model, Moment, example, moment, moment_or_none
from gateway.storage.alerts import AlertRow

SeverityName = Literal["info", "notice", "warning", "error", "critical"]
AlertStatus = Literal["open", "acknowledged", "muted"]
Review = Literal["true_positive", "false_positive"]
LONGEST_MUTE_SECONDS = 366 * 24 * 3600


class AlertOut(Model):
    model_config = example(
        id=7,
        api_id=1,
        detector="signatures",
        identity="address:203.0.113.7",
        operation="GET /orders/{id}",
        severity="critical",
        title="SQL injection",
        count=12,
        stopped=11,
        first_at="2026-01-31T08:00:00.000000Z",
        last_at="2026-01-31T08:05:00.000000Z",
        rules={"sqli-union": 12},
        samples=["5f0c2a9d1b7e4c33"],
        status="open",
        muted_until=None,
        acked_by=None,
        acked_at=None,
        review=None,
        reviewed_by=None,
    )

    id: int
    api_id: int
    detector: str
    identity: str
    operation: str
    severity: str
    title: str
    count: int
    stopped: int = Field(description="of these, blocked or throttled")
    first_at: Moment
    last_at: Moment
    rules: dict[str, int]
    samples: list[str] = Field(description="request ids")
    status: AlertStatus
    muted_until: Moment | None
    acked_by: str | None
    acked_at: Moment | None
    review: Review | None
    reviewed_by: str | None

    @classmethod
    def of(cls, row: AlertRow) -> AlertOut:
        return cls(
            id=row.id,
            api_id=row.api_id,
            detector=row.detector,
            identity=row.identity,
            operation=row.operation,
            severity=severity_name(row.severity),
            title=row.title,
            count=row.count,
            stopped=row.stopped,
            first_at=moment(row.first_at),
            last_at=moment(row.last_at),
            rules=row.rules,
            samples=row.samples,
            status=row.status,  # type: ignore[arg-type]
            muted_until=moment_or_none(row.muted_until),
            acked_by=row.acked_by or None,
            acked_at=moment_or_none(row.acked_at),
            review=row.review or None,  # type: ignore[arg-type]
            reviewed_by=row.reviewed_by or None,
        )


class Ack(Model):
    review: Review | None = None


class Mute(Model):
    """For how long, or until when; `{"until": null}` ends it."""

    model_config = example(seconds=3600)

    seconds: Annotated[int, Field(gt=0, le=LONGEST_MUTE_SECONDS)] | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Mute:
        if self.model_fields_set not in ({"seconds"}, {"until"}):
            raise ValueError('give seconds, or until ("until": null ends a mute)')
        if "seconds" in self.model_fields_set and self.seconds is None:
            raise ValueError("seconds must be a number")
        if self.until is not None and self.until > LAST_MOMENT:
            raise ValueError("until must lie before the year 9999")
        return self
