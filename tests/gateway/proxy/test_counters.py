"""Counters are exact over all workers, slide, stay within their table, and survive a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.addon import CounterKey
from gateway.proxy.counters import BUCKETS, WAYS, Counters, CounterTable

KEY = CounterKey("1|identity||address:203.0.113.7", 60)
NOW = 1_800_000_000.0


def make(path: Path, name: str = "0", slots: int = 64) -> CounterTable:
    return CounterTable(path / name, slots)


def test_a_count_is_what_was_added(tmp_path: Path) -> None:
    counters = Counters(make(tmp_path))
    for number in range(100):
        assert counters.read([KEY], NOW)[KEY].count == number
        counters.add([KEY], NOW)


def test_the_sum_of_all_workers_counts(tmp_path: Path) -> None:
    tables = [make(tmp_path, str(n)) for n in range(3)]
    workers = [Counters(tables[n], [t for t in tables if t is not tables[n]]) for n in range(3)]
    for number in range(30):
        assert workers[number % 3].read([KEY], NOW)[KEY].count == number
        workers[number % 3].add([KEY], NOW)


def test_counts_pass_with_their_window(tmp_path: Path) -> None:
    counters = Counters(make(tmp_path))
    for _ in range(60):
        counters.add([KEY], NOW)
    assert counters.read([KEY], NOW + 59)[KEY].count == 60
    assert 0 < counters.read([KEY], NOW + 60 + 2.5)[KEY].count < 60
    assert counters.read([KEY], NOW + 66)[KEY].count == 0


@given(st.lists(st.floats(0, 300), min_size=1, max_size=80).map(sorted), st.floats(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_count_is_never_off_by_more_than_what_the_oldest_part_holds(times: list[float], later: float) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        counters = Counters(make(Path(folder)))
        for moment in times:
            counters.add([KEY], NOW + moment)
        now = NOW + times[-1] + later
        count = counters.read([KEY], now)[KEY].count
    span = KEY.window / BUCKETS
    low = sum(NOW + moment > now - KEY.window + span for moment in times)
    high = sum(NOW + moment > now - KEY.window - span for moment in times)
    assert low <= count <= high


def test_reset_is_when_a_full_limit_takes_one_more(tmp_path: Path) -> None:
    counters = Counters(make(tmp_path))
    for _ in range(5):
        counters.add([KEY], NOW)
    value = counters.read([KEY], NOW)[KEY]
    assert 0 < value.reset <= 60
    assert counters.read([KEY], NOW + value.reset)[KEY].count <= 4 + 1e-6 or value.reset == 60


def test_a_full_set_lets_go_of_what_was_used_longest_ago(tmp_path: Path) -> None:
    counters = Counters(make(tmp_path, slots=WAYS))
    keys = [CounterKey(f"k{number}", 60) for number in range(WAYS + 1)]
    for number, key in enumerate(keys):
        counters.add([key], NOW + number * 10)
    now = NOW + (WAYS + 1) * 10 - 60
    assert counters.read([keys[0]], NOW + 20)[keys[0]].count == 0
    assert counters.read([keys[-1]], NOW + WAYS * 10)[keys[-1]].count == 1
    del now


def test_counts_survive_a_restart_of_their_worker(tmp_path: Path) -> None:
    table = make(tmp_path)
    Counters(table).add([KEY] * 3, NOW)
    table.close()
    assert Counters(make(tmp_path)).read([KEY], NOW)[KEY].count == 3


def test_a_table_of_another_size_starts_anew(tmp_path: Path) -> None:
    table = make(tmp_path, slots=64)
    Counters(table).add([KEY], NOW)
    table.close()
    assert Counters(make(tmp_path, slots=128)).read([KEY], NOW)[KEY].count == 0


def test_a_size_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="power of two"):
        make(tmp_path, slots=100)
