"""The live socket: lets a viewer in, brings it up to date, and keeps it for as long as its token is good.

Close codes: 4401 not signed in (any more), 4403 role or origin, 1001 the console stops, 1013 too many viewers.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from console.auth import Claims
from console.deps import Caller, ConsoleDep, PrincipalDep, get_console
from console.errors import Problem
from console.live import TICKET_SECONDS, Viewer, Wanted, skipped_message
from console.principal import authenticated, still_good
from console.schemas.live import FilterMessage, TicketOut, TokenMessage
from console.state import Console
from gateway.storage.errors import StoreError

router = APIRouter(tags=["live"])

FIRST_MESSAGE_SECONDS = 10.0
RECHECK_SECONDS = 4.0
PING_SECONDS = 15.0
NOT_SIGNED_IN, GOING_AWAY, TRY_LATER, UNREADABLE, FAILED = 4401, 1001, 1013, 1007, 1011


@router.post("/api/live/ticket")
async def ticket(_caller: Caller, principal: PrincipalDep, console: ConsoleDep) -> TicketOut:
    """A one-time pass for `WS /ws/live?ticket=…`, so that no token stands in a URL.

    The socket lasts as long as the session (or API token) that asked, however often its access tokens are renewed.
    """
    issued = console.tickets.issue(replace(principal.claims, expires=math.inf))
    return TicketOut(ticket=issued, expires_in=TICKET_SECONDS)


@router.websocket("/ws/live")
async def live(
    websocket: WebSocket,
    ticket: Annotated[str | None, Query(max_length=200)] = None,
    after: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
    action: Annotated[str | None, Query(max_length=100)] = None,
) -> None:
    console = get_console(websocket)
    if not origin_allowed(websocket, console):
        await websocket.close(4403)  # before accept: the handshake is answered with 403
        return
    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        if console.live.stopping:
            await websocket.close(GOING_AWAY)
            return
        claims = await _authenticate(websocket, console, ticket)
        if claims is None:
            await websocket.close(NOT_SIGNED_IN, "sign in first")
            return
        if console.live.viewers >= console.limits.viewers:
            await websocket.close(TRY_LATER, "too many viewers")
            return
        wanted = Wanted(api_id, frozenset(part for part in (action or "").split(",") if part))
        await _watch(websocket, console, claims, after, wanted)


def origin_allowed(websocket: WebSocket, console: Console) -> bool:
    """No Origin: no browser. Else it is our own host, or one that CORS_ORIGINS names."""
    return console.origins.allow(websocket.headers)


async def _authenticate(websocket: WebSocket, console: Console, ticket: str | None) -> Claims | None:
    try:
        if ticket is not None:
            claims = console.tickets.redeem(ticket)
            return claims if claims and await still_good(console, claims) else None
        token = await _token(websocket)
        principal = await authenticated(console, token) if token else None
    except (StoreError, Problem):
        return None
    return principal.claims if principal and principal.may("read") else None


async def _token(websocket: WebSocket) -> str | None:
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        try:
            async with asyncio.timeout(FIRST_MESSAGE_SECONDS):
                token = TokenMessage.model_validate_json(await websocket.receive_text()).token
        except (TimeoutError, ValidationError, KeyError):
            return None
    return token.strip()


async def _watch(websocket: WebSocket, console: Console, claims: Claims, after: int | None, wanted: Wanted) -> None:
    """Serve until the client goes, the token ends or the console stops; whichever comes first ends the others."""
    try:
        start, too_old = await console.live.start_of(after)
    except StoreError:
        await websocket.close(TRY_LATER, "the store cannot be reached")
        return
    viewer = Viewer(wanted, start)
    tasks = {
        asyncio.create_task(_send(websocket, console, viewer, too_old)),
        asyncio.create_task(_receive(websocket, viewer)),
        asyncio.create_task(_recheck(console, claims)),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        console.live.leave(viewer)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    codes = [task.result() for task in done if not task.cancelled() and task.exception() is None]
    gone = any(isinstance(result, WebSocketDisconnect) for result in results)
    if not gone:
        await websocket.close(codes[0] if codes else FAILED)


async def _send(websocket: WebSocket, console: Console, viewer: Viewer, too_old: int) -> int:
    feed = console.live
    await _text(websocket, orjson.dumps({"type": "hello", "after": viewer.sent}))
    if too_old:
        await _text(websocket, skipped_message(too_old, viewer.sent))
    while not feed.join(viewer):
        try:
            for missed in await feed.backlog(viewer):
                await _text(websocket, missed)
        except StoreError:
            return TRY_LATER
    while True:
        try:
            async with asyncio.timeout(PING_SECONDS):
                message = await viewer.next()
        except TimeoutError:
            await _text(websocket, orjson.dumps({"type": "ping", "after": viewer.sent}))
            continue
        if message is None:
            return GOING_AWAY
        await _text(websocket, message)


async def _text(websocket: WebSocket, message: bytes) -> None:
    await websocket.send_text(message.decode())


async def _receive(websocket: WebSocket, viewer: Viewer) -> int:
    while True:
        try:
            asked = FilterMessage.model_validate_json(await websocket.receive_text())
        except (ValidationError, KeyError):
            return UNREADABLE
        viewer.wanted = Wanted(asked.api_id, frozenset(asked.action))


async def _recheck(console: Console, claims: Claims) -> int:
    while True:
        await asyncio.sleep(RECHECK_SECONDS)
        try:
            if not await still_good(console, claims):
                return NOT_SIGNED_IN
        except StoreError:
            continue  # the feed tells the viewer that the store is down; a token is not ended by that
