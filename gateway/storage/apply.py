"""A written policy and the store: what stands there, as a file has it, and a plan (`gateway.storage.planning`) carried out.

Invariants: planned and done in one transaction that holds the policy's row, so that no other edit comes between; planned twice
is planned the same. Does not compile: that is the caller's to do before the edit ends. Expired rows are left to who cleans up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from addons.catalogue import DETECTORS
from gateway.policy.document import Api, DetectorSettings, Policy
from gateway.policy.written import (
    STORED,
    Written,
    WrittenEntry,
    WrittenExclusion,
    moment,
)
from gateway.storage.apis import ApiRow, load_apis
from gateway.storage.detectors import load_detectors
from gateway.storage.edit import Edit
from gateway.storage.exclusions import ExclusionRow, NewExclusion, load_exclusion_rows
from gateway.storage.lists import EntryRow, ListName, NewEntry
from gateway.storage.models import load_model_refs
from gateway.storage.policy import current_revision
from gateway.storage.store import Store
from gateway.storage.tables import list_entries

LISTS: tuple[ListName, ...] = ("whitelist", "blacklist")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in the store and has not expired."""

    revision: int
    apis: Sequence[ApiRow]
    detectors: Mapping[str, DetectorSettings]
    exclusions: Sequence[ExclusionRow]
    entries: Mapping[str, Sequence[EntryRow]]
    rest: Policy
    """of the policy, what no file has"""

    @property
    def names(self) -> dict[int, str]:
        return {row.id: row.name for row in self.apis}


@dataclass(slots=True)
class Plan:
    """What is to be done. `policy`: as it will be; APIs that are new have ids of their own only once they are made."""

    before: Standing
    policy: Policy = field(default_factory=Policy)
    new_apis: list[Api] = field(default_factory=list)
    changed_apis: list[Api] = field(default_factory=list)
    gone_apis: list[ApiRow] = field(default_factory=list)
    detectors: dict[str, DetectorSettings] = field(default_factory=dict)
    new_rows: list[tuple[str, NewExclusion | NewEntry]] = field(default_factory=list)
    """by section"""
    changed_rows: list[tuple[str, ExclusionRow | EntryRow, NewExclusion | NewEntry]] = field(default_factory=list)
    gone_rows: list[tuple[str, ExclusionRow | EntryRow]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(
            self.new_apis or self.changed_apis or self.gone_apis or self.detectors
            or self.new_rows or self.changed_rows or self.gone_rows
        )  # fmt: skip


async def load_standing(connection: AsyncConnection, now: int, rate_limit_threshold: int) -> Standing:
    """`now` in microseconds."""
    c = list_entries.c
    rows = await connection.execute(
        select(list_entries).where(or_(c.expires_at == 0, c.expires_at > now)).order_by(c.id)
    )
    entries: dict[str, list[EntryRow]] = {name: [] for name in LISTS}
    for row in rows.mappings():
        entries[row["list"]].append(EntryRow(**row))
    return Standing(
        await current_revision(connection),
        await load_apis(connection),
        {row.id: row.settings for row in await load_detectors(connection) if row.settings != default_settings(row.id)},
        [row for row in await load_exclusion_rows(connection) if not 0 < row.expires_at <= now],
        entries,
        Policy(rate_limit_threshold=rate_limit_threshold, models=await load_model_refs(connection)),
    )


def written(standing: Standing, *, lists: bool = True) -> Written:
    """The store's content as a file has it."""
    names = standing.names
    exclusions = [
        WrittenExclusion(
            rule=row.rule, tag=row.tag, operation=row.operation, parameter=row.parameter, api=names.get(row.api_id, ""),
            reason=row.reason, expires=moment(row.expires_at),
        )
        for row in standing.exclusions if not row.api_id or row.api_id in names
    ]  # fmt: skip
    entries: dict[str, Any] = {
        name: [
            WrittenEntry(
                scope=row.scope, target=row.target, api=names.get(row.api_id, ""), reason=row.reason,  # type: ignore[arg-type]
                expires=moment(row.expires_at),
            )
            for row in standing.entries[name] if not row.api_id or row.api_id in names
        ]
        for name in LISTS if lists
    }  # fmt: skip
    return Written([_unsealed(row.document) for row in standing.apis], dict(standing.detectors), exclusions, **entries)


async def carry_out(store: Store, edit: Edit, made: Plan) -> None:
    """In the caller's edit, which holds the policy's row since before the plan was made."""
    for api_row in made.gone_apis:
        await store.apis.delete(edit, api_row.id)
    ids = {}
    for api in made.new_apis:
        ids[api.id] = await store.apis.add(edit, api)
    for api in made.changed_apis:
        await store.apis.update(edit, api.id, api)
    for name, settings in made.detectors.items():
        await store.detectors.set(edit, name, settings)
    gone: dict[str, list[int]] = defaultdict(list)
    for section, row in made.gone_rows:
        gone[section].append(row.id)
    for section, row_ids in gone.items():
        if section == "exclusions":
            for row_id in row_ids:
                await store.exclusions.delete(edit, row_id)
        else:
            await store.lists.remove(edit, section, row_ids)  # type: ignore[arg-type]
    for _, row, new in made.changed_rows:
        if isinstance(new, NewExclusion):
            await store.exclusions.update(edit, row.id, new, version=row.version)
        else:
            await store.lists.update(edit, row.id, expires_at=new.expires_at, reason=new.reason)
    for section, new in made.new_rows:
        made_for = type(new)(**asdict(new) | {"api_id": ids.get(new.api_id, new.api_id)})
        if isinstance(made_for, NewExclusion):
            await store.exclusions.add(edit, made_for)
        else:
            await store.lists.add(edit, section, made_for)  # type: ignore[arg-type]


def default_settings(detector_id: str) -> DetectorSettings:
    """What holds of a detector that nobody set."""
    detector = DETECTORS.get(detector_id)
    return DetectorSettings(mode=detector.mode, on_error=detector.on_error) if detector else DetectorSettings()


def _unsealed(api: Api) -> Api:
    """With `${stored}` for each secret."""
    header = api.secret_header and msgspec.structs.replace(api.secret_header, value=STORED)
    identity = [msgspec.structs.replace(one, key=STORED) if one.key else one for one in api.identity]
    return msgspec.structs.replace(api, secret_header=header, identity=identity)
