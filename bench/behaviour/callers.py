"""Those who mean well: people on the web and on the phone, offices behind one address, and the machines of customers.

A caller is a list of visits (start, generator of exchanges). Some of it looks hostile and is not: an office that signs in
between eight and nine, a phone that changes its network all day, a monitor that asks from six countries with one key,
CI that tests what must be refused, a job that reads thousands of orders at night, a client whose token has run out and
that tries again every two seconds for an hour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from addons.behaviour.sight import Sight
from bench.behaviour.world import BUSINESS, COUNTRIES, DAY, SHOP, Operation, Place, World, diurnal

Seen = Iterator[tuple[Sight, int]]
BROWSERS = tuple(
    f"Mozilla/5.0 ({system}) {engine}"
    for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64")
    for engine in (
        "Chrome/131.0 Safari/537.36",
        "Chrome/132.0 Safari/537.36",
        "Firefox/134.0",
        "Version/18.2 Safari/605.1",
    )
)
MACHINES = ("python-requests/2.32", "Go-http-client/2.0", "okhttp/4.12", "Apache-HttpClient/5.4 (Java/21)", "axios/1.7")


@dataclass(frozen=True, slots=True)
class Visit:
    start: float
    make: Callable[[], Seen]


@dataclass(frozen=True, slots=True)
class Caller:
    """`identity` is what its exchanges are counted under once it has signed in."""

    identity: str
    kind: str
    visits: tuple[Visit, ...]
    home: Place
    agent: str


def callers(world: World, count: int) -> list[Caller]:
    """`count` identities, the same for the same world."""
    rng = Random(f"callers:{world.seed}")
    offices = [world.place(rng) for _ in range(rng.randint(3, 5))]
    carriers = {
        code: [
            world.place(rng, code, network) for network in world.networks[code][:2] for _ in range(rng.randint(3, 8))
        ]
        for code in COUNTRIES
    }
    shares = {"mobile": 0.30, "server": 0.05, "ci": 0.02, "batch": 0.012, "partner": 0.007, "broken": 0.008}
    kinds = [kind for kind, share in shares.items() for _ in range(max(2, int(share * count)))]
    kinds += ["monitor"] * 3
    kinds += ["web"] * (count - len(kinds))
    found = []
    for number, kind in enumerate(kinds[:count]):
        own = Random(f"caller:{world.seed}:{number}")
        if kind == "web":
            found.append(_web(world, own, number, offices))
        elif kind == "mobile":
            found.append(_mobile(world, own, number, carriers))
        else:
            found.append(_machine(world, own, kind))
    return found


def _visits(world: World, rng: Random, mean: float, offset: float, *, office: bool = False) -> list[float]:
    """When somebody comes: by his own clock, and more often while there is a sale."""
    starts = []
    step = 900.0
    weights = sum(diurnal(hour / 4) for hour in range(96))
    at = world.start
    while at < world.end:
        local = ((at - world.day) / 3600 + offset) % 24
        awake = diurnal(local)
        if office:
            awake = 2.0 if 8 <= local < 10 else 1.0 if 10 <= local < 17 else 0.02
        expected = mean * awake / weights * world.sale_factor(at)
        while rng.random() < expected:
            starts.append(at + rng.uniform(0, step))
            expected -= 1
        at += step
    return sorted(starts)


def _habits(world: World, rng: Random, api_id: int) -> tuple[list[Operation], list[float]]:
    operations = [one for one in world.operations if one.api_id == api_id and one.weight]
    return operations, [one.weight * rng.gammavariate(0.8, 1.25) + 0.01 for one in operations]


@dataclass(frozen=True, slots=True)
class _Person:
    world: World
    identity: str
    agent: str
    operations: list[Operation]
    weights: list[float]
    owned: dict[str, list[int]]
    updated: float
    """from when this client knows the newest release"""


def _choose(person: _Person, rng: Random, at: float) -> Operation:
    for _ in range(6):
        operation = rng.choices(person.operations, person.weights)[0]
        knows = at >= person.updated
        if operation.since <= at and (operation.since == 0.0 or knows) and not (knows and operation.until <= at):
            return operation
    return person.operations[0]


def _item(person: _Person, rng: Random, operation: Operation) -> int | None:
    if not operation.ids:
        return None
    if operation.private:
        return rng.choice(person.owned.setdefault(operation.noun, [rng.randrange(1, operation.ids)]))
    return 1 + int(operation.ids * rng.random() ** 3)


def _browse(person: _Person, rng: Random, at: float, place: Callable[[float], Place], pages: int, pause: float) -> Seen:  # noqa: PLR0917
    """Page after page, each of a few calls, with pauses as people make them."""
    world = person.world
    for _ in range(pages):
        for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
            operation = _choose(person, rng, at)
            item = _item(person, rng, operation)
            yield world.sight(rng, operation, at, person.identity, place(at), person.agent, item=item)
            at += rng.uniform(0.02, 0.4)
        at += min(900.0, pause * math.exp(rng.gauss(0.0, 0.9)))


def _owned(world: World, rng: Random) -> dict[str, list[int]]:
    return {
        one.noun: [rng.randrange(1, one.ids) for _ in range(1 + int(rng.expovariate(0.25)))]
        for one in world.operations
        if one.private and one.ids and one.api_id == SHOP
    }


def _web(world: World, rng: Random, number: int, offices: list[Place]) -> Caller:
    in_office = rng.random() < 0.22
    home = rng.choice(offices) if in_office else world.place(rng)
    offset = COUNTRIES[home.country].offset
    identity = f"cookie:{rng.getrandbits(128):032x}" if rng.random() < 0.5 else f"jwt:user-{number}"
    agent = rng.choice(BROWSERS)
    operations, weights = _habits(world, rng, SHOP)
    person = _Person(world, identity, agent, operations, weights, _owned(world, rng), world.start)
    fails = rng.betavariate(1.2, 18)
    pause = rng.uniform(4, 15)
    starts = _visits(world, rng, rng.uniform(1.0, 4.5), offset, office=in_office)
    other = world.place(rng, COUNTRIES[home.country].far) if rng.random() < 0.03 else home
    moves = rng.choice(starts) if starts and rng.random() < 0.015 else math.inf
    abroad = world.place(rng, rng.choice(world.homes))

    def visit(start: float, index: int) -> Visit:
        own = Random(f"visit:{world.seed}:{number}:{index}")
        # a few work through a VPN now and then, a few are on a journey
        here = other if own.random() < 0.4 else home
        if start > moves + 8 * 3600:
            here = abroad

        def make() -> Seen:
            at = start
            if own.random() < 0.6:
                while own.random() < fails:
                    yield world.sight(own, world.login, at, f"address:{here.address}", here, agent, status=401)
                    at += own.uniform(4, 40)
                yield world.sight(own, world.login, at, f"address:{here.address}", here, agent, status=200)
                at += own.uniform(0.5, 2)
            yield from _browse(person, own, at, lambda _: here, 3 + int(own.expovariate(1 / 14)), pause)

        return Visit(start, make)

    return Caller(
        identity, "office" if in_office else "web", tuple(visit(s, i) for i, s in enumerate(starts)), home, agent
    )


def _mobile(world: World, rng: Random, number: int, carriers: dict[str, list[Place]]) -> Caller:
    home = world.place(rng)
    identity = f"jwt:user-{number}"
    agent = f"ShopApp/{rng.randint(4, 7)}.{rng.randint(0, 9)} ({rng.choice(('iOS 18.2', 'Android 15', 'Android 14'))})"
    operations, weights = _habits(world, rng, SHOP)
    updated = world.day + rng.expovariate(1 / (10 * 3600))
    person = _Person(world, identity, agent, operations, weights, _owned(world, rng), updated)
    changes = sorted(rng.uniform(world.start, world.end) for _ in range(rng.randint(2, 12)))
    ways = [
        home,
        *(rng.choice(carriers[home.country]) for _ in range(rng.randint(1, 3))),
        world.place(rng, home.country),
    ]
    used = [home, *(rng.choice(ways) for _ in changes)]
    offset = COUNTRIES[home.country].offset

    def place(at: float) -> Place:
        return used[sum(1 for change in changes if change <= at)]

    def visit(start: float, index: int) -> Visit:
        own = Random(f"visit:{world.seed}:{number}:{index}")
        return Visit(start, lambda: _browse(person, own, start, place, 2 + int(own.expovariate(1 / 8)), 6.0))

    starts = _visits(world, rng, rng.uniform(1.5, 6.0), offset)
    visits = [visit(start, index) for index, start in enumerate(starts)]
    if rng.random() < 0.5:
        # the app looks for news by itself
        every = rng.choice((900.0, 1800.0))
        news = _choose(person, rng, world.start)

        def sync() -> Seen:
            own = Random(f"sync:{world.seed}:{number}")
            at = world.start + own.uniform(0, every)
            while at < world.end:
                if diurnal((at - world.day) / 3600 + offset) > 0.1:
                    yield world.sight(own, news, at, identity, place(at), agent, item=_item(person, own, news))
                at += every * own.uniform(0.97, 1.1)

        visits.append(Visit(world.start, sync))
    return Caller(identity, "mobile", tuple(sorted(visits, key=lambda one: one.start)), home, agent)


def _machine(world: World, rng: Random, kind: str) -> Caller:
    identity = f"key:{rng.getrandbits(128):032x}"
    agent = rng.choice(MACHINES)
    home = world.cloud(rng) if rng.random() < 0.6 else world.place(rng)
    business = [one for one in world.operations if one.api_id == BUSINESS and one.weight]
    owned = {one.noun: [rng.randrange(1, one.ids) for _ in range(rng.randint(5, 60))] for one in business if one.ids}
    operations, weights = _habits(world, rng, BUSINESS)
    person = _Person(world, identity, agent, operations, weights, owned, world.start)
    make = {
        "server": _server, "ci": _ci, "batch": _batch, "partner": _partner, "broken": _broken, "monitor": _monitor,
    }[kind]  # fmt: skip
    return Caller(identity, kind, tuple(sorted(make(person, rng, home), key=lambda one: one.start)), home, agent)


def _server(person: _Person, rng: Random, home: Place) -> list[Visit]:
    """A customer's back end: its own people's work in business hours, and something on the clock."""
    world = person.world
    rate = rng.uniform(0.002, 0.02)
    every = rng.choice((60.0, 300.0, 600.0))
    on_clock = rng.choice([one for one in person.operations if not one.ids and one.method == "GET"])
    offset = COUNTRIES[home.country].offset

    def work() -> Seen:
        own = Random(f"server:{person.identity}")
        at = world.start
        while at < world.end:
            local = ((at - world.day) / 3600 + offset) % 24
            at += own.expovariate(rate * (1.0 if 7 <= local < 19 else 0.15))
            operation = _choose(person, own, at)
            yield world.sight(
                own, operation, at, person.identity, home, person.agent, item=_item(person, own, operation)
            )

    def clock() -> Seen:
        own = Random(f"clock:{person.identity}")
        at = world.start + own.uniform(0, every)
        while at < world.end:
            yield world.sight(own, on_clock, at + own.uniform(0, 0.4), person.identity, home, person.agent)
            at += every

    return [Visit(world.start, work), Visit(world.start, clock)]


def _monitor(person: _Person, rng: Random, home: Place) -> list[Visit]:
    """Asks every few seconds from several countries with one key."""
    world = person.world
    places = [home, *(world.cloud(rng) for _ in range(rng.randint(0, 6)))]
    every = rng.choice((10.0, 15.0, 30.0))
    asked = [
        world.by_name[SHOP, "GET /health"],
        *rng.sample([o for o in world.operations if o.weight and not o.ids and o.method == "GET" and not o.since], 2),
    ]

    def make() -> Seen:
        own = Random(f"monitor:{person.identity}")
        at, turn = world.start, 0
        while at < world.end:
            place = places[turn % len(places)]
            yield world.sight(
                own, asked[turn % len(asked)], at + own.uniform(0, 0.05), person.identity, place, "uptime-check/3"
            )
            at += every
            turn += 1

    return [Visit(world.start, make)]


def _ci(person: _Person, rng: Random, home: Place) -> list[Visit]:  # noqa: ARG001 - each run has an address of its own
    """Runs of some hundred requests within minutes, from a new address each; what must be refused is tested too."""
    world = person.world
    offset = rng.choice((-5.0, 0.0, 1.0, 5.5))
    bad = rng.uniform(0.05, 0.2)

    def run(start: float, index: int) -> Visit:
        def make() -> Seen:
            own = Random(f"ci:{person.identity}:{index}")
            place, at = world.cloud(own), start
            for _ in range(own.randint(80, 500)):
                operation = own.choice(person.operations)
                item = own.choice(person.owned[operation.noun]) if operation.ids else None
                status = own.choice((400, 401, 403, 404, 404, 422)) if own.random() < bad else 0
                yield world.sight(own, operation, at, person.identity, place, person.agent, item=item, status=status)
                at += own.expovariate(1 / 0.35)

        return Visit(start, make)

    starts = _visits(world, rng, rng.uniform(4, 14), offset, office=True)
    return [
        run(start, index)
        for index, start in enumerate(starts)
        if world.sale_factor(start) == 1.0 or rng.random() < 0.125
    ]


def _batch(person: _Person, rng: Random, home: Place) -> list[Visit]:
    """Every hour what is new, and once a night everything: page by page, thing by thing."""
    world = person.world
    target = rng.choice([one for one in person.operations if one.ids and one.method == "GET"])
    pages = world.by_name[BUSINESS, f"GET /v1/{target.noun}"]
    imports = world.by_name[BUSINESS, "POST /v1/import"]
    first = rng.randrange(1, target.ids // 2)
    night = (rng.uniform(1, 5) - COUNTRIES[home.country].offset) % 24
    amount, rate = rng.randrange(800, 4_000), rng.uniform(1.5, 5.0)

    def run(start: float, count: int, index: int) -> Visit:
        def make() -> Seen:
            own = Random(f"batch:{person.identity}:{index}")
            at = start
            for number in range(count):
                if number % 50 == 0:
                    yield world.sight(own, pages, at, person.identity, home, person.agent)
                    at += own.uniform(0.1, 0.5)
                yield world.sight(
                    own, target, at, person.identity, home, person.agent, item=first + number + 97 * index
                )
                at += own.expovariate(rate)
            if own.random() < 0.3:
                yield world.sight(own, imports, at, person.identity, home, person.agent)

        return Visit(start, make)

    visits = []
    hours = int((world.end - world.start) // 3600)
    minute = rng.uniform(0, 3000)
    visits += [run(world.start + hour * 3600 + minute, rng.randint(5, 40), hour + 1) for hour in range(hours)]
    at = world.day + night * 3600 - DAY
    while at < world.end:
        if at >= world.start:
            visits.append(run(at, amount, 0))
        at += DAY
    return visits


def _partner(person: _Person, rng: Random, home: Place) -> list[Visit]:
    """Reads the whole catalogue, politely, in rounds; a few become customers only in the course of the day."""
    world = person.world
    lists = [one for one in world.operations if one.api_id == SHOP and one.ids and not one.private]
    target = rng.choice(lists)
    pages = world.by_name[SHOP, f"GET /{target.noun}"]
    rate = rng.uniform(0.05, 0.5)
    start = world.start if rng.random() < 0.8 else world.day + rng.uniform(2, 20) * 3600
    rest = rng.uniform(600, 7200)

    def make() -> Seen:
        own = Random(f"partner:{person.identity}")
        at, item = start, 0
        while at < world.end:
            if item % 25 == 0:
                yield world.sight(own, pages, at, person.identity, home, person.agent)
            item = item % target.ids + 1
            status = 404 if own.random() < 0.03 else 0
            yield world.sight(own, target, at, person.identity, home, person.agent, item=item, status=status)
            at += 0.3 / rate + own.expovariate(rate / 0.7)
            if item % 1500 == 0:
                at += rest

    return [Visit(start, make)]


def _broken(person: _Person, rng: Random, home: Place) -> list[Visit]:
    """A server whose token runs out, or whose new version sends what is refused: it tries again for about an hour."""
    world = person.world
    visits = _server(person, rng, home)
    breaks = world.day + rng.uniform(2, 22) * 3600
    lasts, every = rng.uniform(1800, 4500), rng.uniform(1.0, 6.0)
    status = rng.choice((401, 401, 400, 422))
    token = world.by_name[BUSINESS, "POST /token"]
    operation = token if status == 401 and rng.random() < 0.4 else rng.choice(person.operations)
    item = rng.choice(person.owned[operation.noun]) if operation.ids else None

    def make() -> Seen:
        own = Random(f"broken:{person.identity}")
        at = breaks
        while at < min(breaks + lasts, world.end):
            yield world.sight(own, operation, at, person.identity, home, person.agent, item=item, status=status)
            at += every * own.uniform(0.9, 1.3)

    return [*visits, Visit(breaks, make)]
