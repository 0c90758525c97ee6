"""Any time is covered by whole blocks, each minute once, with few of them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gateway.storage import spans
from gateway.storage.spans import DAY, SPANS, Stretch

NOW = 1_800_000_000_000_000


@given(st.integers(0, 10**6), st.integers(0, 200_000))
def test_stretches_cover_each_minute_once_and_nothing_else(first: int, length: int) -> None:
    parts = spans.stretches(first, first + length)
    assert all(part.first % part.span == part.end % part.span == 0 for part in parts)
    minute = first
    for part in parts:
        assert part.first == minute
        assert part.end > part.first
        minute = part.end
    assert minute == first + length or not length


@given(st.integers(0, 10**6), st.integers(1, 129_600))
def test_ninety_days_are_some_two_hundred_blocks(first: int, length: int) -> None:
    blocks = sum((part.end - part.first) // part.span for part in spans.stretches(first, first + length))
    assert blocks <= 90 + 2 * (3 + 23 + 14)


@given(st.integers(0, 10**6), st.integers(0, 100_000), st.sampled_from(SPANS))
def test_ends_move_by_half_a_block_at_most(first: int, length: int, least: int) -> None:
    parts = spans.stretches(first, first + length, least)
    assert all(part.span >= least for part in parts)
    if parts:
        assert abs(parts[0].first - first) <= least // 2 + 1
        assert abs(parts[-1].end - first - length) <= least // 2 + 1


@given(st.integers(0, 10**6), st.integers(2000, 100_000), st.sampled_from(SPANS))
def test_the_present_is_never_cut_off(first: int, length: int, least: int) -> None:
    parts = spans.stretches(first, first + length, least, last=1)
    assert parts[-1].end == first + length
    assert all(one.end == other.first for one, other in itertools.pairwise(parts))


def test_blocks_are_no_coarser_than_asked() -> None:
    assert spans.stretches(0, 2880, most=15) == [Stretch(15, 0, 2880)]


STEPS = [
    (60, 0.04, 60),
    (61, 0.04, 120),
    (300, 0.9, 300),
    (3540, 1.9, 3540),
    (3700, 1.9, 4500),
    (60, 5, 900),
    (60, 40, 6 * 3600),
    (7 * 3600, 80, 12 * 3600),
    (60, 365, 24 * 3600),
]


def test_a_step_is_rounded_up_to_what_is_kept() -> None:
    for wanted, days, step in STEPS:
        assert spans.fitting_step(wanted, NOW - int(days * DAY), NOW) == step, (wanted, days)
