"""A worker that leaves says so to HTTP/2 clients; what they sent before they heard it may safely be sent elsewhere."""

from __future__ import annotations

import h2.errors
import pytest
from hyperframe.frame import DataFrame, GoAwayFrame, HeadersFrame, RstStreamFrame
from mitmproxy.http import Response
from mitmproxy.proxy.layers.http._events import ResponseData, ResponseEndOfMessage, ResponseHeaders

from tests.gateway.proxy.talk import Talk


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("POST", b'{"a": 1}')])
def test_a_stream_behind_the_goodbye_is_refused_unseen(method: str, body: bytes) -> None:
    """Else its client sends it again elsewhere, as it may, and a POST is carried out twice."""
    talk = Talk()
    first = talk.ask("GET")
    (goodbye,) = talk.frames(talk.layer.goodbye(first))
    assert isinstance(goodbye, GoAwayFrame)
    assert (goodbye.last_stream_id, goodbye.error_code) == (first, h2.errors.ErrorCodes.NO_ERROR)
    talk.sent = b""
    late = talk.ask(method, body)
    assert talk.requests == [first]
    refused = [frame for frame in talk.frames(talk.sent) if isinstance(frame, RstStreamFrame)]
    assert [(frame.stream_id, frame.error_code) for frame in refused] == [(late, h2.errors.ErrorCodes.REFUSED_STREAM)]


def test_without_a_goodbye_streams_are_taken() -> None:
    talk = Talk()
    assert talk.requests == [talk.ask("GET")]
    second = talk.ask("POST", b"{}")
    assert talk.requests[1:] == [second]


def test_a_client_that_says_goodbye_still_gets_its_answers() -> None:
    """h2, and mitmproxy with it, takes every goodbye for the end of the connection (RFC 9113 section 6.8: it is none)."""
    talk = Talk()
    stream = talk.ask("GET")
    talk.give(GoAwayFrame(last_stream_id=0).serialize())
    assert not talk.closed
    talk.sent = b""
    answer = Response.make(200, b"here", {"content-type": "text/plain"})
    for event in (ResponseHeaders(stream, answer), ResponseData(stream, b"here"), ResponseEndOfMessage(stream)):
        talk.tell(event)
    assert [type(frame) for frame in talk.frames(talk.sent)] == [HeadersFrame, DataFrame, DataFrame]


def test_a_goodbye_with_an_error_ends_the_connection() -> None:
    talk = Talk()
    talk.ask("GET")
    talk.give(GoAwayFrame(last_stream_id=0, error_code=h2.errors.ErrorCodes.ENHANCE_YOUR_CALM).serialize())
    assert talk.closed
