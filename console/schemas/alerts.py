"""Alerts: findings grouped into what a person should see."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from console.schemas.logs import severity_name
from console.schemas.model import LAST_MOMENT, Id, Model, Moment, Whole, example, microseconds, moment, moment_or_none
from gateway.storage.alerts import AlertRow, Summary
from gateway.storage.notes import NoteRow
from gateway.storage.reviews import Review
from gateway.storage.sightings import MANY

MOST_AT_ONCE = 500
SeverityName = Literal["info", "notice", "warning", "error", "critical"]
AlertStatus = Literal["open", "acknowledged", "muted"]
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
        reviewed_at=None,
        notes_count=0,
    )

    id: int
    api_id: int
    detector: str
    identity: str = Field(description="kind:value; empty: nobody's doing, or that of many callers")
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
    reviewed_at: Moment | None
    notes_count: int

    @classmethod
    def of(cls, row: AlertRow) -> AlertOut:
        return cls(
            id=row.id,
            api_id=row.api_id,
            detector=row.detector,
            identity="" if row.identity == MANY else row.identity,
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
            muted_until=moment_or_none(row.muted_until) if row.status == "muted" else None,
            acked_by=row.acked_by or None,
            acked_at=moment_or_none(row.acked_at),
            review=row.review or None,  # type: ignore[arg-type]
            reviewed_by=row.reviewed_by or None,
            reviewed_at=moment_or_none(row.reviewed_at),
            notes_count=row.notes_count,
        )


class Ack(Model):
    review: Review | None = None


class Span(Model):
    """For how long, or until when."""

    seconds: Annotated[Whole, Field(gt=0, le=LONGEST_MUTE_SECONDS)] | None = None
    until: Moment | None = None

    @field_validator("until")
    @classmethod
    def _storable(cls, until: datetime | None) -> datetime | None:
        if until is not None and until > LAST_MOMENT:
            raise ValueError("until must lie before the year 9999")
        return until

    def end(self, now: int) -> int:
        """In microseconds; 0 for `"until": null`."""
        if self.seconds:
            return now + self.seconds * 1_000_000
        return microseconds(self.until) if self.until else 0


class Mute(Span):
    """Quiet for a time; `{"until": null}` ends it. With a scope, a standing mute for all alerts like this one."""

    model_config = example(seconds=3600, scope="detector", reason="load test")

    scope: Literal["alert", "detector", "identity", "api"] = Field(
        "alert", description="this alert; or all of its detector and API, of its caller, of its API"
    )
    reason: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Mute:
        given = self.model_fields_set & {"seconds", "until"}
        if len(given) != 1 or (given == {"seconds"} and self.seconds is None):
            raise ValueError('give seconds, or until ("until": null ends a mute)')
        if self.scope != "alert" and given == {"until"} and self.until is None:
            raise ValueError("end a standing mute with DELETE /api/mutes/{id}")
        return self


class ReviewIn(Model):
    model_config = example(review="false_positive")

    review: Review | None


class Bulk(Model):
    """The same for many alerts; ids that are not there are passed over."""

    model_config = example(ids=[7, 8], action="mute", seconds=3600)

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    action: Literal["ack", "mute", "unmute", "review"]
    seconds: Annotated[Whole, Field(gt=0, le=LONGEST_MUTE_SECONDS)] | None = None
    review: Review | None = None

    @model_validator(mode="after")
    def _whole(self) -> Bulk:
        if (self.seconds is not None) != (self.action == "mute"):
            raise ValueError("seconds belongs to the action mute, which needs it")
        if ("review" in self.model_fields_set) != (self.action == "review"):
            raise ValueError("review belongs to the action review, which needs it (null takes a label back)")
        return self


class Changed(Model):
    model_config = example(changed=2)

    changed: int


class SummaryOut(Model):
    model_config = example(open=3, acknowledged=12, muted=1, newest_id=16, by_severity={"critical": 2, "warning": 1})

    open: int
    acknowledged: int
    muted: int
    newest_id: int | None
    by_severity: dict[SeverityName, int] = Field(description="of the open ones")

    @classmethod
    def of(cls, summary: Summary) -> SummaryOut:
        by_severity: dict[SeverityName, int] = {}
        for severity, count in summary.by_severity.items():
            name: SeverityName = severity_name(severity)  # type: ignore[assignment]
            by_severity[name] = by_severity.get(name, 0) + count
        return cls(
            open=summary.by_status.get("open", 0),
            acknowledged=summary.by_status.get("acknowledged", 0),
            muted=summary.by_status.get("muted", 0),
            newest_id=summary.newest_id or None,
            by_severity=by_severity,
        )


class TimelinePoint(Model):
    at: Moment
    count: int


class TimelineOut(Model):
    """Recorded exchanges of an alert, by time; a step without any is left out."""

    model_config = example(step=60, points=[{"at": "2026-01-31T08:00:00.000000Z", "count": 12}], complete=True)

    step: int = Field(description="seconds")
    points: list[TimelinePoint]
    complete: bool = Field(description="false: there are more than were read; these are the newest")


class NoteIn(Model):
    model_config = example(text="our own scanner, see the calendar")

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class NoteOut(Model):
    model_config = example(
        id=3, at="2026-01-31T08:06:00.000000Z", author="ada@example.com", text="our own scanner, see the calendar"
    )

    id: int
    at: Moment
    author: str
    text: str

    @classmethod
    def of(cls, row: NoteRow) -> NoteOut:
        return cls(id=row.id, at=moment(row.at), author=row.author, text=row.text)
