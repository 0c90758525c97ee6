"""API tokens and invitations: what they let one do, once or until when, and that nobody can see them again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from console.bootstrap import ensure_first_admin
from gateway.settings import Settings
from gateway.storage.sessions import DAY
from gateway.storage.tokens import MOST_TOKENS
from tests.console.conftest import PATIENT, USER, Running, actor, started

PASSWORD = "a newcomer's long password"


async def make(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    body = {"name": "script", "scopes": ["read"], "expires_in_days": 1} | changes
    answer = await client.post("/api/tokens", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def status(console: Running, token: str) -> int:
    return (await console.as_nobody.get("/api/me", headers=bearer(token))).status_code


async def test_a_token_is_shown_once_and_acts_for_its_owner(console: Running) -> None:
    made = await make(console.as_user, name=" nightly export ")
    assert (made["name"], made["scopes"], made["last_used_at"]) == ("nightly export", ["read"], None)
    assert (made["token"][:10], len(made["token"])) == (made["hint"][:10], 6 + 43)
    me = await console.as_nobody.get("/api/me", headers=bearer(made["token"]))
    assert me.json()["email"] == USER[0]
    (listed,) = (await console.as_user.get("/api/tokens")).json()["items"]
    assert "token" not in listed
    assert listed["last_used_at"] is not None
    assert {**listed, "last_used_at": None} == {name: made[name] for name in made if name != "token"}


async def test_its_use_is_written_down_at_most_once_a_minute(console: Running) -> None:
    token = (await make(console.as_user))["token"]
    at, used = console.store.clock(), []
    for seconds in (0, 30, 59, 61):
        console.store.database.clock = console.store.clock = lambda seconds=seconds: at + seconds * 1_000_000
        assert await status(console, token) == 200
        (row,) = await console.store.tokens.list(None)
        used.append((row.last_used_at - at) // 1_000_000)
    assert used == [0, 0, 0, 61]


BAD = {
    "one letter more": lambda token: token + "A",
    "one letter less": lambda token: token[:-1],
    "its hash": lambda token: "boing_" + "0" * 64,
    "no more than the prefix": lambda token: "boing_",
    "without the prefix": lambda token: token[6:],
    "SQL": lambda token: "boing_' OR '1'='1",
}


@pytest.mark.parametrize("case", BAD)
async def test_what_is_not_exactly_the_token_is_401(console: Running, case: str) -> None:
    made = await make(console.as_user)
    answer = await console.as_nobody.get("/api/me", headers=bearer(BAD[case](made["token"])))
    assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")


async def test_a_token_ends_with_its_time_its_owner_and_its_deletion(console: Running) -> None:
    tokens = [await make(console.as_user, expires_in_days=days) for days in (1, 30, 30)]
    assert (await console.as_user.delete(f"/api/tokens/{tokens[1]['id']}")).status_code == 204
    assert [await status(console, one["token"]) for one in tokens] == [200, 401, 200]
    at, clock = console.store.clock(), console.store.clock
    console.store.database.clock = console.store.clock = lambda: at + 2 * DAY
    assert [await status(console, one["token"]) for one in tokens] == [401, 401, 200]
    console.store.database.clock = console.store.clock = clock
    user = await console.store.users.by_email(USER[0])
    assert user
    await console.as_admin.put(f"/api/users/{user.id}", json={"disabled": True})
    assert [await status(console, one["token"]) for one in tokens] == [401, 401, 401]
    await console.as_admin.delete(f"/api/users/{user.id}")
    assert await console.store.tokens.list(None) == []
    assert await console.store.tokens.purge(at + 400 * DAY, 10) == 0


async def test_one_sees_and_deletes_ones_own_and_an_admin_everyones(console: Running) -> None:
    mine, admins = await make(console.as_user), await make(console.as_admin)
    assert [one["id"] for one in (await console.as_user.get("/api/tokens")).json()["items"]] == [mine["id"]]
    assert (await console.as_user.get("/api/tokens?all=true")).status_code == 403
    assert (await console.as_user.delete(f"/api/tokens/{admins['id']}")).status_code == 404
    everyones = (await console.as_admin.get("/api/tokens?all=true")).json()["items"]
    assert [(one["id"], one["owner"]) for one in everyones] == [
        (admins["id"], "admin@localhost"),
        (mine["id"], USER[0]),
    ]
    assert (await console.as_admin.delete(f"/api/tokens/{mine['id']}")).status_code == 204
    assert await status(console, mine["token"]) == 401


REFUSED = {
    "no scope": ({"scopes": []}, 422),
    "a scope there is not": ({"scopes": ["root"]}, 422),
    "no end": ({"expires_in_days": None}, 422),
    "more than a year": ({"expires_in_days": 366}, 422),
    "already over": ({"expires_in_days": 0}, 422),
    "no name": ({"name": "  "}, 422),
    "a name of two lines": ({"name": "a\nb"}, 422),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_says_too_little_or_too_much_is_not_made(console: Running, case: str) -> None:
    changes, code = REFUSED[case]
    body = {"name": "script", "scopes": ["read"], "expires_in_days": 1} | changes
    assert (await console.as_admin.post("/api/tokens", json=body)).status_code == code


async def test_a_user_has_a_bounded_number_of_tokens(console: Running) -> None:
    made = [await make(console.as_user) for _ in range(MOST_TOKENS)]
    body = {"name": "script", "scopes": ["read"], "expires_in_days": 1}
    assert (await console.as_user.post("/api/tokens", json=body)).status_code == 409
    await console.as_user.delete(f"/api/tokens/{made[0]['id']}")
    assert (await console.as_user.post("/api/tokens", json=body)).status_code == 201


async def test_each_token_has_a_rate_of_its_own(settings: Settings) -> None:
    async with started(settings, limits=replace(PATIENT, user_burst=5, user_rate=0.01)) as console:
        one, other = (await make(console.as_user))["token"], (await make(console.as_user))["token"]
        assert [await status(console, one) for _ in range(6)] == [200] * 5 + [429]
        assert await status(console, other) == 200


async def test_what_a_token_does_is_in_the_audit_log_under_its_name(console: Running) -> None:
    token = (await make(console.as_admin, name="sync", scopes=["manage"]))["token"]
    await console.as_nobody.post("/api/blacklist", json={"target": "192.0.2.1"}, headers=bearer(token))
    rows = (await console.as_admin.get("/api/audit")).json()["items"]
    assert [(row["actor"], row["action"]) for row in rows[:2]] == [
        ("admin@localhost (token sync)", "blacklist.add"),
        ("admin@localhost", "token.make"),
    ]


@pytest.mark.parametrize(("scope", "welcome"), [("read", True), ("review", False)])
async def test_a_token_that_reads_may_watch_and_is_closed_when_it_is_deleted(
    console: Running,
    monkeypatch: pytest.MonkeyPatch,
    scope: str,
    welcome: bool,
) -> None:
    monkeypatch.setattr("console.routers.live.RECHECK_SECONDS", 0.05)
    made = await make(console.as_user, scopes=[scope])
    async with connect(console.live_url, additional_headers=bearer(made["token"])) as socket:
        async with asyncio.timeout(60):
            if welcome:
                assert "hello" in await socket.recv()
                assert (await console.as_user.delete(f"/api/tokens/{made['id']}")).status_code == 204
            await socket.wait_closed()
        assert socket.close_code == 4401


async def invite(console: Running, **changes: Any) -> dict[str, Any]:
    answer = await console.as_admin.post("/api/invitations", json={"role": "user", "expires_in_hours": 1} | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def register(console: Running, email: str, code: str | None = None) -> httpx.Response:
    body = {"email": email, "password": PASSWORD} | ({"code": code} if code is not None else {})
    return await console.as_nobody.post("/api/register", json=body)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, registration="closed")


@pytest.mark.parametrize("role", ["user", "admin"])
async def test_an_invitation_gives_its_role_once(console: Running, role: str) -> None:
    made = await invite(console, role=role)
    assert made["url"] == f"{console.url}/setup#code={made['code']}"
    answer = await register(console, "eve@example.com", made["code"].lower().replace("-", " "))
    assert (answer.status_code, answer.json()["role"]) == (201, role)
    assert (await register(console, "mallory@example.com", made["code"])).status_code == 403
    (listed,) = (await console.as_admin.get("/api/invitations")).json()["items"]
    assert listed["used_at"] is not None
    assert "code" not in listed
    await (await console.sign_in("eve@example.com", PASSWORD)).aclose()


async def test_of_twenty_who_use_an_invitation_at_once_one_gets_in(console: Running) -> None:
    code = (await invite(console))["code"]
    answers = await asyncio.gather(*(register(console, f"eve-{n}@example.com", code) for n in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201, *[403] * 19]
    assert await console.store.users.count() == 3


async def test_an_invitation_for_an_address_is_for_no_other(console: Running) -> None:
    code = (await invite(console, email="Eve@Example.com"))["code"]
    assert (await register(console, "mallory@example.com", code)).status_code == 403
    assert (await register(console, "eve@example.com", code)).status_code == 201


async def test_an_invitation_that_met_a_taken_address_is_not_spent(console: Running) -> None:
    code = (await invite(console))["code"]
    assert (await register(console, USER[0], code)).status_code == 409
    assert (await register(console, "eve@example.com", code)).status_code == 201


async def test_an_invitation_ends_with_its_time_and_its_deletion(console: Running) -> None:
    made = [await invite(console) for _ in range(2)]
    assert (await console.as_admin.delete(f"/api/invitations/{made[0]['id']}")).status_code == 204
    assert (await register(console, "eve@example.com", made[0]["code"])).status_code == 403
    at = console.store.clock()
    console.store.database.clock = console.store.clock = lambda: at + 2 * 3_600_000_000
    assert (await register(console, "eve@example.com", made[1]["code"])).status_code == 403
    assert await console.store.invitations.purge(at + DAY, 10) == 1


@pytest.mark.parametrize("code", ["x", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "' OR 1=1 --", "é"])
async def test_a_code_that_is_none_is_403(console: Running, code: str) -> None:
    await invite(console)
    assert (await register(console, "eve@example.com", code)).status_code == 403


async def empty(console: Running) -> None:
    """No user, as at the very first start."""
    for user in await console.store.users.all():
        async with console.store.edit(actor(), "test") as edit:
            await console.store.users.delete(edit, user.id)


async def test_of_twenty_who_have_the_set_up_code_one_becomes_the_first_admin(console: Running) -> None:
    assert (await console.as_nobody.get("/api/setup")).json() == {"needed": False, "registration": "closed"}
    await empty(console)
    assert (await console.as_nobody.get("/api/setup")).json() == {"needed": True, "registration": "closed"}
    code = await ensure_first_admin(console.store, replace(console.settings, admin_password=""))
    assert code
    answers = await asyncio.gather(*(register(console, f"eve-{n}@example.com", code) for n in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201, *[403] * 19]
    (admin,) = await console.store.users.all()
    assert admin.role == "admin"
    assert (await console.as_nobody.get("/api/setup")).json()["needed"] is False
    assert await ensure_first_admin(console.store, replace(console.settings, admin_password="")) is None
    assert (await register(console, "late@example.com", code)).status_code == 403


async def test_only_the_set_up_code_printed_last_is_good(console: Running) -> None:
    await empty(console)
    unset = replace(console.settings, admin_password="")
    codes = [await ensure_first_admin(console.store, unset) for _ in range(3)]
    assert [(await register(console, "eve@example.com", code)).status_code for code in codes] == [403, 403, 201]


async def test_a_set_up_code_is_worth_nothing_once_there_is_a_user(console: Running) -> None:
    await empty(console)
    code = await ensure_first_admin(console.store, replace(console.settings, admin_password=""))
    await ensure_first_admin(console.store, console.settings)
    assert (await register(console, "eve@example.com", code)).status_code == 403


async def test_open_registration_does_not_make_the_first_account(settings: Settings) -> None:
    """It would have the role user, and the set-up code would be worth nothing from then on."""
    async with started(replace(settings, registration="open")) as console:
        await empty(console)
        assert (await register(console, "eve@example.com")).status_code == 403
        assert await console.store.users.count() == 0


async def test_one_admin_who_can_sign_in_is_always_left(console: Running) -> None:
    """Two admins who take each other's role at the same moment."""
    body = {"email": "second@example.com", "password": PASSWORD, "role": "admin"}
    second = (await console.as_admin.post("/api/users", json=body)).json()
    async with await console.sign_in("second@example.com", PASSWORD) as other:
        answers = await asyncio.gather(
            console.as_admin.put(f"/api/users/{second['id']}", json={"role": "user"}),
            other.delete("/api/users/1"),
        )
    assert sum(answer.status_code in (200, 204) for answer in answers) == 1
    admins = [user for user in await console.store.users.all() if user.role == "admin" and not user.disabled]
    assert len(admins) == 1


async def test_the_users_come_in_pages(console: Running) -> None:
    for n in range(3):
        body = {"email": f"user-{n}@example.com", "password": PASSWORD, "role": "user"}
        assert (await console.as_admin.post("/api/users", json=body)).status_code == 201
    seen, cursor = [], ""
    while cursor is not None:
        page = (await console.as_admin.get(f"/api/users?limit=2&cursor={cursor}")).json()
        seen += [user["email"] for user in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["admin@localhost", USER[0], "user-0@example.com", "user-1@example.com", "user-2@example.com"]
