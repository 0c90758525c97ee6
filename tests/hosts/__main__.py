"""`python -m tests.hosts [ROW …]`: two gateway hosts, haproxy, MariaDB and Redis on hosts of their own, and what breaks between them.

Each host is a network namespace. Writes what was seen into docs/scaling.md, and ends with 1 where something did not hold. Needs root,
haproxy, mariadbd and redis-server; takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.gatewayproc import ROOT
from tests.hosts import net
from tests.hosts.parts import QUOTA, Part, Site, until
from tests.hosts.traffic import Origin, Sent, Traffic

PAGE = ROOT / "docs" / "scaling.md"
RATE = 50.0
STEADY_SECONDS = 4.0
AWAY_SECONDS = 8.0
REPLAY_SECONDS = 60.0
HOSTS = ("balancer", "a", "b", "database", "redis")


@dataclass
class Seen:
    """What came of a row: `said` for the page, `problems` where it did not hold."""

    said: str
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """`tries` gets a site that is up and leaves it so."""

    id: str
    what: str
    expected: str
    tries: Callable[[Site, Origin], Seen]
    settings: dict[str, str] = field(default_factory=dict)


def _limit(sync: float, rate: float) -> Callable[[Site, Origin], Seen]:
    def tries(site: Site, _: Origin) -> Seen:
        traffic = Traffic(site.url, rate, "/few")
        gaps = [0.0, 0.0]
        with traffic.flowing():
            end = time.monotonic() + QUOTA / rate + 4.0
            while time.monotonic() < end:
                lags = (site.metric(part, "boing_shared_lag_seconds") for part in (site.a, site.b))
                gaps = [max(pair) for pair in zip(gaps, lags, strict=True)]
        counted = Counter(one.status for one in traffic.sent)
        over = counted[200] - QUOTA
        odd = {status: number for status, number in counted.items() if status not in (200, 429)}
        # what one host counts is told within its gap and heard within the other's; each gets half of the requests
        bound = rate / 2 * max(sum(gaps), sync)
        problems = [f"{over} over, more than {bound:.0f}"] if over > bound else []
        problems += [f"answered {odd}"] if odd else []
        said = f"{counted[200]} of {len(traffic.sent)} let through: {over} over a limit of {QUOTA}"
        return Seen(
            f"{said}; between two exchanges were at most {' and '.join(f'{gap:.2f} s' for gap in gaps)}", problems
        )

    return tries


def _kill(
    pick: Callable[[Site], Part], tolerated: int = 0, *, lost: int = 0, power: bool = True
) -> Callable[[Site, Origin], Seen]:
    """`tolerated`: requests that may fail, which were under way there; `lost`: records of one batch that was not written yet."""

    def tries(site: Site, origin: Origin) -> Seen:
        part, traffic = pick(site), Traffic(site.url, RATE)
        with traffic.flowing():
            time.sleep(STEADY_SECONDS)
            (part.kill if power else part.host.unplug)()
            time.sleep(AWAY_SECONDS)
            (part.start if power else part.host.plug)()
            until(
                lambda: all(site.metric(one, "boing_shared_connected") == 1 for one in (site.a, site.b)),
                "Redis is back",
            )
            time.sleep(STEADY_SECONDS)
        return _account(site, origin, traffic.sent, tolerated, lost)

    return tries


def _roll(site: Site, origin: Origin) -> Seen:
    traffic = Traffic(site.url, RATE)
    with traffic.flowing():
        time.sleep(STEADY_SECONDS)
        for part in (site.a, site.b):
            part.stop()
            part.start()
            time.sleep(STEADY_SECONDS)
    return _account(site, origin, traffic.sent)


def _account(site: Site, origin: Origin, sent: Sequence[Sent], tolerated: int = 0, lost: int = 0) -> Seen:
    """Client's view, origin's and store's, compared request by request."""
    answered = [one for one in sent if one.status == 200]
    wanted = {one.request_id for one in answered}
    begun = time.monotonic()
    while time.monotonic() < begun + REPLAY_SECONDS and not wanted <= set(site.stored()):
        time.sleep(0.2)
    stored = Counter(site.stored())
    failed = Counter(one.failure or str(one.status) for one in sent if one.status != 200)
    missing = len(wanted - stored.keys())
    twice = sum(count > 1 for count in stored.values())
    again = sum(origin.asked[one.path] > 1 for one in sent if int(one.path.rpartition("/")[2]) % 5 == 0)
    unasked = sum(not origin.asked[one.path] for one in answered)
    problems = [f"{sum(failed.values())} failed: {dict(failed)}"] if sum(failed.values()) > tolerated else []
    problems += [f"{missing} not in the store"] if missing > lost else []
    problems += [f"{twice} in the store twice"] if twice else []
    problems += [f"{again} POSTs came to the origin twice"] if again else []
    problems += [f"{unasked} answered that the origin was not asked"] if unasked else []
    fates = f" ({', '.join(f'{count} × {fate}' for fate, count in failed.items())})" if failed else ""
    return Seen(
        f"{len(sent)} sent, {sum(failed.values())} failed{fates}; {missing} missing, {twice} twice in the store",
        problems,
    )


