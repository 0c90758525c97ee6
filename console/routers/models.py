"""Learned models: what there is and what serves, training asked for, an older one put back.

Training itself is the analyst's: asked for here, seen to go on here. What serves is part of the policy: workers have it within
two seconds.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from console.deps import ActorDep, Admin, Caller, ConsoleDep, Id, PageDep, StoreDep
from console.errors import not_found
from console.pages import cursor_number, next_cursor
from console.schemas.model import Page, moment
from console.schemas.models import ModelOut, RateOut, RatesOut, TrainIn, TrainingOut
from gateway.storage.apis import load_apis
from gateway.storage.rollups import Dimension
from gateway.storage.store import Store

router = APIRouter(prefix="/api/models", tags=["models"])
KINDS = ("outliers", "classifier")
"""of models; the detector that serves one is called as it is"""
SECOND = 1_000_000
MINUTE = 60 * SECOND
LONGEST_RANGE = 366 * 24 * 3600
WHOLE = 10 * LONGEST_RANGE
"""A step that makes one point of any range."""


@router.get("")
async def models(
    _caller: Caller,
    store: StoreDep,
    page: PageDep,
    kind: Annotated[str | None, Query(min_length=1, max_length=32)] = None,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="0: of the APIs without their own")] = None,
) -> Page[ModelOut]:
    """Newest first, those that served before among them."""
    rows = await store.models.query(kind, api_id, cursor_number(page.cursor), page.limit)
    return Page(
        items=[ModelOut.of(row) for row in rows], next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,))
    )


@router.get("/trainings")
async def trainings(_caller: Caller, store: StoreDep, page: PageDep) -> Page[TrainingOut]:
    """Newest first: under way, asked for, and past."""
    rows = await store.trainings.query(None, cursor_number(page.cursor), page.limit)
    return Page(
        items=[TrainingOut.of(row) for row in rows], next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,))
    )


@router.get("/rates")
async def rates(
    _caller: Caller,
    store: StoreDep,
    range_seconds: Annotated[int, Query(alias="range", ge=60, le=LONGEST_RANGE, description="seconds back")] = 86400,
) -> RatesOut:
    """How much of each API's traffic models took for out of the ordinary, from the sums that are kept while recording.

    Against `measures.alert_rate`, it tells whether a model still fits what comes.
    """
    until = (store.clock() // MINUTE + 1) * MINUTE
    since = until - range_seconds * SECOND
    by: tuple[Dimension, ...] = ("api_id",)
    passed = await store.rollups.query(since, until, WHOLE, by=by)
    found = await store.rollups.top("detector", since, until, keys=list(KINDS), by_api=True)
    alerts: dict[int, dict[str, int]] = {}
    for one in found:
        alerts.setdefault(one.api_id or 0, {})[one.key] = one.count
    items = [
        RateOut(api_id=one.api_id or 0, requests=one.count, alerts=alerts.get(one.api_id or 0, {})) for one in passed
    ]
    return RatesOut(since=moment(since), until=moment(until), items=sorted(items, key=lambda one: one.api_id))


@router.get("/trainings/{training_id}")
async def training(training_id: Id, _caller: Caller, store: StoreDep) -> TrainingOut:
    return TrainingOut.of(await store.trainings.get(training_id))


@router.post("/train", status_code=202)
async def train(body: TrainIn, _admin: Admin, actor: ActorDep, store: StoreDep, response: Response) -> TrainingOut:
    """The analyst takes it up within seconds. Asked for twice before that, it is one training."""
    if body.api_id is not None and not await _is_api(store, body.api_id):
        raise not_found("API", body.api_id)
    async with store.edit(actor, "model.train") as edit:
        training_id = await store.trainings.request(edit, body.kind, body.api_id, f"asked for by {actor.name}")
    response.headers["location"] = f"/api/models/trainings/{training_id}"
    return TrainingOut.of(await store.trainings.get(training_id))


@router.get("/{model_id}")
async def model(model_id: Id, _caller: Caller, store: StoreDep) -> ModelOut:
    return ModelOut.of(await store.models.get(model_id))


@router.post("/{model_id}/serve")
async def serve(model_id: Id, _admin: Admin, actor: ActorDep, console: ConsoleDep) -> ModelOut:
    """Back to an older one, or forward to a candidate: instead of the one of its kind and API that serves."""
    store = console.store
    async with store.edit(actor, "model.serve") as edit:
        await console.publisher.hold(edit)
        await store.models.serve(edit, model_id, f"chosen by {actor.name}")
    return ModelOut.of(await store.models.get(model_id))


@router.post("/{model_id}/retire")
async def retire(model_id: Id, _admin: Admin, actor: ActorDep, console: ConsoleDep) -> ModelOut:
    """Its API is served without it: by the model of all APIs, if there is one."""
    store = console.store
    async with store.edit(actor, "model.retire") as edit:
        await console.publisher.hold(edit)
        await store.models.retire(edit, model_id, f"switched off by {actor.name}")
    return ModelOut.of(await store.models.get(model_id))


async def _is_api(store: Store, api_id: int) -> bool:
    async with store.database.reading() as connection:
        return any(api.id == api_id for api in await load_apis(connection))
