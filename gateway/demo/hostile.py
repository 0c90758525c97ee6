"""The hostile callers: a scraper, a password guesser, an injection scanner, an id enumerator and a flood.

Each is a list of steps and one row of `KINDS`, which says when in a cycle it comes, from where and how hard.
They only ever meet the demo shop: `callers` refuses any target beyond loopback.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from urllib.parse import quote

from gateway.demo import payloads
from gateway.demo.scenario import STOLEN_ACCOUNTS, Kind, Manner, Step, Wave, seeded
from gateway.demo.shop import Shop

FLOOD_REQUESTS = 200
_GUESSES_PER_ADDRESS = 40
_SCANNED_HEADERS = ("referer", "x-forwarded-host", "x-api-version")


def scraper(rng: random.Random) -> Iterator[Step]:
    """Walks the whole catalogue, page by page and product by product, eight to twelve a second."""
    products = count(1)
    for page in count(1):
        yield Step("GET", f"/products?page={1 + page % 8}&sort=name", rng.uniform(0.08, 0.12))
        for _ in range(20):
            yield Step("GET", f"/products/{1 + next(products) % 144}", rng.uniform(0.08, 0.12))


def guesser(rng: random.Random) -> Iterator[Step]:
    """Tries common passwords on known and made-up accounts; changes its address when it has used one up."""
    accounts = [person.email for person in Shop().people] + [f"admin{n}@example.test" for n in range(10)]
    while True:
        address = f"198.51.100.{rng.randint(1, 120)}"
        for _ in range(_GUESSES_PER_ADDRESS):
            guess = {"email": rng.choice(accounts), "password": rng.choice(payloads.PASSWORDS)}
            yield Step("POST", "/login", rng.uniform(0.3, 0.6), json=guess, address=address)


def scanner(rng: random.Random) -> Iterator[Step]:
    """Puts every payload into every place: query, JSON, header, path, form, cookie; and looks for forgotten files."""
    while True:
        family = rng.choice(list(payloads.FAMILIES.values()))
        payload = rng.choice(family)
        # Slow enough for the limits, so that it is blocked for what it sends.
        pause = rng.uniform(0.7, 1.1)
        encoded = quote(payload, safe="")
        place = rng.choices(("query", "json", "header", "path", "form", "cookie", "snoop"), (4, 3, 1, 2, 1, 1, 1))[0]
        match place:
            case "query":
                yield Step("GET", f"/products?page=1&q={encoded}", pause)
            case "json":
                yield Step("POST", "/reviews", pause, json={"product": 7, "text": payload})
            case "header":
                yield Step("GET", "/products/7", pause, headers=((rng.choice(_SCANNED_HEADERS), payload.strip()),))
            case "path":
                yield Step("GET", f"/products/{encoded}", pause)
            case "form":
                form = (("content-type", "application/x-www-form-urlencoded"),)
                yield Step("POST", "/login", pause, headers=form, content=f"email=a&password={encoded}".encode())
            case "cookie":
                yield Step("GET", "/me", pause, headers=(("cookie", f"session={encoded}"),))
            case _:
                yield Step("GET", rng.choice(payloads.SNOOPED_PATHS), pause)


def enumerator(rng: random.Random) -> Iterator[Step]:
    """One real account, every order number there may be."""
    thief = rng.choice(Shop().people[-STOLEN_ACCOUNTS:])
    yield Step("POST", "/login", manner=Manner.LOGIN, json={"email": thief.email, "password": thief.password})
    for number in count(1):
        yield Step("GET", f"/orders/{number}", rng.uniform(0.15, 0.3), bearer=True)


def flood(_: random.Random) -> Iterator[Step]:
    """A short burst far beyond the limit: with eight lanes, two hundred requests in about three seconds."""
    for number in range(FLOOD_REQUESTS):
        yield Step("GET", f"/products?q=lamp&page=1&_={number}", 0.1)


KINDS: tuple[Kind, ...] = (
    Kind("scraper", "203.0.113.0/25", "python-requests/2.32.3", 15, 80, steps=scraper),
    Kind("scanner", "192.0.2.0/25", "sqlmap/1.8.4#stable (https://sqlmap.org)", 40, 90, steps=scanner),
    Kind("guesser", "198.51.100.0/25", "Go-http-client/1.1", 60, 70, steps=guesser),
    Kind("enumerator", "203.0.113.128/25", "okhttp/3.14.9", 140, 60, steps=enumerator),
    Kind("flood", "198.51.100.128/25", "Apache-HttpClient/4.5.14", 205, 15, 8, steps=flood),
)


def steps_of(wave: Wave, seed: int) -> Iterator[Step]:
    """What the wave's actor does, for as long as it is asked."""
    kind = next(kind for kind in KINDS if kind.actor == wave.actor)
    return kind.steps(seeded(seed, wave.actor, wave.start))
