"""A small shop's API by hand, seeded: honest callers, and the sights of whatever a test adds to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from addons.behaviour.abuse import Abuse
from addons.behaviour.sight import Conclusion, Sight

HOUR = 3600.0
DAY = 24 * HOUR
BROWSERS = [f"Mozilla/5.0 (machine {n}) Browser/{n % 7}" for n in range(40)]


class Shop:
    """Makes sights. Every order belongs to a tenant (`order % 50`); ids run from 100,000 on."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._ids = count()

    def sight(
        self, at: float, method: str, path: str, status: int = 200, *, who: str, client: str = "", **more: object
    ) -> Sight:
        client = client or (who.removeprefix("address:") if who.startswith("address:") else "198.51.100.1")
        parts = ["{id}" if part.isdigit() else part for part in path.split("/")]
        more.setdefault("response_bytes", 900)
        more.setdefault("user_agent", "client/1")
        return Sight(
            f"r{next(self._ids)}", at, 1, f"{method} {'/'.join(parts)}", method, path, status,
            more.pop("action", "allow"), who, client, **more,
        )  # fmt: skip

    def address(self) -> str:
        r = self.random
        return f"{r.randint(11, 180)}.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 254)}"

    def gaps(self, start: float, end: float, mean: float) -> Iterator[float]:
        at = start + self.random.expovariate(1 / mean)
        while at < end:
            yield at
            at += self.random.expovariate(1 / mean)

    def person(
        self, n: int, start: float, end: float, *, who: str = "", client: str = "", mean: float = 60.0, agent: str = ""
    ) -> Iterator[Sight]:
        """Looks at products, its own few orders, signs in now and then, mistypes sometimes."""
        r = self.random
        who = who or f"jwt:user{n}"
        client = client or f"203.{n // 250}.113.{n % 250 + 1}"
        agent = agent or BROWSERS[n % len(BROWSERS)]
        tags = {"who": who, "client": client, "user_agent": agent, "country": "CH", "network": 100 + n % 9}
        own = [100_000 + 50 * r.randrange(2_000) + n % 50 for _ in range(6)]
        for at in self.gaps(start, end, mean):
            what = r.random()
            if what < 0.5:
                product = int(r.paretovariate(0.7)) % 3_000
                yield self.sight(at, "GET", f"/products/{product}", 404 if product > 2_900 else 200, **tags)
            elif what < 0.7:
                yield self.sight(at, "GET", "/products", response_bytes=9_000 + r.randrange(20), **tags)
            elif what < 0.85:
                yield self.sight(at, "GET", f"/orders/{r.choice(own)}", **tags)
            elif what < 0.9:
                yield self.sight(at, "POST", "/orders", 422 if r.random() < 0.1 else 201, request_bytes=300, **tags)
            elif what < 0.97:
                yield self.sight(at, "GET", "/search", **tags)
            else:
                size = r.randint(40, 60)
                yield self.sight(at, "POST", "/login", 401 if r.random() < 0.12 else 200, request_bytes=size, **tags)

    def people(self, numbers: Iterable[int], start: float, end: float, mean: float = 60.0) -> list[Sight]:
        return [sight for n in numbers for sight in self.person(n, start, end, mean=mean)]


def run(abuse: Abuse, sights: Iterable[Sight]) -> list[Conclusion]:
    """In the order of time, with a tick every ten seconds."""
    found: list[Conclusion] = []
    next_tick = 0.0
    for sight in sorted(sights, key=lambda each: each.at):
        if sight.at >= next_tick:
            found += abuse.tick(sight.at)
            next_tick = sight.at + 10.0
        found += abuse.observe(sight)
    return found


Story = Callable[[Shop, float], list[Sight]]
