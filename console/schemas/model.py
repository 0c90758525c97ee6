"""What all models share: strictness, time, pages.

Times go out as ISO 8601 in UTC with microseconds; the store's are integers, microseconds since the epoch, 0 for never.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, Strict

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NUMBER = re.compile(r"[+-]?\d*\.?\d*")
LAST_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)


Whole = Annotated[int, Strict()]
"""What comes in as a whole number is written as one: `true`, `"5"` and `5.0` are none."""
Flag = Annotated[bool, Strict()]
Id = Annotated[Whole, Field(ge=1, le=2**63 - 1)]
IdOrAll = Annotated[Whole, Field(ge=0, le=2**63 - 1)]


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _no_number(value: Any) -> Any:
    """A number is no time: whether it counts seconds or milliseconds would be guessed."""
    if isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value.strip())):
        raise ValueError("must be a time such as 2026-01-31T08:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_no_number), PlainSerializer(iso, return_type=str)]


def moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def moment_or_none(microseconds: int | None) -> datetime | None:
    return moment(microseconds) if microseconds else None


def microseconds(value: datetime) -> int:
    return (value - EPOCH) // MICROSECOND


class Model(BaseModel):
    """Input and output alike: unknown fields are an error, nothing changes once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reported(Model):
    """What gateways or the analyst write, of this version or another: fields that are not known are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Page[Item](Model):
    items: list[Item]
    next_cursor: str | None = Field(
        default=None, description="pass as `cursor` for what comes next; null: that was all"
    )


def example(**fields: Any) -> ConfigDict:
    """Model settings with one example for the OpenAPI document."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [fields]})


class FieldProblemOut(Model):
    pointer: str
    message: str
    value: Any = None


class ProblemOut(Model):
    """RFC 9457, the shape of every error."""

    model_config = example(
        type="about:blank",
        title="Unprocessable Content",
        status=422,
        detail="1 problem in the request",
        request_id="5f0c2a9d1b7e4c33",
        errors=[{"pointer": "/target", "message": "prefix must be 0–32", "value": "10.0.0.0/33"}],
    )

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblemOut] = []
