"""The client of a Redis or Valkey: one server or a cluster, with password and TLS as set.

Every wait has a deadline and nothing is tried twice in here: who asks knows when to ask again.
"""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, ClusterDownError, NoPermissionError, RedisError

from gateway.settings import Settings

Client = Redis | RedisCluster
SECONDS = 2.0
"""until a connection is made, and until an answer comes"""
LEAST = (6, 2)


def connect(settings: Settings) -> Client:
    """A client that has not connected yet; its user calls `aclose`. Raises ValueError for a REDIS_URL that is none."""
    options: dict[str, Any] = {
        "socket_timeout": SECONDS,
        "socket_connect_timeout": SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    if settings.redis_password:
        options["password"] = settings.redis_password
    if settings.redis_ca:
        options["ssl_ca_certs"] = settings.redis_ca
    if settings.redis_cluster:
        return RedisCluster.from_url(settings.redis_url, **options)
    return Redis.from_url(settings.redis_url, **options)


def where(settings: Settings) -> str:
    """REDIS_URL as it may be shown: without user, password and options."""
    scheme, _, rest = settings.redis_url.partition("://")
    return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"


def why(error: BaseException) -> str:
    """What went wrong, in a line that holds no secret."""
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return f"no answer within {SECONDS:g} s"
    if str(error).startswith(("HELLO must", "Authentication required")):
        return "it asks for a password"
    if isinstance(error, AuthenticationError | AuthorizationError | NoPermissionError):
        return f"it does not let us in: {error}"
    if isinstance(error, ClusterDownError):
        return f"the cluster is down: {error}"
    return str(error) or type(error).__name__


FAILURES = (RedisError, OSError, TimeoutError)
"""what a call of the client may raise"""
