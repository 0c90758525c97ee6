"""SecLang's transformations as libmodsecurity 3 does them: pure functions of bytes.

Each comes with what it `needs`: a regular expression without which the value stays as it is (None: always to be asked).
Hyperscan looks for these along with the rules, so that values that nothing would change are looked at once.
`local` ones see no further than a line feed: on values joined by line feeds they do what they do on each.
Every function is linear in the value; those written as loops start at the first byte they may change.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

Transform = Callable[[bytes], bytes]


class Transformation(NamedTuple):
    run: Transform
    needs: str | None
    local: bool = True
    cased: bool = False
    """whether the case of letters matters to it: then a `lowercase` before it cannot be left out of a first scan"""
    triggers: bytes | None = None
    """bytes without any of which the value stays as it is; None: there are none"""


WHITE = b" \t\n\r\f\v"
UPPER = bytes(range(65, 91))
LOWER = bytes(range(97, 123))
HIGH = bytes(range(128, 256))
_PERCENT = re.compile(rb"%(?:[uU]([0-9a-fA-F]{4})|([0-9a-fA-F]{2}))")
_SPACES = re.compile(rb"[ \t\n\r\f\v]+")
_ENTITY = re.compile(rb"&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|([0-9A-Za-z]+)(;?))")
_NAMED = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"nbsp": b"\xa0"}
_JS = re.compile(
    rb"\\(?:u([0-9a-fA-F]{2})([0-9a-fA-F]{2})|x([0-9a-fA-F]{2})|([0-3][0-7]{2}|[0-7]{1,2})|(.))", re.DOTALL
)
_ESCAPES = {97: b"\a", 98: b"\b", 102: b"\f", 110: b"\n", 114: b"\r", 116: b"\t", 118: b"\v"}
_CSS = re.compile(rb"\\(?:([0-9a-fA-F]{1,6})[ \t\n\r\f\v]?|(\n)|(.)|$)", re.DOTALL)
_ANSI = re.compile(rb"\\(?:[xX]([0-9a-fA-F]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_SQL_HEX = re.compile(rb"0[xX]((?:[0-9a-fA-F]{2})+)")
_COMMENT = re.compile(rb"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMMENT_BEGIN = re.compile(rb"/\*|<!--|--|#")
_COMMENT_END = re.compile(rb"\*/|-->")
_COMMENT_MARKS = re.compile(rb"/\*|\*/|<!--|-->|--|#")
_CMD_GONE = bytes.maketrans(b",;\t\r\n", b"     ")
_CMD_SPACES = re.compile(rb" +([/(]?)")
_HIGH = re.compile(rb"[\x80-\xff]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2} *")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def _lower_byte(high: bytes, low: bytes) -> bytes:
    """The lower byte of a character; full-width forms (ff01 to ff5e) are their ASCII twins."""
    code = int(low, 16)
    if 0 < code < 0x5F and high in (b"ff", b"FF", b"fF", b"Ff"):
        code += 0x20
    return bytes((code,))


def url_decode(value: bytes) -> bytes:
    if b"+" in value:
        value = value.replace(b"+", b" ")
    return unquote_to_bytes(value) if b"%" in value else value


class UrlDecodeUni:
    """`mapping`: what a %uXXXX stands for, by code point, as SecUnicodeMapFile says; of the others the lower byte stays."""

    def __init__(self, mapping: Mapping[int, int] | None = None) -> None:
        self._mapping = mapping or {}

    def __call__(self, value: bytes) -> bytes:
        if b"+" in value:
            value = value.replace(b"+", b" ")
        if b"%" not in value:
            return value
        if b"%u" in value or b"%U" in value:
            return _PERCENT.sub(self._one, value)
        return unquote_to_bytes(value)

    def _one(self, match: re.Match[bytes]) -> bytes:
        if match[2]:
            return bytes((int(match[2], 16),))
        code = int(match[1], 16)
        mapped = self._mapping.get(code)
        if mapped is not None:
            return bytes((mapped & 0xFF,))
        return _lower_byte(match[1][:2], match[1][2:])


def html_entity_decode(value: bytes) -> bytes:
    return _ENTITY.sub(_entity, value) if b"&" in value else value


def _entity(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes((_strtol(match[1], 16),))
    if match[2]:
        return bytes((_strtol(match[2], 10),))
    return _NAMED.get(match[3].lower(), match[0])


def _strtol(digits: bytes, base: int) -> int:
    """The low byte of a C long, which stops at its largest value."""
    kept = digits.lstrip(b"0")
    return 0xFF if len(kept) > 20 else min(int(kept or b"0", base), (1 << 63) - 1) & 0xFF


def js_decode(value: bytes) -> bytes:
    return _JS.sub(_js, value) if b"\\" in value else value


def _js(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return _lower_byte(match[1], match[2])
    if match[3]:
        return bytes((int(match[3], 16),))
    if match[4]:
        return bytes((int(match[4], 8),))
    return _ESCAPES.get(match[5][0], match[5])


def css_decode(value: bytes) -> bytes:
    """What follows a NUL is lost, as in the reference."""
    if b"\\" in value:
        value = _CSS.sub(_css, value)
    return value.partition(b"\0")[0] if b"\0" in value else value


def _css(match: re.Match[bytes]) -> bytes:
    digits = match[1]
    if not digits:
        return match[3] or b""
    code = int(digits[-2:], 16)
    full = len(digits) == 4 or (len(digits) == 5 and digits[:1] == b"0") or (len(digits) == 6 and digits[:2] == b"00")
    if full and 0 < code < 0x5F and digits[-4:-2].lower() == b"ff":
        code += 0x20
    return bytes((code,))


def escape_seq_decode(value: bytes) -> bytes:
    return _ANSI.sub(_ansi, value) if b"\\" in value else value


def _ansi(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes((int(match[1], 16),))
    if match[2]:
        return bytes((int(match[2], 8) & 0xFF,))
    return _ESCAPES.get(match[3][0], match[3])


def sql_hex_decode(value: bytes) -> bytes:
    return _SQL_HEX.sub(lambda match: bytes.fromhex(match[1].decode()), value) if b"0x" in value.lower() else value


def compress_whitespace(value: bytes) -> bytes:
    return _SPACES.sub(b" ", value)


def remove_whitespace(value: bytes) -> bytes:
    return value.translate(None, WHITE + b"\xa0")


def replace_comments(value: bytes) -> bytes:
    return _COMMENT.sub(b" ", value) if b"/*" in value else value


def remove_comments(value: bytes) -> bytes:
    """A comment ends with `*/` or `-->`, however it began; the byte behind it is no beginning of another."""
    out: list[bytes] = []
    at = 0
    while mark := _COMMENT_BEGIN.search(value, at):
        out.append(value[at : mark.start()])
        if mark[0] in (b"--", b"#"):
            return b"".join(out)
        close = _COMMENT_END.search(value, mark.end())
        if close is None:
            return b"".join((*out, b" "))
        at = close.end() + 1
        out.append(value[close.end() : at] or b"\0")
    out.append(value[at:])
    return b"".join(out)


def remove_comments_char(value: bytes) -> bytes:
    return _COMMENT_MARKS.sub(b"", value)


def cmd_line(value: bytes) -> bytes:
    value = value.translate(_CMD_GONE, b"\"'\\^").lower()
    return _CMD_SPACES.sub(lambda match: match[1] or b" ", value)


def utf8_to_unicode(value: bytes) -> bytes:
    """`é` becomes `%u00e9`; bytes that begin no character are themselves, those that should and do not are lost."""
    if value.isascii():
        return value.replace(b"\0", b"")
    value = value.replace(b"\0", b"")
    out = bytearray()
    at, end = 0, len(value)
    while at < end:
        first = value[at]
        if first < 0x80:
            following = _HIGH.search(value, at)
            stop = following.start() if following else end
            out += value[at:stop]
            at = stop
            continue
        size, code = _character(value, at)
        if size:
            out += b"%%u%04x" % code
            if _overlong(size, code) or 0xD800 <= code <= 0xDFFF:
                out.append(first)
            at += size
        else:
            if first & 0xE0 not in (0xC0, 0xE0) or first >= 0xF8 or first >= 0xF5:
                out.append(first)
            at += 1
    return bytes(out)


def _character(value: bytes, at: int) -> tuple[int, int]:
    """Bytes and code point of the character that begins at `at`; (0, 0) where none does."""
    first = value[at]
    if first & 0xE0 == 0xC0:
        size, code = 2, first & 0x1F
    elif first & 0xF0 == 0xE0:
        size, code = 3, first & 0x0F
    elif first & 0xF8 == 0xF0:
        size, code = 4, first & 0x07
    else:
        return 0, 0
    for byte in value[at + 1 : at + size]:
        if byte & 0xC0 != 0x80:
            return 0, 0
        code = code << 6 | byte & 0x3F
    return (size, code) if at + size <= len(value) else (0, 0)


def _overlong(size: int, code: int) -> bool:
    return code < (0, 0, 0x80, 0x800, 0x10000)[size]


def normalise_path(value: bytes) -> bytes:
    """Collapses `//`, `/./` and `x/../`, and does not climb above the root.

    As in the reference, a segment that merely ends in two dots (`x..`) is taken for a step back too.
    """
    rooted, trailing = value[:1] == b"/", value[-1:] == b"/"
    out: list[bytes] = []
    climbed = False  # a relative path that has left its beginning keeps its steps back
    segments = [segment for segment in value.split(b"/") if segment]
    for segment in segments:
        if segment == b".":
            continue
        if segment[-2:] == b"..":
            if not rooted and (climbed or (not out and len(segment) <= 3)):
                climbed = True
                out.append(segment)
            elif len(segment) == 2 and out:
                out.pop()
                climbed = not out
        else:
            climbed = climbed and not out and len(segment) == 1
            out.append(segment)
    path = b"/".join(out)
    if rooted:
        path = b"/" + path
    if trailing:
        return path if path[-1:] == b"/" or not path else path + b"/"
    return path.removesuffix(b"/")


def normalise_path_win(value: bytes) -> bytes:
    return normalise_path(value.replace(b"\\", b"/"))


def base64_decode(value: bytes) -> bytes:
    """What decodes as a whole, to the last full group of four; nothing where a character is none of base64."""
    value = value.partition(b"\0")[0].replace(b"\r\n", b"").replace(b"\n", b"")
    match = _BASE64.fullmatch(value)
    return base64.b64decode(value[: len(value) & ~3]) if match else b""


def base64_decode_ext(value: bytes) -> bytes:
    """Leaves out what is no base64."""
    value = _NOT_BASE64.sub(b"", value)
    value = value[: len(value) - (len(value) % 4 == 1)]
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        return b""


def hex_decode(value: bytes) -> bytes:
    """Pairs as C reads them, hexadecimal or not; an odd last byte is left out."""
    digits = [((byte & 0xDF) - 55 if byte >= 65 else byte - 48) for byte in value]
    return bytes((high * 16 + low) & 0xFF for high, low in zip(digits[::2], digits[1::2], strict=False))


def hex_encode(value: bytes) -> bytes:
    return value.hex().encode()


_TABLE: dict[str, Transformation] = {
    "lowercase": Transformation(bytes.lower, r"[A-Z]", triggers=UPPER),
    "uppercase": Transformation(bytes.upper, r"[a-z]", triggers=LOWER),
    "urldecode": Transformation(url_decode, r"[%+]", triggers=b"%+"),
    "urldecodeuni": Transformation(UrlDecodeUni(), r"[%+]", triggers=b"%+"),
    "htmlentitydecode": Transformation(html_entity_decode, r"&[#A-Za-z]", cased=False, triggers=b"&"),
    "jsdecode": Transformation(js_decode, r"\\", local=False, cased=True, triggers=b"\\"),
    "cssdecode": Transformation(css_decode, r"\\|\x00", local=False, triggers=b"\\\0"),
    "escapeseqdecode": Transformation(escape_seq_decode, r"\\", local=False, cased=True, triggers=b"\\"),
    "sqlhexdecode": Transformation(sql_hex_decode, r"0[xX]", triggers=b"xX"),
    "compresswhitespace": Transformation(compress_whitespace, r"\s\s|[\t\n\r\f\v]", local=False, triggers=WHITE),
    "removewhitespace": Transformation(remove_whitespace, r"[\s\xa0]", local=False, triggers=WHITE + b"\xa0"),
    "removenulls": Transformation(lambda value: value.replace(b"\0", b""), r"\x00", triggers=b"\0"),
    "replacenulls": Transformation(lambda value: value.replace(b"\0", b" "), r"\x00", triggers=b"\0"),
    "replacecomments": Transformation(replace_comments, r"/\*", local=False, triggers=b"*"),
    "removecomments": Transformation(remove_comments, r"/\*|<!--|--|#", local=False, triggers=b"*-#"),
    "removecommentschar": Transformation(remove_comments_char, r"/\*|\*/|<!--|-->|--|#", triggers=b"*-#"),
    "normalisepath": Transformation(normalise_path, r"//|\.\.(?:/|$)|(?:^|/)\.(?:/|$)", local=False, triggers=b"/."),
    "normalisepathwin": Transformation(
        normalise_path_win, r"//|\.\.(?:/|$)|(?:^|/)\.(?:/|$)|\\", local=False, triggers=b"/.\\"
    ),
    "cmdline": Transformation(
        cmd_line, r"[\x22'\\^,;\t\r\n]| [ /(]|[A-Z]", local=False, triggers=UPPER + b"\"'\\^,;\t\r\n "
    ),
    "utf8tounicode": Transformation(utf8_to_unicode, r"[\x80-\xff]|\x00", local=False, triggers=HIGH + b"\0"),
    "trim": Transformation(lambda value: value.strip(WHITE), r"^\s|\s$", local=False, triggers=WHITE),
    "trimleft": Transformation(lambda value: value.lstrip(WHITE), r"^\s", local=False, triggers=WHITE),
    "trimright": Transformation(lambda value: value.rstrip(WHITE), r"\s$", local=False, triggers=WHITE),
    "base64decode": Transformation(base64_decode, None, local=False, cased=True),
    "base64decodeext": Transformation(base64_decode_ext, None, local=False, cased=True),
    "base64encode": Transformation(base64.b64encode, None, local=False, cased=True),
    "hexdecode": Transformation(hex_decode, None, local=False, cased=False),
    "hexencode": Transformation(hex_encode, None, local=False, cased=True),
    "length": Transformation(lambda value: b"%d" % len(value), None, local=False),
    "md5": Transformation(
        lambda value: hashlib.md5(value, usedforsecurity=False).digest(), None, local=False, cased=True
    ),
    "sha1": Transformation(
        lambda value: hashlib.sha1(value, usedforsecurity=False).digest(), None, local=False, cased=True
    ),
}
_TABLE["normalizepath"] = _TABLE["normalisepath"]
_TABLE["normalizepathwin"] = _TABLE["normalisepathwin"]
TRANSFORMATIONS = MappingProxyType(_TABLE)
