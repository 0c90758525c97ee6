"""Users, rollups, leases, cursors, decisions."""

from __future__ import annotations

import asyncio

import pytest

from gateway.storage import latency
from gateway.storage.decisions import DecisionFilter, NewDecision
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.store import Store
from gateway.storage.tables import LATENCY_BOUNDS
from tests.stores import FakeClock, a_record


async def test_a_user_is_found_whatever_the_case_of_the_address(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "create") as edit:
        user_id = await store.users.create(edit, " Ada@Example.com ", "argon2-hash", "admin")
    user = await store.users.by_email("ADA@example.COM")
    assert user is not None
    assert (user.id, user.email, user.password_hash, user.role) == (user_id, "ada@example.com", "argon2-hash", "admin")
    assert user.disabled is False
    assert await store.users.by_id(user_id) == user
    assert (await store.users.by_email("eve@example.com"), await store.users.by_id(99)) == (None, None)
    with pytest.raises(Conflict):
        async with store.edit(actor, "create") as edit:
            await store.users.create(edit, "ada@EXAMPLE.com", "other", "user")
    assert await store.users.count() == 1


async def test_a_change_of_a_user_ends_older_tokens_but_a_rehash_does_not(store: Store, actor: Actor) -> None:
    async with store.edit(actor, "create") as edit:
        user_id = await store.users.create(edit, "ada@example.com", "secret-hash-1", "user")
    changes = [{"role": "admin"}, {"disabled": True}, {"password_hash": "secret-hash-2"}]
    for version, change in enumerate(changes, 2):
        async with store.edit(actor, "change") as edit:
            await store.users.update(edit, user_id, **change)
        user = await store.users.by_id(user_id)
        assert user is not None
        assert user.token_version == version
        assert {name: getattr(user, name) for name in change} == change
    async with store.edit(actor, "rehash") as edit:
        await store.users.update(edit, user_id, password_hash="secret-hash-3", keep_tokens=True)
    async with store.edit(actor, "sign out") as edit:
        await store.users.revoke_tokens(edit, user_id)
    user = await store.users.by_id(user_id)
    assert user is not None
    assert user.token_version == 5
    rows = await store.audit.query()
    assert "secret-hash" not in repr(rows)
    assert [row.after for row in rows][:-1] == [
        {}, {"password": "changed"}, {"password": "changed"}, {"disabled": True}, {"role": "admin"},
    ]  # fmt: skip
    with pytest.raises(NotFound):
        async with store.edit(actor, "change") as edit:
            await store.users.update(edit, 99, role="user")


async def test_of_many_first_admins_one_wins(store: Store, actor: Actor) -> None:
    async def attempt(number: int) -> bool:
        try:
            async with store.edit(actor, "first") as edit:
                await store.users.create(edit, f"admin-{number}@example.com", "hash", "admin", only_first=True)
        except Conflict:
            return False
        return True

    results = await asyncio.gather(*(attempt(number) for number in range(12)))
    assert sum(results) == 1
    assert await store.users.count() == 1


async def test_rollups_are_the_sums_of_the_log(store: Store) -> None:
    """`would_…` counts what enforcing would have stopped and observe let through."""
    minute = 1_800_000_000_000_000
    records = [
        a_record(n, at=minute + n * 20_000_000, api_id=1 + n % 2, duration=1_000 * n, request_bytes=10, response_bytes=20,
                 upstream=5, inspection=7, score=n, status=403 if n % 3 == 0 else 200,
                 action="block" if n % 3 == 0 else "allow", would="block" if n % 3 == 0 or n == 4 else "throttle" if n == 1 else "allow")
        for n in range(9)
    ]  # fmt: skip
    await store.exchanges.ship("a", list(enumerate(records[:5], 1)))
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    by_minute = await store.rollups.query(minute, minute + 180_000_000)
    assert [(point.at, point.count, point.would_block, point.would_throttle) for point in by_minute] == [
        (minute, 3, 0, 1), (minute + 60_000_000, 3, 1, 0), (minute + 120_000_000, 3, 0, 0),
    ]  # fmt: skip
    (total,) = await store.rollups.query(minute, minute + 180_000_000, step=3600)
    assert (total.count, total.duration, total.score) == (9, 36_000, 36)
    assert (total.request_bytes, total.response_bytes, total.upstream, total.inspection) == (90, 180, 45, 63)
    assert (total.api_id, total.operation, sum(total.latency)) == (None, None, 9)
    assert (total.throttled, total.blocked, total.statuses, total.errors) == (0, 3, (0, 0, 6, 0, 3, 0), 0)
    (second,) = await store.rollups.query(minute, minute + 180_000_000, 3600, api_id=2)
    assert second.count == 4
    assert [point.count for point in await store.rollups.query(minute + 60_000_000, minute + 60_000_001)] == [3]


