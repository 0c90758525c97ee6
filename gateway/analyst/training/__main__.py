"""`python -m gateway.analyst.training ID`: carries out the training of that id in the store. Started by the analyst.

The settings come as one line of JSON on standard input: arguments and environment can be read by others. When standard input
ends, so does this: its parent is gone. Exit code 0: ended and written down, well or not; else the analyst does that.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys

import msgspec

from gateway.analyst.text.run import train_texts
from gateway.analyst.training.run import Pace, Wanted, train
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.store import Store

TELL_SECONDS = 1.0
NICE = 10


async def _carry_out(settings: Settings, id: int) -> None:  # noqa: A002
    store = await Store.open(settings)
    try:
        row = await store.trainings.get(id)
        actor = Actor(None, row.author)

        async def told(stage: str, done: float) -> None:
            await store.trainings.progress(id, stage, int(done * 100))

        wanted = Wanted(row.api_id, contamination=settings.ml_contamination)
        trains = {"outliers": train, "classifier": train_texts}[row.kind]
        results = await trains(store, wanted, actor, Pace(told, TELL_SECONDS))
        made = [one for one in results if one["state"] in ("serving", "candidate")]
        failed = [one for one in results if one["state"] == "failed"]
        error = "" if made or not failed else "; ".join(f"{one['api']}: {one['reason']}" for one in failed)
        await store.trainings.end(id, results, error)
    finally:
        await store.close()


async def _until_parent_is_gone() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass


async def _main(settings: Settings, id: int) -> None:  # noqa: A002
    work = asyncio.ensure_future(_carry_out(settings, id))
    orphaned = asyncio.ensure_future(_until_parent_is_gone())
    await asyncio.wait({work, orphaned}, return_when=asyncio.FIRST_COMPLETED)
    orphaned.cancel()
    if not work.done():
        work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    os.nice(NICE)
    settings = msgspec.json.decode(sys.stdin.buffer.raw.readline(), type=Settings)  # type: ignore[union-attr]
    asyncio.run(_main(settings, int(sys.argv[1])))


if __name__ == "__main__":
    main()
