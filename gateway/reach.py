"""Where an outgoing webhook may go: no address of this machine, of a private network, or of a cloud's metadata service.

Pure, and about addresses only: whoever connects asks for each address that a name resolves to, and connects to that very
address (CWE-918, CWE-367). Special ranges are IANA's (RFC 6890); an address that carries another one inside it
(IPv4-mapped, 6to4, NAT64, Teredo) is refused where either is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

LONGEST_URL = 2048
NAT64 = IPv6Network("64:ff9b::/96")
REFUSED: tuple[Network, ...] = (
    IPv4Network("168.63.129.16/32"),  # a cloud's own service at a public address
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv6Network("::/96"),  # IPv4-compatible, long deprecated
    IPv6Network("64:ff9b:1::/48"),  # NAT64 of a local network: what it leads to cannot be told
    IPv6Network("fec0::/10"),  # site-local, long deprecated
)
"""What Python counts as global all the same."""


class Forbidden(ValueError):  # noqa: N818 - reads as what it is
    """An address, or a URL, that nothing may be sent to."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`allowed`: private ranges that may be reached all the same."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> Reach:
        """`WEBHOOK_ALLOW`: addresses and ranges, comma-separated. Raises ValueError naming the one that is none."""
        networks = []
        for part in (part.strip() for part in text.split(",")):
            if not part:
                continue
            try:
                networks.append(ip_network(part))
            except ValueError:
                raise ValueError(f'WEBHOOK_ALLOW "{part}": must be an address or a range such as 10.1.2.0/24') from None
        return cls(tuple(networks))

    def check(self, text: str) -> Address:
        """The address that `text` is, an IPv4-mapped one as IPv4. Raises `Forbidden`."""
        try:
            address = ip_address(text)
        except ValueError:
            raise Forbidden(f"{text!r} is no address") from None
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        address = mapped or address
        if any(address in network for network in self.allowed):
            return address
        for inner in (address, *_carried(address)):
            if not _is_public(inner) and not any(inner in network for network in self.allowed):
                what = f"{address}" if inner == address else f"{address} (which leads to {inner})"
                raise Forbidden(
                    f"{what} is not a public address: webhooks may go there only where WEBHOOK_ALLOW names it"
                )
        return address

    def check_all(self, addresses: Iterable[str]) -> list[Address]:
        """All addresses of a name; one that is forbidden refuses the name. Raises `Forbidden`."""
        return [self.check(address) for address in addresses]


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: `path` with its query, `host` in ASCII, without brackets."""

    scheme: str
    host: str
    port: int
    path: str


def parse_target(url: str) -> Target:
    """Raises `Forbidden` for what is no absolute http(s) URL, carries a user, or could be read in two ways."""
    if len(url) > LONGEST_URL:
        raise Forbidden(f"must be at most {LONGEST_URL} characters")
    if not url.isascii() or any(character <= " " or character in '\\"<>^`{|}\x7f' for character in url):
        raise Forbidden("must be a URL in ASCII, without spaces, backslashes or control characters")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Forbidden(f"is no URL: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise Forbidden("must begin with https:// or http://")
    if "@" in parts.netloc:
        raise Forbidden("must not carry a user or password")
    if not host or "%" in host:
        raise Forbidden("must name a host")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def is_literal(host: str) -> bool:
    """Whether a host is an address as it stands, not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: Address) -> bool:
    if address in NAT64:
        return True  # as public as the address it carries, which is judged beside it
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_unspecified
        and not address.is_reserved
        and not any(address in network for network in REFUSED)
    )


def _carried(address: Address) -> Iterator[IPv4Address]:
    """IPv4 addresses that traffic to this one may end at."""
    if not isinstance(address, IPv6Address):
        return
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    if int(address) >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):  # ISATAP, RFC 5214
        yield IPv4Address(int(address) & 0xFFFFFFFF)
