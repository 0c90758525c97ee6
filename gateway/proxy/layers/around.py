"""What surrounds an answer on the wire: early hints before it, trailers behind it. mitmproxy knows neither on HTTP/1.

Passed on are 103 (RFC 8297) and the trailers of answers; a request's trailers are dropped (RFC 9110 section 6.5.1), as no
addon would have seen them. Fields that frame, route or authenticate a message have no place in either.
"""

from __future__ import annotations

from dataclasses import dataclass

from mitmproxy.http import Headers
from mitmproxy.proxy.layers.http._base import HttpEvent

EARLY_HINTS = 103
FORBIDDEN = frozenset(
    {
        b"authorization", b"cache-control", b"connection", b"content-encoding", b"content-length", b"content-range",
        b"content-type", b"cookie", b"host", b"keep-alive", b"max-forwards", b"proxy-authenticate",
        b"proxy-authorization", b"proxy-connection", b"set-cookie", b"te", b"trailer", b"transfer-encoding", b"upgrade",
        b"www-authenticate",
    }
)  # fmt: skip


@dataclass
class EarlyHints(HttpEvent):
    """A 103 on its way from the origin to the client."""

    headers: Headers


def passable(headers: Headers) -> Headers:
    """The fields that may be passed on."""
    return Headers(
        [(name, value) for name, value in headers.fields if name[:1] != b":" and name.lower() not in FORBIDDEN]
    )


def lines(headers: Headers) -> bytes:
    """As HTTP/1 writes them, the empty line at their end included."""
    return b"".join(b"%s: %s\r\n" % field for field in headers.fields) + b"\r\n"
