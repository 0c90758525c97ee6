"""Decoding: what comes out of heads and bodies, and that nothing makes it fail or grow."""

import gzip
import tracemalloc
import zlib

import brotli
import orjson
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.decode import Decoded, DecodeLimits, decode_body, decode_head
from addons.exchange import Request

LIMITS = DecodeLimits()


def post(
    body: bytes, content_type: str = "application/json", *more: tuple[bytes, bytes], limits=LIMITS, complete=True
) -> Decoded:
    headers = ((b"Content-Type", content_type.encode()), *more) if content_type else more
    return decode_body(Request("POST", b"/", headers=headers, body=body, body_complete=complete), limits)


def values(decoded: Decoded) -> dict[str, str]:
    return {field.location: field.value for field in decoded.fields}


def rules(decoded: Decoded) -> set[str]:
    return {problem.rule for problem in decoded.problems}


def test_a_head_comes_apart_into_path_query_headers_and_cookies():
    request = Request(
        "GET",
        b"/caf%C3%A9/1",
        b"q=a+b%26c&flag&x=1&x=2",
        ((b"User-Agent", b"curl/8"), (b"Cookie", b"sid=abc; theme=d%20k"), (b"Authorization", b"Bearer abc.def")),
    )
    decoded = decode_head(request, LIMITS)
    assert [(f.location, f.name, f.value) for f in decoded.fields] == [
        ("path", "path", "/café/1"),
        ("query:q", "q", "a b&c"),
        ("query:", "", "flag"),
        ("query:x", "x", "1"),
        ("query:x", "x", "2"),
        ("header:user-agent", "user-agent", "curl/8"),
        ("cookie:sid", "sid", "abc"),
        ("cookie:theme", "theme", "d k"),
        ("header:authorization", "authorization", "Bearer"),
    ]
    assert not decoded.problems


def test_a_credential_without_a_scheme_is_no_field_value():
    decoded = decode_head(Request("GET", b"/", headers=((b"authorization", b"s3cr3t"),)), LIMITS)
    assert values(decoded)["header:authorization"] == ""


@pytest.mark.parametrize(
    ("path", "query", "rule"),
    [
        (b"/a%00b", b"", "payload-nul"),
        (b"/a%0d%0aSet-Cookie:x", b"", "payload-path-line-break"),
        (b"/", b"q=%c0%ae%c0%ae", "payload-utf8-overlong"),
        (b"/", b"q=%e0%80%af", "payload-utf8-overlong"),
        (b"/", b"q=%ff", "payload-utf8"),
        (b"/", b"q=100%", "payload-percent-encoding"),
    ],
)
def test_odd_encodings_of_the_head_are_problems(path, query, rule):
    assert rule in rules(decode_head(Request("GET", path, query), LIMITS))


def test_latin_1_letters_are_not_taken_for_overlong_ones():
    assert rules(decode_head(Request("GET", b"/", b"q=%C1lvaro+Nu%F1ez"), LIMITS)) == {"payload-utf8"}


def test_json_values_are_named_by_their_nearest_key():
    decoded = post(b'{"user":{"name":"Ana","tags":["x",2,true,null]},"empty":{}}')
    assert values(decoded) == {
        "json:/user/name": "Ana",
        "json:/user/tags/0": "x",
        "json:/user/tags/1": "2",
        "json:/user/tags/2": "true",
        "json:/user/tags/3": "",
        "json:/empty": "",
    }
    assert {f.name for f in decoded.fields} == {"name", "tags", "empty"}


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b'{"a":1', "payload-json-malformed"),
        (b'{"a":1}x', "payload-json-malformed"),
        (b'{"a":"\xff"}', "payload-utf8"),
        (b'{"a":1,"a":2}', "payload-json-duplicate"),
        (b'{"a" : 1, "a":2}', "payload-json-duplicate"),
        (b'{"a":1,"a":2,"b":"\\u003a"}', "payload-json-duplicate"),
        (b'{"b":{"a":1,"a":{"c":"x:y"}}}', "payload-json-duplicate"),
        (b"[" * 100 + b"]" * 100, "payload-depth"),
        (b"[" * 100_000, "payload-depth"),
        (b'{"a":"x\\u0000y"}', "payload-nul"),
        (b'{"a":NaN}', "payload-json-lax"),
        (b'{"a":"\\ud800"}', "payload-json-lax"),
        (b"[" + b"1," * 3000 + b"1]", "payload-fields"),
    ],
)
def test_what_is_wrong_with_json_is_said(body, rule):
    assert rule in rules(post(body))


