"""What all tables are made of: the metadata that knows them, their columns' kinds and lengths."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, Dialect, Integer, LargeBinary, MetaData, SmallInteger, String, Table, Text
from sqlalchemy.dialects.mysql import LONGBLOB, MEDIUMTEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

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

SERIAL = BigInteger().with_variant(Integer(), "sqlite")


def table(name: str, *items: Any, **options: Any) -> Table:
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


def serial_table(name: str, *items: Any) -> Table:
    """Has an `id` that is never given twice, not even after the newest row was deleted."""
    return table(name, Column("id", SERIAL, primary_key=True, autoincrement=True), *items, sqlite_autoincrement=True)


def text(name: str, length: int, **options: Any) -> Column[str]:
    return Column(name, String(length), nullable=False, **options)


def big(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger(), nullable=False, **options)


def integer(name: str, **options: Any) -> Column[int]:
    return Column(name, Integer(), nullable=False, **options)


def json(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Json(), nullable=nullable)


def small(name: str, **options: Any) -> Column[int]:
    return Column(name, SmallInteger(), nullable=False, **options)


def blob(name: str) -> Column[bytes]:
    return Column(name, LargeBinary().with_variant(LONGBLOB(), "mysql", "mariadb"), nullable=False)
