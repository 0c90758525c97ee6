"""Stolen tokens and floods from elsewhere are found; travellers, VPNs, phones and CI are left in peace."""

from __future__ import annotations

import random
from collections.abc import Iterable

import msgspec
import pytest

from addons.behaviour import Conclusion, Sight
from addons.behaviour.distances import apart, known
from addons.behaviour.geography import Geography, GeographySettings
from addons.behaviour.mix import divergence
from addons.finding import Severity
from tests.addons.behaviour.steady import HOUR, START, changed, rules, run, sight, usual

HOMES = ["CH"] * 6 + ["DE"] * 3 + ["US"]
LATE = START + 30 * HOUR


def home(identity: str) -> str:
    return HOMES[sum(identity.encode()) % len(HOMES)]


def at_home(sights: Iterable[Sight]) -> list[Sight]:
    return changed(sights, lambda one: {"country": home(one.identity), "network": 64500 + len(home(one.identity)),
                                        "identity": one.identity.replace("key:", "jwt:")})  # fmt: skip


@pytest.fixture(scope="module")
def learned() -> bytes:
    behaviour = Geography()
    assert rules(run(behaviour, at_home(usual(5, 30.0, 30.0)))) == []
    return behaviour.dump()


def after(learned: bytes, more: Iterable[Sight], hours: float = 1.0) -> list[Conclusion]:
    behaviour = Geography()
    assert behaviour.load(learned)
    return run(behaviour, [*more, *at_home(usual(6, hours, 30.0, start=LATE))])


def calls(who: str, country: str, times: Iterable[float], network: int = 64999) -> list[Sight]:
    return [sight(LATE + at, identity=who, country=country, network=network) for at in times]


SWISS = next(f"jwt:caller-{n}" for n in range(40) if home(f"key:caller-{n}") == "CH")


def test_a_new_country_is_said_after_several_calls_with_what_is_usual(learned: bytes):
    found = after(learned, calls(SWISS, "BR", range(0, 100, 10)))
    first = next(one for one in found if one.rule == "geography-country")
    assert (first.identity, first.severity, first.order, first.scope) == (SWISS, Severity.NOTICE, "", "")
    assert first.message == (
        f"{SWISS} called 5 times in 40 s from BR (AS64999); in 30 hours and {first.message.split(' and ')[1].split()[0]} "
        "calls it has been in CH, at least 6,400 km away"
    )
    assert len([one for one in found if one.rule == "geography-country"]) == 1


def test_a_token_used_at_home_and_far_away_by_turns_is_impossible_travel(learned: bytes):
    away = calls(SWISS, "BR", range(30, 900, 60))
    back = calls(SWISS, "CH", range(0, 900, 60), 64502)
    found = [one for one in after(learned, away + back) if one.rule == "geography-travel"]
    assert [(one.identity, one.severity, one.order) for one in found] == [(SWISS, Severity.WARNING, "")]
    assert found[0].at - LATE <= 300
    assert "from CH and BR, at least 6,400 km apart, by turns" in found[0].message


def test_another_country_that_floods_an_api_is_found_in_its_mix(learned: bytes):
    chance = random.Random(2)
    flood = [
        sight(LATE + chance.uniform(0, 900), identity=f"address:203.0.113.{n % 60}", country="VN", network=64800)
        for n in range(600)
    ]
    found = after(learned, flood)
    assert [(one.rule, one.identity, one.order) for one in found] == [("geography-mix", "", "")]
    assert "VN made" in found[0].message
    assert "callers; 0 % is usual" in found[0].message


QUIET = {
    "one call from elsewhere": calls(SWISS, "BR", [0]),
    "four calls from elsewhere": calls(SWISS, "BR", [0, 10, 20, 30]),
    "across the border": calls(SWISS, "FR", range(0, 1800, 20)),
    "a crawler from elsewhere": calls("address:203.0.113.7", "VN", range(0, 900, 1)),
    "newcomers from elsewhere": [one for n in range(8) for one in calls(f"jwt:new-{n}", "JP", range(0, 900, 60))],
    "no country": calls(SWISS, "", range(0, 900, 10)),
    "a caller that fails elsewhere": [
        sight(LATE + n, identity=SWISS, country="BR", network=64999, status=401) for n in range(50)
    ],
    "one login behind two exits, from the beginning": [
        one for n in range(5) for one in calls(f"jwt:vpn-{n}", ("US", "CH")[n % 2], range(n, 1800, 30))
    ],
}


@pytest.mark.parametrize("case", QUIET)
def test_what_is_normal_is_not_said(learned: bytes, case: str):
    assert [one.message for one in after(learned, QUIET[case])] == []


def test_a_company_exit_that_many_use_is_not_travel(learned: bytes):
    staff = [f"jwt:caller-{n}" for n in range(40) if home(f"key:caller-{n}") == "CH"][:12]
    exits = [one for n, who in enumerate(staff) for one in calls(who, "US", range(n, 1800, 60), 64700)]
    found = after(learned, exits)
    assert [one.message for one in found if one.rule == "geography-travel"] == []
    assert len({one.identity for one in found}) <= 2, "the first ones may be said, the rest use a known exit"


def test_a_traveller_is_a_notice_once_and_never_impossible(learned: bytes):
    flight = calls(SWISS, "US", range(12 * 3600, 14 * 3600, 60))
    behaviour = Geography()
    assert behaviour.load(learned)
    found = run(behaviour, flight)
    assert [(one.rule, one.severity) for one in found] == [("geography-country", Severity.NOTICE)]


def test_a_service_in_many_regions_never_settles():
    behaviour = Geography()
    regions = ["US", "DE", "SG", "BR"]
    sights = [
        sight(START + 20 * n, identity="key:ci", country=regions[n % 4], network=64600 + n % 4) for n in range(6000)
    ]
    assert run(behaviour, sights) == []


