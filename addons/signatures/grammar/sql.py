"""Whether a text leaves the SQL literal it stands in and goes on as SQL (CWE-89).

A value is put into a statement within single quotes, within double ones, or bare. The first quote of its kind ends the
literal, so what stands before it is padding, whatever it says; what follows must be SQL as far as a comment, a second
statement or the end, for else the database answers with a syntax error and nothing happens. Prose fails there within a
word or two: `don't or 1=1` goes on with `t`, `the ' or 1=1 trick` with `trick`.

It deliberately knows no dialect: whatever one of the common databases would take counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LOOKED_AT = 2048
TOKENS = 256
LEAD = 6
"""tokens of a bare value before SQL goes on: `id = 3`, `-1)`"""
_LEXER = re.compile(
    r"(?P<blank>[\s\x00\xa0]+|/\*(?!!)[^*]{0,400}(?:\*(?!/)[^*]{0,400}){0,20}\*/|/\*!\d{0,6}|\*/)"
    r"|(?P<end>--|\#|/\*|;[\s\x00]*(?:$|--|\#|\x00))"
    r"|(?P<number>0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\d)|\.\d+)"
    r"|(?P<string>[nNxXbBeE]?'[^'\\]{0,400}(?:(?:\\.|'')[^'\\]{0,400}){0,40}'|\"[^\"\\]{0,400}(?:\\.[^\"\\]{0,400}){0,40}\"|`[^`]{0,100}`)"
    r"|(?P<word>[A-Za-z_@\u0080-\uffff][\w@$.]{0,127})"
    r"|(?P<open>[nN]?['\"`])"
    r"|(?P<op>\|\||&&|<=>|<>|!=|<=|>=|:=|::|<<|>>|[-+*/%^&|~!<>=])"
    r"|(?P<mark>[(),;])"
    r"|(?P<other>.)",
    re.DOTALL,
)
LOGIC = frozenset(("or", "and", "xor", "||", "&&", "div", "mod", "having", "where"))
JOINS = frozenset(("or", "and", "xor", "||", "&&"))
CLAUSES = {
    "union": frozenset(("all", "select", "distinct", "(")), "order": frozenset(("by",)), "group": frozenset(("by",)), "limit": frozenset(),
    "procedure": frozenset(("analyse",)), "into": frozenset(("outfile", "dumpfile")), "then": frozenset(("sleep", "pg_sleep", "(")),
    "having": frozenset(),
}  # fmt: skip
COMPARE = frozenset(("=", "<>", "!=", "<", ">", "<=", ">=", "<=>", "like", "rlike", "regexp", "ilike", "between", "in", "is", "glob",
                     "match", "similar", "sounds"))  # fmt: skip
ARITHMETIC = frozenset(("+", "-", "*", "/", "%", "^", "|", "&", "||", "<<", ">>", "div", "mod", "::", "collate"))
PREFIX = frozenset(("+", "-", "~", "!", "not", "binary", "distinct", "all", "some", "any", "exists", "escape"))
CONSTANT = frozenset(("null", "true", "false", "current_user", "user", "session_user", "system_user", "current_date"))
STATEMENT = {
    "drop": frozenset(("table", "database", "user", "view", "index", "schema", "procedure", "function", "column", "role")),
    "delete": frozenset(("from",)), "insert": frozenset(("into", "ignore", "overwrite")), "replace": frozenset(("into",)),
    "alter": frozenset(("table", "user", "database", "role", "login")), "truncate": frozenset(("table",)),
    "create": frozenset(("table", "user", "login", "function", "or", "database", "view", "trigger", "procedure", "role")),
    "waitfor": frozenset(("delay", "time")), "exec": frozenset(("master", "xp_cmdshell", "immediate", "sp_executesql")),
    "grant": frozenset(("all", "select", "dba", "connect")), "begin": frozenset(("declare", "dbms_lock.sleep")),
    "copy": frozenset(), "shutdown": frozenset(), "declare": frozenset(), "select": frozenset(), "update": frozenset(),
    "execute": frozenset(("immediate",)), "call": frozenset(), "set": frozenset(), "with": frozenset(), "rename": frozenset(("table",)),
}  # fmt: skip
"""what a second statement begins with; where a set is given, the word after it"""


class Token(NamedTuple):
    kind: str
    text: str


def breaks_out(text: str) -> bool:
    """Whether `text`, put into a statement, changes what the statement says: within any kind of quotes, or bare."""
    for quote in "'\"`":
        at = text.find(quote)
        while at != -1 and text.startswith(quote, at + 1) and text[at + 2 : at + 3].strip():
            following = text[at + 2 : at + 3]
            if not (following.isalnum() or following == quote):
                break
            at = text.find(quote, at + 2)  # a doubled quote stands for itself
        if at != -1 and _goes_on(tokens(text[at + 1 : at + 1 + LOOKED_AT]), quoted=True):
            return True
    return _bare(tokens(text[:LOOKED_AT]))


def tokens(text: str) -> list[Token]:
    """The tokens of `text` up to a comment that swallows the rest, blanks and closed comments left out."""
    out: list[Token] = []
    for match in _LEXER.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "blank":
            continue
        out.append(Token(kind, match[0].lower() if kind in {"word", "op", "mark"} else match[0]))
        if kind == "end" or len(out) >= TOKENS:
            break
    return out


def _bare(found: Sequence[Token]) -> bool:
    """A value that stands bare: a scalar, then SQL. Or SQL at once, as when the scalar was left out."""
    at = 0
    while at < min(len(found), LEAD) and (
        found[at].kind in {"number", "string"} or found[at].text in {"-", "+", ".", "=", "("}
        or (found[at].kind == "word" and found[at].text not in LOGIC and at < 2 and found[at].text not in _CONTINUES)
    ):  # fmt: skip
        at += 1
    return _goes_on(found[at:], quoted=False)


_CONTINUES = frozenset(("union", "order", "group", "limit", "procedure", "into", "having", "and", "or", "xor", "like", "in", "between",
                        "is", "rlike", "regexp", "sleep", "waitfor", "not"))  # fmt: skip


def _goes_on(found: Sequence[Token], *, quoted: bool) -> bool:
    at = 0
    closed = False
    while at < len(found) and found[at].text in {")", "%"}:
        closed = closed or found[at].text == ")"
        at += 1
    if at == len(found):
        return False
    head = found[at]
    if head.kind == "end":
        return quoted and (len(found) == at + 1) and (closed or head.text != "#")
    following = found[at + 1].text.lower() if at + 1 < len(found) else ""
    if head.text == ";":
        return _statement(found[at + 1 :])
    if head.text in LOGIC:
        return _condition(found, at + 1, quoted=quoted)
    if head.text == "union":
        rest = [token.text for token in found[at + 1 : at + 6] if token.text not in {"all", "distinct", "("}]
        return rest[:1] == ["select"]
    if head.text in {"order", "group"} and following == "by":
        return _ends(found, at + 3) and found[at + 2].kind in {"number", "word"} if at + 2 < len(found) else False
    if head.text == "limit" or (head.text == "procedure" and following == "analyse"):
        return _ends(found, at + 2)
    if head.text == "into" and following in {"outfile", "dumpfile"}:
        return True
    if head.text == "waitfor":
        return following in {"delay", "time"}
    if quoted and head.text in COMPARE:
        after = _operand(found, at + 1)
        return after is not None and _settled(found, after[0])
    if quoted and head.text in ARITHMETIC:
        after = _operand(found, at + 1)
        return after is not None and after[1] != "name" and _settled(found, after[0])
    return False


def _condition(found: Sequence[Token], at: int, *, quoted: bool) -> bool:
    """`x = y`, `1`, `sleep(5)`, after a logical operator."""
    first = _operand(found, at)
    if first is None:
        return False
    at, kind = first
    if kind in {"call", "select"}:
        return quoted or _settled(found, at)
    if at < len(found) and found[at].text == "not":
        at += 1
    if at < len(found) and found[at].text in COMPARE:
        second = _operand(found, at + 1, after=found[at].text)
        if second is None:
            return False
        constant = kind == second[1] == "constant" or second[1] in {"call", "select"}
        return (quoted or constant) and _settled(found, second[0])
    if kind != "constant":
        return False
    return quoted and _settled(found, at) if at < len(found) else quoted


def _operand(found: Sequence[Token], at: int, after: str = "") -> tuple[int, str] | None:
    """The index behind an operand and its kind: constant, name, call, select. None where there is none."""
    if after == "is" and at < len(found) and found[at].text == "not":
        at += 1
    opened = False
    while at < len(found) and (found[at].text in PREFIX or found[at].text == "("):
        opened = opened or found[at].text == "("
        at += 1
    if at == len(found):
        return None
    token = found[at]
    if token.kind in {"other", "end"}:
        return None
    if token.kind == "word" and token.text in {"select", "case", "if"} and (opened or token.text != "select"):
        return len(found), "select"
    if after == "in" and not opened:
        return None
    if token.kind in {"number", "string", "open"}:
        at += 1
        kind = "constant"
        if token.kind == "open":
            while at < len(found) and found[at].kind in {"word", "number"}:
                at += 1  # what the statement's own quote closes
    elif token.kind == "word":
        at += 1
        kind = "constant" if token.text in CONSTANT or token.text.startswith("@@") else "name"
        if at < len(found) and found[at].text == "(":
            depth = 0
            while at < len(found):
                depth += {"(": 1, ")": -1}.get(found[at].text, 0)
                at += 1
                if not depth:
                    break
            kind = "call"
    else:
        return None
    while at + 1 < len(found) and found[at].text in ARITHMETIC:
        more = _operand(found, at + 1)
        if more is None:
            return None
        at, kind = more[0], kind if more[1] == "constant" else more[1]
    while at < len(found) and found[at].text in {")", ",", "and"} and (opened or after == "between"):
        opened = opened and found[at].text != ")"
        if found[at].text == ")":
            at += 1
            continue
        more = _operand(found, at + 1)
        if more is None:
            break
        at = more[0]
    return at, kind


def _settled(found: Sequence[Token], at: int) -> bool:
    """Whether the statement could end here or go on: a comment, the end, a further condition, another clause."""
    while at < len(found) and found[at].text in {")", "%"}:
        at += 1
    if _ends(found, at):
        return True
    following = found[at].text.lower()
    if following in JOINS:
        return _condition(found, at + 1, quoted=True)
    if following in CLAUSES:
        return (
            at + 1 >= len(found)
            or found[at + 1].text in CLAUSES[following]
            or found[at + 1].kind in {"number", "string"}
        )
    return following in COMPARE and _operand(found, at + 1, after=following) is not None


def _ends(found: Sequence[Token], at: int) -> bool:
    while at < len(found) and (found[at].text in {")", ","} or found[at].kind == "number"):
        at += 1
    return at >= len(found) or found[at].kind == "end" or found[at].text == ";"


def _statement(found: Sequence[Token]) -> bool:
    if not found or found[0].kind != "word" or found[0].text not in STATEMENT:
        return False
    first, wanted = found[0].text, STATEMENT[found[0].text]
    second = found[1] if len(found) > 1 else Token("", "")
    if first == "shutdown":
        return _ends(found, 1) or second.text == "with"
    if not second.text:
        return False
    words = {token.text for token in found[:40] if token.kind == "word"}
    if first == "update":
        return "set" in words and any(token.text == "=" for token in found[:40])
    if first == "select":
        return (
            second.text in {"*", "(", "case"}
            or second.kind in {"number", "string"}
            or "from" in words
            or second.text.startswith("@@")
            or found[2:3] == [Token("mark", "(")]
        )
    if first in {"declare", "set"}:
        return second.text.startswith("@")
    if first in {"copy", "call", "with"}:
        return {"from", "to", "as"} & words != set() or any(token.text == "(" for token in found[:4])
    return (
        second.text.partition(".")[0] in wanted
        or second.text in wanted
        or (first == "exec" and second.text.startswith(("xp_", "sp_", "@", "master")))
    )
