"""How well behaviours tell attacks from good callers, over simulated days.

    python -m bench.behaviour --seeds 5                  five days never looked at before: the figures to report
    python -m bench.behaviour --write docs/behaviour.md  the same, and put into the page
    python -m bench.behaviour --seeds 5 --tuning         five days to work with (seeds 1-100)
    python -m bench.behaviour --tuning --from 7 --seeds 1 --only abuse --examples 40

Who changes a detector looks at tuning seeds alone.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from bench.behaviour.page import replace_block
from bench.behaviour.report import costs, kinds, page, summary, wrongs
from bench.behaviour.run import Outcome, run_named
from gateway.analyst.behaviours import NAMES

REPORTING = 101
MOST_TUNING = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.behaviour", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="how many days")
    parser.add_argument("--tuning", action="store_true", help="days to work with, not to report")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed; else 101, or 1 for tuning")
    parser.add_argument("--only", default="", help="detectors, comma separated")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--lead", type=float, default=0.0, help="hours of ordinary life before the day")
    parser.add_argument("--hours", type=float, default=24.0, help="of the day, for a first look")
    parser.add_argument("--examples", type=int, default=0, help="print so many conclusions that were wrong")
    parser.add_argument("--write", metavar="FILE", default="", help="put the figures into this page; not with --tuning")
    parser.add_argument("--no-attacks", action="store_true")
    given = parser.parse_args()
    first = given.first or (1 if given.tuning else REPORTING)
    seeds = range(first, first + given.seeds)
    if (given.tuning and seeds[-1] > MOST_TUNING) or (not given.tuning and seeds[0] <= MOST_TUNING):
        parser.error(f"seeds 1-{MOST_TUNING} are for tuning (--tuning), those above for reporting")
    if given.write and given.tuning:
        parser.error("--write is for days to report")
    names = tuple(name for name in given.only.split(",") if name) or NAMES
    work = partial(run_named, names=names, attacks=not given.no_attacks, lead=given.lead * 3600, hours=given.hours)
    # A process for each day: what one leaves in memory says nothing of the next.
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        outcomes = []
        for outcome in pool.map(work, seeds):
            print(f"seed {outcome.seed}: {outcome.score.exchanges:,} exchanges", file=sys.stderr)
            outcomes.append(outcome)
            if given.write:
                # Day by day: what has been measured is not lost where the rest is broken off.
                replace_block(given.write, "bench.behaviour", page(outcomes))
    _report(outcomes, given.examples)
    return 0


def _report(outcomes: list[Outcome], examples: int) -> None:
    for part in (summary(outcomes), kinds(outcomes, by=True), wrongs(outcomes), costs(outcomes)):
        print("\n".join(part), end="\n\n")
    print("resident MB, start and each quarter:", "; ".join(str([round(m) for m in one.memory_mb]) for one in outcomes))
    for line in [line for outcome in outcomes for line in outcome.score.examples][:examples]:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
