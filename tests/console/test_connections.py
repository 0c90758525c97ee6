"""Clients that are slow, many, or stand behind a proxy."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from console.app import trusted_proxies
from console.envelope import ConsoleLimits
from console.throttle import LoginLimits
from gateway.settings import Settings
from tests.console.conftest import ADMIN, PATIENT, Running, started

QUICK = replace(PATIENT, head_seconds=0.5, part_seconds=0.5, body_seconds=1.5)
SIGN_IN = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
UNREAD = b"POST /api/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"
HEALTH = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"


@contextlib.asynccontextmanager
async def connected(console: Running) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = console.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def trickled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes, then: bytes) -> bytes:
    """Send `first`, then one octet of `then` after the other, over and over, until the other side closes."""
    writer.write(first)
    answer, octets = b"", then
    with contextlib.suppress(ConnectionError):
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    if not (part := await reader.read(65536)):
                        return answer
                    answer += part
                continue
            writer.write(octets[:1])
            octets = octets[1:] + octets[:1]
    return answer


SLOW: dict[str, tuple[bytes, bytes, bytes]] = {
    "nothing at all": (b"", b"", b""),
    "a request line, letter by letter": (b"", b"GET /aaaaaaaaaaaaaaaaaaaaaaa", b" 408 "),
    "headers without end": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n", b" 408 "),
    "a second request's head": (HEALTH, b"GET /aaaaaaaaaaaaaaaaaaaaaaaa", b"HTTP/1.1 200 "),
    "a body, octet by octet": (SIGN_IN, b" ", b" 408 "),
    "a body that nobody reads": (UNREAD, b" ", b" 401 "),
}


@pytest.mark.parametrize("case", SLOW)
async def test_whoever_trickles_is_closed(settings: Settings, case: str) -> None:
    first, then, expected = SLOW[case]
    async with started(settings, limits=QUICK) as console, connected(console) as (reader, writer):
        async with asyncio.timeout(60):
            answer = await trickled(reader, writer, first, then or b"") if then else await reader.read()
    assert expected in answer
    assert then or answer == b""


async def test_whoever_stops_within_a_body_is_told_and_closed(settings: Settings) -> None:
    async with started(settings, limits=QUICK) as console, connected(console) as (reader, writer):
        writer.write(SIGN_IN)
        async with asyncio.timeout(60):
            answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


async def test_a_kept_connection_is_good_for_more_than_one_head(settings: Settings) -> None:
    """The time for a head begins anew with each."""
    async with started(settings, limits=replace(QUICK, head_seconds=1.0)) as console, connected(console) as (r, w):
        for _ in range(3):
            w.write(HEALTH[:10])
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await r.readexactly(1)
            w.write(HEALTH[10:])
            assert b" 200 " in await r.readuntil(b"\r\n")
            await r.readuntil(b"}")


async def test_a_head_without_measure_is_refused(console: Running) -> None:
    async with connected(console) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n" + b"X-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 1000)
        async with asyncio.timeout(60):
            assert b" 400 " in await reader.readline()


@pytest.mark.parametrize("limit", ["connections", "connections_per_address"])
async def test_connections_are_bounded_in_number(settings: Settings, limit: str) -> None:
    limits: ConsoleLimits = replace(PATIENT, **{limit: 3})
    async with started(settings, limits=limits) as console, contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(connected(console)) for _ in range(3)]
        for _, writer in held:
            writer.write(HEALTH)
        for reader, _ in held:
            assert b" 200 " in await reader.readline()
        reader, _ = await stack.enter_async_context(connected(console))
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(60):
                assert await reader.read() == b""
        for reader, writer in held[:1]:
            writer.write(HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            assert await reader.read() != b""
        assert (await console.as_nobody.get("/api/health")).status_code == 200


async def test_a_trusted_proxy_may_have_more_connections_than_one_client(settings: Settings) -> None:
    limits = replace(PATIENT, connections_per_address=1)
    async with (
        started(replace(settings, console_trusted_proxies="127.0.0.1"), limits=limits) as console,
        connected(console) as (_, first),
        connected(console) as (reader, second),
    ):
        first.write(HEALTH)
        second.write(HEALTH)
        assert b" 200 " in await reader.readline()


FORWARDED: dict[str, tuple[str, str, str]] = {
    "nobody is trusted": ("", "203.0.113.9", "127.0.0.1"),
    "the proxy is trusted": ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
    "read from the right": ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
    "two proxies": ("127.0.0.1, 10.0.0.0/8", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
    "no address": ("127.0.0.1", "unknown", "127.0.0.1"),
}


@pytest.mark.parametrize("case", FORWARDED)
async def test_the_client_is_who_the_last_trusted_proxy_saw(settings: Settings, case: str) -> None:
    trusted, header, client = FORWARDED[case]
    async with started(replace(settings, console_trusted_proxies=trusted)) as console:
        body = {"email": ADMIN[0], "password": ADMIN[1]}
        answer = await console.as_nobody.post("/api/login", json=body, headers={"X-Forwarded-For": header})
        assert answer.status_code == 200
        (row, *_) = await console.store.audit.query(action="login")
        (session, *_) = await console.store.sessions.of_user(1, 0)
        assert (row.address, session.address) == (client, client)


async def test_behind_a_proxy_one_client_is_throttled_and_another_is_not(settings: Settings) -> None:
    limits: dict[str, Any] = {
        "login_limits": LoginLimits(address=(2, 1000.0), pair=(50, 1.0), account=(50, 1.0)),
        "limits": replace(PATIENT, address_burst=4, address_rate=0.01),
    }
    async with started(replace(settings, console_trusted_proxies="127.0.0.1"), **limits) as console:
        guess = {"email": "nobody@example.com", "password": "x"}
        codes = [
            (await console.as_nobody.post("/api/login", json=guess, headers={"X-Forwarded-For": client})).status_code
            for client in [*["203.0.113.1"] * 5, "203.0.113.2"]
        ]
        assert codes == [401, 401, 429, 429, 429, 401]


@pytest.mark.parametrize("value", ["127.0.0.1/33", "proxy.example.com", "10.0.0.1/8"])
def test_a_trusted_proxy_that_is_none_is_refused_at_start(value: str) -> None:
    with pytest.raises(ValueError, match="CONSOLE_TRUSTED_PROXIES"):
        trusted_proxies(Settings(console_trusted_proxies=f"192.0.2.1, {value}"))
