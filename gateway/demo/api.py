"""A small shop API, believable enough to stand behind the gateway: `python -m gateway.demo.api --port 3000`.

Invariant: it never answers 400, 403, 413 or 429 itself, so whoever sees one of these in the demo has met the gateway.
It deliberately has no defence of its own (no rate limit, no input filter), and nothing a payload could reach: no
database, no template, no file, no command. Serves on loopback only; state lives in memory.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import random
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from ipaddress import ip_address
from types import FrameType
from typing import Any

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.demo.shop import FIRST_YEAR, LAST_YEAR, PARTNER_KEY, TOKEN_KEY, TOKEN_SECONDS, Shop

PAGE_SIZE = 20
PARTNER = "partner"
_GRAPHQL_CALL = re.compile(r"\b(product|products|me)\b\s*(?:\(\s*(?:id|first)\s*:\s*(\d{1,6})\s*\))?")
_EVENTS = ("order placed", "parcel sent", "stock counted", "review written", "price changed")


class Pace:
    """How long the shop takes over things: lognormal around a median in seconds, seeded; `factor` 0 is instantly."""

    def __init__(self, seed: int, factor: float) -> None:
        self._rng = random.Random(f"pace/{seed}")  # noqa: S311 - latency, not a secret
        self._factor = factor

    async def take(self, median: float) -> None:
        await asyncio.sleep(self._factor * min(median * math.exp(self._rng.gauss(0, 0.4)), 5 * median))

    async def tick(self, seconds: float, closing: asyncio.Event) -> None:
        """Wait between two pieces of a stream, less when the server is closing."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), self._factor * seconds)


