from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from gateway.analyst import run
from gateway.analyst.run import Analyst, run_analyst
from gateway.settings import Settings
from gateway.storage.alerts import AlertFilter, AlertRow
from gateway.storage.decisions import DecisionFilter, NewDecision
from gateway.storage.edit import Actor
from gateway.storage.errors import NotFound, StoreUnavailable
from gateway.storage.lists import NewEntry
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.servers import Mariadb
from tests.stores import FakeClock, a_finding, a_record

DAY = 86_400


def an_analyst(store: Store, settings: Settings, holder: str = "one") -> Analyst:
    return Analyst(store, settings, asyncio.Event(), holder)


async def ship(store: Store, *numbers: int, journal: str = "a", **changes: object) -> None:
    await store.exchanges.ship(journal, [(n, a_record(n, (a_finding(),), **changes)) for n in numbers])


async def only_alert(store: Store) -> AlertRow:
    (alert,) = await store.alerts.query()
    return alert


async def test_findings_become_an_alert_that_counts_on(store: Store, settings: Settings) -> None:
    analyst = an_analyst(store, settings)
    await ship(store, 1, 2, 3, action="block", status=403)
    assert await analyst.tick()
    await ship(store, 4, 5)
    assert await analyst.tick()
    alert = await only_alert(store)
    assert (alert.title, alert.status, alert.severity) == (
        "SQL injection from key:ab12cd34ef56 on GET /orders/{id}", "open", 5,
    )  # fmt: skip
    assert (alert.count, alert.stopped, alert.rules) == (5, 3, {"942100": 5})
    assert (alert.first_at, alert.last_at) == (a_record(1).at, a_record(5).at)
    assert alert.samples == [f"request-{n}" for n in range(1, 6)]
    assert await store.alerts.get(alert.id) == alert
    with pytest.raises(NotFound):
        await store.alerts.get(alert.id + 1)


async def test_a_burst_of_throttles_by_one_caller_is_one_alert(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 20)
    throttled = a_finding(detector="limits", rule="limit", effect="throttle", severity=3, tags=[])
    records = [
        a_record(n, (throttled,), action="throttle", status=429, operation=f"GET /{n % 7}") for n in range(1, 301)
    ]
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    await an_analyst(store, settings).tick()
    alert = await only_alert(store)
    assert (alert.count, alert.stopped, alert.detector, len(alert.samples)) == (300, 300, "limits", 10)


async def test_exactly_one_analyst_is_active_and_another_takes_over(
    store: Store, settings: Settings, clock: FakeClock
) -> None:
    one, other = an_analyst(store, settings, "one"), an_analyst(store, settings, "other")
    await ship(store, 1, 2)
    assert [await one.tick(), await other.tick()] == [True, False]
    clock.forward(14)
    assert [await one.tick(), await other.tick()] == [True, False]
    clock.forward(16)
    await ship(store, 3)
    assert [await other.tick(), await one.tick()] == [True, False]
    assert (await only_alert(store)).count == 3
    await other.release()
    assert await one.tick()


