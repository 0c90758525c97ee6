"""Protected APIs and detectors over the API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from console.schemas.apis import ApiIn
from gateway.ingest.keys import ingest_key_hash
from gateway.policy.document import Api
from tests.console.conftest import Running

ORDERS: dict[str, Any] = {"name": "orders", "upstream": "http://127.0.0.1:3000", "prefix": "/orders"}
FULL: dict[str, Any] = ORDERS | {
    "hosts": ["api.example.com"],
    "mode": "observe",
    "identity": [{"kind": "key", "name": "x-api-key"}, {"kind": "address"}],
    "limits": [{"quota": 5, "window": 60, "operation": "POST /orders/login"}],
    "trusted_proxies": ["10.0.0.0/8"],
    "secret_header": {"name": "x-origin-secret", "value": "hush-hush"},
    "detectors": {"limits": {"mode": "observe"}},
}


async def test_an_api_is_added_listed_changed_and_deleted(console: Running) -> None:
    admin = console.as_admin
    added = await admin.post("/api/apis", json=FULL)
    api = added.json()
    assert (added.status_code, added.headers["etag"]) == (201, '"1"')
    assert added.headers["location"] == f"/api/apis/{api['id']}"
    assert {name: api[name] for name in ("name", "upstream", "hosts", "mode")} == {
        name: FULL[name] for name in ("name", "upstream", "hosts", "mode")
    }
    assert (await console.as_user.get("/api/apis")).json() == {"items": [api], "next_cursor": None}
    changed = await admin.put(f"/api/apis/{api['id']}", json=ORDERS | {"mode": "enforce"})
    assert (changed.json()["mode"], changed.json()["hosts"], changed.json()["version"]) == ("enforce", [], 2)
    assert (await admin.delete(f"/api/apis/{api['id']}")).status_code == 204
    assert (await admin.get(f"/api/apis/{api['id']}")).status_code == 404


async def test_an_api_is_served_with_what_was_sent(console: Running) -> None:
    await console.as_admin.post("/api/apis", json=FULL)
    (api,) = (await console.store.policy.load(0)).apis
    assert api.secret_header is not None
    assert console.secrets.decrypt(api.secret_header.value) == "hush-hush"
    assert [str(source.kind) for source in api.identity] == ["key", "address"]


def test_the_model_has_the_defaults_of_the_policy_document() -> None:
    """Defaults are left out of what is stored, so both must fill in the same."""
    sent = ApiIn(name="a", upstream="http://127.0.0.1:1").model_dump()
    document = Api(id=0, name="a", upstream="http://127.0.0.1:1")
    assert msgspec.convert({"id": 0, **sent}, Api) == document
    assert set(sent) == {field.name for field in msgspec.structs.fields(Api)} - {"id"}


async def test_a_secret_goes_in_and_never_comes_out(console: Running) -> None:
    admin = console.as_admin
    api = (await admin.post("/api/apis", json=FULL)).json()
    assert api["secret_header"]["value"] == "********"
    kept = await admin.put(f"/api/apis/{api['id']}", json=FULL | {"secret_header": api["secret_header"]})
    assert kept.status_code == 200
    (stored,) = (await console.store.policy.load(0)).apis
    assert stored.secret_header
    assert console.secrets.decrypt(stored.secret_header.value) == "hush-hush"
    answers = [await admin.get(path) for path in ("/api/apis", "/api/audit", f"/api/apis/{api['id']}")]
    assert not any("hush-hush" in answer.text or "gAAAAA" in answer.text for answer in answers)


async def test_a_mask_where_nothing_is_stored_is_refused(console: Running) -> None:
    body = ORDERS | {"secret_header": {"name": "x-origin-secret", "value": "********"}}
    (error,) = (await console.as_admin.post("/api/apis", json=body)).json()["errors"]
    assert error["pointer"] == "/secret_header/value"
    assert "value" not in error


INVALID: dict[str, tuple[dict[str, Any], list[str]]] = {
    "upstream": ({"upstream": "ftp://x"}, ["/upstream"]),
    "a proxy": ({"trusted_proxies": ["10.0.0.0/8", "10.0.0/33"]}, ["/trusted_proxies/1"]),
    "a limit's operation": ({"limits": [{"quota": 1, "operation": "login"}]}, ["/limits/0/operation"]),
    "a prefix": ({"prefix": "orders"}, ["/prefix"]),
    "a detector": ({"detectors": {"nonsense": {}}}, ["/detectors"]),
    "a detector's options": ({"detectors": {"access": {"options": {"x": 1}}}}, ["/detectors/access/options"]),
    "an identity": ({"identity": [{"kind": "cookie", "name": ""}]}, ["/identity/0/name"]),
    "two at once": ({"upstream": "nowhere", "prefix": "orders"}, ["/upstream", "/prefix"]),
    "an unknown field": ({"upstreams": []}, ["/upstreams"]),
    "a mode": ({"mode": "on"}, ["/mode"]),
    "a paranoia level": ({"paranoia_level": 5}, ["/paranoia_level"]),
    "an unknown field inside": ({"limits": [{"quota": 1, "windows": 60}]}, ["/limits/0/windows"]),
}


@pytest.mark.parametrize("case", INVALID)
async def test_what_would_not_compile_is_refused_with_every_problem_named(console: Running, case: str) -> None:
    changes, pointers = INVALID[case]
    answer = await console.as_admin.post("/api/apis", json=ORDERS | changes)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert (await console.as_admin.get("/api/apis")).json()["items"] == []
    assert await console.store.policy.revision() == 0


async def test_two_apis_cannot_have_one_place(console: Running) -> None:
    assert (await console.as_admin.post("/api/apis", json=ORDERS)).status_code == 201
    taken = await console.as_admin.post("/api/apis", json=ORDERS)
    assert taken.status_code == 409
    same = await console.as_admin.post("/api/apis", json=ORDERS | {"name": "other"})
    (error,) = same.json()["errors"]
    assert (error["pointer"], "orders" in error["message"]) == ("/prefix", True)


async def test_of_ten_at_once_that_want_one_place_one_gets_it(console: Running) -> None:
    answers = await asyncio.gather(
        *(console.as_admin.post("/api/apis", json=ORDERS | {"name": f"api {number}"}) for number in range(10))
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 9]


async def test_a_write_against_an_old_version_of_an_api_is_412(console: Running) -> None:
    api = (await console.as_admin.post("/api/apis", json=ORDERS)).json()
    path, old = f"/api/apis/{api['id']}", {"If-Match": '"1"'}
    assert (await console.as_admin.put(path, json=ORDERS, headers=old)).status_code == 200
    assert (await console.as_admin.put(path, json=ORDERS, headers=old)).status_code == 412
    assert (await console.as_admin.delete(path, headers=old)).status_code == 412


async def test_detectors_are_listed_with_the_schema_of_their_options(console: Running) -> None:
    items = (await console.as_user.get("/api/detectors")).json()["items"]
    assert [item["id"] for item in items][:2] == ["access", "limits"]
    assert all(item["version"] == 0 and item["options_schema"] for item in items)


async def test_a_detector_is_set_for_all_apis(console: Running) -> None:
    path = "/api/detectors/limits"
    changed = await console.as_admin.put(path, json={"mode": "observe"}, headers={"If-Match": '"0"'})
    assert (changed.status_code, changed.json()["mode"], changed.headers["etag"]) == (200, "observe", '"1"')
    assert (await console.store.policy.load(0)).detectors["limits"].mode == "observe"
    late = await console.as_admin.put(path, json={"mode": "off"}, headers={"If-Match": '"0"'})
    assert late.status_code == 412


async def test_a_detectors_unknown_option_is_refused(console: Running) -> None:
    answer = await console.as_admin.put("/api/detectors/access", json={"options": {"nonsense": 1}})
    (error,) = answer.json()["errors"]
    assert (error["pointer"], "nonsense" in error["message"]) == ("/options", True)
    assert (await console.as_admin.put("/api/detectors/nonsense", json={})).status_code == 404


@pytest.mark.parametrize("case", INVALID)
async def test_a_check_says_what_saving_would_say_and_saves_nothing(console: Running, case: str) -> None:
    changes, pointers = INVALID[case]
    answer = await console.as_admin.post("/api/apis/check", json=ORDERS | changes)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, pointers)
    good = await console.as_admin.post("/api/apis/check", json=FULL)
    assert (good.status_code, good.json()) == (200, {"ok": True, "warnings": []})
    assert (await console.as_admin.get("/api/apis")).json()["items"] == []
    assert await console.store.policy.revision() == 0


async def test_a_check_knows_the_other_apis_and_the_one_that_is_changed(console: Running) -> None:
    admin = console.as_admin
    api_id = (await admin.post("/api/apis", json=FULL)).json()["id"]
    taken = await admin.post("/api/apis/check", json=ORDERS)
    assert [error["pointer"] for error in taken.json()["errors"]] == ["/name"]
    masked = FULL | {"secret_header": {"name": "x-origin-secret", "value": "********"}}
    assert (await admin.post("/api/apis/check", json=masked)).status_code == 422
    assert (await admin.post(f"/api/apis/check?api_id={api_id}", json=masked)).status_code == 200
    assert (await admin.post("/api/apis/check?api_id=99", json=ORDERS)).status_code == 404


WARNINGS: dict[str, dict[str, Any]] = {
    "/mode": {"mode": "off"},
    "/verify_upstream": {"upstream": "https://127.0.0.1:3000", "verify_upstream": False},
    "/identity/1/key": {"identity": [{"kind": "address"}, {"kind": "jwt"}]},
    "/trusted_proxies/0": {"trusted_proxies": ["0.0.0.0/0"]},
}


@pytest.mark.parametrize("pointer", WARNINGS)
async def test_a_check_warns_of_what_is_hardly_meant(console: Running, pointer: str) -> None:
    answer = await console.as_admin.post("/api/apis/check", json=ORDERS | WARNINGS[pointer])
    assert [warning["pointer"] for warning in answer.json()["warnings"]] == [pointer]


async def test_an_ingest_key_is_shown_once_replaced_and_ended(console: Running) -> None:
    admin = console.as_admin
    api = (await admin.post("/api/apis", json=ORDERS)).json()
    path = f"/api/apis/{api['id']}/ingest-key"
    assert api["has_ingest_key"] is False
    first, second = [(await admin.post(path)).json() for _ in range(2)]
    assert first["key"] != second["key"]
    assert second["key"].endswith(second["hint"].removeprefix("…"))
    now = await admin.get(f"/api/apis/{api['id']}")
    assert (now.json()["has_ingest_key"], now.headers["etag"]) == (True, '"1"')
    keys = console.store.apis.by_ingest_key
    assert await keys(ingest_key_hash(first["key"])) is None
    row = await keys(ingest_key_hash(second["key"]))
    assert row
    assert row.id == api["id"]
    seen = [(await admin.get(one)).text for one in ("/api/audit", "/api/apis", "/api/policy/revisions/1")]
    assert not any(second["key"] in text or ingest_key_hash(second["key"]) in text for text in seen)
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(f"/api/apis/{api['id']}")).json()["has_ingest_key"] is False
    actions = [(row["action"], row["after"]) for row in (await admin.get("/api/audit")).json()["items"][:3]]
    assert actions == [
        ("api.ingest-key", {"ingest_key": False}),
        ("api.ingest-key", {"ingest_key": "new"}),
        ("api.ingest-key", {"ingest_key": "new"}),
    ]
    assert (await admin.post("/api/apis/99/ingest-key")).status_code == 404


@asynccontextmanager
async def origin(answer: bytes | None) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers every request so; None: that never answers. Yields its port, and the heads it was sent."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heads


ANSWERS: dict[str, tuple[bytes | None, int | None, str]] = {
    "well": (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, ""),
    "not found": (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", 404, ""),
    "elsewhere": (b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", 302, ""),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n", None, ""),
    "nothing": (None, None, "no answer within 0.3 s"),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_an_upstreams_health_is_what_it_answers(
    console: Running, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr("console.upstream.ANSWER_SECONDS", 0.3)
    answer, status, error = ANSWERS[case]
    async with origin(answer) as (port, heads):
        body = FULL | {"upstream": f"http://127.0.0.1:{port}/base"}
        api_id = (await console.as_admin.post("/api/apis", json=body)).json()["id"]
        health = (await console.as_admin.get(f"/api/apis/{api_id}/health")).json()
        assert (health["reachable"], health["status"]) == (status is not None, status)
        assert error in (health["error"] or "")
        assert bool(health["error"]) == (status is None)
        assert heads[0].startswith(b"GET /base/ HTTP/1.1\r\n")
        assert b"x-origin-secret: hush-hush" in heads[0]
        assert len(heads) == 1


async def test_an_upstream_that_is_not_there_is_said_to_be_so(console: Running) -> None:
    upstreams = {"http://127.0.0.1:1": "", "https://127.0.0.1:1": "", "http://nowhere.invalid": ""}
    for upstream in upstreams:
        body = ORDERS | {"name": upstream, "upstream": upstream, "hosts": [f"h{len(upstream)}.example.com"]}
        api = (await console.as_admin.post("/api/apis", json=body)).json()
        health = (await console.as_admin.get(f"/api/apis/{api['id']}/health")).json()
        assert (health["reachable"], health["status"], bool(health["error"])) == (False, None, True)
    assert (await console.as_admin.get("/api/apis/99/health")).status_code == 404
