"""An HTTP/2 client by hand: the h2 library over a TLS socket, so that it can leave windows shut and reset at will."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import Self

import h2.config
import h2.connection
import h2.events
import h2.settings


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
        self.interim: list[dict[str, str]] = []
        self.heads: dict[int, list[tuple[str, str]]] = {}
        self.trailers: dict[int, dict[str, str]] = {}
        self.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def flush(self) -> None:
        self.socket.sendall(self.h2.data_to_send())

    def request(
        self, path: str, method: str = "GET", *, length: int | None = None, headers: list[tuple[str, str]] | None = None
    ) -> int:
        stream = self.h2.get_next_available_stream_id()
        fields = [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost")]
        if length is not None:
            fields += [("content-type", "application/octet-stream"), ("content-length", str(length))]
        fields += headers or []
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
                elif isinstance(event, h2.events.ResponseReceived):
                    self.heads[event.stream_id] = [(str(name), str(value)) for name, value in event.headers]
                elif isinstance(event, h2.events.InformationalResponseReceived):
                    self.interim.append({str(name): str(value) for name, value in event.headers})
                elif isinstance(event, h2.events.TrailersReceived):
                    self.trailers[event.stream_id] = {str(name): str(value) for name, value in event.headers}
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
