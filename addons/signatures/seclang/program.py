"""A rule set as a program: what has to run for a request, and nothing else.

Rules that read nothing but TX (set-up, paranoia levels, thresholds) are decided once, when the program is made, as they
come out where no rule that reads the request matches: the *clean path*. What they write is TX's `base`, what they skip is
not there. A request runs the rest: those rules that have an expression Hyperscan found in it, and the few that have none.
As soon as a match writes something on which a decided rule depends, that rule runs too; as soon as one skips, switches or
removes, everything runs from there on, with nothing decided beforehand.

Invariant: the outcome is that of running every rule in its order. Phases are ModSecurity's: 1 and 2 request, 3 and 4
answer, 5 logging. Collections other than TX (IP, GLOBAL, SESSION…) live for one request: there is no memory between
requests in an addon, limits and bans have detectors of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

import hyperscan
import msgspec

from addons.exchange import Request, Response
from addons.signatures.ast import Place, RuleError
from addons.signatures.matcher import CompiledCache, accepts
from addons.signatures.seclang.assembly import Source
from addons.signatures.seclang.ast import Marker
from addons.signatures.seclang.collections import Collections
from addons.signatures.seclang.operators import Files
from addons.signatures.seclang.operators import Regex as RegexOperator
from addons.signatures.seclang.rules import Link, Options, Rule, Selector, compile_rule
from addons.signatures.seclang.scan import PhaseScan, Wanted, atoms_of
from addons.signatures.seclang.transaction import NO_BASE, Base, Transaction

PHASES = (1, 2, 3, 4, 5)
CAPTURED = frozenset(b"%d" % group for group in range(10))
RECURRING = frozenset(
    ("REQUEST_HEADERS", "REQUEST_HEADERS_NAMES", "REQUEST_METHOD", "REQUEST_PROTOCOL", "REQBODY_PROCESSOR", "REQBODY_ERROR",
     "MULTIPART_STRICT_ERROR", "MULTIPART_UNMATCHED_BOUNDARY", "SERVER_NAME", "REMOTE_ADDR", "FILES", "FILES_NAMES",
     "REQUEST_COOKIES_NAMES", "ARGS_NAMES", "URLENCODED_ERROR", "RESPONSE_STATUS")
)  # fmt: skip
"""what is the same in many requests"""
SELF_SEEING = frozenset(("TX", "MATCHED_VAR", "MATCHED_VAR_NAME", "MATCHED_VARS", "MATCHED_VARS_NAMES", "RULE"))
REQUEST_SEEING = frozenset(("TX", "IP", "GLOBAL", "SESSION", "USER", "RESOURCE", "MATCHED_VAR", "MATCHED_VAR_NAME",
                            "MATCHED_VARS", "MATCHED_VARS_NAMES", "HIGHEST_SEVERITY", "RULE", "DURATION"))  # fmt: skip
"""collections that no scan before a phase can know"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that loads but never matches, and why."""

    place: Place
    rule: int
    reason: str


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
    reads: frozenset[bytes] = frozenset()
    patterns: tuple[Callable[[bytes], object], ...] = ()
    needs: tuple[int, ...] = ()
    asks: tuple[Selector, ...] = ()
    """what alone decides, where it is worth while to remember for what it did not match"""
    quiet: set[Key] = field(default_factory=set)

    def touched(self, dirty: set[bytes]) -> bool:
        if not self.reads.isdisjoint(dirty):
            return True
        return bool(self.patterns) and any(search(name) for search in self.patterns for name in dirty)


@dataclass(slots=True)
class Phase:
    steps: tuple[Step, ...] = ()
    start: Base = NO_BASE
    always: tuple[Step, ...] = ()
    """steps of the clean path that must be asked every time"""
    by_hit: Mapping[int, tuple[Step, ...]] = field(default_factory=dict)
    scan: PhaseScan | None = None
    markers: Mapping[str, int] = field(default_factory=dict)


class Hit:
    """A rule that fired, with what it matched last, and its message."""

    __slots__ = ("collection", "key", "message", "rule", "shown")

    def __init__(self, rule: Rule, tx: Transaction) -> None:
        self.rule = rule
        if tx.matched:
            self.key, self.shown = tx.matched[-1]
            self.collection = tx.origin(tx.matched_collections[-1], self.key)
        else:
            self.key, self.shown, self.collection = b"", b"", ""
        self.message = rule.message.expand(tx)


