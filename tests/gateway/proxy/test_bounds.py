"""Bounds on what a client can send and on how long anybody may take; each refusal counted by reason."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.policy.document import Api, Limit
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, eventually, free_port, read_answers, running, seed_store
from tests.origin import Origin


@pytest.fixture(scope="module")
def strict(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Short waits, and an API that listens nowhere, one that observes, one that limits."""
    data_dir: Path = tmp_path_factory.mktemp("strict")
    dead = f"http://127.0.0.1:{free_port()}"
    seed_store(
        data_dir,
        [
            plain_api(origin),
            Api(id=0, name="dead", upstream=dead, prefix="/dead"),
            plain_api(origin, name="limited", prefix="/limited", limits=[Limit(quota=5)]),
            plain_api(origin, name="packed", prefix="/packed", body_ratio=2000),
            plain_api(origin, name="watched", prefix="/watched", limits=[Limit(quota=5)], mode="observe"),
            plain_api(
                origin, name="stripped", prefix="/v1/shop", strip_prefix=True, preserve_host=False, hosts=["shop.test"]
            ),
        ],
    )
    environment = {
        "HEADER_SECONDS": "1",
        "FIRST_BYTE_SECONDS": "1",
        "IDLE_SECONDS": "2",
        "CONNECTIONS": "40",
    }
    with running("gateway", data_dir, "--workers", "1", **environment) as started:
        yield started


def test_a_large_head_is_refused(strict: Running) -> None:
    data = strict.raw(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: " + b"a" * 40_000 + b"\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 431")


def test_a_head_without_an_end_is_refused(strict: Running) -> None:
    data = strict.raw(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 20_000)
    assert data.startswith(b"HTTP/1.1 431")


def test_many_fields_are_refused(strict: Running) -> None:
    data = strict.raw(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 150 + b"\r\n")
    assert data.startswith(b"HTTP/1.1 431")
    assert eventually(lambda: strict.metric("boing_refused_total")) >= 1


def test_a_body_over_the_limit_is_refused_before_it_is_sent(strict: Running, origin: Origin) -> None:
    data = strict.raw(
        b"POST /big HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n"
        b"Expect: 100-continue\r\n\r\n"
    )
    assert data.startswith(b"HTTP/1.1 413")
    assert not origin.find("/big")


def test_what_a_packed_body_may_become_is_for_its_api_to_say(strict: Running, origin: Origin) -> None:
    """Two MiB out of two kB: a thousand to one."""
    packed = gzip.compress(b"[" + b" " * (2 << 20) + b"]")
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with httpx.Client(base_url=strict.url, trust_env=False) as client:
        answers = [client.post(path, content=packed, headers=headers) for path in ("/packed/in", "/unpacked")]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert not origin.find("/unpacked")
    refused = answers[1].headers["x-request-id"]
    strict.record_of(refused)
    assert "payload-bomb" in {finding["rule"] for finding in strict.findings(refused)}


def test_a_chunked_body_over_the_limit_is_refused(strict: Running) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(12):
            yield b" " * (1 << 20)

    answer = httpx.post(
        f"{strict.url}/big", content=blocks(), headers={"Content-Type": "application/json"}, trust_env=False, timeout=20
    )
    assert answer.status_code == 413
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_thousand_pipelined_requests_are_answered_one_by_one(strict: Running) -> None:
    """mitmproxy goes one call deeper for each, and ends the connection where Python's stack does."""
    attack = b"GET /?q=<script>alert(1)</script> HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /?q=<script>alert(1)</script> HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    assert strict.raw(attack * 999 + last).count(b"HTTP/1.1 403") == 1000


def test_a_slow_head_ends_in_408(strict: Running) -> None:
    with socket.create_connection(("127.0.0.1", strict.port), timeout=60) as connection:
        connection.sendall(b"GET / HT")
        assert read_answers(connection).startswith(b"HTTP/1.1 408")


def test_one_byte_at_a_time_does_not_outlive_the_deadline(strict: Running) -> None:
    with socket.create_connection(("127.0.0.1", strict.port), timeout=60) as connection:
        started = time.monotonic()
        with pytest.raises(OSError):  # noqa: PT012 - which byte meets the closed connection is open
            for _ in range(60):
                connection.sendall(b"a")
                time.sleep(0.1)
        assert time.monotonic() - started < 30


def test_an_idle_connection_is_closed(strict: Running) -> None:
    with socket.create_connection(("127.0.0.1", strict.port), timeout=60) as connection:
        started = time.monotonic()
        assert connection.recv(1) == b""
        assert 1.5 < time.monotonic() - started < 30


def test_a_silent_origin_ends_in_504_and_the_connection_lives_on(strict: Running, origin: Origin) -> None:
    origin.hold.clear()
    with httpx.Client(base_url=strict.url, trust_env=False) as client:
        answer = client.get("/silent")
        assert answer.status_code == 504
        assert answer.json()["status"] == 504
        origin.hold.set()
        assert client.get("/after").status_code == 200
        row = strict.record_of(answer.headers["x-request-id"])
        assert (row["status"], row["error"]) == (504, "timeout")


def test_an_origin_that_cannot_be_reached_is_502(strict: Running) -> None:
    answer = httpx.get(f"{strict.url}/dead/x", trust_env=False)
    assert answer.status_code == 502
    assert "127.0.0.1" not in answer.text
    assert strict.record_of(answer.headers["x-request-id"])["error"] == "connect"


def test_connections_beyond_the_bound_are_closed_and_counted(strict: Running) -> None:
    opened = []
    try:
        for _ in range(60):
            opened += [socket.create_connection(("127.0.0.1", strict.port), timeout=60)]
        eventually(lambda: 'reason="connections"' in strict.health("/metrics"))
    finally:
        for connection in opened:
            connection.close()
    eventually(lambda: strict.metric("boing_connections") < 5)
    assert httpx.get(f"{strict.url}/after", trust_env=False).status_code == 200


def test_limits_count_down_and_end_in_429(strict: Running) -> None:
    with httpx.Client(base_url=strict.url, trust_env=False) as client:
        remaining = []
        for _ in range(5):
            answer = client.get("/limited")
            assert answer.status_code == 200
            assert "q=5;w=60" in answer.headers["ratelimit-policy"]
            remaining.append(int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]))
        assert remaining == [4, 3, 2, 1, 0]
        answer = client.get("/limited")
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "r=0" in answer.headers["ratelimit"]
    assert strict.record_of(answer.headers["x-request-id"])["action"] == "throttle"


