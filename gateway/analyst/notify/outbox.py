"""The outbox's worker: claims what is due, sends it, writes down what became of it; merges what was held into digests.

Invariants: one attempt under way for each channel, so that a slow receiver delays nobody else's; every attempt claimed
before it is made, so that two of these, or one killed in the middle, lose nothing and repeat at most the attempt that was
under way, under the same id. Nothing that a sender raises ends it.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping

from gateway.analyst.notify.content import of_digest
from gateway.analyst.notify.plan import Quiet
from gateway.analyst.notify.sending import Failed, Sender
from gateway.storage.apis import load_apis
from gateway.storage.channels import ChannelRow, one_channel
from gateway.storage.deliveries import DeliveryRow, NewDelivery
from gateway.storage.edit import Actor
from gateway.storage.errors import NotFound, StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
ERROR_SECONDS = 5.0
CLAIM_SECONDS = 120
"""longer than any sender's deadline"""
STOP_SECONDS = 5.0
CHANNELS = 100
"""channels served at the same time"""
HELD = 1000
"""rows merged into one digest"""
DELAYS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 21600.0, 50400.0)
"""seconds before the second attempt, the third …: eight in all, over a day"""
JITTER = 0.2
ANALYST = Actor(None, "analyst")


class Outbox:
    """`active`: whether this analyst is the one that holds the lease; `senders`: one for each kind of channel."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        active: Callable[[], bool],
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._senders = senders
        self._active = active
        self._chance = chance
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is under way then has `STOP_SECONDS` to end, or is given back."""
        while not stop.is_set():
            delay = POLL_SECONDS
            try:
                if self._active():
                    await self.round()
            except StoreError as error:
                # The analyst beside this says so aloud.
                logger.debug("deliveries wait for the store: %s", error)
                delay = ERROR_SECONDS
            except Exception:
                logger.exception("the outbox stumbled")
                delay = ERROR_SECONDS
            await _pause(stop, delay)
        await self._end()

    async def round(self) -> None:
        """Release what was held, begin what is due. Does not wait for what it began."""
        now = self._store.clock()
        for channel_id in await self._store.deliveries.held_channels(now):
            await self._release(channel_id)
        for row in await self._store.deliveries.due(now, self._busy, CHANNELS - len(self._busy)):
            if row.channel_id in self._busy:
                continue
            claimed = await self._store.deliveries.claim(row, now, now + CLAIM_SECONDS * 1_000_000)
            if claimed is not None:
                self._begin(claimed)

    async def settled(self) -> None:
        """Wait for all that is under way."""
        while self._busy:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            await asyncio.sleep(0)  # where all were done already, nothing above let go: what removes them comes now

    def _begin(self, claimed: DeliveryRow) -> None:
        task = asyncio.create_task(self._attempt(claimed), name=f"delivery {claimed.id}")
        self._busy[claimed.channel_id] = task
        task.add_done_callback(lambda _: self._busy.pop(claimed.channel_id, None))

    async def _end(self) -> None:
        if self._busy:
            await asyncio.wait([*self._busy.values()], timeout=STOP_SECONDS)
        for task in [*self._busy.values()]:
            task.cancel()
        await self.settled()

    async def _attempt(self, claimed: DeliveryRow) -> None:
        try:
            channel = await self._channel(claimed)
            if channel is not None:
                await self._send(channel, claimed)
        except StoreError as error:
            # The claim lapses by itself, and the same attempt is made again under the same id.
            logger.info("delivery %d: the store is away: %s", claimed.id, error)
        except asyncio.CancelledError:
            await self._give_back(claimed)
            raise
        except Exception:
            logger.exception("delivery %d broke off", claimed.id)

    async def _give_back(self, claimed: DeliveryRow) -> None:
        try:
            await self._store.deliveries.give_back(claimed, self._store.clock())
        except StoreError as error:
            logger.info("delivery %d is due again when its claim lapses: %s", claimed.id, error)

    async def _channel(self, claimed: DeliveryRow) -> ChannelRow | None:
        """The channel as it is now; None, and the row dropped, where nothing is to be sent any more."""
        why = ""
        try:
            channel = await self._store.channels.get(claimed.channel_id)
        except NotFound:
            why = "the channel was deleted"
        else:
            if claimed.kind == "test":
                return channel
            if not channel.enabled:
                why = "the channel is off"
            elif claimed.alert_id and await self._is_muted(claimed.alert_id):
                why = "the alert was muted meanwhile"
            else:
                return channel
        await self._store.deliveries.settle(claimed, "dropped", self._store.clock(), error=why)
        return None

    async def _is_muted(self, alert_id: int) -> bool:
        try:
            return (await self._store.alerts.get(alert_id)).status == "muted"
        except NotFound:
            return False

    async def _send(self, channel: ChannelRow, claimed: DeliveryRow) -> None:
        started, store = time.monotonic(), self._store
        failed: Failed | None = None
        note = ""
        try:
            note = await self._senders[channel.kind].send(channel, claimed, store.clock())
        except Failed as error:
            failed = error
        except Exception as error:
            logger.exception("delivery %d: the sender of channel %r broke", claimed.id, channel.name)
            failed = Failed(f"{type(error).__name__}: {error}")
        now, spent = store.clock(), round((time.monotonic() - started) * 1000)
        if failed is None:
            await store.deliveries.settle(claimed, "delivered", now, error=note, milliseconds=spent)
            return
        if failed.gone:
            async with store.edit(ANALYST, "channel.disable") as edit:
                await store.channels.disable(edit, channel.id, str(failed))
        again = None if failed.permanent or claimed.kind == "test" else self._delay(claimed.attempts, failed)
        state = "dead" if again is None else "waiting"
        if state == "dead":
            logger.warning("an alert could not be delivered to channel %r: %s", channel.name, failed)
        due = 0 if again is None else now + int(again * 1_000_000)
        await store.deliveries.settle(claimed, state, now, due_at=due, error=str(failed), milliseconds=spent)  # type: ignore[arg-type]

    def _delay(self, attempts: int, failed: Failed) -> float | None:
        """Seconds until the next attempt; None: that was the last."""
        if attempts > len(DELAYS):
            return None
        delay = DELAYS[attempts - 1] * (1 + JITTER * (2 * self._chance() - 1))
        return max(delay, failed.retry_after or 0.0)

    async def _release(self, channel_id: int) -> None:
        """Everything held for a channel becomes one digest, or goes by itself where it is one; unless it is quiet there."""
        store = self._store
        now = store.clock()
        async with store.database.writing() as connection:
            held = await store.deliveries.held(connection, channel_id, HELD)
            ids = [row.id for row in held]
            if not held:
                return
            try:
                channel = await one_channel(connection, channel_id)
            except NotFound:
                await store.deliveries.move(connection, ids, "dropped", now, error="the channel was deleted")
                return
            if not channel.enabled:
                await store.deliveries.move(connection, ids, "dropped", now, error="the channel is off")
                return
            quiet_until = Quiet.of(channel.quiet).end_after(now) if channel.quiet else None
            if quiet_until is not None:
                await store.deliveries.move(connection, ids, "held", now, due_at=quiet_until)
                return
            alerts = await store.alerts.by_ids(connection, (row.alert_id for row in held))
            told = {id_: alert for id_, alert in alerts.items() if alert.status == "open"}
            gone = [row.id for row in held if row.alert_id not in told]
            left = [row for row in held if row.alert_id in told]
            await store.deliveries.move(connection, gone, "dropped", now, error="acknowledged or muted while held")
            if len(left) == 1:
                await store.deliveries.move(connection, [left[0].id], "waiting", now, due_at=now)
            elif left:
                names = {api.id: api.name for api in await load_apis(connection)}
                quiet = Quiet.of(channel.quiet) if channel.quiet else None
                by_night = quiet is not None and any(quiet.end_after(row.created_at) for row in left)
                reason = "quiet hours" if by_night else f"more than {channel.per_hour} an hour"
                content = of_digest(told.values(), names, reason, now)
                (digest,) = await store.deliveries.add(
                    connection, [NewDelivery(channel_id, 0, "digest", content, now)], now
                )
                note = f"told of in delivery {digest}"
                await store.deliveries.move(connection, [row.id for row in left], "merged", now, error=note)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
