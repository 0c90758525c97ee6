"""The workers of a host: spawned, watched, restarted, rolled over one by one, drained at the end."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from gateway.proxy.channel import Channel, WorkerOrders
from gateway.settings import Settings

logger = logging.getLogger(__name__)

READY_SECONDS = 60.0
RESTART_FIRST, RESTART_MOST = 0.2, 5.0
KILL_AFTER = 5.0


@dataclass(eq=False)
class WorkerProcess:
    """One running worker. `stats` is what it last said of itself; `served` and the like count since it started."""

    slot: int
    process: asyncio.subprocess.Process
    channel: Channel
    started: float
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    stats: dict[str, Any] = field(default_factory=dict)
    draining: bool = False


class WorkerPool:
    """`encryption_keys`: the current one first, then previous ones."""

    def __init__(self, settings: Settings, data_dir: Path, name: str, encryption_keys: list[str]) -> None:
        self._settings = settings
        self._data_dir = data_dir
        self._name = name
        self._keys = encryption_keys
        self._listeners: list[socket.socket] = []
        self._workers: dict[int, WorkerProcess] = {}
        self._leaving: set[WorkerProcess] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._stopping = False
        self.restarts = 0
        self.gone_totals: dict[str, Counter[tuple[str, ...]]] = {}
        """what workers that are gone had counted, so that totals never fall"""

    @property
    def running(self) -> list[WorkerProcess]:
        return [*self._workers.values(), *self._leaving]

    def all_ready(self) -> bool:
        return len(self._workers) == len(self._listeners) and all(w.ready.is_set() for w in self._workers.values())

    async def start(self, listeners: list[socket.socket]) -> None:
        """Spawn one worker a listener and wait until all of them serve. Raises RuntimeError where they do not."""
        self._listeners = listeners
        for slot in range(len(listeners)):
            self._workers[slot] = await self._spawn(slot)
        for worker in list(self._workers.values()):
            if not await _within(worker.ready, worker.gone, READY_SECONDS):
                raise RuntimeError(f"worker {worker.slot} did not start: see its messages above")
        self._keepers = [asyncio.create_task(self._keep(slot)) for slot in self._workers]

    def announce_policy(self) -> None:
        for worker in self._workers.values():
            worker.channel.send({"policy": True})

    async def roll(self) -> None:
        """Replace every worker, one after the other; each new one serves before the old one drains."""
        for slot in list(self._workers):
            old = self._workers[slot]
            fresh = await self._spawn(slot)
            if not await _within(fresh.ready, fresh.gone, READY_SECONDS):
                logger.error("worker %d: its replacement did not start; the old one stays", slot)
                await self._stop(fresh)
                return
            self._leaving.add(old)
            self._workers[slot] = fresh
            self._drain(old)

    async def stop(self) -> None:
        """Drain all and wait; what has not ended by then is killed."""
        self._stopping = True
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*(self._stop(worker) for worker in self.running))
        for listener in self._listeners:
            listener.close()

    def _drain(self, worker: WorkerProcess) -> None:
        worker.draining = True
        worker.channel.send({"drain": True})

    async def _stop(self, worker: WorkerProcess) -> None:
        self._drain(worker)
        try:
            async with asyncio.timeout(self._settings.drain_seconds + KILL_AFTER):
                await worker.gone.wait()
        except TimeoutError:
            logger.warning("worker %d did not end in time and is killed", worker.slot)
            worker.process.kill()
            await worker.gone.wait()

    async def _keep(self, slot: int) -> None:
        """Restart the slot's worker whenever it dies."""
        delay = RESTART_FIRST
        while not self._stopping:
            worker = self._workers[slot]
            await worker.gone.wait()
            if worker is not self._workers[slot]:
                continue
            if time.monotonic() - worker.started > RESTART_MOST * 2:
                delay = RESTART_FIRST
            logger.error("worker %d died with code %s; restarting", slot, worker.process.returncode)
            self.restarts += 1
            await asyncio.sleep(delay)
            delay = min(delay * 2, RESTART_MOST)
            self._workers[slot] = await self._spawn(slot)

    async def _spawn(self, slot: int) -> WorkerProcess:
        ours, theirs = socket.socketpair()
        listener = self._listeners[slot]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.proxy.worker",
            str(theirs.fileno()),
            pass_fds=(theirs.fileno(), listener.fileno()),
            stdin=asyncio.subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        theirs.close()
        ours.setblocking(False)
        channel = await Channel.over(ours)
        settings = dataclasses.asdict(self._settings)
        for secret in ("jwt_secret", "encryption_key", "db_password", "admin_password", "smtp_password"):
            settings[secret] = ""
        orders = WorkerOrders(
            slot=slot,
            workers=len(self._listeners),
            name=self._name,
            data_dir=str(self._data_dir),
            listen_fd=listener.fileno(),
            encryption_keys=self._keys,
            settings=settings,
            tls=bool(self._settings.boing_tls_cert),
        )
        channel.send(msgspec.to_builtins(orders))
        worker = WorkerProcess(slot, process, channel, time.monotonic())
        asyncio.create_task(self._listen(worker))  # noqa: RUF006 - ends with the process, which is waited for
        return worker

    async def _listen(self, worker: WorkerProcess) -> None:
        def on_message(message: dict[str, Any]) -> None:
            if message.get("ready"):
                worker.ready.set()
            if "served" in message:
                worker.stats = message
            elif "revision" in message:
                worker.stats["revision"] = message["revision"]

        await worker.channel.run(on_message)
        await worker.process.wait()
        self._keep_totals(worker)
        self._leaving.discard(worker)
        worker.gone.set()

    def _keep_totals(self, worker: WorkerProcess) -> None:
        for name in TOTALS:
            totals = self.gone_totals.setdefault(name, Counter())
            for *key, count in worker.stats.get(name, ()):
                totals[tuple(key)] += count
        worker.stats = {}


TOTALS = ("served", "seconds", "hits", "refused")


def _environment() -> dict[str, str]:
    """Without secrets: a worker gets what it needs through its channel."""
    hidden = ("SECRET", "PASSWORD", "ENCRYPTION_KEY", "WEBHOOK")
    return {name: value for name, value in os.environ.items() if not any(word in name for word in hidden)}


async def _within(event: asyncio.Event, over: asyncio.Event, seconds: float) -> bool:
    """Whether `event` came before `over` and the deadline."""
    waits = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(over.wait())]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    return event.is_set() and not over.is_set()
