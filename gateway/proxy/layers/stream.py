"""One exchange on the wire: mitmproxy's `HttpStream` with an answer at once, per-API body limits, and our error pages.

Invariant: from the moment `answer` ran, nothing more of this exchange goes to the origin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from mitmproxy.connection import Server
from mitmproxy.flow import Error
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.net.http.validate import validate_headers
from mitmproxy.proxy import commands
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.events import Event, Start
from mitmproxy.proxy.layer import CommandGenerator
from mitmproxy.proxy.layers import http
from mitmproxy.proxy.layers.http._base import HttpEvent
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    RequestTrailers,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    ResponseTrailers,
)
from mitmproxy.proxy.layers.http._hooks import (
    HttpErrorHook,
    HttpRequestHeadersHook,
    HttpRequestHook,
    HttpResponseHeadersHook,
    HttpResponseHook,
)

from gateway.proxy.layers.around import EarlyHints
from gateway.proxy.layers.heads import PlainRequest, PlainResponse
from gateway.proxy.layers.http2 import Unseen
from gateway.proxy.layers.websocket import MessageJudge, WebSocketRelay

FROM_CLIENT = frozenset({RequestHeaders, RequestData, RequestEndOfMessage})
FROM_UPSTREAM = frozenset({ResponseHeaders, ResponseData, ResponseTrailers, ResponseEndOfMessage})
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
"""RFC 9110 section 9.2.2"""


class Judge(MessageJudge, Protocol):
    """What a stream asks about its exchange; implemented by `gate.Gate`."""

    def takes_long(self, flow: HTTPFlow) -> bool:
        """Whether the hook of a whole request will go on aside, so that this stream, and no other, waits for it."""
        ...

    def head_takes_long(self, flow: HTTPFlow) -> bool:
        """Whether the hook of a request's head may go on aside, so that this stream, and no other, waits for it."""
        ...

    def body_over_limit(self, flow: HTTPFlow, received: int) -> bool:
        """Whether a buffered request body of `received` bytes so far is too much; may set `flow.request.stream`."""
        ...

    def refusal(self, flow: HTTPFlow, status: int, reason: str) -> Response:
        """The answer in our error format."""
        ...


class Passing:
    """Sees an answer's bytes as they pass, as `flow.response.stream`; `cut` says why the answer ends where it is, if it does."""

    cut: str

    def __call__(self, data: bytes) -> list[bytes]:
        """What of it goes on."""
        raise NotImplementedError

    def finish(self) -> None:
        """All of the answer has come."""
        raise NotImplementedError


@dataclass
class ExchangeFailed(HttpEvent):
    """From the watchdog: end this exchange with our own answer, or cut it where one has begun."""

    status: int
    reason: str


