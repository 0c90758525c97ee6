from __future__ import annotations

import asyncio

import pytest

from gateway.storage.errors import StoreError
from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.store import Store
from tests.stores import FakeClock, a_finding, a_record


def numbered(*numbers: int):
    return [(number, a_record(number)) for number in numbers]


async def ids(store: Store) -> list[str]:
    return [row.request_id for row in await store.exchanges.tail(0, 1000)]


async def test_what_was_shipped_comes_back_as_it_was(store: Store) -> None:
    """Every field of a record, its findings included, survives the way through the store."""
    record = a_record(
        1,
        (a_finding(), a_finding(rule="xss-1", detector="payload", tags=[], mode="observe")),
        query="q=***", host="api.example.com", version="HTTP/2", status=403, action="block", would="block", score=10,
        reason="942100", user_agent="curl/8 ✓", request_bytes=3_000_000_000, response_bytes=17, upstream=900, inspection=80,
        cost={"access": 3, "signatures": 70}, error="connect", revision=12, source="ingest", gateway="host-1/2",
    )  # fmt: skip
    assert await store.exchanges.ship("a", [(1, record)]) == 1
    row = await store.exchanges.get("request-1")
    assert row is not None
    findings = record.findings
    for name in record.__slots__:
        if name != "findings":
            assert getattr(row, name) == getattr(record, name), name
    assert [{name: getattr(found, name) for name in findings[0]} for found in row.findings] == findings
    assert {found.exchange_id for found in row.findings} == {row.id}
    assert await store.exchanges.get("request-2") is None


async def test_shipping_the_same_batch_again_stores_nothing_new(store: Store) -> None:
    batch = numbered(1, 2, 3)
    assert await store.exchanges.ship("a", batch) == 3
    assert await store.exchanges.ship("a", batch) == 0
    assert await ids(store) == ["request-1", "request-2", "request-3"]
    (point,) = await store.rollups.query(0, 2**60, 10**9)
    assert point.count == 3


async def test_overlapping_batches_store_each_record_once(store: Store) -> None:
    await store.exchanges.ship("a", numbered(1, 2, 3))
    assert await store.exchanges.ship("a", numbered(2, 3, 4, 5)) == 2
    assert await ids(store) == [f"request-{n}" for n in range(1, 6)]
    assert await store.exchanges.position("a") == 5


async def test_a_request_id_is_stored_once_whatever_journal_it_comes_from(store: Store) -> None:
    await store.exchanges.ship("a", numbered(1, 2))
    assert await store.exchanges.ship("b", numbered(2, 3)) == 1
    assert await store.exchanges.ship("c", [(1, a_record(9)), (2, a_record(9))]) == 1
    assert await ids(store) == ["request-1", "request-2", "request-3", "request-9"]
    assert (await store.exchanges.position("b"), await store.exchanges.position("unknown")) == (3, 0)


async def test_a_shipment_that_failed_leaves_nothing_and_may_be_sent_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The position is the last thing written: failing there undoes the rows before it."""

    async def fail(*_: object) -> None:
        raise ConnectionResetError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store.exchanges._intake, "_move", fail)
        with pytest.raises(StoreError):
            await store.exchanges.ship("a", numbered(1, 2))
    assert await ids(store) == []
    assert await store.exchanges.position("a") == 0
    assert await store.rollups.query(0, 2**60) == []
    assert await store.exchanges.ship("a", numbered(1, 2)) == 2
    assert [row.id for row in await store.exchanges.tail(0, 10)] == [1, 2]


async def test_an_empty_shipment_is_nothing(store: Store) -> None:
    assert await store.exchanges.ship("a", []) == 0


HOSTILE = {
    "too long": {"path": "/" + "x" * 100_000, "user_agent": "y" * 9_000, "operation": "z" * 5_000, "reason": "r" * 500},
    "lone surrogates": {"path": "/\udcff\ud800", "identity": "\udc80", "user_agent": "\udfff"},
    "NUL and control bytes": {"path": "/\x00\x01\x1b", "host": "\x00"},
    "beyond the basic plane": {"path": "/😀" * 900, "user_agent": "𝒳" * 600},
    "numbers out of range": {"status": 70_000, "score": 2**40, "response_bytes": 2**70, "duration": -(2**70)},
    "a time out of this world": {"at": 2**62},
    "a time before time": {"at": -5},
    "looks like SQL": {"path": "'; DROP TABLE exchanges; --", "identity": '%s %(a)s :x \\" \\'},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
async def test_nothing_a_client_sends_is_refused_by_the_store(store: Store, changes: dict[str, object]) -> None:
    finding = a_finding(evidence="\udcff" * 600, message="m" * 5000, location="l" * 999, tags=["t" * 500] * 99)
    assert await store.exchanges.ship("a", [(1, a_record(1, (finding,), **changes)), (2, a_record(2))]) == 2
    assert await ids(store) == ["request-1", "request-2"]
    assert sum(point.count for point in await store.rollups.query(0, 2**62)) == 2


async def test_text_is_compared_byte_by_byte(store: Store) -> None:
    """Upper and lower case, accents and width make another identity: no engine's collation mixes callers up."""
    names = ["alice", "Alice", "àlice", "ａlice"]
    await store.exchanges.ship("a", [(n, a_record(n, identity=name)) for n, name in enumerate(names, 1)])
    for name in names:
        assert [row.identity for row in await store.exchanges.query(ExchangeFilter(identity=name))] == [name]


async def test_tail_goes_on_where_it_left_off(store: Store) -> None:
    await store.exchanges.ship("a", numbered(*range(1, 8)))
    seen, last = [], 0
    while rows := await store.exchanges.tail(last, 3):
        seen += [row.request_id for row in rows]
        last = rows[-1].id
    assert seen == [f"request-{n}" for n in range(1, 8)]
    assert last == await store.exchanges.last_id()


