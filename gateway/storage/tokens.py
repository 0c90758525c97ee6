"""API tokens: what scripts sign in with. A token acts for its owner, within its scopes, until it expires or is deleted.

Invariants: only a token's SHA-256 is kept, with enough of its beginning to tell it apart; a token of a disabled or
deleted owner is worth nothing. It never says more than its owner may: the console checks the owner's role besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row, purge_rows
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import api_tokens, users
from gateway.storage.users import UserRow

DAY = 86_400_000_000
MOST_TOKENS = 100
"""of one owner"""
USE_MICROSECONDS = 60_000_000
"""`last_used_at` is written at most this often"""


@dataclass(frozen=True, slots=True)
class NewToken:
    """`days`: after which it expires."""

    name: str
    hint: str
    token_hash: str
    scopes: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """`hint`: how the token begins; `owner`: his email. Times in microseconds; `last_used_at` 0: never."""

    id: int
    user_id: int
    owner: str
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int
    last_used_at: int


class ApiTokens:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, edit: Edit, owner: UserRow, new: NewToken) -> TokenRow:
        """Raises Conflict where the owner has as many as he may."""
        held = select(func.count()).select_from(api_tokens).where(api_tokens.c.user_id == owner.id)
        if (await edit.connection.execute(held)).scalar_one() >= MOST_TOKENS:
            raise Conflict(f"{MOST_TOKENS} tokens are the most that one user may have: delete one first")
        shown: dict[str, Any] = {
            "name": new.name,
            "hint": new.hint,
            "scopes": list(new.scopes),
            "expires_at": edit.now + new.days * DAY,
        }
        more = {"user_id": owner.id, "token_hash": new.token_hash, "created_at": edit.now, "last_used_at": 0}
        token_id = await insert_row(edit, api_tokens, shown | more)
        edit.audit(f"tokens/{token_id}", None, {"owner": owner.email} | shown)
        return TokenRow(
            token_id, owner.id, owner.email, new.name, new.hint, new.scopes, edit.now, shown["expires_at"], 0
        )

    async def by_hash(self, token_hash: str, now: int) -> tuple[UserRow, TokenRow] | None:
        """The token and its owner, in one query; None where it has expired or the owner is gone or disabled."""
        return await self._good(api_tokens.c.token_hash == token_hash, now)

    async def by_id(self, id: int, now: int) -> tuple[UserRow, TokenRow] | None:  # noqa: A002
        """As `by_hash`, of a token that was seen before."""
        return await self._good(api_tokens.c.id == id, now)

    async def note_use(self, token: TokenRow, now: int) -> None:
        """Write down that it was used, unless that was done within the last minute."""
        c = api_tokens.c
        if token.last_used_at > now - USE_MICROSECONDS:
            return
        statement = update(api_tokens).where(c.id == token.id, c.last_used_at <= now - USE_MICROSECONDS)
        async with self._database.writing() as connection:
            await connection.execute(statement.values(last_used_at=now))

    async def list(self, user_id: int | None) -> list[TokenRow]:
        """Of one user, or of all (None), the newest first; expired ones too."""
        c = api_tokens.c
        statement = _with_owner().order_by(c.id.desc())
        if user_id is not None:
            statement = statement.where(c.user_id == user_id)
        async with self._database.reading() as connection:
            return [_token(row) for row in (await connection.execute(statement)).mappings()]

    async def delete(self, edit: Edit, id: int, user_id: int | None) -> None:  # noqa: A002
        """One of this user's, or anyone's (None). Raises NotFound."""
        c = api_tokens.c
        statement = _with_owner().where(c.id == id)
        if user_id is not None:
            statement = statement.where(c.user_id == user_id)
        row = (await edit.connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"token {id}: there is none")
        await edit.connection.execute(delete(api_tokens).where(c.id == id))
        before = {"owner": row["owner_email"], "name": row["name"], "hint": row["hint"], "scopes": row["scopes"]}
        edit.audit(f"tokens/{id}", before, None)

    async def purge(self, before: int, limit: int) -> int:
        """Delete at most `limit` tokens that expired before `before` (microseconds); returns how many."""
        return await purge_rows(self._database, api_tokens, api_tokens.c.expires_at < before, limit)

    async def _good(self, condition: Any, now: int) -> tuple[UserRow, TokenRow] | None:
        statement = _with_owner().where(condition, api_tokens.c.expires_at > now, users.c.disabled.is_(False))
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            return None
        return UserRow(**{column.name: row[f"owner_{column.name}"] for column in users.c}), _token(row)


def _with_owner() -> Any:
    return select(*api_tokens.c, *(column.label(f"owner_{column.name}") for column in users.c)).join(
        users, users.c.id == api_tokens.c.user_id
    )


def _token(row: Any) -> TokenRow:
    return TokenRow(
        row["id"],
        row["user_id"],
        row["owner_email"],
        row["name"],
        row["hint"],
        tuple(row["scopes"]),
        row["created_at"],
        row["expires_at"],
        row["last_used_at"],
    )
