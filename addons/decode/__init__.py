"""Takes a request apart into fields, within a budget.

Invariants: no byte sequence makes it raise; time is linear in the bytes given; memory is bounded by `DecodeLimits`;
what cannot be taken apart is still handed on as text, so that nothing passes uninspected for being malformed.
It judges nothing: what it finds wrong is a `Problem`, and the payload addon says how bad that is.
"""

from __future__ import annotations

from addons.decode.body import decode_body
from addons.decode.head import decode_head
from addons.decode.model import Decoded, DecodeLimits, Field, Problem

__all__ = ["DecodeLimits", "Decoded", "Field", "Problem", "decode_body", "decode_head"]
