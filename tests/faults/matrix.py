"""The fault matrix: each fault, what must be seen, and the function that tries it. A row's id names it on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults import stores
from tests.faults.stand import Account
from tests.servers import Mariadb

LOST_NOTHING = "0 requests failed, 0 records lost or twice, all in the store within 60 s of its return"


@dataclass(frozen=True, slots=True)
class Row:
    """`attempt` gets a folder of its own and a MariaDB that runs; it leaves it running."""

    id: str
    fault: str
    expected: str
    attempt: Callable[[Path, Mariadb], Account]


ROWS: Sequence[Row] = (
    Row("store-stopped", "database stopped for 12 s and started again", LOST_NOTHING, stores.stopped),
    Row("store-slow", "database slow: each answer 5 s late, for 12 s", LOST_NOTHING, stores.slow),
    Row("store-black-holed", "database black-holed: what is sent is neither answered nor refused, for 12 s", LOST_NOTHING, stores.black_holed),
    Row("store-frozen", "database process frozen (SIGSTOP) for 12 s", LOST_NOTHING, stores.frozen),
    Row("store-killed", "database killed (SIGKILL) and started again", LOST_NOTHING, stores.killed),
)  # fmt: skip
