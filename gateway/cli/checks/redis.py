"""Redis or Valkey, where gateways share rate counters: reached, lets us in, new enough, lets us do what it takes, on this clock."""

from __future__ import annotations

import secrets
import time
from typing import Any

from gateway.agent.shared.redis import FAILURES, LEAST, connect, where, why
from gateway.cli.checks import Check, fail, ok, warn
from gateway.cli.checks.store import clock
from gateway.settings import Settings

CLOCK_FAIL = 60.0
MEND = {
    "it asks for a password": "set REDIS_PASSWORD, or REDIS_PASSWORD_FILE",
    "it does not let us in": "check REDIS_PASSWORD and the user in REDIS_URL; the user needs +@stream +@hash +@connection on the keys of REDIS_PREFIX",
    "certificate": "name the authority that signed its certificate in REDIS_CA, and in REDIS_URL the host its certificate is for",
    "no answer": "something on the way swallows packets: look at firewalls, and whether the port speaks TLS (rediss://)",
}
MEND_OTHER = "check REDIS_URL, that Redis runs there, and REDIS_CLUSTER; until then each host counts by itself"


async def check_redis(settings: Settings) -> list[Check]:
    """Writes one message and takes it back, under a name of its own."""
    if not settings.redis_url:
        return [ok("redis", "REDIS_URL", "none: each gateway counts by itself")]
    place = where(settings)
    try:
        client: Any = connect(settings)
    except ValueError as error:
        return [fail("redis", place, str(error), "check REDIS_URL's options")]
    try:
        return await _ask(client, settings, place)
    except FAILURES as error:
        found = why(error)
        mend = next((text for words, text in MEND.items() if words in found.lower()), MEND_OTHER)
        return [fail("redis", place, found, mend)]
    finally:
        await client.aclose()


async def _ask(client: Any, settings: Settings, place: str) -> list[Check]:
    key = f"{{{settings.redis_prefix}}}:doctor-{secrets.token_hex(4)}"
    before = time.time()
    written: bytes = await client.xadd(key, {"by": "boing doctor"})
    after = time.time()
    await client.xrange(key, "(" + written.decode(), "+", 1)
    await client.delete(key)
    checks = [clock("Redis'", place, int(written.split(b"-")[0]) / 1e3 - (before + after) / 2, CLOCK_FAIL)]
    if settings.redis_url.startswith("redis://") and not settings.redis_password and "@" not in settings.redis_url:
        mend = "set a password and TLS, or keep it where only the gateways reach it: who can write to it can throttle callers"
        return [*checks, warn("redis", place, "takes anybody's word: no password, no TLS", mend)]
    return [*checks, ok("redis", place, f"reached; streams work ({'.'.join(map(str, LEAST))} or newer)")]
