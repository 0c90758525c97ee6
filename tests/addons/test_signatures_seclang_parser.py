"""SecLang in full: what is read, and that what is not understood is an error with its place, never skipped."""

import pytest

from addons.signatures import RuleError
from addons.signatures.seclang.ast import (
    ActionUpdate,
    Defaults,
    Include,
    Marker,
    Removal,
    SecRule,
    Setting,
    TargetUpdate,
)
from addons.signatures.seclang.parser import parse_directives


def test_every_directive_is_read_in_its_order():
    text = r"""
SecRuleEngine DetectionOnly
SecDefaultAction "phase:1,log,auditlog,pass"
SecAction \
    "id:1,phase:1,nolog,pass,\
    setvar:'tx.words=a, b',setvar:tx.n=1"
SecRule ARGS|!ARGS:/^x|y$/|&REQUEST_HEADERS:Host|XML:/*|TX.score "!@rx a\"b\|c" \
    "id:2,phase:request,t:none,t:lowercase,chain,msg:'it\'s'"
    SecRule MATCHED_VAR "@within %{tx.words}" "capture"
SecMarker END
SecRuleRemoveById 5 7-9
SecRuleUpdateTargetByTag attack-sqli "!ARGS:text"
SecRuleUpdateActionById 2:1 "deny"
Include more/*.conf
SecComponentSignature "x/1"
"""
    found = parse_directives(text, "t.conf")
    kinds = [
        Setting,
        Defaults,
        SecRule,
        SecRule,
        Marker,
        Removal,
        TargetUpdate,
        ActionUpdate,
        Include,
        Setting,
    ]
    assert [type(one) for one in found] == kinds
    action, rule = found[2], found[3]
    assert action.operator is None
    assert action.every("setvar") == ["tx.words=a, b", "tx.n=1"]
    assert [str(target) for target in rule.targets] == [
        "ARGS",
        "!ARGS:/^x|y$/",
        "&REQUEST_HEADERS:Host",
        "XML:/*",
        "TX:score",
    ]
    assert (rule.operator.name, rule.operator.argument, rule.operator.negated) == ("rx", 'a"b\\|c', True)
    assert (rule.id, rule.last("msg"), len(rule.links), str(rule.place)) == (2, "it's", 1, "t.conf:7")
    assert found[5].ids == ((5, 5), (7, 9))
    assert (found[7].id, found[7].link) == (2, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("SecRulez On", "directive 'SecRulez' is not supported"),
        ("SecRemoteRules key https://e.test", "rules are files here"),
        ("SecRuleScript x.lua", "no Lua"),
        ('SecRule ARGS "a', "a quote is not closed"),
        ('SecRule ARGS "a"b "id:1"', "after a closing quote"),
        ('SecRule ARGS "a"', "a rule needs an id"),
        ('SecRule !ARGS:x "a" "id:1"', "selects nothing"),
        ('SecRule ARGS: "a" "id:1"', "is no variable"),
        ('SecRule ARGS "@ x" "id:1"', "an operator without a name"),
        ('SecRule ARGS "a" "id:0"', "id '0' is no number"),
        ('SecRule ARGS "a" "id:1,phase:6"', "phase '6'"),
        ('SecRule ARGS "a" "id:1,exec:/bin/x"', "they do not act on the machine"),
        ('SecRule ARGS "a" "id:1,nope"', "action 'nope' is not supported"),
        ('SecRule ARGS "a" "id:1,msg:\'x"', "the quote of 'msg' is not closed"),
        ('SecRule ARGS "a" "id:1,chain"', "a chain without its last rule"),
        ('SecRule ARGS "a" "id:1,chain"\nSecMarker X', "within the chain"),
        ('SecRule ARGS "a" "id:1,chain"\nSecRule ARGS "b" "deny"', "only in the first rule of a chain"),
        ('SecDefaultAction "log,pass"', "needs a phase"),
        ('SecDefaultAction "phase:1,log"', "needs a disruptive action"),
        ("SecRuleRemoveById x", "is no rule id"),
        ("SecRuleUpdateTargetById 1", "takes what names the rules"),
        ('SecAction "id:1,skip:x"', "skip 'x' is no number"),
        ("SecMarker", "takes 1 argument"),
        ('SecRule ARGS "a" \\', "within a continued line"),
    ],
)
def test_what_is_not_understood_is_an_error_with_its_place(line, message):
    with pytest.raises(RuleError, match=r"^t\.conf:[23]: ") as caught:
        parse_directives(f"\n{line}", "t.conf")
    assert message in str(caught.value)


def test_all_faults_of_a_file_come_at_once():
    with pytest.raises(RuleError) as caught:
        parse_directives('Nope\nSecRule ARGS "a" "id:x"\nSecRule ARGS "a" "id:1"', "t.conf")
    assert [line[:8] for line in str(caught.value).splitlines()] == ["t.conf:1", "t.conf:2"]


def test_a_chain_with_a_faulty_link_is_one_fault_not_two():
    text = 'SecRule ARGS "a" "id:1,chain"\nSecRule ARGS "b" "nope,chain"\nSecRule ARGS "c"\nSecAction "id:2,pass"'
    with pytest.raises(RuleError) as caught:
        parse_directives(text, "t.conf")
    assert len(str(caught.value).splitlines()) == 1
