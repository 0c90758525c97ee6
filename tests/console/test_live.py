"""The live socket, over a real connection."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from console.live import LONGEST_BACKLOG, QUEUE, Viewer, Wanted, exchange_message
from gateway.settings import Settings
from gateway.storage.exchanges import ExchangeRow
from tests.console.conftest import ADMIN, Running, record, started


async def ticket(console: Running) -> str:
    return str((await console.as_user.post("/api/live/ticket")).json()["ticket"])


async def watch(console: Running, **query: Any) -> ClientConnection:
    """A viewer that was let in."""
    text = "&".join(f"{name}={value}" for name, value in {"ticket": await ticket(console), **query}.items())
    return await connect(f"{console.live_url}?{text}")


async def any_message(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(60):
        return json.loads(await socket.recv())


async def message(socket: ClientConnection) -> dict[str, Any]:
    """The next one but for metrics, which come whatever happens."""
    while (got := await any_message(socket))["type"] == "metrics":
        pass
    return got


async def exchanges(socket: ClientConnection, count: int) -> list[int]:
    """The ids of the next `count` exchanges; anything else but `hello` fails."""
    ids: list[int] = []
    while len(ids) < count:
        got = await message(socket)
        if got["type"] == "exchange":
            ids.append(got["id"])
        else:
            assert got["type"] == "hello", got
    return ids


async def test_what_happens_is_seen_with_its_findings(console: Running) -> None:
    finding = {"detector": "access", "rule": "access-blacklist", "severity": 5, "message": "m", "effect": "block"}
    async with await watch(console) as socket:
        assert await message(socket) == {"type": "hello", "after": 0}
        await console.ship(record(1, action="block", would="block", status=403, findings=[finding]))
        got = await message(socket)
    assert (got["type"], got["id"], got["request_id"], got["status"]) == ("exchange", 1, "request-1", 403)
    assert got["at"].endswith("Z")
    assert [(one["rule"], one["severity"]) for one in got["findings"]] == [("access-blacklist", "critical")]


async def test_without_after_it_starts_at_the_newest(console: Running) -> None:
    await console.ship(record(1), record(2))
    async with await watch(console) as socket:
        assert await message(socket) == {"type": "hello", "after": 2}
        await console.ship(record(3))
        assert await exchanges(socket, 1) == [3]


async def test_a_viewer_that_comes_back_misses_nothing_and_sees_nothing_twice(console: Running) -> None:
    """Ten times cut off while exchanges keep coming, each time resuming after the last id seen."""
    total, seen = 300, []

    async def feed() -> None:
        for number in range(1, total + 1, 3):
            await console.ship(*(record(n) for n in range(number, number + 3)))

    feeding = asyncio.create_task(feed())
    while len(seen) < total:
        async with await watch(console, after=seen[-1] if seen else 0) as socket:
            seen += await exchanges(socket, min(30, total - len(seen)))
            socket.transport.abort()
    await feeding
    assert seen == list(range(1, total + 1))


async def test_many_viewers_are_served_from_one_reader(console: Running) -> None:
    sockets = [await watch(console) for _ in range(10)]
    for socket in sockets:
        await message(socket)
    await console.ship(*(record(n) for n in range(1, 21)))
    assert [await exchanges(socket, 20) for socket in sockets] == [list(range(1, 21))] * 10
    for socket in sockets:
        await socket.close()


async def test_only_what_was_asked_for_is_sent(console: Running) -> None:
    async with await watch(console, api_id=2, action="block,throttle") as socket:
        await message(socket)
        await console.ship(
            record(1, api_id=2), record(2, api_id=1, action="block"), record(3, api_id=2, action="throttle")
        )
        assert await exchanges(socket, 1) == [3]
        await socket.send(json.dumps({"type": "filter", "action": ["allow"]}))
        await asyncio.wait_for(await socket.ping(), 60)
        while console.app.state.console.live._viewers and not any(
            viewer.wanted == Wanted(None, frozenset({"allow"})) for viewer in console.app.state.console.live._viewers
        ):
            await asyncio.sleep(0)
        await console.ship(record(4, action="block"), record(5))
        assert await exchanges(socket, 1) == [5]


async def test_an_alert_is_sent_when_it_opens_and_when_it_grows(console: Running) -> None:
    from gateway.storage.alerts import Sighting

    async def sighted(count: int) -> None:
        now = console.store.clock()
        sighting = Sighting(1, "access", "address:203.0.113.7", "GET /", "Blocked", 5, count, count, now, now, {}, [])
        async with console.store.database.writing() as connection:
            await console.store.alerts.record(connection, [sighting], now)

    async with await watch(console) as socket:
        await message(socket)
        await sighted(1)
        opened = await message(socket)
        await sighted(2)
        grown = await message(socket)
    assert (opened["type"], opened["title"], opened["count"]) == ("alert", "Blocked", 1)
    assert (grown["id"], grown["count"]) == (opened["id"], 3)


async def test_a_ticket_is_good_once(console: Running) -> None:
    once = await ticket(console)
    async with connect(f"{console.live_url}?ticket={once}") as socket:
        assert (await message(socket))["type"] == "hello"
    assert await close_code(f"{console.live_url}?ticket={once}") == 4401


async def close_code(url: str, *, first: str | None = None, **options: Any) -> int | None:
    """How the console ends a connection that it does not want."""
    async with connect(url, **options) as socket:
        if first is not None:
            await socket.send(first)
        with pytest.raises(websockets.ConnectionClosed):
            await message(socket)
        return socket.close_code


async def test_the_token_may_come_in_the_header_or_the_first_message(console: Running) -> None:
    header = console.as_user.headers["authorization"]
    async with connect(console.live_url, additional_headers={"Authorization": header}) as socket:
        assert (await message(socket))["type"] == "hello"
    async with connect(console.live_url) as socket:
        await socket.send(json.dumps({"token": header.removeprefix("Bearer ")}))
        assert (await message(socket))["type"] == "hello"


FIRST_MESSAGES = {
    "no JSON": "hello",
    "no token": "{}",
    "a wrong token": '{"token": "x"}',
    "more": '{"token": "x", "a": 1}',
}


@pytest.mark.parametrize("case", FIRST_MESSAGES)
async def test_whoever_does_not_sign_in_is_closed(console: Running, case: str) -> None:
    assert await close_code(console.live_url, first=FIRST_MESSAGES[case]) == 4401


ORIGINS = {
    "our own": (None, True),
    "one that CORS_ORIGINS names": ("https://console.example.com", True),
    "another site": ("https://evil.example.com", False),
    "our host on another port": ("http://127.0.0.1:1", False),
    "null": ("null", False),
}


@pytest.mark.parametrize("case", ORIGINS)
async def test_a_foreign_page_cannot_watch(settings: Settings, case: str) -> None:
    origin, welcome = ORIGINS[case]
    async with started(replace(settings, cors_origins="https://console.example.com")) as console:
        url = f"{console.live_url}?ticket={await ticket(console)}"
        if welcome:
            async with connect(url, origin=origin or console.url) as socket:
                assert (await message(socket))["type"] == "hello"
        else:
            with pytest.raises(websockets.InvalidStatus) as refused:
                await connect(url, origin=origin)
            assert refused.value.response.status_code == 403


async def test_a_viewer_whose_token_ends_is_closed(console: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.routers.live.RECHECK_SECONDS", 0.05)
    async with await watch(console) as socket:
        await message(socket)
        await console.as_user.post("/api/logout")
        with pytest.raises(websockets.ConnectionClosed):
            await message(socket)
        assert socket.close_code == 4401
    assert console.app.state.console.live.viewers == 0


async def test_more_viewers_than_there_is_room_for_are_told_to_try_later(settings: Settings) -> None:
    from tests.console.conftest import PATIENT

    async with started(settings, limits=replace(PATIENT, viewers=1)) as console, await watch(console) as socket:
        await message(socket)
        while not console.app.state.console.live.viewers:
            await asyncio.sleep(0)
        assert await close_code(f"{console.live_url}?ticket={await ticket(console)}") == 1013


async def test_who_was_away_too_long_is_told_how_much_he_missed(
    console: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LONGEST_BACKLOG > 1
    monkeypatch.setattr("console.live.LONGEST_BACKLOG", 5)
    await console.ship(*(record(n) for n in range(1, 21)))
    async with await watch(console, after=3) as socket:
        assert await message(socket) == {"type": "hello", "after": 15}
        assert await message(socket) == {"type": "skipped", "count": 12, "after": 15}
        assert await exchanges(socket, 5) == [16, 17, 18, 19, 20]


async def test_the_store_going_and_coming_back_is_told_and_nothing_is_lost(console: Running) -> None:
    from gateway.storage.errors import StoreUnavailable

    source = console.app.state.console.live._source
    tail, failing = source.tail, [False]

    async def sometimes(after: int) -> Any:
        if failing[0]:
            raise StoreUnavailable("gone")
        return await tail(after)

    source.tail = sometimes
    async with await watch(console) as socket:
        await message(socket)
        failing[0] = True
        assert await message(socket) == {"type": "store", "status": "down"}
        await console.ship(record(1), record(2))
        failing[0] = False
        told = [await message(socket) for _ in range(3)]
    assert [one["id"] for one in told if one["type"] == "exchange"] == [1, 2]
    assert {"type": "store", "status": "ok"} in told


def row(number: int, **fields: Any) -> ExchangeRow:
    import msgspec

    kept = msgspec.structs.asdict(record(number, **fields))
    return ExchangeRow(id=number, **{**kept, "findings": ()})


async def test_a_slow_viewer_gets_a_sample_and_is_told_how_many_it_missed() -> None:
    viewer = Viewer(Wanted(), 0)
    total = 3 * QUEUE
    for number in range(1, total + 1):
        viewer.offer(row(number), exchange_message(row(number)))
    got = await drained(viewer, total + 1)
    ids = [one["id"] for one in got if one["type"] == "exchange"]
    skipped = sum(one["count"] for one in got if one["type"] == "skipped")
    assert len(got) <= QUEUE + QUEUE // 5
    assert ids == sorted(set(ids))
    assert len(ids) + skipped == total + 1


async def drained(viewer: Viewer, last: int) -> list[dict[str, Any]]:
    got = []
    while viewer._queue:
        got.append(json.loads(await viewer.next() or b""))
    viewer.offer(row(last), exchange_message(row(last)))
    while viewer._queue:
        got.append(json.loads(await viewer.next() or b""))
    return got


async def test_a_viewer_that_does_not_read_costs_a_bounded_queue_and_hears_what_it_missed(console: Running) -> None:
    """Over a real socket: its buffers fill, then the queue, and what is left out is counted."""
    url = f"{console.live_url}?ticket={await ticket(console)}"
    total, kilobytes = 6000, "x" * 2000
    async with connect(url, max_queue=1, compression=None) as socket:
        await message(socket)
        for first in range(1, total + 1, 500):
            await console.ship(*(record(n, query=kilobytes) for n in range(first, first + 500)))
        feed = console.app.state.console.live
        while feed._position != total:
            await asyncio.sleep(0.01)
        (viewer,) = feed._viewers
        assert len(viewer._queue) <= QUEUE + 1
        assert viewer._skipped > 0
        ids, skipped = [], 0
        while len(ids) + skipped < total:
            got = await message(socket)
            ids += [got["id"]] if got["type"] == "exchange" else []
            skipped += got.get("count", 0)
        assert (ids, skipped > 0) == (sorted(set(ids)), True)


async def test_what_was_blocked_goes_before_what_was_let_through_when_it_gets_tight() -> None:
    viewer = Viewer(Wanted(), 0, size=100)
    for number in range(1, 51):
        viewer.offer(row(number), b"{}")
    for number in range(51, 71):
        viewer.offer(row(number, action="block" if number % 2 else "allow"), exchange_message(row(number)))
    kept = [json.loads(text) for text in viewer._queue][50:]
    assert {one["id"] for one in kept if one.get("type") == "exchange"} >= set(range(51, 71, 2))


async def test_a_viewer_is_closed_when_the_console_stops(console: Running) -> None:
    async with await watch(console) as socket:
        await message(socket)
        loop = asyncio.get_running_loop()
        began = loop.time()
        console.stop.set()
        with pytest.raises(websockets.ConnectionClosed):
            await message(socket)
        assert socket.close_code == 1001
        assert loop.time() - began < 3


async def other(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this kind."""
    while (got := await any_message(socket))["type"] != kind:
        pass
    return got


