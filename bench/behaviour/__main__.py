"""How well behaviours tell attacks from good callers, over simulated days.

    python -m bench.behaviour --seeds 5                  five days never looked at before: the figures to report
    python -m bench.behaviour --seeds 5 --tuning         five days to work with (seeds 1-100)
    python -m bench.behaviour --tuning --from 7 --seeds 1 --only abuse --examples 40

Who changes a detector looks at tuning seeds alone.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from bench.behaviour.attacks import INTENSITIES, KINDS
from bench.behaviour.run import Outcome, run_named
from bench.behaviour.score import Row
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
    parser.add_argument("--no-attacks", action="store_true")
    given = parser.parse_args()
    first = given.first or (1 if given.tuning else REPORTING)
    seeds = range(first, first + given.seeds)
    if (given.tuning and seeds[-1] > MOST_TUNING) or (not given.tuning and seeds[0] <= MOST_TUNING):
        parser.error(f"seeds 1-{MOST_TUNING} are for tuning (--tuning), those above for reporting")
    names = tuple(name for name in given.only.split(",") if name) or NAMES
    work = partial(run_named, names=names, attacks=not given.no_attacks, lead=given.lead * 3600, hours=given.hours)
    # A process for each day: what one leaves in memory says nothing of the next.
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        outcomes = []
        for outcome in pool.map(work, seeds):
            print(f"seed {outcome.seed}: {outcome.score.exchanges:,} exchanges", file=sys.stderr)
            outcomes.append(outcome)
    _report(outcomes, given.examples)
    return 0


def _report(outcomes: list[Outcome], examples: int) -> None:
    rows = _rows(outcomes)
    print("| kind | intensity | found | within 60 s or 50 requests | median seconds | median hostile requests | by |")
    print("|---|---|--:|--:|--:|--:|---|")
    for row in rows:
        seconds = "-" if row.seconds is None else f"{row.seconds:,.0f}"
        requests = "-" if row.requests is None else f"{row.requests:,.0f}"
        by = ", ".join(f"{rule} {count}" for rule, count in row.by.most_common(4))
        found = sum(one.is_found for one in row.found)
        print(
            f"| {row.kind} | {row.intensity} | {found}/{len(row.found)} | {100 * row.in_time:.0f} % "
            f"| {seconds} | {requests} | {by} |"
        )
    print()
    for intensity in INTENSITIES:
        some = [one for row in rows if row.intensity == intensity for one in row.found]
        if some:
            found, timely = sum(one.is_found for one in some), sum(one.in_time for one in some)
            print(
                f"{intensity}: found {found} of {len(some)} ({100 * found / len(some):.1f} %), "
                f"in time {100 * timely / len(some):.1f} %"
            )
    _report_wrong(outcomes)
    _report_cost(outcomes)
    if examples:
        print()
        for line in [line for outcome in outcomes for line in outcome.score.examples][:examples]:
            print(line)


def _report_wrong(outcomes: list[Outcome]) -> None:
    wrong = sum(outcome.score.false_decisions for outcome in outcomes)
    hours = sum(outcome.score.identity_hours for outcome in outcomes)
    active = sum(outcome.score.active_hours for outcome in outcomes)
    orders = sum(len(outcome.score.orders) for outcome in outcomes)
    print(
        f"\nfalse decisions: {wrong} (of {orders} orders): {1e4 * wrong / hours:.2f} per 10,000 identity-hours, "
        f"{1e4 * wrong / active:.2f} per 10,000 in which the identity called"
    )
    for title, counters in (
        ("wronged", [outcome.score.wronged() for outcome in outcomes]),
        ("alerts about good identities, without an order", [outcome.score.false_alerts for outcome in outcomes]),
        ("alerts about nobody, outside of campaigns", [outcome.score.loose_alerts for outcome in outcomes]),
        ("conclusions", [outcome.score.conclusions for outcome in outcomes]),
    ):
        total: Counter[str] = sum(counters, Counter())
        if total:
            print(f"{title}: {total.total()}: " + ", ".join(f"{what} {count}" for what, count in total.most_common(12)))


def _report_cost(outcomes: list[Outcome]) -> None:
    exchanges = sum(outcome.score.exchanges for outcome in outcomes)
    if not outcomes[0].costs:
        return
    print(
        "\n| behaviour | µs an observe | µs a tick | slowest tick ms | state kB | dump ms |\n|---|--:|--:|--:|--:|--:|"
    )
    total = 0.0
    ticks = 8_640 * len(outcomes)
    for index, first in enumerate(outcomes[0].costs):
        all_of = [outcome.costs[index] for outcome in outcomes]
        observe, tick = sum(one.observe_ns for one in all_of), sum(one.tick_ns for one in all_of)
        total += observe + tick
        print(
            f"| {first.name} | {observe / exchanges / 1e3:.2f} | {tick / ticks / 1e3:.0f} "
            f"| {max(one.slowest_tick_ns for one in all_of) / 1e6:.1f} | {max(one.state for one in all_of) / 1e3:,.0f} "
            f"| {max(one.dump_ns for one in all_of) / 1e6:.1f} |"
        )
    print(f"\nall behaviours: {exchanges / (total / 1e9):,.0f} exchanges/s on one core")
    print("resident MB, start and each quarter:", "; ".join(str([round(m) for m in one.memory_mb]) for one in outcomes))


def _rows(outcomes: list[Outcome]) -> list[Row]:
    found = [one for outcome in outcomes for one in outcome.score.found.values() if one.hostile]
    return [
        row
        for kind in KINDS
        for intensity in INTENSITIES
        if (
            row := Row(
                kind, intensity, [f for f in found if f.campaign.kind == kind and f.campaign.intensity == intensity]
            )
        ).found
    ]


if __name__ == "__main__":
    sys.exit(main())
