"""Going back to an earlier policy, on each engine."""

from __future__ import annotations

import msgspec
import pytest

from addons.finding import Mode
from gateway.policy.document import Api, DetectorSettings, Policy
from gateway.storage.decisions import NewDecision
from gateway.storage.edit import Actor
from gateway.storage.errors import NotFound
from gateway.storage.exclusions import NewExclusion
from gateway.storage.lists import NewEntry
from gateway.storage.rollback import roll_back
from gateway.storage.store import Store
from tests.stores import FakeClock

ORDERS = Api(id=0, name="orders", upstream="http://origin:3000", block_threshold=7)
USERS = Api(id=0, name="users", upstream="http://origin:3001", prefix="/users")


async def go_back(store: Store, actor: Actor, revision: int) -> int:
    async with store.edit(actor, "policy.rollback") as edit:
        await roll_back(store, edit, revision)
    return edit.revision


async def documents(store: Store, clock: FakeClock) -> Policy:
    policy = await store.policy.load(clock() / 1e6)
    return msgspec.structs.replace(policy, revision=0)


async def test_everything_stands_as_it_stood_and_ids_survive(store: Store, actor: Actor, clock: FakeClock) -> None:
    later = clock() + 3600 * 1_000_000
    async with store.edit(actor, "set up") as edit:
        orders = await store.apis.add(edit, ORDERS, "key-hash")
        users = await store.apis.add(edit, USERS)
        await store.detectors.set(edit, "limits", DetectorSettings(Mode.OBSERVE))
        scoped = await store.exclusions.add(edit, NewExclusion("1", api_id=orders, reason="why", expires_at=later))
        short = await store.exclusions.add(edit, NewExclusion("2", expires_at=clock() + 1_000_000))
        await store.exclusions.add(edit, NewExclusion(tag="attack-sqli"))
    before, good = await documents(store, clock), edit.revision
    async with store.edit(actor, "delete") as edit:
        await store.apis.delete(edit, orders)
        await store.exclusions.delete(edit, short)
    async with store.edit(actor, "change") as edit:
        # Another has its name now, and the other's is changed too.
        await store.apis.add(edit, msgspec.structs.replace(ORDERS, upstream="http://elsewhere"))
        await store.apis.update(edit, users, msgspec.structs.replace(USERS, name="people", mode=Mode.OBSERVE))
        await store.detectors.set(edit, "limits", DetectorSettings(Mode.OFF))
        await store.detectors.set(edit, "signatures", DetectorSettings(Mode.OFF))
        await store.exclusions.add(edit, NewExclusion("3"))
    clock.forward(2)
    revision = await go_back(store, actor, good)
    assert revision == await store.policy.revision() == good + 3
    after = await documents(store, clock)
    assert after.apis == before.apis
    assert [one for one in before.exclusions if one.id != short] == after.exclusions
    assert after.detectors == before.detectors | {"signatures": DetectorSettings()}
    assert (await store.exclusions.get(scoped)).reason == "why"
    assert (await store.exclusions.get(scoped)).expires_at == later
    assert (await store.apis.get(orders)).ingest_key_hash == ""
    assert await store.apis.by_ingest_key("key-hash") is None


async def test_no_version_is_given_twice(store: Store, actor: Actor, clock: FakeClock) -> None:
    """Whoever read an API before it was deleted cannot write over the one that came back."""
    async with store.edit(actor, "add") as edit:
        api_id = await store.apis.add(edit, ORDERS)
    seen = [(await store.apis.get(api_id)).version]
    for name in ("renamed", "orders"):
        async with store.edit(actor, "change") as edit:
            await store.apis.update(edit, api_id, msgspec.structs.replace(ORDERS, name=name))
        seen.append((await store.apis.get(api_id)).version)
    async with store.edit(actor, "delete") as edit:
        await store.apis.delete(edit, api_id)
    await go_back(store, actor, 1)
    assert (await store.apis.get(api_id)).version > max(seen)


async def test_two_apis_can_swap_their_names_back(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "add") as edit:
        orders, users = await store.apis.add(edit, ORDERS), await store.apis.add(edit, USERS)
    before = await documents(store, clock)
    for api_id, api, name in ((orders, ORDERS, "x"), (users, USERS, "orders"), (orders, ORDERS, "users")):
        async with store.edit(actor, "rename") as edit:
            await store.apis.update(edit, api_id, msgspec.structs.replace(api, name=name))
    await go_back(store, actor, 1)
    assert await documents(store, clock) == before
    assert [row.name for row in await store.apis.all()] == ["orders", "users"]


async def test_lists_and_decisions_stay_but_for_those_of_an_api_that_goes(
    store: Store, actor: Actor, clock: FakeClock
) -> None:
    async with store.edit(actor, "set up") as edit:
        await store.apis.add(edit, ORDERS)
    async with store.edit(actor, "more") as edit:
        new = await store.apis.add(edit, USERS)
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9", new))
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9"))
        await store.decisions.add(edit, NewDecision("ban", "address", "192.0.2.8", clock() + 10_000_000))
    await go_back(store, actor, 1)
    policy = await store.policy.load(clock() / 1e6)
    assert [api.name for api in policy.apis] == ["orders"]
    assert [(entry.target, entry.api_id) for entry in policy.blacklist] == [("192.0.2.9", 0)]
    assert [one.target for one in policy.decisions] == ["192.0.2.8"]


async def test_what_came_back_stands_in_the_audit_log(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "add") as edit:
        api_id = await store.apis.add(edit, ORDERS)
    async with store.edit(actor, "delete") as edit:
        await store.apis.delete(edit, api_id)
    await go_back(store, actor, 1)
    rows = await store.audit.query(action="policy.rollback")
    assert [(row.target, row.before) for row in rows] == [(f"apis/{api_id}", None), ("policy", {"revision": 2})]
    assert (rows[0].after["name"], rows[1].after) == ("orders", {"as_of": 1})
    assert await store.audit.verify() is None


async def test_there_is_no_way_back_to_before_there_was_a_policy(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "entry") as edit:
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9"))
    with pytest.raises(NotFound):
        await go_back(store, actor, 1)
    assert await store.policy.revision() == 1
