"""What became of simulated days, as Markdown: for a terminal, and for the page of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bench.behaviour.plan import INTENSITIES, KINDS
from bench.behaviour.run import Outcome
from bench.behaviour.score import Found, Row

EXCHANGES_BAR = 5_000
FALSE_BAR = 1.0


def found_in(outcomes: Iterable[Outcome], intensity: str) -> list[Found]:
    return [
        one
        for outcome in outcomes
        for one in outcome.score.found.values()
        if one.hostile and one.campaign.intensity == intensity
    ]


def rows(outcomes: Sequence[Outcome]) -> list[Row]:
    """By kind and intensity, those that took place."""
    made = (
        Row(kind, intensity, [one for one in found_in(outcomes, intensity) if one.campaign.kind == kind])
        for kind in KINDS
        for intensity in INTENSITIES
    )
    return [row for row in made if row.found]


def speeds(outcomes: Sequence[Outcome]) -> list[float]:
    """Exchanges a second of one core's processor time, of all behaviours together, day by day."""
    spent = [sum(cost.observe_ns + cost.tick_ns for cost in one.costs) for one in outcomes]
    return [one.score.exchanges / (ns / 1e9) for one, ns in zip(outcomes, spent, strict=True) if ns]


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Against the bars; bold is what misses its bar."""
    exchanges = sum(one.score.exchanges for one in outcomes)
    seeds = [one.seed for one in outcomes]
    yield f"Of {len(seeds)} {'day' if len(seeds) == 1 else 'days'}, seeds {seeds[0]} to {seeds[-1]}, {exchanges:,} exchanges:"
    yield ""
    yield "| | bar | measured |"
    yield "|---|--:|--:|"
    for intensity, bar in (("medium", 100), ("low", 80), ("high", 0)):
        some = found_in(outcomes, intensity)
        found, timely = sum(one.is_found for one in some), sum(one.in_time for one in some)
        yield _against(f"campaigns found, {intensity} intensity", bar, found, len(some))
        if intensity == "medium":
            yield _against("of them within 60 s of traffic or 50 hostile requests", bar, timely, len(some))
    wrong = sum(one.score.false_decisions for one in outcomes)
    hours = sum(one.score.identity_hours for one in outcomes)
    rate = 1e4 * wrong / hours
    told = f"{rate:.2f} ({wrong} in {hours:,.0f})"
    yield (
        "| false decisions per 10,000 identity-hours, the sale's peak included | at most 1 "
        f"| {told if rate <= FALSE_BAR else f'**{told}**'} |"
    )
    if fast := speeds(outcomes):
        told = f"{min(fast):,.0f} to {max(fast):,.0f}"
        yield (
            "| all behaviours, exchanges a second of one core's processor time | at least 5,000 "
            f"| {told if min(fast) >= EXCHANGES_BAR else f'**{told}**'} |"
        )


def _against(what: str, bar: int, found: int, of: int) -> str:
    told = f"{found} of {of} ({100 * found / of:.0f} %)" if of else "none took place"
    missed = of and found < of * bar / 100
    return f"| {what} | {f'{bar} %' if bar else ''} | {f'**{told}**' if missed else told} |"


def kinds(outcomes: Sequence[Outcome], *, by: bool = False) -> Iterator[str]:
    yield f"| kind | intensity | found | in time | median seconds | median hostile requests |{' by |' if by else ''}"
    yield f"|---|---|--:|--:|--:|--:|{'---|' if by else ''}"
    for row in rows(outcomes):
        seconds = "-" if row.seconds is None else f"{row.seconds:,.0f}"
        requests = "-" if row.requests is None else f"{row.requests:,.0f}"
        found, timely = sum(one.is_found for one in row.found), sum(one.in_time for one in row.found)
        rules = ", ".join(f"{rule} {count}" for rule, count in row.by.most_common(4))
        yield (
            f"| {row.kind} | {row.intensity} | {found}/{len(row.found)} | {timely}/{len(row.found)} | {seconds} | {requests} |"
            f"{f' {rules} |' if by else ''}"
        )


def wrongs(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Counted by rule and kind of caller, the most frequent first."""
    orders = sum(len(one.score.orders) for one in outcomes)
    yield f"- Orders proposed: {orders:,}."
    for title, counters in (
        ("Good identities that an order would have hit", [one.score.wronged() for one in outcomes]),
        ("Alerts about good identities, without an order", [one.score.false_alerts for one in outcomes]),
        ("Alerts about nobody, outside of campaigns", [one.score.loose_alerts for one in outcomes]),
    ):
        total: Counter[str] = sum(counters, Counter())
        named = ", ".join(f"{what} {count}" for what, count in total.most_common(8))
        yield f"- {title}: {total.total()}{f' ({named})' if named else ''}."


def costs(outcomes: Sequence[Outcome]) -> Iterator[str]:
    exchanges = sum(one.score.exchanges for one in outcomes)
    ticks = 8_640 * len(outcomes)
    yield "| behaviour | µs an exchange | µs a tick | slowest tick ms | state kB | dump ms |"
    yield "|---|--:|--:|--:|--:|--:|"
    for index, first in enumerate(outcomes[0].costs):
        all_of = [one.costs[index] for one in outcomes]
        observe, tick = sum(one.observe_ns for one in all_of), sum(one.tick_ns for one in all_of)
        yield (
            f"| {first.name} | {observe / exchanges / 1e3:.2f} | {tick / ticks / 1e3:.0f} "
            f"| {max(one.slowest_tick_ns for one in all_of) / 1e6:.1f} | {max(one.state for one in all_of) / 1e3:,.0f} "
            f"| {max(one.dump_ns for one in all_of) / 1e6:.1f} |"
        )


def page(outcomes: Sequence[Outcome]) -> str:
    parts: tuple[Iterable[str], ...] = (summary(outcomes), kinds(outcomes), wrongs(outcomes), costs(outcomes))
    return "\n\n".join("\n".join(part) for part in parts)
