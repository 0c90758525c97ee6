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
from gateway.cli.main import settings_from
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, SettingsError, with_stored_secrets
from gateway.storage.errors import StoreError, StoreUnavailable
from gateway.storage.migrate import migrate
from gateway.storage.store import Store


class CannotStart(Exception):  # noqa: N818 - reads as what it is
    """Something to mend before it can start, in one line."""


@dataclass(frozen=True, slots=True)
class Prepared:
    settings: Settings
    secrets: Secrets


def prepare(options: argparse.Namespace) -> Prepared:
    """Settings with their secrets. Raises `CannotStart`, `SettingsError`."""
    settings = settings_from(options)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "httpx", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = with_stored_secrets(settings, Secrets.generate_key)
    except OSError as error:
        raise CannotStart(f"data dir {settings.boing_data_dir!r}: {error.strerror}: {error.filename}") from None
    keys = [key.strip() for key in settings.encryption_key.split(",")]
    try:
        return Prepared(settings, Secrets(keys[0], keys[1:]))
    except ValueError as error:
        raise SettingsError([str(error)]) from None


def run_until_stopped(body: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `body` with an event that SIGINT, SIGTERM or the parent's end sets; turns what it raises into an exit code."""

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        tied = asyncio.create_task(until_stdin_ends(stop)) if os.environ.get(TIED) else None
        try:
            await body(stop)
        finally:
            if tied is not None:
                tied.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await tied

    from gateway.agent.agent import StartError  # noqa: PLC0415 - the lighter roles do not need the agent
    from gateway.agent.listeners import ListenError  # noqa: PLC0415

    try:
        asyncio.run(main())
    except (CannotStart, StartError, ListenError, StoreError) as error:
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
    except BaseException:
        await store.close()
        raise
    return store


def gateway(options: argparse.Namespace) -> int:
    """`boing gateway`: agent and workers."""
    from gateway.agent.agent import Agent  # noqa: PLC0415

    prepared = _prepared(options)
    if isinstance(prepared, int):
        return prepared
    settings = prepared.settings

    async def body(stop: asyncio.Event) -> None:
        try:
            store = await ready_store(settings)
        except StoreUnavailable:
            store = await Store.open(settings)  # serves under the last good policy, if there is one
        try:
            async with Agent(settings, store).running():
                print(f"gateway on {settings.boing_listen}, health on {settings.boing_health}", flush=True)
                await stop.wait()
        finally:
            await store.close()

    return run_until_stopped(body)


def console(options: argparse.Namespace) -> int:
    """`boing console`."""
    prepared = _prepared(options)
    if isinstance(prepared, int):
        return prepared

    async def body(stop: asyncio.Event) -> None:
        from console.bootstrap import ensure_first_admin  # noqa: PLC0415
        from console.server import run_console  # noqa: PLC0415

        settings = prepared.settings
        if not os.environ.get(TIED):
            with contextlib.suppress(StoreUnavailable):
                store = await ready_store(settings)
                try:
                    password = await ensure_first_admin(store, settings)
                finally:
                    await store.close()
                if password is not None:
                    print(f"sign in as {settings.admin_email} with password {password} (shown once)", flush=True)
        try:
            await run_console(
                settings, stop, on_ready=lambda url: logging.getLogger("boing").info("console on %s", url)
            )
        except (OSError, ValueError) as error:
            raise CannotStart(str(error)) from None

    return run_until_stopped(body)


def analyst(options: argparse.Namespace) -> int:
    """`boing analyst`."""
    prepared = _prepared(options)
    if isinstance(prepared, int):
        return prepared

    async def body(stop: asyncio.Event) -> None:
        from gateway.analyst.run import run_analyst  # noqa: PLC0415

        await run_analyst(prepared.settings, stop)

    return run_until_stopped(body)


def _prepared(options: argparse.Namespace) -> Prepared | int:
    try:
        return prepare(options)
    except CannotStart as error:
        print(f"boing: {error}", file=sys.stderr)
        return 2
