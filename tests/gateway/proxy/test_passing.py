"""Answers that are long, or of no announced length, are judged as they pass; a leak that is enforced cuts them."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from addons.finding import Mode
from gateway.cli.tools import make_pair
from gateway.policy.document import Api, DetectorSettings, Limit
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.serving import listening, on_a_thread

SECRET = b"Zx9kQ2mWp7LrT4"
LEAK = b'{"dsn": "postgres://app:' + SECRET + b'@db.internal/app"}'
HARMLESS = b'{"dsn": "postgres://app:password-example@db.internal/app"}'
TEXT = b"all is well here. " * 2000
BUDGET = 400_000


class Answer(NamedTuple):
    """`pieces` are sent one by one; `gate`: the place of the one before which the origin waits for the test."""

    pieces: tuple[bytes, ...]
    fields: bytes = b"content-type: application/json\r\n"
    chunked: bool = True
    waits_before: int = -1


class Shop:
    """An origin that answers a path as it was told to."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.go_on = threading.Event()

    def tell(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return path

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(self.answers[head.split(b" ")[1].decode().removeprefix("/watched")], writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        size = sum(map(len, answer.pieces))
        framing = b"transfer-encoding: chunked\r\n" if answer.chunked else b"content-length: %d\r\n" % size
        writer.write(b"HTTP/1.1 200 OK\r\n" + answer.fields + framing + b"\r\n")
        for number, piece in enumerate(answer.pieces):
            if number == answer.waits_before:
                await asyncio.to_thread(self.go_on.wait, 60)
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
            await writer.drain()
            await asyncio.sleep(0.002)  # so that they are read one by one, most of the time
        if answer.chunked:
            writer.write(b"0\r\n\r\n")


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[Shop, int]]:
    shop = Shop()

    def opening() -> AbstractAsyncContextManager[asyncio.Server]:
        return listening(shop.serve)

    with on_a_thread(opening) as port:
        yield shop, port


@pytest.fixture(scope="module")
def leaking(shop: tuple[Shop, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`/watched` observes, all else enforces."""
    folder: Path = tmp_path_factory.mktemp("leaking")
    for name, pem in zip(("c.pem", "k.pem"), make_pair(["127.0.0.1"]), strict=True):
        (folder / name).write_bytes(pem)
    pair = {"BOING_TLS_CERT": str(folder / "c.pem"), "BOING_TLS_KEY": str(folder / "k.pem")}
    upstream, limits = f"http://127.0.0.1:{shop[1]}", [Limit(quota=1_000_000)]
    enforced = {"disclosure": DetectorSettings(mode=Mode.ENFORCE)}
    seed_store(
        folder / "data",
        [
            Api(id=0, name="shop", upstream=upstream, limits=limits, detectors=enforced),
            Api(id=0, name="watched", prefix="/watched", upstream=upstream, limits=limits),
        ],
    )
    with running(
        "gateway", folder / "data", "--workers", "1", tls=True, ANSWER_INSPECTED_BYTES=str(BUDGET), **pair
    ) as started:
        yield started


class Got(NamedTuple):
    request_id: str
    body: bytes
    whole: bool


def ask(gateway: Running, path: str, *, http2: bool = False) -> Got:
    with httpx.Client(base_url=gateway.url, verify=False, http2=http2, trust_env=False, timeout=60) as client:
        return read(client, path)


def read(client: httpx.Client, path: str) -> Got:
    body = b""
    with client.stream("GET", path) as answer:
        assert answer.status_code == 200
        request_id = answer.headers["x-request-id"]
        try:
            for part in answer.iter_raw():
                body += part
        except httpx.RemoteProtocolError:
            return Got(request_id, body, whole=False)
    return Got(request_id, body, whole=True)


def rules(gateway: Running, request_id: str) -> list[str]:
    gateway.record_of(request_id)
    return [finding["rule"] for finding in gateway.findings(request_id)]


CUTS = [
    pytest.param((len(LEAK),), id="in one piece"),
    pytest.param((30, len(LEAK)), id="cut within the secret"),
    pytest.param((12, 26, 33, len(LEAK)), id="in four pieces"),
    pytest.param(tuple(range(1, len(LEAK) + 1)), id="byte by byte"),
]


@pytest.mark.parametrize("cuts", CUTS)
@pytest.mark.parametrize("text", [LEAK, HARMLESS], ids=["secret", "placeholder"])
def test_where_an_origins_pieces_end_changes_nothing(
    leaking: Running, shop: tuple[Shop, int], cuts: tuple[int, ...], text: bytes
) -> None:
    pieces = tuple(
        text[start:end] for start, end in zip((0, *cuts), (*cuts, len(text)), strict=False) if text[start:end]
    )
    path = shop[0].tell(f"/cut/{len(cuts)}/{len(text)}", Answer((TEXT, *pieces, TEXT)))
    got = ask(leaking, path)
    if text is HARMLESS:
        assert got.whole
        assert got.body == TEXT + HARMLESS + TEXT
        assert rules(leaking, got.request_id) == []
        return
    assert not got.whole
    if len(cuts) == 1:
        assert SECRET not in got.body
    assert len(got.body) <= len(TEXT + LEAK), "nothing of what follows has gone on"
    assert rules(leaking, got.request_id) == ["disclosure-secret"]
    row = leaking.record_of(got.request_id)
    assert (row["action"], row["status"], row["error"]) == ("block", 200, "answer-leak")


@pytest.mark.parametrize("http2", [False, True], ids=["HTTP/1", "HTTP/2"])
@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_a_leak_late_in_a_long_answer_cuts_it(
    leaking: Running, shop: tuple[Shop, int], http2: bool, chunked: bool
) -> None:
    path = shop[0].tell(f"/late/{http2}/{chunked}", Answer((TEXT, TEXT, TEXT + LEAK + TEXT, TEXT), chunked=chunked))
    before = leaking.metric("boing_refused_total")
    got = ask(leaking, path, http2=http2)
    assert not got.whole
    assert SECRET not in got.body
    assert got.body.startswith(TEXT), "what came before it has gone on"
    eventually(lambda: leaking.metric("boing_refused_total") > before)
    assert 'boing_refused_total{reason="answer-leak"}' in leaking.health("/metrics")


def test_a_leak_that_ends_an_answer_cuts_its_end(leaking: Running, shop: tuple[Shop, int]) -> None:
    """Its last word is only known to be whole once the answer is over."""
    leak = b"token=ghp_" + b"aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW1xYz"
    got = ask(leaking, shop[0].tell("/end", Answer((TEXT, leak), b"content-type: text/plain\r\n")))
    assert not got.whole
    assert rules(leaking, got.request_id) == ["disclosure-secret"]
    again = ask(leaking, shop[0].tell("/end/after", Answer((TEXT,))))
    assert again.whole


def test_where_it_is_only_observed_the_answer_passes_whole(leaking: Running, shop: tuple[Shop, int]) -> None:
    path = shop[0].tell("/seen", Answer((TEXT, LEAK, TEXT)))
    got = ask(leaking, f"/watched{path}")
    assert (got.whole, got.body) == (True, TEXT + LEAK + TEXT)
    assert rules(leaking, got.request_id) == ["disclosure-secret"]
    assert leaking.record_of(got.request_id)["action"] == "allow"


def test_events_pass_as_they_come_and_the_stream_says_where_it_was_ended(
    leaking: Running, shop: tuple[Shop, int]
) -> None:
    fields = b"content-type: text/event-stream\r\ncache-control: no-store\r\n"
    events = (b"data: first\n\n", b"data: " + LEAK + b"\n\n", b"data: last\n\n")
    path = shop[0].tell("/events", Answer(events, fields, waits_before=1))
    body = b""
    with (
        httpx.Client(base_url=leaking.url, verify=False, trust_env=False, timeout=60) as client,
        client.stream("GET", path) as answer,
    ):
        with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012 - after the first event, which comes while the origin waits
            for part in answer.iter_raw():
                body += part
                if body == events[0]:
                    shop[0].go_on.set()
        request_id = answer.headers["x-request-id"]
    assert body == events[0] + f"\n: ended by the security gateway, request {request_id}\n".encode()
    assert rules(leaking, request_id) == ["disclosure-secret"]


@pytest.mark.parametrize("bad", [False, True], ids=["valid", "no gzip"])
def test_packed_answers_are_unpacked_as_they_pass(leaking: Running, shop: tuple[Shop, int], bad: bool) -> None:
    packed = gzip.compress(TEXT + LEAK + TEXT)
    pieces = (b"not gzip " + LEAK,) if bad else (packed[:10], packed[10:50], packed[50:])
    fields = b"content-type: application/json\r\ncontent-encoding: gzip\r\n"
    got = ask(leaking, shop[0].tell(f"/packed/{bad}", Answer(pieces, fields)))
    assert got.whole is bad
    assert rules(leaking, got.request_id) == ([] if bad else ["disclosure-secret"])


def test_what_comes_after_the_budget_passes_unseen(leaking: Running, shop: tuple[Shop, int]) -> None:
    text = (TEXT,) * (BUDGET // len(TEXT) + 1)
    got = ask(leaking, shop[0].tell("/beyond", Answer((*text, LEAK, TEXT))))
    assert got.whole
    assert got.body.endswith(LEAK + TEXT)
    assert rules(leaking, got.request_id) == []
