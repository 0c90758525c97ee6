"""Who is calling: the client address behind trusted proxies, and the identities a request carries.

Invariants: nothing is believed from an untrusted peer; the walk through forwarding headers starts at the socket and ends
at the first address nobody vouches for; no credential leaves this file but as a keyed hash. Reading never raises.
Does not decide whom to trust: an unverified claim is passed on as unverified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final, Protocol
from urllib.parse import unquote_to_bytes

from addons.address import RangeTable, canonical_address, parse_address, parse_range
from addons.exchange import Header, Identity, IdentityKind, Request
from addons.operation import operation_template

__all__ = [
    "ClientAddress",
    "CookieSource",
    "Identifier",
    "IdentityReader",
    "KeySource",
    "keyed_hash",
    "operation_template",
]

MAX_HOPS: Final = 32
_MAX_ENTRY: Final = 512
_REMEMBERED: Final = 4096
_SPACE: Final = b" \t"


class ClientAddress:
    """Finds the client's address. `trusted_hops`: how many proxies stand in front at the most, 0 for all that are trusted.

    `header` is `x-forwarded-for`, `forwarded` (RFC 7239) or one that holds a single address. Raises ValueError for a
    range that is none. A peer that was seen before costs one dict access.
    """

    def __init__(
        self, trusted_proxies: Sequence[str] = (), trusted_hops: int = 0, header: str = "x-forwarded-for"
    ) -> None:
        self._trusted: RangeTable[bool] = RangeTable()
        for proxy in trusted_proxies:
            self._trusted.put(parse_range(proxy), True)
        self._hops = min(trusted_hops or MAX_HOPS, MAX_HOPS)
        self._header = header.lower().encode()
        self._seen: dict[str, tuple[str, bool]] = {}

    def resolve(self, peer: str, headers: Iterable[Header]) -> str:
        """The client's address in its one spelling; the peer as it came where that is no address (a unix socket)."""
        current, trusted = self._seen.get(peer) or self._read(peer)
        if not trusted:
            return current or peer
        lines = [value for name, value in headers if name.lower() == self._header]
        if not lines:
            return current
        if self._header == b"forwarded":
            return self._walk(current, (_forwarded_for(element) for element in _from_right(lines)))
        if self._header == b"x-forwarded-for":
            return self._walk(current, (_node(element) for element in _from_right(lines)))
        alone = _node(lines[0].strip(_SPACE)) if len(lines) == 1 else None
        return (canonical_address(alone) if alone else None) or current

    def trusts(self, peer: str) -> bool:
        """Whether what this peer says of its client is believed."""
        return (self._seen.get(peer) or self._read(peer))[1]

    def _walk(self, current: str, entries: Iterator[str | None]) -> str:
        """`current` is a trusted proxy: what it says of its own client holds, and so on to the left."""
        for passed, entry in enumerate(entries, 1):
            address, trusted = (self._seen.get(entry) or self._read(entry)) if entry else ("", False)
            if not address:
                return current
            current = address
            if not trusted or passed >= self._hops:
                return current
        return current

    def _read(self, text: str) -> tuple[str, bool]:
        address = canonical_address(text)
        if address is None:
            return ("", False)
        result = (address, self._trusted.covers(parse_address(address)))
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen[text] = result
        return result


