"""A worker that goes takes nobody's request with it, however busy its connections are."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from pathlib import Path

import httpx

from gateway.cli.tools import make_pair
from tests.gateway.proxy.conftest import plain_api
from tests.gateway.proxy.test_defects import _unverified
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.origin import Origin


def _roll_under_load(started: Running, client_options: dict[str, object]) -> tuple[int, list[str]]:
    """Callers that never pause on connections they keep; two roll-overs; how many answers, and what failed."""
    stop = threading.Event()
    failed: list[str] = []
    answered = [0] * 3

    def call(number: int) -> None:
        with httpx.Client(base_url=started.url, trust_env=False, timeout=60, **client_options) as client:
            while not stop.is_set():
                try:
                    answer = client.get("/busy")
                    answered[number] += 1
                    if answer.status_code != 200:
                        failed.append(str(answer.status_code))
                except httpx.HTTPError as error:
                    failed.append(repr(error))

    threads = [threading.Thread(target=call, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            eventually(lambda: min(answered) > 20, 60)
            before = set(started.workers())
            os.kill(started.process.pid, signal.SIGHUP)
            eventually(lambda before=before: not before & set(started.workers()), 60)
            answered[:] = [0] * 3
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    return sum(answered), failed


def test_a_roll_over_cuts_no_busy_http1_connection(origin: Origin, tmp_path: Path) -> None:
    seed_store(tmp_path / "data", [plain_api(origin)])
    with running("gateway", tmp_path / "data", "--workers", "1", DRAIN_SECONDS="4") as started:
        _, failed = _roll_under_load(started, {})
    assert failed == []


def test_a_roll_over_cuts_no_busy_http2_connection(origin: Origin, tmp_path: Path) -> None:
    certificate, key = make_pair(["localhost", "127.0.0.1"])
    (tmp_path / "c.pem").write_bytes(certificate)
    (tmp_path / "k.pem").write_bytes(key)
    seed_store(tmp_path / "data", [plain_api(origin)])
    pair = ("--cert", str(tmp_path / "c.pem"), "--key", str(tmp_path / "k.pem"))
    with running("gateway", tmp_path / "data", "--workers", "1", *pair, tls=True, DRAIN_SECONDS="4") as started:
        began = time.monotonic()
        _, failed = _roll_under_load(started, {"http2": True, "verify": _unverified()})
        assert time.monotonic() - began < 60
    assert failed == []


def test_a_request_cut_at_the_end_of_the_drain_is_counted(origin: Origin, tmp_path: Path) -> None:
    origin.hold.clear()
    seed_store(tmp_path / "data", [plain_api(origin)])
    with (
        running("gateway", tmp_path / "data", "--workers", "1", DRAIN_SECONDS="1") as started,
        socket.create_connection(("127.0.0.1", started.port), timeout=60) as held,
    ):
        held.sendall(b"GET /held/silent HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: origin.find("/held/silent"), 30)
        os.kill(started.process.pid, signal.SIGHUP)
        with contextlib.suppress(ConnectionResetError):
            assert held.recv(100) == b""
        eventually(lambda: 'boing_refused_total{reason="drain"} 1' in (started.health("/metrics") or ""), 30)
    origin.hold.set()
