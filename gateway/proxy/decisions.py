"""Other proxies ask here before they forward a request: nginx, Traefik, Caddy, Envoy, haproxy. They are told yes or no, and why not.

How the request that is asked about is described depends on who asks, and the path says how. Only the fields of that way are read, as
any other field may be the client's own:

- `/original`: X-Original-Method and X-Original-URI, Host as the client sent it (nginx's auth_request, haproxy's Lua). All who are
  refused are answered 403, with what it should be in X-Boing-Status: nginx takes any other answer for a failure.
- `/forwarded`: X-Forwarded-Method, X-Forwarded-Uri and X-Forwarded-Host (Traefik's ForwardAuth, Caddy's forward_auth).
- `/path/…`: the request itself with a prefix before its path (Envoy's ext_authz).

The last address of X-Forwarded-For is whom the asking proxy talks to; what stands before it is believed by the API's trusted proxies, as
ever. X-Forwarded-Proto is the scheme. A field that is missing, or there twice, is a question that cannot be answered: 400.
From here on everything is the gate's: this file decides nothing but who may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mitmproxy.http import Headers, HTTPFlow
from mitmproxy.http import Request as WireRequest

from addons.address import RangeTable, canonical_address, parse_address, parse_range
from gateway.proxy.aside import Aside

if TYPE_CHECKING:
    from gateway.proxy.driver import Session

ORIGINAL, FORWARDED, PATH = "original", "forwarded", "path"
_PARTIAL = b"x-envoy-auth-partial-body"
_LEFT_OUT = frozenset({
    b"connection", b"upgrade", b"x-original-method", b"x-original-uri", b"x-forwarded-method", b"x-forwarded-uri",
    b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", _PARTIAL,
})  # fmt: skip
"""fields that are the asking proxy's"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that is asked about: `wire` as its proxy got it, from `peer`, over TLS or not.

    `problem`: status and reason why it cannot be judged; empty: it can. `whole`: all of its body is here.
    """

    wire: WireRequest
    peer: str
    way: str = ORIGINAL
    tls: bool = False
    whole: bool = True
    problem: tuple[int, str] | None = None


class Peers:
    """Who may ask: addresses and ranges. Raises ValueError for what is none."""

    def __init__(self, ranges: Sequence[str]) -> None:
        self._table: RangeTable[bool] = RangeTable()
        for text in ranges:
            self._table.put(parse_range(text), True)

    def __contains__(self, address: str) -> bool:
        try:
            return self._table.covers(parse_address(address.partition("%")[0]))
        except ValueError:
            return False


def asked_by(wire: WireRequest, proxy: str, peers: Peers) -> Asked:
    """Read what a proxy at the address `proxy` asks. Never raises on any request."""
    if proxy not in peers:
        return Asked(wire, proxy, problem=(403, "decision-peer"))
    way, _, rest = wire.data.path.partition(b"?")[0].removeprefix(b"/").partition(b"/")
    try:
        if way == b"path":
            return _read(wire, proxy, PATH, wire.data.method, wire.data.path[len(b"/path") :])
        if way in (b"original", b"forwarded") and not rest:
            said = way.decode()
            prefix = b"x-original-" if said == ORIGINAL else b"x-forwarded-"
            host = _one(wire, b"x-forwarded-host") if said == FORWARDED else None
            return _read(wire, proxy, said, _one(wire, prefix + b"method"), _one(wire, prefix + b"uri"), host=host)
    except ValueError as error:
        return Asked(wire, proxy, problem=(400, str(error)))
    return Asked(wire, proxy, problem=(404, "decision-path"))


def _read(wire: WireRequest, proxy: str, way: str, method: bytes, uri: bytes, *, host: bytes | None = None) -> Asked:
    fields = [(name, value) for name, value in wire.data.headers.fields if name.lower() not in _LEFT_OUT]
    if host is not None:
        fields = [(b"Host", host), *((name, value) for name, value in fields if name.lower() != b"host")]
    before, peer = _client(wire, proxy)
    if before:
        fields.append((b"X-Forwarded-For", before))
    original = WireRequest(
        "", 0, method, b"http", b"", uri, wire.data.http_version, Headers(fields), None, None, wire.timestamp_start, 0.0
    )
    schemes = _all(wire, b"x-forwarded-proto")
    whole = b"true" not in (value.lower() for value in _all(wire, _PARTIAL))
    return Asked(original, peer, way, tls=[scheme.lower() for scheme in schemes] == [b"https"], whole=whole)


def _client(wire: WireRequest, proxy: str) -> tuple[bytes, str]:
    """What X-Forwarded-For says before its last address, and that address; the proxy's own where there is none."""
    said = b",".join(_all(wire, b"x-forwarded-for"))
    if not said:
        return b"", proxy
    before, _, last = said.rpartition(b",")
    address = canonical_address(last.strip().decode("latin-1"))
    if address is None:
        raise ValueError("decision-client")
    return before.strip(), address


def _all(wire: WireRequest, name: bytes) -> list[bytes]:
    return [value for field, value in wire.data.headers.fields if field.lower() == name]


def _one(wire: WireRequest, name: bytes) -> bytes:
    values = _all(wire, name)
    if len(values) != 1 or not values[0]:
        raise ValueError("decision-field")
    return values[0]


class Decisions:
    """The hook of the decision listener, in place of the gate's own: `judge` is the gate's."""

    def __init__(self, peers: Peers, judge: Callable[[Session, HTTPFlow, Asked | None], Aside | None]) -> None:
        self._peers = peers
        self._judge = judge

    def request_headers(self, session: Session, flow: HTTPFlow) -> Aside | None:
        return self._judge(session, flow, asked_by(flow.request, session.client.peername[0], self._peers))
