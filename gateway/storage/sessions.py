"""Sign-ins of people: one row a session, which ends when the row goes or its time is up.

Invariants: only the hash of a refresh token is kept; a token is good for one rotation, and one that is presented after it
was used ends its session, since then two hold it (RFC 9700, section 4.14.2). No session outlives `MOST_DAYS` (or the
idle time, where that is longer), however often it is refreshed.
Does not make or hash tokens (the console does), and writes no audit row of its own: whoever opens an edit does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit, purge_rows
from gateway.storage.tables import sessions, users
from gateway.storage.users import UserRow

DAY = 86_400_000_000
MOST_DAYS = 90
"""after which even a session in daily use ends"""
MOST_SESSIONS = 50
"""of one user; the one unused for the longest gives way"""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Times in microseconds; `refreshed_at` is the last rotation, `expires_at` moves on with it."""

    id: str
    user_id: int
    token_hash: str
    address: str
    user_agent: str
    created_at: int
    refreshed_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class NewSession:
    """`token_hash`: of the first refresh token; `days`: without use after which it ends."""

    id: str
    user_id: int
    token_hash: str
    address: str
    user_agent: str
    days: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """What came of a refresh token: `session` and `user` where it was good; `reused` where it was good once."""

    session: SessionRow | None = None
    user: UserRow | None = None
    reused: bool = False


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, edit: Edit, new: NewSession) -> SessionRow:
        """Begin a session. Over `MOST_SESSIONS` of one user the least recently refreshed ones end."""
        row = SessionRow(
            new.id,
            new.user_id,
            new.token_hash,
            new.address[:64],
            new.user_agent[:255],
            edit.now,
            edit.now,
            edit.now + new.days * DAY,
        )
        c = sessions.c
        await edit.connection.execute(sessions.insert().values(**_values(row)))
        newest = select(c.id).where(c.user_id == new.user_id).order_by(c.refreshed_at.desc(), c.id.desc())
        ids = (await edit.connection.execute(newest.limit(MOST_SESSIONS + 100))).scalars().all()
        # Two sign-ins in one microsecond may order either way: the one that is just made always stays.
        surplus = [one for one in ids if one != new.id][MOST_SESSIONS - 1 :]
        if surplus:
            await edit.connection.execute(delete(sessions).where(c.id.in_(surplus)))
        return row

    async def signed_in(self, id: str, user_id: int, now: int) -> tuple[UserRow, SessionRow] | None:  # noqa: A002
        """The user of a session that is good at `now`, in one query; None where session or user are gone or disabled."""
        async with self._database.reading() as connection:
            return await _joined(connection, id, now, user_id)

    async def rotate(self, edit: Edit, id: str, token_hash: str, new_hash: str, days: int) -> Rotation:  # noqa: A002
        """Exchange a refresh token for its successor, in the caller's transaction.

        Of two that present the same token at once one gets its successor, and the other ends the session.
        """
        c = sessions.c
        found = await _joined(edit.connection, id, edit.now, None)
        if found is None:
            return Rotation()
        user, session = found
        expires = min(edit.now + days * DAY, session.created_at + max(days, MOST_DAYS) * DAY)
        take = (
            update(sessions)
            .where(c.id == id, c.token_hash == token_hash)
            .values(token_hash=new_hash, refreshed_at=edit.now, expires_at=expires)
        )
        if (await edit.connection.execute(take)).rowcount:
            after = await _joined(edit.connection, id, edit.now, None)
            return Rotation(after[1], user) if after else Rotation()
        await edit.connection.execute(delete(sessions).where(c.id == id))
        return Rotation(session, user, reused=True)

    async def of_user(self, user_id: int, now: int) -> list[SessionRow]:
        """Those that are good at `now`, the last used first."""
        c = sessions.c
        statement = (
            select(sessions).where(c.user_id == user_id, c.expires_at > now).order_by(c.refreshed_at.desc(), c.id)
        )
        async with self._database.reading() as connection:
            return [SessionRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def end(self, edit: Edit, id: str, user_id: int) -> bool:  # noqa: A002
        """End one session of this user; False where he has none of that id."""
        c = sessions.c
        ended = await edit.connection.execute(delete(sessions).where(c.id == id, c.user_id == user_id))
        return bool(ended.rowcount)

    async def purge(self, before: int, limit: int) -> int:
        """Delete at most `limit` sessions that ended before `before` (microseconds); returns how many."""
        return await purge_rows(self._database, sessions, sessions.c.expires_at < before, limit)


async def _joined(
    connection: AsyncConnection,
    id: str,  # noqa: A002
    now: int,
    user_id: int | None,
) -> tuple[UserRow, SessionRow] | None:
    """User and session of an id, if both are good."""
    c = sessions.c
    statement = (
        select(*(column.label(f"session_{column.name}") for column in c), *users.c)
        .join(users, users.c.id == c.user_id)
        .where(c.id == id, c.expires_at > now, users.c.disabled.is_(False))
    )
    if user_id is not None:
        statement = statement.where(c.user_id == user_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    session = SessionRow(**{column.name: row[f"session_{column.name}"] for column in c})
    return UserRow(**{column.name: row[column.name] for column in users.c}), session


def _values(row: SessionRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in sessions.c}
