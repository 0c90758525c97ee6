"""Rules compiled: what each looks at, what is undone before, how it looks, and what a match does.

Making them may fail, naming file and line; running one cannot. Which of them have to run at all is `program`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from addons.decode.text import encode
from addons.finding import Severity
from addons.signatures.ast import Place, RuleError
from addons.signatures.seclang.ast import Action, SecRule, Target
from addons.signatures.seclang.collections import KNOWN, MATCHED, STATE
from addons.signatures.seclang.macros import Macro
from addons.signatures.seclang.operators import Files, Operator, make_operator, number, refusal
from addons.signatures.seclang.parser import DISRUPTIVE, parse_targets
from addons.signatures.seclang.patterns import Pattern
from addons.signatures.seclang.transaction import Transaction
from addons.signatures.seclang.transformations import TRANSFORMATIONS, Transformation, UrlDecodeUni

SEVERITIES = {
    "EMERGENCY": 0, "ALERT": 1, "CRITICAL": 2, "ERROR": 3, "WARNING": 4, "NOTICE": 5, "INFO": 6, "DEBUG": 7,
}  # fmt: skip
POINTS = (Severity.CRITICAL, Severity.CRITICAL, Severity.CRITICAL, Severity.ERROR, Severity.WARNING, Severity.NOTICE, Severity.INFO, Severity.INFO)  # fmt: skip
Disruption = Literal["allow", "block", "deny", "drop", "pass", "redirect"]


@dataclass(frozen=True, slots=True)
class Options:
    """What configures the making of rules: `defaults` by phase, `unicode_map` for urlDecodeUni, `files` for @pmFromFile."""

    files: Files
    defaults: Mapping[int, tuple[Action, ...]]
    unicode_map: Mapping[int, int]


class Selector:
    """A target, ready: its pairs of a transaction."""

    def __init__(self, target: Target, place: Place) -> None:
        if target.collection not in KNOWN:
            raise place.error(f"variable {target.collection!r} is not supported")
        if target.collection == "XML" and target.selector not in ("/*", "//@*", ""):
            raise place.error(
                f"XML:{target.selector}: of XPath only /* (all text) and //@* (all attributes) are supported"
            )
        self.target = target
        self.collection = target.collection
        self.key = encode(target.selector) if target.collection == "XML" else encode(target.selector.lower())
        self.pattern = (
            Pattern(f"(?i){target.selector}" if target.collection in STATE else target.selector, place)
            if target.pattern
            else None
        )
        if self.pattern is not None and self.pattern.engine != "re2":
            raise place.error(
                f"the pattern for names {target.selector!r} is not supported: look-around, or back-references"
            )
        self.counted = target.counted

    def pairs(self, tx: Transaction) -> list[tuple[bytes, bytes]]:
        if self.pattern is not None:
            search = self.pattern.search
            found = [pair for pair in tx.pairs(self.collection) if search(pair[0])]
        elif self.key:
            found = tx.named(self.collection, self.key)
        else:
            found = tx.pairs(self.collection)
        return [(b"", b"%d" % len(found))] if self.counted else found

    def covers(self, collection: str, key: bytes) -> bool:
        """Whether a value of that name is one of these."""
        if collection != self.collection:
            return False
        if self.pattern is not None:
            return self.pattern.search(key) is not None
        return not self.key or key.lower() == self.key


class SetVar:
    """`setvar:tx.score=+%{tx.critical}`, `setvar:!tx.x`, `setvar:tx.x` (to 1)."""

    def __init__(self, text: str, place: Place) -> None:
        name, equals, value = text.partition("=")
        self._removes = name.startswith("!")
        collection, dot, key = name.lstrip("!").partition(".")
        self.collection = collection.strip().upper()
        if not dot or self.collection not in STATE or not key:
            raise place.error(f"setvar {text!r}: TX.name=value, and IP, GLOBAL, SESSION, USER, RESOURCE likewise")
        self._sign = value[:1] if equals and value[:1] in ("+", "-") else ""
        self.key = Macro(key.strip(), place)
        self.predicate = Macro((value[1:] if self._sign else value) if equals else "1", place)

    @property
    def reads(self) -> list[tuple[str, bytes]]:
        reads = [*self.key.reads, *self.predicate.reads]
        if self._sign and self.key.constant is not None:
            reads.append((self.collection, self.key.constant.lower()))
        return reads

    def run(self, tx: Transaction) -> None:
        key = self.key.expand(tx)
        if self._removes:
            tx.set(self.collection, key, None)
            return
        value = self.predicate.expand(tx)
        if self._sign:
            change = number(value)
            before = number(tx.value(self.collection, key.lower()) or b"")
            value = b"%d" % (before + change if self._sign == "+" else before - change)
        tx.set(self.collection, key, value)


IGNORED_CTL = frozenset(("auditengine", "auditlogparts", "debugloglevel", "hashengine", "hashenforcement", "forcerequestbodyvariable",
                         "requestbodyaccess", "responsebodyaccess", "parsexmlintoargs"))  # fmt: skip
"""what is recorded is not a rule's to say, a body is always there, and REQUEST_BODY with it"""


