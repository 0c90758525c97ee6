"""Abuse patterns are found at medium and at low intensity, told once, in a sentence that holds them against what is usual."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest

from addons.behaviour.abuse import Abuse
from addons.behaviour.sight import Conclusion, Sight
from addons.redact import redact_path
from tests.addons.behaviour.abuse_traffic import HOUR, Shop, run

START = 1_790_000_000.0
NOW = START + 3 * HOUR
EVIL = "192.0.2.66"


@pytest.fixture(scope="module")
def learned() -> bytes:
    """Three hours of 150 people, and of visitors who come and go."""
    abuse, shop = Abuse(), Shop(1)
    sights = shop.people(range(150), START, NOW)
    for n in range(34):
        begin = START + n * 300.0
        for guest in range(2):
            sights += shop.person(5_000 + 2 * n + guest, begin, begin + 900.0, client=shop.address(), mean=20.0)
    assert run(abuse, sights) == []
    return abuse.dump()


def guessing(shop: Shop, gap: float, total: int, client: str = EVIL) -> Iterator[Sight]:
    for n in range(total):
        size = shop.random.randint(40, 60)
        yield shop.sight(NOW + n * gap, "POST", "/login", 401, who=f"address:{client}", request_bytes=size)


def codes(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n in range(total):
        yield shop.sight(NOW + n * gap, "POST", "/otp/verify", 422, who=f"address:{EVIL}", request_bytes=17)


def keys(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n in range(total):
        yield shop.sight(NOW + n * gap, "GET", "/orders/100001", 401, who=f"key:{n:032x}", client=EVIL)


def stuffing(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    clients = [shop.address() for _ in range(total // 2)]
    for n in range(total):
        client, size = clients[n % len(clients)], shop.random.randint(40, 60)
        status = 200 if shop.random.random() < 0.02 else 401
        yield shop.sight(NOW + n * gap, "POST", "/login", status, who=f"address:{client}", request_bytes=size)


def in_a_row(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n in range(total):
        yield shop.sight(NOW + n * gap, "GET", f"/orders/{100_000 + n}", who="jwt:user3", client="203.0.113.4")


def in_the_dark(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n in range(total):
        status = 404 if shop.random.random() < 0.8 else 403
        number = shop.random.randrange(10**9)
        yield shop.sight(NOW + n * gap, "GET", f"/orders/{number}", status, who="jwt:user3", client="203.0.113.4")


def masked(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    """Ids that the record masks, in a row that nobody can see."""
    for n in range(total):
        path = redact_path(f"/orders/{UUID(int=shop.random.getrandbits(128), version=4)}", b"k" * 32)
        at, status = NOW + n * gap, 200 if shop.random.random() < 0.3 else 404
        sight = shop.sight(at, "GET", "/orders/1", status, who="jwt:user3", client="203.0.113.4")
        yield msgspec.structs.replace(sight, path=path)


def misspelt(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    """Another spelling of the same path, in which ids stand elsewhere."""
    for one in in_the_dark(shop, gap, total):
        yield msgspec.structs.replace(one, path=f"/{one.path}")


def by_the_clock(shop: Shop, gap: float, total: int, paths: int = 3) -> Iterator[Sight]:
    for n in range(total):
        at = NOW + n * gap + shop.random.gauss(0, gap / 60)
        yield shop.sight(at, "GET", ("/products", "/search", "/news")[n % paths], who="cookie:robot", client=EVIL)


def with_a_refusal(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n, sight in enumerate(by_the_clock(shop, gap, total)):
        yield msgspec.structs.replace(sight, status=422) if n % 40 == 20 else sight


def in_no_order(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    """Ids that are all there, none beside another."""
    for n in range(total):
        number = shop.random.randrange(10**6)
        yield shop.sight(NOW + n * gap, "GET", f"/orders/{number}", who="jwt:user3", client="203.0.113.4")


def sale(shop: Shop, start: float, end: float) -> Iterator[Sight]:
    """Ninety new customers a minute."""
    for at in shop.gaps(start, end, 60.0 / 90):
        status, who = 401 if shop.random.random() < 0.12 else 200, f"address:{shop.address()}"
        yield shop.sight(at, "POST", "/login", status, who=who, request_bytes=shop.random.randint(40, 60))


def scraping(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n in range(total):
        yield shop.sight(NOW + n * gap, "GET", f"/products/{(n * 7919) % 2_900}", who=f"address:{EVIL}")


def sharing(shop: Shop, gap: float, total: int, places: int, who: str = "jwt:user4") -> Iterator[Sight]:
    where = [(shop.address(), 1_000 + n, ["DE", "FR", "US", "BR", "JP", "NG"][n % 6]) for n in range(places)]
    for n in range(total):
        client, network, country = shop.random.choice(where)
        at = NOW + n * gap
        yield shop.sight(at, "GET", "/products", who=who, client=client, network=network, country=country)


def scanning(shop: Shop, gap: float, total: int) -> Iterator[Sight]:
    for n in range(total):
        word = "".join(shop.random.choices("abcdefghijklmnopqrstuvwxyz", k=7))
        yield shop.sight(NOW + n * gap, "GET", f"/{word}.php", 404, who=f"address:{EVIL}")


def flood(shop: Shop, a_minute: int, minutes: int, addresses: int) -> Iterator[Sight]:
    clients = [shop.address() for _ in range(addresses)]
    for n in range(a_minute * minutes):
        client = shop.random.choice(clients)
        yield shop.sight(NOW + n * 60.0 / a_minute, "GET", "/search", who=f"address:{client}")


ATTACKS = [
    ("guessing, medium", lambda shop: guessing(shop, 2.0, 60), "abuse-guessing", EVIL),
    ("guessing, low", lambda shop: guessing(shop, 45.0, 75), "abuse-guessing", EVIL),
    ("codes, medium", lambda shop: codes(shop, 1.0, 60), "abuse-guessing", EVIL),
    ("codes, low", lambda shop: codes(shop, 45.0, 75), "abuse-guessing", EVIL),
    ("keys, medium", lambda shop: keys(shop, 1.0, 60), "abuse-keys", EVIL),
    ("keys, low", lambda shop: keys(shop, 20.0, 60), "abuse-keys", EVIL),
    ("stuffing, medium", lambda shop: stuffing(shop, 0.8, 400), "abuse-stuffing", ""),
    ("stuffing, low", lambda shop: stuffing(shop, 10.0, 120), "abuse-stuffing", ""),
    ("ids in a row, medium", lambda shop: in_a_row(shop, 1.0, 100), "abuse-enumeration", "user3"),
    ("ids in a row, low", lambda shop: in_a_row(shop, 30.0, 110), "abuse-enumeration", "user3"),
    ("ids in the dark, medium", lambda shop: in_the_dark(shop, 1.0, 100), "abuse-enumeration", "user3"),
    ("ids in the dark, low", lambda shop: in_the_dark(shop, 30.0, 110), "abuse-enumeration", "user3"),
    ("masked ids, medium", lambda shop: masked(shop, 1.0, 100), "abuse-enumeration", "user3"),
    ("masked ids, low", lambda shop: masked(shop, 30.0, 110), "abuse-enumeration", "user3"),
    ("another spelling, medium", lambda shop: misspelt(shop, 1.0, 100), "abuse-enumeration", "user3"),
    ("by the clock, medium", lambda shop: by_the_clock(shop, 3.0, 120), "abuse-rhythm", ""),
    ("by the clock, low", lambda shop: by_the_clock(shop, 25.0, 120), "abuse-rhythm", ""),
    (
        "by the clock with a refusal now and then, medium",
        lambda shop: with_a_refusal(shop, 3.0, 120),
        "abuse-rhythm",
        "",
    ),
    ("ids in no order, medium", lambda shop: in_no_order(shop, 1.1, 100), "abuse-enumeration", ""),
    ("one thing by the clock, medium", lambda shop: by_the_clock(shop, 3.0, 120, 1), "abuse-rhythm", ""),
    ("scraping, medium", lambda shop: scraping(shop, 0.5, 600), "abuse-scraping", EVIL),
    ("scraping, low", lambda shop: scraping(shop, 9.0, 390), "abuse-scraping", EVIL),
    ("sharing, medium", lambda shop: sharing(shop, 2.0, 200, 12), "abuse-sharing", "user4"),
    ("sharing, low", lambda shop: sharing(shop, 20.0, 60, 4), "abuse-sharing", "user4"),
    (
        "sharing by a newcomer, medium",
        lambda shop: sharing(shop, 2.0, 200, 30, "jwt:newcomer"),
        "abuse-sharing",
        "newcomer",
    ),
    ("scanning, medium", lambda shop: scanning(shop, 0.5, 100), "abuse-scanning", EVIL),
    ("scanning, low", lambda shop: scanning(shop, 60.0, 60), "abuse-scanning", EVIL),
    ("flood, medium", lambda shop: flood(shop, 400, 5, 150), "abuse-flood", ""),
    ("flood, low", lambda shop: flood(shop, 90, 20, 120), "abuse-flood", ""),
]


@pytest.mark.parametrize(
    ("attack", "rule", "target"), [case[1:] for case in ATTACKS], ids=[case[0] for case in ATTACKS]
)
@pytest.mark.parametrize("seed", [11, 12])
def test_it_is_found(learned: bytes, attack, rule: str, target: str, seed: int):
    abuse, shop = Abuse(), Shop(seed)
    assert abuse.load(learned)
    hostile = list(attack(shop))
    ids = {sight.request_id for sight in hostile}
    end = max(sight.at for sight in hostile)
    found = run(abuse, [*shop.people(range(150), NOW, end), *hostile])
    told = [each for each in found if each.rule == rule and each.target == target]
    assert told, found
    # Said again only after tenfold growth.
    assert len(told) <= (2 if not target or rule == "abuse-scraping" else 1), [each.message for each in told]
    guilty = {target, ""} | {sight.client for sight in hostile}
    assert {each.target for each in found} <= guilty, "nobody else is blamed"
    if target == "user3":
        return
    assert set(told[0].samples) <= ids or rule in ("abuse-stuffing", "abuse-flood", "abuse-sharing")
    assert told[0].samples


SOON = [case for case in ATTACKS if "medium" in case[0]]


@pytest.mark.parametrize(("attack", "rule"), [case[1:3] for case in SOON], ids=[case[0] for case in SOON])
def test_medium_intensity_is_found_within_a_minute_or_fifty_requests(learned: bytes, attack, rule: str):
    abuse, shop = Abuse(), Shop(21)
    assert abuse.load(learned)
    hostile = sorted(attack(shop), key=lambda each: each.at)
    latest = max(NOW + 60.0, hostile[min(49, len(hostile) - 1)].at)
    found = run(abuse, [*shop.people(range(150), NOW, latest), *(each for each in hostile if each.at <= latest)])
    assert [each.rule for each in found if each.rule == rule], "too late"


def test_passwords_tried_in_the_midst_of_a_sale_are_found_as_soon(learned: bytes):
    abuse, shop = Abuse(), Shop(22)
    assert abuse.load(learned)
    late = NOW + 1800.0
    assert [each for each in run(abuse, sale(shop, NOW, late)) if "stuffing" in each.rule] == [], "a sale alone"
    hostile = [msgspec.structs.replace(each, at=each.at + 1800.0) for each in stuffing(shop, 1.0, 50)]
    found = run(abuse, [*hostile, *sale(shop, late, late + 50.0)])
    (told,) = (each for each in found if each.rule == "abuse-stuffing")
    assert "new addresses at POST /login in" in told.message


def test_who_guesses_from_a_known_address_is_no_witness_that_the_sign_in_is_out_of_order(learned: bytes):
    """An office whose people were served there, at night: its address is in good standing."""
    abuse, shop = Abuse(), Shop(24)
    assert abuse.load(learned)
    staff = [each for n in range(8) for each in shop.person(3_000 + n, NOW, NOW + 2 * HOUR, client=EVIL, mean=30.0)]
    signed_in = [
        shop.sight(NOW + 60.0 * n, "POST", "/login", 200, who=f"address:{EVIL}", request_bytes=50) for n in range(120)
    ]
    assert [each for each in run(abuse, [*staff, *signed_in]) if "guessing" in each.rule] == []
    guesses = [msgspec.structs.replace(each, at=each.at + 3 * HOUR) for each in guessing(shop, 0.5, 100)]
    told = [each for each in run(abuse, guesses) if each.rule == "abuse-guessing"]
    assert told
    assert {each.order for each in told} == {""}, "others live there"


def test_an_order_on_an_address_is_short_and_made_anew_while_the_abuse_goes_on(learned: bytes):
    """Whose address it is an hour later nobody knows: a ban of the night's scanner would fall on the office in the morning."""
    abuse, shop = Abuse(), Shop(23)
    assert abuse.load(learned)
    orders = [each for each in run(abuse, guessing(shop, 2.0, 5_400)) if each.order]
    assert {(each.scope, each.target) for each in orders} == {("address", EVIL)}
    assert max(each.seconds for each in orders if each.order == "ban") == 3600
    gaps = [later.at - each.at for each, later in pairwise(orders)]
    assert len(orders) >= 2
    assert all(gap < 3660 for gap in gaps)


