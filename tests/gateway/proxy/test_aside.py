"""A long body is inspected aside: its own request waits for that, nobody else's does."""

from __future__ import annotations

import json
import socket
import struct

import httpx
import pytest

from tests.gateway.proxy.h2client import Client
from tests.gatewayproc import Running, eventually, read_answers
from tests.origin import Origin

ATTACK = "1' union select login, pw from members -- "
SLOW = json.dumps({f"k{n}": "&#65;" * 160_000 for n in range(2)}).encode()
"""some seconds of inspection"""


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("size", [1_000, 50_000, 900_000])
def test_a_body_of_any_length_arrives_as_it_came(gateway: Running, origin: Origin, size: int) -> None:
    body = json.dumps({"text": "a fine day " * (size // 11)}).encode()
    path = f"/aside/whole/{size}"
    assert httpx.post(f"{gateway.url}{path}", content=body, headers={"content-type": "application/json"}).is_success
    assert [seen.body for seen in origin.find(path)] == [body]


@pytest.mark.parametrize("size", [1_000, 50_000, 900_000])
def test_an_attack_behind_any_length_is_blocked(gateway: Running, origin: Origin, size: int) -> None:
    body = json.dumps({"text": "a fine day " * (size // 11), "q": ATTACK}).encode()
    path = f"/aside/hostile/{size}"
    answer = httpx.post(f"{gateway.url}{path}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 403
    assert not origin.find(path)
    rules = {finding["rule"] for finding in eventually(lambda: gateway.findings(answer.headers["x-request-id"]))}
    assert "41130" in rules


def test_others_are_answered_while_a_long_body_is_inspected(gateway: Running, origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as slow:
        slow.sendall(post("/aside/slow", SLOW))
        for _ in range(5):
            assert httpx.get(f"{gateway.url}/aside/quick", timeout=60).is_success
        slow.setblocking(False)
        with pytest.raises(BlockingIOError):  # no answer yet
            slow.recv(1)
        slow.settimeout(60)
        assert read_answers(slow).startswith(b"HTTP/1.1 200")
    assert [seen.body for seen in origin.find("/aside/slow")] == [SLOW]


def test_requests_behind_a_long_one_keep_their_order(gateway: Running, origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        connection.sendall(
            post("/aside/first", SLOW) + b"GET /aside/second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        answers = b""
        while piece := connection.recv(65536):
            answers += piece
    assert answers.count(b"HTTP/1.1 200") == 2
    assert len(origin.find("/aside/first")) == len(origin.find("/aside/second")) == 1


def test_nothing_goes_on_for_a_client_that_went(gateway: Running, origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        connection.sendall(post("/aside/gone", SLOW))
        for _ in range(5):  # what was sent has been read since
            assert httpx.get(f"{gateway.url}/aside/here", timeout=60).is_success
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset, not half closed
    body = json.dumps({"text": "a fine day " * 5_000}).encode()
    headers = {"content-type": "application/json"}
    later = httpx.post(f"{gateway.url}/aside/later", content=body, headers=headers, timeout=60)
    assert later.is_success  # inspected after the one before it
    assert not origin.find("/aside/gone")


def test_other_streams_of_an_http2_connection_do_not_wait(tls: Running, origin: Origin) -> None:
    with Client(tls.port) as client:
        first = client.request("/aside/h2/slow", "POST", length=len(SLOW))
        left = memoryview(SLOW)
        while left:
            room = min(client.h2.local_flow_control_window(first), client.h2.max_outbound_frame_size, len(left))
            if room:
                client.h2.send_data(first, bytes(left[:room]), end_stream=room == len(left))
                client.flush()
                left = left[room:]
            else:
                assert client.read(lambda: client.h2.local_flow_control_window(first) > 0, 60)
        second = client.request("/aside/h2/quick")
        assert client.read(lambda: second in client.ended, 60)
        assert first not in client.ended
        assert client.read(lambda: first in client.ended, 60)
    assert [seen.body for seen in origin.find("/aside/h2/slow")] == [SLOW]
