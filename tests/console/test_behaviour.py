"""The console shows what behaviours have learned."""

from __future__ import annotations

from addons.behaviour.sight import Baseline
from gateway.storage.behaviour import BehaviourState, Learned
from tests.console.conftest import Running, record


async def test_what_was_learned_is_shown_with_its_age_and_mode(console: Running) -> None:
    now = console.store.clock()
    before = (await console.as_user.get("/api/behaviour")).json()
    assert [one["id"] for one in before["items"]] == ["statistics", "abuse", "geography"]
    assert {(one["mode"], one["ready"], one["learned"]) for one in before["items"]} == {("observe", False, None)}
    await console.ship(record(1, at=now), record(2, at=now), record(3, at=now))
    learned = Learned("abuse", now, 1, now - 90_500_000, 70, 12, 4, ready=True, bytes=3)
    fresh = Learned("geography", now, 0, 0, 0, 0, 0, ready=False, bytes=0)
    async with console.store.database.writing() as connection:
        await console.store.behaviour.save(connection, [BehaviourState(learned, b"abc"), BehaviourState(fresh, b"")])
    put = await console.as_admin.put("/api/detectors/abuse", json={"mode": "enforce"}, headers={"if-match": '"0"'})
    assert put.status_code == 200, put.text
    _, abuse, geography = (await console.as_user.get("/api/behaviour")).json()["items"]
    assert (abuse["mode"], abuse["ready"], abuse["title"]) == ("enforce", True, "Abuse patterns")
    figures = {name: abuse["learned"][name] for name in ("watched", "exchanges", "behind", "identities", "conclusions")}
    assert figures == {"watched": 90, "exchanges": 70, "behind": 2, "identities": 12, "conclusions": 4}
    assert abuse["learned"]["bytes"] == 3
    assert (geography["ready"], geography["learned"]["since"], geography["learned"]["watched"]) == (False, None, 0)


async def test_what_is_usual_is_shown_beside_what_is_seen_now(console: Running) -> None:
    empty = (await console.as_user.get("/api/behaviour/statistics/baselines")).json()
    assert empty == {"at": None, "items": []}
    now = console.store.clock()
    learned = Learned("statistics", now, 1, now, 70, 12, 0, ready=True, bytes=3)
    shown = [
        Baseline(1, "answer size", "bytes", 1190.0, 2400.0, 1210.0, "GET /orders", bound=16384.0, number=812),
        Baseline(1, "server errors", "share", 0.01, 0.01, None, "GET /orders"),
    ]
    async with console.store.database.writing() as connection:
        await console.store.behaviour.save(connection, [BehaviourState(learned, b"abc", shown)])
    answer = (await console.as_user.get("/api/behaviour/statistics/baselines")).json()
    assert answer["at"] is not None
    first, second = answer["items"]
    assert (first["usual"], first["high"], first["now"], first["bound"]) == (1190.0, 2400.0, 1210.0, 16384.0)
    assert (first["operation"], first["unit"], second["now"]) == ("GET /orders", "bytes", None)
    for unknown in ("signatures", "nothing"):
        assert (await console.as_user.get(f"/api/behaviour/{unknown}/baselines")).status_code == 404
