"""What the gateway itself answers: RFC 9457 problem documents (HTML only for who asks for it first).

Says who refused, that it was refused, and the request id; never what matched, the upstream, or our version.
"""

from __future__ import annotations

import html
from http import HTTPStatus

import orjson
from mitmproxy.http import Headers, Response

DETAIL = {
    400: "The request is malformed.",
    403: "The request was blocked by this API's security gateway. Quote the request id to have it looked into.",
    404: "No API is served here.",
    408: "The request did not arrive in time.",
    413: "The request body is larger than this API accepts.",
    429: "Too many requests. Try again later.",
    431: "The request's header fields are too large.",
    502: "The API cannot be reached.",
    503: "The gateway is not ready.",
    504: "The API did not answer in time.",
}


def title(status: int) -> str:
    return HTTPStatus(status).phrase


def problem(status: int, request_id: str) -> bytes:
    return orjson.dumps(
        {
            "type": "about:blank",
            "title": title(status),
            "status": status,
            "detail": DETAIL.get(status, title(status)),
            "request_id": request_id,
        }
    )


def page(status: int, request_id: str) -> bytes:
    text = html.escape(DETAIL.get(status, title(status)))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{status} {title(status)}</title>"
        f"<h1>{title(status)}</h1><p>{text}</p><p>Request id: <code>{request_id}</code></p></html>"
    ).encode()


def prefers_html(accept: bytes | None) -> bool:
    """Whether the first media type of `Accept` is HTML."""
    return accept is not None and accept.split(b",", 1)[0].split(b";", 1)[0].strip().lower() == b"text/html"


def answer(
    status: int, request_id: str, accept: bytes | None = None, fields: list[tuple[bytes, bytes]] | None = None
) -> Response:
    """A whole answer. `fields`: further header fields, such as Retry-After and RateLimit."""
    as_html = prefers_html(accept)
    body = page(status, request_id) if as_html else problem(status, request_id)
    headers = [
        (b"content-type", b"text/html; charset=utf-8" if as_html else b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-request-id", request_id.encode()),
        *(fields or ()),
    ]
    return Response(b"HTTP/1.1", status, title(status).encode(), Headers(headers), body, None, 0.0, 0.0)


def as_decision(answer: Response, *, only_403: bool) -> None:
    """Make a refusal fit for a proxy that asked. `only_403`: it takes any other status for a failure of ours."""
    answer.headers["X-Boing-Status"] = str(answer.status_code)
    if only_403:
        answer.status_code = 403
        answer.reason = title(403)


def let_through(request_id: str, fields: list[tuple[bytes, bytes]]) -> Response:
    """What a proxy that asked is told where nothing speaks against the request."""
    headers = [
        (b"content-length", b"0"),
        (b"cache-control", b"no-store"),
        (b"x-request-id", request_id.encode()),
        (b"x-boing-status", b"200"),
        *fields,
    ]
    return Response(b"HTTP/1.1", 200, b"OK", Headers(headers), b"", None, 0.0, 0.0)


def raw_answer(status: int, request_id: str) -> bytes:
    """An HTTP/1 answer for a head that never became a request; the connection closes after it."""
    body = problem(status, request_id)
    return (
        f"HTTP/1.1 {status} {title(status)}\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nx-request-id: {request_id}\r\nconnection: close\r\n\r\n"
    ).encode() + body
