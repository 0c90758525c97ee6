"""Whether a text leaves the SQL literal it stands in and goes on as SQL (CWE-89).

A value is put into a statement within single quotes, within double ones, or bare. The first quote of its kind ends the
literal, so what stands before it is padding, whatever it says; what follows must be SQL as far as a comment, a second
statement or the end, for else the database answers with a syntax error and nothing happens. Prose fails there within a
word or two: `don't or 1=1` goes on with `t`, `the ' or 1=1 trick` with `trick`.

A value in quotes that holds an operator (`"LIKE" stamp`, `small "&" sign`) would be SQL too, of a kind that changes nothing
and that people write all day: an operator between the value's own quotes needs more than words behind it.

It deliberately knows no dialect: whatever one of the common databases would take counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LOOKED_AT = 2048
TOKENS = 256
FUEL = 512
"""operands that are read of a text, at most"""
LEAD = 6
"""tokens of a bare value before SQL goes on: `id = 3`, `-1)`"""
_LEXER = re.compile(
    r"(?P<blank>[\s\x00\xa0\udca0]+|/\*(?!!)[^*]{0,400}(?:\*(?!/)[^*]{0,400}){0,20}\*/|/\*!\d{0,6}|\*/)"
    r"|(?P<end>--(?![A-Za-z])|\#|/\*|;[\s\x00]*(?:$|--|\#|\x00))"
    r"|(?P<number>0x[0-9a-fA-F]+|\\N(?![A-Za-z])|\\N(?=[uU][nN][iI])|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\d)|\.\d+)"
    r"|(?P<string>[nNxXbBeE]?'[^'\\]{0,400}(?:(?:\\.|'')[^'\\]{0,400}){0,40}'|\"[^\"\\]{0,400}(?:\\.[^\"\\]{0,400}){0,40}\"|`[^`]{0,100}`)"
    r"|(?P<open>[nNxXbBeE]?['\"`])"
    r"|(?P<word>(?:[A-Za-z_\u0080-\uffff]|@(?!>))[\w@$.]{0,127})"
    r"|(?P<op>\|\||&&|->>|->|\#>>?|@>|<@|\?[|&]|!?~\*|!~|<=>|<>|!=|<=|>=|:=|::|<<|>>|[-+*/%^&|~!<>=])"
    r"|(?P<mark>[(),;])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WAY_OUT = re.compile(r"[\s\x00\xa0\udca0)%]*(?:[-+*/%^&|~!<>=:;#,(]|@>|(?i:or|and|xor|div|mod|having|where|union|order|group|limit|procedure|into|waitfor|from|"
                      r"not|like|rlike|regexp|ilike|between|in|is|glob|match|similar|sounds|collate|escape|except|intersect|minus|member|at|"
                      r"drop|delete|insert|update|truncate|alter|create|exec|execute|declare|shutdown|backup|restore|table|values)(?![\w@$.]))")  # fmt: skip
"""what SQL can go on with behind a literal, as far as one look tells"""
_SPOKEN = re.compile(r"(['\"])[A-Za-z]{2,20}\1(?=[\s.,;:!?)&+]|\Z)")
"""a word in quotes, as people set one off"""
_BETWEEN = re.compile(r"\w{1,40}'[ \t]{1,8}(?:[-*/%^]|\|\||&&|<>|!=|<=|>=)[ \t]{1,8}'\w{1,40}\Z")
"""two words as a literal that is closed and one that is opened: `x' - 'y`"""
_WITHIN = re.compile(r"(?<=[A-Za-z])/\*[^*]{0,40}\*/(?=[A-Za-z])")
"""a comment within a word"""
LOGIC = frozenset(("or", "and", "xor", "||", "&&", "div", "mod", "having", "where"))
JOINS = frozenset(("or", "and", "xor", "||", "&&"))
CLAUSES = {
    "union": frozenset(("all", "select", "distinct", "(", "table", "values")), "except": frozenset(("all", "select", "values", "(")),
    "intersect": frozenset(("all", "select", "values", "(")), "order": frozenset(("by",)), "group": frozenset(("by",)), "limit": frozenset(),
    "procedure": frozenset(("analyse",)), "into": frozenset(("outfile", "dumpfile")), "then": frozenset(("sleep", "pg_sleep", "(")),
    "having": frozenset(),
}  # fmt: skip
COMPARE = frozenset(("=", "<>", "!=", "<", ">", "<=", ">=", "<=>", "like", "rlike", "regexp", "ilike", "between", "in", "is", "glob",
                     "match", "similar", "sounds", "member", "~", "~*", "!~", "!~*", "@>", "<@", "?|", "?&"))  # fmt: skip
PATTERNS = frozenset(("~", "~*", "!~", "!~*", "->", "->>", "#>", "#>>", "@>", "<@", "glob", "similar", "like", "ilike", "rlike", "regexp"))  # fmt: skip
"""operators before a text that is no word"""
LITERAL = ("word", "number", "op", "other")
ARITHMETIC = frozenset(
    ("+", "-", "*", "/", "%", "^", "|", "&", "||", "<<", ">>", "div", "mod", "::", "collate", "escape", "->", "->>", "#>", "#>>")
)  # fmt: skip
PREFIX = frozenset(("+", "-", "~", "!", "not", "binary", "distinct", "all", "some", "any", "exists", "escape"))
CONSTANT = frozenset(("null", "true", "false", "current_user", "user", "session_user", "system_user", "current_date"))
STATEMENT = {
    "drop": frozenset(("table", "database", "user", "view", "index", "schema", "procedure", "function", "column", "role")),
    "delete": frozenset(("from",)), "insert": frozenset(("into", "ignore", "overwrite")), "replace": frozenset(("into",)),
    "alter": frozenset(("table", "user", "database", "role", "login")), "truncate": frozenset(("table",)),
    "create": frozenset(("table", "user", "login", "function", "or", "database", "view", "trigger", "procedure", "role", "extension", "alias")),
    "waitfor": frozenset(("delay", "time")), "exec": frozenset(("master", "xp_cmdshell", "immediate", "sp_executesql")),
    "grant": frozenset(("all", "select", "dba", "connect")), "begin": frozenset(("declare", "dbms_lock.sleep")),
    "copy": frozenset(), "shutdown": frozenset(), "declare": frozenset(), "select": frozenset(), "update": frozenset(),
    "execute": frozenset(("immediate",)), "call": frozenset(), "set": frozenset(), "with": frozenset(), "rename": frozenset(("table",)),
    "desc": frozenset(), "describe": frozenset(), "show": frozenset(("tables", "databases", "columns", "grants", "variables")),
    "attach": frozenset(("database",)), "detach": frozenset(("database",)), "pragma": frozenset(), "vacuum": frozenset(("into",)),
    "load": frozenset(("data", "xml")), "handler": frozenset(), "prepare": frozenset(), "do": frozenset(), "use": frozenset(("mysql", "master")),
    "backup": frozenset(("database", "log")), "restore": frozenset(("database",)), "merge": frozenset(("into",)), "lock": frozenset(("tables",)),
    "flush": frozenset(("tables", "privileges", "hosts", "logs")), "explain": frozenset(("select", "analyze", "plan")), "reset": frozenset(("all", "master")),
    "values": frozenset(("(",)), "revoke": frozenset(("all", "select")), "dbcc": frozenset(), "bulk": frozenset(("insert",)), "reconfigure": frozenset(),
}  # fmt: skip
"""what a second statement begins with; where a set is given, the word after it"""
STACKED = frozenset(("drop", "delete", "insert", "truncate", "alter", "create", "exec", "execute", "shutdown", "backup", "restore", "bulk", "declare",
                     "reconfigure"))  # fmt: skip
"""statements that Transact-SQL takes with nothing between them and the one before"""
SETS = frozenset(("union", "except", "intersect", "minus"))


class Token(NamedTuple):
    kind: str
    text: str


END = Token("", "")
"""what stands beyond the last token"""


class Tokens:
    """The tokens of a text up to a comment that swallows the rest, blanks and closed comments left out.

    Lexed as far as they are asked for: most texts are seen to be no SQL by their first tokens. `fuel` bounds what is made of
    them, `TOKENS` how many there are.
    """

    __slots__ = ("_found", "_more", "fuel")

    def __init__(self, text: str) -> None:
        self._found: list[Token] = []
        self._more: Iterator[re.Match[str]] | None = _LEXER.finditer(text)
        self.fuel = FUEL

    def __getitem__(self, at: int) -> Token:
        found = self._found
        while at >= len(found) and self._more is not None:
            match = next(self._more, None)
            if match is None or len(found) >= TOKENS:
                self._more = None
                break
            kind = match.lastgroup or "other"
            if kind != "blank":
                found.append(Token(kind, match[0].lower() if kind in {"word", "op", "mark"} else match[0]))
                if kind == "end":
                    self._more = None
        return found[at] if at < len(found) else END

    def between(self, first: int, last: int = TOKENS) -> list[Token]:
        """Those from `first` up to, not including, `last`."""
        self[last - 1]
        return self._found[first:last]


def breaks_out(text: str) -> bool:
    """Whether `text`, put into a statement, changes what the statement says: within any kind of quotes, or bare.

    Comments within words are asked about too (`uni/**/on`): a filter before the database may take them out.
    """
    return _breaks_out(text) or ("/*" in text and _breaks_out(text, joined=True))


def _breaks_out(text: str, *, joined: bool = False) -> bool:
    """`joined`: without the comments that stand within words."""
    for quote in "'\"`":
        at = text.find(quote)
        while at != -1 and text.startswith(quote, at + 1) and text[at + 2 : at + 3].strip():
            following = text[at + 2 : at + 3]
            if not (following.isalnum() or following == quote):
                break
            at = text.find(quote, at + 2)  # a doubled quote stands for itself
        if at != -1 and _WAY_OUT.match(text, at + 1) is not None:
            found = _tokens(text, at + 1, joined=joined)
            spoken = _SPOKEN.match(text, at) is not None and (at == 0 or not text[at - 1].isalnum())
            mark = quote == "`" and found[0].kind != "word"
            if not (spoken or mark or _is_mark(text[:at], found)) and _goes_on(found, 0, quoted=True):
                return True
            if _BETWEEN.match(text) is not None:
                return True
    found = _tokens(text, 0, joined=joined)
    return _bare(found) or (text[-8:].rstrip().endswith(("--", "/*")) and _cut_off(found))


def _tokens(text: str, at: int, *, joined: bool) -> Tokens:
    part = text[at : at + LOOKED_AT]
    return Tokens(_WITHIN.sub("", part) if joined else part)


def _is_mark(before: str, found: Tokens) -> bool:
    """Whether the quote behind `before` is one of feet, inches or minutes (`5'-11`, `hat 18';`), or ends an attribute."""
    if before and found[0] == ("op", ">"):
        return True
    if not before[-1:].isdigit():
        return False
    if found[0].text in ARITHMETIC:
        return found[1].kind == "number" and found[3] is END
    return found[0].kind == "end" and found[0].text[0] == ";" and any(c.isalpha() for c in before)


def _bare(found: Tokens) -> bool:
    """A value that stands bare: a scalar, then SQL. Or SQL at once, as when the scalar was left out."""
    at = 0
    named = False
    while at < LEAD:
        kind, text = found[at]
        name = kind == "word" and at < 2 and text not in LOGIC and text not in _CONTINUES
        if not name and kind not in {"number", "string"} and text not in {"-", "+", ".", "=", "("}:
            break
        named = named or name
        at += 1
    return _goes_on(found, at, quoted=False, named=named) or _compared(found)


_CONTINUES = frozenset(("union", "order", "group", "limit", "procedure", "into", "having", "and", "or", "xor", "like", "in", "between",
                        "is", "rlike", "regexp", "sleep", "waitfor", "not", "except", "intersect", "minus", *STACKED))  # fmt: skip


def _goes_on(found: Tokens, at: int, *, quoted: bool, named: bool = False) -> bool:
    """Whether SQL follows the value. `named`: the value is a name, which English words are too."""
    closed = False
    while found[at].text in {")", "%"}:
        closed = closed or found[at].text == ")"
        at += 1
    while quoted and found[at].text == "::" and found[at + 1].kind == "word":
        at, closed = at + 2, True  # the literal's type
    head = found[at]
    if head.kind == "end":
        return quoted and (closed or head.text != "#")
    following = found[at + 1].text.lower()
    if head.text == ";":
        return _statement(found, at + 1)
    if head.text in LOGIC:
        return _condition(found, at + 1, quoted=quoted, named=named)
    if head.text in SETS:
        return _is_set(found, at + 1, quoted=quoted)
    if named:
        return False
    if head.text in STACKED:
        return _statement(found, at) and (
            _commented(found, at) or found[at + 1].text.startswith(("xp_", "sp_", "master"))
        )
    if head.text == "from":
        return found[at + 1].kind == "word" and found[at + 2].text == "where"
    if head.text in {"order", "group"} and following == "by":
        return found[at + 2].kind in {"number", "word"} and _ends(found, at + 3)
    if head.text == "limit" or (head.text == "procedure" and following == "analyse"):
        return _ends(found, at + 2)
    if head.text == "into" and following in {"outfile", "dumpfile"}:
        return True
    if head.text == "waitfor":
        return following in {"delay", "time"}
    if quoted and head.text in COMPARE:
        after = _operand(found, at + 1, after=head.text)
        return after is not None and not _idle(found, at) and _settled(found, after[0])
    if quoted and head.text in ARITHMETIC:
        after = _operand(found, at + 1, after=head.text)
        return after is not None and after[1] != "name" and not _idle(found, at) and _settled(found, after[0])
    return False


def _is_set(found: Tokens, at: int, *, quoted: bool) -> bool:
    """Whether a further query follows `union` and its like; of the other kinds than `select`, one that says what it is."""
    rest = [token for token in found.between(at, at + 8) if token.text not in {"all", "distinct", "("}]
    if not rest:
        return False
    match rest[0].text:
        case "select":
            sure = len(rest) > 1 and (rest[1].kind in {"number", "string"} or rest[1].text in {"*", "null"})
            return found[at - 1].text == "union" or sure or any(t.text == "from" for t in found.between(at, at + 40))
        case "values":
            return found[at + 1].text == "(" or (len(rest) > 1 and rest[1].text == "row")
        case "table":
            return quoted and len(rest) > 1 and rest[1].kind == "word" and _ends(found, at + 2)
    return False


def _commented(found: Tokens, at: int) -> bool:
    """Whether a comment or a further statement stands somewhere behind `at`."""
    return any(token.kind == "end" or token.text == ";" for token in found.between(at))


def _compared(found: Tokens) -> bool:
    """Whether a bare value is a comparison of constants that a comment cuts off: `1=1--`."""
    if found[0].kind not in {"number", "string"} or found[1].text not in COMPARE or found[1].kind != "op":
        return False
    after = _operand(found, 2)
    return after is not None and after[1] == "constant" and found[after[0]].text in {"--", "/*"}


def _cut_off(found: Tokens) -> bool:
    """Whether a bare value is computed, and a comment with nothing in it cuts off the rest: `(cos(1)) --`, `1 /*`."""
    if found[0].text != "(" and found[0].kind != "number":
        return False
    after = _operand(found, 0)
    if after is None or after[1] == "name":
        return False
    at = after[0]
    while found[at].text == ")":
        at += 1
    return found[at].text == "/*" or (found[at].text == "--" and found[0].text == "(")


def _idle(found: Tokens, at: int) -> bool:
    """Whether the operator at `at` stands before the value's next quote and words alone: a word or a sign that was quoted."""
    if found[at + 1].kind not in {"open", "string"} or found[at].text in {"=", "||"}:
        return False
    return all(
        token.kind in {"word", "number", "string", "open"} or token.text == "+" for token in found.between(at + 2)
    )


