"""What decoding works with: its bounds, and the fields and problems that come out.

Structs, not dataclasses: a request makes some thirty of them, and a struct costs a tenth.
"""

from __future__ import annotations

import msgspec


class DecodeLimits(msgspec.Struct, frozen=True):
    """Bounds of what is decoded; beyond each, a problem is reported and the rest is left alone. Bytes and counts."""

    body_bytes: int = 10 * 1024 * 1024
    ratio: int = 100
    """decoded to encoded bytes; looked at once a mebibyte came out, small bodies may compress well"""
    depth: int = 64
    fields: int = 2000
    field_bytes: int = 1024 * 1024


class Field(msgspec.Struct, frozen=True, gc=False):
    """One value a client sent: `location` names its place (`query:q`, `json:/user/name`, `header:referer`).

    The word before the colon is one of path, query, header, cookie, json, form, xml, graphql, file (a file's name),
    upload (a file's text), body (text that has no structure). Bytes that are no UTF-8 stand as surrogate escapes.
    """

    location: str
    name: str
    value: str


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Something malformed: a rule id of the payload addon, where, and what."""

    rule: str
    location: str
    message: str
    evidence: str = ""


class Decoded(msgspec.Struct, frozen=True):
    """`body` is what the content codings gave, cut at the limit; `media_type` the declared type, lower case."""

    fields: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()
    body: bytes = b""
    media_type: str = ""
