"""The tables of docs/reliability.md, made from the matrix and from what was seen when it was last run.

What was seen is kept beside this file, row by row, with when, on what and by which version: rows can be run one at a time.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway import VERSION
from tests.faults.matrix import ROWS, Row
from tests.faults.reloads import Reloads
from tests.faults.stand import Account

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reliability.md"
SEEN = Path(__file__).parent / "seen.json"
RELOADS = "reloads"
HEAD = "| fault | must be | sent | answered | failed | in the store: missing, twice | healed after | p99 before → during | worker's memory | seen |"


def seen() -> dict[str, Any]:
    return dict(json.loads(SEEN.read_text())) if SEEN.exists() else {}


def keep(row: str, account: Account) -> None:
    """Note what was seen, and make the page anew."""
    _write({**seen(), row: asdict(account) | _about()})


def keep_reloads(found: Reloads) -> None:
    _write({**seen(), RELOADS: asdict(found) | _about()})


def _about() -> dict[str, Any]:
    """When, on what and by which version."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "version": f"{VERSION} ({commit or 'no commit'})",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def _write(found: Mapping[str, Any]) -> None:
    SEEN.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(rendered(PAGE.read_text(), found))


def rendered(page: str, found: Mapping[str, Any]) -> str:
    """The page with its tables replaced."""
    rows = [HEAD, "|" + "---|" * (HEAD.count("|") - 1), *(line(row, found.get(row.id)) for row in ROWS)]
    page = _between(page, "faults", "\n".join(rows))
    return _between(page, "reloads", reloads(found[RELOADS]) if RELOADS in found else "Not run.")


def _between(page: str, mark: str, text: str) -> str:
    before, _, rest = page.partition(f"<!-- {mark} -->\n")
    _, _, after = rest.partition(f"<!-- /{mark} -->\n")
    return f"{before}<!-- {mark} -->\n\n{text}\n\n<!-- /{mark} -->\n{after}"


def reloads(one: Mapping[str, Any]) -> str:
    """What was seen of reloads under load."""
    account = one["account"]
    failed = ", ".join(f"{count} × {kind}" for kind, count in sorted(account["failed"].items())) or "0"
    count = sum(len(times) for times in one["times"].values())
    connections = ", ".join(f"{number} by {client}" for client, number in sorted(one["connections"].items()))
    told = (
        f"Of **{account['sent']:,}** requests over **{count}** reloads, **{failed}** failed; {account['answered']:,} were "
        f"answered 200, {account['missing']} of them are missing in the store, {account['twice']} are there twice. It took "
        f"{one['seconds']:.0f} s, {connections} connections were opened, {one['unseen']} HTTP/2 streams were refused unseen by "
        f"a worker that was leaving and sent anew by their client, no worker had more than {account['memory'] / 1e6:.0f} MB."
    )
    lines = [
        told,
        "",
        *(f"**Not held**: {problem}" for problem in account["problems"]),
        "| reload | times | until every worker served by it, and those it replaced were gone |",
        "|---|---|---|",
        *(
            f"| {kind} | {len(times)} | {min(times):.1f}–{max(times):.1f} s |"
            for kind, times in sorted(one["times"].items())
        ),
        "",
        f"{one['version']}, {one['when']} UTC, {one['cores']} cores, load {one['load']}.",
    ]
    return "\n".join(lines)


def line(row: Row, one: Mapping[str, Any] | None) -> str:
    """One row of the table."""
    about = f"| **{row.fault}** (`{row.id}`) | {row.expected} "
    if one is None:
        return about + "| not run " + "| " * 7 + "|"
    failed = ", ".join(f"{count} × {kind}" for kind, count in sorted(one["failed"].items())) or "0"
    healed = "" if one["healed"] is None else f"{one['healed']:.1f} s"
    p99 = " → ".join(f"{seconds * 1000:.0f} ms" for seconds in one["p99"])
    verdict = "**not held**: " + "; ".join(one["problems"]) if one["problems"] else "held"
    said = [verdict, *one["notes"], f"{one['version']}, {one['when']} UTC, {one['cores']} cores, load {one['load']}"]
    cells = [one["sent"], one["answered"], failed, f"{one['missing']}, {one['twice']}", healed, p99]
    return about + "".join(f"| {cell} " for cell in [*cells, f"{one['memory'] / 1e6:.0f} MB", ". ".join(said)]) + "|"
