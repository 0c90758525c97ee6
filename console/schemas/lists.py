"""Whitelist and blacklist entries."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, Strict, model_validator

from console.schemas.model import LAST_MOMENT, Id, IdOrAll, Model, Moment, example, moment, moment_or_none
from gateway.storage.lists import EntryRow

Scope = Literal["address", "range", "key", "principal", "country"]
ListName = Literal["whitelist", "blacklist"]
LONGEST_TTL_SECONDS = 100 * 366 * 24 * 3600

HINT = re.compile(r"(.*?) ?\[key …(.{1,4})\]", re.DOTALL)
"""How the last characters of an API key are kept, at the end of the entry's reason."""

Reason = Annotated[str, Field(max_length=500)]
Ttl = Annotated[int, Field(gt=0, le=LONGEST_TTL_SECONDS)]
Target = Annotated[str, Field(min_length=1, max_length=512)]


class Lifetime(Model):
    """Until when: `expires_at` or `ttl_seconds`, not both; neither: for good."""

    expires_at: Moment | None = Field(None, description="ISO 8601 with an offset")
    ttl_seconds: Annotated[Ttl, Strict()] | None = None

    @model_validator(mode="after")
    def _one_expiry(self) -> Lifetime:
        if self.expires_at is not None and self.ttl_seconds is not None:
            raise ValueError("give expires_at or ttl_seconds, not both")
        if self.expires_at is not None and self.expires_at > LAST_MOMENT:
            raise ValueError("expires_at must lie before the year 9999; leave it out for an entry that never expires")
        return self

    def expiry(self, now: datetime) -> datetime | None:
        return now + timedelta(seconds=self.ttl_seconds) if self.ttl_seconds else self.expires_at


class EntryIn(Lifetime):
    model_config = example(target="203.0.113.7", ttl_seconds=3600, reason="scraper")

    scope: Scope | None = Field(None, description="left out: address or range, as the target reads")
    target: Target = Field(description="for scope key: the raw API key, kept only as a keyed hash")
    api_id: IdOrAll | None = Field(None, description="only for this API; null or 0: for all")
    reason: Reason = ""


class EntryChange(Lifetime):
    """The whole entry anew. `target` may be left out to keep it (an API key is not known any more)."""

    model_config = example(target="203.0.113.0/24", ttl_seconds=86400, reason="the scraper's network")

    scope: Scope | None = None
    target: Target | None = None
    api_id: IdOrAll | None = None
    reason: Reason = ""


class BulkIn(Lifetime):
    """Many addresses and ranges, one a line; empty lines and what follows `#` are skipped."""

    model_config = example(text="# scanners\n203.0.113.0/24\n2001:db8::/32\n", reason="feed of January")

    text: Annotated[str, Field(max_length=8 * 1024 * 1024)]
    api_id: IdOrAll | None = None
    reason: Reason = ""


class BulkOut(Model):
    added: int


class ImportOut(Model):
    model_config = example(added=98, skipped=2)

    added: int
    skipped: int = Field(description="were there already, stood twice in the text, or had expired")


class ImportTried(Model):
    """What an import would do; nothing was changed."""

    model_config = example(would_add=98, already=2)

    would_add: int
    already: int = Field(description="are there already, stand twice in the text, or have expired")


class IdsIn(Model):
    model_config = example(ids=[3, 4])

    ids: Annotated[list[Id], Field(min_length=1, max_length=1000)]


class EntryOut(Model):
    model_config = example(
        id=3,
        list="blacklist",
        scope="address",
        target="203.0.113.7",
        hint="",
        api_id=None,
        expires_at="2026-01-31T09:00:00.000000Z",
        reason="scraper",
        author="admin@localhost",
        created_at="2026-01-31T08:00:00.000000Z",
        version=1,
    )

    id: int
    list: ListName
    scope: Scope
    target: str
    hint: str = Field(description="for scope key, the key's last characters; else empty")
    api_id: int | None
    expires_at: Moment | None
    reason: str
    author: str
    created_at: Moment
    version: int

    @classmethod
    def of(cls, row: EntryRow) -> EntryOut:
        reason, hint = split_hint(row.reason) if row.scope == "key" else (row.reason, "")
        return cls(
            id=row.id,
            list=row.list,  # type: ignore[arg-type]
            scope=row.scope,  # type: ignore[arg-type]
            target=row.target,
            hint=hint,
            api_id=row.api_id or None,
            expires_at=moment_or_none(row.expires_at),
            reason=reason,
            author=row.author,
            created_at=moment(row.created_at),
            version=row.version,
        )


class EntriesOut(Model):
    """The entries that were there and are not any more: what `restore` takes to undo it."""

    removed: list[EntryOut]


class EntryBack(Model):
    """An entry as it was answered; its id, version and author are made anew."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    scope: Scope
    target: Target = Field(description="as it is kept: an API key by its hash")
    hint: Annotated[str, Field(max_length=5)] = ""
    api_id: IdOrAll | None = None
    expires_at: Moment | None = None
    reason: Reason = ""


class EntriesBack(Model):
    model_config = example(entries=[{"scope": "address", "target": "203.0.113.7", "reason": "scraper"}])

    entries: Annotated[list[EntryBack], Field(min_length=1, max_length=1000)]


def with_hint(reason: str, key: str) -> str:
    """`reason` with the last characters of `key`; those of a short key would give too much of it away."""
    shown = key[-4:] if len(key) >= 16 else "****"
    return f"{reason} [key …{shown}]".strip()


def split_hint(reason: str) -> tuple[str, str]:
    matched = HINT.fullmatch(reason)
    return (matched[1], f"…{matched[2]}") if matched else (reason, "")
