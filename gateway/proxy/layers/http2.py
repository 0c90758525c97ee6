"""HTTP/2 towards the client and towards the upstream, mended: every buffer bounded, resets counted.

mitmproxy announces windows of 2 GiB, acknowledges whatever comes and queues what the other side's window does not take,
without bound. Here the windows are real: while one side's queue for a stream is over its bound, the other side is not
read for that stream (`HoldSource`, `ReleaseSource`, obeyed by the driver), so that a queue holds at most that and one window.
"""

from __future__ import annotations

import collections
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings
from hyperframe.frame import GoAwayFrame
from mitmproxy.http import Headers
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import CommandGenerator
from mitmproxy.proxy.layers.http import _http2
from mitmproxy.proxy.layers.http._base import HttpEvent, ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestData,
    RequestHeaders,
    ResponseData,
    ResponseProtocolError,
    ResponseTrailers,
)
from mitmproxy.proxy.layers.http._http_h2 import BufferedH2Connection

from gateway.proxy.layers.around import EARLY_HINTS, EarlyHints, passable

FRAME = 16 * 1024
FRAME_HEAD = 9
UPSTREAM_STREAM_WINDOW = 1 << 20
UPSTREAM_CONNECTION_WINDOW = 128 << 20
"""larger than all held streams together, so that they never starve the others"""
UPSTREAM_QUEUE = 256 * 1024
QUEUE_LOW = 4
"""the share of a full queue, one in so many, at which its source is read again"""
RESET_SECONDS = 10.0
REMEMBERED = 256
"""streams of a connection that are known before those that are over are forgotten; more than may be open at once"""


REFUSED: Mapping[type[Exception], str] = {
    h2.exceptions.TooManyStreamsError: "h2-streams",
    h2.exceptions.FlowControlError: "h2-window",
    h2.exceptions.DenialOfServiceError: "header-bytes",
}
"""why a connection is ended by what its client sent; what else it may be is malformed"""


@dataclass(frozen=True, slots=True)
class Http2Limits:
    """Of one client connection: streams at once, bytes of a stream's window, resets within ten seconds, bytes of a stream's
    answer that wait for the client's window before no more is taken from its origin.
    """

    streams: int = 100
    window: int = 256 * 1024
    resets: int = 100
    queue: int = 256 * 1024


class _Flow(commands.Command):
    """`stream_id` is the client's; `source` says whose bytes are meant, the client's or the upstream's."""

    blocking = False

    def __init__(self, stream_id: int, source: str) -> None:
        self.stream_id = stream_id
        self.source = source


class GoingAway(h2.events.Event):
    """The other side takes no stream above `last`; those up to it go on (RFC 9113 section 6.8)."""

    def __init__(self, last: int) -> None:
        self.last = last


class Unseen(ResponseProtocolError):  # noqa: N818 - an event
    """The origin has not looked at the request: it may be sent again, whatever it is (RFC 9113 section 8.7)."""


class HoldSource(_Flow):
    """Take no more bytes of this stream from its source for now."""


class ReleaseSource(_Flow):
    """Go on taking them."""


class BoundedH2Connection(BufferedH2Connection):
    """With windows of a size of our own; the credit of a held stream is given back only when it is released."""

    def __init__(self, config: h2.config.H2Configuration, stream_window: int, connection_window: int) -> None:
        super().__init__(config)
        self._connection_window = connection_window
        self._held: dict[int, int] = {}
        self.local_settings.initial_window_size = stream_window
        self.local_settings.max_frame_size = FRAME
        self.max_inbound_frame_size = FRAME
        self.local_settings.acknowledge()

    def initiate_connection(self) -> None:
        h2.connection.H2Connection.initiate_connection(self)
        self.increment_flow_control_window(self._connection_window - self.inbound_flow_control_window)

    def hold(self, stream_id: int) -> None:
        self._held.setdefault(stream_id, 0)

    def release(self, stream_id: int) -> None:
        credit = self._held.pop(stream_id, 0)
        if credit:
            self.acknowledge_received_data(credit, stream_id)

    def acknowledge_received_data(self, acknowledged_size: int, stream_id: int) -> None:
        if stream_id in self._held:
            self._held[stream_id] += acknowledged_size
        else:
            super().acknowledge_received_data(acknowledged_size, stream_id)

    def reset_stream(self, stream_id: int, error_code: int = 0) -> None:
        self.release(stream_id)  # the connection's window gets its share back
        super().reset_stream(stream_id, error_code)

    def receive_data(self, data: bytes) -> Any:
        received = super().receive_data(data)
        begun = self.incoming_buffer._data  # noqa: SLF001
        if len(begun) >= FRAME_HEAD and int.from_bytes(begun[:3]) > self.max_inbound_frame_size:
            # h2 says so only once all of it is there: 16 MiB that anybody could make it keep
            raise h2.exceptions.FrameTooLargeError(f"a frame of {int.from_bytes(begun[:3])} bytes")
        for event in received:
            if isinstance(event, h2.events.StreamReset):
                self.release(event.stream_id)
                self.stream_trailers.pop(event.stream_id, None)
        return received

    def _receive_goaway_frame(self, frame: GoAwayFrame) -> tuple[list[Any], list[h2.events.Event]]:
        """h2 takes every goodbye for the end of all; one without an error ends nothing that is under way."""
        if frame.error_code != h2.errors.ErrorCodes.NO_ERROR:
            return super()._receive_goaway_frame(frame)
        return [], [GoingAway(frame.last_stream_id)]

    def queued(self, stream_id: int) -> int:
        """Bytes of this stream that wait for the other side's window."""
        waiting = self.stream_buffers.get(stream_id)
        return sum(len(chunk.data) for chunk in waiting) if waiting else 0


