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
from tests.faults.stand import Account

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reliability.md"
SEEN = Path(__file__).parent / "seen.json"
HEAD = "| fault | must be | sent | answered | failed | in the store: missing, twice | healed after | p99 before → during | worker's memory | seen |"


def seen() -> dict[str, Any]:
    return dict(json.loads(SEEN.read_text())) if SEEN.exists() else {}


def keep(row: str, account: Account) -> None:
    """Note what was seen, and make the page anew."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    about = {
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "version": f"{VERSION} ({commit.stdout.strip() or 'no commit'})",
        "cores": os.cpu_count(),
    }
    SEEN.write_text(json.dumps({**seen(), row: asdict(account) | about}, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(rendered(PAGE.read_text(), seen()))


def rendered(page: str, found: Mapping[str, Any]) -> str:
    """The page with its table replaced."""
    return _between(
        page,
        "faults",
        "\n".join([HEAD, "|" + "---|" * HEAD.count(" | ") + "---|", *(line(row, found.get(row.id)) for row in ROWS)]),
    )


def _between(page: str, mark: str, text: str) -> str:
    before, _, rest = page.partition(f"<!-- {mark} -->\n")
    _, _, after = rest.partition(f"<!-- /{mark} -->\n")
    return f"{before}<!-- {mark} -->\n\n{text}\n\n<!-- /{mark} -->\n{after}"


def line(row: Row, one: Mapping[str, Any] | None) -> str:
    """One row of the table."""
    about = f"| **{row.fault}** (`{row.id}`) | {row.expected} "
    if one is None:
        return about + "| not run " + "| " * 7 + "|"
    failed = ", ".join(f"{count} × {kind}" for kind, count in sorted(one["failed"].items())) or "0"
    healed = "" if one["healed"] is None else f"{one['healed']:.1f} s"
    p99 = " → ".join(f"{seconds * 1000:.0f} ms" for seconds in one["p99"])
    verdict = "**not held**: " + "; ".join(one["problems"]) if one["problems"] else "held"
    said = [verdict, *one["notes"], f"{one['version']}, {one['when']} UTC, {one['cores']} cores"]
    cells = [one["sent"], one["answered"], failed, f"{one['missing']}, {one['twice']}", healed, p99]
    return about + "".join(f"| {cell} " for cell in [*cells, f"{one['memory'] / 1e6:.0f} MB", ". ".join(said)]) + "|"
