"""The agent: gateway workers on a host and all that keeps them going, from start to drained stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from addons.signatures import RuleSet
from gateway.agent.follow import PolicyFollower
from gateway.agent.health import Health
from gateway.agent.listeners import open_listeners
from gateway.agent.ship import Shipper
from gateway.agent.workers import WorkerPool
from gateway.policy.compile import PolicyCompiler
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, parse_address
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

FINAL_SHIPPING_SECONDS = 10.0


class StartError(Exception):
    """Why the gateway cannot start, in one line."""


class Agent:
    """`settings` with secrets filled in. Use as `async with agent.running():`."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        data_dir = Path(settings.boing_data_dir).resolve()
        for folder in ("run", "journal"):
            (data_dir / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = [key.strip() for key in settings.encryption_key.split(",")]
        self.pool = WorkerPool(settings, data_dir, socket.gethostname(), keys)
        # the agent only checks a policy: it needs no rules to serve by
        compiler = PolicyCompiler(Secrets(keys[0], keys[1:]), RuleSet([]))
        self.follower = PolicyFollower(store, compiler, data_dir / "policy.json", self.pool.announce_policy)
        self.shipper = Shipper(store, data_dir / "journal")
        self._health = Health(self.pool, self.follower, self.shipper)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Agent]:
        """Serve while the body runs. Raises `StartError`, `ListenError`."""
        settings = self._settings
        await self.follower.step()
        if self.follower.revision < 0 and not self.follower.start_from_disk():
            why = (
                self.follower.problem or "the store cannot be reached and there is no last good policy in the data dir"
            )
            raise StartError(f"no policy to serve under: {why}")
        host, port = parse_address(settings.boing_listen, "BOING_LISTEN")
        listeners = open_listeners(host, port, settings.boing_workers or os.cpu_count() or 1)
        health = _HealthServer(self._health, *parse_address(settings.boing_health, "BOING_HEALTH"))
        tasks: list[asyncio.Task[None]] = []
        try:
            await self.pool.start(listeners)
            tasks = [
                asyncio.create_task(self.follower.follow()),
                asyncio.create_task(self.shipper.run()),
                asyncio.create_task(health.serve()),
            ]
            await health.up()
            with contextlib.suppress(NotImplementedError, ValueError):
                asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._roll)
            yield self
        finally:
            await self.pool.stop()
            for task in tasks[:2]:
                task.cancel()
            await asyncio.gather(*tasks[:2], return_exceptions=True)
            await self.shipper.drain(FINAL_SHIPPING_SECONDS)
            self.shipper.close()
            health.stop()
            await asyncio.gather(*tasks[2:], return_exceptions=True)

    def _roll(self) -> None:
        logger.info("rolling the workers over")
        self._rolling = asyncio.create_task(self.pool.roll())


class _HealthServer:
    """uvicorn without its signal handlers: this process has its own."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        config = uvicorn.Config(health.app, host=host, port=port, log_level="warning", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)

    async def serve(self) -> None:
        with contextlib.suppress(SystemExit):
            await self._server._serve()  # noqa: SLF001 - serve() would take over this process's signals

    async def up(self) -> None:
        while not self._server.started:
            if self._server.should_exit:
                raise StartError("the health port cannot be listened on")
            await asyncio.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
