"""Whitelist and blacklist: the same routes for both. A raw API key is hashed on the way in and goes nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from addons.address import parse_address, parse_range
from addons.identify import keyed_hash
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
    EntryChange,
    EntryIn,
    EntryOut,
    Lifetime,
    ListName,
    Scope,
    split_hint,
    with_hint,
)
from console.schemas.model import Page, microseconds, moment
from gateway.policy.compile import validate_entry
from gateway.policy.document import Entry
from gateway.policy.secrets import Secrets
from gateway.storage.errors import NotFound
from gateway.storage.lists import EntryFilter, EntryRow, NewEntry
from gateway.storage.store import Store
from gateway.storage.tables import TARGET_LENGTH

MOST_PROBLEMS = 100


def list_router(name: ListName) -> APIRouter:
    """The routes of one of the two lists."""
    router = APIRouter(prefix=f"/api/{name}", tags=[name])

    @router.get("")
    async def entries(
        *,
        _caller: Caller,
        store: StoreDep,
        page: PageDep,
        api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
        scope: Scope | None = None,
        q: Annotated[str | None, Query(max_length=200, description="in target or reason")] = None,
        expired: bool | None = None,
    ) -> Page[EntryOut]:
        """Newest first; `expired` true or false for only those."""
        wanted = EntryFilter(scope=scope, api_id=api_id, contains=q or None, expired=expired)
        rows = await store.lists.query(name, cursor_number(page.cursor), page.limit, wanted)
        items = [EntryOut.of(row) for row in rows]
        return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))

    @router.post("", status_code=201)
    async def add(
        body: EntryIn, _admin: Admin, actor: ActorDep, store: StoreDep, secrets: SecretsDep, response: Response
    ) -> EntryOut:
        """In force at every gateway within a second."""
        new = _new_entry(body, secrets, store.clock())
        await _check_api(store, new.api_id)
        async with store.edit(actor, f"{name}.add") as edit:
            entry_id = await store.lists.add(edit, name, new)
        response.headers["location"] = f"/api/{name}/{entry_id}"
        return _answer(await _entry(store, name, entry_id), response)

    @router.post("/bulk", status_code=201)
    async def bulk(body: BulkIn, _admin: Admin, actor: ActorDep, store: StoreDep) -> BulkOut:
        """All lines or, where one is wrong, none; what is there already is left as it is."""
        new = _bulk_entries(body, store.clock())
        await _check_api(store, body.api_id or 0)
        async with store.edit(actor, f"{name}.bulk") as edit:
            return BulkOut(added=await store.lists.bulk_add(edit, name, new))

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
        await _check_api(store, new.api_id)
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


async def _check_api(store: Store, api_id: Id) -> None:
    if api_id and api_id not in {api.id for api in await store.apis.all()}:
        raise invalid([FieldProblem("/api_id", "is the id of no API; leave it out for all APIs", api_id)])


def _new_entry(body: EntryIn, secrets: Secrets, now: int) -> NewEntry:
    scope = body.scope or guess_scope(body.target)
    target, reason = _kept(scope, body.target, body.reason, secrets)
    return _checked(NewEntry(scope, target, body.api_id or 0, _expiry(body, now), reason))


def _changed_entry(body: EntryChange, before: EntryRow, secrets: Secrets, now: int) -> NewEntry:
    if body.target is None:
        if body.scope not in (None, before.scope):
            raise invalid([FieldProblem("/target", f"is needed with another scope than {before.scope}")])
        reason = body.reason
        if before.scope == "key":
            _, hint = split_hint(before.reason)
            reason = f"{body.reason} [key {hint}]".strip() if hint else body.reason
        return NewEntry(before.scope, before.target, body.api_id or 0, _expiry(body, now), reason)  # type: ignore[arg-type]
    scope = body.scope or ("key" if before.scope == "key" else guess_scope(body.target))
    target, reason = _kept(scope, body.target, body.reason, secrets)
    return _checked(NewEntry(scope, target, body.api_id or 0, _expiry(body, now), reason))


def guess_scope(target: str) -> Scope:
    return "range" if "/" in target else "address"


def _kept(scope: Scope, target: str, reason: str, secrets: Secrets) -> tuple[str, str]:
    """Target and reason as they are stored: an address in its one spelling, a key as its hash."""
    if scope == "key":
        key = target.strip()
        if not key or not key.isprintable():
            raise invalid([FieldProblem("/target", "must be an API key of visible characters")])
        return keyed_hash(secrets.identity_key, key.encode()), with_hint(reason, key)
    if scope == "country":
        country = target.strip()
        return country.upper() if len(country) == 2 else country, reason
    if scope == "principal":
        if len(target) > TARGET_LENGTH:
            raise invalid([FieldProblem("/target", f"must have at most {TARGET_LENGTH} characters", target[:100])])
        return target, reason
    try:
        return _one_spelling(scope, target.strip()), reason
    except ValueError:
        return target.strip(), reason


def _one_spelling(scope: Scope, target: str) -> str:
    return str(parse_range(target) if scope == "range" else parse_address(target))


def _checked(new: NewEntry) -> NewEntry:
    found = validate_entry(Entry(0, new.scope, new.target, new.api_id, new.expires_at / 1e6, new.reason))
    if found:
        raise invalid(
            FieldProblem("/target" if problem.place == "target" else "/expires_at", problem.mend, problem.value)
            for problem in found
        )
    return new


def _expiry(body: Lifetime, now: int) -> int:
    expiry = body.expiry(moment(now))
    if expiry is None:
        return 0
    at = microseconds(expiry)
    if at <= now:
        raise invalid([FieldProblem("/expires_at", "lies in the past; give a time to come", _iso(expiry))])
    return at


def _iso(when: datetime) -> str:
    return when.isoformat()


def _bulk_entries(body: BulkIn, now: int) -> list[NewEntry]:
    expires_at = _expiry(body, now)
    entries, problems = [], []
    for number, line in enumerate(body.text.splitlines(), 1):
        target, _, comment = (part.strip() for part in line.partition("#"))
        if not target:
            continue
        scope = guess_scope(target)
        try:
            spelled = _one_spelling(scope, target)
        except ValueError as error:
            problems.append(FieldProblem("/text", f"line {number}: {error}", target[:100]))
            if len(problems) == MOST_PROBLEMS:
                break
        else:
            entries.append(NewEntry(scope, spelled, body.api_id or 0, expires_at, body.reason or comment[:500]))
    if problems:
        raise invalid(problems)
    return entries
