"""SecLang: what is read, and that what is not understood is an error with its place, never skipped."""

import pytest

from addons.addon import Facts
from addons.exchange import Exchange, Phase, Request
from addons.finding import Effect, Severity
from addons.signatures import RuleError, RuleSet, Signatures, parse
from addons.signatures.transformations import TRANSFORMATIONS, Chain


def found(text: str, request: Request) -> list[tuple[str, str]]:
    signatures = Signatures(RuleSet(parse(text, "t.conf")))
    exchange = Exchange("1", request)
    phases = (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY)
    return [(f.rule, f.location) for phase in phases for f in signatures.inspect(exchange, phase, Facts())]


def test_a_rule_is_read_with_all_its_parts():
    text = r"""
# a comment
SecMarker BEGIN
SecAction "id:1,phase:1,pass,nolog"
SecRule ARGS|!ARGS:token|REQUEST_HEADERS:Referer \
    "!@rx a\"b\d" \
    "id:2,phase:1,t:none,t:lowercase,msg:'it\'s, odd',severity:WARNING,\
    tag:'a/b',tag:paranoia-level/2,deny,ver:'1'"
SecRule ARGS "plain" "id:3,block,chain"
    SecRule MATCHED_VAR "@contains x y"
"""
    first, second = parse(text, "t.conf")
    assert [str(s) for s in first.selections] == ["ARGS", "!ARGS:token", "REQUEST_HEADERS:referer"]
    assert (first.operator.name, first.operator.argument, first.operator.negated) == ("rx", 'a"b\\d', True)
    assert (first.id, first.phase, first.severity, first.message) == ("2", 1, Severity.WARNING, "it's, odd")
    assert (first.tags, first.paranoia_level, first.disruption) == (("a/b", "paranoia-level/2"), 2, "deny")
    assert (first.transformations, str(first.place)) == (("lowercase",), "t.conf:5")
    assert (second.operator.name, second.operator.argument) == ("rx", "plain")
    assert [link.operator.argument for link in second.chained] == ["x y"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("SecRuleEngine On", "directive 'SecRuleEngine' is not supported"),
        ('SecRule ARGS "a', "a quote is not closed"),
        ('SecRule ARGS "a"', "a rule needs an id"),
        ('SecRule NOPE "a" "id:1"', "variable 'NOPE' is not supported"),
        ('SecRule &ARGS "a" "id:1"', "counting '&ARGS' is not supported"),
        ('SecRule ARGS:/x/ "a" "id:1"', "a pattern for names"),
        ('SecRule !ARGS:x "a" "id:1"', "selects nothing"),
        ('SecRule MATCHED_VAR "a" "id:1"', "only in a chained rule"),
        ('SecRule ARGS "a" "id:x"', "id 'x' is no number"),
        ('SecRule ARGS "a" "id:1,phase:3"', "phase '3' is not supported"),
        ('SecRule ARGS "a" "id:1,t:sha1"', "transformation 'sha1' is not supported"),
        ('SecRule ARGS "a" "id:1,setvar:tx.a=1"', "action 'setvar' is not supported"),
        ('SecRule ARGS "a" "id:1,severity:BAD"', "severity 'BAD'"),
        ('SecRule ARGS "a" "id:1,msg:\'x"', "the quote of 'msg' is not closed"),
        ('SecRule ARGS "a" "id:1,tag:\'paranoia-level/9\'"', "the level is 1 to 4"),
        ('SecRule ARGS "a" "id:1,chain"', "a chain without its last rule"),
        ('SecRule ARGS "a" \\', "within a continued line"),
    ],
)
def test_what_is_not_understood_is_an_error_with_its_place(line, message):
    with pytest.raises(RuleError) as caught:
        parse(f"\n{line}", "t.conf")
    assert str(caught.value).startswith("t.conf:2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('SecRule ARGS "@geoLookup" "id:1"', "operator '@geolookup' is not supported"),
        (r'SecRule ARGS "@rx (a)\1" "id:1"', "Hyperscan refuses"),
        (r'SecRule ARGS "@rx a(?=b)" "id:1"', "Hyperscan refuses"),
        ('SecRule ARGS "@pm " "id:1"', "@pm without a phrase"),
        ('SecRule ARGS "a" "id:1"\nSecRule ARGS "b" "id:1"', "id 1 is taken by t.conf:1"),
    ],
)
def test_a_rule_that_does_not_compile_does_not_load(line, message):
    with pytest.raises(RuleError, match=r"t.conf:[12]: ") as caught:
        RuleSet(parse(line, "t.conf"))
    assert message in str(caught.value)


