"""Finds out, with a few passes over a request, which rules might match it: all patterns of a phase in Hyperscan databases.

Rules are grouped by what they look at. The values a group looks at are joined by line feeds and scanned once for all its
patterns together; `^` and `$` hold at line feeds there, so what a rule finds in a value is found in the joined text.
The same database says which transformations can change anything; only their results are scanned again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import hyperscan

from addons.signatures.matcher import CompiledCache, Scanner
from addons.signatures.seclang.rules import Forms, Selector
from addons.signatures.seclang.transaction import Transaction
from addons.signatures.seclang.transformations import TRANSFORMATIONS, Transform

Atom = tuple[str, bytes]
SHORT = 256
"""bytes of what a group looks at up to which its answer is remembered: paths, methods and most headers come again"""
REMEMBERED = 256


class Wanted(NamedTuple):
    """An expression of a rule's link: `number` is what a hit is known by."""

    number: int
    atoms: frozenset[Atom]
    forms: Forms
    expression: bytes
    flags: int
    needs_case: bool
    separator: bytes = b"\n"
    """what values are joined by: a NUL where the expression would find a line feed, and has no use for line ends"""
    check: Callable[[bytes], object] | None = None
    """a second, exact look at the joined text, where the expression finds too much"""


def atoms_of(selectors: Iterable[Selector]) -> frozenset[Atom]:
    return frozenset((one.collection, b"" if one.pattern is not None else one.key) for one in selectors)


class _Chain(NamedTuple):
    forms: Forms
    touches: frozenset[int]
    always: bool
    local: bool
    in_lines: tuple[Transform, ...]
    """the steps for values joined by line feeds that have none themselves; () where there is no such form"""
    numbers: frozenset[int]


class _Group:
    def __init__(
        self, atoms: frozenset[Atom], separator: bytes, wanted: Sequence[Wanted], cache: CompiledCache | None
    ) -> None:
        self.atoms = tuple(sorted(atoms))
        self._separator = separator
        by_chain: dict[tuple[str, ...], tuple[Forms, set[int]]] = {}
        expressions: list[tuple[bytes, int, int]] = []
        cased: set[tuple[str, ...]] = set()
        for at, one in enumerate(wanted):
            forms, flags = _scanned_as(one)
            by_chain.setdefault(forms.names, (forms, set()))[1].add(at)
            if not flags & hyperscan.HS_FLAG_CASELESS:
                cased.add(forms.names)
            expressions.append((one.expression, flags, at))
        self._numbers = tuple(one.number for one in wanted)
        self._checks = {at: one.check for at, one in enumerate(wanted) if one.check is not None}
        caseless = set(by_chain) - cased
        touches: dict[str, int] = {}
        for names in by_chain:
            for name in names:
                needs = TRANSFORMATIONS[name].needs
                if needs is not None and needs not in touches and not (name == "lowercase" and names in caseless):
                    touches[needs] = len(expressions)
                    expressions.append((_within_lines(name, needs).encode(), 0, len(expressions)))
        self._first_touch = self.size = len(wanted)
        self._breaks = frozenset(at for needs, at in touches.items() if "\\n" in needs or "\\s" in needs)
        self._plain: frozenset[int] = frozenset()
        chains = []
        for names, (forms, members) in by_chain.items():
            steps = [TRANSFORMATIONS[name] for name in names]
            if not steps:
                self._plain = frozenset(members)
                continue
            chains.append(
                _Chain(
                    forms,
                    frozenset(touches[step.needs] for step in steps if step.needs in touches),
                    any(step.needs is None for step in steps),
                    all(step.local for step in steps),
                    tuple(step.in_lines or step.run for step in steps)
                    if all(step.local or step.in_lines for step in steps)
                    else (),
                    frozenset(members),
                )
            )
        self._chains = tuple(chains)
        self.scanner = Scanner(expressions, cache)
        self._recurring = ARGUMENTS.isdisjoint(collection for collection, _ in self.atoms)
        self._remembered: dict[tuple[int, bytes], set[int]] = {}

    def scan(self, values: list[bytes], hits: set[int]) -> None:
        joined = values[0] if len(values) == 1 else self._separator.join(values)
        if not self._recurring or len(joined) > SHORT:
            self._scan(values, joined, hits)
            return
        key = (len(values), joined)
        known = self._remembered.get(key)
        if known is None:
            known = set()
            self._scan(values, joined, known)
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = known
        hits |= known

    def _scan(self, values: list[bytes], joined: bytes, hits: set[int]) -> None:
        separator = self._separator
        found = self.scanner.scan(joined)
        first = self._first_touch
        seen = [at for at in found if at < first]
        touched = {at for at in found if at >= first}
        whole = joined.count(b"\n") < len(values) and separator == b"\n"
        if not whole and b"\n" in joined:
            touched |= self._breaks  # a value has lines of its own
        done: dict[bytes, list[int]] = {joined: seen}
        plain = self._plain
        for at in seen:
            if at in plain:
                self._hit(at, joined, hits)
        for chain in self._chains:
            if chain.always or not touched.isdisjoint(chain.touches):
                forms = chain.forms
                if chain.local:
                    text = forms(joined)
                elif whole and chain.in_lines:
                    text = joined
                    for step in chain.in_lines:
                        text = step(text)
                else:
                    inert = forms.inert
                    text = separator.join(
                        [forms.run(value) if value.translate(None, inert) else value for value in values]
                    )
                again = done.get(text)
                if again is None:
                    again = done[text] = self.scanner.scan(text)
                for at in again:
                    if at in chain.numbers:
                        self._hit(at, text, hits)
            elif seen:
                for at in seen:
                    if at in chain.numbers:
                        self._hit(at, joined, hits)

    def _hit(self, at: int, text: bytes, hits: set[int]) -> None:
        number = self._numbers[at]
        if number not in hits:
            check = self._checks.get(at)
            if check is None or check(text):
                hits.add(number)


