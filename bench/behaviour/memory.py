"""What behaviours hold in memory after one, two and four days of ordinary life.

    python -m bench.behaviour.memory
    python -m bench.behaviour.memory --identities 2000

The same people all the time, so that what grows is not they; the visits of all days are planned before the first figure.
"""

from __future__ import annotations

import argparse
import gc
import sys

from bench.behaviour.day import Day
from bench.behaviour.run import TICK, resident
from bench.behaviour.world import DAY
from gateway.analyst.behaviours import NAMES, build

SEED = 1
SHOWN = (1, 2, 4)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.behaviour.memory", description=__doc__.splitlines()[0])
    parser.add_argument("--identities", type=int, default=400)
    given = parser.parse_args()
    day = Day.make(SEED, identities=given.identities, attacks=False, lead=(SHOWN[-1] - 1) * DAY)
    behaviours = [build(name, {}) for name in NAMES]
    gc.collect()
    print(f"| day | exchanges | resident MB | {' | '.join(f'{name}, kB kept' for name in NAMES)} |")
    print(f"|--:|--:|--:|{'--:|' * len(NAMES)}")
    print(f"| 0 | 0 | {resident():.0f} |{' 0 |' * len(NAMES)}", flush=True)
    next_tick, days = day.world.start + TICK, 0
    for seen, (sight, _) in enumerate(day.stream()):
        while next_tick <= sight.at:
            for behaviour in behaviours:
                list(behaviour.tick(next_tick))
            next_tick += TICK
            if next_tick - day.world.start >= (days + 1) * DAY - 60.0:
                days += 1
                if days in SHOWN:
                    # Before the dumps, which take some themselves.
                    megabytes = resident()
                    kept = " | ".join(f"{len(one.dump()) / 1e3:,.0f}" for one in behaviours)
                    print(f"| {days} | {seen:,} | {megabytes:.0f} | {kept} |", flush=True)
        for behaviour in behaviours:
            list(behaviour.observe(sight))
    return 0


if __name__ == "__main__":
    sys.exit(main())
