"""Sessions: refresh tokens that are good once, what ends a session, and the cookies of the web app."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest

from gateway.settings import Settings
from gateway.storage.sessions import DAY, MOST_DAYS, MOST_SESSIONS
from tests.console.conftest import ADMIN, USER, Running, access_token, started

FOREIGN = "https://evil.example.com"


async def login(console: Running, who: tuple[str, str] = USER, **more: Any) -> httpx.Response:
    answer = await console.as_nobody.post("/api/login", json={"email": who[0], "password": who[1], **more})
    assert answer.status_code == 200, answer.text
    console.as_nobody.cookies.clear()
    return answer


async def refresh(console: Running, token: str) -> httpx.Response:
    return await console.as_nobody.post("/api/refresh", json={"refresh_token": token})


async def me(console: Running, access: str) -> int:
    return (await console.as_nobody.get("/api/me", headers=bearer(access))).status_code


def bearer(access: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access}"}


def cookies(answer: httpx.Response) -> dict[str, Any]:
    return {
        name: morsel for line in answer.headers.get_list("set-cookie") for name, morsel in SimpleCookie(line).items()
    }


async def test_a_refresh_token_is_good_once_and_answers_the_next_one(console: Running) -> None:
    first = (await login(console)).json()
    second = (await refresh(console, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["user"]["email"] == USER[0]
    assert [await me(console, one["access_token"]) for one in (first, second)] == [200, 200]
    third = await refresh(console, second["refresh_token"])
    assert third.status_code == 200


async def test_a_refresh_token_used_twice_ends_the_session_for_both(console: Running) -> None:
    """Whoever stole it, and whoever it was stolen from: nobody can tell them apart."""
    first = (await login(console)).json()
    second = (await refresh(console, first["refresh_token"])).json()
    replayed = await refresh(console, first["refresh_token"])
    assert (replayed.status_code, replayed.headers["content-type"]) == (401, "application/problem+json")
    assert (await refresh(console, second["refresh_token"])).status_code == 401
    assert [await me(console, one["access_token"]) for one in (first, second)] == [401, 401]
    assert await me(console, (await login(console)).json()["access_token"]) == 200
    (row, *_) = [row for row in await console.store.audit.query() if row.action == "session.refresh"]
    assert row.after["reason"] == "a refresh token came a second time"


async def test_of_twenty_refreshes_at_once_at_most_one_is_answered(console: Running) -> None:
    token = (await login(console)).json()["refresh_token"]
    answers = await asyncio.gather(*(refresh(console, token) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200, *[401] * 19]
    (good,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert await me(console, good["access_token"]) == 401


REFRESH_TOKENS = {
    "no dot": "x" * 75,
    "another secret": "{id}." + "A" * 43,
    "no secret": "{id}.",
    "another session": "0" * 32 + ".{secret}",
    "an access token": "{access}",
    "SQL": "' OR 1=1 --.x",
}


@pytest.mark.parametrize("case", REFRESH_TOKENS)
async def test_a_refresh_token_that_is_none_is_401(console: Running, case: str) -> None:
    body = (await login(console)).json()
    session_id, secret = body["refresh_token"].split(".")
    text = REFRESH_TOKENS[case].format(id=session_id, secret=secret, access=body["access_token"][:200])
    answer = await refresh(console, text)
    assert answer.status_code == 401


async def test_a_session_ends_when_it_is_not_used(console: Running) -> None:
    body = (await login(console)).json()
    at = console.store.clock()
    console.store.database.clock = console.store.clock = lambda: at + 15 * DAY
    assert await me(console, body["access_token"]) == 401
    assert (await refresh(console, body["refresh_token"])).status_code == 401


async def test_a_session_ends_however_often_it_is_used(console: Running) -> None:
    token = (await login(console)).json()["refresh_token"]
    at, refused_at = console.store.clock(), None
    for day in range(0, MOST_DAYS + 14, 7):
        console.store.database.clock = console.store.clock = lambda day=day: at + day * DAY
        answer = await refresh(console, token)
        if answer.status_code == 401:
            refused_at = day
            break
        token = answer.json()["refresh_token"]
    assert refused_at == MOST_DAYS + 1


async def test_a_role_a_password_and_a_deletion_end_sessions_at_once(console: Running) -> None:
    user = await console.store.users.by_email(USER[0])
    assert user
    for change in ({"role": "admin"}, {"password": "an entirely new password"}, {"disabled": True}):
        body = (await login(console)).json() if "disabled" not in change else {}
        access = body.get("access_token") or await access_token(console, user.id)
        assert await me(console, access) == 200
        answer = await console.as_admin.put(f"/api/users/{user.id}", json=change)
        assert answer.status_code == 200, answer.text
        assert await me(console, access) == 401
        if body:
            assert (await refresh(console, body["refresh_token"])).status_code == 401
    assert (await console.as_admin.delete(f"/api/users/{user.id}")).status_code == 204
    assert await console.store.sessions.of_user(user.id, 0) == []


async def test_a_new_password_ends_the_other_sessions(console: Running) -> None:
    one, other = (await login(console)).json(), (await login(console)).json()
    change = {"current_password": USER[1], "new_password": "an entirely new password"}
    headers = bearer(one["access_token"])
    changed = (await console.as_nobody.put("/api/me/password", json=change, headers=headers)).json()
    assert [await me(console, body["access_token"]) for body in (one, other, changed)] == [401, 401, 200]
    assert (await refresh(console, other["refresh_token"])).status_code == 401
    assert (await refresh(console, changed["refresh_token"])).status_code == 200


async def test_one_sees_and_ends_ones_own_sessions_only(console: Running) -> None:
    mine = (await login(console)).json()
    headers = bearer(mine["access_token"])
    listed = (await console.as_nobody.get("/api/me/sessions", headers=headers)).json()["items"]
    assert [(one["current"], one["address"]) for one in listed] == [(True, "127.0.0.1"), (False, "127.0.0.1")]
    assert listed[0]["user_agent"].startswith("python-httpx")
    theirs = (await console.as_admin.get("/api/me/sessions")).json()["items"][0]["id"]
    foreign = await console.as_nobody.delete(f"/api/me/sessions/{theirs}", headers=headers)
    assert foreign.status_code == 404
    assert (await console.as_admin.get("/api/me")).status_code == 200
    other = await console.as_nobody.delete(f"/api/me/sessions/{listed[1]['id']}", headers=headers)
    assert other.status_code == 204
    assert (await console.as_user.get("/api/me")).status_code == 401


async def test_a_user_has_a_bounded_number_of_sessions(console: Running) -> None:
    user = await console.store.users.by_email(USER[0])
    assert user
    for _ in range(MOST_SESSIONS):
        await access_token(console, user.id)
    body = (await login(console)).json()
    assert len(await console.store.sessions.of_user(user.id, 0)) == MOST_SESSIONS
    assert await me(console, body["access_token"]) == 200


async def test_ended_sessions_are_purged_and_good_ones_stay(console: Running) -> None:
    body = (await login(console)).json()
    now = console.store.clock()
    assert await console.store.sessions.purge(now, 100) == 0
    assert await me(console, body["access_token"]) == 200
    assert await console.store.sessions.purge(now + 15 * DAY, 2) == 2
    assert await console.store.sessions.purge(now + 15 * DAY, 100) == 1


async def test_the_web_app_gets_its_refresh_token_in_a_cookie_no_script_can_read(console: Running) -> None:
    answer = await login(console, cookie=True)
    body, set_ = answer.json(), cookies(answer)
    assert (body["refresh_token"], len(body["csrf_token"])) == (None, 64)
    token, csrf = set_["boing_refresh"], set_["boing_csrf"]
    assert (token["path"], token["httponly"], token["samesite"], token["secure"]) == (
        "/api/refresh",
        True,
        "strict",
        "",
    )
    assert (csrf["path"], csrf["httponly"], csrf["samesite"], csrf.value) == ("/", "", "strict", body["csrf_token"])
    assert 13 * 86400 < int(token["max-age"]) <= 14 * 86400
    assert not any(body["access_token"] in line for line in answer.headers.get_list("set-cookie"))


async def test_a_refresh_by_cookie_takes_the_csrf_token_and_rotates_the_cookie(console: Running) -> None:
    answer = await login(console, cookie=True)
    token, csrf = cookies(answer)["boing_refresh"].value, answer.json()["csrf_token"]
    jar = {"Cookie": f"boing_refresh={token}; boing_csrf={csrf}"}
    for wrong in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "é".encode()}):
        assert (await console.as_nobody.post("/api/refresh", headers=jar | wrong)).status_code == 403
    good = await console.as_nobody.post("/api/refresh", headers=jar | {"X-CSRF-Token": csrf})
    assert good.status_code == 200
    assert good.json()["refresh_token"] is None
    assert cookies(good)["boing_refresh"].value not in ("", token)
    again = await console.as_nobody.post("/api/refresh", headers=jar | {"X-CSRF-Token": csrf})
    assert again.status_code == 401
    assert {name: morsel["max-age"] for name, morsel in cookies(again).items()} == {
        "boing_refresh": "0",
        "boing_csrf": "0",
    }


async def test_a_csrf_token_is_of_one_session(console: Running) -> None:
    """A page that can set cookies, on a sister domain, cannot make a pair of its own out of somebody else's."""
    one, other = await login(console, cookie=True), await login(console, ADMIN, cookie=True)
    headers = {
        "Cookie": f"boing_refresh={cookies(one)['boing_refresh'].value}",
        "X-CSRF-Token": other.json()["csrf_token"],
    }
    assert (await console.as_nobody.post("/api/refresh", headers=headers)).status_code == 403


