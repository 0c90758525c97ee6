"""The API that is called: its operations, the places its callers are in, releases, the sale, incidents.

All parameters are drawn by the seed. Invariant: an answer depends only on the operation, the time and the random numbers
handed in, so that callers may be asked in any order. Times are UTC seconds, sizes bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

from addons.behaviour.sight import Sight

DAY = 86_400.0
FIRST_DAY = 1_767_571_200.0
"""a Monday, 00:00 UTC"""
PUBLIC = ("products", "categories", "reviews", "stores", "brands", "articles", "offers", "events")
PRIVATE = ("orders", "invoices", "shipments", "messages", "tickets", "files", "carts", "payments", "documents")
SHOP, BUSINESS = 1, 2
"""ids of the two APIs: for people, and for machines"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller is: an address in a network of a country."""

    address: str
    country: str
    network: int


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    offset: float
    """hours from UTC"""
    far: str
    """a country on the other side of the world"""


COUNTRIES = {
    one.code: one
    for one in (
        Country("CH", 1, "AU"), Country("DE", 1, "ID"), Country("FR", 1, "VN"), Country("GB", 0, "SG"),
        Country("IT", 1, "JP"), Country("PL", 1, "BR"), Country("US", -5, "IN"), Country("BR", -3, "CN"),
        Country("IN", 5.5, "US"), Country("JP", 9, "FR"), Country("AU", 10, "GB"), Country("NG", 1, "JP"),
        Country("RU", 3, "BR"), Country("CN", 8, "BR"), Country("VN", 7, "US"), Country("ID", 7, "DE"),
        Country("SG", 8, "US"), Country("MX", -6, "IN"), Country("ZA", 2, "US"), Country("UA", 2, "AU"),
    )
}  # fmt: skip
HOMES = ("CH", "DE", "FR", "GB", "IT", "PL", "US", "BR", "IN", "JP", "AU")


@dataclass(slots=True)
class Operation:
    """`latency` (seconds) and `response`, `request` (bytes) are medians; the spreads are those of a log-normal."""

    api_id: int
    method: str
    template: str
    latency: float
    latency_spread: float
    response: float
    response_spread: float
    request: float = 0.0
    ids: int = 0
    """how many things it can name; 0: none"""
    noun: str = ""
    private: bool = False
    weight: float = 1.0
    since: float = 0.0
    until: float = math.inf
    changes: list[tuple[float, float, float]] = field(default_factory=list)
    """(from when, times the latency, times the size), in time"""

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def key(self) -> tuple[int, str]:
        return self.api_id, self.name


@dataclass(frozen=True, slots=True)
class Incident:
    """Something is wrong with an operation for all its callers. `errors`: share of 5xx; `slower`: times the latency."""

    campaign: int
    operation: tuple[int, str]
    start: float
    end: float
    errors: float = 0.0
    slower: float = 1.0


@dataclass(frozen=True, slots=True)
class Hiccup:
    """While a release is rolled out, some requests meet a closed door."""

    start: float
    end: float
    share: float


