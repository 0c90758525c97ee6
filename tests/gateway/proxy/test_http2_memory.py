"""An HTTP/2 connection that lives long, towards a client and towards an origin, remembers no more than one that is young."""

from __future__ import annotations

from collections.abc import Iterator

import h2.config
import h2.connection
import h2.errors
import h2.events
import pytest
from mitmproxy.connection import Client, ConnectionState, Server
from mitmproxy.http import Request, Response
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http._base import HttpEvent, ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseEndOfMessage,
    ResponseHeaders,
)

from gateway.proxy.layers.http2 import REMEMBERED, UpstreamHttp2
from gateway.proxy.layers.options import LayerOptions
from tests.gateway.proxy.talk import Talk

STREAMS = 2_000


class Origin:
    """h2 itself, at the other end of a layer that asks it."""

    def __init__(self) -> None:
        self.layer = UpstreamHttp2(context())
        self.peer = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.peer.initiate_connection()
        self.heard: list[h2.events.Event] = []
        self.received: list[HttpEvent] = []
        """by the streams that asked"""
        self.tell(events.Start())
        self.said()

    def tell(self, event: events.Event) -> None:
        for command in self.layer.handle_event(event):
            if isinstance(command, commands.SendData):
                self.heard += self.peer.receive_data(command.data)
            elif isinstance(command, ReceiveHttp):
                self.received.append(command.event)

    def said(self) -> None:
        """What it has to say goes to the layer, as one read."""
        self.tell(events.DataReceived(self.layer.conn, self.peer.data_to_send()))


def context() -> Context:
    client = Client(
        peername=("192.0.2.1", 5), sockname=("192.0.2.2", 443), timestamp_start=0, state=ConnectionState.OPEN
    )
    made = Context(client, LayerOptions())  # type: ignore[arg-type]
    made.server = Server(address=("192.0.2.3", 443))
    made.server.state = ConnectionState.OPEN
    return made


def ends() -> Iterator[str]:
    """The ways in which a stream ends, again and again."""
    while True:
        yield from ("answered", "answered early", "reset by the origin", "given up")


def test_an_origins_connection_forgets_the_streams_that_are_over() -> None:
    talk = Origin()
    layer = talk.layer
    for clients, end in zip(range(1, 2 * STREAMS, 2), ends(), strict=False):
        talk.heard.clear()
        talk.received.clear()
        talk.tell(
            RequestHeaders(
                clients, Request.make("POST", "https://a.test/", b"{}", {"Host": "a.test"}), end_stream=False
            )
        )
        (asked,) = (said for said in talk.heard if isinstance(said, h2.events.RequestReceived))
        talk.tell(RequestData(clients, b"{}"))
        if end == "answered":
            talk.tell(RequestEndOfMessage(clients))
        if end == "reset by the origin":
            talk.peer.reset_stream(asked.stream_id, h2.errors.ErrorCodes.CANCEL)
        elif end != "given up":
            talk.peer.send_headers(asked.stream_id, [(":status", "200")])
            talk.peer.send_data(asked.stream_id, b"ok", end_stream=True)
        talk.said()
        if end == "answered early":
            talk.tell(RequestEndOfMessage(clients))
        elif end == "given up":
            talk.tell(RequestProtocolError(clients, "gone", ErrorCode.CANCEL))
        assert {said.stream_id for said in talk.received} <= {clients}, "answers go to the stream that asked"
        assert len(talk.received) == {"given up": 0, "reset by the origin": 1}.get(end, 3)
        for kept in (layer.our_stream_id, layer.their_stream_id, layer.streams):
            assert len(kept) <= REMEMBERED + 1
    assert len(layer.our_stream_id) == len(layer.their_stream_id)


@pytest.mark.parametrize(
    "late", [RequestData(1, b"more"), RequestEndOfMessage(1), RequestProtocolError(1, "gone", ErrorCode.CANCEL)]
)
def test_what_comes_for_a_stream_that_was_forgotten_opens_none(late: events.Event) -> None:
    talk = Origin()
    talk.tell(late)
    assert talk.layer.our_stream_id == {}
    assert not talk.layer.stream_queue


def test_a_clients_connection_forgets_the_streams_that_are_over() -> None:
    talk = Talk()
    for _ in range(STREAMS):
        stream_id = talk.ask("GET")
        talk.tell(ResponseHeaders(stream_id, Response.make(204), end_stream=False))
        talk.tell(ResponseEndOfMessage(stream_id))
        assert len(talk.layer.streams) <= REMEMBERED + 1
    assert len(talk.requests) == STREAMS
    assert not talk.closed
