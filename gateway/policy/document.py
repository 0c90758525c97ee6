"""The policy document: what people edit, as plain data. `compile` turns it into the snapshot that workers serve by.

Syntax only: types and shapes are checked when it is decoded, meaning (addresses, overlaps, rules) by `compile`.
Secrets in it are Fernet tokens; API keys in list entries are keyed hashes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from addons.exchange import IdentityKind
from addons.finding import Mode

ListScope = Literal["address", "range", "key", "principal", "country"]


class IdentitySource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where to look for the caller's identity. Tried in order; the first that is present counts.

    jwt:     `name` is the header (default authorization), `claim` the claim read, `key` a PEM or a shared secret
             (Fernet token) with `algorithms`; without a key the claim is read unverified.
    key:     `name` is a header or, with `in_query`, a query parameter; kept as a keyed hash.
    cookie:  `name` is the cookie; kept as a keyed hash.
    address: the client address.
    """

    kind: IdentityKind
    name: str = ""
    in_query: bool = False
    claim: str = "sub"
    key: str = ""
    algorithms: list[str] = []


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`quota` requests (0: off) within `window` seconds, counted per identity, per API or per operation."""

    quota: int
    window: int = 60
    per: Literal["identity", "api", "operation"] = "identity"
    operation: str = ""
    """only for this operation, `POST /login`; empty: for all"""


class SecretHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Added to every request towards the API, so that an origin can refuse who comes around the gateway."""

    name: str
    value: str
    """a Fernet token"""


class DetectorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    mode: Mode = Mode.ENFORCE
    on_error: Literal["allow", "block"] = "allow"
    options: dict[str, Any] = {}
    """checked against the detector's own settings class (`addons.catalogue`)"""


class Api(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A protected service: matched by host and path prefix (longest wins), forwarded to `upstream`."""

    id: int
    name: str
    upstream: str
    """http(s)://host[:port][/base]"""
    hosts: list[str] = []
    """exact, or `*.example.com`; empty: any"""
    prefix: str = "/"
    strip_prefix: bool = False
    preserve_host: bool = True
    verify_upstream: bool = True
    upstream_ca: str = ""
    """PEM of the certificate authority the upstream's certificate is checked against; empty: the system's"""
    mode: Mode = Mode.ENFORCE
    identity: list[IdentitySource] = []
    limits: list[Limit] = []
    trusted_proxies: list[str] = []
    """addresses and ranges whose forwarding header is believed"""
    trusted_hops: int = 0
    """how many proxies stand in front at the most; 0: as many as are trusted"""
    client_header: str = "x-forwarded-for"
    """x-forwarded-for, forwarded, or a single-address header such as cf-connecting-ip"""
    secret_header: SecretHeader | None = None
    block_threshold: int = 5
    paranoia_level: int = 1
    body_bytes: int = 10 * 1024 * 1024
    body_ratio: int = 100
    """bytes that one of a packed body may become, where it becomes a MiB and more"""
    detectors: dict[str, DetectorSettings] = {}
    """overrides of the policy's own, by detector id"""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A whitelist or blacklist entry. `expires` is UTC seconds since the epoch, 0 for never; `api_id` 0 for all APIs.

    `target`: an address, a CIDR range, the keyed hash of an API key, a principal, a country code, as `scope` says.
    """

    id: int
    scope: ListScope
    target: str
    api_id: int = 0
    expires: float = 0.0
    reason: str = ""


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A standing, expiring order made by a detector, the analyst or a person. `expires` as an entry's."""

    id: int
    type: Literal["ban", "throttle"]
    scope: ListScope
    target: str
    expires: float
    api_id: int = 0
    origin: str = ""
    reason: str = ""


class Exclusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Suppresses a rule or a tag for an API, an operation, a parameter; empty matches all."""

    id: int
    rule: str = ""
    tag: str = ""
    api_id: int = 0
    operation: str = ""
    parameter: str = ""


class ModelRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A learned model that serves: `kind` is the detector it is for, `digest` the SHA-256 (hex) of its data."""

    kind: str
    api_id: int
    """0: for the APIs that have none of their own"""
    version: int
    digest: str


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything a worker decides by. `revision` grows by one with every change."""

    revision: int = 0
    apis: list[Api] = []
    detectors: dict[str, DetectorSettings] = {}
    whitelist: list[Entry] = []
    blacklist: list[Entry] = []
    decisions: list[Decision] = []
    exclusions: list[Exclusion] = []
    rate_limit_threshold: int = 100
    """default limit per identity and minute for an API that names none; 0: off"""
    models: list[ModelRef] = []


def decode_policy(data: bytes) -> Policy:
    """Raises `msgspec.ValidationError` naming the place (`$.apis[0].mode`)."""
    return msgspec.json.decode(data, type=Policy)


def encode_policy(policy: Policy) -> bytes:
    return msgspec.json.encode(policy)
