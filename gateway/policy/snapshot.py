"""A compiled policy: immutable, and quick to ask. A worker pins one to an exchange and swaps the reference for the next.

Invariants: nothing in it changes once made (caches inside it only remember); a look-up costs a few dict accesses however
many APIs there are; a path is matched as origins read it, so that spelling (`/%61dmin`, `//admin`) does not choose the API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from addons.decode import DecodeLimits
from addons.exchange import Identity, Request
from addons.finding import Mode
from addons.geography import Countries
from addons.identify import ClientAddress, Identifier
from addons.limits import Limits
from addons.operation import normal_path, operation_template
from addons.pipeline import Pipeline
from gateway.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where an API is. `base` is what its paths are put behind, without a slash at its end; `ca_pem` empty: the system's."""

    scheme: str
    host: str
    port: int
    base: bytes = b""
    verify: bool = True
    ca_pem: str = field(default="", repr=False)

    @property
    def authority(self) -> str:
        """For the Host header: with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ApiRuntime:
    """One API, ready to serve. `prefix` has no slash at its end (`b""` for `/`)."""

    id: int
    name: str
    mode: Mode
    upstream: Upstream
    hosts: tuple[str, ...]
    prefix: bytes
    strip_prefix: bool
    preserve_host: bool
    secret_header: tuple[bytes, bytes] | None = field(repr=False)
    body_bytes: int
    decode_limits: DecodeLimits
    pipeline: Pipeline
    limits: Limits
    client_address: ClientAddress
    identifier: Identifier
    countries: Countries
    """for the lists; knows nothing where no list names a country"""

    def identify(self, request: Request, now: float) -> tuple[str, tuple[Identity, ...]]:
        """The client's address, and the identities of the request, the one that counts first. `now`: UTC seconds."""
        client = self.client_address.resolve(request.peer, request.headers)
        return client, self.identifier.identify(request, client, now)

    def operation(self, request: Request) -> str:
        return operation_template(request.method, request.path)

    def upstream_target(self, path: bytes) -> bytes:
        """The path to ask the upstream for: the client's own bytes behind `base`, without the prefix if that is stripped."""
        strip = self.prefix if self.strip_prefix else b""
        if strip or self.upstream.base:
            inside = path.startswith(strip) and path[len(strip) : len(strip) + 1] in (b"", b"/")
            if not inside or b"/." in path or b"/%2" in path:
                # Matched by another spelling of the prefix, or with dots that might climb out of `base`.
                path = normal_path(path)
            path = path[len(strip) :] or b"/"
        return self.upstream.base + path


class _Prefixes:
    """The APIs of one host, by prefix."""

    def __init__(self, apis: Sequence[ApiRuntime]) -> None:
        self._by_prefix = {api.prefix: api for api in apis}
        self._depth = max(api.prefix.count(b"/") for api in apis)
        self._root = self._by_prefix.get(b"")

    def match(self, path: bytes) -> ApiRuntime | None:
        """The longest prefix that ends where a segment does."""
        best = self._root
        end = 0
        for _ in range(self._depth):
            end = path.find(b"/", end + 1)
            best = self._by_prefix.get(path if end < 0 else path[:end], best)
            if end < 0:
                break
        return best


class Snapshot:
    """All APIs of a policy. `warnings`: what compiles but will hardly do what was meant.

    `identity_key`: of the installation, for what is recorded as a hash; empty: as nothing at all.
    """

    def __init__(
        self, revision: int, apis: Sequence[ApiRuntime], warnings: Sequence[Problem] = (), identity_key: bytes = b""
    ) -> None:
        self.revision = revision
        self.identity_key = identity_key
        self.apis: Mapping[int, ApiRuntime] = MappingProxyType({api.id: api for api in apis})
        self.warnings = tuple(warnings)
        by_host: dict[str, list[ApiRuntime]] = {}
        for api in apis:
            for host in api.hosts or ("",):
                by_host.setdefault(host, []).append(api)
        self._any = _Prefixes(by_host.pop("")) if "" in by_host else None
        self._exact = {host: _Prefixes(found) for host, found in by_host.items() if not host.startswith("*.")}
        self._wild = {host[1:]: _Prefixes(found) for host, found in by_host.items() if host.startswith("*.")}

    def match(self, host: str, path: bytes) -> ApiRuntime | None:
        """The API of a request: by its exact host, else a wildcard's (the longest first), else any; then the longest prefix.

        `host` as the client sent it, with or without port. A host none of whose prefixes fits falls through to the next.
        """
        path = normal_path(path)
        if self._exact or self._wild:
            host = host_name(host)
            prefixes = self._exact.get(host)
            if prefixes and (api := prefixes.match(path)):
                return api
            if self._wild and len(host) <= 253:
                dot = host.find(".")
                while dot >= 0:
                    prefixes = self._wild.get(host[dot:])
                    if prefixes and (api := prefixes.match(path)):
                        return api
                    dot = host.find(".", dot + 1)
        return self._any.match(path) if self._any else None


def host_name(host: str) -> str:
    """In lower case, without port and final dot: `API.example.com.:8080` is `api.example.com`."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    if host.count(":") == 1:
        host = host.partition(":")[0]
    return host.rstrip(".").lower()
