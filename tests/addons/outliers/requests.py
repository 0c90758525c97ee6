"""A small shop's requests, as features see them: seeded, spread evenly over a time."""

from __future__ import annotations

from random import Random

from addons.outliers.features import Seen

START = 1_790_000_000_000_000
AGENTS = ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0", "shop-ios/4.2.1 (iPhone14,2; iOS 17.5)", "okhttp/4.12.0")


def a_request(at: int, random: Random) -> Seen:
    agent = random.choice(AGENTS)
    kind = random.random()
    if kind < 0.5:
        return Seen(at, "GET /orders/{id}", "GET", f"/orders/{random.randint(1, 99_999)}", "", agent, 0, True)
    if kind < 0.75:
        query = f"page={random.randint(1, 30)}&limit=20"
        return Seen(at, "GET /products", "GET", "/products", query, agent, 0, random.random() < 0.5)
    if kind < 0.9:
        return Seen(at, "POST /orders", "POST", "/orders", "", agent, random.randint(120, 600), True)
    return Seen(at, "POST /login", "POST", "/login", "", agent, random.randint(50, 80), False)


def requests(count: int, seconds: float, seed: int = 1, start: int = START) -> list[Seen]:
    random = Random(seed)
    return [a_request(start + int(place * seconds * 1e6 / count), random) for place in range(count)]
