"""The audit log of everything people did, and whether anybody tampered with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from console.deps import Admin, PageDep, StoreDep
from console.pages import cursor_number, next_cursor
from console.schemas.audit import AuditOut, AuditVerified
from console.schemas.model import Moment, Page, microseconds

router = APIRouter(prefix="/api/audit", tags=["audit"])

Exactly = Annotated[str | None, Query(max_length=255, description="exactly this")]


@router.get("")
async def audit(
    *,
    _admin: Admin,
    store: StoreDep,
    page: PageDep,
    actor: Exactly = None,
    action: Exactly = None,
    target: Exactly = None,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="not itself included")] = None,
) -> Page[AuditOut]:
    """Who did what, from where, newest first; secrets masked."""
    rows = await store.audit.query(
        cursor_number(page.cursor),
        page.limit,
        actor=actor,
        action=action,
        target=target,
        since=microseconds(since) if since else None,
        until=microseconds(until) if until else None,
    )
    items = [AuditOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.get("/verify")
async def verify(_admin: Admin, store: StoreDep) -> AuditVerified:
    """Read the whole log and follow its chain of hashes: a row that was changed or taken out shows."""
    newest = await store.audit.query(limit=1)
    first_bad = await store.audit.verify()
    return AuditVerified(whole=first_bad is None, first_bad=first_bad, rows=newest[0].id if newest else 0)
