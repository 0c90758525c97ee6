"""The protected APIs. A row holds the document the policy is made of; its id is the policy's `api_id`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Api
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import apis, decisions, exclusions, list_entries


@dataclass(frozen=True, slots=True)
class ApiRow:
    """`document.id` is `id`. `ingest_key_hash`: of the key that telemetry is sent with; empty: none is taken."""

    id: int
    name: str
    document: Api
    ingest_key_hash: str
    version: int
    created_at: int
    updated_at: int


class Apis:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, api: Api, ingest_key_hash: str = "") -> int:
        """Returns the new id (`api.id` is not looked at). Raises Conflict where the name is taken."""
        values = {
            "name": api.name,
            "document": _stored(api),
            "ingest_key_hash": ingest_key_hash,
            "version": 1,
            "created_at": edit.now,
            "updated_at": edit.now,
        }
        try:
            api_id = await insert_row(edit, apis, values)
        except IntegrityError:
            raise Conflict(f"api {api.name!r}: there is one of this name") from None
        _changed(edit)
        edit.audit(f"apis/{api_id}", None, values["document"])
        return api_id

    async def bring_back(self, edit: Edit, api: Api, version: int) -> None:
        """One that was deleted, under its old id and without ingest key. `version`: above any that it ever had."""
        values = {
            "name": api.name,
            "document": _stored(api),
            "ingest_key_hash": "",
            "version": version,
            "created_at": edit.now,
            "updated_at": edit.now,
        }
        await edit.connection.execute(apis.insert().values(id=api.id, **values))
        _changed(edit)
        edit.audit(f"apis/{api.id}", None, values["document"])

    async def free_names(self, edit: Edit, ids: Collection[int]) -> None:
        """Give these a name that nobody has until their update, so that they can swap names."""
        for api_id in ids:
            await edit.connection.execute(update(apis).where(apis.c.id == api_id).values(name=f"\x00{api_id}"))

    async def set_ingest_key(self, edit: Edit, id: int, key_hash: str) -> None:  # noqa: A002
        """The hash of the key that telemetry is sent with from now on; empty: none is taken. The policy is as it was.

        Raises NotFound. The audit log has that, never what.
        """
        before = await _one(edit.connection, id)
        await edit.connection.execute(update(apis).where(apis.c.id == id).values(ingest_key_hash=key_hash))
        edit.audit(
            f"apis/{id}", {"ingest_key": bool(before.ingest_key_hash)}, {"ingest_key": "new" if key_hash else False}
        )

    async def update(
        self,
        edit: Edit,
        id: int,  # noqa: A002
        api: Api,
        *,
        version: int | None = None,
        ingest_key_hash: str | None = None,
    ) -> int:
        """Replace the document; returns the new version. `version`: the one that was read; raises Conflict where it is past."""
        before = await _one(edit.connection, id)
        if version is not None and version != before.version:
            raise Conflict(f"api {id} was changed meanwhile: it is at version {before.version}")
        values: dict[str, Any] = {"name": api.name, "document": _stored(api), "updated_at": edit.now}
        if ingest_key_hash is not None:
            values["ingest_key_hash"] = ingest_key_hash
        statement = (
            update(apis)
            .where(apis.c.id == id, apis.c.version == before.version)
            .values(version=before.version + 1, **values)
        )
        try:
            changed = (await edit.connection.execute(statement)).rowcount
        except IntegrityError:
            raise Conflict(f"api {api.name!r}: there is one of this name") from None
        if not changed:
            raise Conflict(f"api {id} was changed meanwhile")
        _changed(edit)
        edit.audit(f"apis/{id}", _stored(before.document), values["document"])
        return before.version + 1

    async def delete(self, edit: Edit, id: int, *, version: int | None = None) -> None:  # noqa: A002
        """Takes the list entries, exclusions and decisions with it that are scoped to this API alone."""
        before = await _one(edit.connection, id)
        if version is not None and version != before.version:
            raise Conflict(f"api {id} was changed meanwhile: it is at version {before.version}")
        for table in (list_entries, exclusions, decisions):
            await edit.connection.execute(delete(table).where(table.c.api_id == id))
        await edit.connection.execute(delete(apis).where(apis.c.id == id))
        _changed(edit)
        edit.audit(f"apis/{id}", _stored(before.document), None)

    async def get(self, id: int) -> ApiRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def all(self) -> list[ApiRow]:
        """By id."""
        async with self._database.reading() as connection:
            return await load_apis(connection)

    async def ingest_keys(self) -> dict[str, int]:
        """The API's id by the hash of its key, of all that have one; fit to be asked twice a second."""
        columns = (apis.c.ingest_key_hash, apis.c.id)
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*columns).where(apis.c.ingest_key_hash != ""))
            return {row.ingest_key_hash: row.id for row in rows}

    async def by_ingest_key(self, key_hash: str) -> ApiRow | None:
        """The API whose telemetry key has this hash; None where there is none, and for an empty hash."""
        if not key_hash:
            return None
        async with self._database.reading() as connection:
            statement = select(apis).where(apis.c.ingest_key_hash == key_hash).order_by(apis.c.id).limit(1)
            row = (await connection.execute(statement)).mappings().one_or_none()
            return _row(row) if row else None


async def load_apis(connection: AsyncConnection) -> list[ApiRow]:
    return [_row(row) for row in (await connection.execute(select(apis).order_by(apis.c.id))).mappings()]


async def _one(connection: AsyncConnection, id: int) -> ApiRow:  # noqa: A002
    row = (await connection.execute(select(apis).where(apis.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"api {id}: there is none")
    return _row(row)


def _row(row: RowMapping) -> ApiRow:
    try:
        document = msgspec.convert(row["document"] | {"id": row["id"]}, Api)
    except msgspec.ValidationError as error:
        raise ValueError(f"apis, row {row['id']} ({row['name']!r}): its document is none: {error}") from error
    return ApiRow(**{**row, "document": document})


def _stored(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(api)
    document.pop("id")
    return document


def _changed(edit: Edit) -> None:
    edit.policy_changed = edit.document_changed = True
