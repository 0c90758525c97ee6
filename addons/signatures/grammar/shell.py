"""Whether a text holds a command after a separator (CWE-78), its words read as a shell reads them.

A shell takes quotes, backslashes, empty expansions and `$IFS` out of a word before it looks for a program, fills in
wildcards, and knows programs by their last path component; so does this. Many programs are named by English words. Such a
word is a command only with what a command is followed by: an option, a path, a variable, a redirection, the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice
from typing import NamedTuple

LOOKED_AT = 4096
SEGMENTS = 64
LINES = 2
"""line breaks beyond which they are the lines of a text, and separate no commands"""
_SEPARATOR = re.compile(r"\|\|?|&&?|;|[\r\n]|`|\$\(|<\(|>\(|%0[aAdD]|\A\\n")
_BLANK = re.compile(r"\$IFS(?:\$\d)?|\$\{IFS[^}]{0,20}\}", re.IGNORECASE)
_EMPTY = re.compile(r"\$[@*!]|\$\{[@*!]\}|\$\{?[a-z_]{0,8}\}?(?=['\"])|''|\"\"", re.IGNORECASE)
_BRACES = re.compile(r"\A\{([\w./-]{1,30}),([^}\s]{0,200})\}")
_PLAIN = re.compile(r"[\w./~?*-]+(?=[\s;|&`)<>]|\Z)")
"""a word that no sign of the shell is in"""
_QUOTES = str.maketrans("", "", "\\\"'^")
_ENDS = re.compile(r"\s*(?:[;|&`)<>]|\\n|\Z)")
_ARGUMENT = re.compile(
    r"\s+(?:-{1,2}\w|/[\w*?.~]|\.{1,2}(?:/|\s*\Z)|~|\$[\w({]|\*|>|<|\d{1,4}\s*(?:[;|&`)]|\Z)|[\w/.-]+\.(?:txt|php|log|conf|ini|sh|py|pl|exe|cgi|xml|json|bak|db)\b"
    r"|[a-zA-Z]:[\\/]|\d{1,3}(?:\.\d{1,3}){3}|(?:https?|ftp)://|[\"'`][^\s])"
)
_CLOSED = re.compile(r"\s[^()\n]{0,120}\)")
_TABLE = re.compile(r"[^|\n]{0,200}\|")
_HOST = re.compile(r"\s+(?:[\w-]+\.)+[a-z]{2,}\b")
PROGRAMS = frozenset(
    [
        "whoami",
        "uname",
        "ifconfig",
        "ipconfig",
        "netstat",
        "nslookup",
        "systeminfo",
        "tasklist",
        "wmic",
        "traceroute",
        "tracert",
        "mkfifo",
        "printenv",
        "getent",
        "lsb_release",
        "iptables",
        "sestatus",
        "wget",
        "curl",
        "ncat",
        "iwr",
        "iex",
        "invoke-webrequest",
        "invoke-expression",
        "netcat",
        "telnet",
        "tftp",
        "scp",
        "socat",
        "certutil",
        "bitsadmin",
        "bash",
        "zsh",
        "ksh",
        "csh",
        "tcsh",
        "powershell",
        "pwsh",
        "busybox",
        "chmod",
        "chown",
        "pkill",
        "killall",
        "rmdir",
        "mkdir",
        "useradd",
        "adduser",
        "usermod",
        "crontab",
        "xterm",
        "lsof",
        "perl",
        "python",
        "python2",
        "python3",
        "ruby",
        "phpinfo",
        "gawk",
        "xxd",
        "base64",
        "groups",
        "hostname",
    ]
)
"""no words of any language: a program, wherever they begin a command"""
WORDS = frozenset(
    [
        "cat",
        "tac",
        "head",
        "tail",
        "more",
        "less",
        "nl",
        "od",
        "strings",
        "rev",
        "sort",
        "tee",
        "cp",
        "mv",
        "rm",
        "ls",
        "dir",
        "type",
        "del",
        "erase",
        "echo",
        "printf",
        "touch",
        "kill",
        "find",
        "grep",
        "egrep",
        "sed",
        "cut",
        "stat",
        "file",
        "df",
        "du",
        "tar",
        "zip",
        "unzip",
        "gzip",
        "at",
        "export",
        "set",
        "unset",
        "env",
        "source",
        "exec",
        "eval",
        "sudo",
        "su",
        "passwd",
        "mount",
        "ln",
        "dd",
        "w",
        "who",
        "last",
        "id",
        "ps",
        "pwd",
        "date",
        "sleep",
        "net",
        "reg",
        "sc",
        "route",
        "ver",
        "vol",
        "ip",
        "service",
        "systemctl",
        "apt",
        "yum",
        "pip",
        "npm",
        "git",
        "docker",
        "kubectl",
        "top",
        "history",
        "jobs",
        "gpg",
        "openssl",
        "time",
        "timeout",
        "nohup",
        "watch",
        "start",
        "copy",
        "xcopy",
        "move",
        "ren",
        "attrib",
        "shutdown",
        "reboot",
        "halt",
        "init",
        "poweroff",
        "sh",
        "dash",
        "ash",
        "cmd",
        "nc",
        "dig",
        "host",
        "ping",
        "ping6",
        "ftp",
        "ssh",
        "rsync",
        "fetch",
        "lynx",
        "php",
        "node",
        "lua",
        "java",
        "gcc",
        "awk",
        "vi",
        "vim",
        "command",
        "arp",
        "finger",
        "read",
        "wall",
        "nice",
        "true",
        "false",
        "test",
        "comm",
        "diff",
        "join",
        "paste",
        "split",
        "uniq",
        "xargs",
    ]
)
"""programs whose names are words too"""
SHORT = frozenset(
    (
        "id",
        "ls",
        "ps",
        "pwd",
        "dir",
        "env",
        "w",
        "ver",
        "df",
        "cat",
        "date",
        "set",
        "net",
        "route",
        "arp",
        "reboot",
        "sh",
        "ip",
        "who",
        "last",
    )
)
"""those that say something all by themselves"""


_NAMES = (*sorted(PROGRAMS), *sorted(word for word in WORDS if len(word) > 1))


class Command(NamedTuple):
    """What follows a separator: its first word, the rest of the text, whether the separator touches what is around it."""

    word: str
    rest: str
    glued: bool
    substituted: bool
    """between `$(` and a parenthesis: its output is put in its place"""


def commands(text: str) -> Iterator[Command]:
    """Each command after a separator."""
    lines = text.count("\n", 0, LOOKED_AT)
    for match in islice(_SEPARATOR.finditer(text[:LOOKED_AT]), SEGMENTS):
        start, mark = match.start(), match[0]
        rest = text[match.end() : match.end() + 200]
        if "$" in rest:
            rest = _BLANK.sub(" ", rest)
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
        glued = not rest[:1].isspace() or start == 0 or not text[start - 1].isspace()
        rest = rest.lstrip(" \t({!@+")
        word, rest = _word(rest)
        if word:
            glued = start == 0 or (glued and mark not in "\r\n")
            yield Command(word, rest, glued, mark == "$(" and _CLOSED.match(rest) is not None)


def runs(text: str, *, strict: bool = False) -> bool:
    """Whether a separator in `text` is followed by a command. `strict`: only with arguments that no sentence has."""
    for word, rest, glued, substituted in commands(text):
        name = _program(word)
        if not name:
            continue
        if substituted and not strict and word == name:
            return True
        if _ARGUMENT.match(rest) or (name in PROGRAMS and _HOST.match(rest)):
            return True
        if _ENDS.match(rest) and (name in PROGRAMS or (name in SHORT and glued and not strict and not word.istitle())):
            return True
    return False


def _word(text: str) -> tuple[str, str]:
    braces = _BRACES.match("{" + text) if "," in text[:30] else None
    if braces and braces[2]:
        return braces[1], " " + braces[2].replace(",", " ") + text[braces.end() - 1 :]
    plain = _PLAIN.match(text)
    if plain is not None:
        return plain[0], text[plain.end() :]
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
        elif char.isspace() or char in ";|&`)<>":
            break
        end += 1
    return _EMPTY.sub("", text[:end]).translate(_QUOTES), text[end:]


def _program(word: str) -> str:
    """The program that `word` names: its last path component, wildcards filled in; empty where there is none."""
    path, _, name = word.rpartition("/")
    name = name.lower().removesuffix(".exe").rstrip("#%")
    if name in PROGRAMS or name in WORDS:
        return name
    if path and any(c in word for c in "?*[") and name.strip("*"):
        return next((known for known in _NAMES if fnmatchcase(known, name)), "")
    return ""


def hint() -> str:
    """What a text must hold for `runs` to say yes, for Hyperscan: a separator, and a program's name or what hides one."""
    names = "|".join(sorted(PROGRAMS | WORDS))
    alone = "|".join(sorted(PROGRAMS))
    before = r"(?:[;|&`]|\$\(|[<>]\(|%0[ad]|^\\n)[\s({!@+\"']*(?:\$\{?IFS[^a-z]{0,4})?"
    hidden = r"[\w.~-]*[/?*\[\\\"'^$,]"
    line = rf"[\r\n][ \t]*(?:(?:{names})[ \t]+[-/~$.\d\"'*><]|(?:{alone})(?:\.exe)?[ \t;|&]|/(?:usr|bin|sbin)/)|^[\r\n]+[ \t]*(?:id|ls|ps|pwd|dir|uname)\b"
    return rf"(?i){before}(?:(?:{names})(?:\.exe)?\b|{hidden})|{line}"
