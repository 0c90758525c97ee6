"""The fuzzed promises, held for a moment by hypothesis: seeds as they are, cut, doubled and mixed with other bytes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import SEEDS, TARGETS

EXAMPLES = {"journal": 8}
"""each costs a file"""


def near(seeds: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """Bytes that look like the seeds: some of their parts, with others between."""
    parts = st.sampled_from(seeds).flatmap(
        lambda seed: st.tuples(st.integers(0, len(seed)), st.integers(0, len(seed))).map(
            lambda ends: seed[min(ends) : max(ends)]
        )
    )
    return st.lists(st.one_of(parts, st.sampled_from(seeds), st.binary(max_size=6)), max_size=6).map(b"".join)


@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_break_a_promise(name: str) -> None:
    target = TARGETS[name]
    for seed in SEEDS[name]:
        target(seed)

    @settings(max_examples=EXAMPLES.get(name, 150), deadline=None, suppress_health_check=list(HealthCheck))
    @given(near(SEEDS[name]))
    def holds(data: bytes) -> None:
        target(data)

    holds()
