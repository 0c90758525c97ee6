"""`python -m tests.faults [FAULT …]`: tries the fault matrix, or the faults named, and writes docs/reliability.md.

`--reloads`: a hundred thousand requests over twenty reloads instead.

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
from tests.faults.reloads import RELOADS, reload_under_load
from tests.faults.stand import Account, NotHereError
from tests.servers import Mariadb, make_mariadb


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="boing test --faults", description="Tries faults on a started gateway.")
    parser.add_argument("fault", nargs="*", help="ids of rows; none: all", choices=[[], *(row.id for row in ROWS)])
    parser.add_argument("--reloads", action="store_true", help="reload under load, and nothing else")
    parser.add_argument("--requests", type=int, default=100_000, help="how many with --reloads (default 100,000)")
    options = parser.parse_args(arguments)
    rows = [row for row in ROWS if not options.fault or row.id in options.fault]
    with tempfile.TemporaryDirectory(prefix="boing-faults-", ignore_cleanup_errors=True) as folder:
        server = make_mariadb(Path(folder), durable=True)
        server.start()
        try:
            if options.reloads:
                return _reloads(Path(folder) / "reloads", server, options.requests)
            return _matrix(rows, Path(folder), server)
        finally:
            server.stop()


def _matrix(rows: Sequence[Row], folder: Path, server: Mariadb) -> int:
    failed = 0
    for row in rows:
        print(f"{row.id}: {row.fault} ...", flush=True)
        try:
            account = _tried(row, folder / row.id, server)
        except NotHereError as error:
            print(f"  not tried here: {error}", flush=True)
            continue
        page.keep(row.id, account)
        failed += bool(account.problems)
        print(f"  {_told(account)}", flush=True)
    print(f"{len(rows) - failed} of {len(rows)} held")
    return 1 if failed else 0


def _reloads(folder: Path, server: Mariadb, count: int) -> int:
    print(f"{count} requests over {RELOADS} reloads ...", flush=True)
    found = reload_under_load(folder, server, count)
    page.keep_reloads(found)
    print(f"  {_told(found.account)}, {found.seconds:.0f} s")
    return 1 if found.account.problems else 0


def _tried(row: Row, folder: Path, server: Mariadb) -> Account:
    folder.mkdir()
    try:
        return row.attempt(folder, server)
    except NotHereError:
        raise
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