async def test_signing_out_clears_the_cookies(console: Running) -> None:
    body = (await login(console, cookie=True)).json()
    out = await console.as_nobody.post("/api/logout", headers=bearer(body["access_token"]))
    assert {(name, morsel["max-age"]) for name, morsel in cookies(out).items()} == {
        ("boing_refresh", "0"),
        ("boing_csrf", "0"),
    }


async def test_a_new_password_keeps_the_web_app_signed_in_by_cookie(console: Running) -> None:
    body = (await login(console, cookie=True)).json()
    headers = bearer(body["access_token"]) | {"Cookie": f"boing_csrf={body['csrf_token']}"}
    change = {"current_password": USER[1], "new_password": "an entirely new password"}
    answer = await console.as_nobody.put("/api/me/password", json=change, headers=headers)
    assert (answer.json()["refresh_token"], "boing_refresh" in cookies(answer)) == (None, True)


async def test_no_cookie_signs_any_other_request_in(console: Running) -> None:
    answer = await login(console, cookie=True)
    body, set_ = answer.json(), cookies(answer)
    jar = f"boing_refresh={set_['boing_refresh'].value}; boing_csrf={body['csrf_token']}; token={body['access_token']}"
    headers = {"Cookie": jar, "X-CSRF-Token": body["csrf_token"]}
    assert (await console.as_nobody.get("/api/me", headers=headers)).status_code == 401


