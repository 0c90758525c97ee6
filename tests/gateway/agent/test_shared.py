"""Hosts that share a Redis count as one: each knows what the others counted, nothing twice, nothing of it for ever."""

from __future__ import annotations

import contextlib
import random
import socket
import subprocess
import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from addons.addon import CounterKey
from gateway.agent.shared import sync as syncing
from gateway.agent.shared.heard import Heard
from gateway.agent.shared.redis import connect
from gateway.agent.shared.sync import TABLE, Sync
from gateway.agent.shared.tally import Tally
from gateway.agent.shared.wire import CELL, MOST_CELLS, VERSION, Cells, pack, unpack
from gateway.cli.tools import make_pair
from gateway.proxy.counters import Counters, CounterTable
from gateway.settings import Settings
from tests.gatewayproc import eventually
from tests.servers import Server, free_port, make_redis, need

NOW = 1_800_000_000.0
KEY = CounterKey("1|identity||address:203.0.113.7", 3600)
OTHER = CounterKey("1|identity||address:203.0.113.8", 60)
PASSWORD = "canary-7h3"


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class Host:
    """A gateway host without its processes: two workers' counters, and the agent's part."""

    sync: Sync
    workers: list[Counters]
    run: Path
    clock: Clock

    def count(self, key: CounterKey, times: int = 1, worker: int = 0) -> None:
        for _ in range(times):
            self.workers[worker].add([key], self.clock.now)

    def knows(self, key: CounterKey) -> float:
        return self.workers[0].read([key], self.clock.now)[key].count


def a_host(settings: Settings, run: Path, clock: Clock | None = None) -> Host:
    run.mkdir(exist_ok=True, parents=True)
    clock = clock or Clock()
    sync = Sync(settings, run, 2, clock)
    tables = [CounterTable(run / f"counters-{slot}") for slot in range(2)]
    others = CounterTable(run / TABLE)
    workers = [Counters(tables[0], [tables[1], others]), Counters(tables[1], [tables[0], others])]
    return Host(sync, workers, run, clock)


@asynccontextmanager
async def hosts(settings: Settings, folder: Path, number: int = 2) -> AsyncIterator[list[Host]]:
    made = [a_host(settings, folder / str(index)) for index in range(number)]
    try:
        yield made
    finally:
        for host in made:
            await host.sync._disconnect()


async def exchanged(*among: Host) -> None:
    """Each tells, then each hears."""
    for host in (*among, *among):
        assert await host.sync.step(), host.sync.problem


# -- a Redis of each kind -----------------------------------------------------------------------------------------


@contextmanager
def started(*servers: Server) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        yield


@contextmanager
def a_redis(*options: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="boing-", ignore_cleanup_errors=True) as folder:
        server = make_redis(Path(folder), *options)
        with started(server):
            yield server


@contextmanager
def plain() -> Iterator[Settings]:
    with a_redis() as server:
        yield Settings(redis_url=f"redis://127.0.0.1:{server.port}/1")


@contextmanager
def with_password() -> Iterator[Settings]:
    with a_redis("--requirepass", PASSWORD) as server:
        yield Settings(redis_url=f"redis://127.0.0.1:{server.port}", redis_password=PASSWORD)


@contextmanager
def with_tls() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder) / "crt", Path(folder) / "key"
        for path, text in zip((certificate, key), make_pair(["127.0.0.1"]), strict=True):
            path.write_bytes(text)
        port = free_port()
        options = (
            "--tls-port",
            port,
            "--tls-cert-file",
            certificate,
            "--tls-key-file",
            key,
            "--tls-auth-clients",
            "no",
        )
        with a_redis(*map(str, options), "--tls-ca-cert-file", str(certificate)):
            yield Settings(redis_url=f"rediss://127.0.0.1:{port}", redis_ca=str(certificate))


