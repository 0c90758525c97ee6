"""The live feed: one reader of the store for the whole process, fanned out to any number of viewers.

Invariants: a viewer gets each exchange at most once, ids increasing, and every gap is told (`skipped`); a slow viewer
costs a bounded queue and never slows another; the store is not asked while nobody watches.
Does not know of sockets or users: `routers.live` does. It relies on the store's promise that ids become visible in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson

from console.auth import Claims
from console.pulse import Pulse, PulseSource
from console.schemas.alerts import AlertOut
from console.schemas.logs import ExchangeDetail
from gateway.storage.alerts import AlertFilter, AlertRow
from gateway.storage.errors import StoreError
from gateway.storage.exchanges import ExchangeRow
from gateway.storage.policy import RevisionRow
from gateway.storage.rollups import RollupPoint
from gateway.storage.store import Store

log = logging.getLogger("boing.console")

POLL_SECONDS = 0.2
ALERT_POLLS = 5
"""alerts, metrics and the policy are asked for at every so many polls"""
ALERT_LATENESS = 120_000_000
"""microseconds by which an alert's last exchange may lie back when it becomes visible"""
STORE_RETRY_SECONDS = 1.0
PAGE = 500
QUEUE = 1000
SAMPLE = 10
"""over half a queue, one in so many of the exchanges that were let through is kept"""
LONGEST_BACKLOG = 10_000
MOST_BEHIND = 5_000
"""exchanges by which the feed may fall behind the store before it leaves some out"""
TICKET_SECONDS = 30
MOST_TICKETS = 10_000


class Source(PulseSource, Protocol):
    """What the feed reads."""

    async def tail(self, after: int) -> Sequence[ExchangeRow]:
        """At most `PAGE` exchanges with their findings, by increasing id."""
        ...

    async def last_id(self) -> int: ...
    async def alerts_since(self, at: int) -> Sequence[AlertRow]:
        """Those last seen at or after `at`, the newest first."""
        ...


class StoreSource:
    """The store, as the feed reads it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tail(self, after: int) -> Sequence[ExchangeRow]:
        return await self._store.exchanges.tail(after, PAGE, with_findings=True)

    async def last_id(self) -> int:
        return await self._store.exchanges.last_id()

    async def alerts_since(self, at: int) -> Sequence[AlertRow]:
        return await self._store.alerts.query(AlertFilter(since=at), limit=PAGE)

    async def sums(self, since: int, until: int) -> Sequence[RollupPoint]:
        return await self._store.rollups.query(since, until)

    async def revision(self) -> int:
        return await self._store.policy.revision()

    async def revisions_after(self, revision: int, limit: int) -> Sequence[RevisionRow]:
        return [row for row in await self._store.policy.revisions(limit) if row.revision > revision]


class Tickets:
    """One-time passes to the live socket, so that no token stands in a URL. `monotonic`: seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._valid: OrderedDict[str, tuple[Claims, float]] = OrderedDict()

    def issue(self, claims: Claims) -> str:
        ticket = secrets.token_urlsafe(24)
        self._valid[ticket] = (claims, self._monotonic() + TICKET_SECONDS)
        if len(self._valid) > MOST_TICKETS:
            self._valid.popitem(last=False)
        return ticket

    def redeem(self, ticket: str) -> Claims | None:
        claims, until = self._valid.pop(ticket, (None, 0.0))
        return claims if self._monotonic() <= until else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a viewer wants to see; empty `actions`, `api_id` None: all."""

    api_id: int | None = None
    actions: frozenset[str] = frozenset()

    def matches(self, row: ExchangeRow) -> bool:
        return (self.api_id is None or row.api_id == self.api_id) and (not self.actions or row.action in self.actions)


class Viewer:
    """One watcher's bounded queue. `sent`: the id up to which it has been served, matching or not."""

    def __init__(self, wanted: Wanted, sent: int, size: int = QUEUE) -> None:
        self.wanted = wanted
        self.sent = sent
        self._size = size
        self._queue: deque[bytes] = deque()
        self._skipped = 0
        self._routine = 0
        self._filled = asyncio.Event()
        self.closed = False

    def offer(self, row: ExchangeRow, message: bytes) -> None:
        """Queue an exchange, or count it as skipped: all of the routine ones when full, most of them when half full."""
        if row.id <= self.sent:
            return
        if not self.wanted.matches(row):
            self.sent = row.id
            return
        if not self._has_room(routine=row.action == "allow" and row.would == "allow"):
            self._skipped += 1
            self.sent = row.id
            return
        self._tell_skipped()
        self._put(message)
        self.sent = row.id

    def skip(self, to: int) -> None:
        """Count what lies between as missed."""
        self._skipped += max(0, to - self.sent)
        self.sent = max(self.sent, to)

    def tell(self, message: bytes) -> None:
        """Queue what is no exchange; lost where the queue is full."""
        if len(self._queue) < self._size:
            self._put(message)

    def idle(self) -> None:
        """The feed has nothing more for now: a viewer that caught up hears what it missed."""
        if self._skipped and len(self._queue) < self._size // 2:
            self._tell_skipped()

    def close(self) -> None:
        self.closed = True
        self._filled.set()

    async def next(self) -> bytes | None:
        """The next message; None once the feed has ended."""
        while not self._queue and not self.closed:
            self._filled.clear()
            await self._filled.wait()
        return None if self.closed else self._queue.popleft()

    def _has_room(self, *, routine: bool) -> bool:
        waiting = len(self._queue)
        if waiting < self._size // 2:
            return True
        if waiting >= self._size:
            return False
        self._routine += 1
        return not routine or self._routine % SAMPLE == 0

    def _tell_skipped(self) -> None:
        if self._skipped:
            self._put(skipped_message(self._skipped, self.sent))
            self._skipped = 0

    def _put(self, message: bytes) -> None:
        self._queue.append(message)
        self._filled.set()


