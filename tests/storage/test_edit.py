from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from gateway.policy.document import Api, Decision, DetectorSettings, Entry, Exclusion
from gateway.storage import tables
from gateway.storage.decisions import NewDecision
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict
from gateway.storage.exclusions import NewExclusion
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.stores import FakeClock

ORDERS = Api(id=0, name="orders", upstream="http://origin:3000", hosts=["api.example.com"], block_threshold=7)


async def test_the_loaded_policy_is_what_was_written(store: Store, actor: Actor, clock: FakeClock) -> None:
    later = clock() + 60_000_000
    async with store.edit(actor, "set up") as edit:
        api_id = await store.apis.add(edit, ORDERS)
        allowed = await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1", reason="monitoring"))
        banned = await store.lists.add(
            edit, "blacklist", NewEntry("range", "198.51.100.0/24", api_id, later, "scraper")
        )
        decision = await store.decisions.add(edit, NewDecision("ban", "key", "ab12", later, api_id, "limits", "burst"))
        await store.detectors.set(edit, "signatures", DetectorSettings(options={"paranoia": 2, "off": ["1", "2"]}))
        exclusion = await store.exclusions.add(edit, NewExclusion("942100", "", api_id, "GET /orders", "query:q"))
    policy = await store.policy.load(clock() / 1e6)
    assert policy.revision == edit.revision == await store.policy.revision() == 1
    (api,) = policy.apis
    assert (api.id, api.name, api.hosts, api.block_threshold) == (api_id, "orders", ["api.example.com"], 7)
    assert policy.detectors == {"signatures": DetectorSettings(options={"paranoia": 2, "off": ["1", "2"]})}
    assert policy.whitelist == [Entry(allowed, "address", "192.0.2.1", reason="monitoring")]
    assert policy.blacklist == [Entry(banned, "range", "198.51.100.0/24", api_id, later / 1e6, "scraper")]
    assert policy.decisions == [Decision(decision, "ban", "key", "ab12", later / 1e6, api_id, "limits", "burst")]
    assert policy.exclusions == [Exclusion(exclusion, "942100", "", api_id, "GET /orders", "query:q")]
    assert policy.rate_limit_threshold == 100
    assert (await store.policy.load(clock() / 1e6, lists=False)).whitelist == []


async def test_what_has_expired_is_not_in_the_policy(store: Store, actor: Actor, clock: FakeClock) -> None:
    until = clock() + 10_000_000
    async with store.edit(actor, "for ten seconds") as edit:
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9", expires_at=until))
        await store.decisions.add(edit, NewDecision("throttle", "address", "192.0.2.9", until))
        await store.exclusions.add(edit, NewExclusion(rule="1", expires_at=until))
    for seconds, left in ((9.9, 1), (10, 0)):
        policy = await store.policy.load(clock() / 1e6 + seconds)
        assert [len(policy.blacklist), len(policy.decisions), len(policy.exclusions)] == [left] * 3


async def test_an_edit_that_fails_changes_nothing_at_all(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "first") as edit:
        api_id = await store.apis.add(edit, ORDERS)
    before = await store.policy.load(0), await store.audit.query(), await store.policy.revisions()

    async def all_of_it() -> None:
        async with store.edit(actor, "second") as edit:
            await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9"))
            await store.apis.update(edit, api_id, Api(id=0, name="renamed", upstream="http://elsewhere"))
            await store.detectors.set(edit, "limits", DetectorSettings())
            await store.users.create(edit, "eve@example.com", "hash", "admin")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await all_of_it()
    assert before == (await store.policy.load(0), await store.audit.query(), await store.policy.revisions())
    assert await store.users.all() == []


async def test_only_an_edit_of_the_policy_makes_a_revision(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "user") as edit:
        await store.users.create(edit, "ada@example.com", "hash", "admin")
    assert (edit.revision, await store.policy.revision()) == (0, 0)
    async with store.edit(actor, "entry") as edit:
        await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1"))
    async with store.edit(actor, "api") as edit:
        await store.apis.add(edit, ORDERS)
    rows = await store.policy.revisions()
    assert [(row.revision, row.action, row.author, row.has_document) for row in rows] == [
        (2, "api", "ada@example.com", True), (1, "entry", "ada@example.com", False),
    ]  # fmt: skip
    assert [row.revision for row in await store.policy.revisions(before=2)] == [1]


async def test_every_past_document_can_be_had_again(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "add") as edit:
        api_id = await store.apis.add(edit, ORDERS)
    async with store.edit(actor, "entry") as edit:
        await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1"))
    async with store.edit(actor, "rename") as edit:
        await store.apis.update(edit, api_id, Api(id=0, name="renamed", upstream="http://elsewhere"))
    names = [document.apis[0].name for r in (1, 2, 3) if (document := await store.policy.document(r))]
    assert names == ["orders", "orders", "renamed"]
    assert await store.policy.document(0) is None


