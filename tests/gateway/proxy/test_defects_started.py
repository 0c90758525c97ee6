"""More defects of stock mitmproxy that are not here: what needs a failing addon, many streams, or a look from outside."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.policy.document import DetectorSettings
from tests.gateway.proxy.conftest import plain_api
from tests.gateway.proxy.h2client import Client
from tests.gatewayproc import ROOT, Running, eventually, read_answers, running, seed_store
from tests.origin import Origin

FAILING = Path(__file__).parent / "failing"


@pytest.fixture(scope="module")
def failing(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway whose signatures raise; `/open` allows on an error, all else blocks."""
    data_dir: Path = tmp_path_factory.mktemp("failing")
    apis = [
        plain_api(origin, detectors={"signatures": DetectorSettings(on_error="block")}),
        plain_api(origin, name="open", prefix="/open", detectors={"signatures": DetectorSettings(on_error="allow")}),
    ]
    seed_store(data_dir, apis)
    path = os.pathsep.join((str(FAILING), str(ROOT)))
    with running("gateway", data_dir, "--workers", "1", BOING_FAILING="1", PYTHONPATH=path) as started:
        yield started


def test_an_addon_that_raises_lets_nothing_pass_in_silence(failing: Running, origin: Origin) -> None:
    """mitmproxy's `safecall` logs it and sends the request on."""
    with httpx.Client(base_url=failing.url, trust_env=False) as client:
        blocked = [client.get(f"/raises/{number}") for number in range(50)]
        opened = [client.get(f"/open/{number}") for number in range(50)]
    assert {answer.status_code for answer in blocked} == {403}
    assert not origin.find("/raises/")
    assert {answer.status_code for answer in opened} == {200}
    last = opened[-1].headers["x-request-id"]
    failing.record_of(last)
    for answer in (blocked[0], opened[-1]):
        rules = [finding["rule"] for finding in failing.findings(answer.headers["x-request-id"])]
        assert "addon-error" in rules


def descriptors(gateway: Running) -> int:
    (worker,) = gateway.workers()
    return len(list(Path(f"/proc/{worker}/fd").iterdir()))


def test_bodies_over_the_limit_leave_no_descriptor_open(gateway: Running) -> None:
    """Ten of them left nine open: a cancelled wait skipped the close."""
    httpx.get(f"{gateway.url}/before", trust_env=False)
    before = descriptors(gateway)

    def blocks() -> Iterator[bytes]:
        for _ in range(12):
            yield b" " * (1 << 20)

    for _ in range(10):
        with contextlib.suppress(httpx.WriteError, httpx.ReadError):
            headers = {"Content-Type": "application/json"}
            answer = httpx.post(f"{gateway.url}/over", content=blocks(), headers=headers, trust_env=False, timeout=60)
            assert answer.status_code == 413
    eventually(lambda: descriptors(gateway) <= before + 1)


def test_a_body_over_the_limit_is_refused_after_100_continue_too(gateway: Running, origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        connection.sendall(
            b"POST /announced HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        block = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        with contextlib.suppress(OSError):  # answered and closed before all of it was taken
            for _ in range(11):
                connection.sendall(block)
        assert read_answers(connection).startswith(b"HTTP/1.1 413")
    assert not origin.find("/announced")


def test_a_blocked_request_is_answered_before_its_body_comes(gateway: Running, origin: Origin) -> None:
    """mitmproxy waits for the whole body before it sends an answer that stands."""
    attack = b"GET /early?q=<script>alert(1)</script> HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    assert gateway.raw(attack).startswith(b"HTTP/1.1 403")
    assert not origin.find("/early")


def test_a_failed_connect_does_not_stick_to_a_http2_connection(tls: Running) -> None:
    with Client(tls.port) as client:
        for path, status in (("/drop", "502"), ("/back", "200"), ("/drop", "502"), ("/back", "200")):
            stream = client.request(path)
            assert client.read(lambda stream=stream: stream in client.ended)
            assert dict(client.heads[stream])[":status"] == status


def test_a_http2_client_may_wait_for_more_than_five_origins_at_once(tls: Running, origin: Origin) -> None:
    """A semaphore of five upstream connections for each client starved the sixth stream."""
    origin.hold.clear()
    with Client(tls.port) as client:
        streams = [client.request("/many/silent") for _ in range(12)]
        eventually(lambda: len(origin.find("/many/silent")) == 12)
        origin.hold.set()
        assert client.read(lambda: client.ended >= set(streams))


def test_a_client_hello_without_end_is_hung_up_on(tls: Running) -> None:
    """mitmproxy keeps up to 16 MiB of one."""
    record = b"\x16\x03\x01\x40\x00" + b"\x01\xff\xff\xff" + bytes(16 * 1024 - 4)
    with socket.create_connection(("127.0.0.1", tls.port), timeout=60) as connection:
        with contextlib.suppress(OSError):
            for _ in range(64):
                connection.sendall(record)
        data = read_answers(connection, 5)
        assert len(data) < 100, "an alert at most"
        with pytest.raises(OSError):  # noqa: PT012 - which write meets the closed connection is open
            for _ in range(100):
                connection.sendall(record)
    eventually(lambda: 'boing_refused_total{reason="client-hello"}' in (tls.health("/metrics") or ""))
