"""What people write down about an alert."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import batched

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import alert_notes

MOST = 500
"""notes of one alert"""
BULK = 500


@dataclass(frozen=True, slots=True)
class NoteRow:
    id: int
    alert_id: int
    at: int
    author: str
    text: str


class Notes:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, alert_id: int, text: str) -> int:
        """Returns its id; whether the alert is there is the caller's to know. Raises Conflict past `MOST`."""
        c = alert_notes.c
        there = select(c.id).where(c.alert_id == alert_id).limit(MOST)
        if len((await edit.connection.execute(there)).all()) == MOST:
            raise Conflict(f"alert {alert_id} has {MOST} notes: delete one first")
        values = {"alert_id": alert_id, "at": edit.now, "author": edit.actor.name[:255], "text": text}
        note_id = await insert_row(edit, alert_notes, values)
        edit.audit(f"alerts/{alert_id}/notes/{note_id}", None, {"text": text})
        return note_id

    async def delete(self, edit: Edit, note: NoteRow) -> None:
        await edit.connection.execute(delete(alert_notes).where(alert_notes.c.id == note.id))
        edit.audit(f"alerts/{note.alert_id}/notes/{note.id}", asdict(note), None)

    async def get(self, alert_id: int, id: int) -> NoteRow:  # noqa: A002
        """Raises NotFound, also for another alert's note."""
        c = alert_notes.c
        statement = select(alert_notes).where(c.id == id, c.alert_id == alert_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"alert {alert_id} has no note {id}")
        return NoteRow(**row)

    async def query(self, alert_id: int, cursor: int | None = None, limit: int = 100) -> list[NoteRow]:
        """Oldest first. `cursor`: the last row's id, to go on from there."""
        c = alert_notes.c
        statement = select(alert_notes).where(c.alert_id == alert_id).order_by(c.id).limit(limit)
        if cursor is not None:
            statement = statement.where(c.id > cursor)
        async with self._database.reading() as connection:
            return [NoteRow(**row) for row in (await connection.execute(statement)).mappings()]


async def delete_notes(connection: AsyncConnection, alert_ids: list[int]) -> None:
    """Those of alerts that go."""
    for some in batched(alert_ids, BULK):
        await connection.execute(delete(alert_notes).where(alert_notes.c.alert_id.in_(some)))
