"""What lies beneath the spellings of a value: percent, Unicode, HTML and script escapes, undone until nothing changes.

`unwrap` is a transformation like any other, and the one nearly all rules of the pack begin with: an attack that was encoded
once more unwraps to the same text, so it is judged the same. `wrapped` gives the further texts of values that are an
encoding as a whole (base64, hex, UTF-7, a query within a query): those are looked at beside the value, not in place of it.

Bounds: `ROUNDS` rounds, each linear. It never decodes what a value only happens to contain, such as a Windows path.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from addons.decode.text import SLICE, encode, lenient, percent_decoded

ROUNDS = 4
WRAPPED = 16 * 1024
"""characters of an encoded value, at most, that are decoded for a further look"""
LONGEST = 40
"""characters of any of the spellings below"""
_PERCENT = re.compile(r"%(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_UNICODE = re.compile(r"%[uU]([0-9a-fA-F]{4})")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,30};)")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_OVERLONG = re.compile(
    "[\udcc0\udcc1][\udc80-\udcbf./\\\\]|\udce0[\udc80-\udc9f][\udc80-\udcbf]|[\udcf0\udcf8\udcfc]\udc80{1,4}[\udc80-\udcbf]{1,2}"
)

_ASCII_BASE64 = r"(?:[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][\w+/-]){5,}[\w+/-]{0,3}={0,2}"
"""base64 of ASCII: of every three bytes the top bits are nought, which leaves few letters for three in four places"""
_BASE64 = re.compile(rf"(?:data:[^,\n]{{0,80}}base64,)?({_ASCII_BASE64})\Z")
_HEX = re.compile(r"(?:0x)?((?:[2-7][0-9a-fA-F]|0[9aAdD]){10,})\Z")
_UTF7 = re.compile(r"\+A[A-Za-z0-9+/]{2,}-")
_PLUS = re.compile(r"\+(?:[a-zA-Z]{2,8}\+|[<(])|[|;&\n]\+?[a-zA-Z]{2,8}\+")
EXPRESSION = (
    rf"^(?:data:[^,\n]{{0,80}}base64,)?{_ASCII_BASE64}$|^(?:0x)?(?:[2-7][0-9a-fA-F]|0[9aAdD]){{10,}}$|\+A[A-Za-z0-9+/]{{2,}}-"
    r"|['\")\d]\+(?:[a-zA-Z]{2,8}\+|[<(])|[|;&\n]\+?[a-zA-Z]{2,8}\+"
)
"""what any of the values `wrapped` takes must match, for Hyperscan"""


def unwrap(text: str) -> str:
    for _ in range(ROUNDS):
        before = text
        if not text.isascii():  # first: the signs of the other spellings may be spelled so
            text = _folded_down(_replaced(_OVERLONG, _shortened, text))
        if "%" in text and _holds(_PERCENT, text):
            if "%u" in text or "%U" in text:
                text = _replaced(_UNICODE, lambda m: _character(int(m[1], 16)), text)
            text = lenient(percent_decoded(encode(text)))
        if "&" in text:
            text = _replaced(_ENTITY, lambda m: html.unescape(m[0]), text)
        if "\\u" in text or "\\x" in text:
            text = _replaced(_ESCAPE, lambda m: _character(int(m[1] or m[2] or m[3], 16)), text)
        if text == before:
            break
    return text


def _replaced(pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], text: str) -> str:
    """`pattern.sub`, in slices: the search for what is not there is one call, and another thread may want the interpreter."""
    if len(text) <= SLICE:
        return pattern.sub(change, text)
    slices: list[str] = []
    at = 0
    while at < len(text):
        out: list[str] = []
        edge, done = min(at + SLICE, len(text)), at
        for match in pattern.finditer(text, at, edge + LONGEST):
            if match.start() >= edge:
                break
            out += (text[done : match.start()], change(match))
            done = match.end()
        at = max(done, edge)
        out.append(text[done:at])
        slices.append("".join(out))
    return "".join(slices)


def _holds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether one of the spellings is somewhere in `text`; in slices, as above."""
    return any(pattern.search(text, at, at + SLICE + LONGEST) is not None for at in range(0, len(text), SLICE))


def _folded_down(text: str) -> str:
    if len(text) <= SLICE:
        return text.translate(_folds())
    return "".join([text[at : at + 8192].translate(_folds()) for at in range(0, len(text), 8192)])


def touches(text: str) -> bool:
    """Whether `unwrap` may change the text."""
    return (
        ("%" in text and _holds(_PERCENT, text))
        or ("&" in text and _holds(_ENTITY, text))
        or (("\\u" in text or "\\x" in text) and _holds(_ESCAPE, text))
        or (not text.isascii() and _holds(_folded(), text))
    )


def wrapped(text: str) -> Iterator[str]:
    """The texts that `text` as a whole encodes; mostly none."""
    if not 8 <= len(text) <= WRAPPED:
        return
    found = _BASE64.match(text)
    if found:
        data = found[1].rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(data[: len(data) - (len(data) % 4 == 1)] + "=" * (-len(data) % 4)).decode(
                "utf-8", "replace"
            )
        except (binascii.Error, ValueError):
            return
    found = _HEX.match(text)
    if found:
        yield bytes.fromhex(found[1]).decode("utf-8", "replace")
    if _UTF7.search(text):
        yield text.encode("ascii", "ignore").decode("utf-7", "ignore")
    if " " not in text and _PLUS.search(text):
        yield text.replace("+", " ")


def _character(code: int) -> str:
    return "?" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _shortened(match: re.Match[str]) -> str:
    code = ord(match[0][0]) & 0x1F if match[0][0] in "\udcc0\udcc1" else 0
    for character in match[0][1:]:
        code = code << 6 | ord(character) & 0x3F
    return chr(code) if code < 0x80 else match[0]


@cache
def _folds() -> dict[int, int]:
    """Characters that servers and databases read as an ASCII one (full width, mathematical letters, other slashes and quotes)."""
    out: dict[int, int] = {0x2044: 0x2F, 0x2215: 0x2F, 0x29F8: 0x2F, 0x2216: 0x5C, 0x29F5: 0x5C}
    out |= dict.fromkeys((0x02B9, 0x02BC, 0x2018, 0x2019, 0x201B, 0x2032), 0x27)
    for code in (
        *range(0x2024, 0x2025),
        *range(0x2100, 0x214F),
        *range(0xFE30, 0xFE70),
        *range(0xFF01, 0xFF5F),
        *range(0x1D400, 0x1D800),
    ):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain.isascii():
            out[code] = ord(plain)
    return out


@cache
def _folded() -> re.Pattern[str]:
    listed = "".join(chr(code) for code in _folds())
    return re.compile(f"[{re.escape(listed)}\udcc0\udcc1\udce0\udcf0\udcf8\udcfc]")
