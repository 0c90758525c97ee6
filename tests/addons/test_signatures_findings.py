"""Rule sets of others beside the own pack: hits as findings, exclusions, phases."""

from types import SimpleNamespace

import pytest

from addons.addon import Facts
from addons.exchange import Exchange, Phase, Request, Response
from addons.finding import Effect, Finding, Severity
from addons.signatures import RuleSet, Signatures, SignaturesSettings, parse
from tests.addons.seclang import program

RULES = """
SecRule REQUEST_HEADERS:Content-Type "@contains json" "id:90,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,block"
SecRule ARGS "@contains evil" "id:942999,phase:2,block,severity:ERROR,tag:attack-sqli,msg:'Evil in %{MATCHED_VAR_NAME}',\
    setvar:tx.score=+4"
SecRule REQUEST_HEADERS:User-Agent "@contains scan" "id:913999,phase:1,block,severity:WARNING,tag:scanner"
SecRule ARGS "@streq gone" "id:7,phase:2,deny"
SecRule ARGS "@streq odd" "id:8,phase:2,pass,msg:'odd'"
SecRule TX:score "@ge 4" "id:949999,phase:2,deny,msg:'sum'"
SecRule RESPONSE_STATUS "@streq 500" "id:950999,phase:3,block"
"""
OWN = RuleSet(parse('SecRule ARGS "@contains own" "id:1,phase:2,block"', "own.conf"))


def inspect(request: Request, exclusions=(), *, phases=None, **options) -> list[Finding]:
    signatures = Signatures(OWN, SignaturesSettings(**options), exclusions, program(RULES))
    exchange = Exchange("r1", request, operation="GET /", client="192.0.2.1")
    found: list[Finding] = []
    for phase in phases or sorted(signatures.phases):
        if phase is Phase.RESPONSE_HEADERS:
            exchange.response = Response(500)
        found += signatures.inspect(exchange, phase, Facts())
    return found


def json(body: bytes) -> Request:
    return Request("POST", b"/", b"", ((b"Content-Type", b"application/json"),), body)


def test_a_rule_that_fired_is_a_finding_with_its_severity_place_and_message():
    (one, total) = inspect(json(b'{"user":{"names":["x","so evil"]}}'))
    assert (one.detector, one.rule, one.severity, one.effect) == ("signatures", "942999", Severity.ERROR, Effect.SCORE)
    assert (one.location, one.message, one.tags) == (
        "json:/user/names/1",
        "Evil in ARGS:json.user.names.array_1",
        ("attack-sqli",),
    )
    assert one.evidence == "so evil"
    assert (total.rule, total.effect) == ("949999", Effect.NOTE)


@pytest.mark.parametrize(
    ("request_", "location"),
    [
        (Request("GET", b"/", b"q=evil"), "query:q"),
        (Request("POST", b"/", b"", ((b"Content-Type", b"application/x-www-form-urlencoded"),), b"q=evil"), "form:q"),
        (Request("GET", b"/", b"", ((b"User-Agent", b"scanner"),)), "header:user-agent"),
    ],
)
def test_places_are_named_as_other_detectors_name_them(request_, location):
    assert inspect(request_)[0].location == location


def test_deny_blocks_by_itself_and_pass_is_a_note():
    effects = {f.rule: f.effect for f in inspect(Request("GET", b"/", b"a=gone&b=odd"))}
    assert effects == {"7": Effect.BLOCK, "8": Effect.NOTE}


def test_both_packs_are_used_side_by_side_or_one_alone():
    request = Request("GET", b"/", b"a=own&b=odd")
    assert [f.rule for f in inspect(request)] == ["1", "8"]
    assert [f.rule for f in inspect(request, own=False)] == ["8"]


@pytest.mark.parametrize(
    "given",
    [{"rule": "942999"}, {"tag": "attack-sqli"}, {"parameter": "q"}, {"parameter": "query:q"}, {"operation": "GET /", "rule": "942999"}],
)  # fmt: skip
def test_what_an_exclusion_takes_away_scores_nowhere(given):
    exclusion = SimpleNamespace(**{"rule": "", "tag": "", "operation": "", "parameter": "", **given})
    assert inspect(Request("GET", b"/", b"q=evil"), [exclusion]) == []
    if "parameter" in given:
        assert [f.rule for f in inspect(Request("GET", b"/", b"q=evil&r=evil"), [exclusion])] == ["942999", "949999"]


def test_answers_are_looked_at_only_where_that_was_asked_for():
    request = Request("GET", b"/")
    assert inspect(request) == []
    assert [f.rule for f in inspect(request, responses=True)] == ["950999"]


PARTIAL = [
    (b"application/json", b'{"a":"evil","b":"cu', "json:/a"),
    (b"application/x-www-form-urlencoded", b"a=evil&b", "form:a"),
    (
        b"multipart/form-data; boundary=B",
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nevil\r\n--B\r\nContent-',
        "form:a",
    ),
]


@pytest.mark.parametrize(("kind", "body", "location"), PARTIAL)
def test_a_body_that_did_not_come_whole_is_read_as_far_as_it_goes_and_its_end_is_no_fault(kind, body, location):
    found = inspect(Request("POST", b"/", b"", ((b"Content-Type", kind),), body, body_complete=False))
    assert [(f.rule, f.location) for f in found][:1] == [("942999", location)]
    assert "200002" not in {f.rule for f in found}


def test_what_lies_beyond_the_bytes_looked_at_is_said():
    body = b'{"a":"evil","b":"' + b"x" * 2000 + b'","c":"gone"}'
    assert [f.rule for f in inspect(json(body), crs_body_bytes=1024)] == ["942999", "949999", "crs-body-cut"]
    assert [f.rule for f in inspect(json(body))] == ["942999", "7", "949999"]
    with pytest.raises(ValueError, match="crs_body_bytes: 10 must be at least 1024"):
        inspect(json(body), crs_body_bytes=10)
