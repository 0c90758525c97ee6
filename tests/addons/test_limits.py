"""Rate limits: what is counted under which name, when a request is one too many, what a client is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.addon import CounterKey, CounterValue, Facts
from addons.exchange import Exchange, Identity, IdentityKind, Phase, Request
from addons.finding import Effect
from addons.limits import Limits, Quota, rate_limit_headers
from gateway.policy.document import Limit

ALICE = Identity(IdentityKind.JWT, "alice")


def exchange(operation: str = "POST /login", identity: Identity = ALICE) -> Exchange:
    return Exchange("r", Request("POST", b"/login"), 1, operation, "192.0.2.7", identity, (identity,))


def counted(limits: Limits, count: float, reset: float = 12.5, of: Exchange | None = None) -> Facts:
    return Facts(0.0, {key: CounterValue(count, reset) for key in limits.needs(of or exchange())})


NAMES = [
    (Limit(5), "1|identity||jwt:alice"),
    (Limit(5, operation="POST /login"), "1|identity|POST /login|jwt:alice"),
    (Limit(5, per="api"), "1|api|"),
    (Limit(5, per="api", operation="POST /login"), "1|api|POST /login"),
    (Limit(5, per="operation"), "1|operation|POST /login"),
]


@pytest.mark.parametrize(("limit", "name"), NAMES)
def test_a_counter_says_what_it_counts(limit: Limit, name: str):
    assert Limits([limit], 0, 1).needs(exchange()) == [CounterKey(name, 60)]


def test_counters_of_different_things_have_different_names():
    """No client can choose identity or path such that it is counted as another."""
    limits = Limits([Limit(5), Limit(5, operation="GET /a"), Limit(5, per="operation"), Limit(5, per="api")], 0, 1)
    tricky = Identity(IdentityKind.JWT, "GET /a|jwt:alice")
    keys = [
        key
        for operation in ("GET /a", "GET /b")
        for identity in (ALICE, tricky, Identity(IdentityKind.ADDRESS, "alice"))
        for key in limits.needs(exchange(operation, identity))
    ]
    # three identities twice (with and without operation), two operations, one API
    assert len(set(keys)) == 3 + 3 + 2 + 1


def test_an_ipv6_subscriber_is_counted_as_one():
    """Whoever has one IPv6 address has 2**64 of them."""
    limits = Limits([Limit(5)], 0, 1)
    one, two, other = (
        limits.needs(exchange(identity=Identity(IdentityKind.ADDRESS, address)))
        for address in ("2001:db8:0:1::7", "2001:db8:0:1:ffff::8", "2001:db8:0:2::7")
    )
    assert one == two != other
    assert limits.needs(exchange(identity=Identity(IdentityKind.ADDRESS, "a:b"))) == [
        CounterKey("1|identity||address:a:b", 60)
    ]


def test_a_limit_on_one_operation_leaves_the_others_alone():
    limits = Limits([Limit(5, operation="POST /login")], 100, 1)
    assert limits.needs(exchange("GET /orders")) == []
    assert list(limits.inspect(exchange("GET /orders"), Phase.REQUEST_HEADERS, Facts())) == []


def test_the_request_that_is_one_too_many_is_throttled():
    limits = Limits([Limit(5)], 0, 1)
    assert list(limits.inspect(exchange(), Phase.REQUEST_HEADERS, counted(limits, 4))) == []
    (found,) = limits.inspect(exchange(), Phase.REQUEST_HEADERS, counted(limits, 5))
    assert (found.rule, found.effect, found.retry_after) == ("limits-exceeded", Effect.THROTTLE, 12.5)
    assert found.message == "5 requests within 60 s per identity; the limit is 5"


def test_the_longest_wait_is_told():
    limits = Limits([Limit(1, 60), Limit(1, 3600)], 0, 1)
    facts = Facts(0.0, {key: CounterValue(9, key.window / 2) for key in limits.needs(exchange())})
    (found,) = limits.inspect(exchange(), Phase.REQUEST_HEADERS, facts)
    assert found.retry_after == 1800


def test_a_client_is_never_told_to_come_back_at_once():
    limits = Limits([Limit(1)], 0, 1)
    (found,) = limits.inspect(exchange(), Phase.REQUEST_HEADERS, counted(limits, 1, 0.0))
    assert found.retry_after == 1


def test_the_default_holds_where_an_api_names_no_limit():
    assert Limits([], 100, 1).needs(exchange()) == [CounterKey("1|identity||jwt:alice", 60)]
    assert Limits([Limit(5, 3600)], 100, 1).needs(exchange()) == [CounterKey("1|identity||jwt:alice", 3600)]


def test_zero_is_off():
    for limits in (Limits([], 0, 1), Limits([Limit(0)], 100, 1)):
        assert limits.needs(exchange()) == []
        assert limits.quotas(exchange(), Facts()) == ()
        assert list(limits.inspect(exchange(), Phase.REQUEST_HEADERS, Facts())) == []


@given(st.integers(1, 1000), st.floats(0, 5000), st.floats(0, 90000))
def test_what_remains_agrees_with_what_is_done(quota: int, count: float, reset: float):
    """A throttled client has nothing left, one that passes has what it was told; never negative, never more than the quota."""
    limits = Limits([Limit(quota)], 0, 1)
    facts = counted(limits, count, reset)
    (left,) = limits.quotas(exchange(), facts)
    throttled = bool(limits.inspect(exchange(), Phase.REQUEST_HEADERS, facts))
    assert 0 <= left.remaining < quota
    assert left.reset >= 1
    if throttled:
        assert left.remaining == 0
    else:
        assert abs(quota - count - 1 - left.remaining) < 1


def test_the_fields_are_written_as_the_draft_says():
    limits = Limits([Limit(100), Limit(1000, 3600), Limit(50, per="api"), Limit(20, operation="POST /login")], 0, 1)
    quotas = limits.quotas(exchange(), counted(limits, 9.4))
    assert quotas[0] == Quota("identity-60", 100, 60, 89, 13)
    assert rate_limit_headers(quotas) == [
        (
            b"RateLimit-Policy",
            b'"identity-60";q=100;w=60, "identity-3600";q=1000;w=3600, "api-60";q=50;w=60, "identity-60-2";q=20;w=60',
        ),
        (
            b"RateLimit",
            b'"identity-60";r=89;t=13, "identity-3600";r=989;t=13, "api-60";r=39;t=13, "identity-60-2";r=9;t=13',
        ),
    ]
    assert rate_limit_headers(()) == []


def test_a_first_request_is_told_the_whole_window():
    (left,) = Limits([Limit(100)], 0, 1).quotas(exchange(), Facts())
    assert (left.remaining, left.reset) == (99, 60)
