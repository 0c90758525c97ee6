"""SecLang's engine: what rules see, what a match does, and that deciding beforehand changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.exchange import Request, Response
from addons.signatures import RuleError
from addons.signatures.seclang.program import Program
from tests.addons.seclang import fired, get, post, program, run

JSON = (
    'SecRule REQUEST_HEADERS:Content-Type "@contains json" "id:90,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"\n'
    'SecRule REQUEST_HEADERS:Content-Type "@contains xml" "id:91,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"\n'
)
FORM = b"application/x-www-form-urlencoded"
PARTS = (
    b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--B\r\n'
    b'Content-Disposition: form-data; name="f"; filename="n.php"\r\nContent-Type: text/x\r\n\r\nfile\r\n--B--\r\n'
)


@pytest.mark.parametrize(
    ("rule", "request_"),
    [
        ('ARGS:Q "@streq v w"', get(b"q=v+w")),
        ('ARGS_GET_NAMES "@streq q"', get(b"q=1")),
        ('ARGS_POST:a "@streq 1"', post(b"a=1&b=2", FORM)),
        ('&ARGS "@eq 2"', post(b"a=1&b=2", FORM)),
        ('&ARGS:/^a/ "@eq 1"', post(b"a=1&b=2", FORM)),
        ('ARGS_COMBINED_SIZE "@eq 4"', post(b"a=1&b=2", FORM)),
        ('ARGS:json.a.b.array_1 "@streq 2.50"', post(b'{"a":{"b":[1,2.50]}}', b"application/json")),
        ('ARGS_NAMES "@streq json.array_0.k"', post(b'[{"k":null}]', b"application/json")),
        ('ARGS:json.empty-key "@streq true"', post(b'{"":true}', b"application/json")),
        ('REQBODY_ERROR "@eq 1"', post(b'{"a":1', b"application/json")),
        ('ARGS:json.a "@streq 1"', post(b'{"a":1, bad', b"application/json")),
        ('REQBODY_PROCESSOR "@streq JSON"', post(b"{}", b"application/json")),
        ('XML:/* "@streq tuv"', post(b'<a x="y">t<b>u</b>v</a>', b"text/xml")),
        ('XML://@* "@streq y"', post(b'<a x="y">t<b>u</b>v</a>', b"text/xml")),
        ('FILES "@streq n.php"', post(PARTS, b"multipart/form-data; boundary=B")),
        ('FILES_NAMES "@streq f"', post(PARTS, b"multipart/form-data; boundary=B")),
        ('ARGS:a "@streq one"', post(PARTS, b"multipart/form-data; boundary=B")),
        ('MULTIPART_PART_HEADERS:f "@contains text/x"', post(PARTS, b"multipart/form-data; boundary=B")),
        ('MULTIPART_STRICT_ERROR "@eq 1"', post(PARTS, b'multipart/form-data; boundary="B"')),
        ('MULTIPART_UNMATCHED_BOUNDARY "@eq 1"', post(PARTS[:-7] + b"--X--\r\n", b"multipart/form-data; boundary=B")),
        ('REQUEST_COOKIES:b "@streq c=d"', get(b"", (b"Cookie", b"a=1; b=c=d "))),
        ('REQUEST_COOKIES_NAMES "@streq b"', get(b"", (b"Cookie", b"a=1; b=c"))),
        ('REQUEST_HEADERS:x-a "@streq V"', get(b"", (b"X-A", b"V"))),
        ('REQUEST_HEADERS_NAMES "@streq X-A"', get(b"", (b"X-A", b"V"))),
        ('&REQUEST_HEADERS:Host "@eq 0"', get()),
        ('REQUEST_METHOD "!@within POST PUT"', get()),
        ('REQUEST_LINE "@rx ^GET /p/a.b\\?q=1 HTTP/1.1$"', get(b"q=1")),
        ('REQUEST_URI "@streq /p/a b?q=%zz"', get(b"q=%zz", path=b"/p/a%20b")),
        ('REQUEST_URI_RAW "@endsWith /p/a%20b"', get(path=b"/p/a%20b")),
        ('REQUEST_FILENAME "@beginsWith /p/"', get(b"q=1")),
        ('REQUEST_BASENAME "@streq a.b"', get(b"q=1")),
        ('QUERY_STRING "@streq q=1"', get(b"q=1")),
        ('REQUEST_BODY "@contains =2"', post(b"a=1&b=2", FORM)),
        ('REMOTE_ADDR "@ipMatch 192.0.2.0/24,2001:db8::/32"', get()),
        ('URLENCODED_ERROR "@eq 1"', get(b"a=%zz")),
        ('SERVER_NAME "@streq h"', get(b"", (b"Host", b"h:80"))),
        ('UNIQUE_ID "@streq r1"', get()),
        ('ARGS "@pm foo |62 61|r"', get(b"q=xBARx")),
        ('ARGS "@pmFromFile words.data"', get(b"q=a+BETA+gamma")),
        ('ARGS "@validateByteRange 32-126"', get(b"q=%01")),
        ('ARGS "@validateUrlEncoding"', get(b"q=%2541%25")),
        ('ARGS "@validateUtf8Encoding"', get(b"q=%c0%af")),
        ('ARGS "@detectSQLi"', get(b"q=1'+or+1=1--")),
        ('ARGS "@detectXSS"', get(b"q=%3Cscript%3E")),
        ('ARGS "@rx ^b"', get(b"q=a%0Ab")),
        ('ARGS "@rx (a)\\1"', get(b"q=aa")),
        ('ARGS "@rx a(?!b)"', get(b"q=ac")),
        ('ARGS "@rx x\\v"', get(b"q=x%0a")),
        ('ARGS "@rx \\n"', get(b"q=x%0a&r=1")),
        ('ARGS|!ARGS:q "@streq 1"', get(b"q=1&r=1")),
        ('ARGS "@unconditionalMatch"', get(b"q=1")),
        ('ARGS "!@noMatch"', get(b"q=1")),
        ('ARGS "@containsWord or"', get(b"q=this+or+that")),
        ('ARGS:q "@gt 5000000000"', get(b"q=6000000000")),
    ],
)
def test_a_rule_sees_it(rule, request_):
    assert 1 in fired(f'{JSON}SecRule {rule} "id:1,phase:2,block,t:none"', request_)


@pytest.mark.parametrize(
    ("rule", "request_"),
    [
        ('ARGS "@rx ^b"', get(b"q=ab")),
        ('ARGS "@rx a(?!b)"', get(b"q=ab")),
        ('ARGS "@rx \\n"', get(b"q=x&r=1")),
        ('ARGS|!ARGS:/^q/ "@streq 1"', get(b"q=1&r=2")),
        ('ARGS "@validateUtf8Encoding"', get("q=é".encode())),
        ('ARGS "@detectSQLi"', get(b"q=please+leave+it")),
        ('ARGS "@pmFromFile words.data"', get(b"q=comment")),
        ('XML:/* "@rx ."', post(b"a=1", FORM)),
        ('FILES "@rx ."', post(PARTS[:-12], b"multipart/form-data; boundary=B")),
        ('GEO:COUNTRY_CODE "@rx ."', get()),
    ],
)
def test_a_rule_does_not_see_it(rule, request_):
    assert fired(f'{JSON}SecRule {rule} "id:1,phase:2,block,t:none"', request_) == []


def test_a_chain_holds_where_every_link_does_and_captures_for_the_next():
    text = """
