"""Feeds what was recorded to the behaviours, and makes of what they conclude alerts and expiring decisions.

Exactly once: alerts, decisions and the cursor move in one transaction, from where the cursor stood. What was learned is
kept with the position it goes up to; after a restart the exchanges between that and the cursor are learned again and
nothing is concluded from them. Only what a tick concludes while no traffic comes may, after a crash, be told twice: it
joins the same alert. Between slices of exchanges others on the same event loop have their turn.

With `LOG_SAMPLE` below 1 a behaviour sees that share of the ordinary exchanges and all that have findings: shares and
comparisons with peers hold, counts are too low, so that floors are reached later or not at all. It is said at the start.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from addons.behaviour.sight import Behaviour, Conclusion
from addons.geography import Places
from gateway.analyst import behaviours
from gateway.analyst.concluding import carry_out, case_of
from gateway.analyst.following import Cursor, TakenOver, follow
from gateway.analyst.learning import SECOND, Learner, sight_of
from gateway.analyst.orders import Guard, Modes, outcome
from gateway.geo import open_places
from gateway.settings import Settings
from gateway.storage.decisions import DecisionFilter
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreError
from gateway.storage.exchanges import ExchangeRow
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

ACTOR = Actor(None, "analyst")
BATCH = 1000
"""exchanges read at a time"""
SLICE = 50
"""exchanges after which others have their turn"""
REPLAY = 200_000
"""exchanges that a behaviour which knows nothing is shown of the past, at most; nothing is concluded from them twice"""
DECISIONS_A_MINUTE = 120
TICK = 10.0
"""seconds of the traffic's time"""
LAG = 5.0
"""seconds that a record may be on its way while no traffic comes"""
LATE = 3600.0
"""seconds behind the newest exchange after which one is too late to be put in order: it is left out"""
SAVE_SECONDS = 60.0
LOOK_SECONDS = 1.0