class ShopApi:
    """The handlers, one a route. `closing` ends the endless streams; `uploaded` counts bytes as they come in."""

    def __init__(self, shop: Shop, pace: Pace) -> None:
        self.shop = shop
        self.pace = pace
        self.closing = asyncio.Event()
        self.uploaded = 0
        self.reviews = 0

    def routes(self) -> list[Route | WebSocketRoute]:
        return [
            Route("/health", self.health),
            Route("/login", self.login, methods=["POST"]),
            Route("/me", self.me),
            Route("/products", self.list_products),
            Route("/products/{id:int}", self.show_product),
            Route("/orders", self.create_order, methods=["POST"]),
            Route("/orders/{id:int}", self.show_order),
            Route("/reviews", self.create_review, methods=["POST"]),
            Route("/graphql", self.graphql, methods=["POST"]),
            Route("/upload", self.upload, methods=["POST"]),
            Route("/reports/{year:int}.csv", self.report),
            Route("/events", self.events),
            WebSocketRoute("/ws/prices", self.prices),
        ]

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", "products": len(self.shop.products), "orders": len(self.shop.orders)})

    async def login(self, request: Request) -> Response:
        credentials = await _json_object(request)
        await self.pace.take(0.06)
        person = self.shop.person(str(credentials.get("email", "")))
        if person is None or person.password != credentials.get("password"):
            raise HTTPException(401, "e-mail or password is wrong")
        now = int(time.time())
        claims = {"sub": person.email, "iat": now, "exp": now + TOKEN_SECONDS}
        token = jwt.encode(claims, TOKEN_KEY, algorithm="HS256")
        return JSONResponse({"token": token, "expires_in": TOKEN_SECONDS})

    async def me(self, request: Request) -> Response:
        owner = _caller(request)
        await self.pace.take(0.008)
        person = self.shop.person(owner)
        orders = [order.id for order in self.shop.orders_of(owner)][-20:]
        return JSONResponse({"email": owner, "name": person.name if person else owner, "orders": orders})

    async def list_products(self, request: Request) -> Response:
        await self.pace.take(0.015)
        query = request.query_params
        page = _whole_number(query.get("page", "1"), "page")
        found = self.shop.search(query.get("q", ""), query.get("sort", ""))
        first = (page - 1) * PAGE_SIZE
        items = [item.as_json() for item in found[first : first + PAGE_SIZE]]
        return JSONResponse({"page": page, "total": len(found), "items": items})

    async def show_product(self, request: Request) -> Response:
        await self.pace.take(0.008)
        item = self.shop.product(request.path_params["id"])
        if item is None:
            raise HTTPException(404, "no such product")
        return JSONResponse(item.as_json(), headers={"cache-control": "max-age=30"})

    async def create_order(self, request: Request) -> Response:
        owner = _caller(request)
        wanted = await _json_object(request)
        await self.pace.take(0.03)
        try:
            lines = [(int(line["product"]), int(line["quantity"])) for line in wanted["lines"]]
            order = self.shop.place_order(owner, lines)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise HTTPException(422, "lines: a list of {product, quantity} of products we have") from error
        return JSONResponse(order.as_json(), 201, headers={"location": f"/orders/{order.id}"})

    async def show_order(self, request: Request) -> Response:
        owner = _caller(request)
        await self.pace.take(0.01)
        order = self.shop.orders.get(request.path_params["id"])
        # Another's order looks like none at all, so that ids cannot be told apart.
        if order is None or order.owner != owner:
            raise HTTPException(404, "no such order")
        return JSONResponse(order.as_json())

    async def create_review(self, request: Request) -> Response:
        _caller(request)
        review = await _json_object(request)
        await self.pace.take(0.02)
        if not isinstance(review.get("text"), str) or not isinstance(review.get("product"), int):
            raise HTTPException(422, "a review has a product and a text")
        self.reviews += 1
        return JSONResponse({"id": self.reviews, "length": len(review["text"])}, 201)

    async def graphql(self, request: Request) -> Response:
        """Answers `product(id: n)`, `products(first: n)` and `me`, whole: fields are not picked."""
        asked = await _json_object(request)
        await self.pace.take(0.02)
        call = _GRAPHQL_CALL.search(str(asked.get("query", "")))
        if call is None:
            return JSONResponse({"data": None, "errors": [{"message": "nothing asked that there is"}]})
        name, number = call[1], int(call[2] or 10)
        answer: object
        if name == "me":
            answer = {"email": _caller(request)}
        elif name == "product":
            item = self.shop.product(number)
            answer = item.as_json() if item else None
        else:
            answer = [item.as_json() for item in self.shop.products[: min(number, 50)]]
        return JSONResponse({"data": {name: answer}})

    async def upload(self, request: Request) -> Response:
        received = 0
        with contextlib.suppress(ClientDisconnect):
            async for chunk in request.stream():
                received += len(chunk)
                self.uploaded += len(chunk)
        return JSONResponse({"bytes": received}, 201)

    async def report(self, request: Request) -> Response:
        _caller(request)
        year = request.path_params["year"]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise HTTPException(404, f"reports go from {FIRST_YEAR} to {LAST_YEAR}")
        headers = {"content-disposition": f'attachment; filename="report-{year}.csv"'}
        return StreamingResponse(self._report_rows(year), media_type="text/csv", headers=headers)

    async def _report_rows(self, year: int) -> AsyncIterator[str]:
        yield "month,product,name,sold,revenue\n"
        rng = random.Random(f"report/{year}")  # noqa: S311 - made-up figures
        for month in range(1, 13):
            await self.pace.take(0.02)
            sold = [(item, rng.randint(0, 40)) for item in self.shop.products]
            yield "".join(
                f"{year}-{month:02},{item.id},{item.name},{n},{n * item.price / 100:.2f}\n" for item, n in sold
            )

    async def events(self, _: Request) -> Response:
        return StreamingResponse(
            self._event_stream(), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def _event_stream(self) -> AsyncIterator[str]:
        number = 0
        while not self.closing.is_set():
            number += 1
            event = {"what": _EVENTS[number % len(_EVENTS)], "at": int(time.time())}
            yield f"id: {number}\nevent: shop\ndata: {json.dumps(event)}\n\n"
            await self.pace.tick(1.0, self.closing)

    async def prices(self, websocket: WebSocket) -> None:
        """Sends a price twice a second; a client may say which products it wants: `{"watch": [1, 2, 3]}`."""
        await websocket.accept()
        watched = list(range(1, 11))
        listening = asyncio.create_task(self._watch_list(websocket, watched))
        rng = random.Random("prices")  # noqa: S311 - made-up prices
        try:
            while not self.closing.is_set() and not listening.done():
                item = self.shop.product(rng.choice(watched))
                if item is not None:
                    price = round(item.price * rng.uniform(0.9, 1.1)) / 100
                    await websocket.send_json({"product": item.id, "price": price})
                await self.pace.tick(0.5, self.closing)
            if not listening.done():
                await websocket.close(1001)
        except WebSocketDisconnect:
            pass
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    @staticmethod
    async def _watch_list(websocket: WebSocket, watched: list[int]) -> None:
        """Returns when the client has gone."""
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                try:
                    wanted = json.loads(await websocket.receive_text())["watch"]
                except (ValueError, KeyError, TypeError):
                    continue
                numbers = [n for n in wanted if isinstance(n, int)][:50] if isinstance(wanted, list) else []
                watched[:] = numbers or watched


def _caller(request: Request) -> str:
    """Who calls, by bearer token or the partner's key; raises 401."""
    if request.headers.get("x-api-key") == PARTNER_KEY:
        return PARTNER
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise HTTPException(401, "a bearer token is needed", headers={"www-authenticate": "Bearer"})
    try:
        claims: Mapping[str, Any] = jwt.decode(token, TOKEN_KEY, algorithms=["HS256"], options={"require": ["sub"]})
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, "the token is not valid", headers={"www-authenticate": "Bearer"}) from error
    return str(claims["sub"])


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        value = await request.json()
    except (ValueError, RecursionError, ClientDisconnect) as error:
        raise HTTPException(422, "the body is not JSON") from error
    if not isinstance(value, dict):
        raise HTTPException(422, "the body is not a JSON object")
    return value


