"""Standing orders made by detectors, the analyst or a person."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from console.schemas.lists import Lifetime, Reason, Scope, Target
from console.schemas.model import IdOrAll, Model, Moment, example, moment, moment_or_none
from gateway.storage.decisions import DecisionRow

DecisionType = Literal["ban", "throttle"]


class DecisionIn(Lifetime):
    """A ban answers 403, a throttle 429. It always ends: what is meant to last belongs on the blacklist."""

    model_config = example(type="ban", target="203.0.113.7", ttl_seconds=3600, reason="scraper")

    type: DecisionType
    scope: Scope | None = Field(None, description="left out: address or range, as the target reads")
    target: Target = Field(description="for scope key: the raw API key, kept only as a keyed hash")
    api_id: IdOrAll | None = Field(None, description="only for this API; null or 0: for all")
    reason: Reason = ""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.expires_at is None and self.ttl_seconds is None:
            raise ValueError("a decision ends: give ttl_seconds or expires_at, or make a blacklist entry")
        return self


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
    type: DecisionType
    scope: str
    target: str
    api_id: int | None
    expires_at: Moment | None
    origin: str = Field(description="what made it: a detector, analyst, or person")
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


class DecisionsOut(Model):
    """The decisions that stood and do not any more."""

    removed: list[DecisionOut]
