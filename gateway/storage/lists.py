"""Whitelist and blacklist entries. What a target may look like is the policy compiler's to judge, not ours."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from typing import Any, Literal

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Entry, ListScope
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import list_entries
from gateway.storage.targets import Sought, one_spelling

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
    """An address or a range is in its one spelling once this is made, however it was written."""

    scope: ListScope
    target: str
    api_id: int = 0
    expires_at: int = 0
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", one_spelling(self.scope, self.target))

    @property
    def key(self) -> tuple[str, str, int]:
        """What stands once in a list."""
        return (self.scope, self.target, self.api_id)


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
        c = list_entries.c
        expired = (c.list == list, c.expires_at > 0, c.expires_at <= edit.now)
        await edit.connection.execute(delete(list_entries).where(*expired))
        missing = await _missing(edit.connection, list, entries, edit.now)
        for some in batched(missing, BULK):
            await edit.connection.execute(list_entries.insert(), [_values(edit, list, entry) for entry in some])
            edit.policy_changed = True
        edit.audit(f"{list}/bulk", None, {"added": len(missing), "first": [entry.target for entry in missing[:20]]})
        return len(missing)

    async def missing(self, list: ListName, entries: Iterable[NewEntry]) -> int:  # noqa: A002
        """How many of these `bulk_add` would add."""
        async with self._database.reading() as connection:
            return len(await _missing(connection, list, entries, self._database.clock()))

    async def remove(self, edit: Edit, list: ListName, ids: Collection[int]) -> Sequence[EntryRow]:  # noqa: A002
        """Delete those of these ids that are there; returns what they were. An audit row for each."""
        found: dict[int, EntryRow] = {}
        for some in batched(ids, BULK):
            chosen = (list_entries.c.list == list, list_entries.c.id.in_(some))
            rows = await edit.connection.execute(select(list_entries).where(*chosen).order_by(list_entries.c.id))
            found |= {row["id"]: EntryRow(**row) for row in rows.mappings()}
            await edit.connection.execute(delete(list_entries).where(*chosen))
        for row in found.values():
            edit.policy_changed = True
            edit.audit(f"{list}/{row.id}", asdict(row), None)
        return [*found.values()]

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
        if target is not None:
            target = one_spelling(scope or before.scope, target)
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
        statement = _filtered(list, filter, self._database.clock())
        statement = statement.order_by(list_entries.c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(list_entries.c.id < cursor)
        async with self._database.reading() as connection:
            return [EntryRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def stream(
        self,
        list: ListName,  # noqa: A002
        filter: EntryFilter = EntryFilter(),  # noqa: A002 - immutable
    ) -> AsyncIterator[Sequence[EntryRow]]:
        """All of them, oldest first, in pages of at most `BULK`: no connection is held while a page is out."""
        statement = _filtered(list, filter, self._database.clock()).order_by(list_entries.c.id).limit(BULK)
        last = 0
        while True:
            async with self._database.reading() as connection:
                page = (await connection.execute(statement.where(list_entries.c.id > last))).mappings()
                rows = [EntryRow(**row) for row in page]
            if rows:
                yield rows
            if len(rows) < BULK:
                return
            last = rows[-1].id

    async def matching(self, sought: Sought) -> Sequence[EntryRow]:
        """The entries of both lists that could be meant, expired ones and those of any API too, by id.

        Raises ValueError where the address is none.
        """
        both = list_entries.c.list.in_(("whitelist", "blacklist"))
        rows: builtins.list[EntryRow] = []
        async with self._database.reading() as connection:
            for condition in sought.conditions(list_entries):
                found = await connection.execute(select(list_entries).where(both, condition))
                rows += [EntryRow(**row) for row in found.mappings()]
        return sorted(rows, key=lambda row: row.id)

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


async def _missing(
    connection: AsyncConnection,
    list: ListName,  # noqa: A002
    entries: Iterable[NewEntry],
    now: int,
) -> Sequence[NewEntry]:
    """Those that are not in the list, each once, in their order; expired ones do not count as being there."""
    by_key: dict[tuple[str, str, int], NewEntry] = {}
    for entry in entries:
        by_key.setdefault(entry.key, entry)
    c = list_entries.c
    there = select(c.scope, c.target, c.api_id).where(c.list == list, or_(c.expires_at == 0, c.expires_at > now))
    if len(by_key) > BULK:
        # Reading the list once takes less than so many look-ups, unless it is many times as long.
        length = (await connection.execute(select(func.count()).where(c.list == list))).scalar_one()
        if length <= 10 * len(by_key):
            for scope, target, api_id in await connection.execute(there):
                by_key.pop((scope, target, api_id), None)
            return [*by_key.values()]
    for scope in {scope for scope, _, _ in by_key}:
        for some in batched([target for of, target, _ in by_key if of == scope], BULK):
            for row in await connection.execute(there.where(c.scope == scope, c.target.in_(some))):
                by_key.pop((row.scope, row.target, row.api_id), None)
    return [*by_key.values()]


def _filtered(list: str, filter: EntryFilter, now: int) -> Select[Any]:  # noqa: A002
    c = list_entries.c
    statement = select(list_entries).where(c.list == list)
    for name in ("scope", "target", "api_id"):
        if (value := getattr(filter, name)) is not None:
            statement = statement.where(c[name] == value)
    if filter.contains is not None:
        statement = statement.where(
            or_(func.instr(c.target, filter.contains) > 0, func.instr(c.reason, filter.contains) > 0)
        )
    if filter.expired is True:
        statement = statement.where(c.expires_at > 0, c.expires_at <= now)
    elif filter.expired is False:
        statement = statement.where(or_(c.expires_at == 0, c.expires_at > now))
    return statement


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
