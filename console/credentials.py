"""Refresh tokens, API tokens and one-time codes: how they are made, taken apart and hashed. Knows no store or request.

All of them are random, 128 bits at the least, so that a plain SHA-256 is all the hashing they need (ASVS 5.0, 6.5.2):
there is nothing to guess. Passwords, which people choose, are `console.auth`'s.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass

SESSION_ID_LENGTH = 32
SECRET_BYTES = 32
API_TOKEN_PREFIX = "boing_"  # noqa: S105 - how one begins, so that scanners of source code know it
HINT_LENGTH = 10
CODE_BYTES = 20
CODE_GROUP = 4
_CODE_LETTERS = frozenset(string.ascii_uppercase + "234567")


def hashed(credential: str) -> str:
    """SHA-256, hex: what the store keeps."""
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`<session id>.<256 random bits>`."""

    session_id: str
    secret: str

    @classmethod
    def new(cls, session_id: str | None = None) -> RefreshToken:
        """Of a new session, or the next one of a session."""
        return cls(session_id or secrets.token_hex(SESSION_ID_LENGTH // 2), secrets.token_urlsafe(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> RefreshToken | None:
        session_id, dot, secret = text.partition(".")
        return cls(session_id, secret) if dot and is_session_id(session_id) and 0 < len(secret) <= 100 else None

    @property
    def hash(self) -> str:
        return hashed(self.secret)

    def __str__(self) -> str:
        return f"{self.session_id}.{self.secret}"


def is_session_id(text: str) -> bool:
    return len(text) == SESSION_ID_LENGTH and all(c in "0123456789abcdef" for c in text)


def new_api_token() -> str:
    return API_TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def hint_of(api_token: str) -> str:
    """Enough to tell one's tokens apart: the prefix and four characters, which leaves 232 bits unsaid."""
    return api_token[:HINT_LENGTH] + "…"


def new_code() -> str:
    """A one-time code that can be read out: 160 bits as `ABCD-EFGH-…`."""
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    return "-".join(letters[start : start + CODE_GROUP] for start in range(0, len(letters), CODE_GROUP))


def code_hash(code: str) -> str:
    """Of a code as people type it: in either case, with or without the dashes."""
    return hashed("".join(letter for letter in code.upper() if letter in _CODE_LETTERS))


def csrf_token(key: str, session_id: str) -> str:
    """What must come in a header beside a session's cookie: bound to the session, so that nobody can plant one."""
    return hmac.new(key.encode(), f"csrf {session_id}".encode(), hashlib.sha256).hexdigest()


def csrf_matches(key: str, session_id: str, presented: str) -> bool:
    return hmac.compare_digest(csrf_token(key, session_id).encode(), presented.encode("utf-8", "surrogatepass"))
