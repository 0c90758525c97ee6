"""Keeping a session, ending it, and the list of one's own."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from console import errors
from console.credentials import RefreshToken, csrf_matches
from console.deps import ActorDep, ConsoleDep, PrincipalDep, SignedIn, client_address
from console.errors import Problem, not_found
from console.principal import CHALLENGE
from console.schemas.accounts import Refresh, SignedInOut
from console.schemas.sessions import SessionOut, SessionsOut
from console.signin import REFRESH_COOKIE, Begun, clear_cookies, signed_in
from console.state import Console
from gateway.storage.edit import Actor
from gateway.storage.sessions import Rotation

log = logging.getLogger("boing.console")

router = APIRouter(prefix="/api", tags=["account"])

ENDED = "The session has ended. Sign in again."
SessionId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.post("/refresh", response_model=SignedInOut)
async def refresh(
    request: Request,
    response: Response,
    console: ConsoleDep,
    body: Refresh | None = None,
    x_csrf_token: Annotated[
        str | None, Header(max_length=200, description="`csrf_token` of the sign-in; needed beside the cookie")
    ] = None,
) -> SignedInOut | Response:
    """A refresh token, in the body or in the cookie, for the next one and an access token. One used twice ends its session."""
    presented = body.refresh_token if body else request.cookies.get(REFRESH_COOKIE)
    in_cookie = body is None
    if presented is None:
        raise Problem(401, "There is no refresh token: sign in first", headers=CHALLENGE)
    token = RefreshToken.parse(presented)
    if in_cookie and token and not csrf_matches(console.settings.jwt_secret, token.session_id, x_csrf_token or ""):
        raise Problem(403, "X-CSRF-Token is not the csrf_token of this session")
    following = RefreshToken.new(token.session_id) if token else None
    rotation = await _rotated(console, request, token, following) if token and following else Rotation()
    if rotation.user is None or rotation.session is None or rotation.reused or following is None:
        answer = errors.problem_response(401, ENDED, errors.request_id(request), headers=CHALLENGE)
        if in_cookie:
            clear_cookies(console, request, answer)
        return answer
    begun = Begun(rotation.user, rotation.session, following)
    return signed_in(console, request, response, begun, in_cookie=in_cookie)


@router.post("/logout", status_code=204)
async def logout(
    *,
    request: Request,
    user: SignedIn,
    principal: PrincipalDep,
    actor: ActorDep,
    console: ConsoleDep,
    everywhere: Annotated[bool, Query(description="end all sessions of the account, not only this one")] = False,
) -> Response:
    """End this session, and what was signed in with it."""
    store = console.store
    async with store.edit(actor, "logout.everywhere" if everywhere else "logout") as edit:
        if everywhere:
            await store.users.revoke_tokens(edit, user.id)
        elif await store.sessions.end(edit, principal.claims.session_id, user.id):
            edit.audit(f"users/{user.id}", {"signed_in": True}, {"signed_in": False})
    response = Response(status_code=204)
    clear_cookies(console, request, response)
    return response


@router.get("/me/sessions")
async def sessions(user: SignedIn, principal: PrincipalDep, console: ConsoleDep) -> SessionsOut:
    """Where the caller is signed in, the last used first."""
    rows = await console.store.sessions.of_user(user.id, console.store.clock())
    return SessionsOut(items=[SessionOut.of(row, principal.claims.session_id) for row in rows])


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_session(session_id: SessionId, user: SignedIn, actor: ActorDep, console: ConsoleDep) -> Response:
    """Sign out there; its access tokens end too."""
    async with console.store.edit(actor, "session.end") as edit:
        if not await console.store.sessions.end(edit, session_id, user.id):
            raise not_found("Session", session_id)
        edit.audit(f"users/{user.id}", {"signed_in": True}, {"signed_in": False})
    return Response(status_code=204)


async def _rotated(console: Console, request: Request, token: RefreshToken, following: RefreshToken) -> Rotation:
    store, address = console.store, client_address(request)
    async with store.edit(Actor(None, "session", address), "session.refresh") as edit:
        days = console.settings.session_days
        rotation = await store.sessions.rotate(edit, token.session_id, token.hash, following.hash, days)
        if rotation.reused and rotation.user:
            reason = "a refresh token came a second time"
            edit.audit(f"users/{rotation.user.id}", {"signed_in": True}, {"signed_in": False, "reason": reason})
            log.warning("a refresh token of user %d came a second time, from %s", rotation.user.id, address)
    return rotation
