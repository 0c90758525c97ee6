"""Detectors: what there is (from the catalogue), and how each is set for all APIs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from addons.catalogue import DETECTORS
from addons.finding import Mode
from console.deps import ActorDep, Admin, Caller, ConsoleDep, ExpectedVersion, StoreDep, etag, require_version
from console.errors import FieldProblem, invalid, not_found
from console.schemas.detectors import DetectorAt, DetectorChange, DetectorOut, DetectorPoint, DetectorStats, RuleHits
from console.schemas.model import Page, moment
from gateway.policy.document import DetectorSettings
from gateway.storage.rollups import TallyPoint
from gateway.storage.store import Store

router = APIRouter(prefix="/api/detectors", tags=["detectors"])

SECOND = 1_000_000
LONGEST_RANGE = 366 * 24 * 3600
MOST_POINTS = 144
RULES = 50


@router.get("")
async def detectors(_caller: Caller, store: StoreDep) -> Page[DetectorOut]:
    """All, in the order in which they look at a request."""
    rows = {row.id: row for row in await store.detectors.all()}
    ordered = sorted(DETECTORS.values(), key=lambda detector: detector.order)
    return Page(items=[DetectorOut.of(detector, rows.get(detector.id)) for detector in ordered])


@router.get("/{detector_id}")
async def detector(detector_id: str, _caller: Caller, store: StoreDep, response: Response) -> DetectorOut:
    return await _answer(store, detector_id, response)


@router.get("/{detector_id}/stats")
async def stats(
    detector_id: str,
    _caller: Caller,
    store: StoreDep,
    range_seconds: Annotated[int, Query(alias="range", ge=60, le=LONGEST_RANGE, description="seconds back")] = 86400,
) -> DetectorStats:
    """What it found, what that led to and what it costs, from the sums that are kept while recording: quick at any size."""
    if detector_id not in DETECTORS:
        raise not_found("detector", detector_id)
    rollups = store.rollups
    now = store.clock()
    step = rollups.step(max(60, range_seconds // MOST_POINTS), now - range_seconds * SECOND)
    width = step * SECOND
    until = now // width * width + width
    since = until - -(-range_seconds // step) * width
    points = {point.at: point for point in await rollups.tally_series("detector", detector_id, since, until, step)}
    rules = await rollups.top("rule", since, until, limit=1000)
    addon = await rollups.top("addon", since, until, keys=[detector_id])
    reviews = await store.detectors.reviews(detector_id, since)
    return DetectorStats(
        since=moment(since),
        step=step,
        hits=sum(point.count for point in points.values()),
        stopped=sum(point.stopped for point in points.values()),
        would=sum(point.would for point in points.values()),
        false_positives=reviews.get("false_positive", 0),
        true_positives=reviews.get("true_positive", 0),
        mean_microseconds=round(addon[0].amount / addon[0].count, 1) if addon and addon[0].count else None,
        series=[_point(at, points.get(at)) for at in range(since, until, width)],
        rules=[
            RuleHits(rule=one.key, hits=one.count, stopped=one.stopped)
            for one in rules
            if detector_of(one.key) == detector_id
        ][:RULES],
        apis=await _at_apis(store, detector_id, since, until),
    )


async def _at_apis(store: Store, detector_id: str, since: int, until: int) -> list[DetectorAt]:
    policy = await store.policy.settings(until / SECOND)
    top = await store.rollups.top("detector", since, until, keys=[detector_id], by_api=True)
    found = {one.api_id: one for one in top}
    shown = []
    for api in policy.apis:
        own = api.detectors.get(detector_id)
        settings = own or policy.detectors.get(detector_id)
        hits = found.get(api.id)
        shown.append(
            DetectorAt(
                api_id=api.id,
                name=api.name,
                mode=(settings.mode if settings else DETECTORS[detector_id].mode).value,
                own=own is not None,
                hits=hits.count if hits else 0,
                stopped=hits.stopped if hits else 0,
            )
        )
    return shown


def detector_of(rule: str) -> str:
    """Whose rule it is: every detector's are called after it, but those of rule packs, which have numbers."""
    prefix = rule.partition("-")[0]
    return prefix if prefix in DETECTORS else "signatures" if rule.isdigit() else ""


def _point(at: int, point: TallyPoint | None) -> DetectorPoint:
    return DetectorPoint(at=moment(at), hits=point.count if point else 0, stopped=point.stopped if point else 0)


@router.put("/{detector_id}")
async def change(
    *,
    detector_id: str,
    body: DetectorChange,
    _admin: Admin,
    actor: ActorDep,
    console: ConsoleDep,
    expected: ExpectedVersion,
    response: Response,
) -> DetectorOut:
    """For all APIs that do not say otherwise. `options` are checked against `options_schema`."""
    if detector_id not in DETECTORS:
        raise not_found("detector", detector_id)
    store = console.store
    row = await store.detectors.get(detector_id)
    version = row.version if row else 0
    require_version(version, expected)
    _check_options(detector_id, body)
    settings = DetectorSettings(Mode(body.mode), body.on_error, body.options)
    async with store.edit(actor, "detector.change") as edit:
        await console.publisher.hold(edit)
        await store.detectors.set(edit, detector_id, settings, version=version)
        await console.publisher.check(edit)
    return await _answer(store, detector_id, response)


def _check_options(detector_id: str, body: DetectorChange) -> None:
    try:
        DETECTORS[detector_id].options(body.options)
    except ValueError as error:
        raise invalid([FieldProblem("/options", str(error))]) from None


async def _answer(store: StoreDep, detector_id: str, response: Response) -> DetectorOut:
    if detector_id not in DETECTORS:
        raise not_found("detector", detector_id)
    row = await store.detectors.get(detector_id)
    response.headers["etag"] = etag(row.version if row else 0)
    return DetectorOut.of(DETECTORS[detector_id], row)