class Control:
    """`ctl:…`: what a match switches for the rest of the request."""

    def __init__(self, text: str, place: Place) -> None:
        name, _, value = text.partition("=")
        self.name, self.value = name.strip().lower(), value.strip()
        self._ids: list[tuple[int, int]] = []
        self._selectors: list[Selector] = []
        known = ("ruleremovebyid", "ruleremovebytag", "ruleremovebymsg", "ruleremovetargetbyid", "ruleremovetargetbytag",
                 "ruleremovetargetbymsg", "ruleengine", "requestbodyprocessor")  # fmt: skip
        if self.name not in known and self.name not in IGNORED_CTL:
            raise place.error(f"ctl:{name} is not supported")
        if self.name.startswith("ruleremovetarget"):
            self.value, semicolon, target = self.value.partition(";")
            if not semicolon:
                raise place.error(f"ctl:{text}: needs ;VARIABLE")
            self._selectors = [Selector(one, place) for one in parse_targets(target.replace(",", "|"), place)]
        if self.name.endswith("byid"):
            low, _, high = self.value.partition("-")
            if not low.isdigit() or (high and not high.isdigit()):
                raise place.error(f"ctl:{text}: no rule id")
            self._ids = [(int(low), int(high or low))]
        if self.name == "requestbodyprocessor" and self.value.upper() not in ("JSON", "XML", "URLENCODED", "MULTIPART"):
            raise place.error(f"ctl:{text}: the processors are JSON, XML, URLENCODED and MULTIPART")
        if self.name == "ruleengine" and self.value.lower() not in ("on", "off", "detectiononly"):
            raise place.error(f"ctl:{text}: On, Off or DetectionOnly")

    @property
    def ignored(self) -> bool:
        return self.name in IGNORED_CTL

    def unsettles(self, settled: Iterable[Rule]) -> bool:
        """Whether it can change the outcome of rules that were decided beforehand."""
        if self.name == "ruleremovebyid":
            low, high = self._ids[0]
            return any(low <= rule.id <= high for rule in settled)
        if self.name.startswith("ruleremovetarget"):
            return any(selector.collection == "TX" for selector in self._selectors)
        return self.name in ("ruleremovebytag", "ruleremovebymsg") or self.value.lower() == "off"

    def run(self, tx: Transaction) -> None:
        value = self.value
        match self.name:
            case "ruleremovebyid":
                tx.removed_ids += self._ids
            case "ruleremovebytag":
                tx.removed_tags.append(value)
            case "ruleremovebymsg":
                tx.removed_messages.append(value)
            case "ruleremovetargetbyid":
                low, high = self._ids[0]
                self._remove(tx, lambda rule: low <= rule.id <= high)
            case "ruleremovetargetbytag":
                self._remove(tx, lambda rule: value in rule.tags)
            case "ruleremovetargetbymsg":
                self._remove(tx, lambda rule: rule.message.text == value)
            case "requestbodyprocessor":
                tx.processor = value.upper().encode()
                if tx.collections is not None:
                    tx.collections.pairs["REQBODY_PROCESSOR"] = [(b"", tx.processor)]
            case "ruleengine":
                tx.engine_off = value.lower() == "off"

    def _remove(self, tx: Transaction, meant: Callable[[Rule], bool]) -> None:
        tx.removed_targets += [(meant, selector) for selector in self._selectors]


