"""Who is named in sums, that nobody is counted twice or lost, and that clients do not decide how many rows are written."""

from __future__ import annotations

from collections import Counter

import pytest

from gateway.storage.admission import BURST, MOST, Admission
from gateway.storage.rollups import summed
from gateway.storage.store import Store
from gateway.storage.sums import OTHER, REST
from tests.stores import FakeClock, a_finding, a_record

MINUTE = 60_000_000
HOUR = 3600 * 1_000_000


async def ship(store: Store, records: list, journal: str = "a") -> None:
    await store.exchanges.ship(journal, list(enumerate(records, 1)))


async def test_totals_are_the_same_however_they_are_asked_for(store: Store, clock: FakeClock) -> None:
    now = clock()
    records = [a_record(n, at=now - n * 7 * MINUTE, operation=f"GET /{n % 9}", duration=n * 100) for n in range(1, 200)]
    await ship(store, records)
    since, until = now - 24 * HOUR, now + MINUTE
    for step in (60, 900, 3600, 10**7):
        for by in ((), ("operation",), ("api_id", "operation")):
            points = await store.rollups.query(since, until, step, by=by)
            assert sum(point.count for point in points) == 199, (step, by)
            assert sum(point.duration for point in points) == sum(record.duration for record in records)
            assert sum(sum(point.latency) for point in points) == 199


async def test_the_ends_of_a_range_are_exact_to_the_minute(store: Store, clock: FakeClock) -> None:
    now = clock() // MINUTE * MINUTE
    await ship(store, [a_record(n, at=now - n * MINUTE) for n in range(600)])
    for first, last in ((0, 1), (3, 400), (17, 31), (1, 599)):
        points = await store.rollups.query(now - last * MINUTE, now - first * MINUTE, 10**7)
        assert sum(point.count for point in points) == last - first, (first, last)


async def test_tallies_of_a_kind_add_up_to_the_total(store: Store, clock: FakeClock) -> None:
    now = clock()
    records = [
        a_record(n, at=now, identity=f"caller-{n}" if n % 3 else "", country="CH" if n % 2 else "", client=f"c{n % 5}",
                 user_agent="u" * 600, action="block" if n % 10 == 0 else "allow", would="block" if n % 5 == 0 else "allow",
                 status=500 if n % 7 == 0 else 200, request_bytes=3, response_bytes=4)
        for n in range(1000)
    ]  # fmt: skip
    await ship(store, records)
    for kind in ("identity", "client", "country", "user_agent"):
        rows = await store.rollups.top(kind, now - HOUR, now + HOUR)
        sums = [sum(getattr(row, name) for row in rows) for name in ("count", "stopped", "would", "errors", "amount")]
        assert sums == [1000, 100, 100, 143, 7000], kind
    assert [(row.key, row.count) for row in await store.rollups.top("country", now - HOUR, now + HOUR)] == [
        (REST, 500), ("CH", 500),
    ]  # fmt: skip


async def test_actions_and_classes_of_status_are_told_apart_in_one_row(store: Store, clock: FakeClock) -> None:
    """Statuses that HTTP does not know count as none; however many APIs there are, each has all its classes by name."""
    now = clock()
    answers = [
        ("allow", 200, 5),
        ("allow", 0, 2),
        ("allow", 999, 1),
        ("throttle", 429, 3),
        ("block", 403, 4),
        ("block", 503, 1),
    ]
    cases = [(action, status) for action, status, count in answers for _ in range(count)]
    records = [
        a_record(n, at=now, api_id=api, action=action, would=action, status=status)
        for n, (api, (action, status)) in enumerate(((api, case) for api in range(1, 101) for case in cases), 1)
    ]
    await ship(store, records)
    (total,) = await store.rollups.query(now, now + MINUTE, 10**7)
    assert (total.count, total.throttled, total.blocked, total.errors) == (1600, 300, 500, 400)
    assert total.statuses == (300, 0, 500, 0, 700, 100)
    seen = await store.rollups.top("status", now, now + MINUTE)
    assert [(row.key, row.count, row.stopped, row.errors) for row in seen] == [
        ("4xx", 700, 700, 0), ("2xx", 500, 0, 0), ("none", 300, 0, 300), ("5xx", 100, 100, 100),
    ]  # fmt: skip


async def test_the_busiest_operations_come_first_each_with_its_api(store: Store, clock: FakeClock) -> None:
    now = clock()
    calls = [(1, "GET /a", 3), (2, "GET /a", 5), (2, "GET /b", 1)]
    cases = [(api, operation) for api, operation, count in calls for _ in range(count)]
    records = [
        a_record(n, at=now - n * HOUR, api_id=api, operation=operation, action="block" if n % 2 else "allow",
                 status=500, duration=100 * n)
        for n, (api, operation) in enumerate(cases, 1)
    ]  # fmt: skip
    await ship(store, records)
    since, until = now - 12 * HOUR, now + MINUTE
    points = await store.rollups.busiest(since, until, limit=2)
    assert [(one.api_id, one.operation, one.count, one.duration) for one in points] == [
        (2, "GET /a", 5, 3000), (1, "GET /a", 3, 600),
    ]  # fmt: skip
    assert [one.operation for one in await store.rollups.busiest(since, until, api_id=2)] == ["GET /a", "GET /b"]
    tallies = await store.rollups.top("operation", since, until, keys=["GET /a"])
    assert [(one.api_id, one.key, one.count, one.stopped, one.errors) for one in tallies] == [
        (2, "GET /a", 5, 2, 5), (1, "GET /a", 3, 2, 3),
    ]  # fmt: skip
    whole = summed(points)
    assert whole is not None
    assert (whole.count, whole.blocked, whole.statuses, sum(whole.latency)) == (8, 4, (0, 0, 0, 0, 0, 8), 8)
    assert summed([]) is None


