"""What is a stream stays one: events, WebSocket messages, gRPC calls and large bodies are the same with the gateway and without."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import websockets
from websockets.asyncio.server import ServerConnection, serve

from gateway.cli.tools import make_pair
from gateway.policy.document import Api, Limit
from tests.gateway.proxy.h2client import Client
from tests.gatewayproc import Running, running, seed_store
from tests.origin import Origin, running_origin
from tests.serving import on_a_thread
from tests.transparency.big import MIB, measure
from tests.transparency.grpc import running_grpc

LIMITS = [Limit(quota=1_000_000)]
MESSAGES = ("plain", "caf\u00e9 \u2603", "x" * 70_000, "", b"\x00\xff" * 500, b"")


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """The port of a WebSocket server that compresses, and sends back what it gets."""

    async def back(connection: ServerConnection) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for message in connection:
                await connection.send(message)

    with on_a_thread(lambda: serve(back, "127.0.0.1", 0, compression="deflate")) as port:
        yield port


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder: Path = tmp_path_factory.mktemp("pair")
    for name, pem in zip(("c.pem", "k.pem"), make_pair(["localhost", "127.0.0.1"]), strict=True):
        (folder / name).write_bytes(pem)
    return str(folder / "c.pem"), str(folder / "k.pem")


@pytest.fixture(scope="module")
def grpc(pair: tuple[str, str]) -> Iterator[int]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*pair)
    context.set_alpn_protocols(["h2"])
    with running_grpc(context) as port:
        yield port


@pytest.fixture(scope="module")
def gateway(
    origin: Origin, echo: int, grpc: int, pair: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("streams")
    upstreams = {"/": origin.url, "/ws": f"http://127.0.0.1:{echo}", "/grpc": f"https://127.0.0.1:{grpc}"}
    apis = [
        Api(id=0, name=f"api{number}", prefix=prefix, upstream=upstream, limits=LIMITS, verify_upstream=False)
        for number, (prefix, upstream) in enumerate(upstreams.items())
    ]
    seed_store(data_dir, apis)
    arguments = ("--workers", "1", "--cert", pair[0], "--key", pair[1])
    with running("gateway", data_dir, *arguments, tls=True) as started:
        yield started


def unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def test_the_first_event_arrives_before_the_second_is_sent(gateway: Running, origin: Origin) -> None:
    def events(connection: socket.socket) -> bytes:
        origin.hold.clear()
        connection.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        data = b""
        while b"data: 0\n\n" not in data:
            data += connection.recv(4096)
        assert b"data: 1" not in data
        origin.hold.set()
        while b"0\r\n\r\n" not in data:
            data += connection.recv(4096)
        return data.partition(b"\r\n\r\n")[2]

    with socket.create_connection(("127.0.0.1", origin.port), timeout=20) as connection:
        plain = events(connection)
    with (
        socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as raw,
        unverified().wrap_socket(raw) as connection,
    ):
        assert events(connection) == plain


async def test_a_websocket_agrees_on_the_same_and_carries_the_same(gateway: Running, echo: int) -> None:
    async def talk(url: str, context: ssl.SSLContext | None) -> tuple[object, list[str | bytes], str | None]:
        async with websockets.connect(url, ssl=context, proxy=None, compression="deflate") as connection:
            got = []
            for message in MESSAGES:
                await connection.send(message)
                got.append(await asyncio.wait_for(connection.recv(), 60))
            await connection.close(4001, "enough")
            agreed = connection.response.headers["Sec-WebSocket-Extensions"]
            return agreed, got, connection.close_reason

    plain = await talk(f"ws://127.0.0.1:{echo}/ws", None)
    through = await talk(f"wss://127.0.0.1:{gateway.port}/ws", unverified())
    assert through == plain
    assert "permessage-deflate" in str(plain[0])
    assert plain[1] == list(MESSAGES)


def test_a_grpc_call_has_the_same_head_messages_and_trailers(gateway: Running, grpc: int) -> None:
    def call(port: int) -> tuple[object, ...]:
        with Client(port) as client:
            stream = client.h2.get_next_available_stream_id()
            head = [(":method", "POST"), (":scheme", "https"), (":path", "/grpc/Shop/Buy"), (":authority", "localhost"),
                    ("content-type", "application/grpc"), ("te", "trailers")]  # fmt: skip
            client.h2.send_headers(stream, head)
            for number in range(3):
                client.h2.send_data(stream, b"\0\0\0\0\x08" + b"message%d" % number)
            client.flush()
            assert client.read(lambda: client.bodies.get(stream) == 39), "the answer comes while the call goes on"
            client.h2.end_stream(stream)
            client.flush()
            assert client.read(lambda: stream in client.ended)
            kept = [field for field in client.heads[stream] if not field[0].startswith(("x-request-id", "ratelimit"))]
            return kept, client.bodies[stream], client.trailers[stream]

    plain = call(grpc)
    assert call(gateway.port) == plain
    assert plain[2] == {"grpc-status": "7", "grpc-message": "not%20allowed", "x-bin": "AAEC"}


@pytest.mark.timeout(900)
def test_large_bodies_arrive_whole_in_constant_memory(tmp_path: Path) -> None:
    for way, took in measure(200 * MIB, tmp_path).items():
        assert took.whole, way
        assert took.grown < 32 * MIB, way
