"""Sign-in, registration, the caller's own account, and the users (for admins)."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request, Response

from console.auth import BusyError
from console.deps import ActorDep, Admin, Caller, ConsoleDep, Id, PageDep, StoreDep, client_address
from console.errors import FieldProblem, Problem, invalid
from console.pages import cursor_number, next_cursor
from console.schemas.accounts import Login, PasswordChange, Register, TokenOut, UserChange, UserOut, normal_email
from console.schemas.model import Page
from console.state import Console
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict
from gateway.storage.users import UserRow

log = logging.getLogger("boing.console")

router = APIRouter(prefix="/api", tags=["account"])


@router.post("/login")
async def login(body: Login, request: Request, console: ConsoleDep) -> TokenOut:
    """Email and password for an access token. Wrong, unknown and disabled look the same."""
    email, address = _account(body.email), client_address(request)
    _throttled(console, email, address)
    user = await console.store.users.by_email(email)
    matched = await _matches(console, user.password_hash if user else None, body.password)
    if user is None or not matched or user.disabled:
        log.info("sign-in refused from %s", address)
        raise Problem(401, "The email or the password is wrong")
    console.throttle.succeeded(email, address)
    if console.passwords.outdated(user.password_hash):
        rehashed = await console.passwords.hash(body.password)
        async with console.store.edit(Actor(user.id, user.email, address), "user.rehash") as edit:
            await console.store.users.update(edit, user.id, password_hash=rehashed, keep_tokens=True)
    await console.store.users.note_login(user.id)
    return _token(console, user)


@router.post("/register", status_code=201)
async def register(body: Register, request: Request, console: ConsoleDep) -> UserOut:
    """Make an account with the role user, where registration is open."""
    if console.settings.registration != "open":
        raise Problem(403, "Registration is closed; an admin can open it with REGISTRATION=open")
    address = client_address(request)
    _throttled(console, body.email, address)
    password_hash = await _hash(console, body.password)
    try:
        async with console.store.edit(Actor(None, body.email, address), "user.register") as edit:
            user_id = await console.store.users.create(edit, body.email, password_hash, "user")
    except Conflict:
        raise Problem(409, "There is an account with this email already") from None
    return UserOut.of(await _user(console, user_id))


@router.post("/logout", status_code=204)
async def logout(caller: Caller, actor: ActorDep, store: StoreDep) -> Response:
    """End every access token of the caller."""
    async with store.edit(actor, "user.logout") as edit:
        await store.users.revoke_tokens(edit, caller.id)
    return Response(status_code=204)


@router.get("/me")
async def me(caller: Caller) -> UserOut:
    return UserOut.of(caller)


@router.put("/me/password")
async def change_password(body: PasswordChange, caller: Caller, actor: ActorDep, console: ConsoleDep) -> TokenOut:
    """Every token given before ends; the answer has a new one."""
    _throttled(console, caller.email, actor.address)
    if not await _matches(console, caller.password_hash, body.current_password):
        raise invalid([FieldProblem("/current_password", "is not the password of this account")])
    console.throttle.succeeded(caller.email, actor.address)
    password_hash = await _hash(console, body.new_password)
    async with console.store.edit(actor, "user.password") as edit:
        await console.store.users.update(edit, caller.id, password_hash=password_hash)
    return _token(console, await _user(console, caller.id))


@router.get("/users")
async def users(_admin: Admin, store: StoreDep, page: PageDep) -> Page[UserOut]:
    after = cursor_number(page.cursor) or 0
    rows = sorted((row for row in await store.users.all() if row.id > after), key=lambda row: row.id)[: page.limit]
    return Page(items=[UserOut.of(row) for row in rows], next_cursor=next_cursor(rows, page.limit, lambda r: (r.id,)))


@router.put("/users/{user_id}")
async def change_user(user_id: Id, body: UserChange, admin: Admin, actor: ActorDep, console: ConsoleDep) -> UserOut:
    """Change role or disable; the user's tokens end at once. Nobody can do this to himself."""
    user = await _user(console, user_id)
    if user.id == admin.id:
        raise Problem(409, "You cannot change your own role, nor disable yourself")
    async with console.store.edit(actor, "user.change") as edit:
        await console.store.users.update(edit, user_id, role=body.role, disabled=body.disabled)
    return UserOut.of(await _user(console, user_id))


def _account(text: str) -> str:
    try:
        return normal_email(text)
    except ValueError:
        return text


def _throttled(console: Console, email: str, address: str) -> None:
    if wait := console.throttle.attempt(email, address):
        raise Problem(429, f"Too many attempts; try again in {wait} s", headers={"Retry-After": str(wait)})


async def _matches(console: Console, stored: str | None, password: str) -> bool:
    try:
        return await console.passwords.matches(stored, password)
    except BusyError:
        raise _busy() from None


async def _hash(console: Console, password: str) -> str:
    try:
        return await console.passwords.hash(password)
    except BusyError:
        raise _busy() from None


def _busy() -> Problem:
    return Problem(503, "Too many sign-ins at once; try again", headers={"Retry-After": "1"})


def _token(console: Console, user: UserRow) -> TokenOut:
    token = console.tokens.issue(user.id, user.token_version)
    return TokenOut(access_token=token, expires_in=console.tokens.lifetime, user=UserOut.of(user))


async def _user(console: Console, user_id: Id) -> UserRow:
    user = await console.store.users.by_id(user_id)
    if user is None:
        raise Problem(404, f"There is no user {user_id}")
    return user
