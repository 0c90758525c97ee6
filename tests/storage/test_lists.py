from __future__ import annotations

import time

import pytest

from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.lists import EntryFilter, NewEntry
from gateway.storage.store import Store
from tests.stores import FakeClock


async def test_an_entry_can_be_added_read_changed_and_deleted(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "add") as edit:
        entry = await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9", reason="scraper"))
    row = await store.lists.get(entry)
    assert (row.list, row.target, row.author, row.created_at, row.version) == (
        "blacklist", "192.0.2.9", actor.name, clock(), 1,
    )  # fmt: skip
    async with store.edit(actor, "change") as edit:
        await store.lists.update(edit, entry, scope="range", target="192.0.2.0/24", expires_at=clock() + 5, reason="")
    row = await store.lists.get(entry)
    assert (row.scope, row.target, row.expires_at, row.reason, row.version) == (
        "range",
        "192.0.2.0/24",
        clock() + 5,
        "",
        2,
    )
    async with store.edit(actor, "delete") as edit:
        await store.lists.delete(edit, entry, version=2)
    assert edit.revision == 3
    with pytest.raises(NotFound):
        await store.lists.get(entry)
    for change in (store.lists.update, store.lists.delete):
        with pytest.raises(NotFound):
            async with store.edit(actor, "gone") as edit:
                await change(edit, entry)


async def test_a_target_stands_once_in_a_list(store: Store, actor: Actor, clock: FakeClock) -> None:
    """The other list, another scope or another API are other entries; an expired one gives way."""
    until = clock() + 1_000_000
    async with store.edit(actor, "add") as edit:
        first = await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9", expires_at=until))
        await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.9"))
        other = await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9", api_id=1))
    with pytest.raises(Conflict, match=f"already there as entry {first}"):
        async with store.edit(actor, "again") as edit:
            await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9"))
    with pytest.raises(Conflict, match=f"already there as entry {first}"):
        async with store.edit(actor, "onto it") as edit:
            await store.lists.update(edit, other, api_id=0)
    clock.forward(1)
    async with store.edit(actor, "renew") as edit:
        assert await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9")) > other


async def test_query_pages_and_filters(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "add") as edit:
        for number in range(1, 6):
            await store.lists.add(
                edit, "blacklist", NewEntry("address", f"192.0.2.{number}", number % 2, reason="a 100% bot")
            )
        await store.lists.add(edit, "blacklist", NewEntry("key", "ab12", expires_at=clock() - 1))
        await store.lists.add(edit, "whitelist", NewEntry("address", "192.0.2.1"))

    async def targets(cursor: int | None = None, limit: int = 100, **filters: object) -> list[str]:
        return [row.target for row in await store.lists.query("blacklist", cursor, limit, EntryFilter(**filters))]

    page = await store.lists.query("blacklist", None, 2)
    assert [row.target for row in page] == ["ab12", "192.0.2.5"]
    assert await targets(page[-1].id, 2) == ["192.0.2.4", "192.0.2.3"]
    assert await targets(scope="key") == await targets(expired=True) == ["ab12"]
    assert await targets(expired=False, api_id=1) == ["192.0.2.5", "192.0.2.3", "192.0.2.1"]
    assert await targets(contains=".3") == await targets(target="192.0.2.3") == ["192.0.2.3"]
    assert len(await targets(contains="100% b")) == 5
    assert await targets(contains="1%0") == []


async def test_a_bulk_import_adds_what_is_not_there_yet(store: Store, actor: Actor) -> None:
    """100,000 is what a list is meant to hold; 5,000 show that it is not done one by one."""
    entries = [NewEntry("address", f"10.0.{n // 256}.{n % 256}") for n in range(5000)]
    async with store.edit(actor, "add") as edit:
        await store.lists.add(edit, "blacklist", entries[7])
    started = time.monotonic()
    async with store.edit(actor, "import") as edit:
        assert await store.lists.bulk_add(edit, "blacklist", [*entries, *entries[:10]]) == 4999
    assert time.monotonic() - started < 30
    async with store.edit(actor, "import again") as edit:
        assert await store.lists.bulk_add(edit, "blacklist", entries) == 0
    assert edit.revision == 0
    assert len((await store.policy.load(0)).blacklist) == 5000
    row = (await store.audit.query(action="import"))[0]
    assert (row.target, row.after["added"]) == ("blacklist/bulk", 4999)


async def test_long_expired_entries_are_purged_in_chunks(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "add") as edit:
        for number in range(5):
            await store.lists.add(
                edit, "blacklist", NewEntry("address", f"192.0.2.{number}", expires_at=clock() + number)
            )
        await store.lists.add(edit, "blacklist", NewEntry("address", "192.0.2.9"))
    assert [await store.lists.purge_expired(clock() + 4, chunk=3) for _ in range(3)] == [3, 1, 0]
    assert [row.target for row in await store.lists.query("blacklist")] == ["192.0.2.9", "192.0.2.4"]