class Program:
    """Made from a `Source`; immutable, shared by all requests. Raises RuleError naming every rule that does not compile."""

    def __init__(
        self,
        source: Source,
        files: Files,
        *,
        unicode_map: Mapping[int, int] | None = None,
        cache: CompiledCache | None = None,
        response: bool = True,
    ) -> None:
        options = Options(files, source.defaults, unicode_map or {})
        errors: list[str] = []
        rules: list[Rule | str] = []
        for item in source.items:
            if isinstance(item, Marker):
                rules.append(item.name)
                continue
            try:
                rules.append(compile_rule(item, options))
            except RuleError as error:
                errors.append(str(error))
        if errors:
            raise RuleError("\n".join(errors))
        self.rules = tuple(rule for rule in rules if isinstance(rule, Rule))
        self.refusals = tuple(Refusal(r.place, r.id, r.refused) for r in self.rules if r.refused)
        self.unscannable: list[tuple[Rule, str]] = []
        self._inspected_types = frozenset(
            encode_all(source.settings.get("secresponsebodymimetype", ("text/plain", "text/html", "text/xml")))
        )
        self._reads_response_body = source.settings.get("secresponsebodyaccess", ("Off",))[0].lower() == "on"
        self._watched_names: frozenset[bytes] = frozenset()
        self._watched_patterns: tuple[Callable[[bytes], object], ...] = ()
        self._watch_cache: dict[bytes, bool] = {}
        phases = PHASES if response else (1, 2)
        self._phases = {number: self._phase(rules, number) for number in phases}
        self._decide()
        for number in phases:
            self._link_up(self._phases[number], cache)

    # Making it.

    @staticmethod
    def _phase(rules: Sequence[Rule | str], number: int) -> Phase:
        steps: list[Step] = []
        for rule in rules:
            if isinstance(rule, str):
                steps.append(Step(len(steps), None, marker=rule, next=len(steps) + 1))
            elif rule.phase == number:
                steps.append(Step(len(steps), rule, next=len(steps) + 1))
        markers = {step.marker: step.index for step in steps if step.rule is None}
        return Phase(steps=tuple(steps), markers=MappingProxyType(markers))

    def _decide(self) -> None:
        """Runs what reads nothing but TX, and sees how far that goes without a request."""
        set_by_request = self._set_by_request = _names_every_request_sets(self.rules)
        tx = Transaction(None, lambda _: False)
        base: dict[bytes, tuple[bytes, bytes]] = {}
        watched: set[bytes] = set()
        patterns: list[Callable[[bytes], object]] = []
        skip_to = ""
        for phase in self._phases.values():
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
                if (without := _never(rule, tx, set_by_request)) is not None:
                    step.decided = True
                    step.reads, step.patterns = without[0], tuple(without[1])
                    watched |= step.reads
                    patterns += without[1]
                    continue
                if not _reads_only_tx(rule):
                    continue
                reads, some = _reads(rule)
                if not reads.isdisjoint(set_by_request):
                    continue
                tx.base, tx.written = frozen, {}
                tx.forget_matches()
                fired = rule.run(tx)
                if fired and rule.logged and (rule.operator is not None or rule.message.text):
                    continue  # it fires for every request and says so: let it run
                step.decided = True
                step.reads, step.patterns = reads, tuple(some)
                watched |= reads | _writes(rule)
                patterns += some
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
        settled = {step.rule for phase in self._phases.values() for step in phase.steps if step.decided and step.rule}
        self._unsettling = frozenset(
            rule.id for rule in self.rules for link in rule.all_links for one in link.controls if one.unsettles(settled)
        )
        self._end: Base = MappingProxyType(base)
        self._watched_names = frozenset(watched)
        self._watched_patterns = tuple(patterns)

    def _link_up(self, phase: Phase, cache: CompiledCache | None) -> None:
        """Which of the steps that are left have expressions, and the databases of these."""
        wanted: list[Wanted] = []
        self._numbered: dict[Link, int] = {}
        for step in phase.steps:
            if step.rule is None or step.decided or not step.on_path:
                continue
            step.needs = tuple(self._expressions(step.rule, wanted))
        if wanted:
            phase.scan = self._scan(phase, wanted, cache)
        running = [step for step in phase.steps if step.on_path and not step.decided and step.rule is not None]
        phase.always = tuple(step for step in running if not step.needs)
        for step in running:
            assert step.rule is not None
            step.asks = self._askable(step.rule)
        by_hit: dict[int, list[Step]] = {}
        for step in running:
            if step.needs:
                by_hit.setdefault(step.needs[0], []).append(step)
        phase.by_hit = MappingProxyType({number: tuple(steps) for number, steps in by_hit.items()})

    def _scan(self, phase: Phase, wanted: list[Wanted], kept: CompiledCache | None) -> PhaseScan:
        """The databases. An expression that Hyperscan finds too large it looks for loosely; what it refuses even then is
        asked every time."""
        key = sha256(repr([(one.expression, one.flags) for one in wanted]).encode()).hexdigest() + "-refused"
        known = kept.get(key) if kept is not None else None
        faulty: dict[int, str] = {}
        if known is not None:
            loose, faulty = msgspec.msgpack.decode(known, type=tuple[list[int], dict[int, str]])
            wanted = self._loosely(wanted, loose)
        else:
            try:
                return PhaseScan(wanted, kept)
            except hyperscan.HyperscanError:
                loose = [at for at, one in enumerate(wanted) if accepts(one.expression, one.flags)]
                if not loose:
                    raise
            wanted = self._loosely(wanted, loose)
            for at in loose:
                if reason := accepts(wanted[at].expression, wanted[at].flags):
                    faulty[wanted[at].number] = reason
            if kept is not None:
                kept.put(key, msgspec.msgpack.encode((loose, faulty)))
        if faulty:
            for step in phase.steps:
                refused = next((number for number in step.needs if number in faulty), None)
                if refused is not None and step.rule is not None:
                    self.unscannable.append((step.rule, faulty[refused]))
                    step.needs = ()
            needed = {number for step in phase.steps for number in step.needs}
            wanted = [one for one in wanted if one.number in needed]
        return PhaseScan(wanted, kept)

    def _loosely(self, wanted: list[Wanted], which: list[int]) -> list[Wanted]:
        operators = {number: link.operator for link, number in self._numbered.items()}
        out = list(wanted)
        for at in which:
            one = wanted[at]
            check = getattr(operators[one.number], "search_all", None)
            out[at] = one._replace(flags=one.flags | hyperscan.HS_FLAG_PREFILTER, check=check)
        return out

    def _expressions(self, rule: Rule, wanted: list[Wanted]) -> list[int]:
        """The numbers of all links' expressions that must be found: a chain holds only where every link does."""
        numbers: list[int] = []
        for link in rule.all_links:
            number = _expression(link, wanted)
            if number is not None:
                numbers.append(number)
                self._numbered[link] = number
            if link.setvars:
                break  # what it writes is written though a later link does not hold
        return numbers

    def _askable(self, rule: Rule) -> tuple[Selector, ...]:
        """What the rule reads, if that is little and comes again, and nobody else reads what it writes."""
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
        for link in rule.all_links:
            macro = getattr(link.operator, "_macro", None)
            macros = [*(macro.reads if macro is not None else ()), *(read for s in writing for read in s.reads)]
            if any(name not in SELF_SEEING for name, _ in macros):
                return ()
            reads, _ = _link_reads(link)
            if not (reads - own - CAPTURED).isdisjoint(self._set_by_request):
                return ()
        for other in self.rules:
            if other is rule:
                continue
            names, patterns = _reads(other)
            if not names.isdisjoint(own) or any(search(name) for search in patterns for name in (*own, *prefixes)):
                return ()
            if any(name.startswith(prefix) for name in names for prefix in prefixes):
                return ()
        return tuple(asks)

    def roles(self) -> dict[int, str]:
        """How each rule that can run here is run: decided beforehand, asked always, or where its expression is found."""
        out: dict[int, str] = {}
        for phase in self._phases.values():
            for step in phase.steps:
                if step.rule is None or not step.on_path:
                    continue
                always = "always, remembered" if step.asks else "always"
                out[step.rule.id] = "decided beforehand" if step.decided else "where found" if step.needs else always
        return out

    def ask(self, rule: Rule, tx: Transaction) -> bool:
        """Asks one rule by itself, with what every request has in TX by the end."""
        tx.base = self._end
        return rule.run(tx)

    # Running it.

    def start(self, request: Request, request_id: str, client: str) -> Transaction:
        """Raises nothing, whatever the bytes."""
        tx = Transaction(Collections(request, request_id, client), self._watches)
        tx.base = self._phases[1].start
        return tx

    def _watches(self, name: bytes) -> bool:
        if name in self._watched_names:
            return True
        if not self._watched_patterns:
            return False
        known = self._watch_cache.get(name)
        if known is None:
            known = any(search(name) for search in self._watched_patterns)
            if len(self._watch_cache) < 4096:
                self._watch_cache[name] = known
        return known

    def request_headers(self, tx: Transaction) -> list[Hit]:
        return self._run(1, tx)

    def request_body(self, tx: Transaction, body: bytes, *, complete: bool = True) -> list[Hit]:
        """`body` without its content codings; `complete`: it is all of it."""
        if tx.engine_off or tx.collections is None:
            return []
        processor = tx.processor
        if processor is None:
            processor = tx.collections.get("REQBODY_PROCESSOR")[0][1]
        tx.collections.read_body(body, processor, complete=complete)
        return self._run(2, tx)

    def response_headers(self, tx: Transaction, response: Response) -> list[Hit]:
        if tx.engine_off or tx.collections is None:
            return []
        tx.collections.read_response(response)
        return self._run(3, tx)

    def response_body(self, tx: Transaction, response: Response) -> list[Hit]:
        """Looks at bodies only where SecResponseBodyAccess is On, of the media types of SecResponseBodyMimeType."""
        if tx.engine_off or tx.collections is None or not self._reads_response_body:
            return []
        kind = tx.collections.first("RESPONSE_CONTENT_TYPE") or b""
        if kind not in self._inspected_types:
            return []
        tx.collections.read_response_body(response)
        return self._run(4, tx)

    def logging(self, tx: Transaction) -> list[Hit]:
        return self._run(5, tx)

    def _run(self, number: int, tx: Transaction) -> list[Hit]:
        phase = self._phases.get(number)
        if phase is None or tx.engine_off:
            return []
        allowed = tx.allowed
        if allowed and number != 5 and (allowed == "all" or number <= 2):
            return []
        tx.allowed = ""
        found = phase.scan.hits(tx) if phase.scan is not None else set()
        hits: list[Hit] = []
        tx.forget_matches()
        if tx.live or tx.dirty:
            self._all(phase, 0, found, tx, hits)
            return hits
        todo: Iterable[Step] = phase.always
        if found:
            by_hit = phase.by_hit
            more = [
                step
                for number in found
                for step in by_hit.get(number, ())
                if len(step.needs) == 1 or found.issuperset(step.needs)
            ]
            if more:
                todo = sorted((*phase.always, *more), key=_index)
        for step in todo:
            rule = step.rule
            key: Key = ()
            if step.asks:
                key = tuple([tuple(selector.pairs(tx)) for selector in step.asks])
                if key in step.quiet:
                    continue
            tx.base = step.base
            if step.index != tx.matched_at + 1:
                tx.forget_matches()
            if rule is None or (tx.removes and _removed(rule, tx)):
                continue
            if rule.run(tx):
                tx.matched_at = step.index
                self._fired(rule, tx, hits)
                if rule.skip_after or rule.skip or rule.disruption.startswith("allow") or rule.id in self._unsettling:
                    tx.freeze()
                    if not tx.engine_off:
                        self._all(phase, self._after(phase, step, tx), found, tx, hits)
                    return hits
            elif key and not tx.dirty and len(step.quiet) < QUIET and sum(map(_size, key)) < QUIET_BYTES:
                step.quiet.add(key)
            if tx.dirty:
                self._all(phase, step.index + 1, found, tx, hits)
                return hits
            if tx.live:
                self._all(phase, step.index + 1, found, tx, hits)
                return hits
        return hits

    def _all(self, phase: Phase, at: int, found: set[int], tx: Transaction, hits: list[Hit]) -> None:
        """Every step from `at` on; those decided beforehand only where what they read has changed."""
        steps = phase.steps
        if tx.skip_to:
            target = phase.markers.get(tx.skip_to, -1)
            if target < at:
                return
            tx.skip_to = ""
            at = target + 1
        while at < len(steps):
            step = steps[at]
            rule = step.rule
            if not tx.live:
                if not step.on_path:
                    tx.freeze()
                else:
                    tx.base = step.base
                    if step.decided and not step.touched(tx.dirty):
                        at = step.next
                        continue
            at += 1
            if rule is None:
                continue
            if step.needs and not found.issuperset(step.needs):
                tx.forget_matches()
                continue
            if tx.removes and _removed(rule, tx):
                continue
            if not rule.run(tx):
                continue
            self._fired(rule, tx, hits)
            if tx.engine_off:
                return
            if rule.disruption.startswith("allow"):
                tx.allowed = rule.disruption.partition(":")[2]
                if tx.allowed == "phase":
                    tx.allowed = ""
                tx.freeze()
                return
            if rule.skip_after or rule.skip:
                if not tx.live:
                    after = self._after(phase, step, tx)
                    if after == step.next and step.decided:
                        at = after
                        continue
                    tx.freeze()
                at = self._after(phase, step, tx)
                if tx.skip_to:
                    return

    @staticmethod
    def _after(phase: Phase, step: Step, tx: Transaction) -> int:
        """Where to go on behind a rule that fired."""
        rule = step.rule
        assert rule is not None
        if rule.disruption.startswith("allow"):
            tx.allowed = rule.disruption.partition(":")[2]
            if tx.allowed == "phase":
                tx.allowed = ""
            return len(phase.steps)
        if rule.skip_after:
            target = phase.markers.get(rule.skip_after, -1)
            if target < step.index:
                tx.skip_to = rule.skip_after
                return len(phase.steps)
            return target
        return step.index + 1 + rule.skip

    @staticmethod
    def _fired(rule: Rule, tx: Transaction, hits: list[Hit]) -> None:
        if rule.logged:
            hits.append(Hit(rule, tx))


