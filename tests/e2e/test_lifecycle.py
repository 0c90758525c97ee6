"""Workers that die, are rolled over and are stopped while requests are under way."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from gateway.policy.document import Api, Limit
from tests.e2e.clients import Load, alive, descendants, named
from tests.gatewayproc import Running, eventually, read_answers, running, seed_store
from tests.origin import Origin, running_origin

DRAIN_SECONDS = 6
BACK_SECONDS = 30.0
"""two where the machine is not shared (docs/reliability.md): what a worker takes to start"""


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def gateway(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("lifecycle")
    seed_store(data_dir, [Api(id=0, name="default", upstream=origin.url, limits=[Limit(quota=0)])])
    with running("gateway", data_dir, "--workers", "2", DRAIN_SECONDS=str(DRAIN_SECONDS)) as started:
        yield started


def workers(gateway: Running) -> list[int]:
    return named(descendants(gateway.process.pid), "gateway.proxy.worker")


def test_only_requests_in_flight_on_a_killed_worker_fail(gateway: Running, origin: Origin) -> None:
    """Exactly the connections it held break; nobody is refused; a new worker serves who waits."""
    origin.hold.clear()
    with ExitStack() as stack:
        held = [stack.enter_context(_asking(gateway, "/silent")) for _ in range(12)]
        eventually(lambda: len(origin.find("/silent")) == len(held))
        victim, survivor = workers(gateway)
        doomed = [connection for connection in held if _holder(gateway, connection, [victim, survivor]) == victim]
        assert 0 < len(doomed) < len(held)
        with Load(gateway.url, rate=80).running() as load:
            eventually(lambda: load.statuses[200] > 40)
            os.kill(victim, signal.SIGKILL)
            eventually(lambda: gateway.metric("boing_worker_restarts_total") == 1)
            eventually(lambda: _ready_without(gateway, victim), 60)
            done = load.statuses[200]
            eventually(lambda: load.statuses[200] > done + 40)
        origin.hold.set()
        for connection in held:
            answer = read_answers(connection)
            assert answer.startswith(b"" if connection in doomed else b"HTTP/1.1 200"), answer
            assert bool(answer) is (connection not in doomed)
    assert len(load.failures) <= load.callers, load.failures
    assert not any("refused" in failure for failure in load.failures), load.failures
    assert load.slowest < BACK_SECONDS


def test_rolling_over_loses_and_refuses_nothing(gateway: Running) -> None:
    before = workers(gateway)
    with Load(gateway.url, rate=80).running() as load:
        eventually(lambda: load.statuses[200] > 40)
        for _ in range(3):
            gateway.process.send_signal(signal.SIGHUP)
        eventually(lambda: not alive(before), 60)
        eventually(lambda: gateway.ready() and len(workers(gateway)) == 2, 60)
        done = load.statuses[200]
        eventually(lambda: load.statuses[200] > done + 40)
    assert load.failures == []
    assert gateway.metric("boing_worker_restarts_total") == 1


def test_totals_do_not_fall_when_workers_go(gateway: Running) -> None:
    assert gateway.metric("boing_requests_total") >= 120


def test_workers_that_die_while_they_are_rolled_over_come_back(gateway: Running) -> None:
    """Old and new, all killed in the middle of it; and a roll asked for again meanwhile."""
    restarts = gateway.metric("boing_worker_restarts_total")
    gateway.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(workers(gateway)) == 3)
    gateway.process.send_signal(signal.SIGHUP)
    killed = workers(gateway)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not alive(killed))
    eventually(lambda: gateway.metric("boing_worker_restarts_total") > restarts)
    eventually(lambda: gateway.ready() and len(workers(gateway)) == 2, 60)
    for _ in range(10):
        assert httpx.get(f"{gateway.url}/after", trust_env=False, verify=False).status_code == 200


def test_requests_in_flight_finish_when_it_is_stopped(gateway: Running, origin: Origin) -> None:
    origin.hold.clear()
    asked = len(origin.find("/silent"))
    with ExitStack() as stack:
        held = [stack.enter_context(_asking(gateway, "/silent")) for _ in range(6)]
        eventually(lambda: len(origin.find("/silent")) == asked + len(held))
        with Load(gateway.url, rate=80).running() as load:
            eventually(lambda: load.statuses[200] > 40)
            gateway.process.send_signal(signal.SIGTERM)
            eventually(lambda: any("Connect" in failure for failure in load.failures), 60)
            origin.hold.set()
            answers = [read_answers(connection) for connection in held]
        assert gateway.process.wait(20) == 0
    assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200"] * len(held)
    assert workers(gateway) == []
    late = {row["request_id"] for row in gateway.recorded("path = '/silent' AND status = 200")}
    assert len(late) >= len(held)
    assert set(load.ids) <= {row["request_id"] for row in gateway.recorded()}


def _asking(gateway: Running, path: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=60)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return connection


def _ready_without(gateway: Running, pid: int) -> bool:
    return gateway.ready() and pid not in workers(gateway)


def _holder(gateway: Running, connection: socket.socket, pids: list[int]) -> int | None:
    """Which of the workers has the other end of the connection."""
    ours, theirs = connection.getsockname()[1], gateway.port
    inode = ""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        local, remote = (int(address.split(":")[1], 16) for address in fields[1:3])
        if (local, remote) == (theirs, ours):
            inode = fields[9]
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            if os.readlink(link) == f"socket:[{inode}]":  # noqa: PTH115 - a Path would be resolved
                return pid
    return None