class World:
    """`start`: the first second of the day."""

    def __init__(self, seed: int, lead: float = 0.0, after: float = 0.0) -> None:
        """`lead`, `after`: seconds of ordinary life before and after the day."""
        rng = Random(f"world:{seed}")
        self.seed = seed
        self.day = FIRST_DAY + DAY * rng.randrange(1, 364)
        self.start = self.day - lead
        self.end = self.day + DAY + after
        self.rng = rng
        self._requests = 0
        self.homes = rng.sample(HOMES, rng.randint(4, 7))
        weights = sorted((rng.expovariate(1.0) + 0.05 for _ in self.homes), reverse=True)
        self.home_weights = weights
        self.networks = {code: [rng.randrange(1_000, 65_000) for _ in range(rng.randint(4, 9))] for code in COUNTRIES}
        self.clouds = [rng.randrange(1_000, 65_000) for _ in range(6)]
        self._prefixes: dict[int, int] = {}
        self.operations = _operations(rng)
        self.by_name = {one.key: one for one in self.operations}
        self.login = self.by_name[SHOP, "POST /login"]
        self.sale = self._sale(rng)
        self.hiccups: list[Hiccup] = []
        self.releases = self._releases(rng)
        self.incidents: dict[tuple[int, str], list[Incident]] = {}

    def _sale(self, rng: Random) -> tuple[float, float, float]:
        start = self.day + rng.uniform(7, 19) * 3600
        return start, start + rng.uniform(1.0, 2.0) * 3600, 8.0

    def sale_factor(self, at: float) -> float:
        """Times as many sessions as on other days: up within ten minutes, down within half an hour."""
        start, end, peak = self.sale
        if at <= start or at >= end + 1800:
            return 1.0
        if at < start + 600:
            return 1 + (peak - 1) * (at - start) / 600
        return peak if at < end else peak - (peak - 1) * (at - end) / 1800

    def _releases(self, rng: Random) -> list[float]:
        times = sorted(self.day + rng.uniform(5, 22) * 3600 for _ in range(rng.randint(2, 4)))
        stable = {"POST /login", "GET /health"}
        for at in times:
            for operation in rng.sample(self.operations, rng.randint(2, 5)):
                if operation.name not in stable:
                    slower, larger = math.exp(rng.uniform(-0.5, 0.7)), math.exp(rng.uniform(-0.7, 1.1))
                    operation.changes.append((at, slower, larger))
            if rng.random() < 0.7:
                noun = (
                    rng.choice(("recommendations", "bundles", "badges", "polls", "drafts", "labels"))
                    + f"-{int(at) % 97}"
                )
                new = _operation(rng, SHOP, "GET", f"/{noun}", noun, weight=rng.uniform(0.3, 1.5))
                new.since = at
                self.operations.append(new)
                self.by_name[new.key] = new
            if rng.random() < 0.5:
                old = rng.choice([one for one in self.operations if one.method == "GET" and one.name not in stable])
                if old.since == 0.0 and old.weight < 1.0:
                    old.until = at
            if rng.random() < 0.8:
                self.hiccups.append(Hiccup(at, at + rng.uniform(20, 90), rng.uniform(0.03, 0.3)))
        return times

    def add_incident(self, incident: Incident) -> None:
        self.incidents.setdefault(incident.operation, []).append(incident)

    def place(self, rng: Random, country: str = "", network: int = 0) -> Place:
        """A new address; in a country of the callers where none is named."""
        country = country or rng.choices(self.homes, self.home_weights)[0]
        network = network or rng.choice(self.networks[country])
        prefix = self._prefixes.setdefault(network, 0x0B00 + len(self._prefixes) * 37 % 0xC000)
        if rng.random() < 0.12:
            return Place(
                f"2a{prefix >> 8:02x}:{prefix & 255:x}:{rng.getrandbits(16):x}::{rng.getrandbits(16) | 1:x}",
                country,
                network,
            )
        low = rng.randrange(1, 65_535)
        return Place(f"{prefix >> 8}.{prefix & 255}.{low >> 8}.{low & 255}", country, network)

    def cloud(self, rng: Random) -> Place:
        return self.place(rng, rng.choice(("US", "DE", "SG", "GB")), rng.choice(self.clouds))

    def sight(  # noqa: PLR0917
        self,
        rng: Random,
        operation: Operation,
        at: float,
        identity: str,
        place: Place,
        agent: str,
        *,
        item: int | None = None,
        status: int = 0,
        larger: float = 1.0,
        campaign: int = 0,
        hits: tuple[str, ...] = (),
        path: str = "",
    ) -> tuple[Sight, int]:
        """An exchange and the campaign it belongs to (0: none). `status` 0: as the operation answers."""
        latency = operation.latency * math.exp(rng.gauss(0.0, operation.latency_spread))
        size = operation.response * math.exp(rng.gauss(0.0, operation.response_spread)) * larger
        for since, slower, bigger in operation.changes:
            if at >= since:
                latency *= slower
                size *= bigger
        load = self.sale_factor(at)
        if load > 1:
            latency *= 1 + 0.15 * (load - 1)
        error = ""
        if not status:
            status = 201 if operation.method == "POST" and operation.noun else 200
            chance = rng.random()
            if operation.until <= at:
                status = 404
            elif chance < 0.001 + 0.0008 * (load - 1):
                status, error = rng.choice((500, 502, 503)), ""
            elif chance < 0.008:
                status = rng.choice((400, 404, 404, 409, 422)) if operation.ids or operation.request else 200
            elif chance < 0.05 and operation.method == "GET" and operation.template.count("/") == 1:
                status, size = 304, 0.0
        for hiccup in self.hiccups:
            if hiccup.start <= at < hiccup.end and rng.random() < hiccup.share:
                status, error = rng.choice((502, 503)), "connect"
        for incident in self.incidents.get(operation.key, ()):
            if incident.start <= at < incident.end:
                campaign = campaign or incident.campaign
                latency *= incident.slower
                if rng.random() < incident.errors:
                    status = rng.choice((500, 500, 502, 503, 504))
        if status >= 400:
            size = rng.uniform(60, 240)
            latency *= 0.5
        self._requests += 1
        upstream = latency * rng.uniform(0.8, 0.97)
        if not path:
            path = operation.template if item is None else operation.template.replace("{id}", str(item))
        sight = Sight(
            request_id=f"{campaign}-{self._requests}",
            at=at,
            api_id=operation.api_id,
            operation=operation.name,
            method=operation.method,
            path=path,
            status=status,
            action="allow",
            identity=identity,
            client=place.address,
            user_agent=agent,
            country=place.country,
            network=place.network,
            request_bytes=int(operation.request * math.exp(rng.gauss(0.0, 0.4))) if operation.request else 0,
            response_bytes=int(size),
            duration=latency,
            upstream=upstream,
            error=error,
            hits=hits or (("942100",) if rng.random() < 0.0002 else ()),
        )
        return sight, campaign


