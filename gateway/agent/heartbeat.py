"""What this gateway says of itself, written to the store every few seconds: its workers, its journal, its certificate.

A store that is away costs nothing but the report: the next one says it all again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from datetime import UTC, datetime
from typing import Any

from gateway import VERSION
from gateway.agent.shared.sync import Sync
from gateway.agent.workers import WorkerPool, WorkerProcess
from gateway.certificate import read_certificate
from gateway.settings import Settings, parse_address
from gateway.ship import Shipper
from gateway.storage.errors import StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
MOST_WORKERS = 256


class Heartbeat:
    def __init__(self, store: Store, settings: Settings, pool: WorkerPool, shipper: Shipper) -> None:
        self._store = store
        self._pool = pool
        self._shipper = shipper
        self._certificate = settings.boing_tls_cert
        self.sync: Sync | None = None
        """what exchanges counts with other hosts, once there is one"""
        _, port = parse_address(settings.boing_listen, "BOING_LISTEN")
        self.name = f"{socket.gethostname()[:100]}:{port}"
        self._version = VERSION
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._store.gateways.report(self.name, self._version, self.status())
            except StoreError as error:
                logger.debug("no heartbeat: %s", error)
            await asyncio.sleep(BEAT_SECONDS)

    def status(self) -> dict[str, Any]:
        """`workers` of which each has `id`, `pid`, `revision`, `ready`, `requests`; `journal_waiting` and `shipped` in records.

        `redis`: null where none is set.
        """
        return {
            "workers": [_worker(worker) for worker in self._pool.running[:MOST_WORKERS]],
            "journal_waiting": self._shipper.waiting,
            "journal_lag_seconds": round(self._shipper.lag, 1),
            "shipped": self._shipper.shipped,
            "certificates": _certificates(self._certificate) if self._certificate else [],
            "redis": self.sync.status() if self.sync else None,
            "started_at": self._started_at,
        }


def _worker(worker: WorkerProcess) -> dict[str, Any]:
    served = worker.stats.get("served", ())
    return {
        "id": worker.slot,
        "pid": worker.process.pid,
        "revision": worker.stats.get("revision"),
        "ready": worker.serves,
        "requests": sum(count for *_, count in served),
    }


def _certificates(path: str) -> list[dict[str, Any]]:
    """What the file at `path` holds now."""
    with contextlib.suppress(OSError, ValueError):
        found = read_certificate(path)
        ends = found.not_after.isoformat().replace("+00:00", "Z")
        return [{"subject": found.subject, "not_after": ends, "days": found.days_left(datetime.now(UTC))}]
    return []
