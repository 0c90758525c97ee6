"""Addons in order, phase by phase: gathers findings and what they cost, resolves errors, decides nothing.

An addon that raises is never silent: its error is a finding of its own, which blocks or not by its `on_error`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from addons.addon import Addon, CounterKey, Facts
from addons.exchange import Exchange, Phase
from addons.finding import Effect, Finding, Mode, Severity
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
        self._by_phase = {phase: tuple(s for s in self.stages if phase in s.addon.phases) for phase in Phase}

    def wants(self, phase: Phase) -> bool:
        """Whether any addon looks at this phase: a body nobody reads need not be kept."""
        return bool(self._by_phase[phase])

    def needs(self, exchange: Exchange) -> list[CounterKey]:
        return [key for stage in self.stages for key in stage.addon.needs(exchange)]

    def run(
        self, phase: Phase, exchange: Exchange, facts: Facts, inspection: Inspection, timer: Callable[[], int]
    ) -> Verdict:
        """Run one phase into `inspection` and judge all findings so far. `timer` counts nanoseconds."""
        if not inspection.finished:
            for stage in self._by_phase[phase]:
                started = timer()
                found = self._inspect(stage, exchange, phase, facts)
                spent = inspection.nanoseconds
                spent[stage.addon.name] = spent.get(stage.addon.name, 0) + timer() - started
                if found:
                    inspection.findings.extend(found)
                    if any(f.effect is Effect.ALLOW for f in found):
                        inspection.finished = True
                        break
                    if self.mode is Mode.ENFORCE and any(
                        f.effect in (Effect.BLOCK, Effect.THROTTLE) and f.mode is Mode.ENFORCE for f in found
                    ):
                        inspection.finished = True
                        break
        return judge(inspection.findings, self.threshold, self.mode)

    @staticmethod
    def _inspect(stage: Stage, exchange: Exchange, phase: Phase, facts: Facts) -> list[Finding]:
        try:
            found = list(stage.addon.inspect(exchange, phase, facts))
        except Exception as error:  # noqa: BLE001 - whatever it was, it becomes a finding
            found = [
                Finding(
                    detector=stage.addon.name,
                    rule=ERROR_RULE,
                    severity=Severity.CRITICAL,
                    message=f"{stage.addon.name} failed in phase {phase.name.lower()}: {type(error).__name__}: {error}"[:300],
                    effect=Effect.BLOCK if stage.on_error == "block" else Effect.NOTE,
                )
            ]
        if stage.mode is Mode.ENFORCE:
            return found
        return [replace(finding, mode=stage.mode) for finding in found]
