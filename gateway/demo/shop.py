"""The demo shop's stock, customers and orders: made from a seed, so that the API and its callers agree without talking.

Invariant: two shops of one seed are equal. New orders live in memory, the oldest forgotten beyond `KEPT_ORDERS`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, product

KEPT_ORDERS = 5_000
FIRST_YEAR, LAST_YEAR = 2021, 2025

TOKEN_KEY = "boing-demo-shop-signs-its-tokens-with-this"  # noqa: S105 - a demo's, guards nothing
TOKEN_SECONDS = 3600
PARTNER_KEY = "demo-partner-6f1c0a"

_MATERIALS = ("Oak", "Linen", "Copper", "Wool", "Slate", "Cork", "Ash", "Bamboo", "Brass", "Felt", "Glass", "Clay")
_THINGS = ("Lamp", "Chair", "Kettle", "Blanket", "Shelf", "Vase", "Desk", "Mug", "Clock", "Basket", "Stool", "Tray")
_FIRST_NAMES = (
    "ada", "ben", "carla", "dmitri", "elif", "femi", "grace", "hiro", "ines", "jonas", "kavya", "liam", "mei", "nora",
    "omar", "priya", "quinn", "rosa", "sven", "tara", "ugo", "vera", "wen", "ximena", "yusuf", "zoe",
)  # fmt: skip
_SURNAMES = ("adler", "okafor", "rossi", "lindqvist")


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    password: str
    name: str


@dataclass(frozen=True, slots=True)
class Product:
    id: int
    name: str
    price: int
    """cents"""
    stock: int

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, "name": self.name, "price": self.price / 100, "stock": self.stock}


@dataclass(frozen=True, slots=True)
class Order:
    id: int
    owner: str
    """an e-mail address, or `partner`"""
    lines: tuple[tuple[int, int], ...]
    """product id and quantity"""
    total: int
    """cents"""

    def as_json(self) -> dict[str, object]:
        lines = [{"product": product_id, "quantity": quantity} for product_id, quantity in self.lines]
        return {"id": self.id, "lines": lines, "total": self.total / 100}


class Shop:
    """Everything the API serves from. Not thread-safe: one event loop uses it."""

    def __init__(self, seed: int = 1) -> None:
        rng = random.Random(f"shop/{seed}")  # noqa: S311 - a stage set, not a secret
        names = product(_SURNAMES[:2], _FIRST_NAMES)
        self.people = tuple(_person(first, surname, rng) for surname, first in names)
        pairs = product(_MATERIALS, _THINGS)
        self.products = tuple(
            Product(number, f"{material} {thing}", rng.randrange(590, 24_900, 10), rng.randrange(0, 120))
            for number, (material, thing) in enumerate(pairs, start=1)
        )
        self._by_email = {person.email: person for person in self.people}
        self._order_ids = count(1)
        self.orders: dict[int, Order] = {}
        for _ in range(6 * len(self.people)):
            wanted = [(rng.choice(self.products).id, rng.randint(1, 3)) for _ in range(rng.randint(1, 3))]
            self.place_order(rng.choice(self.people).email, wanted)

    def person(self, email: str) -> Person | None:
        return self._by_email.get(email)

    def product(self, product_id: int) -> Product | None:
        return self.products[product_id - 1] if 0 < product_id <= len(self.products) else None

    def orders_of(self, owner: str) -> list[Order]:
        return [order for order in self.orders.values() if order.owner == owner]

    def place_order(self, owner: str, lines: Iterable[tuple[int, int]]) -> Order:
        """Raises `KeyError` for a product there is not."""
        lines = tuple(lines)
        total = 0
        for product_id, quantity in lines:
            found = self.product(product_id)
            if found is None:
                raise KeyError(product_id)
            total += found.price * quantity
        order = Order(next(self._order_ids), owner, lines, total)
        self.orders[order.id] = order
        if len(self.orders) > KEPT_ORDERS:
            del self.orders[next(iter(self.orders))]
        return order

    def search(self, words: str, sort: str) -> list[Product]:
        """Products whose name has `words` in it; `sort` is name, price, -name or -price, anything else by id."""
        found = [item for item in self.products if words.lower() in item.name.lower()]
        descending, key = sort.startswith("-"), sort.removeprefix("-")
        if key == "name":
            found.sort(key=lambda item: item.name, reverse=descending)
        elif key == "price":
            found.sort(key=lambda item: item.price, reverse=descending)
        return found


def _person(first: str, surname: str, rng: random.Random) -> Person:
    password = f"{rng.choice(_MATERIALS).lower()}-{rng.choice(_THINGS).lower()}-{rng.randrange(1000, 9999)}"
    return Person(f"{first}.{surname}@example.test", password, f"{first.title()} {surname.title()}")