@contextmanager
def as_cluster() -> Iterator[Settings]:
    (client,) = need("redis-cli")
    with tempfile.TemporaryDirectory(prefix="boing-", ignore_cleanup_errors=True) as folder:
        nodes = []
        for name in "abc":
            place = Path(folder) / name
            place.mkdir()
            bus = free_port()
            nodes.append(make_redis(place, "--cluster-enabled", "yes", "--cluster-port", str(bus)))
        with started(*nodes):
            # the cluster's own way of making itself waits by the second: here each is told what it needs
            for index, node in enumerate(nodes):
                ask = [client, "-p", str(node.port)]
                first, last = index * 5462, min(16383, index * 5462 + 5461)
                run(*ask, "CLUSTER", "SET-CONFIG-EPOCH", str(index + 1))
                run(*ask, "CLUSTER", "ADDSLOTSRANGE", str(first), str(last))
                bus = str(nodes[0].command[-1])
                if index:
                    run(*ask, "CLUSTER", "MEET", "127.0.0.1", str(nodes[0].port), bus)
            for node in nodes:
                eventually_says(client, node.port, b"cluster_state:ok", b"cluster_known_nodes:3")
            yield Settings(redis_url=f"redis://127.0.0.1:{nodes[2].port}", redis_cluster=True)


def run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


def eventually_says(client: str, port: int, *words: bytes) -> None:
    eventually(lambda: all(word in run(client, "-p", str(port), "CLUSTER", "INFO") for word in words), 60)


KINDS = {"plain": plain, "password": with_password, "tls": with_tls, "cluster": as_cluster}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_host_knows_what_all_of_them_counted(kind: str, tmp_path: Path) -> None:
    with KINDS[kind]() as settings:
        async with hosts(settings, tmp_path, 3) as (one, two, three):
            await exchanged(one, two, three)
            one.count(KEY, 5)
            one.count(KEY, 2, worker=1)
            two.count(KEY, 10)
            two.count(OTHER, 1)
            await exchanged(one, two, three)
            assert [host.knows(KEY) for host in (one, two, three)] == [17, 17, 17]
            assert [host.knows(OTHER) for host in (one, two, three)] == [1, 1, 1]
            one.count(KEY)
            await exchanged(one, two, three)
            assert [host.knows(KEY) for host in (one, two, three)] == [18, 18, 18]
            assert {host.sync.others for host in (one, two, three)} == {2}


@pytest.fixture(scope="module")
def redis() -> Iterator[Settings]:
    with plain() as settings:
        yield settings


@pytest.fixture
async def apart(redis: Settings, request: pytest.FixtureRequest) -> Settings:
    """The same Redis, with keys of this test's own."""
    return replace(redis, redis_prefix=f"t{zlib.crc32(request.node.name.encode())}")


async def test_who_comes_later_is_told_what_was_counted_before(apart: Settings, tmp_path: Path) -> None:
    async with hosts(apart, tmp_path, 1) as (one,):
        one.count(KEY, 7)
        await exchanged(one)
        client: Any = connect(apart)
        await client.delete(one.sync._told)  # so long ago that the stream has it no more
        async with hosts(apart, tmp_path / "later") as (two, _):
            await exchanged(two)
            assert two.knows(KEY) == 7
        await client.aclose()


async def test_a_restarted_agent_counts_nothing_twice(apart: Settings, tmp_path: Path) -> None:
    async with hosts(apart, tmp_path) as (one, two):
        one.count(KEY, 3)
        two.count(KEY, 4)
        await exchanged(one, two)
        again = a_host(apart, one.run)
        await exchanged(again, two)
        assert (again.knows(KEY), two.knows(KEY)) == (7, 7)
        await again.sync._disconnect()


async def test_a_message_that_was_let_go_unread_is_made_up_for(
    apart: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "STATE_SECONDS", 0.0)
    async with hosts(apart, tmp_path) as (one, two):
        await exchanged(one, two)
        one.count(KEY, 6)
        assert await one.sync.step()
        client: Any = connect(apart)
        await client.xtrim(one.sync._told, maxlen=0, approximate=False)
        await client.aclose()
        await exchanged(one, two)
        await exchanged(two)
        assert two.knows(KEY) == 6


