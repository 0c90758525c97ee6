"""What goes through goes through as it would without us."""

from __future__ import annotations

import asyncio
import json
import socket

import httpx
import pytest
import websockets

from tests.gatewayproc import Running, read_answers
from tests.origin import Origin


@pytest.fixture
def client(gateway: Running) -> httpx.Client:
    with httpx.Client(base_url=gateway.url, timeout=60, trust_env=False) as http:
        yield http


def test_the_origin_gets_path_and_query_byte_for_byte(gateway: Running, origin: Origin) -> None:
    target = b"/a%2Fb//c/./d;x=1?q=%41+b&&q=%c3%bc&e"
    gateway.raw(b"GET " + target + b" HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
    assert origin.seen[-1].line == b"GET " + target + b" HTTP/1.1"


def test_the_answer_comes_with_the_id_the_origin_was_given(client: httpx.Client, origin: Origin) -> None:
    answer = client.get("/id")
    assert answer.json() == {"ok": True}
    assert answer.headers["x-request-id"] == origin.find("/id")[-1].header("x-request-id")


def test_a_request_id_of_the_client_is_not_taken_over(client: httpx.Client, origin: Origin) -> None:
    client.get("/spoof", headers={"X-Request-Id": "mine", "X_Request_Id": "mine"})
    head = origin.find("/spoof")[-1].head
    assert b"mine" not in head
    assert head.lower().count(b"x-request-id:") == 1


def test_forwarding_fields_of_an_untrusted_peer_are_replaced(client: httpx.Client, origin: Origin) -> None:
    client.get("/xff", headers={"X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"})
    seen = origin.find("/xff")[-1]
    assert seen.header("x-forwarded-for") == "127.0.0.1"
    assert seen.header("x-forwarded-proto") == "http"
    assert seen.header("x-forwarded-host") == seen.header("host")


def test_hop_by_hop_fields_stay_on_their_hop(client: httpx.Client, origin: Origin) -> None:
    client.get(
        "/hop", headers={"Connection": "keep-alive, x-private", "X-Private": "1", "Keep-Alive": "5", "TE": "gzip"}
    )
    head = origin.find("/hop")[-1].head.lower()
    assert b"x-private" not in head
    assert b"keep-alive" not in head
    assert b"\r\nte:" not in head


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_every_method_passes(client: httpx.Client, origin: Origin, method: str) -> None:
    answer = client.request(method, f"/method-{method}")
    assert answer.status_code == 200
    assert origin.find(f"/method-{method}")[-1].line.startswith(method.encode() + b" ")
    assert (answer.content == b"") == (method == "HEAD")


def test_bodies_pass_unchanged_with_one_framing(client: httpx.Client, origin: Origin) -> None:
    body = json.dumps({"text": "ü" * 1000}).encode()
    client.post("/sized", content=body, headers={"Content-Type": "application/json"})

    def chunks() -> object:
        yield body[:500]
        yield body[500:]

    client.post("/chunked", content=chunks(), headers={"Content-Type": "application/json"})
    for path in ("/sized", "/chunked"):
        seen = origin.find(path)[-1]
        assert seen.body == body
        assert seen.header("content-length") == str(len(body))
        assert seen.header("transfer-encoding") is None


def test_a_connection_is_kept_and_its_upstream_too(gateway: Running, origin: Origin) -> None:
    with httpx.Client(base_url=gateway.url, trust_env=False) as fresh:
        fresh.get("/one")
        before = origin.connections
        for _ in range(5):
            fresh.get("/more")
        assert origin.connections == before


def test_pipelined_requests_are_answered_in_order(gateway: Running) -> None:
    one = b"GET /interim HTTP/1.1\r\nHost: a\r\n\r\n"
    two = b"GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    data = gateway.raw(one + two)
    assert data.index(b"final") < data.index(b'{"ok": true}')


def test_server_sent_events_are_not_held_back(gateway: Running, origin: Origin) -> None:
    origin.hold.clear()
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        connection.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        data = b""
        while b"data: 0" not in data:
            data += connection.recv(4096)
        assert b"data: 1" not in data
        origin.hold.set()
        rest = read_answers(connection)
        assert b"data: 2" in rest
        assert rest.endswith(b"0\r\n\r\n")


def test_a_download_passes_whole(client: httpx.Client) -> None:
    with client.stream("GET", "/download") as answer:
        assert sum(len(chunk) for chunk in answer.iter_raw()) == 50 * 1024 * 1024


@pytest.mark.parametrize("sized", [True, False])
def test_a_large_upload_passes_in_bounded_memory(gateway: Running, client: httpx.Client, sized: bool) -> None:
    size = 96 * 1024 * 1024
    before = gateway.resident()

    def blocks() -> object:
        for _ in range(size // (1 << 20)):
            yield bytes(1 << 20)

    headers = {"Content-Type": "application/octet-stream"} | ({"Content-Length": str(size)} if sized else {})
    answer = client.post("/count" if sized else "/upload", content=blocks(), headers=headers)
    assert answer.status_code == 200
    if sized:
        assert answer.text == str(size)
    assert gateway.resident() - before < 60 * 1024 * 1024


def test_interim_answers_do_not_stand_for_the_final_one(client: httpx.Client) -> None:
    for _ in range(3):
        assert client.get("/interim").text == "final"
        assert client.get("/after").json() == {"ok": True}


def test_trailers_end_an_answer_instead_of_hanging_it(client: httpx.Client) -> None:
    assert client.get("/trailers").text == "ok"
    assert client.get("/after").json() == {"ok": True}


def test_request_trailers_get_an_answer(gateway: Running, origin: Origin) -> None:
    data = gateway.raw(
        b"POST /req-trailers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n"
        b"2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n"
    )
    assert data.startswith(b"HTTP/1.1 200")
    assert origin.find("/req-trailers")[-1].body == b"hi"


def test_an_answer_that_ends_with_its_connection_is_whole(client: httpx.Client) -> None:
    assert client.get("/eof").text == "until the end"
    assert client.get("/closes").text == "ok"
    assert client.get("/after").json() == {"ok": True}


def test_an_origin_that_closes_does_not_close_the_client(gateway: Running) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        for _ in range(3):
            connection.sendall(b"GET /closes HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"ok" in read_answers(connection)


def test_expect_continue_is_answered(gateway: Running, origin: Origin) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=60) as connection:
        connection.sendall(b"POST /expected HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert read_answers(connection).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"hi")
        assert b"200 OK" in read_answers(connection)
    assert origin.find("/expected")[-1].body == b"hi"


async def test_websocket_messages_pass_both_ways(gateway: Running) -> None:
    async with websockets.connect(f"ws://127.0.0.1:{gateway.port}/ws", proxy=None) as socket_:
        for message in ("hello", "x" * 3000, b"\x00\x01"):
            await socket_.send(message)
            assert await asyncio.wait_for(socket_.recv(), 60) == message


async def test_a_websocket_is_recorded(gateway: Running) -> None:
    async with websockets.connect(f"ws://127.0.0.1:{gateway.port}/room/ws", proxy=None) as socket_:
        request_id = socket_.response.headers["x-request-id"]
    assert gateway.record_of(request_id)["status"] == 101


def test_every_exchange_is_recorded_once(gateway: Running, client: httpx.Client) -> None:
    ids = [client.get(f"/recorded/{n}").headers["x-request-id"] for n in range(50)]
    last = gateway.record_of(ids[-1])
    assert last["status"] == 200
    assert last["operation"] == "GET /recorded/{id}"
    assert last["action"] == "allow"
    assert last["duration"] > 0
    assert [row["request_id"] for row in gateway.recorded("path LIKE '/recorded/%'")] == ids


def test_query_secrets_are_not_recorded(gateway: Running, client: httpx.Client) -> None:
    request_id = client.get("/q?password=hunter2hunter2&page=3").headers["x-request-id"]
    row = gateway.record_of(request_id)
    assert "hunter2" not in row["query"]
    assert "page=3" in row["query"]


@pytest.mark.parametrize("size", [1, 3, 16])
def test_an_attack_cut_into_chunks_is_whole_to_the_addons(gateway: Running, origin: Origin, size: int) -> None:
    body = b'{"q":"1\' union select login, pw from members"}'
    path = f"/cut/{size}"
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(body[at : at + size]), body[at : at + size]) for at in range(0, len(body), size)
    )
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert gateway.raw(head.encode() + chunks + b"0\r\n\r\n").startswith(b"HTTP/1.1 403")
    assert not origin.find(path)
