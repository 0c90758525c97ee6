"""A HTTP/2 client and the layer that serves it, without a socket between them."""

from __future__ import annotations

from collections.abc import Iterator

import h2.config
import h2.connection
from hyperframe.frame import Frame
from mitmproxy.connection import Client, ConnectionState
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import RequestHeaders

from gateway.proxy.layers.http2 import ClientHttp2, Http2Limits
from gateway.proxy.layers.options import LayerOptions


class Talk:
    """`requests`: ids of the streams that were taken; `refused`: reasons counted; `sent`: the layer's bytes to the client."""

    def __init__(self, limits: Http2Limits | None = None) -> None:
        self.refused: list[str] = []
        self.closed = False
        peer = Client(peername=("192.0.2.1", 1), sockname=("192.0.2.2", 443), timestamp_start=0.0)
        peer.state = ConnectionState.OPEN
        self.peer = peer
        self.layer = ClientHttp2(Context(peer, LayerOptions()), 32_768, limits or Http2Limits(), self.refused.append)  # type: ignore[arg-type]
        self.client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.requests: list[int] = []
        self.sent = b""
        list(self._take(self.layer.handle_event(events.Start())))
        self.client.initiate_connection()

    def ask(self, method: str, body: bytes = b"") -> int:
        stream = self.client.get_next_available_stream_id()
        head = [(":method", method), (":scheme", "https"), (":path", "/"), (":authority", "a")]
        self.client.send_headers(stream, head, end_stream=not body)
        if body:
            self.client.send_data(stream, body, end_stream=True)
        self.give(self.client.data_to_send())
        return stream

    def give(self, data: bytes) -> None:
        """The layer receives them."""
        list(self._take(self.layer.handle_event(events.DataReceived(self.peer, data))))

    def tell(self, event: events.Event) -> None:
        """The layer is told by the others."""
        list(self._take(self.layer.handle_event(event)))

    def _take(self, given: Iterator[commands.Command]) -> Iterator[None]:
        for command in given:
            if isinstance(command, commands.SendData):
                self.sent += command.data
            elif isinstance(command, ReceiveHttp) and isinstance(command.event, RequestHeaders):
                self.requests.append(command.event.stream_id)
            self.closed |= isinstance(command, commands.CloseConnection)
            yield

    @staticmethod
    def frames(data: bytes) -> list[Frame]:
        found = []
        while data:
            frame, length = Frame.parse_frame_header(memoryview(data[:9]))
            frame.parse_body(memoryview(data[9 : 9 + length]))
            found.append(frame)
            data = data[9 + length :]
        return found
