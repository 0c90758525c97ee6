"""What a language model's second opinion leads to: every threshold with its unit and its default.

No stage of a pipeline: the model is asked by the analyst, after the exchange. What it says can only raise: it adds a finding
and an alert, in enforce an expiring order; it never lowers a score, lifts an order or lets anybody pass.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

DETECTOR = "llm"


# fmt: off
class LlmSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the model's word counts, and what follows from it."""

    confidence: Annotated[float, Meta(ge=0, le=1, description="from which confidence on hostile counts; below, it is only noted")] = 0.7
    throttle_requests: Annotated[int, Meta(ge=2, description="different requests of one caller judged hostile within the window after which it is throttled")] = 3
    ban_requests: Annotated[int, Meta(ge=2, description="the same, after which a proven key or principal is banned")] = 6
    window: Annotated[float, Meta(ge=60, le=86_400, description="seconds in which these are counted")] = 3600.0
    throttle_seconds: Annotated[float, Meta(gt=0, description="how long a throttle lasts")] = 3600.0
    ban_seconds: Annotated[float, Meta(gt=0, description="how long a ban lasts")] = 14_400.0
# fmt: on
