"""How a duty follows the log: step by step while the store comes and goes, its cursor held to where it left it.

Of two analysts one goes on: the one that finds the cursor elsewhere than it left it forgets what it knows and begins anew.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.errors import StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
RETRY_MOST = 30.0


class TakenOver(Exception):  # noqa: N818 - no error: another analyst goes on
    """The cursor does not stand where this one left it."""


class Cursor:
    """`at`: the last exchange that is done with, as this process knows it."""

    def __init__(self, store: Store, name: str) -> None:
        self._cursors = store.cursors
        self._name = name
        self.at = 0

    async def read(self) -> int:
        self.at = await self._cursors.position(self._name)
        return self.at

    async def move(self, connection: AsyncConnection, upto: int) -> None:
        """To `upto` in the caller's transaction; the caller sets `at` when that is committed. Where it stands there already
        it is held until then. Raises TakenOver."""
        cursors, name, at = self._cursors, self._name, self.at
        if not await (cursors.move(connection, name, at, upto) if upto > at else cursors.stands(connection, name, at)):
            raise TakenOver


class Follower(Protocol):
    async def step(self) -> bool:
        """One turn; whether there was anything to do. Raises StoreError with the store away, TakenOver."""
        ...

    def forget(self) -> None:
        """Begin anew with the next step."""
        ...


async def follow(follower: Follower, stop: asyncio.Event, name: str) -> None:
    """Until `stop` is set. Outlives the store's absence, of which it speaks once, and whatever else goes wrong."""
    delay, away = IDLE_SECONDS, False
    while not stop.is_set():
        busy = False
        try:
            busy = await follower.step()
        except StoreError as error:
            if not away:
                logger.warning("%s wait for the store: %s", name, error)
            delay, away = min(delay * 2, RETRY_MOST), True
        except TakenOver:
            follower.forget()
        except Exception:
            logger.exception("%s stumbled", name)
            follower.forget()
            delay = min(delay * 2, RETRY_MOST)
        else:
            delay, away = IDLE_SECONDS, False
        if busy:
            await asyncio.sleep(0)
        else:
            await wait(stop, delay)


async def wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
