"""From a conclusion to the store: how its caller stands there now, and what follows from it, written."""

from __future__ import annotations

from addons.behaviour.sight import Conclusion
from addons.geography import Countries
from gateway.analyst.orders import SECOND, Case, Named, Outcome
from gateway.analyst.telling import tell
from gateway.policy.document import Entry
from gateway.storage.decisions import DecisionFilter
from gateway.storage.edit import Edit
from gateway.storage.mutes import standing_mutes
from gateway.storage.store import Store
from gateway.storage.targets import Sought


async def case_of(store: Store, countries: Countries, one: Conclusion) -> Case:
    """How the caller of a conclusion stands with the lists and decisions, as they are now."""
    named = Named.of(one, countries)
    sought = Sought(named.address, named.values, named.values, named.country)
    now = store.clock()
    whitelist = [
        Entry(row.id, row.scope, row.target, row.api_id, row.expires_at / SECOND)  # type: ignore[arg-type]
        for row in await store.lists.matching(sought)
        if row.list == "whitelist"
    ]
    is_whitelisted = bool(whitelist) and named.lets_pass(whitelist, one.api_id, now / SECOND)
    is_decided = False
    if one.order and not is_whitelisted:
        standing = DecisionFilter(scope=one.scope, target=one.target)
        is_decided = any(
            (row.scope, row.target) == (one.scope, one.target)
            and row.api_id in (0, one.api_id)
            and (not row.expires_at or row.expires_at > now)
            for row in await store.decisions.query(limit=20, filter=standing)
        )
    return Case(one, is_whitelisted, is_decided)


async def carry_out(store: Store, edit: Edit, found: Outcome, now: int) -> None:
    """Decisions, alerts and who is told of them, in the caller's transaction. `now` in microseconds."""
    for decision in found.decisions:
        await store.decisions.add(edit, decision)
    if found.sightings:
        mutes = await standing_mutes(edit.connection, now)
        events = await store.alerts.record(edit.connection, found.sightings, now, mutes)
        await tell(store, edit.connection, events, now)
