"""Reads SecLang, ModSecurity's rule language: text to `Rule`s.

A subset, and an honest one: a directive, action, variable or transformation that is not understood is an error with
file and line, and all errors of a file come at once. Nothing is skipped.

Not understood so far: SecDefaultAction, setvar and other state, skipAfter, ctl, multiMatch, capture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from addons.finding import Severity
from addons.signatures.ast import Disruption, OperatorText, Place, Rule, RuleError, Selection
from addons.signatures.transformations import TRANSFORMATIONS
from addons.signatures.variables import VARIABLES

SEVERITIES = {
    "EMERGENCY": Severity.CRITICAL, "ALERT": Severity.CRITICAL, "CRITICAL": Severity.CRITICAL, "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING, "NOTICE": Severity.NOTICE, "INFO": Severity.INFO, "DEBUG": Severity.INFO,
    "0": Severity.CRITICAL, "1": Severity.CRITICAL, "2": Severity.CRITICAL, "3": Severity.ERROR,
    "4": Severity.WARNING, "5": Severity.NOTICE, "6": Severity.INFO, "7": Severity.INFO,
}  # fmt: skip
DISRUPTIONS: dict[str, Disruption] = {"block": "block", "deny": "deny", "pass": "pass"}
METADATA = frozenset(("ver", "rev", "maturity", "accuracy", "logdata", "status"))
RECORDED = frozenset(("log", "nolog", "auditlog", "noauditlog"))
"""what is recorded is not a rule's to say here: accepted, without effect"""


@dataclass(slots=True)
class _Actions:
    id: str = ""
    phase: int = 2
    severity: Severity = Severity.CRITICAL
    message: str = ""
    tags: list[str] = field(default_factory=list)
    transformations: list[str] = field(default_factory=list)
    disruption: Disruption = "block"
    metadata: list[tuple[str, str]] = field(default_factory=list)
    chain: bool = False


def parse(text: str, file: str) -> list[Rule]:
    """The rules of one file, in order. Raises RuleError naming every fault, one a line."""
    rules: list[Rule] = []
    errors: list[str] = []
    chain: list[Rule] = []
    for place, line in _logical_lines(text, file):
        try:
            words = _words(line, place)
            directive = words[0].lower()
            if directive in ("secmarker", "seccomponentsignature"):
                if len(words) != 2:
                    raise place.error(f"{words[0]} takes one argument, here {len(words) - 1}")
                continue
            if directive == "secaction":
                if len(words) != 2:
                    raise place.error(f"SecAction takes one argument, here {len(words) - 1}")
                _actions(words[1], place)
                continue
            if directive != "secrule":
                raise place.error(f"directive {words[0]!r} is not supported")
            if len(words) not in (3, 4):
                raise place.error(f"SecRule takes variables, an operator and actions, here {len(words) - 1} arguments")
            actions = _actions(words[3] if len(words) == 4 else "", place)
            rule = Rule(
                place=place,
                selections=_selections(words[1], place, chained=bool(chain)),
                operator=_operator(words[2], place),
                transformations=tuple(actions.transformations),
                id=actions.id,
                phase=actions.phase,
                severity=actions.severity,
                message=actions.message,
                tags=tuple(actions.tags),
                disruption=actions.disruption,
                metadata=tuple(actions.metadata),
            )
            if not chain and not rule.id:
                raise place.error("a rule needs an id")
            chain.append(rule)
            if not actions.chain:
                rules.append(replace(chain[0], chained=tuple(chain[1:])))
                chain = []
        except RuleError as error:
            errors.append(str(error))
            chain = []
    if chain:
        errors.append(str(chain[-1].place.error("a chain without its last rule")))
    if errors:
        raise RuleError("\n".join(errors))
    return rules


def _logical_lines(text: str, file: str) -> Iterator[tuple[Place, str]]:
    """Lines with their continuations joined; comments and empty lines dropped."""
    held, started = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not held and (not line.strip() or line.lstrip().startswith("#")):
            continue
        started = started or number
        if line.endswith("\\"):
            held += line[:-1].lstrip() if held else line[:-1]
            continue
        yield Place(file, started), (held + line.lstrip() if held else line).strip()
        held, started = "", 0
    if held:
        raise Place(file, started).error("the file ends within a continued line")


