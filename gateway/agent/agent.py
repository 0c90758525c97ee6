"""The agent: gateway workers on a host and all that keeps them going, from start to drained stop."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from addons.signatures import RuleSet
from gateway.agent.errors import StartError
from gateway.agent.follow import PolicyFollower
from gateway.agent.health import Health, HealthServer
from gateway.agent.heartbeat import Heartbeat
from gateway.agent.listeners import ListenError, open_listeners
from gateway.agent.pair import ServedPair
from gateway.agent.shared.sync import TABLE, Sync
from gateway.agent.workers import WorkerPool
from gateway.geo import LazyPlaces
from gateway.policy.cache import DiskCache
from gateway.policy.compile import PolicyCompiler
from gateway.policy.models import ModelFolder
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, parse_address
from gateway.ship import Shipper
from gateway.storage.store import Store

__all__ = ["Agent", "ListenError", "StartError"]

logger = logging.getLogger(__name__)

FINAL_SHIPPING_SECONDS = 10.0


class Agent:
    """`settings` with secrets filled in. Use as `async with agent.running():`. `hurry`: as the pool's.

    Raises `StartError` for a TLS pair that does not load.
    """

    def __init__(self, settings: Settings, store: Store, hurry: asyncio.Event | None = None) -> None:
        self._data_dir = Path(settings.boing_data_dir).resolve()
        self._pair = ServedPair(settings, self._data_dir / "run")
        self._pair.check()
        settings = self._settings = self._pair.serving()
        keys = [key.strip() for key in settings.encryption_key.split(",")]
        shared = TABLE if settings.redis_url else ""
        self.pool = WorkerPool(settings, self._data_dir, socket.gethostname(), keys, hurry, shared=shared)
        # the agent only checks a policy: it needs no rules to serve by
        compiler = PolicyCompiler(Secrets(keys[0], keys[1:]), RuleSet([]), cache=DiskCache(settings.cache_dir))
        self.follower = PolicyFollower(
            store,
            compiler,
            self._data_dir / "policy.json",
            self.pool.announce_policy,
            ModelFolder(self._data_dir / "models"),
        )
        self.shipper = Shipper(
            store, self._data_dir / "journal", open_countries=LazyPlaces(settings.geoip_database).open
        )
        self._heartbeat = Heartbeat(store, settings, self.pool, self.shipper)
        self._health = Health(settings, self.pool, self.follower, self.shipper, self._heartbeat)
        self._rolls: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Agent]:
        """Serve while the body runs. Raises `StartError`, `ListenError`."""
        settings = self._settings
        try:
            for folder in ("run", "journal"):
                (self._data_dir / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StartError(f"data dir {settings.boing_data_dir!r}: {error.strerror}") from None
        with _alone(self._data_dir), self._pair_served():
            await self._first_policy()
            health = HealthServer(self._health, *parse_address(settings.boing_health, "BOING_HEALTH"))
            host, port = parse_address(settings.boing_listen, "BOING_LISTEN")
            workers = settings.boing_workers or os.cpu_count() or 1
            listeners: list[socket.socket] = []
            asked: list[socket.socket] = []
            try:
                listeners = open_listeners(host, port, workers)
                if settings.boing_decisions:
                    asked = open_listeners(*parse_address(settings.boing_decisions, "BOING_DECISIONS"), workers)
            except ListenError:
                for listener in listeners:
                    listener.close()
                health.close()
                raise
            sync = self._heartbeat.sync = self._make_sync(len(listeners))
            tasks: list[asyncio.Task[None]] = []
            heartbeat: asyncio.Task[None] | None = None
            loop = asyncio.get_running_loop()
            try:
                await self.pool.start(listeners, asked)
                tasks = [asyncio.create_task(work) for work in (self.follower.follow(), self.shipper.run())]
                if sync is not None:
                    tasks.append(asyncio.create_task(sync.run()))
                heartbeat = asyncio.create_task(self._heartbeat.run())
                await health.start()
                with contextlib.suppress(NotImplementedError, ValueError):
                    loop.add_signal_handler(signal.SIGHUP, self._roll)
                yield self
            finally:
                with contextlib.suppress(NotImplementedError, ValueError):
                    loop.add_signal_handler(signal.SIGHUP, lambda: None)  # its default would end us half-way
                await self.pool.stop()
                await asyncio.gather(*self._rolls, return_exceptions=True)
                self.follower.stop()
                self.shipper.stop()
                if sync is not None:
                    sync.stop()
                if heartbeat is not None:
                    heartbeat.cancel()
                    tasks.append(heartbeat)
                await asyncio.gather(*tasks, return_exceptions=True)
                await self.shipper.drain(FINAL_SHIPPING_SECONDS)
                self.shipper.close()
                await health.stop()

    def _make_sync(self, workers: int) -> Sync | None:
        """What exchanges counts with other hosts, where a Redis is set; before the workers, which read its table."""
        return Sync(self._settings, self._data_dir / "run", workers) if self._settings.redis_url else None

    async def _first_policy(self) -> None:
        """The store's newest, or, with the store away or silent, the last good one on disk."""
        await self.follower.begin()
        if self.follower.revision >= 0:
            return
        why = self.follower.problem or "the store has no policy"
        if self.follower.store_problem:
            why = f"the store is away ({self.follower.store_problem}) and there is no last good policy in the data dir"
        raise StartError(f"no policy to serve under: {why}")

    @contextmanager
    def _pair_served(self) -> Iterator[None]:
        self._pair.take()
        try:
            yield
        finally:
            self._pair.drop()

    def _roll(self) -> None:
        """With the certificate as it is now, or, where that does not load, with the one before."""
        try:
            self._pair.take()
        except StartError as error:
            logger.error("the certificate stays: %s", error)  # noqa: TRY400 - the reason is enough
        logger.info("rolling the workers over")
        task = asyncio.create_task(self.pool.roll())
        self._rolls.add(task)
        task.add_done_callback(self._rolls.discard)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """One agent a data dir: two would write each other's snapshots and ship each other's journals."""
    with (data_dir / "run" / "agent.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(f"data dir {str(data_dir)!r} is in use by another gateway") from None
        yield
