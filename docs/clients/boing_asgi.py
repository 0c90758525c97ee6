"""ASGI middleware (FastAPI, Starlette, Quart, Django) that tells Boing of each request. Needs `boing_sender.py` beside it.

    from boing_asgi import BoingMiddleware
    app.add_middleware(BoingMiddleware, url="https://console.example.com", key=os.environ["BOING_INGEST_KEY"])

Streams pass untouched; only sizes are counted. `user`: takes the scope after the answer, returns whom you authenticated.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from boing_sender import Sender


class BoingMiddleware:
    def __init__(
        self, app: Any, url: str, key: str, user: Callable[[Any], str | None] | None = None, **options: Any
    ) -> None:
        self.app, self.user, self.sender = app, user, Sender(url, key, **options)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, self._closing(send))
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, body_size, response_size = time.time(), 500, 0, 0

        async def counted_receive() -> Any:
            nonlocal body_size
            message = await receive()
            body_size += len(message.get("body") or b"")
            return message

        async def counted_send(message: Any) -> None:
            nonlocal status, response_size
            if message["type"] == "http.response.start":
                status = message["status"]
            response_size += len(message.get("body") or b"")
            await send(message)

        try:
            await self.app(scope, counted_receive, counted_send)
        finally:
            self._tell(scope, started, status, body_size, response_size)

    def _closing(self, send: Any) -> Any:
        """Servers that end themselves by a signal leave no time after this."""

        async def closing_send(message: Any) -> None:
            if message["type"].startswith("lifespan.shutdown"):
                await asyncio.to_thread(self.sender.close)
            await send(message)

        return closing_send

    def _tell(self, scope: Any, started: float, status: int, body_size: int, response_size: int) -> None:
        try:
            path = scope.get("raw_path") or scope["path"].encode()
            query = scope.get("query_string") or b""
            target = path.split(b"?")[0] + (b"?" + query if query else b"")
            self.sender.tell(
                started,
                [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
                method=scope["method"],
                endpoint=target[:8192].decode("latin-1"),
                client_ip=scope["client"][0] if scope.get("client") else "127.0.0.1",
                status_code=status,
                body_size=body_size,
                response_size=response_size,
                user=self.user(scope) if self.user else None,
            )
        except Exception:  # noqa: BLE001 - telemetry must not break an answer
            self.sender.dropped += 1