async def test_an_edit_is_in_the_audit_log(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "blacklist.add") as edit:
        entry = await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9"))
        edit.audit("note/1", None, {"why": "asked for"})
    clock.forward(5)
    async with store.edit(Actor(None, "analyst"), "blacklist.delete") as edit:
        await store.lists.delete(edit, entry)
    deleted, note, added = await store.audit.query()
    assert (added.actor, added.user_id, added.address, added.action) == (actor.name, 7, "192.0.2.7", "blacklist.add")
    assert (added.target, added.before, added.after["target"]) == (f"blacklist/{entry}", None, "192.0.2.9")
    assert (note.target, note.after) == ("note/1", {"why": "asked for"})
    assert (deleted.actor, deleted.user_id, deleted.after, deleted.before["target"]) == (
        "analyst",
        None,
        None,
        "192.0.2.9",
    )
    assert deleted.at - added.at == 5_000_000
    assert [row.id for row in await store.audit.query(cursor=deleted.id, limit=1)] == [note.id]
    assert [row.id for row in await store.audit.query(actor="analyst")] == [deleted.id]


TAMPERING = {
    "a changed row": (update(tables.audit).where(tables.audit.c.id == 3).values(actor="nobody"), 3),
    "a changed value": (update(tables.audit).where(tables.audit.c.id == 2).values(after={"target": "192.0.2.99"}), 2),
    "a row taken out": (delete(tables.audit).where(tables.audit.c.id == 2), 2),
    "the end cut off": (delete(tables.audit).where(tables.audit.c.id >= 3), 3),
    "all gone": (delete(tables.audit), 1),
}


@pytest.mark.parametrize(("tampering", "found"), TAMPERING.values(), ids=TAMPERING)
async def test_the_audit_log_shows_what_was_done_to_it(store: Store, actor: Actor, tampering, found: int) -> None:
    for number in range(4):
        async with store.edit(actor, "add") as edit:
            await store.lists.add(edit, "blacklist", NewEntry("address", f"192.0.2.{number}", reason="é ✓"))
    assert await store.audit.verify() is None
    async with store.database.writing() as connection:
        await connection.execute(tampering)
    assert await store.audit.verify() == found


async def test_an_api_takes_along_what_was_scoped_to_it(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "set up") as edit:
        api_id = await store.apis.add(edit, ORDERS)
        await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1", api_id))
        kept = await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1"))
        await store.exclusions.add(edit, NewExclusion(rule="1", api_id=api_id))
        await store.decisions.add(edit, NewDecision("ban", "address", "192.0.2.9", 0, api_id))
    async with store.edit(actor, "delete") as edit:
        await store.apis.delete(edit, api_id)
    policy = await store.policy.load(0)
    assert ([entry.id for entry in policy.whitelist], policy.apis, policy.exclusions, policy.decisions) == (
        [kept],
        [],
        [],
        [],
    )
    async with store.edit(actor, "again") as edit:
        assert await store.apis.add(edit, ORDERS) > api_id


async def test_a_stale_version_is_a_conflict(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "set up") as edit:
        api_id = await store.apis.add(edit, ORDERS)
        entry = await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1"))
        assert await store.detectors.set(edit, "limits", DetectorSettings(), version=0) == 1
    async with store.edit(actor, "change") as edit:
        assert await store.apis.update(edit, api_id, ORDERS, version=1) == 2
        assert await store.lists.update(edit, entry, version=1, reason="because") == 2
        assert await store.detectors.set(edit, "limits", DetectorSettings(on_error="block"), version=1) == 2
    attempts = [
        lambda edit: store.apis.update(edit, api_id, ORDERS, version=1),
        lambda edit: store.apis.delete(edit, api_id, version=1),
        lambda edit: store.lists.update(edit, entry, version=1, reason="other"),
        lambda edit: store.lists.delete(edit, entry, version=1),
        lambda edit: store.detectors.set(edit, "limits", DetectorSettings(), version=1),
        lambda edit: store.apis.add(edit, ORDERS),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict):
            async with store.edit(actor, "too late") as edit:
                await attempt(edit)
    assert (await store.lists.get(entry)).reason == "because"


async def test_an_api_is_found_by_its_ingest_key(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "add") as edit:
        api_id = await store.apis.add(edit, ORDERS, "hash-1")
        await store.apis.add(edit, Api(id=0, name="other", upstream="http://other"))
    row = await store.apis.by_ingest_key("hash-1")
    assert row is not None
    assert row.id == row.document.id == api_id
    assert [await store.apis.by_ingest_key(key) for key in ("", "hash-2")] == [None, None]
    async with store.edit(actor, "rotate") as edit:
        await store.apis.update(edit, api_id, row.document, ingest_key_hash="hash-2")
    assert await store.apis.by_ingest_key("hash-1") is None
