"""Channels: where people are told of alerts, and of which. Secrets go in and never out: they are answered as ********."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, SkipValidation, StringConstraints, field_validator, model_validator

from console.schemas.alerts import SeverityName
from console.schemas.model import Flag, Id, Model, Moment, Whole, example
from gateway.reach import parse_target

MASK = "********"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32,88}={0,2}")
ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9._-]{1,190}$"

MailAddress = Annotated[str, StringConstraints(pattern=ADDRESS)]
WebAddress = Annotated[str, Field(min_length=1, max_length=2048)]


def _checked_url(url: str) -> str:
    if url != MASK:
        parse_target(url)
    return url


class EmailConfig(Model):
    """Host, port, user and sender left out are those of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    to: Annotated[list[MailAddress], Field(min_length=1, max_length=50)]
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:\-]{1,253}$")] | None = None
    port: Annotated[Whole, Field(ge=1, le=65535)] | None = None
    user: Annotated[str, Field(max_length=255)] | None = None
    password: Annotated[str, Field(max_length=1024)] | None = Field(None, description="write-only")
    security: Literal["starttls", "tls", "none"] | None = Field(
        None, description="left out: tls at port 465, else starttls"
    )
    from_: MailAddress | None = Field(None, alias="from")

    @model_validator(mode="after")
    def _own_server(self) -> EmailConfig:
        if self.host is None and any(value is not None for value in (self.port, self.user, self.password)):
            raise ValueError(
                "port, user and password belong to a host of the channel's own: give it, or leave them out"
            )
        if self.password and not self.user:
            raise ValueError("a password needs a user")
        return self


class SlackConfig(Model):
    url: WebAddress = Field(description="the incoming webhook's address; write-only")

    _check_url = field_validator("url")(_checked_url)


class WebhookConfig(Model):
    """Signed as in Standard Webhooks."""

    url: WebAddress
    secret: Annotated[str, Field(max_length=256)] | None = Field(
        None,
        description="whsec_ and base64 of 24 to 64 bytes; left out: made, or kept; a new one makes the old one previous",
    )
    previous_secret: Annotated[str, Field(max_length=256)] | None = Field(
        None, description="signs beside the secret while it is being replaced; null ends that"
    )

    _check_url = field_validator("url")(_checked_url)

    @field_validator("secret", "previous_secret")
    @classmethod
    def _is_secret(cls, secret: str | None) -> str | None:
        if secret not in (None, "", MASK) and SECRET.fullmatch(secret or "") is None:
            raise ValueError("must be whsec_ and base64 of 24 to 64 bytes; leave it out to have one made")
        return secret


Config = EmailConfig | SlackConfig | WebhookConfig
CONFIGS: dict[str, type[Config]] = {"email": EmailConfig, "slack": SlackConfig, "webhook": WebhookConfig}


class Quiet(Model):
    """Every day, over midnight where `to` is the earlier. What comes meanwhile arrives as one digest at the end."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    from_: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = Field(alias="from")
    to: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    except_severity: SeverityName | None = Field(None, description="this, or graver, is told all the same")

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (ValueError, OSError, LookupError):
            raise ValueError("must be a time zone such as Europe/Berlin") from None
        return timezone

    @model_validator(mode="after")
    def _lasts(self) -> Quiet:
        if self.from_ == self.to:
            raise ValueError("from and to are the same: leave quiet out, or disable the channel")
        return self


class ChannelChange(Model):
    """The whole channel anew; its kind stays. A secret of `********` keeps what is stored."""

    model_config = example(
        name="On call",
        severity="error",
        api_ids=[1],
        quiet={"from": "22:00", "to": "07:00", "timezone": "Europe/Berlin", "except_severity": "critical"},
        config={"to": ["oncall@example.com"]},
    )

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")
    ]
    enabled: Flag = True
    severity: SeverityName = Field("info", description="told from here on")
    api_ids: Annotated[list[Id], Field(max_length=500)] = Field([], description="empty: of all APIs")
    quiet: Quiet | None = None
    per_hour: Annotated[Whole, Field(ge=1, le=1000)] = Field(60, description="more become one digest")
    # Which shape it must have depends on the kind: the route says what is wrong with it.
    config: SkipValidation[Config]


class ChannelIn(ChannelChange):
    model_config = example(
        name="On call",
        kind="webhook",
        severity="error",
        api_ids=[],
        per_hour=60,
        config={"url": "https://hooks.example.com/boing"},
    )

    kind: Literal["email", "slack", "webhook"]


class EmailTarget(Model):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    to: list[str]
    host: str | None
    port: int | None
    user: str | None
    password: str | None
    security: str | None
    from_: str | None = Field(alias="from")


class SlackTarget(Model):
    url: str


class WebhookTarget(Model):
    url: str = Field(description="whole for admins, for others its origin")
    secret: str
    previous_secret: str | None


class ChannelOut(Model):
    model_config = example(
        id=2,
        name="On call",
        kind="webhook",
        builtin=False,
        enabled=True,
        severity="error",
        api_ids=[],
        quiet=None,
        per_hour=60,
        config={"url": "https://hooks.example.com/boing", "secret": MASK, "previous_secret": None},
        version=1,
        created_at="2026-01-31T08:00:00.000000Z",
        updated_at="2026-01-31T08:00:00.000000Z",
    )

    id: int
    name: str
    kind: Literal["email", "slack", "webhook"]
    builtin: bool = Field(description="its target comes from the settings and cannot be changed here")
    enabled: bool
    severity: SeverityName
    api_ids: list[int]
    quiet: Quiet | None
    per_hour: int
    config: EmailTarget | SlackTarget | WebhookTarget
    version: int
    created_at: Moment
    updated_at: Moment


class ChannelMade(ChannelOut):
    secret: str | None = Field(description="the webhook's secret where it was made here: it is not shown again")


class TestOut(Model):
    model_config = example(state="failed", error="answered 404", milliseconds=120)

    state: Literal["delivered", "failed"]
    error: str | None
    milliseconds: int