SecRule ARGS "@rx ^(\\w+)=(\\w+)$" "id:1,phase:2,block,capture,chain,msg:'%{TX.1} is %{TX.2} in %{MATCHED_VAR_NAME}'"
    SecRule TX:2 "@streq b" "chain"
    SecRule MATCHED_VARS_NAMES "@rx ^ARGS:"
"""
    hits, _ = run(program(text), get(b"q=a%3Db"))
    assert [(hit.rule.id, hit.message) for hit in hits] == [(1, b"a is b in MATCHED_VARS_NAMES:q")]
    assert fired(text, get(b"q=a%3Dc")) == []


def test_scores_add_up_once_for_every_value_that_matches():
    text = """
SecAction "id:1,phase:1,pass,nolog,setvar:tx.points=5,setvar:tx.score=0,setvar:tx.limit=10"
SecRule ARGS "@contains bad" "id:2,phase:2,block,setvar:tx.score=+%{tx.points},setvar:'tx.seen_%{MATCHED_VAR_NAME}=1'"
SecRule TX:score "@ge %{tx.limit}" "id:3,phase:2,deny"
SecRule TX:/^seen_args/ "@eq 1" "id:4,phase:2,pass"
SecAction "id:5,phase:2,pass,nolog,setvar:tx.score=-3,setvar:!tx.points"
SecRule &TX:points "@eq 0" "id:6,phase:2,pass"
"""
    hits, tx = run(program(text), get(b"a=bad&b=bad"))
    assert [hit.rule.id for hit in hits] == [2, 3, 4, 6]
    assert tx.tx(b"score") == b"7"
    assert [hit.rule.id for hit in run(program(text), get(b"a=bad"))[0]] == [2, 4, 6]


@pytest.mark.parametrize(("level", "expected"), [(1, [10]), (2, [10, 20]), (3, [10, 20, 30])])
def test_levels_are_skipped_as_markers_say(level, expected):
    rules = "".join(
        f'SecRule TX:level "@lt {n}" "id:{n},phase:2,pass,nolog,skipAfter:END"\nSecRule ARGS "@rx x" "id:{n}0,phase:2,block"\n'
        for n in (1, 2, 3)
    )
    text = f'SecAction "id:99,phase:1,pass,nolog,setvar:tx.level={level}"\n{rules}SecMarker END\n'
    assert fired(text, get(b"q=x")) == expected
    shown = program(text).roles()
    assert shown[10] == "where found"
    assert shown[1] == "decided beforehand"


def test_what_was_decided_beforehand_is_decided_again_where_a_match_changes_it():
    text = """
SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=1"
SecRule ARGS "@streq raise" "id:2,phase:2,pass,nolog,setvar:tx.level=2"
SecRule TX:level "@lt 2" "id:3,phase:2,pass,nolog,skipAfter:END"
SecRule REQUEST_METHOD "@streq GET" "id:4,phase:2,block"
SecMarker END
"""
    assert fired(text, get(b"q=raise")) == [4]
    assert fired(text, get(b"q=x")) == []


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("skip:1", [2, 4]),
        ("skipAfter:M", [2, 4]),
        ("allow", [2]),
        ("allow:phase", [2]),
        ("pass,ctl:ruleRemoveById=3-3", [2, 4]),
        ("pass,ctl:ruleRemoveByTag=three", [2, 4]),
        ("pass,ctl:ruleRemoveByMsg=Three", [2, 4]),
        ("pass,ctl:ruleRemoveTargetById=3;ARGS:q", [2, 4]),
        ("pass,ctl:ruleRemoveTargetByTag=three;ARGS", [2, 4]),
        ("pass,ctl:ruleRemoveTargetById=3;ARGS:/^q/", [2, 4]),
        ("pass,ctl:ruleRemoveTargetById=3;ARGS:other", [2, 3, 4]),
        ("pass,ctl:ruleEngine=Off", [2]),
        ("pass,ctl:auditEngine=Off", [2, 3, 4]),
    ],
)
def test_a_match_switches_what_comes_after(action, expected):
    text = f"""
SecRule ARGS "@streq x" "id:2,phase:2,{action}"
SecRule ARGS "@rx x" "id:3,phase:2,block,tag:three,msg:'Three'"
SecMarker M
SecRule REQUEST_METHOD "@streq GET" "id:4,phase:2,block"
"""
    assert fired(text, get(b"q=x")) == expected


def test_files_remove_and_change_rules_before_and_behind():
    text = """
