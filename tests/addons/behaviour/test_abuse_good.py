"""Good callers that look strange are never concluded about."""

from __future__ import annotations

import pytest

from addons.behaviour.abuse import Abuse
from addons.behaviour.sight import Sight
from tests.addons.behaviour.abuse_traffic import DAY, HOUR, Shop, run

START = 1_790_000_000.0
NOW = START + 3 * HOUR


@pytest.fixture(scope="module")
def learned() -> bytes:
    abuse, shop = Abuse(), Shop(2)
    sights = shop.people(range(150), START, NOW)
    for n in range(34):
        begin = START + n * 300.0
        for guest in range(2):
            sights += shop.person(5_000 + 2 * n + guest, begin, begin + 900.0, client=shop.address(), mean=20.0)
    assert run(abuse, sights) == []
    return abuse.dump()


def nat_with_keys(shop: Shop) -> list[Sight]:
    return [
        sight
        for n in range(500)
        for sight in shop.person(
            n + 1_000, NOW, NOW + HOUR, client="192.0.2.1", mean=120.0, agent=shop.random.choice(AGENTS)
        )
    ]


def nat_without_keys(shop: Shop) -> list[Sight]:
    who = "address:192.0.2.1"
    return [
        sight
        for n in range(500)
        for sight in shop.person(
            n + 1_000, NOW, NOW + HOUR, who=who, client="192.0.2.1", mean=120.0, agent=shop.random.choice(AGENTS)
        )
    ]


AGENTS = [f"Mozilla/5.0 ({n}) Browser" for n in range(25)]


def probe(shop: Shop) -> list[Sight]:
    """Every ten seconds, from three places with one key, and anonymously."""
    sights = []
    for n in range(3 * 360):
        at, size = NOW + n * 10.0, 500 + shop.random.randrange(80)
        sights.append(shop.sight(at, "GET", "/health", who="address:192.0.2.2", response_bytes=size))
        client, network = (("192.0.2.3", 1), ("198.51.100.9", 2), ("203.0.113.250", 3))[n % 3]
        sights.append(shop.sight(at + 1, "GET", "/health", who="key:probe", client=client, network=network))
        sights.append(shop.sight(at + 2, "POST", "/login", 401, who="address:192.0.2.2", request_bytes=44))
    return sights


def nightly_batch(shop: Shop) -> list[Sight]:
    """All orders of its own tenant, in order of their ids, at three in the morning, every day."""
    sights = []
    for night in range(3):
        for n in range(900):
            at = NOW + night * DAY + n * 0.4
            sights.append(shop.sight(at, "GET", f"/orders/{100_007 + 50 * n}", who="key:batch", client="192.0.2.4"))
        sights += shop.people(range(150), NOW + night * DAY, NOW + night * DAY + 600.0)
    return sights


def sale_day(shop: Shop) -> list[Sight]:
    """Eight times the people, most from addresses never seen."""
    sights = shop.people(range(150), NOW, NOW + HOUR, mean=50.0)
    for n in range(1_050):
        begin = NOW + 600.0 * shop.random.random() + shop.random.random() * 1800.0
        sights += shop.person(10_000 + n, begin, begin + 1200.0, client=shop.address(), mean=40.0)
    return sights


