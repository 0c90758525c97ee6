"""`boing up` and `boing demo`: every role on one machine under one parent."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import secrets
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import msgspec

from addons.finding import Mode
from addons.signatures import RuleSet
from gateway.agent.agent import Agent
from gateway.agent.children import Child
from gateway.agent.listeners import check_free
from gateway.agent.workers import first
from gateway.cli.roles import (
    CannotStart,
    Prepared,
    Stop,
    first_admin,
    first_admin_later,
    prepare,
    run_until_stopped,
    set_up_line,
    store_or_none_yet,
)
from gateway.logs import people
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, Policy
from gateway.policy.problems import PolicyError
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, parse_address, reachable
from gateway.storage.apis import ApiRow
from gateway.storage.edit import Actor
from gateway.storage.store import Store

READY_SECONDS = 60.0
CATCH_ALL = "default"
SHOWN_APIS = 5
DEMO_PASSWORD_BYTES = 15
DRAINING = "draining … (again to stop at once)"
TIED_MODULE = ("-m", "gateway.agent.tied")
ITSELF = Actor(None, "boing up")


def up(options: argparse.Namespace) -> int:
    """`boing up`."""
    try:
        if options.upstream:
            check_upstream(options.upstream)
        prepared = prepare(options)
    except CannotStart as error:
        print(f"boing: {error}", file=sys.stderr)
        return 2
    mode = Mode(options.mode) if options.mode else None

    async def body(stop: Stop) -> None:
        api = Api(id=0, name=CATCH_ALL, upstream=options.upstream) if options.upstream else None
        async with _everything(prepared, api, mode, stop) as started:
            _announce(prepared.settings, started)
            if started.store_problem and (api or mode):
                line = "  --upstream and --mode are not taken over: start again when the store answers.\n"
                print(line, file=people(prepared.settings), flush=True)
            await stop.until()
            print(DRAINING, file=people(prepared.settings), flush=True)

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

    async def body(stop: Stop) -> None:
        check_free(api_host, api_port, "the sample API cannot listen on")
        api = demo_policy_api(upstream, seal=prepared.secrets.encrypt)
        shop = Child("the sample API", *TIED_MODULE, "gateway.demo.api", "--host", api_host, "--port", str(api_port))
        shop.start()
        try:
            async with _everything(prepared, api, Mode.ENFORCE, stop, demo=True) as started:
                _announce(prepared.settings, started)
                scheme = "https" if prepared.settings.boing_tls_cert else "http"
                callers = await asyncio.create_subprocess_exec(
                    *(sys.executable, *TIED_MODULE, "gateway.demo.callers"),
                    *("--target", f"{scheme}://{prepared.settings.boing_listen}"),
                    *("--seconds", str(options.seconds), "--seed", str(options.seed)),
                    stdin=asyncio.subprocess.PIPE,
                    start_new_session=True,
                )
                try:
                    await stop.until()
                    print(DRAINING, file=people(prepared.settings), flush=True)
                finally:
                    await _end(callers)
        finally:
            await shop.stop()

    return run_until_stopped(body)


def check_upstream(url: str) -> None:
    """Raises `CannotStart` naming what is wrong with the URL, as the policy's own compile would."""
    compiler = PolicyCompiler(Secrets(Secrets.generate_key()), RuleSet([]))
    try:
        compiler.compile(Policy(apis=[Api(id=1, name=CATCH_ALL, upstream=url)]))
    except PolicyError as error:
        raise CannotStart(f'--upstream "{url}": {"; ".join(problem.mend for problem in error.problems)}') from None


@dataclass(frozen=True, slots=True)
class Started:
    """What there is to tell. `code`: makes the first admin; `password`: his, where the demo made him just now."""

    code: str | None
    apis: list[ApiRow]
    store_problem: str
    password: str | None = None


@asynccontextmanager
async def _everything(
    prepared: Prepared, api: Api | None, mode: Mode | None, stop: Stop, *, demo: bool = False
) -> AsyncIterator[Started]:
    """All roles, answering. `demo`: the first admin is made with a password of ours, where none is set."""
    settings = prepared.settings
    addresses = {"gateway": settings.boing_listen, "console": settings.boing_console, "health": settings.boing_health}
    for name, address in addresses.items():
        check_free(*parse_address(address, name), f"the {name} cannot listen on")
    _check_writable(Path(settings.boing_data_dir))
    store, away = await store_or_none_yet(settings)
    try:
        started = Started(None, [], away)
        if not away:
            await _put_api(store, api, mode)
            password = await _demo_admin(store, settings) if demo else None
            started = Started(await first_admin(store, settings), await store.apis.all(), "", password)
        arguments = ("--data-dir", settings.boing_data_dir)
        children = [
            Child("the console", "-m", "gateway.cli", "console", "--console", settings.boing_console, *arguments),
            Child("the analyst", "-m", "gateway.cli", "analyst", *arguments),
        ]
        agent = Agent(settings, store, stop.hurry)
        try:
            for child in children:
                child.start()
            async with _unless_refused(children), agent.running():
                await _answers(f"{_console_url(settings)}/api/health")
                later = asyncio.create_task(first_admin_later(settings, _console_url(settings))) if away else None
                try:
                    yield started
                finally:  # they are not kept waiting for the gateway's drain
                    if later is not None:
                        later.cancel()
                        await asyncio.gather(later, return_exceptions=True)
                    await asyncio.gather(*(child.stop() for child in children))
        finally:
            await asyncio.gather(*(child.stop() for child in children))
    finally:
        await store.close()


