"""What behaviours conclude has the effect that the policy allows: an alert always, a decision where it may be."""

from __future__ import annotations

from typing import Any

import pytest

from addons.finding import Mode
from gateway.policy.document import Api, DetectorSettings
from gateway.storage.channels import NewChannel
from gateway.storage.edit import Actor
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.analyst.scripted import KEY, ONE, START, Bench, enforce, only_alert
from tests.stores import FakeClock, a_record


@pytest.fixture(autouse=True)
def _now(clock: FakeClock) -> None:
    clock.forward(60)


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
