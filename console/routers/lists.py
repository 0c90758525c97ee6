"""Whitelist and blacklist: the same routes for both. A raw API key is hashed on the way in and goes nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from console import targets
from console.deps import (
    ActorDep,
    Admin,
    Caller,
    ExpectedVersion,
    Id,
    PageDep,
    SecretsDep,
    StoreDep,
    etag,
    require_version,
)
from console.errors import FieldProblem, invalid, not_found
from console.pages import cursor_number, next_cursor
from console.schemas.lists import (
    BulkIn,
    BulkOut,
    EntriesBack,
    EntriesOut,
    EntryChange,
    EntryIn,
    EntryOut,
    IdsIn,
    ImportOut,
    ImportTried,
    Lifetime,
    ListName,
    Reason,
    Scope,
    Ttl,
)
from console.schemas.model import Page, microseconds
from console.targets import Common, Lines
from gateway.policy.compile import validate_entry
from gateway.policy.document import Entry
from gateway.policy.secrets import Secrets
from gateway.storage.errors import NotFound
from gateway.storage.lists import EntryFilter, EntryRow, NewEntry
from gateway.storage.store import Store

LONGEST_TEXT = 8 * 1024 * 1024
"""characters; a hundred thousand lines take two or three million"""

ApiId = Annotated[int | None, Query(ge=0, le=2**63 - 1)]
PlainText = Annotated[
    str,
    Body(
        media_type="text/plain",
        max_length=LONGEST_TEXT,
        openapi_examples={"lines": {"value": "# scanners\n203.0.113.0/24  # a network\n2001:db8::7\n"}},
    ),
]


def get_filter(
    api_id: ApiId = None,
    scope: Scope | None = None,
    q: Annotated[str | None, Query(max_length=200, description="in target or reason")] = None,
    expired: bool | None = None,
) -> EntryFilter:
    return EntryFilter(scope=scope, api_id=api_id, contains=q or None, expired=expired)


Filtered = Annotated[EntryFilter, Depends(get_filter)]


def list_router(name: ListName) -> APIRouter:
    """The routes of one of the two lists."""
    router = APIRouter(prefix=f"/api/{name}", tags=[name])

    @router.get("")
    async def entries(
        *,
        _caller: Caller,
        store: StoreDep,
        page: PageDep,
        wanted: Filtered,
    ) -> Page[EntryOut]:
        """Newest first; `expired` true or false for only those."""
        rows = await store.lists.query(name, cursor_number(page.cursor), page.limit, wanted)
        items = [EntryOut.of(row) for row in rows]
        return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))

    @router.post("", status_code=201)
    async def add(
        body: EntryIn, _admin: Admin, actor: ActorDep, store: StoreDep, secrets: SecretsDep, response: Response
    ) -> EntryOut:
        """In force at every gateway within a second."""
        new = _new_entry(body, secrets, store.clock())
        await targets.check_api(store, new.api_id)
        async with store.edit(actor, f"{name}.add") as edit:
            entry_id = await store.lists.add(edit, name, new)
        response.headers["location"] = f"/api/{name}/{entry_id}"
        return _answer(await _entry(store, name, entry_id), response)

    @router.post("/bulk", status_code=201)
    async def bulk(body: BulkIn, _admin: Admin, actor: ActorDep, store: StoreDep) -> BulkOut:
        """All lines or, where one is wrong, none; what is there already is left as it is."""
        common = Common(body.api_id or 0, targets.expiry(body, store.clock()), body.reason)
        lines = await _read(store, body.text, common, "/text")
        async with store.edit(actor, f"{name}.bulk") as edit:
            return BulkOut(added=await store.lists.bulk_add(edit, name, lines.entries))

    @router.post("/import")
    async def bring_in(
        *,
        text: PlainText,
        _admin: Admin,
        actor: ActorDep,
        store: StoreDep,
        api_id: ApiId = None,
        reason: Annotated[Reason, Query(description="for every line; left out: each line's own comment")] = "",
        ttl_seconds: Annotated[Ttl | None, Query(description="from now; left out: for good")] = None,
        dry_run: Annotated[bool, Query(description="only check, and say what would be added")] = False,
    ) -> ImportOut | ImportTried:
        """One target a line, as `export` writes them; `#` begins a comment.

        All lines or, where one is wrong, none: 422 has the number of each. A line's own `[api 3]` and `[until …]`, at
        the end of its comment, go before the parameters. 100,000 lines are fine.
        """
        now = store.clock()
        common = Common(api_id or 0, targets.expiry(Lifetime(expires_at=None, ttl_seconds=ttl_seconds), now), reason)
        lines = await _read(store, text, common, "")
        if dry_run:
            missing = await store.lists.missing(name, lines.entries)
            return ImportTried(would_add=missing, already=len(lines.entries) + lines.past - missing)
        async with store.edit(actor, f"{name}.import") as edit:
            added = await store.lists.bulk_add(edit, name, lines.entries)
        return ImportOut(added=added, skipped=len(lines.entries) + lines.past - added)

    @router.get("/export", response_class=PlainTextResponse)
    async def send_out(_caller: Caller, store: StoreDep, wanted: Filtered) -> StreamingResponse:
        """As plain text, one a line, oldest first: what `import` takes. Filtered as the list is, all of it at once."""
        pages = store.lists.stream(name, wanted)
        # The first page is read before the answer begins: a store that is down is then still a 503.
        first: Sequence[EntryRow] = ()
        async for page in pages:
            first = page
            break

        async def text() -> AsyncIterator[str]:
            yield targets.write_lines(first)
            async for page in pages:
                yield targets.write_lines(page)

        headers = {"Content-Disposition": f'attachment; filename="{name}.txt"'}
        return StreamingResponse(text(), media_type="text/plain; charset=utf-8", headers=headers)

    @router.post("/remove")
    async def remove(body: IdsIn, _admin: Admin, actor: ActorDep, store: StoreDep) -> EntriesOut:
        """Delete many; ids that are not there (any more) are passed over. Send the answer's `removed` to `restore` to undo."""
        async with store.edit(actor, f"{name}.remove") as edit:
            removed = await store.lists.remove(edit, name, sorted(set(body.ids)))
        return EntriesOut(removed=[EntryOut.of(row) for row in removed])

    @router.post("/restore")
    async def restore(body: EntriesBack, _admin: Admin, actor: ActorDep, store: StoreDep) -> ImportOut:
        """Bring back entries as they were answered, API keys by their hash; what is there or has expired is skipped."""
        apis = {api.id for api in await store.apis.all()}
        entries = _entries_back(body, apis, store.clock())
        async with store.edit(actor, f"{name}.restore") as edit:
            added = await store.lists.bulk_add(edit, name, entries)
        return ImportOut(added=added, skipped=len(body.entries) - added)

    @router.get("/{entry_id}")
    async def entry(entry_id: Id, _caller: Caller, store: StoreDep, response: Response) -> EntryOut:
        return _answer(await _entry(store, name, entry_id), response)

    @router.put("/{entry_id}")
    async def change(
        *,
        entry_id: Id,
        body: EntryChange,
        _admin: Admin,
        actor: ActorDep,
        store: StoreDep,
        secrets: SecretsDep,
        expected: ExpectedVersion,
        response: Response,
    ) -> EntryOut:
        """The whole entry anew: what is left out falls back to its default, but for the target and its scope."""
        before = await _entry(store, name, entry_id)
        require_version(before.version, expected)
        new = _changed_entry(body, before, secrets, store.clock())
        await targets.check_api(store, new.api_id)
        async with store.edit(actor, f"{name}.change") as edit:
            await store.lists.update(
                edit,
                entry_id,
                version=before.version,
                target=new.target,
                scope=new.scope,
                api_id=new.api_id,
                expires_at=new.expires_at,
                reason=new.reason,
            )
        return _answer(await _entry(store, name, entry_id), response)

    @router.delete("/{entry_id}", status_code=204)
    async def delete(
        entry_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep, expected: ExpectedVersion
    ) -> Response:
        before = await _entry(store, name, entry_id)
        require_version(before.version, expected)
        async with store.edit(actor, f"{name}.delete") as edit:
            await store.lists.delete(edit, entry_id, version=before.version)
        return Response(status_code=204)

    return router