def test_a_conclusion_is_a_sentence_with_figures_and_an_order(learned: bytes):
    abuse, shop = Abuse(), Shop(5)
    abuse.load(learned)
    (told,) = run(abuse, in_a_row(shop, 1.0, 412))[:1]
    assert told.message.startswith("this principal read ")
    assert "of GET /orders/{id} in 10 minutes" in told.message
    assert "the peers' p99 is" in told.message
    assert (told.scope, told.target, told.identity) == ("principal", "user3", "jwt:user3")
    assert told.order in ("throttle", "ban")
    assert told.seconds > 0
    assert told.evidence["ids"] >= 30
    assert told.evidence["peers_p99"] < 10


def conclusions(abuse: Abuse, shop: Shop, gap: float, total: int, start: float) -> list[Conclusion]:
    sights = (
        shop.sight(
            start + n * gap, "POST", "/login", 401, who=f"address:{EVIL}", request_bytes=shop.random.randint(40, 60)
        )
        for n in range(total)
    )
    return run(abuse, sights)


def test_it_is_told_again_after_quiet_or_tenfold_growth_or_when_the_order_has_run_out(learned: bytes):
    abuse, shop = Abuse(), Shop(6)
    abuse.load(learned)
    assert len(conclusions(abuse, shop, 2.0, 100, NOW)) == 1
    assert conclusions(abuse, shop, 2.0, 50, NOW + 210.0) == [], "not yet quiet"
    assert len(conclusions(abuse, shop, 0.3, 400, NOW + 320.0)) == 1, "tenfold"
    assert len(conclusions(abuse, shop, 2.0, 100, NOW + 10 * HOUR)) == 1, "after quiet"


