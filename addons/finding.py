"""What a detector claims. A finding never decides: `verdict.judge` does."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec


class Severity(IntEnum):
    """The value is the anomaly points, as in the OWASP Core Rule Set."""

    INFO = 0
    NOTICE = 2
    WARNING = 3
    ERROR = 4
    CRITICAL = 5


class Effect(StrEnum):
    """How a finding bears on the verdict."""

    SCORE = "score"
    """adds its severity's points"""
    ALLOW = "allow"
    """a whitelist entry: wins over everything, ends the inspection"""
    BLOCK = "block"
    """blocks by itself, whatever the score"""
    THROTTLE = "throttle"
    """answers 429, `retry_after` seconds"""
    NOTE = "note"
    """is recorded, bears on nothing"""


class Mode(StrEnum):
    OBSERVE = "observe"
    ENFORCE = "enforce"
    OFF = "off"


class Finding(msgspec.Struct, frozen=True, gc=False):
    """`evidence` is what matched, redacted, at most 200 characters; `location` the place (`query:q`, `json:/user/name`).

    `mode` is stamped by the pipeline: a finding of a detector in observe is recorded and never bears on the verdict.
    `doubtful`: its rule says of itself that it goes by looks alone, so that a second opinion may lower it (`doubted`).
    """

    detector: str
    rule: str
    severity: Severity
    message: str
    location: str = ""
    evidence: str = ""
    effect: Effect = Effect.SCORE
    retry_after: float = 0.0
    tags: tuple[str, ...] = ()
    mode: Mode = Mode.ENFORCE
    doubtful: bool = False


DOUBTED = Severity.NOTICE
"""what a doubted finding still counts: three of them block at the usual threshold all the same"""


def doubted(finding: Finding, why: str) -> Finding:
    """`finding` as a notice, saying why; as it is where its rule does not say of itself that it may be doubted.

    Never below `DOUBTED`, never a block, a throttle or a whitelist entry.
    """
    if not finding.doubtful or finding.effect is not Effect.SCORE or finding.severity <= DOUBTED:
        return finding
    return msgspec.structs.replace(finding, severity=DOUBTED, message=f"{finding.message} ({why})")
