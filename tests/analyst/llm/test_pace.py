"""Questions are few, pauses grow, memory and queue are bounded, and what is turned away is counted."""

from __future__ import annotations

import pytest

from gateway.analyst.llm.answer import read_answer
from gateway.analyst.llm.pace import ALIKE, FAILURES, LONGEST_PAUSE, PAUSE, Budget, Circuit, Memory, Queue, Waiting
from gateway.analyst.llm.question import Question
from tests.analyst.llm.rows import row
from tests.analyst.llm.standin import says

ANSWER = read_answer(says().text)


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_is_of_any_minute() -> None:
    time = Time()
    budget = Budget(3, time)
    taken = []
    for _ in range(4):
        taken.append(budget.take())
        time.now += 10
    assert (taken, budget.used) == ([True, True, True, False], 3)
    time.now = 100 + 60
    assert (budget.used, budget.take(), budget.take()) == (2, True, False)


def test_the_circuit_opens_after_some_failures_and_its_pauses_double_to_a_bound() -> None:
    time = Time()
    circuit = Circuit(time)
    for _ in range(FAILURES - 1):
        circuit.failed()
    assert (circuit.is_open, circuit.remaining) == (False, 0)
    pauses = []
    for _ in range(10):
        circuit.failed()
        pauses.append(circuit.remaining)
        time.now += circuit.remaining
        assert circuit.remaining == 0
    assert pauses[:3] == [PAUSE, 2 * PAUSE, 4 * PAUSE]
    assert (pauses[-1], circuit.opened) == (LONGEST_PAUSE, 1)
    circuit.succeeded()
    circuit.failed()
    assert (circuit.is_open, circuit.remaining) == (False, 0)


def test_the_least_used_answer_is_forgotten_first() -> None:
    memory = Memory(2)
    memory.put(b"a", ANSWER)
    memory.put(b"b", ANSWER)
    memory.get(b"a")
    memory.put(b"c", ANSWER)
    assert [name in memory for name in (b"a", b"b", b"c")] == [True, False, True]
    with pytest.raises(KeyError):
        memory.get(b"b")


def waiting(number: int, query: str) -> Waiting:
    one = row(id=number, query=query)
    return Waiting(one, Question.about(one))


def test_the_oldest_gives_way_and_is_counted() -> None:
    queue = Queue(3)
    for number in range(1, 6):
        queue.add(waiting(number, f"q={number}"))
    assert ([one.row.id for one in queue], queue.dropped) == ([3, 4, 5], 2)


def test_a_flood_of_one_content_leaves_room_for_others() -> None:
    queue = Queue(100)
    queue.add(waiting(1, "q=other"))
    for number in range(2, 1000):
        queue.add(waiting(number, "q=same"))
    assert (len(queue), queue.dropped) == (1 + ALIKE, 998 - ALIKE)
    for one in list(queue)[1:]:
        queue.remove(one)
    queue.add(waiting(1000, "q=same"))
    assert [one.row.id for one in queue] == [1, 1000]
