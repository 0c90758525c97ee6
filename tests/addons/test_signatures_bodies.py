"""An attack in a body is judged no milder for how the body is written: charsets, parts, chunks."""

import base64
import quopri
import time

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.addon import Facts
from addons.decode import Decoded
from addons.exchange import Exchange, Phase, Request
from addons.payload import Payload
from addons.pipeline import Inspection, Pipeline, Stage
from addons.signatures import RuleSet, Signatures
from addons.stream import OVERLAP, Watch
from addons.verdict import Action
from tests.addons.test_signatures_evasion import ATTACKS

WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
FOREIGN = [*WIDE, "utf-7", "ibm037", "cp500"]
BENIGN = "Please leave the parcel at the door, Ana & Bob's, 3rd floor"


@pytest.fixture(scope="module")
def pipeline(pack: RuleSet) -> Pipeline:
    return Pipeline([Stage(Payload()), Stage(Signatures(pack))])


def blocked(pipeline: Pipeline, content_type: str, body: bytes) -> bool:
    exchange = Exchange("1", Request("POST", b"/", headers=((b"content-type", content_type.encode()),), body=body))
    verdict = pipeline.run(Phase.REQUEST_BODY, exchange, Facts(), Inspection(), time.perf_counter_ns)
    return verdict.action is Action.BLOCK


def json(text: str) -> str:
    return orjson.dumps({"q": text}).decode()


def percent(raw: bytes) -> bytes:
    return b"".join(b"%%%02x" % octet for octet in raw)


@pytest.mark.parametrize("charset", FOREIGN)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_charset_does_not_hide_an_attack(pipeline, attack, charset):
    assert blocked(pipeline, f"application/json; charset={charset}", json(attack).encode(charset))
    assert blocked(pipeline, f"text/plain; charset={charset}", attack.encode(charset))
    form = percent("q".encode(charset)) + b"=" + percent(attack.encode(charset))
    assert blocked(pipeline, f"application/x-www-form-urlencoded; charset={charset}", form)


@pytest.mark.parametrize("charset", FOREIGN)
def test_a_charset_alone_is_no_attack(pipeline, charset):
    assert not blocked(pipeline, f"application/json; charset={charset}", json(BENIGN).encode(charset))
    assert not blocked(pipeline, f"text/plain; charset={charset}", BENIGN.encode(charset))


@pytest.mark.parametrize("charset", WIDE)
@pytest.mark.parametrize("attack", ATTACKS)
def test_wide_json_is_read_though_it_does_not_say_so(pipeline, attack, charset):
    assert blocked(pipeline, "application/json", json(attack).encode(charset))


@pytest.mark.parametrize(
    "charset", ["utf-8", "latin-1", "no-such-charset", "punycode", "idna", "rot13", "x" * 9000, ""]
)
def test_other_charsets_change_nothing(pipeline, charset):
    assert blocked(pipeline, f"application/json; charset={charset}", json(ATTACKS[1]).encode())
    assert not blocked(pipeline, f"application/json; charset={charset}", json(BENIGN).encode())


@given(st.binary(max_size=400), st.sampled_from(FOREIGN))
@settings(max_examples=100, deadline=None)
def test_no_bytes_in_any_charset_raise(pipeline, body, charset):
    for media_type in ("application/json", "application/x-www-form-urlencoded", "application/xml", "text/plain"):
        blocked(pipeline, f"{media_type}; charset={charset}", body)


PARTS = {
    "plain": ("", str.encode),
    "base64": ("Content-Transfer-Encoding: base64\r\n", lambda text: base64.b64encode(text.encode())),
    "quoted": (
        "Content-Transfer-Encoding: Quoted-Printable\r\n",
        lambda text: quopri.encodestring(text.encode(), quotetabs=True),
    ),
    "UTF-16": ("Content-Type: text/plain; charset=utf-16\r\n", lambda text: text.encode("utf-16")),
    "UTF-7": ("Content-Type: text/plain; charset=utf-7\r\n", lambda text: text.encode("utf-7")),
}
DISPOSITIONS = [
    'form-data; name="q"', "form-data; name=q", 'FORM-DATA;NAME="q"', 'form-data; name="q"; filename=""', 'form-data; name="q"; x="a;b"',
    "form-data", 'attachment; name="q"', 'form-data; name="a"; name="q"',
]  # fmt: skip
FRAMES = {
    "as usual": "--B\r\nContent-Disposition: {0}\r\n{1}\r\n{2}\r\n--B--\r\n",
    "bare line feeds": "--B\nContent-Disposition: {0}\n{1}\n{2}\n--B--\n",
    "a preamble": "nothing\r\n--B\r\nContent-Disposition: {0}\r\n{1}\r\n{2}\r\n--B--\r\n",
    "no end": "--B\r\nContent-Disposition: {0}\r\n{1}\r\n{2}",
    "blanks behind the boundary": "--B  \r\nContent-Disposition: {0}\r\n{1}\r\n{2}\r\n--B--\r\n",
    "behind an empty part": "--B\r\n\r\n\r\n--B\r\nContent-Disposition: {0}\r\n{1}\r\n{2}\r\n--B--\r\n",
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("coding", PARTS)
@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_no_way_to_write_a_part_hides_an_attack(pipeline, disposition, coding, frame):
    head, write = PARTS[coding]
    for attack in (ATTACKS[1], ATTACKS[3], ATTACKS[6]):
        before, after = (piece.encode() for piece in FRAMES[frame].format(disposition, head, "\0").split("\0"))
        body = before + write(attack) + after
        assert blocked(pipeline, "multipart/form-data; boundary=B", body), attack


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=A; boundary=B", 'multipart/form-data; boundary="B"',
                                          "multipart/form-data; Boundary=B", "multipart/mixed; boundary=B", "multipart/form-data; boundary=C"])  # fmt: skip
def test_a_boundary_that_is_odd_hides_nothing(pipeline, content_type):
    body = f'--B\r\nContent-Disposition: form-data; name="q"\r\n\r\n{ATTACKS[1]}\r\n--B--\r\n'.encode()
    assert blocked(pipeline, content_type, body)


@given(st.sampled_from(ATTACKS), st.integers(0, 3 * OVERLAP), st.lists(st.integers(1, 60), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_where_a_stream_is_cut_changes_nothing(pipeline, attack, before, cuts):
    stream = b"a fine day " * (before // 11) + b"\n" + attack.encode() + b"\n a fine day"
    exchange = Exchange("1", Request("POST", b"/", headers=((b"content-type", b"text/plain"),)))
    exchange.payload = Decoded()
    watch = Watch(pipeline, exchange, Phase.REQUEST_BODY, time.perf_counter_ns)
    whole = Watch(pipeline, exchange, Phase.REQUEST_BODY, time.perf_counter_ns).chunk(stream, 0.0)[1]
    found, at = [], 0
    for cut in cuts:
        found += watch.chunk(stream[at : at + cut], 0.0)[1]
        at += cut
    found += watch.chunk(stream[at:], 0.0)[1]
    assert {f.rule for f in whole if f.severity >= 5} <= {f.rule for f in found if f.severity >= 5}