class PhaseScan:
    """All expressions of one phase."""

    def __init__(self, wanted: Iterable[Wanted], cache: CompiledCache | None) -> None:
        together: dict[tuple[object, bytes], list[Wanted]] = {}
        for one in wanted:
            together.setdefault((_family(one.atoms), one.separator), []).append(one)
        self._groups = tuple(
            _Group(frozenset[Atom]().union(*(one.atoms for one in some)), mark, some, cache)
            for (_, mark), some in together.items()
        )

    @property
    def shape(self) -> list[tuple[str, int]]:
        """What is looked at, and by how many expressions."""
        return [(" ".join(f"{c}:{k.decode('latin-1')}" if k else c for c, k in g.atoms), g.size) for g in self._groups]

    def hits(self, tx: Transaction) -> set[int]:
        """The numbers of the expressions that might match."""
        hits: set[int] = set()
        known: dict[Atom, list[bytes]] = {}
        for group in self._groups:
            values: list[bytes] = []
            for atom in group.atoms:
                some = known.get(atom)
                if some is None:
                    collection, key = atom
                    pairs = tx.named(collection, key) if key else tx.pairs(collection)
                    some = known[atom] = [value for _, value in pairs]
                values += some
            if values:
                group.scan(values, hits)
        return hits


ARGUMENTS = frozenset(
    (
        "ARGS", "ARGS_GET", "ARGS_NAMES", "ARGS_GET_NAMES", "REQUEST_COOKIES", "REQUEST_COOKIES_NAMES", "XML",
        "REQUEST_FILENAME", "FILES", "FILES_NAMES",
    )
)  # fmt: skip
ANYWHERE = frozenset(
    ("REQUEST_HEADERS", "REQUEST_BODY", "REQUEST_URI", "REQUEST_URI_RAW", "QUERY_STRING", "REQUEST_LINE")
)


def _family(atoms: frozenset[Atom]) -> object:
    """What is looked at together: one pass over a little more than each expression asks for costs less than many passes."""
    collections = {collection for collection, _ in atoms}
    if ARGUMENTS.issuperset(collections):
        return "arguments"
    if not collections.isdisjoint(ARGUMENTS):
        named = {key for collection, key in atoms if collection == "REQUEST_HEADERS" and key}
        rest = collections - ARGUMENTS
        if rest == {"REQUEST_HEADERS"} and named and ("REQUEST_HEADERS", b"") not in atoms:
            return "arguments and some headers"
        if ANYWHERE.issuperset(rest):
            return "anywhere"
    return atoms


def _within_lines(name: str, needs: str) -> str:
    """What a transformation needs, as far as it stands within a line: line feeds join values in a scan. What turns to
    lower case is left out too, for the scan ignores case there."""
    if name == "cmdline":
        return r"[\x22'\\^,;\t\r]| [ /(]"
    if name == "compresswhitespace":
        return r"[ \t\r\f\x0b]{2}|[\t\r\f\x0b]"
    if name == "removewhitespace":
        return r"[ \t\r\f\x0b\xa0]"
    return needs


def _scanned_as(one: Wanted) -> tuple[Forms, int]:
    """Where a chain ends in lower case the scan ignores case instead, for nearly every value has capitals: `lowercase` is
    left out, or where a step behind it minds, it is no reason to scan again."""
    names = one.forms.names
    if one.needs_case or not {"lowercase", "cmdline"} & set(names):
        return one.forms, one.flags
    lowered = min(names.index(name) for name in ("lowercase", "cmdline") if name in names)
    if any(TRANSFORMATIONS[name].needs is None for name in names[lowered + 1 :]):
        return one.forms, one.flags
    flags = one.flags | hyperscan.HS_FLAG_CASELESS
    if "lowercase" not in names or any(TRANSFORMATIONS[name].cased for name in names[lowered + 1 :]):
        return one.forms, flags
    kept = [(name, step) for name, step in zip(names, one.forms.steps, strict=True) if name != "lowercase"]
    return Forms(kept), flags
