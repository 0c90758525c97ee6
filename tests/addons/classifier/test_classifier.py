"""The detector: what it seconds, what it doubts, and what it may never doubt."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.addon import Facts
from addons.classifier import Classifier, ClassifierSettings
from addons.classifier.addon import ATTACK, DOUBT, MOST_DOUBTED, MOST_WINDOWS, SECOND
from addons.classifier.due import due, is_odd, oddest, oddness
from addons.classifier.model import Places, TextModel
from addons.classifier.text import WINDOW
from addons.decode import Field
from addons.exchange import Exchange, Phase, Request
from addons.finding import DOUBTED, Effect, Finding, Mode, Severity, doubted
from addons.pipeline import Inspection, Pipeline, Stage
from addons.signatures.doubt import is_doubtful
from addons.verdict import Action, Verdict
from tests.addons.classifier.models import ATTACKS, GOOD, small_model

HEAD, BODY = Phase.REQUEST_HEADERS, Phase.REQUEST_BODY


LAX = ClassifierSettings(attack=0.9, doubt=0.1)
"""for a model of few texts"""


class Claims:
    """Stands for the signatures: claims the findings it was given."""

    name = "signatures"
    phases = frozenset((HEAD, BODY))

    def __init__(self, *findings: Finding) -> None:
        self._findings = findings

    def needs(self, exchange: Exchange) -> tuple[()]:
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> tuple[Finding, ...]:
        return self._findings if phase is BODY else ()


def posted(**values: object) -> Exchange:
    body = json.dumps(values).encode()
    headers = ((b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()))
    return Exchange("r", Request("POST", b"/orders", headers=headers, body=body))


def claim(name: str, *, doubtful: bool = True, severity: Severity = Severity.CRITICAL, **changes: object) -> Finding:
    return Finding("signatures", "41100", severity, "SQL", location=f"json:/{name}", doubtful=doubtful, **changes)  # type: ignore[arg-type]


def run(
    exchange: Exchange, *findings: Finding, mode: Mode = Mode.ENFORCE, settings: ClassifierSettings = LAX
) -> tuple[Verdict, list[Finding]]:
    stages = [Stage(Claims(*findings)), Stage(Classifier(settings, small_model()), mode)]
    inspection = Inspection()
    pipeline = Pipeline(stages)
    ticks = iter(range(1_000_000))
    for phase in (HEAD, BODY):
        verdict = pipeline.run(phase, exchange, Facts(), inspection, lambda: next(ticks))
    return verdict, inspection.findings


def rules(findings: list[Finding]) -> list[str]:
    return [one.rule for one in findings if one.detector == "classifier"]


# -- an opinion of its own ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_value_that_reads_like_an_attack_adds_points_and_does_not_block_alone(attack: str) -> None:
    verdict, found = run(posted(note=attack, other="17"))
    assert rules(found) == [ATTACK]
    assert (found[0].location, found[0].severity, found[0].effect) == ("json:/note", Severity.WARNING, Effect.SCORE)
    assert "likely" in found[0].message
    assert found[0].evidence
    assert (verdict.action, verdict.score) == (Action.ALLOW, 3)


@pytest.mark.parametrize("good", GOOD)
def test_good_text_is_passed_over(good: str) -> None:
    assert run(posted(note=good)) == (Verdict(), [])


def test_it_seconds_what_a_signature_found_so_that_together_they_block() -> None:
    weak = claim("note", severity=Severity.NOTICE)
    verdict, found = run(posted(note=ATTACKS[1]), weak)
    assert rules(found) == [SECOND]
    assert (verdict.action, verdict.score) == (Action.BLOCK, 5)
    assert run(posted(note=ATTACKS[1]), weak, mode=Mode.OBSERVE)[0].action is Action.ALLOW


def test_of_several_bad_values_the_worst_is_told() -> None:
    _, found = run(posted(one=ATTACKS[1], two=ATTACKS[2], three=GOOD[0]))
    assert len(rules(found)) == 1


def test_talk_about_attacks_is_a_note() -> None:
    text = "How do I stop somebody who keeps sending x' or 'x'='x' union select null,password from users-- in our form?"
    verdict, found = run(posted(note=text), settings=ClassifierSettings(attack=0.5))
    assert [one.effect for one in found] == [Effect.NOTE]
    assert "within prose" in found[0].message
    assert verdict.score == 0


def test_an_odd_name_is_read_with_its_value() -> None:
    _, found = run(posted(**{"x' or 1=1 -- ": 1}))
    assert rules(found) == [ATTACK]


def test_what_is_secret_is_not_shown() -> None:
    _, found = run(posted(password="' or 1=1 -- union select"), settings=ClassifierSettings(attack=0.5))
    assert "union" not in found[0].evidence


# -- doubt -------------------------------------------------------------------------------------------------------


def test_a_doubted_finding_counts_as_a_notice_and_says_why() -> None:
    verdict, found = run(posted(note=GOOD[0]), claim("note"))
    assert (found[0].severity, verdict.action, verdict.score) == (Severity.NOTICE, Action.ALLOW, 2)
    assert "doubted: reads like good text" in found[0].message
    assert [(one.rule, one.effect) for one in found[1:]] == [(DOUBT, Effect.NOTE)]


def test_in_observe_a_doubt_is_told_and_changes_nothing() -> None:
    verdict, found = run(posted(note=GOOD[0]), claim("note"), mode=Mode.OBSERVE)
    assert (verdict.action, verdict.would, verdict.score) == (Action.BLOCK, Action.BLOCK, 5)
    assert found[0] == claim("note")
    assert [(one.rule, one.mode) for one in found[1:]] == [(DOUBT, Mode.OBSERVE)]


LONG = "We are thankful. " * 600


@pytest.mark.parametrize(
    ("values", "findings"),
    [
        pytest.param({"note": GOOD[0]}, [claim("note", doubtful=False)], id="a rule that does not allow it"),
        pytest.param({"note": GOOD[0]}, [claim("note"), claim("note", doubtful=False)], id="confirmed at that place"),
        pytest.param({"note": GOOD[0]}, [claim("note", effect=Effect.BLOCK)], id="what blocks by itself"),
        pytest.param({"note": ATTACKS[0]}, [claim("note")], id="what reads like an attack"),
        pytest.param({"note": GOOD[0], "x": ATTACKS[2]}, [claim("note")], id="beside an attack elsewhere"),
        pytest.param({"note": LONG}, [claim("note")], id="what is too long to be read"),
        pytest.param({"note": GOOD[0], "long": LONG}, [claim("note")], id="beside what is too long"),
        pytest.param({f"n{n}": GOOD[0] for n in range(MOST_DOUBTED + 1)}, [claim("n0")], id="among too many values"),
        pytest.param({"note": GOOD[0]}, [claim("elsewhere")], id="a place that is not there"),
        pytest.param({"note": GOOD[0]}, [claim("note")] * 3, id="three rules that agree"),
    ],
)
def test_what_may_not_be_doubted_blocks_as_before(values: dict[str, object], findings: list[Finding]) -> None:
    assert run(posted(**values), *findings)[0].action is Action.BLOCK


def test_doubt_can_be_switched_off() -> None:
    verdict, found = run(posted(note=GOOD[0]), claim("note"), settings=ClassifierSettings(doubt=0))
    assert (verdict.action, rules(found)) == (Action.BLOCK, [])


def test_the_head_of_a_request_is_read_before_a_body_s_finding_is_doubted() -> None:
    exchange = posted(note=GOOD[0])
    exchange.request = Request("POST", b"/orders", b"q=1'+or+1=1--+", exchange.request.headers, exchange.request.body)
    assert run(exchange, claim("note"))[0].action is Action.BLOCK


FINDING = st.builds(
    Finding,
    detector=st.just("signatures"),
    rule=st.just("r"),
    severity=st.sampled_from(Severity),
    message=st.just("m"),
    location=st.sampled_from(["json:/note", "json:/x", ""]),
    effect=st.sampled_from([Effect.SCORE, Effect.NOTE, Effect.BLOCK]),
    doubtful=st.booleans(),
)


@given(FINDING)
def test_a_doubt_takes_a_finding_down_to_a_notice_at_most_and_only_if_its_rule_allows(finding: Finding) -> None:
    after = doubted(finding, "why")
    if finding.doubtful and finding.effect is Effect.SCORE and finding.severity > DOUBTED:
        assert after.severity is DOUBTED
        assert after.message == "m (why)"
    else:
        assert after == finding
    assert (after.effect, after.rule, after.location) == (finding.effect, finding.rule, finding.location)


@given(st.lists(FINDING, max_size=5), FINDING, st.sampled_from([*GOOD, *ATTACKS]))
def test_one_more_finding_never_relaxes_a_verdict_whatever_is_doubted(
    findings: list[Finding], more: Finding, text: str
) -> None:
    before, after = (run(posted(note=text, x="7"), *claims)[0] for claims in (findings, [*findings, more]))
    assert after.action is Action.BLOCK or (before.action is Action.ALLOW and after.score >= before.score)


@pytest.mark.parametrize(
    ("tags", "operator", "doubtful"),
    [
        (("attack-sqli",), "rx", True),
        (("attack-sqli", "paranoia-level/2"), "pm", True),
        (("attack-sqli",), "detectSQLi", False),
        (("attack-xss",), "detectxss", False),
        (("attack-sqli", "context/any"), "rx", False),
        (("attack-protocol",), "rx", False),
        (("attack-scanner",), "pm", False),
        ((), "rx", False),
    ],
)
def test_a_rule_says_of_itself_whether_it_may_be_doubted(tags: tuple[str, ...], operator: str, doubtful: bool) -> None:
    assert is_doubtful(tags, operator) is doubtful


# -- what is due -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("17", False),
        ("4f9b3c2e-1111-4222-8333-944455556666", False),
        ("blue running shoes", False),
        ("2026-01-31T10:00:00+01:00", False),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.x-y_z", False),
        ("ada@example.com", False),
        ("O'Brien", True),
        ("1 or x=1", True),
        ("..%2f", True),
        ("<b>x", True),
        ("$(id)", True),
        ("http://127.0.0.1", True),
        ("products/usr-manual/3", False),
        ("the union of two sets", False),
        ("1..10", False),
        ("/etc/demo/demo.conf", True),
        ("..0x2f..0x2fdemo", True),
        ("7 union all select 8", True),
    ],
)
def test_ids_words_and_tokens_are_never_due(value: str, read: bool) -> None:
    assert [one.value for one in due([Field("json:/v", "v", value)])] == ([value] if read else [])


def test_headers_are_not_due_and_the_oddest_come_first() -> None:
    fields = [Field("header:x", "x", "<<<"), Field("query:a", "a", "it's"), Field("query:b", "b", "';--<>()")]
    assert [one.name for one in due(fields)] == ["a", "b"]
    assert [one.name for one in oddest(due(fields), 5)] == ["b", "a"]
    assert [one.name for one in oddest(due(fields), 1)] == ["b"]


@given(st.text("%u.2f5c0x-&:/=ı ſkUNION SELECTetcwinnt'<é\x1c\x85", max_size=40))
def test_a_value_is_odd_where_it_holds_a_sign_whichever_way_that_is_found(value: str) -> None:
    assert is_odd(value) == (oddness(Field("json:/v", "v", value)) > 0)


class Counting(TextModel):
    """Notes how many symbols it looks up the n-grams of, each time."""

    asked: list[int]

    def grams(self, symbols: bytes) -> Places:
        self.asked.append(len(symbols))
        return super().grams(symbols)


def counting() -> Counting:
    model = small_model()
    one = Counting(**{part.name: getattr(model, part.name) for part in dataclasses.fields(model)})
    object.__setattr__(one, "asked", [])
    return one


def test_all_values_of_a_phase_are_read_in_one_go_and_a_long_one_only_where_it_is_read() -> None:
    model = counting()
    addon = Classifier(LAX, model)
    addon.opine(posted(one=GOOD[0], two=GOOD[1], three="it's", four="plain"), BODY, ())
    assert len(model.asked) == 1
    model.asked.clear()
    addon.opine(posted(note="It's a long letter, and all of it is kind. " * 300), BODY, ())
    assert model.asked == [MOST_WINDOWS * WINDOW]
    model.asked.clear()
    addon.opine(posted(note="plain", other=17), BODY, ())
    assert model.asked == []


def test_where_not_all_can_be_read_the_oddest_is() -> None:
    values = {f"n{n}": "it's plain" for n in range(MOST_WINDOWS + 3)}
    _, found = run(posted(**values, last=ATTACKS[1] + "()()"))
    assert [one.location for one in found] == ["json:/last"]


def test_without_a_model_it_looks_at_nothing() -> None:
    addon = Classifier()
    assert addon.phases == frozenset()
    assert addon.opine(posted(note=ATTACKS[0]), BODY, ()).findings == ()


@pytest.mark.parametrize(("option", "value"), [("attack", 0.4), ("attack", 1.1), ("doubt", 0.6), ("doubt", -0.1)])
def test_settings_out_of_bounds_are_refused(option: str, value: float) -> None:
    with pytest.raises(ValueError, match=option):
        Classifier(ClassifierSettings(**{option: value}))


@given(st.binary(max_size=400), st.binary(max_size=200))
def test_it_never_raises(body: bytes, query: bytes) -> None:
    exchange = Exchange("r", Request("POST", b"/", query, ((b"content-type", b"application/json"),), body))
    addon = Classifier(ClassifierSettings(attack=0.5), small_model())
    for phase in (HEAD, BODY):
        fields = (exchange.head if phase is HEAD else exchange.payload).fields
        claims = [Finding("signatures", "r", Severity.ERROR, "m", one.location, doubtful=True) for one in fields]
        addon.opine(exchange, phase, claims)