def _condition(found: Tokens, at: int, *, quoted: bool, named: bool = False) -> bool:
    """`x = y`, `1`, `sleep(5)`, after a logical operator."""
    first = _operand(found, at)
    if first is None:
        return False
    start, (at, kind) = at, first
    if kind in {"call", "select"}:
        if named and not any(t.kind == "end" or t.text in COMPARE or t.text == "from" for t in found.between(0)):
            return False
        return quoted or _settled(found, at)
    if found[at].text == "not":
        at += 1
    if found[at].text in COMPARE:
        second = _operand(found, at + 1, after=found[at].text)
        if second is None:
            return False
        same = found.between(start, at) == found.between(at + 1, second[0])
        constant = kind == second[1] == "constant" or second[1] in {"call", "select"} or same
        return (quoted or constant) and _settled(found, second[0])
    return kind == "constant" and quoted and (found[at] is END or _settled(found, at))


def _operand(found: Tokens, at: int, after: str = "") -> tuple[int, str] | None:
    """The index behind an operand and its kind: constant, name, call, select. None where there is none."""
    found.fuel -= 1
    if found.fuel < 0:
        return None
    numbered = after == "is" and found[at].text == "not"
    if numbered:
        at += 1
    opened = False
    if after == "is" and found[at].text == "distinct" and found[at + 1].text == "from":
        at, after = at + 2, "="
    elif after in {"member", "similar", "sounds"} and found[at].text in {"of", "to", "like"}:
        at += 1
    while found[at].text in PREFIX or found[at].text == "(":
        opened = opened or found[at].text == "("
        at += 1
    token = found[at]
    if token.kind in {"", "other", "end"}:
        return None
    if token.kind == "word" and token.text in {"select", "case", "if"} and _is_expression(found, at, opened=opened):
        return TOKENS, "select"
    if (after == "in" and not opened) or (
        after == "is" and token.text not in CONSTANT and not (numbered and token.kind == "number")
    ):
        return None
    if token.kind in {"number", "string", "open"}:
        at += 1
        kind = "constant"
        while token.kind == "string" and found[at].kind in {"string", "open"}:
            token, at = found[at], at + 1  # strings side by side are one
        if token.kind == "open":
            inside = LITERAL if after in PATTERNS else ("word", "number")
            while found[at].kind in inside:
                at += 1  # what the statement's own quote closes
    elif token.kind == "word":
        at += 1
        kind = "constant" if token.text in CONSTANT or token.text.startswith("@") else "name"
        if found[at].text == "(":
            at, kind = _behind_call(found, at), "call"
    else:
        return None
    while found[at].text in ARITHMETIC and found[at + 1] is not END:
        more = _operand(found, at + 1)
        if more is None:
            return None
        typed = found[at].text in {"::", "collate"}
        at, kind = more[0], kind if typed or more[1] == "constant" else more[1]
    while found[at].text in {")", ",", "and"} and (opened or after == "between"):
        opened = opened and found[at].text != ")"
        if found[at].text == ")":
            at += 1
            continue
        more = _operand(found, at + 1)
        if more is None:
            break
        at = more[0]
    return at, kind


