"""Rules compiled: the expensive part, made once, immutable, shared by every API and by every request.

How a request is searched. All values of a phase are joined by line feeds and scanned once, for all rules together,
in a database whose `^` and `$` also hold at line feeds: what a rule finds in a value, this scan finds in the joined
text, so silence clears every rule at once. Transformations that can change something give further texts, each scanned
once. Only the rules that a scan names are then asked value by value, exactly.

It deliberately keeps no regular expression that Hyperscan refuses: such a rule does not load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from addons.decode import Field
from addons.decode.text import encode
from addons.signatures.ast import Rule, RuleError
from addons.signatures.matcher import CompiledCache, Expression, Matcher
from addons.signatures.operators import make_operator, native_missing
from addons.signatures.parser import parse
from addons.signatures.transformations import TRANSFORMATIONS, Chain
from addons.signatures.variables import DERIVED, VARIABLES, Value, values_of

PACK = Path(__file__).parent / "rules"
LEVELS = (1, 2, 3, 4)


class Hit(NamedTuple):
    """A rule that matched: on which value, and `shown`, the text around the end of the match."""

    rule: Rule
    value: Value
    shown: str


class Compiled:
    """One rule, ready: which values it looks at, its transformations, its operator, its chain."""

    def __init__(self, rule: Rule, *, link: bool = False) -> None:
        self.rule = rule
        self.operator = make_operator(rule.operator, rule.place, alone=link or rule.operator.negated)
        self.negated = rule.operator.negated
        self.transform = Chain(rule.transformations)
        self.prefiltered = self.operator.expression is not None and not self.negated
        self.kinds: frozenset[str] = frozenset[str]().union(
            *(VARIABLES[s.variable] for s in rule.selections if not s.excluded)
        )
        self._wanted = [(VARIABLES[s.variable], s.name) for s in rule.selections if not s.excluded]
        self._unwanted = [(VARIABLES[s.variable], s.name) for s in rule.selections if s.excluded]
        self.chained = tuple(Compiled(one, link=True) for one in rule.chained)
        self.expression = self._narrowest()

    def _narrowest(self) -> Expression | None:
        """What the first scan looks for: the operator's own expression or, where that is only a hint, that of a link
        of the chain that the same text must match too."""
        if not self.operator.exact:
            for link in self.chained:
                same_text = link.kinds == VARIABLES["MATCHED_VAR"] and not link.transform.names
                if same_text and link.operator.exact and not link.negated:
                    return link.operator.expression
        return self.operator.expression

    def looks_at(self, value: Value) -> bool:
        if value.kind not in self.kinds:
            return False
        name = value.name.lower()
        return any(
            value.kind in kinds and (not wanted or wanted == name) for kinds, wanted in self._wanted
        ) and not any(value.kind in kinds and unwanted == name for kinds, unwanted in self._unwanted)

    def confirm(self, value: Value, text: str, values: Sequence[Value]) -> bool:
        """Whether the chain holds too; `text` is the value as the first rule saw it."""
        return all(link.holds(value, text, values) for link in self.chained)

    def holds(self, matched: Value, text: str, values: Sequence[Value]) -> bool:
        """As a link of a chain: any of its values matches. MATCHED_VAR is what the chain's first rule matched."""
        if "matched" in self.kinds and (self.operator.evaluate(self.transform(text)) is None) is self.negated:
            return True
        return any(
            (self.operator.evaluate(self.transform(value.text)) is None) is self.negated
            for value in values
            if self.looks_at(value) and value is not matched
        )


class Group:
    """Rules of one transformation chain, with the exact database for single values."""

    def __init__(
        self,
        names: tuple[str, ...],
        rules: Sequence[int],
        compiled: Sequence[Compiled],
        cache: CompiledCache | None,
    ) -> None:
        self.transform = Chain(names)
        self.scanned_as = _scanned_as(names)
        self.rules = tuple(rules)
        self.members = frozenset(rules)
        self.matcher = Matcher([_expression(compiled[index]) for index in rules], cache=cache)


