"""Bodies that are no superset of ASCII: UTF-16, UTF-32, UTF-7, EBCDIC, brought to UTF-8 as the server behind would.

In those an attack has not one byte that anybody looks for. Only these are read so; in all other charsets the signs that
matter are spelled as in ASCII. What does not decode becomes U+FFFD; nothing raises. Linear.
"""

from __future__ import annotations

import codecs
import json
from functools import lru_cache

from addons.decode.model import Problem

FOREIGN = frozenset(
    ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7",
     "cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140")
)  # fmt: skip
"""as Python's codecs name them"""
LONGEST = 40


@lru_cache(256)
def foreign(charset: str) -> str:
    """The codec of a charset that needs reading first; empty for all others."""
    if not charset or len(charset) > LONGEST or not charset.isascii():
        return ""
    try:
        name = codecs.lookup(charset.strip().lower()).name
    except (LookupError, ValueError):
        return ""
    return name if name in FOREIGN else ""


def to_utf8(raw: bytes, codec: str, most: int, location: str, problems: list[Problem]) -> bytes:
    """`raw` as UTF-8, at most `most` bytes of it, and a problem that says so."""
    problems.append(Problem("payload-charset", location, f"written in {codec}"))
    return raw.decode(codec, "replace").encode("utf-8", "replace")[:most]


def codec_of_json(body: bytes) -> str:
    """The codec of a JSON text that says none, by its first bytes (RFC 4627 section 3); empty where it is UTF-8."""
    if body[:2] not in {b"\xfe\xff", b"\xff\xfe"} and b"\0" not in body[:4]:
        return ""
    return foreign(json.detect_encoding(body))


def codec_of_xml(start: bytes) -> str:
    """The codec of an XML text by its first four bytes (XML 1.0, appendix F); empty where it is a superset of ASCII."""
    marks = {
        b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32", b"\x00\x00\x00<": "utf-32-be", b"<\x00\x00\x00": "utf-32-le",
        b"\x4c\x6f\xa7\x94": "cp037",
    }  # fmt: skip
    if start[:4] in marks:
        return marks[start[:4]]
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    return {b"\x00<": "utf-16-be", b"<\x00": "utf-16-le"}.get(start[:2], "")
