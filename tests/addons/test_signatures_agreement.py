"""A sample of `bench.agreement`: libmodsecurity and our engine find the same rules in the same bytes."""

import os

import pytest

from addons.protocol import parse_request
from bench.agreement import LEFT_OUT, Reference, installed, judge, marked, our_program
from bench.agreement_requests import generated
from gateway.policy.cache import DiskCache
from tests.gatewayproc import RULE_CACHE


@pytest.fixture(autouse=True)
def _reference_is_installed():
    if not installed():
        missing = "nginx with ModSecurity and the Core Rule Set is not installed"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)


@pytest.mark.timeout(300)
def test_the_same_rules_fire_as_in_libmodsecurity(tmp_path):
    raws = list(generated(400, seed=11))
    reference = Reference(tmp_path, 1)
    try:
        reference.send(marked(raw, number) for number, raw in enumerate(raws))
    finally:
        reference.close()
    theirs = reference.fired()
    program = our_program(1, DiskCache(RULE_CACHE))
    assert len(theirs) > 350
    ours = {number: judge(program, parse_request(marked(raws[number], number)).request) for number in theirs}
    unequal = {
        number: sorted(ours[number] ^ theirs[number]) for number in theirs if ours[number] != theirs[number] - LEFT_OUT
    }
    assert len(unequal) <= 0.005 * len(theirs), unequal
    assert sum(bool(rules) for rules in ours.values()) > 100
