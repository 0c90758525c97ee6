"""Drives mitmproxy's sans-io layers from asyncio protocols: one `Session` a client connection.

Everything between a byte arriving and bytes leaving is synchronous, so that there is no lock, no task and no queue on
the way of a request; only opening an upstream connection waits (`upstreams`), and the inspection of a long body (`aside`).
Hooks are plain calls.

Invariants: a transport that was opened is closed (mitmproxy's own server leaks some); back-pressure is directional
(a slow client pauses its upstreams, a slow upstream pauses its client); every wait has a deadline on the monotonic
clock, checked by `Session.expire`.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast

from mitmproxy.connection import Client, Connection, ConnectionState
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context

from gateway.proxy.admission import Admission
from gateway.proxy.aside import Aside, AsideThread
from gateway.proxy.flow import Flow
from gateway.proxy.layers.api import ApiLayer, UpstreamConnection
from gateway.proxy.layers.http1 import ClientHttp1, ReadOn
from gateway.proxy.layers.http2 import ClientHttp2, HoldSource, ReleaseSource
from gateway.proxy.layers.options import LayerOptions
from gateway.proxy.pool import UpstreamPool
from gateway.proxy.upstreams import Upstreams

if TYPE_CHECKING:
    from gateway.proxy.passage import Passage

logger = logging.getLogger(__name__)

MAX_PIPELINED = 64 * 1024
SHARED_AFTER = 1.0
"""seconds without an exchange after which a client's idle upstream connections are there for others"""
MAX_UNREAD = 1 << 20
"""bytes of answers that may wait for a client before no more is taken from it"""
LINGER_SECONDS = 2.0
LINGER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Waits:
    """Deadlines, seconds."""

    head: float
    idle: float
    connect: float
    stream_idle: float


