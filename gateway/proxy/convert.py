"""Between mitmproxy's messages and ours: what addons see, what the origin gets, and what is refused as ambiguous.

Invariant: the origin sees the request the addons saw. What cannot be forwarded unambiguously is refused with 400;
hop-by-hop fields are stripped; only a WebSocket upgrade may switch protocols.
"""

from __future__ import annotations

import re

from mitmproxy.http import Headers
from mitmproxy.http import Request as WireRequest

from addons.exchange import Header, Request
from gateway.policy.snapshot import ApiRuntime

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"te",
        b"trailer",
    }
)
"""RFC 9110 section 7.6.1; Upgrade and Transfer-Encoding are seen to apart"""
OURS = frozenset({b"x-request-id", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"})
_BAD_TARGET = re.compile(rb"[\x00-\x20\x7f#\\]")
_BAD_VALUE = re.compile(rb"[\x00\r\n]")
_METHOD = re.compile(rb"[A-Z][A-Z0-9!#$%&'*+.^_`|~-]{0,31}", re.IGNORECASE)
_HOST = re.compile(rb"[A-Za-z0-9._:\[\]%-]{1,255}")


def to_request(wire: WireRequest, peer: str, client_tls: bool) -> Request:
    """Our frozen request, without a body."""
    data = wire.data
    path, _, query = data.path.partition(b"?")
    return Request(
        method=data.method.decode("latin-1"),
        path=path,
        query=query,
        headers=data.headers.fields,
        scheme="https" if client_tls else "http",
        host=host_of(wire).decode("latin-1"),
        version=data.http_version.decode("latin-1"),
        peer=peer,
    )


def host_of(wire: WireRequest) -> bytes:
    if wire.data.authority:
        return wire.data.authority
    for name, value in wire.data.headers.fields:
        if name.lower() == b"host":
            return value
    return b""


def ambiguity(wire: WireRequest) -> str | None:
    """Why this request cannot be forwarded unambiguously, in a word; None where it can."""
    data = wire.data
    if data.http_version not in (b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0"):
        return "version"
    if not _METHOD.fullmatch(data.method):
        return "method"
    if _BAD_TARGET.search(data.path) or (not data.path.startswith(b"/") and data.path != b"*"):
        return "target"
    hosts = []
    for name, value in data.headers.fields:
        if _BAD_VALUE.search(value):
            return "header-value"
        if name.lower() == b"host":
            hosts.append(value)
    if len(hosts) > 1:
        return "host"
    if data.authority and hosts and hosts[0].lower() != data.authority.lower():
        return "host"
    host = data.authority or (hosts[0] if hosts else b"")
    if not host and data.http_version != b"HTTP/1.0":
        return "host"
    if host and not _HOST.fullmatch(host):
        return "host"
    return None


def is_websocket(wire: WireRequest) -> bool:
    """A WebSocket opening handshake (RFC 6455 section 4.1): the only upgrade that is let through."""
    headers = wire.headers
    return (
        wire.data.method == b"GET"
        and wire.data.http_version == b"HTTP/1.1"
        and headers.get("upgrade", "").strip().lower() == "websocket"
        and "upgrade" in headers.get("connection", "").lower()
        and headers.get("sec-websocket-version") == "13"
    )


def forward_headers(
    wire: WireRequest, request: Request, api: ApiRuntime, request_id: str, believes_peer: bool
) -> list[Header]:
    """The header fields the origin gets; framing is set by `frame`.

    `believes_peer`: the peer is a trusted proxy, whose X-Forwarded-* are continued; anyone else's are replaced.
    """
    named = _named_hop_by_hop(wire.data.headers.fields)
    websocket = is_websocket(wire)
    secret = api.secret_header[0].lower() if api.secret_header else b""
    forwarded = b""
    fields: list[Header] = []
    host_sent = False
    for name, value in wire.data.headers.fields:
        lowered = name.lower()
        if lowered in HOP_BY_HOP or (lowered in named and not (websocket and lowered == b"upgrade")):
            continue
        if lowered in (b"upgrade", b"http2-settings") and not (websocket and lowered == b"upgrade"):
            continue
        plain = lowered.replace(b"_", b"-")
        if plain in OURS or (secret and plain == secret):
            if lowered == b"x-forwarded-for" and believes_peer:
                forwarded = forwarded + b", " + value if forwarded else value
            elif lowered in (b"x-forwarded-proto", b"x-forwarded-host") and believes_peer:
                fields.append((name, value))
            continue
        if lowered == b"host":
            host_sent = True
            if not api.preserve_host:
                value = api.upstream.authority.encode()
        fields.append((name, value))
    if not host_sent:
        fields.insert(
            0, (b"Host", request.host.encode("latin-1") if api.preserve_host else api.upstream.authority.encode())
        )
    if websocket:
        fields.append((b"Connection", b"Upgrade"))
    peer = request.peer.encode()
    fields.append((b"X-Forwarded-For", forwarded + b", " + peer if forwarded else peer))
    present = {name.lower() for name, _ in fields}
    if b"x-forwarded-proto" not in present:
        fields.append((b"X-Forwarded-Proto", request.scheme.encode()))
    if b"x-forwarded-host" not in present:
        fields.append((b"X-Forwarded-Host", request.host.encode("latin-1")))
    fields.append((b"X-Request-Id", request_id.encode()))
    if api.secret_header:
        fields.append(api.secret_header)
    return fields


def _named_hop_by_hop(fields: tuple[Header, ...]) -> frozenset[bytes]:
    named: set[bytes] = set()
    for name, value in fields:
        if name.lower() == b"connection":
            named.update(token.strip().lower() for token in value.split(b","))
    named -= {b"close", b"keep-alive", b"", b"host", b"content-length", b"content-type", b"authorization", b"cookie"}
    return frozenset(named)


def frame(wire: WireRequest, *, streamed: bool) -> None:
    """Make the framing unambiguous: a length for a body we hold, chunks for one that is streamed without a length.

    mitmproxy sends an HTTP/2 body without content-length to an HTTP/1 origin with no framing at all: the origin reads
    it as the next request.
    """
    headers = wire.headers
    if streamed:
        if "content-length" not in headers:
            headers["Transfer-Encoding"] = "chunked"
        return
    content = wire.raw_content or b""
    if "transfer-encoding" in headers:
        del headers["transfer-encoding"]
        headers["Content-Length"] = str(len(content))
    elif content or "content-length" in headers:
        headers["content-length"] = str(len(content))
    elif wire.data.method in (b"POST", b"PUT", b"PATCH"):
        headers["Content-Length"] = "0"


def clean_answer(headers: Headers, *, websocket: bool, extra: list[Header]) -> None:
    """Strip the origin's hop-by-hop fields and add ours."""
    named = _named_hop_by_hop(headers.fields)
    fields = [
        (name, value)
        for name, value in headers.fields
        if websocket
        or (
            (lowered := name.lower()) not in HOP_BY_HOP
            and lowered not in named
            and lowered not in (b"upgrade", b"x-request-id")
        )
    ]
    headers.fields = (*fields, *extra)
