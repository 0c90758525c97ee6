"""Whether a text holds a command after a separator (CWE-78), its words read as a shell reads them.

A shell takes quotes, backslashes, empty expansions and `$IFS` out of a word before it looks for a program, fills in
variables that were set before and wildcards, skips what only says how a command is run (`A=1`, `then`, `sudo`, `timeout 5`),
and knows programs by their last path component; so does this. Many programs are named by English words, and many are things
people name (`Perl & Python`). Such a word is a command only with what a command is followed by: an option, a path, a
variable, a redirection; the end for those that say something by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice
from typing import NamedTuple

from addons.signatures.grammar.programs import COUNTED, NAMED, PREFIXES, PROGRAMS, SHORT, VERBS, WORDLESS, WORDS, cmdlet

LOOKED_AT = 4096
SEGMENTS = 64
LINES = 2
"""line breaks beyond which they are the lines of a text, and separate no commands"""
SKIPPED = 6
"""assignments, reserved words and wrappers before a program, at most"""
_SEPARATOR = re.compile(r"\|\|?|&&?|;|[\r\n]|`|\$\(|<\(|>\(|%0[aAdD]|\A\\n")
_BLANK = re.compile(r"\$IFS(?:\$\d)?|\$\{IFS[^}]{0,20}\}", re.IGNORECASE)
_EMPTY = re.compile(r"\$[@*!]|\$\{[@*!]\}|\$\{?[a-z_]{0,8}\}?(?=['\"])|''|\"\"", re.IGNORECASE)
_NOTHING = re.compile(r"\$\(\s{0,8}\)|``")
"""a substitution of nothing"""
_BRACES = re.compile(r"\A\{([\w./-]{1,30}),([^}\s]{0,200})\}")
_PLAIN = re.compile(r"[\w./~?*-]+(?=[\s;|&`)<>\x00]|\\[nrt]|\Z)")
"""a word that no sign of the shell is in"""
_SET = re.compile(r"(?:\A|[;&|\s({])([A-Za-z_]\w{0,30})=([^\s;&|)]{0,80})")
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w{0,30})\}|([A-Za-z_]\w{0,30}))")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w{0,30}=[^\s;&|]{0,80}[ \t]+(?=\S)")
_QUOTES = str.maketrans("", "", "\\\"'^")
_ENDS = re.compile(r"\s*(?:[;|&`)<>\x00]|\\[nr]|#\s*\Z|\Z)")
_ARGUMENT = re.compile(
    r"\s+(?:-{1,2}\w|/[\w*?.~]|/(?:\s+-|\s*\Z)|\.{1,2}(?:/|\s*\Z)|~|\$[\w({]|\*|>|<|[\w/.-]+\.(?:txt|php|log|conf|ini|sh|py|pl|exe|cgi|xml|json|bak|db)\b"
    r"|[a-zA-Z]:[\\/]|\d{1,3}(?:\.\d{1,3}){3}|(?:https?|ftp)://|[\"'`][^\s])|<<<|[^\n;|&]{0,80}[\w\s]\d?>{1,2}\s?(?:/\w|\w+[./]\w|&\d)|[ \t]+%\w{2,20}%"
)
_NUMBER = re.compile(r"\s+\d{1,4}\s*(?:[;|&`)'\"]|\Z)")
_OPTIONS = re.compile(r"\A(?:[ \t]+(?:-\S{1,40}|\d+\w?))+")
"""of a word that says how a command is run"""
_GOES_ON = re.compile(r"[ \t]+(?:[a-z0-9$'\"/.@{\[]|[A-Z_]+(?:=|\Z))")
"""an argument of any kind, as one that stands right behind a separator may have it"""
_SOURCED = re.compile(r"[ \t]+[~.]{0,2}/\w")
_SUBCOMMAND = re.compile(
    r"net[ \t]+(?:user|view|use|localgroup|group|share|accounts|session)\b|sc[ \t]+(?:query|create|config|stop|delete|start)\b|ps[ \t]+a?ux\b|(?:host|finger|fetch)[ \t]+[\w-]+\.[\w.-]+",
    re.IGNORECASE,
)
"""words that make an English word a program"""
_BIN = re.compile(r"/(?:usr/)?(?:local/)?s?bin\Z|[a-z]:[\\/](?:windows|winnt)[\\/]", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:sh|py|pl|rb|bin|elf|out|run)\Z")
_WINDOWS = re.compile(
    r"\s*(?:[a-z]:\\|%\w{2,20}%\\?)[^\s|&;\"']{0,200}\.(?:exe|bat|cmd|com|ps1|vbs|dll)\b|\s*%comspec%", re.IGNORECASE
)
_CLOSED = re.compile(r"\s[^()\n]{0,120}\)")
_TABLE = re.compile(r"[^|\n]{0,200}\|")
_HOST = re.compile(r"\s+(?:[\w-]+@)?(?:[\w-]+\.)+[a-z]{2,}\b")
_LIST = re.compile(r"\s*[^\W\d][\w+#. -]{0,30}(?:\s*[;|&,]\s*\w[\w+#. -]{0,30}){1,40};?\s*\Z")
_LONG_LIST = re.compile(r"\s*\w{2,30}(?:\s?[;|,]\s?\w{2,30}){2,40};?\s*\Z")
"""words one beside the other, as people set out what they know"""


_NAMES = (*sorted(PROGRAMS | NAMED), *sorted(word for word in WORDS if len(word) > 1))
_PATH = "./"
"""stands for a program that is named by its path, whatever it is called"""
_SHELLS = frozenset(("shell", "bash", "comspec"))
"""variables that name a shell without being set"""


class Command(NamedTuple):
    """What follows a separator: its first word, the rest of the text, whether the separator touches what is around it."""

    word: str
    rest: str
    glued: bool
    tight: bool
    """nothing stands between the separator and the word"""
    substituted: bool
    """between `$(` and a parenthesis: its output is put in its place"""
    wrapped: bool
    """behind a word that says when or how it is run"""


def commands(text: str) -> Iterator[Command]:
    """Each command after a separator."""
    lines = text.count("\n", 0, LOOKED_AT)
    known: dict[str, str] | None = None
    for match in islice(_SEPARATOR.finditer(text[:LOOKED_AT]), SEGMENTS):
        start, mark = match.start(), match[0]
        rest = text[match.end() : match.end() + 200]
        if mark == "`" and (rest[:1].isspace() or rest[:1] == "`" or (start and text[start - 1] in " \t\r\n`")):
            continue  # a code span or a fence of markdown, or the end of one
        if (
            mark == "|"
            and lines
            and text[text.rfind("\n", 0, start) + 1 : start + 1].lstrip()[:1] == "|"
            and _TABLE.match(rest)
        ):
            continue  # a cell of a table
        if mark in "\r\n" and lines > LINES:
            continue  # the lines of a text
        if "$" in rest:
            if known is None:
                known = {name.lower(): value for name, value in _SET.findall(text[:LOOKED_AT])}
            rest = _BLANK.sub(" ", rest)
        if "$(" in rest or "``" in rest:
            rest = _NOTHING.sub("", rest)
        glued = not rest[:1].isspace() or start == 0 or not text[start - 1].isspace()
        glued = start == 0 or (glued and mark not in "\r\n")
        tight = mark not in "\r\n`" and (start == 0 or not rest[:1].isspace())
        rest = rest.lstrip(" \t({!@+")
        wrapped = False
        for _ in range(SKIPPED):
            while (assigned := _ASSIGNMENT.match(rest)) is not None:
                rest = rest[assigned.end() :]
            word, rest = _word(rest, known or {})
            if not word:
                break
            yield Command(word, rest, glued, tight, mark == "$(" and _CLOSED.match(rest) is not None, wrapped)
            if word.lower() not in PREFIXES or not rest[:1].isspace():
                break
            rest = _OPTIONS.sub("", rest).lstrip(" \t({!")
            wrapped = True


def runs(text: str, *, strict: bool = False) -> bool:
    """Whether a separator in `text` is followed by a command. `strict`: only with arguments that no sentence has."""
    return any(_is_run(command, text, strict=strict) for command in commands(text))


def _is_run(command: Command, text: str, *, strict: bool) -> bool:
    word, rest = command.word, command.rest
    if word == ".":
        return _SOURCED.match(rest) is not None
    name = _program(word)
    if not name:
        return False
    if command.substituted and not strict and word == name:
        return True
    certain = name in PROGRAMS or name == _PATH
    if _ARGUMENT.match(rest) or (name in COUNTED and _NUMBER.match(rest)):
        return True
    if (certain or name in NAMED) and _HOST.match(rest):
        return True
    ends = _ENDS.match(rest) is not None
    if certain and ends:
        return True
    if strict:
        return False
    if certain:
        return (command.tight or "-" in word) and _GOES_ON.match(rest) is not None
    if word.istitle():
        return False
    if name in NAMED:
        return ((ends and command.glued) or (command.tight and _GOES_ON.match(rest) is not None)) and _LIST.match(
            text
        ) is None
    if command.tight and _SUBCOMMAND.match(name + rest):
        return True
    if not ends or not command.glued:
        return False
    if command.wrapped:
        return name in WORDLESS
    return name in SHORT and _LONG_LIST.match(text) is None


def _word(text: str, known: dict[str, str]) -> tuple[str, str]:
    """The first word as a shell takes it, and what follows. `known`: variables that were set, in lower case."""
    braces = _BRACES.match("{" + text) if "," in text[:30] else None
    if braces and braces[2]:
        return braces[1], " " + braces[2].replace(",", " ") + text[braces.end() - 1 :]
    plain = _PLAIN.match(text)
    if plain is not None:
        return plain[0], text[plain.end() :]
    path = _WINDOWS.match(text)
    if path is not None:
        return _PATH, text[path.end() :]
    end = 0
    quote = ""
    while end < len(text):
        char = text[end]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            close = text.find(char, end + 1, end + 40)
            if close == -1:
                break
            quote = char
        elif char.isspace() or char in ";|&`)<>\0" or text.startswith(("\\n", "\\r"), end):
            break
        end += 1
    word, rest = text[:end], text[end:]
    if "$" in word:
        word = _VARIABLE.sub(lambda m: _value((m[1] or m[2]).lower(), known), word)
        fields = (word.replace(known["ifs"][:1], " ") if known.get("ifs") else word).split(" ", 1)
        word, rest = fields[0], " ".join(["", *fields[1:]]) + rest
    return _EMPTY.sub("", word).translate(_QUOTES), rest


def _value(name: str, known: dict[str, str]) -> str:
    """What a variable holds: nothing, unless it was set in the same text, or names the shell itself."""
    return known.get(name, "sh" if name in _SHELLS else "")


def _program(word: str) -> str:
    """The program that `word` names: its last path component, wildcards filled in; empty where there is none."""
    if word == _PATH:
        return _PATH
    path, _, name = word.rpartition("/")
    name = name.lower().rstrip("#%")
    if name.endswith((".exe", ".bat", ".cmd", ".ps1", ".vbs")):
        return _PATH
    if name in PROGRAMS or name in NAMED or name in WORDS:
        return name
    if "-" in name and cmdlet(name):
        return _PATH
    if path and any(c in word for c in "?*[") and name.strip("*"):
        return next((known for known in _NAMES if fnmatchcase(known, name)), "")
    if _BIN.match(path) or (path and _SCRIPT.search(name)):
        return _PATH
    return ""


def hint() -> str:
    """What a text must hold for `runs` to say yes, for Hyperscan: a separator, and a program's name or what hides one."""
    names = "|".join(sorted(PROGRAMS | NAMED | WORDS))
    alone = "|".join(sorted(PROGRAMS | NAMED))
    prefixes = "|".join(sorted(PREFIXES))
    before = r"(?:[;|&`]|\$\(|[<>]\(|%0[ad]|^\\n)[\s({!@+\"']*(?:\$\{?IFS[^a-z]{0,4})?"
    skipped = rf"(?:(?:{prefixes}|[a-z_]\w*=[^\s;&|]*)[ \t]+(?:[-\d]\S*[ \t]+)*)*"
    hidden = r"[\w.~-]*[/?*\[\\\"'^$,]|[a-z]:\\|%\w+%|[\w.-]+\.(?:exe|bat|cmd|ps1|vbs)\b|\.[ \t]+[/~.]"
    line = rf"[\r\n][ \t]*(?:(?:{names})[ \t]+[-/~$.\d\"'*><]|(?:{alone})(?:\.exe)?[ \t;|&]|/(?:usr|bin|sbin)/)|^[\r\n]+[ \t]*(?:id|ls|ps|pwd|dir|uname)\b"
    return rf"(?i){before}(?:{skipped}(?:{names})(?:\.exe)?\b|(?:{VERBS})-[a-z]|{hidden})|{line}"
