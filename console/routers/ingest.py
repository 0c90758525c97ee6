"""Telemetry in: `POST /api/ingest` for a batch, `WS /ws/ingest` for a connection that stays.

Who sends is told by the API's ingest key alone; no user, token or cookie has a say here. Back-pressure is 429 with
Retry-After on the one, and a message that is not read yet on the other.
Close codes of the socket: 4401 the key is none (any more), 1001 the console stops, 1008 too many wrong keys, 1013 too many sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, WebSocket, WebSocketDisconnect
from fastapi.security import APIKeyHeader

from console.deps import ConsoleDep, client_address, get_console
from console.errors import Problem
from console.schemas.ingest import EXAMPLE, IngestOut, RejectedOut, TelemetryIn
from console.schemas.model import FieldProblemOut, ProblemOut
from console.state import Console
from console.telemetry import KEY_MESSAGE, NO_KEY_MESSAGE, Taken
from gateway.ingest.intake import Full
from gateway.storage.errors import StoreError

router = APIRouter(tags=["ingest"])

FIRST_MESSAGE_SECONDS = 10.0
WAIT_SECONDS = 1.0
SOCKETS = 500
LISTED = 100
"""problems named in one refusal"""
NO_KEY, GOING_AWAY, REFUSED, TRY_LATER = 4401, 1001, 1008, 1013
ingest_key = APIKeyHeader(
    name="X-API-Key", scheme_name="IngestKey", auto_error=False, description="an API's ingest key; or in each record"
)
UNAUTHORIZED = {"WWW-Authenticate": 'ApiKey realm="boing ingest"'}

_RECORD = TelemetryIn.model_json_schema()
_BATCH = {"type": "object", "required": ["records"], "properties": {"records": {"type": "array", "items": _RECORD}}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "one record, an array of records, or an object with `records`; at most 2,000 records",
        "content": {
            "application/json": {
                "schema": {"anyOf": [_RECORD, {"type": "array", "items": _RECORD}, _BATCH]},
                "example": {"records": [EXAMPLE]},
            }
        },
    }
}


@router.post(
    "/api/ingest",
    status_code=202,
    response_model_exclude_none=True,
    openapi_extra=BODY,
    responses={code: {"model": ProblemOut, "description": "Problem"} for code in (400, 413)},
)
async def ingest(
    request: Request,
    console: ConsoleDep,
    x_api_key: Annotated[str | None, Depends(ingest_key)] = None,
) -> IngestOut:
    """Judged as proxied traffic is and recorded beside it; nothing is blocked. The valid records of a batch are taken."""
    address = client_address(request)
    try:
        if x_api_key and not await console.desk.known(x_api_key, address):
            raise Problem(401, f"X-API-Key {KEY_MESSAGE}", headers=UNAUTHORIZED)
        taken = await console.desk.take(await request.body(), x_api_key, address)
    except Full as error:
        raise Problem(429, f"Try again later: {error}", headers={"Retry-After": str(error.retry_after)}) from None
    if refusal := _refusal(taken):
        raise refusal
    return _answer(taken)


def _refusal(taken: Taken) -> Problem | None:
    """Where nothing was taken."""
    if taken.accepted:
        return None
    if not taken.rejected:
        return Problem(422, "There are no records in this batch")
    if taken.wrong_keys == len(taken.rejected):
        message = taken.rejected[0][1][0].message
        return Problem(401, f"api_key {message}", headers=UNAUTHORIZED)
    problems = taken.problems
    return Problem(422, f"None of the records is valid: {len(problems)} problems", problems[:LISTED])


def _answer(taken: Taken) -> IngestOut:
    rejected = [
        RejectedOut(
            index=index,
            errors=[FieldProblemOut(pointer=one.pointer, message=one.message, value=one.value) for one in problems],
        )
        for index, problems in taken.rejected
    ]
    return IngestOut(accepted=taken.accepted, rejected=rejected, flagged=taken.flagged)


@router.websocket("/ws/ingest")
async def ingest_socket(websocket: WebSocket) -> None:
    console = get_console(websocket)
    await websocket.accept()
    desk = console.desk
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        if desk.sockets >= SOCKETS:
            await websocket.close(TRY_LATER, "too many sockets")
            return
        desk.sockets += 1
        try:
            await websocket.close(*await _serve(websocket, console))
        finally:
            desk.sockets -= 1


async def _serve(websocket: WebSocket, console: Console) -> tuple[int, str]:
    """Until the client goes; else the close code and why."""
    address = client_address(websocket)
    try:
        key = websocket.headers.get("x-api-key") or await _first_key(websocket)
        if not key:
            return NO_KEY, f"api_key {NO_KEY_MESSAGE}"[:120]
        if not await console.desk.known(key, address):
            return NO_KEY, f"api_key {KEY_MESSAGE}"
        await _say(websocket, {"type": "hello"})
        while True:
            message = await _text(websocket)
            answer = await _taken(console, message, key, address)
            await _say(websocket, answer)
            if answer.get("status") == 401:
                return NO_KEY, f"api_key {KEY_MESSAGE}"
    except Problem as problem:
        return REFUSED, str(problem.detail)[:120]
    except StoreError:
        return TRY_LATER, "the store cannot be reached"
    except Full as error:
        return TRY_LATER, str(error)


class _Opening(msgspec.Struct):
    api_key: str


async def _first_key(websocket: WebSocket) -> str | None:
    try:
        async with asyncio.timeout(FIRST_MESSAGE_SECONDS):
            return msgspec.json.decode(await _text(websocket), type=_Opening).api_key
    except (TimeoutError, msgspec.DecodeError):
        return None


async def _text(websocket: WebSocket) -> bytes:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000), message.get("reason"))
    text = message.get("text")
    data: bytes = text.encode("utf-8", "surrogatepass") if text is not None else message["bytes"]
    return data


async def _taken(console: Console, message: bytes, key: str, address: str) -> dict[str, Any]:
    """The answer to one message. Where there is no room it waits: what comes next is not read meanwhile."""
    if message.strip() == b'{"type":"ping"}':
        return {"type": "pong"}
    while True:
        try:
            taken = await console.desk.take(message, key, address)
        except Full as error:
            if console.live.stopping:
                return _refused(Problem(503, "The console is stopping"))
            await asyncio.sleep(min(error.retry_after, WAIT_SECONDS))
            continue
        except Problem as problem:
            return _refused(problem)
        refusal = _refusal(taken)
        answer = _refused(refusal) if refusal else _answer(taken).model_dump(exclude_none=True)
        return answer if taken.id is None else {**answer, "id": taken.id}


def _refused(problem: Problem) -> dict[str, Any]:
    errors = [one.as_json() for one in problem.errors]
    return {"accepted": 0, "rejected": [], "flagged": 0, "status": problem.status_code, "detail": problem.detail,
            "errors": errors}  # fmt: skip


async def _say(websocket: WebSocket, message: dict[str, Any]) -> None:
    await websocket.send_text(msgspec.json.encode(message).decode())
