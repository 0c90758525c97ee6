"""The outbox: what is to be told to whom, what became of it, and every attempt made.

A row is written in the transaction that records its alert; from then on it belongs to whoever claims it. A claim moves
`due_at` to when the claim lapses, and only from where it stood: of two analysts one gets it, and what a dead one had claimed
is due again. `message_id` never changes, so that a receiver knows a repeat.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import batched
from typing import Any, Literal

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.channels import ChannelRow
from gateway.storage.database import Database
from gateway.storage.edit import Edit
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.shipment import clean
from gateway.storage.tables import channels, deliveries

State = Literal["waiting", "held", "delivered", "merged", "dropped", "dead"]
DeliveryKind = Literal["opened", "reopened", "graver", "milestone", "digest", "test"]

LOG = 20
"""attempts kept of a delivery, the newest ones"""
ERROR = 512
BULK = 500


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """`alert_id` 0: of no single alert. `content`: what is told, as it was when it happened; see `analyst.notify.content`."""

    channel_id: int
    alert_id: int
    kind: DeliveryKind
    content: dict[str, Any]
    due_at: int
    state: Literal["waiting", "held"] = "waiting"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """`channel`: its channel's name, empty where that is gone or was not asked for."""

    id: int
    channel_id: int
    alert_id: int
    kind: str
    message_id: str
    state: str
    content: dict[str, Any]
    attempts: int
    due_at: int
    error: str
    log: list[dict[str, Any]]
    created_at: int
    updated_at: int
    channel: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    channel_id: int | None = None
    alert_id: int | None = None
    state: State | None = None


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, connection: AsyncConnection, new: Sequence[NewDelivery], now: int) -> list[int]:
        """In the caller's transaction; returns their ids."""
        ids = []
        for one in new:
            values: dict[str, Any] = {
                "channel_id": one.channel_id,
                "alert_id": one.alert_id,
                "kind": one.kind,
                "message_id": f"msg_{secrets.token_hex(16)}",
                "state": one.state,
                "content": one.content,
                "attempts": 0,
                "due_at": one.due_at,
                "error": "",
                "log": [],
                "created_at": now,
                "updated_at": now,
            }
            key = (await connection.execute(deliveries.insert().values(values))).inserted_primary_key
            assert key is not None
            ids.append(int(key[0]))
        return ids

    async def add_test(self, edit: Edit, channel: ChannelRow) -> int:
        """A test of a channel, due at once, whether that is on or off; returns its id."""
        content = {"kind": "test", "at": iso(edit.now), "channel": channel.name, "author": edit.actor.name}
        (delivery_id,) = await self.add(
            edit.connection, [NewDelivery(channel.id, 0, "test", content, edit.now)], edit.now
        )
        edit.audit(f"channels/{channel.id}", None, {"test": delivery_id})
        return delivery_id

    async def sent_since(
        self, connection: AsyncConnection, channel_ids: Iterable[int], since: int
    ) -> Mapping[int, list[int]]:
        """When what each channel was sent, or is about to be, was made, oldest first; tests do not count."""
        c = deliveries.c
        # From the newest backwards until one is too old: reads what is newer, not the channel's history.
        past = select(c.id).where(c.created_at <= since).order_by(c.id.desc()).limit(1)
        after = (await connection.execute(past)).scalar_one_or_none() or 0
        statement = (
            select(c.channel_id, c.created_at)
            .where(c.channel_id.in_([*channel_ids]), c.id > after, c.created_at > since)
            .where(c.state.in_(("waiting", "delivered")), c.kind != "test")
            .order_by(c.created_at)
        )
        found: dict[int, list[int]] = {}
        for row in await connection.execute(statement):
            found.setdefault(row.channel_id, []).append(row.created_at)
        return found

    async def due(self, now: int, busy: Iterable[int], limit: int = 100) -> list[DeliveryRow]:
        """The first that is due of each channel but the `busy` ones, the longest due first."""
        c = deliveries.c
        statement = (
            select(c.channel_id, func.min(c.id).label("id_"), func.min(c.due_at).label("due"))
            .where(c.state == "waiting", c.due_at <= now, c.channel_id.notin_([*busy]))
            .group_by(c.channel_id)
            .order_by(func.min(c.due_at))
            .limit(limit)
        )
        async with self._database.reading() as connection:
            ids = [row.id_ for row in await connection.execute(statement)]
            if not ids:
                return []
            # Asked again: between the two statements another outbox may have claimed one, which is not due then.
            still = select(deliveries).where(c.id.in_(ids), c.state == "waiting", c.due_at <= now)
            return [DeliveryRow(**row) for row in (await connection.execute(still)).mappings()]

    async def claim(self, row: DeliveryRow, now: int, until: int) -> DeliveryRow | None:
        """Make this attempt one's own until `until`; None where another one has it, or it is not waiting any more."""
        c = deliveries.c
        statement = (
            update(deliveries)
            .where(c.id == row.id, c.state == "waiting", c.due_at == row.due_at, c.attempts == row.attempts)
            .values(due_at=until, attempts=c.attempts + 1, updated_at=now)
        )
        async with self._database.writing() as connection:
            if not (await connection.execute(statement)).rowcount:
                return None
        return replace(row, due_at=until, attempts=row.attempts + 1, updated_at=now)

    async def settle(
        self,
        claimed: DeliveryRow,
        state: State,
        now: int,
        *,
        due_at: int = 0,
        error: str = "",
        milliseconds: int | None = None,
    ) -> bool:
        """What became of an attempt; `milliseconds` None: none was made. False, and nothing done, where the claim lapsed."""
        error = clean(error, ERROR)
        log = claimed.log
        if milliseconds is not None:
            log = [*log, {"at": now, "error": error, "milliseconds": milliseconds}][-LOG:]
        values = {"state": state, "due_at": due_at, "error": error, "log": log, "updated_at": now}
        async with self._database.writing() as connection:
            return bool((await connection.execute(_mine(claimed).values(values))).rowcount)

    async def give_back(self, claimed: DeliveryRow, now: int) -> None:
        """Due at once, as if it had not been claimed."""
        values = {"due_at": now, "attempts": claimed.attempts - 1, "updated_at": now}
        async with self._database.writing() as connection:
            await connection.execute(_mine(claimed).values(values))

    async def held_channels(self, now: int) -> list[int]:
        """Channels for which holding something back has come to its end."""
        c = deliveries.c
        async with self._database.reading() as connection:
            statement = select(c.channel_id).where(c.state == "held", c.due_at <= now).distinct()
            return [*(await connection.execute(statement)).scalars()]

    async def held(self, connection: AsyncConnection, channel_id: int, limit: int) -> list[DeliveryRow]:
        """What is held back for a channel, oldest first, locked for the caller's transaction."""
        c = deliveries.c
        statement = select(deliveries).where(c.channel_id == channel_id, c.state == "held").order_by(c.id).limit(limit)
        rows = (await connection.execute(statement.with_for_update())).mappings()
        return [DeliveryRow(**row) for row in rows]

    async def move(
        self,
        connection: AsyncConnection,
        ids: Iterable[int],
        state: State,
        now: int,
        *,
        due_at: int = 0,
        error: str = "",
    ) -> None:
        """Give those that are held another state, or another time."""
        values = {"state": state, "due_at": due_at, "error": clean(error, ERROR), "updated_at": now}
        c = deliveries.c
        for some in batched(ids, BULK):
            statement = update(deliveries).where(c.id.in_(some), c.state == "held").values(values)
            await connection.execute(statement)

    async def get(self, id: int) -> DeliveryRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def query(
        self,
        filter: DeliveryFilter = DeliveryFilter(),  # noqa: A002
        cursor: int | None = None,
        limit: int = 100,
    ) -> list[DeliveryRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = deliveries.c
        statement = _named().order_by(c.id.desc()).limit(limit)
        for name in ("channel_id", "alert_id", "state"):
            if (value := getattr(filter, name)) is not None:
                statement = statement.where(c[name] == value)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        async with self._database.reading() as connection:
            return [_row(row) for row in (await connection.execute(statement)).mappings()]

    async def retry(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Due at once, with all its attempts before it. Raises NotFound; Conflict for one that was delivered or merged."""
        before = await _one(edit.connection, id)
        if before.state in ("delivered", "merged"):
            raise Conflict(f"delivery {id} is {before.state}: there is nothing to try again")
        values = {"state": "waiting", "due_at": edit.now, "attempts": 0, "updated_at": edit.now}
        await edit.connection.execute(update(deliveries).where(deliveries.c.id == id).values(values))
        edit.audit(f"deliveries/{id}", {"state": before.state, "attempts": before.attempts}, {"state": "waiting"})

    async def purge(self, before_at: int, chunk: int = 5000) -> int:
        """Delete at most `chunk` made before `before_at`, whatever became of them; returns how many."""
        c = deliveries.c
        async with self._database.writing() as connection:
            # Ids grow with time: the oldest are the first, and the first that is too new ends it.
            oldest = select(c.id, c.created_at).order_by(c.id).limit(chunk)
            ids = [row.id for row in await connection.execute(oldest) if row.created_at < before_at]
            for some in batched(ids, BULK):
                await connection.execute(delete(deliveries).where(c.id.in_(some)))
            return len(ids)


def iso(microseconds: int) -> str:
    """ISO 8601, UTC."""
    at = datetime.fromtimestamp(microseconds // 1_000_000, UTC).replace(microsecond=microseconds % 1_000_000)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _mine(claimed: DeliveryRow) -> Any:
    c = deliveries.c
    return update(deliveries).where(
        c.id == claimed.id, c.state == "waiting", c.due_at == claimed.due_at, c.attempts == claimed.attempts
    )


def _named() -> Any:
    joined = deliveries.outerjoin(channels, channels.c.id == deliveries.c.channel_id)
    return select(deliveries, channels.c.name.label("channel")).select_from(joined)


def _row(row: RowMapping) -> DeliveryRow:
    return DeliveryRow(**(dict(row) | {"channel": row["channel"] or ""}))


async def _one(connection: AsyncConnection, id: int) -> DeliveryRow:  # noqa: A002
    row = (await connection.execute(_named().where(deliveries.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"delivery {id}: there is none")
    return _row(row)
