"""A request that is tried: what the gateway would say of it, and why. Nothing of it is recorded."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from addons.finding import Finding
from console.schemas.ingest import checked_address, checked_endpoint
from console.schemas.logs import FindingOut, severity_name
from console.schemas.model import Id, Model, example

URL_CHARACTERS = 8192
BODY_CHARACTERS = 1024 * 1024


HeaderName = Annotated[str, Field(min_length=1, max_length=256)]
HeaderValue = Annotated[str, Field(max_length=16384)]


class AttemptIn(Model):
    model_config = example(
        method="GET",
        url="https://shop.example.com/orders/42?note=%27%20OR%201%3D1--",
        headers={"user-agent": "curl/8.5.0"},
        client="203.0.113.7",
    )

    method: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]{0,31}$")] = "GET"
    url: Annotated[str, Field(min_length=1, max_length=URL_CHARACTERS), AfterValidator(checked_endpoint)] = Field(
        description="a whole URL, or a path; its host and path choose the API unless `api_id` does"
    )
    headers: Annotated[dict[HeaderName, HeaderValue] | list[tuple[HeaderName, HeaderValue]], Field(max_length=200)] = (
        Field(default={}, description="an object, or an array of pairs where a name occurs twice")
    )
    body: Annotated[str, Field(max_length=BODY_CHARACTERS)] = ""
    client: Annotated[str, Field(max_length=64), AfterValidator(checked_address)] = Field(
        default="127.0.0.1", description="the address it comes from, before trusted proxies"
    )
    api_id: Id | None = None


class AttemptVerdict(Model):
    """`action` as the API's mode is; `retry_after` seconds, of a throttle."""

    action: str
    score: int
    reason: str
    retry_after: float | None


class AttemptOut(Model):
    """`would`: what enforcing would do. `cost`: microseconds by addon. `identity` as it is recorded: `key:3f0a…`."""

    verdict: AttemptVerdict
    would: str
    threshold: int
    mode: str
    api_id: int
    api: str
    operation: str
    client: str
    identity: str
    findings: list[FindingOut]
    cost: dict[str, int]
    revision: int


def finding_out(finding: Finding) -> FindingOut:
    return FindingOut(
        detector=finding.detector,
        rule=finding.rule,
        severity=severity_name(int(finding.severity)),
        effect=finding.effect.value,
        mode=finding.mode.value,
        location=finding.location[:200],
        evidence=finding.evidence,
        message=finding.message[:300],
        tags=list(finding.tags),
    )