def test_all_errors_of_a_file_come_at_once():
    with pytest.raises(RuleError) as caught:
        parse('Nope\nSecRule ARGS "a" "id:x"', "t.conf")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("rule", "hits"),
    [
        ('ARGS "@rx ^b.d$"', {"query:a"}),
        ('ARGS:c "@rx ."', {"query:c"}),
        ('ARGS_GET|!ARGS:a "@rx o"', {"query:c"}),
        ('ARGS_NAMES "@streq c"', {"query:c"}),
        ('ARGS "@contains oo"', {"query:c"}),
        ('ARGS "@beginsWith fo"', {"query:c"}),
        ('ARGS "@endsWith D"', set()),
        ('ARGS_GET "@pm nothing BAD"', {"query:a"}),
        ('ARGS "@within xbady"', {"query:a"}),
        ('ARGS_GET "!@rx ^bad$"', {"query:c"}),
        ('REQUEST_HEADERS:X-A "@rx bad"', {"header:x-a"}),
        ('REQUEST_HEADERS_NAMES "@rx ^x-a$"', {"header:x-a"}),
        ('REQUEST_COOKIES "@rx bad"', {"cookie:k"}),
        ('REQUEST_FILENAME "@rx bad"', {"path"}),
        ('REQUEST_BASENAME "@rx ^bad$"', {"basename"}),
        ('REQUEST_URI "@rx ^/p/bad[?]a="', {"uri"}),
        ('QUERY_STRING "@rx ^a=bad&"', {"query-string"}),
        ('REQUEST_METHOD "!@within GET HEAD"', {"method"}),
        ('REQUEST_LINE "@rx ^PUT .* HTTP"', {"line"}),
        ('REQUEST_BODY "@rx bad body"', {"request-body"}),
        ('ARGS_POST "@rx bad"', {"body:"}),
    ],
)
def test_variables_and_operators(rule, hits):
    what = Request("PUT", b"/p/bad", b"a=bad&c=foo", ((b"X-A", b"bad"), (b"cookie", b"k=bad")), b"a bad body")
    locations = found(f'SecRule {rule} "id:1,phase:2,block"', what)
    assert {location for _, location in locations} == hits


def test_a_chain_holds_only_where_every_link_does():
    rule = 'SecRule ARGS "@rx a" "id:1,block,chain"\n  SecRule REQUEST_HEADERS:x "@streq y"'
    assert found(rule, Request("GET", b"/", b"q=a", ((b"x", b"y"),))) == [("1", "query:q")]
    assert found(rule, Request("GET", b"/", b"q=a", ((b"x", b"n"),))) == []


@pytest.mark.parametrize(("action", "effect"), [("block", Effect.SCORE), ("deny", Effect.BLOCK), ("pass", Effect.NOTE)])
def test_the_disruptive_action_is_the_effect(action, effect):
    signatures = Signatures(RuleSet(parse(f'SecRule ARGS "a" "id:1,{action}"', "t.conf")))
    (finding,) = signatures.inspect(Exchange("1", Request("GET", b"/", b"q=a")), Phase.REQUEST_HEADERS, Facts())
    assert finding.effect is effect


@pytest.mark.parametrize(
    ("names", "before", "after"),
    [
        ("lowercase", "AbC", "abc"),
        ("urldecode", "a%20b+c%zz", "a b c%zz"),
        ("urldecodeuni", "%u0041%uff1cx", "A<x"),
        ("percentdecode", "%2541+b", "A+b"),
        ("htmlentitydecode", "&lt;a&#x3e;&amp;", "<a>&"),
        ("compresswhitespace", "a \t\n b", "a b"),
        ("removewhitespace", " a b\n", "ab"),
        ("removenulls", "a\0b", "ab"),
        ("replacecomments", "a/**/b/*!50000c*/d/*", "a b c d "),
        ("normalizepath", "/a/./b//../c", "/a/c"),
        ("normalizepathwin", "a\\..\\b", "b"),
        ("jsdecode", r"\x41\u0042\103\'", "ABC'"),
        ("cssdecode", r"\41 b\0063", "Abc"),
        ("base64decode", "YWJj!zz", "abc"),
        ("base64decodeext", "YW!Jj", "abc"),
        ("hexdecode", "61 62", "ab"),
        ("cmdline", 'C^A"T  ,/x', "cat/x"),
        ("unquoteshell", r"c'a't$IFS/e\tc$@", "cat /etc"),
        ("utf8tounicode", "aé", "a%u00e9"),
        ("trim", " a ", "a"),
    ],
)
def test_transformations(names, before, after):
    assert Chain((names,))(before) == after


def test_a_transformation_that_would_change_a_text_says_so():
    samples = [
        "",
        "plain",
        "A%41+",
        "&lt;",
        "a\\x41",
        "a  b",
        "/*x*/",
        "a/../b",
        "\0",
        "é",
        "'q'",
        "$IFS",
        "YWJj",
        "..\\",
        " x ",
    ]
    for name, (transform, touches) in TRANSFORMATIONS.items():
        for sample in samples:
            assert transform(sample) == sample or touches(sample), f"{name} on {sample!r}"