def test_observe_only_says_what_it_would_have_done(strict: Running) -> None:
    with httpx.Client(base_url=strict.url, trust_env=False) as client:
        answers = [client.get("/watched") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 8
    row = strict.record_of(answers[-1].headers["x-request-id"])
    assert (row["action"], row["would"]) == ("allow", "throttle")


def test_an_api_is_found_by_host_and_prefix_and_may_be_rewritten(strict: Running, origin: Origin) -> None:
    answer = httpx.get(f"{strict.url}/v1/shop/items?x=1", headers={"Host": "shop.test"}, trust_env=False)
    assert answer.status_code == 200
    seen = origin.find("/items")[-1]
    assert seen.path == b"/items?x=1"
    assert seen.header("host") == f"127.0.0.1:{origin.port}"
    assert seen.header("x-forwarded-host") == "shop.test"


def test_a_method_of_the_clients_own_makes_no_metric(strict: Running) -> None:
    for name in (b"BREW", b"X-ONE", b"X-TWO"):
        strict.raw(b"%s / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % name)
    eventually(lambda: 'method="other"' in strict.health("/metrics"))
    assert "BREW" not in strict.health("/metrics")


def test_a_browser_is_answered_with_a_page(strict: Running) -> None:
    answer = httpx.get(f"{strict.url}/dead/x", headers={"Accept": "text/html,*/*"}, trust_env=False)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-request-id"] in answer.text
    assert json.loads(httpx.get(f"{strict.url}/dead/x", trust_env=False).text)["title"] == "Bad Gateway"
