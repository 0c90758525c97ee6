"""What surrounds every answer: one error shape, headers, bounds, the web app, starting and stopping."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from console.app import cors_origins
from console.bootstrap import ensure_first_admin
from console.server import run_console
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.errors import StoreUnavailable
from gateway.storage.store import Store
from tests.console.conftest import ADMIN, PATIENT, Running, started

PROBLEMS: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "no such API route": ("GET", "/api/nowhere", {}, 404),
    "no such file": ("GET", "/nowhere.js", {}, 404),
    "another method": ("PATCH", "/api/blacklist", {}, 405),
    "a POST route asked with GET": ("GET", "/api/login", {}, 405),
    "a POST to the web app": ("POST", "/", {}, 404),
    "not signed in": ("GET", "/api/me", {}, 401),
    "broken JSON": ("POST", "/api/login", {"content": b"{", "headers": {"content-type": "application/json"}}, 400),
    "no JSON": ("POST", "/api/login", {"content": b"a=b"}, 422),
    "an array": ("POST", "/api/login", {"json": []}, 422),
    "invalid UTF-8": (
        "POST",
        "/api/login",
        {"content": b'{"a": "\xff"}', "headers": {"content-type": "application/json"}},
        400,
    ),
    "a number out of bounds": ("GET", "/api/blacklist/99999999999999999999", {}, 401),
}


@pytest.mark.parametrize("case", PROBLEMS)
async def test_every_error_has_the_one_shape(console: Running, case: str) -> None:
    method, path, options, status = PROBLEMS[case]
    answer = await console.as_nobody.request(method, path, **options)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["type"], problem["status"], bool(problem["title"])) == ("about:blank", status, True)
    assert problem["request_id"] == answer.headers["x-request-id"]


async def test_an_error_of_ours_is_500_without_its_trace(console: Running, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("s3cret detail")

    console.store.sessions.signed_in = broken  # type: ignore[method-assign,assignment]
    with caplog.at_level(logging.ERROR):
        answer = await console.as_user.get("/api/me")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "s3cret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert "x-content-type-options" in answer.headers


async def test_a_password_is_never_said_back(console: Running) -> None:
    secret = "hush-" * 300
    answers = [
        await console.as_nobody.post("/api/login", json={"email": "a", "password": secret}),
        await console.as_nobody.post("/api/login", json={"password": secret}),
        await console.as_nobody.post("/api/login", json=[{"password": secret}]),
        await console.as_admin.post("/api/blacklist", json={"scope": "key", "target": secret}),
    ]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert not any("hush-" in answer.text for answer in answers)


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/api/health", "/api/nowhere", "/api/me"])
async def test_every_answer_carries_the_security_headers(console: Running, path: str) -> None:
    headers = (await console.as_nobody.get(path)).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "server" not in headers


async def test_the_reference_needs_no_other_host_and_no_inline_script(console: Running) -> None:
    page = await console.as_nobody.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    for path in ("/docs/reference.js", "/docs/reference.css"):
        assert path in page.text
        text = (await console.as_nobody.get(path)).text
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text
    assert "https://" not in page.text
    assert "<script>" not in page.text
    assert "style=" not in page.text


async def test_the_document_is_openapi_3_1_with_examples(console: Running) -> None:
    document = (await console.as_nobody.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert document["components"]["schemas"]["EntryIn"]["examples"][0]["target"] == "203.0.113.7"
    answers = document["paths"]["/api/blacklist"]["post"]["responses"]
    assert "ProblemOut" in str(answers["422"])


SIZES = {"exactly": (0, 401), "one more": (1, 413)}


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("case", SIZES)
async def test_a_body_over_the_limit_is_413(settings: Settings, case: str, *, chunked: bool) -> None:
    more, status = SIZES[case]
    async with started(settings, limits=replace(PATIENT, body_bytes=1000)) as console:
        body = b'{"email": "a", "password": "b"}'.ljust(1000 + more)

        async def parts() -> Any:
            for start in range(0, len(body), 100):
                yield body[start : start + 100]

        headers = {"content-type": "application/json"}
        answer = await console.as_nobody.post("/api/login", content=parts() if chunked else body, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_an_address_that_asks_too_much_is_told_to_wait(settings: Settings) -> None:
    async with started(settings, limits=replace(PATIENT, address_burst=20, address_rate=0.5)) as console:
        answers = [await console.as_nobody.get("/api/me") for _ in range(30)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert all(1 <= int(answer.headers["retry-after"]) <= 2 for answer in refused)
        assert (await console.as_nobody.get("/api/health")).status_code == 200


async def test_a_user_that_asks_too_much_is_told_to_wait(settings: Settings) -> None:
    async with started(settings, limits=replace(PATIENT, user_burst=5, user_rate=0.1)) as console:
        codes = [(await console.as_user.get("/api/me")).status_code for _ in range(7)]
        assert codes == [200] * 5 + [429] * 2
        assert (await console.as_admin.get("/api/me")).status_code == 200


async def test_only_the_origins_of_the_setting_may_call(settings: Settings) -> None:
    async with started(replace(settings, cors_origins="https://console.example.com")) as console:
        for origin, allowed in (("https://console.example.com", True), ("https://evil.example.com", False)):
            headers = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
            preflight = await console.as_nobody.options("/api/blacklist/1", headers=headers)
            answer = await console.as_nobody.get("/api/me", headers=headers)
            assert (preflight.headers.get("access-control-allow-origin") == origin) == allowed
            assert (answer.headers.get("access-control-allow-origin") == origin) == allowed


@pytest.mark.parametrize("origin", ["*", "console.example.com", "https://*.example.com", "https://a.example/x"])
def test_an_origin_that_is_none_is_refused_at_start(origin: str) -> None:
    with pytest.raises(ValueError, match="CORS_ORIGINS"):
        cors_origins(Settings(cors_origins=origin))


async def test_without_a_built_web_app_a_page_says_so(settings: Settings, tmp_path: Path) -> None:
    async with started(settings, web=tmp_path / "none") as console:
        page = await console.as_nobody.get("/")
        assert (page.status_code, "not built" in page.text) == (200, True)
        assert (await console.as_nobody.get("/lists")).status_code == 404


@pytest.fixture
def web(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>app</title>")
    (dist / "assets" / "index-4f2a.js").write_text("export {}")
    (dist / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("hush-hush")
    return dist


FILES = {
    "/": (200, "no-cache", "app"),
    "/lists/blacklist": (200, "no-cache", "app"),
    "/index.html": (404, None, ""),
    "/assets/index-4f2a.js": (200, "public, max-age=31536000, immutable", "export {}"),
    "/assets/gone.js": (404, None, ""),
    "/favicon.svg": (200, "no-cache", "<svg/>"),
    "/../secret.txt": (404, None, ""),
    "/%2e%2e/secret.txt": (404, None, ""),
    "/assets/..%2f..%2fsecret.txt": (404, None, ""),
    "/%2fetc/passwd": (200, "no-cache", "app"),
    "/a%00b": (200, "no-cache", "app"),
    "/api/nowhere": (404, "no-store", ""),
}


@pytest.mark.parametrize("path", FILES)
async def test_the_web_app_is_served_with_its_fallback(settings: Settings, web: Path, path: str) -> None:
    status, caching, text = FILES[path]
    async with started(settings, web=web) as console:
        answer = await raw_get(console.url, path)
        assert f" {status} " in answer.split("\r\n", 1)[0]
        assert caching is None or f"cache-control: {caching}" in answer
        assert text in answer
        assert "hush-hush" not in answer


async def raw_get(url: str, path: str) -> str:
    """Asks for exactly this path, which a client library would tidy up."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_store_that_is_down_is_503_and_heals(console: Running) -> None:
    signed_in, revision = console.store.sessions.signed_in, console.store.policy.revision

    async def gone(*_: object) -> Any:
        raise StoreUnavailable("db:3306/boing: connection refused")

    console.store.sessions.signed_in = console.store.policy.revision = gone  # type: ignore[method-assign,assignment]
    answer = await console.as_user.get("/api/blacklist")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "db:3306" not in answer.text
    assert int(answer.headers["retry-after"]) > 0
    assert (await console.as_nobody.get("/api/health")).json() == {"status": "ok", "store": "down"}
    console.store.sessions.signed_in, console.store.policy.revision = signed_in, revision  # type: ignore[method-assign]
    assert (await console.as_user.get("/api/blacklist")).status_code == 200
    assert (await console.as_nobody.get("/api/health")).json() == {"status": "ok", "store": "ok"}


