"""One training of the payload classifier from what is drawn and what is recorded to what serves: for `boing train` and the
analyst's process.

The model of all APIs is made even where nothing was recorded: that is the starting model. One API's own is made only where
people reviewed findings of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from addons.classifier import ModelError, TextModel, decode_model
from addons.classifier.addon import UNDECIDED
from gateway.analyst.text.corpus import Sample, draw
from gateway.analyst.text.fit import TARGET_ALERT_RATE, Split, fit, measures, probabilities
from gateway.analyst.text.own import Traffic, reviewed, with_own
from gateway.analyst.text.promote import Standing, promote_text
from gateway.analyst.training.dataset import ALL_APIS
from gateway.analyst.training.promote import Measured
from gateway.analyst.training.publish import broken, owners, publish, serving_model
from gateway.analyst.training.run import Told, Wanted
from gateway.storage.edit import Actor
from gateway.storage.models import ModelRow
from gateway.storage.store import Store

KIND: Final = "classifier"
LEARNED: Final = 14_000
CALIBRATING: Final = 3000
CHECKING: Final = 3000
MOST_READ: Final = 100_000
"""the newest exchanges that are looked through"""
READING: Final = 0.2
"""share of the whole that reading takes, for the progress"""
LEAST_REVIEWS: Final = 10
"""texts a person labelled that an API's own model needs"""


def drawn(seed: int) -> Split:
    """What every model learns from. `seed` 1: the starting model's."""
    return Split(draw(3 * seed, LEARNED), draw(3 * seed + 1, CALIBRATING), draw(3 * seed + 2, CHECKING))


async def train_texts(store: Store, wanted: Wanted, actor: Actor, told: Told) -> list[dict[str, Any]]:
    """What became of it, one result: `api_id`, `api`, `state` (serving, candidate, skipped, failed), `reason`, `metrics`."""
    return [await _Training(store, wanted, actor).run(told)]


@dataclass(frozen=True, slots=True)
class _Training:
    store: Store
    wanted: Wanted
    actor: Actor

    async def run(self, told: Told) -> dict[str, Any]:
        owner = self.wanted.api_id or ALL_APIS
        names = await owners(self.store)
        serving = await serving_model(self.store, KIND, owner, decode_model)
        reviews = reviewed(await self.store.reviewed.read(self.wanted.api_id))
        begun = {"api_id": owner, "api": names.get(owner, str(owner))}
        if owner != ALL_APIS and len(reviews) < LEAST_REVIEWS:
            why = f"{len(reviews)} reviewed texts: {LEAST_REVIEWS} are the least for an API's own model"
            return begun | {"state": "skipped", "reason": why, "metrics": {}}
        traffic = await self._traffic(serving[1] if serving else None, told)
        try:
            result = await self._fitted(owner, reviews, traffic, serving, told)
        except (ModelError, ValueError) as error:
            result = broken(error)
        await told("", 1.0)
        return begun | result

    async def _traffic(self, serving: TextModel | None, told: Told) -> list[Sample]:
        traffic = Traffic(serving)
        after, until = await self.store.clean.bounds(MOST_READ)
        whole = max(1, until - after)
        async for position, rows in self.store.clean.read(after, until):
            for row in rows:
                if self.wanted.api_id in (None, row.api_id):
                    traffic.offer(row)
            await told("reading", READING * (1 - (until - position) / whole))
        return traffic.samples

    async def _fitted(
        self,
        owner: int,
        reviews: list[Sample],
        traffic: list[Sample],
        serving: tuple[ModelRow, TextModel] | None,
        told: Told,
    ) -> dict[str, Any]:
        loop = asyncio.get_running_loop()

        def progress(stage: str, done: float) -> None:
            part = READING + (1 - READING) * done
            asyncio.run_coroutine_threadsafe(told(f"payload classifier: {stage}", part), loop).result()

        split, later = await asyncio.to_thread(lambda: with_own(drawn(self.wanted.seed), reviews, traffic))
        trained = await asyncio.to_thread(fit, split, progress)
        new = standing(trained.model, trained.metrics, later)
        metrics = trained.metrics | {
            "reviews": len(reviews),
            "traffic": len(traffic),
            "reviews_checked": new.reviews,
            "reviews_wrong": new.wrong,
            "maturity": maturity(len(reviews)),
            "reviewed_until": max((sample.at for sample in reviews), default=0),
        }
        before = None
        if serving is not None:
            measured = await asyncio.to_thread(measures, serving[1], split.checking)
            before = standing(serving[1], measured, later)
            names = ("auc", "brier", "alert_rate", "separation")
            metrics["compared"] = {"version": serving[0].version} | {name: measured[name] for name in names}
        promotion = promote_text(new, before, TARGET_ALERT_RATE)
        result = await publish(
            self.store, self.actor, KIND, owner, trained.blob, metrics, promotion, write=self.wanted.write
        )
        return result | {"metrics": metrics}


def standing(model: TextModel, measured: dict[str, Any], later: list[Sample]) -> Standing:
    taken = probabilities(model, later) >= UNDECIDED
    wrong = int(np.sum(taken != np.array([sample.attack for sample in later], bool)))
    figures = Measured(measured["alert_rate"], measured["separation"], measured["checked"])
    return Standing(figures, wrong, len(later))


def maturity(reviews: int) -> str:
    """How far it knows this installation: `young` below 20 reviewed texts, `grown` below 200, then `mature`."""
    return "young" if reviews < 20 else "grown" if reviews < 200 else "mature"
