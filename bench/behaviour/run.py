"""One day run through behaviours, and what it cost. Time and memory are those of the behaviours alone, as far as can be."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from addons.behaviour.sight import Behaviour
from bench.behaviour.day import Day
from bench.behaviour.score import Score
from gateway.analyst.behaviours import build

TICK = 10.0


@dataclass(slots=True)
class Cost:
    """Of one behaviour, over a day. `state`: bytes of its dump."""

    name: str
    observe_ns: int = 0
    tick_ns: int = 0
    slowest_tick_ns: int = 0
    dump_ns: int = 0
    state: int = 0


@dataclass(slots=True)
class Outcome:
    seed: int
    score: Score
    costs: list[Cost]
    memory_mb: list[float] = field(default_factory=list)
    """resident, at each quarter of the day"""


def run_day(
    seed: int, make: Callable[[], Sequence[Behaviour]], *, attacks: bool = True, lead: float = 0.0, hours: float = 24.0
) -> Outcome:
    """`lead` seconds before the day; of the day, the first `hours`."""
    day = Day.make(seed, attacks=attacks, lead=lead)
    score = Score(day)
    behaviours = list(make())
    costs = [Cost(one.name) for one in behaviours]
    outcome = Outcome(seed, score, costs, [resident()])
    pairs = list(zip(behaviours, costs, strict=True))
    # Of this thread alone: whatever else the machine does is not theirs.
    clock = time.thread_time_ns
    next_tick = day.world.start + TICK
    until = day.world.day + hours * 3600
    next_look = day.world.day + 6 * 3600
    gc.collect()
    for sight, number in day.stream():
        now = sight.at
        if now > until:
            break
        while next_tick <= now:
            for behaviour, cost in pairs:
                began = clock()
                concluded = list(behaviour.tick(next_tick))
                spent = clock() - began
                cost.tick_ns += spent
                cost.slowest_tick_ns = max(cost.slowest_tick_ns, spent)
                for conclusion in concluded:
                    score.conclude(conclusion, next_tick)
            next_tick += TICK
        if now >= next_look:
            outcome.memory_mb.append(resident())
            next_look += 6 * 3600
        score.see(sight, number)
        for behaviour, cost in pairs:
            began = clock()
            concluded = list(behaviour.observe(sight))
            cost.observe_ns += clock() - began
            for conclusion in concluded:
                score.conclude(conclusion, now)
    outcome.memory_mb.append(resident())
    for behaviour, cost in pairs:
        began = clock()
        cost.state = len(behaviour.dump())
        cost.dump_ns = clock() - began
    return outcome


def run_named(seed: int, names: Sequence[str], attacks: bool, lead: float, hours: float) -> Outcome:
    """With the behaviours of these names, by their own settings."""
    return run_day(seed, lambda: [build(name, {}) for name in names], attacks=attacks, lead=lead, hours=hours)


def resident() -> float:
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
