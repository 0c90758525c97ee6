"""The workers of a host: spawned, watched, restarted, rolled over one by one, drained at the end.

Invariants: only a slot's own keeper changes who serves in it, so that a death, a roll and a stop cannot race for it; every
process is known from the moment it exists until it is gone, so that none is forgotten by a stop or a policy change.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from gateway.agent.errors import StartError
from gateway.proxy.channel import Channel, WorkerOrders
from gateway.proxy.measures import OTHER, Operations
from gateway.settings import Settings, secret_names

logger = logging.getLogger(__name__)

READY_SECONDS = 60.0
RESTART_FIRST, RESTART_MOST = 0.05, 5.0
KILL_AFTER = 5.0
SILENT_SECONDS = 20.0
"""a worker says something every second; one that has not for so long hangs, and is killed"""
CHECK_SECONDS = 5.0
MOST_OPERATIONS = 1000
"""that are told apart on this host, over all APIs and all workers there ever were"""
MEMORY_SHARE = 0.9
"""of its memory that a worker may use before it is replaced"""
YOUNGEST_REPLACED = 60.0
"""seconds a worker lives at least: one that needs too much from the start is not replaced over and over"""


@dataclass(eq=False)
class WorkerProcess:
    """One worker. `stats` is what it last said of itself; `served` and the like count since it started."""

    slot: int
    process: asyncio.subprocess.Process
    channel: Channel
    started: float
    heard: float
    """when it last said anything, monotonic"""
    ended: float = 0.0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    stats: dict[str, Any] = field(default_factory=dict)
    draining: bool = False

    @property
    def serves(self) -> bool:
        return self.ready.is_set() and not self.gone.is_set() and not self.draining


@dataclass(eq=False)
class Slot:
    """One listening socket and the worker that serves it."""

    number: int
    worker: WorkerProcess
    roll_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    rolled: asyncio.Event = field(default_factory=asyncio.Event)
    roll_failed: bool = False


class WorkerPool:
    """`encryption_keys`: the current one first, then previous ones. `hurry`: set it to drain no longer.

    `shared`: the name of the table with other hosts' counts; empty: there is none.
    """

    def __init__(
        self,
        settings: Settings,
        data_dir: Path,
        name: str,
        encryption_keys: list[str],
        hurry: asyncio.Event | None = None,
        *,
        shared: str = "",
    ) -> None:
        self._shared = shared
        self._hurry = hurry or asyncio.Event()
        self._settings = settings
        self._data_dir = data_dir
        self._name = name
        self._keys = encryption_keys
        self._listeners: list[socket.socket] = []
        self._asked: list[socket.socket] = []
        self._slots: list[Slot] = []
        self._alive: set[WorkerProcess] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self._rolling = asyncio.Lock()
        self._rolls_waiting = 0
        self._operations = Operations(MOST_OPERATIONS)
        self.restarts = 0
        self.gone_totals: dict[str, Counter[tuple[str, ...]]] = {}
        """what workers that are gone had counted, so that totals never fall"""

    @property
    def running(self) -> list[WorkerProcess]:
        """Every process there is: serving, coming and leaving."""
        return sorted(self._alive, key=lambda worker: (worker.slot, worker.started))

    @property
    def wanted(self) -> int:
        """How many should serve."""
        return len(self._listeners)

    def total(self, name: str) -> Counter[tuple[str, ...]]:
        """A measure of all workers there are and were: how many, by key. It never falls."""
        totals = Counter(self.gone_totals.get(name, {}))
        for worker in self._alive:
            for *key, count in worker.stats.get(name, ()):
                totals[tuple(key)] += count
        return totals

    def all_ready(self) -> bool:
        return bool(self._slots) and all(slot.worker.serves for slot in self._slots)

    async def start(self, listeners: list[socket.socket], asked: Sequence[socket.socket] = ()) -> None:
        """Spawn one worker a listener and wait until all of them serve. Raises `StartError` where they do not.

        `asked`: as many more, where other proxies ask; or none.
        """
        self._listeners, self._asked = listeners, [*asked]
        try:
            workers = [await self._spawn(number) for number in range(len(listeners))]
        except OSError as error:
            raise StartError(f"a worker cannot be spawned: {error}") from None
        for worker in workers:
            await first(worker.ready, worker.gone, seconds=READY_SECONDS)
            if not worker.serves:
                raise StartError(f"worker {worker.slot} did not start: its messages above say why")
        self._slots = [Slot(number, worker) for number, worker in enumerate(workers)]
        self._keepers = [asyncio.create_task(self._keep(slot)) for slot in self._slots]

    def announce_policy(self) -> None:
        """Also to a worker that is still starting: it may have read the old one already."""
        for worker in self._alive:
            worker.channel.send({"policy": True})

    async def roll(self) -> None:
        """Replace every worker, one after the other; each new one serves before the old one drains.

        Asked again meanwhile, it does it once more afterwards, however often it was asked.
        """
        if self._rolls_waiting:
            return
        self._rolls_waiting += 1
        async with self._rolling:
            self._rolls_waiting -= 1
            for slot in self._slots:
                slot.rolled.clear()
                slot.roll_wanted.set()
                await first(slot.rolled, self._stopping)
                if self._stopping.is_set() or slot.roll_failed:
                    return

    async def stop(self) -> None:
        """Drain all and wait; what has not ended by then is killed. Who connects from now on is refused, not kept waiting."""
        self._stopping.set()
        await asyncio.gather(*self._keepers)
        for listener in (*self._listeners, *self._asked):
            listener.close()
        await asyncio.gather(*(self._end(worker) for worker in self.running))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self, slot: Slot) -> None:
        """Restart the slot's worker whenever it dies, replace it when asked to."""
        delay = RESTART_FIRST
        while not self._stopping.is_set():
            worker = slot.worker
            await first(worker.gone, slot.roll_wanted, self._stopping, seconds=CHECK_SECONDS)
            if self._stopping.is_set():
                return
            if worker.gone.is_set():
                if worker.ended - worker.started > RESTART_MOST * 2 and not slot.roll_failed:
                    delay = RESTART_FIRST
                self.restarts += 1
                logger.error("worker %d %s; restarting it", slot.number, _ending(worker.process.returncode))
                await first(self._stopping, seconds=delay)
                delay = min(delay * 2, RESTART_MOST)
                if not self._stopping.is_set():
                    await self._renew(slot)
            elif slot.roll_wanted.is_set():
                await self._renew(slot)
            elif self._is_swollen(worker):
                logger.warning("worker %d has grown to %d MB; replacing it", slot.number, worker.stats["rss"] >> 20)
                await self._renew(slot)
            elif time.monotonic() - worker.heard > SILENT_SECONDS and not await self._speaks(worker):
                logger.error("worker %d has been silent for %d s and is killed", slot.number, SILENT_SECONDS)
                worker.process.kill()
                await worker.gone.wait()

    def _is_swollen(self, worker: WorkerProcess) -> bool:
        most = self._settings.worker_memory_bytes
        old = time.monotonic() - worker.started > YOUNGEST_REPLACED
        return bool(most) and old and worker.stats.get("rss", 0) > most * MEMORY_SHARE

    async def _renew(self, slot: Slot) -> None:
        """Put a new worker into the slot once it serves, and drain the one before it where that still lives."""
        asked = slot.roll_wanted.is_set()
        slot.roll_wanted.clear()
        slot.roll_failed = not await self._replace(slot)
        if asked:
            slot.rolled.set()

    async def _replace(self, slot: Slot) -> bool:
        try:
            fresh = await self._spawn(slot.number)
        except OSError as error:
            logger.error("worker %d cannot be spawned: %s", slot.number, error)  # noqa: TRY400 - the reason is enough
            return False
        await first(fresh.ready, fresh.gone, self._stopping, seconds=READY_SECONDS)
        old = slot.worker
        if fresh.serves:
            slot.worker = fresh
            self._drain(old)
            return True
        if not self._stopping.is_set():
            stays = "" if old.gone.is_set() else "; the old one stays"
            logger.error("worker %d: its replacement did not start%s", slot.number, stays)
            await self._end(fresh)
        return False

    async def _speaks(self, worker: WorkerProcess) -> bool:
        """A second chance: it may be this process that slept, with what the worker said still to be read."""
        before = worker.heard
        await first(worker.gone, self._stopping, seconds=CHECK_SECONDS / 2)
        return worker.heard != before or worker.gone.is_set() or self._stopping.is_set()

    def _drain(self, worker: WorkerProcess) -> None:
        worker.draining = True
        if worker.gone.is_set():
            return
        worker.channel.send({"drain": True})
        if worker in self._alive and not self._stopping.is_set():
            self._run(self._end(worker))

    async def _end(self, worker: WorkerProcess) -> None:
        """Drain and wait; kill what does not end in time."""
        if not worker.draining:
            worker.draining = True
            worker.channel.send({"drain": True})
        if not worker.ready.is_set() and not worker.gone.is_set():
            worker.process.terminate()  # it does not listen yet
        await first(worker.gone, self._hurry, seconds=self._settings.drain_seconds + KILL_AFTER)
        if not worker.gone.is_set():
            why = "is not waited for any longer" if self._hurry.is_set() else "did not end in time and is killed"
            logger.warning("worker %d %s", worker.slot, why)
            worker.process.kill()
            await worker.gone.wait()

    async def _spawn(self, number: int) -> WorkerProcess:
        ours, theirs = socket.socketpair()
        listeners = [self._listeners[number], *self._asked[number : number + 1]]
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "gateway.proxy.worker",
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(), *(listener.fileno() for listener in listeners)),
                stdin=asyncio.subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        channel = await Channel.over(ours)
        channel.send(msgspec.to_builtins(self._orders(number, *(listener.fileno() for listener in listeners))))
        now = time.monotonic()
        worker = WorkerProcess(number, process, channel, now, now)
        self._alive.add(worker)
        self._run(self._listen(worker))
        return worker

    def _orders(self, number: int, listen_fd: int, decisions_fd: int = -1) -> WorkerOrders:
        settings = dataclasses.asdict(self._settings) | dict.fromkeys(secret_names(), "")
        return WorkerOrders(
            slot=number,
            workers=len(self._listeners),
            name=self._name,
            data_dir=str(self._data_dir),
            listen_fd=listen_fd,
            decisions_fd=decisions_fd,
            encryption_keys=self._keys,
            settings=settings,
            tls=bool(self._settings.boing_tls_cert),
            shared=self._shared,
        )

    def _run(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, worker: WorkerProcess) -> None:
        def on_message(message: dict[str, Any]) -> None:
            worker.heard = time.monotonic()
            if message.get("ready"):
                worker.ready.set()
            if "served" in message:
                dropped = message.get("dropped", ())
                message["dropped"] = [[kind, count] for kind, count in zip(DROPPED, dropped, strict=False)]
                message["served"] = [self._known(*row) for row in message["served"]]
                worker.stats = message
            elif "revision" in message:
                worker.stats["revision"] = message["revision"]

        await worker.channel.run(on_message)
        await worker.process.wait()
        self._keep_totals(worker)
        self._alive.discard(worker)
        worker.ended = time.monotonic()
        worker.gone.set()

    def _known(self, api: str, operation: str, *rest: Any) -> list[Any]:
        """With the operation told apart only where that is one of the host's: each worker has had its own first ones."""
        return [api, self._operations.label(api, operation, admit=operation != OTHER), *rest]

    def _keep_totals(self, worker: WorkerProcess) -> None:
        for name in TOTALS:
            totals = self.gone_totals.setdefault(name, Counter())
            for *key, count in worker.stats.get(name, ()):
                totals[tuple(key)] += count
        worker.stats = {}


TOTALS = ("served", "times", "hits", "refused", "upstream_errors", "dropped", "cpu")
DROPPED = ("benign", "finding", "write-error")


async def first(*events: asyncio.Event, seconds: float | None = None) -> None:
    """Wait until one of them is set, or time is up."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"


def _environment() -> dict[str, str]:
    """Without secrets: a worker gets what it needs through its channel."""
    hidden = ("SECRET", "PASSWORD", "ENCRYPTION_KEY", "WEBHOOK", "TOKEN", "REDIS_URL")
    return {name: value for name, value in os.environ.items() if not any(word in name.upper() for word in hidden)}
