"""Recorded exchanges, their export, metrics, alerts and decisions over the API."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from gateway.storage import export
from gateway.storage.alerts import Sighting
from gateway.storage.decisions import NewDecision
from gateway.storage.export import neutral
from tests.console.conftest import ADMIN, MOMENT, Running, actor, record

BLOCKED: dict[str, Any] = {
    "action": "block",
    "would": "block",
    "status": 403,
    "findings": [
        {
            "detector": "signatures",
            "rule": "sqli-union",
            "severity": 5,
            "message": "SQL injection",
            "location": "query:q",
            "evidence": "union select",
            "tags": ["attack-sqli"],
        }
    ],
}


async def test_an_exchange_is_explained_by_the_id_its_client_was_given(console: Running) -> None:
    await console.ship(record(1, **BLOCKED))
    got = (await console.as_user.get("/api/logs/request-1")).json()
    assert (got["action"], got["status"], got["cost"]) == ("block", 403, {"access": 2})
    assert got["at"] == "2026-09-21T14:13:20.001000Z"
    (finding,) = got["findings"]
    assert finding == {
        "detector": "signatures",
        "rule": "sqli-union",
        "severity": "critical",
        "effect": "score",
        "mode": "enforce",
        "location": "query:q",
        "evidence": "union select",
        "message": "SQL injection",
        "tags": ["attack-sqli"],
    }
    assert (await console.as_user.get("/api/logs/nowhere")).status_code == 404


FILTERS = {
    "action=block": [2],
    "would=block": [2],
    "status=403": [2],
    "status=2xx": [3, 1],
    "api_id=9": [3],
    "rule=sqli-union": [2],
    "detector=signatures": [2],
    "path=/orders/3": [3],
    "q=DERS/1": [1],
    "q=sqli": [2],
    "request_id=request-2": [2],
    "order=asc": [1, 2, 3],
    "order=asc&status=2xx": [1, 3],
    "country=CH": [],
    "source=proxy&country=DE": [3],
    "method=POST": [],
    "client=203.0.113.7": [3, 2, 1],
    "from=2026-09-21T14:13:20.002Z": [3, 2],
    "to=2026-09-21T14:13:20.002Z": [1],
    "from=2026-09-21T16:13:20.002%2B02:00": [3, 2],
}


async def test_one_exchange_is_judged_and_the_judgement_taken_back(console: Running) -> None:
    now = console.store.clock()
    found = {"detector": "access", "rule": "access-x", "severity": 3, "effect": "score", "mode": "enforce"}
    await console.ship(record(1, at=now, findings=[found]))
    path = "/api/logs/request-1"
    assert (await console.as_user.get(path)).json()["review"] is None
    judged = await console.as_user.put(f"{path}/review", json={"review": "false_positive"})
    assert (judged.status_code, judged.json()["review"]) == (200, "false_positive")
    assert judged.json()["reviewed_by"] == "ada@example.com"
    stats = (await console.as_user.get("/api/detectors/access/stats")).json()
    assert (stats["false_positives"], stats["true_positives"]) == (1, 0)
    await console.as_user.put(f"{path}/review", json={"review": "true_positive"})
    assert (await console.as_user.get(path)).json()["review"] == "true_positive"
    back = await console.as_user.put(f"{path}/review", json={"review": None})
    assert (back.json()["review"], back.json()["reviewed_by"]) == (None, None)
    rows = (await console.as_admin.get("/api/audit?action=exchange.review")).json()["items"]
    assert [row["target"] for row in rows] == ["logs/request-1"] * 3
    assert rows[0]["before"] == {"review": "true_positive"}
    for body, status in (({"review": "perhaps"}, 422), ({}, 422)):
        assert (await console.as_user.put(f"{path}/review", json=body)).status_code == status
    assert (await console.as_user.put("/api/logs/nothing/review", json={"review": None})).status_code == 404


@pytest.mark.parametrize("query", FILTERS)
async def test_logs_are_found_by(console: Running, query: str) -> None:
    await console.ship(record(1), record(2, **BLOCKED), record(3, api_id=9, country="DE"))
    found = (await console.as_user.get(f"/api/logs?{query}")).json()["items"]
    assert [row["request_id"] for row in found] == [f"request-{number}" for number in FILTERS[query]]


@pytest.mark.parametrize(
    "query", ["action=none", "status=600", "from=yesterday", "from=2026-01-01T00:00:00", "cursor=1"]
)
async def test_a_filter_that_is_none_is_refused(console: Running, query: str) -> None:
    answer = await console.as_user.get(f"/api/logs?{query}")
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"query:{query.partition('=')[0]}"]


async def test_pages_of_the_log_join_without_gap_or_repeat(console: Running) -> None:
    await console.ship(*(record(number, at=MOMENT) for number in range(1, 8)))
    seen, cursor = [], ""
    while True:
        page = (await console.as_user.get(f"/api/logs?limit=3{cursor}")).json()
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [7, 6, 5, 4, 3, 2, 1]


FORMULAS = ['=HYPERLINK("http://evil")', "+1", "-1+1", "@SUM(A1)", "\tx", "\rx"]


async def test_no_cell_of_the_export_is_a_formula(console: Running) -> None:
    await console.ship(*(record(n, user_agent=cell, path=cell) for n, cell in enumerate(FORMULAS, 1)))
    answer = await console.as_user.get("/api/export/logs")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="boing-logs.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert sorted(row["user_agent"] for row in rows) == sorted(f"'{cell}" for cell in FORMULAS)
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row.values())


def test_a_number_is_no_formula() -> None:
    assert neutral(-1) == -1


async def test_the_export_goes_page_by_page_to_the_end_and_keeps_its_filter(
    console: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PAGE", 100)
    monkeypatch.setattr(export, "WINDOW", 150)
    count = 401
    await console.ship(*(record(n, action="block" if n == 5 else "allow") for n in range(1, count + 1)))
    answer = await console.as_user.get("/api/export/logs")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["request_id"] for row in rows] == [f"request-{n}" for n in range(count, 0, -1)]
    for query in ("action=block", "action=block&q=orders", "score=0&path=/orders/5&status=2xx&action=block"):
        only = list(csv.DictReader(io.StringIO((await console.as_user.get(f"/api/export/logs?{query}")).text)))
        assert [row["request_id"] for row in only] == ["request-5"], query


async def test_metrics_are_the_log_added_up(console: Running) -> None:
    now = console.store.clock()
    await console.ship(
        *(record(n, at=now, duration=1500, request_bytes=10) for n in range(1, 9)),
        record(9, at=now, **BLOCKED),
        record(10, at=now, action="throttle", would="throttle", status=429, operation="POST /login"),
        record(11, at=now - 2 * 3600 * 1_000_000),
    )
    got = (await console.as_user.get("/api/metrics?range=3600&step=60")).json()
    totals = got["totals"]
    assert (totals["requests"], totals["allow"], totals["throttle"], totals["block"]) == (10, 8, 1, 1)
    assert (totals["status"], totals["request_bytes"]) == ({"2xx": 8, "4xx": 2}, 80)
    assert 1000 <= totals["latency_p50"] <= 2000
    assert len(got["series"]) == 60
    assert sum(point["requests"] for point in got["series"]) == 10
    assert got["from"] == got["series"][0]["at"]
    assert got["from"] < got["to"]
    assert [(one["operation"], one["requests"]) for one in got["operations"]] == [
        ("GET /orders/{id}", 9),
        ("POST /login", 1),
    ]


async def test_metrics_without_traffic_are_zeros_and_nulls(console: Running) -> None:
    totals = (await console.as_user.get("/api/metrics")).json()["totals"]
    assert (totals["requests"], totals["latency_p95"], totals["status"]) == (0, None, {})


async def test_a_chart_of_too_many_points_is_refused(console: Running) -> None:
    answer = await console.as_user.get("/api/metrics?range=172000&step=60")
    assert answer.json()["errors"][0]["pointer"] == "query:step"


async def alerted(console: Running, **fields: Any) -> int:
    now = console.store.clock()
    given = {"api_id": 1, "detector": "signatures", "identity": "address:203.0.113.7", "severity": 5} | fields
    sighting = Sighting(
        operation="GET /", title="SQL injection", count=2, stopped=1, first_at=now, last_at=now,
        rules={"sqli-union": 2}, samples=["request-1"], **given,
    )  # fmt: skip
    async with console.store.database.writing() as connection:
        await console.store.alerts.record(connection, [sighting], now)
    return int((await console.as_user.get("/api/alerts")).json()["items"][0]["id"])


async def test_a_user_acknowledges_and_labels_an_alert(console: Running) -> None:
    alert = await alerted(console)
    acked = (await console.as_user.post(f"/api/alerts/{alert}/ack", json={"review": "false_positive"})).json()
    assert (acked["status"], acked["acked_by"], acked["review"]) == (
        "acknowledged",
        "ada@example.com",
        "false_positive",
    )
    assert (await console.as_user.post(f"/api/alerts/{alert}/ack")).json()["review"] == "false_positive"
    assert (await console.as_user.post("/api/alerts/99/ack")).status_code == 404
    audited = (await console.as_admin.get("/api/audit")).json()["items"]
    assert {row["action"] for row in audited if row["target"] == f"alerts/{alert}"} == {"alert.ack"}


async def test_a_user_mutes_an_alert_for_a_while_and_ends_that(console: Running) -> None:
    alert = await alerted(console)
    muted = (await console.as_user.put(f"/api/alerts/{alert}/mute", json={"seconds": 60})).json()
    assert muted["status"] == "muted"
    assert muted["muted_until"] > muted["last_at"]
    opened = (await console.as_user.put(f"/api/alerts/{alert}/mute", json={"until": None})).json()
    assert (opened["status"], opened["muted_until"]) == ("open", None)


@pytest.mark.parametrize(
    "body", [{}, {"seconds": None}, {"seconds": 0}, {"seconds": 1, "until": None}, {"until": "2001-01-01T00:00:00Z"}]
)
async def test_a_mute_that_is_none_is_refused(console: Running, body: dict[str, Any]) -> None:
    alert = await alerted(console)
    assert (await console.as_user.put(f"/api/alerts/{alert}/mute", json=body)).status_code == 422


async def test_alerts_are_found_by_status_and_severity(console: Running) -> None:
    grave = await alerted(console)
    light = await alerted(console, identity="address:203.0.113.8", severity=2)
    await console.as_user.post(f"/api/alerts/{light}/ack")
    for query, ids in (("status=open", [grave]), ("status=acknowledged", [light]), ("severity=error", [grave])):
        assert [one["id"] for one in (await console.as_user.get(f"/api/alerts?{query}")).json()["items"]] == ids


async def test_a_decision_is_seen_and_lifted(console: Running) -> None:
    until = console.store.clock() + 60_000_000
    async with console.store.edit(actor(), "test") as edit:
        new = NewDecision("ban", "address", "203.0.113.7", until, origin="limits", reason="too many")
        decision = await console.store.decisions.add(edit, new)
    (seen,) = (await console.as_user.get("/api/decisions")).json()["items"]
    assert (seen["id"], seen["type"], seen["target"], seen["origin"]) == (decision, "ban", "203.0.113.7", "limits")
    assert (await console.as_admin.delete(f"/api/decisions/{decision}")).status_code == 204
    assert (await console.as_user.get("/api/decisions")).json()["items"] == []
    assert (await console.as_admin.delete(f"/api/decisions/{decision}")).status_code == 404
    (newest, *_) = (await console.as_admin.get("/api/audit")).json()["items"]
    assert (newest["actor"], newest["action"]) == (ADMIN[0], "decision.lift")


async def test_a_step_finer_than_what_is_kept_is_rounded_up_to_it(console: Running) -> None:
    got = (await console.as_user.get("/api/metrics?range=7948800&step=60")).json()
    assert (got["step"], len(got["series"])) == (6 * 3600, 368)


async def test_what_would_have_been_stopped_counts_only_what_was_not(console: Running) -> None:
    now = console.store.clock()
    await console.ship(
        record(1, at=now, action="block", would="block"),
        record(2, at=now, action="allow", would="block"),
        record(3, at=now, action="throttle", would="block"),
        record(4, at=now, action="throttle", would="throttle"),
        record(5, at=now, action="allow", would="throttle"),
    )
    totals = (await console.as_user.get("/api/metrics")).json()["totals"]
    assert (totals["block"], totals["throttle"], totals["would_block"], totals["would_throttle"]) == (1, 2, 2, 1)


async def test_metrics_are_compared_with_the_time_before(console: Running) -> None:
    now = console.store.clock()
    hour = 3600 * 1_000_000
    await console.ship(*(record(n, at=now - hour * (n % 2)) for n in range(1, 6)))
    assert (await console.as_user.get("/api/metrics?range=1800&step=60")).json()["previous"] is None
    got = (await console.as_user.get("/api/metrics?range=3600&step=60&compare=true")).json()
    assert got["totals"]["requests"] + got["previous"]["requests"] == 5
    start, end = got["from"], got["to"]
    same = (await console.as_user.get("/api/metrics", params={"from": start, "to": end, "step": 60})).json()
    assert (same["from"], same["to"], same["totals"]) == (start, end, got["totals"])


@pytest.mark.parametrize("query", ["from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from=2001-01-01T00:00:00Z"])
async def test_a_range_that_is_none_is_refused(console: Running, query: str) -> None:
    answer = await console.as_user.get(f"/api/metrics?{query}")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["query:from"]


TOPS = {
    "operation": [("GET /orders/{id}", 3, 1), ("POST /login", 2, 0)],
    "identity": [("alice", 3, 1), ("bob", 1, 0)],
    "client": [("203.0.113.7", 5, 1)],
    "country": [("CH", 2, 0)],
    "rule": [("sqli-union", 1, 1)],
    "detector": [("signatures", 1, 1)],
    "user_agent": [("<script>", 1, 0)],
    "status": [("2xx", 4, 0), ("4xx", 1, 1)],
}


@pytest.mark.parametrize("by", TOPS)
async def test_what_is_seen_most(console: Running, by: str) -> None:
    now = console.store.clock()
    await console.ship(
        record(1, at=now, identity="alice", country="CH"),
        record(2, at=now, identity="alice", country="CH"),
        record(3, at=now, identity="alice", **BLOCKED),
        record(4, at=now, identity="bob", operation="POST /login", user_agent="<script>"),
        record(5, at=now, identity="", operation="POST /login"),
    )
    got = (await console.as_user.get(f"/api/metrics/top?by={by}")).json()
    assert [(item["key"], item["count"], item["stopped"]) for item in got["items"]] == TOPS[by]
    once = by not in ("rule", "detector")
    assert got["others"] == (5 - sum(item["count"] for item in got["items"]) if once else 0)


async def test_an_exchange_is_shown_among_its_neighbours(console: Running) -> None:
    rows = [record(n, identity="alice" if n % 2 else "bob") for n in range(1, 10)]
    await console.ship(*rows, record(11, at=MOMENT + 7200 * 1_000_000, identity="alice"))
    got = (await console.as_user.get("/api/logs/request-5/related?limit=4")).json()
    names = [[row["request_id"][8:] for row in got[which]] for which in ("same_identity", "same_operation")]
    assert names == [["9", "7", "3", "1"], ["7", "6", "4", "3"]]
    assert (await console.as_user.get("/api/logs/nowhere/related")).status_code == 404


async def test_a_search_that_no_index_serves_says_how_far_it_came(
    console: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(console.store.exchanges).search, "__kwdefaults__", {
        **(type(console.store.exchanges).search.__kwdefaults__ or {}), "window": 4,
    })  # fmt: skip
    await console.ship(*(record(n, status=500 if n in (1, 9) else 200) for n in range(1, 11)))
    seen, reached, query = [], [], "/api/logs?status=500"
    while True:
        page = (await console.as_user.get(query)).json()
        seen += [row["request_id"] for row in page["items"]]
        reached.append(page["searched_to"])
        if page["next_cursor"] is None:
            break
        query = f"/api/logs?status=500&cursor={page['next_cursor']}"
    assert seen == ["request-9", "request-1"]
    assert reached == ["2026-09-21T14:13:20.007000Z", "2026-09-21T14:13:20.003000Z", None]


async def test_an_exchange_says_what_its_api_is_set_to(console: Running) -> None:
    await console.ship(record(1))
    got = (await console.as_user.get("/api/logs/request-1")).json()
    assert (got["threshold"], got["mode"]) == (None, None)


async def test_the_export_says_about_how_many_rows_will_come(console: Running) -> None:
    now = console.store.clock()
    await console.ship(
        *(record(n, at=now, identity=f"caller-{n % 2}") for n in range(10)), record(99, at=now, **BLOCKED)
    )
    for query, count in (
        ("", 11),
        ("action=block", 1),
        ("identity=caller-1", 5),
        ("rule=sqli-union", 1),
        ("status=4xx", 1),
    ):
        answer = await console.as_user.get(f"/api/export/logs?{query}")
        assert int(answer.headers["x-estimated-rows"]) == count == len(answer.text.splitlines()) - 1, query
