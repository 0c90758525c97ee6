"""No client makes labels without end, neither in a worker nor in the host's sum of all workers there ever were."""

from __future__ import annotations

from pathlib import Path

from gateway.agent.workers import MOST_OPERATIONS as OF_A_HOST
from gateway.agent.workers import WorkerPool
from gateway.policy.secrets import Secrets
from gateway.proxy.measures import ADDED, BOUNDS, MOST_OPERATIONS, OTHER, SUM, Measures
from gateway.settings import Settings
from tests.stores import a_record


def operations(measures: Measures) -> set[str]:
    return {operation for _, operation, *_ in measures.served}


def test_an_operation_is_told_apart_from_its_first_good_answer_on() -> None:
    measures = Measures()
    for status, action in ((404, "allow"), (403, "block"), (200, "allow"), (500, "allow"), (0, "allow")):
        measures.count("shop", a_record(1, status=status, action=action, operation="GET /orders"), ())
    assert [(key[1], key[3]) for key in measures.served] == [
        (OTHER, "4xx"), (OTHER, "4xx"), ("GET /orders", "2xx"), ("GET /orders", "5xx"), ("GET /orders", "0xx"),
    ]  # fmt: skip


def test_a_worker_tells_so_many_operations_apart_and_no_more() -> None:
    measures = Measures()
    for number in range(MOST_OPERATIONS + 50):
        measures.count("shop", a_record(1, operation=f"GET /{number}", method=f"M{number}"), ())
    assert len(operations(measures)) == MOST_OPERATIONS + 1
    assert {method for _, _, method, *_ in measures.served} == {OTHER}
    assert measures.served["shop", OTHER, OTHER, "2xx", "allow"] == 50
    measures.count("shop", a_record(1, operation="GET /0"), ())
    assert measures.served["shop", "GET /0", "GET", "2xx", "allow"] == 1


def test_workers_that_come_and_go_make_no_more_for_their_host(tmp_path: Path) -> None:
    pool = WorkerPool(Settings(), tmp_path, "test", [Secrets.generate_key()])
    rows = [
        pool._known("shop", operation, "GET", "2xx", "allow", 1)
        for worker in range(5)
        for operation in (OTHER, *(f"GET /{worker}/{number}" for number in range(MOST_OPERATIONS)))
    ]
    assert len({row[1] for row in rows}) == OF_A_HOST + 1
    assert len(rows) == sum(row[-1] for row in rows)
    assert pool._known("shop", "GET /0/0", "GET", "2xx", "allow", 1)[1] == "GET /0/0"


def test_times_fall_into_the_classes_that_their_bounds_say() -> None:
    measures = Measures()
    bounds = BOUNDS[ADDED]
    for seconds in (0.0, bounds[0], bounds[0] + 1e-9, bounds[-1], bounds[-1] + 1):
        measures.time("shop", a_record(1, duration=1, upstream=0), seconds)
    found = {place: count for (kind, _, place), count in measures.times.items() if kind == ADDED and place != SUM}
    assert found == {"0": 2, "1": 1, str(len(bounds) - 1): 1, str(len(bounds)): 1}
    assert abs(measures.times[ADDED, "shop", SUM] - (2 * bounds[0] + 1e-9 + 2 * bounds[-1] + 1)) < 1e-9
