"""What rules read and write while they judge one request: its collections, TX, what matched, what was switched off.

TX stands in two layers: `base`, what every request has at this point (made once, never written), and what this one wrote.
`dirty` names what it wrote of that on which the rules decided beforehand depend (see `plan`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from addons.signatures.seclang.bodies import Pairs
from addons.signatures.seclang.collections import STATE, Collections

if TYPE_CHECKING:
    from addons.signatures.seclang.rules import Rule, Selector

Base = Mapping[bytes, tuple[bytes, bytes]]
NO_BASE: Base = MappingProxyType({})
Watched = Callable[[bytes], bool]


class Transaction:
    """`watched`: whether a name of TX matters to rules that were decided beforehand."""

    def __init__(self, collections: Collections | None, watched: Watched) -> None:
        self.collections = collections
        self.base: Base = NO_BASE
        self.written: dict[bytes, tuple[bytes, bytes]] = {}
        self.dirty: set[bytes] = set()
        self.kept: dict[tuple[str, bytes], bytes] = {}
        self.matched: Pairs = []
        self.matched_collections: list[str] = []
        self.matched_at = -2
        self.rule: Rule | None = None
        self.severity = 255
        self.removed_ids: list[tuple[int, int]] = []
        self.removed_tags: list[str] = []
        self.removed_messages: list[str] = []
        self.removed_targets: list[tuple[Callable[[Rule], bool], Selector]] = []
        self.processor: bytes | None = None
        self.engine_off = False
        self.live = False
        self.skip_to = ""
        self.skip_next = 0
        self.allowed = ""
        self.excluded: Callable[[Rule, str, bytes], bool] | None = None
        """whether a policy's exclusion takes a value from a rule"""
        self._watched = watched

    # What macros and targets read.

    def tx(self, key: bytes) -> bytes | None:
        found = self.written.get(key) or self.base.get(key)
        return found[1] if found else None

    def tx_pairs(self) -> Pairs:
        if not self.written:
            return list(self.base.values())
        return list({**self.base, **self.written}.values())

    def pairs(self, collection: str) -> Pairs:
        if collection == "TX":
            return self.tx_pairs()
        if collection in STATE:
            return [(key, value) for (name, key), value in self.kept.items() if name == collection]
        if collection.startswith("MATCHED_VAR"):
            return self._matched(collection)
        if collection == "HIGHEST_SEVERITY":
            return [(b"", b"%d" % self.severity)]
        return self.collections.get(collection) if self.collections is not None else []

    def named(self, collection: str, key: bytes) -> Pairs:
        """The pairs with that key, in lower case."""
        if collection == "TX":
            found = self.written.get(key) or self.base.get(key)
            return [found] if found else []
        if collection in STATE:
            value = self.kept.get((collection, key))
            return [] if value is None else [(key, value)]
        if collection.startswith("MATCHED_VAR"):
            return [pair for pair in self._matched(collection) if pair[0].lower() == key]
        return self.collections.named(collection, key) if self.collections is not None else []

    def _matched(self, collection: str) -> Pairs:
        if not self.matched:
            return []
        if collection == "MATCHED_VARS":
            return list(self.matched)  # what a rule finds among them is added to them
        names = [self._full_name(at) for at in range(len(self.matched))]
        if collection == "MATCHED_VARS_NAMES":
            return [(key, name) for (key, _), name in zip(self.matched, names, strict=True)]
        return [(b"", names[-1] if collection == "MATCHED_VAR_NAME" else self.matched[-1][1])]

    def _full_name(self, at: int) -> bytes:
        key, collection = self.matched[at][0], self.matched_collections[at].encode()
        return collection + b":" + key if key else collection

    def value(self, collection: str, key: bytes) -> bytes | None:
        if collection == "TX":
            return self.tx(key)
        if collection == "RULE":
            return self.rule.fact(key) if self.rule is not None else None
        pairs = self.named(collection, key) if key else self.pairs(collection)
        return pairs[0][1] if pairs else None

    def origin(self, collection: str, key: bytes) -> str:
        """ARGS_GET or ARGS_POST for a form's argument of ARGS; any other collection as it is."""
        if collection not in ("ARGS", "ARGS_NAMES") or self.collections is None or key.startswith(b"json"):
            return collection
        low = key.lower()
        return (
            "ARGS_POST"
            if self.collections.named("ARGS_POST", low) and not self.collections.named("ARGS_GET", low)
            else "ARGS_GET"
        )

    @property
    def removes(self) -> bool:
        return bool(self.removed_ids or self.removed_tags or self.removed_messages)

    # What rules write.

    def set(self, collection: str, key: bytes, value: bytes | None) -> None:
        """None removes."""
        low = key.lower()
        if collection != "TX":
            if value is None:
                self.kept.pop((collection, low), None)
            else:
                self.kept[collection, low] = value
            return
        if value is None:
            self._freeze()
            self.written.pop(low, None)
        else:
            self.written[low] = (key, value)
        if self._watched(low):
            self.dirty.add(low)

    def _freeze(self) -> None:
        """From here on nothing that was decided beforehand holds."""
        if not self.live:
            self.written = {**self.base, **self.written}
            self.base = NO_BASE
            self.live = True

    freeze = _freeze

    def match(self, collection: str, key: bytes, value: bytes) -> None:
        self.matched.append((key, value))
        self.matched_collections.append(collection)

    def forget_matches(self) -> None:
        if self.matched:
            self.matched = []
            self.matched_collections = []
