"""Standing mutes: seen, made, ended. An alert that one covers counts on, muted, and nobody is told of it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from console.deps import ActorDep, Caller, Id, PageDep, Reviewer, StoreDep
from console.errors import FieldProblem, invalid
from console.pages import cursor_number, next_cursor
from console.schemas.model import Page
from console.schemas.mutes import MuteIn, MuteOut
from gateway.storage.mutes import NewMute

router = APIRouter(prefix="/api/mutes", tags=["alerts"])


@router.get("")
async def mutes(_caller: Caller, store: StoreDep, page: PageDep) -> Page[MuteOut]:
    """Those that stand, newest first."""
    rows = await store.mutes.query(cursor_number(page.cursor), page.limit)
    return Page(
        items=[MuteOut.of(row) for row in rows], next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,))
    )


@router.post("", status_code=201)
async def add(body: MuteIn, _reviewer: Reviewer, actor: ActorDep, store: StoreDep, response: Response) -> MuteOut:
    """Open alerts that it covers are muted with it."""
    now = store.clock()
    until = body.end(now)
    if until <= now:
        raise invalid([FieldProblem("/until", "lies in the past", str(body.until))])
    mute = NewMute(until, body.api_id or 0, body.detector or "", body.identity or "", body.reason)
    async with store.edit(actor, "mute.add") as edit:
        mute_id = await store.mutes.add(edit, mute)
    response.headers["location"] = f"/api/mutes/{mute_id}"
    return MuteOut.of(await store.mutes.get(mute_id))


@router.delete("/{mute_id}", status_code=204)
async def end(mute_id: Id, _reviewer: Reviewer, actor: ActorDep, store: StoreDep) -> Response:
    """Alerts that it kept quiet are open again."""
    async with store.edit(actor, "mute.end") as edit:
        await store.mutes.end(edit, mute_id)
    return Response(status_code=204)
