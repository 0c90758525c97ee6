"""Who may do what in the console, and what they did."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, UniqueConstraint

from gateway.storage.tables.columns import big, integer, json, serial_table, table, text

users = serial_table(
    "users",
    text("email", 255),
    text("password_hash", 255),
    text("role", 16),
    Column("disabled", Boolean(), nullable=False),
    integer("token_version"),
    big("created_at"),
    big("updated_at"),
    big("last_login_at"),
    UniqueConstraint("email"),
)

sessions = table(
    "sessions",
    text("id", 32, primary_key=True),
    big("user_id"),
    text("token_hash", 64),
    text("address", 64),
    text("user_agent", 255),
    big("created_at"),
    big("refreshed_at"),
    big("expires_at"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)

api_tokens = serial_table(
    "api_tokens",
    big("user_id"),
    text("name", 128),
    text("hint", 16),
    text("token_hash", 64),
    json("scopes"),
    big("created_at"),
    big("expires_at"),
    big("last_used_at"),
    UniqueConstraint("token_hash"),
    Index(None, "user_id"),
)

invitations = serial_table(
    "invitations",
    text("code_hash", 64),
    text("role", 16),
    text("email", 255),
    text("author", 255),
    big("created_at"),
    big("expires_at"),
    big("used_at"),
    UniqueConstraint("code_hash"),
)

audit = table(
    "audit",
    big("id", primary_key=True, autoincrement=False),
    big("at"),
    Column("user_id", BigInteger(), nullable=True),
    text("actor", 255),
    text("address", 64),
    text("action", 128),
    text("target", 255),
    json("before", nullable=True),
    json("after", nullable=True),
    text("prev_hash", 64),
    text("hash", 64),
    Index(None, "at"),
    Index(None, "actor", "at"),
)
