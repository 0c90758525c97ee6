"""Standing decisions: seen, made by hand, and lifted. They are not changed: another one is made."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from console import targets
from console.deps import ActorDep, Admin, Caller, Id, PageDep, SecretsDep, StoreDep
from console.errors import not_found
from console.pages import cursor_number, next_cursor
from console.schemas.decisions import DecisionIn, DecisionOut, DecisionsOut, DecisionType
from console.schemas.lists import IdsIn, Scope
from console.schemas.model import Page
from gateway.policy.secrets import Secrets
from gateway.storage.decisions import DecisionFilter, DecisionRow, NewDecision
from gateway.storage.errors import NotFound
from gateway.storage.store import Store
from gateway.storage.targets import one_spelling

router = APIRouter(prefix="/api/decisions", tags=["decisions"])

PERSON = "person"


@router.get("")
async def decisions(
    *,
    _caller: Caller,
    store: StoreDep,
    page: PageDep,
    target: Annotated[str | None, Query(max_length=512, description="exactly this one")] = None,
    scope: Scope | None = None,
    decision_type: Annotated[DecisionType | None, Query(alias="type")] = None,
    origin: Annotated[str | None, Query(max_length=64)] = None,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
    expired: Annotated[bool, Query(description="those that ended a short while ago instead")] = False,
) -> Page[DecisionOut]:
    """Those in force, newest first."""
    if target is not None:
        target = one_spelling(scope or targets.guess_scope(target), target)
    wanted = DecisionFilter(scope, target, decision_type, origin, api_id, expired)
    rows = await store.decisions.query(cursor_number(page.cursor), page.limit, wanted)
    items = [DecisionOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("", status_code=201)
async def add(
    body: DecisionIn, _admin: Admin, actor: ActorDep, store: StoreDep, secrets: SecretsDep, response: Response
) -> DecisionOut:
    """In force at every gateway within a second. A whitelist entry beats it."""
    new = _new_decision(body, secrets, store.clock())
    await targets.check_api(store, new.api_id)
    async with store.edit(actor, "decision.add") as edit:
        decision_id = await store.decisions.add(edit, new)
    response.headers["location"] = f"/api/decisions/{decision_id}"
    return DecisionOut.of(await _decision(store, decision_id))


@router.post("/remove")
async def remove(body: IdsIn, _admin: Admin, actor: ActorDep, store: StoreDep) -> DecisionsOut:
    """Lift many; ids that are not there (any more) are passed over."""
    async with store.edit(actor, "decision.remove") as edit:
        removed = await store.decisions.remove(edit, sorted(set(body.ids)))
    return DecisionsOut(removed=[DecisionOut.of(row) for row in removed])


@router.get("/{decision_id}")
async def decision(decision_id: Id, _caller: Caller, store: StoreDep) -> DecisionOut:
    return DecisionOut.of(await _decision(store, decision_id))


@router.delete("/{decision_id}", status_code=204)
async def lift(decision_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep) -> Response:
    """The caller passes again within a second."""
    async with store.edit(actor, "decision.lift") as edit:
        await store.decisions.lift(edit, decision_id)
    return Response(status_code=204)


def _new_decision(body: DecisionIn, secrets: Secrets, now: int) -> NewDecision:
    scope = body.scope or targets.guess_scope(body.target)
    target, reason = targets.kept(scope, body.target, body.reason, secrets)
    targets.check_target(scope, target)
    return NewDecision(
        body.type, scope, target, targets.expiry(body, now), body.api_id or 0, origin=PERSON, reason=reason
    )


async def _decision(store: Store, decision_id: int) -> DecisionRow:
    try:
        return await store.decisions.get(decision_id)
    except NotFound:
        raise not_found("decision", decision_id) from None
