"""Back-pressure between one client and the upstreams of its exchanges, stream by stream where the protocol has streams.

Invariant: it is directional. A client that reads slowly stops the upstreams it reads from and nothing else; an upstream
that reads slowly stops the streams that go to it, on HTTP/1 the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mitmproxy.connection import Client, Connection

from gateway.proxy.layers.api import ApiLayer, UpstreamConnection, UpstreamLayer
from gateway.proxy.layers.http2 import ClientHttp2, HoldSource, ReleaseSource, UpstreamHttp2


class Brake:
    """Stops a transport's reading for as long as there is any reason to."""

    __slots__ = ("_reasons", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._reasons: set[object] = set()

    def hold(self, reason: object) -> None:
        if not self._reasons and not self._transport.is_closing():
            self._transport.pause_reading()
        self._reasons.add(reason)

    def release(self, reason: object) -> None:
        if reason in self._reasons:
            self._reasons.discard(reason)
            if not self._reasons and not self._transport.is_closing():
                self._transport.resume_reading()


class Flow:
    """The brakes of one session's connections. `put` sends bytes that a window's opening sets free."""

    def __init__(self, client: Client, layer: ApiLayer, put: Callable[[Connection, bytes], None]) -> None:
        self._client = client
        self._layer = layer
        self._put = put
        self._brakes: dict[Connection, Brake] = {}
        self._held: dict[int, UpstreamConnection] = {}
        """HTTP/2 streams whose upstream is not read, as their client's window is shut"""

    def opened(self, connection: Connection, transport: asyncio.Transport) -> None:
        self._brakes[connection] = Brake(transport)

    def closed(self, connection: Connection) -> None:
        self._brakes.pop(connection, None)

    def hold_client(self, reason: str) -> None:
        """Read no more from it, whatever it is about."""
        if self._client in self._brakes:
            self._brakes[self._client].hold(reason)

    def release_client(self, reason: str) -> None:
        if self._client in self._brakes:
            self._brakes[self._client].release(reason)

    def client_is_slow(self) -> None:
        """Its socket takes no more: no upstream is read."""
        for connection, brake in self._brakes.items():
            if connection is not self._client:
                brake.hold("client")

    def client_takes_more(self) -> None:
        for connection, brake in self._brakes.items():
            brake.release("unread" if connection is self._client else "client")

    def upstream_is_slow(self, connection: UpstreamConnection) -> None:
        """Its socket takes no more: the client stops sending, or if it can, only the streams that go there."""
        if isinstance(self._layer.client_protocol, ClientHttp2):
            for stream_id in self._streams_to(connection):
                self._hold_stream(stream_id, connection)
        else:
            self._hold_stream(0, connection)

    def upstream_takes_more(self, connection: UpstreamConnection) -> None:
        if isinstance(self._layer.client_protocol, ClientHttp2):
            for stream_id in self._streams_to(connection):
                self._release_stream(stream_id, connection)
        else:
            self._release_stream(0, connection)

    def hold(self, command: HoldSource) -> None:
        """A stream cannot pass on what comes for it: stop the side it comes from."""
        if command.source == "client":
            self._hold_stream(command.stream_id, command.stream_id)
            return
        stream = self._layer.streams.get(command.stream_id)
        connection = stream.context.server if stream else None
        if isinstance(connection, UpstreamConnection) and connection in self._brakes:
            self._held[command.stream_id] = connection
            protocol = self._upstream_protocol(connection)
            if isinstance(protocol, UpstreamHttp2):
                protocol.hold(command.stream_id)
            else:
                self._brakes[connection].hold(command.stream_id)

    def release(self, command: ReleaseSource) -> None:
        if command.source == "client":
            self._release_stream(command.stream_id, command.stream_id)
        else:
            self._release_upstream(command.stream_id)

    def exchange_over(self, stream_id: int) -> None:
        """All of its answer is here: the next one may use its upstream, and its share of the client's window."""
        if self._held:
            self._release_upstream(stream_id)
        if self._client.alpn == b"h2":
            self._release_stream(stream_id, stream_id)

    def _release_upstream(self, stream_id: int) -> None:
        connection = self._held.pop(stream_id, None)
        if connection is None or connection not in self._brakes:
            return
        protocol = self._upstream_protocol(connection)
        if isinstance(protocol, UpstreamHttp2):
            if data := protocol.release(stream_id):
                self._put(connection, data)
        else:
            self._brakes[connection].release(stream_id)

    def _streams_to(self, connection: UpstreamConnection) -> list[int]:
        return [number for number, stream in self._layer.streams.items() if stream.context.server is connection]

    def _hold_stream(self, stream_id: int, reason: object) -> None:
        protocol = self._layer.client_protocol
        if isinstance(protocol, ClientHttp2):
            protocol.h2_conn.hold(stream_id)
        elif self._client in self._brakes:
            self._brakes[self._client].hold(reason)

    def _release_stream(self, stream_id: int, reason: object) -> None:
        if self._client not in self._brakes:
            return
        protocol = self._layer.client_protocol
        if isinstance(protocol, ClientHttp2):
            protocol.h2_conn.release(stream_id)
            if data := protocol.h2_conn.data_to_send():
                self._put(self._client, data)
        else:
            self._brakes[self._client].release(reason)

    def _upstream_protocol(self, connection: UpstreamConnection) -> object:
        layer = self._layer.connections.get(connection)
        return layer.protocol if isinstance(layer, UpstreamLayer) else None