SecRuleRemoveById 2
SecRuleUpdateTargetById 3 "!ARGS:q"
SecRuleUpdateTargetByTag t4 "REQUEST_METHOD"
SecRuleUpdateActionById 5 "nolog,pass"
SecRule ARGS "x" "id:2,phase:2,block"
SecRule ARGS "x" "id:3,phase:2,block"
SecRule ARGS "GET" "id:4,phase:2,block,tag:t4"
SecRule ARGS "x" "id:5,phase:2,block"
SecRule ARGS "x" "id:6,phase:2,block,tag:gone,msg:'m6'"
SecRule ARGS "x" "id:7,phase:2,block,msg:'m7'"
SecRuleRemoveByTag gone
SecRuleRemoveByMsg m7
"""
    assert fired(text, get(b"q=x")) == [4]


def test_multi_match_looks_after_every_change():
    text = 'SecRule ARGS "@streq %41" "id:1,phase:2,block,t:none,t:urlDecode{}"'
    assert fired(text.format(",multiMatch"), get(b"q=%2541")) == [1]
    assert fired(text.format(""), get(b"q=%2541")) == []


def test_default_actions_come_before_a_rules_own():
    text = """
SecDefaultAction "phase:2,nolog,pass,t:lowercase,tag:house"
SecRule ARGS "@streq x" "id:1,log,block"
SecRule ARGS "@streq X" "id:2,log,block,t:none"
SecRule ARGS "@streq x" "id:3"
"""
    rules = program(text)
    assert [hit.rule.id for hit in run(rules, get(b"q=X"))[0]] == [1, 2]
    assert rules.rules[0].tags == ("house",)


def test_answers_are_looked_at_where_their_media_type_says_so():
    text = """
SecResponseBodyAccess On
SecResponseBodyMimeType text/html
SecRule RESPONSE_STATUS "@streq 500" "id:1,phase:3,block"
SecRule RESPONSE_BODY "@contains stack trace" "id:2,phase:4,block"
SecRule RESPONSE_HEADERS:X-P "@rx php" "id:3,phase:3,block"
SecRule TX:never "@eq 1" "id:4,phase:5,pass"
"""
    answer = Response(500, ((b"Content-Type", b"text/html; charset=x"), (b"x-p", b"php/8")), b"a stack trace", 13)
    assert fired(text, get(), answer) == [1, 3, 2]
    assert fired(text, get(), Response(500, ((b"Content-Type", b"image/png"),), b"a stack trace", 13)) == [1]


def test_collections_that_outlive_a_request_elsewhere_live_for_one_here():
    text = """
SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{remote_addr},setvar:ip.count=+1,expirevar:ip.count=60"
SecRule IP:count "@gt 1" "id:2,phase:2,block"
SecRule IP:count "@eq 1" "id:3,phase:2,block"
"""
    rules = program(text)
    for _ in range(3):
        assert [hit.rule.id for hit in run(rules, get())[0]] == [3]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('SecRule NOPE "a" "id:1"', "variable 'NOPE' is not supported"),
        ('SecRule XML:/a/b "a" "id:1"', "of XPath only"),
        ('SecRule ARGS "@nope" "id:1"', "operator '@nope' is not supported"),
        ('SecRule ARGS "@pmFromFile gone.data" "id:1"', "gone.data: no such file"),
        ('SecRule ARGS "@pm " "id:1"', "no phrase to look for"),
        ('SecRule ARGS "@validateByteRange 1-999" "id:1"', "a byte from 0 to 255"),
        ('SecRule ARGS "@ipMatch 10.0.0.0/99" "id:1"', "@ipMatch '10.0.0.0/99'"),
        ('SecRule ARGS "@rx (" "id:1"', "is not supported"),
        ('SecRule ARGS "@rx a" "id:1,t:rot13"', "transformation 'rot13' is not supported"),
        ('SecRule ARGS "@rx a" "id:1,setvar:x"', "setvar 'x'"),
        ('SecRule ARGS "@rx a" "id:1,setvar:tx.a=%{nope}"', "there is no variable 'nope'"),
        ('SecRule ARGS "@rx a" "id:1,ctl:fly=On"', "ctl:fly is not supported"),
        ('SecRule ARGS "@rx a" "id:1,ctl:ruleRemoveById=x"', "no rule id"),
        ('SecRule ARGS "@rx a" "id:1,ctl:requestBodyProcessor=CSV"', "the processors are"),
        ('SecRule ARGS "@rx a" "id:1,severity:BAD"', "severity 'BAD'"),
        ('SecRule ARGS "a" "id:1"\nSecRule ARGS "b" "id:1"', "id 1 is taken by t.conf:1"),
    ],
)
def test_a_rule_that_does_not_compile_does_not_load(line, message):
    with pytest.raises(RuleError, match=r"t\.conf:[12]: ") as caught:
        program(line)
    assert message in str(caught.value)


@pytest.mark.parametrize("operator", ["@rbl bl.e.test", "@geoLookup", "@inspectFile x", "@verifyCC \\d+"])
def test_what_cannot_be_done_here_is_refused_with_its_reason_and_the_rest_loads(operator):
    rules = program(f'SecRule ARGS "{operator}" "id:1,phase:2,block"\nSecRule ARGS "x" "id:2,phase:2,block"')
    assert [hit.rule.id for hit in run(rules, get(b"q=x"))[0]] == [2]
    (refusal,) = rules.refusals
    assert (refusal.rule, str(refusal.place)) == (1, "t.conf:1")
    assert len(refusal.reason) > 20


def test_early_blocking_and_scores_for_detecting_and_blocking_work_as_rules_say():
    text = """
SecAction "id:1,phase:1,pass,nolog,setvar:tx.block_level=1,setvar:tx.detect_level=2,setvar:tx.early={},setvar:tx.limit=5"
SecRule REQUEST_HEADERS:A "@streq x" "id:2,phase:1,block,setvar:tx.pl1=+5"
SecRule TX:detect_level "@lt 2" "id:3,phase:1,pass,nolog,skipAfter:SUM"
SecRule REQUEST_HEADERS:B "@streq x" "id:4,phase:1,block,setvar:tx.pl2=+5"
SecMarker SUM
SecRule TX:block_level "@ge 1" "id:5,phase:1,pass,nolog,setvar:tx.sum=+%{{tx.pl1}}"
SecRule TX:block_level "@ge 2" "id:6,phase:1,pass,nolog,setvar:tx.sum=+%{{tx.pl2}}"
SecRule TX:sum "@ge %{{tx.limit}}" "id:7,phase:1,deny,chain"
    SecRule TX:early "@eq 1"