async def test_two_hosts_by_one_name_are_told_apart(apart: Settings, tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    async with hosts(apart, tmp_path, 1) as (one,):
        (tmp_path / "1" / "counters-name").write_text((one.run / "counters-name").read_text())
        two = a_host(apart, tmp_path / "1")
        await exchanged(one, two)
        one.count(KEY, 5)
        two.count(KEY, 5)
        await exchanged(one, two)
        await exchanged(one, two)
        assert one.sync._name != two.sync._name
        assert {one.knows(KEY), two.knows(KEY)} == {10}
        await two.sync._disconnect()


# -- Redis goes and comes -----------------------------------------------------------------------------------------


async def test_with_redis_away_a_host_counts_on_and_afterwards_nothing_is_missing_or_twice(tmp_path: Path) -> None:
    with a_redis() as server:
        settings = Settings(redis_url=f"redis://127.0.0.1:{server.port}")
        async with hosts(settings, tmp_path) as (one, two):
            one.count(KEY, 5)
            two.count(KEY, 3)
            await exchanged(one, two)
            server.stop()
            one.count(KEY, 2)
            for host in (one, two):
                assert not await host.sync.step()
            assert (one.knows(KEY), two.knows(KEY)) == (10, 8)
            assert (one.sync.connected, one.sync.failures) == (False, 1)
            assert one.sync.problem
            server.start()  # as empty as it was at first
            await exchanged(one, two)
            assert (one.knows(KEY), two.knows(KEY)) == (10, 10)
            late = a_host(settings, tmp_path / "late")
            await exchanged(late)
            assert late.knows(KEY) == 10
            await late.sync._disconnect()


async def test_a_redis_that_does_not_answer_keeps_nobody_waiting_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.agent.shared.redis.SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with hosts(Settings(redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}"), tmp_path, 1) as (one,):
            one.count(KEY, 2)
            assert not await one.sync.step()
            assert "no answer within" in one.sync.problem
            assert one.knows(KEY) == 2


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"redis_password": "wrong"}, "it does not let us in"),
        ({}, "it asks for a password"),
        ({"scheme": "rediss", "redis_password": PASSWORD}, ""),
    ],
    ids=["wrong password", "no password", "TLS where there is none"],
)
async def test_what_keeps_us_out_is_said_without_the_password(
    settings: dict[str, str], said: str, tmp_path: Path
) -> None:
    with a_redis("--requirepass", PASSWORD) as server:
        scheme = settings.pop("scheme", "redis")
        given = Settings(redis_url=f"{scheme}://127.0.0.1:{server.port}?socket_timeout=2", **settings)
        async with hosts(given, tmp_path, 1) as (one,):
            assert not await one.sync.step()
            assert one.sync.problem
            assert said in one.sync.problem
            assert PASSWORD not in str(one.sync.status())


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with with_tls() as settings:
        async with hosts(Settings(redis_url=settings.redis_url), tmp_path, 1) as (one,):
            assert not await one.sync.step()
            assert "certificate" in one.sync.problem.lower()


# -- parts --------------------------------------------------------------------------------------------------------


def some_cells(*rows: tuple[int, int, int, int]) -> Cells:
    return np.array(list(rows), CELL)


def test_cells_arrive_as_they_were_sent() -> None:
    cells = some_cells((2**64 - 1, 360_000_000, 60, 1), (5, 6_000_000, 3600, 2**32 - 1))
    assert unpack(pack(cells)).tolist() == cells.tolist()
    assert unpack(pack(some_cells())).tolist() == []


@pytest.mark.parametrize(
    "data",
    [b"", b"\x02abc", VERSION, VERSION + b"no zlib", pack(some_cells((1, 2, 3, 4)))[:-3], VERSION + zlib.compress(b"x" * 23)],
    ids=["empty", "another version", "nothing in it", "garbage", "cut off", "half a cell"],
)  # fmt: skip
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="message"):
        unpack(data)


