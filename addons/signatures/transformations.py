"""SecLang's transformations: pure functions of a text, and for each a cheap test whether it can change one.

The test may say yes too often, never no: on what it passes over, the transformation is the identity. It is asked
about all values of a request at once, joined by line feeds, so it looks for what a value must contain.
The regexes here are single runs of one character class: linear by construction.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from addons.decode.text import encode
from addons.signatures.unwrap import touches as wraps
from addons.signatures.unwrap import unwrap

Transform = Callable[[str], str]
Touches = Callable[[str], bool]


def has(*needles: str) -> Touches:
    if len(needles) == 1:
        return lambda text: needles[0] in text
    search = re.compile("|".join(re.escape(needle) for needle in needles)).search
    return lambda text: search(text) is not None


def found_by(pattern: re.Pattern[str]) -> Touches:
    search = pattern.search
    return lambda text: search(text) is not None


def always(_: str) -> bool:
    return True


_UNICODE = re.compile(r"%u([0-9a-fA-F]{4})")
_BLANKS = re.compile(r"[ \t\n\r\f\v\xa0]+")
_SHELL_BLANK = re.compile(r"\$IFS(?:\$\d)?|\$\{IFS[^}]{0,20}\}")
_SHELL_ANY = re.compile(r"[\\\"'^$]")
_SHELL_EMPTY = re.compile(r"\$[@*!]|\$\{[@*!]\}")
_SHELL_DROP = str.maketrans("", "", "\\\"'^")
_JS = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))")
_CSS = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\r\f]?|(\n)|(.))", re.DOTALL)
_CMD_DROP = re.compile(r"[\\\"'^]")
_CMD_BLANK = re.compile(r"[ ,;\t\r\n]+")
_CMD_BEFORE = re.compile(r" ([/(])")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_NOT_HEX = re.compile(r"[^0-9a-fA-F]")


def url_decode(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    if "%" in text:
        text = unquote_to_bytes(encode(text)).decode("utf-8", "surrogateescape")
    return text


def url_decode_uni(text: str) -> str:
    if "%u" in text or "%U" in text:
        text = _UNICODE.sub(lambda m: _narrow(int(m[1], 16)), text.replace("%U", "%u"))
    return url_decode(text)


def percent_decode(text: str) -> str:
    """Ours, not ModSecurity's: percent decoding alone, twice, for values where `+` is a plus."""
    for _ in range(2):
        if "%" not in text:
            break
        if "%u" in text:
            text = _UNICODE.sub(lambda m: _narrow(int(m[1], 16)), text)
        text = unquote_to_bytes(encode(text)).decode("utf-8", "surrogateescape")
    return text


def _narrow(code: int) -> str:
    """Full-width forms are read as their ASCII twins by the servers that know %u at all."""
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    return "?" if 0xD800 <= code <= 0xDFFF else chr(code)


def compress_whitespace(text: str) -> str:
    return _BLANKS.sub(" ", text)


def remove_whitespace(text: str) -> str:
    return _BLANKS.sub("", text)


def replace_comments(text: str) -> str:
    """`/* … */` becomes a blank; an unclosed one swallows the rest. MySQL's `/*! … */` is code and stays, unwrapped."""
    if "/*" not in text:
        return text
    out: list[str] = []
    at = 0
    while (start := text.find("/*", at)) != -1:
        out.append(text[at:start])
        out.append(" ")
        close = text.find("*/", start + 2)
        if text.startswith("!", start + 2):
            begin = start + 3
            while begin < len(text) and text[begin].isdigit() and begin < start + 9:
                begin += 1
            out.append(text[begin : close if close != -1 else len(text)])
            out.append(" ")
        if close == -1:
            return "".join(out)
        at = close + 2
    out.append(text[at:])
    return "".join(out)


def normalize_path(text: str) -> str:
    """Collapses `//`, `/./` and `/x/../`."""
    out: list[str] = []
    for piece in text.split("/"):
        if piece == ".." and out and out[-1] not in ("", ".."):
            out.pop()
        elif piece not in (".", "") or not out:
            out.append(piece)
    path = "/".join(out)
    return path + "/" if text.endswith("/") and not path.endswith("/") else path


def js_decode(text: str) -> str:
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        hexed = match[1] or match[2] or match[3]
        if hexed:
            code = int(hexed, 16)
            return _narrow(code) if code <= 0x10FFFF else ""
        if match[4]:
            return chr(int(match[4], 8))
        return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}.get(match[5], match[5])

    return _JS.sub(one, text)