def skipped_message(count: int, after: int) -> bytes:
    return orjson.dumps({"type": "skipped", "count": count, "after": after})


def exchange_message(row: ExchangeRow) -> bytes:
    return orjson.dumps({"type": "exchange", **ExchangeDetail.of(row).model_dump(mode="json")})


def alert_message(alert: AlertRow) -> bytes:
    return orjson.dumps({"type": "alert", **AlertOut.of(alert).model_dump(mode="json")})


STORE_DOWN = orjson.dumps({"type": "store", "status": "down"})
STORE_OK = orjson.dumps({"type": "store", "status": "ok"})


class LiveFeed:
    """`run` reads, `join` and `leave` watch. `now`: microseconds since the epoch."""

    def __init__(self, source: Source, now: Callable[[], int]) -> None:
        self._source = source
        self._now = now
        self._pulse = Pulse(source, now)
        self._viewers: set[Viewer] = set()
        self._position: int | None = None
        self._alerts_at = 0
        self._alerts_seen: dict[int, int] | None = None
        self._wake = asyncio.Event()
        self._down = False
        self.stopping = False

    @property
    def viewers(self) -> int:
        return len(self._viewers)

    async def run(self) -> None:
        """Read until cancelled. A failing store is told to the viewers, and asked again until it answers."""
        polls = 0
        while True:
            if not self._viewers:
                self._position = None
                self._pulse.forget()
                self._wake.clear()
                await self._wake.wait()
                polls = 0
            try:
                await self._read_exchanges()
                if polls % ALERT_POLLS == 0:
                    await self._read_alerts()
                    for message in await self._pulse.messages():
                        for viewer in self._viewers:
                            viewer.tell(message)
                self._announce(down=False)
            except StoreError:
                self._announce(down=True)
                await asyncio.sleep(STORE_RETRY_SECONDS)
            except Exception:
                log.exception("the live feed stumbled")
                await asyncio.sleep(STORE_RETRY_SECONDS)
            polls += 1
            await asyncio.sleep(POLL_SECONDS)

    async def start_of(self, after: int | None) -> tuple[int, int]:
        """Where a viewer that saw `after` starts, and how many exchanges before that are too old to be sent."""
        newest = await self._source.last_id()
        if after is None or after > newest:
            return newest, 0
        start = max(after, newest - LONGEST_BACKLOG)
        return start, start - after

    async def backlog(self, viewer: Viewer) -> list[bytes]:
        """What the viewer has yet to get before it can join; empty: it may."""
        rows = await self._source.tail(viewer.sent)
        messages = [exchange_message(row) for row in rows if viewer.wanted.matches(row)]
        if rows:
            viewer.sent = rows[-1].id
        return messages

    def join(self, viewer: Viewer) -> bool:
        """Add a viewer that is as far as the feed; False: it has to read its backlog first."""
        if self.stopping:
            viewer.close()
            return True
        if self._position is not None and viewer.sent < self._position:
            return False
        if self._position is None:
            self._position = viewer.sent
            self._alerts_at = self._now()
            self._alerts_seen = None
        self._viewers.add(viewer)
        self._wake.set()
        return True

    def leave(self, viewer: Viewer) -> None:
        self._viewers.discard(viewer)

    def stop(self) -> None:
        """End every viewer, and let nobody in any more."""
        self.stopping = True
        for viewer in self._viewers:
            viewer.close()

    async def _read_exchanges(self) -> None:
        while self._position is not None:
            rows = await self._source.tail(self._position)
            if rows and self._position is not None:
                self._fan_out(rows)
                self._position = rows[-1].id
            if len(rows) < PAGE:
                break
            await self._keep_up()
        for viewer in self._viewers:
            viewer.idle()

    async def _keep_up(self) -> None:
        """Jump to the newest page where reading all would mean showing what is long past."""
        newest = await self._source.last_id()
        if self._position is not None and newest - self._position > MOST_BEHIND:
            self._position = newest - PAGE
            for viewer in self._viewers:
                viewer.skip(self._position)

    def _fan_out(self, rows: Iterable[ExchangeRow]) -> None:
        for row in rows:
            message = exchange_message(row)
            for viewer in self._viewers:
                viewer.offer(row, message)

    async def _read_alerts(self) -> None:
        now, before = self._now(), self._alerts_seen
        found = await self._source.alerts_since(self._alerts_at - ALERT_LATENESS)
        for alert in reversed(found):
            new = alert.last_at >= self._alerts_at if before is None else before.get(alert.id) != alert.count
            if new:
                message = alert_message(alert)
                for viewer in self._viewers:
                    viewer.tell(message)
        self._alerts_seen = {alert.id: alert.count for alert in found}
        self._alerts_at = now

    def _announce(self, *, down: bool) -> None:
        if down != self._down:
            self._down = down
            for viewer in self._viewers:
                viewer.tell(STORE_DOWN if down else STORE_OK)


@contextlib.asynccontextmanager
async def running(feed: LiveFeed) -> AsyncIterator[None]:
    """The feed's task, for as long as the block lasts."""
    task = asyncio.create_task(feed.run(), name="live feed")
    try:
        yield
    finally:
        feed.stop()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
