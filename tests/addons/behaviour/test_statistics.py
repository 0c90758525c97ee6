"""What stands out is found, at medium intensity, and good traffic is left in peace: a day of it, a sale, a night's batch."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec
import pytest

from addons.behaviour import Conclusion, Sight
from addons.behaviour.statistics import Statistics, StatisticsSettings
from addons.finding import Severity
from tests.addons.behaviour.steady import HOUR, OPERATIONS, START, changed, rules, run, sight, usual

HOURS = 9.0
LATE = START + 8 * HOUR


@pytest.fixture(scope="module")
def learned() -> bytes:
    """Eight hours of quiet."""
    behaviour = Statistics()
    assert rules(run(behaviour, usual(7, 8.0))) == []
    return behaviour.dump()


def after(learned: bytes, more: Iterable[Sight], hours: float = 0.5) -> list[Conclusion]:
    """Of the exchanges in `more`, among the usual ones."""
    behaviour = Statistics()
    assert behaviour.load(learned)
    return run(behaviour, [*more, *usual(8, hours, start=LATE)])


def every(seconds: float, number: int, make: Callable[[float, int], Sight]) -> list[Sight]:
    return [make(LATE + 120 + seconds * n, n) for n in range(number)]


FOUND: dict[str, tuple[str, list[Sight], str]] = {
    "answers far above the peers'": (
        "statistics-response",
        every(10, 30, lambda at, n: sight(at, response_bytes=200_000 + n, duration=0.02)),
        "key:caller-1",
    ),
    "answers ten times as large where they are small": (
        "statistics-response",
        every(10, 60, lambda at, n: sight(at, "PUT /cart/{id}", response_bytes=2_600 + n, duration=0.03)),
        "key:caller-1",
    ),
    "answers that are each within a wide operation's tail, none of them small": (
        "statistics-response",
        every(10, 60, lambda at, n: sight(at, "GET /reports/{id}", response_bytes=1_350_000 + n, duration=0.4)),
        "key:caller-1",
    ),
    "requests far above the peers'": (
        "statistics-request",
        every(10, 30, lambda at, n: sight(at, "POST /orders", request_bytes=60_000 + n, response_bytes=300)),
        "key:caller-1",
    ),
    "queries that take long": (
        "statistics-latency",
        every(10, 30, lambda at, n: sight(at, response_bytes=1200, duration=3.0 + n / 100)),
        "key:caller-1",
    ),
    "the same from a newcomer, who has to do it more often": (
        "statistics-response",
        every(8, 40, lambda at, n: sight(at, identity="key:new", response_bytes=300_000 + n)),
        "key:new",
    ),
    "an export of everything": (
        "statistics-volume",
        every(2, 300, lambda at, n: sight(at, "GET /reports/{id}", response_bytes=400_000 + n, duration=0.4)),
        "key:caller-1",
    ),
    "a known caller that fails": (
        "statistics-client-errors",
        every(5, 90, lambda at, n: sight(at, status=404 if n % 4 else 200, response_bytes=80, duration=0.01)),
        "key:caller-1",
    ),
    "a caller that makes the API fail": (
        "statistics-failures",
        every(10, 30, lambda at, n: sight(at, "POST /orders", status=500 if n % 3 else 201, duration=0.05)),
        "key:caller-1",
    ),
    "requests that each take long, but none beyond measure": (
        "statistics-latency",
        every(6, 60, lambda at, n: sight(at, response_bytes=1200, duration=0.15 + n / 10_000)),
        "key:caller-1",
    ),
    "a method never used on the path": (
        "statistics-method",
        every(60, 3, lambda at, _: sight(at, "DELETE /orders/{id}", status=204)),
        "key:caller-1",
    ),
    "an operation the API never had": (
        "statistics-operation",
        every(20, 6, lambda at, _: sight(at, "GET /admin/config", status=404)),
        "key:caller-1",
    ),
    "a caller that rushes": (
        "spikes-caller",
        every(0.2, 1500, lambda at, _: sight(at, response_bytes=1200, duration=0.02)),
        "key:caller-1",
    ),
    "a burst on one operation": (
        "spikes-operation",
        every(0.5, 700, lambda at, n: sight(at, "GET /reports/{id}", f"key:caller-{n % 40}", response_bytes=90_000)),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_what_stands_out_is_said_in_a_sentence_with_its_figures(learned: bytes, case: str):
    rule, sights, identity = FOUND[case]
    found = [one for one in after(learned, sights) if one.rule == rule]
    assert found, f"{case}: nothing found"
    first = found[0]
    assert (first.detector, first.api_id, first.identity) == ("statistics", 1, identity)
    assert len(found) <= 3, "said again and again"
    assert any(character.isdigit() for character in first.message)
    assert "\n" not in first.message
    assert first.evidence
    assert first.at - sights[0].at <= 600


def test_all_cases_together_are_told_apart(learned: bytes):
    wanted = {rule for rule, _, _ in FOUND.values()} - {"spikes-caller", "spikes-operation"}
    sights = [
        one for case, (rule, some, _) in FOUND.items() if rule in wanted
        for one in changed(some, lambda one, who=case: {"identity": f"key:caller-{len(who)}"})
    ]  # fmt: skip
    assert wanted - {"statistics-volume"} <= set(rules(after(learned, sights)))


SELDOM = "GET /exports/{id}"


def seldom(until: float) -> list[Sight]:
    """Asked for once in four minutes by each of twelve callers in turn, for eight hours."""
    chance = random.Random(3)
    return [
        sight(
            START + 120 * n, SELDOM, f"key:caller-{n % 12}", response_bytes=int(9_000 * math.exp(chance.gauss(0, 0.4)))
        )
        for n in range(1, int((until - START) // 120))
    ]


def test_large_answers_of_an_operation_that_is_seldom_used_are_found_though_they_would_soon_be_its_history(
    learned: bytes,
):
    hostile = every(3, 300, lambda at, n: sight(at, SELDOM, response_bytes=400_000 + n))
    behaviour = Statistics()
    found = run(behaviour, [*usual(7, 8.5), *seldom(LATE + 1800), *hostile])
    told = [one for one in found if one.rule == "statistics-response"]
    assert {one.identity for one in told} == {"key:caller-1"}
    assert told[0].at <= hostile[49].at
    (baseline,) = (one for one in behaviour.baselines() if (one.operation, one.figure) == (SELDOM, "answer size"))
    assert baseline.usual < 20_000, "one caller has become what is usual"


def test_what_an_attack_begins_with_does_not_become_what_is_usual_for_its_victim(learned: bytes):
    """A newcomer's window ends while it is under way."""
    slow = every(60, 40, lambda at, n: sight(at, identity="key:late", response_bytes=40_000 + n))
    calm = [sight(LATE - 4000 + 500 * n, identity="key:late", response_bytes=1_200) for n in range(8)]
    behaviour = Statistics()
    assert behaviour.load(learned)
    found = run(behaviour, [*calm, *usual(8, 1.0, start=LATE), *slow])
    assert [one.identity for one in found if one.rule == "statistics-response"] == ["key:late"]


