"""Standing orders made by detectors, the analyst or a person."""

from __future__ import annotations

from typing import Literal

from console.schemas.model import Model, Moment, example, moment, moment_or_none
from gateway.storage.decisions import DecisionRow


class DecisionOut(Model):
    model_config = example(
        id=5,
        type="ban",
        scope="address",
        target="203.0.113.7",
        api_id=None,
        expires_at="2026-01-31T09:00:00.000000Z",
        origin="limits",
        reason="limit exceeded 40 times within a minute",
        author="analyst",
        created_at="2026-01-31T08:00:00.000000Z",
    )

    id: int
    type: Literal["ban", "throttle"]
    scope: str
    target: str
    api_id: int | None
    expires_at: Moment | None
    origin: str
    reason: str
    author: str
    created_at: Moment

    @classmethod
    def of(cls, row: DecisionRow) -> DecisionOut:
        return cls(
            id=row.id,
            type=row.type,  # type: ignore[arg-type]
            scope=row.scope,
            target=row.target,
            api_id=row.api_id or None,
            expires_at=moment_or_none(row.expires_at),
            origin=row.origin,
            reason=row.reason,
            author=row.author,
            created_at=moment(row.created_at),
        )
