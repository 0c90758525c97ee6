"""What rules read and write of TX: on which others a rule depends, and whether on the request.

Pure looks at compiled rules; nothing is run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from addons.signatures.seclang.rules import Link, Rule, Selector

CAPTURED = frozenset(b"%d" % group for group in range(10))
MATCHED = frozenset(("MATCHED_VAR", "MATCHED_VAR_NAME", "MATCHED_VARS", "MATCHED_VARS_NAMES"))
OWN = MATCHED | {"TX"}
"""collections that rules alone fill"""
SELF_SEEING = OWN | {"RULE"}
RECURRING = frozenset(
    ("REQUEST_HEADERS", "REQUEST_HEADERS_NAMES", "REQUEST_METHOD", "REQUEST_PROTOCOL", "REQBODY_PROCESSOR", "REQBODY_ERROR",
     "MULTIPART_STRICT_ERROR", "MULTIPART_UNMATCHED_BOUNDARY", "SERVER_NAME", "REMOTE_ADDR", "FILES", "FILES_NAMES",
     "REQUEST_COOKIES_NAMES", "ARGS_NAMES", "URLENCODED_ERROR", "RESPONSE_STATUS")
)  # fmt: skip
"""what is the same in many requests"""


class Names(NamedTuple):
    """Names of TX: some as they are, some by patterns."""

    exact: frozenset[bytes] = frozenset()
    patterns: tuple[Callable[[bytes], object], ...] = ()

    def meet(self, names: set[bytes]) -> bool:
        if not self.exact.isdisjoint(names):
            return True
        return bool(self.patterns) and any(search(name) for search in self.patterns for name in names)


NO_NAMES = Names()


def names_of(several: Iterable[Names]) -> Names:
    """All of them together."""
    several = tuple(several)
    return Names(
        frozenset[bytes]().union(*(one.exact for one in several)),
        tuple(search for one in several for search in one.patterns),
    )


def macro_reads(link: Link) -> list[tuple[str, bytes]]:
    """What its operator reads besides the value it looks at: collections, and keys of them."""
    macro = getattr(link.operator, "_macro", None)
    return macro.reads if macro is not None else []


def link_reads(link: Link) -> Names:
    names: set[bytes] = set()
    patterns: list[Callable[[bytes], object]] = []
    for selector in link.selectors:
        if selector.collection != "TX":
            continue
        if selector.pattern is not None:
            patterns.append(selector.pattern.search)
        elif selector.key:
            names.add(selector.key)
        else:
            patterns.append(lambda _: True)
    reads = [*macro_reads(link), *(read for setvar in link.setvars for read in setvar.reads)]
    names |= {key for collection, key in reads if collection == "TX"}
    return Names(frozenset(names), tuple(patterns))


def reads_of(rule: Rule) -> Names:
    return names_of(link_reads(link) for link in rule.all_links)


def writes_of(rule: Rule) -> set[bytes]:
    return {
        setvar.key.constant.lower()
        for link in rule.all_links
        for setvar in link.setvars
        if setvar.key.constant is not None
    }


def reads_only_tx(rule: Rule) -> bool:
    for link in rule.all_links:
        if link.controls or any(selector.collection not in OWN for selector in link.selectors):
            return False
        if any(setvar.collection != "TX" for setvar in link.setvars):
            return False
        reads = [*macro_reads(link), *(read for setvar in link.setvars for read in setvar.reads)]
        if any(name not in SELF_SEEING for name, _ in reads):
            return False
    return not rule.disruption.startswith("allow")


def set_by_every_request(rules: Iterable[Rule]) -> set[bytes]:
    """What a SecAction writes that reads the request: decided rules may not depend on it."""
    return {name for rule in rules if rule.operator is None and not reads_only_tx(rule) for name in writes_of(rule)}


def askable(rule: Rule, rules: Iterable[Rule], set_by_request: set[bytes]) -> tuple[Selector, ...]:
    """What the rule reads, if that is little and comes again, and none of the others reads what it writes."""
    asks = [
        selector for link in rule.all_links for selector in link.selectors if selector.collection not in SELF_SEEING
    ]
    if not asks or not all(one.counted or one.collection in RECURRING for one in asks):
        return ()
    if any(one.collection == "REQUEST_HEADERS" and not one.key and not one.counted for one in asks):
        return ()
    # Where the last link does not hold, nothing of its own is written.
    writing = [setvar for link in rule.all_links[:-1] for setvar in link.setvars]
    own = {setvar.key.constant.lower() for setvar in writing if setvar.key.constant is not None}
    prefixes = [setvar.key.prefix for setvar in writing if setvar.key.constant is None]
    if any(setvar.collection != "TX" for setvar in writing):
        return ()
    written = [read for setvar in writing for read in setvar.reads]
    for link in rule.all_links:
        if any(name not in SELF_SEEING for name, _ in (*macro_reads(link), *written)):
            return ()
        if not (link_reads(link).exact - own - CAPTURED).isdisjoint(set_by_request):
            return ()
    for other in rules:
        if other is rule:
            continue
        names, patterns = reads_of(other)
        if not names.isdisjoint(own) or any(search(name) for search in patterns for name in (*own, *prefixes)):
            return ()
        if any(name.startswith(prefix) for name in names for prefix in prefixes):
            return ()
    return tuple(asks)
