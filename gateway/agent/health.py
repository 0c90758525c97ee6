"""`/livez`, `/readyz` and `/metrics` on a port of their own, for all workers of the host, summed.

Readiness does not depend on the store: a gateway whose database is down serves.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from gateway.agent.errors import StartError
from gateway.agent.listeners import listen
from gateway.agent.workers import WorkerPool

if TYPE_CHECKING:
    from gateway.agent.follow import PolicyFollower
    from gateway.ship import Shipper

Sample = tuple[dict[str, str], float]


class Health:
    def __init__(self, pool: WorkerPool, follower: PolicyFollower, shipper: Shipper) -> None:
        self._pool = pool
        self._follower = follower
        self._shipper = shipper
        self.app = Starlette(
            routes=[
                Route("/livez", self._live),
                Route("/readyz", self._ready),
                Route("/metrics", self._metrics),
            ]
        )

    async def _live(self, _: Request) -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    async def _ready(self, _: Request) -> JSONResponse:
        ready = self._pool.all_ready()
        body = {
            "ready": ready,
            "workers": len([worker for worker in self._pool.running if worker.serves]),
            "policy": self._follower.revision,
            "store": "away" if self._follower.store_down_since else "ok",
            "stale": self._follower.store_down_since is not None,
            "journal_waiting": self._shipper.waiting,
        }
        if self._follower.problem:
            body["policy_problem"] = self._follower.problem
        return JSONResponse(body, 200 if ready else 503)

    async def _metrics(self, _: Request) -> PlainTextResponse:
        return PlainTextResponse(self.exposition(), media_type="text/plain; version=0.0.4")

    def exposition(self) -> str:
        """Prometheus text format. Labels never hold an address, a key or a raw path."""
        pool, follower, shipper = self._pool, self._follower, self._shipper
        served = self._total("served")
        dropped = self._total("dropped")
        lines: list[str] = []
        _metric(
            lines,
            "boing_requests_total",
            "counter",
            "Exchanges, by what was done with them.",
            (({"api": a, "method": m, "status": s, "action": act}, n) for (a, m, s, act), n in served.items()),
        )
        _metric(
            lines,
            "boing_request_duration_seconds_total",
            "counter",
            "Time from a request's first byte to its answer's last, summed.",
            (({"api": a}, n) for (a,), n in self._total("seconds").items()),
        )
        _metric(
            lines,
            "boing_findings_total",
            "counter",
            "Findings, by detector, rule and mode.",
            (({"detector": d, "rule": r, "mode": m}, n) for (d, r, m), n in self._total("hits").items()),
        )
        _metric(
            lines,
            "boing_refused_total",
            "counter",
            "Requests and connections turned away before a verdict, by reason.",
            (({"reason": r}, n) for (r,), n in self._total("refused").items()),
        )
        _metric(
            lines,
            "boing_records_dropped_total",
            "counter",
            "Records lost: no room in the journal, or not readable from it.",
            [
                ({"kind": "benign"}, dropped["benign",]),
                ({"kind": "finding"}, dropped["finding",]),
                ({"kind": "unreadable"}, shipper.unreadable),
            ],
        )
        _metric(
            lines,
            "boing_journal_write_errors_total",
            "counter",
            "Batches that could not be written to a journal.",
            [({}, dropped["write-error",])],
        )
        _metric(
            lines, "boing_records_shipped_total", "counter", "Records written to the store.", [({}, shipper.shipped)]
        )
        _metric(
            lines, "boing_journal_waiting_records", "gauge", "Records not yet in the store.", [({}, shipper.waiting)]
        )
        _metric(lines, "boing_worker_restarts_total", "counter", "Workers that died.", [({}, pool.restarts)])
        _metric(
            lines,
            "boing_worker_resident_bytes",
            "gauge",
            "Resident memory of a worker.",
            (({"worker": str(w.slot)}, w.stats.get("rss", 0)) for w in pool.running if w.serves),
        )
        _metric(
            lines,
            "boing_connections",
            "gauge",
            "Open client connections.",
            [({}, sum(w.stats.get("connections", 0) for w in pool.running))],
        )
        _metric(lines, "boing_policy_revision", "gauge", "The policy served under.", [({}, follower.revision)])
        down = follower.store_down_since
        _metric(
            lines,
            "boing_store_down_seconds",
            "gauge",
            "How long the store has been away.",
            [({}, time.time() - down if down else 0)],
        )
        return "".join(lines)

    def _total(self, name: str) -> Counter[tuple[str, ...]]:
        totals = Counter(self._pool.gone_totals.get(name, {}))
        for worker in self._pool.running:
            for *key, count in worker.stats.get(name, ()):
                totals[tuple(key)] += count
        return totals


class HealthServer:
    """uvicorn without its signal handlers: this process has its own. Raises `ListenError` when made."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        self._socket = listen(host, port, "health cannot listen on")
        config = uvicorn.Config(
            health.app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
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


def _metric(lines: list[str], name: str, kind: str, text: str, samples: Iterable[Sample]) -> None:
    lines.append(f"# HELP {name} {text}\n# TYPE {name} {kind}\n")
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escape(label)}"' for key, label in labels.items())
        lines.append(f"{name}{{{inside}}} {value:g}\n" if inside else f"{name} {value:g}\n")


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
