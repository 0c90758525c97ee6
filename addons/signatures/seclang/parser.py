r"""Reads SecLang: text to directives. What it does not know is an error with file and line; all faults of a file come at once.

The grammar, as ModSecurity 3 reads it: a logical line is joined over `\` at the end of lines; arguments are bare or in
double quotes, where `\"` is a quote; an action list is comma-separated, its values bare or in single quotes.
Whether names of variables, operators and transformations mean something is for `rules` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from addons.signatures.ast import Place, RuleError
from addons.signatures.seclang.ast import (
    Action,
    ActionUpdate,
    Defaults,
    Directive,
    Include,
    Marker,
    OperatorText,
    Removal,
    SecRule,
    Setting,
    Target,
    TargetUpdate,
)

SETTINGS = frozenset(
    ("seccomponentsignature", "seccollectiontimeout", "secruleengine", "secrequestbodyaccess", "secrequestbodylimit",
     "secrequestbodynofileslimit", "secrequestbodylimitaction", "secrequestbodyinmemorylimit",
     "secrequestbodyjsondepthlimit", "secargumentslimit", "secresponsebodyaccess", "secresponsebodymimetype",
     "secresponsebodymimetypesclear", "secresponsebodylimit", "secresponsebodylimitaction", "sectmpdir",
     "secdatadir", "secuploaddir", "secuploadkeepfiles", "secuploadfilemode", "secuploadfilelimit",
     "sectmpsaveuploadedfiles", "secdebuglog", "secdebugloglevel", "secauditengine", "secauditlogrelevantstatus",
     "secauditlogparts", "secauditlogtype", "secauditlog", "secauditlog2", "secauditlogstoragedir",
     "secauditlogformat", "secauditlogdirmode", "secauditlogfilemode", "secargumentseparator", "seccookieformat",
     "secunicodemapfile", "secstatusengine", "secpcrematchlimit", "secpcrematchlimitrecursion",
     "secxmlexternalentity", "secserversignature", "secwebappid", "secsensorid", "secgeolookupdb", "sechttpblkey",
     "secinterceptonerror", "secunicodecodepage")
)  # fmt: skip
REFUSED = {
    "secremoterules": "rules are files here, not addresses on a network",
    "secruleinheritance": "there are no nested configurations",
    "secrulescript": "there is no Lua here",
    "secinitscript": "there is no Lua here",
}
DISRUPTIVE = frozenset(("allow", "block", "deny", "drop", "pass", "proxy", "redirect"))
ACTIONS = DISRUPTIVE | frozenset(
    (
        "accuracy", "append", "auditlog", "capture", "chain", "ctl", "deprecatevar", "exec", "expirevar", "id", "initcol",
        "log", "logdata", "maturity", "msg", "multimatch", "noauditlog", "nolog", "pause", "phase", "prepend", "rev",
        "sanitisearg", "sanitisematched", "sanitisematchedbytes", "sanitiserequestheader", "sanitiseresponseheader",
        "setenv", "setrsc", "setsid", "setuid", "setvar", "severity", "skip", "skipafter", "status", "t", "tag", "ver",
        "xmlns",
    )
)  # fmt: skip
NOT_DONE = frozenset(("append", "exec", "pause", "prepend", "proxy", "deprecatevar", "setenv"))
PHASES = {"request": 2, "response": 4, "logging": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


def parse_directives(text: str, file: str) -> list[Directive]:
    """The directives of one file, in order. Raises RuleError naming every fault, one a line."""
    out: list[Directive] = []
    errors: list[str] = []
    chain: list[SecRule] = []
    broken = False  # within a chain that has a faulty link: its other links are read, not kept
    for place, line in _logical_lines(text, file):
        try:
            words = _words(line, place)
            directive = _directive(words, place, chained=bool(chain))
        except RuleError as error:
            errors.append(str(error))
            broken = broken or bool(chain) or _chains(line)
            continue
        if not isinstance(directive, SecRule):
            if chain:
                errors.append(str(place.error(f"{words[0]} within the chain that begins at {chain[0].place}")))
                chain = []
            out.append(directive)
            continue
        chain.append(directive)
        if any(action.name == "chain" for action in directive.actions):
            continue
        if not broken:
            out.append(replace(chain[0], links=tuple(chain[1:])))
        chain, broken = [], False
    if chain:
        errors.append(str(chain[-1].place.error("a chain without its last rule")))
    if errors:
        raise RuleError("\n".join(errors))
    return out


def _chains(line: str) -> bool:
    return any(word.strip(" '\"") == "chain" for word in line.split(","))


def _directive(words: list[str], place: Place, *, chained: bool) -> Directive:
    name, arguments = words[0].lower(), words[1:]
    if name == "secrule":
        if len(arguments) not in (2, 3):
            raise place.error(f"SecRule takes variables, an operator and actions, here {len(arguments)} arguments")
        actions = parse_actions(arguments[2] if len(arguments) == 3 else "", place)
        _check_rule(actions, place, chained=chained)
        targets = parse_targets(arguments[0], place)
        if all(target.excluded for target in targets):
            raise place.error("nothing but exclusions selects nothing")
        return SecRule(place, targets, parse_operator(arguments[1], place), actions)
    if name == "secaction":
        _count(words, 1, place)
        actions = parse_actions(arguments[0], place)
        if any(action.name == "t" for action in actions):
            actions = tuple(action for action in actions if action.name != "t")
        _check_rule(actions, place, chained=chained)
        return SecRule(place, (), None, actions)
    if name == "secmarker":
        _count(words, 1, place)
        return Marker(place, arguments[0])
    if name == "secdefaultaction":
        _count(words, 1, place)
        return _defaults(arguments[0], place)
    if name == "include":
        _count(words, 1, place)
        return Include(place, arguments[0])
    if name.startswith("secruleremoveby"):
        return _removal(name, words, place)
    if name.startswith("secruleupdatetargetby"):
        return _target_update(name, words, place)
    if name == "secruleupdateactionbyid":
        _count(words, 2, place)
        number, _, link = arguments[0].partition(":")
        if not number.isdigit() or (link and not link.isdigit()):
            raise place.error(f"{arguments[0]!r} is no rule id")
        return ActionUpdate(place, int(number), int(link or 0), parse_actions(arguments[1], place))
    if name in SETTINGS:
        return Setting(place, name, tuple(arguments))
    reason = REFUSED.get(name)
    raise place.error(f"directive {words[0]!r} is not supported{': ' + reason if reason else ''}")


def _count(words: list[str], wanted: int, place: Place) -> None:
    if len(words) - 1 != wanted:
        raise place.error(f"{words[0]} takes {wanted} argument{'s' * (wanted > 1)}, here {len(words) - 1}")


def _check_rule(actions: tuple[Action, ...], place: Place, *, chained: bool) -> None:
    has_id = any(action.name == "id" for action in actions)
    if not has_id and not chained:
        raise place.error("a rule needs an id")
    if chained:
        for action in actions:
            if action.name in DISRUPTIVE or action.name in ("id", "phase", "skip", "skipafter"):
                raise place.error(f"{action.name} stands only in the first rule of a chain")


def _defaults(text: str, place: Place) -> Defaults:
    actions = parse_actions(text, place)
    phase = next((PHASES[action.value] for action in actions if action.name == "phase"), None)
    if phase is None:
        raise place.error("SecDefaultAction needs a phase")
    if not any(action.name in DISRUPTIVE for action in actions):
        raise place.error("SecDefaultAction needs a disruptive action: pass, deny, block")
    return Defaults(place, phase, actions)


def _kind(name: str, place: Place) -> Literal["id", "tag", "msg"]:
    end = name.rpartition("by")[2]
    if end == "id":
        return "id"
    if end == "tag":
        return "tag"
    if end == "msg":
        return "msg"
    raise place.error(f"directive {name!r} is not supported")


def _ranges(texts: list[str], place: Place) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for text in texts:
        for word in text.replace(",", " ").split():
            low, dash, high = word.partition("-")
            if not low.isdigit() or (dash and not high.isdigit()) or (dash and int(high) < int(low)):
                raise place.error(f"{word!r} is no rule id and no range of them")
            out.append((int(low), int(high or low)))
    if not out:
        raise place.error("needs a rule id")
    return tuple(out)


def _removal(name: str, words: list[str], place: Place) -> Removal:
    by = _kind(name, place)
    if by == "id":
        return Removal(place, by, ids=_ranges(words[1:], place))
    _count(words, 1, place)
    return Removal(place, by, text=words[1])


def _target_update(name: str, words: list[str], place: Place) -> TargetUpdate:
    by = _kind(name, place)
    if len(words) < 3:
        raise place.error(f"{words[0]} takes what names the rules, and variables")
    targets = parse_targets("|".join(word.replace(",", "|") for word in words[2:]), place)
    if by == "id":
        return TargetUpdate(place, by, targets, ids=_ranges(words[1:2], place))
    return TargetUpdate(place, by, targets, text=words[1])


def _logical_lines(text: str, file: str) -> Iterator[tuple[Place, str]]:
    """Lines with their continuations joined; comments and empty lines dropped."""
    held, started, continued = "", 0, False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")  # noqa: PLW2901
        if not continued and (not line.strip() or line.lstrip().startswith("#")):
            continue
        if not continued:
            held, started = "", number
        if line.endswith("\\"):
            held += line[:-1].lstrip() if continued else line[:-1]
            continued = True
            continue
        whole = (held + line.lstrip() if continued else line).strip()
        continued = False
        if whole:
            yield Place(file, started), whole
    if continued:
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
        if at < end and not line[at].isspace():
            raise place.error(f"{line[at : at + 10]!r} after a closing quote")
    return words


def parse_targets(text: str, place: Place) -> tuple[Target, ...]:
    """`ARGS|!ARGS:/^x/|&REQUEST_HEADERS:Host`; a `|` within `/…/` or quotes is no separator."""
    return tuple(_target(word, place) for word in _split_targets(text) if word)


def _split_targets(text: str) -> Iterator[str]:
    word: list[str] = []
    within = ""
    at = 0
    while at < len(text):
        char = text[at]
        if within:
            if char == "\\" and at + 1 < len(text):
                word.append(char)
                at += 1
                char = text[at]
            elif char == within:
                within = ""
        elif char in "'/" and word and word[-1] == ":" and "".join(word).lstrip("!&").upper() != "XML:":
            within = char
        elif char == "|":
            yield "".join(word).strip()
            word = []
            at += 1
            continue
        word.append(char)
        at += 1
    yield "".join(word).strip()


def _target(word: str, place: Place) -> Target:
    excluded, counted = word.startswith("!"), word.startswith("&")
    name, colon, selector = word[excluded or counted :].partition(":")
    if not colon and "." in name:  # TX.score is TX:score
        name, colon, selector = name.partition(".")
    if not name or (colon and not selector):
        raise place.error(f"{word!r} is no variable")
    collection = name.upper()
    if len(selector) > 1 and selector[0] == selector[-1] == "'":
        selector = selector[1:-1]
    pattern = collection != "XML" and len(selector) > 2 and selector[0] == selector[-1] == "/"
    if pattern:
        selector = selector[1:-1].replace("\\/", "/")
    return Target(collection, selector, pattern, counted, excluded)


def parse_operator(text: str, place: Place) -> OperatorText:
    rest = text.lstrip()
    negated = rest.startswith("!")
    if negated:
        rest = rest[1:].lstrip()
    if not rest.startswith("@"):
        return OperatorText("rx", text.lstrip()[1:] if negated else text, negated)
    name, _, argument = rest[1:].partition(" ")
    if not name.strip():
        raise place.error("an operator without a name")
    name = name.strip().lower()
    return OperatorText(name, argument if name == "rx" else argument.strip(), negated)


def parse_actions(text: str, place: Place) -> tuple[Action, ...]:
    """Raises RuleError for an action that is unknown or cannot be done here."""
    out: list[Action] = []
    for name, value in _pairs(text, place):
        if name not in ACTIONS:
            raise place.error(f"action {name!r} is not supported")
        if name in NOT_DONE:
            raise place.error(
                f"action {name!r} is not supported: rules judge, they do not act on the machine or the answer"
            )
        if name == "id" and not (value.isdigit() and int(value) > 0):
            raise place.error(f"id {value!r} is no number")
        if name == "phase" and value.lower() not in PHASES:
            raise place.error(f"phase {value!r}: 1 to 5, request, response or logging")
        if name == "skip" and not value.isdigit():
            raise place.error(f"skip {value!r} is no number")
        out.append(Action(name, value.lower() if name == "phase" else value))
    return tuple(out)


def _pairs(text: str, place: Place) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text)
    while at < end:
        while at < end and (text[at].isspace() or text[at] == ","):
            at += 1
        start = at
        while at < end and text[at] not in ",:":
            at += 1
        name = text[start:at].strip().lower()
        value = ""
        if at < end and text[at] == ":":
            at += 1
            while at < end and text[at] == " ":
                at += 1
            if text[at : at + 1] == "'":
                close = at + 1
                while (close := text.find("'", close)) != -1 and text[close - 1] == "\\":
                    close += 1
                if close == -1:
                    raise place.error(f"the quote of {name!r} is not closed")
                value = text[at + 1 : close].replace("\\'", "'")
                at = close + 1
                while at < end and text[at].isspace():
                    at += 1
                if at < end and text[at] != ",":
                    raise place.error(f"{text[at : at + 10]!r} after the value of {name!r}")
            else:
                start = at
                value, at = _bare_value(text, at)
        if name:
            yield name, value


def _bare_value(text: str, at: int) -> tuple[str, int]:
    """Up to the next comma; a value such as `setvar:tx.a='x, y'` has its quotes inside, and loses them."""
    start = at
    while at < len(text) and text[at] != ",":
        if text[at] == "'" and text[at - 1] == "=" and (close := text.find("'", at + 1)) != -1:
            value = text[start:at] + text[at + 1 : close]
            return value.strip(), close + 1
        at += 1
    return text[start:at].strip(), at
