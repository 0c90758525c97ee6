"""Plays the demo's callers, good and bad: `python -m gateway.demo.callers --target http://127.0.0.1:8080`.

Invariant: it only ever connects to a loopback address, and it ends: after `--seconds`, or on SIGINT or SIGTERM.
About 15 requests a second on average. Prints one line every ten seconds; exit code 2 for a target it refuses, 1 for
one that does not answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from gateway.demo import good, hostile
from gateway.demo.player import Player
from gateway.demo.scenario import Caller, Step, Wave, timetable
from gateway.demo.shop import Shop
from gateway.demo.tally import GOOD, Outcome, Tally

REPORT_SECONDS = 10.0
WAIT_FOR_TARGET = 15.0
MOST_SECONDS = 86_400

Say = Callable[[str], None]


def parse_target(text: str) -> str:
    """The target's origin, `http://127.0.0.1:8080`. Raises `ValueError` for anything but plain HTTP to loopback."""
    url = urlsplit(text)
    host = "127.0.0.1" if url.hostname == "localhost" else url.hostname or ""
    try:
        loopback = ip_address(host).is_loopback
        port = url.port or 80
    except ValueError:
        loopback, port = False, 0
    if not loopback:
        raise ValueError(
            f"target {text!r}: the demo's callers only go to a loopback address, such as http://127.0.0.1:8080"
        )
    if url.scheme != "http" or url.path not in ("", "/") or url.query or url.fragment or url.username is not None:
        raise ValueError(f"target {text!r}: must be http://HOST:PORT and nothing more")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Run:
    """One run of the scenario against one target; `tally` fills as it goes."""

    def __init__(self, target: str, seconds: float, seed: int, tally: Tally) -> None:
        self._target = target
        self._seconds = seconds
        self._seed = seed
        self._shop = Shop()
        self.tally = tally

    async def good(self, caller: Caller) -> None:
        def report(step: Step, outcome: Outcome, said: str) -> None:
            self.tally.add(GOOD, outcome, f"{caller.name} {step.method} {step.target}: {said}")

        # A run too short for the usual arrivals has everybody arrive within its first quarter.
        await asyncio.sleep(min(caller.first, self._seconds / 4 * caller.first / good.LAST_ARRIVAL))
        async with Player(self._target, caller.address, caller.agent, report) as player:
            await play_all(player, good.steps_of(caller, self._shop, self._seed))

    async def hostile(self, wave: Wave, say: Say) -> None:
        def report(step: Step, outcome: Outcome, said: str) -> None:
            self.tally.add(wave.actor, outcome, f"{step.method} {step.target}: {said}")

        await asyncio.sleep(wave.start)
        say(f"{wave.start:4.0f} s  a wave begins: {wave.actor} from {wave.address}")
        steps = hostile.steps_of(wave, self._seed)
        with contextlib.suppress(TimeoutError):
            async with (
                Player(self._target, wave.address, wave.agent, report) as player,
                asyncio.timeout(wave.lasts),
                asyncio.TaskGroup() as lanes,
            ):
                for _ in range(wave.lanes):
                    lanes.create_task(play_all(player, steps))

    def tasks(self, say: Say) -> list[asyncio.Task[None]]:
        callers = good.cast(self._shop, self._seed)
        waves = timetable(hostile.KINDS, self._seconds, self._seed)
        jobs = [self.good(caller) for caller in callers] + [self.hostile(wave, say) for wave in waves]
        return [asyncio.create_task(job) for job in jobs]


async def play_all(player: Player, steps: Iterator[Step]) -> None:
    """Play until the steps end or the task is cancelled.

    A cancellation that meets a connection just breaking comes out of httpx as an error of the connection, which the
    player counts as a failed step: what was asked of the task is asked again here.
    """
    task = asyncio.current_task()
    for step in steps:
        await asyncio.sleep(step.pause)
        await player.play(step)
        if task is not None and task.cancelling():
            raise asyncio.CancelledError


async def run_callers(target: str, seconds: float, seed: int, stop: asyncio.Event, say: Say) -> Tally:
    """Play until `seconds` have passed or `stop` is set; `say` gets a line every ten seconds.

    Raises `ValueError` for a target beyond loopback, `ConnectionError` for one that does not answer.
    """
    target = parse_target(target)
    await _answers(target, stop)
    tally = Tally()
    started = time.monotonic()
    tasks = Run(target, seconds, seed, tally).tasks(say)
    try:
        while not stop.is_set() and (elapsed := time.monotonic() - started) < seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), min(REPORT_SECONDS, seconds - elapsed))
            say(tally.line(time.monotonic() - started))
            _raise_defects(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return tally


def _raise_defects(tasks: list[asyncio.Task[None]]) -> None:
    """A caller that died is our own mistake, not the target's: say so rather than go quiet."""
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            raise error


async def _answers(target: str, stop: asyncio.Event) -> None:
    """Wait until the target answers its health path at all."""
    deadline = time.monotonic() + WAIT_FOR_TARGET
    async with httpx.AsyncClient(base_url=target, timeout=5, trust_env=False) as http:
        while not stop.is_set():
            try:
                await http.get("/health", headers={"x-forwarded-for": "100.64.0.1"})
            except httpx.HTTPError as error:
                if time.monotonic() > deadline:
                    raise ConnectionError(
                        f"target {target}: no answer within {WAIT_FOR_TARGET:g} s ({error})"
                    ) from error
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 0.25)
            else:
                return


async def _main(target: str, seconds: float, seed: int) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        tally = await run_callers(target, seconds, seed, stop, lambda line: print(line, flush=True))
    except ConnectionError as error:
        print(f"demo callers: {error}", file=sys.stderr)
        return 1
    for complaint in tally.complaints:
        print(f"good caller: {complaint}", flush=True)
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway.demo.callers", description=__doc__.partition("\n")[0])
    parser.add_argument("--target", required=True, help="http://127.0.0.1:8080; loopback only")
    parser.add_argument("--seconds", type=float, default=600, help="how long (default %(default)g)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same callers (default %(default)s)")
    options = parser.parse_args(arguments)
    if not 0 < options.seconds <= MOST_SECONDS:
        print(f"demo callers: --seconds {options.seconds:g}: must be above 0, at most {MOST_SECONDS}", file=sys.stderr)
        return 2
    try:
        target = parse_target(options.target)
    except ValueError as error:
        print(f"demo callers: {error}", file=sys.stderr)
        return 2
    return asyncio.run(_main(target, options.seconds, options.seed))


if __name__ == "__main__":
    sys.exit(main())
