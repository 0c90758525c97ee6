r"""Regular expressions of rules: which engine runs them, and a Hyperscan form to find out at once who might match.

ModSecurity runs PCRE with `.` matching line feeds and `^`, `$` at every line, on bytes. A pattern is judged by RE2, which
takes linear time; one that RE2 cannot express (look-around, back-references) by `re`, on at most `BACKTRACKED` bytes of
a value that Hyperscan says may match, so that nobody can make it slow. Where neither takes it the rule does not load.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

import hyperscan
import re2

from addons.decode.text import encode
from addons.signatures.ast import Place

Engine = Literal["re2", "re"]
BACKTRACKED = 4096
_MEMORY = 64 * 1024 * 1024
_POSSESSIVE = re.compile(r"(?<!\\)((?:\\\\)*)([*+?}])\+")
_BEYOND = re.compile(r"\(\?(?:[=!]|<[=!])|\\[1-9]")
_END = re.compile(r"(?<!\\)((?:\\\\)*)\\[zZ]")
_BEGIN = re.compile(r"(?<!\\)((?:\\\\)*)\\A")
_WHITE = re.compile(r"(?<!\\)((?:\\\\)*)\\s")
_NOT_WHITE = re.compile(r"(?<!\\)((?:\\\\)*)\\S")
_UPPER_NEGATED = re.compile(r"\[\^(?:\\.|[^\]\\])*(?:[A-Z]|\\x[45])")
_BEHIND = re.compile(r"\(\?<([!=])((?:\\.|\[(?:\\.|[^\]\\])*\]|\((?:\\.|[^()\\])*\)|[^()\\\[])*)\)")
_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "digit": "0-9", "lower": "a-z", "upper": "A-Z", "xdigit": "0-9A-Fa-f",
    "space": r" \t\n\r\f\v", "blank": r" \t", "punct": r"!-/:-@\[-`{-~", "cntrl": r"\x00-\x1f\x7f", "print": " -~",
    "graph": "!-~", "word": "0-9A-Za-z_",
}  # fmt: skip


class Pattern:
    """`text` as PCRE takes it. Raises RuleError where no engine here can judge by it."""

    def __init__(self, text: str, place: Place) -> None:
        self.text = text
        self.place = place
        self.engine: Engine = "re2"
        self._source = encode(_for_re2(text))
        try:
            self._compiled = _re2(self._source)
        except re2.error as error:
            self._reason = str(error)
            self.engine = "re"
            source = encode(_for_re(text))
            try:
                self._compiled = re.compile(source, re.DOTALL | re.MULTILINE)
            except (re.error, OverflowError) as fault:
                raise place.error(f"the expression {text[:60]!r} is not supported: {fault}") from None

    def search(self, value: bytes) -> re.Match[bytes] | None:
        if self.engine == "re":
            value = value[:BACKTRACKED]
        found: re.Match[bytes] | None = self._compiled.search(value)
        return found

    @cached_property
    def matches_nothing(self) -> bool:
        """Whether it matches the empty text, and with it every value."""
        return self.search(b"") is not None

    @property
    def separator(self) -> bytes:
        """What joined values are best parted by: a line feed, at which `^` and `$` hold; a NUL for what looks for line
        feeds and not for ends of lines. Either may make it say yes too often, never no."""
        bare = re.sub(r"\\[^nrsS]|\[(?:\\.|[^\]\\])*\]", "", self.text)
        ends = "^" in bare or "$" in bare or re.search(r"\\[AzZ]", self.text)
        seeks = "\\n" in self.text or "\\x0a" in self.text.lower() or self.search(b"\n")
        return b"\0" if seeks and not ends and not self.search(b"\0") else b"\n"

    @property
    def needs_case(self) -> bool:
        """Whether leaving out `lowercase` and ignoring case instead could miss something: `[^A-Z]` finds no letter then."""
        return _UPPER_NEGATED.search(self.text) is not None

    def hyperscan(self) -> tuple[bytes, int]:
        """The pattern and its extra flags for a scan that may say yes too often, never no, as far as its syntax tells."""
        loose = _END.sub(r"\1$", _BEGIN.sub(r"\1^", self.text))
        greedy = _POSSESSIVE.sub(r"\1\2", loose).replace("(?>", "(?:")
        return encode(greedy), hyperscan.HS_FLAG_PREFILTER if _BEYOND.search(greedy) else 0


def _re2(source: bytes) -> re.Pattern[bytes]:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = _MEMORY
    options.dot_nl = True
    options.one_line = False
    compiled: re.Pattern[bytes] = re2.compile(b"(?m)" + source, options)
    return compiled


def _posix(text: str) -> str:
    for name, members in _POSIX.items():
        text = text.replace(f"[:{name}:]", members)
    return text


def _for_re2(text: str) -> str:
    r"""PCRE's `\s` holds the vertical tab, RE2's does not. Possessive and atomic groups match no more than greedy ones do,
    so a pattern with them is left to `re`."""
    out: list[str] = []
    at, in_class = 0, False
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            following = text[at + 1]
            if following == "s":
                out.append(r"\s\x0b" if in_class else r"[\s\x0b]")
            elif following == "S" and not in_class:
                out.append(r"[^\s\x0b]")
            elif following == "h":
                out.append(r" \t" if in_class else r"[ \t]")
            elif following == "Z":
                out.append(r"\z")
            elif following in "/\"'`<>#%&@!~:;=,-_ " or (ord(following) > 0x7F):
                out.append("\\-" if following == "-" else following if following != " " else " ")
            elif following == "e":
                out.append(r"\x1b")
            else:
                out.append(char + following)
            at += 2
            continue
        if in_class:
            if text.startswith("[:", at) and (close := text.find(":]", at)) > 0:
                out.append(text[at : close + 2])
                at = close + 2
                continue
            if char == "]":
                in_class = False
            elif char == "[":
                char = r"\["
        elif char == "[":
            in_class = True
            if text[at + 1 : at + 2] == "^":
                out.append("[^")
                at += 2
                if text[at : at + 1] == "]":
                    out.append(r"\]")
                    at += 1
                continue
            if text[at + 1 : at + 2] == "]":
                out.append(r"[\]")
                at += 2
                continue
        out.append(char)
        at += 1
    return "".join(out)


def _for_re(text: str) -> str:
    """Leading and inner `(?i)` become a group around all that follows, as `re` wants it; POSIX classes are spelled out."""
    text = _posix(text)
    text = _END.sub(r"\1\\Z", text)
    text = text.replace(r"\h", r"[ \t]").replace(r"\/", "/")
    text = _BEHIND.sub(_one_by_one, text)
    if "(?i)" in text:
        head, _, tail = text.partition("(?i)")
        text = f"{head}(?i:{tail.replace('(?i)', '')})" if not _open_groups(head) else "(?i)" + text.replace("(?i)", "")
    return text


def _one_by_one(match: re.Match[str]) -> str:
    """`(?<!a|bc)` as `(?<!a)(?<!bc)`: `re` wants each look-behind of one width."""
    kind, inner = match[1], match[2]
    choices: list[str] = []
    depth = start = 0
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", lambda m: " " * len(m[0]), inner)
    for at, char in enumerate(bare):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            choices.append(inner[start:at])
            start = at + 1
    choices.append(inner[start:])
    if kind == "!":
        return "".join(f"(?<!{choice})" for choice in choices)
    return f"(?:{'|'.join(f'(?<={choice})' for choice in choices)})"


def _open_groups(text: str) -> bool:
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", text)
    return bare.count("(") != bare.count(")")
