"""What behaviours learned comes back as it was, on both engines."""

from __future__ import annotations

from dataclasses import replace

from gateway.storage.behaviour import BehaviourState, Learned
from gateway.storage.store import Store

LEARNED = Learned("abuse", 5, 1 << 40, 3, 7, 2, 1, ready=True, bytes=512)


async def test_every_byte_of_what_was_learned_comes_back(store: Store) -> None:
    first = BehaviourState(LEARNED, bytes(range(256)) * 2)
    second = BehaviourState(replace(LEARNED, name="geography", ready=False), b"")
    async with store.database.writing() as connection:
        await store.behaviour.save(connection, [first, second])
    later = BehaviourState(replace(LEARNED, updated_at=6), b"'\\\x00%s\xff\"")
    assert await store.behaviour.get("abuse") == first
    async with store.database.writing() as connection:
        await store.behaviour.save(connection, [later])
    assert await store.behaviour.get("abuse") == later
    assert await store.behaviour.all() == [later.learned, second.learned]
    assert await store.behaviour.get("statistics") is None


async def test_a_cursor_stands_where_it_was_left(store: Store) -> None:
    async with store.database.writing() as connection:
        assert not await store.cursors.stands(connection, "behaviour", 4)
        assert await store.cursors.stands(connection, "behaviour", 0)
        assert await store.cursors.move(connection, "behaviour", 0, 4)
    for at, stands in ((4, True), (4, True), (5, False), (0, False)):
        async with store.database.writing() as connection:
            assert await store.cursors.stands(connection, "behaviour", at) is stands
