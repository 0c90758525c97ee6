"""Counting in bounded memory: near enough, and never more memory than it was given."""

from __future__ import annotations

import random

import msgspec
import pytest

from addons.behaviour.abuse import Abuse, AbuseSettings
from addons.behaviour.commons import Commons
from addons.behaviour.peers import Peers
from addons.behaviour.rhythm import Rhythm
from addons.behaviour.scene import Book, Judge, subject
from addons.behaviour.tally import Distinct, Habit, Histogram, Recent, Told, Windows
from tests.addons.behaviour.abuse_traffic import Shop, run


@pytest.mark.parametrize("number", [0, 1, 63, 64, 65, 500, 5_000, 40_000])
def test_distinct_things_are_counted_within_a_tenth(number: int):
    distinct = Distinct()
    for n in range(number):
        distinct.add(f"id-{n}")
        distinct.add(f"id-{n // 2}")
    assert distinct.count() == pytest.approx(number, rel=0.1 if number > 64 else 0)
    assert len(msgspec.msgpack.encode(distinct)) < 8_000


def test_quantiles_are_within_a_twentieth_and_merge():
    values = random.Random(1)
    one, two, both = Histogram(), Histogram(), []
    for n in range(4_000):
        value = values.paretovariate(1.2)
        (one if n % 2 else two).add(value)
        both.append(value)
    one.merge(two)
    both.sort()
    for q in (0.5, 0.9, 0.99):
        assert one.quantile(q) == pytest.approx(both[int(q * len(both))], rel=0.06)
    assert Histogram().quantile(0.99) == 0


def test_old_values_fade():
    histogram = Histogram()
    for _ in range(19_000):
        histogram.add(1)
    for _ in range(60_000):
        histogram.add(100)
    assert histogram.quantile(0.2) == pytest.approx(100, rel=0.06)


def test_peers_are_mature_with_fifty_windows_of_ten_callers():
    one, many = Peers(), Peers()
    for n in range(60):
        one.add("the only one", 3)
        many.add(f"caller {n % 10}", 3)
    assert not one.mature
    assert many.mature


def test_a_window_that_may_be_the_beginning_of_an_attack_is_no_habit_yet():
    habit = Habit()
    habit.add(500, 0.0)
    assert habit.top(600.0) == 0
    assert habit.top(24 * 3600.0) == 500, "nobody minded for hours"


class Window(msgspec.Struct):
    start: float
    count: int = 0


def test_windows_end_after_their_time_or_when_there_are_too_many():
    ended: list[tuple[str, int]] = []
    windows = Windows(10.0, 2, Window, lambda key, window: ended.append((key, window.count)))
    windows.at("a", 0.0).count += 1
    windows.at("a", 9.0).count += 1
    windows.at("b", 5.0)
    windows.at("a", 10.0)
    assert ended == [("a", 2)]
    windows.at("c", 11.0)
    assert ended == [("a", 2), ("b", 0)], "the oldest ends early"
    windows.sweep(30.0)
    assert len(windows) == 0


def test_what_was_told_is_told_again_after_quiet_growth_or_its_end():
    told = Told(100.0, 10)
    assert told.again("a", 0.0, 5)
    told.tell("a", 0.0, 5, 300.0)
    assert not told.again("a", 90.0, 40)
    assert told.again("a", 91.0, 50), "tenfold"
    assert not told.again("a", 180.0, 6)
    assert told.again("a", 281.0, 6), "quiet for more than 100 s"
    for at in range(290, 300, 10):
        assert not told.again("a", at, 6)
    assert told.again("a", 301.0, 6), "its order ran out"


def test_the_oldest_is_forgotten_first():
    recent: Recent[int] = Recent(2)
    for key in ("a", "b", "a", "c"):
        recent.touch(key, 1)
    assert list(recent.entries) == ["a", "c"]


def test_what_ever_other_callers_read_is_common_and_what_a_team_reads_is_not():
    common, own = Commons(), Commons()
    for n in range(2_000):
        common.add(str(n % 20), f"caller {n % 97}")
        own.add(str(n % 300), f"caller {n % 300 // 10}-{n % 7}")
    assert common.common
    assert not own.common
    assert len(own.ids) <= 256
    for n in range(100_000):
        own.add(str(n), "walker")
    assert not own.common
    assert len(own.ids) + len(own.popular) <= 256 + 32


