"""The good callers: what people, an app, a partner, a probe and some clumsy clients do, as endless lists of steps.

Invariant: a page (at most `PAGE` requests) is followed by at least `PAUSE[0]` seconds, so that whoever it is stays below
the demo's limit of 100 a minute; nobody sends what a fair rule could take for an attack.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

from gateway.demo import texts
from gateway.demo.scenario import STOLEN_ACCOUNTS, Caller, Manner, Step, seeded
from gateway.demo.shop import FIRST_YEAR, LAST_YEAR, PARTNER_KEY, Shop

PAGE = 3
PAUSE = (2.5, 40.0)
"""seconds between two pages: at least, at most"""
LAST_ARRIVAL = 12.0
"""seconds after the start"""
_WITHIN_PAGE = 0.04
_SEARCH_PAGES = 4

_QUERY = "query Card($id: Int) { product(id: %d) { id name price stock } }"
_LIST_QUERY = "{ products(first: %d) { id name price } }"
_OLD_PATHS = (
    "/favicon.ico",
    "/api/v1/products",
    "/Products",
    "/products/",
    "/orders",
    "/products/99999",
    "/robots.txt",
)

Habit = Callable[[Caller, Shop, random.Random], Iterator[Step]]


def shopper(caller: Caller, shop: Shop, rng: random.Random) -> Iterator[Step]:
    """Looks around, logs in, reads, perhaps orders or writes a review, goes away, comes back."""
    while True:
        for _ in range(rng.randint(1, 3)):
            yield from _browse(shop, rng)
        yield _log_in(caller, _pause(rng))
        yield Step("GET", "/me", _WITHIN_PAGE, bearer=True)
        for _ in range(rng.randint(4, 14)):
            yield from rng.choices((_browse, _look_back, _buy, _review), (6, 2, 1, 1))[0](shop, rng, caller)
        yield from _come_back(shop, rng)


def reader(_caller: Caller, shop: Shop, rng: random.Random) -> Iterator[Step]:
    """Never logs in; keeps a tab open that listens to the shop's events or prices."""
    while True:
        for _ in range(rng.randint(3, 8)):
            yield from _browse(shop, rng)
        stay = rng.uniform(6, 25)
        if rng.random() < 0.5:
            yield Step("GET", "/events", _pause(rng), Manner.LISTEN, stay=stay)
        else:
            watched = rng.sample(range(1, len(shop.products)), 5)
            yield Step("GET", "/ws/prices", _pause(rng), Manner.SOCKET, json={"watch": watched}, stay=stay)
        yield from _come_back(shop, rng)


def app(caller: Caller, shop: Shop, rng: random.Random) -> Iterator[Step]:
    """The shop's mobile app: GraphQL, a price socket, a photo now and then."""
    while True:
        yield _log_in(caller, _pause(rng))
        yield _graphql(_LIST_QUERY % rng.randint(5, 20), _WITHIN_PAGE)
        for _ in range(rng.randint(3, 12)):
            yield _graphql(_QUERY % rng.choice(shop.products).id, _pause(rng))
            yield Step("GET", f"/products/{rng.choice(shop.products).id}", _WITHIN_PAGE, bearer=True)
        if rng.random() < 0.4:
            image = (("content-type", "image/jpeg"),)
            size = rng.randint(80_000, 1_500_000)
            yield Step("POST", "/upload", _pause(rng), Manner.UPLOAD, image, bearer=True, size=size)
        yield Step("GET", "/ws/prices", _pause(rng), Manner.SOCKET, stay=rng.uniform(4, 15))
        yield from _come_back(shop, rng)


def partner(_caller: Caller, shop: Shop, rng: random.Random) -> Iterator[Step]:
    """A marketplace's batch job: by API key, every minute or so some orders, sometimes a report."""
    key = (("x-api-key", PARTNER_KEY),)
    while True:
        for _ in range(rng.randint(10, 25)):
            yield replace(_order(shop, rng, rng.uniform(0.9, 1.2)), headers=key, bearer=False)
        if rng.random() < 0.6:
            year = rng.randint(FIRST_YEAR, LAST_YEAR)
            yield Step("GET", f"/reports/{year}.csv", rng.uniform(1, 2), headers=key)
        yield Step("GET", "/products?page=1&sort=name", rng.uniform(35, 50), headers=key)


def probe(_caller: Caller, _shop: Shop, _rng: random.Random) -> Iterator[Step]:
    """The monitoring, every ten seconds."""
    while True:
        yield Step("GET", "/health", 10.0)