async def test_rules_and_detectors_are_counted_once_an_exchange(store: Store, clock: FakeClock) -> None:
    now = clock()
    twice = (a_finding(), a_finding(), a_finding(rule="xss", detector="payload"))
    await ship(store, [a_record(1, twice, at=now, action="block", cost={"signatures": 70, "payload": 10}),
                       a_record(2, (a_finding(),), at=now, would="block", cost={"signatures": 30})])  # fmt: skip
    rules = await store.rollups.top("rule", now - HOUR, now + HOUR)
    assert [(row.key, row.count, row.stopped, row.would) for row in rows_of(rules)] == [
        ("942100", 2, 1, 1), ("xss", 1, 1, 0),
    ]  # fmt: skip
    (series,) = await store.rollups.tally_series("detector", "signatures", now - HOUR, now + HOUR, 3600 * 24)
    assert (series.count, series.stopped) == (2, 1)
    addons = await store.rollups.top("addon", now - HOUR, now + HOUR, keys=["signatures"], by_api=True)
    assert [(row.api_id, row.count, row.amount) for row in addons] == [(1, 2, 100)]


def rows_of(rows: list) -> list:
    return [row for row in rows if row.key != REST]


async def test_a_flood_of_callers_writes_few_rows_and_hides_nobody_who_matters(store: Store, clock: FakeClock) -> None:
    """A scan under ever new names, then one who is blocked again and again."""
    now = clock() // (360 * MINUTE) * 360 * MINUTE
    clock.now = now
    for batch in range(10):
        at = now + batch * 6_000_000
        flood = [
            a_record(n, at=at, request_id=f"{batch}-{n}", identity=f"scan-{batch}-{n}", operation=f"GET /{batch}-{n}")
            for n in range(500)
        ]
        bad = [a_record(n, at=at, request_id=f"x{batch}-{n}", identity="mallory", action="block") for n in range(5)]
        late = bad if batch > 4 else []
        await ship(store, [*flood, *late], f"journal-{batch}")
    clock.forward(60)
    async with store.database.reading() as connection:
        for table, kind in (("tallies", "AND kind = 'identity'"), ("rollups", "")):
            statement = f"SELECT count(*) FROM {table} WHERE span = 1 {kind}"
            assert (await connection.exec_driver_sql(statement)).scalar_one() <= 2 * (BURST + MOST + 2), table
    (mallory,) = await store.rollups.top("identity", now, now + MINUTE, keys=["mallory"])
    assert mallory.count == 25
    points = await store.rollups.query(now, now + MINUTE, 10**7, by=("operation",))
    assert sum(point.count for point in points) == 5025
    assert OTHER in {point.operation for point in points}


def test_admission_prefers_who_is_stopped_then_who_sends_most() -> None:
    admission: Admission[str] = Admission(burst=2, most=0)
    weights = {"quiet": (0, 1), "busy": (0, 900), "bad": (1, 1)}
    assert admission.admitted("identity", 1, 0, 0.0, weights) == {"bad", "busy"}
    assert "quiet" not in admission.admitted("identity", 1, 0, 1.0, {"quiet": (9, 9)}), "no room any more"
    assert "quiet" in admission.admitted("identity", 1, 60, 0.0, {"quiet": (0, 1)}), "another block"


def test_a_block_admits_more_as_its_time_goes_by() -> None:
    admission: Admission[int] = Admission(burst=10, most=100)
    sizes = [len(admission.admitted("k", 1, 0, share, dict.fromkeys(range(1000), (0, 1)))) for share in (0, 0.5, 1, 7)]
    assert sizes == [10, 60, 110, 110]


@pytest.mark.parametrize("share", [0.0, 0.25])
async def test_a_sample_stores_every_event_and_counts_everything(settings, share: float) -> None:
    """The same requests are kept wherever and however often they are shipped."""
    from dataclasses import replace

    from gateway.storage.migrate import migrate

    settings = replace(settings, log_sample=share)
    await migrate(settings)
    store = await Store.open(settings, FakeClock())
    now = store.clock()
    plain = [a_record(n, at=now) for n in range(1000)]
    events = [
        a_record(1001, (a_finding(),), at=now),
        a_record(1002, at=now, action="throttle"),
        a_record(1003, at=now, would="block"),
        a_record(1004, at=now, error="timeout"),
    ]
    assert await store.exchanges.ship("a", list(enumerate([*plain, *events], 1))) == 1004
    stored = {row.request_id for row in await store.exchanges.tail(0, 2000)}
    assert {record.request_id for record in events} <= stored
    assert len(stored) - 4 == 0 if share == 0 else 200 < len(stored) - 4 < 300
    assert [row.id for row in await store.exchanges.tail(0, 2000)] == [*range(1, len(stored) + 1)]
    (point,) = await store.rollups.query(now, now + MINUTE, 10**7)
    assert point.count == 1004
    again = [(n + 5000, record) for n, record in enumerate(plain)]
    await store.exchanges.ship("a", again)
    assert {row.request_id for row in await store.exchanges.tail(0, 2000)} == stored
    assert Counter(row.identity for row in await store.exchanges.query(limit=2000))["ab12cd34ef56"] == len(stored)
    await store.close()