class RuleSet:
    """Rules, compiled. Raises RuleError naming every rule that does not load."""

    def __init__(self, rules: Iterable[Rule], cache: CompiledCache | None = None) -> None:
        self.rules = tuple(rules)
        errors: list[str] = []
        compiled: list[Compiled] = []
        seen: dict[str, Rule] = {}
        for rule in self.rules:
            if rule.id in seen:
                errors.append(str(rule.place.error(f"id {rule.id} is taken by {seen[rule.id].place}")))
            seen[rule.id] = rule
            try:
                compiled.append(Compiled(rule))
            except RuleError as error:
                errors.append(str(error))
        if errors:
            raise RuleError("\n".join(errors))
        self._compiled = tuple(compiled)
        by_chain: dict[tuple[str, ...], list[int]] = {}
        for index, one in enumerate(compiled):
            if one.prefiltered:
                by_chain.setdefault(one.transform.names, []).append(index)
        self._groups = tuple(Group(names, indexes, compiled, cache) for names, indexes in by_chain.items())
        self._texts = tuple({group.scanned_as: Chain(group.scanned_as) for group in self._groups}.items())
        used = sorted({name for names, _ in self._texts for name in names})
        self._tests = tuple((name, TRANSFORMATIONS[name][1]) for name in used)
        self._unfiltered = {
            level: tuple(c for c in compiled if not c.prefiltered and c.rule.paranoia_level <= level)
            for level in LEVELS
        }
        self._first: dict[int, tuple[Matcher | None, tuple[int, ...]]] = {}
        for level in LEVELS:
            indexes = tuple(i for i, c in enumerate(compiled) if c.prefiltered and c.rule.paranoia_level <= level)
            if level > 1 and indexes == self._first[level - 1][1]:
                self._first[level] = self._first[level - 1]
            else:
                expressions = [_expression(compiled[i], scanned=True) for i in indexes]
                self._first[level] = (Matcher(expressions, lines=True, cache=cache) if expressions else None, indexes)
        every = [link for one in compiled for link in (one, *one.chained)]
        self.derived = DERIVED & frozenset[str]().union(*(one.kinds for one in every))
        """kinds of values that are no fields and that some rule looks at"""
        self.native_missing = native_missing()

    def search(self, fields: Sequence[Field], derived: Sequence[Value], level: int) -> list[Hit]:
        """Every rule up to paranoia `level` that matches, once each, with the first value it matched."""
        matcher, indexes = self._first[level]
        candidates: list[tuple[Group, set[int]]] = []
        if matcher is not None:
            texts = [item.value for item in fields]
            texts += [item.name for item in fields]
            if derived:
                texts += [value.text for value in derived]
            joined = "\n".join(texts)
            candidates = self._candidates(matcher, indexes, texts, joined)
        unfiltered = self._unfiltered[level]
        if not candidates and not unfiltered:
            return []
        values = values_of(fields, derived)
        found = {id(hit.rule): hit for hit in self._exact(candidates, values)}
        for one in unfiltered:
            hit = self._ask(one, values)
            if hit is not None:
                found[id(one.rule)] = hit
        return list(found.values())

    def _candidates(
        self, matcher: Matcher, indexes: tuple[int, ...], texts: list[str], joined: str
    ) -> list[tuple[Group, set[int]]]:
        plain = matcher.scan(encode(joined))
        changing = frozenset([name for name, touches in self._tests if touches(joined)])
        if not plain and not changing:
            return []
        scanned = {joined: {indexes[at] for at, _ in plain}}
        by_names: dict[tuple[str, ...], set[int]] = {}
        for names, chain in self._texts:
            if chain.touched_by(changing):
                text = chain.on_joined(joined, texts)
                if text not in scanned:
                    scanned[text] = {indexes[at] for at, _ in matcher.scan(encode(text))}
                by_names[names] = scanned[text]
            elif plain:
                by_names[names] = scanned[joined]
        out: list[tuple[Group, set[int]]] = []
        for group in self._groups:
            hits = by_names.get(group.scanned_as)
            if hits:
                mine = hits & group.members
                if mine:
                    out.append((group, mine))
        return out

    def _exact(self, candidates: list[tuple[Group, set[int]]], values: Sequence[Value]) -> Iterator[Hit]:
        for group, wanted in candidates:
            left = set(wanted)
            kinds = frozenset[str]().union(*(self._compiled[index].kinds for index in wanted))
            for value in values:
                if not left:
                    break
                if value.kind not in kinds or not value.text:
                    continue
                text = group.transform(value.text)
                data = encode(text)
                for at, end in group.matcher.scan(data):
                    index = group.rules[at]
                    if index not in left:
                        continue
                    one = self._compiled[index]
                    if not one.looks_at(value):
                        continue
                    if not one.operator.exact and one.operator.evaluate(text) is None:
                        continue
                    if one.chained and not one.confirm(value, text, values):
                        continue
                    left.discard(index)
                    yield Hit(one.rule, value, _around(data, end, exact=one.operator.exact))

    @staticmethod
    def _ask(one: Compiled, values: Sequence[Value]) -> Hit | None:
        for value in values:
            if one.looks_at(value):
                text = one.transform(value.text)
                matches = (one.operator.evaluate(text) is None) is one.negated
                if matches and (not one.chained or one.confirm(value, text, values)):
                    return Hit(one.rule, value, text[:200])
        return None


def load_pack(paths: Iterable[Path] | None = None, cache: CompiledCache | None = None) -> RuleSet:
    """The rules of `paths`, or of the pack that comes with Boing, compiled (seconds; far less from `cache`).

    Raises RuleError, OSError.
    """
    files = sorted(PACK.glob("*.conf")) if paths is None else list(paths)
    rules: list[Rule] = []
    errors: list[str] = []
    for file in files:
        try:
            rules.extend(parse(file.read_text(encoding="utf-8"), file.name))
        except RuleError as error:
            errors.append(str(error))
    if errors:
        raise RuleError("\n".join(errors))
    return RuleSet(rules, cache)


def _scanned_as(names: tuple[str, ...]) -> tuple[str, ...]:
    """The chain without `lowercase`, for which the first scan ignores case instead: nearly every value has capitals."""
    if any(name.startswith(("base64", "hex")) for name in names):
        return names
    return tuple(name for name in names if name != "lowercase")


def _expression(one: Compiled, *, scanned: bool = False) -> Expression:
    expression = one.expression
    assert expression is not None
    if scanned and _scanned_as(one.transform.names) != one.transform.names:
        return expression._replace(caseless=True)
    return expression


def _around(data: bytes, end: int, *, exact: bool) -> str:
    shown = data[max(0, end - 100) : end + 40] if exact else data[:160]
    return shown.decode("utf-8", "surrogateescape")