NONE_LOST = "0 requests failed, 0 records lost or twice"
ROWS: Sequence[Row] = (
    Row("limit", f"one caller, 100 requests a second in turn to both hosts, limit {QUOTA} an hour", "at most 25 over, what a host gets within 0.5 s; more where exchanges came later", _limit(0.5, 100)),
    Row("limit-sooner", "the same with `REDIS_SYNC_SECONDS=0.1`", "at most 5 over, what a host gets within 0.1 s; more where exchanges came later", _limit(0.1, 100), {"REDIS_SYNC_SECONDS": "0.1"}),
    Row("redis", "Redis killed (SIGKILL), started empty after 8 s", NONE_LOST, _kill(lambda site: site.redis)),
    Row("redis-unplugged", "Redis' cable out for 8 s", NONE_LOST, _kill(lambda site: site.redis, power=False)),
    Row("database", "MariaDB killed (SIGKILL), started after 8 s", NONE_LOST, _kill(lambda site: site.database)),
    Row("database-unplugged", "MariaDB's cable out for 8 s", NONE_LOST, _kill(lambda site: site.database, power=False)),
    Row("host", "a gateway host killed (SIGKILL of all of it), started after 8 s", "only what was under way there fails, only one unwritten batch of records is lost", _kill(lambda site: site.a, 10, lost=10)),
    Row("upgrade", "both gateway hosts stopped and started again, one after the other", NONE_LOST, _roll),
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="boing test --hosts", description="Tries two gateway hosts and what breaks between them."
    )
    parser.add_argument("row", nargs="*", help="rows; none: all", choices=[[], *(row.id for row in ROWS)])
    wanted = parser.parse_args(arguments).row
    rows = [row for row in ROWS if not wanted or row.id in wanted]
    net.move()
    seen: dict[str, Seen] = {}
    for settings in {tuple(row.settings.items()): row.settings for row in rows}.values():
        with (
            tempfile.TemporaryDirectory(prefix="boing-", ignore_cleanup_errors=True) as folder,
            net.hosts(*HOSTS) as hosts,
            Origin().listening() as origin,
            Site(Path(folder), hosts, **settings).up(origin.port) as site,
        ):
            for row in (row for row in rows if row.settings == settings):
                print(f"{row.id}: {row.what} ...", flush=True)
                origin.asked.clear()
                seen[row.id] = _tried(row, site, origin)
                print(f"  {_told(seen[row.id])}", flush=True)
    if not wanted:
        write(seen)
    failed = sum(bool(one.problems) for one in seen.values())
    print(f"{len(rows) - failed} of {len(rows)} held")
    return 1 if failed else 0


def _tried(row: Row, site: Site, origin: Origin) -> Seen:
    try:
        return row.tries(site, origin)
    except Exception as error:  # one row that breaks must not lose the others
        traceback.print_exc()
        return Seen("could not be tried", [repr(error)[:300]])


def _told(one: Seen) -> str:
    return f"{one.said}. " + ("held" if not one.problems else "NOT HELD: " + "; ".join(one.problems))


def write(seen: dict[str, Seen]) -> None:
    """Into the page, between its marks."""
    lines = [f"| {row.what} | {row.expected} | {_told(seen[row.id])} |" for row in ROWS]
    table = "\n".join(["| tried | must be | seen |", "|---|---|---|", *lines])
    before, _, rest = PAGE.read_text().partition("<!-- hosts -->\n")
    _, _, after = rest.partition("<!-- /hosts -->\n")
    PAGE.write_text(f"{before}<!-- hosts -->\n\n{table}\n\n<!-- /hosts -->\n{after}")


if __name__ == "__main__":
    if os.geteuid():
        sys.exit("boing test --hosts: it makes network namespaces, which takes root")
    sys.exit(main(sys.argv[1:]))
