"""HTTP/1 heads of the plain kind, each read by one expression, and heads written.

mitmproxy takes a head apart line by line and makes its message through many conversions; then its fields are looked
through again for each question that is asked of them. Nearly every head has one plain shape (RFC 9112 sections 3 and 5:
origin-form, HTTP/1.1, no folded lines, no bare CR, no control characters, a framing that is said once), which is recognised
here. Any other is left to mitmproxy's reader, which knows what is wrong with it.

Invariant: what is read here, mitmproxy and its `validate_headers` would have read the same. The expressions are possessive:
they never go back over what they took, so the time they need is linear in the head.
"""

from __future__ import annotations

import re
import time
from typing import Final

from mitmproxy.http import Headers, Request, RequestData, Response, ResponseData

_FIELD: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++:[\t\x20-\x7e\x80-\xff]*+\r\n"
_REQUEST: Final = re.compile(rb"([A-Z]++) (/[\x21-\x7e]*+) HTTP/1\.1\r\n((?:%s)++)\r\n" % _FIELD)
_RESPONSE: Final = re.compile(rb"HTTP/1\.1 ([2-5][0-9][0-9]) ([\t\x20-\x7e\x80-\xff]*+)\r\n((?:%s)*+)\r\n" % _FIELD)
_FIELDS: Final = re.compile(rb"([^:\r\n]++):[\t ]*+([^\r\n]*+)\r\n")
_LENGTH: Final = re.compile(rb"0|[1-9][0-9]{0,17}")
_BODILESS: Final = (204, 304)

Fields = tuple[tuple[bytes, bytes], ...]


class PlainRequest(Request):
    """Its fields are valid and its framing is unambiguous: it need not be validated."""


class PlainResponse(Response):
    """As `PlainRequest`."""


def plain_request(data: bytes | bytearray) -> tuple[PlainRequest, int, int] | None:
    """The request whose head `data` begins with, the bytes of that head, and those of the body to come.

    None where the head is not all here or not plain, and where the body's length is not known beforehand.
    """
    found = _REQUEST.match(data)
    if found is None:
        return None
    fields, names = _taken_apart(found[3])
    if b"transfer-encoding" in names:
        return None
    length = _announced(fields, names)
    if length is None:
        return None
    request = PlainRequest.__new__(PlainRequest)
    request.data = RequestData(
        http_version=b"HTTP/1.1",
        headers=_headers(fields),
        content=None,
        trailers=None,
        timestamp_start=time.time(),
        timestamp_end=None,
        host="",
        port=0,
        method=found[1],
        scheme=b"",
        authority=b"",
        path=found[2],
    )
    return request, found.end(), max(length, 0)


def plain_response(data: bytes | bytearray, method: bytes) -> tuple[PlainResponse, int, int | None] | None:
    """The final answer to a `method` request, the bytes of its head, and those of its body; None: chunked.

    None instead of all where the head is not all here or not plain, and where only the connection's end ends the body.
    """
    found = _RESPONSE.match(data)
    if found is None:
        return None
    fields, names = _taken_apart(found[3])
    status = int(found[1])
    length = _announced(fields, names)
    size: int | None
    if b"transfer-encoding" in names:
        if length != -1 or status in _BODILESS or not _only_chunked(fields, names):
            return None
        size = None
    elif length is None:
        return None
    else:
        size = length
    if method.upper() == b"HEAD" or status in _BODILESS:
        size = 0
    elif size == -1:
        return None
    response = PlainResponse.__new__(PlainResponse)
    response.data = ResponseData(
        http_version=b"HTTP/1.1",
        headers=_headers(fields),
        content=None,
        trailers=None,
        timestamp_start=time.time(),
        timestamp_end=None,
        status_code=status,
        reason=found[2].lstrip(),
    )
    return response, found.end(), size


def request_head(request: Request) -> bytes:
    """As HTTP/1 sends it to an origin: origin-form (RFC 9112 section 3.2.1)."""
    data = request.data
    return b"%b %b %b\r\n%b\r\n" % (data.method, data.path, data.http_version, _lines(data.headers.fields))


def response_head(response: Response) -> bytes:
    data = response.data
    return b"%b %d %b\r\n%b\r\n" % (data.http_version, data.status_code, data.reason, _lines(data.headers.fields))


def _lines(fields: Fields) -> bytes:
    return b"".join([b"%b: %b\r\n" % field for field in fields])


def _taken_apart(block: bytes) -> tuple[Fields, list[bytes]]:
    """The fields, and their names in lower case."""
    fields = tuple([(name, value.rstrip()) for name, value in _FIELDS.findall(block)])
    return fields, [name.lower() for name, _ in fields]


def _announced(fields: Fields, names: list[bytes]) -> int | None:
    """Content-Length; -1 where there is none, None where it does not say one thing."""
    if b"content-length" not in names:
        return -1
    value = fields[names.index(b"content-length")][1]
    if names.count(b"content-length") > 1 or not _LENGTH.fullmatch(value):
        return None
    return int(value)


def _only_chunked(fields: Fields, names: list[bytes]) -> bool:
    value = fields[names.index(b"transfer-encoding")][1]
    return names.count(b"transfer-encoding") == 1 and value.lower() == b"chunked"


def _headers(fields: Fields) -> Headers:
    headers = Headers.__new__(Headers)
    headers.fields = fields
    return headers