async def test_a_change_of_the_policy_is_told_to_whoever_watches_whatever_they_filter(console: Running) -> None:
    await console.as_admin.post("/api/blacklist", json={"target": "203.0.113.1"})
    async with await watch(console, api_id=77, action="block") as socket:
        await message(socket)
        while console.app.state.console.live._pulse._revision is None:
            await asyncio.sleep(0.01)
        for target in ("203.0.113.7", "203.0.113.8"):
            await console.as_admin.post("/api/blacklist", json={"target": target})
        told = [await other(socket, "policy") for _ in range(2)]
    assert [(one["revision"], one["author"], one["action"]) for one in told] == [
        (2, ADMIN[0], "blacklist.add"),
        (3, ADMIN[0], "blacklist.add"),
    ]


async def test_metrics_are_told_every_few_seconds_and_add_up_to_what_passed(
    console: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.pulse.METRICS_SECONDS", 0.2)
    now = console.store.clock()
    async with await watch(console, api_id=77, action="block") as socket:
        await message(socket)
        while console.app.state.console.live._pulse._sums is None:
            await asyncio.sleep(0.01)
        await console.ship(*(record(n, at=now, duration=1000 * n) for n in range(1, 8)))
        first = await other(socket, "metrics")
        while not first["requests"]:
            first = await other(socket, "metrics")
        blocked = [record(n, at=now, action="block", would="block", status=403) for n in (8, 9)]
        await console.ship(*blocked, record(10, at=now, status=502), record(11, at=now, action="throttle", status=429))
        second = await other(socket, "metrics")
        while not second["requests"]:
            second = await other(socket, "metrics")
        quiet = await other(socket, "metrics")
    counts = ("requests", "block", "throttle", "errors")
    assert [first[name] for name in counts] == [7, 0, 0, 0]
    assert [second[name] for name in counts] == [4, 2, 1, 1]
    assert 1000 <= first["latency_p50"] <= first["latency_p95"] <= 7500
    assert second["latency_p95"] <= 2000
    assert [quiet[name] for name in (*counts, "latency_p50", "latency_p95")] == [0, 0, 0, 0, None, None]
    assert first["at"].endswith("Z")
    assert 0 < first["seconds"] < 10


class CountingSource:
    """The store, counting what it is asked."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self.asked: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        self.asked[name] = self.asked.get(name, 0) + 1
        return getattr(self._source, name)


async def test_a_hundred_viewers_ask_the_store_no_more_than_one(console: Running) -> None:
    feed = console.app.state.console.live
    counting = CountingSource(feed._source)
    feed._source = feed._pulse._source = counting
    sockets = [await watch(console) for _ in range(100)]
    for socket in sockets:
        await message(socket)
    while feed.viewers < 100:
        await asyncio.sleep(0.01)
    counting.asked.clear()
    for first in range(1, 31, 10):
        await console.ship(*(record(n) for n in range(first, first + 10)))
        while feed._position < first + 9:
            await asyncio.sleep(0.01)
    polls = counting.asked["tail"]
    assert [await exchanges(socket, 30) for socket in sockets] == [list(range(1, 31))] * 100
    assert counting.asked["tail"] < polls + 50
    assert counting.asked.get("revision", 0) <= counting.asked["tail"]
    for socket in sockets:
        await socket.close()


async def test_nobody_watching_costs_no_question(console: Running) -> None:
    feed = console.app.state.console.live
    async with await watch(console) as socket:
        await message(socket)
    while feed.viewers or feed._position is not None:
        await asyncio.sleep(0.01)
    counting = CountingSource(feed._source)
    feed._source = feed._pulse._source = counting
    await asyncio.sleep(0.5)
    assert counting.asked == {}
