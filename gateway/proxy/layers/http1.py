"""HTTP/1 towards the client and towards the upstream, mended.

Client side: a bound on the request head, error answers of our own, trailers that end a message instead of hanging it.
Upstream side: interim answers (1xx) are not taken for the final one; an HTTP/2 request is framed before it is sent; a
connection is kept after use also for HTTP/2 clients.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

import h11
from h11._readers import ChunkedReader, ContentLengthReader, Http10Reader
from mitmproxy.http import Headers, Request, Response
from mitmproxy.net.http import http1
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layer import CommandGenerator
from mitmproxy.proxy.layers.http import _http1
from mitmproxy.proxy.layers.http._base import HttpEvent, ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestTrailers,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    ResponseTrailers,
)

from gateway.proxy.layers.around import EarlyHints, lines, passable
from gateway.proxy.layers.heads import (
    PlainRequest,
    PlainResponse,
    plain_request,
    plain_response,
    request_head,
    response_head,
)
from gateway.proxy.layers.stream import ExchangeFailed

RefuseHead = Callable[[int, str], bytes]
"""(status, reason) -> a whole HTTP/1 answer, for a request head that never became a request."""

END_OF_HEAD = b"\r\n\r\n"
EMPTY_LINES = (b"\r\n", b"\n")
"""before a request line, to be ignored (RFC 9112 section 2.2)"""
PERSISTENT = frozenset({b"HTTP/1.1", b"HTTP/2.0"})
MAX_RESPONSE_HEAD = 128 * 1024
MAX_CHUNK_LINE = 32 * 1024
"""bytes of a chunk's size line with its extensions, or of all trailers"""


class ReadOn(commands.ConnectionCommand):
    """There are bytes left of this connection: give it an event to go on by.

    mitmproxy goes on at once, one call deeper for each pipelined request, until Python's stack is used up.
    """

    blocking = False


class TrailerReader(ChunkedReader):
    """mitmproxy raises on HTTP/1 trailers and the client hangs; here a chunked body simply ends, and they are kept aside."""

    trailers: Headers | None = None

    def __call__(self, buf: Any) -> Any:
        event = super().__call__(buf)
        if event is None and len(buf) > MAX_CHUNK_LINE:
            raise h11.RemoteProtocolError("a chunk's size line or the trailers do not end")
        if isinstance(event, h11.EndOfMessage) and event.headers:
            self.trailers = Headers([(bytes(name), bytes(value)) for name, value in event.headers.raw_items()])
            return h11.EndOfMessage()
        return event


class OwnReaders(_http1.Http1Connection):
    """Mitmproxy assigns `body_reader`; a chunked one is replaced by ours as it is set."""

    _reader: Any = None

    def _handle_event(self, event: events.Event) -> CommandGenerator[None]:
        if isinstance(event, HttpEvent):
            return self.send(event)
        if isinstance(event, events.DataReceived) and self.state != self.passthrough:
            self.buf += event.data
        return self.state(event)

    def _in_one_piece(self, data: bytes) -> bool:
        """Whether what is held came just now: a head that comes in many pieces is not looked at anew with each."""
        return len(self.buf) == len(data) or not data

    def read_body(self, event: events.Event) -> CommandGenerator[None]:
        """A body of known length is taken as it is; what else there is goes through h11's readers."""
        reader = self._reader
        if type(reader) is not ContentLengthReader or type(event) is not events.DataReceived:
            yield from self._read_any_body(event)
            return
        assert self.stream_id is not None
        data = self.buf.maybe_extract_at_most(reader._remaining)  # noqa: SLF001
        if data:
            reader._remaining -= len(data)  # noqa: SLF001
            yield ReceiveHttp(self.ReceiveData(self.stream_id, bytes(data)))
        if not reader._remaining:  # noqa: SLF001
            yield ReceiveHttp(self.ReceiveEndOfMessage(self.stream_id))
            is_request = isinstance(self, _http1.Http1Server)
            yield from self.mark_done(request=is_request, response=not is_request)

    def _read_any_body(self, event: events.Event) -> CommandGenerator[None]:
        yield from super().read_body(event)

    @property
    def body_reader(self) -> Any:
        return self._reader

    @body_reader.setter
    def body_reader(self, reader: Any) -> None:
        self._reader = TrailerReader() if isinstance(reader, ChunkedReader) else reader


