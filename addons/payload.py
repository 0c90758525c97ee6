"""Malformed payloads: what decoding found wrong, with how bad it is.

The severities follow one question: does a well-behaved client ever send this? What only an attack sends is critical;
what breaks the declared format is an error, one point short of blocking by itself; what sloppy clients do is a
warning or a notice. What cannot be inspected within its bounds (a decompression bomb) is blocked whatever the score.

Source: CWE-20, CWE-176, CWE-409, CWE-611, CWE-776; RFC 8259, RFC 7578, RFC 9110 section 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

import msgspec

from addons.addon import CounterKey, Facts
from addons.decode import Problem
from addons.exchange import Exchange, Phase
from addons.finding import Effect, Finding, Severity
from addons.redact import evidence

RULES = MappingProxyType(
    {
        "payload-json-malformed": Severity.ERROR,
        "payload-json-lax": Severity.NOTICE,
        "payload-json-duplicate": Severity.WARNING,
        "payload-xml-malformed": Severity.ERROR,
        "payload-xml-doctype": Severity.CRITICAL,
        "payload-xml-doctype-plain": Severity.NOTICE,
        "payload-form-malformed": Severity.WARNING,
        "payload-multipart-malformed": Severity.ERROR,
        "payload-graphql-malformed": Severity.ERROR,
        "payload-type-mismatch": Severity.WARNING,
        "payload-charset": Severity.NOTICE,
        "payload-percent-encoding": Severity.NOTICE,
        "payload-utf8": Severity.NOTICE,
        "payload-utf8-overlong": Severity.CRITICAL,
        "payload-path-line-break": Severity.CRITICAL,
        "payload-nul": Severity.CRITICAL,
        "payload-depth": Severity.CRITICAL,
        "payload-fields": Severity.ERROR,
        "payload-field-size": Severity.NOTICE,
        "payload-size": Severity.CRITICAL,
        "payload-coding": Severity.CRITICAL,
        "payload-bomb": Severity.CRITICAL,
    }
)
"""every rule of this detector and its severity"""
ALWAYS_BLOCKED = frozenset(("payload-bomb",))


class PayloadSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which malformations count, and how much.

    ignore:     rule ids that are not reported (`payload-json-duplicate`)
    severities: other severities by rule id: info, notice, warning, error, critical
    per_rule:   findings of one rule in one request, at the most; further ones say nothing new
    """

    ignore: list[str] = []
    severities: dict[str, str] = {}
    per_rule: int = 1


class Payload:
    """What it detects: bodies and parameters that break their declared format, or the bounds of decoding.

    Example: `{"a":1` declared as application/json gives `payload-json-malformed` at `json`.
    Known false positive: an API whose clients send NDJSON as application/json with a torn last line.
    """

    name = "payload"
    phases = frozenset((Phase.REQUEST_HEADERS, Phase.REQUEST_BODY))

    def __init__(self, settings: PayloadSettings | None = None) -> None:
        """Raises ValueError naming every rule id and severity it does not know."""
        settings = settings or PayloadSettings()
        wrong = [f"ignore: no rule {rule!r}" for rule in settings.ignore if rule not in RULES]
        wrong += [f"severities: no rule {rule!r}" for rule in settings.severities if rule not in RULES]
        known = {severity.name.lower(): severity for severity in Severity}
        wrong += [f"severities: no severity {word!r}" for word in settings.severities.values() if word not in known]
        if settings.per_rule < 1:
            wrong.append(f"per_rule: {settings.per_rule} must be at least 1")
        if wrong:
            raise ValueError(f"payload: {'; '.join(wrong)}. Rules: {', '.join(RULES)}; severities: {', '.join(known)}")
        given = {rule: known[word] for rule, word in settings.severities.items()}
        self._severity = {rule: s for rule, s in (RULES | given).items() if rule not in settings.ignore}
        self._per_rule = settings.per_rule

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:  # noqa: ARG002
        decoded = exchange.head if phase is Phase.REQUEST_HEADERS else exchange.payload
        problems = decoded.problems
        return self._findings(problems) if problems else ()

    def _findings(self, problems: tuple[Problem, ...]) -> list[Finding]:
        seen: dict[str, int] = {}
        out: list[Finding] = []
        for problem in problems:
            rule = problem.rule
            severity = self._severity.get(rule)
            count = seen.get(rule, 0)
            if severity is None or count >= self._per_rule:
                continue
            seen[rule] = count + 1
            out.append(
                Finding(
                    detector=self.name,
                    rule=rule,
                    severity=severity,
                    message=problem.message,
                    location=problem.location,
                    evidence=evidence(problem.evidence) if problem.evidence else "",
                    effect=Effect.BLOCK if rule in ALWAYS_BLOCKED else Effect.SCORE,
                    tags=("payload",),
                )
            )
        return out
