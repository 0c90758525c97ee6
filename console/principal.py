"""Who is calling: a person's session or an API token, checked against the store each time.

Invariant: a session that was ended, a token that was deleted, a user that was disabled or changed is refused from the next
request on; nothing about them is remembered here. Which route takes whom is decided in `deps`.
"""

from __future__ import annotations

from dataclasses import dataclass

from console.auth import Claims, InvalidTokenError
from console.credentials import API_TOKEN_PREFIX, hashed
from console.errors import Problem
from console.state import Console
from gateway.storage.tokens import TokenRow
from gateway.storage.users import UserRow

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="boing"'}


@dataclass(frozen=True, slots=True)
class Principal:
    """`token`: the API token that was presented; None: a person's session, `claims.session_id`."""

    user: UserRow
    claims: Claims
    token: TokenRow | None = None

    @property
    def rate_key(self) -> str:
        """Each API token is counted for itself, so that a script does not use up its owner's rate."""
        return f"token {self.token.id}" if self.token else f"user {self.user.id}"

    def may(self, scope: str) -> bool:
        """A session may what its user may; an API token what its scopes say besides."""
        return self.token is None or scope in self.token.scopes


async def authenticated(console: Console, presented: str) -> Principal:
    """Raises a 401 `Problem` for a bearer token that is worth nothing, now."""
    if presented.startswith(API_TOKEN_PREFIX):
        now = console.store.clock()
        found = await console.store.tokens.by_hash(hashed(presented), now)
        if found is None:
            raise Problem(401, "The API token is not valid, or has expired.", headers=CHALLENGE)
        user, token = found
        await console.store.tokens.note_use(token, now)
        return Principal(user, Claims(user.id, user.token_version, token.expires_at / 1e6, "", token.id), token)
    try:
        claims = console.tokens.read(presented)
    except InvalidTokenError as error:
        raise Problem(
            401, "The access token is not valid, or has expired. Sign in again.", headers=CHALLENGE
        ) from error
    user_now = await _signed_in(console, claims)
    if user_now is None:
        raise Problem(401, "The access token is not valid any more. Sign in again.", headers=CHALLENGE)
    return Principal(user_now, claims)


async def still_good(console: Console, claims: Claims) -> bool:
    """Whether what was good when `claims` were read is so still; for connections that stay open."""
    if claims.expires <= console.clock():
        return False
    if claims.token_id:
        return await console.store.tokens.by_id(claims.token_id, console.store.clock()) is not None
    return await _signed_in(console, claims) is not None


async def _signed_in(console: Console, claims: Claims) -> UserRow | None:
    found = await console.store.sessions.signed_in(claims.session_id, claims.user_id, console.store.clock())
    if found is None or found[0].token_version != claims.token_version:
        return None
    return found[0]
