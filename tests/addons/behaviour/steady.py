"""A believable quiet API for tests of statistics and geography: callers with habits, a day and a night, sizes with tails."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from addons.behaviour import Behaviour, Conclusion, Sight

START = 1_800_000_000.0
"""a Friday, 08:00 UTC"""
HOUR = 3600.0
OPERATIONS = [
    # operation, share, median bytes sent, median bytes answered, spread of logarithms, median seconds
    ("GET /orders/{id}", 40, 0, 1_200, 0.3, 0.02),
    ("GET /orders", 15, 0, 18_000, 0.8, 0.06),
    ("POST /orders", 10, 900, 300, 0.4, 0.09),
    ("GET /products", 20, 0, 40_000, 0.5, 0.04),
    ("PUT /cart/{id}", 10, 400, 200, 0.5, 0.03),
    ("GET /reports/{id}", 5, 0, 90_000, 1.2, 0.4),
]


def sight(at: float, operation: str = "GET /orders/{id}", identity: str = "key:caller-1", **more: Any) -> Sight:
    method, _, path = operation.partition(" ")
    given = {"status": 200, "action": "allow", "client": "198.51.100.7", "request_id": f"r{at:.3f}"} | more
    return Sight(at=at, api_id=1, operation=operation, method=method, path=path, identity=identity, **given)


def usual(
    seed: int, hours: float, per_minute: float = 60.0, callers: int = 40, start: float = START
) -> Iterator[Sight]:
    """`per_minute` on average over a day; a third of it at night. One answer in a hundred fails."""
    chance = random.Random(seed)
    weights = [math.exp(chance.gauss(0, 0.7)) for _ in range(callers)]
    names = [f"key:caller-{n}" for n in range(callers)]
    at = start
    end = start + hours * HOUR
    number = 0
    while True:
        day = 1 + 0.5 * math.sin(2 * math.pi * (at - START) / 86400)
        at += chance.expovariate(per_minute * day / 60)
        if at >= end:
            return
        number += 1
        operation, _, sent, answered, spread, seconds = chance.choices(OPERATIONS, [row[1] for row in OPERATIONS])[0]
        who = chance.choices(names, weights)[0]
        draw = chance.random()
        yield sight(
            at, operation, who, request_id=f"u{seed}-{number}",
            status=500 if draw < 0.005 else 404 if draw < 0.015 else 200,
            request_bytes=int(sent * math.exp(chance.gauss(0, spread))),
            response_bytes=int(answered * math.exp(chance.gauss(0, spread))),
            duration=seconds * math.exp(chance.gauss(0, 0.5)),
        )  # fmt: skip


def run(behaviour: Behaviour, sights: Iterable[Sight]) -> list[Conclusion]:
    """Feed them in the order of their time, ticking every ten seconds of it."""
    found: list[Conclusion] = []
    due = 0.0
    for one in sorted(sights, key=lambda one: one.at):
        while due and one.at >= due:
            found += behaviour.tick(due)
            due += 10.0
        if not due:
            due = one.at + 10.0
        found += behaviour.observe(one)
    return found


def rules(found: Iterable[Conclusion]) -> list[str]:
    return sorted({one.rule for one in found})


def changed(sights: Iterable[Sight], change: Callable[[Sight], dict[str, Any]]) -> list[Sight]:
    """Each with what `change` says of it."""
    return [msgspec.structs.replace(one, **change(one)) for one in sights]
