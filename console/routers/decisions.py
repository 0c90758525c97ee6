"""Standing decisions: seen, and lifted."""

from __future__ import annotations

from fastapi import APIRouter, Response

from console.deps import ActorDep, Admin, Caller, Id, PageDep, StoreDep
from console.pages import cursor_number, next_cursor
from console.schemas.decisions import DecisionOut
from console.schemas.model import Page

router = APIRouter(prefix="/api/decisions", tags=["decisions"])


@router.get("")
async def decisions(_caller: Caller, store: StoreDep, page: PageDep) -> Page[DecisionOut]:
    """Those in force, newest first."""
    rows = await store.decisions.query(cursor_number(page.cursor), page.limit)
    items = [DecisionOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.delete("/{decision_id}", status_code=204)
async def lift(decision_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep) -> Response:
    """The caller passes again within a second."""
    async with store.edit(actor, "decision.lift") as edit:
        await store.decisions.lift(edit, decision_id)
    return Response(status_code=204)