class _Holding:
    """Which streams' sources are held because of this connection's queues."""

    def __init__(self, connection: BoundedH2Connection, source: str, most: int) -> None:
        """`most`: bytes of a stream that may be queued."""
        self._connection = connection
        self._source = source
        self._most = most
        self._streams: dict[int, int] = {}

    def sent(self, ours: int, clients: int) -> CommandGenerator[None]:
        """Data of a stream was given to the connection; `ours` is its id there."""
        if ours not in self._streams and self._connection.queued(ours) > self._most:
            self._streams[ours] = clients
            yield HoldSource(clients, self._source)

    def received(self) -> CommandGenerator[None]:
        """The other side said something: it may have opened windows, or given streams up."""
        for ours, clients in list(self._streams.items()):
            if self._connection.queued(ours) <= self._most // QUEUE_LOW:
                del self._streams[ours]
                yield ReleaseSource(clients, self._source)


class ClientHttp2(_http2.Http2Server):
    """Reads requests from a client, within `limits` and header lists up to `head_bytes`.

    A client that opens streams to reset them (CVE-2023-44487), or makes us reset them (CVE-2025-8671), is told to calm down.
    """

    h2_conn: BoundedH2Connection
    h2_conf: ClassVar[h2.config.H2Configuration] = h2.config.H2Configuration(
        **_http2.Http2Connection.h2_conf_defaults, client_side=False
    )

    def __init__(self, context: Context, head_bytes: int, limits: Http2Limits, refused: Callable[[str], None]) -> None:
        super().__init__(context)
        self._limits = limits
        self._refused = refused
        self._resets: deque[float] = deque(maxlen=limits.resets + 1)
        self.h2_conn = BoundedH2Connection(self.h2_conf, limits.window, limits.streams * limits.window)
        self._holding = _Holding(self.h2_conn, "upstream", limits.queue)
        self._last: int | None = None
        """the last stream that is taken; None: there will be more"""
        settings = self.h2_conn.local_settings
        settings[h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS] = limits.streams
        settings[h2.settings.SettingCodes.MAX_HEADER_LIST_SIZE] = head_bytes
        settings.acknowledge()
        # enforced at once, as header lists may come before the client has acknowledged our settings
        self.h2_conn.decoder.max_header_list_size = head_bytes

    def _handle_event(self, event: events.Event) -> CommandGenerator[None]:
        if isinstance(event, EarlyHints):
            if self.is_open_for_us(event.stream_id):
                hints = [(b":status", b"103"), *((name.lower(), value) for name, value in event.headers.fields)]
                self.h2_conn.send_headers(event.stream_id, hints)
                yield commands.SendData(self.conn, self.h2_conn.data_to_send())
            return
        if isinstance(event, ResponseTrailers):
            event.trailers = Headers(
                [(name.lower(), value) for name, value in passable(event.trailers).fields]
            )  # HTTP/1's may be capitalised
        yield from super()._handle_event(event)
        if isinstance(event, ResponseData):
            yield from self._holding.sent(event.stream_id, event.stream_id)
        elif isinstance(event, events.DataReceived):
            yield from self._holding.received()
            if len(self.streams) > REMEMBERED:
                for stream_id in [number for number in self.streams if self.is_closed(number)]:
                    del self.streams[stream_id]  # mitmproxy keeps what its client ended before we did

    def goodbye(self, last: int) -> bytes:
        """Take no stream above `last`. What the client sent before it hears of that is refused unseen, so that it may be sent
        elsewhere, even a POST (RFC 9113 sections 6.8 and 8.7). Returns what to send.
        """
        self._last = last
        return GoAwayFrame(last_stream_id=last).serialize()

    def handle_h2_event(self, event: h2.events.Event) -> CommandGenerator[bool]:
        if isinstance(event, h2.events.RequestReceived) and self._last is not None and event.stream_id > self._last:
            self.h2_conn.reset_stream(event.stream_id, h2.errors.ErrorCodes.REFUSED_STREAM)
            yield commands.SendData(self.conn, self.h2_conn.data_to_send())
            return False
        if isinstance(event, GoingAway):
            return False  # it opens no more streams; the answers to those there are it still wants
        if isinstance(event, h2.events.StreamReset):
            now = time.monotonic()
            self._resets.append(now)
            if len(self._resets) > self._limits.resets and now - self._resets[0] < RESET_SECONDS:
                self._refused("h2-resets")
                yield from self.protocol_error("too many resets", h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)
                return True
        if isinstance(event, h2.exceptions.ProtocolError):
            self._refused(next((why for kind, why in REFUSED.items() if isinstance(event, kind)), "h2-malformed"))
        return (yield from super().handle_h2_event(event))


