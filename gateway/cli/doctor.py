"""`boing doctor`: what is wrong with this set-up and how to mend it.

Each check has a deadline and none waits for another but where it needs what that found, so that it ends within half a
minute whatever is broken. Changes nothing; `boing status` tells how what runs is doing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from gateway import VERSION
from gateway.cli.checks import Check, fail
from gateway.cli.checks.host import (
    check_certificate,
    check_data_dir,
    check_files,
    check_limits,
    check_ports,
    check_rules,
)
from gateway.cli.checks.redis import check_redis
from gateway.cli.checks.secrets import check_secrets, read_keys
from gateway.cli.checks.store import describe, look_at_store
from gateway.cli.checks.upstreams import check_policy
from gateway.policy.document import Policy
from gateway.settings import Settings

SECONDS = 12.0
"""a check may take"""
UPSTREAM_SECONDS = 25.0
COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument("--data-dir", metavar="DIR", help="default boing-data")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Exit codes: 0 nothing fails (there may be warnings), 1 something does."""
    checks = asyncio.run(examine(settings))
    if options.json:
        print(json.dumps({"version": VERSION, **_counts(checks), "checks": [asdict(one) for one in checks]}, indent=1))
    else:
        show(checks)
    return 1 if any(one.state == "fail" for one in checks) else 0


async def examine(settings: Settings) -> Sequence[Check]:
    """Every check there is, in the order in which they are shown."""

    def on_this_host() -> list[Check]:
        return [
            *check_secrets(settings, os.environ, Path(".env")),
            *check_data_dir(settings),
            *check_limits(settings),
            *check_certificate(settings),
            *check_rules(settings),
            *check_files(settings),
        ]

    host, ports, redis, asked = await asyncio.gather(
        _within(SECONDS, "this host", asyncio.to_thread(on_this_host)),
        _within(SECONDS, "ports", check_ports(settings)),
        _within(SECONDS, "redis", check_redis(settings)),
        _store_and_upstreams(settings),
    )
    return [*host, *ports, *redis, *asked]


async def _store_and_upstreams(settings: Settings) -> list[Check]:
    policy: Policy | None = None

    async def store() -> list[Check]:
        nonlocal policy
        looked = await look_at_store(settings)
        policy = looked.policy
        return [*looked.checks, *describe(policy)]

    found = await _within(SECONDS, "store", store())
    if policy is not None:
        found += await _within(UPSTREAM_SECONDS, "upstreams", check_policy(policy, read_keys(settings)))
    return found


async def _within(seconds: float, what: str, looking: Awaitable[Iterable[Check]]) -> list[Check]:
    """What a check found, or that it did not come to an end."""
    try:
        async with asyncio.timeout(seconds):
            return [*await looking]
    except TimeoutError:
        return [
            fail(
                what,
                what,
                f"no answer within {seconds:g} s",
                "something on the way swallows packets: look at firewalls",
            )
        ]


def _counts(checks: Sequence[Check]) -> dict[str, int]:
    counted: Counter[str] = Counter(one.state for one in checks)
    return {state: counted[state] for state in COLOURS}


def show(checks: Sequence[Check]) -> None:
    """For a person: what fails last, where the eye is."""
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
    for state, colour in COLOURS.items():
        for one in checks:
            if one.state == state:
                console.print(
                    Text.assemble((f"{state:<4} ", colour), f" {one.what:<12} ", (one.where, "bold"), f": {one.found}")
                )
                if one.mend:
                    console.print(f"                   → {one.mend}")
    counted = _counts(checks)
    console.print(f"{counted['ok']} well, {counted['warn']} to look at, {counted['fail']} to mend")
