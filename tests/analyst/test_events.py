"""Which alerts are opened, and what there is to tell of them: cap on callers, standing mutes, milestones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.storage import alerts as storage
from gateway.storage.alerts import AlertFilter, AlertRow
from gateway.storage.edit import Actor
from gateway.storage.mutes import NewMute, standing_mutes
from gateway.storage.sightings import MANY, Sighting
from gateway.storage.store import Store
from tests.stores import FakeClock

SECOND = 1_000_000
HOUR = 3600 * SECOND


def a_sighting(clock: FakeClock, **changes) -> Sighting:
    plain = Sighting(
        api_id=1, detector="signatures", identity="address:203.0.113.7", operation="GET /a", title="SQL injection from one",
        severity=4, count=1, stopped=0, first_at=clock(), last_at=clock(), rules={"942100": 1}, samples=["r"],
        crowd="SQL injection from many callers",
    )  # fmt: skip
    return replace(plain, **changes)


async def record(store: Store, *sightings: Sighting) -> list[tuple[str, int]]:
    """What is told: the kind of each event, and the count."""
    async with store.database.writing() as connection:
        mutes = await standing_mutes(connection, store.clock())
        events = await store.alerts.record(connection, sightings, store.clock(), mutes)
    return [(event.kind, event.alert.count) for event in events]


async def only(store: Store) -> AlertRow:
    (alert,) = await store.alerts.query()
    return alert


async def test_ten_thousand_hits_are_one_alert_and_a_handful_of_events(store: Store, clock: FakeClock) -> None:
    told = []
    for _ in range(100):
        told += await record(store, a_sighting(clock, count=100))
        clock.forward(1)
    assert told == [("opened", 100), ("milestone", 1000), ("milestone", 10_000)]
    assert (await only(store)).count == 10_000


async def test_an_event_carries_the_alert_as_it_is_in_the_store(store: Store, clock: FakeClock) -> None:
    for severity in (4, 5):
        async with store.database.writing() as connection:
            (event,) = await store.alerts.record(connection, [a_sighting(clock, severity=severity)], clock())
        assert event.alert == await store.alerts.get(event.alert.id)
    assert event.kind == "graver"


async def test_an_open_alert_that_comes_back_after_a_day_is_told_again(store: Store, clock: FakeClock) -> None:
    assert await record(store, a_sighting(clock)) == [("opened", 1)]
    clock.forward(23 * 3600)
    assert await record(store, a_sighting(clock)) == []
    clock.forward(25 * 3600)
    assert await record(store, a_sighting(clock)) == [("reopened", 3)]


@pytest.mark.parametrize("unmuted_before", [True, False])
async def test_a_mute_that_ended_by_itself_is_told_with_the_next_hit_once(
    store: Store, clock: FakeClock, actor: Actor, unmuted_before: bool
) -> None:
    await record(store, a_sighting(clock))
    async with store.edit(actor, "mute") as edit:
        await store.alerts.mute(edit, (await only(store)).id, clock() + 60 * SECOND)
    assert await record(store, a_sighting(clock, severity=5, count=1000)) == []
    clock.forward(60)
    if unmuted_before:
        await store.alerts.unmute(clock())
    assert await record(store, a_sighting(clock)) == [("reopened", 1002)]
    assert await record(store, a_sighting(clock)) == []
    assert (await only(store)).status == "open"


async def test_a_mute_that_a_person_ended_is_not_told(store: Store, clock: FakeClock, actor: Actor) -> None:
    await record(store, a_sighting(clock))
    for until in (clock() + HOUR, 0):
        async with store.edit(actor, "mute") as edit:
            await store.alerts.mute(edit, (await only(store)).id, until)
    assert await record(store, a_sighting(clock)) == []


async def test_an_acknowledged_alert_is_told_only_when_it_is_a_new_one(
    store: Store, clock: FakeClock, actor: Actor
) -> None:
    await record(store, a_sighting(clock))
    async with store.edit(actor, "ack") as edit:
        await store.alerts.ack(edit, (await only(store)).id)
    assert await record(store, a_sighting(clock, count=5000)) == []
    assert await record(store, a_sighting(clock, severity=5)) == [("opened", 1)]


async def test_over_the_cap_further_callers_share_one_alert(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "CALLERS", 5)
    callers = [a_sighting(clock, identity=f"address:192.0.2.{n}", severity=3 + n % 2) for n in range(1, 21)]
    assert await record(store, *callers[:3]) == [("opened", 1)] * 3
    assert await record(store, *callers[3:]) == [("opened", 1)] * 2 + [("opened", 15)]
    rows = await store.alerts.query(AlertFilter(identity=MANY))
    assert [(row.count, row.severity, row.title) for row in rows] == [(15, 4, "SQL injection from many callers")]
    # Those that have an alert count in it on; the crowd goes on in its own; other detectors are not affected.
    clock.forward(60)
    elsewhere = a_sighting(clock, detector="limits", identity="address:192.0.2.9")
    assert await record(store, *callers, elsewhere) == [("opened", 1)]
    assert len(await store.alerts.query(limit=100)) == 7
    assert sum(row.count for row in await store.alerts.query(limit=100)) == 41


async def test_the_cap_counts_an_hour(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "CALLERS", 2)
    for n in range(4):
        await record(store, a_sighting(clock, identity=f"address:192.0.2.{n}"))
    clock.forward(3700)
    await record(store, a_sighting(clock, identity="address:192.0.2.9"))
    identities = [row.identity for row in await store.alerts.query()]
    assert sorted(identities) == [MANY, "address:192.0.2.0", "address:192.0.2.1", "address:192.0.2.9"]


async def test_a_detector_that_fails_and_a_crowd_are_two_alerts(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "CALLERS", 0)
    failed = a_sighting(clock, identity="", title="Detector signatures failed")
    assert len(await record(store, failed, a_sighting(clock))) == 2
    assert {row.identity for row in await store.alerts.query()} == {"", MANY}


MUTES = [
    ({"api_id": 1, "detector": "signatures"}, True),
    ({"api_id": 1}, True),
    ({"identity": "address:203.0.113.7"}, True),
    ({"detector": "signatures", "identity": "address:203.0.113.7", "api_id": 1}, True),
    ({"api_id": 2}, False),
    ({"detector": "limits"}, False),
    ({"identity": "address:203.0.113.8", "api_id": 1}, False),
]


@pytest.mark.parametrize(("scope", "covered"), MUTES)
async def test_a_standing_mute_covers_what_is_open_and_what_comes(
    store: Store, clock: FakeClock, actor: Actor, scope: dict, covered: bool
) -> None:
    other = a_sighting(clock, api_id=3, detector="payload", identity="address:198.51.100.1")
    await record(store, a_sighting(clock), other)
    until = clock() + HOUR
    async with store.edit(actor, "mute.add") as edit:
        mute_id = await store.mutes.add(edit, NewMute(until, **scope))
    statuses = {row.api_id: (row.status, row.muted_until) for row in await store.alerts.query()}
    assert statuses == {1: ("muted", until) if covered else ("open", 0), 3: ("open", 0)}
    again = a_sighting(clock, severity=5, count=500)
    assert await record(store, again) == ([] if covered else [("graver", 501)])
    # Ended by hand, it is open again at once.
    async with store.edit(actor, "mute.end") as edit:
        await store.mutes.end(edit, mute_id)
    assert {row.status for row in await store.alerts.query()} == {"open"}
    assert await store.mutes.query() == []


async def test_a_new_alert_under_a_mute_is_opened_muted_and_told_when_the_mute_is_over(
    store: Store, clock: FakeClock, actor: Actor
) -> None:
    until = clock() + HOUR
    async with store.edit(actor, "mute.add") as edit:
        await store.mutes.add(edit, NewMute(until, detector="signatures"))
    assert await record(store, a_sighting(clock)) == []
    alert = await only(store)
    assert (alert.status, alert.muted_until) == ("muted", until)
    clock.forward(3601)
    assert await record(store, a_sighting(clock)) == [("reopened", 2)]


async def test_alerts_are_sorted_by_severity_and_count_page_by_page(store: Store, clock: FakeClock) -> None:
    for n in range(1, 10):
        await record(store, a_sighting(clock, identity=f"address:192.0.2.{n}", severity=2 + n % 3, count=n % 4 + 1))
        clock.forward(1)

    async def paged(sort: storage.Sort) -> list[AlertRow]:
        found, cursor = [], None
        while rows := await store.alerts.query(cursor=cursor, limit=2, sort=sort):
            found += rows
            cursor = tuple(getattr(rows[-1], name) for name in storage.sort_columns(sort))
        return found

    everything = await store.alerts.query()
    for sort in ("severity", "count"):
        expected = sorted(everything, key=lambda row: (getattr(row, sort), row.last_at, row.id), reverse=True)
        assert await paged(sort) == expected
    assert await paged("last_at") == everything


async def test_alerts_are_found_by_label_and_words(store: Store, clock: FakeClock, actor: Actor) -> None:
    await record(store, a_sighting(clock), a_sighting(clock, identity="key:abc", title="Flood", detector="limits"))
    flood = await store.alerts.query(AlertFilter(contains="FLOOD"))
    injection = await store.alerts.query(AlertFilter(contains="sql"))
    assert ([row.title for row in flood], [row.title for row in injection]) == (["Flood"], ["SQL injection from one"])
    async with store.edit(actor, "review") as edit:
        await store.alerts.review(edit, flood[0].id, "false_positive")
    assert [row.id for row in await store.alerts.query(AlertFilter(review="false_positive"))] == [flood[0].id]
    assert [row.id for row in await store.alerts.query(AlertFilter(review=""))] == [injection[0].id]
    assert await store.alerts.query(AlertFilter(contains="%")) == []
