"""API tokens."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from console.schemas.model import Model, Moment, Whole, example, moment, moment_or_none
from gateway.storage.tokens import TokenRow

Scope = Literal["read", "review", "manage"]
MOST_DAYS = 365


def _name(text: str) -> str:
    name = text.strip()
    if not name or not name.isprintable():
        raise ValueError("must be printable characters")
    return name


class TokenIn(Model):
    """`read` sees, `review` acknowledges, mutes and reviews alerts, `manage` does what admins do. None includes another."""

    model_config = example(name="nightly export", scopes=["read"], expires_in_days=90)

    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]
    expires_in_days: Annotated[Whole, Field(ge=1, le=MOST_DAYS)]


class TokenOut(Model):
    model_config = example(
        id=1,
        owner="ada@example.com",
        name="nightly export",
        hint="boing_Zk3x…",
        scopes=["read"],
        created_at="2026-01-31T08:00:00.000000Z",
        expires_at="2026-05-01T08:00:00.000000Z",
        last_used_at=None,
    )

    id: int
    owner: str
    name: str
    hint: str = Field(description="how it begins")
    scopes: list[Scope]
    created_at: Moment
    expires_at: Moment
    last_used_at: Moment | None = Field(description="to the minute")

    @classmethod
    def of(cls, row: TokenRow, **more: str) -> Self:
        return cls(
            id=row.id,
            owner=row.owner,
            name=row.name,
            hint=row.hint,
            scopes=list(row.scopes),  # type: ignore[arg-type]
            created_at=moment(row.created_at),
            expires_at=moment(row.expires_at),
            last_used_at=moment_or_none(row.last_used_at),
            **more,
        )


class TokenMadeOut(TokenOut):
    token: str = Field(description="shown this once")


class TokensOut(Model):
    items: list[TokenOut]