def clumsy(_caller: Caller, shop: Shop, rng: random.Random) -> Iterator[Step]:
    """Broken but harmless: old paths, a stale token, wrong methods and numbers, hanging up in mid-answer."""
    stale = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJraW9za0BleGFtcGxlLnRlc3QiLCJleHAiOjF9.c3RhbGU"
    oddities = (
        Step("GET", "/me"),
        Step("GET", "/orders/12", headers=(("authorization", f"Bearer {stale}"),)),
        Step("GET", "/products?page=none"),
        Step("GET", "/products?page=&q=&sort="),
        Step("HEAD", "/health"),
        Step("PUT", "/products/7", json={"price": 1}),
        Step("POST", "/login", json={"email": "kiosk@example.test", "password": "forgotten"}),
        Step("POST", "/orders"),
        Step("GET", "/events", manner=Manner.LEAVE),
        *(Step("GET", path) for path in _OLD_PATHS),
    )
    while True:
        yield replace(rng.choice(oddities), pause=_pause(rng))
        yield from _browse(shop, rng)


HABITS: dict[str, Habit] = {
    "shopper": shopper, "reader": reader, "app": app, "partner": partner, "probe": probe, "clumsy": clumsy,
}  # fmt: skip


def cast(shop: Shop, seed: int) -> tuple[Caller, ...]:
    """Thirty-one good callers. Three of the shoppers sit in one office and share its address."""
    rng = seeded(seed, "cast")
    people = iter(rng.sample(shop.people[:-STOLEN_ACCOUNTS], 24))
    callers = []
    for number, (habit, agents) in enumerate(
        [("shopper", texts.DESKTOPS)] * 12
        + [("shopper", texts.MOBILES)] * 4
        + [("app", texts.APPS)] * 5
        + [("reader", texts.DESKTOPS + texts.MOBILES)] * 5
        + [("clumsy", texts.CLUMSY)] * 3
        + [("partner", (texts.PARTNER,)), ("probe", (texts.PROBE,))]
    ):
        office = number < 3
        address = "100.64.7.1" if office else f"100.{rng.randint(65, 127)}.{number}.{rng.randint(1, 254)}"
        person = next(people) if habit in ("shopper", "app") else None
        name = person.name if person else f"{habit} {number}"
        callers.append(Caller(name, habit, address, rng.choice(agents), rng.uniform(0, LAST_ARRIVAL), person))
    return tuple(callers)


def steps_of(caller: Caller, shop: Shop, seed: int) -> Iterator[Step]:
    """What the caller does, for as long as it is asked; the first step comes at once."""
    steps = HABITS[caller.habit](caller, shop, seeded(seed, caller.name))
    yield replace(next(steps), pause=0.0)
    yield from steps


def _pause(rng: random.Random) -> float:
    """Seconds a person takes over a page: lognormal, within `PAUSE`."""
    return min(max(3.0 * math.exp(rng.gauss(0, 0.7)), PAUSE[0]), PAUSE[1])


def _come_back(_shop: Shop, rng: random.Random) -> Iterator[Step]:
    yield Step("GET", "/products?page=1", 4 * _pause(rng))


def _browse(shop: Shop, rng: random.Random, customer: Caller | None = None) -> Iterator[Step]:
    """A page of the catalogue and what is looked at on it; `customer` is who has logged in."""
    bearer = customer is not None
    query = {"page": rng.randint(1, _SEARCH_PAGES)}
    text = {"q": rng.choice(texts.SEARCHES), "sort": rng.choice(texts.SORTS)} if rng.random() < 0.5 else {}
    yield Step("GET", f"/products?{urlencode({**query, **text})}", _pause(rng), bearer=bearer)
    for _ in range(rng.randint(0, PAGE - 1)):
        yield Step("GET", f"/products/{rng.choice(shop.products).id}", _WITHIN_PAGE, bearer=bearer)


def _look_back(shop: Shop, rng: random.Random, caller: Caller) -> Iterator[Step]:
    orders = shop.orders_of(caller.person.email) if caller.person else []
    target = f"/orders/{rng.choice(orders).id}" if orders else "/me"
    yield Step("GET", target, _pause(rng), bearer=True)


def _buy(shop: Shop, rng: random.Random, _caller: Caller) -> Iterator[Step]:
    yield _order(shop, rng, _pause(rng))
    yield Step("GET", "/me", _WITHIN_PAGE, bearer=True)


def _review(shop: Shop, rng: random.Random, _caller: Caller) -> Iterator[Step]:
    review = {"product": rng.choice(shop.products).id, "stars": rng.randint(2, 5), "text": rng.choice(texts.REVIEWS)}
    yield Step("POST", "/reviews", _pause(rng), json=review, bearer=True)


def _order(shop: Shop, rng: random.Random, pause: float) -> Step:
    wanted = rng.sample(shop.products, rng.randint(1, 3))
    lines = [{"product": item.id, "quantity": rng.randint(1, 3)} for item in wanted]
    return Step("POST", "/orders", pause, json={"lines": lines}, bearer=True)


def _graphql(query: str, pause: float) -> Step:
    return Step("POST", "/graphql", pause, json={"query": query, "variables": {}}, bearer=True)


def _log_in(caller: Caller, pause: float) -> Step:
    assert caller.person is not None
    credentials = {"email": caller.person.email, "password": caller.person.password}
    return Step("POST", "/login", pause, Manner.LOGIN, json=credentials)
