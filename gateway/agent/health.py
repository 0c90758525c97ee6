"""`/livez`, `/readyz`, `/status` and `/metrics` on a port of their own, for all workers of the host, summed.

Readiness does not depend on the store: a gateway whose database is down serves.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from gateway import VERSION
from gateway.agent.errors import StartError
from gateway.agent.exposition import Exposition
from gateway.agent.listeners import listen
from gateway.agent.workers import WorkerPool
from gateway.certificate import read_certificate
from gateway.settings import Settings

if TYPE_CHECKING:
    from gateway.agent.follow import PolicyFollower
    from gateway.agent.heartbeat import Heartbeat
    from gateway.ship import Shipper

ALL_OTHERS = "*"
"""the API that a model without one of its own is for"""


class Health:
    def __init__(
        self, settings: Settings, pool: WorkerPool, follower: PolicyFollower, shipper: Shipper, heartbeat: Heartbeat
    ) -> None:
        self._heartbeat = heartbeat
        self._settings = settings
        self._pool = pool
        self._follower = follower
        self._shipper = shipper
        self._started = time.time()
        self.app = Starlette(
            routes=[
                Route("/livez", self._live),
                Route("/readyz", self._ready),
                Route("/status", self._status),
                Route("/metrics", self._metrics),
            ]
        )

    async def _live(self, _: Request) -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    async def _ready(self, _: Request) -> JSONResponse:
        ready = self._pool.all_ready()
        away = self._follower.away_seconds > 0
        body = {
            "ready": ready,
            "workers": len([worker for worker in self._pool.running if worker.serves]),
            "policy": self._follower.revision,
            "store": "away" if away else "ok",
            "stale": away,
            "journal_waiting": self._shipper.waiting,
            "journal_lag_seconds": round(self._shipper.lag, 1),
        }
        if self._follower.problem:
            body["policy_problem"] = self._follower.problem
        return JSONResponse(body, 200 if ready else 503)

    async def _status(self, _: Request) -> JSONResponse:
        """What the store is told every ten seconds, as of now, and what only this host knows: for `boing status`."""
        follower = self._follower
        body = {
            "name": self._heartbeat.name,
            "version": VERSION,
            "listen": self._settings.boing_listen,
            "decisions": self._settings.boing_decisions,
            **self._heartbeat.status(),
            "workers_wanted": self._pool.wanted,
            "restarts": self._pool.restarts,
            "connections": sum(worker.stats.get("connections", 0) for worker in self._pool.running),
            "policy": {"revision": follower.revision, "problem": follower.problem},
            "models": [
                {"kind": kind, "api": api or ALL_OTHERS, "version": version}
                for kind, api, version in follower.content.models
            ],
            "models_missing": follower.models_missing,
            "store": {"away_seconds": round(follower.away_seconds, 1), "problem": follower.store_problem},
        }
        return JSONResponse(body)

    async def _metrics(self, _: Request) -> PlainTextResponse:
        return PlainTextResponse(self.exposition(), media_type="text/plain; version=0.0.4")

    def exposition(self) -> str:
        """What a scrape is answered. Labels never hold an address, a key or a raw path."""
        told = Exposition()
        self._tell_traffic(told)
        self._tell_records(told)
        self._tell_policy(told)
        self._tell_shared(told)
        self._tell_host(told)
        return told.text()

    def _tell_traffic(self, told: Exposition) -> None:
        total = self._pool.total
        told.add_all("boing_requests_total", ("api", "operation", "method", "status", "action"), total("served"))
        told.add_all("boing_findings_total", ("detector", "rule", "mode"), total("hits"))
        told.add_all("boing_refused_total", ("reason",), total("refused"))
        told.add_all("boing_upstream_errors_total", ("api", "reason"), total("upstream_errors"))
        told.add_times(total("times"))

    def _tell_records(self, told: Exposition) -> None:
        shipper, dropped = self._shipper, self._pool.total("dropped")
        for kind in ("benign", "finding"):
            told.add("boing_records_dropped_total", dropped[kind,], kind=kind)
        told.add("boing_records_dropped_total", shipper.unreadable, kind="unreadable")
        told.add("boing_journal_write_errors_total", dropped["write-error",])
        told.add("boing_records_shipped_total", shipper.shipped)
        told.add("boing_journal_waiting_records", shipper.waiting)
        told.add("boing_journal_lag_seconds", shipper.lag)
        told.add("boing_store_down_seconds", self._follower.away_seconds)

    def _tell_policy(self, told: Exposition) -> None:
        follower, content = self._follower, self._follower.content
        served = [worker.stats.get("revision", -1) for worker in self._pool.running if worker.serves]
        told.add("boing_policy_revision", follower.revision)
        told.add("boing_policy_oldest_revision", min(served, default=-1))
        told.add("boing_policy_age_seconds", time.monotonic() - follower.confirmed)
        told.add("boing_policy_refused", int(bool(follower.problem)))
        told.add_all("boing_decisions_active", ("type",), content.decisions)
        told.add_all("boing_list_entries", ("list",), content.entries)
        for kind, api, version in content.models:
            told.add("boing_model_version", version, kind=kind, api=api or ALL_OTHERS)
        told.add("boing_models_missing", follower.models_missing)

    def _tell_shared(self, told: Exposition) -> None:
        sync = self._heartbeat.sync
        if sync is not None:
            told.add("boing_shared_connected", int(sync.connected))
            told.add("boing_shared_lag_seconds", sync.lag)
            told.add("boing_shared_failures_total", sync.failures)
            told.add("boing_shared_hosts", sync.others)
            told.add("boing_shared_left_out_total", sync.left_out)

    def _tell_host(self, told: Exposition) -> None:
        pool, settings = self._pool, self._settings
        serving = [worker for worker in pool.running if worker.serves]
        told.add("boing_connections", sum(worker.stats.get("connections", 0) for worker in pool.running))
        told.add("boing_connections_limit", sum(worker.stats.get("connections_limit", 0) for worker in serving))
        told.add("boing_workers", len(serving))
        told.add("boing_workers_wanted", pool.wanted)
        told.add("boing_worker_restarts_total", pool.restarts)
        for worker in serving:
            told.add("boing_worker_resident_bytes", worker.stats.get("rss", 0), worker=str(worker.slot))
        told.add("boing_worker_memory_limit_bytes", settings.worker_memory_bytes)
        told.add("boing_worker_cpu_seconds_total", pool.total("cpu")[()])
        if settings.boing_tls_cert:
            with contextlib.suppress(OSError, ValueError):
                ends = read_certificate(settings.boing_tls_cert).not_after
                told.add("boing_certificate_expiry_timestamp_seconds", ends.timestamp())
        told.add("boing_start_time_seconds", self._started)
        told.add("boing_build_info", 1, version=VERSION)


class HealthServer:
    """uvicorn without its signal handlers: this process has its own. Raises `ListenError` when made."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        self._socket = listen(host, port, "health cannot listen on")
        config = uvicorn.Config(
            health.app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns once it answers."""
        # serve() would take over this process's signals
        self._serving = asyncio.create_task(self._server._serve([self._socket]))  # noqa: SLF001
        while not self._server.started:
            if self._serving.done():
                raise StartError(f"the health server did not start: {self._serving.exception()}")
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._serving is not None:
            with contextlib.suppress(Exception):
                await self._serving
        self.close()

    def close(self) -> None:
        self._socket.close()
