"""Sign-in, registration and tokens."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import jwt
import pytest

from console.auth import AUDIENCE, ISSUER
from console.throttle import LoginLimits, network_of
from gateway.settings import Settings
from tests.console.conftest import ADMIN, USER, Running, access_token, started

SESSION = "0123456789abcdef" * 2
SECRET = "a secret of the tests that is long enough for any HMAC of the SHA-2 family"


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "1",
        "iat": now,
        "nbf": now,
        "exp": now + 600,
        "jti": "x",
        "type": "access",
        "sid": SESSION,
        "token_version": 1,
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def signed(key: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm)


def unsigned() -> str:
    parts = [{"alg": "none", "typ": "JWT"}, claims()]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


NOW = int(time.time())
BAD_TOKENS: dict[str, Callable[[], str]] = {
    "another key": lambda: signed(key="another key that is just as long as the right one"),
    "alg none": unsigned,
    "alg HS512": lambda: signed(algorithm="HS512"),
    "expired": lambda: signed(exp=NOW - 60),
    "not yet": lambda: signed(nbf=NOW + 600),
    "issued in the future": lambda: signed(iat=NOW + 600),
    "another issuer": lambda: signed(iss="other"),
    "another audience": lambda: signed(aud="other"),
    "several audiences": lambda: signed(aud=[AUDIENCE, "other"]),
    "a refresh token": lambda: signed(type="refresh"),
    "an old token version": lambda: signed(token_version=0),
    "a version that is no number": lambda: signed(token_version="1"),
    "a version that is true": lambda: signed(token_version=True),
    "another's session": lambda: signed(sub="2"),
    "a session there is not": lambda: signed(sid="f" * 32),
    "a session id that is none": lambda: signed(sid="' OR 1=1 --"),
    "a session id that is a number": lambda: signed(sid=1),
    "nobody's": lambda: signed(sub="4711"),
    "a subject that is no number": lambda: signed(sub="admin"),
    **{f"no {name}": lambda name=name: signed(**{name: ...}) for name in claims()},
    "truncated": lambda: signed()[:-1],
    "a changed claim": lambda: ".".join(
        (signed().split(".")[0], signed(sub="2").split(".")[1], signed().split(".")[2])
    ),
    "no token at all": lambda: "x",
    "not ASCII": lambda: "é.é.é",
}


@pytest.mark.parametrize("name", BAD_TOKENS)
async def test_a_token_that_is_not_exactly_ours_is_401(console: Running, name: str) -> None:
    await access_token(console, 1, SESSION)
    headers = {"Authorization": f"Bearer {BAD_TOKENS[name]()}".encode()}
    answer = await console.as_nobody.get("/api/me", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_the_token_all_the_bad_ones_are_made_from_is_good(console: Running) -> None:
    await access_token(console, 1, SESSION)
    answer = await console.as_nobody.get("/api/me", headers={"Authorization": f"Bearer {signed()}"})
    assert answer.json()["email"] == ADMIN[0]


async def test_sign_in_answers_a_bearer_token_and_who_one_is(console: Running) -> None:
    answer = await console.as_nobody.post("/api/login", json={"email": " ADMIN@localhost", "password": ADMIN[1]})
    body = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert (body["token_type"], body["expires_in"], body["user"]["role"]) == ("bearer", 900, "admin")
    assert "set-cookie" not in answer.headers
    assert (len(body["refresh_token"]), body["csrf_token"]) == (32 + 1 + 43, None)
    assert (await console.as_admin.get("/api/me")).json()["last_login_at"] is not None


async def test_the_stored_password_is_argon2id(console: Running) -> None:
    user = await console.store.users.by_email(USER[0])
    assert user
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_wrong_unknown_and_disabled_look_the_same(console: Running) -> None:
    user = await console.store.users.by_email(USER[0])
    assert user
    wrong = await console.as_nobody.post("/api/login", json={"email": USER[0], "password": "wrong"})
    unknown = await console.as_nobody.post("/api/login", json={"email": "nobody@example.com", "password": "wrong"})
    await console.as_admin.put(f"/api/users/{user.id}", json={"disabled": True})
    disabled = await console.as_nobody.post("/api/login", json={"email": USER[0], "password": USER[1]})
    bodies = [{**answer.json(), "request_id": ""} for answer in (wrong, unknown, disabled)]
    assert [answer.status_code for answer in (wrong, unknown, disabled)] == [401, 401, 401]
    assert bodies[0] == bodies[1] == bodies[2]


async def test_an_unknown_account_takes_as_long_as_a_wrong_password(console: Running) -> None:
    """The password is checked against a hash of the same cost either way."""
    calls: list[str] = []
    passwords = console.app.state.console.passwords
    verify = passwords._verify
    passwords._verify = lambda stored, password: calls.append(stored) or verify(stored, password)
    for email in (USER[0], "nobody@example.com"):
        await console.as_nobody.post("/api/login", json={"email": email, "password": "wrong"})
    parameters = [call.rsplit("$", 2)[0] for call in calls]
    assert len(calls) == 2
    assert parameters[0] == parameters[1]


async def test_disabling_ends_tokens_at_once(console: Running) -> None:
    me = (await console.as_user.get("/api/me")).json()
    await console.as_admin.put(f"/api/users/{me['id']}", json={"disabled": True})
    assert (await console.as_user.get("/api/me")).status_code == 401


@pytest.mark.parametrize(("query", "others"), [("", 200), ("?everywhere=true", 401)])
async def test_signing_out_ends_this_session_or_all(console: Running, query: str, others: int) -> None:
    other = await console.sign_in(*USER)
    assert (await console.as_user.post(f"/api/logout{query}")).status_code == 204
    assert (await console.as_user.get("/api/me")).status_code == 401
    assert (await other.get("/api/me")).status_code == others
    await other.aclose()


async def test_a_new_password_ends_old_tokens_and_signs_in(console: Running) -> None:
    new = "an entirely new password"
    refused = await console.as_user.put("/api/me/password", json={"current_password": "x", "new_password": new})
    assert refused.json()["errors"] == [
        {"pointer": "/current_password", "message": "is not the password of this account"}
    ]
    changed = await console.as_user.put("/api/me/password", json={"current_password": USER[1], "new_password": new})
    assert changed.status_code == 200
    assert (await console.as_user.get("/api/me")).status_code == 401
    again = {"Authorization": f"Bearer {changed.json()['access_token']}"}
    assert (await console.as_nobody.get("/api/me", headers=again)).status_code == 200
    old = await console.as_nobody.post("/api/login", json={"email": USER[0], "password": USER[1]})
    assert old.status_code == 401


async def test_a_password_of_other_parameters_is_hashed_anew_on_sign_in(console: Running) -> None:
    from argon2 import PasswordHasher

    from tests.console.conftest import actor

    user = await console.store.users.by_email(USER[0])
    assert user
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(USER[1])
    async with console.store.edit(actor(), "test") as edit:
        await console.store.users.update(edit, user.id, password_hash=weak, keep_tokens=True)
    await (await console.sign_in(*USER)).aclose()
    rehashed = await console.store.users.by_email(USER[0])
    assert rehashed
    assert "m=19456" in rehashed.password_hash
    assert (await console.as_user.get("/api/me")).status_code == 200


async def test_a_hundred_wrong_passwords_meet_429_and_the_right_one_passes_later(settings: Settings) -> None:
    """Nobody is locked out for ever: the throttle's buckets refill."""
    now = [1000.0]
    async with started(settings, login_limits=LoginLimits(), monotonic=lambda: now[0]) as console:
        wrong = [
            (await console.as_nobody.post("/api/login", json={"email": ADMIN[0], "password": "wrong"}))
            for _ in range(100)
        ]
        refused = [answer for answer in wrong if answer.status_code == 429]
        assert len(refused) >= 90
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
        right = {"email": ADMIN[0], "password": ADMIN[1]}
        assert (await console.as_nobody.post("/api/login", json=right)).status_code == 429
        now[0] += int(refused[-1].headers["retry-after"])
        assert (await console.as_nobody.post("/api/login", json=right)).status_code == 200


