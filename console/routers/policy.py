"""The policy's history: its revisions, what differs between two, and the way back to one."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Response

from console.deps import (
    ActorDep,
    Admin,
    Caller,
    ConsoleDep,
    ExpectedVersion,
    PageDep,
    StoreDep,
    etag,
    require_version,
)
from console.errors import FieldProblem, invalid, not_found
from console.history import changes
from console.pages import cursor_number, next_cursor
from console.schemas.audit import masked
from console.schemas.model import Page
from console.schemas.policy import ChangeOut, CurrentRevision, DiffOut, RevisionDetail, RevisionOut, fields_of
from gateway.storage.errors import NotFound
from gateway.storage.policy import RevisionRow, current_revision
from gateway.storage.rollback import roll_back
from gateway.storage.store import Store

router = APIRouter(prefix="/api/policy", tags=["policy"])

Revision = Annotated[int, Path(ge=1, le=2**63 - 2)]


@router.get("/current")
async def current(_caller: Caller, store: StoreDep, response: Response) -> CurrentRevision:
    revision = await store.policy.revision()
    response.headers["etag"] = etag(revision)
    return CurrentRevision(revision=revision)


@router.get("/revisions")
async def revisions(_caller: Caller, store: StoreDep, page: PageDep) -> Page[RevisionOut]:
    """Newest first."""
    rows = await store.policy.revisions(page.limit, cursor_number(page.cursor))
    items = [RevisionOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.revision,)))


@router.get("/revisions/{revision}")
async def one(revision: Revision, _caller: Caller, store: StoreDep) -> RevisionDetail:
    """With the document as it stood then, whether this revision changed it or one before."""
    row = await _row(store, revision)
    document = await store.policy.document(revision)
    shown = None
    if document is not None:
        shown = masked(msgspec.to_builtins(document))
        shown.pop("revision", None)
    return RevisionDetail(**fields_of(row), document=shown)


@router.get("/revisions/{revision}/diff")
async def diff(
    revision: Revision,
    _caller: Caller,
    store: StoreDep,
    against: Annotated[
        int | None, Query(ge=0, le=2**63 - 2, description="the revision to start from; left out: the one before")
    ] = None,
) -> DiffOut:
    """What has to change to come from `against` to this revision: against the current one, what a roll-back would do."""
    await _row(store, revision)
    since = revision - 1 if against is None else against
    if since > await store.policy.revision():
        raise invalid([FieldProblem("query:against", "is a revision that there is not yet", since)])
    found = changes(await store.policy.document(since), await store.policy.document(revision))
    return DiffOut(
        since=since,
        until=revision,
        changes=[ChangeOut(path=one.path, before=masked(one.before), after=masked(one.after)) for one in found],
    )


@router.post("/revisions/{revision}/rollback")
async def go_back(
    revision: Revision,
    _admin: Admin,
    actor: ActorDep,
    console: ConsoleDep,
    expected: ExpectedVersion,
    response: Response,
) -> RevisionOut:
    """Bring back APIs, detectors and exclusions as they stood, as a new revision. `If-Match`: the current revision.

    All of it or nothing: 422 where it does not compile today, such as for a secret under a key that is gone. APIs that
    were deleted since come back under their old ids, without the ingest key and the list entries and decisions they had;
    APIs made since are deleted with theirs. Lists and decisions stay otherwise; exclusions that would have expired
    since do not come back.
    """
    store = console.store
    await _row(store, revision)
    async with store.edit(actor, "policy.rollback") as edit:
        await console.publisher.hold(edit)
        require_version(await current_revision(edit.connection), expected)
        try:
            await roll_back(store, edit, revision)
        except NotFound as error:
            raise not_found("a policy of revision", revision) from error
        await console.publisher.check(edit)
    response.headers["etag"] = etag(edit.revision)
    return RevisionOut.of(await _row(store, edit.revision))


async def _row(store: Store, revision: int) -> RevisionRow:
    row = await store.policy.at(revision)
    if row is None:
        raise not_found("revision", revision)
    return row
