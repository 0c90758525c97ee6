"""Passwords and access tokens. Knows nothing of requests or the store.

Invariant: a wrong password, an unknown account and a disabled one cost the same time and look the same; a token is
worth nothing once its session ended or its user's `token_version` moved on. Tokens are HS256 and nothing else, whatever
their header says (RFC 8725, section 3.1).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from console.credentials import is_session_id

ISSUER = "boing"
AUDIENCE = "boing-console"
ALGORITHM = "HS256"
TOKEN_SECONDS = 15 * 60
CLOCK_SKEW_SECONDS = 5
SECRET_BYTES = 32
REQUIRED_CLAIMS = ["iss", "aud", "sub", "iat", "nbf", "exp", "jti", "type", "sid", "token_version"]


class BusyError(Exception):
    """More passwords wait to be checked than is sensible; try again shortly."""


class InvalidTokenError(Exception):
    """The token is not one of ours, or no longer. Why is for the log alone."""


class Passwords:
    """argon2id (19 MiB, 2 passes), at most `concurrent` at a time, in threads; `waiting` bounds the queue."""

    def __init__(self, concurrent: int = 2, waiting: int = 64) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._slots = asyncio.Semaphore(concurrent)
        self._room = concurrent + waiting
        self._inside = 0
        self._nobody = self._hasher.hash(secrets.token_urlsafe(24))

    async def hash(self, password: str) -> str:
        return str(await self._in_thread(self._hasher.hash, password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one of `stored`. None (nobody there) takes as long and is False."""
        matched = await self._in_thread(self._verify, stored or self._nobody, password)
        return bool(matched) and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether `stored` was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (Argon2Error, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[..., Any], *arguments: str) -> Any:
        if self._inside >= self._room:
            raise BusyError
        self._inside += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(work, *arguments)
        finally:
            self._inside -= 1


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says: of a person's session, or of the API token `token_id`. `expires`: UTC, seconds since the epoch."""

    user_id: int
    token_version: int
    expires: float
    session_id: str
    token_id: int = 0


class Tokens:
    """Issues and reads access tokens. `clock`: UTC, seconds since the epoch."""

    def __init__(self, secret: str, clock: Callable[[], float], lifetime: int = TOKEN_SECONDS) -> None:
        if len(secret.encode()) < SECRET_BYTES:
            raise ValueError(
                f"JWT_SECRET: {len(secret.encode())} bytes are too few to sign with, HS256 needs at least {SECRET_BYTES}; "
                "leave it unset to have one made"
            )
        self._secret = secret
        self._clock = clock
        self.lifetime = lifetime

    def issue(self, user_id: int, token_version: int, session_id: str) -> str:
        now = int(self._clock())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime,
            "jti": secrets.token_hex(8),
            "type": "access",
            "sid": session_id,
            "token_version": token_version,
        }
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def read(self, token: str) -> Claims:
        """Raises `InvalidTokenError` for anything but an unexpired access token of this console."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": REQUIRED_CLAIMS, "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise InvalidTokenError(str(error)) from error
        user, version = claims["sub"], claims["token_version"]
        if claims["type"] != "access" or not (isinstance(user, str) and user.isascii() and user.isdigit()):
            raise InvalidTokenError("not an access token")
        if not isinstance(version, int) or isinstance(version, bool):
            raise InvalidTokenError("token_version is no number")
        session = claims["sid"]
        if not (isinstance(session, str) and is_session_id(session)):
            raise InvalidTokenError("sid is no session's id")
        return Claims(int(user), version, float(claims["exp"]), session)
