"""Every table, once: the migrations and `schema.sql` are held to this by a test on a real MariaDB.

Times (`*_at`, `at`) are microseconds since the epoch, UTC. Text is compared byte by byte on both engines (`utf8mb4_bin`).
There are no foreign keys: `exchanges` and `findings` are partitioned by day on `at`, which MySQL does not allow with
them, and which is why every unique key of these two contains `at`. They begin with one partition that takes all;
`gateway.storage.partitions` makes the days. There are no defaults: the code gives every value, so that both engines
hold the same.

Ids of `exchanges` and `audit` come from `sequences`, taken under a lock that is held until the commit: they become
visible in increasing order, so that a reader who remembers the last id he saw misses nothing.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.mysql import LONGBLOB, MEDIUMTEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

LATENCY_BOUNDS = (
    250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000,
    200_000, 300_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000,
)  # fmt: skip
"""Upper bounds of the latency buckets, microseconds, roughly even on a log scale; one more bucket takes the rest."""
LATENCY_COLUMNS = (*(f"latency_{bound}" for bound in LATENCY_BOUNDS), "latency_rest")

STATUS_COLUMNS = ("status_none", "status_1xx", "status_2xx", "status_3xx", "status_4xx", "status_5xx")
"""How many were answered with each class of status; the first takes those without an answer, or with none that HTTP knows."""

SEQUENCES = ("exchanges", "policy", "audit")
"""The rows of `sequences`; the only ones a new store begins with."""

PARTITION_BY = "RANGE (at) (PARTITION rest VALUES LESS THAN MAXVALUE)"
"""How the log's tables begin. `rest` stays the last one for good: what no day takes falls into it."""

OPERATION_LENGTH = 255
KEY_LENGTH = 255
IDENTITY_LENGTH = 255
TARGET_LENGTH = 255


