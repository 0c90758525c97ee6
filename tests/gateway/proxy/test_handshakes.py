"""TLS handshakes that come to nothing: each refusal is counted by its reason, on the event loop that workers run on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, cast

import pytest
import uvloop

from gateway.cli.tools import make_pair
from gateway.proxy.tls import server_context

SECONDS = 0.5
RECORD = b"\x16\x03\x01\x40\x00"


class Case(NamedTuple):
    what: str
    sent: bytes
    counted: list[str]
    leaves: bool = False
    """the client goes instead of waiting to be hung up on"""


CASES = (
    Case("silence", b"", ["tls-handshake"]),
    Case("half a message", b"\x16\x03\x01\x00\xff\x01\x00\x00\xfb", ["tls-handshake"]),
    Case("plain HTTP", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["tls-handshake"]),
    Case("an endless ClientHello", (RECORD + b"\x01\xff\xff\xff" + bytes(16 * 1024 - 4)) * 8, ["client-hello"]),
    Case("a client that goes", b"\x16\x03\x01\x00\xff\x01", [], leaves=True),
)


class Greeting(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        sending = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        sending.write(b"hello")
        sending.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Callable[[str], None]], ssl.SSLContext]:
    folder: Path = tmp_path_factory.mktemp("pair")
    for name, pem in zip(("c.pem", "k.pem"), make_pair(["localhost", "127.0.0.1"]), strict=True):
        (folder / name).write_bytes(pem)
    return lambda refused: server_context(str(folder / "c.pem"), str(folder / "k.pem"), SECONDS, refused)


def counted(context: Callable[[Callable[[str], None]], ssl.SSLContext], client: Callable[[int], None]) -> list[str]:
    """What a server has counted once `client`, given its port, is done and it has let go of the connection."""
    reasons: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        made = context(reasons.append)
        server = await loop.create_server(Greeting, "127.0.0.1", 0, ssl=made, ssl_handshake_timeout=SECONDS)
        await asyncio.to_thread(client, server.sockets[0].getsockname()[1])
        server.close()
        await asyncio.sleep(0.05)  # it hears of the client's end on its next turns

    uvloop.run(main())
    return reasons


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_refused_handshake_is_counted_by_its_reason(
    serving: Callable[[Callable[[str], None]], ssl.SSLContext], case: Case
) -> None:
    def client(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 60) as connection, contextlib.suppress(ConnectionError):
            connection.sendall(case.sent)
            while not case.leaves and connection.recv(1000):
                pass

    assert counted(serving, client) == case.counted


def test_a_handshake_that_is_done_or_that_the_client_refuses_is_not_counted(
    serving: Callable[[Callable[[str], None]], ssl.SSLContext],
) -> None:
    trusting, wary = ssl._create_unverified_context(), ssl.create_default_context()

    def client(port: int) -> None:
        for context in (trusting, wary):
            with socket.create_connection(("127.0.0.1", port), 60) as plain:
                if context is wary:
                    with pytest.raises(ssl.SSLCertVerificationError):
                        context.wrap_socket(plain, server_hostname="localhost")
                else:
                    with context.wrap_socket(plain) as connection:
                        assert connection.recv(5) == b"hello"

    assert counted(serving, client) == []
