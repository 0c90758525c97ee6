"""What an outbox is tried with: a sender that remembers what it was given, channels, and alerts to tell of."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.analyst.notify.outbox import Outbox
from gateway.analyst.run import Analyst
from gateway.settings import Settings
from gateway.storage.channels import ChannelRow, NewChannel
from gateway.storage.deliveries import DeliveryFilter, DeliveryRow
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from tests.stores import a_finding, a_record


class FakeSender:
    """Remembers what it was given. `outcome`: raised instead; `gate`: waited for before anything."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, str]] = []
        self.outcome: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.entered = asyncio.Event()

    async def send(self, channel: ChannelRow, delivery: DeliveryRow, now: int) -> str:
        self.entered.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.outcome is not None:
            raise self.outcome
        self.sent.append((channel.id, delivery.kind, delivery.message_id))
        return ""


def an_outbox(store: Store, **senders: FakeSender) -> Outbox:
    return Outbox(store, senders, lambda: True, chance=lambda: 0.5)


async def a_channel(store: Store, actor: Actor, kind: str = "webhook", **changes: Any) -> int:
    new = NewChannel(changes.pop("name", f"channel {kind}"), kind, changes.pop("config", {"url": "x"}), **changes)
    async with store.edit(actor, "channel.add") as edit:
        return await store.channels.add(edit, new)


async def hits(store: Store, settings: Settings, *numbers: int, **changes: Any) -> None:
    """Flagged exchanges, grouped by an analyst."""
    position = await store.exchanges.position("a")
    records = [a_record(n, (a_finding(severity=changes.get("severity", 5)),), identity=f"caller-{n}") for n in numbers]
    await store.exchanges.ship("a", list(enumerate(records, position + 1)))
    assert await Analyst(store, settings, asyncio.Event(), "one").tick()


async def states(store: Store, **wanted: Any) -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in reversed(await store.deliveries.query(DeliveryFilter(**wanted)))]


async def turn(*boxes: Outbox) -> None:
    for box in boxes:
        await box.round()
    for box in boxes:
        await box.settled()
