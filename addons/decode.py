"""Takes a request apart into fields, within a budget. (interface; see `Decoded`)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addons.exchange import Request


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """Bounds of what is decoded; beyond each, a problem is reported and the rest is left alone. Bytes and counts."""

    body_bytes: int = 10 * 1024 * 1024
    ratio: int = 100
    depth: int = 64
    fields: int = 2000
    field_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Field:
    """One value a client sent: `location` names its place (`query:q`, `json:/user/name`, `header:referer`)."""

    location: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something malformed: a rule id of the payload addon, where, and what."""

    rule: str
    location: str
    message: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    fields: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()
    body: bytes = b""
    media_type: str = ""


def decode_head(request: Request, limits: DecodeLimits) -> Decoded:
    """Path, query, headers and cookies."""
    raise NotImplementedError


def decode_body(request: Request, limits: DecodeLimits) -> Decoded:
    """The body, by its declared content coding and media type."""
    raise NotImplementedError