async def test_it_starts_without_a_migrated_store_and_heals(tmp_path: Path) -> None:
    from gateway.storage.migrate import migrate

    settings = Settings(
        boing_data_dir=str(tmp_path),
        boing_console="127.0.0.1:0",
        jwt_secret="x" * 64,
        encryption_key=Secrets.generate_key(),
    )
    async with console_process(settings) as client:
        assert (await client.get("/api/health")).json()["store"] == "down"
        login = {"email": ADMIN[0], "password": "x"}
        assert (await client.post("/api/login", json=login)).status_code == 503
        await migrate(settings)
        assert (await client.get("/api/health")).json()["store"] == "ok"
        assert (await client.post("/api/login", json=login)).status_code == 401


@contextlib.asynccontextmanager
async def console_process(settings: Settings) -> Any:
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run_console(settings, stop, on_ready=ready.set_result))
    try:
        async with httpx.AsyncClient(base_url=await ready) as client:
            yield client
    finally:
        stop.set()
        async with asyncio.timeout(3):
            await task


async def test_it_ends_within_three_seconds_though_a_client_holds_on(settings: Settings) -> None:
    async with started(settings) as console:
        host, port = console.url.removeprefix("http://").split(":")
        _, idle = await asyncio.open_connection(host, int(port))
        _, slow = await asyncio.open_connection(host, int(port))
        slow.write(
            b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        )
        await slow.drain()
        began = asyncio.get_running_loop().time()
        console.stop.set()
        while True:
            try:
                await console.as_nobody.get("/api/health")
            except httpx.TransportError:
                break
        assert asyncio.get_running_loop().time() - began < 3
        idle.close()
        slow.close()


async def test_an_address_that_is_taken_is_named(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(OSError, match=f"BOING_CONSOLE={where}: Address already in use"):
            await run_console(replace(settings, boing_console=where), asyncio.Event())


async def test_a_given_password_of_the_first_admin_is_not_said_back(settings: Settings) -> None:
    store = await Store.open(settings)
    assert await ensure_first_admin(store, settings) is None
    assert await store.users.count() == 1
    await store.close()
