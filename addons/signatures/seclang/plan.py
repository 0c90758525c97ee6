"""What of a rule set has to run for a request: its steps in their order, and which of them are decided beforehand.

Made once, when a program is made. Rules that read nothing but TX run here, as they come out where no rule that reads the
request matches; what is left is sorted into those that an expression finds and those that must be asked. Nothing here
sees a request, and nothing runs one: that is `program`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

import hyperscan
import msgspec

from addons.signatures.matcher import CompiledCache, accepts
from addons.signatures.seclang.dependence import (
    NO_NAMES,
    SELF_SEEING,
    Names,
    askable,
    link_reads,
    macro_reads,
    names_of,
    reads_of,
    reads_only_tx,
    set_by_every_request,
    writes_of,
)
from addons.signatures.seclang.operators import Operator
from addons.signatures.seclang.operators import Regex as RegexOperator
from addons.signatures.seclang.rules import Forms, Link, Rule, Selector
from addons.signatures.seclang.scan import PhaseScan, Wanted, atoms_of
from addons.signatures.seclang.transaction import NO_BASE, Base, Transaction

REQUEST_SEEING = SELF_SEEING | {"IP", "GLOBAL", "SESSION", "USER", "RESOURCE", "HIGHEST_SEVERITY", "DURATION"}
"""collections that no scan before a phase can know"""

Key = tuple[tuple[tuple[bytes, bytes], ...], ...]


@dataclass(slots=True)
class Step:
    """A rule, or a marker, at its place in a phase. `needs`: the expressions that must have been found for it to match."""

    index: int
    rule: Rule | None
    marker: str = ""
    decided: bool = False
    on_path: bool = False
    base: Base = NO_BASE
    next: int = 0
    reads: Names = NO_NAMES
    needs: tuple[int, ...] = ()
    asks: tuple[Selector, ...] = ()
    """what alone decides, where it is worth while to remember for what it did not match"""
    quiet: set[Key] = field(default_factory=set)

    @property
    def runs(self) -> bool:
        """Whether a request runs it while all goes as it was decided."""
        return self.on_path and not self.decided


@dataclass(slots=True)
class Phase:
    steps: tuple[Step, ...] = ()
    start: Base = NO_BASE
    always: tuple[Step, ...] = ()
    """steps of the clean path that must be asked every time"""
    by_hit: Mapping[int, tuple[Step, ...]] = field(default_factory=dict)
    scan: PhaseScan | None = None
    markers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """`end`: what every request has in TX behind the last phase. `watched`: names of TX on which decided rules depend.
    `unsettling`: rules that switch decided ones off. `unscannable`: those that Hyperscan refuses, and why."""

    phases: Mapping[int, Phase]
    end: Base
    watched: Names
    unsettling: frozenset[int]
    unscannable: tuple[tuple[Rule, str], ...]


def planned(order: Sequence[Rule | str], numbers: Iterable[int], cache: CompiledCache | None) -> Plan:
    """`order`: rules and the names of markers as they stand; `numbers`: the phases that will run."""
    rules = [rule for rule in order if isinstance(rule, Rule)]
    phases = {number: _phase(order, number) for number in numbers}
    from_request = set_by_every_request(rules)
    end, watched = _decide(phases.values(), from_request)
    settled = {step.rule for phase in phases.values() for step in phase.steps if step.decided and step.rule}
    unscannable = [one for phase in phases.values() for one in _link_up(phase, cache)]
    for phase in phases.values():
        for step in phase.steps:
            if step.runs and step.rule is not None:
                step.asks = askable(step.rule, rules, from_request)
    unsettling = frozenset(
        rule.id for rule in rules for link in rule.all_links for one in link.controls if one.unsettles(settled)
    )
    return Plan(MappingProxyType(phases), end, watched, unsettling, tuple(unscannable))


def _phase(rules: Sequence[Rule | str], number: int) -> Phase:
    steps: list[Step] = []
    for rule in rules:
        if isinstance(rule, str):
            steps.append(Step(len(steps), None, marker=rule, next=len(steps) + 1))
        elif rule.phase == number:
            steps.append(Step(len(steps), rule, next=len(steps) + 1))
    markers = {step.marker: step.index for step in steps if step.rule is None}
    return Phase(steps=tuple(steps), markers=MappingProxyType(markers))


def _decide(phases: Iterable[Phase], from_request: set[bytes]) -> tuple[Base, Names]:
    """Runs what reads nothing but TX, and sees how far that goes without a request: what is in TX by the end, and what it
    depends on."""
    tx = Transaction(None, lambda _: False)
    base: dict[bytes, tuple[bytes, bytes]] = {}
    watched: list[Names] = []
    skip_to = ""
    for phase in phases:
        at, steps = 0, phase.steps
        phase.start = dict(base)
        frozen: Base = MappingProxyType(dict(base))
        if skip_to:
            at = phase.markers.get(skip_to, len(steps))
            skip_to = "" if at < len(steps) else skip_to
        while at < len(steps):
            step = steps[at]
            step.on_path = True
            step.base = frozen
            step.next = at + 1
            rule = step.rule
            at += 1
            if rule is None:
                continue
            tx.base, tx.written = frozen, {}
            if (without := _never(rule, tx, from_request)) is not None:
                step.decided = True
                step.reads = without
                watched.append(without)
                continue
            if not reads_only_tx(rule):
                continue
            reads = reads_of(rule)
            if not reads.exact.isdisjoint(from_request):
                continue
            tx.base, tx.written = frozen, {}
            tx.forget_matches()
            fired = rule.run(tx)
            if fired and rule.logged and (rule.operator is not None or rule.message.text):
                continue  # it fires for every request and says so: let it run
            step.decided = True
            step.reads = reads
            watched += [reads, Names(frozenset(writes_of(rule)))]
            if tx.written:
                base.update(tx.written)
                frozen = MappingProxyType(dict(base))
            if fired and rule.skip_after:
                target = phase.markers.get(rule.skip_after, -1)
                if target < step.index:
                    skip_to, target = rule.skip_after, len(steps)
                at = step.next = target
            elif fired and rule.skip:
                at = step.next = min(len(steps), step.index + 1 + rule.skip)
    return MappingProxyType(base), names_of(watched)


def _never(rule: Rule, tx: Transaction, from_request: set[bytes]) -> Names | None:
    """Where a link that reads nothing but TX does not hold, and nothing was written before it: what that link reads."""
    for link in rule.all_links:
        if link.operator is None:
            return None
        if all(selector.collection == "TX" for selector in link.selectors):
            reads = link_reads(link)
            if (
                reads.exact.isdisjoint(from_request)
                and not reads.patterns
                and all(name == "TX" for name, _ in macro_reads(link))
            ):
                held = link.holds(tx, rule)
                tx.written = {}
                tx.forget_matches()
                if not held:
                    return reads
        if link.setvars or link.controls or link.capture:
            return None
    return None


def _link_up(phase: Phase, cache: CompiledCache | None) -> list[tuple[Rule, str]]:
    """Which of the steps that are left have expressions, and the databases of these; the rules that have none because
    Hyperscan refuses them."""
    running = [step for step in phase.steps if step.runs and step.rule is not None]
    wanted: list[Wanted] = []
    operators: dict[int, Operator] = {}
    for step in running:
        assert step.rule is not None
        step.needs = tuple(_expressions(step.rule, wanted, operators))
    unscannable: list[tuple[Rule, str]] = []
    if wanted:
        phase.scan, unscannable = _scan(phase, wanted, operators, cache)
    phase.always = tuple(step for step in running if not step.needs)
    by_hit: dict[int, list[Step]] = {}
    for step in running:
        if step.needs:
            by_hit.setdefault(step.needs[0], []).append(step)
    phase.by_hit = MappingProxyType({number: tuple(steps) for number, steps in by_hit.items()})
    return unscannable


def _scan(
    phase: Phase, wanted: list[Wanted], operators: Mapping[int, Operator], kept: CompiledCache | None
) -> tuple[PhaseScan, list[tuple[Rule, str]]]:
    """The databases, and what they cannot hold. An expression that Hyperscan finds too large it looks for loosely; what it refuses even then is
    asked every time."""
    key = sha256(repr([(one.expression, one.flags) for one in wanted]).encode()).hexdigest() + "-refused"
    known = kept.get(key) if kept is not None else None
    faulty: dict[int, str] = {}
    unscannable: list[tuple[Rule, str]] = []
    if known is not None:
        loose, faulty = msgspec.msgpack.decode(known, type=tuple[list[int], dict[int, str]])
        wanted = _loosely(wanted, loose, operators)
    else:
        try:
            return PhaseScan(wanted, kept), []
        except hyperscan.HyperscanError:
            loose = [at for at, one in enumerate(wanted) if accepts(one.expression, one.flags)]
            if not loose:
                raise
        wanted = _loosely(wanted, loose, operators)
        for at in loose:
            if reason := accepts(wanted[at].expression, wanted[at].flags):
                faulty[wanted[at].number] = reason
        if kept is not None:
            kept.put(key, msgspec.msgpack.encode((loose, faulty)))
    if faulty:
        for step in phase.steps:
            refused = next((number for number in step.needs if number in faulty), None)
            if refused is not None and step.rule is not None:
                unscannable.append((step.rule, faulty[refused]))
                step.needs = ()
        needed = {number for step in phase.steps for number in step.needs}
        wanted = [one for one in wanted if one.number in needed]
    return PhaseScan(wanted, kept), unscannable


def _loosely(wanted: list[Wanted], which: list[int], operators: Mapping[int, Operator]) -> list[Wanted]:
    out = list(wanted)
    for at in which:
        one = wanted[at]
        check = getattr(operators[one.number], "search_all", None)
        out[at] = one._replace(flags=one.flags | hyperscan.HS_FLAG_PREFILTER, check=check)
    return out


def _expressions(rule: Rule, wanted: list[Wanted], operators: dict[int, Operator]) -> list[int]:
    """The numbers of all links' expressions that must be found: a chain holds only where every link does."""
    numbers: list[int] = []
    for link in rule.all_links:
        number = _expression(link, wanted)
        if number is not None and link.operator is not None:
            numbers.append(number)
            operators[number] = link.operator
        if link.setvars:
            break  # what it writes is written though a later link does not hold
    return numbers


def _scannable_only(link: Link) -> bool:
    return all(one.collection not in REQUEST_SEEING and not one.counted for one in link.selectors)


def _expression(link: Link, wanted: list[Wanted]) -> int | None:
    """The number of the link's expression; None where it must be asked."""
    operator = link.operator
    if operator is None or operator.prefilter is None or link.negated or not _scannable_only(link):
        return None
    number = wanted[-1].number + 1 if wanted else 0
    atoms = atoms_of(link.selectors)
    needs_case = isinstance(operator, RegexOperator) and operator.needs_case
    chains = [link.forms]
    if link.multi:
        steps = list(zip(link.forms.names, link.forms.steps, strict=True))
        chains = [Forms(steps[:length]) for length in range(len(steps) + 1)]
    separator = operator.separator
    for expression, flags in operator.prefilter:
        wanted.extend(Wanted(number, atoms, forms, expression, flags, needs_case, separator) for forms in chains)
    return number
