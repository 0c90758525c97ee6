"""Rules compiled: the expensive part, made once, immutable, shared by every API and by every request.

How a request is searched. All values of a phase are joined by line feeds and scanned once, for all rules together,
in a database whose `^` and `$` also hold at line feeds: what a rule finds in a value, this scan finds in the joined
text, so silence clears every rule at once. Transformations that can change something give further texts, each scanned
once. Only the rules that a scan names are then asked value by value, exactly.

It deliberately keeps no regular expression that Hyperscan refuses: such a rule does not load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from addons.decode import Field
from addons.decode.text import encode
from addons.signatures.ast import Rule, RuleError
from addons.signatures.matcher import CompiledCache, Expression, Matcher
from addons.signatures.operators import make_operator, native_missing
from addons.signatures.parser import parse
from addons.signatures.transformations import TRANSFORMATIONS, Chain
from addons.signatures.unwrap import EXPRESSION as WRAPPED
from addons.signatures.unwrap import touches, unwrap, wrapped
from addons.signatures.variables import DERIVED, VARIABLES, Value, values_of

PACK = Path(__file__).parent / "rules"
LEVELS = (1, 2, 3, 4)
HITS = 64
"""values a rule is said to have matched, at most"""
VIEWS = 32
"""values of a phase that are decoded for a further look, at most"""
REMEMBERED = 8192
SHORT = 256


class Hit(NamedTuple):
    """A rule that matched: on which value, and `text`, that value as the rule saw it, `at` the character the match ends at."""

    rule: Rule
    value: Value
    text: str
    at: int
    exact: bool
    matches: Callable[[str], bool]
    """whether the rule would match another text in place of this one"""

    @property
    def shown(self) -> str:
        return self.text[max(0, self.at - 100) : self.at + 40] if self.exact else self.text[:160]


class Compiled:
    """One rule, ready: which values it looks at, its transformations, its operator, its chain."""

    def __init__(self, rule: Rule, cache: CompiledCache | None, *, link: bool = False) -> None:
        self.rule = rule
        alone = link or rule.operator.negated
        self.operator = make_operator(rule.operator, rule.place, alone=alone, cache=cache)
        self.negated = rule.operator.negated
        self.transform = Chain(rule.transformations)
        self.prefiltered = self.operator.expression is not None and not self.negated
        self.kinds: frozenset[str] = frozenset[str]().union(
            *(VARIABLES[s.variable] for s in rule.selections if not s.excluded)
        )
        self._wanted = [(VARIABLES[s.variable], s.name) for s in rule.selections if not s.excluded]
        self._unwanted = [(VARIABLES[s.variable], s.name) for s in rule.selections if s.excluded]
        self.chained = tuple(Compiled(one, cache, link=True) for one in rule.chained)
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
        if self.kinds == VARIABLES["MATCHED_VAR"]:
            return False
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
                compiled.append(Compiled(rule, cache))
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
                if expressions:
                    expressions.append(Expression(WRAPPED, compiled[0].rule.place))
                self._first[level] = (Matcher(expressions, lines=True, cache=cache) if expressions else None, indexes)
        every = [link for one in compiled for link in (one, *one.chained)]
        self.derived = DERIVED & frozenset[str]().union(*(one.kinds for one in every))
        """kinds of values that are no fields and that some rule looks at"""
        self._clean: set[str] = set()
        self.native_missing = native_missing()

    def search(self, fields: Sequence[Field], derived: Sequence[Value], level: int) -> list[Hit]:
        """Every rule up to paranoia `level` that matches, with the values it matched (`HITS` at most)."""
        matcher, indexes = self._first[level]
        candidates: list[tuple[Group, set[int]]] = []
        views: list[Value] = []
        if matcher is not None:
            clean = self._clean
            fresh = [item for item in fields if item.value not in clean]
            texts = [item.value for item in fresh]
            names = [item.name for item in fields if item.name not in clean]
            if derived:
                texts += [value.text for value in derived]
            texts += names
            if texts:
                joined = "\n".join(texts)
                candidates, encoded = self._candidates(matcher, indexes, texts, joined)
                if not candidates and not encoded:
                    self._remember(fresh, names)
                if encoded:
                    views = _views(fields)
        unfiltered = self._unfiltered[level]
        if not candidates and not unfiltered and not views:
            return []
        values = values_of(fields, derived)
        found = list(self._exact(candidates, values))
        if views and matcher is not None:
            texts = [value.text for value in views]
            more, _ = self._candidates(matcher, indexes, texts, "\n".join(texts))
            found += self._exact(more, views)
        for one in unfiltered:
            found += self._ask(one, values)
        return found

    def _remember(self, fields: Sequence[Field], names: list[str]) -> None:
        """Names and headers come again and again: what was found silent once is not scanned again. `fields`: the new ones."""
        clean = self._clean
        if len(clean) > REMEMBERED:
            clean.clear()
        if names:
            clean.update([name for name in names if len(name) <= SHORT])
        clean.update([f.value for f in fields if f.location.startswith("header:") and len(f.value) <= SHORT])

    def _candidates(
        self, matcher: Matcher, indexes: tuple[int, ...], texts: list[str], joined: str
    ) -> tuple[list[tuple[Group, set[int]]], bool]:
        """Which rules may match, by their transformations; and whether a value may be an encoding as a whole."""
        plain = matcher.scan(encode(joined))
        changing = frozenset([name for name, touches in self._tests if touches(joined)])
        if not plain and not changing:
            return [], False
        last = len(indexes)
        encoded = any(at == last for at, _ in plain)
        scanned = {joined: {indexes[at] for at, _ in plain if at != last}}
        by_names: dict[tuple[str, ...], set[int]] = {}
        for names, chain in self._texts:
            if chain.touched_by(changing):
                text = chain.on_joined(joined, texts)
                if text not in scanned:
                    hits = matcher.scan(encode(text))
                    encoded = encoded or any(at == last for at, _ in hits)
                    scanned[text] = {indexes[at] for at, _ in hits if at != last}
                by_names[names] = scanned[text]
            elif plain:
                by_names[names] = scanned[joined]
        out: list[tuple[Group, set[int]]] = []
        for group in self._groups:
            hits_of = by_names.get(group.scanned_as)
            if hits_of:
                mine = hits_of & group.members
                if mine:
                    out.append((group, mine))
        return out, encoded

    def _exact(self, candidates: list[tuple[Group, set[int]]], values: Sequence[Value]) -> Iterator[Hit]:
        for group, wanted in candidates:
            left = dict.fromkeys(wanted, HITS)
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
                    left[index] -= 1
                    if not left[index]:
                        del left[index]
                    where = end if len(data) == len(text) else len(data[:end].decode("utf-8", "ignore"))
                    yield Hit(one.rule, value, text, where, one.operator.exact, partial(self._again, group, at, one))

    @staticmethod
    def _again(group: Group, at: int, one: Compiled, text: str) -> bool:
        if one.operator.exact:
            return any(index == at for index, _ in group.matcher.scan(encode(text)))
        return one.operator.evaluate(text) is not None

    @staticmethod
    def _ask(one: Compiled, values: Sequence[Value]) -> list[Hit]:
        for value in values:
            if one.looks_at(value):
                text = one.transform(value.text)
                matches = (one.operator.evaluate(text) is None) is one.negated
                if matches and (not one.chained or one.confirm(value, text, values)):
                    return [Hit(one.rule, value, text, 0, False, lambda _: True)]
        return []


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


def _views(fields: Sequence[Field]) -> list[Value]:
    """Beside the values that are an encoding as a whole, what they encode."""
    out: list[Value] = []
    for item in fields:
        kind = item.location.partition(":")[0]
        for text in (item.value, unwrap(item.value)) if touches(item.value) else (item.value,):
            out += [Value(kind, item.name, inner, item.location) for inner in wrapped(text)]
        if len(out) >= VIEWS:
            break
    return out
