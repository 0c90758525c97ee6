"""Every route × role, from the OpenAPI document: a route that is not listed here fails."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import pytest

from console.app import create_app
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.store import Store
from tests.console.conftest import Running, actor

OPEN, ANYONE, ADMINS = "no sign-in", "any user", "admins"
PEOPLE, ADMIN_PEOPLE = "any user, no API token", "admins, no API token"
FOR_ADMINS = (ADMINS, ADMIN_PEOPLE)

KEYED = "whoever has an ingest key"

ROUTES: dict[str, str] = {
    "POST /api/login": OPEN,
    "POST /api/register": OPEN,
    "GET /api/health": OPEN,
    "GET /api/setup": OPEN,
    "POST /api/refresh": OPEN,
    "POST /api/logout": PEOPLE,
    "GET /api/me": ANYONE,
    "PUT /api/me/password": PEOPLE,
    "GET /api/me/sessions": PEOPLE,
    "DELETE /api/me/sessions/{session_id}": PEOPLE,
    "GET /api/tokens": PEOPLE,
    "POST /api/tokens": PEOPLE,
    "DELETE /api/tokens/{token_id}": PEOPLE,
    "GET /api/users": ADMIN_PEOPLE,
    "POST /api/users": ADMIN_PEOPLE,
    "PUT /api/users/{user_id}": ADMIN_PEOPLE,
    "DELETE /api/users/{user_id}": ADMIN_PEOPLE,
    "GET /api/invitations": ADMIN_PEOPLE,
    "POST /api/invitations": ADMIN_PEOPLE,
    "DELETE /api/invitations/{invitation_id}": ADMIN_PEOPLE,
    "GET /api/apis": ANYONE,
    "POST /api/apis": ADMINS,
    "GET /api/apis/{api_id}": ANYONE,
    "PUT /api/apis/{api_id}": ADMINS,
    "DELETE /api/apis/{api_id}": ADMINS,
    **{
        f"{method} /api/{name}{path}": role
        for name in ("whitelist", "blacklist")
        for method, path, role in (
            ("GET", "", ANYONE),
            ("POST", "", ADMINS),
            ("POST", "/bulk", ADMINS),
            ("POST", "/import", ADMINS),
            ("GET", "/export", ANYONE),
            ("POST", "/remove", ADMINS),
            ("POST", "/restore", ADMINS),
            ("GET", "/{entry_id}", ANYONE),
            ("PUT", "/{entry_id}", ADMINS),
            ("DELETE", "/{entry_id}", ADMINS),
        )
    },
    "GET /api/detectors": ANYONE,
    "GET /api/detectors/{detector_id}": ANYONE,
    "PUT /api/detectors/{detector_id}": ADMINS,
    "GET /api/behaviour": ANYONE,
    "GET /api/decisions": ANYONE,
    "POST /api/decisions": ADMINS,
    "POST /api/decisions/remove": ADMINS,
    "GET /api/decisions/{decision_id}": ANYONE,
    "DELETE /api/decisions/{decision_id}": ADMINS,
    "GET /api/exclusions": ANYONE,
    "POST /api/exclusions": ADMINS,
    "GET /api/exclusions/{exclusion_id}": ANYONE,
    "PUT /api/exclusions/{exclusion_id}": ADMINS,
    "DELETE /api/exclusions/{exclusion_id}": ADMINS,
    "GET /api/alerts": ANYONE,
    "GET /api/alerts/{alert_id}": ANYONE,
    "POST /api/alerts/{alert_id}/ack": ANYONE,
    "PUT /api/alerts/{alert_id}/mute": ANYONE,
    "PUT /api/alerts/{alert_id}/review": ANYONE,
    "GET /api/alerts/summary": ANYONE,
    "POST /api/alerts/bulk": ANYONE,
    "GET /api/alerts/{alert_id}/notes": ANYONE,
    "POST /api/alerts/{alert_id}/notes": ANYONE,
    "DELETE /api/alerts/{alert_id}/notes/{note_id}": ANYONE,
    "GET /api/alerts/{alert_id}/deliveries": ANYONE,
    "GET /api/alerts/{alert_id}/timeline": ANYONE,
    "GET /api/mutes": ANYONE,
    "POST /api/mutes": ANYONE,
    "DELETE /api/mutes/{mute_id}": ANYONE,
    "GET /api/channels": ANYONE,
    "POST /api/channels": ADMINS,
    "GET /api/channels/{channel_id}": ANYONE,
    "PUT /api/channels/{channel_id}": ADMINS,
    "DELETE /api/channels/{channel_id}": ADMINS,
    "POST /api/channels/{channel_id}/test": ADMINS,
    "GET /api/deliveries": ANYONE,
    "POST /api/deliveries/{delivery_id}/retry": ADMINS,
    "GET /api/logs": ANYONE,
    "GET /api/logs/{request_id}": ANYONE,
    "PUT /api/logs/{request_id}/review": ANYONE,
    "GET /api/logs/{request_id}/related": ANYONE,
    "GET /api/export/logs": ANYONE,
    "GET /api/metrics": ANYONE,
    "GET /api/metrics/top": ANYONE,
    "GET /api/policy/revisions": ANYONE,
    "GET /api/audit": ADMINS,
    "POST /api/ingest": KEYED,
    "POST /api/try": ANYONE,
    "GET /api/access/match": ANYONE,
    "POST /api/access/match": ANYONE,
    "GET /api/policy/current": ANYONE,
    "GET /api/policy/revisions/{revision}": ANYONE,
    "GET /api/policy/revisions/{revision}/diff": ANYONE,
    "POST /api/policy/revisions/{revision}/rollback": ADMINS,
    "GET /api/audit/verify": ADMINS,
    "GET /api/system": ANYONE,
    "GET /api/settings": ADMINS,
    "POST /api/apis/check": ADMINS,
    "POST /api/apis/{api_id}/ingest-key": ADMINS,
    "DELETE /api/apis/{api_id}/ingest-key": ADMINS,
    "GET /api/apis/{api_id}/health": ADMINS,
    "GET /api/detectors/{detector_id}/stats": ANYONE,
    "GET /api/behaviour/{detector_id}/baselines": ANYONE,
    "GET /api/models": ANYONE,
    "GET /api/models/rates": ANYONE,
    "GET /api/models/trainings": ANYONE,
    "GET /api/models/trainings/{training_id}": ANYONE,
    "GET /api/models/{model_id}": ANYONE,
    "POST /api/models/train": ADMINS,
    "POST /api/models/{model_id}/serve": ADMINS,
    "POST /api/models/{model_id}/retire": ADMINS,
    "POST /api/live/ticket": ANYONE,
}

BODIES: dict[str, Any] = {
    "POST /api/login": {"email": "nobody@example.com", "password": "x"},
    "POST /api/register": {"email": "eve@example.com", "password": "x" * 12},
    "PUT /api/me/password": {"current_password": "x", "new_password": "x" * 12},
    "POST /api/tokens": {"name": "script", "scopes": ["read"], "expires_in_days": 1},
    "POST /api/users": {"email": "mallory@example.com", "password": "x" * 12},
    "PUT /api/users/{user_id}": {},
    "POST /api/invitations": {"role": "user"},
    "POST /api/apis": {"name": "a", "upstream": "http://127.0.0.1:1"},
    "PUT /api/apis/{api_id}": {"name": "a", "upstream": "http://127.0.0.1:1"},
    "PUT /api/detectors/{detector_id}": {},
    "POST /api/apis/check": {"name": "checked", "upstream": "http://127.0.0.1:1", "prefix": "/checked"},
    "POST /api/access/match": {"address": "192.0.2.1"},
    "POST /api/decisions": {"type": "ban", "target": "192.0.2.1", "ttl_seconds": 60},
    "POST /api/decisions/remove": {"ids": [4711]},
    "POST /api/exclusions": {"rule": "942100"},
    "PUT /api/exclusions/{exclusion_id}": {"rule": "942100"},
    "PUT /api/alerts/{alert_id}/mute": {"seconds": 60},
    "PUT /api/alerts/{alert_id}/review": {"review": None},
    "PUT /api/logs/{request_id}/review": {"review": None},
    "POST /api/alerts/bulk": {"ids": [4711], "action": "ack"},
    "POST /api/alerts/{alert_id}/notes": {"text": "seen"},
    "POST /api/mutes": {"detector": "limits", "seconds": 60},
    "POST /api/channels": {"name": "a", "kind": "email", "config": {"to": ["a@example.com"]}},
    "PUT /api/channels/{channel_id}": {"name": "a", "config": {"to": ["a@example.com"]}},
    "POST /api/ingest": {
        "timestamp": time.time(),
        "method": "GET",
        "endpoint": "/",
        "client_ip": "192.0.2.1",
        "status_code": 200,
    },
    "POST /api/try": {"url": "/"},
    "POST /api/models/train": {"api_id": 4711},
    **{f"POST /api/{name}": {"target": "192.0.2.1"} for name in ("whitelist", "blacklist")},
    **{f"POST /api/{name}/bulk": {"text": ""} for name in ("whitelist", "blacklist")},
    **{f"POST /api/{name}/import": "" for name in ("whitelist", "blacklist")},
    **{f"POST /api/{name}/remove": {"ids": [4711]} for name in ("whitelist", "blacklist")},
    **{
        f"POST /api/{name}/restore": {"entries": [{"scope": "address", "target": "192.0.2.2"}]}
        for name in ("whitelist", "blacklist")
    },
    **{f"PUT /api/{name}/{{entry_id}}": {} for name in ("whitelist", "blacklist")},
}


WITHOUT_A_TOKEN = {"POST /api/login", "POST /api/refresh"}
"""open, and 401 all the same for what is wrong in their body"""
READING = {"POST /api/live/ticket", "POST /api/try", "POST /api/access/match"}
"""no GET, yet it changes nothing: an API token needs the scope read"""


def documented(document: dict[str, Any]) -> set[str]:
    return {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}


async def test_every_route_of_the_document_is_listed_here_and_the_other_way_round(settings: Settings) -> None:
    store = await Store.open(settings)
    app = create_app(settings, store, Secrets(settings.encryption_key))
    assert documented(app.openapi()) == set(ROUTES)
    await store.close()


def asked(route: str) -> tuple[str, str, dict[str, Any]]:
    method, path = route.split(" ")
    path = path.replace("{detector_id}", "access").replace("{request_id}", "nowhere")
    path = path.replace("{session_id}", "0" * 32)
    path = re.sub(r"\{\w+\}", "4711", path)
    return method, path, {"json": BODIES[route]} if route in BODIES else {}


async def test_nobody_gets_401_wherever_a_sign_in_is_needed(console: Running) -> None:
    for route, role in ROUTES.items():
        method, path, body = asked(route)
        answer = await console.as_nobody.request(method, path, **body)
        if role == OPEN:
            assert answer.status_code in (200, 201) or route in WITHOUT_A_TOKEN, route
        else:
            assert answer.status_code == 401, route


async def test_a_user_gets_403_exactly_where_an_admin_is_needed(console: Running) -> None:
    for route, role in ROUTES.items():
        if route == "POST /api/logout":
            continue
        method, path, body = asked(route)
        answer = await console.as_user.request(method, path, **body)
        assert (answer.status_code == 403) == (role in FOR_ADMINS), f"{route}: {answer.status_code}"


async def test_an_admin_is_refused_nothing_for_his_role(console: Running) -> None:
    for route, role in ROUTES.items():
        if route == "POST /api/logout" or role == KEYED:
            continue
        method, path, body = asked(route)
        answer = await console.as_admin.request(method, path, **body)
        assert answer.status_code in (200, 201, 204, 401 if route in WITHOUT_A_TOKEN else 404, 422), route


async def api_token(console: Running, client: httpx.AsyncClient, *scopes: str) -> dict[str, str]:
    """The header of a fresh API token."""
    answer = await client.post("/api/tokens", json={"name": "script", "scopes": scopes, "expires_in_days": 1})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_an_api_token_may_what_its_scope_says_and_nothing_else(console: Running) -> None:
    tokens = {scope: await api_token(console, console.as_admin, scope) for scope in ("read", "review", "manage")}
    for route, role in ROUTES.items():
        if role in (OPEN, KEYED):
            continue
        method, path, body = asked(route)
        allowed = {
            scope
            for scope, headers in tokens.items()
            if (await console.as_nobody.request(method, path, headers=headers, **body)).status_code != 403
        }
        reads = method == "GET" or route in READING
        expected = {ANYONE: {"read" if reads else "review"}, ADMINS: {"manage"}}.get(role, set())
        assert allowed == expected, route


async def test_an_api_token_may_never_more_than_its_owner(console: Running) -> None:
    body = {"name": "script", "scopes": ["manage"], "expires_in_days": 1}
    refused = await console.as_user.post("/api/tokens", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/scopes")
    headers = await api_token(console, console.as_admin, "manage")
    admin = await console.store.users.by_id(1)
    assert admin
    async with console.store.edit(actor(), "test") as edit:
        await console.store.users.update(edit, admin.id, role="user")
    assert (await console.as_nobody.get("/api/audit", headers=headers)).status_code == 403


@pytest.mark.parametrize("route", [route for route, role in ROUTES.items() if role not in (OPEN, KEYED)])
def test_the_document_says_where_a_token_is_needed(route: str, document: dict[str, Any]) -> None:
    method, path = route.split(" ")
    assert document["paths"][path][method.lower()]["security"] == [{"HTTPBearer": []}]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    import asyncio

    settings = Settings(boing_data_dir=str(tmp_path_factory.mktemp("document")), jwt_secret="x" * 64)

    async def made() -> dict[str, Any]:
        store = await Store.open(settings)
        try:
            return create_app(settings, store, Secrets(Secrets.generate_key())).openapi()
        finally:
            await store.close()

    return asyncio.run(made())
