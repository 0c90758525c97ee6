"""Finds out, with a few passes over a request, which rules might match it: all patterns of a phase in Hyperscan databases.

Rules are grouped by what they look at. The values a group looks at are joined by line feeds and scanned once for all its
patterns together; `^` and `$` hold at line feeds there, so what a rule finds in a value is found in the joined text.
The same database says which transformations can change anything; only their results are scanned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def atoms_of(selectors: Iterable[Selector]) -> frozenset[Atom]:
    return frozenset((one.collection, b"" if one.pattern is not None else one.key) for one in selectors)


class _Chain(NamedTuple):
    forms: Forms
    touches: frozenset[int]
    always: bool
    local: bool
    numbers: frozenset[int]


class _Group:
    def __init__(self, atoms: frozenset[Atom], wanted: Sequence[Wanted], cache: CompiledCache | None) -> None:
        self.atoms = tuple(sorted(atoms))
        by_chain: dict[tuple[str, ...], tuple[Forms, set[int]]] = {}
        expressions: list[tuple[bytes, int, int]] = []
        numbers: list[int] = []
        for one in wanted:
            forms, flags = _scanned_as(one)
            by_chain.setdefault(forms.names, (forms, set()))[1].add(len(numbers))
            expressions.append((one.expression, flags, len(numbers)))
            numbers.append(one.number)
        self._numbers = tuple(numbers)
        touches: dict[str, int] = {}
        for names, _ in by_chain.items():
            for name in names:
                needs = TRANSFORMATIONS[name].needs
                if needs is not None and needs not in touches:
                    touches[needs] = len(expressions)
                    expressions.append((needs.encode(), 0, len(expressions)))
        self._first_touch = len(numbers)
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
        self.size = len(numbers)

    def scan(self, values: list[bytes], hits: set[int]) -> None:
        joined = values[0] if len(values) == 1 else b"\n".join(values)
        found = self.scanner.scan(joined)
        if not found:
            for chain in self._chains:
                if chain.always:
                    self._again(chain, values, joined, {}, hits)
            return
        first, numbers = self._first_touch, self._numbers
        seen = [at for at in found if at < first]
        touched = frozenset([at for at in found if at >= first])
        done: dict[bytes, list[int]] = {joined: seen}
        for at in seen:
            if at in self._plain:
                hits.add(numbers[at])
        for chain in self._chains:
            if chain.always or not touched.isdisjoint(chain.touches):
                self._again(chain, values, joined, done, hits)
            elif seen:
                hits.update([numbers[at] for at in seen if at in chain.numbers])

    def _again(
        self, chain: _Chain, values: list[bytes], joined: bytes, done: dict[bytes, list[int]], hits: set[int]
    ) -> None:
        forms = chain.forms
        text = forms(joined) if chain.local else b"\n".join([forms(value) for value in values])
        found = done.get(text)
        if found is None:
            found = done[text] = self.scanner.scan(text)
        hits.update([self._numbers[at] for at in found if at in chain.numbers])


class PhaseScan:
    """All expressions of one phase."""

    def __init__(self, wanted: Iterable[Wanted], cache: CompiledCache | None) -> None:
        by_atoms: dict[frozenset[Atom], list[Wanted]] = {}
        for one in wanted:
            by_atoms.setdefault(one.atoms, []).append(one)
        self._groups = tuple(_Group(atoms, some, cache) for atoms, some in by_atoms.items())

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


def _scanned_as(one: Wanted) -> tuple[Forms, int]:
    """The chain without `lowercase`, for which the scan ignores case instead: nearly every value has capitals."""
    names = one.forms.names
    if "lowercase" not in names or one.needs_case:
        return one.forms, one.flags
    at = names.index("lowercase")
    if any(TRANSFORMATIONS[name].cased for name in names[at + 1 :]):
        return one.forms, one.flags
    kept = [(name, step) for name, step in zip(names, one.forms.steps, strict=True) if name != "lowercase"]
    return Forms(kept), one.flags | hyperscan.HS_FLAG_CASELESS