QUIET = 256
"""how many sets of values a rule remembers not to match"""
QUIET_BYTES = 1024


def _size(pairs: tuple[tuple[bytes, bytes], ...]) -> int:
    return sum(len(key) + len(value) for key, value in pairs)


def _index(step: Step) -> int:
    return step.index


def encode_all(words: Iterable[str]) -> list[bytes]:
    return [word.encode() for word in words]


def _removed(rule: Rule, tx: Transaction) -> bool:
    if any(low <= rule.id <= high for low, high in tx.removed_ids):
        return True
    if any(tag in rule.tags for tag in tx.removed_tags):
        return True
    return rule.message.text in tx.removed_messages


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
        from addons.signatures.seclang.rules import Forms  # noqa: PLC0415

        steps = list(zip(link.forms.names, link.forms.steps, strict=True))
        chains = [Forms(steps[:length]) for length in range(len(steps) + 1)]
    separator = operator.separator
    for expression, flags in operator.prefilter:
        wanted.extend(Wanted(number, atoms, forms, expression, flags, needs_case, separator) for forms in chains)
    return number


def _reads_only_tx(rule: Rule) -> bool:
    for link in rule.all_links:
        if link.controls or any(selector.collection not in ("TX", *_MATCHED) for selector in link.selectors):
            return False
        if any(setvar.collection != "TX" for setvar in link.setvars):
            return False
        for name, _ in (read for setvar in link.setvars for read in setvar.reads):
            if name not in SELF_SEEING:
                return False
        macro = getattr(link.operator, "_macro", None)
        if macro is not None and any(name not in SELF_SEEING for name, _ in macro.reads):
            return False
    return not rule.disruption.startswith("allow")


