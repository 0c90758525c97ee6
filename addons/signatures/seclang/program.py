"""A rule set as a program: what has to run for a request, and nothing else.

Rules that read nothing but TX (set-up, paranoia levels, thresholds) are decided once, when the program is made (`plan`),
as they come out where no rule that reads the request matches: the *clean path*. What they write is TX's `base`, what they
skip is not there. A request runs the rest: those rules that have an expression Hyperscan found in it, and the few that have none.
As soon as a match writes something on which a decided rule depends, that rule runs too; as soon as one skips, switches or
removes, everything runs from there on, with nothing decided beforehand.

Invariant: the outcome is that of running every rule in its order. Phases are ModSecurity's: 1 and 2 request, 3 and 4
answer, 5 logging. Collections other than TX (IP, GLOBAL, SESSION…) live for one request: there is no memory between
requests in an addon, limits and bans have detectors of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from addons.exchange import Request, Response
from addons.signatures.ast import Place, RuleError
from addons.signatures.matcher import CompiledCache
from addons.signatures.seclang.assembly import Source
from addons.signatures.seclang.ast import Marker
from addons.signatures.seclang.collections import Collections
from addons.signatures.seclang.operators import Files
from addons.signatures.seclang.plan import Key, Phase, Step, planned
from addons.signatures.seclang.rules import Options, Rule, compile_rule
from addons.signatures.seclang.transaction import Transaction

PHASES = (1, 2, 3, 4, 5)
QUIET = 256
"""how many sets of values a rule remembers not to match"""
QUIET_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that loads but never matches, and why."""

    place: Place
    rule: int
    reason: str


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
        inspected = source.settings.get("secresponsebodymimetype", ("text/plain", "text/html", "text/xml"))
        self._inspected_types = frozenset(word.encode() for word in inspected)
        self._reads_response_body = source.settings.get("secresponsebodyaccess", ("Off",))[0].lower() == "on"
        plan = planned(rules, PHASES if response else (1, 2), cache)
        self.unscannable = plan.unscannable
        self._phases, self._end = plan.phases, plan.end
        self._unsettling = plan.unsettling
        self._watched = plan.watched
        self._watch_cache: dict[bytes, bool] = {}

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

    def start(self, request: Request, request_id: str, client: str) -> Transaction:
        """Raises nothing, whatever the bytes."""
        tx = Transaction(Collections(request, request_id, client), self._watches)
        tx.base = self._phases[1].start
        return tx

    def _watches(self, name: bytes) -> bool:
        watched = self._watched
        if name in watched.exact:
            return True
        if not watched.patterns:
            return False
        known = self._watch_cache.get(name)
        if known is None:
            known = any(search(name) for search in watched.patterns)
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
            if tx.dirty or tx.live:
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
                    if step.decided and not step.reads.meet(tx.dirty):
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


def _size(pairs: tuple[tuple[bytes, bytes], ...]) -> int:
    return sum(len(key) + len(value) for key, value in pairs)


def _index(step: Step) -> int:
    return step.index


def _removed(rule: Rule, tx: Transaction) -> bool:
    if any(low <= rule.id <= high for low, high in tx.removed_ids):
        return True
    if any(tag in rule.tags for tag in tx.removed_tags):
        return True
    return rule.message.text in tx.removed_messages
