"""From bytes to text: percent decoding, UTF-8 with its usual abuses, NULs.

Text keeps undecodable bytes as surrogate escapes, so that `encode` gives back the bytes that came.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from addons.decode.model import Problem

HEX = frozenset(b"0123456789abcdefABCDEF")
LOCATION_PART = 64
LOCATION = 400
SLICE = 64 * 1024
"""characters or bytes that one call takes: another thread may want the interpreter"""
_UTF8 = codecs.getincrementaldecoder("utf-8")


def part(name: str) -> str:
    """A client's name as a part of a location: bounded, on one line."""
    if len(name) > LOCATION_PART:
        name = name[:LOCATION_PART] + "…"
    return name if name.isprintable() else "".join(c if c.isprintable() else "·" for c in name)


def encode(text: str) -> bytes:
    """The bytes of a decoded text. Lone surrogates, which JSON can spell, become question marks."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        if len(text) > SLICE:
            return b"".join([encode(text[at : at + SLICE]) for at in range(0, len(text), SLICE)])
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace")


def lenient(raw: bytes) -> str:
    """UTF-8 text whose undecodable bytes stand as surrogate escapes. Long ones in slices: bytes that are none take long."""
    if len(raw) <= SLICE:
        return raw.decode("utf-8", "surrogateescape")
    decoder = _UTF8("surrogateescape")
    pieces = [decoder.decode(raw[at : at + SLICE]) for at in range(0, len(raw), SLICE)]
    return "".join([*pieces, decoder.decode(b"", True)])


def decode(raw: bytes, location: str, problems: list[Problem]) -> str:
    """UTF-8 text of `raw`; reports invalid and overlong sequences and NULs under `location`."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        text = lenient(raw)
        if overlong(raw):
            problems.append(
                Problem("payload-utf8-overlong", location, "a character spelled in more bytes than it needs")
            )
        else:
            problems.append(Problem("payload-utf8", location, f"byte {error.start} is no UTF-8"))
    if "\0" in text:
        problems.append(Problem("payload-nul", location, "a NUL character"))
    return text


def overlong(raw: bytes) -> bool:
    """Whether a character is spelled in more bytes than it needs (`c0 af` for a slash)."""
    for lead in (b"\xc0", b"\xc1", b"\xe0", b"\xf0"):
        at = raw.find(lead)
        while at != -1:
            following = raw[at + 1 : at + 2]
            if following:
                top = 0xBF if lead in (b"\xc0", b"\xc1") else 0x9F if lead == b"\xe0" else 0x8F
                if 0x80 <= following[0] <= top:
                    return True
            at = raw.find(lead, at + 1)
    return False


def unquote(raw: bytes, location: str, problems: list[Problem], *, plus: bool) -> str:
    """Percent-decoded text of a form or query part; `plus` stands for a space there, not in a path."""
    if plus and b"+" in raw:
        raw = raw.replace(b"+", b" ")
    if b"%" in raw:
        if not well_encoded(raw):
            problems.append(Problem("payload-percent-encoding", location, "a percent sign without two hex digits"))
        raw = percent_decoded(raw)
    elif raw.isascii() and b"\0" not in raw:
        return raw.decode("ascii")
    return decode(raw, location, problems)


def well_encoded(raw: bytes) -> bool:
    return all(
        len(piece) > 1 and piece[0] in HEX and piece[1] in HEX
        for part in _at_percent_signs(raw)
        for piece in part.split(b"%")[1:]
    )


def percent_decoded(raw: bytes) -> bytes:
    return b"".join([unquote_to_bytes(part) for part in _at_percent_signs(raw)])


def _at_percent_signs(raw: bytes) -> Iterator[bytes]:
    """`raw` in slices that cut no escape in two."""
    at = 0
    while len(raw) - at > SLICE:
        cut = raw.find(b"%", at + SLICE)
        if cut == -1:
            break
        yield raw[at:cut]
        at = cut
    yield raw[at:]
