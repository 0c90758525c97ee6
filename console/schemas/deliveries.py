"""Deliveries: what was to be told to whom, and how that went."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from console.schemas.model import Model, Moment, example, moment, moment_or_none
from gateway.storage.deliveries import DeliveryRow

DeliveryState = Literal["waiting", "held", "delivered", "merged", "dropped", "dead"]
DeliveryKind = Literal["opened", "reopened", "graver", "milestone", "digest", "test"]


class DeliveryAttempt(Model):
    at: Moment
    error: str | None
    milliseconds: int


class DeliveryOut(Model):
    """`waiting`: for its time or its next attempt; `held`: by quiet hours or the rate, until a digest; `merged`: told of in
    a digest; `dropped`: muted or acknowledged while held, or the channel is off; `dead`: all attempts failed."""

    model_config = example(
        id=9,
        channel_id=2,
        channel="On call",
        alert_id=7,
        kind="opened",
        message_id="msg_5f0c2a9d1b7e4c335f0c2a9d1b7e4c33",
        state="waiting",
        attempts=1,
        due_at="2026-01-31T08:01:10.000000Z",
        error="no answer within 10 s",
        log=[{"at": "2026-01-31T08:01:00.000000Z", "error": "no answer within 10 s", "milliseconds": 10002}],
        created_at="2026-01-31T08:00:50.000000Z",
        updated_at="2026-01-31T08:01:00.000000Z",
    )

    id: int
    channel_id: int
    channel: str = Field(description="its name; empty: it is gone")
    alert_id: int | None
    kind: DeliveryKind
    message_id: str = Field(description="the same for all attempts: webhook-id, and part of the mail's Message-ID")
    state: DeliveryState
    attempts: int
    due_at: Moment | None
    error: str | None = Field(description="of the newest attempt, or why there was none")
    log: list[DeliveryAttempt]
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, row: DeliveryRow) -> DeliveryOut:
        log = [
            DeliveryAttempt(at=moment(one["at"]), error=one["error"] or None, milliseconds=one["milliseconds"])
            for one in row.log
        ]
        return cls(
            id=row.id,
            channel_id=row.channel_id,
            channel=row.channel,
            alert_id=row.alert_id or None,
            kind=row.kind,  # type: ignore[arg-type]
            message_id=row.message_id,
            state=row.state,  # type: ignore[arg-type]
            attempts=row.attempts,
            due_at=moment_or_none(row.due_at) if row.state in ("waiting", "held") else None,
            error=row.error or None,
            log=log,
            created_at=moment(row.created_at),
            updated_at=moment(row.updated_at),
        )
