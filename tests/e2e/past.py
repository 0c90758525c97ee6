"""What a Boing may have behind it: models it learned, conclusions its behaviours drew. Written into the store of a started one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from addons.behaviour.sight import Baseline
from gateway.settings import Settings
from gateway.storage.behaviour import BehaviourState, Learned
from gateway.storage.edit import Actor
from gateway.storage.models import NewModel
from gateway.storage.sightings import Sighting
from gateway.storage.store import Store


def lived(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser's driver has a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def models_learned(data_dir: Path) -> None:
    """Two versions of a model, of which the second serves. Their data is none: gateways say so and go on."""
    store = await Store.open(Settings(boing_data_dir=str(data_dir)))
    for separation in (0.8, 0.7):
        metrics = {"learned": 900, "checked": 100, "days": 1.5, "maturity": "young", "separation": separation}
        async with store.edit(Actor(None, "test"), "model.add") as edit:
            await store.models.add(edit, NewModel("outliers", 0, b"none", metrics, "serving", "not worse"))
    await store.close()


async def something_concluded(data_dir: Path) -> None:
    store = await Store.open(Settings(boing_data_dir=str(data_dir)))
    now = store.clock()
    title = "this address read 412 ids of GET /orders/{id}; in enforce: ban of address 203.0.113.77 for 1 h"
    seen = Sighting(
        1, "abuse", "address:203.0.113.77", "GET /orders/{id}", title, 4, 412, 0, now, now, {"abuse-enumeration": 1},
        ["a1b2c3e4d5c6"],
    )  # fmt: skip
    kept = Learned("abuse", now, 0, now - 7_200_000_000, 900, 40, 1, ready=True, bytes=0)
    shown = Baseline(
        1, "ids read by one caller in 10 minutes", "count", 2.0, 9.0, 412.0, "GET /orders/{id}", bound=40.0,
        who="address:203.0.113.77",
    )  # fmt: skip
    async with store.database.writing() as connection:
        await store.alerts.record(connection, [seen], now)
        await store.behaviour.save(connection, [BehaviourState(kept, b"", [shown])])
    await store.close()