def test_an_order_lasts_the_longer_the_surer_it_is(learned: bytes):
    seconds = []
    for misses in (0, 1):
        abuse, shop = Abuse(), Shop(7)
        abuse.load(learned)
        reads = (
            shop.sight(NOW + n, "GET", f"/orders/{100_000 + n}", 404 if misses and n % 2 else 200, who="jwt:user3")
            for n in range(60)
        )
        seconds.append(run(abuse, reads)[0].seconds)
    assert 0 < seconds[0] < seconds[1]


def test_an_identity_nobody_has_proven_is_not_punished_for_who_claims_it(learned: bytes):
    """A forged claim would otherwise ban its victim."""
    abuse, shop = Abuse(), Shop(8)
    abuse.load(learned)
    forged = [
        shop.sight(
            NOW + n, "POST", "/login", 401, who="jwt:director", client=EVIL, request_bytes=shop.random.randint(40, 60)
        )
        for n in range(60)
    ]
    found = run(abuse, forged)
    assert found
    assert {each.scope for each in found} == {"address"}
    assert {each.target for each in found} == {EVIL}


def test_addresses_with_a_part_in_a_distributed_attack_are_named_one_by_one(learned: bytes):
    abuse, shop = Abuse(), Shop(9)
    abuse.load(learned)
    clients = [shop.address() for _ in range(40)]
    tries = [
        shop.sight(
            NOW + n * 1.5,
            "POST",
            "/login",
            401,
            who=f"address:{clients[n % 40]}",
            request_bytes=shop.random.randint(40, 60),
        )
        for n in range(240)
    ]
    found = run(abuse, [*shop.people(range(150), NOW, NOW + 360.0), *tries])
    named = [each.target for each in found if each.rule == "abuse-stuffing-address"]
    assert len(named) == len(set(named)) >= 35
    assert set(named) <= set(clients)
    assert {each.order for each in found if each.rule == "abuse-stuffing"} == {""}


