"""What surrounds every answer: request id, security headers, limits of size and rate, and 500 without a trace.

Plain ASGI, so that streams and WebSockets pass untouched. Decides nothing about who the caller is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console import errors
from console.throttle import Buckets, network_of

log = logging.getLogger("boing.console")

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
SECURITY_HEADERS = {
    "content-security-policy": "; ".join(f"{name} {sources}" for name, sources in CONTENT_SECURITY_POLICY.items()),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class ConsoleLimits:
    """Bounds of what one caller may ask of the console. Bytes; requests a second with a burst above them."""

    body_bytes: int = 10 * 1024 * 1024
    address_rate: float = 30.0
    address_burst: int = 900
    user_rate: float = 20.0
    user_burst: int = 600
    viewers: int = 200


class Envelope:
    """Outermost: gives each request its id and each answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Guard:
    """Innermost before the routes: bounds bodies and rates, and turns what nobody caught into a plain 500 or 503."""

    def __init__(self, app: ASGIApp, limits: ConsoleLimits, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._body_bytes = limits.body_bytes
        self._addresses = Buckets(limits.address_burst, limits.address_rate, monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = scope["state"]["request_id"]
        if refusal := self._refuse(scope):
            status, detail, headers = refusal
            await errors.problem_response(status, detail, request, headers=headers)(scope, receive, send)
            return
        started = False
        received = 0

        async def bounded_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._body_bytes:
                raise errors.Problem(413, self._too_large())
            return message

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, bounded_receive, watched_send)
        except Exception:
            if started:
                log.exception("request %s broke off", request)
                raise
            log.exception("request %s failed", request)
            answer = errors.problem_response(500, "Something went wrong here; the log says what.", request)
            await answer(scope, receive, send)

    def _refuse(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        if scope["path"].startswith("/api/") and scope["path"] != "/api/health":
            address = network_of(scope["client"][0]) if scope["client"] else ""
            if wait := self._addresses.take(address):
                return 429, "Too many requests from this address", {"Retry-After": str(wait)}
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdigit() and int(length) > self._body_bytes:
            return 413, self._too_large(), {"Connection": "close"}
        return None

    def _too_large(self) -> str:
        return f"The body is larger than {self._body_bytes} bytes"
