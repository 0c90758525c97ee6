"""What the detectors that look at callers over time have learned, and whether they conclude yet."""

from __future__ import annotations

from fastapi import APIRouter

from addons.catalogue import DETECTORS
from console.deps import Caller, ConsoleDep
from console.schemas.behaviour import BehaviourOut, BehavioursOut

router = APIRouter(prefix="/api/behaviour", tags=["detectors"])


@router.get("")
async def behaviour(_caller: Caller, console: ConsoleDep) -> BehavioursOut:
    """One for each detector that the analyst runs over the recorded traffic. At most a minute old."""
    store = console.store
    kept = {one.name: one for one in await store.behaviour.all()}
    settings = {row.id: row.settings for row in await store.detectors.all()}
    last = await store.exchanges.last_id()
    return BehavioursOut(
        items=[
            BehaviourOut.of(detector, settings.get(detector.id), kept.get(detector.id), last)
            for detector in sorted(DETECTORS.values(), key=lambda detector: detector.order)
            if detector.behaviour
        ],
        sample=console.settings.log_sample,
    )
