from __future__ import annotations

import random
from pathlib import Path

import pytest

from addons.addon import CounterKey
from gateway.ingest.counters import MemoryCounters
from gateway.proxy.counters import Counters, CounterTable

START = 1_790_000_000.0


@pytest.mark.parametrize("window", [1, 60, 3600])
def test_it_counts_as_a_worker_does(window: int, tmp_path: Path) -> None:
    chance = random.Random(window)
    table = CounterTable(tmp_path / "counters", 1024)
    workers, memory = Counters(table), MemoryCounters()
    now = START
    keys = [CounterKey(name, window) for name in ("a", "b", "c")]
    for _ in range(2000):
        now += chance.expovariate(30 / window)
        key = chance.choice(keys)
        ours, theirs = memory.read([key], now)[key], workers.read([key], now)[key]
        assert (ours.count, ours.reset) == (pytest.approx(theirs.count), pytest.approx(theirs.reset))
        memory.add([key], now)
        workers.add([key], now)
    table.close()


def test_what_comes_late_counts_where_it_belongs() -> None:
    counters, key = MemoryCounters(), CounterKey("a", 60)
    for at in (START + 50, START + 10, START + 30):
        counters.add([key], at)
    assert counters.read([key], START + 31)[key].count == 2
    assert counters.read([key], START + 51)[key].count == 3
    assert counters.read([key], START + 200)[key].count == 0


def test_what_is_older_than_a_window_changes_nothing() -> None:
    counters, key = MemoryCounters(), CounterKey("a", 60)
    counters.add([key], START)
    counters.add([key], START - 600)
    assert counters.read([key], START)[key].count == 1


def test_it_holds_a_bounded_number_of_counters_and_forgets_the_longest_unused() -> None:
    counters = MemoryCounters(most=100)
    kept = CounterKey("kept", 60)
    for number in range(1000):
        counters.add([CounterKey(str(number), 60), kept], START)
    assert len(counters) == 100
    assert counters.read([kept], START)[kept].count == 1000


def test_a_counter_that_is_used_for_a_day_stays_small() -> None:
    counters, key = MemoryCounters(), CounterKey("a", 60)
    for minute in range(1440):
        counters.add([key], START + minute * 60)
    assert len(counters._counters[key]) <= 13
