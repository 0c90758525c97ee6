"""Alerts: seen, acknowledged, labelled, muted, written about."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from addons.finding import Severity
from console.deps import ADMIN, ActorDep, Caller, Id, PageDep, Reviewer, StoreDep
from console.errors import FieldProblem, Problem, invalid, not_found
from console.pages import cursor_number, cursor_numbers, next_cursor
from console.schemas.alerts import (
    Ack,
    AlertOut,
    AlertStatus,
    Bulk,
    Changed,
    Mute,
    NoteIn,
    NoteOut,
    ReviewIn,
    SeverityName,
    SummaryOut,
    TimelineOut,
    TimelinePoint,
)
from console.schemas.deliveries import DeliveryOut
from console.schemas.model import Moment, Page, microseconds, moment
from gateway.storage.alerts import AlertFilter, AlertRow, Sort, sort_columns
from gateway.storage.deliveries import DeliveryFilter
from gateway.storage.edit import Actor
from gateway.storage.errors import NotFound
from gateway.storage.mutes import NewMute
from gateway.storage.sightings import MANY
from gateway.storage.store import Store

router = APIRouter(prefix="/api/alerts", tags=["alerts"])

STEPS = (10, 60, 300, 900, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400)
MOST_POINTS = 120


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
    review: Literal["true_positive", "false_positive", "none"] | None = None,
    since: Annotated[Moment | None, Query(description="seen at or after this")] = None,
    q: Annotated[str | None, Query(max_length=200, description="in title, caller or operation")] = None,
    sort: Sort = "last_at",
) -> Page[AlertOut]:
    """Last seen first, or the gravest, or those with the most requests."""
    wanted = AlertFilter(
        status=status,
        api_id=api_id,
        detector=detector or None,
        identity=identity or None,
        severity_from=Severity[severity.upper()] if severity else None,
        since=microseconds(since) if since else None,
        review="" if review == "none" else review,
        contains=q or None,
    )
    columns = sort_columns(sort)
    rows = await store.alerts.query(wanted, cursor_numbers(page.cursor, len(columns)), page.limit, sort)
    cursor = next_cursor(rows, page.limit, lambda row: tuple(getattr(row, name) for name in columns))
    return Page(items=[AlertOut.of(row) for row in rows], next_cursor=cursor)


@router.get("/summary")
async def summary(_caller: Caller, store: StoreDep) -> SummaryOut:
    """How many there are; `newest_id` grows with each alert that is opened."""
    return SummaryOut.of(await store.alerts.summary())


@router.post("/bulk")
async def bulk(body: Bulk, _reviewer: Reviewer, actor: ActorDep, store: StoreDep) -> Changed:
    """All of them or, where something goes wrong, none."""
    async with store.edit(actor, f"alert.{body.action}") as edit:
        if body.action == "ack":
            changed = await store.alerts.ack_all(edit, body.ids)
        elif body.action == "review":
            changed = await store.alerts.review_all(edit, body.ids, body.review or "")
        else:
            until = edit.now + body.seconds * 1_000_000 if body.seconds else 0
            changed = await store.alerts.mute_all(edit, body.ids, until)
    return Changed(changed=changed)


@router.get("/{alert_id}")
async def alert(alert_id: Id, _caller: Caller, store: StoreDep) -> AlertOut:
    return AlertOut.of(await _alert(store, alert_id))


@router.post("/{alert_id}/ack")
async def acknowledge(
    alert_id: Id, _reviewer: Reviewer, actor: ActorDep, store: StoreDep, body: Ack | None = None
) -> AlertOut:
    """Seen, and labelled where `review` is given. It stays quiet while the same burst goes on."""
    await _alert(store, alert_id)
    async with store.edit(actor, "alert.ack") as edit:
        await store.alerts.ack(edit, alert_id)
        if body and "review" in body.model_fields_set:
            await store.alerts.review(edit, alert_id, body.review or "")
    return AlertOut.of(await _alert(store, alert_id))


@router.put("/{alert_id}/mute")
async def mute(alert_id: Id, body: Mute, _reviewer: Reviewer, actor: ActorDep, store: StoreDep) -> AlertOut:
    """Quiet for a time, counting on; with a scope, so are all like it, and those to come."""
    row = await _alert(store, alert_id)
    now = store.clock()
    until = body.end(now)
    if until and until <= now:
        raise invalid([FieldProblem("/until", "lies in the past; null ends a mute", str(body.until))])
    if body.scope == "alert":
        async with store.edit(actor, "alert.mute" if until else "alert.unmute") as edit:
            await store.alerts.mute(edit, alert_id, until)
    else:
        await _mute_all_like(store, actor, row, body, until)
    return AlertOut.of(await _alert(store, alert_id))


async def _mute_all_like(store: Store, actor: Actor, row: AlertRow, body: Mute, until: int) -> None:
    if body.scope == "identity":
        if row.identity in ("", MANY):
            raise invalid([FieldProblem("/scope", "this alert is of no single caller: mute its detector", body.scope)])
        covered = NewMute(until, identity=row.identity, reason=body.reason)
    elif not row.api_id:
        raise invalid([FieldProblem("/scope", "this alert is of no API: mute it alone, or its caller", body.scope)])
    else:
        detector = row.detector if body.scope == "detector" else ""
        covered = NewMute(until, row.api_id, detector, reason=body.reason)
    async with store.edit(actor, "mute.add") as edit:
        await store.mutes.add(edit, covered)


@router.put("/{alert_id}/review")
async def review(alert_id: Id, body: ReviewIn, _reviewer: Reviewer, actor: ActorDep, store: StoreDep) -> AlertOut:
    """A label that detectors are measured by; null takes it back."""
    await _alert(store, alert_id)
    async with store.edit(actor, "alert.review") as edit:
        await store.alerts.review(edit, alert_id, body.review or "")
    return AlertOut.of(await _alert(store, alert_id))


@router.get("/{alert_id}/timeline")
async def timeline(alert_id: Id, _caller: Caller, store: StoreDep) -> TimelineOut:
    """From what is still recorded; reads a bounded number of findings, the newest ones."""
    times, complete = await store.alerts.timeline(await _alert(store, alert_id))
    span = (times[0] - times[-1]) / 1_000_000 if times else 0
    step = next((step for step in STEPS if span / step < MOST_POINTS), STEPS[-1])
    counts = Counter(at // (step * 1_000_000) for at in times)
    points = [TimelinePoint(at=moment(n * step * 1_000_000), count=count) for n, count in sorted(counts.items())]
    return TimelineOut(step=step, points=points, complete=complete)


@router.get("/{alert_id}/deliveries")
async def deliveries(alert_id: Id, _caller: Caller, store: StoreDep, page: PageDep) -> Page[DeliveryOut]:
    """Who was told of it, and how that went, newest first."""
    await _alert(store, alert_id)
    rows = await store.deliveries.query(DeliveryFilter(alert_id=alert_id), cursor_number(page.cursor), page.limit)
    items = [DeliveryOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.get("/{alert_id}/notes")
async def notes(alert_id: Id, _caller: Caller, store: StoreDep, page: PageDep) -> Page[NoteOut]:
    """Oldest first."""
    await _alert(store, alert_id)
    rows = await store.notes.query(alert_id, cursor_number(page.cursor), page.limit)
    items = [NoteOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("/{alert_id}/notes", status_code=201)
async def add_note(
    alert_id: Id, body: NoteIn, _reviewer: Reviewer, actor: ActorDep, store: StoreDep, response: Response
) -> NoteOut:
    await _alert(store, alert_id)
    async with store.edit(actor, "alert.note") as edit:
        note_id = await store.notes.add(edit, alert_id, body.text)
    response.headers["location"] = f"/api/alerts/{alert_id}/notes/{note_id}"
    return NoteOut.of(await store.notes.get(alert_id, note_id))


@router.delete("/{alert_id}/notes/{note_id}", status_code=204)
async def delete_note(alert_id: Id, note_id: Id, reviewer: Reviewer, actor: ActorDep, store: StoreDep) -> Response:
    """One's own; an admin deletes anybody's."""
    note = await store.notes.get(alert_id, note_id)
    if reviewer.role != ADMIN and note.author != actor.name:
        raise Problem(403, "Only who wrote a note, or an admin, deletes it")
    async with store.edit(actor, "alert.note.delete") as edit:
        await store.notes.delete(edit, note)
    return Response(status_code=204)


async def _alert(store: Store, alert_id: int) -> AlertRow:
    try:
        return await store.alerts.get(alert_id)
    except NotFound:
        raise not_found("alert", alert_id) from None