class ClientHttp1(OwnReaders, _http1.Http1Server):
    """Reads requests from a client."""

    def __init__(self, context: Context, head_bytes: int, head_fields: int, refuse: RefuseHead) -> None:
        super().__init__(context)
        self._head_bytes = head_bytes
        self._head_fields = head_fields
        self._refuse = refuse
        self._trailers: Headers | None = None
        self._closes = False
        """the client asked for the connection to end with this exchange"""
        self._ends = False
        """the answer under way ends it"""
        self._chunked = False

    def send(self, event: Any) -> CommandGenerator[None]:
        kind = type(event)
        if kind is ResponseData:
            if event.data:
                yield commands.SendData(self.conn, _chunk(event.data) if self._chunked else event.data)
        elif kind is ResponseEndOfMessage:
            yield from self._end()
        elif kind is ResponseHeaders:
            response = event.response
            if self._closes and response.status_code >= HTTPStatus.OK:
                response.headers["Connection"] = "close"  # RFC 9112 section 9.6
            if response.data.http_version == b"HTTP/2.0":
                yield from super().send(event)
            else:
                self.response = response
                yield commands.SendData(self.conn, response_head(response))
            self._chunked, self._ends = _shape_of_answer(self.request, response)
        elif kind is ResponseTrailers:
            self._trailers = passable(event.trailers)
        elif kind is EarlyHints:
            if self.request is not None and self.request.http_version == "HTTP/1.1":
                yield commands.SendData(self.conn, b"HTTP/1.1 103 Early Hints\r\n" + lines(event.headers))
        else:
            yield from super().send(event)

    def _end(self) -> CommandGenerator[None]:
        """The last chunk and the trailers; an answer that is not chunked has no place for them."""
        trailers, self._trailers = self._trailers, None
        assert self.request is not None
        if self._chunked and self.request.data.method != b"HEAD":
            yield commands.SendData(self.conn, b"0\r\n" + (lines(trailers) if trailers else b"\r\n"))
        yield from self.mark_done(response=True)

    def read_headers(self, event: events.ConnectionEvent) -> CommandGenerator[None]:
        if type(event) is events.DataReceived and self._in_one_piece(event.data):
            plain = plain_request(self.buf._data)  # noqa: SLF001
            if plain is not None and self._fits(*plain[:2]):
                return self._begin(event, *plain)
        return self._read_any_headers(event)

    def _fits(self, request: PlainRequest, head: int) -> bool:
        return head <= self._head_bytes and len(request.data.headers.fields) <= self._head_fields

    def _begin(self, event: events.DataReceived, request: PlainRequest, head: int, body: int) -> CommandGenerator[None]:
        self.request = request
        self.buf.maybe_extract_at_most(head)
        self._closes = b"close" in _connection_tokens(request)
        yield ReceiveHttp(RequestHeaders(self.stream_id, request, not body))
        self._reader = ContentLengthReader(body)
        self.state = self.read_body
        yield from self.read_body(event)

    def _read_any_headers(self, event: events.ConnectionEvent) -> CommandGenerator[None]:
        if isinstance(event, events.DataReceived):
            while self.buf._data.startswith(EMPTY_LINES):  # noqa: SLF001 - mitmproxy takes one for a head, and waits for ever
                self.buf.maybe_extract_lines()
            refusal = self._head_problem()
            if refusal is not None:
                yield commands.SendData(self.conn, self._refuse(*refusal))
                yield commands.CloseConnection(self.conn)
                self.state = self.done
                return
        for command in super().read_headers(event):
            if isinstance(command, commands.SendData):  # mitmproxy's own page for a head it cannot parse
                command.data = self._refuse(400, "malformed")
            elif isinstance(command, ReceiveHttp) and isinstance(command.event, RequestHeaders):
                if command.event.request.data.http_version[5:6] > b"1":  # says what the connection is not
                    yield commands.SendData(self.conn, self._refuse(400, "version"))
                    yield commands.CloseConnection(self.conn)
                    self.state = self.done
                    return
                # the hooks turn this very object into the origin's request, so remember now what the client asked for
                self._closes = b"close" in _connection_tokens(command.event.request)
            yield command

    def mark_done(self, *, request: bool = False, response: bool = False) -> CommandGenerator[None]:
        self.request_done |= request
        self.response_done |= response
        if self.request_done and self.response_done:
            yield from _next_message(self, ends=self._ends)
        if self.request_done and not self.response_done:
            self.state = self.wait

    def _read_any_body(self, event: events.Event) -> CommandGenerator[None]:
        malformed = False
        for command in super()._read_any_body(event):
            if isinstance(command, commands.CloseConnection) and self.response is None:
                malformed = isinstance(event, events.DataReceived)
            if not malformed:
                yield command
        if malformed:  # mitmproxy closes without a word
            assert self.stream_id is not None
            yield ReceiveHttp(ExchangeFailed(self.stream_id, 400, "malformed-body"))

    def _head_problem(self) -> tuple[int, str] | None:
        size = len(self.buf)
        if size > self._head_bytes and END_OF_HEAD not in bytes(self.buf)[: self._head_bytes]:
            return 431, "header-bytes"
        if size > self._head_fields * 4:  # the shortest field is "a:\r\n"
            head, found, _ = bytes(self.buf).partition(END_OF_HEAD)
            if found and head.count(b"\n") > self._head_fields:
                return 431, "header-fields"
        return None


