"""The analyst's loop: holds the lease, groups new findings into alerts, ends what has expired, deletes what is old.

A batch of exchanges becomes alerts in the same transaction that moves the cursor past it, and only from where the
cursor stood, and who is to be told of them is planned in that transaction too: a restart, or two analysts for a moment,
lose nothing and count nothing twice. With the store away it waits and tries again. Delivering runs beside the loop and
never in its way; what breaks unexpectedly is logged and tried again, later each time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets as secrets_source
import socket
import time
from collections.abc import Awaitable, Callable, Mapping

from gateway.analyst.behaviour import run_behaviours
from gateway.analyst.following import wait
from gateway.analyst.grouping import sightings
from gateway.analyst.housekeeping import keep_house
from gateway.analyst.llm.advisor import run_advisor
from gateway.analyst.notify.email import EmailSender, is_mail_address
from gateway.analyst.notify.guard import Poster
from gateway.analyst.notify.outbox import ANALYST, Outbox
from gateway.analyst.notify.sending import Sender
from gateway.analyst.notify.slack import SlackSender
from gateway.analyst.notify.webhook import WebhookSender
from gateway.analyst.retention import apply_retention
from gateway.analyst.telling import tell
from gateway.analyst.training.trainer import Trainer
from gateway.policy.secrets import Secrets
from gateway.reach import Reach
from gateway.settings import Settings
from gateway.storage.channels import Kind
from gateway.storage.database import Clock, wall_clock
from gateway.storage.errors import StoreError
from gateway.storage.mutes import standing_mutes
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

LEASE = "analyst"
LEASE_SECONDS = 15.0
LEASE_TRUST = 0.8
ENDED_DECISIONS = 86_400 * 1_000_000
"""Microseconds for which a decision that ended is kept: a clock that ran ahead for a while has lifted none for good."""
"""share of the lease after which a holder that could not prolong it begins nothing new"""
CURSOR = "alerts"
BATCH = 500
"""Exchanges with findings taken at a time."""
TICK_SECONDS = 1.0
RETENTION_SECONDS = 60.0
RETRY_MOST = 30.0


class Analyst:
    """One of possibly several; only the one that holds the lease does anything."""

    def __init__(self, store: Store, settings: Settings, stop: asyncio.Event, holder: str) -> None:
        self._store = store
        self._settings = settings
        self._stop = stop
        self._holder = holder
        self._retained_at = 0
        self._held_until = 0.0
        self._has_channels = False

    @property
    def active(self) -> bool:
        """Whether this is the one that holds the lease, with time to spare."""
        return not self._stop.is_set() and time.monotonic() < self._held_until

    async def tick(self) -> bool:
        """Everything that is due now. False where another analyst is active. Raises StoreError with the store away.

        One duty that breaks does not keep the others from being done; what the first one raised is raised at the end.
        """
        if not await self._hold():
            self._has_channels = False
            return False
        now = self._store.clock()
        duties: list[Callable[[], Awaitable[object]]] = [
            self._keep_channels,
            self._group,
            lambda: self._store.alerts.unmute(now),
            lambda: self._store.decisions.expire(now - ENDED_DECISIONS),
            lambda: self._retain(now),
        ]
        broken: Exception | None = None
        for duty in duties:
            try:
                await duty()
            except StoreError:
                raise
            except Exception as error:
                logger.exception("the analyst stumbled")
                broken = broken or error
        if broken is not None:
            raise broken
        return True

    async def release(self) -> None:
        """Let another one go on at once."""
        await self._store.leases.release(LEASE, self._holder)

    async def _hold(self) -> bool:
        if self._stop.is_set():
            return False
        asked = time.monotonic()
        held = await self._store.leases.acquire(LEASE, self._holder, LEASE_SECONDS, self._store.clock())
        self._held_until = asked + LEASE_SECONDS * LEASE_TRUST if held else 0.0
        return held

    async def _keep_channels(self) -> None:
        """Once, when it becomes the active one: the channels that come from the settings, as these are now."""
        if self._has_channels:
            return
        settings = self._settings
        configured: Mapping[Kind, bool] = {
            "email": bool(settings.smtp_host and settings.alert_email_from),
            "slack": bool(settings.slack_webhook_url),
        }
        async with self._store.edit(ANALYST, "channel.settings") as edit:
            await self._store.channels.keep_builtin(edit, configured)
        self._has_channels = True

    async def _retain(self, now: int) -> None:
        if abs(now - self._retained_at) >= RETENTION_SECONDS * 1_000_000:
            self._retained_at = now
            await apply_retention(self._store, now, self._settings.retention_days, self._hold)
            await keep_house(self._store, now, self._hold)

    async def _group(self) -> None:
        """Take all flagged exchanges after the cursor, batch by batch."""
        position = await self._store.cursors.position(CURSOR)
        while True:
            rows = await self._store.exchanges.tail_flagged(position, BATCH)
            if not rows:
                return
            last = rows[-1].id
            async with self._store.database.writing() as connection:
                if not await self._store.cursors.move(connection, CURSOR, position, last):
                    return
                now = self._store.clock()
                mutes = await standing_mutes(connection, now)
                events = await self._store.alerts.record(connection, sightings(rows), now, mutes)
                await tell(self._store, connection, events, now)
            position = last
            if len(rows) < BATCH or not await self._hold():
                return


def senders(settings: Settings, store: Store) -> dict[str, Sender]:
    """One for each kind of channel. Raises ValueError where `WEBHOOK_ALLOW` names what is no range."""
    secrets = Secrets.of(settings.encryption_key or Secrets.generate_key())
    poster = Poster(Reach.of(settings.webhook_allow))

    async def admins() -> list[str]:
        people = await store.users.all()
        return [one.email for one in people if one.role == "admin" and not one.disabled and is_mail_address(one.email)]

    return {
        "email": EmailSender(settings, secrets, admins),
        "slack": SlackSender(poster, secrets, settings.slack_webhook_url, settings.console_url),
        "webhook": WebhookSender(poster, secrets, settings.console_url),
    }


async def run_analyst(settings: Settings, stop: asyncio.Event, *, clock: Clock = wall_clock) -> None:
    """Run until `stop` is set. Outlives the store's absence: one line when it goes, one when it is back."""
    store = await Store.open(settings, clock)
    holder = f"{socket.gethostname()[:64]}:{os.getpid()}:{secrets_source.token_hex(4)}"
    analyst = Analyst(store, settings, stop, holder)
    try:
        outbox = Outbox(store, senders(settings, store), lambda: analyst.active)
        async with asyncio.TaskGroup() as group:
            group.create_task(outbox.run(stop), name="outbox")
            trainer = Trainer(store, settings, lambda: analyst.active)
            group.create_task(trainer.run(stop), name="trainer")
            behaving = run_behaviours(store, settings, lambda: analyst.active, stop)
            group.create_task(behaving, name="behaviours")
            group.create_task(run_advisor(store, settings, lambda: analyst.active, stop), name="language model")
            away = await _work(analyst, stop)
        if not away:
            await _release(analyst)
    finally:
        await store.close()


async def _work(analyst: Analyst, stop: asyncio.Event) -> bool:
    """Tick until `stop` is set; returns whether the store is away."""
    delay, away = TICK_SECONDS, False
    while not stop.is_set():
        try:
            await analyst.tick()
        except StoreError as error:
            if not away:
                logger.warning("the analyst waits for the store: %s", error)
            delay, away = min(delay * 2, RETRY_MOST), True
        except Exception:  # noqa: BLE001 - said already, by `tick`
            delay = min(delay * 2, RETRY_MOST)
        else:
            if away:
                logger.info("the analyst goes on: the store is back")
            delay, away = TICK_SECONDS, False
        await wait(stop, delay)
    return away


async def _release(analyst: Analyst) -> None:
    try:
        await analyst.release()
    except StoreError as error:
        logger.warning("the analyst's lease runs out by itself: %s", error)
