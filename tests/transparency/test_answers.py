"""The same request gets the same answer with the gateway and without it, byte by byte but for what `ALLOWED` lists."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.policy.document import Api, Limit
from tests.gatewayproc import Running, running, seed_store
from tests.serving import listening, on_a_thread
from tests.transparency.exchanges import ANSWERS, Exchange

ALLOWED = {
    "X-Request-Id": "added: what a caller quotes, and finds its request by",
    "RateLimit-Policy, RateLimit": "added where the API has limits",
    "Connection, Keep-Alive and what Connection names": "of one hop only (RFC 9110 section 7.6.1): each side has its own",
    "where chunks end": "the data of chunks is one stream (RFC 9112 section 7.1); what is in it is compared",
    "100 Continue": "said by the gateway itself, which wants the body to look at before the origin gets it",
    "CONNECT": "refused: a gateway before an API is no tunnel",
}
"""all that may differ, and why"""
ADDED = (b"x-request-id", b"ratelimit-policy", b"ratelimit")
OF_ONE_HOP = (b"connection", b"keep-alive")


@dataclass(frozen=True)
class Received:
    """An answer taken apart without losing a byte of it: interim answers, head, body, trailers."""

    before: tuple[bytes, ...]
    status: bytes
    fields: tuple[bytes, ...]
    body: bytes
    trailers: bytes = b""


@pytest.fixture(scope="module")
def origin() -> Iterator[int]:
    """The port of an origin that answers request `/x/N` with the bytes of exchange N, and ends the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    await reader.readexactly(int(line.partition(b":")[2]))
            writer.write(ANSWERS[int(head.split(b" ")[1].rpartition(b"/")[2])].answer())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    with on_a_thread(lambda: listening(serve)) as port:
        yield port


@pytest.fixture(scope="module")
def gateway(origin: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("transparency")
    limits = [Limit(quota=1_000_000)]
    seed_store(data_dir, [Api(id=0, name="all", upstream=f"http://127.0.0.1:{origin}", limits=limits)])
    with running("gateway", data_dir, "--workers", "1") as started:
        yield started


def ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        data = b""
        while part := connection.recv(65_536):
            data += part
        return data


def taken_apart(data: bytes, method: str) -> Received:
    before = []
    while data.startswith(b"HTTP/1.1 1"):
        head, _, data = data.partition(b"\r\n\r\n")
        before.append(head)
    head, _, body = data.partition(b"\r\n\r\n")
    status, *fields = head.split(b"\r\n")
    if method == "HEAD" or not any(line.lower() == b"transfer-encoding: chunked" for line in fields):
        return Received(tuple(before), status, tuple(fields), body)
    whole = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        if not count:
            return Received(tuple(before), status, tuple(fields), whole, body)
        whole, body = whole + body[:count], body[count + 2 :]


def without(received: Received, *names: bytes) -> Received:
    kept = tuple(line for line in received.fields if line.partition(b":")[0].lower() not in names)
    return Received(received.before, received.status, kept, received.body, received.trailers)


@pytest.mark.parametrize("exchange", ANSWERS, ids=lambda exchange: exchange.name)
def test_an_answer_is_the_same_with_the_gateway_and_without(gateway: Running, origin: int, exchange: Exchange) -> None:
    request = exchange.request(ANSWERS.index(exchange))
    plain = taken_apart(ask(origin, request), exchange.method)
    through = taken_apart(ask(gateway.port, request), exchange.method)
    names = [line.partition(b":")[0].lower() for line in through.fields]
    assert names.count(b"x-request-id") == 1
    assert without(through, *ADDED, *OF_ONE_HOP) == without(plain, *OF_ONE_HOP)


def test_a_tunnel_is_refused(gateway: Running) -> None:
    answer = taken_apart(ask(gateway.port, b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n"), "CONNECT")
    assert answer.status == b"HTTP/1.1 400 Bad Request"
