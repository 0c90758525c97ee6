"""The users, for admins. Invariant: one admin who can sign in is always left, and nobody changes his own role or state."""

from __future__ import annotations

from fastapi import APIRouter, Response

from console.deps import ActorDep, ConsoleDep, Id, PageDep, SignedInAdmin, StoreDep
from console.errors import Problem
from console.pages import cursor_number, next_cursor
from console.schemas.accounts import UserOut
from console.schemas.model import Page
from console.schemas.users import UserChange, UserIn
from console.signin import hashed_password
from gateway.storage.edit import Edit
from gateway.storage.errors import Conflict
from gateway.storage.store import Store
from gateway.storage.users import UserRow

router = APIRouter(prefix="/api/users", tags=["users"])


@router.get("")
async def users(_admin: SignedInAdmin, store: StoreDep, page: PageDep) -> Page[UserOut]:
    """The oldest first."""
    rows = await store.users.page(cursor_number(page.cursor) or 0, page.limit)
    return Page(items=[UserOut.of(row) for row in rows], next_cursor=next_cursor(rows, page.limit, lambda r: (r.id,)))


@router.post("", status_code=201)
async def add_user(body: UserIn, _admin: SignedInAdmin, actor: ActorDep, console: ConsoleDep) -> UserOut:
    """Make an account with a password that the admin passes on; an invitation lets its owner choose his own."""
    password_hash = await hashed_password(console, body.password)
    try:
        async with console.store.edit(actor, "user.add") as edit:
            user_id = await console.store.users.create(edit, body.email, password_hash, body.role)
    except Conflict:
        raise Problem(409, "There is an account with this email already") from None
    return UserOut.of(await _user(console.store, user_id))


@router.put("/{user_id}")
async def change_user(
    user_id: Id, body: UserChange, admin: SignedInAdmin, actor: ActorDep, console: ConsoleDep
) -> UserOut:
    """What changes ends the user's sessions at once. Nobody can do this to himself."""
    store = console.store
    user = await _user(store, user_id)
    if user.id == admin.id:
        raise Problem(409, "You cannot change your own role, disable yourself, or set your own password here")
    if body.role in (None, user.role) and body.disabled in (None, user.disabled) and body.password is None:
        return UserOut.of(user)
    password_hash = await hashed_password(console, body.password) if body.password is not None else None
    async with store.edit(actor, "user.change") as edit:
        if body.role == "user" or body.disabled:
            await _require_another_admin(store, edit, user_id)
        await store.users.update(edit, user_id, role=body.role, disabled=body.disabled, password_hash=password_hash)
    return UserOut.of(await _user(store, user_id))


@router.delete("/{user_id}", status_code=204)
async def delete_user(user_id: Id, admin: SignedInAdmin, actor: ActorDep, store: StoreDep) -> Response:
    """With all sessions and API tokens. What the user did stays in the audit log."""
    if user_id == admin.id:
        raise Problem(409, "You cannot delete yourself")
    async with store.edit(actor, "user.delete") as edit:
        await _require_another_admin(store, edit, user_id)
        await store.users.delete(edit, user_id)
    return Response(status_code=204)


async def _require_another_admin(store: Store, edit: Edit, user_id: int) -> None:
    try:
        await store.users.require_another_admin(edit, user_id)
    except Conflict as error:
        raise Problem(409, f"No: {error}") from None


async def _user(store: Store, user_id: int) -> UserRow:
    user = await store.users.by_id(user_id)
    if user is None:
        raise Problem(404, f"There is no user {user_id}")
    return user