def mobile(shop: Shop) -> list[Sight]:
    """Train, café, office: an address each minute or two, of four networks in two countries."""
    sights = []
    for n, at in enumerate(shop.gaps(START, NOW + 2 * HOUR, 15.0)):
        step = int(at / 100)
        network = (step // 4) % 4
        country = "CH" if network < 3 else "FR"
        client = f"100.{64 + network}.{step % 250}.{n % 3 + 1}"
        path = "/products" if n % 2 else f"/products/{shop.random.randrange(400)}"
        sights.append(
            shop.sight(at, "GET", path, who="jwt:mobile", client=client, network=network + 1, country=country)
        )
    return sights


def broken_client(shop: Shop) -> list[Sight]:
    """A token that ran out, and a stored password that was changed: for an hour, without a pause worth the name."""
    sights = [
        shop.sight(START + n * 60.0, "GET", "/products", who=who, client=client)
        for n in range(180)
        for who, client in (("key:broken", "192.0.2.5"), ("address:192.0.2.6", "192.0.2.6"))
    ]
    for n in range(1_800):
        at = NOW + n * 2.0
        sights.append(shop.sight(at, "GET", "/orders/100001", 401, who="key:broken", client="192.0.2.5"))
        sights.append(shop.sight(at, "POST", "/login", 401, who="address:192.0.2.6", request_bytes=52))
        if n % 5 == 0:
            sights.append(
                shop.sight(at, "POST", "/token", 401, who="key:broken", client="192.0.2.5", request_bytes=90 + n % 3)
            )
    return sights


def new_broken_client(shop: Shop) -> list[Sight]:
    """Deployed today with a wrong password."""
    return [
        shop.sight(NOW + n * 5.0, "POST", "/login", 401, who="address:192.0.2.7", request_bytes=52) for n in range(720)
    ]


def partner(shop: Shop) -> list[Sight]:
    """Crawls products and list pages, one every two seconds, for three hours; new today."""
    return [
        shop.sight(
            NOW + n * 2.0 + shop.random.random(), "GET", "/products" if n % 20 == 0 else f"/products/{n % 2_900}",
            who="key:partner", client="192.0.2.8", response_bytes=900 + n,
        )
        for n in range(5_400)
    ]  # fmt: skip


def pipeline(shop: Shop) -> list[Sight]:
    """A test suite, six times: a hundred requests in a burst, a third of them wrong on purpose, some with wrong keys."""
    sights = []
    for turn in range(6):
        at = NOW + turn * 1500.0
        for n in range(100):
            at += 0.2
            method, path, status = (
                ("GET", f"/orders/{100_000 + n}", 200), ("POST", "/orders", 201), ("GET", "/orders/0", 404),
                ("POST", "/login", 401 if n % 10 == 4 else 200), ("GET", f"/nowhere-{'abcdef'[n % 6]}", 404), ("GET", "/products", 200),
            )[n % 6]  # fmt: skip
            sights.append(shop.sight(at, method, path, status, who="key:ci", client="192.0.2.9", request_bytes=n % 50))
    return sights


def outage(shop: Shop) -> list[Sight]:
    """The sign-in service answers 401 to everybody for half an hour; people and apps try again and again."""
    sights = shop.people(range(150), NOW, NOW + HOUR)
    for n in range(150):
        for at in shop.gaps(NOW, NOW + 1800.0, 60.0):
            client = f"203.{n // 250}.113.{n % 250 + 1}"
            size = shop.random.randint(40, 60)
            sights.append(shop.sight(at, "POST", "/login", 401, who=f"jwt:user{n}", client=client, request_bytes=size))
    for _ in range(200):
        who = f"address:{shop.address()}"
        for at in shop.gaps(NOW + 120.0, NOW + 1800.0, 300.0):
            sights.append(shop.sight(at, "POST", "/login", 401, who=who, request_bytes=shop.random.randint(40, 60)))
    return sights


def renamed(shop: Shop) -> list[Sight]:
    """A release takes away what apps of yesterday still ask for, and shifts the rest to 404 and 405."""
    old = [
        f"/v1/{word}"
        for word in [
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "g",
            "h",
            "i",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "q",
            "r",
            "s",
            "t",
            "u",
            "v",
            "w",
            "x",
            "y",
            "z",
        ]
    ]
    sights = [shop.sight(START + n, "GET", path, who="jwt:user1") for n, path in enumerate(old)]
    sights += [shop.sight(NOW + n, "GET", old[n % 26], 404, who=f"jwt:user{n % 5}") for n in range(2_000)]
    return sights


def banned(shop: Shop) -> list[Sight]:
    """Refused by the gateway, it goes on asking: no reason for a further ban."""
    return [
        shop.sight(
            NOW + n, "GET", f"/x{'abcdefghij'[n % 10]}/{'klmnopqrst'[n // 10 % 10]}", 403, who="key:banned",
            action="block", hits=("access-ban",),
        )
        for n in range(1_000)
    ]  # fmt: skip


def first_night(shop: Shop) -> list[Sight]:
    """A batch that is new: some new orders in the first hours, then all that are its own, one after the other."""
    who = {"who": "key:batch", "client": "192.0.2.9"}
    hourly = [
        shop.sight(NOW + turn * 600.0 + n, "GET", f"/orders/{100_000 + 40 * turn + n}", **who)
        for turn in range(4)
        for n in range(30)
    ]
    return hourly + [shop.sight(NOW + 2700.0 + n / 4, "GET", f"/orders/{100_000 + n}", **who) for n in range(3_000)]


def catalogue_with_key(shop: Shop) -> list[Sight]:
    """A partner of today walks through what everybody may see."""
    return [
        shop.sight(NOW + n * 2.0, "GET", f"/products/{n + 1}", 404 if n % 30 == 0 else 200, who="key:new-partner")
        for n in range(1_800)
    ]


def polling(shop: Shop) -> list[Sight]:
    """An application asks for news every twenty seconds, and a few of its users leave it open."""
    return [
        shop.sight(NOW + n * 20.0 + user / 7, "GET", "/news", who=f"jwt:user{user}", client=f"203.0.113.{user + 1}")
        for user in range(6)
        for n in range(180)
    ]


def expired_keys(shop: Shop) -> list[Sight]:
    """Keys that have run out, at an operation that signs nobody in: some try for an hour, with whatever they have to send."""
    return [
        shop.sight(
            NOW + n * 5.0 + key / 9, "PUT", f"/stock/{n % 7}", 401, who=f"key:expired{key}", client=f"192.0.2.{100 + key}",
            request_bytes=shop.random.randint(100, 900),
        )
        for key in range(8)
        for n in range(600)
    ]  # fmt: skip


GOOD = [
    expired_keys,
    first_night, catalogue_with_key, polling,
    nat_with_keys, nat_without_keys, probe, nightly_batch, sale_day, mobile, broken_client, new_broken_client, partner,
    pipeline, outage, renamed, banned,
]  # fmt: skip


@pytest.mark.parametrize("story", GOOD, ids=lambda story: story.__name__)
@pytest.mark.parametrize("seed", [31, 32])
def test_it_is_never_concluded_about(learned: bytes, story, seed: int):
    abuse, shop = Abuse(), Shop(seed)
    assert abuse.load(learned)
    sights = story(shop)
    if story not in (sale_day, outage, nightly_batch):
        sights += shop.people(range(150), NOW, NOW + HOUR)
    assert run(abuse, sights) == []


def test_nothing_is_concluded_before_there_is_a_history():
    abuse, shop = Abuse(), Shop(4)
    flood = [
        shop.sight(NOW + n, "POST", "/login", 401, who="address:192.0.2.66", request_bytes=n % 40) for n in range(900)
    ]
    assert run(abuse, [*shop.people(range(50), NOW, NOW + 900.0), *flood]) == []


def test_what_callers_usually_read_is_shown_beside_who_reads_most_now(learned: bytes) -> None:
    abuse, shop = Abuse(), Shop(2)
    assert abuse.load(learned)
    busy = [shop.sight(NOW + n, "GET", f"/orders/{n}", who="jwt:busy", client="198.51.100.77") for n in range(30)]
    run(abuse, busy)
    shown = {(one.operation, one.figure): one for one in abuse.baselines()}
    ids = shown["GET /orders/{id}", "ids read by one caller in 10 minutes"]
    assert (ids.now, ids.who) == (30.0, "jwt:busy")
    assert 0 < ids.usual <= ids.high < ids.bound
    assert all(one.api_id == 1 and one.unit == "count" for one in shown.values())
