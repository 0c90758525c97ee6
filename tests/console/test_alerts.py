"""Alerts over the API of a really started console: summary, labels, notes, standing mutes, bulk, timeline."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.storage.sightings import MANY, Sighting
from tests.console.conftest import MOMENT, Running, record
from tests.stores import a_finding


async def alerted(console: Running, **fields: Any) -> int:
    """An alert; returns its id."""
    now = console.store.clock()
    plain: dict[str, Any] = {
        "api_id": 1, "detector": "signatures", "identity": "address:203.0.113.7", "severity": 5, "operation": "GET /",
        "title": "SQL injection", "count": 2, "stopped": 1, "first_at": now, "last_at": now, "rules": {"sqli": 2},
        "samples": ["request-1"],
    }  # fmt: skip
    async with console.store.database.writing() as connection:
        (event,) = await console.store.alerts.record(connection, [Sighting(**plain | fields)], now)
    return event.alert.id


async def three(console: Running) -> list[int]:
    return [await alerted(console, detector=f"detector-{n}", severity=n, count=10 * n) for n in (5, 4, 3)]


async def listed(console: Running, query: str) -> list[int]:
    answer = await console.as_user.get(f"/api/alerts?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_a_summary_counts_by_status_and_severity(console: Running) -> None:
    empty = (await console.as_user.get("/api/alerts/summary")).json()
    assert empty == {"open": 0, "acknowledged": 0, "muted": 0, "newest_id": None, "by_severity": {}}
    first, second, third = await three(console)
    await console.as_user.post(f"/api/alerts/{first}/ack")
    await console.as_user.put(f"/api/alerts/{second}/mute", json={"seconds": 60})
    assert (await console.as_user.get("/api/alerts/summary")).json() == {
        "open": 1, "acknowledged": 1, "muted": 1, "newest_id": third, "by_severity": {"warning": 1},
    }  # fmt: skip


async def test_alerts_are_sorted_and_searched(console: Running) -> None:
    a, b, c = await three(console)
    assert await listed(console, "sort=severity") == await listed(console, "sort=count") == [a, b, c]
    assert await listed(console, "q=INJECTION") == [c, b, a]
    assert await listed(console, "q=nothing") == []
    assert await listed(console, "detector=detector-4") == [b]
    assert await listed(console, "since=2001-01-01T00:00:00Z") == [c, b, a]
    assert await listed(console, "since=2101-01-01T00:00:00Z") == []
    await console.as_user.put(f"/api/alerts/{b}/review", json={"review": "true_positive"})
    assert await listed(console, "review=true_positive") == [b]
    assert await listed(console, "review=none") == [c, a]


@pytest.mark.parametrize("sort", ["last_at", "severity", "count"])
async def test_pages_join_whatever_the_order(console: Running, sort: str) -> None:
    expected = sorted(await three(console))
    found, cursor = [], ""
    while cursor is not None:
        page = (await console.as_user.get(f"/api/alerts?sort={sort}&limit=1{cursor and f'&cursor={cursor}'}")).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(found) == expected
    assert (await console.as_user.get(f"/api/alerts?sort={sort}&cursor=1")).status_code == 422


async def test_a_label_is_set_and_taken_back(console: Running) -> None:
    alert = await alerted(console)
    labelled = (await console.as_user.put(f"/api/alerts/{alert}/review", json={"review": "false_positive"})).json()
    assert (labelled["review"], labelled["reviewed_by"], labelled["status"]) == (
        "false_positive", "ada@example.com", "open",
    )  # fmt: skip
    assert labelled["reviewed_at"] is not None
    again = (await console.as_user.put(f"/api/alerts/{alert}/review", json={"review": None})).json()
    assert (again["review"], again["reviewed_by"], again["reviewed_at"]) == (None, None, None)
    assert (await console.as_user.put("/api/alerts/99/review", json={"review": None})).status_code == 404


async def test_notes_are_written_counted_and_deleted_by_who_wrote_them_or_an_admin(console: Running) -> None:
    alert = await alerted(console)
    where = f"/api/alerts/{alert}/notes"
    mine = (await console.as_user.post(where, json={"text": "  our own scanner <b>  "})).json()
    theirs = (await console.as_admin.post(where, json={"text": "so it is"})).json()
    assert (mine["text"], mine["author"]) == ("our own scanner <b>", "ada@example.com")
    assert [one["text"] for one in (await console.as_user.get(where)).json()["items"]] == [mine["text"], "so it is"]
    assert (await console.as_user.get(f"/api/alerts/{alert}")).json()["notes_count"] == 2
    assert (await console.as_user.get("/api/alerts")).json()["items"][0]["notes_count"] == 2
    assert (await console.as_user.delete(f"{where}/{theirs['id']}")).status_code == 403
    other = await alerted(console, detector="limits")
    assert (await console.as_user.delete(f"/api/alerts/{other}/notes/{mine['id']}")).status_code == 404
    assert (await console.as_user.delete(f"{where}/{mine['id']}")).status_code == 204
    assert (await console.as_admin.delete(f"{where}/{theirs['id']}")).status_code == 204
    assert (await console.as_user.get(f"/api/alerts/{alert}")).json()["notes_count"] == 0
    actions = [row.action for row in await console.store.audit.query()]
    assert [actions.count(name) for name in ("alert.note", "alert.note.delete")] == [2, 2]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
async def test_a_note_says_something_and_has_an_end(console: Running, text: str) -> None:
    alert = await alerted(console)
    answer = await console.as_user.post(f"/api/alerts/{alert}/notes", json={"text": text})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/text")


async def test_many_are_changed_at_once_with_one_line_in_the_audit_log(console: Running) -> None:
    ids = await three(console)

    async def bulk(**body: Any) -> int:
        answer = await console.as_user.post("/api/alerts/bulk", json={"ids": [*ids, 4711], **body})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["changed"])

    assert await bulk(action="mute", seconds=60) == 3
    assert await listed(console, "status=muted") == ids[::-1]
    assert (await bulk(action="unmute"), await bulk(action="unmute")) == (3, 0)
    assert (await bulk(action="ack"), await bulk(action="ack")) == (3, 0)
    assert await bulk(action="review", review="false_positive") == 3
    assert await bulk(action="review", review=None) == 3
    audited = [row for row in await console.store.audit.query() if row.target == "alerts/bulk"]
    assert [row.action for row in audited] == [
        "alert.review", "alert.review", "alert.ack", "alert.unmute", "alert.mute",
    ]  # fmt: skip
    assert audited[0].after["ids"] == sorted(ids)


@pytest.mark.parametrize("body", [
    {"ids": [], "action": "ack"}, {"ids": [1] * 501, "action": "ack"}, {"ids": [1], "action": "delete"},
    {"ids": [1], "action": "mute"}, {"ids": [1], "action": "ack", "seconds": 5}, {"ids": [1], "action": "review"},
    {"ids": [1], "action": "ack", "review": None}, {"ids": [0], "action": "ack"},
])  # fmt: skip
async def test_a_bulk_action_that_is_none_is_refused(console: Running, body: dict[str, Any]) -> None:
    assert (await console.as_user.post("/api/alerts/bulk", json=body)).status_code == 422


SCOPES = {
    "alert": ({1}, []),
    "detector": ({1, 2}, [(1, "signatures", None)]),
    "identity": ({1, 4}, [(None, None, "address:203.0.113.7")]),
    "api": ({1, 2, 3}, [(1, None, None)]),
}


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_mute_reaches_as_far_as_its_scope(console: Running, scope: str) -> None:
    await alerted(console)
    await alerted(console, identity="address:203.0.113.8")
    await alerted(console, identity="address:203.0.113.8", detector="limits")
    await alerted(console, detector="limits", api_id=2)
    muted, mutes = SCOPES[scope]
    body = {"seconds": 3600, "scope": scope, "reason": "test"}
    assert (await console.as_user.put("/api/alerts/1/mute", json=body)).json()["status"] == "muted"
    assert set(await listed(console, "status=muted")) == muted
    standing = (await console.as_user.get("/api/mutes")).json()["items"]
    assert [(one["api_id"], one["detector"], one["identity"]) for one in standing] == mutes
    for one in standing:
        assert (one["reason"], one["author"]) == ("test", "ada@example.com")
        assert (await console.as_user.delete(f"/api/mutes/{one['id']}")).status_code == 204
        assert (await console.as_user.delete(f"/api/mutes/{one['id']}")).status_code == 404
        assert await listed(console, "status=muted") == []


async def test_a_crowd_has_no_caller_to_be_muted(console: Running) -> None:
    alert = await alerted(console, identity=MANY)
    assert (await console.as_user.get(f"/api/alerts/{alert}")).json()["identity"] == ""
    answer = await console.as_user.put(f"/api/alerts/{alert}/mute", json={"seconds": 5, "scope": "identity"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/scope")


MUTES = [
    {"seconds": 60},
    {"detector": "limits"},
    {"detector": "limits", "seconds": 60, "until": "2101-01-01T00:00:00Z"},
    {"detector": "limits", "until": "2001-01-01T00:00:00Z"},
    {"detector": "", "seconds": 60},
    {"identity": "nobody", "seconds": 60},
    {"detector": "limits", "seconds": 400 * 86400},
]


@pytest.mark.parametrize("body", MUTES)
async def test_a_mute_of_everything_or_without_end_is_refused(console: Running, body: dict[str, Any]) -> None:
    assert (await console.as_user.post("/api/mutes", json=body)).status_code == 422
    assert (await console.as_user.get("/api/mutes")).json()["items"] == []


async def test_a_mute_is_made_listed_and_audited(console: Running) -> None:
    made = await console.as_user.post("/api/mutes", json={"api_id": 1, "detector": "limits", "seconds": 60})
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/mutes/{made.json()['id']}"
    assert (await console.as_user.get("/api/mutes")).json()["items"] == [made.json()]
    (audited,) = await console.store.audit.query(action="mute.add")
    assert audited.actor == "ada@example.com"


async def test_the_timeline_counts_what_is_recorded_of_this_caller_alone(console: Running) -> None:
    mine = [record(n, at=MOMENT + n * 60_000_000, findings=[a_finding(), a_finding(rule="942200")]) for n in range(5)]
    more = record(9, at=MOMENT + 1_000_000, findings=[a_finding()])
    other = record(10, at=MOMENT, identity="198.51.100.1", findings=[a_finding()])
    elsewhere = record(11, at=MOMENT, api_id=2, findings=[a_finding()])
    await console.ship(*mine, more, other, elsewhere, record(12, at=MOMENT))
    span = {"first_at": MOMENT, "last_at": MOMENT + 300_000_000}
    alert = await alerted(console, **span)
    timeline = (await console.as_user.get(f"/api/alerts/{alert}/timeline")).json()
    assert (timeline["step"], timeline["complete"]) == (10, True)
    assert [one["count"] for one in timeline["points"]] == [2, 1, 1, 1, 1]
    crowd = await alerted(console, identity=MANY, **span)
    timeline = (await console.as_user.get(f"/api/alerts/{crowd}/timeline")).json()
    assert sum(one["count"] for one in timeline["points"]) == 7


async def test_a_timeline_reads_a_bounded_number(console: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.storage.alerts.TIMELINE_FINDINGS", 3)
    await console.ship(*(record(n, at=MOMENT + n * 3600_000_000, findings=[a_finding()]) for n in range(5)))
    alert = await alerted(console, first_at=MOMENT, last_at=MOMENT + 5 * 3600_000_000)
    timeline = (await console.as_user.get(f"/api/alerts/{alert}/timeline")).json()
    assert (timeline["complete"], len(timeline["points"])) == (False, 3)
    assert timeline["points"][-1]["at"] >= "2026-09-21T18:"
