"""Invitations: an admin makes a one-time code, and whoever has it registers with the role it gives."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from console.credentials import code_hash, new_code
from console.deps import ActorDep, ConsoleDep, Id, PageDep, SignedInAdmin, StoreDep, by_https
from console.pages import cursor_number, next_cursor
from console.schemas.invitations import InvitationIn, InvitationMadeOut, InvitationOut
from console.schemas.model import Page
from console.state import Console

router = APIRouter(prefix="/api/invitations", tags=["users"])

HOUR = 3_600_000_000


@router.get("")
async def invitations(_admin: SignedInAdmin, store: StoreDep, page: PageDep) -> Page[InvitationOut]:
    """The newest first, used and expired ones too."""
    rows = await store.invitations.page(cursor_number(page.cursor), page.limit)
    items = [InvitationOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("", status_code=201)
async def invite(
    body: InvitationIn, request: Request, _admin: SignedInAdmin, actor: ActorDep, console: ConsoleDep
) -> InvitationMadeOut:
    """The answer is the only place where the code stands."""
    code, store = new_code(), console.store
    async with store.edit(actor, "invitation.make") as edit:
        expires = edit.now + body.expires_in_hours * HOUR
        row = await store.invitations.create(edit, code_hash(code), body.role, body.email or "", expires)
    return InvitationMadeOut.of(row, code=code, url=f"{_own_url(console, request)}/setup#code={code}")


@router.delete("/{invitation_id}", status_code=204)
async def delete_invitation(invitation_id: Id, _admin: SignedInAdmin, actor: ActorDep, store: StoreDep) -> Response:
    """Its code is worth nothing from now on."""
    async with store.edit(actor, "invitation.delete") as edit:
        await store.invitations.delete(edit, invitation_id)
    return Response(status_code=204)


def _own_url(console: Console, request: Request) -> str:
    """CONSOLE_URL, or the address at which this request came."""
    if console.settings.console_url:
        return console.settings.console_url.rstrip("/")
    return f"{'https' if by_https(request) else 'http'}://{request.headers.get('host', '')}"
