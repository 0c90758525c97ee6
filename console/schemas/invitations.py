"""Invitations to register."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from console.schemas.accounts import Email, Role
from console.schemas.model import Model, Moment, Whole, example, moment, moment_or_none
from gateway.storage.invitations import InvitationRow

MOST_HOURS = 30 * 24


class InvitationIn(Model):
    model_config = example(role="user", email="ada@example.com", expires_in_hours=72)

    role: Role = "user"
    email: Email | None = Field(default=None, description="the only address that may register with it; null: any")
    expires_in_hours: Annotated[Whole, Field(ge=1, le=MOST_HOURS)] = 72


class InvitationOut(Model):
    model_config = example(
        id=1,
        role="user",
        email="ada@example.com",
        author="admin@localhost",
        created_at="2026-01-31T08:00:00.000000Z",
        expires_at="2026-02-03T08:00:00.000000Z",
        used_at=None,
    )

    id: int
    role: Role
    email: str | None
    author: str
    created_at: Moment
    expires_at: Moment
    used_at: Moment | None

    @classmethod
    def of(cls, row: InvitationRow, **more: str) -> Self:
        return cls(
            id=row.id,
            role=row.role,  # type: ignore[arg-type]
            email=row.email or None,
            author=row.author,
            created_at=moment(row.created_at),
            expires_at=moment(row.expires_at),
            used_at=moment_or_none(row.used_at),
            **more,
        )


class InvitationMadeOut(InvitationOut):
    code: str = Field(description="good for one registration; shown this once")
    url: str = Field(description="where the invited one opens it: the code is in the fragment, which no server sees")