def test_a_caller_that_goes_on_rushing_is_throttled_for_a_while_and_nobody_else_is(learned: bytes):
    sights = every(0.1, 3000, lambda at, _: sight(at, response_bytes=1200, duration=0.02))
    orders = [one for one in after(learned, sights) if one.order]
    assert {(one.scope, one.target, one.order, one.seconds) for one in orders} == {
        ("key", "caller-1", "throttle", 600.0)
    }
    assert orders[0].at - sights[0].at <= 200
    assert "time in 5 minutes" in orders[0].message


QUIET: dict[str, list[Sight]] = {
    "one great answer is a note": [sight(LATE + 60, response_bytes=60_000_000, duration=0.02)],
    "a few odd ones": every(60, 7, lambda at, n: sight(at, response_bytes=200_000 + n)),
    "odd ones among many": every(4, 200, lambda at, n: sight(at, response_bytes=200_000 if n % 10 == 0 else 1200)),
    "a little slower": every(10, 30, lambda at, _: sight(at, response_bytes=1200, duration=0.03)),
    "a batch job that is new": every(0.5, 600, lambda at, _: sight(at, identity="key:batch", response_bytes=1200)),
    "a release": every(
        1, 400, lambda at, n: sight(at, ("GET /wishes", "PATCH /orders/{id}")[n % 2], f"key:caller-{n % 17}")
    ),
    "a typing error": every(60, 4, lambda at, _: sight(at, "GET /ordrs", status=404)),
    "a method asked for once": every(1, 1, lambda at, _: sight(at, "DELETE /orders/{id}", status=405)),
    "preflights": every(1, 50, lambda at, n: sight(at, "OPTIONS /orders", f"key:caller-{n % 9}", status=204)),
    "turned away by Boing": every(
        1, 200, lambda at, _: sight(at, status=429, action="throttle", response_bytes=900_000)
    ),
    "a broken client that always fails": every(
        5, 150, lambda at, _: sight(at, identity="key:broken", status=401, response_bytes=80)
    ),
}


