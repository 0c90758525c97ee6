"""Findings that come after the fact, and what parts of the analyst say of themselves."""

from __future__ import annotations

from typing import Any

from addons.finding import Effect
from gateway.storage.reports import Report
from gateway.storage.store import Store
from gateway.storage.votes import Vote
from tests.stores import FakeClock, a_finding, a_record


async def a_vote(store: Store, number: int, effect: Effect = Effect.SCORE, **changes: Any) -> Vote:
    row = await store.exchanges.get(f"request-{number}")
    assert row is not None
    values = {
        "detector": "llm",
        "rule": "llm-hostile",
        "severity": 4,
        "mode": "observe",
        "message": "hostile",
    } | changes
    return Vote(row, effect=effect, tags=["llm-sqli"], **values)


async def add(store: Store, *votes: Vote) -> int:
    async with store.database.writing() as connection:
        return await store.votes.add(connection, votes)


async def found(store: Store, number: int) -> list[tuple[int, str, str]]:
    row = await store.exchanges.get(f"request-{number}")
    assert row is not None
    return [(one.ordinal, one.detector, one.effect) for one in row.findings]


async def test_a_vote_comes_after_what_was_found_before_and_each_detector_has_one(store: Store) -> None:
    two = (a_finding(), a_finding(detector="payload"))
    await store.exchanges.ship("a", [(1, a_record(1, two)), (2, a_record(2))])
    votes = [await a_vote(store, 1), await a_vote(store, 2, Effect.NOTE), await a_vote(store, 1, rule="llm-benign")]
    assert await add(store, *votes) == 2
    assert await add(store, *votes) == 0
    assert await add(store, await a_vote(store, 2, detector="other")) == 1
    assert await found(store, 1) == [(0, "signatures", "score"), (1, "payload", "score"), (2, "llm", "score")]
    assert await found(store, 2) == [(0, "llm", "note"), (1, "other", "score")]
    assert await add(store) == 0


async def test_only_votes_that_count_are_in_the_sums_and_no_exchange_is_counted_twice(
    store: Store, clock: FakeClock
) -> None:
    await store.exchanges.ship("a", [(n, a_record(n, (a_finding(),))) for n in (1, 2, 3)])
    await add(store, await a_vote(store, 1), await a_vote(store, 2, Effect.NOTE))
    until = clock() + 3600 * 1_000_000
    top = await store.rollups.top("detector", 0, until)
    assert {one.key: one.count for one in top} == {"signatures": 3, "llm": 1}
    assert [(one.key, one.count) for one in await store.rollups.top("rule", 0, until, keys=["llm-hostile"])] == [
        ("llm-hostile", 1)
    ]
    assert [one.count for one in await store.rollups.top("identity", 0, until)] == [3]


async def test_the_different_requests_of_one_caller_are_told_apart(store: Store) -> None:
    await store.exchanges.ship("a", [(n, a_record(n)) for n in (1, 2, 3, 4)])
    await store.exchanges.ship(
        "b", [(5, a_record(5, path="/orders/4")), (6, a_record(6, identity="other")), (7, a_record(7, api_id=2))]
    )
    await add(store, *[await a_vote(store, n) for n in (1, 2, 4, 5, 6, 7)], await a_vote(store, 3, Effect.NOTE))
    caller = ("llm", 1, "key", a_record(1).identity)
    assert await store.votes.against(*caller, a_record(2).at) == {("GET", "/orders/2", ""), ("GET", "/orders/4", "")}
    assert await store.votes.against(*caller, a_record(6).at) == set()


async def test_a_report_replaces_the_one_before(store: Store, clock: FakeClock) -> None:
    assert await store.reports.get("llm") is None
    await store.reports.save("llm", {"state": "untried"})
    await store.reports.save("other", {})
    clock.forward(5)
    await store.reports.save("llm", {"state": "answering"})
    assert await store.reports.get("llm") == Report(clock(), {"state": "answering"})