class Json(TypeDecorator[Any]):
    """A value kept as JSON text: the same on all engines, as MariaDB's and MySQL's own JSON types are not."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(MEDIUMTEXT() if dialect.name in ("mysql", "mariadb") else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else msgspec.json.decode(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SERIAL = BigInteger().with_variant(Integer(), "sqlite")


def _table(name: str, *items: Any, **options: Any) -> Table:
    return Table(
        name,
        metadata,
        *items,
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mariadb_engine="InnoDB",
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_bin",
        **options,
    )


def _serial_table(name: str, *items: Any) -> Table:
    """Has an `id` that is never given twice, not even after the newest row was deleted."""
    return _table(name, Column("id", _SERIAL, primary_key=True, autoincrement=True), *items, sqlite_autoincrement=True)


def _text(name: str, length: int, **options: Any) -> Column[str]:
    return Column(name, String(length), nullable=False, **options)


def _big(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger(), nullable=False, **options)


def _int(name: str, **options: Any) -> Column[int]:
    return Column(name, Integer(), nullable=False, **options)


def _json(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Json(), nullable=nullable)


_BY_DAY = {"mysql_partition_by": PARTITION_BY, "mariadb_partition_by": PARTITION_BY}

exchanges = _table(
    "exchanges",
    _big("id", primary_key=True, autoincrement=False),
    _text("request_id", 64),
    _big("at", primary_key=True, autoincrement=False),
    _big("api_id"),
    _text("operation", OPERATION_LENGTH),
    _text("method", 32),
    _text("path", 2048),
    _text("query", 2048),
    _text("host", 255),
    _text("version", 16),
    Column("status", SmallInteger(), nullable=False),
    _text("action", 16),
    _text("would", 16),
    _int("score"),
    _text("reason", 128),
    _text("peer", 64),
    _text("client", 64),
    _text("identity_kind", 16),
    _text("identity", IDENTITY_LENGTH),
    _text("user_agent", 512),
    _big("request_bytes"),
    _big("response_bytes"),
    _big("duration"),
    _big("upstream"),
    _big("inspection"),
    _json("cost"),
    _text("error", 64),
    _big("revision"),
    _text("source", 16),
    _text("gateway", 128),
    _text("country", 2),
    UniqueConstraint("request_id", "at"),
    Index(None, "at", "id"),
    Index(None, "api_id", "at", "id"),
    Index(None, "identity", "at", "id"),
    Index(None, "client", "at", "id"),
    Index(None, "action", "at", "id"),
    **_BY_DAY,
)

findings = _table(
    "findings",
    _big("exchange_id", primary_key=True, autoincrement=False),
    _int("ordinal", primary_key=True, autoincrement=False),
    _big("at", primary_key=True, autoincrement=False),
    _big("api_id"),
    _text("detector", 64),
    _text("rule", 128),
    Column("severity", SmallInteger(), nullable=False),
    _text("effect", 16),
    _text("mode", 16),
    _text("location", 255),
    _text("evidence", 512),
    _text("message", 512),
    _json("tags"),
    Index(None, "at"),
    Index(None, "rule", "at", "exchange_id"),
    Index(None, "detector", "at", "exchange_id"),
    **_BY_DAY,
)


def _sums() -> list[Column[Any]]:
    """What is added up of the exchanges of one row."""
    return [
        _big("count"),
        _big("throttled"),
        _big("blocked"),
        _big("would_throttle"),
        _big("would_block"),
        *(_big(name) for name in STATUS_COLUMNS),
        _big("score"),
        _big("request_bytes"),
        _big("response_bytes"),
        _big("duration"),
        _big("upstream"),
        _big("inspection"),
        *(_big(name) for name in LATENCY_COLUMNS),
    ]


totals = _table(
    "totals",
    Column("span", SmallInteger(), primary_key=True, autoincrement=False, nullable=False),
    _int("minute", primary_key=True, autoincrement=False),
    _big("api_id", primary_key=True, autoincrement=False),
    *_sums(),
    sqlite_with_rowid=False,
)

rollups = _table(
    "rollups",
    Column("span", SmallInteger(), primary_key=True, autoincrement=False, nullable=False),
    _int("minute", primary_key=True, autoincrement=False),
    _big("api_id", primary_key=True, autoincrement=False),
    _text("operation", OPERATION_LENGTH, primary_key=True),
    *_sums(),
    sqlite_with_rowid=False,
)

tallies = _table(
    "tallies",
    Column("span", SmallInteger(), primary_key=True, autoincrement=False, nullable=False),
    _text("kind", 16, primary_key=True),
    _int("minute", primary_key=True, autoincrement=False),
    _big("api_id", primary_key=True, autoincrement=False),
    _text("key", KEY_LENGTH, primary_key=True),
    _big("count"),
    _big("stopped"),
    _big("would"),
    _big("errors"),
    _big("amount"),
    sqlite_with_rowid=False,
)

journals = _table(
    "journals",
    _text("name", 255, primary_key=True),
    _big("position"),
    _big("updated_at"),
)

cursors = _table(
    "cursors",
    _text("name", 64, primary_key=True),
    _big("position"),
    _big("updated_at"),
)

sequences = _table(
    "sequences",
    _text("name", 32, primary_key=True),
    _big("value"),
)

leases = _table(
    "leases",
    _text("name", 64, primary_key=True),
    _text("holder", 128),
    _big("expires_at"),
)

alerts = _serial_table(
    "alerts",
    _big("api_id"),
    _text("detector", 64),
    _text("identity", 16 + IDENTITY_LENGTH + 1),
    _text("operation", OPERATION_LENGTH),
    _text("title", 512),
    Column("severity", SmallInteger(), nullable=False),
    _text("status", 16),
    _big("count"),
    _big("stopped"),
    _big("first_at"),
    _big("last_at"),
    _json("rules"),
    _json("samples"),
    _big("muted_until"),
    _text("acked_by", 255),
    _big("acked_at"),
    _text("review", 16),
    _text("reviewed_by", 255),
    _big("reviewed_at"),
    Index(None, "identity", "detector", "api_id", "id"),
    Index(None, "last_at", "id"),
    Index(None, "status", "last_at", "id"),
    Index(None, "status", "severity"),
)

reviews = _table(
    "reviews",
    _big("exchange_id", primary_key=True, autoincrement=False),
    _big("at"),
    _big("api_id"),
    _text("review", 16),
    _text("reviewed_by", 255),
    _big("reviewed_at"),
    Index(None, "at"),
)

decisions = _serial_table(
    "decisions",
    _text("type", 16),
    _text("scope", 16),
    _text("target", TARGET_LENGTH),
    _big("api_id"),
    _big("expires_at"),
    _text("origin", 64),
    _text("reason", 512),
    _text("author", 255),
    _big("created_at"),
    Index(None, "expires_at"),
    Index(None, "scope", "target"),
)

list_entries = _serial_table(
    "list_entries",
    _text("list", 16),
    _text("scope", 16),
    _text("target", TARGET_LENGTH),
    _big("api_id"),
    _big("expires_at"),
    _text("reason", 512),
    _text("author", 255),
    _big("created_at"),
    _int("version"),
    UniqueConstraint("list", "scope", "target", "api_id"),
    Index(None, "list", "id"),
    Index(None, "expires_at"),
)

exclusions = _serial_table(
    "exclusions",
    _text("rule", 128),
    _text("tag", 128),
    _big("api_id"),
    _text("operation", OPERATION_LENGTH),
    _text("parameter", 255),
    _text("reason", 512),
    _text("author", 255),
    _big("created_at"),
    _big("expires_at"),
    _int("version"),
    Index(None, "expires_at"),
)

apis = _serial_table(
    "apis",
    _text("name", 128),
    _json("document"),
    _text("ingest_key_hash", 128),
    _int("version"),
    _big("created_at"),
    _big("updated_at"),
    UniqueConstraint("name"),
    Index(None, "ingest_key_hash"),
)

detectors = _table(
    "detectors",
    _text("id", 64, primary_key=True),
    _text("mode", 16),
    _text("on_error", 16),
    _json("options"),
    _int("version"),
    _big("updated_at"),
)

users = _serial_table(
    "users",
    _text("email", 255),
    _text("password_hash", 255),
    _text("role", 16),
    Column("disabled", Boolean(), nullable=False),
    _int("token_version"),
    _big("created_at"),
    _big("updated_at"),
    _big("last_login_at"),
    UniqueConstraint("email"),
)

sessions = _table(
    "sessions",
    _text("id", 32, primary_key=True),
    _big("user_id"),
    _text("token_hash", 64),
    _text("address", 64),
    _text("user_agent", 255),
    _big("created_at"),
    _big("refreshed_at"),
    _big("expires_at"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)

api_tokens = _serial_table(
    "api_tokens",
    _big("user_id"),
    _text("name", 128),
    _text("hint", 16),
    _text("token_hash", 64),
    _json("scopes"),
    _big("created_at"),
    _big("expires_at"),
    _big("last_used_at"),
    UniqueConstraint("token_hash"),
    Index(None, "user_id"),
)

invitations = _serial_table(
    "invitations",
    _text("code_hash", 64),
    _text("role", 16),
    _text("email", 255),
    _text("author", 255),
    _big("created_at"),
    _big("expires_at"),
    _big("used_at"),
    UniqueConstraint("code_hash"),
)

alert_notes = _serial_table(
    "alert_notes",
    _big("alert_id"),
    _big("at"),
    _text("author", 255),
    _text("text", 4000),
    Index(None, "alert_id", "id"),
)

mutes = _serial_table(
    "mutes",
    _big("api_id"),
    _text("detector", 64),
    _text("identity", 16 + IDENTITY_LENGTH + 1),
    _big("until"),
    _text("reason", 512),
    _text("author", 255),
    _big("created_at"),
    Index(None, "until"),
)

channels = _serial_table(
    "channels",
    _text("name", 128),
    _text("kind", 16),
    Column("enabled", Boolean(), nullable=False),
    _json("config"),
    Column("severity", SmallInteger(), nullable=False),
    _json("api_ids"),
    _json("quiet", nullable=True),
    _int("per_hour"),
    _int("version"),
    _big("created_at"),
    _big("updated_at"),
    UniqueConstraint("name"),
)

deliveries = _serial_table(
    "deliveries",
    _big("channel_id"),
    _big("alert_id"),
    _text("kind", 16),
    _text("message_id", 64),
    _text("state", 16),
    _json("content"),
    _int("attempts"),
    _big("due_at"),
    _text("error", 512),
    _json("log"),
    _big("created_at"),
    _big("updated_at"),
    UniqueConstraint("message_id"),
    Index(None, "state", "due_at"),
    Index(None, "alert_id", "id"),
    Index(None, "channel_id", "id"),
)

gateways = _table(
    "gateways",
    _text("name", 128, primary_key=True),
    _big("at"),
    _text("version", 32),
    _json("status"),
)

reports = _table(
    "reports",
    _text("name", 64, primary_key=True),
    _big("at"),
    _json("status"),
)

behaviour_state = _table(
    "behaviour_state",
    _text("name", 64, primary_key=True),
    _big("updated_at"),
    _big("position"),
    _big("since"),
    _big("seen"),
    _big("identities"),
    _big("concluded"),
    Column("ready", Boolean(), nullable=False),
    _big("bytes"),
    Column("blob", LargeBinary().with_variant(LONGBLOB(), "mysql", "mariadb"), nullable=False),
    _json("baselines", nullable=True),
)

policy_revisions = _table(
    "policy_revisions",
    _big("revision", primary_key=True, autoincrement=False),
    _big("at"),
    _text("author", 255),
    _text("action", 128),
    _json("document", nullable=True),
)

audit = _table(
    "audit",
    _big("id", primary_key=True, autoincrement=False),
    _big("at"),
    Column("user_id", BigInteger(), nullable=True),
    _text("actor", 255),
    _text("address", 64),
    _text("action", 128),
    _text("target", 255),
    _json("before", nullable=True),
    _json("after", nullable=True),
    _text("prev_hash", 64),
    _text("hash", 64),
    Index(None, "at"),
    Index(None, "actor", "at"),
)

models = _serial_table(
    "models",
    _text("kind", 32),
    _big("api_id"),
    _int("version"),
    _text("state", 16),
    _text("reason", 512),
    _text("author", 255),
    _big("created_at"),
    _big("changed_at"),
    _json("metrics"),
    _text("digest", 64),
    _int("size"),
    Column("data", LargeBinary().with_variant(LONGBLOB(), "mysql", "mariadb"), nullable=False),
    UniqueConstraint("kind", "api_id", "version"),
    Index(None, "state", "kind", "api_id"),
    Index(None, "digest"),
)

trainings = _serial_table(
    "trainings",
    _text("kind", 32),
    Column("api_id", BigInteger(), nullable=True),
    _text("state", 16),
    _text("why", 255),
    _text("author", 255),
    _big("created_at"),
    _big("started_at"),
    _big("ended_at"),
    _int("percent"),
    _text("stage", 128),
    _json("results"),
    _text("error", 512),
    Index(None, "state", "id"),
    Index(None, "kind", "id"),
)
