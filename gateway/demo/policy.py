"""The policy the demo runs under: identities by token, key and address; a limit for all and a tighter one for logins.

The callers all come from loopback and name their addresses in X-Forwarded-For, so loopback is a trusted proxy here.
"""

from __future__ import annotations

from collections.abc import Callable

from addons.exchange import IdentityKind
from gateway.demo.shop import TOKEN_KEY
from gateway.policy.document import Api, IdentitySource, Limit

PER_MINUTE = 100
PER_HOUR = 3000
LOGINS_PER_MINUTE = 10


def demo_policy_api(upstream: str, api_id: int = 1, seal: Callable[[str], str] | None = None) -> Api:
    """The demo shop as a protected API. `seal` makes a Fernet token of the token key; without it `sub` goes unverified."""
    token = IdentitySource(IdentityKind.JWT, name="authorization", claim="sub")
    if seal is not None:
        token = IdentitySource(
            IdentityKind.JWT, name="authorization", claim="sub", key=seal(TOKEN_KEY), algorithms=["HS256"]
        )
    return Api(
        id=api_id,
        name="shop",
        upstream=upstream,
        identity=[token, IdentitySource(IdentityKind.KEY, name="x-api-key"), IdentitySource(IdentityKind.ADDRESS)],
        limits=[
            Limit(PER_MINUTE, 60),
            Limit(PER_HOUR, 3600),
            Limit(LOGINS_PER_MINUTE, 60, operation="POST /login"),
        ],
        trusted_proxies=["127.0.0.0/8", "::1/128"],
    )
