"""Who is let in or turned away by lists and decisions, and why."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from console.schemas.decisions import DecisionOut
from console.schemas.lists import EntryOut
from console.schemas.model import Id, Model, example

Outcome = Literal["allow", "ban", "throttle", "none"]


class MatchIn(Model):
    """Whom to look for: at least one of address, key, principal and country; several are one caller with all of them."""

    model_config = example(address="203.0.113.7")

    address: Annotated[str, Field(max_length=64)] = ""
    key: Annotated[str, Field(max_length=512)] = Field(
        "", description="a raw API key, or its hash as logs and lists show it; kept nowhere"
    )
    principal: Annotated[str, Field(max_length=255)] = Field("", description="taken as verified")
    country: Annotated[str, Field(max_length=2)] = ""
    api_id: Id | None = Field(None, description="judge for this API only")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.address or self.key or self.principal or self.country):
            raise ValueError("give an address, key, principal or country to look for")
        return self


class ApiOutcome(Model):
    api_id: int
    name: str
    outcome: Outcome
    enforced: bool = Field(description="false: only said, as the API or the detector `access` is in observe")
    because: str


class MatchOut(Model):
    model_config = example(
        whitelist=[],
        blacklist=[EntryOut.model_config["json_schema_extra"]["examples"][0]],  # type: ignore[index]
        decisions=[],
        outcome="ban",
        because="blacklist entry 3 (address 203.0.113.7): scraper",
        apis=[
            {
                "api_id": 1,
                "name": "orders",
                "outcome": "ban",
                "enforced": True,
                "because": "blacklist entry 3 (address 203.0.113.7): scraper",
            }
        ],
    )

    whitelist: list[EntryOut]
    blacklist: list[EntryOut]
    decisions: list[DecisionOut]
    outcome: Outcome = Field(description="of the API asked for; else of any API that has no entries of its own")
    because: str
    apis: list[ApiOutcome] = Field(description="each API, or the one asked for")
