"""One POST to an address that somebody typed in: guarded against reaching what it should not (SSRF, CWE-918).

A name is resolved once, every address it has is checked, and the connection is made to one of those very addresses: a name
that resolves differently the second time gains nothing. No redirect is followed, no proxy of the environment used, no cookie
kept; the answer's body is read to `BODY` bytes and thrown away; all of it has one deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import httpcore

from gateway.reach import Forbidden, Reach, Target, parse_target

DEADLINE = 10.0
CONNECT = 5.0
BODY = 64 * 1024
BODY_SECONDS = 2.0
EXCERPT = 200

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""All addresses of a name. Raises OSError where it has none."""


class Unreachable(Exception):  # noqa: N818 - reads as what it is
    """No answer came; the message says how far it went."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`retry_after`: as the header has it; `excerpt`: the beginning of the body, for the log."""

    status: int
    retry_after: str
    excerpt: str


async def resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Poster:
    """`tls` is for receivers with a private CA; the default trusts what the system trusts, SSL_CERT_FILE included."""

    def __init__(self, reach: Reach, *, resolve: Resolve = resolve, tls: ssl.SSLContext | None = None) -> None:
        self._backend = _CheckedBackend(reach, resolve)
        self._tls = tls or ssl.create_default_context()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises `Forbidden` where it may not go there, `Unreachable` where no answer came within `DEADLINE` seconds."""
        target = parse_target(url)
        try:
            async with asyncio.timeout(DEADLINE):
                return await self._post(target, headers, body)
        except TimeoutError:
            raise Unreachable(f"no answer within {DEADLINE:g} s") from None
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(str(error)) from error

    async def _post(self, target: Target, headers: Mapping[str, str], body: bytes) -> Answer:
        host = f"[{target.host}]" if ":" in target.host else target.host
        port = None if target.port == {"http": 80, "https": 443}[target.scheme] else target.port
        sent = {"host": host if port is None else f"{host}:{port}", "content-length": str(len(body)), **headers}
        request = httpcore.Request(
            "POST",
            httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path),
            headers=[(name.encode(), value.encode()) for name, value in sent.items()],
            content=body,
        )
        async with httpcore.AsyncConnectionPool(self._tls, http2=False, network_backend=self._backend) as pool:
            response = await pool.handle_async_request(request)
            try:
                read = await _some(response)
                excerpt = " ".join(read[: EXCERPT * 4].decode("utf-8", "replace").split())[:EXCERPT]
                return Answer(response.status, _header(response, b"retry-after"), excerpt)
            finally:
                await response.aclose()


async def _some(response: httpcore.Response) -> bytes:
    """The beginning of the body. The status has come: what else becomes of the body is nobody's concern."""
    read = b""
    ends = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError)
    with contextlib.suppress(*ends):
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in response.aiter_stream():
                read += chunk
                if len(read) >= BODY:
                    break
    return read[:BODY]


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked, and to nothing else."""

    def __init__(self, reach: Reach, resolve: Resolve) -> None:
        self._reach = reach
        self._resolve = resolve
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{host} does not resolve: {error}") from error
        addresses = self._reach.check_all(found)
        problem: Exception = Unreachable(f"{host} has no address")
        for address in addresses:
            try:
                return await self._plain.connect_tcp(
                    str(address), port, min(timeout or CONNECT, CONNECT), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = Unreachable(f"{host} ({address}) port {port}: {error or 'no answer'}")
        raise problem

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the signature is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        raise Forbidden(f"{path!r} is no address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
