"""The people who use the console. Holds password hashes, which no audit row ever shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row, next_in_sequence
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import api_tokens, sessions, users

Role = Literal["admin", "user"]


@dataclass(frozen=True, slots=True)
class UserRow:
    """`email` in lower case. A token made under another `token_version` is no longer good."""

    id: int
    email: str
    password_hash: str
    role: str
    disabled: bool
    token_version: int
    created_at: int
    updated_at: int
    last_login_at: int


class Users:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, edit: Edit, email: str, password_hash: str, role: Role, *, only_first: bool = False) -> int:
        """Returns the id. Raises Conflict where the address is taken; with `only_first`, where there is any user at all."""
        if only_first:
            # The lock makes several first ones wait for each other: one wins, the rest see it.
            await next_in_sequence(edit.connection, "audit", 0)
            if (await edit.connection.execute(select(func.count()).select_from(users))).scalar_one():
                raise Conflict("there are users already")
        values: dict[str, Any] = {
            "email": _folded(email),
            "password_hash": password_hash,
            "role": role,
            "disabled": False,
            "token_version": 1,
            "created_at": edit.now,
            "updated_at": edit.now,
            "last_login_at": 0,
        }
        try:
            user_id = await insert_row(edit, users, values)
        except IntegrityError:
            raise Conflict(f"user {email!r}: there is one of this address") from None
        edit.audit(f"users/{user_id}", None, {"email": values["email"], "role": role})
        return user_id

    async def update(
        self,
        edit: Edit,
        id: int,  # noqa: A002
        *,
        password_hash: str | None = None,
        role: Role | None = None,
        disabled: bool | None = None,
        keep_tokens: bool = False,
    ) -> None:
        """Change what is given. Tokens handed out before, and all sessions, end, unless `keep_tokens` (a mere rehash)."""
        before = await _one(edit.connection, id)
        changes: dict[str, Any] = {
            name: value
            for name, value in (("password_hash", password_hash), ("role", role), ("disabled", disabled))
            if value is not None
        }
        version = before.token_version if keep_tokens else before.token_version + 1
        statement = update(users).where(users.c.id == id)
        await edit.connection.execute(statement.values(token_version=version, updated_at=edit.now, **changes))
        if not keep_tokens:
            await edit.connection.execute(delete(sessions).where(sessions.c.user_id == id))
        shown = {name: getattr(before, name) for name in changes if name != "password_hash"}
        after = {name: changes[name] for name in shown}
        if password_hash is not None:
            after["password"] = "changed"  # noqa: S105 - says that it was, not what it is
        edit.audit(f"users/{id}", shown, after)

    async def revoke_tokens(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Sign this user out everywhere."""
        await self.update(edit, id)

    async def note_login(self, edit: Edit, id: int) -> None:  # noqa: A002
        await edit.connection.execute(update(users).where(users.c.id == id).values(last_login_at=edit.now))

    async def delete(self, edit: Edit, id: int) -> None:  # noqa: A002
        """With all sessions and API tokens. What the user did stays in the audit log. Raises NotFound."""
        before = await _one(edit.connection, id)
        for table in (sessions, api_tokens):
            await edit.connection.execute(delete(table).where(table.c.user_id == id))
        await edit.connection.execute(delete(users).where(users.c.id == id))
        edit.audit(f"users/{id}", {"email": before.email, "role": before.role, "disabled": before.disabled}, None)

    async def require_unchanged(self, edit: Edit, user: UserRow) -> None:
        """Raises Conflict where password, role or state changed since `user` was read; until the edit ends they stay."""
        statement = select(users.c.token_version).where(users.c.id == user.id).with_for_update()
        if (await edit.connection.execute(statement)).scalar_one_or_none() != user.token_version:
            raise Conflict(f"user {user.id} was changed meanwhile")

    async def require_another_admin(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Raises Conflict where no admin but this user can sign in. Those who ask at once wait for each other."""
        await next_in_sequence(edit.connection, "audit", 0)
        others = (
            select(func.count())
            .select_from(users)
            .where(users.c.role == "admin", users.c.disabled.is_(False), users.c.id != id)
        )
        if not (await edit.connection.execute(others)).scalar_one():
            raise Conflict("this is the last admin who can sign in: make another one first")

    async def by_email(self, email: str) -> UserRow | None:
        """Upper and lower case alike."""
        return await self._first(users.c.email == _folded(email))

    async def by_id(self, id: int) -> UserRow | None:  # noqa: A002
        return await self._first(users.c.id == id)

    async def all(self) -> list[UserRow]:
        """By id."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(users).order_by(users.c.id))).mappings()
            return [UserRow(**row) for row in rows]

    async def page(self, after: int, limit: int) -> list[UserRow]:
        """By id, those above `after`."""
        async with self._database.reading() as connection:
            statement = select(users).where(users.c.id > after).order_by(users.c.id).limit(limit)
            return [UserRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def count(self) -> int:
        async with self._database.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(users))).scalar_one()

    async def _first(self, condition: Any) -> UserRow | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(users).where(condition))).mappings().one_or_none()
            return UserRow(**row) if row else None


def _folded(email: str) -> str:
    return email.strip().lower()


async def _one(connection: AsyncConnection, id: int) -> UserRow:  # noqa: A002
    row = (await connection.execute(select(users).where(users.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"user {id}: there is none")
    return UserRow(**row)