class UpstreamHttp1(OwnReaders, _http1.Http1Client):
    """Sends requests to an origin."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._closes = False
        self._chunked = False
        self.idle_since = 0.0
        """when its last answer ended, monotonic seconds"""

    @property
    def idle(self) -> bool:
        """Whether another request may be sent on this connection now."""
        return self.stream_id is None and self.request is None and not self.buf and not self._closes

    def send(self, event: Any) -> CommandGenerator[None]:
        kind = type(event)
        if kind is RequestHeaders:
            if event.request.is_http2 or event.request.is_http3:
                # mitmproxy keeps the HTTP/2 request as this connection's own and so closes it after one use
                event = RequestHeaders(event.stream_id, _as_http1(event.request), event.end_stream)
            self._chunked = _is_chunked(event.request.data.headers.fields)
            assert self.stream_id is None
            self.stream_id = event.stream_id
            self.request = event.request
            yield commands.SendData(self.conn, request_head(event.request))
        elif kind is RequestData:
            assert event.stream_id == self.stream_id
            if event.data:
                yield commands.SendData(self.conn, _chunk(event.data) if self._chunked else event.data)
        elif kind is RequestEndOfMessage:
            assert event.stream_id == self.stream_id
            if self._chunked:
                yield commands.SendData(self.conn, b"0\r\n\r\n")
            yield from self.mark_done(request=True)
        elif kind is not RequestTrailers:
            yield from super().send(event)

    def read_headers(self, event: events.ConnectionEvent) -> CommandGenerator[None]:
        if type(event) is events.DataReceived and self.request is not None and self._in_one_piece(event.data):
            plain = plain_response(self.buf._data, self.request.data.method)  # noqa: SLF001
            if plain is not None and plain[1] <= MAX_RESPONSE_HEAD:
                return self._begin(event, *plain)
        return self._read_any_headers(event)

    def _begin(
        self, event: events.DataReceived, response: PlainResponse, head: int, body: int | None
    ) -> CommandGenerator[None]:
        assert self.stream_id is not None
        self.response = response
        self.buf.maybe_extract_at_most(head)
        self._closes = self._closed_after(response)
        yield ReceiveHttp(ResponseHeaders(self.stream_id, response, body == 0))
        self._reader = TrailerReader() if body is None else ContentLengthReader(body)
        self.state = self.read_body
        yield from self.read_body(event)

    def _read_any_headers(self, event: events.ConnectionEvent) -> CommandGenerator[None]:
        if isinstance(event, events.DataReceived) and self.request is not None:
            yield from self._pass_interim_answers()
            if len(self.buf) > MAX_RESPONSE_HEAD and END_OF_HEAD not in bytes(self.buf)[:MAX_RESPONSE_HEAD]:
                yield commands.CloseConnection(self.conn)
                assert self.stream_id is not None
                yield ReceiveHttp(
                    ResponseProtocolError(self.stream_id, "answer head too large", ErrorCode.GENERIC_SERVER_ERROR)
                )
                return
        for command in super().read_headers(event):
            if isinstance(command, ReceiveHttp) and isinstance(command.event, ResponseHeaders):
                response = command.event.response
                # the hooks strip hop-by-hop fields from the same object, so remember now what they meant
                self._closes = self._closed_after(response)
            yield command

    def _closed_after(self, response: Response) -> bool:
        """Whether the origin closes when it has answered: it says so, or one of both spoke HTTP/1.0 (RFC 9112 section 9.3)."""
        tokens = _connection_tokens(response)
        assert self.request is not None
        return (
            b"close" in tokens
            or self.request.data.http_version == b"HTTP/1.0"
            or (b"keep-alive" not in tokens and response.data.http_version not in PERSISTENT)
        )

    def mark_done(self, *, request: bool = False, response: bool = False) -> CommandGenerator[None]:
        self.request_done |= request
        self.response_done |= response
        if self.request_done and self.response_done:
            self.idle_since = time.monotonic()
            yield from _next_message(self, ends=isinstance(self._reader, Http10Reader))
        if self._closes and self.request is None and self.state == self.read_headers:
            yield commands.CloseConnection(self.conn)
            self.state = self.done

    def _read_any_body(self, event: events.Event) -> CommandGenerator[None]:
        for command in super()._read_any_body(event):
            trailers = getattr(self._reader, "trailers", None)
            if trailers and isinstance(command, ReceiveHttp) and isinstance(command.event, ResponseEndOfMessage):
                self._reader.trailers = None
                yield ReceiveHttp(ResponseTrailers(command.event.stream_id, passable(trailers)))
            yield command

    def _pass_interim_answers(self) -> CommandGenerator[None]:
        """Take 1xx answers out (RFC 9110 section 15.2): 103 is passed on, 101 is final, the rest are for us."""
        while True:
            start = bytes(self.buf._data[:13])  # noqa: SLF001
            if not (start.startswith(b"HTTP/1.") and start[9:10] == b"1" and start[9:12] != b"101"):
                return
            head = self.buf.maybe_extract_lines()
            if head is None:
                return
            if start[9:12] == b"103" and self.stream_id is not None:
                try:
                    hints = http1.read_response_head([bytes(line) for line in head])
                except ValueError:
                    continue
                yield ReceiveHttp(EarlyHints(self.stream_id, passable(hints.headers)))


def _next_message(connection: Any, *, ends: bool) -> CommandGenerator[None]:
    """Request and answer are done: tunnel, close, or read on."""
    request, response = connection.request, connection.response
    if _http1.should_make_pipe(request, response):
        yield from connection.make_pipe()
        return
    if ends:
        yield commands.CloseConnection(connection.conn)
        connection.state = connection.done
        return
    connection.request_done = connection.response_done = False
    connection.request = connection.response = None
    connection.stream_id = connection.stream_id + 2 if isinstance(connection, ClientHttp1) else None
    connection.state = connection.read_headers
    if connection.buf:
        yield ReadOn(connection.conn)


def _shape_of_answer(request: Request | None, response: Response) -> tuple[bool, bool]:
    """Whether it is chunked, and whether the client's connection ends with it (RFC 9112 sections 6.3 and 9.3)."""
    assert request is not None
    chunked = sized = False
    ends = request.data.http_version not in PERSISTENT or response.data.http_version not in PERSISTENT
    for name, value in response.data.headers.fields:
        size = len(name)
        if size == 14:
            sized |= name.lower() == b"content-length"
        elif size == 17:
            chunked |= name.lower() == b"transfer-encoding" and b"chunked" in value.lower()
        elif size == 10 and name.lower() == b"connection" and b"close" in value.lower():
            ends = True
    status = response.data.status_code
    bodiless = request.data.method == b"HEAD" or status < HTTPStatus.OK or status in (204, 304)
    return chunked, ends or not (chunked or sized or bodiless)


def _is_chunked(fields: Sequence[tuple[bytes, bytes]]) -> bool:
    for name, value in fields:
        if len(name) == 17 and name.lower() == b"transfer-encoding" and b"chunked" in value.lower():
            return True
    return False


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _connection_tokens(message: Request | Response) -> Sequence[bytes]:
    """In lower case."""
    asked = b""
    for name, value in message.data.headers.fields:
        if len(name) == 10 and name.lower() == b"connection":
            asked += b"," + value.lower()
    return [token.strip() for token in asked.split(b",")] if asked else ()


def _as_http1(request: Request) -> Request:
    copy = request.copy()
    copy.http_version = "HTTP/1.1"
    if "Host" not in copy.headers and copy.authority:
        copy.headers.insert(0, "Host", copy.authority)
    copy.authority = ""
    cookies = copy.headers.get_all("Cookie")
    if len(cookies) > 1:  # RFC 9113 section 8.2.3
        copy.headers["Cookie"] = "; ".join(cookies)
    return copy
