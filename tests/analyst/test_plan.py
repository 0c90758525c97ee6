from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.analyst.notify.plan import HOUR, Quiet, held_until, plan, wants
from gateway.storage.sightings import AlertEvent
from tests.analyst.messages import NOW, a_channel, an_alert

SECOND = 1_000_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def readable(microseconds: int | None) -> str | None:
    return microseconds and datetime.fromtimestamp(microseconds / SECOND, UTC).strftime("%m-%d %H:%M")


def quiet(begin: str, end: str, zone: str = "UTC", **more: Any) -> dict[str, Any]:
    return {"from": begin, "to": end, "timezone": zone, **more}


WANTS = [
    ({}, {}, True),
    ({"enabled": False}, {}, False),
    ({"severity": 5}, {"severity": 4}, False),
    ({"severity": 4}, {"severity": 4}, True),
    ({"api_ids": [2, 3]}, {"api_id": 1}, False),
    ({"api_ids": [2, 3]}, {"api_id": 3}, True),
]


@pytest.mark.parametrize(("channel", "alert", "wanted"), WANTS)
def test_a_channel_is_told_of_its_severities_and_apis(channel: dict, alert: dict, wanted: bool) -> None:
    event = AlertEvent("opened", an_alert(**alert))
    assert wants(a_channel("email", {}, **channel), event) is wanted
    assert bool(plan([event], [a_channel("email", {}, **channel)], {}, {}, NOW)) is wanted


NIGHTS = [
    ("22:00", "07:00", "UTC", "2027-01-15T21:59", None),
    ("22:00", "07:00", "UTC", "2027-01-15T22:00", "01-16 07:00"),
    ("22:00", "07:00", "UTC", "2027-01-16T06:59", "01-16 07:00"),
    ("22:00", "07:00", "UTC", "2027-01-16T07:00", None),
    ("12:00", "13:00", "UTC", "2027-01-15T12:30", "01-15 13:00"),
    ("12:00", "13:00", "UTC", "2027-01-15T11:30", None),
    ("22:00", "07:00", "Europe/Berlin", "2027-01-15T21:30", "01-16 06:00"),
    ("22:00", "07:00", "Europe/Berlin", "2027-07-15T20:30", "07-16 05:00"),
    # The clocks go forward at 2 o'clock: the night is an hour shorter; back at 3: an hour longer.
    ("22:00", "07:00", "Europe/Berlin", "2027-03-27T22:00", "03-28 05:00"),
    ("22:00", "07:00", "Europe/Berlin", "2027-10-30T21:00", "10-31 06:00"),
    # A quiet time that ends at an hour which that day does not have.
    ("01:00", "02:30", "Europe/Berlin", "2027-03-28T00:30", "03-28 01:30"),
    ("09:00", "18:00", "Asia/Kolkata", "2027-01-15T04:00", "01-15 12:30"),
]


@pytest.mark.parametrize(("begin", "end", "zone", "now", "until"), NIGHTS)
def test_quiet_hours_are_those_of_their_time_zone(begin: str, end: str, zone: str, now: str, until: str | None) -> None:
    assert readable(Quiet.of(quiet(begin, end, zone)).end_after(at(now))) == until


def test_by_night_all_is_held_but_what_is_excepted() -> None:
    channel = a_channel("email", {}, quiet=quiet("22:00", "07:00", except_severity="critical"))
    night = at("2027-01-15T23:00")
    assert readable(held_until(channel, 4, [], night)) == "01-16 07:00"
    assert held_until(channel, 5, [], night) is None


def test_over_the_rate_is_held_until_the_hour_has_room() -> None:
    channel = a_channel("email", {}, per_hour=2)
    sent = [NOW - 50 * 60 * SECOND, NOW - 10 * 60 * SECOND]
    assert held_until(channel, 5, sent[:1], NOW) is None
    assert held_until(channel, 5, sent, NOW) == sent[0] + HOUR
    assert held_until(channel, 5, [NOW - HOUR, sent[1]], NOW) is None


def test_many_events_at_once_do_not_pass_the_rate_together() -> None:
    events = [AlertEvent("opened", an_alert(id=n)) for n in range(1, 6)]
    channels = [a_channel("email", {}, id=1, per_hour=2), a_channel("email", {}, id=2, per_hour=100)]
    planned = plan(events, channels, {1: [NOW - 60 * SECOND]}, {1: "orders"}, NOW)
    states = {n: [one.state for one in planned if one.channel_id == n] for n in (1, 2)}
    assert states == {1: ["waiting", *["held"] * 4], 2: ["waiting"] * 5}
    assert planned[0].content["alert"]["api"] == "orders"