async def test_guessing_from_elsewhere_does_not_keep_the_owner_out(settings: Settings) -> None:
    """An address that signed in before is not slowed by what others try on the account."""
    limits = LoginLimits(address=(1000, 1.0), pair=(1000, 1.0), account=(3, 1000.0))
    async with started(settings, login_limits=limits) as console:
        await (await console.sign_in(*ADMIN)).aclose()
        elsewhere = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
        async with httpx.AsyncClient(base_url=console.url, transport=elsewhere) as guesser:
            codes = [
                (await guesser.post("/api/login", json={"email": ADMIN[0], "password": "wrong"})).status_code
                for _ in range(5)
            ]
        assert codes == [401, 401, 401, 429, 429]
        right = await console.as_nobody.post("/api/login", json={"email": ADMIN[0], "password": ADMIN[1]})
        assert right.status_code == 200


async def test_registration_is_closed_unless_a_setting_opens_it(settings: Settings) -> None:
    async with started(replace(settings, registration="closed")) as console:
        answer = await console.as_nobody.post("/api/register", json={"email": "eve@example.com", "password": "x" * 20})
        assert answer.status_code == 403
        assert await console.store.users.by_email("eve@example.com") is None


REGISTRATIONS = {
    "email taken": ({"email": "ADA@example.com", "password": "x" * 12}, 409, None),
    "no email": ({"email": "nobody", "password": "x" * 12}, 422, "/email"),
    "short password": ({"email": "eve@example.com", "password": "x" * 11}, 422, "/password"),
    "a role asked for": ({"email": "eve@example.com", "password": "x" * 12, "role": "admin"}, 422, "/role"),
}


@pytest.mark.parametrize("case", REGISTRATIONS)
async def test_registration_refuses(console: Running, case: str) -> None:
    body, status, pointer = REGISTRATIONS[case]
    answer = await console.as_nobody.post("/api/register", json=body)
    assert answer.status_code == status
    assert pointer is None or [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert body["password"] not in answer.text


async def test_an_admin_cannot_lock_himself_out(console: Running) -> None:
    me = (await console.as_admin.get("/api/me")).json()
    answer = await console.as_admin.put(f"/api/users/{me['id']}", json={"role": "user"})
    assert answer.status_code == 409


async def test_a_short_signing_secret_is_refused_at_start(settings: Settings) -> None:
    with pytest.raises(ValueError, match="JWT_SECRET: 5 bytes are too few"):
        async with started(replace(settings, jwt_secret="short")):
            pass


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(address: str, network: str) -> None:
    """Whoever has one address there has 2^64 of them."""
    assert network_of(address) == network
