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
from addons.signatures.seclang.transformations import TRANSFORMATIONS

Atom = tuple[str, bytes]
UNSEEN = frozenset(("lowercase",))


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
    numbers: frozenset[int]


class _Group:
    def __init__(
        self, atoms: frozenset[Atom], separator: bytes, wanted: Sequence[Wanted], cache: CompiledCache | None
    ) -> None:
        self.atoms = tuple(sorted(atoms))
        self._separator = separator
        by_chain: dict[tuple[str, ...], tuple[Forms, set[int]]] = {}
        expressions: list[tuple[bytes, int, int]] = []
        for at, one in enumerate(wanted):
            forms, flags = _scanned_as(one)
            by_chain.setdefault(forms.names, (forms, set()))[1].add(at)
            expressions.append((one.expression, flags, at))
        self._numbers = tuple(one.number for one in wanted)
        self._checks = {at: one.check for at, one in enumerate(wanted) if one.check is not None}
        touches: dict[str, int] = {}
        for names in by_chain:
            for name in names:
                needs = TRANSFORMATIONS[name].needs
                if needs is not None and needs not in touches:
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
                    frozenset(touches[step.needs] for step in steps if step.needs is not None),
                    any(step.needs is None for step in steps),
                    all(step.local for step in steps),
                    frozenset(members),
                )
            )
        self._chains = tuple(chains)
        self.scanner = Scanner(expressions, cache)

    def scan(self, values: list[bytes], hits: set[int]) -> None:
        separator = self._separator
        joined = values[0] if len(values) == 1 else separator.join(values)
        found = self.scanner.scan(joined)
        first = self._first_touch
        seen = [at for at in found if at < first]
        touched = {at for at in found if at >= first}
        if self._breaks and b"\n" in joined and (separator != b"\n" or joined.count(b"\n") >= len(values)):
            touched |= self._breaks  # a value has lines of its own
        done: dict[bytes, list[int]] = {joined: seen}
        plain = self._plain
        for at in seen:
            if at in plain:
                self._hit(at, joined, hits)
        for chain in self._chains:
            if chain.always or not touched.isdisjoint(chain.touches):
                forms = chain.forms
                text = forms(joined) if chain.local else separator.join([forms(value) for value in values])
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
        by_atoms: dict[tuple[frozenset[Atom], bytes], list[Wanted]] = {}
        for one in wanted:
            by_atoms.setdefault((one.atoms, one.separator), []).append(one)
        self._groups = tuple(_Group(atoms, mark, some, cache) for (atoms, mark), some in by_atoms.items())

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


def _within_lines(name: str, needs: str) -> str:
    """What a transformation needs, as far as it stands within a line: line feeds join values in a scan. What turns to
    lower case is left out too, for the scan ignores case there."""
    if name == "cmdline":
        return r"[\x22'\\^,;\t\r]| [ /(]"
    if name == "compresswhitespace":
        return r"[ \t\r\f\v]{2}|[\t\r\f\v]"
    if name == "removewhitespace":
        return r"[ \t\r\f\v\xa0]"
    return needs


def _scanned_as(one: Wanted) -> tuple[Forms, int]:
    """The chain without `lowercase`, for which the scan ignores case instead: nearly every value has capitals."""
    names = one.forms.names
    if "cmdline" in names and not one.needs_case and "lowercase" not in names:
        after = names[names.index("cmdline") + 1 :]
        if not any(TRANSFORMATIONS[name].cased for name in after):
            return one.forms, one.flags | hyperscan.HS_FLAG_CASELESS
    if "lowercase" not in names or one.needs_case:
        return one.forms, one.flags
    at = names.index("lowercase")
    if any(TRANSFORMATIONS[name].cased for name in names[at + 1 :]):
        return one.forms, one.flags
    kept = [(name, step) for name, step in zip(names, one.forms.steps, strict=True) if name != "lowercase"]
    return Forms(kept), one.flags | hyperscan.HS_FLAG_CASELESS
