"""Telemetry of applications that are not behind the proxy, as it is sent and as it is answered.

Strict: a number that is sent as text is an error, as is a field that is not known; each is named with its record. What is
answered never repeats a key, a header, a body or an endpoint: they may hold what must not be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from addons.address import canonical_address
from console.errors import FieldProblem
from console.schemas.model import EPOCH, MICROSECOND, FieldProblemOut, Model, example
from gateway.ingest.telemetry import Telemetry

BODY_CHARACTERS = 64 * 1024
HEADER_FIELDS = 200
HEADER_CHARACTERS = 64 * 1024
MILLISECONDS_FROM = 100_000_000_000
"""an epoch below is seconds (until the year 5138), from here on milliseconds (since 1973)"""
SHOWN_FIELDS = frozenset(
    {"timestamp", "method", "client_ip", "status_code", "latency_ms", "body_size", "response_size", "request_id"}
)
EXAMPLE: dict[str, Any] = {
    "api_key": "boing_ing_…",
    "timestamp": "2026-08-01T12:00:00.123Z",
    "method": "GET",
    "endpoint": "/orders/42?expand=items",
    "client_ip": "203.0.113.7",
    "headers": {"host": "shop.example.com", "user-agent": "curl/8.5.0"},
    "status_code": 200,
    "latency_ms": 12.5,
    "body_size": 0,
}


def _microseconds(value: object) -> int:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("must be ISO 8601, such as 2026-08-01T12:00:00Z, or seconds since the epoch") from None
        if moment.tzinfo is None:
            raise ValueError("has no time zone: end it with Z where it is UTC")
        return (moment - EPOCH) // MICROSECOND
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise ValueError("must be ISO 8601, or seconds or milliseconds since the epoch")
    return int(value * 1_000_000) if value < MILLISECONDS_FROM else int(value * 1000)


def checked_endpoint(text: str) -> str:
    """A path, `*`, or a URL that names a host. Raises ValueError."""
    if text.startswith("/") or text == "*":
        return text
    scheme, separator, rest = text.partition("://")
    if separator and scheme in ("http", "https") and rest and rest[0] not in "/?#":
        return text
    raise ValueError("must be a path that begins with /, or an http:// or https:// URL")


def checked_address(text: str) -> str:
    """Raises ValueError for what is no address."""
    if canonical_address(text) is None:
        raise ValueError("must be an IPv4 or IPv6 address")
    return text


def _headers(value: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, given in value.items():
        if isinstance(given, str):
            pairs.append((name, given))
        else:
            pairs += [(name, one) for one in given]
    if len(pairs) > HEADER_FIELDS:
        raise ValueError(f"are more than {HEADER_FIELDS} fields")
    if sum(len(name) + len(text) for name, text in pairs) > HEADER_CHARACTERS:
        raise ValueError(f"are more than {HEADER_CHARACTERS} characters")
    return pairs


class TelemetryIn(Model):
    """One request that an application answered."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False, json_schema_extra={"examples": [EXAMPLE]})

    api_key: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="the API's ingest key; may stand in the header X-API-Key instead"
    )
    timestamp: Annotated[
        int,
        BeforeValidator(_microseconds),
        WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}]}),
    ] = Field(
        description="when the request came: ISO 8601 with a time zone, or seconds or milliseconds since the epoch"
    )
    method: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,31}$")]
    endpoint: Annotated[str, Field(min_length=1, max_length=8192), AfterValidator(checked_endpoint)] = Field(
        description="path with query, as it came, or the whole URL"
    )
    client_ip: Annotated[str, Field(max_length=64), AfterValidator(checked_address)] = Field(
        description="the peer of the socket; where that is one of the API's trusted proxies, its headers are read"
    )
    headers: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=256)], str | list[str]], AfterValidator(_headers)
    ] = {}
    status_code: Annotated[int, Field(ge=100, le=599)]
    latency_ms: Annotated[float, Field(ge=0, le=86_400_000)] = 0.0
    body_size: Annotated[int, Field(ge=0, le=2**40)] = Field(default=0, description="bytes of the request's body")
    body: Annotated[str, Field(max_length=BODY_CHARACTERS)] | None = Field(
        default=None, description="its text, or the beginning of it; inspected, never stored"
    )
    response_size: Annotated[int, Field(ge=0, le=2**40)] = 0
    request_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,40}$")] | None = Field(
        default=None, description="told twice, it is stored once; found in the log as `i{api_id}-{request_id}`"
    )
    user: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(
        default=None, description="whom the application authenticated: counted and listed as a principal"
    )

    def telemetry(self) -> Telemetry:
        headers: Any = self.headers  # pairs, since validation
        return Telemetry(
            at=self.timestamp,
            method=self.method,
            endpoint=self.endpoint,
            client_ip=self.client_ip,
            headers=headers or (),
            status=self.status_code,
            duration=int(self.latency_ms * 1000),
            body_size=self.body_size,
            body=self.body,
            response_size=self.response_size,
            request_id=self.request_id or "",
            user=self.user or "",
        )


def field_problems(error: ValidationError) -> list[FieldProblem]:
    """What is wrong with one record, by JSON pointers into it."""
    problems = []
    for one in error.errors(include_url=False, include_context=False):
        path = [str(part) for part in one["loc"]]
        value = one["input"] if path and path[0] in SHOWN_FIELDS and one["type"] != "missing" else None
        shown = str(value)[:100] if isinstance(value, str | int | float) else None
        message = str(one["msg"]).removeprefix("Value error, ")
        problems.append(FieldProblem("".join(f"/{part}" for part in path[:2]), message, shown))
    return problems


class RejectedOut(Model):
    """`index`: of the record in its batch, from 0."""

    index: int
    errors: list[FieldProblemOut]


class IngestOut(Model):
    model_config = example(
        accepted=499,
        rejected=[{"index": 7, "errors": [{"pointer": "/client_ip", "message": "must be an IPv4 or IPv6 address"}]}],
        flagged=3,
    )

    accepted: int
    rejected: list[RejectedOut] = []
    flagged: int = Field(description="how many the gateway would have blocked or throttled")
