"""`multipart/*` as fields: values, file names, and the text of small text files.

Read as strictly as RFC 7578 and 2046 allow, since parsers differ and attacks hide in the difference: what is odd
is a problem.
"""

from __future__ import annotations

import binascii
import quopri
from contextlib import suppress

from addons.decode.charset import codec_of_xml, foreign, to_utf8
from addons.decode.model import DecodeLimits, Field, Problem
from addons.decode.text import decode, part

UPLOAD_BYTES = 64 * 1024
PART_HEAD = 4096
BOUNDARY = 70


def boundary_of(content_type: bytes) -> bytes | None:
    """The boundary parameter; None where there is none, two, or one that RFC 2046 does not allow."""
    found = [value for name, value in parameters(content_type) if name == b"boundary"]
    if len(found) != 1 or not 0 < len(found[0]) <= BOUNDARY or found[0].endswith(b" "):
        return None
    return found[0]


def parameters(header: bytes) -> list[tuple[bytes, bytes]]:
    """`name=value` parameters after the first semicolon; quoted values unquoted."""
    out: list[tuple[bytes, bytes]] = []
    at = header.find(b";")
    while at != -1 and len(out) < 16:
        equals = header.find(b"=", at)
        if equals == -1:
            break
        name = header[at + 1 : equals].strip().lower()
        start = equals + 1
        while header[start : start + 1] in (b" ", b"\t"):
            start += 1
        if header[start : start + 1] == b'"':
            close = start + 1
            while (close := header.find(b'"', close)) != -1 and header[close - 1 : close] == b"\\":
                close += 1
            if close == -1:
                break
            value = header[start + 1 : close].replace(b'\\"', b'"')
            at = header.find(b";", close)
        else:
            at = header.find(b";", start)
            value = header[start : at if at != -1 else len(header)].strip()
        out.append((name, value))
    return out


def decode_multipart(
    body: bytes, boundary: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem], *, form: bool
) -> bool:
    """Append the parts; False where no part was found."""
    delimiter = b"--" + boundary
    at = 0 if body.startswith(delimiter) else body.find(b"\n" + delimiter) + 1
    if at == 0 and not body.startswith(delimiter):
        problems.append(Problem("payload-multipart-malformed", "form", "the boundary does not occur"))
        return False
    for _ in range(limits.fields):
        at += len(delimiter)
        if body.startswith(b"--", at):
            return True
        line = body.find(b"\n", at, at + 80)
        if line == -1 or body[at:line].strip():
            problems.append(Problem("payload-multipart-malformed", "form", "a boundary line with more on it"))
            line = at
        following = body.find(b"\n" + delimiter, line)
        if following == -1:
            problems.append(Problem("payload-multipart-malformed", "form", "no closing boundary"))
            _part(body[line + 1 :], limits, fields, problems, form=form)
            return True
        _part(body[line + 1 : following], limits, fields, problems, form=form)
        at = following + 1
    problems.append(Problem("payload-fields", "form", f"more than {limits.fields} parts"))
    rest = body[at : at + limits.field_bytes]
    fields.append(Field("body:", "", rest.decode("utf-8", "surrogateescape")))
    return True


def _part(raw: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem], *, form: bool) -> None:
    if raw.endswith(b"\r"):
        raw = raw[:-1]
    if raw.startswith((b"\r\n", b"\n")):
        head, content = b"", raw.partition(b"\n")[2]
    else:
        ends = [(raw.find(mark, 0, PART_HEAD), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
        found = [(end, length) for end, length in ends if end != -1]
        if not found:
            problems.append(
                Problem("payload-multipart-malformed", "form", "a part without an empty line after its head")
            )
            fields.append(Field("form:", "", raw[: limits.field_bytes].decode("utf-8", "surrogateescape")))
            return
        end, length = min(found)
        head, content = raw[:end], raw[end + length :]
    name, filename, media_type, coding = _part_head(head, problems, form=form)
    content = _plain(content, media_type, coding, limits, problems)
    if filename is not None and (filename or not content):
        fields.append(Field(f"file:{part(name)}", name, filename))
        text = _upload(content, media_type)
        if text:
            fields.append(Field(f"upload:{part(name)}", name, text))
        return
    location = f"form:{part(name)}"
    if len(content) > limits.field_bytes:
        problems.append(Problem("payload-field-size", location, f"more than {limits.field_bytes} bytes"))
        content = content[: limits.field_bytes]
    fields.append(Field(location, name, decode(content, location, problems)))


def _upload(content: bytes, media_type: str) -> str:
    """The text of a file: markup's beginning, whatever the file says it is; all of a small one that is text. Else empty."""
    codec = codec_of_xml(content[:4])
    if codec or content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return content[:UPLOAD_BYTES].decode(codec or "utf-8", "replace")
    if len(content) > UPLOAD_BYTES or b"\0" in content or media_type.startswith(("image/", "audio/", "video/")):
        return ""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _plain(content: bytes, media_type: str, coding: str, limits: DecodeLimits, problems: list[Problem]) -> bytes:
    """A part's content without its transfer encoding (RFC 7578 section 4.7: none should have one) and in UTF-8."""
    if coding == "quoted-printable":
        content = quopri.decodestring(content)
    elif coding == "base64":
        with suppress(binascii.Error):  # else it is looked at as it stands
            content = binascii.a2b_base64(content)
    if "charset" in media_type:
        for name, value in parameters(media_type.encode("latin-1")):
            codec = foreign(value.decode("latin-1")) if name == b"charset" else ""
            if codec:
                return to_utf8(content, codec, limits.field_bytes, "form", problems)
    return content


def _part_head(head: bytes, problems: list[Problem], *, form: bool) -> tuple[str, str | None, str, str]:
    """Name, file name (None: no file), media type with its parameters, transfer encoding."""
    name, filename, media_type, coding = "", None, "", ""
    disposition = False
    for line in head.splitlines():
        key, colon, value = line.partition(b":")
        low = key.strip().lower()
        if not colon or low != key.lower():
            problems.append(Problem("payload-multipart-malformed", "form", "a part's header line that is none"))
            continue
        if low == b"content-disposition":
            if disposition:
                problems.append(Problem("payload-multipart-malformed", "form", "two Content-Disposition in a part"))
            disposition = True
            seen: set[bytes] = set()
            for parameter, given in parameters(value):
                if parameter in seen:
                    problems.append(Problem("payload-multipart-malformed", "form", "a parameter given twice"))
                seen.add(parameter)
                if parameter == b"name":
                    name = decode(given, "form", problems)
                elif parameter in (b"filename", b"filename*"):
                    filename = decode(given, "file", problems)
        elif low == b"content-type":
            media_type = value.strip().lower().decode("latin-1")
        elif low == b"content-transfer-encoding":
            coding = value.strip().lower().decode("latin-1")
    if form and not disposition:
        problems.append(Problem("payload-multipart-malformed", "form", "a part without Content-Disposition"))
    return name, filename, media_type, coding
