"""Whether a text is an address inside the network the server stands in (CWE-918), however it is spelled.

The host is taken out of the address and brought to one form: decimal, octal, hexadecimal and shortened IPv4, IPv4 within
IPv6, a name that carries the address in its labels or is known to resolve to the server itself. What is asked then is
where it leads, not how it looks.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from enum import IntEnum

LONGEST = 2048
_URL = re.compile(
    r"\s*(?:url\s*[:=]\s*|[\w.-]{1,30}=)?(?:([a-z][a-z0-9+.-]{1,20}):)?[/\\]{2,}([^/\\?#\s]{1,300})", re.IGNORECASE
)
_SLOPPY = re.compile(r"\s*(https?|ftp):[/\\]?([^/\\?#\s]{1,300})", re.IGNORECASE)
_PART = re.compile(r"(?:0x[0-9a-f]{1,32}|\d{1,30})\Z")
_IN_LABELS = re.compile(r"(?:\A|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?=[.-])")
_HEX_LABEL = re.compile(r"(?:\A|\.)([0-9a-f]{8})(?=\.)")
METADATA_NAMES = ("metadata.google.internal", "metadata.goog", "metadata.azure.internal", "metadata.azure.com", "metadata.tencentyun.com",
                  "metadata.packet.net", "metadata.platformequinix.com", "instance-data", "metadata.nic.cloud", "rancher-metadata")  # fmt: skip
SELF_NAMES = frozenset(("localhost", "localhost6", "ip6-localhost", "ip6-loopback", "localhost.localdomain", "loopback", "broadcasthost",
                        "kubernetes", "kubernetes.default", "kubernetes.default.svc", "host.docker.internal", "gateway.docker.internal"))  # fmt: skip
TO_SELF = ("localtest.me", "lvh.me", "vcap.me", "lacolhost.com", "localho.st", "fuf.me")
METADATA = tuple(
    ipaddress.ip_network(net)
    for net in (
        "169.254.0.0/16",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "168.63.129.16/32",
        "fd00:ec2::254/128",
        "fe80::/10",
    )
)
PRIVATE = tuple(
    ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
USUAL = frozenset((0, 80, 443))


class Reach(IntEnum):
    """Where an address leads; the greater, the less a client has a reason to name it."""

    ELSEWHERE = 0
    INSIDE = 1
    """a private network, or the server itself at a port developers use"""
    SELF = 2
    METADATA = 3


def forges(text: str) -> bool:
    """Whether `text` is an address of the server itself, or of its private network at a usual port."""
    return reach(text) >= Reach.SELF


def asks_metadata(text: str) -> bool:
    return reach(text) is Reach.METADATA


def reach(text: str) -> Reach:
    """Where the address that `text` as a whole is leads to."""
    if not 3 < len(text) <= LONGEST:
        return Reach.ELSEWHERE
    found = _URL.match(text)
    authority = found[2] if found else ""
    scheme = (found[1] or "" if found else "").lower()
    if found is None:
        sloppy = _SLOPPY.match(text)
        if sloppy:
            scheme, authority = sloppy[1].lower(), sloppy[2]
        else:
            head = text.strip().partition("/")[0]
            host = host_of(head)[0]
            return Reach.METADATA if _of_name(host) is Reach.METADATA and not host.isdigit() else Reach.ELSEWHERE
    worst = Reach.ELSEWHERE
    for piece in _hosts(authority):
        host, port = host_of(piece)
        where = _of_name(host)
        if where is Reach.SELF and (scheme in {"http", "https", "ws", "wss", ""} and port >= 1024 and _plain(host)):
            where = Reach.INSIDE
        elif where is Reach.INSIDE and port in USUAL:
            where = Reach.SELF
        worst = max(worst, where)
    return worst


def _hosts(authority: str) -> list[str]:
    """Every part of an authority that some parser takes for the host."""
    return [piece for piece in re.split(r"[@\\]|%40|&|,", authority) if piece][-4:]


def host_of(authority: str) -> tuple[str, int]:
    """Host in lower case and port (0: none) of `host:port` or `[v6]:port`."""
    text = unicodedata.normalize("NFKC", authority).strip().lower().replace("\u3002", ".")
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.lstrip(":")
    elif text.count(":") > 1:
        return text, 0
    else:
        host, _, port = text.partition(":")
    return host.rstrip(".").partition("%")[0], int(port) if port.isdigit() and len(port) < 6 else 0


def _plain(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "0.0.0.0", "::1"}  # noqa: S104 - compared, not bound


def _of_name(host: str) -> Reach:
    address = _address(host)
    if address is not None:
        return _of_address(address)
    if host in METADATA_NAMES or host.endswith(".metadata.google.internal"):
        return Reach.METADATA
    if (
        host in SELF_NAMES
        or host.endswith((".localhost", ".localdomain", *(f".{name}" for name in TO_SELF)))
        or host in TO_SELF
    ):
        return Reach.SELF
    inner = _IN_LABELS.search(host)
    if inner and all(int(part) < 256 for part in inner.groups()):
        return max(
            _of_address(ipaddress.IPv4Address(".".join(str(int(part)) for part in inner.groups()))), Reach.ELSEWHERE
        )
    hexed = _HEX_LABEL.search(host)
    if hexed:
        return _of_address(ipaddress.IPv4Address(int(hexed[1], 16)))
    return Reach.ELSEWHERE


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that resolvers make of `host`, as `inet_aton` reads it."""
    if ":" in host:
        try:
            v6 = ipaddress.IPv6Address(host)
        except ValueError:
            return None
        if v6 in ipaddress.ip_network("64:ff9b::/96") or (int(v6) >> 32 == 0 and int(v6) > 1):
            return ipaddress.IPv4Address(int(v6) & 0xFFFFFFFF)
        return v6.ipv4_mapped or v6.sixtofour or v6
    parts = host.split(".")
    if not 1 <= len(parts) <= 4 or not all(_PART.match(part) for part in parts):
        return None
    numbers = []
    for part in parts:
        try:
            numbers.append(
                int(part, 16)
                if part.startswith("0x")
                else int(part, 8)
                if part.startswith("0") and len(part) > 1
                else int(part)
            )
        except ValueError:
            numbers.append(int(part))
    total = 0
    for number in numbers[:-1]:
        total = total << 8 | number & 0xFF
    rest = 8 * (5 - len(numbers))
    return ipaddress.IPv4Address((total << rest | numbers[-1] & ((1 << rest) - 1)) & 0xFFFFFFFF)


def _of_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Reach:
    if any(address in net for net in METADATA if net.version == address.version):
        return Reach.METADATA
    if address.is_loopback or address.is_unspecified or (address.version == 4 and int(address) >> 24 == 0):
        return Reach.SELF
    if any(address in net for net in PRIVATE if net.version == address.version):
        return Reach.INSIDE
    return Reach.ELSEWHERE
