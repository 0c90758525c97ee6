"""Campaigns of the `plan`, drawn by the seed and acted out. Some come from the address of an office or a carrier."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bench.behaviour.callers import BROWSERS, MACHINES, Caller, Seen, Visit
from bench.behaviour.plan import INTENSITIES, KINDS, PLAN, SHARED_ADDRESS, Campaign, Figures
from bench.behaviour.world import BUSINESS, COUNTRIES, SHOP, Incident, Operation, Place, World

WORDS = (
    ".env", ".git/config", "wp-login.php", "admin", "phpmyadmin", "backup.zip", "config.json", "actuator/env", "debug",
    "server-status", "api/v2/users", "swagger.json", "console", "shell", "old", "test", "db.sql", "id_rsa", "graphql",
    "manager/html", "cgi-bin/test", "vendor/phpunit", "solr/admin", "jenkins", "login.action", "telescope", "metrics",
)  # fmt: skip


def campaigns(world: World, people: list[Caller]) -> list[tuple[Campaign, Visit | None]]:
    """One of each kind and intensity, between the third and the twenty-third hour of the day. Adds incidents to the world."""
    rng = Random(f"attacks:{world.seed}")
    found: list[tuple[Campaign, Visit | None]] = []
    taken: set[str] = set()
    for kind in KINDS:
        for level, intensity in enumerate(INTENSITIES):
            figures = PLAN[kind][level]
            own = Random(f"attack:{world.seed}:{kind}:{intensity}")
            lasts = own.uniform(*figures.lasts)
            start = world.day + rng.uniform(3 * 3600, 23 * 3600 - lasts)
            one = Campaign(len(found) + 1, kind, intensity, start, start + lasts)
            make = _MAKERS[kind](world, own, one, figures, _Crowd(people, taken))
            found.append((one, Visit(one.start, make) if make else None))
    return found


@dataclass(slots=True)
class _Crowd:
    """Who may become a victim; each does once."""

    people: list[Caller]
    taken: set[str]

    def victim(self, rng: Random, kinds: tuple[str, ...], before: float) -> Caller:
        """Somebody who was there before, at least twice where there is one."""
        fitting = [one for one in self.people if one.kind in kinds and one.identity not in self.taken]
        known = [one for one in fitting if sum(visit.start < before - 600 for visit in one.visits[:400]) >= 2]
        steady = [one for one in fitting if one.visits and one.visits[0].start < before - 3600]
        chosen = rng.choice(known or steady or fitting)
        self.taken.add(chosen.identity)
        return chosen

    def neighbour(self, rng: Random) -> Place:
        return rng.choice([one for one in self.people if one.kind == "office"]).home


Maker = Callable[[World, Random, Campaign, Figures, _Crowd], Callable[[], Seen] | None]


def _times(rng: Random, campaign: Campaign, rate: float) -> Iterator[float]:
    at = campaign.start + rng.expovariate(rate)
    while at < campaign.end:
        yield at
        at += rng.expovariate(rate)


def _lone(world: World, rng: Random, campaign: Campaign, crowd: _Crowd) -> Place:
    """The one address of a campaign."""
    chance = rng.random()
    if chance < SHARED_ADDRESS:
        place = crowd.neighbour(rng)
    elif chance < 0.5:
        place = world.cloud(rng)
    else:
        place = world.place(rng, rng.choice(tuple(COUNTRIES)))
    campaign.clients.add(place.address)
    campaign.identities.add(f"address:{place.address}")
    return place


def _places(world: World, rng: Random, campaign: Campaign, figures: Figures, country: str = "") -> list[Place]:
    places = [
        world.place(rng, country or rng.choice(tuple(COUNTRIES))) for _ in range(round(rng.uniform(*figures.many)))
    ]
    campaign.clients |= {place.address for place in places}
    campaign.identities |= {f"address:{place.address}" for place in places}
    return places


def _guessing(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    place, rate = _lone(world, rng, campaign, crowd), rng.uniform(*figures.rate)
    campaign.operations.add(world.login.key)
    agent = rng.choice((*BROWSERS, *MACHINES))
    identity = f"address:{place.address}"

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            yield world.sight(rng, world.login, at, identity, place, agent, status=401, campaign=campaign.number)

    return make


def _stuffing(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:  # noqa: ARG001
    places, rate, luck = _places(world, rng, campaign, figures), rng.uniform(*figures.rate), rng.uniform(0.002, 0.02)
    campaign.operations.add(world.login.key)
    agents = rng.sample(BROWSERS, rng.randint(1, len(BROWSERS)))

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            place = rng.choice(places)
            status = 200 if rng.random() < luck else 401
            identity = f"address:{place.address}"
            yield world.sight(
                rng, world.login, at, identity, place, rng.choice(agents), status=status, campaign=campaign.number
            )

    return make


def _insider(world: World, rng: Random, campaign: Campaign, crowd: _Crowd) -> tuple[str, Place, str]:
    """Somebody signed in: an account made for it, or one that was taken over."""
    if rng.random() < 0.5:
        victim = crowd.victim(rng, ("web", "mobile"), campaign.start)
        place = victim.home if rng.random() < 0.3 else world.place(rng, victim.home.country)
        campaign.identities.add(victim.identity)
        campaign.victims.add(victim.identity)
        campaign.clients.add(place.address)
        return victim.identity, place, victim.agent
    place = _lone(world, rng, campaign, crowd)
    identity = f"jwt:user-{rng.randrange(100_000, 999_999)}"
    campaign.identities.add(identity)
    return identity, place, rng.choice((*BROWSERS, *MACHINES))


def _enumeration(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    identity, place, agent = _insider(world, rng, campaign, crowd)
    operation = rng.choice(
        [o for o in world.operations if o.private and o.ids and o.api_id == SHOP and o.method == "GET"]
    )
    campaign.operations.add(operation.key)
    rate, there = rng.uniform(*figures.rate), rng.uniform(*figures.extra)
    refusal, in_order = rng.choice((403, 404)), rng.random() < 0.6
    first = rng.randrange(1, operation.ids)

    def make() -> Seen:
        for count, at in enumerate(_times(rng, campaign, rate)):
            item = first + count if in_order else rng.randrange(1, operation.ids)
            status = 0 if rng.random() < there else refusal
            yield world.sight(
                rng, operation, at, identity, place, agent, item=item, status=status, campaign=campaign.number
            )

    return make


def _scraping(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    place = _lone(world, rng, campaign, crowd)
    identity = f"address:{place.address}"
    if rng.random() < 0.4:
        identity = f"cookie:{rng.getrandbits(128):032x}"
        campaign.identities.add(identity)
    agent = rng.choice((*BROWSERS, *MACHINES))
    item_of = rng.choice([o for o in world.operations if not o.private and o.ids and o.api_id == SHOP])
    pages = world.by_name[SHOP, f"GET /{item_of.noun}"]
    campaign.operations |= {item_of.key, pages.key}
    rate, first = rng.uniform(*figures.rate), rng.randrange(1, item_of.ids)

    def make() -> Seen:
        for count, at in enumerate(_times(rng, campaign, rate)):
            if count % 30 == 0:
                yield world.sight(rng, pages, at, identity, place, agent, campaign=campaign.number)
            else:
                item = (first + count) % item_of.ids
                yield world.sight(rng, item_of, at, identity, place, agent, item=item, campaign=campaign.number)

    return make


def _sharing(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    victim = crowd.victim(rng, ("web", "mobile", "server"), campaign.start)
    api = BUSINESS if victim.kind == "server" else SHOP
    campaign.api_id = api
    places, rate = _places(world, rng, campaign, figures), rng.uniform(*figures.rate)
    campaign.identities.add(victim.identity)
    campaign.victims.add(victim.identity)
    operations = [o for o in world.operations if o.api_id == api and o.weight and o.method == "GET" and not o.since]
    campaign.operations |= {one.key for one in operations}
    agents = {place.address: rng.choice((*BROWSERS, *MACHINES)) for place in places}

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            place, operation = rng.choice(places), rng.choice(operations)
            item = 1 + int(operation.ids * rng.random() ** 3) if operation.ids else None
            yield world.sight(
                rng, operation, at, victim.identity, place, agents[place.address], item=item, campaign=campaign.number
            )

    return make


def _scanner(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    place, rate, seen = _lone(world, rng, campaign, crowd), rng.uniform(*figures.rate), rng.uniform(*figures.extra)
    identity, agent = f"address:{place.address}", rng.choice((*BROWSERS, *MACHINES))

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            path = "/" + "/".join(rng.choice(WORDS) for _ in range(rng.choice((1, 1, 1, 2))))
            if rng.random() < 0.5:
                path += rng.choice(("", ".bak", "~", ".php", ".old", f"-{rng.randrange(30)}"))
            method = rng.choice(("GET", "GET", "GET", "GET", "HEAD", "POST"))
            strange = Operation(SHOP, method, path, 0.004, 0.3, 150.0, 0.2)
            status = rng.choices((404, 403, 405, 400, 200), (80, 6, 4, 5, 5))[0]
            hits = ("930130",) if rng.random() < seen else ()
            yield world.sight(
                rng, strange, at, identity, place, agent, status=status, campaign=campaign.number, hits=hits, path=path
            )

    return make


def _flood(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:  # noqa: ARG001
    places, rate = _places(world, rng, campaign, figures), rng.uniform(*figures.rate)
    dear = [
        o for o in world.operations if o.api_id == SHOP and not o.ids and o.method == "GET" and o.weight and not o.since
    ]
    operation = rng.choice((world.by_name[SHOP, "GET /search"], rng.choice(dear)))
    campaign.operations.add(operation.key)
    agents = rng.sample(BROWSERS, rng.randint(2, 6))

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            place = rng.choice(places)
            yield world.sight(
                rng, operation, at, f"address:{place.address}", place, rng.choice(agents), campaign=campaign.number
            )

    return make


def _rhythm(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    place = _lone(world, rng, campaign, crowd)
    identity = f"address:{place.address}"
    if rng.random() < 0.6:
        identity = f"cookie:{rng.getrandbits(128):032x}"
        campaign.identities.add(identity)
    every, jitter = 1 / rng.uniform(*figures.rate), rng.uniform(*figures.extra)
    fitting = [o for o in world.operations if o.api_id == SHOP and o.weight and o.method == "GET" and not o.since]
    operations = rng.sample(fitting, rng.randint(1, 3))
    campaign.operations |= {one.key for one in operations}
    agent = rng.choice(BROWSERS)

    def make() -> Seen:
        at, count = campaign.start, 0
        while at < campaign.end:
            operation = operations[count % len(operations)]
            item = 1 + int(operation.ids * rng.random() ** 3) if operation.ids else None
            yield world.sight(rng, operation, at, identity, place, agent, item=item, campaign=campaign.number)
            at += every * (1 + rng.gauss(0, jitter))
            count += 1

    return make


def _size(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    victim = crowd.victim(rng, ("web", "mobile", "server"), campaign.start)
    api = BUSINESS if victim.kind == "server" else SHOP
    campaign.api_id = api
    campaign.identities.add(victim.identity)
    campaign.victims.add(victim.identity)
    campaign.clients.add(victim.home.address)
    rate, larger = rng.uniform(*figures.rate), rng.uniform(*figures.extra)
    usual = sorted(
        (o for o in world.operations if o.api_id == api and o.weight and o.method == "GET"), key=lambda o: -o.weight
    )
    operation = rng.choice(usual[:6])
    campaign.operations.add(operation.key)
    item = rng.randrange(1, operation.ids) if operation.ids else None

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            yield world.sight(
                rng, operation, at, victim.identity, victim.home, victim.agent,
                item=item, status=200, larger=larger, campaign=campaign.number,
            )  # fmt: skip

    return make


def _incident(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> None:  # noqa: ARG001
    busy = sorted(
        (o for o in world.operations if o.api_id == SHOP and o.weight and not o.since), key=lambda o: -o.weight
    )
    operation = rng.choice(busy[:8])
    campaign.operations.add(operation.key)
    extra = rng.uniform(*figures.extra)
    slower, errors = (extra, 0.0) if campaign.kind == "latency" else (1.0, extra)
    world.add_incident(Incident(campaign.number, operation.key, campaign.start, campaign.end, errors, slower))


def _travel(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:
    lasts = campaign.end - campaign.start
    victim = crowd.victim(rng, ("web", "mobile"), campaign.start)
    visits = [one.start for one in victim.visits[1:] if world.day + 3 * 3600 < one.start < world.day + 17 * 3600]
    campaign.start = (rng.choice(visits) if visits else campaign.start) + rng.uniform(*figures.extra)
    campaign.end = campaign.start + lasts
    place = world.place(rng, COUNTRIES[victim.home.country].far)
    campaign.identities.add(victim.identity)
    campaign.victims.add(victim.identity)
    campaign.clients.add(place.address)
    campaign.country = place.country
    operations = [o for o in world.operations if o.api_id == SHOP and o.weight and o.method == "GET" and not o.since]
    rate = rng.uniform(*figures.rate)

    def make() -> Seen:
        yield world.sight(
            rng, operations[0], campaign.start, victim.identity, place, rng.choice(BROWSERS), campaign=campaign.number
        )
        for at in _times(rng, campaign, rate):
            operation = rng.choice(operations)
            item = rng.randrange(1, operation.ids) if operation.ids else None
            yield world.sight(
                rng, operation, at, victim.identity, place, BROWSERS[0], item=item, campaign=campaign.number
            )

    return make


def _country(world: World, rng: Random, campaign: Campaign, figures: Figures, crowd: _Crowd) -> Callable[[], Seen]:  # noqa: ARG001
    homes = {*world.homes, *(COUNTRIES[home].far for home in world.homes), "US", "DE", "SG", "GB"}
    country = rng.choice([code for code in COUNTRIES if code not in homes] or ["ZA"])
    places, rate = _places(world, rng, campaign, figures, country), rng.uniform(*figures.rate)
    campaign.country = country
    operations = [o for o in world.operations if o.api_id == SHOP and o.weight and o.method == "GET" and not o.since]
    weights = [math.sqrt(o.weight) for o in operations]
    campaign.operations |= {one.key for one in operations}
    agents = rng.sample(BROWSERS, 5)

    def make() -> Seen:
        for at in _times(rng, campaign, rate):
            place, operation = rng.choice(places), rng.choices(operations, weights)[0]
            item = 1 + int(operation.ids * rng.random() ** 3) if operation.ids else None
            identity = f"address:{place.address}"
            yield world.sight(
                rng, operation, at, identity, place, rng.choice(agents), item=item, campaign=campaign.number
            )

    return make


_MAKERS: dict[str, Maker] = {
    "guessing": _guessing, "stuffing": _stuffing, "enumeration": _enumeration, "scraping": _scraping,
    "sharing": _sharing, "scanner": _scanner, "flood": _flood, "rhythm": _rhythm, "size": _size,
    "latency": _incident, "errors": _incident, "travel": _travel, "country": _country,
}  # fmt: skip