def _whole_number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0):
        raise HTTPException(422, f"{name} is not a whole number from 1")
    return int(text)


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


def create_app(seed: int = 1, pace: float = 1.0) -> Starlette:
    """The shop as an ASGI app; `pace` multiplies every latency. Its `state.api` is the `ShopApi`."""
    api = ShopApi(Shop(seed), Pace(seed, pace))
    app = Starlette(routes=api.routes(), exception_handlers={HTTPException: _problem})
    app.state.api = api
    return app


class ShopServer(uvicorn.Server):
    """Uvicorn, but endless streams end when it is asked to stop."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                ws="websockets-sansio",
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if (api := getattr(self._app.state, "api", None)) is not None:
            api.closing.set()
        await super().shutdown(sockets)


def run_api(host: str = "127.0.0.1", port: int = 3000, seed: int = 1) -> None:
    """Serve until SIGINT or SIGTERM, then return. Raises `ValueError` for a host beyond loopback, `OSError` for a port in use."""
    if not ip_address(host).is_loopback:
        raise ValueError(f"host {host!r}: the demo API serves on a loopback address only")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=512)
    # Uvicorn raises the signal again once it has stopped; for us that is a plain end.
    before = {number: signal.signal(number, _stopped) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with listener, contextlib.suppress(SystemExit):
            ShopServer(create_app(seed)).run(sockets=[listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopped(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway.demo.api", description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1", help="loopback address (default %(default)s)")
    parser.add_argument("--port", type=int, default=3000, help="default %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="of stock, customers and latencies (default %(default)s)")
    options = parser.parse_args(arguments)
    try:
        run_api(options.host, options.port, options.seed)
    except (ValueError, OSError, OverflowError) as error:
        print(f"demo API: {options.host}:{options.port}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
