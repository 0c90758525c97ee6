"""Learned models: their versions, measures and data. At most one of a kind serves an API (0: those without their own).

Invariants: data never changes once written and its digest is the SHA-256 of it; what serves is part of the policy, so that a
change of it is a new revision; a model that served is kept to go back to.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import ModelRef
from gateway.policy.models import ModelMissing, ModelPlace
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound, StoreError
from gateway.storage.tables import models

State = Literal["candidate", "serving", "retired", "failed"]
MOST_BYTES = 8 * 1024 * 1024
KEPT = 10
"""versions of a kind and API that are kept besides the one that serves"""


class Distribution(TypedDict):
    """`shares` of the values up to each of `edges`, and beyond the last: one more than edges."""

    edges: list[float]
    shares: list[float]


Reference = dict[str, Distribution]
"""How each feature of what a model learned from was distributed, by its name."""


@dataclass(frozen=True, slots=True)
class NewModel:
    """`api_id` 0: for the APIs without one of their own. `reason`: why it serves, or does not."""

    kind: str
    api_id: int
    data: bytes
    metrics: dict[str, Any]
    state: Literal["candidate", "serving"]
    reason: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """Without its data. Times in microseconds; `changed_at`: of its state."""

    id: int
    kind: str
    api_id: int
    version: int
    state: str
    reason: str
    author: str
    created_at: int
    changed_at: int
    metrics: dict[str, Any]
    digest: str
    size: int

    @property
    def noted(self) -> dict[str, Any]:
        """What of it stands in the audit log."""
        return {"kind": self.kind, "api_id": self.api_id, "version": self.version, "state": self.state}


_COLUMNS = [column for column in models.c if column.name != "data"]


class Models:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, new: NewModel) -> int:
        """The next version of its kind and API; returns its id. Raises StoreError where it is too large."""
        if len(new.data) > MOST_BYTES:
            raise StoreError(f"a model of {len(new.data)} bytes: at most {MOST_BYTES}")
        c = models.c
        newest = select(func.max(c.version)).where(c.kind == new.kind, c.api_id == new.api_id)
        version = ((await edit.connection.execute(newest)).scalar_one_or_none() or 0) + 1
        values = {
            "kind": new.kind, "api_id": new.api_id, "version": version, "state": "candidate", "reason": new.reason[:512],
            "author": edit.actor.name[:255], "created_at": edit.now, "changed_at": edit.now, "metrics": new.metrics,
            "digest": hashlib.sha256(new.data).hexdigest(), "size": len(new.data), "data": new.data,
        }  # fmt: skip
        made = await insert_row(edit, models, values)
        noted = {"kind": new.kind, "api_id": new.api_id, "version": version, "state": "candidate"}
        edit.audit(f"models/{made}", None, noted)
        if new.state == "serving":
            await self.serve(edit, made, new.reason)
        await self._thin(edit.connection, new.kind, new.api_id)
        return made

    async def serve(self, edit: Edit, id: int, reason: str) -> ModelRow:  # noqa: A002
        """Let this one serve instead of the one that does. Raises NotFound, and Conflict for one that failed."""
        row = await _one(edit.connection, id)
        if row.state == "failed":
            raise Conflict(f"model {id} failed: it cannot serve")
        if row.state == "serving":
            return row
        c = models.c
        before = await load_serving(edit.connection, row.kind, row.api_id)
        for other in before:
            await self._set(edit, other, "retired", f"version {row.version} serves")
        await self._set(edit, row, "serving", reason)
        edit.policy_changed = True
        found = (await edit.connection.execute(select(*_COLUMNS).where(c.id == id))).mappings().one()
        return ModelRow(**found)

    async def retire(self, edit: Edit, id: int, reason: str) -> None:  # noqa: A002
        """Let none of its kind serve its API. Raises NotFound; does nothing where it does not serve."""
        row = await _one(edit.connection, id)
        if row.state == "serving":
            await self._set(edit, row, "retired", reason)
            edit.policy_changed = True

    async def get(self, id: int) -> ModelRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def query(
        self, kind: str | None = None, api_id: int | None = None, cursor: int | None = None, limit: int = 100
    ) -> list[ModelRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = models.c
        statement = select(*_COLUMNS).order_by(c.id.desc()).limit(limit)
        if kind is not None:
            statement = statement.where(c.kind == kind)
        if api_id is not None:
            statement = statement.where(c.api_id == api_id)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        async with self._database.reading() as connection:
            return [ModelRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def serving(self, kind: str | None = None) -> list[ModelRow]:
        async with self._database.reading() as connection:
            return await load_serving(connection, kind)

    async def newest(self, kind: str) -> dict[int, ModelRow]:
        """Of each API, the version made last, whatever became of it."""
        c = models.c
        last = select(func.max(c.id)).where(c.kind == kind).group_by(c.api_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(*_COLUMNS).where(c.id.in_(last)))).mappings()
            return {row["api_id"]: ModelRow(**row) for row in rows}

    async def data(self, digest: str) -> bytes | None:
        """None where there is no such model."""
        statement = select(models.c.data).where(models.c.digest == digest).limit(1)
        async with self._database.reading() as connection:
            found = (await connection.execute(statement)).scalar_one_or_none()
        return None if found is None else bytes(found)

    async def bring(self, refs: Iterable[ModelRef], place: ModelPlace) -> dict[str, str]:
        """Put into `place` those it has not yet. Returns why not, by digest, of those that did not come."""
        lacking = {}
        for digest in dict.fromkeys(ref.digest for ref in refs):
            if await asyncio.to_thread(place.has, digest):
                continue
            try:
                data = await self.data(digest)
                await asyncio.to_thread(place.put, digest, data or b"")
            except (StoreError, ModelMissing, OSError) as error:
                lacking[digest] = str(error)
        return lacking

    async def _set(self, edit: Edit, row: ModelRow, state: State, reason: str) -> None:
        values = {"state": state, "reason": reason[:512], "changed_at": edit.now}
        await edit.connection.execute(update(models).where(models.c.id == row.id).values(values))
        edit.audit(f"models/{row.id}", row.noted, row.noted | {"state": state, "reason": reason[:512]})

    async def _thin(self, connection: AsyncConnection, kind: str, api_id: int) -> None:
        """Only the newest `KEPT` of those that do not serve are kept."""
        c = models.c
        idle = (c.kind == kind, c.api_id == api_id, c.state != "serving")
        past = select(c.id).where(*idle).order_by(c.id.desc()).offset(KEPT).limit(1000)
        ids: Sequence[int] = (await connection.execute(past)).scalars().all()
        if ids:
            await connection.execute(delete(models).where(c.id.in_(ids)))


async def load_serving(
    connection: AsyncConnection, kind: str | None = None, api_id: int | None = None
) -> list[ModelRow]:
    """Those that serve, by kind and API."""
    c = models.c
    statement = select(*_COLUMNS).where(c.state == "serving").order_by(c.kind, c.api_id)
    if kind is not None:
        statement = statement.where(c.kind == kind)
    if api_id is not None:
        statement = statement.where(c.api_id == api_id)
    return [ModelRow(**row) for row in (await connection.execute(statement)).mappings()]


async def load_model_refs(connection: AsyncConnection) -> list[ModelRef]:
    """Those that serve, as the policy document has them."""
    c = models.c
    statement = select(c.kind, c.api_id, c.version, c.digest).where(c.state == "serving").order_by(c.kind, c.api_id)
    return [ModelRef(*row) for row in await connection.execute(statement)]


async def _one(connection: AsyncConnection, id: int) -> ModelRow:  # noqa: A002
    row = (await connection.execute(select(*_COLUMNS).where(models.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"model {id}: there is none")
    return ModelRow(**row)
