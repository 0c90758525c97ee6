"""The whole scenario against the real policy and pipeline, offline and on a clock of its own.

What the demo promises is held here: the good pass, each hostile actor is stopped, for the right reason.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from heapq import merge

import jwt
import pytest

from addons.addon import CounterKey, CounterValue, Facts
from addons.catalogue import DETECTORS
from addons.exchange import Exchange, Phase, Request
from addons.pipeline import Inspection
from addons.verdict import Action, Verdict
from gateway.demo import good, hostile
from gateway.demo.player import body_of, headers_of, image
from gateway.demo.policy import demo_policy_api
from gateway.demo.scenario import CYCLE, Manner, Step, timetable
from gateway.demo.shop import TOKEN_KEY, TOKEN_SECONDS, Shop
from gateway.demo.tally import GOOD
from gateway.policy.cache import DiskCache
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Policy
from gateway.policy.secrets import Secrets
from tests.gatewayproc import RULE_CACHE

START = 1_800_000_000.0
SHOP = Shop()

Sent = tuple[float, str, str, str, Step]
"""when, by which actor, its address, its agent, what"""


class Gate:
    """The compiled demo policy with counters that are exact and in memory."""

    def __init__(self, *, sealed: bool) -> None:
        secrets = Secrets(Secrets.generate_key())
        api = demo_policy_api("http://127.0.0.1:3000", seal=secrets.encrypt if sealed else None)
        self._snapshot = PolicyCompiler(secrets, cache=DiskCache(RULE_CACHE)).compile(Policy(apis=[api]))
        self._seen: dict[CounterKey, list[float]] = defaultdict(list)

    def judge(self, request: Request, now: float) -> tuple[Verdict, Inspection]:
        api = self._snapshot.match("shop.example.test", request.path)
        assert api is not None
        client, identities = api.identify(request, now)
        operation = api.operation(request)
        exchange = Exchange("id", request, api.id, operation, client, identities[0], identities)
        keys = api.pipeline.needs(exchange)
        facts = Facts(now, {key: self._count(key, now) for key in keys})
        inspection = Inspection()
        for phase in (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY):
            verdict = api.pipeline.run(phase, exchange, facts, inspection, lambda: 0)
        for key in keys:
            self._seen[key].append(now)
        return verdict, inspection

    def _count(self, key: CounterKey, now: float) -> CounterValue:
        seen = self._seen[key]
        return CounterValue(len(seen) - bisect_right(seen, now - key.window), 1.0)


def sent_by_good(caller, seed: int, seconds: float) -> Iterator[Sent]:
    now = caller.first
    for step in good.steps_of(caller, SHOP, seed):
        now += step.pause
        if now > seconds:
            return
        yield now, GOOD, caller.address, caller.agent, step
        now += step.stay


def sent_by_wave(wave, seed: int) -> Iterator[Sent]:
    now = wave.start
    for step in hostile.steps_of(wave, seed):
        now += step.pause / wave.lanes
        if now > wave.start + wave.lasts:
            return
        yield now, wave.actor, wave.address, wave.agent, step


def on_the_wire(step: Step, address: str, agent: str, now: float, owner: str) -> Request:
    claims = {"sub": owner, "iat": int(now), "exp": int(now) + TOKEN_SECONDS}
    token = jwt.encode(claims, TOKEN_KEY, algorithm="HS256") if step.bearer else ""
    body = b"".join(image(step.size)) if step.manner is Manner.UPLOAD else body_of(step)
    headers = [("host", "shop.example.test"), ("accept", "*/*"), *headers_of(step, address, agent, token)]
    if body:
        headers.append(("content-length", str(len(body))))
    path, _, query = step.target.partition("?")
    raw = tuple((name.encode(), value.encode()) for name, value in headers)
    return Request(step.method, path.encode(), query.encode(), raw, body, host="shop.example.test", peer="127.0.0.1")


@pytest.mark.parametrize(("seed", "sealed"), [(1, True), (2, False)])
def test_the_good_pass_and_the_hostile_are_stopped(seed, sealed):
    gate = Gate(sealed=sealed)
    streams = [sent_by_good(caller, seed, CYCLE) for caller in good.cast(SHOP, seed)]
    streams += [sent_by_wave(wave, seed) for wave in timetable(hostile.KINDS, CYCLE, seed)]
    actions: dict[str, Counter[Action]] = defaultdict(Counter)
    complaints = []
    for at, actor, address, agent, step in merge(*streams, key=lambda sent: sent[0]):
        now = START + at
        owner = f"{actor} {address} {agent}"
        verdict, inspection = gate.judge(on_the_wire(step, address, agent, now, owner), now)
        actions[actor][verdict.action] += 1
        if actor == GOOD and verdict.would is not Action.ALLOW:
            complaints.append((step, [(f.rule, f.location, f.evidence) for f in inspection.findings]))
        assert not [finding for finding in inspection.findings if finding.rule == "addon-error"]
    assert complaints == []
    assert actions[GOOD].total() > 1500
    assert actions["flood"][Action.THROTTLE] >= 90
    assert actions["scraper"][Action.THROTTLE] > 200
    assert actions["guesser"][Action.THROTTLE] > 80
    assert actions["enumerator"][Action.THROTTLE] > 60
    if "signatures" in DETECTORS:
        assert actions["scanner"][Action.BLOCK] > 0.6 * actions["scanner"].total(), actions["scanner"]
        assert all(not actions[actor][Action.BLOCK] for actor in actions if actor != "scanner")
