"""What an HTTP/2 client can make a worker hold: windows are real, queues are short, resets are counted."""

from __future__ import annotations

import socket
import ssl

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings
import pytest

from tests.gateway.proxy.h2client import Client
from tests.gatewayproc import Running, eventually
from tests.origin import Origin

MIB = 1 << 20
DOWNLOAD = 50 * MIB


def test_a_download_waits_in_the_origin_while_its_window_is_shut(tls: Running) -> None:
    with Client(tls.port, window=0) as client:
        idle = tls.resident()
        shut = client.request("/download")
        assert not client.read(lambda: client.bodies.get(shut, 0) > 0, 2.0)
        assert tls.resident() - idle < 12 * MIB

        other = client.request("/other")
        client.h2.increment_flow_control_window(MIB, other)
        client.flush()
        assert client.read(lambda: other in client.ended), "another stream of the connection is not held up"

        client.h2.increment_flow_control_window(DOWNLOAD, shut)
        client.flush()
        assert client.read(lambda: shut in client.ended, 60.0)
        assert client.bodies[shut] == DOWNLOAD


def test_a_stream_given_up_with_a_shut_window_leaves_the_connection_usable(tls: Running) -> None:
    with Client(tls.port, window=0) as client:
        for _ in range(5):
            shut = client.request("/download")
            client.read(lambda: False, 0.3)
            client.h2.reset_stream(shut, h2.errors.ErrorCodes.CANCEL)
            client.flush()
        after = client.request("/download")
        client.h2.increment_flow_control_window(DOWNLOAD, after)
        client.flush()
        assert client.read(lambda: after in client.ended, 60.0)
        assert client.bodies[after] == DOWNLOAD


def test_an_upload_waits_in_the_client_while_the_origin_takes_nothing(tls: Running, origin: Origin) -> None:
    origin.hold.clear()
    with Client(tls.port) as client:
        idle = tls.resident()
        stream = client.request("/stall/count", "POST", length=DOWNLOAD)
        sent = client.upload(stream, DOWNLOAD, 2.0)
        assert sent < 16 * MIB, "the sockets' buffers and a window, no more"
        assert tls.resident() - idle < 12 * MIB

        other = client.request("/other")
        assert client.read(lambda: other in client.ended), "another stream of the connection is not held up"

        origin.hold.set()
        assert client.upload(stream, DOWNLOAD - sent, 20.0) == DOWNLOAD - sent
        client.h2.end_stream(stream)
        client.flush()
        assert client.read(lambda: stream in client.ended)


def test_streams_opened_to_be_reset_end_the_connection(tls: Running, origin: Origin) -> None:
    with Client(tls.port) as client:
        try:
            for _ in range(400):
                stream = client.request("/rapid-reset")
                client.h2.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
                client.flush()
        except OSError:
            pass  # the gateway has closed it meanwhile
        client.read(lambda: client.goaway is not None)
        assert client.goaway is not None
        assert client.goaway.error_code == h2.errors.ErrorCodes.ENHANCE_YOUR_CALM
    assert len(origin.find("/rapid-reset")) < 60, "of 400"
    eventually(lambda: 'reason="h2-resets"' in tls.health("/metrics"))


def test_a_client_that_reads_no_answers_is_not_read_either(tls: Running) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.connect(("127.0.0.1", tls.port))
    with context.wrap_socket(plain) as connection:
        connection.settimeout(5)
        attack = b"GET /?q=<script>alert(1)</script> HTTP/1.1\r\nHost: a\r\nX-Fill: " + b"a" * 1500 + b"\r\n\r\n"
        sent = 0
        with pytest.raises(OSError):  # noqa: PT012 - which block meets the full buffer is open
            while sent < 64 * MIB:
                connection.sendall(attack * 20)
                sent += len(attack) * 20
