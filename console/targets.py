"""Whom an entry or a decision is for, as people write it and as it is kept. A raw API key is hashed here and goes no further.

Also the one format of plain-text lists, read and written: one target a line, `#` begins a comment, marks at its end
(`[api 3]`, `[until 2026-01-31T09:00:00Z]`) keep what would otherwise be lost on the way out and back in:

    203.0.113.0/24  # scanners [until 2026-01-31T09:00:00.000000Z]
    principal:"bob #2"  # left the company [api 3]

Invariant: a text is read as a whole or not at all, and what is wrong is said with the number of its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from addons.address import parse_address, parse_range
from addons.identify import keyed_hash
from console.errors import FieldProblem, invalid
from console.schemas.lists import Lifetime, Scope, split_hint, with_hint
from console.schemas.model import LAST_MOMENT, iso, microseconds, moment
from gateway.policy.compile import validate_entry
from gateway.policy.document import Entry
from gateway.policy.secrets import Secrets
from gateway.storage.lists import EntryRow, NewEntry
from gateway.storage.store import Store
from gateway.storage.tables import TARGET_LENGTH

MOST_PROBLEMS = 100
HASH = re.compile(r"[0-9a-f]{32}")
_SCOPED = re.compile(r"(key|principal|country):")
_MARK = re.compile(r"\s*\[(api|until) ([^\]]{1,40})\]\s*$")


async def check_api(store: Store, api_id: int | None) -> int:
    """`api_id`, 0 for all; 422 where there is no such API."""
    if api_id and api_id not in {api.id for api in await store.apis.all()}:
        raise invalid([FieldProblem("/api_id", "is the id of no API; leave it out for all APIs", api_id)])
    return api_id or 0


def guess_scope(target: str) -> Scope:
    return "range" if "/" in target else "address"


def kept(scope: Scope, target: str, reason: str, secrets: Secrets) -> tuple[str, str]:
    """Target and reason as they are stored: a key as its hash, with its last characters in the reason."""
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
    return target.strip(), reason


def same_key(reason: str, before: str) -> str:
    """`reason` with the hint of the key that `before`, an entry's reason, ends with."""
    _, hint = split_hint(before)
    return f"{reason} [key {hint}]".strip() if hint else reason


def check_target(scope: Scope, target: str) -> None:
    """422 where the policy's compiler would refuse it."""
    if found := validate_entry(Entry(0, scope, target)):
        raise invalid(FieldProblem("/target", problem.mend, problem.value) for problem in found)


def expiry(body: Lifetime, now: int) -> int:
    """Microseconds, 0 for never; 422 where that is past."""
    at = body.expiry(moment(now))
    if at is None:
        return 0
    if microseconds(at) <= now:
        raise invalid([FieldProblem("/expires_at", "lies in the past; give a time to come", at.isoformat())])
    return microseconds(at)


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for each line that does not say otherwise. `expires_at` in microseconds, 0 for never."""

    api_id: int = 0
    expires_at: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """`entries` that hold from now on, in their order; `past`: how many lines had already expired."""

    entries: list[NewEntry]
    past: int


def read_lines(text: str, common: Common, apis: Collection[int], now: int, *, pointer: str) -> Lines:
    """Raises a 422 with every bad line (the first hundred). About six microseconds a line: call it in a thread."""
    entries: list[NewEntry] = []
    problems: list[FieldProblem] = []
    past = 0
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        try:
            entry = _read(line, common, apis)
        except ValueError as error:
            problems.append(FieldProblem(pointer, f"line {number}: {error}", line[:100]))
            if len(problems) == MOST_PROBLEMS:
                break
            continue
        if 0 < entry.expires_at <= now:
            past += 1
        else:
            entries.append(entry)
    if problems:
        raise invalid(problems)
    return Lines(entries, past)


def _read(line: str, common: Common, apis: Collection[int]) -> NewEntry:
    scope, target, comment = _parts(line)
    if scope == "address":
        target = str(parse_address(target))
    elif scope == "range":
        target = str(parse_range(target))
    elif found := validate_entry(Entry(0, scope, target)):
        raise ValueError(found[0].mend)
    api_id, expires_at = common.api_id, common.expires_at
    while comment.endswith("]") and (mark := _MARK.search(comment)):
        comment = comment[: mark.start()]
        if mark[1] == "api":
            api_id = _marked_api(mark[2], apis)
        else:
            expires_at = _marked_time(mark[2])
    return NewEntry(scope, target, api_id, expires_at, common.reason or comment[:500])


def _parts(line: str) -> tuple[Scope, str, str]:
    """Scope, target, comment."""
    if matched := _SCOPED.match(line):
        scope: Scope = matched[1]  # type: ignore[assignment]
        rest = line[matched.end() :].strip()
        if rest.startswith('"'):
            try:
                target, end = json.JSONDecoder().raw_decode(rest)
            except ValueError:
                raise ValueError("has a quote that does not end") from None
            return scope, str(target), rest[end:].strip().lstrip("#").strip()
        target, _, comment = rest.partition(" #")
        return scope, target.strip(), comment.strip()
    target, _, comment = line.partition("#")
    target = target.strip()
    return guess_scope(target), target, comment.strip()


def _marked_api(text: str, apis: Collection[int]) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in apis):
        raise ValueError(f"[api {text}] names no API: take the mark away, or write an id of GET /api/apis")
    return int(text)


def _marked_time(text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at > LAST_MOMENT:
        raise ValueError(f"[until {text}] must be a time with an offset, such as [until 2026-01-31T09:00:00Z]")
    return microseconds(at)


def write_lines(rows: Iterable[EntryRow]) -> str:
    """`rows` in the format that `read_lines` takes, a newline behind each."""
    return "".join(f"{_line(row)}\n" for row in rows)


def _line(row: EntryRow) -> str:
    target = row.target
    if row.scope not in ("address", "range"):
        plain = "#" not in target and not target.startswith('"') and target == target.strip()
        target = f"{row.scope}:{target if plain else json.dumps(target)}"
    reason = " ".join(row.reason.split())
    marks = [f"[api {row.api_id}]"] if row.api_id else []
    marks += [f"[until {iso(moment(row.expires_at))}]"] if row.expires_at else []
    comment = " ".join(filter(None, (reason, *marks)))
    return f"{target}  # {comment}" if comment else target
