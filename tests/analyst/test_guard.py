"""POSTs to addresses that somebody typed in, against real sockets."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import pytest

from gateway.analyst.notify import guard
from gateway.analyst.notify.guard import Poster, Unreachable
from gateway.reach import Forbidden, Reach
from tests.analyst.receivers import Inbox, answer, http_server, private_ca, unused_port

LOOPBACK = Reach.of("127.0.0.1")


async def post(inbox: Inbox, body: bytes = b"{}", path: str = "/hook"):
    url = f"http://127.0.0.1:{inbox.port}{path}"
    return await Poster(LOOPBACK).post(url, {"content-type": "application/json"}, body)


@pytest.mark.parametrize("host", [
    "127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "localhost", "localhost.", "0", "0.0.0.0",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[::ffff:169.254.169.254]",
])  # fmt: skip
async def test_no_spelling_of_a_local_address_is_reached(host: str) -> None:
    """The receiver listens there, and never hears of it."""
    async with http_server() as inbox:
        with pytest.raises((Forbidden, Unreachable)) as refused:
            await Poster(Reach()).post(f"http://{host}:{inbox.port}/hook", {}, b"{}")
        assert inbox.connections == 0
    # Names that this machine's resolver does not take for an address go nowhere at all.
    assert isinstance(refused.value, Forbidden) or "does not resolve" in str(refused.value)


async def test_a_name_that_resolves_differently_the_second_time_gains_nothing() -> None:
    """DNS rebinding: asked once, the connection goes to the address that was checked."""
    async with http_server() as inbox:
        asked: list[str] = []

        async def rebinding(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

        poster = Poster(Reach.of("192.0.2.1"), resolve=rebinding)
        connected: list[str] = []

        async def connect(host: str, *_: object, **__: object):
            connected.append(host)
            raise guard.httpcore.ConnectError("not there")

        poster._backend._plain.connect_tcp = connect
        with pytest.raises(Unreachable, match=r"192\.0\.2\.1"):
            await poster.post("http://rebinding.example/", {}, b"{}")
        assert (asked, connected, inbox.connections) == (["rebinding.example"], ["192.0.2.1"], 0)


async def test_a_name_that_also_has_a_private_address_is_refused() -> None:
    async def both(host: str, port: int) -> list[str]:
        return ["8.8.8.8", "10.0.0.1"]

    with pytest.raises(Forbidden, match=r"10\.0\.0\.1"):
        await Poster(Reach(), resolve=both).post("http://both.example/", {}, b"{}")


async def test_a_redirect_is_not_followed() -> None:
    async with http_server() as inner, http_server(answer(302, location=inner.url)) as inbox:
        answered = await post(inbox)
        assert (answered.status, inner.connections) == (302, 0)


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with http_server() as proxy, http_server() as inbox:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await post(inbox)).status == 200
        assert (proxy.connections, inbox.connections) == (0, 1)


async def test_what_is_sent_arrives() -> None:
    async with http_server(answer(202, b"thanks")) as inbox:
        answered = await post(inbox, b'{"a":1}', "/hook?token=x%20y")
        (request,) = inbox.requests
        assert (answered.status, answered.excerpt) == (202, "thanks")
        assert request.head == "POST /hook?token=x%20y HTTP/1.1"
        assert request.headers["host"] == f"127.0.0.1:{inbox.port}"
        assert (request.headers["content-type"], request.body) == ("application/json", b'{"a":1}')


async def test_a_receiver_that_is_not_there_is_named() -> None:
    port = await unused_port()
    with pytest.raises(Unreachable, match=rf"127\.0\.0\.1\) port {port}"):
        await Poster(LOOPBACK).post(f"http://127.0.0.1:{port}/", {}, b"{}")


async def test_a_name_that_is_none_is_named() -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable, match=r"nowhere\.example does not resolve"):
        await Poster(Reach(), resolve=nowhere).post("https://nowhere.example/", {}, b"{}")


async def test_a_receiver_that_never_answers_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "DEADLINE", 0.3)
    inbox: Inbox

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await inbox.take(reader)
        await inbox.release.wait()

    async with http_server(behave=hang) as inbox:
        begun = time.monotonic()
        with pytest.raises(Unreachable, match=r"no answer within 0\.3 s"):
            await post(inbox)
        assert time.monotonic() - begun < 30
        assert len(inbox.requests) == 1


async def test_a_resolver_that_hangs_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "DEADLINE", 0.2)

    async def hang(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(Unreachable, match="no answer within"):
        await Poster(Reach(), resolve=hang).post("http://slow.example/", {}, b"{}")


async def test_a_body_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while sent < 500_000_000:
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    async with http_server(behave=flood) as inbox:
        answered = await post(inbox)
    assert (answered.status, len(answered.excerpt)) == (200, guard.EXCERPT)
    assert sent < 100_000_000


async def test_a_status_whose_body_never_comes_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.1)
    inbox: Inbox

    async def status_alone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await inbox.take(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc")
        await writer.drain()
        await inbox.release.wait()

    async with http_server(behave=status_alone) as inbox:
        assert (await post(inbox)).status == 200


BROKEN = {
    "closes at once": b"",
    "speaks no HTTP": b"220 mail.example ESMTP\r\n",
    "closes in the middle of the head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "sends a head without end": b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000,
}


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN)
async def test_a_receiver_that_breaks_off_is_an_error_with_a_word(said: bytes) -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        if writer.can_write_eof():
            writer.write_eof()

    async with http_server(behave=broken) as inbox:
        with pytest.raises(Unreachable) as failed:
            await post(inbox)
    assert str(failed.value)


async def test_a_certificate_is_verified(tmp_path: Path) -> None:
    """One of a private CA is refused, unless that CA is trusted; and then for its own name alone."""
    ca = private_ca(tmp_path)
    async with http_server(tls=ca.server()) as inbox:
        url = f"https://127.0.0.1:{inbox.port}/"
        with pytest.raises(Unreachable, match="certificate"):
            await Poster(LOOPBACK).post(url, {}, b"{}")
        assert (await Poster(LOOPBACK, tls=ca.client()).post(url, {}, b"{}")).status == 200

        async def elsewhere(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        poster = Poster(LOOPBACK, tls=ca.client(), resolve=elsewhere)
        with pytest.raises(Unreachable, match="certificate"):
            await poster.post(f"https://other.example:{inbox.port}/", {}, b"{}")
        assert (await poster.post(f"https://localhost:{inbox.port}/", {}, b"{}")).status == 200
