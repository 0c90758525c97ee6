"""Who matches: which entries and decisions are for a caller, and which of them wins."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from pydantic import ValidationError

from addons.identify import keyed_hash
from console.deps import Caller, ConsoleDep
from console.errors import FieldProblem, Problem, invalid, not_found
from console.matching import Found, Wanted, as_decision, as_entry, judge_at, judge_everywhere
from console.schemas.access import ApiOutcome, MatchIn, MatchOut
from console.schemas.decisions import DecisionOut
from console.schemas.lists import EntryOut
from console.state import Console
from console.targets import HASH
from gateway.policy.problems import PolicyError
from gateway.policy.snapshot import ApiRuntime
from gateway.storage.targets import Sought

router = APIRouter(prefix="/api/access", tags=["access"])

Text = Annotated[str, Query(max_length=512)]


@router.get("/match")
async def match(
    *,
    _caller: Caller,
    console: ConsoleDep,
    address: Text = "",
    key: Annotated[str, Query(max_length=512, description="better sent with POST: a URL is written to logs")] = "",
    principal: Text = "",
    country: Text = "",
    api_id: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> MatchOut:
    """Entries that name the address or hold it in their range (expired ones and those of other APIs too), and who wins."""
    try:
        asked = MatchIn(address=address, key=key, principal=principal, country=country, api_id=api_id)
    except ValidationError as error:
        raise invalid(
            FieldProblem(f"query:{'.'.join(map(str, one['loc']))}", str(one["msg"]).removeprefix("Value error, "))
            for one in error.errors()
        ) from None
    return await _matched(console, asked, "query:")


@router.post("/match")
async def match_body(body: MatchIn, _caller: Caller, console: ConsoleDep) -> MatchOut:
    """The same, for what should not stand in a URL."""
    return await _matched(console, body, "/")


async def _matched(console: Console, asked: MatchIn, place: str) -> MatchOut:
    keys = _hashes(console, asked.key)
    country = asked.country.upper()
    if asked.address and not country:
        places = await asyncio.to_thread(console.intake.places.open)
        country = places.country(asked.address)
    sought = Sought(asked.address, keys, (asked.principal,) if asked.principal else (), country)
    try:
        entries = await console.store.lists.matching(sought)
    except ValueError as error:
        raise invalid([FieldProblem(f"{place}address", str(error), asked.address)]) from None
    found = Found.of(entries, await console.store.decisions.matching(sought))
    wanted = Wanted(asked.address, keys, asked.principal, country)
    now = console.store.clock() / 1e6
    judged = judge_everywhere(found, wanted, now)
    apis = []
    for api in await _compiled(console, found, now):
        if asked.api_id in (None, api.id):
            at = judge_at(api, found, wanted, now)
            apis.append(
                ApiOutcome(api_id=api.id, name=api.name, outcome=at.outcome, enforced=at.enforced, because=at.because)
            )
    if asked.api_id and not apis:
        raise not_found("API", asked.api_id)
    decisive = apis[0] if asked.api_id else judged
    return MatchOut(
        whitelist=[EntryOut.of(row) for row in found.whitelist],
        blacklist=[EntryOut.of(row) for row in found.blacklist],
        decisions=[DecisionOut.of(row) for row in found.decisions],
        outcome=decisive.outcome,
        because=decisive.because,
        apis=apis,
    )


def _hashes(console: Console, key: str) -> tuple[str, ...]:
    """Of a raw key; what reads like a hash may be the hash itself, copied from a log row."""
    if not key:
        return ()
    hashed = keyed_hash(console.secrets.identity_key, key.strip().encode())
    return (hashed, key) if HASH.fullmatch(key) else (hashed,)


async def _compiled(console: Console, found: Found, now: float) -> list[ApiRuntime]:
    """Today's APIs, as they would judge by nothing but what was found."""
    policy = await console.store.policy.settings(now)
    policy = msgspec.structs.replace(
        policy,
        whitelist=[as_entry(row) for row in found.whitelist],
        blacklist=[as_entry(row) for row in found.blacklist],
        decisions=[as_decision(row) for row in found.decisions],
    )
    try:
        snapshot = await console.publisher.compiled(policy)
    except PolicyError as error:
        detail = f"Today's policy does not compile, so gateways serve by an older one: {error.problems[0]}"
        raise Problem(409, detail) from error
    return [*snapshot.apis.values()]
