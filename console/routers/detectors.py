"""Detectors: what there is (from the catalogue), and how each is set for all APIs."""

from __future__ import annotations

from fastapi import APIRouter, Response

from addons.catalogue import DETECTORS
from addons.finding import Mode
from console.deps import ActorDep, Admin, Caller, ConsoleDep, ExpectedVersion, StoreDep, etag, require_version
from console.errors import FieldProblem, invalid, not_found
from console.schemas.detectors import DetectorChange, DetectorOut
from console.schemas.model import Page
from gateway.policy.document import DetectorSettings

router = APIRouter(prefix="/api/detectors", tags=["detectors"])


@router.get("")
async def detectors(_caller: Caller, store: StoreDep) -> Page[DetectorOut]:
    """All, in the order in which they look at a request."""
    rows = {row.id: row for row in await store.detectors.all()}
    ordered = sorted(DETECTORS.values(), key=lambda detector: detector.order)
    return Page(items=[DetectorOut.of(detector, rows.get(detector.id)) for detector in ordered])


@router.get("/{detector_id}")
async def detector(detector_id: str, _caller: Caller, store: StoreDep, response: Response) -> DetectorOut:
    return await _answer(store, detector_id, response)


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
