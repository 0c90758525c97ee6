"""Bounds each message of a WebSocket by its path: what a browser asks for is small, a batch of telemetry is not.

The server's own bound (`console.server`) is the larger of the two; a message over its path's bound ends the connection
with 1009, as the server does. Plain ASGI; looks at nothing else.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL_BYTES = 64 * 1024
BATCH_BYTES = 1024 * 1024
BATCHES = "/ws/ingest"
TOO_BIG = 1009


class SocketBounds:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or scope["path"] == BATCHES:
            await self._app(scope, receive, send)
            return

        async def bounded_receive() -> Message:
            message = await receive()
            if len(message.get("text") or message.get("bytes") or ()) <= SMALL_BYTES:
                return message
            await send({"type": "websocket.close", "code": TOO_BIG, "reason": f"more than {SMALL_BYTES} bytes"})
            return {"type": "websocket.disconnect", "code": TOO_BIG, "reason": ""}

        await self._app(scope, bounded_receive, send)
