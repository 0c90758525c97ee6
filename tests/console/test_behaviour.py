"""The console shows what behaviours have learned."""

from __future__ import annotations

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
