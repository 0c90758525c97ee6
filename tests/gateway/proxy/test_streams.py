"""What is not held until its end is judged as it passes: large uploads, WebSocket messages; a hit ends the stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websockets
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from addons.finding import Mode
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.origin import Origin
from tests.serving import on_a_thread

MIB = 1 << 20
ATTACK = b"q=1' UNION SELECT password FROM users-- "
OCTETS = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def echoing() -> Iterator[str]:
    """The URL of a WebSocket server that sends back what it gets, as it gets it."""

    async def echo(connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await connection.send(connection.recv_streaming())

    with on_a_thread(lambda: serve(echo, "127.0.0.1", 0, max_size=None)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def streams(origin: Origin, echoing: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("streams")
    apis = [
        plain_api(origin),
        plain_api(origin, name="watched", prefix="/watched", mode=Mode.OBSERVE),
        plain_api(origin, name="ws", prefix="/ws", upstream=echoing),
    ]
    seed_store(data_dir, apis)
    with running("gateway", data_dir, "--workers", "1") as started:
        yield started


def blocks(attack_at: int | None, *, across: bool = False) -> Iterator[bytes]:
    """12 MiB of text, 64 KiB at a time; `attack_at`: the block that has the attack, `across`: half of it in the next."""
    for number in range(192):
        block = b"all is well here. " * 3641
        if attack_at == number:
            block += ATTACK[:20] if across else ATTACK
        if across and attack_at is not None and number == attack_at + 1:
            block = ATTACK[20:] + block
        yield block


@pytest.mark.parametrize("across", [False, True], ids=["in one piece", "across two pieces"])
def test_an_attack_late_in_a_streamed_upload_ends_it(streams: Running, origin: Origin, across: bool) -> None:
    path = f"/late/{across}"
    answer = httpx.post(
        f"{streams.url}{path}", content=blocks(180, across=across), headers=OCTETS, trust_env=False, timeout=30
    )
    assert answer.status_code == 403
    row = streams.record_of(answer.headers["x-request-id"])
    assert (row["action"], row["status"]) == ("block", 403)
    assert streams.findings(answer.headers["x-request-id"])
    seen = eventually(lambda: origin.find(path))[-1]
    assert ATTACK not in seen.body
    assert not seen.body.endswith(b"0\r\n\r\n"), "the origin must not take the part for a whole"


def test_a_harmless_streamed_upload_arrives_whole(streams: Running) -> None:
    size = sum(len(block) for block in blocks(None))
    answer = httpx.post(f"{streams.url}/count", content=blocks(None), headers=OCTETS, trust_env=False, timeout=30)
    assert (answer.status_code, answer.text) == (200, str(size))


def test_observe_lets_a_streamed_attack_pass_and_says_so(streams: Running) -> None:
    answer = httpx.post(
        f"{streams.url}/watched/count", content=blocks(180), headers=OCTETS, trust_env=False, timeout=30
    )
    assert answer.status_code == 200
    row = streams.record_of(answer.headers["x-request-id"])
    assert (row["action"], row["would"]) == ("allow", "block")


@pytest.mark.parametrize(
    ("content_type", "text", "status"),
    [
        ("application/grpc", ATTACK, 403),
        ("application/octet-stream", ATTACK, 200),
        ("application/octet-stream", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 403),
    ],
    ids=["a message's text is a value", "a program's text is not", "a file may not fetch another"],
)
def test_binary_data_that_streams_is_searched_for_what_its_text_can_do(
    streams: Running, content_type: str, text: bytes, status: int
) -> None:
    def binary() -> Iterator[bytes]:
        for number in range(192):
            yield bytes(range(256)) * 256 + (b"\x0a\x28" + text + b"\x00" if number == 180 else b"")

    answer = httpx.post(
        f"{streams.url}/late/count",
        content=binary(),
        headers={"content-type": content_type},
        trust_env=False,
        timeout=60,
    )
    assert answer.status_code == status


@pytest.mark.parametrize("compression", ["deflate", None])
async def test_an_attack_in_a_websocket_message_ends_the_connection(
    streams: Running, origin: Origin, compression: str | None
) -> None:
    path = f"/ws/chat/{compression}"
    async with websockets.connect(
        f"ws://127.0.0.1:{streams.port}{path}", proxy=None, compression=compression
    ) as connection:
        await connection.send("hello")
        assert await asyncio.wait_for(connection.recv(), 60) == "hello"
        await connection.send(json.dumps({"q": ATTACK.decode()}))
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(connection.recv(), 60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    row = eventually(lambda: streams.recorded(f"path = '{path}' AND action = 'block'"))[0]
    assert row["reason"]
    assert streams.findings(row["request_id"])[0]["location"].startswith("json:")


async def test_an_attack_in_a_fragmented_message_is_found_across_its_fragments(streams: Running) -> None:
    async def fragments() -> Iterator[str]:
        for text in ("x" * 1000, ATTACK[:20].decode(), ATTACK[20:].decode(), "y" * 1000):
            yield text

    async with websockets.connect(f"ws://127.0.0.1:{streams.port}/ws/parts", proxy=None) as connection:
        with contextlib.suppress(ConnectionClosed):
            await connection.send(fragments())
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(connection.recv(), 60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


async def test_a_long_message_goes_on_as_it_comes(streams: Running) -> None:
    """Half of it is answered before the rest is sent; the origin sends each part back."""
    first, second = asyncio.Event(), asyncio.Event()

    async def fragments() -> Iterator[bytes]:
        yield b"a" * 200_000
        first.set()
        await second.wait()
        yield b"b" * 10

    async with websockets.connect(
        f"ws://127.0.0.1:{streams.port}/ws/long", proxy=None, compression=None, max_size=None
    ) as connection:
        sending = asyncio.create_task(connection.send(fragments()))
        got = b""
        async with asyncio.timeout(60):
            await first.wait()
            stream = connection.recv_streaming()
            async for part in stream:
                got += part if isinstance(part, bytes) else part.encode()
                if len(got) >= 190_000:
                    second.set()
        await sending
    assert got == b"a" * 200_000 + b"b" * 10


async def test_a_message_that_inflates_without_end_closes_the_connection(streams: Running) -> None:
    """RFC 7692's deflate makes a mebibyte of a kilobyte: 64 MiB in one read are refused, not inflated."""
    async with websockets.connect(f"ws://127.0.0.1:{streams.port}/ws/bomb", proxy=None, max_size=None) as connection:
        before = streams.resident()
        with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012 - sending or receiving may meet it
            await connection.send(bytes(64 * MIB))
            await asyncio.wait_for(connection.recv(), 20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
    assert streams.resident() - before < 48 * MIB


async def test_many_messages_leave_nothing_behind(streams: Running) -> None:
    async with websockets.connect(f"ws://127.0.0.1:{streams.port}/ws/much", proxy=None) as connection:

        async def echo(count: int) -> None:
            for _ in range(count):
                await connection.send("m" * 4000)
                await connection.recv()

        await echo(300)
        before = streams.resident()
        started = time.monotonic()
        await echo(3000)
        assert time.monotonic() - started < 60
        assert streams.resident() - before < 6 * MIB