async def test_a_tail_beside_several_shippers_misses_nothing(store: Store) -> None:
    """Ids become visible in order: a reader who remembers only the last id sees every exchange exactly once."""
    shippers = [
        store.exchanges.ship(f"journal-{j}", [(n, a_record(1000 * j + n)) for n in range(start, start + 20)])
        for start in range(1, 161, 20)
        for j in range(3)
    ]
    done = asyncio.Event()

    async def follow() -> list[int]:
        seen: list[int] = []
        while True:
            finished = done.is_set()
            rows = await store.exchanges.tail(seen[-1] if seen else 0, 50)
            seen += [row.id for row in rows]
            if finished and not rows:
                return seen

    reader = asyncio.create_task(follow())
    results = await asyncio.gather(*shippers)
    done.set()
    # A batch overtaken by a later one of its journal is at or below the position: it was dropped, not reordered.
    stored = sum(results)
    assert await reader == list(range(1, stored + 1))


async def test_tail_flagged_reads_only_exchanges_with_findings(store: Store) -> None:
    await store.exchanges.ship("a", [(n, a_record(n, (a_finding(),) * (n % 3))) for n in range(1, 10)])
    rows = await store.exchanges.tail_flagged(0, 4)
    assert [(row.request_id, len(row.findings)) for row in rows] == [
        ("request-1", 1), ("request-2", 2), ("request-4", 1), ("request-5", 2),
    ]  # fmt: skip
    rest = await store.exchanges.tail_flagged(rows[-1].id, 100)
    assert [row.request_id for row in rest] == ["request-7", "request-8"]


FILTERS = [
    (ExchangeFilter(), {1, 2, 3, 4}),
    (ExchangeFilter(since=1_800_000_002_000_000), {2, 3, 4}),
    (ExchangeFilter(until=1_800_000_002_000_000), {1}),
    (ExchangeFilter(api_id=2), {3}),
    (ExchangeFilter(action="block"), {2}),
    (ExchangeFilter(would="block"), {2, 3}),
    (ExchangeFilter(identity="mallory"), {2}),
    (ExchangeFilter(client="198.51.100.9"), {3}),
    (ExchangeFilter(method="POST"), {4}),
    (ExchangeFilter(operation="GET /orders/{id}", action="allow"), {1, 3, 4}),
    (ExchangeFilter(status_from=400, status_to=499), {2}),
    (ExchangeFilter(score_from=5), {2}),
    (ExchangeFilter(path_prefix="/orders/"), {1, 2, 3}),
    (ExchangeFilter(path_contains="100%_"), {4}),
    (ExchangeFilter(source="ingest"), {4}),
    (ExchangeFilter(rule="942100"), {2}),
    (ExchangeFilter(detector="limits"), {2, 3}),
    (ExchangeFilter(rule="942100", detector="limits"), set()),
    (ExchangeFilter(detector="limits", until=1_800_000_003_000_000), {2}),
    (ExchangeFilter(detector="limits", since=1_800_000_003_000_000, api_id=2), {3}),
]


async def test_each_filter_selects_what_it_says(store: Store) -> None:
    limits = a_finding(rule="limit", detector="limits")
    await store.exchanges.ship("a", [
        (1, a_record(1)),
        (2, a_record(2, (a_finding(), a_finding(), limits), action="block", would="block", status=403, score=5, identity="mallory")),
        (3, a_record(3, (limits,), would="block", api_id=2, client="198.51.100.9")),
        (4, a_record(4, method="POST", source="ingest", path="/search/100%_")),
    ])  # fmt: skip
    for wanted, numbers in FILTERS:
        rows = await store.exchanges.query(wanted)
        assert [row.request_id for row in rows] == [f"request-{n}" for n in sorted(numbers, reverse=True)], wanted


async def test_pages_meet_even_where_times_are_equal(store: Store) -> None:
    await store.exchanges.ship("a", [(n, a_record(n, at=1_800_000_000_000_000 + n // 4)) for n in range(1, 12)])
    seen, cursor = [], None
    while rows := await store.exchanges.query(cursor=cursor, limit=3, with_findings=True):
        seen += [row.request_id for row in rows]
        cursor = rows[-1].cursor
    assert seen == [f"request-{n}" for n in range(11, 0, -1)]


async def test_pages_of_a_rule_meet_too(store: Store) -> None:
    flagged = [(n, a_record(n, (a_finding(), a_finding()) if n % 2 else ())) for n in range(1, 12)]
    await store.exchanges.ship("a", flagged)
    seen, cursor = [], None
    while rows := await store.exchanges.query(ExchangeFilter(rule="942100"), cursor, 2):
        seen += [row.request_id for row in rows]
        cursor = rows[-1].cursor
    assert seen == [f"request-{n}" for n in range(11, 0, -2)]


async def test_purge_takes_the_oldest_with_their_findings_and_never_an_id_again(store: Store, clock: FakeClock) -> None:
    await store.exchanges.ship("a", [(n, a_record(n, (a_finding(),))) for n in range(1, 8)])
    before = a_record(6).at
    assert [await store.exchanges.purge(before, chunk=3) for _ in range(3)] == [3, 2, 0]
    assert await ids(store) == ["request-6", "request-7"]
    assert len(await store.exchanges.tail_flagged(0, 10)) == 2
    assert await store.exchanges.purge(2**60) == 2
    await store.exchanges.ship("a", numbered(8))
    assert [row.id for row in await store.exchanges.tail(0, 10)] == [8]
