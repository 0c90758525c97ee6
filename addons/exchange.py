"""What is judged: one exchange, and the identity it is counted under.

A `Request` is what the gateway will forward, byte for byte: path and query are kept as they came, undecoded.
Nothing here decides anything; `decode` takes a request apart, addons look at the parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property

import msgspec

from addons.decode import Decoded, DecodeLimits, decode_body, decode_head
from addons.geography import Countries, Nowhere
from addons.redact import redact_query

Header = tuple[bytes, bytes]
RECORDED_QUERY = 2048
"""bytes of a query that are recorded"""


class Phase(IntEnum):
    """When an addon may look, in the order in which they come."""

    REQUEST_HEADERS = 1
    REQUEST_BODY = 2
    RESPONSE_HEADERS = 3
    RESPONSE_BODY = 4


class IdentityKind(StrEnum):
    """Where an identity was read from; `ADDRESS` is the last resort."""

    JWT = "jwt"
    KEY = "key"
    COOKIE = "cookie"
    ADDRESS = "address"


class Identity(msgspec.Struct, frozen=True, gc=False):
    """Who calls. `value` is a JWT subject, an address, or the keyed hash (hex) of a key or cookie: never a credential."""

    kind: IdentityKind
    value: str
    verified: bool = False

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Request(msgspec.Struct, frozen=True, gc=False):
    """A request as the origin will see it. `peer` is the socket's address, an unverified claim of nothing more."""

    method: str
    path: bytes
    query: bytes = b""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    scheme: str = "http"
    host: str = ""
    version: str = "HTTP/1.1"
    peer: str = ""
    body_complete: bool = True

    def header(self, name: bytes) -> bytes | None:
        """First value of the header, `name` in lower case; None where it is absent."""
        for key, value in self.headers:
            if key.lower() == name:
                return value
        return None

    def header_all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key.lower() == name]


class Response(msgspec.Struct, frozen=True, gc=False):
    """An origin's answer: `body` holds at most its first bytes (a bounded copy), `size` counts all of them."""

    status: int
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    size: int = 0


@dataclass
class Exchange:
    """One request with its response and what is known of its caller. Set once by the gateway, read by addons.

    `client` is the address after trusted proxies; `operation` a method with a path template (`GET /orders/{id}`).
    """

    request_id: str
    request: Request
    api_id: int = 0
    operation: str = ""
    client: str = ""
    identity: Identity = field(default_factory=lambda: Identity(IdentityKind.ADDRESS, ""))
    identities: tuple[Identity, ...] = ()
    """Every identity the request carries, `identity` included: an access list matches any of them."""
    response: Response | None = None
    decode_limits: DecodeLimits = field(default_factory=DecodeLimits)
    countries: Countries = field(default_factory=Nowhere)
    """where addresses are; knows nothing unless the policy asks for countries"""

    @cached_property
    def country(self) -> str:
        """The client's, two capital letters or empty: looked up when an addon first asks."""
        return self.countries.country(self.client)

    @cached_property
    def recorded_query(self) -> str:
        """The query's first `RECORDED_QUERY` bytes, redacted. Worked out once, for addons and the record."""
        return redact_query(self.request.query[:RECORDED_QUERY]) if self.request.query else ""

    @cached_property
    def head(self) -> Decoded:
        """Path, query, headers and cookies as fields; taken apart once, shared by all addons."""
        return decode_head(self.request, self.decode_limits)

    @cached_property
    def payload(self) -> Decoded:
        """The body as fields. Not to be read before the request body phase: it is computed once."""
        return decode_body(self.request, self.decode_limits)
