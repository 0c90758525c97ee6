"""The analyst's duty of asking a language model about the grey zone, and what follows from its answers.

Votes, alerts, orders and the cursor move in one transaction, from where the cursor stood; the cursor never passes an exchange
that still waits, so that a restart asks again and says nothing twice. What the model says can only raise: a hostile answer of
enough confidence is a finding that counts and an alert, and several about one caller an expiring order where the detector
enforces; everything else is a note on the exchange. Nothing here is in the way of traffic, or of the analyst's other duties.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence

import msgspec

from addons.behaviour.sight import Conclusion
from addons.finding import Mode
from addons.geography import Places
from addons.llm import DETECTOR, LlmSettings
from gateway.analyst.concluding import carry_out, case_of
from gateway.analyst.following import IDLE_SECONDS, Cursor, follow
from gateway.analyst.llm.answer import Answer
from gateway.analyst.llm.client import Client, Endpoint, Failed
from gateway.analyst.llm.consequence import conclusion, raises, vote
from gateway.analyst.llm.pace import Budget, Circuit, Memory, Queue, Waiting
from gateway.analyst.llm.question import Question, is_grey
from gateway.analyst.llm.standing import NAME, Standing, pace
from gateway.analyst.orders import SECOND, Guard, Modes, outcome
from gateway.geo import open_places
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.exchanges import ExchangeFilter, ExchangeRow
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

ACTOR = Actor(None, "analyst")
BATCH = 500
"""flagged exchanges read at a time"""
SLICE = 50
"""exchanges after which others on the event loop have their turn"""
TOGETHER = 100
"""votes written in one transaction"""
VOTES_A_MINUTE = 600
"""also where one answer serves many"""
DECISIONS_A_MINUTE = 30
LATE = 600 * SECOND
"""microseconds after which it is too late to ask about an exchange"""
LOOK_SECONDS = 1.0
REPORT_SECONDS = 5.0


class Advisor:
    """`active`: whether this analyst may conclude now. Time is the store's clock (microseconds) and `monotonic` (seconds)."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        active: Callable[[], bool],
        places: Places,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._active = active
        self._places = places
        self._monotonic = monotonic
        self._client = Client(Endpoint.of(settings))
        self._budget = Budget(settings.llm_per_minute, monotonic)
        self._writable = Budget(VOTES_A_MINUTE, monotonic)
        self._circuit = Circuit(monotonic)
        self._memory = Memory()
        self._queue = Queue(settings.llm_waiting)
        self._guard = Guard(DECISIONS_A_MINUTE)
        self._standing = Standing(store.clock())
        self._asked: bytes | None = None
        """the content that was asked about last and got no vote yet: the first one is no hit of the memory"""
        self._modes: Modes | None = None
        self._settings = LlmSettings()
        self._cursor = Cursor(store, "llm")
        self._position: int | None = None
        self._looked_at = self._read_at = self._reported_at = float("-inf")

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set: then a question under way is given up. Outlives the store's absence, and the model's."""
        work = asyncio.create_task(follow(self, stop, "questions to the language model"))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (work, stopped):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await self._client.close()

    async def close(self) -> None:
        await self._client.close()

    async def step(self) -> bool:
        """Read what is new, write what is known, ask one question; whether any of it was to be done.

        Raises StoreError with the store away, TakenOver. Takes as long as one question at most.
        """
        if not self._active():
            self.forget()
            return False
        await self._look()
        if self._position is None:
            await self._begin()
        busy = await self._read()
        busy |= await self._vote()
        busy |= await self._ask()
        await self._report()
        return busy

    def forget(self) -> None:
        self._position = None
        for one in self._queue:
            self._queue.remove(one)

    async def _look(self) -> None:
        """Whether the policy has changed, once a second."""
        if self._modes is not None and self._monotonic() - self._looked_at < LOOK_SECONDS:
            return
        revision = await self._store.policy.revision()
        if self._modes is None or self._modes.revision != revision:
            self._modes = Modes(await self._store.policy.settings(self._store.clock() / SECOND))
            try:
                self._settings = msgspec.convert(dict(self._modes.options(DETECTOR)), LlmSettings)
            except msgspec.ValidationError as error:
                logger.error("detector %s runs with its own settings: %s", DETECTOR, error)  # noqa: TRY400
                self._settings = LlmSettings()
        self._looked_at = self._monotonic()

    async def _begin(self) -> None:
        """Where the last one left off, but with nothing that it is too late to ask about."""
        store = self._store
        cursor = await self._cursor.read()
        recent = ExchangeFilter(since=store.clock() - LATE)
        found = (await store.exchanges.search(recent, limit=1, ascending=True)).rows
        before = found[0].id - 1 if found else await store.exchanges.last_id()
        self._position = max(cursor, before)

    async def _read(self) -> bool:
        """Take in all flagged exchanges that came; whether there were any."""
        if self._monotonic() - self._read_at < IDLE_SECONDS:
            return False
        found = False
        while self._active():
            assert self._position is not None
            rows = await self._store.exchanges.tail_flagged(self._position, BATCH)
            for start in range(0, len(rows), SLICE):
                for row in rows[start : start + SLICE]:
                    self._take(row)
                    self._position = row.id
                await asyncio.sleep(0)
            found |= bool(rows)
            if len(rows) < BATCH:
                break
        self._read_at = self._monotonic()
        return found

    def _take(self, row: ExchangeRow) -> None:
        assert self._modes is not None
        threshold = self._modes.threshold(row.api_id)
        if threshold is None or self._modes.mode(DETECTOR, row.api_id) is Mode.OFF or not is_grey(row, threshold):
            return
        if self._store.clock() - row.at > LATE:
            self._queue.dropped += 1
            return
        self._queue.add(Waiting(row, Question.about(row)))

    async def _ask(self) -> bool:
        """One question, if one waits and may be asked now; whether there was one."""
        now = self._store.clock()
        for one in self._queue:
            if now - one.row.at <= LATE:
                break
            self._queue.drop(one)
        one = next((one for one in self._queue if one.question.digest not in self._memory), None)  # type: ignore[assignment]
        if one is None or self._circuit.remaining or not self._budget.take():
            return False
        began = self._monotonic()
        try:
            answer = await self._client.ask(one.question)
        except Failed as failure:
            if self._standing.state != "failing":
                logger.warning("the language model does not answer: %s", failure)
            self._standing.failed(failure, self._store.clock())
            self._circuit.failed()
            if not failure.again:
                self._queue.drop(one)
            return not failure.again
        if self._standing.state == "failing":
            logger.info("the language model answers again")
        self._standing.answered(answer, self._monotonic() - began, self._store.clock())
        self._circuit.succeeded()
        self._memory.put(one.question.digest, answer)
        self._asked = one.question.digest
        return True

    async def _vote(self) -> bool:
        """Write what is known of those that wait; whether there was any."""
        ready: list[tuple[Waiting, Answer]] = []
        for one in self._queue:
            if one.question.digest in self._memory and len(ready) < TOGETHER and self._writable.take():
                ready.append((one, self._memory.get(one.question.digest)))
        if not ready:
            return False
        now = self._store.clock()
        conclusions = await self._concluded(ready)
        cases = [await case_of(self._store, self._places, one) for one in conclusions]
        modes = self._modes
        assert modes is not None
        found = outcome(cases, modes, self._guard, now)
        votes = [vote(one.row, answer, self._settings, modes.mode(DETECTOR, one.row.api_id)) for one, answer in ready]
        upto = self._upto({one.row.id for one, _ in ready})
        async with self._store.edit(ACTOR, "llm.decide") as edit:
            await self._cursor.move(edit.connection, upto)
            await self._store.votes.add(edit.connection, votes)
            await carry_out(self._store, edit, found, now)
        self._cursor.at = upto
        self._standing.votes += len(ready)
        self._standing.orders += len(found.decisions)
        for one, _ in ready:
            self._memory.hits += one.question.digest != self._asked
            self._asked = None if one.question.digest == self._asked else self._asked
            self._queue.remove(one)
        return True

    def _upto(self, done: set[int]) -> int:
        """The last exchange before which none waits, once these are done."""
        assert self._position is not None
        return min((one.row.id - 1 for one in self._queue if one.row.id not in done), default=self._position)

    async def _concluded(self, ready: Sequence[tuple[Waiting, Answer]]) -> list[Conclusion]:
        """Of each exchange that the model holds for hostile; those of one caller are counted together."""
        known: dict[tuple[int, str, str], set[tuple[str, str, str]]] = {}
        found = []
        for one, answer in ready:
            if not raises(answer, self._settings):
                continue
            row = one.row
            caller = (row.api_id, row.identity_kind, row.identity)
            if caller not in known:
                since = row.at - int(self._settings.window * SECOND)
                known[caller] = await self._store.votes.against(DETECTOR, *caller, since)
            known[caller].add((row.method, row.path, row.query))
            found.append(conclusion(row, answer, self._settings, len(known[caller])))
        return found

    async def _report(self) -> None:
        """Tell the console, and keep how far it has come where nothing was written of it."""
        if self._monotonic() - self._reported_at < REPORT_SECONDS:
            return
        upto = self._upto(set())
        if upto > self._cursor.at:
            async with self._store.database.writing() as connection:
                await self._cursor.move(connection, upto)
            self._cursor.at = upto
        pacing = pace(self._budget, self._circuit, self._memory, self._queue, self._store.clock())
        status = self._standing.report(self._client.endpoint) | pacing
        await self._store.reports.save(NAME, status)
        self._reported_at = self._monotonic()


async def run_advisor(store: Store, settings: Settings, active: Callable[[], bool], stop: asyncio.Event) -> None:
    """Until `stop` is set. Does nothing where LLM_ENABLED is not."""
    if not settings.llm_enabled:
        return
    places = await asyncio.to_thread(open_places, settings.geoip_database)
    await Advisor(store, settings, active, places).run(stop)
