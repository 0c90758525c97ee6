"""The HTTP layer of one client connection: makes streams, and finds or opens a connection to the API's upstream.

Unlike mitmproxy's: a failed connect is forgotten with the request that met it (not remembered for the connection's
life), idle HTTP/1 upstream connections serve HTTP/2 clients too, closed ones are let go of. And commands do not climb
from generator to generator up to the driver: each is carried out where it comes up, in the same order, depth first.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mitmproxy.connection import Client, Server
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import CommandGenerator, Layer, Paused
from mitmproxy.proxy.layers import http
from mitmproxy.proxy.layers.http._base import HttpEvent, ReceiveHttp
from mitmproxy.proxy.layers.http._events import RequestHeaders

from gateway.policy.snapshot import Upstream
from gateway.proxy.layers.http1 import ClientHttp1, RefuseHead, UpstreamHttp1
from gateway.proxy.layers.http2 import ClientHttp2, Http2Limits, UpstreamHttp2
from gateway.proxy.layers.stream import ExchangeFailed, ExchangeStream, Judge
from gateway.proxy.pool import YOUNG_SECONDS


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """What one client connection may send: bytes and fields of a request head, and HTTP/2's own."""

    head_bytes: int
    head_fields: int
    http2: Http2Limits


class UpstreamConnection(Server):
    """A connection to an origin that knows which upstream it is for."""

    upstream: Upstream
    offer_http2: bool = False
    reused: bool = False
    """has carried a request before: its origin may be closing it just now"""
    fresh: bool = False
    """to be opened anew, whatever idle ones there are"""
    repeatable: bool = False
    """what it is opened for may be sent again (RFC 9110 section 9.2.2)"""


class UpstreamLayer(Layer):
    """Opens the connection, then speaks whatever protocol was negotiated."""

    protocol: UpstreamHttp1 | UpstreamHttp2 | None = None

    def _handle_event(self, event: events.Event) -> CommandGenerator[None]:
        error: str | None = None
        if not self.context.server.connected:
            error = yield commands.OpenConnection(self.context.server)
        if not error:
            self.protocol = (UpstreamHttp2 if self.context.server.alpn == b"h2" else UpstreamHttp1)(self.context)
            self._handle_event = self.protocol.handle_event  # type: ignore[method-assign]
            yield from self.protocol.handle_event(event)
        yield http.RegisterHttpConnection(self.context.server, error)