@pytest.mark.parametrize(
    ("identity", "source", "expected"),
    [
        ("key:00ff", "192.0.2.1", ("key", "00ff")),
        ("jwt:alice:x", "192.0.2.1", ("principal", "alice:x")),
        ("cookie:00ff", "192.0.2.1", ("principal", "00ff")),
        ("address:192.0.2.1", "192.0.2.1", ("address", "192.0.2.1")),
        ("address:2001:db8::1", "2001:db8::/64", ("range", "2001:db8::/64")),
    ],
)
def test_an_order_names_its_target_as_lists_do(identity: str, source: str, expected: tuple[str, str]):
    assert subject(identity, source) == expected


def test_an_ipv6_subscriber_is_one_source():
    book = Book(AbuseSettings())
    assert book.source("2001:db8:0:1::7") == book.source("2001:db8:0:1:ffff::8") == "2001:db8:0:1::/64"
    assert book.source("2001:db8:0:2::7") != book.source("2001:db8:0:1::7")
    assert book.source("not an address:") == "not an address:"


def test_a_machine_keeps_time_and_a_person_does_not():
    settings = AbuseSettings()
    rhythm, book, shop = Rhythm(settings, Judge(settings)), Book(settings), Shop(1)
    at = 0.0
    for n in range(400):
        rhythm.observe(book.scene(shop.sight(n * 20.0 + shop.random.random(), "GET", "/", who="key:machine")))
        at += shop.random.expovariate(1 / 20.0)
        rhythm.observe(book.scene(shop.sight(at, "GET", "/", who="key:person")))
    assert rhythm.regular("key:machine")
    assert not rhythm.regular("key:person")
    assert not rhythm.regular("key:nobody")


def test_a_habit_outlasts_many_windows_and_fades_with_the_weeks():
    day, habit = 86_400.0, Habit()
    for hour in range(48):
        habit.add(2_000.0 if hour == 3 else 20.0, 1e9 + hour * 3600.0)
    now = 1e9 + 2 * day
    assert 1_500 < habit.top(now) < 2_000
    assert habit.spans(now) == 2 * day
    assert habit.top(now + 30 * day) < 120


def test_memory_stays_within_its_bound_whoever_comes():
    abuse, shop = Abuse(AbuseSettings(callers=100)), Shop(3)
    sizes = []
    for turn in range(3):
        sights = []
        for n in range(1_500):
            at, who = 1e9 + turn * 3000.0 + n, f"jwt:{turn}-{n}"
            sights.append(shop.sight(at, "GET", f"/orders/{n}", who=who, client=shop.address()))
            sights.append(shop.sight(at, "POST", "/login", 401, who=who, client=shop.address(), request_bytes=n))
            sights.append(shop.sight(at, "GET", f"/x{'abcdefghij'[n % 10]}/{n}", 404, who=who, client=shop.address()))
        run(abuse, sights)
        sizes.append(len(msgspec.msgpack.encode(abuse.dump())))
    assert sizes[2] < 1.3 * sizes[1]


def test_every_threshold_says_what_it_means():
    (schema,) = msgspec.json.schema(AbuseSettings)["$defs"].values()
    assert all(option.get("description") for option in schema["properties"].values())


def test_nothing_that_a_record_may_hold_makes_it_raise():
    abuse, shop = Abuse(), Shop(5)
    odd = ["", "address:", "jwt:", "x", "cookie:\n", "jwt:a b\nc"]
    for _ in range(3_000):
        r = shop.random
        sight = msgspec.structs.replace(
            shop.sight(1e9 + r.uniform(-5_000, 9_000), r.choice(["GET", "POST", "", "PUT"]), "/orders/1", who="jwt:x"),
            identity=r.choice(odd),
            client=r.choice(["", "::1", "fe80::%1", "unix", "192.0.2.1"]),
            path=r.choice(["", "/", "//", "/orders", "/orders/‹secret›", "/orders/" + "9" * 400, "/orders/٣"]),
            operation=r.choice(["", "GET /orders/{id}", "POST /login", "{id}", "GET /{id}/{id}/{id}"]),
            status=r.choice([0, 200, 401, 404, 999, -1]),
            action=r.choice(["allow", "block", "throttle", ""]),
            hits=r.choice([(), ("access-ban",), ("sqli-1",)]),
            network=r.choice([0, -1, 2**33]),
            country=r.choice(["", "CH", "\n"]),
        )
        list(abuse.observe(sight))
        list(abuse.tick(sight.at))
    assert isinstance(abuse.dump(), bytes)
