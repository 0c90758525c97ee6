"""Protected APIs. Shapes only: whether upstreams, prefixes and rules make sense is said by compiling the policy."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from console.schemas.model import Flag, Model, Moment, Whole, example, moment
from gateway.storage.apis import ApiRow

MASK = "********"
ModeName = Literal["observe", "enforce", "off"]
Line = Annotated[str, Field(max_length=255)]


class IdentityIn(Model):
    """Where to look for the caller; tried in order, the first that is present counts."""

    kind: Literal["jwt", "key", "cookie", "address"]
    name: Line = ""
    in_query: Flag = False
    claim: Line = "sub"
    key: Annotated[str, Field(max_length=16384)] = Field("", description="write-only; answered as ********")
    algorithms: Annotated[list[Line], Field(max_length=16)] = []


class LimitIn(Model):
    """`quota` requests (0: off) in `window` seconds."""

    quota: Annotated[Whole, Field(ge=0, le=2**31)]
    window: Annotated[Whole, Field(ge=1, le=86400)] = 60
    per: Literal["identity", "api", "operation"] = "identity"
    operation: Line = ""


class SecretHeaderIn(Model):
    name: Annotated[str, Field(min_length=1, max_length=128)]
    value: Annotated[str, Field(min_length=1, max_length=4096)] = Field(description="write-only; answered as ********")


class DetectorOverride(Model):
    mode: ModeName = "enforce"
    on_error: Literal["allow", "block"] = "allow"
    options: dict[str, Any] = {}


class ApiIn(Model):
    model_config = example(
        name="orders",
        upstream="http://127.0.0.1:3000",
        prefix="/orders",
        mode="observe",
        identity=[{"kind": "jwt"}, {"kind": "key", "name": "x-api-key"}, {"kind": "address"}],
        limits=[{"quota": 100, "window": 60}, {"quota": 5, "window": 60, "operation": "POST /orders/login"}],
        trusted_proxies=["10.0.0.0/8"],
        secret_header={"name": "x-origin-secret", "value": "write-only"},
    )

    name: Annotated[str, Field(min_length=1, max_length=100)]
    upstream: Annotated[str, Field(min_length=1, max_length=2048)]
    hosts: Annotated[list[Line], Field(max_length=100)] = []
    prefix: Annotated[str, Field(max_length=1024)] = "/"
    strip_prefix: Flag = False
    preserve_host: Flag = True
    verify_upstream: Flag = True
    upstream_ca: Annotated[str, Field(max_length=65536)] = ""
    mode: ModeName = "enforce"
    identity: Annotated[list[IdentityIn], Field(max_length=16)] = []
    limits: Annotated[list[LimitIn], Field(max_length=64)] = []
    trusted_proxies: Annotated[list[Line], Field(max_length=1000)] = []
    trusted_hops: Annotated[Whole, Field(ge=0, le=32)] = 0
    client_header: Annotated[str, Field(max_length=128)] = "x-forwarded-for"
    secret_header: SecretHeaderIn | None = None
    block_threshold: Annotated[Whole, Field(ge=1, le=1000)] = 5
    paranoia_level: Annotated[Whole, Field(ge=1, le=4)] = 1
    body_bytes: Annotated[Whole, Field(ge=0, le=2**31)] = 10 * 1024 * 1024
    body_ratio: Annotated[Whole, Field(ge=1, le=100_000)] = 100
    detectors: dict[Line, DetectorOverride] = {}


class ApiOut(ApiIn):
    """As it was sent, secrets masked."""

    id: int
    has_ingest_key: bool = Field(description="whether telemetry is taken for it: POST /api/apis/{id}/ingest-key")
    version: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, row: ApiRow) -> ApiOut:
        # Defaults are left out of the document; the model has the same ones, which a test holds it to.
        document: dict[str, Any] = msgspec.to_builtins(row.document)
        if header := document.get("secret_header"):
            header["value"] = MASK
        for source in document.get("identity", ()):
            source["key"] = MASK if source.get("key") else ""
        own = {"id": row.id, "name": row.name, "version": row.version, "has_ingest_key": bool(row.ingest_key_hash)}
        times = {"created_at": moment(row.created_at), "updated_at": moment(row.updated_at)}
        return cls(**(document | own | times))


class IngestKeyOut(Model):
    model_config = example(key="boing_ing_6mZ0lUJ2dXk8Vw1qT4s9RbYcN7hPaG3e", hint="…aG3e")

    key: str = Field(description="shown here and never again")
    hint: str


class Warned(Model):
    pointer: str
    message: str


class ApiFault(Warned):
    value: str | int | float | bool | None = Field(default=None, description="what was sent there, unless it is secret")


class ApiChecked(Model):
    """`ok`: it would be saved. `errors`: why it would not; `warnings`: what it can hardly be meant to do."""

    model_config = example(
        ok=True,
        errors=[],
        warnings=[{"pointer": "/identity/0/key", "message": "without a key anyone can write such a token"}],
    )

    ok: bool
    errors: list[ApiFault] = []
    warnings: list[Warned] = []


class UpstreamHealth(Model):
    model_config = example(
        reachable=True, status=200, milliseconds=12, error=None, checked_at="2026-01-31T08:00:00.000000Z"
    )

    reachable: bool = Field(description="it answered, whatever it answered")
    status: int | None
    milliseconds: int
    error: str | None
    checked_at: Moment
