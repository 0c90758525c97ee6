"""WebSocket messages relayed as they come, each judged before it goes on; nothing of a connection is kept.

mitmproxy holds every message until its last byte, keeps all of them, and inflates without bound. Here a message of up to
`HELD` bytes goes on whole; a longer one, or one in fragments, as it comes. A message that is blocked ends the connection
with 1008 (RFC 6455 section 7.4.1) to both sides.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

import wsproto.events
import wsproto.extensions
import wsproto.utilities
from mitmproxy.http import HTTPFlow
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import CommandGenerator
from mitmproxy.proxy.layers import websocket
from wsproto.connection import ConnectionState
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol

HELD = 64 * 1024
INFLATED = 16 << 20
"""most bytes that one read may inflate to; a read is at most 256 KiB"""
POLICY_VIOLATION = 1008


class MessageJudge(Protocol):
    """What the relay asks about each piece; implemented by `gate.Gate`."""

    def websocket_piece(self, flow: HTTPFlow, from_client: bool, data: bytes, *, whole: bool) -> bool:
        """Whether it may go on. `whole`: a message, not a stretch of one."""
        ...


class BoundedDeflate(wsproto.extensions.PerMessageDeflate):
    """RFC 7692, without the bomb."""

    def frame_inbound_payload_data(self, proto: FrameDecoder | FrameProtocol, data: bytes) -> bytes | CloseReason:
        if not self._inbound_compressed or not self._inbound_is_compressible or self._decompressor is None:
            return super().frame_inbound_payload_data(proto, data)
        inflater = self._decompressor
        try:
            inflated = inflater.decompress(bytes(data), INFLATED)
        except Exception:  # noqa: BLE001 - zlib.error, and whatever else it may be: the bytes are no deflate
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        return CloseReason.MESSAGE_TOO_BIG if inflater.unconsumed_tail else inflated


class WebSocketRelay(websocket.WebsocketLayer):
    def __init__(self, context: Context, flow: HTTPFlow, judge: MessageJudge) -> None:
        super().__init__(context, flow)
        self._judge = judge
        self._held = {True: bytearray(), False: bytearray()}
        self._begun = {True: False, False: False}
        """a part of the message under way has gone on already"""

    def _handle_event(self, event: events.Event) -> CommandGenerator[None]:
        if isinstance(event, events.Start):
            self.client_ws = self._connection(wsproto.ConnectionType.SERVER)
            self.server_ws = self._connection(wsproto.ConnectionType.CLIENT)
            self._handle_event = self.relay_messages  # type: ignore[method-assign]
        yield from ()

    def relay_messages(self, event: events.Event) -> CommandGenerator[None]:
        if not isinstance(event, events.DataReceived | events.ConnectionClosed):
            return
        from_client = event.connection is self.context.client
        source, sink = (self.client_ws, self.server_ws) if from_client else (self.server_ws, self.client_ws)
        source.receive_data(event.data if isinstance(event, events.DataReceived) else None)
        for said in source.events():
            if isinstance(said, wsproto.events.Message):
                yield from self._pass(said, sink, from_client)
            elif isinstance(said, wsproto.events.Ping | wsproto.events.Pong):
                yield sink.send2(said)
            elif isinstance(said, wsproto.events.CloseConnection):
                yield from self._end(said, from_client)
            if self._handle_event == self.done:
                return

    def _pass(
        self, said: wsproto.events.Message[Any], sink: websocket.WebsocketConnection, from_client: bool
    ) -> CommandGenerator[None]:
        held = self._held[from_client]
        text = isinstance(said.data, str)
        held += said.data.encode() if isinstance(said.data, str) else said.data
        finished = said.message_finished
        if not finished and not (said.frame_finished and held) and len(held) < HELD:
            return
        whole = finished and not self._begun[from_client]
        piece = bytes(held)
        held.clear()
        if not self._judge.websocket_piece(self.flow, from_client, piece, whole=whole):
            yield from self._end(wsproto.events.CloseConnection(POLICY_VIOLATION, "blocked"), from_client)
            return
        self._begun[from_client] = not finished
        if text:
            yield sink.send2(wsproto.events.TextMessage(piece.decode(), message_finished=finished))
        else:
            yield sink.send2(wsproto.events.BytesMessage(piece, message_finished=finished))

    def _end(self, close: wsproto.events.CloseConnection, from_client: bool) -> CommandGenerator[None]:
        kept = self.flow.websocket
        assert kept is not None
        kept.timestamp_end = time.time()
        kept.closed_by_client = from_client
        kept.close_code = close.code
        kept.close_reason = close.reason
        for side in (self.server_ws, self.client_ws):
            if side.state in {ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING}:
                yield side.send2(close)
            yield commands.CloseConnection(side.conn)
        yield websocket.WebsocketEndHook(self.flow)
        self.flow.live = False
        self._handle_event = self.done  # type: ignore[method-assign]

    def done(self, event: events.Event) -> CommandGenerator[None]:
        del event
        yield from ()

    def _connection(self, kind: wsproto.ConnectionType) -> websocket.WebsocketConnection:
        assert self.flow.response is not None
        offered = self.flow.response.headers.get("Sec-WebSocket-Extensions", "")
        extensions = []
        for extension in wsproto.utilities.split_comma_header(offered.encode("ascii", "replace")):
            if extension.split(";", 1)[0].strip() == BoundedDeflate.name:
                deflate = BoundedDeflate()
                deflate.finalize(extension)
                extensions.append(deflate)
        side = self.context.client if kind is wsproto.ConnectionType.SERVER else self.context.server
        return websocket.WebsocketConnection(kind, extensions, conn=side)
