"""Alerts: seen, acknowledged, labelled, muted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from addons.finding import Severity
from console.deps import ActorDep, Caller, Id, PageDep, StoreDep
from console.errors import FieldProblem, invalid, not_found
from console.pages import cursor_numbers, next_cursor
from console.schemas.alerts import Ack, AlertOut, AlertStatus, Mute, SeverityName
from console.schemas.model import Page, microseconds
from gateway.storage.alerts import AlertFilter
from gateway.storage.errors import NotFound
from gateway.storage.store import Store

router = APIRouter(prefix="/api/alerts", tags=["alerts"])


@router.get("")
async def alerts(
    *,
    _caller: Caller,
    store: StoreDep,
    page: PageDep,
    status: AlertStatus | None = None,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
    severity: Annotated[SeverityName | None, Query(description="this, or graver")] = None,
    detector: Annotated[str | None, Query(max_length=64)] = None,
    identity: Annotated[str | None, Query(max_length=300, description="kind:value")] = None,
) -> Page[AlertOut]:
    """Last seen first."""
    wanted = AlertFilter(
        status=status,
        api_id=api_id,
        detector=detector or None,
        identity=identity or None,
        severity_from=Severity[severity.upper()] if severity else None,
    )
    after = cursor_numbers(page.cursor, 2)
    rows = await store.alerts.query(wanted, (after[0], after[1]) if after else None, page.limit)
    items = [AlertOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: row.cursor))


@router.get("/{alert_id}")
async def alert(alert_id: Id, _caller: Caller, store: StoreDep) -> AlertOut:
    return await _alert(store, alert_id)


@router.post("/{alert_id}/ack")
async def acknowledge(
    alert_id: Id, _caller: Caller, actor: ActorDep, store: StoreDep, body: Ack | None = None
) -> AlertOut:
    """Seen, and labelled where `review` is given. It stays quiet while the same burst goes on."""
    await _alert(store, alert_id)
    async with store.edit(actor, "alert.ack") as edit:
        await store.alerts.ack(edit, alert_id)
        if body and "review" in body.model_fields_set:
            await store.alerts.review(edit, alert_id, body.review or "")
    return await _alert(store, alert_id)


@router.put("/{alert_id}/mute")
async def mute(alert_id: Id, body: Mute, _caller: Caller, actor: ActorDep, store: StoreDep) -> AlertOut:
    """Quiet for a time, counting on."""
    await _alert(store, alert_id)
    now = store.clock()
    until = now + body.seconds * 1_000_000 if body.seconds else microseconds(body.until) if body.until else 0
    if until and until <= now:
        raise invalid([FieldProblem("/until", "lies in the past; null ends a mute", str(body.until))])
    async with store.edit(actor, "alert.mute" if until else "alert.unmute") as edit:
        await store.alerts.mute(edit, alert_id, until)
    return await _alert(store, alert_id)


async def _alert(store: Store, alert_id: Id) -> AlertOut:
    try:
        return AlertOut.of(await store.alerts.get(alert_id))
    except NotFound:
        raise not_found("alert", alert_id) from None
