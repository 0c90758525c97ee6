"""Other roles run beside the gateway on one machine: started, restarted, and stopped with it.

A child holds the read end of a pipe; when the parent dies, however it dies, the pipe ends and the child goes too.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
STOP_SECONDS = 8.0
TIED = "BOING_TIED"
"""set for a child: end when standard input ends"""


class Child:
    """`arguments` for `python -m gateway.cli`; `environment` is laid over ours and kept out of the process list."""

    def __init__(self, name: str, arguments: list[str], environment: Mapping[str, str]) -> None:
        self._name = name
        self._arguments = arguments
        self._environment = {**os.environ, **environment, TIED: "1"}
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                logger.warning("%s did not end in time and is killed", self._name)
                process.kill()
                await process.wait()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def _keep(self) -> None:
        while not self._stopping:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "gateway.cli",
                *self._arguments,
                stdin=asyncio.subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
            code = await self._process.wait()
            if self._stopping:
                return
            logger.error("%s ended with code %s; restarting", self._name, code)
            await asyncio.sleep(RESTART_SECONDS)


async def until_stdin_ends(stop: asyncio.Event) -> None:
    """For a child: set `stop` when the parent is gone."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass
    stop.set()