def test_every_duration_has_a_bucket() -> None:
    for duration, expected in (
        (0, 0),
        (250, 0),
        (251, 1),
        (30_000_000, len(LATENCY_BOUNDS) - 1),
        (2**62, len(LATENCY_BOUNDS)),
    ):
        assert latency.bucket(duration) == expected


def test_a_percentile_is_within_its_bucket() -> None:
    counts = [0] * latency.BUCKETS
    assert latency.percentile(counts, 0.5) == 0
    durations = [n * 137 % 90_000 for n in range(2000)]
    for duration in durations:
        counts[latency.bucket(duration)] += 1
    for share in (0.01, 0.5, 0.9, 0.99, 1):
        exact = sorted(durations)[max(0, int(share * len(durations)) - 1)]
        assert latency.bucket(int(latency.percentile(counts, share))) == pytest.approx(latency.bucket(exact), abs=1)
    counts[-1] = 10**6
    assert latency.percentile(counts, 0.99) == LATENCY_BOUNDS[-1]


async def test_a_lease_has_one_holder_at_a_time(store: Store) -> None:
    results = await asyncio.gather(*(store.leases.acquire("analyst", f"holder-{n}", 10, 1_000_000) for n in range(8)))
    assert sum(results) == 1
    holder = f"holder-{results.index(True)}"
    assert await store.leases.acquire("analyst", holder, 10, 5_000_000)
    assert not await store.leases.acquire("analyst", "other", 10, 14_999_999)
    assert await store.leases.acquire("analyst", "other", 10, 15_000_000)
    await store.leases.release("analyst", holder)
    assert not await store.leases.acquire("analyst", holder, 10, 16_000_000)
    await store.leases.release("analyst", "other")
    assert await store.leases.acquire("analyst", holder, 10, 16_000_000)


async def test_a_clock_set_back_does_not_hold_a_lease_for_ever(store: Store) -> None:
    hour = 3600 * 1_000_000
    assert await store.leases.acquire("analyst", "before", 10, 2 * hour)
    assert await store.leases.acquire("analyst", "after", 10, hour)


async def test_a_cursor_moves_only_from_where_it_stands(store: Store) -> None:
    for before, after, moved in ((5, 6, False), (0, 10, True), (0, 20, False), (10, 30, True), (10, 40, False)):
        async with store.database.writing() as connection:
            assert await store.cursors.move(connection, "alerts", before, after) is moved
    assert await store.cursors.position("alerts") == 30


async def test_a_decision_stands_until_it_is_lifted_or_over(store: Store, actor: Actor, clock: FakeClock) -> None:
    async with store.edit(actor, "ban") as edit:
        first = await store.decisions.add(
            edit, NewDecision("ban", "address", "192.0.2.9", clock() + 10, origin="limits")
        )
        second = await store.decisions.add(edit, NewDecision("throttle", "key", "ab12", clock() + 20, 1))
        eternal = await store.decisions.add(edit, NewDecision("ban", "address", "192.0.2.10", 0))
    assert [row.id for row in await store.decisions.query()] == [eternal, second, first]
    assert [row.id for row in await store.decisions.query(cursor=eternal, limit=1)] == [second]
    assert [row.id for row in await store.decisions.query(filter=DecisionFilter(target="ab12", api_id=1))] == [second]
    async with store.edit(actor, "lift") as edit:
        await store.decisions.lift(edit, second)
    assert edit.revision == 2
    clock.now += 10
    assert [row.id for row in await store.decisions.query()] == [eternal]
    assert [row.id for row in await store.decisions.query(filter=DecisionFilter(ended=None))] == [eternal, first]
    assert await store.decisions.expire(clock()) == 1
    with pytest.raises(NotFound):
        async with store.edit(actor, "lift") as edit:
            await store.decisions.lift(edit, first)