SECURE = {
    "CONSOLE_URL says https": ({"console_url": "https://console.example.com"}, {}, True),
    "a trusted proxy says https": ({"console_trusted_proxies": "127.0.0.0/8"}, {"X-Forwarded-Proto": "https"}, True),
    "its last word is http": ({"console_trusted_proxies": "127.0.0.1"}, {"X-Forwarded-Proto": "https, http"}, False),
    "a stranger says https": ({}, {"X-Forwarded-Proto": "https"}, False),
    "nobody does": ({}, {}, False),
}


@pytest.mark.parametrize("case", SECURE)
async def test_cookies_are_secure_where_the_client_speaks_https(settings: Settings, case: str) -> None:
    changes, headers, secure = SECURE[case]
    async with started(replace(settings, **changes)) as console:
        body = {"email": USER[0], "password": USER[1], "cookie": True}
        answer = await console.as_nobody.post("/api/login", json=body, headers=headers)
        assert {bool(morsel["secure"]) for morsel in cookies(answer).values()} == {secure}


ORIGINS: dict[str, tuple[dict[str, str], bool]] = {
    "another site": ({"Origin": FOREIGN}, False),
    "another port of our host": ({"Origin": "http://127.0.0.1:1"}, False),
    "null": ({"Origin": "null"}, False),
    "empty": ({"Origin": ""}, False),
    "our host as a user name": ({"Origin": "http://{host}@evil.example.com"}, False),
    "a site that begins like one of CORS_ORIGINS": ({"Origin": "https://console.example.com.evil.com"}, False),
    "the browser says cross-site": ({"Sec-Fetch-Site": "cross-site"}, False),
    "our host, and the browser says cross-site": ({"Origin": "http://{host}", "Sec-Fetch-Site": "cross-site"}, False),
    "our own": ({"Origin": "http://{host}", "Sec-Fetch-Site": "same-origin"}, True),
    "one of CORS_ORIGINS": ({"Origin": "https://console.example.com", "Sec-Fetch-Site": "cross-site"}, True),
    "CONSOLE_URL": ({"Origin": "https://boing.example.com", "Sec-Fetch-Site": "same-origin"}, True),
    "no browser": ({}, True),
}


@pytest.mark.parametrize("case", ORIGINS)
async def test_a_page_of_another_site_changes_nothing(settings: Settings, case: str) -> None:
    """Whatever it carries: a token it stole is refused there too."""
    headers, welcome = ORIGINS[case]
    changes = {"cors_origins": "https://console.example.com", "console_url": "https://boing.example.com/ops"}
    async with started(replace(settings, **changes)) as console:
        headers = {name: value.format(host=console.url.removeprefix("http://")) for name, value in headers.items()}
        answers = [
            await console.as_admin.post("/api/blacklist", json={"target": "192.0.2.1"}, headers=headers),
            await console.as_admin.put("/api/blacklist/1", json={}, headers=headers),
            await console.as_admin.delete("/api/blacklist/1", headers=headers),
            await console.as_nobody.post("/api/login", json={"email": "a@b", "password": "x"}, headers=headers),
        ]
        expected = [201, 200, 204, 401] if welcome else [403] * 4
        assert [answer.status_code for answer in answers] == expected
        assert all(answer.headers["content-type"] == "application/problem+json" for answer in answers[3:])
        assert (await console.as_admin.get("/api/me", headers=headers)).status_code == 200


@pytest.mark.parametrize("url", ["console.example.com", "ftp://x", "https://", "https://a@b", "https://x/?y"])
def test_a_console_url_that_is_none_is_refused_at_start(url: str) -> None:
    from console.origins import Origins

    with pytest.raises(ValueError, match="CONSOLE_URL"):
        Origins.of([], url)
