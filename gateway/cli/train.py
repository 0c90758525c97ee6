"""`boing train`: trains the models now, from the recorded traffic and reviews of the store, and says what came of it.

The same training as the analyst's, in this process, with its progress shown. `--dry-run` writes nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from gateway.analyst.text.run import train_texts
from gateway.analyst.training.run import Pace, Wanted, train
from gateway.settings import Settings
from gateway.storage.apis import load_apis
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreError
from gateway.storage.store import Store

TELL_SECONDS = 0.1
STORE_SECONDS = 1.0
TRAINS = {"outliers": train, "classifier": train_texts}


class UnknownApiError(Exception):
    """No API is called so; names those there are."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--api", metavar="NAME", help="only this API's model (default: every API's, and that of all)")
    parser.add_argument("--kind", choices=tuple(TRAINS), help="only these models (default: all)")
    parser.add_argument("--dry-run", action="store_true", help="train and measure, publish nothing")
    parser.add_argument("--data-dir", metavar="DIR", help="default boing-data")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Exit codes: 0 a model was made, 1 none was, 2 something to mend before it can start."""
    try:
        results = asyncio.run(_train(options, settings))
    except (StoreError, UnknownApiError) as error:
        print(f"boing train: {error}", file=sys.stderr)
        return 2
    _show(results, dry_run=options.dry_run)
    return 0 if any(one["state"] in ("serving", "candidate") for one in results) else 1


async def _train(options: argparse.Namespace, settings: Settings) -> list[dict[str, Any]]:
    store = await Store.open(settings)
    try:
        await store.ready()
        api_id = await _api_id(store, options.api)
        columns = (TextColumn("{task.description:<40}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("reading", total=1.0)

            async def show(stage: str, done: float) -> None:
                progress.update(bar, completed=done, description=stage or "done")

            wanted = Wanted(api_id, write=not options.dry_run, contamination=settings.ml_contamination)
            actor = Actor(None, f"boing train ({_user()})")
            results = []
            for kind in TRAINS if options.kind is None else (options.kind,):
                pace = Pace(show, TELL_SECONDS)
                if options.dry_run:
                    made = await TRAINS[kind](store, wanted, actor, pace)
                else:
                    made = await _noted(store, kind, wanted, actor, pace)
                results += [{"kind": kind} | one for one in made]
            return results
    finally:
        await store.close()


async def _noted(store: Store, kind: str, wanted: Wanted, actor: Actor, show: Pace) -> list[dict[str, Any]]:
    """Train, and keep it in the history of trainings."""
    id_ = await store.trainings.begin(kind, wanted.api_id, "boing train", actor)

    async def noted(stage: str, done: float) -> None:
        await store.trainings.progress(id_, stage, int(done * 100))

    write_down = Pace(noted, STORE_SECONDS)

    async def told(stage: str, done: float) -> None:
        await show(stage, done)
        await write_down(stage, done)

    error = "broken off"
    results: list[dict[str, Any]] = []
    try:
        results = await TRAINS[kind](store, wanted, actor, told)
        error = ""
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}"
        raise
    finally:
        await store.trainings.end(id_, results, error)
    return results


async def _api_id(store: Store, name: str | None) -> int | None:
    if name is None:
        return None
    async with store.database.reading() as connection:
        apis = await load_apis(connection)
    for api in apis:
        if api.name.casefold() == name.casefold():
            return api.id
    known = ", ".join(f'"{api.name}"' for api in apis) or "none"
    raise UnknownApiError(f'--api "{name}": there is no such API; there are: {known}')


def _user() -> str:
    try:
        return getpass.getuser()
    except OSError:
        return "unknown user"


def _show(results: list[dict[str, Any]], *, dry_run: bool) -> None:
    if not results:
        print("nothing was recorded yet: there is nothing to learn from")
        return
    table = Table()
    for name in ("model", "API", "state", "learned", "days", "maturity", "alerts on clean", "finds strange", "why"):
        table.add_column(
            name, justify="right" if name in ("learned", "days", "alerts on clean", "finds strange") else "left"
        )
    for one in results:
        metrics = one["metrics"]
        figures = (
            f"{metrics['learned']:,}",
            f"{metrics['days']:g}" if "days" in metrics else "",
            metrics["maturity"],
            f"{metrics['alert_rate']:.2%}",
            f"{metrics['separation']:.0%}",
        ) if metrics else ("",) * 5  # fmt: skip
        state = f"would be {one['state']}" if dry_run and metrics else one["state"]
        table.add_row(one["kind"], one["api"], state, *figures, one["reason"])
    Console(width=None if sys.stdout.isatty() else 160).print(table)
