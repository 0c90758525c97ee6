"""The head of a request as fields: path, query, headers, cookies.

Credentials are not for inspection: of `Authorization` only the scheme is a field.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from addons.decode.form import decode_form
from addons.decode.model import Decoded, DecodeLimits, Field, Problem
from addons.decode.text import decode, part, unquote

if TYPE_CHECKING:
    from addons.exchange import Request

CREDENTIALS = frozenset((b"authorization", b"proxy-authorization"))
COMMON = (
    "accept accept-encoding accept-language authorization cache-control connection content-length content-type dnt "
    "forwarded host if-modified-since if-none-match origin pragma priority referer sec-ch-ua sec-ch-ua-mobile "
    "sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user traceparent transfer-encoding "
    "upgrade-insecure-requests user-agent via x-api-key x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip "
    "x-request-id x-requested-with"
)
PLACES = MappingProxyType({name.encode(): (name, f"header:{name}") for name in COMMON.split()})
"""name and location of the headers that come with most requests, made once"""


def decode_head(request: Request, limits: DecodeLimits) -> Decoded:
    """Path, query, headers and cookies."""
    problems: list[Problem] = []
    path = request.path
    fields = [Field("path", "path", unquote(path[: limits.field_bytes], "path", problems, plus=False))]
    add = fields.append
    if "\r" in fields[0].value or "\n" in fields[0].value:
        problems.append(Problem("payload-path-line-break", "path", "a line break in the path"))
    if request.query:
        decode_form(request.query, "query", limits, fields, problems)
    media_type = ""
    for key, raw in request.headers:
        value = raw
        low = key.lower()
        place = PLACES.get(low)
        if place is None:
            if low == b"cookie":
                _cookies(value, limits, fields, problems)
                continue
            name = low.decode("latin-1")
            location = f"header:{name}"
        else:
            name, location = place
        if low in CREDENTIALS:
            value = value.split(b" ", 1)[0] if b" " in value.strip() else b""
        if value.isascii():
            text = value.decode("ascii")
            if "\0" in text:
                problems.append(Problem("payload-nul", location, "a NUL character"))
        else:
            text = decode(value, location, problems)
        if name == "content-type":
            media_type = text.partition(";")[0].strip().lower()
        add(Field(location, name, text))
    return Decoded(tuple(fields), tuple(problems), b"", media_type)


def _cookies(raw: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> None:
    pieces = raw.split(b";", limits.fields)
    if len(pieces) > limits.fields:
        problems.append(Problem("payload-fields", "cookie", f"more than {limits.fields} cookies"))
    plain = raw.isascii() and b"%" not in raw and b"\0" not in raw
    for piece in pieces:
        key, equals, value = piece.strip().partition(b"=")
        if not equals:
            key, value = b"", key
        if plain:
            name, text = key.decode("ascii"), value.decode("ascii")
            fields.append(Field(f"cookie:{name if name.isprintable() and len(name) < 40 else part(name)}", name, text))
            continue
        ignored: list[Problem] = []  # a cookie is opaque: a percent sign or a latin-1 letter in it is nobody's fault
        name = unquote(key, "cookie", ignored, plus=False)
        location = f"cookie:{part(name)}"
        text = unquote(value, location, ignored, plus=False)
        problems.extend(p for p in ignored if p.rule in {"payload-nul", "payload-utf8-overlong"})
        fields.append(Field(location, name, text))