def _from_right(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Elements of a comma-separated header, the last first; empty ones are left out (RFC 9110, section 5.6.1).

    Quotes are paired from the right: what a proxy appended cannot be swallowed by a quote that its client left open.
    """
    left = MAX_HOPS * 2
    for line in reversed(lines):
        end = position = len(line)
        quoted = False
        while position > 0 and left > 0 and end - position <= _MAX_ENTRY:
            position -= 1
            octet = line[position]
            if octet == 0x22 and not _escaped(line, position):
                quoted = not quoted
            elif octet == 0x2C and not quoted:
                left -= 1
                element = line[position + 1 : end].strip(_SPACE)
                end = position
                if element:
                    yield element
        element = line[:end].strip(_SPACE) if position == 0 else b"?"
        if element:
            yield element


def _escaped(line: bytes, position: int) -> bool:
    backslashes = 0
    while backslashes < position and line[position - 1 - backslashes] == 0x5C and backslashes < _MAX_ENTRY:
        backslashes += 1
    return backslashes % 2 == 1


def _node(node: bytes) -> str | None:
    """The address of `192.0.2.7`, `192.0.2.7:80`, `2001:db8::7` or `[2001:db8::7]:80`; None for anything else."""
    if len(node) > 64 or not node.isascii():
        return None
    text = node.decode("ascii")
    if text.startswith("["):
        address, bracket, port = text[1:].partition("]")
        if not bracket or ":" not in address or (port and not _is_port(port)):
            return None
        return address
    if text.count(":") == 1:
        address, _, port = text.partition(":")
        return address if _is_port(f":{port}") else None
    return text or None


def _is_port(text: str) -> bool:
    # RFC 7239 lets a port be obfuscated too.
    return text[:1] == ":" and len(text) > 1 and (text[1:].isdigit() or text[1:2] == "_")


def _forwarded_for(element: bytes) -> str | None:
    """The node of the one `for=` of a Forwarded element; None where it has none, two, or hides its address."""
    node: bytes | None = None
    for pair in _pairs(element):
        name, equals, value = pair.partition(b"=")
        if name.strip(_SPACE).lower() != b"for":
            continue
        if not equals or node is not None:
            return None
        value = value.strip(_SPACE)
        if value[:1] == b'"':
            if len(value) < 2 or value[-1:] != b'"' or b'"' in value[1:-1]:
                return None
            value = value[1:-1]
        elif b":" in value or b"[" in value:
            # Such a node must be quoted, yet widely is not; it reads one way only.
            pass
        node = value
    return _node(node) if node else None


def _pairs(element: bytes) -> Iterator[bytes]:
    """`for=…;host="a;b"` apart at the semicolons that stand outside quotes."""
    if b'"' not in element:
        yield from element.split(b";")
        return
    start, quoted, position = 0, False, 0
    while position < len(element):
        octet = element[position]
        if quoted and octet == 0x5C:
            position += 1
        elif octet == 0x22:
            quoted = not quoted
        elif octet == 0x3B and not quoted:
            yield element[start:position]
            start = position + 1
        position += 1
    yield element[start:]


def keyed_hash(key: bytes, value: bytes) -> str:
    """What is kept of a credential: BLAKE2b under the installation's key (at most 64 bytes), 32 hexadecimal digits."""
    return blake2b(value, digest_size=16, key=key).hexdigest()


class IdentityReader(Protocol):
    """One place where an identity may be. What it reads more than once is ambiguous and never the one that counts."""

    def read(self, request: Request, now: float) -> Sequence[Identity]: ...


class KeySource:
    """An API key in a header, or in a query parameter; in `authorization` without its scheme."""

    def __init__(self, name: str, hash_key: bytes, *, in_query: bool = False) -> None:
        self._name = name.encode() if in_query else name.lower().encode()
        self._hash_key = hash_key
        self._in_query = in_query

    def read(self, request: Request, now: float) -> Sequence[Identity]:  # noqa: ARG002
        values = _query_values(request.query, self._name) if self._in_query else request.header_all(self._name)
        if not values:
            return ()
        if self._name == b"authorization" and not self._in_query:
            values = [value.strip(_SPACE).partition(b" ")[2] or value for value in values]
        return _hashed(IdentityKind.KEY, values, self._hash_key)


class CookieSource:
    """A session cookie."""

    def __init__(self, name: str, hash_key: bytes) -> None:
        self._name = name.encode()
        self._hash_key = hash_key

    def read(self, request: Request, now: float) -> Sequence[Identity]:  # noqa: ARG002
        values = []
        for line in request.header_all(b"cookie"):
            if self._name in line:
                for pair in line.split(b";"):
                    name, equals, value = pair.partition(b"=")
                    if equals and name.strip(_SPACE) == self._name:
                        values.append(value)
        return _hashed(IdentityKind.COOKIE, values, self._hash_key) if values else ()


def _hashed(kind: IdentityKind, values: Iterable[bytes], key: bytes) -> Sequence[Identity]:
    stripped = dict.fromkeys(value.strip(_SPACE) for value in values)
    return [Identity(kind, keyed_hash(key, value)) for value in stripped if value][:_MAX_VALUES]


_MAX_VALUES: Final = 4


def _query_values(query: bytes, name: bytes) -> list[bytes]:
    if not query or (name not in query and b"%" not in query and b"+" not in query):
        return []
    values = []
    for pair in query.split(b"&"):
        key, _, value = pair.partition(b"=")
        if key == name or ((b"%" in key or b"+" in key) and _unquote(key) == name):
            values.append(_unquote(value))
    return values


def _unquote(value: bytes) -> bytes:
    if b"%" in value or b"+" in value:
        return unquote_to_bytes(value.replace(b"+", b" "))
    return value


class Identifier:
    """The identities of a request: the one that counts first, then all others, so that a list matches any of them.

    The first source with exactly one value counts. The address is always among them, last unless a source of kind
    address (None in `readers`) stands earlier.
    """

    def __init__(self, readers: Sequence[IdentityReader | None] = ()) -> None:
        self._readers = tuple(readers)

    def identify(self, request: Request, client: str, now: float) -> tuple[Identity, ...]:
        address = Identity(IdentityKind.ADDRESS, client)
        if not self._readers:
            return (address,)
        counted: Identity | None = None
        others: list[Identity] = []
        for reader in self._readers:
            found = (address,) if reader is None else reader.read(request, now)
            if counted is None and len(found) == 1:
                counted = found[0]
            else:
                others += found
        if counted is None:
            return (address, *others)
        if counted.kind is not IdentityKind.ADDRESS and address not in others:
            others.append(address)
        return (counted, *others)
