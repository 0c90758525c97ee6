"""The signatures detector: rules over an exchange's fields, as findings.

Free text gets the benefit of the doubt: a rule that matches within prose (see `prose`) counts as a notice, and at most
twice a phase, so that talk about attacks does not add up to one. Rules tagged `context/any` are exempt: their patterns
mean harm wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

import msgspec

from addons.addon import CounterKey, Facts
from addons.exchange import Exchange, Phase
from addons.finding import Effect, Finding, Severity
from addons.redact import evidence
from addons.signatures.prose import is_prose
from addons.signatures.ruleset import Hit, RuleSet
from addons.signatures.variables import derived_values

ANY_CONTEXT = "context/any"
LOWERED = 2
EFFECTS = {"block": Effect.SCORE, "deny": Effect.BLOCK, "pass": Effect.NOTE}


class SignaturesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How wide the rules look.

    paranoia_level: 1 to 4, as in the Core Rule Set: the higher, the more rules, and the more false alarms
    free_text:      what a match within prose or a document counts: `lower`, a notice; `full`, as anywhere
    """

    paranoia_level: int = 1
    free_text: Literal["lower", "full"] = "lower"


class ExclusionLike(Protocol):
    """What the engine reads of a policy's exclusion; an empty attribute matches all."""

    @property
    def rule(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def operation(self) -> str: ...
    @property
    def parameter(self) -> str: ...


class Signatures:
    """What it detects: the rules of a `RuleSet`. Cheap to make; one for each API.

    Example: `q=1' union select password from users` gives rule 41110 at `query:q`.
    Known false positive: a short value that is code, where code is what the API is for; exclude the parameter.
    """

    name = "signatures"
    phases = frozenset((Phase.REQUEST_HEADERS, Phase.REQUEST_BODY))

    def __init__(
        self,
        ruleset: RuleSet,
        settings: SignaturesSettings | None = None,
        exclusions: Sequence[ExclusionLike] = (),
    ) -> None:
        settings = settings or SignaturesSettings()
        if settings.paranoia_level not in (1, 2, 3, 4):
            raise ValueError(f"signatures: paranoia_level: {settings.paranoia_level} must be 1 to 4")
        self._ruleset = ruleset
        self._level = settings.paranoia_level
        self._lowers = settings.free_text == "lower"
        self._exclusions = tuple(exclusions)

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:  # noqa: ARG002
        decoded = exchange.head if phase is Phase.REQUEST_HEADERS else exchange.payload
        wanted = self._ruleset.derived
        derived = derived_values(exchange, phase, wanted) if wanted else ()
        if not decoded.fields and not derived:
            return ()
        hits = self._ruleset.search(decoded.fields, derived, self._level)
        return self._findings(hits, exchange) if hits else ()

    def _findings(self, hits: list[Hit], exchange: Exchange) -> list[Finding]:
        out: list[Finding] = []
        lowered = 0
        for hit in hits:
            rule = hit.rule
            if self._exclusions and self._excluded(hit, exchange):
                continue
            severity, effect = rule.severity, EFFECTS[rule.disruption]
            if (
                self._lowers
                and effect is Effect.SCORE
                and severity > Severity.NOTICE
                and ANY_CONTEXT not in rule.tags
                and is_prose(hit.value.text)
            ):
                severity = Severity.NOTICE
                lowered += 1
                if lowered > LOWERED:
                    effect = Effect.NOTE
            out.append(
                Finding(
                    detector=self.name,
                    rule=rule.id,
                    severity=severity,
                    message=rule.message,
                    location=hit.value.location,
                    evidence=evidence(hit.shown, hit.value.name),
                    effect=effect,
                    tags=rule.tags,
                )
            )
        return out

    def _excluded(self, hit: Hit, exchange: Exchange) -> bool:
        rule, value = hit.rule, hit.value
        return any(
            (not e.rule or e.rule == rule.id)
            and (not e.tag or e.tag in rule.tags)
            and (not e.operation or e.operation == exchange.operation)
            and (not e.parameter or e.parameter in (value.name, value.location))
            for e in self._exclusions
        )
