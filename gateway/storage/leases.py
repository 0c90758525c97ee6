"""Leases and cursors: who of several does a thing, and how far it has come. Both outlive any process."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.tables import cursors, leases


@dataclass(frozen=True, slots=True)
class Lease:
    """`expires_at` in microseconds."""

    holder: str
    expires_at: int


class Leases:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def acquire(self, name: str, holder: str, seconds: float, now: int) -> bool:
        """Take or prolong the lease until `now + seconds`; False where another holds it. `now` in microseconds.

        A lease that ends implausibly late was taken before the clock was set back: it counts for nothing.
        """
        c = leases.c
        until = now + int(seconds * 1_000_000)
        take = (
            update(leases)
            .where(c.name == name, or_(c.holder == holder, c.expires_at <= now, c.expires_at > now + 4 * (until - now)))
            .values(holder=holder, expires_at=until)
        )
        async with self._database.writing() as connection:
            if (await connection.execute(take)).rowcount:
                return True
            if (await connection.execute(select(c.name).where(c.name == name))).first():
                return False
            try:
                await connection.execute(leases.insert().values(name=name, holder=holder, expires_at=until))
            except IntegrityError:
                return False
            return True

    async def release(self, name: str, holder: str) -> None:
        """Give it up, if it is this holder's."""
        async with self._database.writing() as connection:
            await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))

    async def holder(self, name: str, now: int) -> Lease | None:
        """Who holds it at `now` (microseconds)."""
        c = leases.c
        statement = select(c.holder, c.expires_at).where(c.name == name, c.expires_at > now)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return Lease(row.holder, row.expires_at) if row else None


async def put_cursor(connection: AsyncConnection, name: str, position: int, now: int) -> None:
    """Set it, whatever it was. Raises IntegrityError where another one sets it for the first time at the same moment."""
    values = {"position": position, "updated_at": now}
    if not (await connection.execute(update(cursors).where(cursors.c.name == name).values(values))).rowcount:
        await connection.execute(cursors.insert().values(name=name, **values))


class Cursors:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self, name: str) -> int:
        """0 where it was never moved."""
        async with self._database.reading() as connection:
            statement = select(cursors.c.position).where(cursors.c.name == name)
            return (await connection.execute(statement)).scalar_one_or_none() or 0

    async def stands(self, connection: AsyncConnection, name: str, at: int) -> bool:
        """Whether it stands at `at`, and will until the caller's transaction ends; it is made where it never was moved."""
        statement = select(cursors.c.position).where(cursors.c.name == name).with_for_update()
        position = (await connection.execute(statement)).scalar_one_or_none()
        if position is None and not at:
            return await self.move(connection, name, 0, 0)
        return position == at

    async def move(self, connection: AsyncConnection, name: str, before: int, after: int) -> bool:
        """Move it in the caller's transaction; False, and nothing done, where it does not stand at `before`."""
        values = {"position": after, "updated_at": self._database.clock()}
        c = cursors.c
        statement = update(cursors).where(c.name == name, c.position == before).values(values)
        if (await connection.execute(statement)).rowcount:
            return True
        if before:
            return False
        try:
            await connection.execute(cursors.insert().values(name=name, **values))
        except IntegrityError:
            return False
        return True
