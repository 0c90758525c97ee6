"""The first schema.

Locks: nothing, it makes tables only.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import INNODB, JSON, SERIAL

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("detector", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=272), nullable=False),
        sa.Column("operation", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=512), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("stopped", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("samples", JSON, nullable=False),
        sa.Column("muted_until", sa.BigInteger(), nullable=False),
        sa.Column("acked_by", sa.String(length=255), nullable=False),
        sa.Column("acked_at", sa.BigInteger(), nullable=False),
        sa.Column("review", sa.String(length=16), nullable=False),
        sa.Column("reviewed_by", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_alerts_identity_detector_api_id_id"), "alerts", ["identity", "detector", "api_id", "id"], unique=False
    )
    op.create_index(op.f("ix_alerts_last_at_id"), "alerts", ["last_at", "id"], unique=False)
    op.create_index(op.f("ix_alerts_status_last_at_id"), "alerts", ["status", "last_at", "id"], unique=False)
    op.create_table(
        "apis",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("ingest_key_hash", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apis")),
        sa.UniqueConstraint("name", name=op.f("uq_apis_name")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_apis_ingest_key_hash"), "apis", ["ingest_key_hash"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=128), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        **INNODB,
    )
    op.create_index(op.f("ix_audit_actor_at"), "audit", ["actor", "at"], unique=False)
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
        **INNODB,
    )
    op.create_table(
        "decisions",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=512), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_expires_at"), "decisions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_decisions_scope_target"), "decisions", ["scope", "target"], unique=False)
    op.create_table(
        "detectors",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("on_error", sa.String(length=16), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detectors")),
        **INNODB,
    )
    op.create_table(
        "exchanges",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.String(length=255), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("path", sa.String(length=2048), nullable=False),
        sa.Column("query", sa.String(length=2048), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("would", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=128), nullable=False),
        sa.Column("peer", sa.String(length=64), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("identity_kind", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.String(length=255), nullable=False),
        sa.Column("user_agent", sa.String(length=512), nullable=False),
        sa.Column("request_bytes", sa.BigInteger(), nullable=False),
        sa.Column("response_bytes", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("upstream", sa.BigInteger(), nullable=False),
        sa.Column("inspection", sa.BigInteger(), nullable=False),
        sa.Column("cost", JSON, nullable=False),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_exchanges")),
        sa.UniqueConstraint("request_id", "at", name=op.f("uq_exchanges_request_id_at")),
        **INNODB,
    )
    op.create_index(op.f("ix_exchanges_action_at_id"), "exchanges", ["action", "at", "id"], unique=False)
    op.create_index(op.f("ix_exchanges_api_id_at_id"), "exchanges", ["api_id", "at", "id"], unique=False)
    op.create_index(op.f("ix_exchanges_at_id"), "exchanges", ["at", "id"], unique=False)
    op.create_index(op.f("ix_exchanges_client_at_id"), "exchanges", ["client", "at", "id"], unique=False)
    op.create_index(op.f("ix_exchanges_identity_at_id"), "exchanges", ["identity", "at", "id"], unique=False)
    op.create_table(
        "exclusions",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("rule", sa.String(length=128), nullable=False),
        sa.Column("tag", sa.String(length=128), nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.String(length=255), nullable=False),
        sa.Column("parameter", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=512), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_exclusions_expires_at"), "exclusions", ["expires_at"], unique=False)
    op.create_table(
        "findings",
        sa.Column("exchange_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("detector", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=128), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("effect", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("location", sa.String(length=255), nullable=False),
        sa.Column("evidence", sa.String(length=512), nullable=False),
        sa.Column("message", sa.String(length=512), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.PrimaryKeyConstraint("exchange_id", "ordinal", "at", name=op.f("pk_findings")),
        **INNODB,
    )
    op.create_index(op.f("ix_findings_at"), "findings", ["at"], unique=False)
    op.create_index(
        op.f("ix_findings_detector_at_exchange_id"), "findings", ["detector", "at", "exchange_id"], unique=False
    )
    op.create_index(op.f("ix_findings_rule_at_exchange_id"), "findings", ["rule", "at", "exchange_id"], unique=False)
    op.create_table(
        "journals",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_journals")),
        **INNODB,
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
        **INNODB,
    )
    op.create_table(
        "list_entries",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("list", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=255), nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=512), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entries")),
        sa.UniqueConstraint("list", "scope", "target", "api_id", name=op.f("uq_list_entries_list_scope_target_api_id")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_list_entries_expires_at"), "list_entries", ["expires_at"], unique=False)
    op.create_index(op.f("ix_list_entries_list_id"), "list_entries", ["list", "id"], unique=False)
    op.create_table(
        "policy_revisions",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=128), nullable=False),
        sa.Column("document", JSON, nullable=True),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_policy_revisions")),
        **INNODB,
    )
    op.create_table(
        "rollups",
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("api_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("operation", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("status_class", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("would_block", sa.BigInteger(), nullable=False),
        sa.Column("would_throttle", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("request_bytes", sa.BigInteger(), nullable=False),
        sa.Column("response_bytes", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("upstream", sa.BigInteger(), nullable=False),
        sa.Column("inspection", sa.BigInteger(), nullable=False),
        sa.Column("latency_250", sa.BigInteger(), nullable=False),
        sa.Column("latency_500", sa.BigInteger(), nullable=False),
        sa.Column("latency_1000", sa.BigInteger(), nullable=False),
        sa.Column("latency_2000", sa.BigInteger(), nullable=False),
        sa.Column("latency_3000", sa.BigInteger(), nullable=False),
        sa.Column("latency_5000", sa.BigInteger(), nullable=False),
        sa.Column("latency_7500", sa.BigInteger(), nullable=False),
        sa.Column("latency_10000", sa.BigInteger(), nullable=False),
        sa.Column("latency_15000", sa.BigInteger(), nullable=False),
        sa.Column("latency_20000", sa.BigInteger(), nullable=False),
        sa.Column("latency_30000", sa.BigInteger(), nullable=False),
        sa.Column("latency_50000", sa.BigInteger(), nullable=False),
        sa.Column("latency_75000", sa.BigInteger(), nullable=False),
        sa.Column("latency_100000", sa.BigInteger(), nullable=False),
        sa.Column("latency_150000", sa.BigInteger(), nullable=False),
        sa.Column("latency_200000", sa.BigInteger(), nullable=False),
        sa.Column("latency_300000", sa.BigInteger(), nullable=False),
        sa.Column("latency_500000", sa.BigInteger(), nullable=False),
        sa.Column("latency_750000", sa.BigInteger(), nullable=False),
        sa.Column("latency_1000000", sa.BigInteger(), nullable=False),
        sa.Column("latency_2000000", sa.BigInteger(), nullable=False),
        sa.Column("latency_5000000", sa.BigInteger(), nullable=False),
        sa.Column("latency_10000000", sa.BigInteger(), nullable=False),
        sa.Column("latency_30000000", sa.BigInteger(), nullable=False),
        sa.Column("latency_rest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("minute", "api_id", "operation", "action", "status_class", name=op.f("pk_rollups")),
        **INNODB,
    )
    op.create_table(
        "sequences",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequences")),
        **INNODB,
    )
    op.create_table(
        "users",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("last_login_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        **INNODB,
        sqlite_autoincrement=True,
    )

    sequences = sa.table("sequences", sa.column("name", sa.String()), sa.column("value", sa.BigInteger()))
    op.bulk_insert(sequences, [{"name": name, "value": 0} for name in ("exchanges", "policy", "audit")])


def downgrade() -> None:
    for name in (
        "users",
        "sequences",
        "rollups",
        "policy_revisions",
        "list_entries",
        "leases",
        "journals",
        "findings",
        "exclusions",
        "exchanges",
        "detectors",
        "decisions",
        "cursors",
        "audit",
        "apis",
        "alerts",
    ):
        op.drop_table(name)