class ApiLayer(http.HttpLayer):
    """`obey` is set by the driver: it carries out what leaves the layers."""

    obey: Callable[[commands.Command], None]

    def __init__(
        self, context: Context, judge: Judge, limits: ClientLimits, refuse: RefuseHead, refused: Callable[[str], None]
    ) -> None:
        """`refuse` answers what never became a request, `refused` counts a connection that is ended, by reason."""
        super().__init__(context, http.HTTPMode.transparent)
        self._judge = judge
        self.newest_stream = 0
        """id of the stream whose request head came last"""
        self.client_protocol: ClientHttp1 | ClientHttp2
        if context.client.alpn == b"h2":
            self.client_protocol = ClientHttp2(context.fork(), limits.head_bytes, limits.http2, refused)
        else:
            self.client_protocol = ClientHttp1(context.fork(), limits.head_bytes, limits.head_fields, refuse)
        self.connections[context.client] = self.client_protocol

    def take(self, event: events.Event) -> None:
        """Let the layer that an event is for handle it; what comes of it is done when this returns."""
        if isinstance(event, events.ConnectionEvent):
            handler = self.connections.get(event.connection)
            if handler is None:
                return
            self._tell(handler, event)
            if isinstance(event, events.ConnectionClosed) and not isinstance(event.connection, Client):
                self.connections.pop(event.connection, None)
        elif isinstance(event, ExchangeFailed):
            stream = self.streams.get(event.stream_id)
            if stream is not None:
                self._tell(stream, event)
        elif isinstance(event, events.CommandCompleted):
            self._tell(self.command_sources.pop(event.command), event)
        else:
            assert isinstance(event, events.Start)
            self._tell(self.client_protocol, event)

    def _tell(self, child: Layer, event: events.Event) -> None:
        if type(child) is UpstreamLayer and child.protocol is not None and child._paused is None:  # noqa: SLF001
            child = child.protocol
        if child._paused is not None:  # noqa: SLF001
            for command in child.handle_event(event):
                self._carry_out(child, command)
            return
        answers = child._handle_event(event)  # noqa: SLF001
        for command in answers:
            if command.blocking is True:
                # as `Layer.handle_event` does: this child waits for the reply, nobody else
                command.blocking = child
                child._paused = Paused(command, answers)  # noqa: SLF001
                self._carry_out(child, command)
                return
            self._carry_out(child, command)

    def _carry_out(self, child: Layer, command: commands.Command) -> None:
        kind = type(command)
        if kind is http.SendHttp:
            self._tell(self.connections[command.connection], command.event)  # type: ignore[attr-defined]
        elif kind is ReceiveHttp:
            self._received(command.event)  # type: ignore[attr-defined]
        elif kind is http.DropStream:
            self.streams.pop(command.stream_id, None)  # type: ignore[attr-defined]
        elif kind is http.GetHttpConnection:
            self._connect(child, command)  # type: ignore[arg-type]
        elif kind is http.RegisterHttpConnection:
            self._connected(command)  # type: ignore[arg-type]
        else:
            if command.blocking or kind is commands.RequestWakeup:
                self.command_sources[command] = child
            self.obey(command)

    def _received(self, event: HttpEvent) -> None:
        if type(event) is RequestHeaders:
            self.newest_stream = event.stream_id
            self.streams[event.stream_id] = ExchangeStream(self.context.fork(), event.stream_id, self._judge, self.idle)
        stream = self.streams.get(event.stream_id)
        if stream is not None:  # else it is over already
            self._tell(stream, event)

    def idle(self, stream: ExchangeStream) -> UpstreamConnection | None:
        """A connection of this client's to the stream's upstream on which its request may go at once."""
        upstream = stream.flow.metadata["upstream"]
        for connection, layer in self.connections.items():
            if (
                type(connection) is not UpstreamConnection
                or (connection.upstream is not upstream and connection.upstream != upstream)
                or type(layer) is not UpstreamLayer
                or not connection.connected
            ):
                continue
            protocol = layer.protocol
            if (isinstance(protocol, UpstreamHttp2) and not protocol.leaving) or (
                isinstance(protocol, UpstreamHttp1)
                and protocol.idle
                and (stream.repeatable or time.monotonic() - protocol.idle_since < YOUNG_SECONDS)
            ):
                connection.reused = True
                return connection
        return None

    def _connect(self, stream: Layer, wanted: http.GetHttpConnection) -> None:
        """Open a connection for a stream, or take one out of the pool."""
        assert isinstance(stream, ExchangeStream)
        upstream = stream.flow.metadata["upstream"]
        context = self.context.fork()
        server = UpstreamConnection(address=(upstream.host, upstream.port))
        server.upstream = upstream
        server.offer_http2 = self.context.client.alpn == b"h2"
        server.fresh = stream.retried
        server.repeatable = stream.repeatable
        context.server = server
        layer = UpstreamLayer(context)
        self.connections[server] = layer
        self.command_sources[wanted] = stream
        self.waiting_for_establishment[server].append(wanted)
        self._tell(layer, events.Start())

    def _connected(self, command: http.RegisterHttpConnection) -> None:
        waiting = self.waiting_for_establishment.pop(command.connection)
        if command.err:
            self.connections.pop(command.connection, None)
        for wanted in waiting:
            stream = self.command_sources.pop(wanted)
            reply = (None, command.err) if command.err else (command.connection, None)
            self._tell(stream, http.GetHttpConnectionCompleted(wanted, reply))
