"""Other roles run beside the gateway on one machine: started, restarted, and stopped with it.

A child holds the read end of a pipe; when the parent dies, however it dies, the pipe ends and the child goes too.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from gateway.agent.workers import first

logger = logging.getLogger(__name__)

RESTART_FIRST, RESTART_MOST = 0.5, 10.0
STEADY_SECONDS = 20.0
STOP_SECONDS = 8.0
CANNOT_START = 2
TIED = "BOING_TIED"
"""set for a child: end when standard input ends"""


class Child:
    """`command` for Python. It gets its secrets as we got ours: from the environment or the data dir.

    `refused` is set where its first run ended by saying that it cannot start (exit code 2); it is not tried again.
    """

    def __init__(self, name: str, *command: str) -> None:
        self._name = name
        self._command = command
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self.refused = asyncio.Event()

    def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Ends it; a child that has not ended in `STOP_SECONDS` is killed."""
        self._stopping.set()
        if self._keeper is not None:
            await self._keeper

    async def _keep(self) -> None:
        delay = RESTART_FIRST
        loop = asyncio.get_running_loop()
        started_once = False
        while not self._stopping.is_set():
            started = loop.time()
            try:
                process = await self._spawn()
            except OSError as error:
                logger.error("%s cannot be started: %s", self._name, error)  # noqa: TRY400 - the reason is enough
                await first(self._stopping, seconds=RESTART_MOST)
                continue
            ended = asyncio.Event()
            waiting = asyncio.create_task(_wait(process, ended))
            await first(ended, self._stopping)
            if self._stopping.is_set():
                await self._end(process, ended)
            await waiting
            if self._stopping.is_set():
                return
            lasted = loop.time() - started > STEADY_SECONDS
            if process.returncode == CANNOT_START and not started_once:
                self.refused.set()
                return
            started_once = True
            delay = RESTART_FIRST if lasted else min(delay * 2, RESTART_MOST)
            logger.error("%s ended with code %s; restarting it", self._name, process.returncode)
            await first(self._stopping, seconds=delay)

    async def _spawn(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            env={**os.environ, TIED: "1"},
            start_new_session=True,
        )

    async def _end(self, process: asyncio.subprocess.Process, ended: asyncio.Event) -> None:
        if ended.is_set():
            return
        process.terminate()
        await first(ended, seconds=STOP_SECONDS)
        if not ended.is_set():
            logger.warning("%s did not end in time and is killed", self._name)
            process.kill()


async def _wait(process: asyncio.subprocess.Process, ended: asyncio.Event) -> None:
    await process.wait()
    ended.set()


async def until_stdin_ends(stop: asyncio.Event) -> None:
    """For a child: set `stop` when the parent is gone."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    try:
        while await reader.read(1024):
            pass
    finally:
        transport.close()
    stop.set()
