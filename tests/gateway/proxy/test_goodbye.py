"""A worker that leaves says so to HTTP/2 clients; what they sent before they heard it may safely be sent elsewhere."""

from __future__ import annotations

import h2.errors
import pytest
from hyperframe.frame import GoAwayFrame, RstStreamFrame

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
