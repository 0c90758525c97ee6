"""What a HTTP/2 client may not do ends its connection, or its request, and is counted by reason."""

from __future__ import annotations

import pytest
from hyperframe.frame import DataFrame

from gateway.proxy.layers.http2 import Http2Limits
from tests.gateway.proxy.h2client import Client
from tests.gateway.proxy.talk import Talk
from tests.gatewayproc import Running, eventually
from tests.origin import Origin


def too_many_streams(talk: Talk) -> None:
    for _ in range(6):
        talk.ask("GET")


def beyond_the_window(talk: Talk) -> None:
    stream = talk.client.get_next_available_stream_id()
    head = [(":method", "POST"), (":scheme", "https"), (":path", "/"), (":authority", "a")]
    talk.client.send_headers(stream, head)
    frames = b"".join(DataFrame(stream, bytes(16_384)).serialize() for _ in range(8))
    talk.give(talk.client.data_to_send() + frames)


def a_head_too_large(talk: Talk) -> None:
    stream = talk.client.get_next_available_stream_id()
    head = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "a")]
    talk.client.send_headers(stream, [*head, *((f"x-{n}", "a" * 1000) for n in range(40))], end_stream=True)
    talk.give(talk.client.data_to_send())


def a_frame_too_large(talk: Talk) -> None:
    """Its head alone: h2 would wait for the 16 MiB behind it."""
    talk.give(talk.client.data_to_send() + b"\xff\xff\xff" + bytes(6))


def a_frame_that_is_none(talk: Talk) -> None:
    talk.give(talk.client.data_to_send() + bytes(9))


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        (too_many_streams, "h2-streams"),
        (beyond_the_window, "h2-window"),
        (a_head_too_large, "header-bytes"),
        (a_frame_too_large, "h2-malformed"),
        (a_frame_that_is_none, "h2-malformed"),
    ],
)
def test_what_is_not_allowed_ends_the_connection_and_is_counted(does: object, reason: str) -> None:
    talk = Talk(Http2Limits(streams=5, window=65_535))
    assert callable(does)
    does(talk)
    assert talk.refused == [reason]
    assert talk.closed


def test_many_fields_are_refused_in_http2_as_in_http1(tls: Running, origin: Origin) -> None:
    with Client(tls.port) as client:
        stream = client.h2.get_next_available_stream_id()
        head = [(":method", "GET"), (":scheme", "https"), (":path", "/many-fields"), (":authority", "localhost")]
        client.h2.send_headers(stream, [*head, *(("x", "1") for _ in range(150))], end_stream=True)
        client.flush()
        assert client.read(lambda: stream in client.ended, 60)
        assert dict(client.heads[stream])[":status"] == "431"
    assert not origin.find("/many-fields")
    eventually(lambda: 'reason="header-fields"' in tls.health("/metrics"), 30)
