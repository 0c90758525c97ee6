"""Puts into the outbox what people are to be told of alerts, in the transaction that recorded them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.analyst.notify.plan import HOUR, plan, wants
from gateway.storage.alerts import AlertEvent
from gateway.storage.apis import load_apis
from gateway.storage.channels import load_channels
from gateway.storage.store import Store


async def tell(store: Store, connection: AsyncConnection, events: Sequence[AlertEvent], now: int) -> None:
    """`now` in microseconds."""
    if not events:
        return
    channels = await load_channels(connection)
    wanting = [channel for channel in channels if any(wants(channel, event) for event in events)]
    if not wanting:
        return
    sent = await store.deliveries.sent_since(connection, [one.id for one in wanting], now - HOUR)
    names = {api.id: api.name for api in await load_apis(connection)}
    await store.deliveries.add(connection, plan(events, wanting, sent, names, now), now)
