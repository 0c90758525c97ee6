"""`python -m tests.faults [FAULT …]`: tries the fault matrix, or the faults named, and writes docs/reliability.md.

Ends with 1 where a row did not hold. Needs mariadbd; some rows need root (a disk of their own) or libfaketime, and say so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.faults import page
from tests.faults.matrix import ROWS, Row
from tests.faults.stand import Account
from tests.servers import Mariadb, make_mariadb


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="boing test --faults", description="Tries faults on a started gateway.")
    parser.add_argument("fault", nargs="*", help="ids of rows; none: all", choices=[[], *(row.id for row in ROWS)])
    wanted = parser.parse_args(arguments).fault
    rows = [row for row in ROWS if not wanted or row.id in wanted]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="boing-faults-", ignore_cleanup_errors=True) as folder:
        server = make_mariadb(Path(folder))
        server.start()
        try:
            for row in rows:
                print(f"{row.id}: {row.fault} ...", flush=True)
                account = _tried(row, Path(folder) / row.id, server)
                page.keep(row.id, account)
                failed += bool(account.problems)
                print(f"  {_told(account)}", flush=True)
        finally:
            server.stop()
    print(f"{len(rows) - failed} of {len(rows)} held")
    return 1 if failed else 0


def _tried(row: Row, folder: Path, server: Mariadb) -> Account:
    folder.mkdir()
    try:
        return row.attempt(folder, server)
    except Exception as error:  # one row that breaks must not lose the others
        traceback.print_exc()
        return Account(problems=[f"could not be tried: {error!r}"[:300]])


def _told(account: Account) -> str:
    verdict = "held" if not account.problems else "NOT HELD: " + "; ".join(account.problems)
    failed = dict(account.failed) or 0
    return (
        f"{verdict}: sent {account.sent}, answered {account.answered}, failed {failed}, missing {account.missing}, "
        f"twice {account.twice}, healed {account.healed}, p99 {account.p99}, {account.memory >> 20} MB"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