def test_a_message_that_swells_is_refused_before_it_has_swollen() -> None:
    with pytest.raises(ValueError, match="length"):
        unpack(VERSION + zlib.compress(bytes(MOST_CELLS * CELL.itemsize * 3), 9))


def test_windows_that_are_none_are_left_out() -> None:
    assert unpack(pack(some_cells((1, 2, 0, 4), (1, 2, 2**32 - 1, 4)))).tolist() == []


BUCKET = int(NOW * 12 / 60)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.integers(0, 12), st.integers(1, 50)), max_size=40),
    st.randoms(use_true_random=False),
)
@effort(max_examples=60, deadline=None)
def test_order_and_repetition_of_what_hosts_say_change_nothing(
    said: list[tuple[str, int, int, int]], chance: random.Random
) -> None:
    largest: dict[tuple[str, int, int], int] = {}
    for host, key, behind, count in said:
        largest[host, key, behind] = max(count, largest.get((host, key, behind), 0))
    shuffled = [*said, *chance.sample(said, len(said) // 2)]
    chance.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as folder:
        table = CounterTable(Path(folder) / "t", 64)
        heard = Heard(table)
        for host, key, behind, count in shuffled:
            heard.take(host, some_cells((key, BUCKET - behind, 60, count)), NOW)
        for key in {key for _, key, _ in largest}:
            cells = [word & 0xFFFFFFFF for word in table.cells(table.find(key))[1:]]
            assert sum(cells) == sum(count for (_, other, _), count in largest.items() if other == key)
        assert len(heard) == len(largest)
        heard.expire(NOW + 66)
        assert len(heard) == 0


def test_what_there_is_no_room_for_is_left_out_and_counted(tmp_path: Path) -> None:
    heard = Heard(CounterTable(tmp_path / "t", 64), most=2)
    heard.take("a", some_cells(*((key, BUCKET, 60, 1) for key in range(1, 6))), NOW)
    assert (len(heard), heard.left_out) == (2, 3)
    heard.expire(NOW + 66)
    heard.take("a", some_cells((9, BUCKET + 13, 60, 1)), NOW + 66)
    assert (len(heard), heard.left_out) == (1, 3)


@pytest.mark.parametrize("behind", [13, -13, 10**6])
def test_what_has_passed_or_is_far_ahead_does_not_count(behind: int, tmp_path: Path) -> None:
    heard = Heard(CounterTable(tmp_path / "t", 64))
    assert not heard.take("a", some_cells((1, BUCKET - behind, 60, 5)), NOW)
    assert len(heard) == 0


def test_a_host_that_counts_more_than_one_look_takes_tells_it_all_in_the_end(tmp_path: Path) -> None:
    table = CounterTable(tmp_path / "t", 1024)
    for key in range(1, 301):
        table.add(key, BUCKET, 60)
    tally, told = Tally([tmp_path / "t"]), set()
    for _ in range(4):
        told |= {cell["key"] for cell in tally.changes(NOW, most=100)}
        tally.told()
    assert told == set(range(1, 301))
    assert len(tally.changes(NOW)) == 0


def test_what_did_not_arrive_is_told_again_and_only_cells_that_changed_are_told(tmp_path: Path) -> None:
    table = CounterTable(tmp_path / "t", 64)
    for behind in (2, 1, 0):
        table.add(7, BUCKET - behind, 60)
    tally = Tally([tmp_path / "t"])
    assert len(tally.changes(NOW)) == len(tally.changes(NOW)) == 3
    tally.told()
    table.add(7, BUCKET, 60)
    assert tally.changes(NOW).tolist() == [(7, BUCKET, 60, 2)]
    assert {cell[1] for cell in tally.everything(NOW).tolist()} == {BUCKET, BUCKET - 1, BUCKET - 2}
    assert len(tally.everything(NOW + 70)) == 0
