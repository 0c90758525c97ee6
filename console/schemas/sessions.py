"""Where somebody is signed in."""

from __future__ import annotations

from pydantic import Field

from console.schemas.model import Model, Moment, example, moment
from gateway.storage.sessions import SessionRow


class SessionOut(Model):
    model_config = example(
        id="0123456789abcdef0123456789abcdef",
        current=True,
        address="203.0.113.7",
        user_agent="Mozilla/5.0",
        created_at="2026-01-31T08:00:00.000000Z",
        refreshed_at="2026-01-31T08:15:00.000000Z",
        expires_at="2026-02-14T08:15:00.000000Z",
    )

    id: str
    current: bool = Field(description="the one that asks")
    address: str
    user_agent: str
    created_at: Moment
    refreshed_at: Moment
    expires_at: Moment = Field(description="moves on with each refresh, to 90 days after the sign-in at the most")

    @classmethod
    def of(cls, row: SessionRow, current: str) -> SessionOut:
        return cls(
            id=row.id,
            current=row.id == current,
            address=row.address,
            user_agent=row.user_agent,
            created_at=moment(row.created_at),
            refreshed_at=moment(row.refreshed_at),
            expires_at=moment(row.expires_at),
        )


class SessionsOut(Model):
    items: list[SessionOut]
