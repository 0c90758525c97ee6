"""How a match stands in its value: as a value, in spoken text, or in code that a document shows.

What developers write about attacks looks like attacks. Spoken text and code are told apart, since they differ in what a
match there is worth: a sentence around an attack changes nothing for the interpreter that gets it, so there the grammar
decides (see `grammar`); a snippet in a ticket, a log, a page of source is a document to store. The engine lowers that.
Counts words, lines and signs, nothing else, in a window around the match.
"""

from __future__ import annotations

import re
from enum import Enum

WORDS = 9
WINDOW = 2048
LINES = 3
"""other lines that look like code, a log or markup, and make a document of one"""
SQL = frozenset(
    ["select", "union", "all", "from", "where", "and", "or", "not", "null", "order", "by", "group", "having", "limit", "insert", "into", "values", "update", "set", "delete", "drop", "table", "like", "between", "exec", "execute", "declare", "waitfor", "delay", "sleep", "benchmark", "char", "concat", "count", "as", "is", "in", "exists", "case", "when", "then", "else", "end", "if", "convert", "cast", "int", "varchar", "information_schema", "rlike", "regexp", "procedure", "analyse", "offset", "fetch", "join"]
)  # fmt: skip
_FENCE = re.compile(r"^[ \t>]{0,8}(```|~~~)", re.MULTILINE)
_FENCED = re.compile(r"^[ \t>]{0,8}(?:```|~~~)(?s:.*?)(?:^[ \t>]{0,8}(?:```|~~~)|\Z)", re.MULTILINE)
_SPAN = re.compile(r"(``+)[^\n]{1,400}?\1|`[^`\n]{1,400}`")
_CODE_LINE = re.compile(
    r"^(?:\t|[ ]{2,}\S|\s*[-+#$>*|@]|\s*//)|[{};:,(\[\\|]\s*$|[{}\[\]=<>|\\_;]\S*?[{}\[\]=<>|\\_;()]|\d\d:\d\d"
)
_SIGNS = str.maketrans("", "", "{}()[];=$|\\<>_:")


class Standing(Enum):
    VALUE = "value"
    TEXT = "text"
    CODE = "code"


def standing(text: str, at: int, written: str | None = None) -> Standing:
    """How what ends at character `at` stands in `text`; `written`: the text before its spellings were undone.

    Lines are those it was written with: what only decodes to line breaks (`&NewLine;`) makes no document.
    """
    if len(text) < 32:
        return Standing.VALUE
    if in_code(text, at, lines=written is None or written.count("\n", 0, 2 * WINDOW) >= LINES):
        return Standing.CODE
    return Standing.TEXT if is_prose(text) else Standing.VALUE


def in_code(text: str, at: int, *, lines: bool = True) -> bool:
    """Whether `at` lies in a fenced block, or in a document of code, log lines or markup; `lines`: which may have some."""
    if len(text) < 160:
        return False
    if "```" in text or "~~~" in text:
        fences = sum(1 for _ in _FENCE.finditer(text, 0, at))
        if fences % 2:
            return True
    first = max(0, at - WINDOW)
    window = text[first : at + WINDOW]
    here = at - first
    written = window.split("\n") if lines else []
    if len(written) > LINES:
        count = 0
        position = 0
        for line in written:
            following = position + len(line) + 1
            if not position <= here <= following and len(line) > 3 and _CODE_LINE.search(line[:300]):
                count += 1
                if count >= LINES:
                    return True
            position = following
        return False
    around = window[max(0, here - 600) : max(0, here - 100)] + window[here + 100 : here + 600]
    return len(around) >= 200 and (len(around) - len(around.translate(_SIGNS))) * 12 >= len(around)


def spoken(text: str) -> str:
    """`text` without its fenced blocks and code spans, where it has them amid words."""
    if "`" not in text and "~~~" not in text:
        return text
    rest = _SPAN.sub(_gap, _FENCED.sub(_break, text) if "```" in text or "~~~" in text else text)
    return rest if is_prose(rest, half=False) else text


def _gap(_: re.Match[str]) -> str:
    """A function, not a text: between two matches another thread may get the interpreter."""
    return " … "


def _break(_: re.Match[str]) -> str:
    return "\n"


def is_prose(text: str, *, half: bool = True) -> bool:
    """At least nine plain words; `half`: that make up half of it."""
    if len(text) < 32:
        return False
    found = text[: 2 * WINDOW].split()
    if len(found) < WORDS:
        return False
    words = 0
    for token in found:
        bare = token.strip(".,:;!?()'\"`*_-")
        if 1 < len(bare) < 24 and bare.isalpha() and bare.lower() not in SQL:
            words += 1
    return words >= WORDS and (not half or words * 2 >= len(found))