class Forms:
    """A chain of transformations as one function."""

    def __init__(self, steps: Sequence[tuple[str, Transformation]]) -> None:
        self.names = tuple(name for name, _ in steps)
        self.steps = tuple(step for _, step in steps)
        self._runs = tuple(step.run for step in self.steps)
        triggers = [step.triggers for step in self.steps]
        self.inert = (
            b""
            if None in triggers
            else bytes(b for b in range(256) if not any(b in t for t in triggers if t is not None))
        )
        """bytes of which any value made of nothing else stays as it is"""

    def __call__(self, value: bytes) -> bytes:
        if not value.translate(None, self.inert):
            return value
        for run in self._runs:
            value = run(value)
        return value

    def all(self, value: bytes) -> list[bytes]:
        """multiMatch: the value, and what it becomes whenever a step changes it."""
        out = [value]
        if not value.translate(None, self.inert):
            return out
        for run in self._runs:
            after = run(value)
            if after != value:
                out.append(after)
                value = after
        return out


class Link:
    """A rule of a chain: the first, or one chained to it."""

    def __init__(self, source: SecRule, options: Options, phase: int) -> None:
        self.source = source
        self.place = place = source.place
        actions = source.actions
        defaults = options.defaults.get(phase, ())
        self.selectors = tuple(Selector(target, place) for target in source.targets if not target.excluded)
        self.exclusions = tuple(Selector(target, place) for target in source.targets if target.excluded)
        self.operator: Operator | None = None
        self.negated = False
        if source.operator is not None:
            self.operator = make_operator(source.operator, place, options.files)
            self.negated = source.operator.negated
        self.forms = Forms(_transformations((*defaults, *actions), options, place))
        self.capture = any(action.name == "capture" for action in actions)
        self.multi = any(action.name == "multimatch" for action in actions)
        every = [SetVar(action.value, place) for action in (*defaults, *actions) if action.name == "setvar"]
        self.setvars = tuple(every)
        controls = [Control(action.value, place) for action in actions if action.name == "ctl"]
        self.controls = tuple(control for control in controls if not control.ignored)
        self.plain = not self.multi and not self.exclusions

    def values(self, tx: Transaction, rule: Rule) -> Iterator[tuple[str, bytes, bytes]]:
        removed = tx.removed_targets
        for selector in self.selectors:
            collection = selector.collection
            if removed and any(meant(rule) and gone.target == selector.target for meant, gone in removed):
                continue
            for key, value in selector.pairs(tx):
                if (
                    self.exclusions
                    and not selector.counted
                    and any(one.covers(collection, key) for one in self.exclusions)
                ):
                    continue
                if removed and any(meant(rule) and gone.covers(collection, key) for meant, gone in removed):
                    continue
                yield collection, key, value

    def holds(self, tx: Transaction, rule: Rule) -> bool:
        """Whether any value matches; what a match writes is written for each that does."""
        operator = self.operator
        if operator is None:
            for setvar in self.setvars:
                setvar.run(tx)
            return True
        held = False
        matches, negated, forms = operator.matches, self.negated, self.forms
        if self.plain and not tx.removed_targets:
            for selector in self.selectors:
                for key, value in selector.pairs(tx):
                    form = forms(value) if forms.names else value
                    if matches(form, tx) is not negated and self._matched(tx, rule, selector.collection, key, form):
                        held = True
        else:
            multi = self.multi
            for collection, key, value in self.values(tx, rule):
                for form in forms.all(value) if multi else (forms(value),):
                    if matches(form, tx) is not negated and self._matched(tx, rule, collection, key, form):
                        held = True
        if not held:
            tx.forget_matches()
        return held

    def _matched(self, tx: Transaction, rule: Rule, collection: str, key: bytes, form: bytes) -> bool:
        if tx.excluded is not None and tx.excluded(rule, collection, key):
            return False
        if self.capture and not self.negated and self.operator is not None:
            for group, text in self.operator.capture(form, tx):
                tx.set("TX", b"%d" % group, text)
        tx.match(collection, key, form)
        for setvar in self.setvars:
            setvar.run(tx)
        return True


