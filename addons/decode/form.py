"""`application/x-www-form-urlencoded`, in a query or a body.

A part without `=` is a value without a name: that is how keyword queries, and attacks on them, are written.
"""

from __future__ import annotations

from addons.decode.model import DecodeLimits, Field, Problem
from addons.decode.text import LOCATION_PART, part, unquote

PLAIN_BYTES = 1024
SAME = bytes(octet for octet in range(0x21, 0x7F) if octet not in b"%+")
"""what stands for itself in a form"""


def decode_form(
    raw: bytes,
    kind: str,
    limits: DecodeLimits,
    fields: list[Field],
    problems: list[Problem],
    *,
    separator: bytes = b"&",
) -> None:
    """Append the fields of `raw`. Beyond `limits.fields` the rest is one field, as it came."""
    if (
        separator == b"&"
        and len(raw) <= min(PLAIN_BYTES, limits.field_bytes)
        and not raw.translate(None, SAME)
        and raw.count(b"&") < limits.fields
    ):
        _plain(raw.decode("ascii"), kind, fields)
        return
    pieces = raw.split(separator, limits.fields)
    rest = None
    if len(pieces) > limits.fields:
        problems.append(Problem("payload-fields", kind, f"more than {limits.fields} fields"))
        rest = unquote(pieces.pop()[: limits.field_bytes], kind, [], plus=True)
    for piece in pieces:
        if not piece:
            continue
        key, equals, value = piece.partition(b"=")
        if not equals:
            key, value = b"", piece
        name = unquote(key, kind, problems, plus=True) if key else ""
        location = f"{kind}:{part(name)}"
        if len(value) > limits.field_bytes:
            problems.append(Problem("payload-field-size", location, f"more than {limits.field_bytes} bytes"))
            value = value[: limits.field_bytes]
        fields.append(Field(location, name, unquote(value, location, problems, plus=True)))
    if rest is not None:
        fields.append(Field(f"{kind}:", "", rest))


def _plain(text: str, kind: str, fields: list[Field]) -> None:
    """A short form in which every character stands for itself: most queries are one."""
    for piece in text.split("&"):
        if piece:
            name, equals, value = piece.partition("=")
            if not equals:
                name, value = "", piece
            fields.append(Field(f"{kind}:{name if len(name) <= LOCATION_PART else part(name)}", name, value))


def looks_like_form(raw: bytes) -> bool:
    """A name of ordinary characters, then `=`, no line break or blank before it."""
    name, equals, _ = raw[:256].partition(b"=")
    return bool(equals and name) and name.translate(None, b"_-.[]%+$:").isalnum()
