"""What behaviours hold in memory, hour after hour of ordinary life.

    python -m bench.behaviour.memory
    python -m bench.behaviour.memory --days 6
    python -m bench.behaviour.memory --write docs/behaviour.md

The same people all the time, so that what grows is not they; their days are made up in a process of its own, so that what is
measured holds nothing but behaviours and what they have learned. The sale is on the second day: what its peak took, and what of it
stays, shows in the days after it.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from ctypes import CDLL
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

import msgspec

from addons.behaviour.sight import Behaviour, Sight
from bench.behaviour.day import IDENTITIES, Day
from bench.behaviour.page import replace_block
from bench.behaviour.run import TICK, resident
from bench.behaviour.world import DAY
from gateway.analyst.behaviours import NAMES, build

SEED = 1
HOUR = 3600.0
BATCH = 2_000
"""sights handed over at a time"""
STEPS = 4
"""figures a day"""
BEFORE = 1
"""days before the one with the sale"""


@dataclass(frozen=True, slots=True)
class Look:
    """`megabytes` resident, `kept` bytes of each behaviour's dump."""

    hours: float
    exchanges: int
    megabytes: float
    kept: tuple[int, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.behaviour.memory", description=__doc__.splitlines()[0])
    parser.add_argument("--identities", type=int, default=IDENTITIES)
    parser.add_argument("--days", type=int, default=4, help="two at least; the second one has a sale")
    parser.add_argument("--write", metavar="FILE", default="", help="put the table into this page")
    given = parser.parse_args()
    if given.days <= BEFORE:
        parser.error(f"--days {given.days}: must be {BEFORE + 1} or more")
    looks = []
    for look in measure(given.identities, given.days):
        print(
            f"{look.hours:5.1f} h {look.exchanges:>9,} exchanges {look.megabytes:6.1f} MB", file=sys.stderr, flush=True
        )
        looks.append(look)
    text = as_table(looks, given.identities)
    if given.write:
        replace_block(given.write, "bench.behaviour.memory", text)
    print(text)
    return 0


def measure(identities: int, days: int) -> Iterator[Look]:
    """At each step; and once more at the end, when the allocator (glibc's) was asked to give back what is free."""
    behaviours = [build(name, {}) for name in NAMES]
    gc.collect()
    yield Look(0.0, 0, resident(), tuple(0 for _ in NAMES))
    start = next_tick = next_look = 0.0
    seen = 0
    for sight in _from_elsewhere(identities, days):
        if not start:
            start = sight.at
            next_tick, next_look = start + TICK, start + DAY / STEPS
        while next_tick <= sight.at:
            for behaviour in behaviours:
                list(behaviour.tick(next_tick))
            next_tick += TICK
        if sight.at >= next_look:
            yield _look(behaviours, (next_look - start) / HOUR, seen)
            next_look += DAY / STEPS
        for behaviour in behaviours:
            list(behaviour.observe(sight))
        seen += 1
    yield _look(behaviours, days * DAY / HOUR, seen)
    gc.collect()
    CDLL(None).malloc_trim(0)
    yield _look(behaviours, days * DAY / HOUR, seen)


def _look(behaviours: list[Behaviour], hours: float, seen: int) -> Look:
    # Before the dumps, which take some themselves.
    megabytes = resident()
    return Look(hours, seen, megabytes, tuple(len(one.dump()) for one in behaviours))


def _from_elsewhere(identities: int, days: int) -> Iterator[Sight]:
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_make_up, args=(there, identities, days), daemon=True)
    process.start()
    there.close()
    decoder = msgspec.msgpack.Decoder(list[Sight])
    while data := here.recv_bytes():
        yield from decoder.decode(data)
    process.join()


def _make_up(into: Connection, identities: int, days: int) -> None:
    after = (days - 1 - BEFORE) * DAY
    day = Day.make(SEED, identities=identities, attacks=False, lead=BEFORE * DAY, after=after)
    encoder = msgspec.msgpack.Encoder()
    batch = []
    for sight, _ in day.stream():
        batch.append(sight)
        if len(batch) == BATCH:
            into.send_bytes(encoder.encode(batch))
            batch = []
    into.send_bytes(encoder.encode(batch))
    into.send_bytes(b"")


def as_table(looks: list[Look], identities: int) -> str:
    lines = [
        f"{identities:,} identities, the same ones all the time, no campaigns; the process holds behaviours and nothing else:",
        "",
        f"| hour | exchanges | resident MB | {' | '.join(f'{name}, kB kept' for name in NAMES)} |",
        f"|--:|--:|--:|{'--:|' * len(NAMES)}",
    ]
    for look in looks[:-1]:
        kept = " | ".join(f"{size / 1e3:,.0f}" for size in look.kept)
        lines.append(f"| {look.hours:.0f} | {look.exchanges:,} | {look.megabytes:.0f} | {kept} |")
    held = looks[-2].megabytes - looks[-1].megabytes
    lines += ["", f"Of the last figure {held:.0f} MB are free, and held by the allocator alone."]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
