"""How many connections a worker takes: in all, of one address, with little memory, with few descriptors."""

from __future__ import annotations

import contextlib
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.proxy.admission import Admission, AdmissionLimits
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.origin import Origin


def admission(connections: int = 10, of_one: int = 0, memory: int = 0) -> Admission:
    return Admission(AdmissionLimits(connections, of_one, memory), lambda address: address == "192.0.2.1")


def test_who_left_makes_room() -> None:
    made = admission(connections=1)
    assert made.admit("203.0.113.1") == ""
    assert made.admit("203.0.113.2") == "connections"
    made.leave("203.0.113.1")
    assert made.admit("203.0.113.2") == ""


def test_one_address_has_its_bound_and_a_trusted_proxy_has_none() -> None:
    made = admission(of_one=2)
    assert [made.admit("203.0.113.1") for _ in range(3)] == ["", "", "connections-per-address"]
    assert [made.admit("192.0.2.1") for _ in range(3)] == ["", "", ""]
    assert made.admit("203.0.113.2") == ""


def test_a_worker_short_of_memory_takes_nobody_until_it_has_some_again() -> None:
    made = admission(memory=100)
    made.note_memory(81)
    assert made.admit("203.0.113.1") == "memory"
    made.note_memory(80)
    assert made.admit("203.0.113.1") == ""


def test_the_last_descriptors_are_kept_for_the_worker_itself() -> None:
    made = admission()
    made.note_descriptors(1000)
    assert [made.admit("203.0.113.1", descriptor) for descriptor in (935, 936)] == ["", "descriptors"]
    made.note_descriptors(40)
    assert [made.admit("203.0.113.1", descriptor) for descriptor in (29, 30)] == ["", "descriptors"]


def test_connections_beyond_what_descriptors_are_good_for_are_told_apart() -> None:
    made = Admission(AdmissionLimits(10, 0, 0, room=1), lambda _: False)
    assert [made.admit("203.0.113.1"), made.admit("203.0.113.1")] == ["", "descriptors"]
    assert made.limit == 1


@contextlib.contextmanager
def connected(port: int, count: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in range(count)]


@pytest.fixture(scope="module")
def few(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("few")
    seed_store(data_dir, [plain_api(origin)])
    environment = {"CONNECTIONS_PER_ADDRESS": "20", "IDLE_SECONDS": "60", "STREAM_IDLE_SECONDS": "2"}
    with running("gateway", data_dir, "--workers", "1", **environment) as started:
        yield started


def test_one_address_cannot_take_every_connection(few: Running) -> None:
    with connected(few.port, 40):
        eventually(lambda: 'reason="connections-per-address"' in few.health("/metrics"))
        eventually(lambda: few.metric("boing_connections") <= 20)
    eventually(lambda: few.metric("boing_connections") == 0)
    assert httpx.get(f"{few.url}/after", trust_env=False).status_code == 200


def test_a_worker_out_of_descriptors_sheds_and_recovers(origin: Origin, tmp_path: Path) -> None:
    """It has fewer than it was told at its start: what it cannot serve it sheds and counts, and goes on when there is room."""
    seed_store(tmp_path / "data", [plain_api(origin)])
    with running("gateway", tmp_path / "data", "--workers", "1") as started:
        (worker,) = started.workers()
        used = len(list(Path(f"/proc/{worker}/fd").iterdir()))
        resource.prlimit(worker, resource.RLIMIT_NOFILE, (used + 20, used + 20))

        def sheds() -> bool:
            with connected(started.port, 60):
                return 'boing_refused_total{reason="descriptors"}' in (started.health("/metrics") or "")

        eventually(sheds, every=0.5)
        eventually(lambda: _answers(started))
        assert started.workers() == [worker]


def _answers(started: Running) -> bool:
    try:
        return httpx.get(f"{started.url}/after", trust_env=False, timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def test_an_exchange_in_which_nothing_moves_is_ended_and_counted(few: Running, origin: Origin) -> None:
    origin.hold.clear()
    with socket.create_connection(("127.0.0.1", few.port), timeout=60) as connection:
        connection.sendall(b"GET /still/silent HTTP/1.1\r\nHost: a\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(100) == b""
    origin.hold.set()
    eventually(lambda: 'boing_refused_total{reason="stream-idle"} 1' in (few.health("/metrics") or ""), 30)
