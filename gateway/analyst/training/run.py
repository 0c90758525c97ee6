"""One training from recorded traffic to what serves: reads, fits, checks, publishes. For `boing train` and the analyst's process.

Each API stands for itself: one with too little traffic, or whose fit breaks, keeps none of the others from its model.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from addons.outliers import ModelError, OutlierModel, decode_model
from addons.outliers.features import seen_in_record
from gateway.analyst.training.dataset import ALL_APIS, Dataset, Split, split_by_time
from gateway.analyst.training.promote import Measured, promote
from gateway.analyst.training.publish import broken, owners, publish, serving_model
from gateway.analyst.training.train import TooLittleError, alert_rate, fit, separation
from gateway.storage.edit import Actor
from gateway.storage.store import Store

KIND = "outliers"
MOST_READ = 500_000
"""the newest exchanges that are looked through"""
READING = 0.3
"""share of the whole that reading takes, for the progress"""

Told = Callable[[str, float], Coroutine[Any, Any, None]]
"""awaited with what is being done and how much of all is, 0–1"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`api_id` None: every API and the model of those without their own; `write` False: a rehearsal."""

    api_id: int | None = None
    write: bool = True
    contamination: float = 0.1
    seed: int = 1


async def train(store: Store, wanted: Wanted, actor: Actor, told: Told) -> list[dict[str, Any]]:
    """What became of each API: `api_id`, `api`, `state` (serving, candidate, skipped, failed), `reason`, `metrics`."""
    return await _Training(store, wanted, actor).run(told)


@dataclass(frozen=True, slots=True)
class _Training:
    store: Store
    wanted: Wanted
    actor: Actor

    async def run(self, told: Told) -> list[dict[str, Any]]:
        names = await owners(self.store)
        dataset, last_id = await self._read(told)
        wanted = self.wanted.api_id
        chosen = [owner for owner in (sorted(dataset.reservoirs) if wanted is None else [wanted]) if owner in names]
        share = (1 - READING) / max(1, len(chosen))
        results = []
        for place, owner in enumerate(chosen):
            reservoir = dataset.reservoirs.get(owner)
            part = _part(told, names[owner], READING + place * share, share)
            result = await self._one(owner, split_by_time(reservoir.kept if reservoir else []), last_id, part)
            results.append({"api_id": owner, "api": names[owner]} | result)
        await told("", 1.0)
        return results

    async def _read(self, told: Told) -> tuple[Dataset, int]:
        """What there is to learn from, and the id of the last exchange that was looked at."""
        wanted = self.wanted
        dataset = Dataset(wanted.seed, None if wanted.api_id is None else [wanted.api_id])
        clean = self.store.clean
        after, until = await clean.bounds(MOST_READ)
        whole = max(1, until - after)
        async for position, rows in clean.read(after, until):
            for row in rows:
                dataset.offer(row.api_id, seen_in_record(row))
            await told("reading", READING * (1 - (until - position) / whole))
        return dataset, until

    async def _one(self, owner: int, split: Split, last_id: int, told: Told) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        seed = self.wanted.seed

        def progress(stage: str, done: float) -> None:
            asyncio.run_coroutine_threadsafe(told(stage, done), loop).result()

        try:
            trained = await asyncio.to_thread(
                fit, split, self.wanted.contamination, seed, operations=owner != ALL_APIS, progress=progress
            )
        except TooLittleError as error:
            return {"state": "skipped", "reason": str(error), "metrics": {}}
        except (ModelError, ValueError) as error:
            return broken(error)
        metrics = trained.metrics | {"last_id": last_id}
        serving = await serving_model(self.store, KIND, owner, decode_model)
        before = None
        if serving is not None:
            before = await asyncio.to_thread(_compared, serving[1], split, seed)
            metrics["compared"] = {
                "version": serving[0].version,
                "alert_rate": before.alert_rate,
                "separation": round(before.separation, 4),
            }
        new = Measured(metrics["alert_rate"], metrics["separation"], metrics["checked"])
        promotion = promote(new, before, metrics["target_alert_rate"])
        result = await publish(
            self.store, self.actor, KIND, owner, trained.blob, metrics, promotion, write=self.wanted.write
        )
        return result | {"metrics": {name: value for name, value in metrics.items() if name != "reference"}}


def _part(told: Told, name: str, begun: float, share: float) -> Told:
    async def tell(stage: str, done: float) -> None:
        await told(f"{name}: {stage}", begun + share * done)

    return tell


def _compared(model: OutlierModel, split: Split, seed: int) -> Measured:
    kinds = separation(model, split.checking, seed)
    mean = sum(kinds.values()) / len(kinds) if kinds else 0.0
    return Measured(alert_rate(model, split.checking), mean, len(split.checking))


class Pace:
    """Passes progress on at most so often, and always a new stage. `monotonic`: seconds."""

    def __init__(self, told: Told, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._told = told
        self._seconds = seconds
        self._monotonic = monotonic
        self._last = float("-inf")
        self._stage = ""

    async def __call__(self, stage: str, done: float) -> None:
        now = self._monotonic()
        if stage != self._stage or now - self._last >= self._seconds:
            self._last, self._stage = now, stage
            await self._told(stage, done)
