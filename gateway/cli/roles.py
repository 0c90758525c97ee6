"""One role alone: `boing gateway`, `boing console`, `boing analyst`; and what all long-running commands share."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gateway.agent.children import TIED, until_stdin_ends
from gateway.agent.errors import StartError
from gateway.cli.main import settings_from
from gateway.cli.supervised import tell_supervisor
from gateway.logs import people, start_logging
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, SettingsError, with_stored_secrets
from gateway.storage.errors import StoreError, StoreUnavailable
from gateway.storage.keycheck import check_key
from gateway.storage.migrate import migrate
from gateway.storage.store import Store

log = logging.getLogger("boing")

STORE_SECONDS = 2.0
"""a silent database is not waited for longer at a start that can do without it"""
STORE_RETRY_SECONDS = 2.0


class CannotStart(Exception):  # noqa: N818 - reads as what it is
    """Something to mend before it can start, in one line; empty where the line has been said already."""


class Stop(asyncio.Event):
    """Set when it is time to end. Until `serving` is set, a start that is under way is simply broken off.

    `hurry` is set by a second signal: what is still in flight is not waited for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.serving = False
        self.hurry = asyncio.Event()

    def on_signal(self) -> None:
        (self.hurry if self.is_set() else self).set()

    async def until(self) -> None:
        """Everything answers: from here on an end is a drained one."""
        self.serving = True
        tell_supervisor(os.environ, "READY=1")
        await self.wait()
        tell_supervisor(os.environ, "STOPPING=1")


@dataclass(frozen=True, slots=True)
class Prepared:
    settings: Settings
    secrets: Secrets


def prepare(options: argparse.Namespace) -> Prepared:
    """Settings with their secrets; what this process makes from here on is for its owner alone. Raises `CannotStart`."""
    settings = settings_from(options)
    os.umask(0o077)
    try:
        start_logging(settings, options.command)
    except OSError as error:
        raise CannotStart(f"LOG_FILE={settings.log_file!r}: {error.strerror}") from None
    try:
        settings = with_stored_secrets(settings, Secrets.generate_key)
    except OSError as error:
        raise CannotStart(f"data dir {settings.boing_data_dir!r}: {error.strerror}") from None
    try:
        return Prepared(settings, Secrets.of(settings.encryption_key))
    except ValueError as error:
        raise SettingsError([str(error)]) from None


