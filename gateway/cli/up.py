"""`boing up` and `boing demo`: every role on one machine under one parent."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

from addons.finding import Mode
from gateway.agent.agent import Agent
from gateway.agent.children import Child
from gateway.agent.listeners import check_free
from gateway.cli.roles import CannotStart, Prepared, prepare, ready_store, run_until_stopped
from gateway.policy.document import Api
from gateway.settings import Settings, parse_address
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreUnavailable
from gateway.storage.store import Store

READY_SECONDS = 60.0
CATCH_ALL = "default"
ITSELF = Actor(None, "boing up")


def up(options: argparse.Namespace) -> int:
    """`boing up`."""
    try:
        prepared = prepare(options)
        if options.upstream:
            check_upstream(options.upstream)
    except CannotStart as error:
        print(f"boing: {error}", file=sys.stderr)
        return 2
    mode = Mode(options.mode) if options.mode else None

    async def body(stop: asyncio.Event) -> None:
        api = Api(id=0, name=CATCH_ALL, upstream=options.upstream) if options.upstream else None
        async with _everything(prepared, api, mode) as password:
            _announce(prepared.settings, options.upstream, password)
            await stop.wait()
            print("draining …", flush=True)

    return run_until_stopped(body)


def demo(options: argparse.Namespace) -> int:
    """`boing demo`."""
    from gateway.demo.policy import demo_policy_api  # noqa: PLC0415

    if options.data_dir is None:
        options.data_dir = "boing-data/demo"
    try:
        prepared = prepare(options)
        api_host, api_port = parse_address(options.api, "--api")
    except (CannotStart, ValueError) as error:
        print(f"boing: {error}", file=sys.stderr)
        return 2
    upstream = f"http://{api_host}:{api_port}"

    async def body(stop: asyncio.Event) -> None:
        check_free(api_host, api_port, "the sample API cannot listen on")
        api = demo_policy_api(upstream, seal=prepared.secrets.encrypt)
        shop = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.demo.api",
            "--host",
            api_host,
            "--port",
            str(api_port),
            start_new_session=True,
        )
        try:
            async with _everything(prepared, api, Mode.ENFORCE) as password:
                _announce(prepared.settings, upstream, password)
                scheme = "https" if prepared.settings.boing_tls_cert else "http"
                callers = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "gateway.demo.callers"),
                    *("--target", f"{scheme}://{prepared.settings.boing_listen}"),
                    *("--seconds", str(options.seconds), "--seed", str(options.seed)),
                    start_new_session=True,
                )
                try:
                    await stop.wait()
                    print("draining …", flush=True)
                finally:
                    await _end(callers)
        finally:
            await _end(shop)

    return run_until_stopped(body)


def check_upstream(url: str) -> None:
    """Raises `CannotStart` naming what is wrong with the URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CannotStart(f'--upstream "{url}": {error}') from None
    del port
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CannotStart(f'--upstream "{url}": must be http://host[:port] or https://host[:port]')
    if parts.query or parts.fragment or parts.username:
        raise CannotStart(f'--upstream "{url}": must have no user, query or fragment')


@asynccontextmanager
async def _everything(prepared: Prepared, api: Api | None, mode: Mode | None) -> AsyncIterator[str | None]:
    """All roles, answering; yields the first admin's password where one was made just now."""
    settings = prepared.settings
    for name, address in (("console", settings.boing_console), ("health", settings.boing_health)):
        try:
            host, port = parse_address(address, name)
        except ValueError as error:
            raise CannotStart(str(error)) from None
        check_free(host, port, f"the {name} cannot listen on")
    _check_writable(Path(settings.boing_data_dir))
    password = None
    try:
        store = await ready_store(settings)
    except StoreUnavailable as error:
        print(f"boing: the store is away: {error}", file=sys.stderr)
        store = await Store.open(settings)
    else:
        from console.bootstrap import ensure_first_admin  # noqa: PLC0415

        if api is not None or mode is not None:
            await _put_api(store, api, mode)
        password = await ensure_first_admin(store, settings)
    secrets = {"JWT_SECRET": settings.jwt_secret, "ENCRYPTION_KEY": settings.encryption_key}
    arguments = ["--data-dir", settings.boing_data_dir]
    children = [
        Child("console", ["console", "--console", settings.boing_console, *arguments], secrets),
        Child("analyst", ["analyst", *arguments], secrets),
    ]
    try:
        async with Agent(settings, store).running():
            try:
                for child in children:
                    child.start()
                await _answers(f"http://{settings.boing_console}/api/health")
                yield password
            finally:
                await asyncio.gather(*(child.stop() for child in children))
    finally:
        await store.close()


async def _put_api(store: Store, api: Api | None, mode: Mode | None) -> None:
    """Make the catch-all API as the command line says; what else was set on it in the console stays."""
    rows = await store.apis.all()
    row = next((r for r in rows if api is not None and r.name == api.name), None) or (
        rows[0] if api is None and len(rows) == 1 else None
    )
    if row is None:
        if api is None:
            return
        async with store.edit(ITSELF, "api.add") as edit:
            await store.apis.add(edit, msgspec.structs.replace(api, mode=mode or api.mode))
        return
    document = row.document
    wanted = msgspec.structs.replace(
        document, upstream=api.upstream if api else document.upstream, mode=mode or document.mode
    )
    if wanted != document:
        async with store.edit(ITSELF, "api.update") as edit:
            await store.apis.update(edit, row.id, wanted)


def _check_writable(folder: Path) -> None:
    probe = folder / ".writable"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"data dir {str(folder)!r}: {error.strerror}") from None


async def _answers(url: str) -> None:
    end = time.monotonic() + READY_SECONDS
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url, timeout=2)).status_code < 500:
                    return
            if time.monotonic() > end:
                raise CannotStart(f"{url} does not answer: see the messages above")
            await asyncio.sleep(0.05)


def _announce(settings: Settings, upstream: str | None, password: str | None) -> None:
    scheme = "https" if settings.boing_tls_cert else "http"
    lines = [
        "",
        f"  gateway   {scheme}://{settings.boing_listen}" + (f"  →  {upstream}" if upstream else ""),
        f"  console   http://{settings.boing_console}",
        f"  health    http://{settings.boing_health}/readyz  (/livez, /metrics)",
        f"  data      {settings.boing_data_dir}",
    ]
    if password is not None:
        lines += ["", f"  sign in   {settings.admin_email}  password {password}   (shown once)"]
    lines += ["", "  Ctrl-C stops it all.", ""]
    print("\n".join(lines), flush=True)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(5):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
