"""Ingest keys: what an application shows to have its telemetry taken for one API.

Invariant: the store holds the SHA-256 of a key and never the key. The keys are 192 random bits, so that a fast hash
without salt is enough: there is nothing to guess, and a look-up by hash tells a guesser nothing.
"""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "boing_ing_"
LENGTH = len(PREFIX) + 32


def new_ingest_key() -> str:
    """`boing_ing_` and 32 URL-safe characters."""
    return PREFIX + secrets.token_urlsafe(24)


def ingest_key_hash(key: str) -> str:
    """SHA-256 as 64 hexadecimal digits, as `apis.ingest_key_hash` holds it."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def ingest_key_hint(key: str) -> str:
    """What tells one key from another in a list: its last four characters."""
    return f"…{key[-4:]}"
