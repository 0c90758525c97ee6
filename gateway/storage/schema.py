"""`schema.sql`, the MySQL schema of record, rendered from the tables: `python -m gateway.storage.schema > schema.sql`.

A database made from it is at the newest migration and says so: `boing db migrate` goes on from there.
"""

from __future__ import annotations

import sys

from sqlalchemy.dialects import mysql
from sqlalchemy.schema import CreateIndex, CreateTable

from gateway.storage.migrate import head
from gateway.storage.tables import SEQUENCES, metadata

HEADER = """\
-- The schema of Boing's store on MySQL 8 and MariaDB 10.6 or newer.
-- Made by: python -m gateway.storage.schema > schema.sql
-- Not needed where `boing db migrate` runs: it makes the same tables.
-- Times are microseconds since the epoch, UTC.
"""


def render() -> str:
    """The whole file."""
    dialect = mysql.dialect()
    parts = [HEADER]
    for table in metadata.sorted_tables:
        parts.append(f"{str(CreateTable(table).compile(dialect=dialect)).strip()};\n")
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        parts.extend(f"{CreateIndex(index).compile(dialect=dialect)};\n" for index in indexes)
    rows = ", ".join(f"('{name}', 0)" for name in SEQUENCES)
    parts.append(f"INSERT INTO sequences (name, value) VALUES {rows};\n")  # noqa: S608 - our own names
    parts.append(
        "CREATE TABLE alembic_version (\n"
        "\tversion_num VARCHAR(32) NOT NULL, \n"
        "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);\n"
    )
    parts.append(f"INSERT INTO alembic_version (version_num) VALUES ('{head()}');\n")  # noqa: S608
    return "\n".join("\n".join(line.rstrip() for line in part.splitlines()) + "\n" for part in parts)


if __name__ == "__main__":
    sys.stdout.write(render())
