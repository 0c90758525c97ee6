"""The signatures detector: rules over an exchange's fields, as findings.

A match is worth what it would do where it stands (see `passage`). In a value of its own it counts in full. Amid spoken text
it does where the grammar of its language says that it would work there, whatever the words around it: padding lowers
nothing. Else, and in code that a document shows, it counts as a notice, and at most twice a phase, so that talk about
attacks does not add up to one. Rules tagged `context/any` are exempt: their patterns mean harm wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

import msgspec

from addons.addon import CounterKey, Facts
from addons.exchange import Exchange, Phase
from addons.finding import Effect, Finding, Severity
from addons.redact import evidence
from addons.signatures.doubt import ANY_CONTEXT, is_doubtful
from addons.signatures.grammar import works
from addons.signatures.passage import LINES, WINDOW, Standing, spoken, standing
from addons.signatures.ruleset import Hit, RuleSet
from addons.signatures.seclang.findings import RuleProgram
from addons.signatures.seclang.program import Program
from addons.signatures.seclang.rules import Rule as ProgramRule
from addons.signatures.variables import PLAIN_PATH, Value, derived_values, operators, polluted, segments, targets

REQUEST = (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY)
LOWERED = 2
DOCUMENTS = frozenset(("json", "form", "xml", "graphql", "body"))
"""where documents come: what stands elsewhere is no code that somebody shows"""
TOOL_CALL = re.compile(r":/messages/\d+/(?:content/\d+/input|tool_calls/\d+/function/arguments)(?:/|\Z)")
"""what a language model asked a tool to run, in the history of a conversation: code that is told of"""
ADDRESS_LIKE = re.compile(rb"[:/\\%]")
"""a value that may be an address; where an application is named (`client_id`), who signs in checks where to return to"""
EFFECTS = {"block": Effect.SCORE, "deny": Effect.BLOCK, "pass": Effect.NOTE}


class SignaturesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How wide the rules look.

    paranoia_level: 1 to 4, as in the Core Rule Set: the higher, the more rules, and the more false alarms
    free_text:      what a match within free text counts where it would not work, or is shown as code: `lower`, a notice; `full`, as
                    anywhere
    own:            whether the rules that come with Boing are used
    crs:            whether the Core Rule Set is used beside them: true or false, or unset: where it was added (`CRS_DIR`,
                    `boing rules add`), not where the system happens to have it
    crs_body_bytes: how much of a body the Core Rule Set looks at; what lies beyond is for the own rules, and a note says so
    responses:      whether its rules for answers are used too; it looks at the first bytes of every answer then
    """

    paranoia_level: int = 1
    free_text: Literal["lower", "full"] = "lower"
    own: bool = True
    crs: bool | None = None
    crs_body_bytes: int = 256 * 1024
    responses: bool = False


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
    phases: frozenset[Phase] = frozenset(REQUEST)

    def __init__(
        self,
        ruleset: RuleSet,
        settings: SignaturesSettings | None = None,
        exclusions: Sequence[ExclusionLike] = (),
        program: Program | None = None,
    ) -> None:
        settings = settings or SignaturesSettings()
        if settings.paranoia_level not in (1, 2, 3, 4):
            raise ValueError(f"signatures: paranoia_level: {settings.paranoia_level} must be 1 to 4")
        if settings.crs_body_bytes < 1024:
            raise ValueError(f"signatures: crs_body_bytes: {settings.crs_body_bytes} must be at least 1024")
        self._ruleset = ruleset
        self._level = settings.paranoia_level
        self._lowers = settings.free_text == "lower"
        self._exclusions = tuple(exclusions)
        self._own = settings.own
        self._program = (
            RuleProgram(program, self._takes if exclusions else None, settings.crs_body_bytes)
            if program is not None
            else None
        )
        if program is not None and settings.responses:
            self.phases = frozenset(Phase)

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:  # noqa: ARG002
        if self._program is None:
            return self._search(exchange, phase)
        found = self._search(exchange, phase) if self._own and phase in REQUEST else ()
        return [*found, *self._program.inspect(exchange, phase, self.name)]

    def _search(self, exchange: Exchange, phase: Phase) -> Iterable[Finding]:
        if not self._own:
            return ()
        decoded = exchange.head if phase is Phase.REQUEST_HEADERS else exchange.payload
        wanted = self._ruleset.derived
        derived: Sequence[Value] = derived_values(exchange, phase, wanted) if wanted else ()
        if phase is Phase.REQUEST_HEADERS:
            if not PLAIN_PATH.match(exchange.request.path):
                derived = [*derived, *segments(exchange.request.path)]
            query = exchange.request.query
            if query.count(b"=") > 1:
                derived = [*derived, *polluted(decoded.fields)]
            if ADDRESS_LIKE.search(query) is not None and b"client_id=" not in query:
                derived = [*derived, *targets(decoded.fields, exchange.request.host)]
        elif decoded.media_type == "application/x-www-form-urlencoded":
            derived = [*derived, *polluted(decoded.fields), *targets(decoded.fields, exchange.request.host)]
        elif b'"$' in decoded.body or b"proto" in decoded.body or b"\\u" in decoded.body:
            derived = [*derived, *operators(decoded.fields)]
        if not decoded.fields and not derived:
            return ()
        hits = self._ruleset.search(decoded.fields, derived, self._level)
        return self._findings(hits, exchange) if hits else ()

    def _findings(self, hits: list[Hit], exchange: Exchange) -> list[Finding]:
        best: dict[str, tuple[Hit, bool]] = {}
        for hit in hits:
            known = best.get(hit.rule.id)
            if (known is not None and known[1]) or (self._exclusions and self._excluded(hit, exchange)):
                continue
            counts = not self._lowers or _counts(hit)
            if known is None or counts:
                best[hit.rule.id] = (hit, counts)
        out: list[Finding] = []
        lowered = 0
        for hit, counts in best.values():
            rule = hit.rule
            severity, effect = rule.severity, EFFECTS[rule.disruption]
            if not counts and effect is Effect.SCORE and severity > Severity.NOTICE:
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
                    doubtful=is_doubtful(rule.tags, rule.operator.name) and not works(rule.tags, hit.text, hit.at),
                )
            )
        return out

    def _excluded(self, hit: Hit, exchange: Exchange) -> bool:
        rule, value = hit.rule, hit.value
        return self._covered(rule.id, rule.tags, exchange, (value.name, value.location))

    def _takes(self, rule: ProgramRule, name: str, location: str, exchange: Exchange) -> bool:
        return self._covered(rule.shown_id, rule.tags, exchange, (name, location, name.rpartition(".")[2]))

    def _covered(self, rule: str, tags: Sequence[str], exchange: Exchange, names: Sequence[str]) -> bool:
        return any(
            (not e.rule or e.rule == rule)
            and (not e.tag or e.tag in tags)
            and (not e.operation or e.operation == exchange.operation)
            and (not e.parameter or e.parameter in names)
            for e in self._exclusions
        )


def _counts(hit: Hit) -> bool:
    """Whether a match counts in full where it stands."""
    if ANY_CONTEXT in hit.rule.tags:
        return True
    if TOOL_CALL.search(hit.value.location) is not None and "attack-rce" in hit.rule.tags:
        return False
    text = spoken(hit.text)
    if text is not hit.text and not hit.matches(text):
        return False
    at = min(hit.at, len(text))
    how = standing(text, at, hit.value.text)
    if how is Standing.CODE and hit.value.kind in DOCUMENTS:
        return text.count("\n", 0, WINDOW) < LINES and works(hit.rule.tags, text, at)
    return how is Standing.VALUE or works(hit.rule.tags, text, at)