_MATCHED = ("MATCHED_VAR", "MATCHED_VAR_NAME", "MATCHED_VARS", "MATCHED_VARS_NAMES")


def _reads(rule: Rule) -> tuple[frozenset[bytes], list[Callable[[bytes], object]]]:
    every = [_link_reads(link) for link in rule.all_links]
    return frozenset[bytes]().union(*(names for names, _ in every)), [one for _, some in every for one in some]


def _link_reads(link: Link) -> tuple[frozenset[bytes], list[Callable[[bytes], object]]]:
    """Names of TX that it reads, and patterns of names."""
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
    macro = getattr(link.operator, "_macro", None)
    reads = [*(macro.reads if macro is not None else ()), *(read for s in link.setvars for read in s.reads)]
    names |= {key for collection, key in reads if collection == "TX"}
    return frozenset(names), patterns


def _writes(rule: Rule) -> set[bytes]:
    return {
        setvar.key.constant.lower()
        for link in rule.all_links
        for setvar in link.setvars
        if setvar.key.constant is not None
    }


def _never(
    rule: Rule, tx: Transaction, set_by_request: set[bytes]
) -> tuple[frozenset[bytes], list[Callable[[bytes], object]]] | None:
    """Where a link that reads nothing but TX does not hold, and nothing was written before it: what that link reads."""
    for link in rule.all_links:
        if link.operator is None:
            return None
        if all(selector.collection == "TX" for selector in link.selectors):
            reads, patterns = _link_reads(link)
            macro = getattr(link.operator, "_macro", None)
            if (
                reads.isdisjoint(set_by_request)
                and not patterns
                and (macro is None or all(name == "TX" for name, _ in macro.reads))
            ):
                held = link.holds(tx, rule)
                tx.written = {}
                tx.forget_matches()
                if not held:
                    return reads, patterns
        if link.setvars or link.controls or link.capture:
            return None
    return None


def _names_every_request_sets(rules: Iterable[Rule]) -> set[bytes]:
    """What a SecAction writes that reads the request: decided rules may not depend on it."""
    return {name for rule in rules if rule.operator is None and not _reads_only_tx(rule) for name in _writes(rule)}
