"""Stages in order: what ends an inspection, and that no error inside an addon is silent."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from addons.addon import CounterKey, Facts
from addons.exchange import Exchange, Phase, Request
from addons.finding import Effect, Finding, Mode, Severity
from addons.pipeline import ERROR_RULE, Inspection, OnError, Pipeline, Stage
from addons.verdict import Action, Verdict


class Says:
    """An addon that claims the same of every exchange, in the phases it is given."""

    def __init__(self, name: str, *effects: Effect, phases: Iterable[Phase] = Phase, error: str = "") -> None:
        self.name = name
        self.phases = frozenset(phases)
        self.asked: list[Phase] = []
        self._effects = effects
        self._error = error

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:
        return [CounterKey(self.name, 60)]

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:
        self.asked.append(phase)
        for effect in self._effects:
            yield Finding(self.name, f"{self.name}-{effect}", Severity.CRITICAL, "m", effect=effect)
        if self._error:
            raise RuntimeError(self._error)


EXCHANGE = Exchange("r", Request("GET", b"/"))


def run(pipeline: Pipeline, inspection: Inspection, phase: Phase = Phase.REQUEST_HEADERS) -> Verdict:
    ticks = iter(range(0, 10_000, 7))
    return pipeline.run(phase, EXCHANGE, Facts(), inspection, lambda: next(ticks))


@pytest.mark.parametrize(("on_error", "action"), [("allow", Action.ALLOW), ("block", Action.BLOCK)])
def test_an_addon_that_raises_is_a_finding_resolved_by_its_on_error(on_error: OnError, action: Action):
    inspection = Inspection()
    verdict = run(Pipeline([Stage(Says("broken", error="oops"), on_error=on_error)]), inspection)
    assert verdict.action is action
    (found,) = inspection.findings
    assert (found.detector, found.rule) == ("broken", ERROR_RULE)
    assert found.message == "broken failed in phase request_headers: RuntimeError: oops"


def test_a_detector_in_observe_that_raises_does_not_block():
    verdict = run(Pipeline([Stage(Says("broken", error="oops"), Mode.OBSERVE, "block")]), Inspection())
    assert (verdict.action, verdict.would) == (Action.ALLOW, Action.BLOCK)


def test_an_error_does_not_keep_the_next_addon_from_looking():
    verdict = run(Pipeline([Stage(Says("broken", error="oops")), Stage(Says("next", Effect.BLOCK))]), Inspection())
    assert verdict.reason == "next-block"


@pytest.mark.parametrize("effect", [Effect.ALLOW, Effect.BLOCK, Effect.THROTTLE])
def test_a_decided_inspection_asks_nobody_else(effect: Effect):
    second = Says("second", Effect.BLOCK)
    inspection = Inspection()
    pipeline = Pipeline([Stage(Says("first", effect)), Stage(second)])
    first = run(pipeline, inspection)
    assert inspection.finished
    assert run(pipeline, inspection, Phase.REQUEST_BODY) == first
    assert second.asked == []


@pytest.mark.parametrize(("api", "stage"), [(Mode.OBSERVE, Mode.ENFORCE), (Mode.ENFORCE, Mode.OBSERVE)])
def test_observing_goes_on_to_the_end(api: Mode, stage: Mode):
    """What it would have done is only known when everybody was asked."""
    second = Says("second", Effect.SCORE)
    inspection = Inspection()
    pipeline = Pipeline([Stage(Says("first", Effect.BLOCK), stage), Stage(second)], threshold=99, mode=api)
    verdict = run(pipeline, inspection)
    assert (verdict.action, verdict.would) == (Action.ALLOW, Action.BLOCK)
    assert second.asked == [Phase.REQUEST_HEADERS]
    assert {finding.mode for finding in inspection.findings if finding.detector == "first"} == {stage}


def test_each_addon_is_asked_in_its_phases_only_and_findings_add_up():
    early = Says("early", Effect.SCORE, phases=[Phase.REQUEST_HEADERS])
    late = Says("late", Effect.SCORE, phases=[Phase.REQUEST_BODY])
    pipeline = Pipeline([Stage(early), Stage(late)], threshold=10)
    inspection = Inspection()
    assert run(pipeline, inspection).action is Action.ALLOW
    assert run(pipeline, inspection, Phase.REQUEST_BODY).action is Action.BLOCK
    assert (early.asked, late.asked) == ([Phase.REQUEST_HEADERS], [Phase.REQUEST_BODY])
    assert pipeline.wants(Phase.REQUEST_BODY)
    assert not pipeline.wants(Phase.RESPONSE_BODY)


def test_a_detector_that_is_off_is_not_there():
    addon = Says("off", Effect.BLOCK)
    pipeline = Pipeline([Stage(addon, Mode.OFF)])
    assert run(pipeline, Inspection()).action is Action.ALLOW
    assert (addon.asked, pipeline.needs(EXCHANGE), pipeline.stages) == ([], [], ())


def test_counters_of_all_addons_are_named():
    pipeline = Pipeline([Stage(Says("a")), Stage(Says("b"))])
    assert pipeline.needs(EXCHANGE) == [CounterKey("a", 60), CounterKey("b", 60)]


def test_the_cost_of_each_addon_is_kept():
    inspection = Inspection()
    pipeline = Pipeline([Stage(Says("a")), Stage(Says("b"))])
    run(pipeline, inspection)
    run(pipeline, inspection, Phase.REQUEST_BODY)
    assert inspection.nanoseconds == {"a": 14, "b": 14}
