"""Connections to origins: shared between clients when idle, and no reason for a client to see one die."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.proxy.pool import YOUNG_SECONDS
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.origin import Origin, running_origin


@pytest.fixture(scope="module")
def own() -> Iterator[Origin]:
    """An origin whose connections nobody else opens."""
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def front(own: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("upstreams")
    seed_store(data_dir, [plain_api(own)])
    with running("gateway", data_dir, "--workers", "1") as started:
        yield started


@pytest.fixture
def alone(own: Origin, front: Running) -> Origin:
    """The same with no connection open and nothing seen; the gateway knows."""
    once(front, "/before")
    own.hang_up()
    return own


def once(front: Running, path: str, method: str = "GET", body: bytes | None = None) -> httpx.Response:
    """On a connection of its own."""
    with httpx.Client(base_url=front.url, trust_env=False, timeout=60) as client:
        return client.request(method, path, content=body)


def test_clients_that_come_and_go_share_one_connection(front: Running, alone: Origin) -> None:
    for number in range(30):
        assert once(front, f"/short/{number}").status_code == 200
    assert alone.connections <= 2


def test_a_client_that_only_waits_lends_its_connection_to_others(front: Running, alone: Origin) -> None:
    with httpx.Client(base_url=front.url, trust_env=False) as waiting:
        waiting.get("/first")
        time.sleep(2.0)  # long enough to count as idle
        assert once(front, "/second").status_code == 200
        assert alone.connections == 1
        assert waiting.get("/third").status_code == 200
    assert alone.connections <= 2


async def test_answers_go_to_who_asked(front: Running, alone: Origin) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(asyncio.to_thread(once, front, f"/echo/{number}/count", "POST", b"x" * number))
                 for number in range(1, 120)]  # fmt: skip
    assert [int(task.result().text) for task in tasks] == list(range(1, 120))
    assert alone.connections < 119


def test_a_connection_that_carried_http_1_0_is_not_used_again(front: Running, alone: Origin) -> None:
    """An origin closes it after its answer (RFC 9112 section 9.3), and may not have got round to it yet."""
    with socket.create_connection(("127.0.0.1", front.port), timeout=60) as client:
        client.sendall(b"GET /old HTTP/1.0\r\nHost: a.test\r\n\r\n")
        assert client.makefile("rb").read().split()[1] == b"200"
    assert once(front, "/new", "POST", b"x").status_code == 200
    assert alone.connections == 2


@pytest.mark.parametrize("pooled", [False, True], ids=["of the same client", "of another client"])
def test_a_get_on_a_connection_that_dies_is_sent_again(front: Running, alone: Origin, pooled: bool) -> None:
    with httpx.Client(base_url=front.url, trust_env=False) as client:
        client.get("/first")
        if pooled:
            client.close()
            answer = once(front, "/stale")
        else:
            answer = client.get("/stale")
    assert answer.status_code == 200
    assert len(alone.find("/stale")) == 2


def test_a_put_is_sent_again_with_its_body(front: Running, alone: Origin) -> None:
    with httpx.Client(base_url=front.url, trust_env=False) as client:
        client.get("/first")
        assert client.put("/stale", content=b'{"a": 1}').status_code == 200
    assert alone.find("/stale")[-1].body == b'{"a": 1}'


def test_a_post_is_never_sent_twice(front: Running, alone: Origin) -> None:
    with httpx.Client(base_url=front.url, trust_env=False) as client:
        client.get("/first")
        answer = client.post("/stale", content=b"{}", headers={"content-type": "application/json"})
    assert answer.status_code == 502
    assert len(alone.find("/stale")) == 1
    assert front.record_of(answer.headers["x-request-id"])["error"] == "reset"


def test_a_post_takes_no_connection_its_origin_may_be_tired_of(front: Running, alone: Origin) -> None:
    with httpx.Client(base_url=front.url, trust_env=False) as client:
        client.get("/first")
        time.sleep(YOUNG_SECONDS + 0.1)
        answer = client.post("/stale", content=b"{}", headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert alone.connections == 2


def test_a_retry_happens_once(front: Running, alone: Origin) -> None:
    with httpx.Client(base_url=front.url, trust_env=False) as client:
        client.get("/first")
        assert client.get("/drop").status_code == 502
    assert len(alone.find("/drop")) == 2


def test_what_an_origin_says_unasked_reaches_nobody(front: Running, alone: Origin) -> None:
    """Response queue poisoning: an answer nobody asked for must not become the next one's."""
    with httpx.Client(base_url=front.url, trust_env=False) as client:
        assert client.get("/twice").text == "first"
        assert client.get("/after").json() == {"ok": True}
    for number in range(3):
        assert once(front, f"/after/{number}").json() == {"ok": True}


def test_a_half_read_answer_leaves_its_connection_to_nobody(front: Running, alone: Origin) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=60) as connection:
        connection.sendall(b"GET /download HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(1000)
    eventually(lambda: not alone.writers)
    assert once(front, "/after").json() == {"ok": True}
