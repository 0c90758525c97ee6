"""What an application with a client of `docs/clients` tells, and what it never does to its application."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.clients.conftest import CLIENTS, Sink, started
from tests.ingest.conftest import SQLI, Shop, recorded
from tests.servers import free_port


async def test_each_request_is_told_judged_and_recorded(
    framework: str, shop: Shop, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async with started(framework, request, tmp_path, shop.console.url, key=shop.key) as app:
        assert (await app.client.get("/orders/42?page=2", headers={"X-User": "ada"})).json() == {"number": "42"}
        added = await app.client.post("/orders", json={"note": "a" * 100})
        assert (added.status_code, added.json()) == (201, {"got": {"note": "a" * 100}})
        assert (await app.client.get(SQLI)).status_code == 404
        assert (await app.client.get("/boom")).status_code == 500
        rows = {row.path: row for row in await recorded(shop.store, 5, 20)}
    read, post, attack, failed = (rows[path] for path in ("/orders/42", "/orders", "/search", "/boom"))
    assert (read.method, read.path, read.query, read.status) == ("GET", "/orders/42", "page=2", 200)
    assert (read.client, read.identity, read.source) == ("127.0.0.1", "ada", "ingest")
    assert read.user_agent.startswith("python-httpx")
    assert 0 < read.duration < 20_000_000
    assert read.response_bytes >= len('{"number":"42"}')
    assert (post.method, post.status, post.operation) == ("POST", 201, "POST /orders")
    assert post.request_bytes == len(added.request.content)
    assert (attack.status, attack.action, attack.would) == (404, "allow", "block")
    assert failed.status == 500


async def test_streams_pass_as_they_come(
    framework: str, sink: Sink, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async with started(framework, request, tmp_path, sink.url) as app:
        async with app.client.stream("GET", "/stream") as answer:
            times = [time.monotonic() async for _ in answer.aiter_raw()]
        assert times[-1] - times[0] >= 0.25
        await sink.until(lambda: len(sink.records) == 2)
        told = sink.record_of("/stream")
        assert told["latency_ms"] >= 600
        assert told["response_size"] >= len("part 0\n") * 3


async def test_credentials_are_not_sent_unless_asked_for(
    framework: str, sink: Sink, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async with started(framework, request, tmp_path, sink.url, key="the-key") as app:
        headers = {"Authorization": "Bearer canary", "Cookie": "a=canary", "X-API-Key": "canary", "X-Other": "kept"}
        await app.client.get("/orders/1", headers=headers)
        await sink.until(lambda: len(sink.records) == 2)
    assert "canary" not in str(sink.records)
    assert sink.record_of("/orders/1")["headers"]["x-other"] in ("kept", ["kept"])
    assert sink.keys == {"the-key"}


async def test_it_waits_as_long_as_it_is_asked_to_and_sends_all_of_it(
    framework: str, sink: Sink, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sink.answers = [(429, {"Retry-After": "3"}), (503, {})]
    async with started(framework, request, tmp_path, sink.url) as app:
        for number in range(5):
            await app.client.get(f"/orders/{number}")
        await sink.until(lambda: len(sink.records) == 6, 40)
    assert sink.times[1] - sink.times[0] >= 2.9
    assert sink.times[2] - sink.times[1] >= 1
    assert len({record["request_id"] for record in sink.records}) == 6


async def test_without_a_console_the_application_answers_as_before_and_the_queue_is_bounded(
    framework: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async with started(framework, request, tmp_path, f"http://127.0.0.1:{free_port()}", queue=10) as app:
        for number in range(60):
            assert (await app.client.get(f"/orders/{number}")).status_code == 200
        counts = (await app.client.get("/counts")).json()
        assert (counts["sent"], counts["rejected"]) == (0, 0)
        assert counts["dropped"] >= 40


async def test_a_refused_key_is_said_once_and_nothing_is_tried_again(
    framework: str, sink: Sink, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sink.answers = [(401, {})]
    async with started(framework, request, tmp_path, sink.url) as app:
        await sink.until(lambda: len(sink.times) == 1)
        await app.client.get("/orders/1")
        await sink.until(lambda: sink.record_of("/orders/1"))
        assert (await app.client.get("/counts")).json()["rejected"] >= 1
        assert app.log.read_text().count("takes no telemetry") == 1


async def test_what_is_left_is_sent_at_the_end(
    framework: str, sink: Sink, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async with started(framework, request, tmp_path, sink.url) as app:
        for number in range(5):
            await app.client.get(f"/orders/{number}")
        await app.client.aclose()
        await app.stop()
        await sink.until(lambda: len(sink.records) == 6)


def test_a_client_is_short_and_needs_nothing_else() -> None:
    for file in CLIENTS.glob("boing_*"):
        text = file.read_text()
        assert len(text.splitlines()) < 120, file.name
        for line in text.splitlines():
            if "require(" in line and "node:" not in line:
                assert line.strip().startswith("const boing"), line