class UpstreamHttp2(_http2.Http2Client):
    """Sends requests to an origin; shared by all streams of one client connection.

    An origin may say goodbye at any time, as nginx does after `keepalive_requests`: what it took is still answered, and what it
    did not is sent elsewhere.
    """

    h2_conn: BoundedH2Connection
    leaving = False
    """the origin takes no more streams here"""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.h2_conn = BoundedH2Connection(self.h2_conf, UPSTREAM_STREAM_WINDOW, UPSTREAM_CONNECTION_WINDOW)
        self._holding = _Holding(self.h2_conn, "client", UPSTREAM_QUEUE)
        self.h2_conn.local_settings.enable_push = 0
        self.h2_conn.local_settings.acknowledge()

    def _handle_event(self, event: events.Event) -> CommandGenerator[None]:
        clients = event.stream_id if isinstance(event, RequestData) else 0
        if self.leaving and isinstance(event, HttpEvent) and event.stream_id not in self.our_stream_id:
            if isinstance(event, RequestHeaders):
                yield ReceiveHttp(Unseen(event.stream_id, "the origin is leaving", ErrorCode.GENERIC_SERVER_ERROR))
            return
        if isinstance(event, HttpEvent) and self._is_over(event):
            return
        if isinstance(event, events.DataReceived) and len(self.our_stream_id) > REMEMBERED:
            self._forget()
        if isinstance(event, RequestHeaders):
            event.request.headers.pop("transfer-encoding", None)  # frames do that (RFC 9113 section 8.2.2)
            event.request.headers["te"] = "trailers"  # as we do; gRPC wants to hear it
        yield from super()._handle_event(event)
        if clients:
            ours = self.our_stream_id.get(clients)
            if ours is not None:
                yield from self._holding.sent(ours, clients)
        elif isinstance(event, events.DataReceived):
            yield from self._holding.received()
        if self.leaving:
            waiting, self.stream_queue = list(self.stream_queue), collections.defaultdict(list)
            for stream_id in waiting:
                yield ReceiveHttp(Unseen(stream_id, "the origin is leaving", ErrorCode.GENERIC_SERVER_ERROR))
            if not self.streams and self._handle_event != self.done:
                yield from self.close_connection("the origin has left")

    def handle_h2_event(self, event: h2.events.Event) -> CommandGenerator[bool]:
        if isinstance(event, GoingAway):
            self.leaving = True
            self.provisional_max_concurrency = -1  # none of those that wait for a free stream gets one
            for ours in [ours for ours in self.streams if ours > event.last]:
                yield from self._unseen(ours)
            return False
        if (
            isinstance(event, h2.events.StreamReset)
            and event.error_code == h2.errors.ErrorCodes.REFUSED_STREAM
            and event.stream_id in self.streams
        ):
            yield from self._unseen(event.stream_id)
            return False
        if isinstance(event, h2.events.InformationalResponseReceived):
            headers = Headers([(bytes(name), bytes(value)) for name, value in event.headers])
            if headers.get(":status") == str(EARLY_HINTS):
                yield ReceiveHttp(EarlyHints(event.stream_id, passable(headers)))
            return False
        return (yield from super().handle_h2_event(event))

    def _unseen(self, ours: int) -> CommandGenerator[None]:
        del self.streams[ours]
        yield ReceiveHttp(Unseen(ours, "the origin refused the stream", ErrorCode.GENERIC_SERVER_ERROR))

    def _is_over(self, event: HttpEvent) -> bool:
        """Whether it comes too late, for a stream that is over: mitmproxy would open one anew."""
        return (
            not isinstance(event, RequestHeaders)
            and event.stream_id not in self.our_stream_id
            and event.stream_id not in self.stream_queue
        )

    def _forget(self) -> None:
        """Drop the streams that are over; mitmproxy keeps the ids of all there ever were.

        Only before bytes are read: as long as what came of a read is being told, ids of streams that ended in it are needed.
        """
        for ours, clients in list(self.their_stream_id.items()):
            if self.is_closed(ours):
                del self.their_stream_id[ours], self.our_stream_id[clients]
                self.streams.pop(ours, None)

    def hold(self, clients: int) -> None:
        ours = self.our_stream_id.get(clients)
        if ours is not None:
            self.h2_conn.hold(ours)

    def release(self, clients: int) -> bytes:
        """The window updates to be sent."""
        ours = self.our_stream_id.get(clients)
        if ours is None:
            return b""
        self.h2_conn.release(ours)
        return bytes(self.h2_conn.data_to_send() or b"")
