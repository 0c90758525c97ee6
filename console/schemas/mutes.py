"""Standing mutes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from console.schemas.alerts import Span
from console.schemas.model import Id, Model, Moment, example, moment
from gateway.storage.mutes import MuteRow


class MuteIn(Span):
    """Which alerts nobody wants to hear of for a while; what is left out is any."""

    model_config = example(api_id=1, detector="signatures", seconds=7200, reason="penetration test")

    api_id: Id | None = None
    detector: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    identity: Annotated[str, Field(min_length=3, max_length=272, pattern=".:.")] | None = Field(
        None, description="kind:value"
    )
    reason: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _ends_and_covers(self) -> MuteIn:
        if (self.seconds is None) == (self.until is None):
            raise ValueError("give seconds or until: a mute has an end")
        if self.api_id is None and self.detector is None and self.identity is None:
            raise ValueError(
                "give at least one of api_id, detector and identity: muting everything would hide an attack"
            )
        return self


class MuteOut(Model):
    model_config = example(
        id=2,
        api_id=1,
        detector="signatures",
        identity=None,
        until="2026-01-31T10:00:00.000000Z",
        reason="penetration test",
        author="ada@example.com",
        created_at="2026-01-31T08:00:00.000000Z",
    )

    id: int
    api_id: int | None
    detector: str | None
    identity: str | None
    until: Moment
    reason: str
    author: str
    created_at: Moment

    @classmethod
    def of(cls, row: MuteRow) -> MuteOut:
        return cls(
            id=row.id,
            api_id=row.api_id or None,
            detector=row.detector or None,
            identity=row.identity or None,
            until=moment(row.until),
            reason=row.reason,
            author=row.author,
            created_at=moment(row.created_at),
        )
