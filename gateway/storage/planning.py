"""What a written policy would change in the store: decided here, carried out by `gateway.storage.apply`.

Pure but for the references it follows. APIs are known by their names, exclusions and list entries by what they are for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from addons.catalogue import DETECTORS
from addons.identify import keyed_hash
from gateway.policy.document import Api, Entry, Exclusion, IdentitySource
from gateway.policy.secrets import SecretError, Secrets
from gateway.policy.written import (
    REFERENCE,
    STORED,
    FileError,
    FileProblem,
    Written,
    WrittenEntry,
    microseconds,
    resolve,
)
from gateway.storage.apply import LISTS, Plan, Standing, default_settings
from gateway.storage.exclusions import ExclusionRow, NewExclusion
from gateway.storage.lists import ListName, NewEntry


@dataclass(frozen=True, slots=True)
class References:
    """Where references lead. `read`: the text of a file that is named."""

    environ: Mapping[str, str]
    read: Callable[[str], str]


class Planner:
    """`now` in microseconds."""

    def __init__(self, before: Standing, wanted: Written, references: References, secrets: Secrets, now: int) -> None:
        self._wanted = wanted
        self._references = references
        self._secrets = secrets
        self._now = now
        self._before = before
        self._plan = Plan(before)
        self._problems: list[FileProblem] = []
        self._ids: dict[str, int] = {}

    def plan(self) -> Plan:
        """Raises `FileError` for references that lead nowhere and names that are none; does not compile."""
        apis = self._apis()
        self._ids = {api.name: api.id for api in apis}
        changes: dict[str, Any] = {
            "detectors": self._detectors(),
            "exclusions": self._exclusions(),
            **{name: self._entries(name) for name in LISTS},
        }
        if self._problems:
            raise FileError(self._problems)
        self._plan.policy = msgspec.structs.replace(
            self._before.rest, revision=self._before.revision, apis=apis, **changes
        )
        return self._plan

    def _apis(self) -> list[Api]:
        before = {row.name: row for row in self._before.apis}
        if self._wanted.apis is None:
            return [row.document for row in self._before.apis]
        highest = max((row.id for row in self._before.apis), default=0)
        apis = []
        for place, api in enumerate(self._wanted.apis):
            there = before.get(api.name)
            sealed = self._sealed(api, there.document if there else None, f"/apis/{place}")
            if there is None:
                highest += 1
                sealed = msgspec.structs.replace(sealed, id=highest)
                self._plan.new_apis.append(sealed)
            else:
                sealed = msgspec.structs.replace(sealed, id=there.id)
                if sealed != there.document:
                    self._plan.changed_apis.append(sealed)
            apis.append(sealed)
        kept = {api.name for api in apis}
        self._plan.gone_apis = [row for row in self._before.apis if row.name not in kept]
        return apis

    def _detectors(self) -> dict[str, Any]:
        before = dict(self._before.detectors)
        if self._wanted.detectors is None:
            return before
        wanted = {
            name: one
            for name, one in self._wanted.detectors.items()
            if name not in DETECTORS or one != default_settings(name)
        }
        for name in sorted(before.keys() | wanted.keys()):
            if before.get(name) != wanted.get(name):
                self._plan.detectors[name] = wanted.get(name) or default_settings(name)
        return wanted

    def _exclusions(self) -> list[Exclusion]:
        rows = [row for row in self._before.exclusions if self._stays(row.api_id)]
        if self._wanted.exclusions is None:
            return [Exclusion(row.id, row.rule, row.tag, row.api_id, row.operation, row.parameter) for row in rows]
        there: dict[tuple[Any, ...], list[ExclusionRow]] = defaultdict(list)
        for row in rows:
            there[row.rule, row.tag, row.api_id, row.operation, row.parameter].append(row)
        result = []
        for place, one in enumerate(self._wanted.exclusions):
            api_id = self._api_id(one.api, f"/exclusions/{place}/api")
            expires_at = microseconds(one.expires)
            if 0 < expires_at <= self._now:
                continue
            key = (one.rule, one.tag, api_id, one.operation, one.parameter)
            result.append(Exclusion(place + 1, *key))
            new = NewExclusion(*key, one.reason, expires_at)
            same = there[key].pop(0) if there[key] else None
            if same is None:
                self._plan.new_rows.append(("exclusions", new))
            elif (same.reason, same.expires_at) != (new.reason, new.expires_at):
                self._plan.changed_rows.append(("exclusions", same, new))
        self._plan.gone_rows += [("exclusions", row) for left in there.values() for row in left]
        return result

    def _entries(self, name: ListName) -> list[Entry]:
        rows = [row for row in self._before.entries[name] if self._stays(row.api_id)]
        section: list[WrittenEntry] | None = getattr(self._wanted, name)
        if section is None:
            return [Entry(row.id, row.scope, row.target, row.api_id, row.expires_at / 1e6, row.reason) for row in rows]  # type: ignore[arg-type]
        there = {(row.scope, row.target, row.api_id): row for row in rows}
        seen: dict[tuple[str, str, int], int] = {}
        result = []
        for place, one in enumerate(section):
            pointer = f"/{name}/{place}"
            expires_at = microseconds(one.expires)
            api_id = self._api_id(one.api, f"{pointer}/api")
            new = NewEntry(one.scope, self._target(one, f"{pointer}/target"), api_id, expires_at, one.reason)
            if 0 < expires_at <= self._now:
                continue
            if new.key in seen:
                first = self._wanted.lines.get(f"/{name}/{seen[new.key]}", 0)
                self._problem(f"{pointer}/target", one.target, f"stands at line {first} already: keep one")
                continue
            seen[new.key] = place
            result.append(Entry(place + 1, new.scope, new.target, api_id, expires_at / 1e6, new.reason))
            row = there.pop(new.key, None)
            if row is None:
                self._plan.new_rows.append((name, new))
            elif (row.reason, row.expires_at) != (new.reason, new.expires_at):
                self._plan.changed_rows.append((name, row, new))
        self._plan.gone_rows += [(name, row) for row in there.values()]
        return result

    def _target(self, one: WrittenEntry, pointer: str) -> str:
        """As it is stored: of an API key that is referred to, its keyed hash."""
        if one.scope != "key" or not REFERENCE.fullmatch(one.target):
            return one.target
        try:
            key = resolve(one.target, self._references.environ, self._references.read)
        except ValueError as error:
            self._problem(pointer, one.target, str(error))
            return ""
        return keyed_hash(self._secrets.identity_key, key.encode())

    def _stays(self, api_id: int) -> bool:
        return not api_id or api_id in self._ids.values()

    def _api_id(self, name: str, pointer: str) -> int:
        if name and name not in self._ids:
            known = ", ".join(self._ids) or "none"
            self._problem(pointer, name, f"is the name of no API: there are {known}; leave it out for all")
        return self._ids.get(name, 0) if name else 0

    def _sealed(self, api: Api, before: Api | None, pointer: str) -> Api:
        """With a Fernet token for each reference."""
        header = api.secret_header
        if header is not None:
            stored = [before.secret_header.value] if before and before.secret_header else []
            header = msgspec.structs.replace(
                header, value=self._seal(header.value, stored, f"{pointer}/secret_header/value")
            )
        identity = [
            msgspec.structs.replace(
                one, key=self._seal(one.key, list(_stored_keys(before, place, one)), f"{pointer}/identity/{place}/key")
            )
            for place, one in enumerate(api.identity)
        ]
        return msgspec.structs.replace(api, secret_header=header, identity=identity)

    def _seal(self, text: str, stored: Sequence[str], pointer: str) -> str:
        """The token that is stored where it holds the same: so that a file applied again changes nothing."""
        if not text:
            return ""
        if text == STORED:
            if not stored:
                self._problem(pointer, text, "the store has none: write ${env:NAME} or ${file:PATH}")
            return stored[0] if stored else ""
        try:
            value = resolve(text, self._references.environ, self._references.read)
        except ValueError as error:
            self._problem(pointer, text if REFERENCE.fullmatch(text) else "********", str(error))
            return ""
        return next((token for token in stored if self._holds(token, value)), "") or self._secrets.encrypt(value)

    def _holds(self, token: str, value: str) -> bool:
        try:
            return self._secrets.decrypt(token) == value
        except SecretError:
            return False

    def _problem(self, pointer: str, value: str, mend: str) -> None:
        self._problems.append(self._wanted.problem(pointer, value, mend))


def _stored_keys(before: Api | None, place: int, source: IdentitySource) -> Iterator[str]:
    """The keys stored for the source that reads the same place, the one at the same position first."""
    if before is None:
        return
    same = [
        (position != place, one.key)
        for position, one in enumerate(before.identity)
        if one.key and (one.kind, one.name, one.claim) == (source.kind, source.name, source.claim)
    ]
    yield from (key for _, key in sorted(same, key=lambda pair: pair[0]))
