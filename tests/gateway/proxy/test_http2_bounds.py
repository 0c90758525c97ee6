"""What an HTTP/2 client can make a worker hold: windows are real, queues are short, resets are counted.

The client here is the h2 library over a plain TLS socket, so that it can leave windows shut and reset at will.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings
import pytest

from gateway.cli.tools import make_pair
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.origin import Origin

MIB = 1 << 20
DOWNLOAD = 50 * MIB


@pytest.fixture(scope="module")
def tls(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("http2")
    certificate, key = make_pair(["localhost", "127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    seed_store(folder / "data", [plain_api(origin)])
    pair = ("--cert", str(folder / "c.pem"), "--key", str(folder / "k.pem"))
    with running("gateway", folder / "data", "--workers", "1", *pair, tls=True, HTTP2_RESETS="50") as started:
        yield started


class Client:
    """An HTTP/2 connection by hand. `window`: of a stream, bytes."""

    def __init__(self, port: int, window: int = 65_535) -> None:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        self.socket = context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20))
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.h2.local_settings.initial_window_size = window
        self.h2.local_settings.acknowledge()  # else the setting sent is the old one
        self.h2.initiate_connection()
        self.h2.increment_flow_control_window(1 << 30)
        self.bodies: dict[int, int] = {}
        self.ended: set[int] = set()
        self.goaway: h2.events.ConnectionTerminated | None = None
        self.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def flush(self) -> None:
        self.socket.sendall(self.h2.data_to_send())

    def request(self, path: str, method: str = "GET", *, length: int | None = None) -> int:
        stream = self.h2.get_next_available_stream_id()
        fields = [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost")]
        if length is not None:
            fields += [("content-type", "application/octet-stream"), ("content-length", str(length))]
        self.h2.send_headers(stream, fields, end_stream=length is None)
        self.flush()
        return stream

    def read(self, until: Callable[[], bool], seconds: float = 20.0) -> bool:
        """Take in what comes until it holds; False when nothing makes it so within `seconds`."""
        end = time.monotonic() + seconds
        while not until():
            self.socket.settimeout(max(0.05, end - time.monotonic()))
            try:
                data = self.socket.recv(65_536)
            except TimeoutError:
                return until()
            if not data:
                return until()
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    self.bodies[event.stream_id] = self.bodies.get(event.stream_id, 0) + len(event.data)
                    if event.stream_ended is None and event.flow_controlled_length:
                        self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    self.ended.add(event.stream_id)
                elif isinstance(event, h2.events.ConnectionTerminated):
                    self.goaway = event
            if self.goaway is None:
                self.flush()
        return True

    def upload(self, stream: int, size: int, seconds: float) -> int:
        """Send zeros as the windows allow; returns how many went before nothing more did for `seconds`."""
        sent = 0
        while sent < size:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, size - sent)
            if room:
                self.h2.send_data(stream, bytes(room))
                self.flush()
                sent += room
            elif not self.read(lambda: self.h2.local_flow_control_window(stream) > 0, seconds):
                break
        return sent


def resident(gateway: Running) -> float:
    """The worker's memory, bytes, as of a heartbeat to come."""
    before = gateway.metric("boing_worker_resident_bytes")
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        before = gateway.metric("boing_worker_resident_bytes")
        time.sleep(0.3)
    return before


def test_a_download_waits_in_the_origin_while_its_window_is_shut(tls: Running) -> None:
    with Client(tls.port, window=0) as client:
        idle = resident(tls)
        shut = client.request("/download")
        assert not client.read(lambda: client.bodies.get(shut, 0) > 0, 2.0)
        assert resident(tls) - idle < 12 * MIB

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
        idle = resident(tls)
        stream = client.request("/stall/count", "POST", length=DOWNLOAD)
        sent = client.upload(stream, DOWNLOAD, 2.0)
        assert sent < 16 * MIB, "the sockets' buffers and a window, no more"
        assert resident(tls) - idle < 12 * MIB

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
    assert len(origin.find("/rapid-reset")) <= 51
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