@given(st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8), lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(max_size=5), v, max_size=4), max_leaves=20))  # fmt: skip
def test_valid_json_has_no_duplicates_however_it_is_spelled(document):
    for body in (orjson.dumps(document), orjson.dumps(document, option=orjson.OPT_INDENT_2)):
        assert "payload-json-duplicate" not in rules(post(body))


def test_malformed_json_is_still_inspected_as_text():
    assert values(post(b'{"q":"<script>"')) == {"body:": '{"q":"<script>"'}


def test_lines_of_json_are_read_line_by_line():
    assert [f.value for f in post(b'{"a":"x"}\n{"a":"y"}\n', "application/x-ndjson").fields] == ["x", "y"]
    undeclared = post(b'{"index":{}}\n{"a":"y"}\n')
    assert [f.value for f in undeclared.fields] == ["", "y"]
    assert not undeclared.problems


def test_a_graphql_document_gives_its_literals_and_not_its_syntax():
    body = orjson.dumps(
        {"query": 'query Q($n: Int!) { user(id: "1\' or", n: $n) { name # who\n } }', "variables": {"n": "v"}}
    )
    decoded = post(body)
    assert values(decoded) == {"graphql:literal": " who", "json:/variables/n": "v"}
    assert [f.value for f in decoded.fields if f.location == "graphql:literal"] == ["1' or", " who"]


@pytest.mark.parametrize("query", ["select * from x", "{ a; drop }", '{ a(b: "c }', "query <script>", "{ a "])
def test_what_is_no_graphql_to_the_last_character_is_text(query):
    assert values(post(orjson.dumps({"query": query}))) == {"json:/query": query}


def test_xml_gives_text_and_attributes():
    decoded = post(b'<a x="1"><b>t &amp; u</b><!--c--></a>', "text/xml")
    assert values(decoded) == {"xml:/a/@x": "1", "xml:/a/b": "t & u", "xml:comment": "c"}


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "payload-xml-doctype"),
        (b'<!DOCTYPE a SYSTEM "http://x/y.dtd"><a/>', "payload-xml-doctype"),
        (b"<a><b></a>", "payload-xml-malformed"),
        (b"<a>" * 100 + b"</a>" * 100, "payload-depth"),
        (b"<a>" + b"<b>x</b>" * 3000 + b"</a>", "payload-fields"),
        (b"<a>" + b"<b/>" * 30000 + b"</a>", "payload-fields"),
    ],
)
def test_what_is_wrong_with_xml_is_said(body, rule):
    decoded = post(body, "application/soap+xml")
    assert rule in rules(decoded)
    assert any(f.location == "body:" for f in decoded.fields)


def multipart(*parts: bytes, end: bytes = b"--B--\r\n") -> bytes:
    return b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + end


def test_multipart_gives_values_file_names_and_small_text_files():
    body = multipart(
        b'Content-Disposition: form-data; name="a"\r\n\r\none',
        b'Content-Disposition: form-data; name="f"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nhello',
        b'Content-Disposition: form-data; name="p"; filename="p.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG',
    )
    decoded = post(body, "multipart/form-data; boundary=B")
    assert values(decoded) == {"form:a": "one", "file:f": "x.txt", "upload:f": "hello", "file:p": "p.png"}
    assert not decoded.problems


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (multipart(b'Content-Disposition: form-data; name="a"\r\n\r\n1', end=b""), "multipart/form-data; boundary=B"),
        (multipart(b'Content-Disposition: form-data; name="a"\r\n\r\n1'), "multipart/form-data"),
        (
            multipart(b'Content-Disposition: form-data; name="a"\r\n\r\n1'),
            "multipart/form-data; boundary=B; boundary=C",
        ),
        (multipart(b'Content-Disposition: form-data; name="a"; name="b"\r\n\r\n1'), "multipart/form-data; boundary=B"),
        (multipart(b"\r\n1"), "multipart/form-data; boundary=B"),
        (b"nothing of the kind", "multipart/form-data; boundary=B"),
    ],
)
def test_odd_multipart_is_a_problem_and_still_inspected(body, content_type):
    decoded = post(body, content_type)
    assert "payload-multipart-malformed" in rules(decoded)
    assert decoded.fields


def test_a_body_that_contradicts_its_type_is_read_by_its_looks():
    decoded = post(b'{"a":"b"}', "application/x-www-form-urlencoded")
    assert values(decoded) == {"json:/a": "b"}
    assert rules(decoded) == {"payload-type-mismatch"}


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/octet-stream"])
def test_undeclared_json_is_sniffed(content_type):
    decoded = post(b' {"a":"b"}', content_type)
    assert values(decoded) == {"json:/a": "b"}
    assert not decoded.problems


