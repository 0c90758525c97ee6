"""Folding: what is kept of a text, how long texts are cut, and that nothing makes it raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.classifier.text import MOST_BYTES, STRIDE, WINDOW, Folded, fold, spelled


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ab1 ", "│ab0␣│"),
        ("x=9\n", "│x=0↵│"),
        ("%27%20OR", "│'␣or│"),
        ("%2527", "│'│"),
        ("%252527", "│%00│"),
        ("100%", "│000%│"),
        ("é", "│¤¤│"),
        ("\0", "│␀│"),
        ("", "││"),
    ],
)
def test_capitals_digits_and_percent_encoding_make_no_difference(text: str, read: str) -> None:
    assert spelled(fold(text).symbols) == read


@given(st.text(max_size=600) | st.text(alphabet="%2507'aé\ud800", max_size=600))
def test_any_text_is_folded_to_one_symbol_a_byte(text: str) -> None:
    folded = fold(text)
    assert len(folded.symbols) == len(folded.raw) + 2
    assert max(folded.symbols) < 64
    assert folded.symbols[0] == folded.symbols[-1] == 63
    assert isinstance(folded.shown(*folded.windows()[0]), str)


@given(st.integers(0, 3000))
def test_windows_cover_a_text_and_whatever_is_short_lies_whole_in_one(length: int) -> None:
    windows = Folded(bytes(length), b"", cut=False).windows()
    assert windows[0][0] == 0
    assert windows[-1][1] == length
    assert all(end - start <= WINDOW for start, end in windows)
    for at in range(0, max(1, length - (WINDOW - STRIDE)), 17):
        end = min(length, at + WINDOW - STRIDE)
        assert any(start <= at and end <= stop for start, stop in windows)


def test_a_text_beyond_the_bound_is_cut_and_says_so() -> None:
    assert not fold("x" * MOST_BYTES).cut
    folded = fold("x" * MOST_BYTES + "y")
    assert folded.cut
    assert len(folded.raw) == MOST_BYTES
