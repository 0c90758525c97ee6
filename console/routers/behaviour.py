"""What the detectors that look at callers over time have learned, and whether they conclude yet."""

from __future__ import annotations

from fastapi import APIRouter

from addons.catalogue import DETECTORS
from console.deps import Caller, ConsoleDep, StoreDep
from console.errors import not_found
from console.schemas.behaviour import BaselineOut, BaselinesOut, BehaviourOut, BehavioursOut
from console.schemas.model import moment

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


@router.get("/{detector_id}/baselines")
async def baselines(detector_id: str, _caller: Caller, store: StoreDep) -> BaselinesOut:
    """What it takes for usual, against what it sees: the most used first, at most 500. At most a minute old."""
    if detector_id not in DETECTORS or DETECTORS[detector_id].inline:
        raise not_found("detector", detector_id)
    kept = next((one for one in await store.behaviour.all() if one.name == detector_id), None)
    items = await store.behaviour.baselines(detector_id)
    return BaselinesOut(at=moment(kept.updated_at) if kept else None, items=[BaselineOut.of(one) for one in items])
