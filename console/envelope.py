"""What surrounds every answer: request id, the client's address, security headers, limits of size, rate and time, the
refusal of foreign pages, and 500 without a trace.

Plain ASGI, so that streams and WebSockets pass untouched. Decides nothing about who the caller is.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from addons.identify import ClientAddress
from console import errors
from console.origins import SAFE_METHODS, Origins
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


FOREIGN_PAGE = (
    "A page of another site may not ask this. Is it the console's own, behind a proxy? Set CONSOLE_URL to its address; "
    "else name its origin in CORS_ORIGINS."
)


@dataclass(frozen=True, slots=True)
class ConsoleLimits:
    """Bounds of what one caller may ask of the console. Bytes; seconds; requests a second with a burst above them.

    `head_seconds`: for a whole request head; `part_seconds`: between two parts of a body; `body_seconds`: for all of it.
    `connections_per_address` does not hold for the proxies that CONSOLE_TRUSTED_PROXIES names.
    """

    connections: int = 2000
    connections_per_address: int = 300
    head_seconds: float = 10.0
    part_seconds: float = 15.0
    body_seconds: float = 300.0
    body_bytes: int = 10 * 1024 * 1024
    address_rate: float = 30.0
    address_burst: int = 900
    user_rate: float = 20.0
    user_burst: int = 600
    viewers: int = 200


class Envelope:
    """Outermost: gives each request its id and its client's address, and each answer its headers."""

    def __init__(self, app: ASGIApp, clients: ClientAddress) -> None:
        self._app = app
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = secrets.token_hex(8)
        peer = scope["client"][0] if scope.get("client") else ""
        scope.setdefault("state", {}).update(
            request_id=request, client=self._clients.resolve(peer, scope["headers"]), secure=self._secure(scope, peer)
        )

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

    def _secure(self, scope: Scope, peer: str) -> bool:
        if scope["scheme"] in ("https", "wss"):
            return True
        said = Headers(scope=scope).getlist("x-forwarded-proto")
        return bool(said) and self._clients.trusts(peer) and said[-1].rpartition(",")[2].strip().lower() == "https"


class Guard:
    """Innermost before the routes: bounds bodies and rates, and turns what nobody caught into a plain 500 or 503."""

    def __init__(self, app: ASGIApp, limits: ConsoleLimits, origins: Origins, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._limits = limits
        self._origins = origins
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
        more = True
        until = asyncio.get_running_loop().time() + self._limits.body_seconds

        async def bounded_receive() -> Message:
            nonlocal received, more
            if not more:  # what comes now is the client's going, for which an answer may wait as long as it likes
                return await receive()
            try:
                async with asyncio.timeout_at(
                    min(until, asyncio.get_running_loop().time() + self._limits.part_seconds)
                ):
                    message = await receive()
            except TimeoutError:
                raise errors.Problem(408, "The body did not come in time", headers={"Connection": "close"}) from None
            more = bool(message.get("more_body", False))
            received += len(message.get("body", b""))
            if received > self._limits.body_bytes:
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
        counted = scope["path"].startswith("/api/") and scope["path"] != "/api/health"
        if counted and (wait := self._addresses.take(network_of(scope["state"]["client"]))):
            return 429, "Too many requests from this address", {"Retry-After": str(wait)}
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and not self._origins.allow(headers):
            return 403, FOREIGN_PAGE, {}
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._limits.body_bytes:
            return 413, self._too_large(), {"Connection": "close"}
        return None

    def _too_large(self) -> str:
        return f"The body is larger than {self._limits.body_bytes} bytes"
