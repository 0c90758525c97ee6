"""The payload detector: which malformation is worth how much."""

import re
from pathlib import Path

import brotli
import msgspec
import pytest
import yaml

from addons.addon import Facts
from addons.decode import DecodeLimits
from addons.exchange import Exchange, Phase, Request
from addons.finding import Effect, Mode, Severity
from addons.payload import RULES, Payload, PayloadSettings
from addons.verdict import Action, judge

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases/payload/bodies.yaml").read_text())


def inspect(body: bytes, content_type: str, *headers: tuple[bytes, bytes], settings=None, path=b"/"):
    request = Request("POST", path, headers=((b"content-type", content_type.encode()), *headers), body=body)
    exchange, payload = Exchange("1", request, decode_limits=DecodeLimits()), Payload(settings)
    return [f for phase in sorted(payload.phases) for f in payload.inspect(exchange, phase, Facts())]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_malformed_body_is_found_and_its_benign_twin_is_not(case):
    assert [f.rule for f in inspect(case["bad"].encode(), case["type"])] == case["rules"]
    assert inspect(case["good"].encode(), case["type"]) == []


def test_malformed_json_alone_does_not_block_but_a_bomb_does_whatever_the_threshold():
    malformed = inspect(b'{"a"', "application/json")
    assert judge(malformed, 5, Mode.ENFORCE).action is Action.ALLOW
    bomb = inspect(brotli.compress(b"x" * 50_000_000), "application/json", (b"content-encoding", b"br"))
    assert {f.rule: f.effect for f in bomb}["payload-bomb"] is Effect.BLOCK
    assert judge(bomb, 1000, Mode.ENFORCE).action is Action.BLOCK


def test_the_head_is_looked_at_in_its_own_phase():
    exchange = Exchange("1", Request("GET", b"/a%00"))
    findings = list(Payload().inspect(exchange, Phase.REQUEST_HEADERS, Facts()))
    assert [(f.rule, f.location, f.severity) for f in findings] == [("payload-nul", "path", Severity.CRITICAL)]


def test_one_rule_speaks_once_unless_told_otherwise():
    body = b'{"a":"\\u0000","b":"\\u0000","c":"\\u0000"}'
    assert len(inspect(body, "application/json")) == 1
    assert len(inspect(body, "application/json", settings=PayloadSettings(per_rule=2))) == 2


def test_rules_can_be_ignored_and_weighed_anew():
    twice = b'{"a":1,"a":2}'
    assert inspect(twice, "application/json", settings=PayloadSettings(ignore=["payload-json-duplicate"])) == []
    (finding,) = inspect(
        twice, "application/json", settings=PayloadSettings(severities={"payload-json-duplicate": "critical"})
    )
    assert finding.severity is Severity.CRITICAL


@pytest.mark.parametrize(
    "settings",
    [
        {"ignore": ["no-such-rule"]},
        {"severities": {"nope": "error"}},
        {"severities": {"payload-nul": "awful"}},
        {"per_rule": 0},
    ],
)
def test_settings_that_name_what_is_not_there_are_refused(settings):
    with pytest.raises(ValueError, match=r"payload: .*Rules: payload-json-malformed"):
        Payload(msgspec.convert(settings, PayloadSettings))


def test_every_rule_id_that_decoding_can_report_has_a_severity():
    source = "".join(path.read_text() for path in (Path(__file__).parents[2] / "addons/decode").glob("*.py"))
    reported = set(re.findall(r'"(payload-[a-z0-9-]+)"', source))
    assert reported
    assert reported <= set(RULES)
