"""The analyst's side of training: asks for what is due, carries out what is asked for, one at a time, in a process of its own.

The analyst's memory and loop stay free of scikit-learn. A training that does not end in `LONGEST_SECONDS` is ended. With the
store away it waits. Only the analyst that is active does anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Callable

import msgspec

from addons.outliers.features import measure, seen_in_record
from gateway.analyst.training.schedule import (
    DRIFT_REQUESTS,
    FIRST_REQUESTS,
    HOUR,
    Standing,
    drift,
    drifted,
    due,
    texts_due,
)
from gateway.settings import Settings
from gateway.storage.clean import CleanExchange
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreError
from gateway.storage.models import ModelRow
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

KIND = "outliers"
TEXTS = "classifier"
ANALYST = Actor(None, "analyst")
POLL_SECONDS = 1.0
LOOK_SECONDS = 60.0
"""between looks at what is due"""
SETTLE_SECONDS = 30.0
"""before the first look at the payload classifier: a start has better things to do than to train"""
LONGEST_SECONDS = 1800.0
RECENT = 20_000
"""of the newest exchanges that drift is looked for in"""
FORGET = 365 * 24 * HOUR


class Trainer:
    """`is_active`: whether this analyst may begin anything. `command`: of Python, the training's id is added."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        is_active: Callable[[], bool],
        command: tuple[str, ...] = ("-m", "gateway.analyst.training"),
    ) -> None:
        self._store = store
        self._settings = settings
        self._is_active = is_active
        self._command = command
        self._looked: float | None = None
        self._texts_at = 0.0
        self._was_active = False

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a training under way then is broken off."""
        while not stop.is_set():
            try:
                await self._step(stop)
            except StoreError as error:
                logger.debug("training waits for the store: %s", error)
            except Exception:
                logger.exception("training stumbled")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await stop.wait()

    async def _step(self, stop: asyncio.Event) -> None:
        if not self._is_active():
            self._was_active = False
            return
        if not self._was_active:
            await self._store.trainings.break_off("the analyst ended before the training did")
            self._was_active = True
            self._texts_at = asyncio.get_running_loop().time() + SETTLE_SECONDS
        now = asyncio.get_running_loop().time()
        if now >= self._texts_at:
            self._texts_at = now + LOOK_SECONDS
            await self.ask_for_texts()
        if self._looked is None or now - self._looked >= LOOK_SECONDS:
            self._looked = now
            await self.ask_for_what_is_due()
        row = await self._store.trainings.claim()
        if row is not None:
            logger.info("training %d (%s): %s", row.id, row.kind, row.why)
            error = await self._carry_out(row.id, stop)
            if error:
                await self._store.trainings.end(row.id, [], error)
                logger.warning("training %d failed: %s", row.id, error)

    async def ask_for_what_is_due(self) -> list[str]:
        """Returns why, for each training asked for now."""
        store = self._store
        if await store.trainings.is_open(KIND):
            return []
        now = store.clock()
        newest = await store.models.newest(KIND)
        ended = await store.trainings.last_ended(KIND)
        after, last = await store.clean.bounds(RECENT)
        everything = newest.get(0)
        asked = max(ended.get(None, 0), everything.created_at if everything else 0)
        recorded, new, recent = last, last, []
        if everything is not None:
            new = max(0, last - int(everything.metrics.get("last_id", 0)))
        if everything is not None or recorded >= FIRST_REQUESTS:
            recent = [row async for _, rows in store.clean.read(after, last) for row in rows]
        standing = Standing(
            everything.created_at if everything else 0,
            asked,
            len(recent) if everything is None else recorded,
            new,
            _drifted(newest, recent),
        )
        why = due(standing, now)
        if not why:
            return []
        async with store.edit(ANALYST, "model.schedule") as edit:
            await store.trainings.request(edit, KIND, None, why)
        await store.trainings.purge(now - FORGET)
        return [why]

    async def ask_for_texts(self) -> str:
        """Why a training of the payload classifier is asked for now; empty where none is."""
        store = self._store
        if await store.trainings.is_open(TEXTS):
            return ""
        newest = (await store.models.newest(TEXTS)).get(0)
        ended = await store.trainings.last_ended(TEXTS)
        asked = max(ended.get(None, 0), newest.created_at if newest else 0)
        reviews = await store.reviewed.count(int(newest.metrics.get("reviewed_until", 0)) if newest else 0)
        why = texts_due(newest.created_at if newest else 0, asked, reviews, store.clock())
        if why:
            async with store.edit(ANALYST, "model.schedule") as edit:
                await store.trainings.request(edit, TEXTS, None, why)
        return why

    async def _carry_out(self, id: int, stop: asyncio.Event) -> str:  # noqa: A002
        """Why it failed; empty where it ended by itself."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            str(id),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stderr is not None
        with contextlib.suppress(ConnectionError):
            process.stdin.write(msgspec.json.encode(self._settings) + b"\n")
            await process.stdin.drain()
        said = asyncio.create_task(_last_of(process.stderr))
        ended = asyncio.create_task(process.wait())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, stopped}, timeout=LONGEST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        error = ""
        if not ended.done():
            error = "the analyst ended" if stop.is_set() else f"took longer than {LONGEST_SECONDS:g} s"
            process.kill()
        code = await ended
        lines = await said
        if not error and code:
            error = lines or f"the training process ended with code {code}"
        return error


async def _last_of(stream: asyncio.StreamReader) -> str:
    """The last line that was said, read to its end, so that nobody waits for room to write."""
    kept = b""
    while chunk := await stream.read(65_536):
        kept = (kept + chunk)[-2000:]
    lines = kept.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:400] if lines else ""


def _drifted(newest: dict[int, ModelRow], recent: list[CleanExchange]) -> tuple[str, ...]:
    """The features that drifted at the API where most did."""
    found: tuple[str, ...] = ()
    for api_id, row in newest.items():
        own = [one for one in recent if api_id in (0, one.api_id)][-DRIFT_REQUESTS * 2 :]
        if len(own) >= DRIFT_REQUESTS:
            indexes = drift(row.metrics.get("reference", {}), [measure(seen_in_record(one)) for one in own])
            found = max(found, drifted(indexes), key=len)
    return found
