"""Signing in and registering, and the caller's own account and password."""

from __future__ import annotations

import logging
from dataclasses import replace

from fastapi import APIRouter, Request, Response

from console.credentials import code_hash
from console.deps import ActorDep, Caller, ConsoleDep, SignedIn, client_address
from console.errors import FieldProblem, Problem, invalid
from console.schemas.accounts import Login, PasswordChange, Register, SetupOut, SignedInOut, UserOut, normal_email
from console.signin import CSRF_COOKIE, begin_session, hashed_password, password_matches, signed_in, throttled
from console.state import Console
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict
from gateway.storage.invitations import InvitationRow

log = logging.getLogger("boing.console")

router = APIRouter(prefix="/api", tags=["account"])

WRONG = "The email or the password is wrong"
BAD_CODE = "The code is not valid: it was used, has expired, or is for another address"


@router.post("/login")
async def login(body: Login, request: Request, response: Response, console: ConsoleDep) -> SignedInOut:
    """Email and password for an access token and a refresh token. Wrong, unknown and disabled look the same."""
    email, address = _account(body.email), client_address(request)
    throttled(console, email, address)
    user = await console.store.users.by_email(email)
    matched = await password_matches(console, user.password_hash if user else None, body.password)
    if user is None or not matched or user.disabled:
        log.info("sign-in refused from %s", address)
        await console.failures.note("login.failed", email, address)
        raise Problem(401, WRONG)
    console.throttle.succeeded(email, address)
    outdated = console.passwords.outdated(user.password_hash)
    rehashed = await hashed_password(console, body.password) if outdated else None
    store = console.store
    try:
        async with store.edit(Actor(user.id, user.email, address), "login") as edit:
            await store.users.require_unchanged(edit, user)
            if rehashed:
                await store.users.update(edit, user.id, password_hash=rehashed, keep_tokens=True)
            await store.users.note_login(edit, user.id)
            begun = await begin_session(console, edit, request, user)
            edit.audit(f"users/{user.id}", None, {"signed_in": True, "user_agent": begun.session.user_agent})
    except Conflict:
        raise Problem(401, WRONG) from None
    return signed_in(console, request, response, begun, in_cookie=body.cookie)


@router.get("/setup")
async def setup(console: ConsoleDep) -> SetupOut:
    """Whether the first admin is yet to be made, and who may register."""
    needed = await console.store.users.count() == 0
    return SetupOut(needed=needed, registration="open" if console.settings.registration == "open" else "closed")


@router.post("/register", status_code=201)
async def register(body: Register, request: Request, console: ConsoleDep) -> UserOut:
    """Make an account: with the code of an invitation, or with the role user where registration is open."""
    address = client_address(request)
    throttled(console, body.email, address)
    invitation = await _invited(console, body, address)
    password_hash = await hashed_password(console, body.password)
    store = console.store
    actor = Actor(None, body.email, address)
    async with store.edit(actor, "user.first-admin" if invitation and invitation.is_setup else "user.register") as edit:
        if invitation:
            try:
                await store.invitations.use(edit, invitation)
            except Conflict:
                raise Problem(403, BAD_CODE) from None
        try:
            role = "admin" if invitation and invitation.role == "admin" else "user"
            user_id = await store.users.create(edit, body.email, password_hash, role)  # type: ignore[arg-type]
        except Conflict:
            raise Problem(409, "There is an account with this email already") from None
    console.throttle.succeeded(body.email, address)
    user = await store.users.by_id(user_id)
    if user is None:
        raise Problem(409, "The account was deleted at once")
    return UserOut.of(user)


@router.get("/me")
async def me(caller: Caller) -> UserOut:
    return UserOut.of(caller)


@router.put("/me/password")
async def change_password(
    *, body: PasswordChange, request: Request, response: Response, user: SignedIn, actor: ActorDep, console: ConsoleDep
) -> SignedInOut:
    """All sessions of the account end, and the caller gets a new one, in cookies if he came with them."""
    throttled(console, user.email, actor.address)
    if not await password_matches(console, user.password_hash, body.current_password):
        await console.failures.note("password.failed", user.email, actor.address)
        raise invalid([FieldProblem("/current_password", "is not the password of this account")])
    console.throttle.succeeded(user.email, actor.address)
    password_hash = await hashed_password(console, body.new_password)
    store = console.store
    try:
        async with store.edit(actor, "user.password") as edit:
            await store.users.require_unchanged(edit, user)
            await store.users.update(edit, user.id, password_hash=password_hash)
            begun = await begin_session(console, edit, request, user)
    except Conflict:
        raise Problem(409, "The account was changed meanwhile; sign in again") from None
    changed = await store.users.by_id(user.id)
    if changed is None:
        raise Problem(401, "The account is gone")
    in_cookie = CSRF_COOKIE in request.cookies
    return signed_in(console, request, response, replace(begun, user=changed), in_cookie=in_cookie)


async def _invited(console: Console, body: Register, address: str) -> InvitationRow | None:
    """The invitation of the code that was given; None where registration is open. Raises a 403 `Problem` for neither."""
    if body.code is None:
        if console.settings.registration != "open":
            raise Problem(
                403, "Registration is closed; an admin can send an invitation, or open it with REGISTRATION=open"
            )
        if await console.store.users.count() == 0:
            raise Problem(403, "The first account takes the code that the console printed when it started")
        return None
    invitation = await console.store.invitations.usable(code_hash(body.code), console.store.clock())
    if invitation is None or (invitation.email and invitation.email != body.email):
        await console.failures.note("register.failed", body.email, address)
        raise Problem(403, BAD_CODE)
    return invitation


def _account(text: str) -> str:
    try:
        return normal_email(text)
    except ValueError:
        return text