@pytest.mark.parametrize("case", QUIET)
def test_what_good_callers_do_is_a_note_at_most(learned: bytes, case: str):
    found = after(learned, QUIET[case])
    assert [one.message for one in found if one.rule != "statistics-note" or one.severity > Severity.INFO] == []
    assert not any(one.order for one in found)
    if case.startswith("one great"):
        assert rules(found) == ["statistics-note"]


@pytest.mark.parametrize("seed", range(4))
def test_a_day_of_usual_traffic_says_nothing(seed: int):
    per_minute = (12.0, 30.0, 60.0, 90.0)[seed]
    assert [one.message for one in run(Statistics(), usual(40 + seed, 24.0, per_minute))] == []


def test_a_release_that_makes_answers_larger_for_everybody_is_nobodys_doing(learned: bytes):
    behaviour = Statistics()
    assert behaviour.load(learned)
    larger = changed(usual(9, 6.0, start=LATE), lambda one: {"response_bytes": one.response_bytes * 12})
    found = run(behaviour, larger)
    assert rules(found) in ([], ["statistics-volume"])
    assert len(found) <= 3, "the first ones may be said, then it is the operation that has changed"


def test_a_sale_day_is_said_once_as_information_and_costs_nobody_anything(learned: bytes):
    peak = [
        one
        for n in range(6)
        for one in changed(usual(60 + n, 1.0, 120.0, start=LATE + 600), lambda one, n=n: {"request_id": f"{n}{one.request_id}"})
    ]  # fmt: skip
    found = after(learned, peak, 2.0)
    assert [(one.rule, one.severity, one.order, one.identity) for one in found] == [
        ("spikes-api", Severity.INFO, "", "")
    ]
    assert "known: a busy day" in found[0].message


def test_many_new_callers_at_once_are_more_than_a_busy_day(learned: bytes):
    chance = random.Random(3)
    flood = every(0.1, 6000, lambda at, n: sight(at, identity=f"address:198.51.100.{n % 200}", response_bytes=1200,
                                                 duration=0.02 * math.exp(chance.gauss(0, 0.3))))  # fmt: skip
    found = [one for one in after(learned, flood) if one.rule == "spikes-api"]
    assert [(one.severity, one.order) for one in found] == [(Severity.WARNING, "")]
    assert "of them new" in found[0].message


def test_a_caller_that_makes_half_of_a_spike_is_named(learned: bytes):
    rush = every(0.1, 3000, lambda at, _: sight(at, response_bytes=1200, duration=0.02))
    found = [one for one in after(learned, rush) if one.rule == "spikes-api"]
    assert [one.identity for one in found] == ["key:caller-1"]


def test_silence_is_said_once_by_the_clock_alone(learned: bytes):
    behaviour = Statistics()
    assert behaviour.load(learned)
    found = [one for n in range(180) for one in behaviour.tick(LATE + 10 * n)]
    assert rules(found) == ["spikes-drop"]
    assert len(found) == 1
    assert found[0].at - LATE <= 300