class Exchanges(Protocol):
    """The session's view of the gate: what is open on it, and what is overdue."""

    draining: bool

    def overdue(self, session: Session, now: float) -> None: ...

    def closed(self, session: Session) -> None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What all sessions of a worker share."""

    make_layer: Callable[[Context], ApiLayer]
    hooks: Mapping[type, Callable[..., Aside | None]]
    waits: Waits
    upstream_tls: Callable[[UpstreamConnection], ssl.SSLContext | None]
    exchanges: Exchanges
    sessions: set[Session]
    refuse: Callable[[int, str], bytes]
    refused: Callable[[str], None]
    """counts a connection turned away or cut, by reason"""
    admission: Admission
    pool: UpstreamPool
    aside: AsideThread


OPTIONS = LayerOptions()


class Session(asyncio.Protocol):
    """One client connection; its exchanges, and through `upstreams` the connections opened for them."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.transport: asyncio.Transport
        self.client: Client
        self.layer: ApiLayer
        self.flow: Flow
        self.exchanges: set[Passage] = set()
        self.last_activity = time.monotonic()
        self._head_since: float | None = None
        self.transports: dict[Connection, asyncio.Transport] = {}
        """of all connections that are open, the client's included"""
        self.upstreams = Upstreams(self)
        self._events: deque[events.Event] = deque()
        self._feeding = False
        self._busy_since = 0.0
        """on the clock of `time.perf_counter`; 0: nothing is being done"""
        self._outgoing: dict[Connection, list[bytes]] = {}
        self._told = False
        """the client knows that no more streams are taken"""
        self._lingering: float | None = None
        self._lingered = 0
        self._timers: set[asyncio.TimerHandle] = set()

    # -- the client's transport ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        services = self.services
        self.client = Client(
            peername=transport.get_extra_info("peername") or ("", 0),
            sockname=transport.get_extra_info("sockname") or ("", 0),
            timestamp_start=time.time(),
            state=ConnectionState.OPEN,
        )
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            self.client.tls = True
            self.client.alpn = (tls.selected_alpn_protocol() or "").encode()
        sock = transport.get_extra_info("socket")
        refusal = services.admission.admit(self.client.peername[0], sock.fileno() if sock is not None else 0)
        if refusal:
            services.refused(refusal)
            self.client.state = ConnectionState.CLOSED
            self.transport.abort()
            return
        services.sessions.add(self)
        context = Context(self.client, cast("Any", OPTIONS))
        context.server.address = ("upstream", 0)  # transparent mode wants one; each exchange sets its own
        self.layer = services.make_layer(context)
        self.layer.obey = self._obey
        self.flow = Flow(self.client, self.layer, self._put)
        self.transports[self.client] = self.transport
        self.flow.opened(self.client, self.transport)
        self.feed(events.Start())

    def data_received(self, data: bytes) -> None:
        now = self.last_activity = time.monotonic()
        if self._lingering is not None:
            self._lingered += len(data)
            if self._lingered > LINGER_BYTES:
                self.transport.abort()
            return
        if self.client.state is ConnectionState.CLOSED:
            return
        if not self.exchanges and self._head_since is None:
            self._head_since = now
        self.feed(events.DataReceived(self.client, data))
        protocol = self.layer.client_protocol
        if self.exchanges and isinstance(protocol, ClientHttp1) and len(protocol.buf) > MAX_PIPELINED:
            self.flow.hold_client("pipelined")
        if self.transport.get_write_buffer_size() > MAX_UNREAD:
            self.flow.hold_client("unread")

    def eof_received(self) -> bool:
        if self.client.state & ConnectionState.CAN_READ:
            self.client.state &= ~ConnectionState.CAN_READ
            self.feed(events.ConnectionClosed(self.client))
        return not self.client.tls and self.client.state is not ConnectionState.CLOSED

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self in self.services.sessions:
            self.services.sessions.discard(self)
            self.services.admission.leave(self.client.peername[0])
        if self.client in self.transports:
            del self.transports[self.client]
            could_read = self.client.state & ConnectionState.CAN_READ
            self.client.state = ConnectionState.CLOSED
            if could_read:
                self.feed(events.ConnectionClosed(self.client))
        self.upstreams.close()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.services.exchanges.closed(self)

    def pause_writing(self) -> None:
        self.flow.client_is_slow()

    def resume_writing(self) -> None:
        self.flow.client_takes_more()

    # -- events in, commands out --------------------------------------------------------------------------------

    def feed(self, event: events.Event) -> None:
        """Give the layers an event and obey what they answer. An event that comes up meanwhile waits its turn."""
        pending = self._events
        pending.append(event)
        if self._feeding:
            return
        self._feeding = True
        self._busy_since = time.perf_counter()
        try:
            while pending:
                self.layer.take(pending.popleft())
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told, and the connection is closed
            self._crash(error)
        finally:
            self._feeding = False
        if self._outgoing:
            for connection in list(self._outgoing):
                self._flush(connection)
        if self.services.exchanges.draining:
            self._say_goodbye()
        self.settle()
        self._busy_since = 0.0

    def _obey(self, command: commands.Command) -> None:
        _OBEY.get(type(command), Session._hook)(self, command)

    def _hook(self, command: commands.Command) -> None:
        if not isinstance(command, commands.StartHook):
            raise TypeError(f"unexpected command {command!r}")
        hook = self.services.hooks.get(type(command))
        aside = hook(self, cast("Any", command).flow) if hook is not None else None
        if aside is not None:
            if aside.held is not None:
                self.flow.hold(HoldSource(aside.held, "client"))
            self.services.aside.do(aside, partial(self._resume, command, aside))
        elif command.blocking:
            self._events.appendleft(events.HookCompleted(command, None))

    def _resume(self, command: commands.StartHook, aside: Aside, done: asyncio.Future[Any]) -> None:
        """A hook's work aside is done: let the stream that waits for it go on, unless its client has gone meanwhile."""
        if done.cancelled() or (done.exception() is None and self.client.state is ConnectionState.CLOSED):
            return
        if aside.held is not None:
            self.flow.release(ReleaseSource(aside.held, "client"))
        try:
            aside.then(done.result())
        except Exception as error:  # noqa: BLE001
            self._crash(error)
        else:
            self.feed(events.HookCompleted(command, None))

    def _crash(self, error: Exception) -> None:
        """Fail closed: nothing of a connection whose state is unknown may go on."""
        logger.error("a connection's layers failed; it is closed", exc_info=error)
        self.services.refused("crash")
        self._events.clear()
        self._outgoing.clear()
        self.transport.abort()

    def _send(self, command: commands.SendData) -> None:
        """Kept until the event has been dealt with: a head and its body leave in one system call."""
        self._outgoing.setdefault(command.connection, []).append(command.data)

    def _put(self, connection: Connection, data: bytes) -> None:
        """Leave with what the event under way sends, or at once."""
        self._outgoing.setdefault(connection, []).append(data)
        if not self._feeding:
            self._flush(connection)

    def _flush(self, connection: Connection) -> None:
        data = self._outgoing.pop(connection, None)
        transport = self.transports.get(connection)
        if data and transport is not None and not transport.is_closing():
            transport.write(data[0] if len(data) == 1 else b"".join(data))

    def _close(self, command: commands.CloseConnection) -> None:
        connection = command.connection
        self._flush(connection)
        half = isinstance(command, commands.CloseTcpConnection) and command.half_close
        if half:
            transport = self.transports.get(connection)
            if transport is not None and connection.state & ConnectionState.CAN_WRITE and transport.can_write_eof():
                connection.state &= ~ConnectionState.CAN_WRITE
                transport.write_eof()
            return
        self.upstreams.give_up(connection)
        transport = self.transports.pop(connection, None)
        if transport is None:
            return
        self.flow.closed(connection)
        connection.state = ConnectionState.CLOSED
        if connection is self.client:
            self._linger()
        else:
            transport.close()
        self._events.append(events.ConnectionClosed(connection))

    def _linger(self) -> None:
        """Close so that the answer arrives though unread bytes of the request are still coming (RFC 9112 section 9.6)."""
        if self.transport.can_write_eof() and self.transport.is_reading():
            self.transport.write_eof()
            self._lingering = time.monotonic()
        else:
            self.transport.close()

    def _wake(self, command: commands.RequestWakeup) -> None:
        def wake() -> None:
            self._timers.discard(timer)
            self.feed(events.Wakeup(command))

        timer = asyncio.get_running_loop().call_later(command.delay, wake)
        self._timers.add(timer)

    def _read_on(self, command: ReadOn) -> None:
        self._events.append(events.DataReceived(command.connection, b""))

    def _log(self, command: commands.Log) -> None:
        logger.debug("%s: %s", self.client.peername, command.message)

    # -- deadlines ----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Charge the time spent on an event, since it came or was last charged, to the exchanges that are open."""
        if self.exchanges and self._busy_since:
            now = time.perf_counter()
            share = (now - self._busy_since) / len(self.exchanges)
            self._busy_since = now
            for passage in self.exchanges:
                passage.busy += share

    def exchange_opened(self, passage: Passage) -> None:
        passage.stream_id = self.layer.newest_stream
        self.exchanges.add(passage)
        self._head_since = None

    def exchange_closed(self, passage: Passage) -> None:
        self.exchanges.discard(passage)
        self.flow.exchange_over(passage.stream_id)
        if not self.exchanges:
            self.flow.release_client("pipelined")

    def received_body(self, passage: Passage) -> int:
        """Bytes of the request body that are held so far."""
        stream = self.layer.streams.get(passage.stream_id)
        return len(stream.request_body_buf) if stream else 0

    def expire(self, now: float) -> None:
        """Enforce the deadlines; called about twice a second."""
        waits = self.services.waits
        if self._lingering is not None:
            if now - self._lingering > LINGER_SECONDS:
                self.transport.abort()
        elif self.exchanges:
            self.services.exchanges.overdue(self, now)
            if now - self.last_activity > waits.stream_idle:
                self.services.refused("stream-idle")
                self.transport.abort()
        elif self._head_since is not None:
            if now - self._head_since > waits.head:
                self.services.refused("head-time")
                if self.client.alpn != b"h2":
                    self.transport.write(self.services.refuse(408, "head-time"))
                self.transport.close()
                self._head_since = now
        elif now - self.last_activity > waits.idle:
            self.transport.close()
        elif len(self.transports) > 1 and now - self.last_activity > SHARED_AFTER:
            self.upstreams.share_idle()

    def _say_goodbye(self, *, insist: bool = False) -> None:
        """Tell an HTTP/2 client to open its next stream elsewhere (RFC 9113 section 6.8).

        Between its requests, as some clients give up the ones they wait for when they hear it; `insist`: in the midst of them.
        """
        protocol = self.layer.client_protocol
        if self._told or self.transport.is_closing() or not isinstance(protocol, ClientHttp2):
            return
        if insist or not self.exchanges:
            self._told = True
            self._put(self.client, protocol.goodbye(self.layer.newest_stream))

    def drain(self, now: float, idle: float, *, insist: bool) -> None:
        """The worker is going: close what is idle. A connection quiet for `idle` seconds hardly has a request on its way."""
        self._say_goodbye(insist=insist)
        if not self.exchanges and self._head_since is None and now - self.last_activity > idle:
            self.transport.close()


_OBEY: dict[type, Callable[[Session, Any], None]] = {
    commands.SendData: Session._send,  # noqa: SLF001
    ReadOn: Session._read_on,  # noqa: SLF001
    HoldSource: lambda session, command: session.flow.hold(command),
    ReleaseSource: lambda session, command: session.flow.release(command),
    commands.CloseConnection: Session._close,  # noqa: SLF001
    commands.CloseTcpConnection: Session._close,  # noqa: SLF001
    commands.OpenConnection: lambda session, command: session.upstreams.open(command),
    commands.RequestWakeup: Session._wake,  # noqa: SLF001
    commands.Log: Session._log,  # noqa: SLF001
}
