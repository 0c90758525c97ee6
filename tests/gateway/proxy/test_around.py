"""What surrounds an answer: early hints before it, trailers behind it, to HTTP/1 and HTTP/2 clients."""

from __future__ import annotations

import socket

from tests.gateway.proxy.h2client import Client
from tests.gatewayproc import Running, read_answers
from tests.origin import Origin


def asked(gateway: Running, path: str, version: str = "1.1") -> bytes:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        connection.sendall(f"GET {path} HTTP/{version}\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        return read_answers(connection)


def test_early_hints_come_before_the_answer(gateway: Running) -> None:
    data = asked(gateway, "/interim")
    hints, _, rest = data.partition(b"\r\n\r\n")
    assert hints == b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>"
    assert rest.startswith(b"HTTP/1.1 200 OK\r\n")
    assert rest.endswith(b"final")


def test_a_client_of_http_1_0_gets_the_answer_alone(gateway: Running) -> None:
    data = asked(gateway, "/interim", "1.0")
    assert b" 103 " not in data
    assert data.endswith(b"final")


def test_trailers_follow_a_chunked_answer(gateway: Running) -> None:
    assert asked(gateway, "/trailers").endswith(b"2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n")


def test_trailers_that_would_change_the_message_are_dropped(gateway: Running) -> None:
    data = asked(gateway, "/evil/trailers")
    assert data.endswith(b"0\r\nx-sum: 1\r\n\r\n")
    assert b"set-cookie" not in data.lower()


def test_http2_clients_get_both(tls: Running) -> None:
    with Client(tls.port) as client:
        hinted = client.request("/interim")
        assert client.read(lambda: hinted in client.ended)
        assert client.interim == [{":status": "103", "link": "</a.css>"}]
        trailed = client.request("/trailers")
        assert client.read(lambda: trailed in client.ended)
        assert client.trailers == {trailed: {"x-sum": "1"}}
        assert client.bodies[trailed] == 2


def test_trailers_of_a_http2_request_reach_no_origin(tls: Running, origin: Origin) -> None:
    """They came after every addon had looked."""
    with Client(tls.port) as client:
        stream = client.request("/trailing", "POST", length=2)
        client.h2.send_data(stream, b"hi")
        client.h2.send_headers(stream, [("x-sum", "1")], end_stream=True)
        client.flush()
        assert client.read(lambda: stream in client.ended)
    seen = origin.find("/trailing")[-1]
    assert seen.body == b"hi"
    assert seen.header("x-sum") is None
