"""The sample API answers each of its routes, and its streams stream."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator

import httpx
import jwt
import pytest
from websockets.asyncio.client import connect

from gateway.demo.api import create_app, run_api
from gateway.demo.api import main as api_main
from gateway.demo.shop import KEPT_ORDERS, PARTNER_KEY, TOKEN_KEY, Shop

PARTNER = {"x-api-key": PARTNER_KEY}
ONE_LAMP = {"lines": [{"product": 1, "quantity": 2}]}

# method, target, headers, JSON, expected status, and a key of the JSON answer
ROUTES = [
    ("GET", "/health", {}, None, 200, "status"),
    ("GET", "/products", {}, None, 200, "items"),
    ("GET", "/products?page=2&q=oak&sort=-price", {}, None, 200, "total"),
    ("GET", "/products?page=none", {}, None, 422, "error"),
    ("GET", "/products/7", {}, None, 200, "price"),
    ("GET", "/products/100000", {}, None, 404, "error"),
    ("GET", "/me", {}, None, 401, "error"),
    ("GET", "/me", {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."}, None, 401, "error"),
    ("GET", "/me", PARTNER, None, 200, "orders"),
    ("GET", "/orders/1", {}, None, 401, "error"),
    ("GET", "/orders/1", PARTNER, None, 404, "error"),
    ("POST", "/orders", PARTNER, ONE_LAMP, 201, "id"),
    ("POST", "/orders", PARTNER, {"lines": [{"product": "x", "quantity": 1}]}, 422, "error"),
    ("POST", "/orders", PARTNER, {"lines": [{"product": 100_000, "quantity": 1}]}, 422, "error"),
    ("POST", "/orders", PARTNER, ["no", "object"], 422, "error"),
    ("POST", "/orders", {}, ONE_LAMP, 401, "error"),
    ("POST", "/reviews", PARTNER, {"product": 1, "text": "It's good; I'd buy <3 again"}, 201, "id"),
    ("POST", "/reviews", PARTNER, {"product": 1}, 422, "error"),
    ("POST", "/graphql", {}, {"query": "{ product(id: 3) { id name } }"}, 200, "data"),
    ("POST", "/graphql", {}, {"query": "{ weather }"}, 200, "errors"),
    ("POST", "/login", {}, {"email": "nobody@example.test", "password": "123456"}, 401, "error"),
    ("PUT", "/products/7", {}, {"price": 1}, 405, "error"),
    ("GET", "/reports/1999.csv", PARTNER, None, 404, "error"),
    ("GET", "/reports/2024.csv", {}, None, 401, "error"),
    ("GET", "/wp-login.php", {}, None, 404, "error"),
]


async def test_every_route_answers(shop):
    wrong = []
    async with httpx.AsyncClient(base_url=shop.url) as http:
        for method, target, headers, body, status, key in ROUTES:
            response = await http.request(method, target, headers=headers, json=body)
            if response.status_code != status or key not in response.json():
                wrong.append((method, target, response.status_code, response.text))
    assert wrong == []


async def test_a_customer_logs_in_and_reads_only_their_own_orders(shop):
    stock = Shop()
    person = stock.people[3]
    own = stock.orders_of(person.email)[0]
    other = next(order for order in stock.orders.values() if order.owner != person.email)
    async with httpx.AsyncClient(base_url=shop.url) as http:
        answer = await http.post("/login", json={"email": person.email, "password": person.password})
        token = answer.json()["token"]
        assert jwt.decode(token, TOKEN_KEY, algorithms=["HS256"])["sub"] == person.email
        http.headers["authorization"] = f"Bearer {token}"
        assert (await http.get("/me")).json()["email"] == person.email
        assert (await http.get(f"/orders/{own.id}")).json() == own.as_json()
        assert (await http.get(f"/orders/{other.id}")).status_code == 404


async def test_an_event_arrives_while_the_stream_goes_on(shop):
    async with httpx.AsyncClient(base_url=shop.url) as http, http.stream("GET", "/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.aiter_lines()
        seen = [line async for line in _first(lines, 9)]
    assert [line for line in seen if line.startswith("id:")] == ["id: 1", "id: 2", "id: 3"]


async def test_prices_come_over_a_websocket_and_follow_the_watch_list(shop):
    async with connect(shop.url.replace("http", "ws") + "/ws/prices", proxy=None) as socket:
        await socket.send("no JSON at all")
        await socket.send(json.dumps({"watch": [42]}))
        watched = [json.loads(message)["product"] async for message in _first(aiter(socket), 20)]
    assert watched[-5:] == [42] * 5


async def test_a_report_is_sent_in_pieces(shop):
    async with (
        httpx.AsyncClient(base_url=shop.url) as http,
        http.stream("GET", "/reports/2024.csv", headers=PARTNER) as response,
    ):
        assert "content-length" not in response.headers
        pieces = [piece async for piece in response.aiter_raw()]
    rows = b"".join(pieces).decode().splitlines()
    assert len(pieces) > 3
    assert (rows[0], len(rows)) == ("month,product,name,sold,revenue", 1 + 12 * 144)


async def test_an_upload_is_counted_as_it_comes():
    """By the time the second chunk is asked for, the first has been counted: nothing is collected first."""
    app = create_app(pace=0.0)
    counted = []

    async def receive() -> dict[str, object]:
        counted.append(app.state.api.uploaded)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": len(counted) < 4}

    sent = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/upload", "query_string": b"", "headers": []}
    await app(scope, receive, send)
    assert counted == [0, 1000, 2000, 3000]
    assert json.loads(sent[1]["body"]) == {"bytes": 4000}


def test_two_shops_of_one_seed_are_equal():
    one, two, other = Shop(1), Shop(1), Shop(2)
    assert (one.people, one.products, one.orders) == (two.people, two.products, two.orders)
    assert one.people != other.people


def test_a_shop_forgets_its_oldest_orders():
    stock = Shop()
    for _ in range(KEPT_ORDERS):
        stock.place_order("partner", [(1, 1)])
    assert len(stock.orders) == KEPT_ORDERS
    assert 1 not in stock.orders


def test_it_serves_on_loopback_only(capsys):
    with pytest.raises(ValueError, match="loopback"):
        run_api("0.0.0.0", 0)
    assert api_main(["--host", "192.0.2.1", "--port", "3000"]) == 2
    assert "loopback" in capsys.readouterr().err


def test_a_port_in_use_is_one_clear_line(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert api_main(["--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in said
    assert said.count("\n") == 1


def test_sigterm_ends_it_cleanly_with_a_stream_open():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gateway.demo.api", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        transport = httpx.HTTPTransport(retries=8)
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport) as http,
            http.stream("GET", "/events") as response,
        ):
            chunks = response.iter_raw()
            assert next(chunks).startswith(b"id: 1")
            process.terminate()
            assert all(chunk.startswith(b"id: ") for chunk in chunks), "the stream ends, between two events"
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


async def _first[Item](stream: AsyncIterator[Item], wanted: int) -> AsyncIterator[Item]:
    count = 0
    async for item in stream:
        yield item
        count += 1
        if count == wanted:
            return
