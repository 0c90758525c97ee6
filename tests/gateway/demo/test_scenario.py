"""The scenario: the same for a seed, bounded in rate for the good, from the right addresses for the hostile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from itertools import islice
from statistics import mean

import pytest

from addons.exchange import IdentityKind
from gateway.demo import good, hostile, payloads, texts
from gateway.demo.policy import LOGINS_PER_MINUTE, PER_HOUR, PER_MINUTE, demo_policy_api
from gateway.demo.scenario import CYCLE, Caller, Manner, Step, timetable
from gateway.demo.shop import Shop
from gateway.policy.document import Policy, decode_policy, encode_policy

SHOP = Shop()
SEEDS = (1, 2, 3, 17)
DOCUMENTATION = [ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def timed(caller: Caller, seed: int, seconds: float) -> Iterator[tuple[float, Step]]:
    """When each step would come if every answer took no time at all, which is as fast as it can get."""
    now = caller.first
    for step in good.steps_of(caller, SHOP, seed):
        now += step.pause
        if now > seconds:
            return
        yield now, step
        now += step.stay


def busiest(times: list[float], window: float) -> int:
    times.sort()
    return max((sum(1 for later in times[i:] if later - start < window) for i, start in enumerate(times)), default=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_gives_the_same_run(seed):
    assert good.cast(SHOP, seed) == good.cast(Shop(), seed)
    assert timetable(hostile.KINDS, 600, seed) == timetable(hostile.KINDS, 600, seed)
    for caller in good.cast(SHOP, seed):
        assert list(islice(good.steps_of(caller, SHOP, seed), 60)) == list(
            islice(good.steps_of(caller, Shop(), seed), 60)
        )
    for wave in timetable(hostile.KINDS, 600, seed):
        assert list(islice(hostile.steps_of(wave, seed), 60)) == list(islice(hostile.steps_of(wave, seed), 60))


def test_another_seed_gives_another_run():
    assert good.cast(SHOP, 1) != good.cast(SHOP, 2)
    assert timetable(hostile.KINDS, 600, 1) != timetable(hostile.KINDS, 600, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_good_identity_comes_near_a_limit(seed):
    """Counted as the gateway counts: by customer once logged in, by key, else by address."""
    requests: dict[str, list[float]] = defaultdict(list)
    logins: dict[str, list[float]] = defaultdict(list)
    for caller in good.cast(SHOP, seed):
        for at, step in timed(caller, seed, 600):
            keyed = any(name == "x-api-key" for name, _ in step.headers)
            identity = caller.name if step.bearer or keyed else caller.address
            requests[identity].append(at)
            if step.target == "/login":
                logins[identity].append(at)
    assert max(busiest(times, 60) for times in requests.values()) <= 0.85 * PER_MINUTE
    assert max(busiest(times, 60) for times in logins.values()) <= 0.6 * LOGINS_PER_MINUTE
    assert max(6 * len(times) for times in requests.values()) < PER_HOUR


@pytest.mark.parametrize("seed", SEEDS)
def test_the_load_stays_modest(seed):
    good_rate = sum(len(list(timed(caller, seed, 600))) for caller in good.cast(SHOP, seed)) / 600
    hostile_rate = (
        sum(
            kind.lasts * kind.lanes / mean(_pauses(kind.steps, seed)) for kind in hostile.KINDS if kind.actor != "flood"
        )
        + hostile.FLOOD_REQUESTS
    ) / CYCLE
    assert 8 < good_rate + hostile_rate < 40


def _pauses(steps, seed):
    return [step.pause for step in islice(steps(hostile.seeded(seed)), 300)]


@pytest.mark.parametrize("seed", SEEDS)
def test_addresses_tell_the_good_from_the_hostile(seed):
    callers = good.cast(SHOP, seed)
    assert all(ip_address(caller.address) in ip_network("100.64.0.0/10") for caller in callers)
    shared = Counter(caller.address for caller in callers)
    assert {number for number in shared.values() if number > 1} == {3}, "one office of three"
    for wave in timetable(hostile.KINDS, 600, seed):
        steps = islice(hostile.steps_of(wave, seed), 200)
        addresses = {wave.address, *(step.address for step in steps if step.address)}
        assert all(any(ip_address(a) in network for network in DOCUMENTATION) for a in addresses)


@pytest.mark.parametrize("seconds", [20, 60, 240, 600])
def test_every_actor_appears_however_short_the_run(seconds):
    waves = timetable(hostile.KINDS, seconds, 1)
    assert {wave.actor for wave in waves} == {kind.actor for kind in hostile.KINDS}
    assert all(0 <= wave.start < seconds for wave in waves)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_step_can_go_on_the_wire(seed):
    steps = [s for c in good.cast(SHOP, seed) for s in islice(good.steps_of(c, SHOP, seed), 100)]
    steps += [s for w in timetable(hostile.KINDS, 600, seed) for s in islice(hostile.steps_of(w, seed), 300)]
    for step in steps:
        assert step.target.startswith("/")
        assert step.target.isascii()
        assert not set(step.target) & set(" \t\r\n#")
        assert all(value.isascii() and value.isprintable() and value == value.strip() for _, value in step.headers)


def test_the_scanner_tries_every_family_in_every_place():
    wave = next(wave for wave in timetable(hostile.KINDS, 600, 1) if wave.actor == "scanner")
    steps = list(islice(hostile.steps_of(wave, 1), 1500))
    tried = {step.json["text"] for step in steps if step.json}
    assert all(tried & set(family) for family in payloads.FAMILIES.values())
    assert any(step.target.startswith("/products?") for step in steps)
    assert any(step.target.startswith("/products/") and "%" in step.target for step in steps)
    assert any(name == "cookie" for step in steps for name, _ in step.headers)
    assert any(step.content for step in steps)
    assert {step.target for step in steps} >= set(payloads.SNOOPED_PATHS)


def test_the_enumerator_walks_the_numbers_with_one_token():
    wave = next(wave for wave in timetable(hostile.KINDS, 600, 1) if wave.actor == "enumerator")
    login, *walk = islice(hostile.steps_of(wave, 1), 50)
    assert login.manner is Manner.LOGIN
    assert SHOP.person(login.json["email"]).password == login.json["password"]
    assert [step.target for step in walk] == [f"/orders/{n}" for n in range(1, 50)]
    assert all(step.bearer for step in walk)


def test_the_enumerated_account_is_no_good_callers():
    """Else a good caller would be throttled for what the thief does."""
    for seed in SEEDS:
        customers = {caller.person.email for caller in good.cast(SHOP, seed) if caller.person}
        thieves = {
            next(hostile.steps_of(wave, seed)).json["email"]
            for wave in timetable(hostile.KINDS, 600, seed)
            if wave.actor == "enumerator"
        }
        assert not customers & thieves


def test_good_prose_is_no_injection_to_libinjection():
    """What good callers write is meant to be awkward, not to be an attack."""
    libinjection = pytest.importorskip("libinjection", reason="comes with the extra `native`")
    flagged = [
        text
        for text in texts.REVIEWS + texts.SEARCHES
        if libinjection.is_sql_injection(text)["is_sqli"] or libinjection.is_xss(text)["is_xss"]
    ]
    assert flagged == []


def test_the_demo_policy_survives_encoding_and_counts_by_token_key_address():
    api = demo_policy_api("http://127.0.0.1:3000")
    assert decode_policy(encode_policy(Policy(apis=[api]))).apis == [api]
    assert [source.kind for source in api.identity] == [IdentityKind.JWT, IdentityKind.KEY, IdentityKind.ADDRESS]
    assert api.identity[0].key == ""


def test_a_sealed_demo_policy_verifies_tokens():
    api = demo_policy_api("http://127.0.0.1:3000", seal=lambda secret: f"sealed:{len(secret)}")
    assert (api.identity[0].key, api.identity[0].algorithms) == ("sealed:42", ["HS256"])
