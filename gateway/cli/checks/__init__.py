"""What `boing doctor` looks at, one file a part of the set-up. A check reads, asks and says; it mends nothing.

Invariant: no check shows a secret, and none raises for what it is there to find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """`what` was looked at and `where` (a setting, a path, an address), what was `found`, and how to `mend` it."""

    state: State
    what: str
    where: str
    found: str
    mend: str = ""


def ok(what: str, where: str, found: str) -> Check:
    return Check("ok", what, where, found)


def warn(what: str, where: str, found: str, mend: str) -> Check:
    return Check("warn", what, where, found, mend)


def fail(what: str, where: str, found: str, mend: str) -> Check:
    return Check("fail", what, where, found, mend)