def test_what_was_learned_survives_a_restart(learned: bytes):
    one, two = Abuse(), Abuse()
    assert one.load(learned)
    assert two.load(one.dump())
    shop = Shop(10)
    sights = [*shop.people(range(20), NOW, NOW + 300.0), *in_a_row(shop, 1.0, 100)]
    assert run(one, sights) == run(two, sights) != []


@pytest.mark.parametrize("data", [b"", b"nonsense", Abuse().dump()[:-3], b"\x78\x01\x03\x00\x00\x00\x00\x01"])
def test_a_dump_that_cannot_be_read_starts_anew(data: bytes):
    assert not Abuse().load(data)


def from_elsewhere(shop: Shop, start: float, who: str, people: int, seconds: float) -> list[Sight]:
    """People behind one address since `start`; at the end of it somebody there copies the catalogue without a name."""
    house = [
        sight
        for n in range(people)
        for sight in shop.person(3_000 + n, start, start + seconds, who=f"{who}{n}", client=EVIL, mean=30.0)
    ]
    late = start + seconds - NOW
    copied = [
        msgspec.structs.replace(each, at=each.at + late + shop.random.random()) for each in scraping(shop, 0.5, 300)
    ]
    return house + copied


def test_nothing_is_ordered_against_an_address_that_others_use(learned: bytes):
    abuse, shop = Abuse(), Shop(11)
    abuse.load(learned)
    found = run(abuse, from_elsewhere(shop, NOW, "jwt:staff", 8, 2 * HOUR))
    assert {each.rule for each in found} == {"abuse-scraping"}
    assert {(each.scope, each.target, each.order, each.seconds) for each in found} == {("address", EVIL, "", 0)}
    assert found[0].message.endswith("; nothing is ordered, as others use this address")


def test_names_made_up_a_moment_ago_do_not_vouch_for_an_address(learned: bytes):
    abuse, shop = Abuse(), Shop(12)
    abuse.load(learned)
    found = run(abuse, from_elsewhere(shop, NOW, "cookie:fresh", 8, 1200.0))
    assert {each.order for each in found if each.rule == "abuse-scraping"} <= {"throttle", "ban"}
    assert {each.target for each in found} == {EVIL}


def test_many_ids_that_are_all_there_in_no_order_are_told_without_an_order(learned: bytes):
    abuse, shop = Abuse(), Shop(13)
    abuse.load(learned)
    reads = [
        shop.sight(at, "GET", f"/orders/{shop.random.randrange(10**6)}", who="jwt:user3", client="203.0.113.4")
        for at in shop.gaps(NOW, NOW + 100.0, 1.0)
    ]
    (told,) = run(abuse, reads)
    assert (told.rule, told.identity, told.order) == ("abuse-enumeration", "jwt:user3", "")
    assert told.at - NOW <= 90
