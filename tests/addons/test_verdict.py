"""The only place that decides, held to its invariants over all findings there can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from addons.finding import Effect, Finding, Mode, Severity
from addons.verdict import Action, judge

ORDER = [Action.ALLOW, Action.THROTTLE, Action.BLOCK]
FINDING = st.builds(
    Finding,
    detector=st.sampled_from(["access", "limits", "payload"]),
    rule=st.sampled_from(["a", "b", "c"]),
    severity=st.sampled_from(Severity),
    message=st.just("m"),
    effect=st.sampled_from(Effect),
    mode=st.sampled_from([Mode.ENFORCE, Mode.OBSERVE]),
)
FINDINGS = st.lists(FINDING, max_size=8)
THRESHOLD = st.integers(1, 20)
MODE = st.sampled_from([Mode.ENFORCE, Mode.OBSERVE])


def finding(
    effect: Effect = Effect.SCORE, severity: Severity = Severity.CRITICAL, mode: Mode = Mode.ENFORCE
) -> Finding:
    return Finding("d", f"{effect}-{severity}", severity, "m", effect=effect, mode=mode)


@given(FINDINGS, THRESHOLD)
def test_observe_never_blocks(findings: list[Finding], threshold: int):
    assert judge(findings, threshold, Mode.OBSERVE).action is Action.ALLOW


@given(FINDINGS, THRESHOLD)
def test_a_detector_in_observe_never_bears_on_what_happens(findings: list[Finding], threshold: int):
    binding = [f for f in findings if f.mode is Mode.ENFORCE or f.effect is Effect.ALLOW]
    assert judge(findings, threshold, Mode.ENFORCE).action is judge(binding, threshold, Mode.ENFORCE).action


@given(FINDINGS, THRESHOLD, MODE)
def test_a_whitelist_entry_beats_everything(findings: list[Finding], threshold: int, mode: Mode):
    for position in range(len(findings) + 1):
        verdict = judge([*findings[:position], finding(Effect.ALLOW), *findings[position:]], threshold, mode)
        assert (verdict.action, verdict.would, verdict.whitelisted) == (Action.ALLOW, Action.ALLOW, True)


@given(FINDINGS, FINDING, THRESHOLD, MODE)
def test_adding_a_finding_never_relaxes_a_verdict(findings: list[Finding], more: Finding, threshold: int, mode: Mode):
    if more.effect is not Effect.ALLOW:
        before, after = judge(findings, threshold, mode), judge([*findings, more], threshold, mode)
        assert ORDER.index(after.action) >= ORDER.index(before.action)
        assert ORDER.index(after.would) >= ORDER.index(before.would)
        assert after.score >= before.score


@given(FINDINGS, THRESHOLD)
def test_enforce_never_does_more_than_observe_announced(findings: list[Finding], threshold: int):
    announced = judge(findings, threshold, Mode.OBSERVE).would
    assert ORDER.index(judge(findings, threshold, Mode.ENFORCE).action) <= ORDER.index(announced)


@given(FINDINGS, THRESHOLD)
def test_what_is_done_has_a_reason(findings: list[Finding], threshold: int):
    verdict = judge(findings, threshold, Mode.ENFORCE)
    if verdict.would is not Action.ALLOW:
        assert verdict.decisive in findings
        assert verdict.reason


def test_points_add_up_to_the_threshold():
    warnings = [finding(severity=Severity.WARNING)] * 2
    assert judge(warnings[:1], 5, Mode.ENFORCE).action is Action.ALLOW
    verdict = judge(warnings, 5, Mode.ENFORCE)
    assert (verdict.action, verdict.score) == (Action.BLOCK, 6)


def test_notes_bear_on_nothing():
    verdict = judge([finding(Effect.NOTE)] * 9, 1, Mode.ENFORCE)
    assert (verdict.action, verdict.would, verdict.score) == (Action.ALLOW, Action.ALLOW, 0)


def test_a_block_is_told_before_a_throttle():
    verdict = judge([finding(Effect.THROTTLE), finding(Effect.BLOCK)], 5, Mode.ENFORCE)
    assert (verdict.action, verdict.reason) == (Action.BLOCK, "block-5")


def test_nothing_found_is_allowed():
    assert judge([], 1, Mode.ENFORCE).action is Action.ALLOW
