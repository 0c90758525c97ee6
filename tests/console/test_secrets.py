"""Guessing leaves a bounded trace and tells nothing; secrets stand nowhere but where they were handed out."""

from __future__ import annotations

import logging
import statistics
import time
from pathlib import Path

import pytest

from console.failures import ADDRESS_ROWS
from tests.console.conftest import USER, Running

WRONG = "canary-wrong-password"
TRIES = 6


async def test_failed_sign_ins_are_in_the_audit_log_counted_and_bounded(console: Running) -> None:
    for _ in range(ADDRESS_ROWS * 3):
        answer = await console.as_nobody.post("/api/login", json={"email": USER[0], "password": WRONG})
        assert answer.status_code == 401
    rows = await console.store.audit.query(action="login.failed")
    assert (len(rows), rows[0].actor, rows[0].address) == (ADDRESS_ROWS, USER[0], "127.0.0.1")
    assert WRONG not in repr(rows)
    assert await console.store.audit.verify() is None


async def test_unknown_wrong_and_disabled_take_the_same_time(console: Running) -> None:
    """One password check each; the medians are compared again where the machine was busy."""
    body = {"email": "off@example.com", "password": USER[1], "role": "user"}
    made = (await console.as_admin.post("/api/users", json=body)).json()
    await console.as_admin.put(f"/api/users/{made['id']}", json={"disabled": True})
    kinds = {"unknown": ("nobody@example.com", WRONG), "wrong": (USER[0], WRONG), "disabled": (body["email"], USER[1])}
    spread, medians = 1.0, [0.0]
    for _ in range(TRIES):
        taken: dict[str, list[float]] = {kind: [] for kind in kinds}
        for _ in range(25):
            for kind, (email, password) in kinds.items():
                since = time.perf_counter()
                answer = await console.as_nobody.post("/api/login", json={"email": email, "password": password})
                taken[kind].append(time.perf_counter() - since)
                assert answer.status_code == 401
        medians = [statistics.median(times) for times in taken.values()]
        spread = max(medians) / min(medians) - 1
        if spread <= 0.1:
            return
    pytest.fail(f"the medians are {spread:.0%} apart: {medians}")


async def test_no_secret_is_in_the_store_the_log_or_another_answer(
    console: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        signed_in = (await console.as_nobody.post("/api/login", json={"email": USER[0], "password": USER[1]})).json()
        refreshed = (
            await console.as_nobody.post("/api/refresh", json={"refresh_token": signed_in["refresh_token"]})
        ).json()
        token = (
            await console.as_admin.post("/api/tokens", json={"name": "t", "scopes": ["read"], "expires_in_days": 1})
        ).json()["token"]
        code = (await console.as_admin.post("/api/invitations", json={"role": "user"})).json()["code"]
        await console.as_nobody.get("/api/me", headers={"Authorization": f"Bearer {token}"})
        await console.as_nobody.post("/api/login", json={"email": USER[0], "password": WRONG})
        paths = ("/api/audit", "/api/users", "/api/tokens?all=true", "/api/invitations", "/api/me/sessions", "/api/me")
        answers = "".join([(await console.as_admin.get(path)).text for path in paths])
    secrets = {
        "password": USER[1],
        "wrong password": WRONG,
        "access token": refreshed["access_token"].rpartition(".")[2],
        "refresh token": refreshed["refresh_token"].partition(".")[2],
        "API token": token,
        "code": code,
        "JWT secret": console.settings.jwt_secret,
        "encryption key": console.settings.encryption_key,
    }
    stored = b"".join(path.read_bytes() for path in Path(console.settings.boing_data_dir).glob("boing.db*"))
    for name, secret in secrets.items():
        assert secret.encode() not in stored, name
        assert secret not in caplog.text, name
        assert secret not in answers, name
