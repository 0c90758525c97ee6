"""Behaviours are fed from the store exactly once, whatever happens to the analyst, the store or the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from addons.behaviour.sight import Conclusion
from addons.finding import Severity
from gateway.analyst import behaviour as module
from gateway.analyst.following import TakenOver
from gateway.settings import Settings
from gateway.storage.errors import StoreUnavailable
from gateway.storage.store import Store
from tests.analyst.scripted import ONE, START, Bench, Somewhere, enforce, only_alert
from tests.stores import FakeClock, a_finding, a_record


@pytest.fixture(autouse=True)
def _now(clock: FakeClock) -> None:
    clock.forward(60)


async def test_a_restart_neither_loses_nor_repeats_anything(store: Store) -> None:
    """Whether what was learned had been kept at the last exchange or before."""
    await enforce(store)
    bench = Bench(store, {f"/orders/{n}": {"target": f"192.0.2.{n}"} for n in (3, 7, 12)})
    await bench.ship(1, 2, 3, 4)
    await bench.all()
    await bench.driver.save()
    await bench.ship(5, 6, 7, 8)
    await bench.all()
    seen = list(bench.scripted.seen)
    bench.start()  # killed: what was learned of 5 to 8 was not kept
    await bench.ship(9, 10, 11, 12)
    await bench.all()
    assert seen == [f"request-{n}" for n in range(1, 9)]
    assert bench.scripted.seen == [f"request-{n}" for n in range(1, 13)]
    await bench.driver.close()
    bench.start()
    await bench.all()
    assert bench.scripted.seen == [f"request-{n}" for n in range(1, 13)]
    assert bench.scripted.sights == []
    assert sorted(one.target for one in await store.decisions.query()) == ["192.0.2.12", "192.0.2.3", "192.0.2.7"]
    alert = await only_alert(store)
    assert (alert.count, alert.rules) == (3, {"abuse-enumeration": 3})


async def test_what_could_not_be_stored_is_stored_once_the_store_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enforce(store)
    bench = Bench(store, ONE)
    await bench.ship(*range(1, 6))

    async def fail(*_: object) -> None:
        raise ConnectionResetError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store.alerts, "record", fail)
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                await bench.driver.step()
    assert await store.decisions.query() == []
    await bench.all()
    assert (len(await store.decisions.query()), (await only_alert(store)).count) == (1, 1)
    assert bench.scripted.seen == [f"request-{n}" for n in range(1, 6)]


async def test_of_two_analysts_one_concludes(store: Store) -> None:
    await enforce(store)
    one, other = Bench(store, ONE), Bench(store, ONE)
    await one.driver.step()
    await other.driver.step()
    await one.ship(*range(1, 6))
    await one.all()
    with pytest.raises(TakenOver):
        await other.all()
    assert (len(await store.decisions.query()), (await only_alert(store)).count) == (1, 1)
    with pytest.raises(TakenOver):
        await other.driver.save()


async def test_who_holds_no_lease_does_nothing(store: Store) -> None:
    bench = Bench(store, ONE)
    bench.active = False
    await bench.ship(*range(1, 6))
    assert not await bench.driver.step()
    assert bench.scripted.seen == []


async def test_what_the_whitelist_let_pass_is_not_shown_to_behaviours(store: Store) -> None:
    bench = Bench(store, {})
    passed = a_finding(detector="access", rule="access-whitelist", effect="allow", severity=0)
    noted, hit = a_finding(rule="920100", effect="note"), a_finding()
    records = [a_record(1, (passed, hit)), a_record(2, (noted, hit)), a_record(3)]
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    await bench.all()
    assert [(one.request_id, one.hits) for one in bench.scripted.sights] == [
        ("request-2", ("942100",)),
        ("request-3", ()),
    ]
    sight = bench.scripted.sights[-1]
    assert (sight.country, sight.network, sight.identity) == ("CH", 3303, "key:ab12cd34ef56")
    assert (sight.at, sight.duration) == (a_record(3).at / 1e6, 0.012)


async def test_ticks_follow_the_traffics_time_and_go_on_without_traffic(store: Store, clock: FakeClock) -> None:
    bench = Bench(store, {})
    await bench.ship(*range(1, 42, 4))
    await bench.all()
    ticks = bench.scripted.ticks
    assert ticks == sorted(set(ticks))
    assert {round(later - earlier) for earlier, later in pairwise(ticks)} == {10}
    quiet = Conclusion("abuse", "abuse-silence", 1, clock() / 1e6, Severity.WARNING, "all has gone quiet")
    bench.scripted.at_tick = [quiet]
    clock.forward(600)
    await bench.all()
    assert bench.scripted.ticks[-1] == (clock() / 1e6 - module.LAG) // 10 * 10
    assert len(bench.scripted.ticks) - len(ticks) <= 7
    assert (await only_alert(store)).title == "all has gone quiet"


async def test_a_time_in_the_future_carries_nobody_along(store: Store, clock: FakeClock) -> None:
    bench = Bench(store, {})
    await bench.ship(1, at=START + 10**15)
    await bench.ship(2)
    await bench.all()
    assert bench.scripted.seen == ["request-1", "request-2"]
    assert bench.scripted.sights[0].at == clock() / 1e6
    assert max(bench.scripted.ticks) <= clock() / 1e6


async def test_a_behaviour_that_raises_is_an_alert_and_stops_nothing(store: Store) -> None:
    bench = Bench(store, {})
    await bench.all()
    bench.scripted.failing = True
    await bench.ship(1, 2, 3)
    await bench.all()
    alert = await only_alert(store)
    assert (alert.title, alert.severity) == ("Detector abuse failed: ZeroDivisionError: nothing left", 5)
    assert alert.rules == {"addon-error": 1}
    bench.scripted.failing = False
    await bench.ship(4)
    await bench.all()
    assert bench.scripted.seen == ["request-4"]


async def test_what_it_does_not_understand_is_learned_anew_from_the_past(store: Store) -> None:
    await enforce(store)
    bench = Bench(store, ONE)
    await bench.ship(1, 2, 3)
    await bench.all()
    bench.scripted.dump = lambda: b"of another version"  # type: ignore[method-assign]
    await bench.driver.close()
    bench.start()
    await bench.ship(4)
    await bench.all()
    assert bench.scripted.seen == [f"request-{n}" for n in range(1, 5)]
    assert (len(await store.decisions.query()), (await only_alert(store)).count) == (1, 1)


async def test_changed_options_take_over_what_was_learned(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.behaviours, "warm_up", lambda *_: 2.0)
    bench = Bench(store, {})
    await bench.ship(1, 2)
    await bench.all()
    await enforce(store, options={"some": 1})
    await bench.ship(3)
    await bench.all()
    assert bench.built == [{}, {"some": 1}]
    assert bench.scripted.seen == ["request-1", "request-2", "request-3"]
    await bench.driver.close()
    (learned,) = await store.behaviour.all()
    assert (learned.name, learned.seen, learned.since, learned.identities) == ("abuse", 3, a_record(1).at, 1)
    assert (learned.ready, learned.concluded, learned.position) == (True, 0, await store.exchanges.last_id())


async def test_a_loop_keeps_what_was_learned_when_it_is_stopped(store: Store) -> None:
    bench = Bench(store, ONE)
    stop = asyncio.Event()
    await bench.ship(1, 2, 3)
    done = asyncio.get_running_loop().create_future()
    step: Callable[[], Any] = bench.driver.step

    async def stepped() -> bool:
        busy = await step()
        if not busy and not done.done():
            done.set_result(None)
        return bool(busy)

    bench.driver.step = stepped  # type: ignore[method-assign]
    task = asyncio.create_task(bench.driver.run(stop))
    await done
    stop.set()
    await task
    state = await store.behaviour.get("abuse")
    assert state is not None
    assert msgspec.json.decode(state.blob) == ["request-1", "request-2", "request-3"]
    assert await store.behaviour.get("statistics") is None
    assert [one.now for one in await store.behaviour.baselines("abuse")] == [3.0]


async def test_with_a_sampled_log_what_is_recorded_is_learned_and_it_is_said(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sampled = await Store.open(replace(settings, log_sample=0.3), store.clock)
    bench = Bench(sampled, {})
    await bench.ship(*range(1, 50))
    await sampled.exchanges.ship("b", [(1, a_record(50, (a_finding(),)))])
    await bench.all()
    kept = [row.request_id for row in await store.exchanges.tail(0, 100)]
    assert bench.scripted.seen == kept
    assert 5 < len(kept) < 40
    assert kept[-1] == "request-50"
    monkeypatch.setattr(module, "open_places", lambda _: Somewhere())
    stop = asyncio.Event()
    stop.set()
    await module.run_behaviours(sampled, replace(settings, log_sample=0.3), lambda: True, stop)
    assert "LOG_SAMPLE=0.3: behaviours see that share of the ordinary exchanges" in caplog.text
    await sampled.close()