def diurnal(hour: float) -> float:
    """How awake people are at this hour of their own clock; 1 at most."""
    hour %= 24
    return 0.06 + 0.94 * max(0.0, math.sin(math.pi * (hour - 6.0) / 18.0)) ** 0.8 if hour >= 6 else 0.06


def _operation(rng: Random, api_id: int, method: str, template: str, noun: str, **changes: float | bool) -> Operation:
    writes = method in ("POST", "PUT", "PATCH")
    made = Operation(
        api_id, method, template,
        latency=math.exp(rng.uniform(math.log(0.004), math.log(0.12))),
        latency_spread=rng.uniform(0.25, 0.6),
        response=math.exp(rng.uniform(math.log(250), math.log(25_000))),
        response_spread=rng.uniform(0.15, 0.9),
        request=math.exp(rng.uniform(math.log(80), math.log(3_000))) if writes else 0.0,
        noun=noun,
    )  # fmt: skip
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _operations(rng: Random) -> list[Operation]:
    found = [
        _operation(rng, SHOP, "POST", "/login", "", weight=0.0, response=600.0, response_spread=0.1, latency=0.09),
        _operation(rng, SHOP, "POST", "/auth/refresh", "", weight=0.0, response=900.0, response_spread=0.1),
        _operation(rng, SHOP, "GET", "/me", "", weight=1.0),
        _operation(rng, SHOP, "GET", "/search", "", weight=2.0, latency=rng.uniform(0.08, 0.4)),
        _operation(rng, SHOP, "GET", "/health", "", weight=0.0, response=40.0, response_spread=0.02, latency=0.003),
    ]
    for noun in rng.sample(PUBLIC, rng.randint(3, 5)):
        ids = rng.randrange(2_000, 60_000)
        found.append(_operation(rng, SHOP, "GET", f"/{noun}", noun, weight=rng.uniform(1, 3)))
        found.append(_operation(rng, SHOP, "GET", f"/{noun}/{{id}}", noun, ids=ids, weight=rng.uniform(2, 6)))
    for noun in rng.sample(PRIVATE, rng.randint(4, 6)):
        ids = rng.randrange(20_000, 400_000)
        for method, template, weight in (
            ("GET", f"/{noun}", rng.uniform(0.5, 1.5)),
            ("GET", f"/{noun}/{{id}}", rng.uniform(0.4, 1.5)),
            ("POST", f"/{noun}", rng.uniform(0.1, 0.6)),
        ):
            one = _operation(rng, SHOP, method, template, noun, private=True, weight=weight)
            one.ids = ids if "{id}" in template else 0
            found.append(one)
    for noun in rng.sample(("catalog", "stock", "prices", "orders", "invoices", "customers", "shipments"), 4):
        ids = rng.randrange(20_000, 200_000)
        found.append(_operation(rng, BUSINESS, "GET", f"/v1/{noun}", noun, weight=rng.uniform(1, 2)))
        found.append(
            _operation(
                rng, BUSINESS, "GET", f"/v1/{noun}/{{id}}", noun, ids=ids, private=True, weight=rng.uniform(1, 3)
            )
        )
        found.append(
            _operation(
                rng, BUSINESS, "PUT", f"/v1/{noun}/{{id}}", noun, ids=ids, private=True, weight=rng.uniform(0.2, 1)
            )
        )
    found.append(_operation(rng, BUSINESS, "POST", "/v1/import", "import", weight=0.1, request=90_000.0))
    found.append(_operation(rng, BUSINESS, "POST", "/token", "", weight=0.0, response=700.0, response_spread=0.1))
    return found