class Rule(Link):
    """The first of its chain, with what is the chain's. `refused`: why it never matches; "" where it does its work."""

    def __init__(self, source: SecRule, options: Options) -> None:
        self.phase = _phase(source)
        self.id = source.id
        self.refused = next(
            (reason for link in (source, *source.links) if link.operator and (reason := refusal(link.operator))), ""
        )
        if self.refused:
            source = _without_operator(source)
        super().__init__(source, options, self.phase)
        self.links = tuple(Link(link, options, self.phase) for link in source.links)
        defaults = options.defaults.get(self.phase, ())
        place = source.place
        self.message = Macro(source.last("msg") or "", place)
        self.logdata = Macro(source.last("logdata") or "", place)
        self.tags = tuple(action.value for action in (*defaults, *source.actions) if action.name == "tag")
        self.severity = _severity(source)
        self.disruption = _disruption(source, defaults)
        self.skip = int(source.last("skip") or 0)
        self.skip_after = source.last("skipafter") or ""
        self.logged = next(
            (a.name == "log" for a in reversed((*defaults, *source.actions)) if a.name in ("log", "nolog")), True
        )
        self.audited = self.logged and next(
            (
                a.name == "auditlog"
                for a in reversed((*defaults, *source.actions))
                if a.name in ("auditlog", "noauditlog")
            ),
            True,
        )
        initial = [action for action in source.actions if action.name in ("initcol", "expirevar")]
        for action in initial:
            Macro(action.value, place)
        self.shown_id = str(self.id)

    @property
    def all_links(self) -> tuple[Link, ...]:
        return (self, *self.links)

    def fact(self, key: bytes) -> bytes | None:
        if key == b"id":
            return self.shown_id.encode()
        if key == b"msg":
            return encode(self.message.text)
        if key == b"severity" and self.severity is not None:
            return b"%d" % self.severity
        return None

    @property
    def points(self) -> Severity:
        return Severity.CRITICAL if self.severity is None else POINTS[self.severity]

    def run(self, tx: Transaction) -> bool:
        tx.rule = self
        if not self.holds(tx, self):
            return False
        if self.severity is not None and self.severity < tx.severity:
            tx.severity = self.severity
        for link in self.links:
            if not link.holds(tx, self):
                return False
        for link in reversed(self.links):
            for control in link.controls:
                control.run(tx)
        for control in self.controls:
            control.run(tx)
        return True


def _phase(source: SecRule) -> int:
    text = source.last("phase") or "2"
    return {"request": 2, "response": 4, "logging": 5}.get(text) or int(text)


def _severity(source: SecRule) -> int | None:
    text = source.last("severity")
    if text is None:
        return None
    if text.isdigit() and int(text) <= 7:
        return int(text)
    if text.upper() not in SEVERITIES:
        raise source.place.error(f"severity {text!r}: one of {', '.join(SEVERITIES)}, or 0 to 7")
    return SEVERITIES[text.upper()]


def _disruption(source: SecRule, defaults: tuple[Action, ...]) -> str:
    """`block` stays block: what it comes to is the verdict's business."""
    own = next((action.name for action in reversed(source.actions) if action.name in DISRUPTIVE), None)
    if own == "allow":
        return f"allow:{source.last('allow') or 'all'}"
    return own or next((action.name for action in reversed(defaults) if action.name in DISRUPTIVE), "pass")


def _transformations(actions: Sequence[Action], options: Options, place: Place) -> list[tuple[str, Transformation]]:
    out: list[tuple[str, Transformation]] = []
    for action in actions:
        if action.name != "t":
            continue
        name = action.value.lower()
        if name == "none":
            out.clear()
            continue
        step = TRANSFORMATIONS.get(name)
        if step is None:
            raise place.error(f"transformation {action.value!r} is not supported")
        if name == "urldecodeuni" and options.unicode_map:
            step = step._replace(run=UrlDecodeUni(options.unicode_map))
        out.append((name, step))
    return out


def _without_operator(source: SecRule) -> SecRule:
    """The rule as one that never matches."""
    from dataclasses import replace  # noqa: PLC0415

    from addons.signatures.seclang.ast import OperatorText  # noqa: PLC0415

    return replace(source, operator=OperatorText("nomatch"), links=())


def compile_rule(source: SecRule, options: Options) -> Rule:
    """Raises RuleError."""
    try:
        return Rule(source, options)
    except RecursionError:
        raise RuleError(f"{source.place}: an expression nested too deeply") from None


MATCHED_NAMES = MATCHED