SecRule TX:sum "@ge %{{tx.limit}}" "id:8,phase:2,deny"
"""
    blocks, detects = get(b"", (b"A", b"x")), get(b"", (b"B", b"x"))
    assert fired(text.format(1), blocks) == [2, 7, 8]
    assert fired(text.format(0), blocks) == [2, 8]
    assert fired(text.format(1), detects) == [4]
    assert fired(text.format(1), get()) == []


def test_a_class_of_pcre_that_re2_spells_otherwise_is_read():
    rule = r'SecRule ARGS "@rx ^[^!\"\(\),/:-\?\[-\]\{\}\x0b]+$" "id:1,phase:2,block"'
    assert fired(rule, get(b"q=abc-d")) == [1]
    assert fired(rule, get(b"q=ab%5Cc")) == []


MANY = """
SecAction "id:1,phase:1,pass,nolog,setvar:tx.level=2,setvar:tx.score=0,setvar:tx.words='ab cd'"
SecRule REQUEST_HEADERS:X "@rx ." "id:2,phase:1,pass,nolog,capture,setvar:'tx.x_%{TX.0}=1'"
SecRule TX:level "@lt 2" "id:3,phase:2,pass,nolog,skipAfter:TWO"
SecRule ARGS|REQUEST_COOKIES|!REQUEST_COOKIES:/^u/|ARGS_NAMES "@rx (?i)a+b|\\bc$" "id:4,phase:2,block,t:none,t:urlDecodeUni,t:lowercase,setvar:tx.score=+2"
SecRule ARGS "@pm cd ef" "id:5,phase:2,block,t:none,t:removeWhitespace,setvar:tx.score=+2"
SecRule ARGS "@rx [\\r\\n]" "id:6,phase:2,block,t:none"
SecRule ARGS "@rx ^$" "id:7,phase:2,block,t:none,t:trim"
SecRule REQUEST_METHOD "!@streq GET" "id:8,phase:2,block,chain"
    SecRule ARGS "@contains d" "t:none,t:cmdLine"
SecMarker TWO
SecRule ARGS "@streq stop" "id:9,phase:2,pass,skipAfter:END"
SecRule ARGS "@within %{tx.words}" "id:10,phase:2,block,t:none,t:jsDecode,t:compressWhitespace"
SecRule ARGS "@rx ^a" "id:11,phase:2,block,t:none,t:base64Decode"
SecRule ARGS "!@rx ^[a-z]*$" "id:12,phase:2,block,t:none,t:htmlEntityDecode,t:normalizePath"
SecRule ARGS "@streq lower" "id:13,phase:2,pass,setvar:tx.level=1,ctl:ruleRemoveById=10"
SecMarker END
SecRule TX:score "@ge 4" "id:14,phase:2,block"
SecRule TX:/^x_/ "@eq 1" "id:15,phase:2,block"
"""
WORDS = st.sampled_from(
    ["ab", "AAB", "x c", "c d", "e f", "%61b", "a\nb", "\r", "", " ", "stop", "lower", "abc", "YWJj", "&#97;b", "\\x61b", "a//b",
     "..", "d;", "^d", "\0", "é", "cd", "ab cd", "+", "%", "%u0061b", "\\", "/*c*/"]
)  # fmt: skip


def plainly(rules: Program, request: Request) -> list[int]:
    """Every rule in its order, with nothing decided, remembered or scanned."""
    tx = rules.start(request, "r1", "192.0.2.7")
    tx.freeze()
    found = set(range(10_000))
    hits = []
    for number in (1, 2):
        if number == 2:
            tx.collections.read_body(request.body, tx.collections.get("REQBODY_PROCESSOR")[0][1])
        rules._all(rules._phases[number], 0, found, tx, hits)
    return [hit.rule.id for hit in hits]


@pytest.fixture(scope="module")
def many() -> Program:
    return program(MANY)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abu"), WORDS), max_size=4), st.sampled_from(["GET", "POST"]), WORDS, WORDS)
def test_scanning_and_deciding_beforehand_changes_nothing(many, arguments, method, cookie, header):
    def quoted(text: str) -> bytes:
        return "".join(f"%{byte:02x}" for byte in text.encode()).encode()

    query = b"&".join(name.encode() + b"=" + quoted(value) for name, value in arguments)
    headers = ((b"Cookie", b"a=" + cookie.encode() + b"; u=ab"), (b"X", header.encode()))
    request = Request(method, b"/", query, headers)
    assert [hit.rule.id for hit in run(many, request)[0]] == plainly(many, request)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200), st.sampled_from([b"application/json", b"text/xml", FORM,
       b"multipart/form-data; boundary=B", b'multipart/form-data; boundary="', b"text/plain"]))  # fmt: skip
def test_no_bytes_make_it_fail(many, query, body, kind):
    run(many, Request("POST", query[:40], query, ((b"Content-Type", kind), (b"Cookie", body[:50])), body))
