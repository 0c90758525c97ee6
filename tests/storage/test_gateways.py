"""What gateways say of themselves."""

from __future__ import annotations

from gateway.storage.store import Store
from tests.stores import FakeClock


async def test_a_gateway_s_report_replaces_its_last_and_no_other_s(store: Store, clock: FakeClock) -> None:
    await store.gateways.report("b:8080", "1", {"workers": []})
    await store.gateways.report("a:8080", "1", {"workers": [{"id": 0, "ready": False}]})
    clock.forward(10)
    await store.gateways.report("a:8080", "2", {"workers": [{"id": 0, "ready": True}]})
    rows = await store.gateways.all()
    assert [(row.name, row.version, row.at) for row in rows] == [
        ("a:8080", "2", clock()),
        ("b:8080", "1", clock() - 10_000_000),
    ]
    assert rows[0].status == {"workers": [{"id": 0, "ready": True}]}


async def test_a_gateway_that_fell_silent_is_forgotten_in_the_end(store: Store, clock: FakeClock) -> None:
    await store.gateways.report("old", "1", {})
    clock.forward(3600)
    await store.gateways.report("new", "1", {})
    assert await store.gateways.purge(clock() - 1) == 1
    assert [row.name for row in await store.gateways.all()] == ["new"]
