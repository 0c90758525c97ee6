"""What migrations are written with.

Invariant: what is here never changes, as a released migration must make the same tables for ever; another kind of column
gets another name. That today's tables are those the migrations make is held by a test, not by sharing code with them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import LONGBLOB, MEDIUMTEXT

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
BLOB = sa.LargeBinary().with_variant(LONGBLOB(), "mysql", "mariadb")
INNODB: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}
"""options of every table"""