async def _read(store: Store, text: str, common: Common, pointer: str) -> Lines:
    """In a thread: a hundred thousand lines take most of a second."""
    await targets.check_api(store, common.api_id)
    apis = {api.id for api in await store.apis.all()}
    return await asyncio.to_thread(targets.read_lines, text, common, apis, store.clock(), pointer=pointer)


def _answer(row: EntryRow, response: Response) -> EntryOut:
    response.headers["etag"] = etag(row.version)
    return EntryOut.of(row)


async def _entry(store: Store, name: ListName, entry_id: Id) -> EntryRow:
    try:
        row = await store.lists.get(entry_id)
    except NotFound:
        raise not_found(f"{name} entry", entry_id) from None
    if row.list != name:
        raise not_found(f"{name} entry", entry_id)
    return row


def _new_entry(body: EntryIn, secrets: Secrets, now: int) -> NewEntry:
    scope = body.scope or targets.guess_scope(body.target)
    target, reason = targets.kept(scope, body.target, body.reason, secrets)
    targets.check_target(scope, target)
    return NewEntry(scope, target, body.api_id or 0, targets.expiry(body, now), reason)


def _changed_entry(body: EntryChange, before: EntryRow, secrets: Secrets, now: int) -> NewEntry:
    if body.target is not None:
        scope = body.scope or ("key" if before.scope == "key" else targets.guess_scope(body.target))
        whole = EntryIn(
            scope=scope,
            target=body.target,
            api_id=body.api_id,
            reason=body.reason,
            expires_at=body.expires_at,
            ttl_seconds=body.ttl_seconds,
        )
        return _new_entry(whole, secrets, now)
    if body.scope not in (None, before.scope):
        raise invalid([FieldProblem("/target", f"is needed with another scope than {before.scope}")])
    reason = targets.same_key(body.reason, before.reason) if before.scope == "key" else body.reason
    return NewEntry(before.scope, before.target, body.api_id or 0, targets.expiry(body, now), reason)  # type: ignore[arg-type]


def _entries_back(body: EntriesBack, apis: Collection[int], now: int) -> list[NewEntry]:
    """As they were: those that have expired since are left out; 422 names each that cannot be."""
    entries, problems = [], []
    for position, entry in enumerate(body.entries):
        place = f"/entries/{position}"
        if found := validate_entry(Entry(0, entry.scope, entry.target)):
            problems.append(FieldProblem(f"{place}/target", found[0].mend, found[0].value))
        if entry.api_id and entry.api_id not in apis:
            problems.append(FieldProblem(f"{place}/api_id", "is the id of no API any more", entry.api_id))
        expires_at = microseconds(entry.expires_at) if entry.expires_at else 0
        reason = f"{entry.reason} [key {entry.hint}]".strip() if entry.hint else entry.reason
        if not 0 < expires_at <= now:
            entries.append(NewEntry(entry.scope, entry.target, entry.api_id or 0, expires_at, reason))
    if problems:
        raise invalid(problems)
    return entries