class BehaviourDriver:
    """`active`: whether this process may conclude now; asked before every step. `places` may block when first used."""

    def __init__(
        self,
        store: Store,
        active: Callable[[], bool],
        places: Places,
        *,
        build: Callable[[str, Mapping[str, Any]], Behaviour] = behaviours.build,
        names: Sequence[str] = behaviours.NAMES,
        most: int = DECISIONS_A_MINUTE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._active = active
        self._places = places
        self._build = build
        self._names = names
        self._most = most
        self._monotonic = monotonic
        self._learners: list[Learner] | None = None
        self._guard = Guard(most)
        self._modes: Modes | None = None
        self._looked_at = float("-inf")
        self._saved_at = 0.0
        self._cursor = Cursor(store, "behaviour")
        self._position = 0
        self._newest = 0.0
        self._next_tick = 0.0
        self._pending: tuple[list[Conclusion], int] | None = None
        self._late = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; keeps then what was learned. Outlives the store's absence."""
        await follow(self, stop, "behaviours")
        await self.close()

    async def close(self) -> None:
        """Keep what was learned, if the cursor is still where this one left it."""
        if self._learners is None or self._pending is not None:
            return
        try:
            await self.save()
        except (StoreError, TakenOver) as error:
            logger.warning("what behaviours learned within the last minute is learned again: %s", error)

    async def step(self) -> bool:
        """One batch; whether there was one. Raises StoreError with the store away, TakenOver."""
        if not self._active():
            self.forget()
            return False
        await self._look()
        if self._learners is None:
            await self._begin()
        if self._pending is not None:
            await self._commit(*self._pending)
        rows = await self._store.exchanges.tail(self._position, BATCH, with_findings=True)
        if rows:
            await self._observe(rows)
        else:
            await self._idle()
        if self._monotonic() - self._saved_at >= SAVE_SECONDS:
            await self.save()
        return bool(rows)

    async def save(self) -> None:
        """Raises TakenOver where another analyst has gone on."""
        now = self._store.clock()
        states = []
        for learner in self._learners or ():
            try:
                states.append(await asyncio.to_thread(learner.state, now))
            except Exception:  # what one cannot keep is no loss to the others
                logger.exception("what %s has learned cannot be kept", learner.name)
        async with self._store.database.writing() as connection:
            await self._cursor.move(connection, self._cursor.at)
            await self._store.behaviour.save(connection, states)
        self._saved_at = self._monotonic()

    def forget(self) -> None:
        self._learners, self._pending = None, None

    async def _look(self) -> None:
        """Whether the policy has changed, once a second."""
        if self._modes is not None and self._monotonic() - self._looked_at < LOOK_SECONDS:
            return
        revision = await self._store.policy.revision()
        if self._modes is None or self._modes.revision != revision:
            self._modes = Modes(await self._store.policy.settings(self._store.clock() / SECOND))
            for index, learner in enumerate(self._learners or ()):
                if learner.options != self._modes.options(learner.name):
                    fresh = self._learner(learner.name)
                    fresh.follow(learner)
                    assert self._learners is not None
                    self._learners[index] = fresh
        self._looked_at = self._monotonic()

    def _learner(self, name: str) -> Learner:
        assert self._modes is not None
        options = self._modes.options(name)
        try:
            behaviour, warm_up = self._build(name, options), behaviours.warm_up(name, options)
        except msgspec.ValidationError as error:
            # Of another version of Boing: what it set cannot be read here, and must not keep others from working.
            logger.error("detector %s runs with its own settings: %s", name, error)  # noqa: TRY400
            behaviour, warm_up = self._build(name, {}), behaviours.warm_up(name, {})
        return Learner(name, behaviour, options, warm_up)

    async def _begin(self) -> None:
        store = self._store
        cursor = await self._cursor.read()
        last = await store.exchanges.last_id()
        learners = []
        for name in self._names:
            learner = self._learner(name)
            state = await store.behaviour.get(name)
            if state is None or not await asyncio.to_thread(learner.restore, state):
                learner.position = max(0, (cursor or last) - REPLAY)
            learner.position = min(learner.position, cursor) if cursor else learner.position
            learners.append(learner)
        self._position = min((learner.position for learner in learners), default=cursor or last)
        made = await store.decisions.query(limit=self._most, filter=DecisionFilter(ended=None))
        self._guard = Guard(self._most, [one.created_at for one in made if one.author == ACTOR.name])
        self._newest = self._next_tick = 0.0
        self._pending = None
        self._saved_at = self._monotonic()
        self._learners = learners

    async def _observe(self, rows: Sequence[ExchangeRow]) -> None:
        """Show a batch to all who have not seen it; conclusions from before the cursor were drawn already."""
        concluded: list[Conclusion] = []
        latest = self._store.clock() / SECOND
        place = self._places.place
        learners = self._learners or []
        for start in range(0, len(rows), SLICE):
            for row in rows[start : start + SLICE]:
                # A clock that is wrong, or telemetry that says so, must not carry all others into the future.
                at = min(row.at / SECOND, latest)
                is_new = row.id > self._cursor.at
                if at > self._newest:
                    if at >= self._next_tick:
                        found = self._tick(at, row.id)
                        concluded += found if is_new else ()
                    self._newest = at
                elif self._newest - at > LATE:
                    self._late += 1
                    continue
                sight = sight_of(row, at, *place(row.client))
                for learner in learners:
                    if row.id > learner.position:
                        found = learner.see(sight) if sight is not None else []
                        learner.position = row.id
                        if is_new:
                            concluded += found
            await asyncio.sleep(0)
        last = rows[-1].id
        self._position = last
        for learner in learners:
            learner.position = max(learner.position, last)
        if last > self._cursor.at:
            self._pending = concluded, last
            await self._commit(concluded, last)

    async def _idle(self) -> None:
        """No traffic is no reason not to notice that it has ended."""
        now = self._store.clock() / SECOND - LAG
        if self._newest and now >= self._next_tick:
            concluded = self._tick(now, self._position + 1)
            self._newest = max(self._newest, now)
            if concluded:
                self._pending = concluded, self._cursor.at
                await self._commit(concluded, self._cursor.at)

    def _tick(self, now: float, exchange: int) -> list[Conclusion]:
        """All ticks due by `now`, before this exchange; after a long silence only the last of them."""
        concluded: list[Conclusion] = []
        if not self._next_tick or now - self._next_tick > 6 * TICK:
            self._next_tick = now // TICK * TICK
        while self._next_tick <= now:
            for learner in self._learners or ():
                if learner.position < exchange:
                    concluded += learner.tick(self._next_tick)
            self._next_tick += TICK
        return concluded

    async def _commit(self, concluded: Sequence[Conclusion], last: int) -> None:
        """Alerts, decisions and the cursor, all or nothing."""
        store = self._store
        cases = [await case_of(store, self._places, one) for one in concluded]
        assert self._modes is not None
        now = store.clock()
        found = outcome(cases, self._modes, self._guard, now)
        async with store.edit(ACTOR, "behaviour.decide") as edit:
            await self._cursor.move(edit.connection, last)
            await carry_out(store, edit, found, now)
        self._cursor.at, self._pending = last, None


async def run_behaviours(store: Store, settings: Settings, active: Callable[[], bool], stop: asyncio.Event) -> None:
    """Until `stop` is set."""
    if not behaviours.NAMES:
        return
    if settings.log_sample < 1.0:
        logger.warning(
            "LOG_SAMPLE=%g: behaviours see that share of the ordinary exchanges; they find less, and later",
            settings.log_sample,
        )
    places = await asyncio.to_thread(open_places, settings.geoip_database)
    await BehaviourDriver(store, active, places).run(stop)
