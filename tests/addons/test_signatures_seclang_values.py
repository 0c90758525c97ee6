"""What SecLang's transformations make of values, and its collections of bodies: the reference's answers, as data."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.signatures.seclang.bodies import XmlText, form_pairs, json_pairs, parts_of_cookie
from addons.signatures.seclang.multipart import parse_multipart
from addons.signatures.seclang.transformations import TRANSFORMATIONS, UrlDecodeUni


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("urldecode", b"a%20b+c%zz%", b"a b c%zz%"),
        ("urldecodeuni", b"%u0041%uff1c%u00zz%41", b"A<%u00zzA"),
        ("htmlentitydecode", b"&lt;&#60&#x3c;&QUOT;&nbsp;&foo;&#;&amp", b'<<<"\xa0&foo;&#;&'),
        ("htmlentitydecode", b"&#99999999999999999999999;", b"\xff"),
        ("jsdecode", rb"\x41\u0042\uff21\103\7\n\q\"", b'ABAC\x07\nq"'),
        ("jsdecode", b"a\\", b"a\\"),
        ("cssdecode", rb"\41 b\000043\ff21z\n\zx", b"AbCAzn" + b"zx"),
        ("cssdecode", b"a\\", b"a"),
        ("cssdecode", b"a\0b", b"a"),
        ("escapeseqdecode", rb"\x41\101\t\q", b"AA\tq"),
        ("compresswhitespace", b"a \t\n b", b"a b"),
        ("removewhitespace", b"a \xa0\tb", b"ab"),
        ("replacecomments", b"a/*b*/c/*d", b"a c "),
        ("removecomments", b"a/*b*/c#d", b"ac"),
        ("cmdline", b'C^at  "/etc";,x  (y', b"cat/etc x(y"),
        ("utf8tounicode", "é€😀a".encode() + b"\xff\xc0\xaf", b"%u00e9%u20ac%u1f600a\xff%u002f\xc0"),
        ("utf8tounicode", b"\xc3", b""),
        ("normalisepath", b"/a/./b//c/../d/", b"/a/b/d/"),
        ("normalisepath", b"../../a", b"../../a"),
        ("normalisepath", b"/../../a", b"/a"),
        ("normalisepath", b"abc../x", b"x"),
        ("normalisepathwin", b"a\\..\\b", b"b"),
        ("base64decode", b"QUJDRA==", b"ABCD"),
        ("base64decode", b"QUJD RA", b""),
        ("base64decodeext", b"Q-UJ D", b"ABC"),
        ("hexdecode", b"41424", b"AB"),
        ("length", b"abc", b"3"),
        ("trim", b" \v a \n", b"a"),
        ("lowercase", "ÀB".encode(), "Àb".encode()),
    ],
)
def test_transformations(name, before, after):
    assert TRANSFORMATIONS[name].run(before) == after


def test_a_unicode_map_says_what_characters_stand_for():
    decode = UrlDecodeUni({0x2215: 0x2F})
    assert decode(b"%u2215%u2216") == b"/\x16"


PIECES = [b"%41", b"%u0041", b"+", b"&lt;", b"&#6", b"\\x41", b"\\4", b"\\", b"/*", b"*/", b"--", b"#", b"..", b"/", b"//", b"\0", b" ",
          b"\t", b"\n", b"\xc3\xa9", b"\xff", b"A", b"z", b"'", b";", b"0x41"]  # fmt: skip
VALUES = st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join)


@pytest.mark.parametrize("name", sorted(TRANSFORMATIONS))
@given(VALUES)
def test_what_holds_none_of_a_transformations_marks_stays_as_it_is(name, value):
    step = TRANSFORMATIONS[name]
    changed = step.run(value) != value
    if changed and step.needs is not None:
        assert re.search(step.needs.encode(), value, re.DOTALL | re.MULTILINE)
    if changed and step.triggers is not None:
        assert set(value) & set(step.triggers)


@pytest.mark.parametrize("name", [name for name, step in TRANSFORMATIONS.items() if step.local or step.in_lines])
@given(st.lists(VALUES.map(lambda value: value.replace(b"\n", b"")), min_size=1, max_size=5))
def test_on_values_joined_by_line_feeds_it_does_what_it_does_on_each(name, values):
    step = TRANSFORMATIONS[name]
    joined = (step.in_lines or step.run)(b"\n".join(values))
    assert joined == b"\n".join(step.run(value) for value in values)


@pytest.mark.parametrize(
    ("body", "pairs", "fault"),
    [
        (b"", [], ""),
        (b'"x"', [(b"json", b"x")], ""),
        (b'{"a":{"b":[1,[2]]},"a":null}', [(b"json.a.b.array_0", b"1"), (b"json.a.b.array_1.array_0", b"2"), (b"json.a", b"")], ""),
        (b"[1.50,-0,1e5,true,false]", [(b"json.array_%d" % n, v) for n, v in enumerate((b"1.50", b"-0", b"1e5", b"true", b"false"))], ""),
        (b'{"a":1,"b":[2,x', [(b"json.a", b"1"), (b"json.b.array_0", b"2")], "lexical error"),
        (b'{"a":{},"b":[[],3],"c"', [(b"json.b.array_1", b"3")], "lexical error"),
        (b'{"a":1} x', [(b"json.a", b"1")], "lexical error"),
        (b'{"a":NaN}', [], "lexical error"),
        (b"[" * 600 + b"]" * 600, [], "depth"),
    ],
)  # fmt: skip
def test_json_as_arguments(body, pairs, fault):
    assert json_pairs(body) == (pairs, fault)


def test_forms_keep_what_is_empty_and_say_what_is_not_encoded():
    assert form_pairs(b"a=1&&b&=c&d=%zz") == (
        [(b"a", b"1"), (b"", b""), (b"b", b""), (b"", b"c"), (b"d", b"%zz")],
        True,
    )
    assert form_pairs(b"a=%20+b&") == ([(b"a", b"  b")], False)


def test_cookies_lose_the_blank_before_their_names():
    assert list(parts_of_cookie(b"a=b; c; =x;;d=e=f ")) == [(b"a", b"b"), (b"c", b""), (b"d", b"e=f")]


def test_xml_gives_text_and_attributes_up_to_the_fault():
    whole = XmlText(b'<a x="1">t<!-- c --><b y="2">u&amp;</b><![CDATA[w]]></a>')
    assert (whole.text, whole.attributes, whole.fault) == (b"tu&w", [b"1", b"2"], "")
    broken = XmlText(b"<a>t<b>u</a>")
    assert (broken.text, bool(broken.fault)) == (b"tu", True)
    assert XmlText(b"x").text is None


def test_entities_that_multiply_are_cut_short():
    lol = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = XmlText(b'<!DOCTYPE a [<!ENTITY e0 "x">' + lol + b"]><a>&e9;</a>")
    assert bomb.fault
    assert len(bomb.text or b"") <= 9 * 1024 * 1024


GOOD = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nv1\r\nv2\r\n--B--\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "flags", "error"),
    [
        (b"boundary=B", GOOD, set(), ""),
        (b'boundary="B"', GOOD, {"boundary_quoted"}, ""),
        (b"boundary =B", GOOD, {"boundary_whitespace"}, ""),
        (b"boundary=B", GOOD.replace(b"\r\n", b"\n"), {"lf_line"}, ""),
        (b"boundary=B", b"x\r\n" + GOOD, {"data_before"}, ""),
        (b"boundary=B", GOOD + b"x", {"data_after"}, ""),
        (b"boundary=B", GOOD.replace(b'"a"', b"'a'"), {"invalid_quoting"}, ""),
        (b"boundary=B", GOOD[:-8], set(), "Final boundary missing"),
        (b"boundary=C", GOOD, {"data_before"}, "No boundaries found"),
        (b"boundary=B", GOOD.replace(b"form-data", b"attachment"), {"error"}, "Final boundary missing"),
        (b"boundary=B; boundary=C", GOOD, {"error"}, "Multiple boundary"),
        (b"boundary=", GOOD, {"error"}, "(empty)"),
        (b"boundary=B!", GOOD, {"error"}, "(characters)"),
        (b"Boundary=B", GOOD, {"error"}, "case sensitivity"),
        (b"", GOOD, {"error"}, "Boundary not found"),
    ],
)  # fmt: skip
def test_multipart_says_what_is_wrong(kind, body, flags, error):
    parsed = parse_multipart(b"multipart/form-data; " + kind, body)
    assert parsed.flags - {"crlf_line"} == flags
    assert error in parsed.error
    assert bool(parsed.error) == bool(error)
    if not error:
        assert [(part.name, part.value) for part in parsed.parts] == [(b"a", b"v1v2")]
