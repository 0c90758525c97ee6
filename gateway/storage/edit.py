"""An edit: what a person (or the analyst) changes, in one transaction with its audit rows and the new policy revision.

Either all of it is there afterwards or nothing. The audit rows form a hash chain: each row's hash covers the row
and the hash before it, so that a changed or missing row shows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage import tables
from gateway.storage.database import Database
from gateway.storage.errors import StoreError

ACTION_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a user, or a part of Boing (`user_id` None, `name` such as "analyst"). `address` is where from."""

    user_id: int | None
    name: str
    address: str = ""


@dataclass(slots=True)
class Edit:
    """An edit under way. The nouns' writing methods take it and set `policy_changed` and `document_changed` themselves."""

    connection: AsyncConnection
    actor: Actor
    action: str
    now: int
    policy_changed: bool = False
    document_changed: bool = False
    """APIs, detectors or exclusions changed: the revision keeps their document"""
    revision: int = 0
    """the new policy revision, once the edit is done; 0 where the policy did not change"""
    entries: list[tuple[str, Any, Any]] = field(default_factory=list)

    def audit(self, what: str, before: Any = None, after: Any = None) -> None:
        """Note that `what` (`blacklist/12`) changed from `before` to `after` (plain data; None: was not, is not)."""
        self.entries.append((what, before, after))


async def next_in_sequence(connection: AsyncConnection, name: str, count: int = 1) -> int:
    """The first of `count` numbers, taken under a lock that is held until the transaction ends."""
    row = select(tables.sequences.c.value).where(tables.sequences.c.name == name).with_for_update()
    value: int | None = (await connection.execute(row)).scalar_one_or_none()
    if value is None:
        raise StoreError(f'the store has no sequence {name!r}: run "boing db migrate"')
    await connection.execute(
        update(tables.sequences).where(tables.sequences.c.name == name).values(value=value + count)
    )
    return value + 1


async def write_audit(edit: Edit) -> None:
    if not edit.entries:
        return
    table = tables.audit
    next_id = await next_in_sequence(edit.connection, "audit", len(edit.entries))
    previous = (
        await edit.connection.execute(select(table.c.hash).order_by(table.c.id.desc()).limit(1))
    ).scalar_one_or_none() or ""
    rows = []
    for offset, (what, before, after) in enumerate(edit.entries):
        row = {
            "id": next_id + offset,
            "at": edit.now,
            "user_id": edit.actor.user_id,
            "actor": edit.actor.name[:255],
            "address": edit.actor.address[:64],
            "action": edit.action[:ACTION_LENGTH],
            "target": what[:255],
            "before": msgspec.to_builtins(before, str_keys=True),
            "after": msgspec.to_builtins(after, str_keys=True),
            "prev_hash": previous,
        }
        previous = row["hash"] = chain_hash(row)
        rows.append(row)
    await edit.connection.execute(table.insert(), rows)


def chain_hash(row: dict[str, Any]) -> str:
    """SHA-256, hex, over all columns of an audit row but the hash itself."""
    covered = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256(msgspec.json.encode(covered, order="sorted")).hexdigest()


async def insert_row(edit: Edit, table: Table, values: dict[str, Any]) -> int:
    """Insert one row into a table with a serial id; returns that id."""
    key = (await edit.connection.execute(table.insert().values(values))).inserted_primary_key
    assert key is not None
    return int(key[0])


async def purge_rows(database: Database, table: Table, condition: ColumnElement[bool], limit: int) -> int:
    """Delete at most `limit` rows of a table with an `id`, in a transaction of its own; returns how many.

    Two steps, since MySQL takes no LIMIT in a subquery of a delete.
    """
    async with database.writing() as connection:
        ids = (await connection.execute(select(table.c.id).where(condition).limit(limit))).scalars().all()
        if ids:
            await connection.execute(delete(table).where(table.c.id.in_(ids)))
    return len(ids)
