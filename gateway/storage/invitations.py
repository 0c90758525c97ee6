"""Invitations: one-time codes that let somebody register, and the set-up code that makes the first admin.

Invariants: only a code's SHA-256 is kept; a code works once, and of several at the same moment one. The set-up code is an
invitation of its own kind: only the one printed last is good, and only while there is no user at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row, next_in_sequence, purge_rows
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import invitations, users

SETUP_AUTHOR = "boing set-up"
"""no address of a person looks like it"""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """`email` empty: for whoever has the code. Times in microseconds; `used_at` 0: not yet."""

    id: int
    role: str
    email: str
    author: str
    created_at: int
    expires_at: int
    used_at: int

    @property
    def is_setup(self) -> bool:
        return self.author == SETUP_AUTHOR


class Invitations:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, edit: Edit, code_hash: str, role: str, email: str, expires_at: int) -> InvitationRow:
        row = await _insert(edit, code_hash, expires_at, role=role, email=email, author=edit.actor.name)
        edit.audit(f"invitations/{row.id}", None, {"role": role, "email": email, "expires_at": expires_at})
        return row

    async def renew_setup(self, edit: Edit, code_hash: str, expires_at: int) -> None:
        """Put a new set-up code in place of any before. Raises Conflict where there is a user."""
        await _lock(edit)
        if await _any_user(edit):
            raise Conflict("there are users already")
        await edit.connection.execute(delete(invitations).where(invitations.c.author == SETUP_AUTHOR))
        await _insert(edit, code_hash, expires_at, role="admin", email="", author=SETUP_AUTHOR)
        edit.audit("set-up", None, {"code": "made", "expires_at": expires_at})

    async def usable(self, code_hash: str, now: int) -> InvitationRow | None:
        """What a code stands for at `now`; None for an unknown, used or expired one. Promises nothing: `use` decides."""
        c = invitations.c
        statement = select(invitations).where(c.code_hash == code_hash, c.used_at == 0, c.expires_at > now)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).mappings().one_or_none()
        return _row(row) if row else None

    async def use(self, edit: Edit, invitation: InvitationRow) -> None:
        """Spend it. Raises Conflict where somebody was faster, or where a set-up code meets a store with users."""
        await _lock(edit)
        if invitation.is_setup and await _any_user(edit):
            raise Conflict("there are users already")
        c = invitations.c
        taken = await edit.connection.execute(
            update(invitations).where(c.id == invitation.id, c.used_at == 0).values(used_at=edit.now)
        )
        if not taken.rowcount:
            raise Conflict("the code has been used")
        if invitation.is_setup:
            edit.audit("set-up", None, {"code": "used"})
        else:
            edit.audit(f"invitations/{invitation.id}", {"used": False}, {"used": True})

    async def page(self, before: int | None, limit: int) -> list[InvitationRow]:
        """The newest first, those with an id below `before`; used and expired ones too, set-up codes not."""
        c = invitations.c
        statement = select(invitations).where(c.author != SETUP_AUTHOR).order_by(c.id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(c.id < before)
        async with self._database.reading() as connection:
            return [_row(row) for row in (await connection.execute(statement)).mappings()]

    async def delete(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Raises NotFound."""
        c = invitations.c
        statement = select(invitations).where(c.id == id, c.author != SETUP_AUTHOR)
        row = (await edit.connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"invitation {id}: there is none")
        await edit.connection.execute(delete(invitations).where(c.id == id))
        edit.audit(
            f"invitations/{id}", {"role": row["role"], "email": row["email"], "used": bool(row["used_at"])}, None
        )

    async def purge(self, before: int, limit: int) -> int:
        """Delete at most `limit` invitations that expired before `before` (microseconds); returns how many."""
        return await purge_rows(self._database, invitations, invitations.c.expires_at < before, limit)


async def _insert(edit: Edit, code_hash: str, expires_at: int, *, role: str, email: str, author: str) -> InvitationRow:
    shown: dict[str, Any] = {
        "role": role,
        "email": email,
        "author": author,
        "created_at": edit.now,
        "expires_at": expires_at,
        "used_at": 0,
    }
    invitation_id = await insert_row(edit, invitations, shown | {"code_hash": code_hash})
    return InvitationRow(id=invitation_id, **shown)


async def _lock(edit: Edit) -> None:
    """Those who do the same wait for each other until the transaction ends, on every engine."""
    await next_in_sequence(edit.connection, "audit", 0)


async def _any_user(edit: Edit) -> bool:
    return bool((await edit.connection.execute(select(func.count()).select_from(users))).scalar_one())


def _row(row: Any) -> InvitationRow:
    return InvitationRow(**{name: row[name] for name in InvitationRow.__slots__})
