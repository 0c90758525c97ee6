"""The HTTP layer of one client connection: makes streams, and finds or opens a connection to the API's upstream.

Unlike mitmproxy's: a failed connect is forgotten with the request that met it (not remembered for the connection's
life), idle HTTP/1 upstream connections serve HTTP/2 clients too, closed ones are let go of.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mitmproxy.connection import Client, Server
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import CommandGenerator, Layer
from mitmproxy.proxy.layers import http

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

    def _handle_event(self, event: events.Event) -> CommandGenerator[None]:
        if isinstance(event, ExchangeFailed):
            stream = self.streams.get(event.stream_id)
            if stream is not None:
                yield from self.event_to_child(stream, event)
        elif isinstance(event, events.ConnectionEvent) and event.connection not in self.connections:
            return
        else:
            yield from super()._handle_event(event)
            if isinstance(event, events.ConnectionClosed) and not isinstance(event.connection, Client):
                self.connections.pop(event.connection, None)

    def make_stream(self, stream_id: int) -> CommandGenerator[None]:
        self.newest_stream = stream_id
        self.streams[stream_id] = ExchangeStream(self.context.fork(), stream_id, self._judge)
        yield from self.event_to_child(self.streams[stream_id], events.Start())

    def get_connection(self, event: http.GetHttpConnection, *, reuse: bool = True) -> CommandGenerator[None]:
        stream = self.command_sources[event]
        assert isinstance(stream, ExchangeStream)
        upstream = stream.flow.metadata["upstream"]
        reuse = reuse and not stream.retried
        now = time.monotonic()
        for connection, layer in self.connections.items() if reuse else ():
            if not isinstance(connection, UpstreamConnection) or connection.upstream != upstream:
                continue
            if not connection.connected or not isinstance(layer, UpstreamLayer):
                continue
            if connection.alpn == b"h2" or (
                isinstance(layer.protocol, UpstreamHttp1)
                and layer.protocol.idle
                and (stream.repeatable or now - layer.protocol.idle_since < YOUNG_SECONDS)
            ):
                connection.reused = True
                del self.command_sources[event]
                yield from self.event_to_child(stream, http.GetHttpConnectionCompleted(event, (connection, None)))
                return
        context = self.context.fork()
        server = UpstreamConnection(address=(upstream.host, upstream.port))
        server.upstream = upstream
        server.offer_http2 = self.context.client.alpn == b"h2"
        server.fresh = not reuse
        server.repeatable = stream.repeatable
        context.server = server
        layer = UpstreamLayer(context)
        self.connections[server] = layer
        self.waiting_for_establishment[server].append(event)
        yield from self.event_to_child(layer, events.Start())

    def register_connection(self, command: http.RegisterHttpConnection) -> CommandGenerator[None]:
        waiting = self.waiting_for_establishment.pop(command.connection)
        if command.err:
            self.connections.pop(command.connection, None)
        for request in waiting:
            stream = self.command_sources.pop(request)
            reply = (None, command.err) if command.err else (command.connection, None)
            yield from self.event_to_child(stream, http.GetHttpConnectionCompleted(request, reply))
