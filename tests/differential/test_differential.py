"""Every origin sees exactly the requests the addons saw, or the client was refused and no origin saw anything.

Raw HTTP/1 bytes and HTTP/2 frames, most of them malformed or ambiguous, go through a started gateway to real origins of several
makes. Each request has an id that the gateway gave it; the addons' view is tapped (`tap/`), the origin writes down its own, and the
gateway's record is read from the store. Nothing is blocked here for being an attack: all detectors only observe.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from addons.finding import Mode
from addons.redact import plain_path, redact_path
from gateway.cli.tools import make_pair
from gateway.policy.document import Api, Limit
from tests.differential.cases import Case, load
from tests.differential.compare import differences
from tests.differential.relay import Relay, running_relay
from tests.differential.started import MAKES, MORE_MAKES, Origin, running_make
from tests.differential.wire import Dialler, Told
from tests.gatewayproc import ROOT, Running, eventually, running, seed_store

GROUPS = load()
TAP = Path(__file__).parent / "tap"


@dataclass
class Outcome:
    """Of one case: what the client was told, what the addons and the origin saw, by the order of seeing it."""

    told: Told
    addons: dict[str, dict[str, Any]] = field(default_factory=dict)
    origin: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Front:
    """A gateway whose upstream is a relay to one origin after another. `tap`: what its addons see."""

    gateway: Running
    relay: Relay
    tap: Path


@dataclass
class Played:
    """All cases, through the gateway to one origin."""

    make: str
    outcomes: dict[tuple[str, str], Outcome]
    records: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with running_front(tmp_path_factory.mktemp("front")) as started:
        yield started


@contextmanager
def running_front(folder: Path) -> Iterator[Front]:
    certificate, key = make_pair(["localhost", "127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    pair = ("--cert", str(folder / "c.pem"), "--key", str(folder / "k.pem"))
    tap = folder / "tap.jsonl"
    tap.touch()
    environment = {
        "BOING_TAP": str(tap),
        "PYTHONPATH": os.pathsep.join((str(TAP), str(ROOT))),
        "HEADER_SECONDS": "2",
    }
    with running_relay() as relay:
        upstream = f"http://127.0.0.1:{relay.port}"
        api = Api(id=0, name="all", upstream=upstream, mode=Mode.OBSERVE, limits=[Limit(quota=1_000_000)])
        seed_store(folder / "data", [api])
        with running("gateway", folder / "data", "--workers", "1", *pair, tls=True, **environment) as gateway:
            yield Front(gateway, relay, tap)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    makes = MAKES + MORE_MAKES if metafunc.config.getoption("--all-origins") else MAKES
    metafunc.parametrize("played", makes, indirect=True, scope="module")


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest, front: Front, tmp_path_factory: pytest.TempPathFactory) -> Played:
    with running_make(request.param, tmp_path_factory.mktemp(request.param)) as origin:
        return play(front, origin)


def play(front: Front, origin: Origin) -> Played:
    """Send every case, one after another, so that whatever is seen meanwhile belongs to it."""
    front.relay.turn_to(origin.port)
    port = front.gateway.port
    diallers = {"http1": Dialler(port, "http/1.1"), "http2": Dialler(port, "h2")}
    outcomes: dict[tuple[str, str], Outcome] = {}
    with front.tap.open() as tapped:
        tapped.seek(0, os.SEEK_END)
        for group, cases in GROUPS.items():
            for case in cases:
                outcome = Outcome(case.send(diallers[group.partition("/")[0]]))
                outcome.origin = origin.seen()
                for line in tapped:
                    seen = json.loads(line)
                    number = seen["id"]
                    if seen["streamed"]:  # a piece of a body: what is known of its head stands
                        seen = {"streamed": True}
                    outcome.addons.setdefault(number, {}).update(seen)
                outcomes[group, case.name] = outcome
    wanted = {number for outcome in outcomes.values() for number in outcome.addons}
    eventually(lambda: wanted <= {row["request_id"] for row in front.gateway.recorded()}, 60, 0.2)
    return Played(origin.make, outcomes, {row["request_id"]: row for row in front.gateway.recorded()})


@pytest.mark.parametrize("group", GROUPS)
def test_the_origin_sees_what_the_addons_saw_or_nothing(played: Played, group: str) -> None:
    problems = []
    for case in GROUPS[group]:
        outcome = played.outcomes[group, case.name]
        problems += [f"{case.name}: {problem}" for problem in judged(played, case, outcome)]
    assert not problems, "\n".join(problems)


def judged(played: Played, case: Case, outcome: Outcome) -> list[str]:
    told, make = outcome.told, played.make
    problems = [] if told.ended else ["the client was left waiting"]
    arrived: dict[str, dict[str, Any]] = {}
    for seen in outcome.origin:
        if "broken" in seen:
            problems.append(f"the origin could not read {seen['broken']!r}: {seen['why']}")
            continue
        numbers = [value for name, value in seen["fields"] if name.lower() == "x-request-id"]
        if len(numbers) == 1 and numbers[0] in arrived:
            problems.append(f"the origin saw a request twice: {seen['method']} {seen['target']} {numbers}")
            continue
        if len(numbers) != 1 or numbers[0] not in outcome.addons:
            problems.append(f"the origin saw a request of nobody's: {seen['method']} {seen['target']} {numbers}")
            continue
        arrived[numbers[0]] = seen
        problems += differences(make, outcome.addons[numbers[0]], seen)
    for number, seen in outcome.addons.items():
        problems += _recorded(seen, played.records[number])
    for answer in told.answers:
        if answer.problem and answer.request_id in arrived:
            problems.append(f"the client was told {answer.status}, but the origin saw it")
        if answer.status == 200 and not _is_of(answer.body, answer.request_id):
            problems.append(f"an answer of another request: {answer.body!r} to {answer.request_id}")
        if answer.status >= 500 and answer.status != 501:
            problems.append(f"the client was told {answer.status}")
    answered = {answer.request_id: answer.status for answer in told.answers}
    for number in outcome.addons.keys() - arrived.keys():
        if not (case.unfinished or answered.get(number, 0) >= 400 or told.resets or told.goaway):
            problems.append(f"the addons saw {outcome.addons[number]['path']!r}, the origin did not: {answered}")
    return problems + _as_expected(case, outcome, arrived)


def _is_of(body: bytes, number: str) -> bool:
    return not body or json.loads(body) == [number]


def _recorded(seen: dict[str, Any], row: dict[str, Any]) -> list[str]:
    row = row | {"path": plain_path(row["path"])}
    wanted = {"method": seen["method"][:16], "path": redact_path(seen["path"][:1024]), "host": seen["host"][:255]}
    return [f"recorded {name}: {row[name]!r} of {value!r}" for name, value in wanted.items() if row[name] != value]


def _as_expected(case: Case, outcome: Outcome, arrived: dict[str, dict[str, Any]]) -> list[str]:
    """Whether as many requests arrived as the case says; an origin may refuse more by itself."""
    own = [number for number, seen in outcome.addons.items() if seen["path"] != "/last"]
    if case.expect == "refused":
        told = outcome.told
        refused = any(answer.problem for answer in told.answers) or told.resets or told.goaway or case.unfinished
        return [f"{len(arrived)} arrived"] * bool(set(own) & arrived.keys()) + ["not refused"] * (not refused)
    if case.expect != "any" and len(own) != case.expect:
        return [f"{len(own)} requests of {case.expect}: {[answer.status for answer in outcome.told.answers]}"]
    return []