class ExchangeStream(http.HttpStream):
    def __init__(
        self,
        context: Context,
        stream_id: int,
        judge: Judge,
        idle: Callable[[ExchangeStream], Server | None],
    ) -> None:
        """`idle`: finds an open connection to the exchange's upstream that may be used at once."""
        super().__init__(context, stream_id)
        self._judge = judge
        self._idle = idle
        self.retried = False
        self._ends_with_head = False
        self.client_state = self.state_wait_for_request_headers

    @property
    def repeatable(self) -> bool:
        """Whether the request may be sent again: it is here whole, and sending it twice is as sending it once."""
        return self.flow.request.method in IDEMPOTENT and not self.flow.request.stream

    def _handle_event(self, event: Event) -> CommandGenerator[None]:
        kind = type(event)
        step = (
            self.client_state if kind in FROM_CLIENT else self.server_state if kind in FROM_UPSTREAM else self._seldom
        )
        return cast("CommandGenerator[None]", step(event))

    def _seldom(self, event: Event) -> CommandGenerator[None]:
        if isinstance(event, ExchangeFailed):
            yield from self.fail(event.status, event.reason)
        elif isinstance(event, EarlyHints):
            if not self._answering:
                yield http.SendHttp(event, self.context.client)
        elif isinstance(event, RequestTrailers):
            return  # no addon would have seen them
        else:
            yield from super()._handle_event(event)

    def state_wait_for_request_headers(self, event: RequestHeaders) -> CommandGenerator[None]:
        """Where mitmproxy works out the destination, we leave that to the hook; and an answer it sets is sent at once."""
        self._ends_with_head = event.end_stream
        flow = self.flow = HTTPFlow(self.context.client, self.context.server)
        request = flow.request = event.request
        flow.live = True
        if (yield from self.check_invalid(True)):
            return
        hook = HttpRequestHeadersHook(flow)
        if self._judge.head_takes_long(flow):
            hook.blocking = True
        yield hook
        self.client_state = self.state_consume_request_body
        self.server_state = self.state_wait_for_response_headers
        if flow.response is not None:
            yield HttpResponseHook(flow)
            yield from self.answer(flow.response, cut=not event.end_stream)
        elif not event.end_stream:
            if request.headers.get("expect", "").lower() == "100-continue":
                interim = Response.make(100)
                interim.headers.clear()
                yield http.SendHttp(ResponseHeaders(self.stream_id, interim), self.context.client)
                request.headers.pop("expect")
            if request.stream:
                yield from self.start_request_stream()

    def state_consume_request_body(self, event: Event) -> CommandGenerator[None]:
        if isinstance(event, RequestData):
            self.request_body_buf += event.data
            yield from self.check_body_size(True)
            return
        assert isinstance(event, RequestEndOfMessage)
        self.flow.request.data.content = bytes(self.request_body_buf)
        self.request_body_buf.clear()  # type: ignore[no-untyped-call]
        self.client_state = self.state_done
        hook = HttpRequestHook(self.flow)
        if self._judge.takes_long(self.flow):
            hook.blocking = True
        yield hook
        if self.flow.response is not None:
            yield HttpResponseHeadersHook(self.flow)
            yield from self.send_response()
        else:
            yield from self._send()

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> CommandGenerator[None]:
        response = self.flow.response = event.response
        if (yield from self.check_invalid(False)):
            return
        yield HttpResponseHeadersHook(self.flow)
        if self.flow.response is response and response.stream and not event.end_stream:
            yield http.SendHttp(ResponseHeaders(self.stream_id, response, end_stream=False), self.context.client)
            watched = isinstance(response.stream, Passing)
            self.server_state = self.state_watch_response_body if watched else self.state_stream_response_body
        else:
            self.server_state = self.state_consume_response_body

    def state_watch_response_body(self, event: Event) -> CommandGenerator[None]:
        """As mitmproxy streams it, until the answer is cut: then nothing more of it goes on, not even its end."""
        assert self.flow.response is not None
        passing = self.flow.response.stream
        assert isinstance(passing, Passing)
        if isinstance(event, ResponseEndOfMessage):
            passing.finish()
        else:
            yield from self.state_stream_response_body(event)
        if passing.cut:
            yield from self.fail(502, passing.cut)
        elif isinstance(event, ResponseEndOfMessage):
            yield from self.state_stream_response_body(event)

    def make_server_connection(self) -> CommandGenerator[bool]:
        connection = None if self.retried else self._idle(self)
        if connection is None:
            return (yield from super().make_server_connection())
        self.context.server = self.flow.server_conn = connection
        return True

    def check_invalid(self, request: bool) -> CommandGenerator[bool]:
        message = self.flow.request if request else self.flow.response
        assert message is not None
        try:
            if not isinstance(message, PlainRequest | PlainResponse):
                validate_headers(message)
            valid = not (request and (self.flow.request.method == "CONNECT" or self._announces_a_body_in_vain()))
        except ValueError:
            valid = False
        if not valid:
            self.flow.error = Error("malformed")
            if request:
                yield HttpRequestHeadersHook(self.flow)
                yield from self.fail(400, "malformed")
            else:
                yield commands.CloseConnection(self.flow.server_conn)
                self.flow.response = None
                yield from self.fail(502, "malformed-answer")
            return True
        return False

    def _announces_a_body_in_vain(self) -> bool:
        """A length over nothing in HTTP/2 (RFC 9113 section 8.1.1): sent on, it would swallow what comes next."""
        request = self.flow.request
        return self._ends_with_head and request.is_http2 and request.headers.get("content-length", "0") != "0"

    def check_body_size(self, request: bool) -> CommandGenerator[bool]:
        received = len(self.request_body_buf)
        if not request or not received:
            return False
        if self._judge.body_over_limit(self.flow, received):
            yield from self.fail(413, "body-bytes")
            return True
        if self.flow.request.stream:
            buffered = bytes(self.request_body_buf)
            self.request_body_buf.clear()  # type: ignore[no-untyped-call]
            yield from self.start_request_stream()
            yield from self.handle_event(RequestData(self.stream_id, buffered))
        return False

    def flow_done(self) -> CommandGenerator[None]:
        if self.flow.websocket:
            self.child_layer = WebSocketRelay(self.context, self.flow, self._judge)
            self._handle_event = self.passthrough  # type: ignore[method-assign]
            yield from self.child_layer.handle_event(Start())
            yield http.SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)
            return
        yield from super().flow_done()
        if self.child_layer is None:
            self._let_go()

    def handle_protocol_error(self, event: RequestProtocolError | ResponseProtocolError) -> CommandGenerator[None]:
        if isinstance(event, ResponseProtocolError) and not self._answering:
            if self._may_retry(event):
                self.retried = True
                yield from self._send()
                return
            reason = "connect" if event.code is ErrorCode.CONNECT_FAILED else "reset"
            yield from self.fail(502, reason)
        else:
            yield from super().handle_protocol_error(event)

    def _may_retry(self, event: ResponseProtocolError) -> bool:
        """Once, where the origin has not looked at it, or a connection that had been used before was closed instead of answered."""
        return (
            not self.retried
            and event.code is not ErrorCode.CONNECT_FAILED
            and self.client_state == self.state_done
            and self.server_state == self.state_wait_for_response_headers
            and (
                (isinstance(event, Unseen) and not self.flow.request.stream)
                or (self.repeatable and getattr(self.flow.server_conn, "reused", False))
            )
        )

    def _send(self) -> CommandGenerator[None]:
        """Send the whole request on a new connection."""
        if not (yield from self.make_server_connection()):
            return
        content = self.flow.request.raw_content
        server = self.context.server
        yield http.SendHttp(RequestHeaders(self.stream_id, self.flow.request, end_stream=not content), server)
        if content:
            yield http.SendHttp(RequestData(self.stream_id, content), server)
        yield http.SendHttp(RequestEndOfMessage(self.stream_id), server)

    @property
    def _answering(self) -> bool:
        """Whether an answer's head went to the client, or the exchange is over."""
        return (
            self.server_state
            in (self.state_stream_response_body, self.state_watch_response_body, self.state_done, self.state_errored)
            or self.client_state == self.state_errored
        )

    def fail(self, status: int, reason: str) -> CommandGenerator[None]:
        """End the exchange with an error of our own; where an answer has begun, cut it so that nobody takes it for whole."""
        if self.client_state == self.state_errored:
            return
        self.flow.error = Error(reason)
        if self._answering:
            yield HttpErrorHook(self.flow)
            yield from self._cancel_upstream(reason)
            yield http.SendHttp(ResponseProtocolError(self.stream_id, reason, ErrorCode.KILL), self.context.client)
            self._end()
            yield http.DropStream(self.stream_id)
            return
        self.flow.response = self._judge.refusal(self.flow, status, reason)
        yield HttpErrorHook(self.flow)
        yield from self.answer(self.flow.response, cut=self.client_state != self.state_done)

    def answer(self, response: Response, *, cut: bool) -> CommandGenerator[None]:
        """Send a whole answer now. `cut`: the request is not all here, so the client connection ends with it."""
        yield from self._cancel_upstream("answered")
        if cut and not self.flow.request.is_http2:
            response.headers["Connection"] = "close"
        content = response.raw_content or b""
        yield http.SendHttp(ResponseHeaders(self.stream_id, response, end_stream=not content), self.context.client)
        if content and self.flow.request.method != "HEAD":
            yield http.SendHttp(ResponseData(self.stream_id, content), self.context.client)
        self._end()
        yield http.SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)
        if cut:
            yield http.SendHttp(
                ResponseProtocolError(self.stream_id, "answered", ErrorCode.CANCEL), self.context.client
            )
        yield http.DropStream(self.stream_id)
        self._let_go()

    def _cancel_upstream(self, reason: str) -> CommandGenerator[None]:
        server = self.flow.server_conn
        if self.context.server is server and server.connected and self.server_state != self.state_done:
            yield http.SendHttp(RequestProtocolError(self.stream_id, reason, ErrorCode.CANCEL), server)

    def _let_go(self) -> None:
        """Undo the references a finished stream holds to itself, so that it goes at once and not with a collection."""
        self.context.layers.clear()
        self.client_state = self.server_state = _finished

    def _end(self) -> None:
        self.flow.live = False
        self.client_state = self.server_state = self.state_errored


def _finished(event: Event) -> CommandGenerator[None]:
    """The state of a stream that has been let go of."""
    del event
    yield from ()
