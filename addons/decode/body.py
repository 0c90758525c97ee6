"""The body as fields, by its declared content coding and media type; what is undeclared is sniffed.

A body that contradicts its declared type is still read, by its looks, and said so: an API behind may do the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.decode.binary import MESSAGE_BYTES, file, is_binary, message
from addons.decode.charset import codec_of_json, foreign, to_utf8
from addons.decode.coding import undo_codings
from addons.decode.form import decode_form, looks_like_form
from addons.decode.graphql import decode_graphql
from addons.decode.json_body import decode_json, decode_ndjson
from addons.decode.model import Decoded, DecodeLimits, Field, Problem
from addons.decode.multipart import boundary_of, decode_multipart, parameters
from addons.decode.text import decode, encode, lenient, part
from addons.decode.xml_body import decode_xml

if TYPE_CHECKING:
    from addons.exchange import Request

FORM = "application/x-www-form-urlencoded"
NDJSON = frozenset(("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"))
OPAQUE = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip")


def decode_body(request: Request, limits: DecodeLimits) -> Decoded:
    """The body, by its declared content coding and media type."""
    body = request.body
    if not body:
        return Decoded()
    content_type = coding = b""
    types = 0
    for key, value in request.headers:
        if len(key) in (12, 16):
            low = key.lower()
            if low == b"content-type":
                content_type = content_type or value
                types += 1
            elif low == b"content-encoding":
                coding = coding + b"," + value if coding else value
    media_type = content_type.partition(b";")[0].strip().lower().decode("latin-1")
    fields: list[Field] = []
    problems: list[Problem] = []
    if types > 1:
        problems.append(Problem("payload-type-mismatch", "header:content-type", "two content types"))
    if coding:
        if request.body_complete:
            undone = undo_codings(body, coding, limits, problems)
            if undone is not None:
                body = undone
        else:
            return Decoded((), (), b"", media_type)  # half a compressed body says nothing yet
    if len(body) > limits.body_bytes:
        problems.append(Problem("payload-size", "body", f"more than {limits.body_bytes} bytes"))
        body = body[: limits.body_bytes]
    if request.body_complete:
        codec = _codec(body, media_type, content_type)
        if codec and media_type != FORM and not media_type.startswith("multipart/"):
            body = to_utf8(body, codec, limits.body_bytes, "body", problems)
        _decode(body, media_type, content_type, limits, fields, problems)
        if codec and media_type == FORM:
            _read_as(codec, fields, problems)
    else:
        _text(body, limits, fields, [])
    return Decoded(tuple(fields), tuple(problems), body, media_type)


def _codec(body: bytes, media_type: str, content_type: bytes) -> str:
    """The codec of a body that is no superset of ASCII, by what is declared, or by the looks of a JSON text."""
    if b"charset" in content_type.lower():
        for name, value in parameters(content_type):
            if name == b"charset":
                return foreign(value.decode("latin-1"))
    return codec_of_json(body) if media_type.endswith("json") or not media_type else ""


def _read_as(codec: str, fields: list[Field], problems: list[Problem]) -> None:
    """Beside the fields of a form, what they are in its charset: percent signs and delimiters stand in ASCII all the same."""
    problems.append(Problem("payload-charset", "form", f"written in {codec}"))
    for item in tuple(fields):
        name, value = (encode(text).decode(codec, "replace") for text in (item.name, item.value))
        fields.append(Field(f"form:{part(name)}", name, value))


def _decode(  # noqa: PLR0917
    body: bytes,
    media_type: str,
    content_type: bytes,
    limits: DecodeLimits,
    fields: list[Field],
    problems: list[Problem],
) -> None:
    if not body.strip():
        return
    if media_type == "application/json" or media_type.endswith("+json"):
        if not decode_json(body, limits, fields, problems):
            mark = len(problems)
            if body.count(b"\n") and _lines_of_json(body, limits, fields, problems):
                del problems[mark - 1 :]  # what many clients send as JSON: one text a line
                return
            _text(body, limits, fields, problems)
    elif media_type in NDJSON:
        decode_ndjson(body, limits, fields, problems)
    elif media_type == FORM:
        _form(body, limits, fields, problems)
    elif media_type.startswith("multipart/"):
        boundary = boundary_of(content_type)
        if boundary is None:
            problems.append(Problem("payload-multipart-malformed", "header:content-type", "no usable boundary"))
            _text(body, limits, fields, problems)
        elif not decode_multipart(body, boundary, limits, fields, problems, form=media_type == "multipart/form-data"):
            _text(body, limits, fields, problems)
    elif media_type.endswith(("/xml", "+xml")):
        if not decode_xml(body, limits, fields, problems):
            _text(body, limits, fields, problems)
    elif media_type == "application/graphql":
        text = decode(body, "graphql", problems)
        if not decode_graphql(text, limits, fields):
            problems.append(Problem("payload-graphql-malformed", "graphql", "no GraphQL document"))
            fields.append(Field("body:", "", text[: limits.field_bytes]))
    elif media_type.startswith(OPAQUE):
        return
    else:
        _sniff(body, media_type, limits, fields, problems)


def _sniff(body: bytes, media_type: str, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> None:
    start = body[:64].lstrip()[:5]
    if start[:1] in (b"{", b"["):
        if decode_json(body, limits, fields, problems, declared=False):
            return
        if _lines_of_json(body, limits, fields, problems):
            return
    elif start == b"<?xml" or start[:1] == b"<":
        unsaid: list[Problem] = []
        mark = len(fields)
        if decode_xml(body, limits, fields, unsaid):
            if start != b"<?xml":
                _text(body, limits, fields, [])  # or markup, which is a text to whoever shows it
            return
        del fields[mark:]
        if start == b"<?xml":
            problems.extend(p for p in unsaid if p.rule != "payload-xml-malformed")
    elif media_type == "" and b"\n" not in body[:-2] and looks_like_form(body):
        decode_form(body.strip(), "form", limits, fields, problems)
        return
    elif not media_type.startswith("text/") and is_binary(body):
        fields.extend((message if len(body) <= MESSAGE_BYTES else file)(body))
        return
    _text(body, limits, fields, [] if media_type != "text/plain" else problems)


def _form(body: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> None:
    start = body[:64].lstrip()[:5]
    if start[:1] in (b"{", b"["):
        mark, said = len(fields), len(problems)
        if decode_json(body, limits, fields, problems, declared=False):
            problems.append(Problem("payload-type-mismatch", "body", "JSON declared as a form"))
            return
        del fields[mark:], problems[said:]
    elif start == b"<?xml":
        problems.append(Problem("payload-type-mismatch", "body", "XML declared as a form"))
        if decode_xml(body, limits, fields, problems):
            return
    elif b"Content-Disposition:" in body[:300]:
        problems.append(Problem("payload-type-mismatch", "body", "multipart declared as a form"))
    body = body.rstrip(b"\r\n")
    if b"\n" in body or b"=" not in body:
        problems.append(Problem("payload-form-malformed", "form", "no name=value pairs on one line"))
    decode_form(body, "form", limits, fields, problems)


def _lines_of_json(body: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> bool:
    """Newline-delimited JSON that is not declared as such: taken only where every line is JSON."""
    lines = [line for line in body.split(b"\n") if line.strip()] if body.count(b"\n") <= limits.fields else []
    if len(lines) < 2:
        return False
    found: list[Field] = []
    said: list[Problem] = []
    for line in lines:
        if len(found) > limits.fields or not decode_json(line, limits, found, said, declared=False):
            return False
    fields.extend(found)
    problems.extend(said)
    return True


def _text(body: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> None:
    if len(body) > limits.field_bytes:
        problems.append(Problem("payload-field-size", "body", f"more than {limits.field_bytes} bytes of text"))
        body = body[: limits.field_bytes]
    fields.append(Field("body:", "", lenient(body)))
