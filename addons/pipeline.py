"""Addons in order, phase by phase: gathers findings and what they cost, resolves errors, decides nothing.

An addon that raises is never silent: its error is a finding of its own, which blocks or not by its `on_error`.

A second opinion may lower what others found in the same phase, before it is judged, within the bounds of `finding.doubted`.
So a finding once judged never changes, and of the findings judged each one more never relaxes a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from addons.addon import Addon, CounterKey, Facts, SecondOpinion
from addons.exchange import Exchange, Phase
from addons.finding import Effect, Finding, Mode, Severity, doubted
from addons.verdict import Verdict, judge

OnError = Literal["allow", "block"]
ERROR_RULE = "addon-error"


@dataclass(frozen=True, slots=True)
class Stage:
    addon: Addon
    mode: Mode = Mode.ENFORCE
    on_error: OnError = "allow"


@dataclass(slots=True)
class Inspection:
    """What came out so far for one exchange: findings of all phases, nanoseconds by addon, and whether it is over."""

    findings: list[Finding] = field(default_factory=list)
    nanoseconds: dict[str, int] = field(default_factory=dict)
    finished: bool = False


class Pipeline:
    """The stages of one API. Immutable; shared by all exchanges pinned to one snapshot."""

    def __init__(self, stages: Iterable[Stage], threshold: int = 5, mode: Mode = Mode.ENFORCE) -> None:
        self.stages = tuple(stage for stage in stages if stage.mode is not Mode.OFF)
        self.threshold = threshold
        self.mode = mode
        self._by_phase = {
            phase: tuple(
                (s, s.addon.name, isinstance(s.addon, SecondOpinion)) for s in self.stages if phase in s.addon.phases
            )
            for phase in Phase
        }

    def wants(self, phase: Phase) -> bool:
        """Whether any addon looks at this phase: a body nobody reads need not be kept."""
        return bool(self._by_phase[phase])

    def needs(self, exchange: Exchange) -> list[CounterKey]:
        return [key for stage in self.stages for key in stage.addon.needs(exchange)]

    def run(
        self, phase: Phase, exchange: Exchange, facts: Facts, inspection: Inspection, timer: Callable[[], int]
    ) -> Verdict:
        """Run one phase into `inspection` and judge all findings so far. `timer` counts nanoseconds."""
        if inspection.finished:
            return judge(inspection.findings, self.threshold, self.mode)
        spent = inspection.nanoseconds
        first = len(inspection.findings)
        before = timer()
        for stage, name, opines in self._by_phase[phase]:
            try:
                if opines:
                    found = _opinion(stage, exchange, phase, inspection.findings, first)
                else:
                    found = list(stage.addon.inspect(exchange, phase, facts))
            except Exception as error:  # noqa: BLE001 - whatever it was, it becomes a finding
                found = [_failure(stage, phase, error)]
            after = timer()
            spent[name] = spent.get(name, 0) + after - before
            before = after
            if found:
                if stage.mode is not Mode.ENFORCE:
                    found = [msgspec.structs.replace(finding, mode=stage.mode) for finding in found]
                inspection.findings.extend(found)
                if self._ends(found):
                    inspection.finished = True
                    break
        return judge(inspection.findings, self.threshold, self.mode)

    def _ends(self, found: list[Finding]) -> bool:
        """Whether nothing that comes later could change the verdict: a whitelist entry, or a binding block or throttle."""
        return any(
            finding.effect is Effect.ALLOW
            or (
                finding.effect in (Effect.BLOCK, Effect.THROTTLE)
                and finding.mode is Mode.ENFORCE
                and self.mode is Mode.ENFORCE
            )
            for finding in found
        )


def _opinion(stage: Stage, exchange: Exchange, phase: Phase, findings: list[Finding], first: int) -> list[Finding]:
    """What the addon adds to the findings from `first` on; those it doubts are lowered in place where it enforces."""
    assert isinstance(stage.addon, SecondOpinion)
    opinion = stage.addon.opine(exchange, phase, findings[first:])
    if stage.mode is Mode.ENFORCE:
        for place, why in opinion.doubts.items():
            findings[first + place] = doubted(findings[first + place], why)
    return list(opinion.findings)


def _failure(stage: Stage, phase: Phase, error: Exception) -> Finding:
    name = stage.addon.name
    return Finding(
        detector=name,
        rule=ERROR_RULE,
        severity=Severity.CRITICAL,
        message=f"{name} failed in phase {phase.name.lower()}: {type(error).__name__}: {error}"[:300],
        effect=Effect.BLOCK if stage.on_error == "block" else Effect.NOTE,
    )
