"""The pool of workers with real worker processes: what hangs, what cannot start, and changes in the middle of a roll."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.agent import workers
from gateway.agent.errors import StartError
from gateway.agent.listeners import ListenError, check_free, open_listeners
from gateway.agent.workers import WorkerPool
from gateway.policy.document import Policy
from gateway.policy.files import write_policy
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from tests.e2e.clients import alive


def pool_in(data_dir: Path, **settings: Any) -> WorkerPool:
    for name in ("run", "journal"):
        (data_dir / name).mkdir(exist_ok=True)
    chosen = Settings(boing_data_dir=str(data_dir), drain_seconds=3, **settings)
    return WorkerPool(chosen, data_dir, "test", [Secrets.generate_key()])


async def until(check: Callable[[], object], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not check():
            await asyncio.sleep(0.02)


def pids(pool: WorkerPool) -> list[int]:
    return [worker.process.pid for worker in pool.running]


async def test_a_worker_that_hangs_is_killed_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SILENT_SECONDS", 2.5)
    monkeypatch.setattr(workers, "CHECK_SECONDS", 0.4)
    write_policy(tmp_path / "policy.json", Policy(revision=1))
    pool = pool_in(tmp_path)
    await pool.start(open_listeners("127.0.0.1", 0, 1))
    (victim,) = pids(pool)
    os.kill(victim, signal.SIGSTOP)
    await until(lambda: not alive([victim]))
    await until(lambda: pool.restarts == 1 and pool.all_ready())
    left = pids(pool)
    await pool.stop()
    assert alive([victim, *left]) == []


async def test_a_policy_change_in_the_middle_of_a_roll_reaches_who_comes(tmp_path: Path) -> None:
    """A worker that is starting may have read the old policy already: it is told as well. A stop in a roll ends both."""
    write_policy(tmp_path / "policy.json", Policy(revision=1))
    pool = pool_in(tmp_path)
    await pool.start(open_listeners("127.0.0.1", 0, 1))
    (old,) = pids(pool)
    rolling = asyncio.create_task(pool.roll())
    await until(lambda: len(pids(pool)) == 2)
    write_policy(tmp_path / "policy.json", Policy(revision=2))
    pool.announce_policy()
    await rolling
    await until(lambda: old not in pids(pool))
    await until(lambda: [worker.stats.get("revision") for worker in pool.running] == [2])
    again = asyncio.create_task(pool.roll())
    await until(lambda: len(pids(pool)) == 2)
    both = pids(pool)
    await pool.stop()
    await again
    assert alive(both) == []
    assert pool.restarts == 0


async def test_workers_that_cannot_start_are_said_and_none_is_left(tmp_path: Path) -> None:
    pool = pool_in(tmp_path)  # no policy to serve under
    (listener,) = open_listeners("127.0.0.1", 0, 1)
    with listener, pytest.raises(StartError, match="worker 0 did not start"):
        await pool.start([listener])
    left = pids(pool)
    await pool.stop()
    assert alive(left) == []


def test_an_address_in_use_is_named_whoever_shares_it() -> None:
    first, second = open_listeners("127.0.0.1", 0, 2)
    port = first.getsockname()[1]
    assert second.getsockname()[1] == port
    try:
        for attempt in (lambda: check_free("127.0.0.1", port, "cannot"), lambda: open_listeners("127.0.0.1", port, 1)):
            with pytest.raises(ListenError, match=f"{port}: Address already in use"):
                attempt()
    finally:
        first.close()
        second.close()


def test_a_host_that_is_none_is_named() -> None:
    with pytest.raises(ListenError, match=r"nowhere\.invalid:80"):
        open_listeners("nowhere.invalid", 80, 1)


async def test_a_worker_that_has_grown_too_large_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CHECK_SECONDS", 0.2)
    monkeypatch.setattr(workers, "YOUNGEST_REPLACED", 2.0)
    write_policy(tmp_path / "policy.json", Policy(revision=1))
    pool = pool_in(tmp_path, worker_memory_bytes=1 << 20)  # less than any worker needs
    await pool.start(open_listeners("127.0.0.1", 0, 1))
    (first,) = pids(pool)
    await until(lambda: first not in pids(pool))
    assert pool.all_ready()
    assert pool.restarts == 0, "it was not lost: another one served before it went"
    await pool.stop()