def css_decode(text: str) -> str:
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        if match[1]:
            code = int(match[1], 16)
            return _narrow(code) if code <= 0x10FFFF else ""
        return "" if match[2] else match[3]

    return _CSS.sub(one, text)


def base64_decode(text: str) -> str:
    """Up to the first character that is no base64, as ModSecurity does."""
    stop = _NOT_BASE64.search(text)
    return _base64(text[: stop.start()] if stop else text)


def base64_decode_ext(text: str) -> str:
    """Leaves out what is no base64."""
    return _base64(_NOT_BASE64.sub("", text))


def _base64(text: str) -> str:
    text = text[: len(text) - (len(text) % 4 == 1)]
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        return ""


def hex_decode(text: str) -> str:
    clean = _NOT_HEX.sub("", text)
    return bytes.fromhex(clean[: len(clean) & ~1]).decode("utf-8", "surrogateescape")


def cmd_line(text: str) -> str:
    """A shell's view: quotes, carets and backslashes gone, separators one blank, lower case."""
    text = _CMD_DROP.sub("", text)
    text = _CMD_BLANK.sub(" ", text)
    return _CMD_BEFORE.sub(r"\1", text).lower()


def unquote_shell(text: str) -> str:
    """Ours: what a shell makes of a word broken up by quotes, backslashes, carets, empty expansions and $IFS."""
    if "$" in text:
        text = _SHELL_EMPTY.sub("", _SHELL_BLANK.sub(" ", text))
    return text.translate(_SHELL_DROP)


def utf8_to_unicode(text: str) -> str:
    return "".join(c if c < "\x80" else f"%u{ord(c):04x}" for c in text)


TRANSFORMATIONS: MappingProxyType[str, tuple[Transform, Touches]] = MappingProxyType(
    {
        "lowercase": (str.lower, lambda text: text != text.lower()),
        "uppercase": (str.upper, lambda text: text != text.upper()),
        "urldecode": (url_decode, has("%", "+")),
        "urldecodeuni": (url_decode_uni, has("%", "+")),
        "percentdecode": (percent_decode, has("%")),
        "unwrap": (unwrap, wraps),
        "htmlentitydecode": (html.unescape, lambda text: "&" in text and html.unescape(text) != text),
        "compresswhitespace": (compress_whitespace, has("  ", "\t", "\n", "\r", "\f", "\v", "\xa0")),
        "removewhitespace": (remove_whitespace, has(" ", "\t", "\n", "\r", "\f", "\v", "\xa0")),
        "removenulls": (lambda text: text.replace("\0", ""), has("\0")),
        "replacenulls": (lambda text: text.replace("\0", " "), has("\0")),
        "replacecomments": (replace_comments, has("/*")),
        "normalizepath": (normalize_path, has("/")),
        "normalisepath": (normalize_path, has("/")),
        "normalizepathwin": (lambda text: normalize_path(text.replace("\\", "/")), has("\\", "/")),
        "normalisepathwin": (lambda text: normalize_path(text.replace("\\", "/")), has("\\", "/")),
        "jsdecode": (js_decode, has("\\")),
        "cssdecode": (css_decode, has("\\")),
        "base64decode": (base64_decode, always),
        "base64decodeext": (base64_decode_ext, always),
        "hexdecode": (hex_decode, always),
        "cmdline": (cmd_line, always),
        "unquoteshell": (unquote_shell, found_by(_SHELL_ANY)),
        "utf8tounicode": (utf8_to_unicode, lambda text: not text.isascii()),
        "trim": (str.strip, always),
        "trimleft": (str.lstrip, always),
        "trimright": (str.rstrip, always),
    }
)


LOCAL = frozenset(
    ("lowercase", "uppercase", "urldecode", "urldecodeuni", "percentdecode", "unwrap", "htmlentitydecode", "removenulls",
     "replacenulls", "jsdecode", "unquoteshell", "utf8tounicode")
)  # fmt: skip
"""those that see no further than a line feed: on texts joined by line feeds they do what they do on each"""


class Chain:
    """A rule's transformations in order, as one function."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._steps = tuple(TRANSFORMATIONS[name] for name in names)
        self._local = LOCAL.issuperset(names)

    def on_joined(self, joined: str, texts: list[str]) -> str:
        """The transformed `texts`, joined again; `joined` is what they are now."""
        return self(joined) if self._local else "\n".join([self(text) for text in texts])

    def touched_by(self, changing: AbstractSet[str]) -> bool:
        """Whether any step is among those that can change the text. What one makes for a later one is its own to say."""
        return not changing.isdisjoint(self.names)

    def __call__(self, text: str) -> str:
        for transform, touches in self._steps:
            if touches(text):
                text = transform(text)
        return text