def test_a_day_that_turns_with_the_time_zones_says_nothing():
    chance = random.Random(8)
    sights = []
    for one in usual(9, 72.0, 20.0, callers=200):
        hour = (one.at - START) / HOUR % 24
        asia = 0.5 if 12 <= hour < 21 else 0.1
        country = "JP" if sum(one.identity.encode()) % 100 < 100 * asia else chance.choice(["CH", "DE", "GB"])
        moved = {"country": country, "identity": f"{one.identity}-{country}"}
        sights.append(msgspec.structs.replace(one, **moved))
    assert [one.message for one in run(Geography(), sights) if one.at - START > 26 * HOUR] == []


def test_an_apis_countries_are_shown_with_their_usual_share(learned: bytes):
    behaviour = Geography()
    assert behaviour.load(learned)
    shown = {one.figure: one for one in behaviour.baselines()}
    assert sum(one.usual for one in shown.values()) == pytest.approx(1.0, abs=0.05)
    assert all(one.api_id == 1 and one.unit == "share" and one.bound > one.usual for one in shown.values())
    assert list(Geography().baselines()) == []


def test_a_restart_forgets_nothing_and_what_is_unreadable_starts_anew(learned: bytes):
    one, other = Geography(), Geography()
    assert one.load(learned)
    assert other.load(one.dump())
    some = calls(SWISS, "BR", range(0, 100, 10))
    assert run(one, some) == run(other, some) != []
    assert [Geography().load(data) for data in (b"", b"\x93\x01", learned[:50])] == [False] * 3


def test_memory_is_bounded_whoever_comes():
    behaviour = Geography(GeographySettings(identities=100))
    for n in range(4000):
        behaviour.observe(sight(START + n, identity=f"jwt:{n}", country="CH", network=n))
    few = len(behaviour.dump())
    for n in range(4000, 12_000):
        behaviour.observe(sight(START + n, identity=f"jwt:{n}", country="CH", network=n))
    assert len(behaviour.dump()) < 1.5 * few + 20_000


def test_every_country_has_a_place_and_ways_are_the_least():
    assert len(known()) == 239
    pairs = {("CH", "DE"): 0, ("US", "CA"): 0, ("FR", "GB"): 0, ("XX", "CH"): 0, ("CH", "CH"): 0}
    assert {pair: apart(*pair) for pair in pairs} == pairs
    for one, other, least, most in [("CH", "BR", 5000, 9000), ("GB", "US", 3000, 6000), ("JP", "US", 3000, 9000),
                                    ("NL", "RU", 700, 2200), ("AU", "CH", 9000, 15_000)]:  # fmt: skip
        assert least <= apart(one, other) <= most, (one, other, apart(one, other))
        assert apart(one, other) == apart(other, one)


def test_the_divergence_of_shares_is_between_nothing_and_one_bit():
    assert divergence({"CH": 0.5, "DE": 0.5}, {"CH": 0.5, "DE": 0.5}) == 0.0
    assert divergence({"CH": 1.0}, {"DE": 1.0}) == pytest.approx(1.0)
    assert divergence({"CH": 1.0}, {"CH": 0.5, "DE": 0.5}) == pytest.approx(0.3112781)


def young(who: str, *more: Sight) -> list[Conclusion]:
    """An identity that is known for an hour and a few calls: not settled, yet at home somewhere."""
    behaviour = Geography()
    behaviour.load(b"")
    at_home = [sight(LATE + n * 240, identity=who, country="CH", network=64502, user_agent="app/1") for n in range(15)]
    return run(behaviour, [*at_home, *more])


def abroad(who: str, agent: str, minutes: float, number: int = 8) -> list[Sight]:
    return [
        sight(LATE + 3600 + minutes * 60 + n * 10, identity=who, country="BR", network=64999, user_agent=agent)
        for n in range(number)
    ]


def test_a_session_that_goes_on_far_away_by_other_software_is_impossible_travel():
    (told,) = young("jwt:alice", *abroad("jwt:alice", "curl/8", 20))
    assert (told.rule, told.severity, told.order) == ("geography-travel", Severity.WARNING, "")
    assert told.message == (
        "jwt:alice called 5 times from BR (AS64999) by software that it never used before, 25 minutes after it was in CH, "
        "at least 6,400 km away"
    )


ORDINARY = {
    "a VPN is turned on": ("jwt:alice", "app/1", 20.0),
    "a flight, and a borrowed phone": ("jwt:alice", "curl/8", 12 * 60.0),
    "a key of many machines": ("key:alice", "curl/8", 20.0),
}


@pytest.mark.parametrize("case", ORDINARY)
def test_who_keeps_the_software_or_takes_the_time_is_no_impossible_traveller(case: str):
    who, agent, minutes = ORDINARY[case]
    assert [one.message for one in young(who, *abroad(who, agent, minutes))] == []


def test_a_country_that_floods_an_api_late_in_a_window_is_found_within_a_minute(learned: bytes):
    """The long window is nearly over: all that came before in it would hide what begins now."""
    behaviour, chance = Geography(), random.Random(3)
    assert behaviour.load(learned)
    busy = list(at_home(usual(6, 0.3, 600.0, callers=400, start=LATE)))
    begin = LATE + 800
    flood = [
        sight(begin + n / 5, identity=f"address:203.0.113.{chance.randrange(120)}", country="VN", network=64800)
        for n in range(500)
    ]
    found = [one for one in run(behaviour, [*busy, *flood]) if one.rule == "geography-mix"]
    assert found
    assert found[0].at - begin <= 60
