"""From bytes to text: percent decoding, UTF-8 with its usual abuses, NULs.

Text keeps undecodable bytes as surrogate escapes, so that `encode` gives back the bytes that came.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from addons.decode.model import Problem

HEX = frozenset(b"0123456789abcdefABCDEF")
LOCATION_PART = 64
LOCATION = 400


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
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace")


def decode(raw: bytes, location: str, problems: list[Problem]) -> str:
    """UTF-8 text of `raw`; reports invalid and overlong sequences and NULs under `location`."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        text = raw.decode("utf-8", "surrogateescape")
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
        raw = unquote_to_bytes(raw)
    elif raw.isascii() and b"\0" not in raw:
        return raw.decode("ascii")
    return decode(raw, location, problems)


def well_encoded(raw: bytes) -> bool:
    pieces = raw.split(b"%")
    return all(len(piece) > 1 and piece[0] in HEX and piece[1] in HEX for piece in pieces[1:])
