"""The simulated day is what it says: the same for a seed, in order, with rates that add up; and its score is just."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

import msgspec
import pytest

from addons.behaviour.sight import Conclusion, Sight
from addons.finding import Severity
from bench.behaviour.day import Day
from bench.behaviour.plan import INCIDENTS, INTENSITIES, KINDS, PLAN, Campaign
from bench.behaviour.score import Score

HOUR = 3600.0


@dataclass(frozen=True)
class Seen:
    day: Day
    count: int
    in_order: bool
    hostile: Counter[int]
    named: dict[int, set[str]]
    strangers: int
    people_by_hour: Counter[int]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """A whole day of few good callers and all attacks."""
    day = Day.make(7, identities=80)
    known = {one.identity: one.kind for one in day.people}
    hostile: Counter[int] = Counter()
    named: dict[int, set[str]] = {one.number: set() for one in day.campaigns}
    hours: Counter[int] = Counter()
    last, in_order, strangers, count = 0.0, True, 0, 0
    for sight, number in day.stream():
        count += 1
        in_order = in_order and sight.at >= last
        last = sight.at
        if number:
            hostile[number] += 1
            named[number].add(sight.identity)
        elif sight.identity in known:
            hours[int((sight.at - day.world.day) // HOUR)] += known[sight.identity] in ("web", "mobile", "office")
        elif not sight.identity.startswith("address:"):
            strangers += 1
    assert day.world.start <= last < day.world.end
    return Seen(day, count, in_order, hostile, named, strangers, hours)


def first(seed: int, count: int) -> list[tuple[Sight, int]]:
    return list(islice(Day.make(seed, identities=80).stream(), count))


def test_a_seed_makes_the_same_day_and_another_one_another() -> None:
    one = first(3, 2000)
    assert first(3, 2000) == one
    assert [sight.path for sight, _ in first(4, 2000)] != [sight.path for sight, _ in one]


def test_exchanges_come_in_order_and_from_known_callers(seen: Seen) -> None:
    assert seen.in_order
    assert seen.strangers == 0
    assert seen.count > 50_000


def test_there_is_one_campaign_of_each_kind_and_intensity(seen: Seen) -> None:
    found = [(one.kind, one.intensity) for one in seen.day.campaigns]
    assert found == [(kind, intensity) for kind in KINDS for intensity in INTENSITIES]
    day = seen.day.world.day
    assert all(day + 3 * HOUR <= one.start < one.end <= day + 24 * HOUR for one in seen.day.campaigns)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in INCIDENTS])
def test_a_campaign_sends_what_its_figures_say(seen: Seen, kind: str) -> None:
    for level, intensity in enumerate(INTENSITIES):
        (one,) = [c for c in seen.day.campaigns if (c.kind, c.intensity) == (kind, intensity)]
        low, high = (rate * (one.end - one.start) for rate in PLAN[kind][level].rate)
        assert 0.8 * low - 4 * low**0.5 <= seen.hostile[one.number] <= 1.2 * high + 4 * high**0.5 + 2
        assert seen.named[one.number] <= one.identities


def test_the_sale_brings_several_times_the_people(seen: Seen) -> None:
    start, end, _ = seen.day.world.sale
    hour = int((start + 600 - seen.day.world.day) // HOUR)
    sale = max(seen.people_by_hour[hour], seen.people_by_hour[hour + 1])
    others = [count for at, count in seen.people_by_hour.items() if not hour - 1 <= at <= hour + 4]
    assert sale > 3 * sum(others) / len(others)
    assert HOUR <= end - start <= 2 * HOUR


def test_without_attacks_there_are_none() -> None:
    day = Day.make(5, identities=30, attacks=False)
    assert day.campaigns == []
    assert {number for _, number in islice(day.stream(), 3000)} == {0}


def a_conclusion(sight: Sight, **changes: object) -> Conclusion:
    made = Conclusion("d", "d-rule", sight.api_id, sight.at, Severity.ERROR, "words", identity=sight.identity)
    return msgspec.structs.replace(made, **changes)


@dataclass(frozen=True)
class Stage:
    """A campaign of one address, a good caller, and an exchange of each."""

    score: Score
    campaign: Campaign
    hostile: Sight
    good: Sight


@pytest.fixture
def stage() -> Stage:
    day = Day.make(7, identities=80)
    (campaign,) = [one for one in day.campaigns if (one.kind, one.intensity) == ("scanner", "medium")]
    identity = min(campaign.identities)
    caller = next(one for one in day.people if one.kind == "web")
    hostile = Sight("h", campaign.start + 5, 1, "GET /x", "GET", "/x", 404, "allow", identity, identity[8:])
    good = Sight("g", campaign.start, 1, "GET /x", "GET", "/x", 200, "allow", caller.identity, caller.home.address)
    return Stage(Score(day), campaign, hostile, good)


def test_a_campaign_is_found_by_who_takes_part_and_not_before_it_began(stage: Stage) -> None:
    found = stage.score.found[stage.campaign.number]
    stage.score.conclude(a_conclusion(stage.hostile), stage.campaign.start - 1)
    assert not found.is_found
    for second in range(30):
        stage.score.see(msgspec.structs.replace(stage.hostile, at=stage.hostile.at + second), stage.campaign.number)
    stage.score.conclude(a_conclusion(stage.hostile), stage.hostile.at + 29)
    assert (found.after, found.hostile_before, found.in_time) == (29.0, 30, True)
    assert stage.score.false_decisions == 0


@pytest.mark.parametrize(
    ("change", "wronged"),
    [
        ({}, 0),
        ({"order": "ban", "scope": "principal", "target": "x", "seconds": 60.0}, 1),
        ({"order": "ban", "scope": "address", "target": "good", "identity": "", "seconds": 60.0}, 1),
        ({"order": "ban", "scope": "range", "target": "0.0.0.0/0", "identity": "", "seconds": 60.0}, 1),
        ({"order": "ban", "scope": "address", "target": "198.51.100.1", "identity": "", "seconds": 60.0}, 0),
    ],
)
def test_an_order_wrongs_every_good_caller_it_would_hit_once(
    stage: Stage, change: dict[str, str], wronged: int
) -> None:
    good = msgspec.structs.replace(stage.good, client="203.0.113.9")
    stage.score.see(good, 0)
    if change.get("target") == "good":
        change = change | {"target": good.client}
    stage.score.conclude(a_conclusion(good, **change), good.at)
    for second in (10, 20, 600):
        stage.score.see(msgspec.structs.replace(good, at=good.at + second), 0)
    assert stage.score.false_decisions == wronged
    assert stage.score.false_alerts.total() == (not change)


def test_the_hours_of_good_callers_are_counted(stage: Stage) -> None:
    for hour in (0, 0, 1, 3):
        stage.score.see(msgspec.structs.replace(stage.good, at=stage.good.at + hour * HOUR), 0)
    assert stage.score.active_hours == 3
    assert stage.score.identity_hours == 80 * 24
