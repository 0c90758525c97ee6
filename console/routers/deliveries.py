"""Deliveries: the outbox's log, and another try for what failed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from console.deps import ActorDep, Admin, Caller, Id, PageDep, StoreDep
from console.pages import cursor_number, next_cursor
from console.schemas.deliveries import DeliveryOut, DeliveryState
from console.schemas.model import Page
from gateway.storage.deliveries import DeliveryFilter

router = APIRouter(prefix="/api/deliveries", tags=["channels"])

OptionalId = Annotated[int | None, Query(ge=1, le=2**63 - 1)]


@router.get("")
async def deliveries(
    *,
    _caller: Caller,
    store: StoreDep,
    page: PageDep,
    channel_id: OptionalId = None,
    alert_id: OptionalId = None,
    state: DeliveryState | None = None,
) -> Page[DeliveryOut]:
    """Newest first."""
    wanted = DeliveryFilter(channel_id, alert_id, state)
    rows = await store.deliveries.query(wanted, cursor_number(page.cursor), page.limit)
    items = [DeliveryOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("/{delivery_id}/retry")
async def retry(delivery_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep) -> DeliveryOut:
    """Due at once, with all its attempts before it; 409 where it was delivered, or told of in a digest."""
    async with store.edit(actor, "delivery.retry") as edit:
        await store.deliveries.retry(edit, delivery_id)
    return DeliveryOut.of(await store.deliveries.get(delivery_id))
