"""What is said on the way to the live socket, and by its client."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from console.schemas.model import Model, example


class TicketOut(Model):
    model_config = example(ticket="n0Tt2vYb0oYB0r2sQ1k8f3m5", expires_in=30)

    ticket: str
    expires_in: int = Field(description="seconds")


class TokenMessage(Model):
    """The first message of a client without ticket."""

    token: Annotated[str, Field(max_length=4096)]


class FilterMessage(Model):
    """What the viewer wants to see from now on."""

    type: Literal["filter"]
    api_id: int | None = None
    action: list[Literal["allow", "throttle", "block"]] = []
