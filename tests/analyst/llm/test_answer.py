"""What a model may say is one of a few words; everything else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.analyst.llm.answer import REASON, SCHEMA, Refused, read_answer
from tests.analyst.llm.standin import HOSTILE


def test_an_answer_of_the_schema_is_read() -> None:
    found = read_answer(json.dumps(HOSTILE))
    assert (found.verdict, found.kind, found.confidence, found.reason) == (
        "hostile", "sqli", 0.9, "a tautology in the search word",
    )  # fmt: skip
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"]) == set(HOSTILE)


REFUSED: list[tuple[Any, str]] = [
    (HOSTILE | {"verdict": "whitelist"}, "whitelist"),
    (HOSTILE | {"verdict": "allow"}, "allow"),
    (HOSTILE | {"whitelist": True}, "unknown field"),
    (HOSTILE | {"class": "fine"}, "class"),
    (HOSTILE | {"confidence": 1.01}, "confidence"),
    (HOSTILE | {"confidence": -0.1}, "confidence"),
    (HOSTILE | {"confidence": "1"}, "confidence"),
    (HOSTILE | {"confidence": True}, "confidence"),
    (HOSTILE | {"reason": ["a"]}, "reason"),
    (HOSTILE | {"reason": "a" * 1001}, "reason"),
    ({"verdict": "benign"}, "missing"),
    ([HOSTILE], "array"),
    ("benign", "str"),
    (None, "null"),
]


@pytest.mark.parametrize(("said", "why"), REFUSED)
def test_an_answer_of_another_shape_is_refused_whole(said: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_answer(json.dumps(said))


@pytest.mark.parametrize(
    "text", ["", "Sure! The request is benign.", '{"verdict": ', "{'verdict': 1}", "\ud800", "NaN"]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no JSON"):
        read_answer(text)


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("<script>alert(1)</script>", "‹script›alert(1)‹/script›"),
        ("see https://evil.example/x", "see https[:]//evil.example/x"),
        ("one\n\ntwo\tthree\r", "one two three"),
        ("a\u202eb\x00c\x1b[31m", "a·b·c·[31m"),
        ("password=hunter2hunter2", "password=‹secret›"),
        ("mail ada@example.com", "mail ‹email›"),
    ],
)
def test_a_sentence_is_made_fit_to_be_shown(reason: str, kept: str) -> None:
    assert read_answer(json.dumps(HOSTILE | {"reason": reason})).reason == kept


def test_a_long_sentence_is_cut() -> None:
    assert len(read_answer(json.dumps(HOSTILE | {"reason": "why " * 200})).reason) == REASON
