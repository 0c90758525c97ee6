"""Checks which requests an API takes and where they go: hosts, prefix, upstream, header names."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from addons.address import canonical_address
from addons.operation import normal_path
from gateway.policy.document import Api
from gateway.policy.problems import Problems
from gateway.policy.snapshot import Upstream

_TOKEN: Final = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")
_LABEL: Final = frozenset(string.ascii_lowercase + string.digits + "-_")


def is_header_name(name: str) -> bool:
    """An RFC 9110 token of at most 128 characters."""
    return 0 < len(name) <= 128 and _TOKEN.issuperset(name)


def is_header_value(value: str) -> bool:
    """Visible ASCII with inner spaces, at most 4,096 characters: what goes through every proxy unchanged."""
    return 0 < len(value) <= 4096 and value.isascii() and value.isprintable() and value == value.strip()


def is_host(host: str) -> bool:
    """A name in lower case, or an address (IPv6 without brackets)."""
    if ":" in host:
        return canonical_address(host) is not None and "%" not in host
    labels = host.split(".")
    return len(host) <= 253 and all(
        0 < len(label) <= 63 and _LABEL.issuperset(label) and label[0] != "-" and label[-1] != "-" for label in labels
    )


def check_upstream(api: Api, problems: Problems) -> Upstream | None:
    """`http(s)://host[:port][/base]`, and nothing more."""
    text = api.upstream
    before = len(problems.found)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        problems.add("upstream", text, f"must be a URL such as http://10.0.0.5:3000: {error}")
        return None
    if parts.username is not None or parts.password is not None:
        # The value may hold a password: it is not repeated.
        problems.add("upstream", f"{parts.scheme}://…@{host}", "must not hold credentials: use secret_header")
        return None
    if parts.scheme not in ("http", "https"):
        problems.add("upstream", text, "must begin with http:// or https://")
    elif not host or not is_host(host):
        problems.add("upstream", text, "must name a host, such as http://10.0.0.5:3000")
    if port == 0:
        problems.add("upstream", text, "port must be 1\u201365535")
    if "?" in text or "#" in text:
        problems.add("upstream", text, "must have no query and no fragment")
    if not text.isascii() or not text.isprintable() or " " in text:
        problems.add("upstream", text, "must be printable ASCII without spaces")
    elif parts.path and normal_path(parts.path.encode()) != parts.path.encode():
        problems.add("upstream", text, f"path must be written {normal_path(parts.path.encode()).decode()}")
    if api.upstream_ca and "-----BEGIN CERTIFICATE-----" not in api.upstream_ca:
        problems.add("upstream_ca", "(PEM)", "must hold a certificate in PEM form")
    if len(problems.found) > before:
        return None
    return Upstream(
        scheme=parts.scheme,
        host=host,
        port=port or (443 if parts.scheme == "https" else 80),
        base=parts.path.rstrip("/").encode(),
        verify=api.verify_upstream,
        ca_pem=api.upstream_ca,
    )


def check_hosts(api: Api, problems: Problems) -> None:
    for position, host in enumerate(api.hosts):
        name = host.lower().removeprefix("*.")
        if not is_host(name) or ("*" in host and ":" in host):
            mend = "must be a host name without scheme and port, such as api.example.com or *.example.com"
            problems.add(f"hosts[{position}]", host, mend)


def check_prefix(api: Api, problems: Problems) -> bytes:
    """The prefix without a slash at its end."""
    prefix = api.prefix
    if not prefix.startswith("/"):
        problems.add("prefix", prefix, "must begin with /")
    elif not prefix.isascii() or not prefix.isprintable() or any(c in prefix for c in ' ?#"<>\\'):
        problems.add(
            "prefix", prefix, "must be a path of printable ASCII, other characters percent-encoded, without query"
        )
    elif (normal := normal_path(prefix.encode())) != prefix.encode():
        problems.add("prefix", prefix, f"must be written {normal.decode()}")
    return prefix.rstrip("/").encode(errors="replace")


def check_routes(apis: Sequence[Api], problems: Problems) -> None:
    """No two APIs may take the same requests."""
    taken: dict[tuple[str, str], str] = {}
    for api in apis:
        for host in dict.fromkeys(host.lower() for host in api.hosts or [""]):
            route = (host, api.prefix.rstrip("/"))
            if route in taken:
                at = problems.at(f'api "{api.name}": ')
                value = f"{host or 'any host'}{route[1] or '/'}"
                at.add("hosts and prefix", value, f'are those of api "{taken[route]}" too: change one')
            else:
                taken[route] = api.name
