"""Heads of the plain kind are read as mitmproxy reads them, and nothing that it refuses is taken for one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mitmproxy.http import Request, Response
from mitmproxy.net.http import http1
from mitmproxy.net.http.validate import validate_headers

from gateway.proxy.layers.heads import plain_request, plain_response, request_head, response_head

ORDINARY_REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
    b"GET /v1/users/42?page=2&sort=name HTTP/1.1\r\nHost: a.example\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n",
    (
        b"POST /v1/orders HTTP/1.1\r\nhost: a.example\r\ncontent-type: application/json\r\ncontent-length: 2\r\n"
        b"authorization: Bearer a.b.c\r\ncookie: a=1; b=2\r\nconnection: keep-alive\r\n\r\n{}"
    ),
    b"DELETE /v1/orders/1 HTTP/1.1\r\nHost:a.example\r\nX-Empty:\r\nX-Latin: caf\xe9\t\r\n\r\n",
]
ORDINARY_ANSWERS = [
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
    b"HTTP/1.1 204 No Content\r\n\r\n",
]
STRANGE_REQUESTS = [
    b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
    b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\x00\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\na",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n",
]
STRANGE_ANSWERS = [
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n",
    b"HTTP/1.1 2000 OK\r\nContent-Length: 1\r\n\r\n",
]
NAMES = st.sampled_from(
    [
        b"Host",
        b"content-length",
        b"Content-Length",
        b"Transfer-Encoding",
        b"Connection",
        b"X-A",
        b"x_b",
        b"Bad Name",
        b"",
        b"X\xe9",
    ]
)
VALUES = st.sampled_from(
    [b"", b"0", b"5", b"05", b" 7 ", b"chunked", b"Chunked", b"gzip", b"close", b"a,b"]
) | st.binary(max_size=12)
FIELDS = st.lists(st.tuples(NAMES, st.sampled_from([b":", b": ", b":\t ", b" :"]), VALUES), max_size=5)
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n"])
REQUEST_LINES = st.sampled_from(
    [
        b"GET / HTTP/1.1",
        b"POST /a?b=%20 HTTP/1.1",
        b"CONNECT /x HTTP/1.1",
        b"get / HTTP/1.1",
        b"GET * HTTP/1.1",
        b"GET /\x0b HTTP/1.1",
        b"GET / HTTP/1.0",
    ]
)
STATUS_LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 ",
        b"HTTP/1.1 304   Not  Modified ",
        b"HTTP/1.1 204 x",
        b"HTTP/1.1 200",
        b"HTTP/1.0 200 OK",
        b"HTTP/1.1 099 x",
        b"HTTP/1.1 200 \xff",
    ]
)


def _written(line: bytes, fields: list[tuple[bytes, bytes, bytes]], end: bytes) -> bytes:
    return end.join([line, *[name + colon + value for name, colon, value in fields], b"", b""])


def _theirs(data: bytes, method: bytes | None = None) -> tuple[Request | Response, int | None]:
    """As mitmproxy reads it and how long it thinks the body is; raises ValueError for what it refuses."""
    lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    if method is None:
        request = http1.read_request_head(lines)
        validate_headers(request)
        return request, http1.expected_http_body_size(request)
    response = http1.read_response_head(lines)
    validate_headers(response)
    asked = Request.make(method.decode(), "http://a/")
    return response, http1.expected_http_body_size(asked, response)


def _said(message: Request | Response) -> dict[str, Any]:
    return {name: value for name, value in vars(message.data).items() if not name.startswith("timestamp")}


@given(REQUEST_LINES, FIELDS, ENDS)
@example(b"GET / HTTP/1.1", [(b"Host", b": ", b"a")], b"\r\n")
def test_a_request_that_is_taken_for_plain_is_read_as_mitmproxy_reads_it(
    line: bytes, fields: list[tuple[bytes, bytes, bytes]], end: bytes
) -> None:
    data = _written(line, fields, end)
    found = plain_request(bytearray(data + b"body"))
    if found is not None:
        request, head, body = found
        theirs, size = _theirs(data)
        assert _said(request) == _said(theirs)
        assert (head, body) == (data.index(b"\r\n\r\n") + 4, size)


@given(STATUS_LINES, FIELDS, ENDS, st.sampled_from([b"GET", b"HEAD", b"head"]))
@example(b"HTTP/1.1 200 OK", [(b"Transfer-Encoding", b": ", b"chunked")], b"\r\n", b"GET")
def test_an_answer_that_is_taken_for_plain_is_read_as_mitmproxy_reads_it(
    line: bytes, fields: list[tuple[bytes, bytes, bytes]], end: bytes, method: bytes
) -> None:
    data = _written(line, fields, end)
    found = plain_response(bytearray(data + b"body"), method)
    if found is not None:
        response, head, body = found
        theirs, size = _theirs(data, method)
        assert _said(response) == _said(theirs)
        assert (head, body) == (data.index(b"\r\n\r\n") + 4, size)


@pytest.mark.parametrize("data", ORDINARY_REQUESTS)
def test_an_ordinary_request_is_plain_and_written_as_it_came(data: bytes) -> None:
    found = plain_request(bytearray(data))
    assert found is not None
    again = plain_request(request_head(found[0]))
    assert again is not None
    assert _said(again[0]) == _said(found[0]) == _said(_theirs(data)[0])


@pytest.mark.parametrize("data", ORDINARY_ANSWERS)
def test_an_ordinary_answer_is_plain_and_written_as_it_came(data: bytes) -> None:
    found = plain_response(bytearray(data), b"GET")
    assert found is not None
    again = plain_response(response_head(found[0]), b"GET")
    assert again is not None
    assert _said(again[0]) == _said(found[0]) == _said(_theirs(data, b"GET")[0])


@pytest.mark.parametrize("data", STRANGE_REQUESTS)
def test_a_strange_request_is_left_to_mitmproxy(data: bytes) -> None:
    assert plain_request(bytearray(data)) is None


@pytest.mark.parametrize("data", STRANGE_ANSWERS)
def test_a_strange_answer_is_left_to_mitmproxy(data: bytes) -> None:
    assert plain_response(bytearray(data), b"GET") is None