async def test_a_restart_loses_nothing_and_repeats_nothing(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between grouping and commit, the batch is grouped again, once."""
    await ship(store, 1, 2, 3)
    await an_analyst(store, settings).tick()
    await ship(store, 4, 5, 6)

    async def fail(*_: object) -> None:
        raise ConnectionResetError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store.alerts, "record", fail)
        with pytest.raises(StoreUnavailable):
            await an_analyst(store, settings).tick()
    assert (await only_alert(store)).count == 3
    for _ in range(3):
        await an_analyst(store, settings).tick()
    assert (await only_alert(store)).count == 6


async def test_two_analysts_at_the_same_moment_count_once(store: Store, settings: Settings) -> None:
    """The lease may lapse while its holder still works: the cursor moves for one of them."""
    await ship(store, *range(1, 31))
    await asyncio.gather(*(an_analyst(store, settings)._group() for _ in range(4)), return_exceptions=True)
    await an_analyst(store, settings).tick()
    assert (await only_alert(store)).count == 30


async def test_a_muted_alert_counts_on_and_stays_muted_until_its_time(
    store: Store, settings: Settings, clock: FakeClock, actor: Actor
) -> None:
    analyst = an_analyst(store, settings)
    await ship(store, 1)
    await analyst.tick()
    alert = await only_alert(store)
    until = clock() + 3600 * 1_000_000
    async with store.edit(actor, "mute") as edit:
        await store.alerts.mute(edit, alert.id, until)
    await ship(store, 2)
    await analyst.tick()
    muted = await only_alert(store)
    assert (muted.status, muted.muted_until, muted.count) == ("muted", until, 2)
    clock.forward(3600)
    await analyst.tick()
    assert (await only_alert(store)).status == "open"
    async with store.edit(actor, "mute") as edit:
        await store.alerts.mute(edit, alert.id, clock() - 1)
    assert (await only_alert(store)).muted_until == 0


async def test_an_acknowledged_alert_is_renewed_only_by_news(
    store: Store, settings: Settings, clock: FakeClock, actor: Actor
) -> None:
    """The same burst counts on; an hour's quiet, or something graver, opens a new alert."""
    analyst = an_analyst(store, settings)

    async def seen(number: int, severity: int) -> list[tuple[str, int]]:
        await store.exchanges.ship("a", [(number, a_record(number, (a_finding(severity=severity),)))])
        await analyst.tick()
        return [(alert.status, alert.count) for alert in await store.alerts.query()]

    assert await seen(1, 3) == [("open", 1)]
    (alert,) = await store.alerts.query()
    async with store.edit(actor, "ack") as edit:
        await store.alerts.ack(edit, alert.id)
        await store.alerts.review(edit, alert.id, "true_positive")
    acked = await store.alerts.get(alert.id)
    assert (acked.acked_by, acked.acked_at, acked.review, acked.reviewed_by) == (
        actor.name, clock(), "true_positive", actor.name,
    )  # fmt: skip
    assert [row.target for row in await store.audit.query(action="ack")] == [f"alerts/{alert.id}"] * 2
    assert await seen(2, 3) == [("acknowledged", 2)]
    assert await seen(3, 5) == [("open", 1), ("acknowledged", 2)]
    async with store.edit(actor, "ack") as edit:
        await store.alerts.ack(edit, (await store.alerts.query())[0].id)
    assert await seen(3 + 3700, 5) == [("open", 1), ("acknowledged", 1), ("acknowledged", 2)]
    assert await store.alerts.counts() == {"open": 1, "acknowledged": 2}


async def test_alerts_are_filtered_and_paged_by_last_seen(store: Store, settings: Settings) -> None:
    records = [
        a_record(n, (a_finding(severity=2 + n % 2),), identity=f"caller-{n}", api_id=1 + n % 2) for n in range(1, 8)
    ]
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    await an_analyst(store, settings).tick()

    async def callers(**filters: object) -> list[str]:
        return [row.identity[-1] for row in await store.alerts.query(AlertFilter(**filters))]

    assert await callers() == list("7654321")
    assert await callers(api_id=2) == await callers(severity_from=3) == list("7531")
    assert await callers(identity="key:caller-3", detector="signatures", status="open") == ["3"]
    assert await callers(since=records[5].at) == list("76")
    assert await callers(status="muted") == []
    page = await store.alerts.query(limit=3)
    assert [row.identity[-1] for row in await store.alerts.query(cursor=page[-1].cursor, limit=3)] == list("432")


async def test_expired_decisions_end(store: Store, settings: Settings, clock: FakeClock, actor: Actor) -> None:
    async with store.edit(actor, "ban") as edit:
        await store.decisions.add(edit, NewDecision("ban", "address", "192.0.2.9", clock() + 5_000_000))
        await store.decisions.add(edit, NewDecision("ban", "address", "192.0.2.10", clock() + 50_000_000))
    analyst = an_analyst(store, settings)
    clock.forward(5)
    await analyst.tick()
    assert [row.target for row in await store.decisions.query()] == ["192.0.2.10"]
    clock.forward(DAY)
    await analyst.tick()
    assert [row.target for row in await store.decisions.query(filter=DecisionFilter(ended=None))] == ["192.0.2.10"]


async def test_a_clock_that_ran_an_hour_ahead_lifts_no_ban(
    store: Store, settings: Settings, clock: FakeClock, actor: Actor
) -> None:
    async with store.edit(actor, "ban") as edit:
        await store.decisions.add(edit, NewDecision("ban", "address", "192.0.2.9", clock() + 1800 * 1_000_000))
    clock.forward(3600)
    await an_analyst(store, settings).tick()
    clock.forward(-3600)
    assert [row.target for row in await store.decisions.query()] == ["192.0.2.9"]


async def test_retention_deletes_what_is_past_its_time_and_nothing_else(
    store: Store, settings: Settings, clock: FakeClock, actor: Actor
) -> None:
    """Exchanges go by the setting (on MySQL by whole days), alerts and sums stay for a year, entries for a month after they
    expired."""
    start = a_record(0).at
    clock.now = start
    async with store.edit(actor, "add") as edit:
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9", expires_at=start + 1))
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.10"))
    await ship(store, *range(1, 8))
    settings = replace(settings, retention_days=2)
    analyst = an_analyst(store, settings)
    await analyst.tick()
    counts = []
    for days in (1, 2.00005, 31, 401):
        clock.now = start
        clock.forward(days * DAY)
        await analyst.tick()
        exchanges = len(await store.exchanges.tail_flagged(0, 100))
        entries = len(await store.lists.query("blacklist"))
        sums = sum(point.count for point in await store.rollups.query(0, 2**60, 10**9))
        counts.append((exchanges, len(await store.alerts.query()), entries, sums))
    left = 3 if store.database.is_sqlite else 7
    assert counts == [(7, 1, 2, 7), (left, 1, 2, 7), (0, 1, 1, 7), (0, 0, 1, 0)]
    assert len(await store.audit.query()) == 2


async def test_retention_runs_once_a_minute(
    store: Store, settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    async def note(_store: Store, now: int, *_: object) -> int:
        runs.append(now)
        return 0

    monkeypatch.setattr(run, "apply_retention", note)
    analyst = an_analyst(store, settings)
    start = clock()
    for _ in range(121):
        await analyst.tick()
        clock.forward(1)
    assert [(now - start) // 1_000_000 for now in runs] == [0, 60, 120]


async def test_the_analyst_runs_until_it_is_told_to_stop(store: Store, settings: Settings) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(run_analyst(settings, stop, clock=store.clock))
    await ship(store, 1, 2)
    async with asyncio.timeout(20):
        while not await store.alerts.query():
            await asyncio.sleep(0.01)
        stop.set()
        await task
    assert (await only_alert(store)).count == 2
    assert await store.leases.acquire("analyst", "next", 10, store.clock())


async def test_the_analyst_waits_for_a_store_that_is_away_and_goes_on(
    own_mariadb: Mariadb, tmp_path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One line when it goes, one when it is back, and what came meanwhile is there. Behaviours may say the like of their own."""
    caplog.set_level(logging.INFO, "gateway.analyst")
    monkeypatch.setattr(run, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(run, "RETRY_MOST", 0.2)
    settings = own_mariadb.settings(own_mariadb.create_database(), tmp_path)
    await migrate(settings)
    store = await Store.open(settings)
    stop = asyncio.Event()
    task = asyncio.create_task(run_analyst(settings, stop))

    def lines() -> list[str]:
        told = [record.message.split(":")[0] for record in caplog.records if record.levelno >= logging.INFO]
        return [line for line in told if not line.startswith("behaviours")]

    async def until(found) -> None:
        async with asyncio.timeout(30):
            while not await found():
                await asyncio.sleep(0.02)

    async def counted(number: int) -> bool:
        alerts = await store.alerts.query()
        return bool(alerts) and alerts[0].count == number

    async def said(number: int) -> bool:
        return len(lines()) >= number

    await ship(store, 1)
    await until(lambda: counted(1))
    await asyncio.to_thread(own_mariadb.stop)
    await until(lambda: said(1))
    await asyncio.to_thread(own_mariadb.start)
    await until(lambda: said(2))
    await ship(store, 2)
    await until(lambda: counted(2))
    stop.set()
    await task
    await store.close()
    assert lines() == ["the analyst waits for the store", "the analyst goes on"]
