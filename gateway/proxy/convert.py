"""Between mitmproxy's messages and ours: what addons see, what the origin gets, and what is refused as ambiguous.

Invariant: the origin sees the request the addons saw. What cannot be forwarded unambiguously is refused with 400;
hop-by-hop fields are stripped; only a WebSocket upgrade may switch protocols.
"""

from __future__ import annotations

import re

from mitmproxy.http import Headers
from mitmproxy.http import Request as WireRequest

from addons.exchange import Exchange, Header, Request
from gateway.policy.snapshot import ApiRuntime

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"http2-settings",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"upgrade",
    }
)
"""RFC 9110 section 7.6.1; Transfer-Encoding is seen to with the framing"""
OURS = frozenset({b"x-request-id", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"})
NEVER_NAMED = frozenset({b"host", b"content-length", b"content-type", b"authorization", b"cookie"})
"""fields that a client cannot have dropped by naming them in Connection"""
BODY_METHODS = frozenset({b"POST", b"PUT", b"PATCH"})
_BAD_TARGET = re.compile(rb"[\x00-\x20\x7f#\\]")
_BAD_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_METHOD = re.compile(rb"[A-Z][A-Z0-9!#$%&'*+.^_`|~-]{0,31}", re.IGNORECASE)
_HOST = re.compile(rb"(?=.{1,255}\Z)(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LENGTH_DIGITS = 18
SAID_ONCE = (b"content-type", b"authorization")
"""fields of which one reader takes the first value and another the last"""


class Head:
    """A request's head, read once. `fields`: (lower-case name, name, value); `first`: lower-case name -> first value."""

    __slots__ = ("fields", "first", "hosts", "wire")

    def __init__(self, wire: WireRequest) -> None:
        self.wire = wire
        self.fields = [(name.lower(), name, value) for name, value in wire.data.headers.fields]
        self.first: dict[bytes, bytes] = {}
        self.hosts = 0
        for lowered, _, value in self.fields:
            if lowered == b"host":
                self.hosts += 1
            self.first.setdefault(lowered, value)

    @property
    def host(self) -> bytes:
        return self.wire.data.authority or self.first.get(b"host", b"")

    @property
    def media_type(self) -> bytes:
        """Content-Type in lower case, parameters and all."""
        return self.first.get(b"content-type", b"").lower()

    @property
    def content_length(self) -> int | None:
        text = self.first.get(b"content-length", b"")
        return int(text) if text.isdigit() and len(text) <= _LENGTH_DIGITS else None

    @property
    def is_websocket(self) -> bool:
        """A WebSocket opening handshake (RFC 6455 section 4.1): the only upgrade that is let through."""
        first = self.first
        return (
            b"upgrade" in first
            and self.wire.data.method == b"GET"
            and self.wire.data.http_version == b"HTTP/1.1"
            and first[b"upgrade"].strip().lower() == b"websocket"
            and b"upgrade" in first.get(b"connection", b"").lower()
            and first.get(b"sec-websocket-version") == b"13"
        )

    def ambiguity(self) -> str | None:
        """Why this request cannot be forwarded unambiguously, in a word; None where it can."""
        data = self.wire.data
        if data.http_version not in (b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0"):
            return "version"
        if not _METHOD.fullmatch(data.method):
            return "method"
        if _BAD_TARGET.search(data.path) or not (
            data.path.startswith(b"/") or (data.path == b"*" and data.method == b"OPTIONS")
        ):
            return "target"
        if _BAD_VALUE.search(b"".join([value for _, _, value in self.fields])):
            return "header-value"
        if len(self.first) != len(self.fields) and self._says_two_things():
            return "duplicate"
        if len(self.first.get(b"content-length", b"")) > _LENGTH_DIGITS:
            return "content-length"
        if self.first.get(b"transfer-encoding", b"chunked").lower() != b"chunked":
            return "transfer-encoding"  # a coding below chunked would be lost with the framing
        host = self.host
        if self.hosts > 1 or (data.authority and self.hosts and self.first[b"host"].lower() != host.lower()):
            return "host"
        if not self.hosts and data.http_version == b"HTTP/1.1":
            return "host"
        if not _HOST.fullmatch(host) and (host or data.http_version != b"HTTP/1.0"):
            return "host"
        return None

    def _says_two_things(self) -> bool:
        return any(value != self.first[name] for name, _, value in self.fields if name in SAID_ONCE)

    def named_in_connection(self) -> frozenset[bytes]:
        """The fields that Connection names as hop-by-hop."""
        if b"connection" not in self.first:
            return _NOTHING
        if len(self.first) == len(self.fields):
            return _named_in(self.first[b"connection"])
        return _named_in(b",".join(value for name, _, value in self.fields if name == b"connection"))

    def to_request(self, peer: str, client_tls: bool) -> Request:
        """Our frozen request, without a body."""
        data = self.wire.data
        path, _, query = data.path.partition(b"?")
        return Request(
            method=data.method.decode("latin-1"),
            path=path,
            query=query,
            headers=data.headers.fields,
            scheme="https" if client_tls else "http",
            host=self.host.decode("latin-1"),
            version=data.http_version.decode("latin-1"),
            peer=peer,
        )


def plain_target(wire: WireRequest) -> None:
    """Bytes beyond ASCII as percent escapes (RFC 3986 section 2.1): some origins take a few of them for blanks."""
    path = wire.data.path
    if not path.isascii():
        wire.data.path = _BEYOND_ASCII.sub(lambda found: b"%%%02X" % found[0][0], path)


def to_origin(wire: WireRequest, head: Head, exchange: Exchange, api: ApiRuntime, *, streamed: bool) -> None:
    """Turn the client's request into the one for the API's origin. `streamed`: its body is not held."""
    request = exchange.request
    target = api.upstream_target(request.path)
    wire.data.path = target + b"?" + request.query if b"?" in wire.data.path else target
    wire.headers.fields = tuple(
        forward_headers(
            head,
            request,
            api,
            exchange.request_id,
            believes_peer=api.client_address.trusts(request.peer),
            body=None if streamed else wire.data.content or b"",
        )
    )
    if wire.data.http_version == b"HTTP/2.0":
        wire.authority = request.host if api.preserve_host else api.upstream.authority
        wire.headers.pop("host", None)
    wire.data.scheme = api.upstream.scheme.encode()
    wire.data.host = api.upstream.host
    wire.data.port = api.upstream.port


def forward_headers(
    head: Head, request: Request, api: ApiRuntime, request_id: str, *, believes_peer: bool, body: bytes | None
) -> list[Header]:
    """The header fields the origin gets, with a framing that is unambiguous.

    `believes_peer`: the peer is a trusted proxy, whose X-Forwarded-* are continued; anyone else's are replaced.
    `body`: what is held of it, all of it; None where it is streamed. One that is held gets a length, one that is
    streamed keeps its length or goes in chunks: mitmproxy would send an HTTP/2 body without content-length to an
    HTTP/1 origin with no framing at all, and the origin would read it as the next request.
    """
    first = head.first
    host = request.host.encode("latin-1")
    websocket = head.is_websocket
    named = head.named_in_connection()
    secret = api.secret_header[0].lower() if api.secret_header else None
    forwarded: list[bytes] = []
    believed: set[bytes] = set()
    fields: list[Header] = []
    framed = False
    for lowered, name, value in head.fields:
        if lowered in HOP_BY_HOP or lowered in named:
            continue
        plain = lowered.replace(b"_", b"-")
        if plain in OURS or plain == secret:
            if believes_peer and lowered in OURS:
                if lowered == b"x-forwarded-for":
                    forwarded.append(value)
                elif lowered != b"x-request-id":
                    believed.add(lowered)
                    fields.append((name, value))
        elif lowered == b"host":
            fields.append((name, value if api.preserve_host else api.upstream.authority.encode()))
        elif lowered == b"expect" and value.lower() == b"100-continue":
            continue  # answered by us
        elif lowered in (b"content-length", b"transfer-encoding"):
            if not framed:
                framed = True
                fields.append(_framing(first, body))
        else:
            fields.append((name, value))
    if not head.hosts:
        fields.insert(0, (b"Host", host if api.preserve_host else api.upstream.authority.encode()))
    if not framed and (body or body is None or head.wire.data.method in BODY_METHODS):
        fields.append(_framing(first, body))
    if websocket:
        fields += [(b"Upgrade", b"websocket"), (b"Connection", b"Upgrade")]
    forwarded.append(request.peer.encode())
    fields.append((b"X-Forwarded-For", b", ".join(forwarded)))
    if b"x-forwarded-proto" not in believed:
        fields.append((b"X-Forwarded-Proto", request.scheme.encode()))
    if b"x-forwarded-host" not in believed:
        fields.append((b"X-Forwarded-Host", host))
    fields.append((b"X-Request-Id", request_id.encode()))
    if api.secret_header:
        fields.append(api.secret_header)
    return fields


_NOTHING: frozenset[bytes] = frozenset()


def _framing(first: dict[bytes, bytes], body: bytes | None) -> Header:
    if body is not None:
        return b"Content-Length", b"%d" % len(body)
    length = first.get(b"content-length")
    return (b"Content-Length", length) if length is not None else (b"Transfer-Encoding", b"chunked")


def _named_in(connection: bytes) -> frozenset[bytes]:
    """The fields that a Connection field names as hop-by-hop."""
    lowered = connection.lower()
    if lowered in (b"keep-alive", b"close"):
        return _NOTHING
    return frozenset(token.strip() for token in lowered.split(b",")) - NEVER_NAMED


def clean_answer(headers: Headers, *, websocket: bool, extra: list[Header]) -> None:
    """Strip the origin's hop-by-hop fields and add ours."""
    if websocket:
        headers.fields = (*headers.fields, *extra)
        return
    lowered = [(name.lower(), name, value) for name, value in headers.fields]
    named = _NOTHING
    for low, _, value in lowered:
        if low == b"connection":
            named |= _named_in(value)
    kept = [
        (name, value)
        for low, name, value in lowered
        if low not in HOP_BY_HOP and low not in named and low != b"x-request-id"
    ]
    headers.fields = (*kept, *extra)