def _behind_call(found: Tokens, at: int) -> int:
    depth = 0
    while found[at] is not END:
        depth += {"(": 1, ")": -1}.get(found[at].text, 0)
        at += 1
        if not depth:
            break
    return at


def _is_expression(found: Tokens, at: int, *, opened: bool) -> bool:
    """Whether `select`, `case` or `if` at `at` begins what its word says."""
    word = found[at].text
    if word == "select":
        return opened
    if word == "if":
        return found[at + 1].text == "("
    return any(token.text == "when" for token in found.between(at + 1, at + 12))


def _settled(found: Tokens, at: int) -> bool:
    """Whether the statement could end here or go on: a comment, the end, a further condition, another clause."""
    while found[at].text in {")", "%"}:
        at += 1
    if _ends(found, at):
        return True
    following, more = found[at].text.lower(), found[at + 1]
    if following in JOINS:
        return _condition(found, at + 1, quoted=True)
    if following in CLAUSES:
        return more is END or more.text in CLAUSES[following] or more.kind in {"number", "string"}
    return following in COMPARE and _operand(found, at + 1, after=following) is not None


def _ends(found: Tokens, at: int) -> bool:
    while found[at].text in {")", ","} or found[at].kind == "number":
        at += 1
    return found[at] is END or found[at].kind == "end" or found[at].text == ";"