@pytest.mark.parametrize(
    ("rule", "what"),
    [("statistics-errors", {"status": 503}), ("statistics-slow", {"duration": 2.5})],
)
def test_an_operation_that_breaks_is_said_of_the_operation_and_of_no_caller(
    learned: bytes, rule: str, what: dict[str, object]
):
    behaviour = Statistics()
    assert behaviour.load(learned)
    broken = changed(usual(9, 0.5, start=LATE), lambda one: what if one.operation == "GET /products" else {})
    found = run(behaviour, broken)
    assert {(one.operation, one.identity, one.order) for one in found if one.rule == rule} == {
        ("GET /products", "", "")
    }
    assert rules(found) == [rule]


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("statistics-errors", lambda n: {"status": 502} if n % 4 == 0 else {}),
        ("statistics-slow", lambda _: {"duration": 0.1}),
    ],
)
def test_what_lasts_is_said_within_fifty_exchanges_and_what_others_share_is_not_said_of_one(
    learned: bytes, rule: str, what: Callable[[int], dict[str, object]]
):
    def found(broken: set[str]) -> list[tuple[str, int]]:
        behaviour, numbers, said = Statistics(), Counter[str](), []
        assert behaviour.load(learned)
        for one in usual(9, 0.2, 120.0, start=LATE):
            numbers[one.operation] += 1
            change = what(numbers[one.operation]) if one.operation in broken else {}
            concluded = behaviour.observe(msgspec.structs.replace(one, **change))
            said += [(each.operation, numbers[one.operation]) for each in concluded if each.rule == rule]
        return said

    ((operation, exchanges),) = found({"GET /orders/{id}"})
    assert operation == "GET /orders/{id}"
    assert exchanges <= 50
    everywhere = found({row[0] for row in OPERATIONS})
    assert len(everywhere) < len(OPERATIONS) - 1


def test_the_season_is_learned_in_two_weeks_and_a_monday_morning_is_no_spike_then():
    """Silence from evening to morning, every day: in the third week the morning is expected."""
    behaviour = Statistics()
    found: list[tuple[float, str]] = []
    for day in range(17):
        morning = START + day * 86400
        some = usual(100 + day, 3.0, 30.0, callers=30, start=morning)
        rush = (one for one in usual(200 + day, 0.5, 200.0, callers=30, start=morning + HOUR))
        found += [(day, one.rule) for one in run(behaviour, [*some, *rush])]
    assert [rule for day, rule in found if day >= 15] == []


def test_a_restart_forgets_nothing_and_what_is_unreadable_starts_anew(learned: bytes):
    one, other = Statistics(), Statistics()
    assert one.load(learned)
    assert other.load(one.dump())
    sights = FOUND["answers far above the peers'"][1]
    assert run(one, list(sights)) == run(other, list(sights)) != []
    assert [Statistics().load(data) for data in (b"", b"\x93\x01", learned[:100])] == [False] * 3


def test_memory_is_bounded_whoever_comes():
    behaviour = Statistics(StatisticsSettings(identities=100, operations=50))
    for n in range(3000):
        behaviour.observe(sight(START + n, f"GET /x{n}", f"address:10.0.{n // 250}.{n % 250}"))
    few = len(behaviour.dump())
    for n in range(3000, 9000):
        behaviour.observe(sight(START + n, f"GET /x{n}", f"address:10.0.{n // 250}.{n % 250}"))
    assert len(behaviour.dump()) < 1.2 * few + 100_000


def test_what_is_usual_stands_beside_what_is_seen_now(learned: bytes) -> None:
    behaviour = Statistics()
    assert behaviour.load(learned)
    grown = every(0.5, 200, lambda at, n: sight(at, "GET /orders", f"key:caller-{n % 40}", response_bytes=90_000))
    run(behaviour, grown)
    shown = {(one.operation, one.figure): one for one in behaviour.baselines()}
    answers = shown["GET /orders", "answer size"]
    assert 13_000 < answers.usual < 25_000 < answers.high < answers.bound
    assert answers.now == pytest.approx(90_000, rel=0.02)
    assert 40 < shown["", "requests"].usual < 100
    assert shown["", "requests"].number >= 7 * 60
    assert shown["", "requests"].low <= shown["", "requests"].usual <= shown["", "requests"].high
    errors = shown["GET /orders/{id}", "server errors"]
    assert 0.0 < errors.usual < 0.02
    assert list(Statistics().baselines()) == []
