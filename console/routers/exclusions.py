"""Exclusions: rules suppressed for an API, an operation, a parameter. An expired one stays to be seen, without effect."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from console import targets
from console.deps import ActorDep, Admin, Caller, ExpectedVersion, Id, PageDep, StoreDep, etag, require_version
from console.errors import not_found
from console.pages import cursor_number, next_cursor
from console.schemas.exclusions import ExclusionIn, ExclusionOut
from console.schemas.model import Page
from gateway.storage.errors import NotFound
from gateway.storage.exclusions import ExclusionRow
from gateway.storage.store import Store

router = APIRouter(prefix="/api/exclusions", tags=["exclusions"])


@router.get("")
async def exclusions(
    _caller: Caller,
    store: StoreDep,
    page: PageDep,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="0: those of all APIs")] = None,
    rule: Annotated[str | None, Query(max_length=128)] = None,
) -> Page[ExclusionOut]:
    """Newest first, expired ones too."""
    rows = await store.exclusions.query(cursor_number(page.cursor), page.limit, api_id=api_id, rule=rule)
    items = [ExclusionOut.of(row, store.clock()) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("", status_code=201)
async def add(body: ExclusionIn, _admin: Admin, actor: ActorDep, store: StoreDep, response: Response) -> ExclusionOut:
    """In force at every gateway within a second, for requests that begin then."""
    new = body.new(targets.expiry(body, store.clock()))
    await targets.check_api(store, new.api_id)
    async with store.edit(actor, "exclusion.add") as edit:
        exclusion_id = await store.exclusions.add(edit, new)
    response.headers["location"] = f"/api/exclusions/{exclusion_id}"
    return await _answer(store, exclusion_id, response)


@router.get("/{exclusion_id}")
async def exclusion(exclusion_id: Id, _caller: Caller, store: StoreDep, response: Response) -> ExclusionOut:
    return await _answer(store, exclusion_id, response)


@router.put("/{exclusion_id}")
async def change(
    *,
    exclusion_id: Id,
    body: ExclusionIn,
    _admin: Admin,
    actor: ActorDep,
    store: StoreDep,
    expected: ExpectedVersion,
    response: Response,
) -> ExclusionOut:
    """The whole exclusion anew."""
    before = await _exclusion(store, exclusion_id)
    require_version(before.version, expected)
    new = body.new(targets.expiry(body, store.clock()))
    await targets.check_api(store, new.api_id)
    async with store.edit(actor, "exclusion.change") as edit:
        await store.exclusions.update(edit, exclusion_id, new, version=before.version)
    return await _answer(store, exclusion_id, response)


@router.delete("/{exclusion_id}", status_code=204)
async def delete(
    exclusion_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep, expected: ExpectedVersion
) -> Response:
    before = await _exclusion(store, exclusion_id)
    require_version(before.version, expected)
    async with store.edit(actor, "exclusion.delete") as edit:
        await store.exclusions.delete(edit, exclusion_id, version=before.version)
    return Response(status_code=204)


async def _answer(store: Store, exclusion_id: int, response: Response) -> ExclusionOut:
    row = await _exclusion(store, exclusion_id)
    response.headers["etag"] = etag(row.version)
    return ExclusionOut.of(row, store.clock())


async def _exclusion(store: Store, exclusion_id: int) -> ExclusionRow:
    try:
        return await store.exclusions.get(exclusion_id)
    except NotFound:
        raise not_found("exclusion", exclusion_id) from None
