"""The store: reached, of a version that works, with the rights it takes, at this version's schema, on this clock, with our key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.cli.checks import Check, fail, ok, warn
from gateway.cli.checks.secrets import read_keys
from gateway.policy.document import Policy
from gateway.policy.files import read_policy
from gateway.settings import Settings
from gateway.storage.database import sqlite_path
from gateway.storage.errors import StoreError
from gateway.storage.keycheck import is_key
from gateway.storage.migrate import head
from gateway.storage.store import Store

MYSQL, MARIADB = (8, 0), (10, 6)
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "INDEX", "DROP")
PACKET_BYTES = 32 * 1024 * 1024
"""a model of 8 MiB, escaped, and what stands around it"""
CLOCK_WARN, CLOCK_FAIL = 2.0, 60.0
MEND_GRANT = "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON {database}.* TO the user"


@dataclass(frozen=True, slots=True)
class Looked:
    """`policy`: the newest one, from the store or else the last good one on disk; None where there is neither."""

    checks: list[Check]
    policy: Policy | None


async def look_at_store(settings: Settings) -> Looked:
    where = (
        f"{settings.db_host}:{settings.db_port}/{settings.db_name}" if settings.db_host else str(sqlite_path(settings))
    )
    if not settings.db_host and not sqlite_path(settings).exists():
        return Looked([ok("store", where, "there is none yet: it is made at the first start")], _last_policy(settings))
    checks: list[Check] = []
    policy: Policy | None = None
    try:
        store = await Store.open(settings)
        try:
            async with store.database.reading() as connection:
                checks += await _server(connection, settings, where, store.clock())
                current, schema = await _schema(connection, where)
                checks.append(schema)
            if current:
                policy = await store.policy.load(store.clock() / 1e6)
                keys = read_keys(settings)
                if keys is not None and await is_key(store.database, keys) is False:
                    found = "is not the one that the secrets in the store are encrypted with"
                    mend = "set that one; after a change set both, the new one first, with a comma between them"
                    checks.append(fail("secret", "ENCRYPTION_KEY", found, mend))
        finally:
            await store.close()
    except StoreError as error:
        checks.append(fail("store", where, _short(error, where), _mend(str(error))))
    return Looked(checks, policy or _last_policy(settings))


def _last_policy(settings: Settings) -> Policy | None:
    try:
        return read_policy(f"{settings.boing_data_dir}/policy.json")
    except (OSError, ValueError):
        return None


async def _server(connection: AsyncConnection, settings: Settings, where: str, now: int) -> list[Check]:
    if not settings.db_host:
        return [ok("store", where, "SQLite, embedded")]
    one: Any = (
        await connection.execute(text("SELECT version(), @@read_only, @@max_allowed_packet, unix_timestamp(now(6))"))
    ).one()
    grants = [row[0] for row in await connection.execute(text("SHOW GRANTS"))]
    return [
        _version(where, str(one[0])),
        _rights(where, settings.db_name, grants, is_read_only=bool(one[1])),
        _packet(where, int(one[2])),
        clock("the database's", where, float(one[3]) - now / 1e6, CLOCK_FAIL),
    ]


def _version(where: str, version: str) -> Check:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    kind, least = ("MariaDB", MARIADB) if "mariadb" in version.lower() else ("MySQL", MYSQL)
    if numbers < least:
        mend = f"upgrade it to {kind} {'.'.join(map(str, least))} or newer"
        return fail("store", where, f"{kind} {version} is too old", mend)
    return ok("store", where, f"{kind} {version}")


def _rights(where: str, database: str, grants: list[str], *, is_read_only: bool) -> Check:
    if is_read_only:
        return fail("rights", where, "the server is read-only", "name the primary in DB_HOST, not a replica")
    held: set[str] = set()
    roles = False
    for grant in grants:
        matched = re.match(r"GRANT (?P<rights>.+?) ON (?P<place>\S+) TO ", grant)
        if matched is None:
            roles = roles or grant.startswith("GRANT ")
            continue
        place = matched["place"].replace("`", "").replace("\\", "")
        if place in ("*.*", f"{database}.*"):
            held |= {right.strip() for right in re.sub(r"\([^)]*\)", "", matched["rights"]).split(",")}
    missing = [] if "ALL PRIVILEGES" in held else [right for right in RIGHTS if right not in held]
    if not missing:
        return ok("rights", where, "all that are needed")
    mend = MEND_GRANT.format(database=database)
    if roles:
        return warn("rights", where, f"not granted directly: {', '.join(missing)} (a role may hold them)", mend)
    return fail("rights", where, f"missing: {', '.join(missing)}", mend)


def _packet(where: str, size: int) -> Check:
    if size < PACKET_BYTES:
        mend = f"set max_allowed_packet to {PACKET_BYTES} at least"
        return warn("store", where, f"max_allowed_packet is {size}: a large model cannot be stored", mend)
    return ok("store", where, f"max_allowed_packet is {size}")


def clock(whose: str, where: str, ahead: float, fails: float | None) -> Check:
    """`ahead`: seconds that the other clock is ahead of ours. `fails`: from where it is not only said; None: never."""
    found = f"{whose} clock is {abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} ours"
    mend = "run a time service (chrony, systemd-timesyncd) on both: limits, tokens and expiries go by the clock"
    if fails is not None and abs(ahead) > fails:
        return fail("clock", where, found, mend)
    if abs(ahead) > CLOCK_WARN + (0 if fails is not None else CLOCK_WARN):
        return warn("clock", where, found, mend)
    return ok("clock", where, found)


async def _schema(connection: AsyncConnection, where: str) -> tuple[bool, Check]:
    there = await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version"))
    found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() if there else None
    if found == head():
        return True, ok("schema", where, f"is at {found}")
    if found is None:
        return False, fail("schema", where, "there is none yet", "boing db migrate")
    if found > head():
        return False, fail(
            "schema", where, f"is at {found}, newer than this Boing's {head()}", "upgrade Boing on this host"
        )
    return False, fail("schema", where, f"is at {found}, not {head()}", "boing db migrate")


def _short(error: StoreError, where: str) -> str:
    return str(error).removeprefix(f"{where}: ")[:300]


def _mend(error: str) -> str:
    for sign, mend in _MENDS:
        if sign in error:
            return mend
    return "is it running, and is DB_HOST, DB_PORT the right place? Nothing else of the store was checked"


_MENDS: tuple[tuple[str, str], ...] = (
    ("Access denied", "check DB_USER and DB_PASSWORD, and that the user may come from this host"),
    ("Unknown database", "CREATE DATABASE it, with CHARACTER SET utf8mb4, then boing db migrate"),
    ("not a database", "the file is damaged: bring back a backup, or move it away for a new store"),
    ("getaddrinfo", "the name in DB_HOST is not known here: mend it, or the name service"),
)


def describe(policy: Policy | None) -> Iterator[Check]:
    if policy is None:
        yield warn(
            "policy", "store", "there is none, in the store or on disk", "start it once, and add an API in the console"
        )
    else:
        yield ok("policy", f"revision {policy.revision}", f"{len(policy.apis)} APIs")
