"""A console that is really started: uvicorn on a free port, SQLite in a temporary folder, httpx as its client."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from addons.record import Record
from addons.signatures import RuleSet
from console.app import create_app
from console.auth import Passwords
from console.credentials import RefreshToken
from console.envelope import ConsoleLimits
from console.server import listen, serve
from console.throttle import LoginLimits
from gateway.geo import load_bundled
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.migrate import migrate
from gateway.storage.sessions import NewSession
from gateway.storage.store import Store

ADMIN = ("admin@localhost", "an admin's long password")
USER = ("ada@example.com", "a user's long password")
PATIENT = ConsoleLimits(address_burst=100_000, user_burst=100_000)
LENIENT = LoginLimits(address=(1000, 1.0), pair=(1000, 1.0), account=(1000, 1.0))
MOMENT = 1_790_000_000_000_000


@pytest.fixture(scope="session", autouse=True)
def loaded_once(pack: RuleSet) -> Iterator[None]:
    """Every console has the rules and the places that come with Boing: read once a session, as a console does that serves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gateway.policy.compile.load_pack", lambda **_: pack)
        patch.setattr("gateway.geo.load_bundled", functools.cache(load_bundled))
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data dir with an empty store of today's schema, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(migrate(Settings(boing_data_dir=str(folder))))
    return folder


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    data = tmp_path / "data"
    shutil.copytree(migrated, data)
    return Settings(
        boing_data_dir=str(data),
        boing_console="127.0.0.1:0",
        jwt_secret="a secret of the tests that is long enough for any HMAC of the SHA-2 family",
        encryption_key=Secrets.generate_key(),
        admin_email=ADMIN[0],
        admin_password=ADMIN[1],
        registration="open",
    )


@functools.cache
def password_hash(password: str) -> str:
    """Made once a session: every test has the same two users."""
    return Passwords()._hasher.hash(password)


@dataclass
class Running:
    """A started console. `as_admin`, `as_user`, `as_nobody` are clients of it."""

    url: str
    app: FastAPI
    store: Store
    secrets: Secrets
    settings: Settings
    stop: asyncio.Event
    as_nobody: httpx.AsyncClient
    as_admin: httpx.AsyncClient = field(init=False)
    as_user: httpx.AsyncClient = field(init=False)

    @property
    def live_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/ws/live"

    async def sign_in(self, email: str, password: str) -> httpx.AsyncClient:
        answer = await self.as_nobody.post("/api/login", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        return httpx.AsyncClient(
            verify=False, base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=120
        )

    async def ship(self, *records: Record) -> None:
        position = await self.store.exchanges.position("test")
        await self.store.exchanges.ship("test", [(position + n, record) for n, record in enumerate(records, 1)])


@contextlib.asynccontextmanager
async def started(settings: Settings, **options: Any) -> AsyncIterator[Running]:
    """Start a console with an admin and a user; options as of `create_app`."""
    options = {"limits": PATIENT, "login_limits": LENIENT, **options}
    store = await Store.open(settings)
    # Warnings are errors: whatever fails below, the store's connections are closed.
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        yield await _start(stack, settings, store, options)


async def _start(
    stack: contextlib.AsyncExitStack, settings: Settings, store: Store, options: dict[str, Any]
) -> Running:
    secrets = Secrets(settings.encryption_key)
    async with store.edit(actor(), "test") as edit:
        await store.users.create(edit, ADMIN[0], password_hash(ADMIN[1]), "admin")
    app = create_app(settings, store, secrets, **options)
    listener = listen(settings)
    stack.callback(listener.close)
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(app, listener, stop, on_ready=ready.set_result))

    async def end() -> None:
        stop.set()
        await task

    stack.push_async_callback(end)
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    url = ready.result()
    # verify: over plain http it is nothing, but reading the authorities' certificates takes longer than most tests
    nobody = await stack.enter_async_context(httpx.AsyncClient(verify=False, base_url=url, timeout=120))
    running = Running(url, app, store, secrets, settings, stop, nobody)
    async with store.edit(actor(), "test") as edit:
        user_id = await store.users.create(edit, USER[0], password_hash(USER[1]), "user")
    for name, owner in (("as_admin", 1), ("as_user", user_id)):
        headers = {"Authorization": f"Bearer {await access_token(running, owner)}"}
        client = httpx.AsyncClient(verify=False, base_url=url, headers=headers, timeout=120)
        setattr(running, name, await stack.enter_async_context(client))
    return running


async def access_token(running: Running, user_id: int, session_id: str | None = None) -> str:
    """What a sign-in of this user would have answered, without the time that a password takes."""
    token = RefreshToken.new(session_id)
    async with running.store.edit(actor(), "test") as edit:
        new = NewSession(token.session_id, user_id, token.hash, "127.0.0.1", "pytest", 14)
        await running.store.sessions.create(edit, new)
    user = await running.store.users.by_id(user_id)
    assert user
    return str(running.app.state.console.tokens.issue(user.id, user.token_version, token.session_id))


@pytest.fixture
async def console(settings: Settings) -> AsyncIterator[Running]:
    async with started(settings) as running:
        yield running


def record(number: int = 1, **fields: Any) -> Record:
    """An exchange of no special kind; `number` makes its request id and its time."""
    plain = Record(
        request_id=f"request-{number}",
        at=MOMENT + number * 1000,
        api_id=1,
        operation="GET /orders/{id}",
        method="GET",
        path=f"/orders/{number}",
        status=200,
        client="203.0.113.7",
        identity="203.0.113.7",
        duration=1500,
        cost={"access": 2},
    )
    return msgspec.structs.replace(plain, **fields)


def actor() -> Actor:
    return Actor(None, "test", "127.0.0.1")