def _statement(found: Tokens, at: int) -> bool:
    """Whether a second statement begins at `at`."""
    first, second = found[at], found[at + 1]
    if first.kind != "word" or first.text not in STATEMENT:
        return False
    called = found[at + 2] == ("mark", "(")
    if first.text == "shutdown":
        return _ends(found, at + 1) or second.text == "with"
    if not second.text and first.text != "reconfigure":
        return False
    ahead = found.between(at, at + 40)
    words = {token.text for token in ahead if token.kind == "word"}
    match first.text:
        case "update":
            return "set" in words and any(token.text == "=" for token in ahead)
        case "select":
            plain = second.text in {"*", "(", "case"} or second.kind in {"number", "string"}
            return plain or "from" in words or second.text.startswith("@@") or called
        case "declare" | "set":
            return second.text.startswith("@") and len(second.text) > 1
        case "pragma" | "dbcc" | "do":
            return called or found[at + 2].text == "=" or second.text == "$"
        case "handler" | "prepare":
            return found[at + 2].text in {"open", "read", "from", "as"}
        case "reconfigure":
            return _ends(found, at + 1)
        case "desc" | "describe":
            return second.kind == "word" and _ends(found, at + 2)
        case "begin" if "." in second.text and called:
            return True
        case "copy" | "call" | "with":
            return {"from", "to", "as"} & words != set() or any(token.text == "(" for token in ahead[:4])
        case "exec" if second.text.startswith(("xp_", "sp_", "@", "master")):
            return True
    wanted = STATEMENT[first.text]
    return second.text.partition(".")[0] in wanted or second.text in wanted