def run_until_stopped(body: Callable[[Stop], Awaitable[None]]) -> int:
    """Run `body` with an event that SIGINT, SIGTERM or the parent's end sets; turns what it raises into an exit code."""

    async def main() -> None:
        stop = Stop()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.on_signal)
        tied = asyncio.create_task(until_stdin_ends(stop)) if os.environ.get(TIED) else None
        running = asyncio.ensure_future(body(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done() and not stop.serving:
                running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        finally:
            for task in (tied, stopping):
                if task is not None:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)

    from gateway.agent.listeners import ListenError  # noqa: PLC0415 - the lighter roles do not need it

    try:
        asyncio.run(main())
    except (CannotStart, StartError, ListenError, StoreError) as error:
        if str(error):
            print(f"boing: {error}", file=sys.stderr)
        return 2
    return 0


async def ready_store(settings: Settings) -> Store:
    """The store, its schema checked; the embedded one is migrated first. Raises StoreError."""
    if not settings.db_host:
        await migrate(settings)
    store = await Store.open(settings)
    try:
        await store.ready()
        await check_key(store.database, Secrets.of(settings.encryption_key))
    except BaseException:
        await store.close()
        raise
    return store


async def store_or_none_yet(settings: Settings) -> tuple[Store, str]:
    """The store, and why it cannot be reached now (empty: it can). Raises StoreError for one that is there but not fit."""
    try:
        async with asyncio.timeout(STORE_SECONDS if settings.db_host else None):
            return await ready_store(settings), ""
    except (StoreUnavailable, TimeoutError) as error:
        return await Store.open(settings), str(error) or f"no answer within {STORE_SECONDS:g} s"


def gateway(options: argparse.Namespace) -> int:
    """`boing gateway`: agent and workers."""
    from gateway.agent.agent import Agent  # noqa: PLC0415

    prepared = _prepared(options)
    if isinstance(prepared, int):
        return prepared
    settings = prepared.settings

    async def body(stop: Stop) -> None:
        store, _ = await store_or_none_yet(settings)  # away: serves under the last good policy, if there is one
        try:
            async with Agent(settings, store, stop.hurry).running():
                line = f"gateway on {settings.boing_listen}, health on {settings.boing_health}"
                print(line, file=people(settings), flush=True)
                await stop.until()
        finally:
            await store.close()

    return run_until_stopped(body)


def console(options: argparse.Namespace) -> int:
    """`boing console`."""
    prepared = _prepared(options)
    if isinstance(prepared, int):
        return prepared

    async def body(stop: Stop) -> None:
        settings = prepared.settings
        if os.environ.get(TIED):  # its parent says what there is to say
            stop.serving = True
            await _serve_console(settings, stop, lambda _url: None)
            return
        store, away = await store_or_none_yet(settings)
        code = None if away else await first_admin(store, settings)
        later: list[asyncio.Task[None]] = []

        def say(url: str) -> None:
            print(f"console on {url}", file=people(settings), flush=True)
            tell_supervisor(os.environ, "READY=1")
            if code is not None:
                print(set_up_line(settings, url, code), file=people(settings), flush=True)
            if away:
                print(f"the store is away: {away}", file=people(settings), flush=True)
                later.append(asyncio.create_task(first_admin_later(settings, url)))

        stop.serving = True
        try:
            await store.close()
            await _serve_console(settings, stop, say)
        finally:
            for task in later:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    return run_until_stopped(body)


async def _serve_console(settings: Settings, stop: Stop, say: Callable[[str], None]) -> None:
    from console.server import run_console  # noqa: PLC0415

    try:
        await run_console(settings, stop, on_ready=say)
    except (OSError, ValueError) as error:
        raise CannotStart(str(error)) from None


async def first_admin(store: Store, settings: Settings) -> str | None:
    """The set-up code, where there is no user and ADMIN_PASSWORD makes none. Raises `CannotStart`."""
    from console.bootstrap import ensure_first_admin  # noqa: PLC0415

    try:
        return await ensure_first_admin(store, settings)
    except ValueError as error:
        raise CannotStart(str(error)) from None


async def first_admin_later(settings: Settings, url: str) -> None:
    """For a store that was away at the start: try until it is there, then do and say what the start would have."""
    while True:
        await asyncio.sleep(STORE_RETRY_SECONDS)
        try:
            store, away = await store_or_none_yet(settings)
            try:
                code = None if away else await first_admin(store, settings)
            finally:
                await store.close()
        except (CannotStart, StoreError) as error:
            log.warning("the first admin cannot be made yet: %s", error)
            continue
        if not away:
            if code is not None:
                print(set_up_line(settings, url, code), file=people(settings), flush=True)
            return


def set_up_line(settings: Settings, url: str, code: str) -> str:
    """`url`: where the console listens, for want of a CONSOLE_URL."""
    from console.bootstrap import setup_url  # noqa: PLC0415

    return f"set up    {setup_url(settings.console_url or url, code)}   (makes the first admin; good once)"


def analyst(options: argparse.Namespace) -> int:
    """`boing analyst`."""
    prepared = _prepared(options)
    if isinstance(prepared, int):
        return prepared

    async def body(stop: Stop) -> None:
        from gateway.analyst.run import run_analyst  # noqa: PLC0415

        if not os.environ.get(TIED):
            store, _ = await store_or_none_yet(prepared.settings)
            await store.close()
            print("analyst started", file=people(prepared.settings), flush=True)
        stop.serving = True
        await run_analyst(prepared.settings, stop)

    return run_until_stopped(body)


def _prepared(options: argparse.Namespace) -> Prepared | int:
    try:
        return prepare(options)
    except CannotStart as error:
        print(f"boing: {error}", file=sys.stderr)
        return 2
