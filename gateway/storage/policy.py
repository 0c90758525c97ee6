"""The policy as a whole: its revision, its document out of all the nouns, and the history of its revisions.

The revision grows by one with every edit that bears on the policy; the document of APIs, detectors and exclusions
is kept where that part changed (entries and decisions come and go by the thousand: their history is the audit log).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Policy
from gateway.storage.apis import load_apis
from gateway.storage.database import Database
from gateway.storage.decisions import load_decisions
from gateway.storage.detectors import load_detectors
from gateway.storage.edit import Edit, next_in_sequence
from gateway.storage.exclusions import load_exclusion_notes, load_exclusions
from gateway.storage.lists import load_entries
from gateway.storage.models import load_model_refs
from gateway.storage.tables import policy_revisions, sequences


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """`has_document`: APIs, detectors or exclusions changed with it, not only entries or decisions."""

    revision: int
    at: int
    author: str
    action: str
    has_document: bool


@dataclass(frozen=True, slots=True)
class Past:
    """The policy as it stood at a revision, and what the policy itself does not say of its exclusions, by their ids."""

    policy: Policy
    notes: dict[int, ExclusionNote]


class ExclusionNote(msgspec.Struct, frozen=True):
    """`expires_at` in microseconds, 0: never."""

    reason: str = ""
    expires_at: int = 0


class Policies:
    def __init__(self, database: Database, rate_limit_threshold: int) -> None:
        self._database = database
        self._rate_limit_threshold = rate_limit_threshold

    async def revision(self) -> int:
        """The current one; one row read, fit to be asked twice a second."""
        async with self._database.reading() as connection:
            return await current_revision(connection)

    async def load(self, now: float, lists: bool = True) -> Policy:
        """The policy as of `now` (UTC seconds): one consistent state, expired entries and decisions left out.

        `lists` False leaves whitelist and blacklist empty.
        """
        moment = int(now * 1e6)
        async with self._database.reading(one_state=True) as connection:
            revision = await current_revision(connection)
            document = await load_document(connection, moment)
            entries = await load_entries(connection, moment) if lists else {}
            return msgspec.structs.replace(
                document,
                revision=revision,
                decisions=await load_decisions(connection, moment),
                rate_limit_threshold=self._rate_limit_threshold,
                models=await load_model_refs(connection),
                **entries,
            )

    async def settings(self, now: float) -> Policy:
        """The policy without its lists and decisions, as of `now` (UTC seconds)."""
        async with self._database.reading(one_state=True) as connection:
            revision = await current_revision(connection)
            document = await load_document(connection, int(now * 1e6))
        threshold = self._rate_limit_threshold
        return msgspec.structs.replace(document, revision=revision, rate_limit_threshold=threshold)

    async def revisions(self, limit: int = 100, before: int | None = None) -> list[RevisionRow]:
        """Newest first; `before`: only those below this revision."""
        c = policy_revisions.c
        columns = (c.revision, c.at, c.author, c.action, c.document.is_not(None).label("has_document"))
        statement = select(*columns).order_by(c.revision.desc()).limit(limit)
        if before is not None:
            statement = statement.where(c.revision < before)
        async with self._database.reading() as connection:
            rows = (await connection.execute(statement)).mappings()
            return [RevisionRow(**{**row, "has_document": bool(row["has_document"])}) for row in rows]

    async def at(self, revision: int) -> RevisionRow | None:
        """None where there is no such revision."""
        rows = await self.revisions(1, revision + 1)
        return rows[0] if rows and rows[0].revision == revision else None

    async def document(self, revision: int) -> Policy | None:
        """APIs, detectors and exclusions as they stood at `revision`; None from before there were any."""
        async with self._database.reading() as connection:
            past = await load_past(connection, revision)
        return past.policy if past else None


async def load_past(connection: AsyncConnection, revision: int) -> Past | None:
    c = policy_revisions.c
    statement = (
        select(c.document).where(c.revision <= revision, c.document.is_not(None)).order_by(c.revision.desc()).limit(1)
    )
    kept = (await connection.execute(statement)).scalar_one_or_none()
    if kept is None:
        return None
    notes = {one["id"]: msgspec.convert(one.pop("note", {}), ExclusionNote) for one in kept.get("exclusions", ())}
    return Past(msgspec.convert(kept | {"revision": revision}, Policy), notes)


async def bump(edit: Edit) -> None:
    """Give the edit its new policy revision, if it changed the policy."""
    if not edit.policy_changed:
        return
    edit.revision = await next_in_sequence(edit.connection, "policy")
    document: Any = None
    if edit.document_changed:
        document = await _kept_document(edit)
    values = {
        "revision": edit.revision,
        "at": edit.now,
        "author": edit.actor.name[:255],
        "action": edit.action[:128],
        "document": document,
    }
    await edit.connection.execute(policy_revisions.insert().values(values))


async def _kept_document(edit: Edit) -> dict[str, Any]:
    """The document with a note at each exclusion: a policy has no use for reason and expiry, who goes back to it has."""
    document: dict[str, Any] = msgspec.to_builtins(await load_document(edit.connection, edit.now))
    if exclusions := document.get("exclusions"):
        notes = await load_exclusion_notes(edit.connection)
        document["exclusions"] = [one | {"note": notes[one["id"]]} for one in exclusions]
    return document


async def current_revision(connection: AsyncConnection) -> int:
    statement = select(sequences.c.value).where(sequences.c.name == "policy")
    return int((await connection.execute(statement)).scalar_one())


async def load_document(connection: AsyncConnection, now: int) -> Policy:
    """APIs, detectors and the exclusions that have not expired at `now` (microseconds)."""
    return Policy(
        apis=[row.document for row in await load_apis(connection)],
        detectors={row.id: row.settings for row in await load_detectors(connection)},
        exclusions=await load_exclusions(connection, now),
    )
