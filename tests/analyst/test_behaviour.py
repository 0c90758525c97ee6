"""Behaviours are fed from the store exactly once, and what they conclude has the effect that the policy allows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from addons.behaviour.sight import Baseline, Behaviour, Conclusion, Sight
from addons.finding import Mode, Severity
from gateway.analyst import behaviour as module
from gateway.analyst.behaviour import BehaviourDriver, TakenOver
from gateway.policy.document import Api, DetectorSettings
from gateway.settings import Settings
from gateway.storage.alerts import AlertRow
from gateway.storage.channels import NewChannel
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreUnavailable
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.stores import FakeClock, a_finding, a_record

KEY = "a" * 32
START = a_record(0).at


class Scripted:
    """Concludes about every exchange whose path its script names; remembers all that it saw."""

    name = "abuse"

    def __init__(self, script: Mapping[str, dict[str, Any]]) -> None:
        self.script = script
        self.seen: list[str] = []
        self.sights: list[Sight] = []
        self.ticks: list[float] = []
        self.at_tick: list[Conclusion] = []
        self.failing = False

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        if self.failing:
            raise ZeroDivisionError("nothing left")
        self.seen.append(sight.request_id)
        self.sights.append(sight)
        if sight.path in self.script:
            yield msgspec.structs.replace(conclusion(sight), **self.script[sight.path])

    def tick(self, now: float) -> Iterable[Conclusion]:
        self.ticks.append(now)
        found, self.at_tick = self.at_tick, []
        return found

    def baselines(self) -> Iterable[Baseline]:
        return [Baseline(1, "paths", "count", 1.0, 2.0, float(len(self.seen)))]

    def dump(self) -> bytes:
        return msgspec.json.encode(self.seen)

    def load(self, data: bytes) -> bool:
        try:
            self.seen = msgspec.json.decode(data, type=list[str])
        except msgspec.DecodeError:
            return False
        return True


def conclusion(sight: Sight) -> Conclusion:
    return Conclusion(
        "abuse", "abuse-enumeration", sight.api_id, sight.at, Severity.ERROR, f"{sight.identity} read 412 order ids",
        identity=sight.identity, operation=sight.operation, scope="address", target=sight.client, order="ban",
        seconds=3600.0, samples=(sight.request_id,),
    )  # fmt: skip


class Somewhere:
    def country(self, address: str) -> str:
        return self.place(address)[0]

    def place(self, address: str) -> tuple[str, int]:
        return ("CH", 3303) if address.startswith("192.0.2.") else ("", 0)


class Bench:
    """A driver with a scripted behaviour, that can be stopped and started."""

    def __init__(self, store: Store, script: Mapping[str, dict[str, Any]], **options: Any) -> None:
        self.store = store
        self.script = script
        self.options = options
        self.time = 0.0
        self.active = True
        self.start()

    def start(self) -> None:
        self.scripted = Scripted(self.script)
        self.built: list[Mapping[str, Any]] = []

        def build(_: str, options: Mapping[str, Any]) -> Behaviour:
            if self.built:
                self.scripted = Scripted(self.script)
            self.built.append(options)
            return self.scripted

        self.driver = BehaviourDriver(
            self.store, lambda: self.active, Somewhere(), build=build, names=("abuse",), monotonic=lambda: self.time,
            **self.options,
        )  # fmt: skip

    async def all(self) -> None:
        self.time += module.LOOK_SECONDS
        while await self.driver.step():
            pass

    async def ship(self, *numbers: int, **changes: Any) -> None:
        await self.store.exchanges.ship("a", [(n, a_record(n, **changes)) for n in numbers])


async def enforce(store: Store, mode: Mode = Mode.ENFORCE, options: Mapping[str, Any] = {}) -> None:
    async with store.edit(Actor(7, "ada"), "detector.change") as edit:
        await store.detectors.set(edit, "abuse", DetectorSettings(mode, options=dict(options)))


async def only_alert(store: Store) -> AlertRow:
    (alert,) = await store.alerts.query()
    return alert


@pytest.fixture(autouse=True)
def _now(clock: FakeClock) -> None:
    clock.forward(60)


ONE = {"/orders/3": {}}


async def test_in_observe_the_alert_says_what_would_have_been_done(store: Store) -> None:
    bench = Bench(store, ONE)
    await bench.ship(*range(1, 6))
    await bench.all()
    alert = await only_alert(store)
    assert alert.title == "key:ab12cd34ef56 read 412 order ids; in enforce: ban of address 192.0.2.1 for 1 h"
    assert (alert.detector, alert.identity, alert.rules) == ("abuse", "key:ab12cd34ef56", {"abuse-enumeration": 1})
    assert (alert.severity, alert.samples, alert.last_at) == (4, ["request-3"], a_record(3).at)
    assert await store.decisions.query() == []


async def test_in_enforce_an_expiring_decision_comes_with_the_alert(store: Store, clock: FakeClock) -> None:
    await enforce(store)
    before = await store.policy.revision()
    bench = Bench(store, ONE)
    await bench.ship(*range(1, 6))
    await bench.all()
    (decision,) = await store.decisions.query()
    assert (decision.type, decision.scope, decision.target, decision.api_id) == ("ban", "address", "192.0.2.1", 1)
    assert decision.expires_at == clock() + 3600 * 1_000_000
    assert (decision.origin, decision.author) == ("abuse", "analyst")
    assert (await only_alert(store)).title.endswith("; ban of address 192.0.2.1 for 1 h")
    assert await store.policy.revision() == before + 1
    (entry, *_) = await store.audit.query()
    assert (entry.actor, entry.user_id, entry.action) == ("analyst", None, "behaviour.decide")


@pytest.mark.parametrize(
    ("api_mode", "own", "mode", "alerts", "decisions"),
    [
        (Mode.ENFORCE, None, Mode.OFF, 0, 0),
        (Mode.ENFORCE, Mode.OFF, Mode.ENFORCE, 0, 0),
        (Mode.ENFORCE, Mode.ENFORCE, Mode.OBSERVE, 1, 1),
        (Mode.ENFORCE, Mode.OBSERVE, Mode.ENFORCE, 1, 0),
        (Mode.OBSERVE, Mode.ENFORCE, Mode.ENFORCE, 1, 0),
        (Mode.OFF, Mode.ENFORCE, Mode.ENFORCE, 0, 0),
    ],
)
async def test_the_mode_is_the_apis_own_and_never_beyond_the_apis(  # noqa: PLR0917
    store: Store, api_mode: Mode, own: Mode | None, mode: Mode, alerts: int, decisions: int
) -> None:
    await enforce(store, mode)
    detectors = {"abuse": DetectorSettings(own)} if own else {}
    async with store.edit(Actor(7, "ada"), "api.add") as edit:
        api = Api(0, "orders", "http://127.0.0.1:9000", mode=api_mode, detectors=detectors)
        api_id = await store.apis.add(edit, api)
    bench = Bench(store, ONE)
    await bench.ship(*range(1, 6), api_id=api_id)
    await bench.all()
    assert (len(await store.alerts.query()), len(await store.decisions.query())) == (alerts, decisions)


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


@pytest.mark.parametrize(
    ("scope", "target", "api_id"),
    [
        ("address", "192.0.2.1", 0),
        ("range", "192.0.2.0/24", 1),
        ("key", KEY, 0),
        ("principal", KEY, 1),
        ("country", "CH", 0),
    ],
)
async def test_whoever_is_whitelisted_is_never_decided_about(
    store: Store, scope: Any, target: str, api_id: int
) -> None:
    """Also where the entry came after what was learned."""
    await enforce(store)
    bench = Bench(store, ONE)
    async with store.edit(Actor(7, "ada"), "whitelist.add") as edit:
        await store.lists.add(edit, "whitelist", NewEntry(scope, target, api_id=api_id))
    await bench.ship(*range(1, 6), identity=KEY)
    await bench.all()
    assert (await store.decisions.query(), await store.alerts.query()) == ([], [])


@pytest.mark.parametrize(
    ("target", "api_id", "expires"), [("192.0.2.9", 0, 0), ("192.0.2.1", 2, 0), ("192.0.2.1", 0, START)]
)
async def test_a_whitelist_entry_of_another_api_or_caller_or_time_protects_nobody(
    store: Store, target: str, api_id: int, expires: int
) -> None:
    await enforce(store)
    bench = Bench(store, ONE)
    async with store.edit(Actor(7, "ada"), "whitelist.add") as edit:
        await store.lists.add(edit, "whitelist", NewEntry("address", target, api_id=api_id, expires_at=expires))
    await bench.ship(*range(1, 6))
    await bench.all()
    assert len(await store.decisions.query()) == 1


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


async def test_too_many_decisions_a_minute_fall_back_to_observe_and_say_so(store: Store, clock: FakeClock) -> None:
    await enforce(store)
    script = {f"/orders/{n}": {"target": f"192.0.2.{n}", "identity": f"address:192.0.2.{n}"} for n in range(1, 10)}
    bench = Bench(store, script, most=3)
    await bench.ship(1, 2, 3, 4, 5)
    await bench.all()
    assert len(await store.decisions.query()) == 3
    alerts = {alert.identity: alert.title for alert in await store.alerts.query()}
    assert alerts[""] == "Abuse patterns would make more than 3 decisions a minute: 2 were held back as in observe"
    assert alerts["address:192.0.2.5"].endswith(
        "; held back, too many decisions within a minute: ban of address 192.0.2.5 for 1 h"
    )
    bench.start()  # a restart forgets nothing of it
    await bench.ship(6)
    await bench.all()
    assert len(await store.decisions.query()) == 3
    clock.forward(61)
    await bench.ship(7)
    await bench.all()
    assert len(await store.decisions.query()) == 4


async def test_an_order_that_stands_is_not_given_again(store: Store) -> None:
    await enforce(store)
    bench = Bench(store, {f"/orders/{n}": {} for n in (1, 2, 3)})
    await bench.ship(1, 2)
    await bench.all()
    await bench.ship(3)
    await bench.all()
    assert len(await store.decisions.query()) == 1
    assert (await only_alert(store)).count == 3


async def test_what_happened_long_ago_is_reported_and_not_acted_upon(store: Store, clock: FakeClock) -> None:
    await enforce(store)
    bench = Bench(store, ONE)
    await bench.ship(*range(1, 6))
    clock.forward(3600)
    await bench.all()
    assert await store.decisions.query() == []
    assert (await only_alert(store)).title.endswith("; too long ago for a ban")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seconds": 0.0}, "ban of address 192.0.2.1 for 1 h"),
        ({"seconds": 1.0, "order": "throttle"}, "throttle of address 192.0.2.1 for 1 min"),
        ({"seconds": 1e9}, "ban of address 192.0.2.1 for 168 h"),
    ],
)
async def test_an_order_has_a_shortest_and_a_longest_time(
    store: Store, clock: FakeClock, change: dict[str, Any], words: str
) -> None:
    await enforce(store)
    bench = Bench(store, {"/orders/3": change})
    await bench.ship(3)
    await bench.all()
    assert (await only_alert(store)).title.endswith(words)
    (decision,) = await store.decisions.query()
    assert 60 * 1_000_000 <= decision.expires_at - clock() <= 7 * 86_400 * 1_000_000


@pytest.mark.parametrize("change", [{"scope": "", "target": ""}, {"order": ""}, {"target": "nowhere"}])
async def test_a_conclusion_about_nobody_that_can_be_named_is_an_alert_alone(
    store: Store, change: dict[str, Any]
) -> None:
    await enforce(store)
    bench = Bench(store, {"/orders/3": change})
    await bench.ship(3)
    await bench.all()
    assert (await only_alert(store)).title == "key:ab12cd34ef56 read 412 order ids"
    assert await store.decisions.query() == []


async def test_two_operations_of_which_nobody_is_to_blame_are_two_alerts(store: Store) -> None:
    nobody = {"identity": "", "scope": "", "target": "", "order": ""}
    bench = Bench(store, {"/orders/1": nobody, "/orders/2": nobody | {"operation": "GET /me"}})
    await bench.ship(1, 2)
    await bench.all()
    found = {alert.identity for alert in await store.alerts.query()}
    assert found == {"operation:GET /orders/{id}", "operation:GET /me"}


async def test_people_are_told_through_their_channels(store: Store) -> None:
    async with store.edit(Actor(7, "ada"), "channel.add") as edit:
        await store.channels.add(edit, NewChannel("mail", "email", {}, severity=3))
    bench = Bench(store, ONE)
    await bench.ship(3)
    await bench.all()
    (delivery,) = await store.deliveries.query()
    assert (delivery.kind, delivery.alert_id) == ("opened", (await only_alert(store)).id)


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
