"""Trainings: asked for, under way, ended; the analyst takes them up one by one. Their history is what people compare models by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Actor, Edit, insert_row, purge_rows
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import trainings

State = Literal["requested", "running", "done", "failed"]
OPEN = ("requested", "running")
MOST_OPEN = 20
"""asked for at once"""


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """`api_id` None: of every API. Times in microseconds, 0: not yet. `results`: a line for each API."""

    id: int
    kind: str
    api_id: int | None
    state: str
    why: str
    author: str
    created_at: int
    started_at: int
    ended_at: int
    percent: int
    stage: str
    results: list[dict[str, Any]]
    error: str


class Trainings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def request(self, edit: Edit, kind: str, api_id: int | None, why: str) -> int:
        """Returns its id: that of the same one where it is asked for already. Raises Conflict for too many."""
        c = trainings.c
        waiting = (await edit.connection.execute(select(c.id, c.kind, c.api_id).where(c.state == "requested"))).all()
        for row in waiting:
            if (row.kind, row.api_id) == (kind, api_id):
                return int(row.id)
        if len(waiting) >= MOST_OPEN:
            raise Conflict(f"{len(waiting)} trainings are waiting already: let them end first")
        values = _new(kind, api_id, why, edit.actor.name, edit.now)
        made = await insert_row(edit, trainings, values)
        edit.audit(f"trainings/{made}", None, {"kind": kind, "api_id": api_id, "why": why})
        return made

    async def claim(self) -> TrainingRow | None:
        """The one asked for first, running from now on; None where there is none."""
        c = trainings.c
        async with self._database.writing() as connection:
            first = select(c.id).where(c.state == "requested").order_by(c.id).limit(1)
            id_ = (await connection.execute(first)).scalar_one_or_none()
            if id_ is None:
                return None
            values = {"state": "running", "started_at": self._database.clock()}
            taken = update(trainings).where(c.id == id_, c.state == "requested").values(values)
            return await _one(connection, id_) if (await connection.execute(taken)).rowcount else None

    async def begin(self, kind: str, api_id: int | None, why: str, actor: Actor) -> int:
        """One that whoever begins it carries out himself, from now on; returns its id."""
        now = self._database.clock()
        values = _new(kind, api_id, why, actor.name, now) | {"state": "running", "started_at": now}
        async with self._database.writing() as connection:
            key = (await connection.execute(trainings.insert().values(values))).inserted_primary_key
            assert key is not None
            return int(key[0])

    async def progress(self, id: int, stage: str, percent: int) -> None:  # noqa: A002
        await self._update(id, stage=stage[:128], percent=percent)

    async def end(self, id: int, results: list[dict[str, Any]], error: str = "") -> None:  # noqa: A002
        """`error` empty: it is done."""
        state = "failed" if error else "done"
        values = {"state": state, "ended_at": self._database.clock(), "percent": 100, "stage": ""}
        await self._update(id, **values, results=results, error=error[:512])

    async def break_off(self, error: str) -> int:
        """End those that run, as nobody carries them out any more; returns how many."""
        c = trainings.c
        values = {"state": "failed", "ended_at": self._database.clock(), "stage": "", "error": error[:512]}
        async with self._database.writing() as connection:
            return (await connection.execute(update(trainings).where(c.state == "running").values(values))).rowcount

    async def get(self, id: int) -> TrainingRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def query(self, kind: str | None = None, cursor: int | None = None, limit: int = 100) -> list[TrainingRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = trainings.c
        statement = select(trainings).order_by(c.id.desc()).limit(limit)
        if kind is not None:
            statement = statement.where(c.kind == kind)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        async with self._database.reading() as connection:
            return [TrainingRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def last_ended(self, kind: str) -> dict[int | None, int]:
        """When each API's (None: every API's) last one ended, however; microseconds."""
        c = trainings.c
        statement = select(c.api_id, func.max(c.ended_at)).where(c.kind == kind, c.ended_at > 0).group_by(c.api_id)
        async with self._database.reading() as connection:
            return {row[0]: int(row[1]) for row in await connection.execute(statement)}

    async def is_open(self, kind: str) -> bool:
        """Whether one is waiting or running."""
        c = trainings.c
        async with self._database.reading() as connection:
            statement = select(c.id).where(c.kind == kind, c.state.in_(OPEN)).limit(1)
            return (await connection.execute(statement)).first() is not None

    async def purge(self, before_at: int, limit: int = 1000) -> int:
        """Forget at most `limit` that ended before; returns how many."""
        c = trainings.c
        return await purge_rows(self._database, trainings, (c.ended_at > 0) & (c.ended_at < before_at), limit)

    async def _update(self, id: int, **values: Any) -> None:  # noqa: A002
        async with self._database.writing() as connection:
            await connection.execute(update(trainings).where(trainings.c.id == id).values(values))


async def _one(connection: AsyncConnection, id: int) -> TrainingRow:  # noqa: A002
    row = (await connection.execute(select(trainings).where(trainings.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"training {id}: there is none")
    return TrainingRow(**row)


def _new(kind: str, api_id: int | None, why: str, author: str, now: int) -> dict[str, Any]:
    return {
        "kind": kind, "api_id": api_id, "state": "requested", "why": why[:255], "author": author[:255],
        "created_at": now, "started_at": 0, "ended_at": 0, "percent": 0, "stage": "", "results": [], "error": "",
    }  # fmt: skip
