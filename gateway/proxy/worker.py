"""A gateway worker: one process, one event loop, one listening socket handed down by the agent.

Serves under the policy in the data dir and nothing else; knows no database. Ends when told to or when its agent dies:
stops accepting, lets requests in flight finish, then goes.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import resource
import signal
import socket
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.http import _hooks

from addons.signatures import load_pack
from gateway.geo import open_places
from gateway.journal import Journal
from gateway.logs import start_logging
from gateway.policy.cache import DiskCache
from gateway.policy.compile import PolicyCompiler
from gateway.policy.files import read_policy
from gateway.policy.models import ModelFolder
from gateway.policy.problems import PolicyError
from gateway.policy.rules import find_core_rules
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import Snapshot
from gateway.proxy.admission import Admission, AdmissionLimits, descriptors, raise_descriptors
from gateway.proxy.aside import AsideThread
from gateway.proxy.channel import Channel, WorkerOrders
from gateway.proxy.counters import Counters, CounterTable
from gateway.proxy.decisions import Decisions, Peers
from gateway.proxy.driver import Services, Session, Waits
from gateway.proxy.gate import Gate, GateLimits
from gateway.proxy.layers.api import ApiLayer, ClientLimits
from gateway.proxy.layers.http2 import Http2Limits
from gateway.proxy.layers.lean import make_lean
from gateway.proxy.pool import UpstreamPool
from gateway.proxy.tls import UpstreamTls, server_context
from gateway.settings import Settings

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 1.0
SWEEP_SECONDS = 0.5
BODY_GRACE_SECONDS = 10.0
IDLE_WHILE_DRAINING = 2.0
GOODBYE_SECONDS = 5.0
"""of draining in which a HTTP/2 client is told so between its requests; later, in the midst of them"""


class Worker:
    def __init__(self, orders: WorkerOrders, channel: Channel) -> None:
        self._orders = orders
        self._channel = channel
        self._settings = msgspec.convert(orders.settings, Settings)
        cache = DiskCache(self._settings.cache_dir)
        self._compiler = PolicyCompiler(
            Secrets(orders.encryption_keys[0], orders.encryption_keys[1:]),
            load_pack(cache=cache),
            find_core_rules(self._settings.crs_dir, orders.data_dir),
            cache,
            partial(open_places, self._settings.geoip_database, networks=False),
            models=ModelFolder(Path(orders.data_dir) / "models"),
        )
        self._policy_path = Path(orders.data_dir) / "policy.json"
        run = Path(orders.data_dir) / "run"
        tables = [CounterTable(run / f"counters-{slot}") for slot in range(orders.workers)]
        own = tables.pop(orders.slot)
        if orders.shared:
            tables.append(CounterTable(run / orders.shared))
        self._peers = Peers(self._settings.peers if self._settings.boing_decisions else ())
        self._journal = Journal(Path(orders.data_dir) / "journal" / f"{orders.slot}.db", self._settings.journal_bytes)
        self._sessions: set[Session] = set()
        self._pool = UpstreamPool(time.monotonic)
        self._aside = AsideThread()
        room = raise_descriptors()
        if room < self._settings.connections // 2:
            logger.warning(
                "CONNECTIONS=%d: the descriptors this worker may have are enough for %d",
                self._settings.connections,
                room,
            )
        self._admission = Admission(
            AdmissionLimits(
                self._settings.connections,
                self._settings.connections_per_address,
                self._settings.worker_memory_bytes,
                room,
            ),
            self._is_proxy,
        )
        self._draining = asyncio.Event()
        self._policy_error = ""
        self._warned: set[str] = set()
        """what the policy served by is without, as it was last said"""
        settings = self._settings
        self._limits = ClientLimits(
            settings.header_bytes,
            settings.header_fields,
            Http2Limits(
                settings.http2_streams,
                settings.http2_window_bytes,
                settings.http2_resets,
                settings.http2_queue_bytes,
            ),
        )
        self._gate = Gate(
            self._compile(),
            Counters(own, tables),
            self._journal.append,
            GateLimits(
                settings.first_byte_seconds,
                BODY_GRACE_SECONDS,
                settings.body_rate_floor,
                settings.header_fields,
                settings.answer_inspected_bytes,
            ),
            f"{orders.name}/{orders.slot}",
        )
        self._services = Services(
            make_layer=self._make_layer,
            hooks={
                _hooks.HttpRequestHeadersHook: self._gate.request_headers,
                _hooks.HttpRequestHook: self._gate.request,
                _hooks.HttpResponseHeadersHook: self._gate.response_headers,
                _hooks.HttpResponseHook: self._gate.response,
                _hooks.HttpErrorHook: self._gate.error,
                websocket.WebsocketEndHook: self._gate.websocket_end,
            },
            waits=Waits(
                settings.header_seconds, settings.idle_seconds, settings.connect_seconds, settings.stream_idle_seconds
            ),
            upstream_tls=UpstreamTls().context,
            exchanges=self._gate,
            sessions=self._sessions,
            refuse=self._gate.refuse_head,
            refused=self._count_refused,
            admission=self._admission,
            pool=self._pool,
            aside=self._aside,
        )

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        listener = socket.socket(fileno=self._orders.listen_fd)
        settings = self._settings
        tls = None
        if self._orders.tls:
            tls = server_context(
                settings.boing_tls_cert, settings.boing_tls_key, settings.header_seconds, self._count_refused
            )
        server = await loop.create_server(
            partial(Session, self._services),
            sock=listener,
            backlog=2048,
            ssl=tls,
            ssl_handshake_timeout=settings.header_seconds if tls else None,
        )
        servers = [server]
        if self._orders.decisions_fd >= 0:
            asking = socket.socket(fileno=self._orders.decisions_fd)
            servers.append(await loop.create_server(partial(Session, self._deciding()), sock=asking, backlog=2048))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._draining.set)
        listening = loop.create_task(self._channel.run(self._on_order))
        listening.add_done_callback(lambda _: self._draining.set())
        ticking = [loop.create_task(self._sweep()), loop.create_task(self._heartbeat())]
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        self._channel.send({"ready": True, "revision": self._gate.snapshot.revision})
        await self._draining.wait()
        self._gate.draining = True
        for server in servers:
            server.close()
        await self._drain()
        self._pool.close()
        self._aside.close()
        for task in ticking:
            task.cancel()
        self._journal.close()
        self._channel.send(self._stats())
        self._channel.send({"done": True})
        await asyncio.sleep(0)
        listening.cancel()

    def _deciding(self) -> Services:
        """As for clients, for proxies that ask and forward themselves."""
        hook = Decisions(self._peers, self._gate.request_headers).request_headers
        return replace(self._services, hooks={**self._services.hooks, _hooks.HttpRequestHeadersHook: hook})

    def _make_layer(self, context: Context) -> ApiLayer:
        return ApiLayer(context, self._gate, self._limits, self._gate.refuse_head, self._count_refused)

    def _is_proxy(self, address: str) -> bool:
        return address in self._peers or any(
            api.client_address.trusts(address) for api in self._gate.snapshot.apis.values()
        )

    def _count_refused(self, reason: str) -> None:
        self._gate.measures.refused[reason] += 1

    def _compile(self) -> Snapshot:
        snapshot = self._compiler.compile(read_policy(self._policy_path))
        warnings = {str(warning) for warning in snapshot.warnings}
        for warning in sorted(warnings - self._warned):
            logger.warning("policy %d: %s", snapshot.revision, warning)
        self._warned = warnings
        return snapshot

    def _on_order(self, message: dict[str, Any]) -> None:
        if "policy" in message:
            asyncio.get_running_loop().create_task(self._swap())
        if "drain" in message:
            self._draining.set()

    async def _swap(self) -> None:
        """Take the newest policy; one that does not compile never replaces one that did."""
        try:
            snapshot = await asyncio.to_thread(self._compile)
        except (PolicyError, ValueError, OSError) as error:
            self._policy_error = str(error)
            logger.error("policy kept at revision %d: %s", self._gate.snapshot.revision, error)  # noqa: TRY400 - the reason is enough
        else:
            self._policy_error = ""
            if snapshot.revision >= self._gate.snapshot.revision:
                self._gate.snapshot = snapshot
        self._channel.send(self._stats())

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            for session in list(self._sessions):
                session.expire(now)
            self._pool.expire()
            self._admission.note_memory(_resident_bytes())
            self._admission.note_descriptors(descriptors())

    async def _heartbeat(self) -> None:
        while True:
            self._channel.send(self._stats())
            await asyncio.sleep(HEARTBEAT_SECONDS)

    def _stats(self) -> dict[str, Any]:
        gate = self._gate
        return {
            "revision": gate.snapshot.revision,
            "policy_error": self._policy_error,
            "connections": len(self._sessions),
            "connections_limit": self._admission.limit,
            **gate.measures.rows(),
            "dropped": [self._journal.dropped_benign, self._journal.dropped_findings, self._journal.write_errors],
            "rss": _resident_bytes(),
        }

    async def _drain(self) -> None:
        """Requests in flight finish; idle connections are closed once they have been quiet for a moment."""
        end = time.monotonic() + self._settings.drain_seconds
        insisting = time.monotonic() + min(GOODBYE_SECONDS, self._settings.drain_seconds / 2)
        while self._sessions and time.monotonic() < end:
            now = time.monotonic()
            for session in list(self._sessions):
                session.drain(now, IDLE_WHILE_DRAINING, insist=now > insisting)
            await asyncio.sleep(0.05)
        for session in list(self._sessions):
            if session.exchanges:
                self._count_refused("drain")
            session.transport.abort()
        await asyncio.sleep(0)


def _resident_bytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:  # no /proc: the peak is the best there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def _main(end: socket.socket) -> None:
    end.setblocking(False)
    channel_reader = await Channel.over(end)
    orders = msgspec.json.decode(await channel_reader.first_line(), type=WorkerOrders)
    start_logging(msgspec.convert(orders.settings, Settings), f"worker-{orders.slot}")
    worker = Worker(orders, channel_reader)
    await worker.run()


def main() -> None:
    """`python -m gateway.proxy.worker FD`: FD is the worker's end of the channel."""
    make_lean()
    end = socket.socket(fileno=int(sys.argv[1]))
    uvloop.run(_main(end))


if __name__ == "__main__":
    main()
