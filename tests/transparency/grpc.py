"""A gRPC service by hand: HTTP/2 over TLS that answers each call with the messages it got and a status in the trailers."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import h2.config
import h2.connection
import h2.events
import h2.exceptions


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


@contextmanager
def running_grpc(tls: ssl.SSLContext) -> Iterator[int]:
    """Its port. `tls` has to offer h2."""
    loop, started, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def main() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
        ports.append(server.sockets[0].getsockname()[1])
        started.set()
        await stop.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert started.wait(60)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
