"""Scoped suppressions of rules: the narrowest exception that lets a wrongly flagged request through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Exclusion
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import exclusions


@dataclass(frozen=True, slots=True)
class NewExclusion:
    """Of `rule` or `tag`; an empty one of the rest matches all. `expires_at` 0: never."""

    rule: str = ""
    tag: str = ""
    api_id: int = 0
    operation: str = ""
    parameter: str = ""
    reason: str = ""
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    id: int
    rule: str
    tag: str
    api_id: int
    operation: str
    parameter: str
    reason: str
    author: str
    created_at: int
    expires_at: int
    version: int


class Exclusions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, exclusion: NewExclusion) -> int:
        values = asdict(exclusion) | {"author": edit.actor.name[:255], "created_at": edit.now, "version": 1}
        new_id = await insert_row(edit, exclusions, values)
        edit.policy_changed = edit.document_changed = True
        edit.audit(f"exclusions/{new_id}", None, values)
        return new_id

    async def bring_back(self, edit: Edit, id: int, exclusion: NewExclusion, version: int) -> None:  # noqa: A002
        """One that was deleted, under its old id. `version`: above any that it ever had."""
        values = asdict(exclusion) | {"author": edit.actor.name[:255], "created_at": edit.now, "version": version}
        await edit.connection.execute(exclusions.insert().values(id=id, **values))
        edit.policy_changed = edit.document_changed = True
        edit.audit(f"exclusions/{id}", None, values)

    async def update(self, edit: Edit, id: int, exclusion: NewExclusion, *, version: int) -> int:  # noqa: A002
        """The whole exclusion anew; returns its new version. `version`: the one that was read; Conflict where it is past."""
        before = await _one(edit.connection, id)
        after = asdict(before) | asdict(exclusion) | {"version": version + 1}
        statement = (
            update(exclusions)
            .where(exclusions.c.id == id, exclusions.c.version == version)
            .values(version=version + 1, **asdict(exclusion))
        )
        if not (await edit.connection.execute(statement)).rowcount:
            raise Conflict(f"exclusion {id} was changed meanwhile: it is at version {before.version}")
        edit.policy_changed = edit.document_changed = True
        edit.audit(f"exclusions/{id}", asdict(before), after)
        return version + 1

    async def delete(self, edit: Edit, id: int, *, version: int | None = None) -> None:  # noqa: A002
        """Raises NotFound, and Conflict where `version` is past."""
        before = await _one(edit.connection, id)
        if version is not None and version != before.version:
            raise Conflict(f"exclusion {id} was changed meanwhile: it is at version {before.version}")
        await edit.connection.execute(delete(exclusions).where(exclusions.c.id == id))
        edit.policy_changed = edit.document_changed = True
        edit.audit(f"exclusions/{id}", asdict(before), None)

    async def get(self, id: int) -> ExclusionRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def query(
        self, cursor: int | None = None, limit: int = 100, *, api_id: int | None = None, rule: str | None = None
    ) -> Sequence[ExclusionRow]:
        """Newest first, expired ones too. `cursor`: the last row's id, to go on from there."""
        statement = select(exclusions).order_by(exclusions.c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(exclusions.c.id < cursor)
        if api_id is not None:
            statement = statement.where(exclusions.c.api_id == api_id)
        if rule is not None:
            statement = statement.where(exclusions.c.rule == rule)
        async with self._database.reading() as connection:
            return [ExclusionRow(**row) for row in (await connection.execute(statement)).mappings()]


async def _one(connection: AsyncConnection, id: int) -> ExclusionRow:  # noqa: A002
    row = (await connection.execute(select(exclusions).where(exclusions.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"exclusion {id}: there is none")
    return ExclusionRow(**row)


async def load_exclusions(connection: AsyncConnection, now: int) -> list[Exclusion]:
    """Those not expired at `now`, as the policy document has them."""
    c = exclusions.c
    statement = select(exclusions).where(or_(c.expires_at == 0, c.expires_at > now)).order_by(c.id)
    return [
        Exclusion(row["id"], row["rule"], row["tag"], row["api_id"], row["operation"], row["parameter"])
        for row in (await connection.execute(statement)).mappings()
    ]


async def load_exclusion_notes(connection: AsyncConnection) -> dict[int, dict[str, Any]]:
    """Reason and expiry of each, by id."""
    c = exclusions.c
    rows = await connection.execute(select(c.id, c.reason, c.expires_at))
    return {row.id: {"reason": row.reason, "expires_at": row.expires_at} for row in rows}


async def load_exclusion_rows(connection: AsyncConnection) -> list[ExclusionRow]:
    """All, expired ones too, by id."""
    rows = await connection.execute(select(exclusions).order_by(exclusions.c.id))
    return [ExclusionRow(**row) for row in rows.mappings()]