def _words(line: str, place: Place) -> list[str]:
    r"""Arguments of a directive: bare, or in double quotes, where `\"` is a quote and every other backslash stays."""
    words: list[str] = []
    at, end = 0, len(line)
    while at < end:
        if line[at].isspace():
            at += 1
            continue
        if line[at] != '"':
            start = at
            while at < end and not line[at].isspace():
                at += 1
            words.append(line[start:at])
            continue
        out: list[str] = []
        at += 1
        while at < end and line[at] != '"':
            if line[at] == "\\" and line[at + 1 : at + 2] == '"':
                at += 1
            elif line[at] == "\\" and at + 1 < end:
                out.append(line[at])
                at += 1
            out.append(line[at])
            at += 1
        if at >= end:
            raise place.error("a quote is not closed")
        words.append("".join(out))
        at += 1
    return words


def _selections(text: str, place: Place, *, chained: bool) -> tuple[Selection, ...]:
    out: list[Selection] = []
    for item in text.split("|"):
        word = item.strip()
        excluded = word.startswith("!")
        variable, _, name = word.lstrip("!").partition(":")
        variable = variable.upper()
        if variable.startswith("&"):
            raise place.error(f"counting {variable!r} is not supported")
        if variable not in VARIABLES:
            raise place.error(f"variable {variable!r} is not supported")
        if variable == "MATCHED_VAR" and not chained:
            raise place.error("MATCHED_VAR stands only in a chained rule")
        if name.startswith("/") and variable != "XML":
            raise place.error(f"a pattern for names, {word!r}, is not supported")
        if excluded and not name:
            raise place.error(f"{word!r} excludes a variable without a name")
        out.append(Selection(variable, "" if variable == "XML" else name.strip("'").lower(), excluded))
    if all(selection.excluded for selection in out):
        raise place.error("nothing but exclusions selects nothing")
    return tuple(out)


def _operator(text: str, place: Place) -> OperatorText:
    negated = text.startswith("!")
    rest = text[1:].lstrip() if negated else text
    if not rest.startswith("@"):
        return OperatorText("rx", rest, negated)
    name, _, argument = rest[1:].partition(" ")
    if not name:
        raise place.error("an operator without a name")
    return OperatorText(name.lower(), argument.strip() if name.lower() != "rx" else argument, negated)


def _actions(text: str, place: Place) -> _Actions:
    actions = _Actions()
    for key, value in _pairs(text, place):
        if key == "id":
            if not value.isdigit():
                raise place.error(f"id {value!r} is no number")
            actions.id = value
        elif key == "phase":
            phase = {"request": "2", "response": "4", "logging": "5"}.get(value, value)
            if phase not in ("1", "2"):
                raise place.error(f"phase {value!r} is not supported: 1 or 2")
            actions.phase = int(phase)
        elif key == "severity":
            if value.upper() not in SEVERITIES:
                raise place.error(f"severity {value!r}: one of {', '.join(list(SEVERITIES)[:8])}")
            actions.severity = SEVERITIES[value.upper()]
        elif key == "msg":
            actions.message = value
        elif key == "tag":
            if value.startswith("paranoia-level/") and value[15:] not in ("1", "2", "3", "4"):
                raise place.error(f"{value!r}: the level is 1 to 4")
            actions.tags.append(value)
        elif key == "t":
            name = value.lower()
            if name == "none":
                actions.transformations.clear()
            elif name in TRANSFORMATIONS:
                actions.transformations.append(name)
            else:
                raise place.error(f"transformation {value!r} is not supported")
        elif key in DISRUPTIONS:
            actions.disruption = DISRUPTIONS[key]
        elif key == "chain":
            actions.chain = True
        elif key in METADATA:
            actions.metadata.append((key, value))
        elif key not in RECORDED:
            raise place.error(f"action {key!r} is not supported")
    return actions


def _pairs(text: str, place: Place) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text)
    while at < end:
        while at < end and (text[at].isspace() or text[at] == ","):
            at += 1
        start = at
        while at < end and text[at] not in ",:":
            at += 1
        key = text[start:at].strip().lower()
        value = ""
        if at < end and text[at] == ":":
            at += 1
            if text[at : at + 1] == "'":
                close = at + 1
                while (close := text.find("'", close)) != -1 and text[close - 1] == "\\":
                    close += 1
                if close == -1:
                    raise place.error(f"the quote of {key!r} is not closed")
                value = text[at + 1 : close].replace("\\'", "'")
                at = close + 1
                if at < end and text[at] not in ", \t":
                    raise place.error(f"{text[at : at + 10]!r} after the value of {key!r}")
            else:
                start = at
                while at < end and text[at] != ",":
                    at += 1
                value = text[start:at].strip()
        if key:
            yield key, value
