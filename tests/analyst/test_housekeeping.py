from __future__ import annotations

from gateway.analyst.housekeeping import DAY, DELIVERY_DAYS, ENDED_DAYS, keep_house
from gateway.storage.deliveries import NewDelivery
from gateway.storage.edit import Actor
from gateway.storage.mutes import NewMute
from gateway.storage.sessions import NewSession
from gateway.storage.store import Store
from tests.stores import FakeClock


async def yes() -> bool:
    return True


async def test_what_is_past_its_time_goes_and_nothing_else(store: Store, clock: FakeClock, actor: Actor) -> None:
    """Deliveries by when they were made, whatever became of them; the rest by when it ended."""
    start = clock()

    async def there() -> tuple[int, int, int]:
        mutes = sum([await _exists(store, number) for number in (1, 2)])
        async with store.edit(actor, "x"):
            sessions = len(await store.sessions.of_user(1, start))
        return len(await store.deliveries.query()), mutes, sessions

    async with store.edit(actor, "x") as edit:
        for number in range(7):
            new = NewDelivery(1, 1, "opened", {}, 0)
            await store.deliveries.add(edit.connection, [new], start + number * DAY)
        await store.mutes.add(edit, NewMute(start + DAY, api_id=1))
        await store.mutes.add(edit, NewMute(start + 200 * DAY, api_id=2))
        await store.sessions.create(edit, NewSession("a" * 32, 1, "hash", "127.0.0.1", "x", 1))
    seen = []
    for days in (0, ENDED_DAYS + 1.5, DELIVERY_DAYS + 2.5, DELIVERY_DAYS + 8):
        await keep_house(store, start + int(days * DAY), yes, chunk=2)
        seen.append(await there())
    assert seen == [(7, 2, 1), (7, 1, 0), (4, 1, 0), (0, 1, 0)]


async def test_it_stops_when_it_is_told_to(store: Store, clock: FakeClock) -> None:
    async with store.database.writing() as connection:
        await store.deliveries.add(connection, [NewDelivery(1, 1, "opened", {}, 0)] * 6, clock())
    asked = 0

    async def twice() -> bool:
        nonlocal asked
        asked += 1
        return asked <= 2

    assert await keep_house(store, clock() + 400 * DAY, twice, chunk=2) == 4
    assert len(await store.deliveries.query()) == 2


async def _exists(store: Store, mute_id: int) -> bool:
    async with store.database.reading() as connection:
        found = await connection.exec_driver_sql(f"SELECT id FROM mutes WHERE id = {mute_id}")
        return found.first() is not None
