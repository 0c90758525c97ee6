"""The policy's history, and the audit log of everything people did."""

from __future__ import annotations

from fastapi import APIRouter

from console.deps import Admin, Caller, PageDep, StoreDep
from console.pages import cursor_number, next_cursor
from console.schemas.audit import AuditOut, RevisionOut
from console.schemas.model import Page

router = APIRouter(prefix="/api", tags=["policy"])


@router.get("/policy/revisions")
async def revisions(_caller: Caller, store: StoreDep, page: PageDep) -> Page[RevisionOut]:
    """Newest first."""
    rows = await store.policy.revisions(page.limit, cursor_number(page.cursor))
    items = [RevisionOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.revision,)))


@router.get("/audit")
async def audit(_admin: Admin, store: StoreDep, page: PageDep) -> Page[AuditOut]:
    """Who did what, from where, newest first; secrets masked."""
    rows = await store.audit.query(cursor_number(page.cursor), page.limit)
    items = [AuditOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))