ENCODERS = {
    b"gzip": gzip.compress,
    b"deflate": zlib.compress,
    b"br": brotli.compress,
    b"zstd": zstandard.ZstdCompressor().compress,
    b"gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("coding", ENCODERS)
def test_content_codings_are_undone(coding):
    decoded = post(ENCODERS[coding](b'{"a":"b"}'), "application/json", (b"content-encoding", coding))
    assert values(decoded) == {"json:/a": "b"}
    assert decoded.body == b'{"a":"b"}'


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_decompression_bomb_is_stopped_within_bounded_memory(coding):
    bomb = ENCODERS[coding](b"\0" * 100_000_000)
    tracemalloc.start()
    try:
        decoded = post(bomb, "application/json", (b"content-encoding", coding))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "payload-bomb" in rules(decoded)
    assert peak < 16_000_000


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"zstd", b"rot13", b"gzip,gzip,gzip,gzip"])
def test_a_coding_that_lies_is_a_problem_and_the_body_is_inspected_as_it_came(coding):
    decoded = post(b'{"a":"b"}', "application/json", (b"content-encoding", coding))
    assert "payload-coding" in rules(decoded)
    assert values(decoded) == {"json:/a": "b"}


@pytest.mark.parametrize("coding", [b"gzip", b"br"])
def test_a_compressed_body_that_is_cut_short_is_a_problem(coding):
    whole = ENCODERS[coding](orjson.dumps(list(range(1000))))
    assert "payload-coding" in rules(post(whole[:-20], "application/json", (b"content-encoding", coding)))


def test_a_body_that_has_not_all_come_is_not_called_malformed():
    decoded = post(b'{"a":"b', complete=False)
    assert values(decoded) == {"body:": '{"a":"b'}
    assert not decoded.problems


def test_what_is_beyond_the_limits_is_said_and_stays_bounded():
    limits = DecodeLimits(body_bytes=1000, fields=5, field_bytes=50)
    assert {"payload-size"} <= rules(post(b'"' + b"x" * 2000 + b'"', limits=limits))
    assert {"payload-field-size"} <= rules(post(b'"' + b"x" * 200 + b'"', limits=limits))
    form = post(b"&".join(b"a=%d" % i for i in range(20)), "application/x-www-form-urlencoded", limits=limits)
    assert "payload-fields" in rules(form)
    assert form.fields[-1].value == "a=5&a=6&a=7&a=8&a=9&a=10&a=11&a=12&a=13&a=14&a=15&"[:50]


def test_a_long_key_does_not_multiply():
    """Locations are bounded: a key of a megabyte over a thousand values is not copied a thousand times."""
    body = b'{"' + b"k" * 1_000_000 + b'":[' + b"1," * 1000 + b"1]}"
    assert max(len(f.location) for f in post(body).fields) < 600


TYPES = ["", "application/json", "application/x-ndjson", "application/x-www-form-urlencoded", "text/xml", "text/plain",
         "multipart/form-data; boundary=B", "application/graphql", "image/png", 'a/b; c="']  # fmt: skip
NASTY = st.binary(max_size=200) | st.lists(
    st.sampled_from([b"{", b"}", b"[", b'"', b":", b",", b"\\", b"--B", b"\r\n", b"\r\n\r\n", b"<a", b">", b"</a>", b"<!DOCTYPE",
                     b"<?xml", b"%", b"%00", b"%u0041", b"=", b"&", b"\xff", b"\xc0\xae", b"\0", b"\\u003a", b"\\ud800", b"1", b"null",
                     b'Content-Disposition: form-data; name="a"', b'"""', b"#", b"query"]),
    max_size=30,
).map(b"".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(NASTY, st.sampled_from(TYPES), st.sampled_from([b"", b"gzip", b"br", b"zstd", b"deflate", b"x"]), st.booleans())
def test_no_bytes_make_a_body_fail(body, content_type, coding, complete):
    limits = DecodeLimits(fields=8, depth=4, field_bytes=64, body_bytes=150)
    decoded = post(
        body, content_type, *([(b"content-encoding", coding)] if coding else []), limits=limits, complete=complete
    )
    assert len(decoded.body) <= limits.body_bytes
    assert len(decoded.fields) <= 2 * limits.fields + 3
    assert all(len(field.value) <= 200 for field in decoded.fields)


@settings(max_examples=300, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY)
def test_no_bytes_make_a_head_fail(path, query, name, value):
    headers = ((name, value), (b"cookie", value), (b"content-type", value), (b"authorization", value))
    assert decode_head(Request("GET", path, query, headers), LIMITS).fields
