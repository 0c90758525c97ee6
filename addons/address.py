"""Internet addresses and ranges as numbers: read strictly, written one way.

Invariant: an IPv4-mapped IPv6 address is the IPv4 address it stands for, everywhere; two spellings of one address are
equal once read. Nothing half-right is accepted (`010.0.0.1`, `10.0.0/8`, `1.2.3.4%eth0`).
Does not resolve names. Reading IPv4 is a split and four look-ups, since lists of 100,000 are read at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

_OCTETS: Final = {str(octet): octet for octet in range(256)}
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_MAPPED: Final = 0xFFFF


class Address(NamedTuple):
    """`bits` is 32 or 128: the family; `value` the address as a number."""

    bits: int
    value: int

    def __str__(self) -> str:
        return str(IPv4Address(self.value)) if self.bits == 32 else str(IPv6Address(self.value))


class Range(NamedTuple):
    """`network` is the range's first address, its host bits zero; `prefix` 0 to `bits`."""

    bits: int
    network: int
    prefix: int

    def __str__(self) -> str:
        return f"{Address(self.bits, self.network)}/{self.prefix}"


def parse_address(text: str) -> Address:
    """Raises ValueError saying what an address looks like. Cost is bounded: more than 45 characters are refused unread."""
    octets = text.split(".", 4)
    if len(octets) == 4:
        try:
            a, b, c, d = octets
            return Address(32, _OCTETS[a] << 24 | _OCTETS[b] << 16 | _OCTETS[c] << 8 | _OCTETS[d])
        except KeyError:
            pass
    value = _parse_v6(text)
    if value >> 32 == _MAPPED:
        return Address(32, value & 0xFFFFFFFF)
    return Address(128, value)


def _parse_v6(text: str) -> int:
    if ":" not in text or len(text) > 45 or "%" in text:
        raise ValueError("must be an IPv4 or IPv6 address, such as 192.0.2.7 or 2001:db8::7")
    head, gap, tail = text.partition("::")
    groups = head.split(":") if head else []
    if gap:
        after = tail.split(":") if tail else []
        if len(groups) + len(after) < 8:
            groups += ["0"] * (8 - len(groups) - len(after)) + after
    # The plain spellings of long lists, read here: the general reader takes five times as long.
    if len(groups) == 8:
        value = 0
        for group in groups:
            if not 0 < len(group) <= 4 or not _HEX.issuperset(group):
                break
            value = value << 16 | int(group, 16)
        else:
            return value
    try:
        return int(IPv6Address(text))
    except ValueError as error:
        raise ValueError(f"must be an IPv6 address: {error}") from None


def canonical_address(text: str) -> str | None:
    """The one spelling of a socket's or a header's address, without its zone (`%eth0`); None where it is no address."""
    try:
        return str(parse_address(text.partition("%")[0]))
    except ValueError:
        return None


def parse_range(text: str) -> Range:
    """`192.0.2.0/24`, or an address as a range of one. Raises ValueError saying how to mend it."""
    base, slash, length = text.partition("/")
    try:
        bits, value = parse_address(base)
    except ValueError:
        raise ValueError(_range_problem(base, length)) from None
    if not slash:
        return Range(bits, value, bits)
    offset = 96 if bits == 32 and ":" in base else 0
    if not (length.isascii() and length.isdigit() and len(length) <= 3 and 0 <= int(length) - offset <= bits):
        raise ValueError(f"prefix must be {offset}\u2013{bits + offset}")
    prefix = int(length) - offset
    network = value >> (bits - prefix) << (bits - prefix)
    if network != value:
        raise ValueError(
            f"has host bits set: write {Range(bits, network, prefix)}, or {Address(bits, value)} for the one address"
        )
    return Range(bits, network, prefix)


def _range_problem(base: str, length: str) -> str:
    if length.isascii() and length.isdigit():
        bits = 128 if ":" in base else 32
        if int(length[:4]) > bits:
            return f"prefix must be 0\u2013{bits}"
    return "must be a range such as 192.0.2.0/24 or 2001:db8::/32"


class RangeTable[T]:
    """Values by range. A look-up costs one dict access for each prefix length that occurs, however many ranges there are."""

    def __init__(self) -> None:
        self._tables: dict[int, dict[int, dict[int, T]]] = {32: {}, 128: {}}
        self._order: dict[int, tuple[tuple[int, dict[int, T]], ...]] = {32: (), 128: ()}

    def __bool__(self) -> bool:
        return bool(self._order[32] or self._order[128])

    @property
    def lookups(self) -> int:
        """Dict accesses that the dearest look-up takes."""
        return max(len(self._order[32]), len(self._order[128]))

    def get(self, key: Range) -> T | None:
        """The value of exactly this range."""
        return self._tables[key.bits].get(key.bits - key.prefix, {}).get(key.network >> (key.bits - key.prefix))

    def put(self, key: Range, value: T) -> None:
        shift = key.bits - key.prefix
        tables = self._tables[key.bits]
        table = tables.get(shift)
        if table is None:
            table = tables[shift] = {}
            self._order[key.bits] = tuple(sorted(tables.items()))
        table[key.network >> shift] = value

    def covering(self, address: Address) -> Iterator[T]:
        """Values of all ranges that hold the address, the narrowest first."""
        value = address.value
        for shift, table in self._order[address.bits]:
            found = table.get(value >> shift)
            if found is not None:
                yield found

    def covers(self, address: Address) -> bool:
        value = address.value
        return any(value >> shift in table for shift, table in self._order[address.bits])
