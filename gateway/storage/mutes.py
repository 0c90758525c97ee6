"""Standing mutes: what people do not want to be told of for a while, by API, detector or caller.

A mute covers the alerts that are open when it is made, and those that would be opened while it stands: they count on,
muted, and nobody is told. Ending it opens the ones again that are muted until its very end.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import batched

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import NotFound
from gateway.storage.tables import alerts, mutes

BULK = 500


@dataclass(frozen=True, slots=True)
class NewMute:
    """`api_id` 0, `detector` and `identity` empty: any. `until`: microseconds."""

    until: int
    api_id: int = 0
    detector: str = ""
    identity: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MuteRow:
    id: int
    api_id: int
    detector: str
    identity: str
    until: int
    reason: str
    author: str
    created_at: int

    def covers(self, api_id: int, detector: str, identity: str) -> bool:
        return self.api_id in (0, api_id) and self.detector in ("", detector) and self.identity in ("", identity)


class Mutes:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, mute: NewMute) -> int:
        """Returns its id. Open alerts that it covers are muted until its end."""
        values = asdict(mute) | {"author": edit.actor.name[:255], "created_at": edit.now}
        mute_id = await insert_row(edit, mutes, values)
        covered = update(alerts).where(alerts.c.status == "open", *_covered(mute))
        count = (await edit.connection.execute(covered.values(status="muted", muted_until=mute.until))).rowcount
        edit.audit(f"mutes/{mute_id}", None, values | {"muted": count})
        return mute_id

    async def end(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Raises NotFound."""
        row = (await edit.connection.execute(select(mutes).where(mutes.c.id == id))).mappings().one_or_none()
        if row is None:
            raise NotFound(f"mute {id}: there is none")
        before = MuteRow(**row)
        await edit.connection.execute(delete(mutes).where(mutes.c.id == id))
        until = alerts.c.muted_until == before.until
        covered = update(alerts).where(alerts.c.status == "muted", until, *_covered(before))
        count = (await edit.connection.execute(covered.values(status="open", muted_until=0))).rowcount
        edit.audit(f"mutes/{id}", asdict(before), {"opened": count})

    async def get(self, id: int) -> MuteRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(mutes).where(mutes.c.id == id))).mappings().one_or_none()
        if row is None:
            raise NotFound(f"mute {id}: there is none")
        return MuteRow(**row)

    async def query(self, cursor: int | None = None, limit: int = 100) -> list[MuteRow]:
        """Those that stand, newest first. `cursor`: the last row's id, to go on from there."""
        c = mutes.c
        statement = select(mutes).where(c.until > self._database.clock()).order_by(c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        async with self._database.reading() as connection:
            return [MuteRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def purge(self, before_at: int, chunk: int = 5000) -> int:
        """Delete at most `chunk` that ended before `before_at`; returns how many."""
        async with self._database.writing() as connection:
            ended = select(mutes.c.id).where(mutes.c.until < before_at).order_by(mutes.c.until).limit(chunk)
            ids = [*(await connection.execute(ended)).scalars()]
            for some in batched(ids, BULK):
                await connection.execute(delete(mutes).where(mutes.c.id.in_(some)))
            return len(ids)


async def standing_mutes(connection: AsyncConnection, now: int) -> list[MuteRow]:
    """All that stand at `now`, in the caller's transaction."""
    statement = select(mutes).where(mutes.c.until > now).order_by(mutes.c.id)
    return [MuteRow(**row) for row in (await connection.execute(statement)).mappings()]


def _covered(mute: NewMute | MuteRow) -> list[ColumnElement[bool]]:
    return [alerts.c[name] == value for name in ("api_id", "detector", "identity") if (value := getattr(mute, name))]