async def _demo_admin(store: Store, settings: Settings) -> str | None:
    """The password of the admin that was made just now; None where there is a user, or ADMIN_PASSWORD is set."""
    if settings.admin_password or await store.users.count():
        return None
    password = secrets.token_urlsafe(DEMO_PASSWORD_BYTES)
    await first_admin(store, replace(settings, admin_password=password))
    return password


async def _put_api(store: Store, api: Api | None, mode: Mode | None) -> None:
    """Make the catch-all API as the command line says; what else was set on it in the console stays."""
    if api is None and mode is None:
        return
    rows = await store.apis.all()
    row = _catch_all(rows, api.name) if api is not None else rows[0] if len(rows) == 1 else None
    if row is None:
        if api is None:
            there = f"there are {len(rows)} APIs: set each one's mode in the console" if rows else "there is no API yet"
            raise CannotStart(f"--mode without --upstream: {there}")
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


def _catch_all(rows: Sequence[ApiRow], name: str) -> ApiRow | None:
    """The API that takes what no other does, whatever it has been renamed to; else the one of this name."""
    for row in rows:
        if not row.document.hosts and row.document.prefix == "/":
            return row
    return next((row for row in rows if row.name == name), None)


def _check_writable(folder: Path) -> None:
    probe = folder / ".writable"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"data dir {str(folder)!r}: {error.strerror}") from None


@asynccontextmanager
async def _unless_refused(children: Sequence[Child]) -> AsyncIterator[None]:
    """Break the start off where a child says that it cannot start. `CannotStart` has no word to add to what it said."""
    ours = asyncio.current_task()
    assert ours is not None

    async def watch() -> None:
        await first(*(child.refused for child in children))
        ours.cancel()

    watching = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if any(child.refused.is_set() for child in children):
            ours.uncancel()
            raise CannotStart from None
        raise
    finally:
        watching.cancel()


async def _answers(url: str) -> None:
    """Wait for the console. Raises `CannotStart`."""
    end = time.monotonic() + READY_SECONDS
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url, timeout=2)).status_code < 500:
                    return
            if time.monotonic() > end:
                raise CannotStart(f"{url} does not answer: see the messages above")
            await asyncio.sleep(0.05)


def _announce(settings: Settings, started: Started) -> None:
    scheme = "https" if settings.boing_tls_cert else "http"
    gateway = f"{scheme}://{settings.boing_listen}"
    routes = [
        f"{row.document.hosts[0] if row.document.hosts else ''}{row.document.prefix}  →  {row.document.upstream}"
        f"  ({row.document.mode})"
        for row in started.apis
    ]
    lines = ["", f"  gateway   {gateway}  {routes[0] if routes else ''}".rstrip()]
    lines += [f"            {' ' * len(gateway)}  {route}" for route in routes[1:SHOWN_APIS]]
    lines += [f"            and {len(routes) - SHOWN_APIS} more APIs"] if len(routes) > SHOWN_APIS else []
    lines += [
        f"  console   {settings.console_url or _console_url(settings)}",
        f"  health    http://{reachable(settings.boing_health)}/readyz  (/livez, /metrics)",
        f"  data      {settings.boing_data_dir}",
    ]
    if started.store_problem:
        lines += ["", f"  The store is away: {started.store_problem}", "  Serving under the last good policy."]
    elif not routes:
        lines += ["", "  No API yet: add one in the console, or start with --upstream URL."]
    if started.code is not None:
        lines += ["", f"  {set_up_line(settings, _console_url(settings), started.code)}"]
    if started.password is not None:
        lines += ["", f"  sign in   {settings.admin_email}  password {started.password}   (shown once)"]
    lines += ["", "  Ctrl-C stops it all.", ""]
    print("\n".join(lines), file=people(settings), flush=True)


def _console_url(settings: Settings) -> str:
    return f"http://{reachable(settings.boing_console)}"


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(5):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
