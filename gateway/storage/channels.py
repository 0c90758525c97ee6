"""Channels: where people are told of alerts, and of which ones.

A channel's `config` holds its secrets encrypted; what is told of it elsewhere (audit, answers) has them masked. A channel that
comes from the settings holds no target of its own: `config` is `{"builtin": true}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.tables import channels

Kind = Literal["email", "slack", "webhook"]
MASK = "********"
SECRETS: Mapping[str, tuple[str, ...]] = {
    "email": ("password",),
    "slack": ("url",),
    "webhook": ("secret", "previous_secret"),
}
"""What of a channel's config is encrypted, by its kind."""
BUILTIN: Mapping[Kind, str] = {"email": "Email (from settings)", "slack": "Slack (from settings)"}
PER_HOUR = 60
MOST = 100
"""channels there may be"""


@dataclass(frozen=True, slots=True)
class NewChannel:
    """`severity`: told from here on; `api_ids` empty: of all APIs; `quiet` as the console's schema has it."""

    name: str
    kind: Kind
    config: dict[str, Any]
    enabled: bool = True
    severity: int = 0
    api_ids: tuple[int, ...] = ()
    quiet: dict[str, Any] | None = None
    per_hour: int = PER_HOUR


@dataclass(frozen=True, slots=True)
class ChannelRow:
    id: int
    name: str
    kind: str
    enabled: bool
    config: dict[str, Any]
    severity: int
    api_ids: list[int]
    quiet: dict[str, Any] | None
    per_hour: int
    version: int
    created_at: int
    updated_at: int

    @property
    def builtin(self) -> bool:
        """Its target comes from the settings."""
        return bool(self.config.get("builtin"))


class Channels:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, channel: NewChannel) -> int:
        """Returns its id. Raises Conflict where the name is taken, and past `MOST`."""
        if len((await edit.connection.execute(select(channels.c.id))).all()) >= MOST:
            raise Conflict(f"there are {MOST} channels: delete one first")
        values = _values(channel) | {"version": 1, "created_at": edit.now, "updated_at": edit.now}
        try:
            channel_id = await insert_row(edit, channels, values)
        except IntegrityError:
            raise Conflict(f"channel {channel.name!r}: there is one of this name") from None
        edit.audit(f"channels/{channel_id}", None, _shown(values))
        return channel_id

    async def update(self, edit: Edit, id: int, channel: NewChannel, version: int) -> None:  # noqa: A002
        """The whole channel anew. `version`: the one that was read; raises Conflict where it is past, NotFound."""
        before = await one_channel(edit.connection, id)
        values = _values(channel) | {"version": version + 1, "updated_at": edit.now}
        statement = update(channels).where(channels.c.id == id, channels.c.version == version).values(values)
        try:
            changed = (await edit.connection.execute(statement)).rowcount
        except IntegrityError:
            raise Conflict(f"channel {channel.name!r}: there is one of this name") from None
        if not changed:
            raise Conflict(f"channel {id} was changed meanwhile: it is at version {before.version}")
        edit.audit(f"channels/{id}", _shown(asdict(before)), _shown(values | {"kind": before.kind}))

    async def disable(self, edit: Edit, id: int, why: str) -> None:  # noqa: A002
        """Nothing is sent to it any more. One that is gone, or off already, stays so."""
        statement = (
            update(channels)
            .where(channels.c.id == id, channels.c.enabled.is_(True))
            .values(enabled=False, version=channels.c.version + 1, updated_at=edit.now)
        )
        if (await edit.connection.execute(statement)).rowcount:
            edit.audit(f"channels/{id}", {"enabled": True}, {"enabled": False, "why": why[:255]})

    async def delete(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Raises NotFound."""
        before = await one_channel(edit.connection, id)
        await edit.connection.execute(delete(channels).where(channels.c.id == id))
        edit.audit(f"channels/{id}", _shown(asdict(before)), None)

    async def get(self, id: int) -> ChannelRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await one_channel(connection, id)

    async def all(self) -> list[ChannelRow]:
        """By id."""
        async with self._database.reading() as connection:
            return await load_channels(connection)

    async def keep_builtin(self, edit: Edit, configured: Mapping[Kind, bool]) -> None:
        """Make and remove the channels that come from the settings, as these now are; what people set of them stays."""
        there = await load_channels(edit.connection)
        names = {row.name for row in there}
        for kind, name in BUILTIN.items():
            mine = [row for row in there if row.builtin and row.kind == kind]
            if configured.get(kind) and not mine:
                free = next(n for n in (name, *(f"{name} {i}" for i in range(2, 1000))) if n not in names)
                await self.add(edit, NewChannel(free, kind, {"builtin": True}))
            elif not configured.get(kind):
                for row in mine:
                    await self.delete(edit, row.id)


async def load_channels(connection: AsyncConnection) -> list[ChannelRow]:
    rows = (await connection.execute(select(channels).order_by(channels.c.id))).mappings()
    return [ChannelRow(**row) for row in rows]


async def one_channel(connection: AsyncConnection, id: int) -> ChannelRow:  # noqa: A002
    row = (await connection.execute(select(channels).where(channels.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"channel {id}: there is none")
    return ChannelRow(**row)


def masked(kind: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """`config` without its secrets."""
    return {name: MASK if name in SECRETS[kind] and value else value for name, value in config.items()}


def origin_of(url: str) -> str:
    """A URL's scheme and host: its path is often a password."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{parts.port}' if parts.port else ''}/…"


def _values(channel: NewChannel) -> dict[str, Any]:
    return asdict(channel) | {"api_ids": list(channel.api_ids)}


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    config = masked(values["kind"], values["config"])
    if values["kind"] == "webhook" and "url" in config:
        config["url"] = origin_of(config["url"])
    return values | {"config": config}
