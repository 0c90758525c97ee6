"""A gRPC service by hand: HTTP/2 over TLS that answers each call with the messages it got and a status in the trailers."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from contextlib import AbstractContextManager

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from tests.serving import listening, on_a_thread


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
    connection.initiate_connection()
    with contextlib.suppress(ConnectionError, h2.exceptions.ProtocolError):
        while True:
            writer.write(connection.data_to_send())
            await writer.drain()
            data = await reader.read(65_536)
            if not data:
                break
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    if ("te", "trailers") not in event.headers:  # as gRPC's own servers ask for
                        connection.reset_stream(event.stream_id)
                        continue
                    head = [
                        (":status", "200"),
                        ("content-type", "application/grpc"),
                        ("x-first", "1"),
                        ("x-first", "2"),
                    ]
                    connection.send_headers(event.stream_id, head)
                elif isinstance(event, h2.events.DataReceived):
                    connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    connection.send_data(event.stream_id, event.data)
                elif isinstance(event, h2.events.StreamEnded):
                    status = [("grpc-status", "7"), ("grpc-message", "not%20allowed"), ("x-bin", "AAEC")]
                    connection.send_headers(event.stream_id, status, end_stream=True)
    writer.close()


def running_grpc(tls: ssl.SSLContext) -> AbstractContextManager[int]:
    """Its port. `tls` has to offer h2."""
    return on_a_thread(lambda: listening(serve, tls))
