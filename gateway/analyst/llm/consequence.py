"""What follows from an answer: a vote on the exchange, and of a hostile one a conclusion about its caller. Pure.

Invariant: it can only raise. A vote counts only where the answer is hostile with enough confidence; any other is a note. None is
critical: no model blocks by itself. An order takes several different requests of one caller, and never falls on an identity
that was not served: a forged one would have its owner banned.
"""

from __future__ import annotations

from addons.behaviour.sight import Conclusion
from addons.behaviour.wording import count, whom
from addons.catalogue import DETECTORS
from addons.finding import Effect, Mode, Severity
from addons.llm import DETECTOR, LlmSettings
from gateway.analyst.llm.answer import CLASSES, Answer
from gateway.storage.exchanges import ExchangeRow
from gateway.storage.votes import Vote

SECOND = 1_000_000
SURE = 0.9
"""confidence from which a hostile answer is an error, below a warning"""


def raises(answer: Answer, settings: LlmSettings) -> bool:
    return answer.verdict == "hostile" and answer.confidence >= settings.confidence


def severity(answer: Answer, settings: LlmSettings) -> Severity:
    if raises(answer, settings):
        return Severity.ERROR if answer.confidence >= SURE else Severity.WARNING
    return Severity.INFO if answer.verdict == "benign" else Severity.NOTICE


def vote(row: ExchangeRow, answer: Answer, settings: LlmSettings, mode: Mode) -> Vote:
    return Vote(
        row,
        DETECTOR,
        f"{DETECTOR}-{answer.verdict}",
        int(severity(answer, settings)),
        Effect.SCORE if raises(answer, settings) else Effect.NOTE,
        mode.value,
        said(answer),
        [] if answer.kind == "none" else [f"{DETECTOR}-{answer.kind}"],
    )


def conclusion(row: ExchangeRow, answer: Answer, settings: LlmSettings, requests: int) -> Conclusion:
    """`requests`: different ones of this caller that were judged hostile within the window, this one included."""
    scope, target = whom(f"{row.identity_kind}:{row.identity}" if 200 <= row.status < 400 else "", row.client)
    is_several = requests >= settings.throttle_requests and scope != ""
    ban = requests >= settings.ban_requests and scope in ("key", "principal")
    message = f"{said(answer)} ({row.operation or f'{row.method} {row.path[:80]}'})"
    if is_several:
        hours = count(settings.window / 3600)
        message = f"{requests} different requests of one caller judged hostile within {hours} h, at last: {message}"
    return Conclusion(
        DETECTOR,
        f"{DETECTOR}-hostile",
        row.api_id,
        row.at / SECOND,
        # one answer alone is an opinion; that several agree is what a person should see, and see anew
        Severity.ERROR if is_several else Severity.WARNING,
        message,
        identity=f"{row.identity_kind}:{row.identity}",
        operation=row.operation,
        scope=scope if is_several else "",
        target=target if is_several else "",
        order="" if not is_several else "ban" if ban else "throttle",
        seconds=settings.ban_seconds if ban else settings.throttle_seconds,
        strength=answer.confidence,
        samples=(row.request_id,),
        evidence={"confidence": answer.confidence, "requests": float(requests)},
    )


def said(answer: Answer) -> str:
    """`Language model: hostile, SQL injection (confidence 0.9): …`"""
    kind = "" if answer.kind == "none" else f", {CLASSES.get(answer.kind, answer.kind)}"
    reason = f": {answer.reason}" if answer.reason else ""
    return f"{DETECTORS[DETECTOR].title}: {answer.verdict}{kind} (confidence {answer.confidence:.2g}){reason}"
