"""Whitelist and blacklist entries. What a target may look like is the policy compiler's to judge, not ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from typing import Any, Literal

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Entry, ListScope
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import list_entries

ListName = Literal["whitelist", "blacklist"]
BULK = 1000


@dataclass(frozen=True, slots=True)
class EntryRow:
    """`api_id` 0: all APIs; `expires_at` 0: never."""

    id: int
    list: str
    scope: str
    target: str
    api_id: int
    expires_at: int
    reason: str
    author: str
    created_at: int
    version: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    scope: ListScope
    target: str
    api_id: int = 0
    expires_at: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    scope: str | None = None
    target: str | None = None
    api_id: int | None = None
    contains: str | None = None
    """in target or reason"""
    expired: bool | None = None
    """None: both"""


class Lists:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, list: ListName, entry: NewEntry) -> int:  # noqa: A002 - its name everywhere
        """Raises Conflict where the same target stands there already; an expired one gives way."""
        existing = await self._same(edit.connection, list, entry.scope, entry.target, entry.api_id)
        if existing is not None:
            if not _is_expired(existing, edit.now):
                raise Conflict(f"{list}: {entry.scope} {entry.target!r} is already there as entry {existing.id}")
            await edit.connection.execute(delete(list_entries).where(list_entries.c.id == existing.id))
        values = _values(edit, list, entry)
        entry_id = await insert_row(edit, list_entries, values)
        edit.policy_changed = True
        edit.audit(f"{list}/{entry_id}", None, values)
        return entry_id

    async def bulk_add(self, edit: Edit, list: ListName, entries: Iterable[NewEntry]) -> int:  # noqa: A002
        """Add what is not there yet; returns how many that were. One audit row for all."""
        by_key = {(entry.scope, entry.target, entry.api_id): entry for entry in entries}
        c = list_entries.c
        expired = (c.list == list, c.expires_at > 0, c.expires_at <= edit.now)
        await edit.connection.execute(delete(list_entries).where(*expired))
        for some in batched([*by_key], BULK):
            statement = select(c.scope, c.target, c.api_id).where(
                c.list == list, c.target.in_([target for _, target, _ in some])
            )
            for row in await edit.connection.execute(statement):
                by_key.pop(tuple(row), None)
        rows = [_values(edit, list, entry) for entry in by_key.values()]
        if rows:
            await edit.connection.execute(list_entries.insert(), rows)
            edit.policy_changed = True
        edit.audit(
            f"{list}/bulk", None, {"added": len(rows), "first": [entry.target for entry in by_key.values()][:20]}
        )
        return len(rows)

    async def update(
        self,
        edit: Edit,
        id: int,  # noqa: A002
        *,
        version: int | None = None,
        target: str | None = None,
        scope: ListScope | None = None,
        api_id: int | None = None,
        expires_at: int | None = None,
        reason: str | None = None,
    ) -> int:
        """Change what is given; returns the new version. `version`: the one that was read; raises Conflict where it is past."""
        before = await self._one(edit.connection, id)
        changes = {
            name: value
            for name, value in (
                ("target", target), ("scope", scope), ("api_id", api_id), ("expires_at", expires_at), ("reason", reason)
            )
            if value is not None
        }  # fmt: skip
        after = asdict(before) | changes | {"version": before.version + 1}
        same = await self._same(edit.connection, before.list, after["scope"], after["target"], after["api_id"])
        if same is not None and same.id != id:
            raise Conflict(f"{before.list}: {after['scope']} {after['target']!r} is already there as entry {same.id}")
        statement = (
            update(list_entries)
            .where(list_entries.c.id == id, list_entries.c.version == (before.version if version is None else version))
            .values(version=list_entries.c.version + 1, **changes)
        )
        if not (await edit.connection.execute(statement)).rowcount:
            raise Conflict(f"{before.list} entry {id} was changed meanwhile: it is at version {before.version}")
        edit.policy_changed = True
        edit.audit(f"{before.list}/{id}", asdict(before), after)
        return before.version + 1

    async def delete(self, edit: Edit, id: int, *, version: int | None = None) -> None:  # noqa: A002
        before = await self._one(edit.connection, id)
        if version is not None and version != before.version:
            raise Conflict(f"{before.list} entry {id} was changed meanwhile: it is at version {before.version}")
        await edit.connection.execute(delete(list_entries).where(list_entries.c.id == id))
        edit.policy_changed = True
        edit.audit(f"{before.list}/{id}", asdict(before), None)

    async def get(self, id: int) -> EntryRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await self._one(connection, id)

    async def query(
        self,
        list: ListName,  # noqa: A002
        cursor: int | None = None,
        limit: int = 100,
        filter: EntryFilter = EntryFilter(),  # noqa: A002 - immutable
    ) -> Sequence[EntryRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = list_entries.c
        statement = select(list_entries).where(c.list == list).order_by(c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        for name in ("scope", "target", "api_id"):
            if (value := getattr(filter, name)) is not None:
                statement = statement.where(c[name] == value)
        if filter.contains is not None:
            statement = statement.where(
                or_(func.instr(c.target, filter.contains) > 0, func.instr(c.reason, filter.contains) > 0)
            )
        now = self._database.clock()
        if filter.expired is True:
            statement = statement.where(c.expires_at > 0, c.expires_at <= now)
        elif filter.expired is False:
            statement = statement.where(or_(c.expires_at == 0, c.expires_at > now))
        async with self._database.reading() as connection:
            return [EntryRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def purge_expired(self, before_at: int, chunk: int = 5000) -> int:
        """Delete at most `chunk` entries that expired before `before_at`; returns how many."""
        c = list_entries.c
        async with self._database.writing() as connection:
            statement = (
                select(c.id).where(c.expires_at > 0, c.expires_at < before_at).order_by(c.expires_at).limit(chunk)
            )
            ids = [*(await connection.execute(statement)).scalars()]
            for some in batched(ids, BULK):
                await connection.execute(delete(list_entries).where(c.id.in_(some)))
            return len(ids)

    @staticmethod
    async def _one(connection: AsyncConnection, id: int) -> EntryRow:  # noqa: A002
        statement = select(list_entries).where(list_entries.c.id == id)
        row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"list entry {id}: there is none")
        return EntryRow(**row)

    @staticmethod
    async def _same(
        connection: AsyncConnection,
        list: str,  # noqa: A002
        scope: str,
        target: str,
        api_id: int,
    ) -> EntryRow | None:
        c = list_entries.c
        statement = select(list_entries).where(c.list == list, c.scope == scope, c.target == target, c.api_id == api_id)
        row = (await connection.execute(statement)).mappings().one_or_none()
        return EntryRow(**row) if row else None


async def load_entries(connection: AsyncConnection, now: int) -> dict[str, list[Entry]]:
    """All entries not expired at `now`, as the policy document has them, by list."""
    c = list_entries.c
    statement = (
        select(c.list, c.id, c.scope, c.target, c.api_id, c.expires_at, c.reason)
        .where(or_(c.expires_at == 0, c.expires_at > now))
        .order_by(c.id)
    )
    entries: dict[str, list[Entry]] = {"whitelist": [], "blacklist": []}
    for name, entry_id, scope, target, api_id, expires_at, reason in await connection.execute(statement):
        entries[name].append(Entry(entry_id, scope, target, api_id, expires_at / 1e6, reason))
    return entries


def _values(edit: Edit, list: str, entry: NewEntry) -> dict[str, Any]:  # noqa: A002
    return asdict(entry) | {
        "list": list,
        "author": edit.actor.name[:255],
        "created_at": edit.now,
        "version": 1,
    }


def _is_expired(entry: EntryRow, now: int) -> bool:
    return 0 < entry.expires_at <= now
