"""What a sign-in answers: a session in the store, its tokens, and for a page the two cookies.

`boing_refresh` is for the browser alone: HttpOnly, SameSite=Strict, sent to /api/refresh and nowhere else. `boing_csrf` is
for the page, which repeats it in X-CSRF-Token. An access token is never in a cookie: no other request is signed in
by what a browser sends of itself (ASVS 5.0, 3.3 and 3.5).
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from console.auth import BusyError
from console.credentials import RefreshToken, csrf_token
from console.deps import by_https, client_address
from console.errors import Problem
from console.schemas.accounts import SignedInOut, UserOut
from console.state import Console
from gateway.storage.edit import Edit
from gateway.storage.sessions import NewSession, SessionRow
from gateway.storage.users import UserRow

REFRESH_COOKIE = "boing_refresh"
REFRESH_PATH = "/api/refresh"
CSRF_COOKIE = "boing_csrf"


def throttled(console: Console, account: str, address: str) -> None:
    """Count an attempt at an account; raises a 429 `Problem` where there were too many."""
    if wait := console.throttle.attempt(account, address):
        raise Problem(429, f"Too many attempts; try again in {wait} s", headers={"Retry-After": str(wait)})


async def password_matches(console: Console, stored: str | None, password: str) -> bool:
    """As `Passwords.matches`; raises a 503 `Problem` where too many wait."""
    try:
        return await console.passwords.matches(stored, password)
    except BusyError:
        raise _busy() from None


async def hashed_password(console: Console, password: str) -> str:
    """As `Passwords.hash`; raises a 503 `Problem` where too many wait."""
    try:
        return await console.passwords.hash(password)
    except BusyError:
        raise _busy() from None


def _busy() -> Problem:
    return Problem(503, "Too many sign-ins at once; try again", headers={"Retry-After": "1"})


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that was begun or prolonged, and the refresh token that comes next."""

    user: UserRow
    session: SessionRow
    token: RefreshToken


async def begin_session(console: Console, edit: Edit, request: Request, user: UserRow) -> Begun:
    """A new session of this user, in the caller's transaction."""
    token = RefreshToken.new()
    agent = request.headers.get("user-agent", "")
    days = console.settings.session_days
    new = NewSession(token.session_id, user.id, token.hash, client_address(request), agent, days)
    return Begun(user, await console.store.sessions.create(edit, new), token)


def signed_in(console: Console, request: Request, response: Response, begun: Begun, *, in_cookie: bool) -> SignedInOut:
    """The answer; with `in_cookie` the refresh token goes into its cookie and not into the body."""
    user, session, token = begun.user, begun.session, begun.token
    csrf = csrf_token(console.settings.jwt_secret, session.id) if in_cookie else None
    if csrf is not None:
        seconds = max(0, (session.expires_at - console.store.clock()) // 1_000_000)
        secure = _secure(console, request)
        response.set_cookie(
            REFRESH_COOKIE,
            str(token),
            max_age=seconds,
            path=REFRESH_PATH,
            secure=secure,
            httponly=True,
            samesite="strict",
        )
        response.set_cookie(CSRF_COOKIE, csrf, max_age=seconds, path="/", secure=secure, samesite="strict")
    return SignedInOut(
        access_token=console.tokens.issue(user.id, user.token_version, session.id),
        expires_in=console.tokens.lifetime,
        refresh_token=None if in_cookie else str(token),
        csrf_token=csrf,
        user=UserOut.of(user),
    )


def clear_cookies(console: Console, request: Request, response: Response) -> None:
    secure = _secure(console, request)
    response.delete_cookie(REFRESH_COOKIE, path=REFRESH_PATH, secure=secure, httponly=True, samesite="strict")
    response.delete_cookie(CSRF_COOKIE, path="/", secure=secure, samesite="strict")


def _secure(console: Console, request: Request) -> bool:
    return console.settings.console_url.lower().startswith("https://") or by_https(request)
