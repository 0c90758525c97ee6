"""Policies that do not compile say everything that is wrong; those that do are served as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from addons.access import Access
from addons.addon import Facts
from addons.catalogue import DETECTORS
from addons.exchange import Exchange, IdentityKind, Phase, Request
from addons.finding import Mode
from addons.geography import Nowhere
from addons.identify import keyed_hash
from addons.pipeline import Inspection, Pipeline
from addons.signatures import RuleSet
from addons.verdict import Action
from gateway.policy.cache import DiskCache
from gateway.policy.compile import PolicyCompiler, validate_entry
from gateway.policy.document import (
    Api,
    Decision,
    DetectorSettings,
    Entry,
    Exclusion,
    IdentitySource,
    Limit,
    Policy,
    SecretHeader,
    decode_policy,
    encode_policy,
)
from gateway.policy.judging import exchange_of, run_phases
from gateway.policy.problems import PolicyError, Problem
from gateway.policy.secrets import Secrets
from tests.gatewayproc import RULE_CACHE

SECRETS = Secrets(Secrets.generate_key())
RULES = RuleSet([])
NOW = 1_800_000_000.0
UPSTREAM = "http://10.0.0.5:3000"


def api(id: int = 1, name: str = "orders", **more: Any) -> Api:  # noqa: A002
    return Api(**{"id": id, "name": name, "upstream": UPSTREAM, **more})


def compiled(*apis: Api, **more: Any):
    return PolicyCompiler(SECRETS, RULES).compile(Policy(revision=12, apis=list(apis) or [api()], **more))


def problems(*apis: Api, **more: Any) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        compiled(*apis, **more)
    assert caught.value.revision == 12
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    return lines


@dataclass(frozen=True)
class Bad:
    """Settings of API `orders`, and what must be said of them."""

    settings: dict[str, Any]
    said: str


BAD_APIS = [
    Bad({"upstream": "ftp://10.0.0.5"}, 'upstream "ftp://10.0.0.5": must begin with http:// or https://'),
    Bad({"upstream": "10.0.0.5:3000"}, 'upstream "10.0.0.5:3000": must begin with http:// or https://'),
    Bad({"upstream": "http://"}, 'upstream "http://": must name a host, such as http://10.0.0.5:3000'),
    Bad({"upstream": "http://h:99999"}, 'upstream "http://h:99999": must be a URL such as'),
    Bad({"upstream": "http://h:0"}, 'upstream "http://h:0": port must be 1–65535'),
    Bad({"upstream": "http://h/?q=1"}, 'upstream "http://h/?q=1": must have no query and no fragment'),
    Bad({"upstream": "http://h/#f"}, 'upstream "http://h/#f": must have no query and no fragment'),
    Bad({"upstream": "http://u:pass@h/"}, 'upstream "http://…@h": must not hold credentials: use secret_header'),
    Bad({"upstream": "http://h/a/../b"}, 'upstream "http://h/a/../b": path must be written /b'),
    Bad({"upstream": "http://h/a b"}, 'upstream "http://h/a b": must be printable ASCII without spaces'),
    Bad({"upstream_ca": "nonsense"}, 'upstream_ca "(PEM)": must hold a certificate in PEM form'),
    Bad({"hosts": ["http://a.com"]}, 'hosts[0] "http://a.com": must be a host name without scheme and port'),
    Bad({"hosts": ["a.com", "a.*.com"]}, 'hosts[1] "a.*.com": must be a host name without scheme and port'),
    Bad({"hosts": ["a.com:80"]}, 'hosts[0] "a.com:80": must be a host name'),
    Bad({"prefix": "v1"}, 'prefix "v1": must begin with /'),
    Bad({"prefix": "/v1?x"}, 'prefix "/v1?x": must be a path of printable ASCII'),
    Bad({"prefix": "/a/../v1"}, 'prefix "/a/../v1": must be written /v1'),
    Bad({"trusted_proxies": ["10.0.0.1/8"]}, 'trusted_proxies[0] "10.0.0.1/8": has host bits set: write 10.0.0.0/8'),
    Bad({"trusted_hops": -1}, 'trusted_hops "-1": must be 0 (all that are trusted) or more'),
    Bad({"client_header": "x forwarded"}, 'client_header "x forwarded": must be a header name'),
    Bad({"limits": [Limit(5), Limit(-1)]}, 'limits[1].quota "-1": must be 0 (off) or more'),
    Bad({"limits": [Limit(5, 0)]}, 'limits[0].window "0": must be 1–86400 seconds'),
    Bad({"limits": [Limit(5, 86401)]}, 'limits[0].window "86401": must be 1–86400 seconds'),
    Bad({"limits": [Limit(5, operation="/x")]}, 'limits[0].operation "/x": must be a method and a path'),
    Bad(
        {"limits": [Limit(5, operation="GET /orders/17")]},
        'limits[0].operation "GET /orders/17": is counted as GET /orders/{id}: write that',
    ),
    Bad({"block_threshold": 0}, 'block_threshold "0": must be 1 or more'),
    Bad({"paranoia_level": 5}, 'paranoia_level "5": must be 1–4'),
    Bad({"body_bytes": -1}, 'body_bytes "-1": must be 0–'),
    Bad({"body_ratio": 0}, 'body_ratio "0": must be 1–100000 bytes for one'),
    Bad(
        {"secret_header": SecretHeader("a b", SECRETS.encrypt("x"))}, 'secret_header.name "a b": must be a header name'
    ),
    Bad(
        {"secret_header": SecretHeader("x-key", "plain")}, 'secret_header.value "(secret)": was not encrypted with this'
    ),
    Bad(
        {"secret_header": SecretHeader("x-key", SECRETS.encrypt("a\r\nb: c"))},
        'secret_header.value "(secret)": must be visible ASCII characters on one line',
    ),
    Bad({"detectors": {"magic": DetectorSettings()}}, 'detectors "magic": is no detector: there are access, limits'),
    Bad(
        {"detectors": {"payload": DetectorSettings(options={"per_rule": "many"})}},
        "Expected `int`, got `str` - at `$.per_rule`",
    ),
    Bad({"detectors": {"payload": DetectorSettings(options={"speed": 1})}}, "unknown field `speed`"),
    Bad({"detectors": {"payload": DetectorSettings(options={"ignore": ["no-rule"]})}}, "no rule 'no-rule'"),
    Bad({"identity": [IdentitySource(IdentityKind.KEY)]}, 'identity[0].name "": must be a header name'),
    Bad({"identity": [IdentitySource(IdentityKind.COOKIE, "a;b")]}, 'identity[0].name "a;b": must be the name of a'),
    Bad({"identity": [IdentitySource(IdentityKind.JWT, "a b")]}, 'identity[0].name "a b": must be a header name'),
    Bad({"identity": [IdentitySource(IdentityKind.JWT, claim="")]}, 'identity[0].claim "": must name a claim'),
    Bad(
        {"identity": [IdentitySource(IdentityKind.JWT, algorithms=["RS256"])]}, 'identity[0].algorithms "RS256": need a'
    ),
    Bad(
        {"identity": [IdentitySource(IdentityKind.JWT, key=SECRETS.encrypt("s" * 32), algorithms=["none"])]},
        'identity[0].key "(secret)": algorithm "none" does not go with this key',
    ),
    Bad(
        {"identity": [IdentitySource(IdentityKind.JWT, key="plain")]},
        'identity[0].key "(secret)": was not encrypted with this ENCRYPTION_KEY',
    ),
]


@pytest.mark.parametrize("bad", BAD_APIS, ids=lambda bad: bad.said[:50])
def test_a_bad_api_says_where_what_and_how_to_mend_it(bad: Bad):
    (line,) = problems(api(**bad.settings))
    assert line.startswith('policy 12, api "orders": ')
    assert bad.said in line


def test_all_problems_are_told_at_once():
    found = problems(
        api(prefix="v1", block_threshold=0),
        api(2, "users", upstream="nonsense"),
        whitelist=[Entry(1, "address", "10.0.0.1"), Entry(1, "range", "10.0.0.0/40")],
        blacklist=[Entry(1, "country", "Mars", api_id=2), Entry(2, "address", "10.0.0.1", expires=-1.0)],
        decisions=[Decision(1, "ban", "address", "10.0.0.1", -1.0)],
        detectors={"magic": DetectorSettings()},
        rate_limit_threshold=-1,
    )
    assert found == [
        'policy 12, whitelist[1].id "1": is the id of an entry before it: ids must differ',
        'policy 12, whitelist[1] "10.0.0.0/40": prefix must be 0–32',
        'policy 12, blacklist[1].expires "-1.0": must be UTC seconds, or 0 for never',
        'policy 12, api "users": blacklist[0] "Mars": must be a country code of two capital letters, such as CH',
        'policy 12, decisions[0].expires "-1.0": must be UTC seconds, or 0 for never',
        f'policy 12, detectors "magic": is no detector: there are {", ".join(DETECTORS)}',
        'policy 12, rate_limit_threshold "-1": must be 0 (off) or more',
        'policy 12, api "orders": prefix "v1": must begin with /',
        'policy 12, api "orders": block_threshold "0": must be 1 or more',
        'policy 12, api "users": upstream "nonsense": must begin with http:// or https://',
    ]


def test_the_manner_of_a_list_problem():
    (line,) = problems(
        blacklist=[*(Entry(n, "address", "10.0.0.1") for n in range(3)), Entry(3, "range", "10.0.0.0/33", 1)]
    )
    assert line == 'policy 12, api "orders": blacklist[3] "10.0.0.0/33": prefix must be 0–32'


DUPLICATES = [
    ([api(), api(1, "users", prefix="/u")], 'apis[1].id "1": is the id of "orders" too'),
    ([api(), api(2, "Orders", prefix="/u")], 'apis[1].name "Orders": is the name of another API too'),
    ([api(), api(2, "users")], 'api "users": hosts and prefix "any host/": are those of api "orders" too'),
    (
        [api(hosts=["a.com", "b.com"], prefix="/v1"), api(2, "users", hosts=["B.com"], prefix="/v1/")],
        'api "users": hosts and prefix "b.com/v1": are those of api "orders" too',
    ),
    ([api(0)], 'apis[0].id "0": must be 1 or more'),
    ([api(name=" ")], 'apis[0].name " ": must not be empty'),
]


@pytest.mark.parametrize(("apis", "said"), DUPLICATES)
def test_apis_must_differ(apis: list[Api], said: str):
    assert any(said in line for line in problems(*apis))


def test_no_secret_is_repeated_in_a_problem():
    secret = SECRETS.encrypt("short-secret")
    source = IdentitySource(IdentityKind.JWT, key=secret)
    (line,) = problems(api(identity=[source]))
    assert "short-secret" not in line
    assert secret not in line


def test_a_refused_policy_changes_nothing_for_the_next():
    compiler = PolicyCompiler(SECRETS, RULES)
    good = Policy(apis=[api()], blacklist=[Entry(1, "address", "192.0.2.7")])
    bad = Policy(apis=[api()], blacklist=[Entry(1, "address", "nonsense")])
    compiler.compile(good)
    with pytest.raises(PolicyError):
        compiler.compile(bad)
    assert judge(compiler.compile(good).apis[1].pipeline).action is Action.BLOCK


def judge(pipeline: Pipeline, client: str = "192.0.2.7") -> Any:
    exchange = Exchange("r", Request("GET", b"/"), 1, "GET /", client)
    return pipeline.run(Phase.REQUEST_HEADERS, exchange, Facts(NOW), Inspection(), lambda: 0)


def index_of(compiler: PolicyCompiler, policy: Policy, name: str) -> object:
    stage = compiler.compile(policy).apis[1].pipeline.stages[0]
    assert isinstance(stage.addon, Access)
    return getattr(stage.addon, f"_{name}")


def test_a_list_that_did_not_change_is_not_indexed_anew():
    compiler = PolicyCompiler(SECRETS, RULES)
    entries = [Entry(n, "address", f"192.0.2.{n}") for n in range(9)]
    before = Policy(1, [api()], blacklist=entries)
    after = decode_policy(encode_policy(Policy(2, [api()], blacklist=entries, whitelist=[Entry(1, "address", "::1")])))
    changed = Policy(3, [api()], blacklist=entries[:-1])
    first = index_of(compiler, before, "blacklist")
    assert index_of(compiler, after, "blacklist") is first
    assert index_of(compiler, changed, "blacklist") is not first


def test_the_pack_is_loaded_once_and_blocks_an_injection():
    compiler = PolicyCompiler(SECRETS, cache=DiskCache(RULE_CACHE))
    compiler.compile(Policy(apis=[api()]))
    rules = compiler._ruleset
    snapshot = compiler.compile(Policy(2, [api(), api(2, "users", prefix="/u")]))
    assert rules is not None
    assert compiler._ruleset is rules
    request = Request("GET", b"/", b"q=1'%20union%20select%20password%20from%20users--%20")
    exchange = Exchange("r", request, 1, "GET /", "192.0.2.7")
    verdict = snapshot.apis[1].pipeline.run(Phase.REQUEST_HEADERS, exchange, Facts(NOW), Inspection(), lambda: 0)
    assert verdict.action is Action.BLOCK


def modes(pipeline: Pipeline) -> dict[str, Mode]:
    return {stage.addon.name: stage.mode for stage in pipeline.stages}


def test_an_api_has_every_inline_detector_in_order():
    assert list(modes(compiled().apis[1].pipeline)) == [one.id for one in DETECTORS.values() if one.inline]


def test_options_of_a_detector_that_is_no_stage_are_checked_too():
    with pytest.raises(PolicyError, match=r"detectors\.abuse\.options.*no-such"):
        compiled(api(detectors={"abuse": DetectorSettings(options={"no-such": 1})}))


def test_an_apis_detector_settings_override_the_policys():
    policy = {"payload": DetectorSettings(Mode.OBSERVE, options={"per_rule": 3}), "limits": DetectorSettings(Mode.OFF)}
    own = {"payload": DetectorSettings(Mode.ENFORCE, "block")}
    snapshot = compiled(api(detectors=own), api(2, "users", prefix="/u"), detectors=policy)
    assert modes(snapshot.apis[1].pipeline)["payload"] is Mode.ENFORCE
    assert modes(snapshot.apis[2].pipeline)["payload"] is Mode.OBSERVE
    assert "limits" not in modes(snapshot.apis[1].pipeline)
    (stage,) = [s for s in snapshot.apis[1].pipeline.stages if s.addon.name == "payload"]
    assert stage.on_error == "block"


def test_an_api_that_is_off_has_no_stages():
    assert compiled(api(mode=Mode.OFF)).apis[1].pipeline.stages == ()


def test_an_api_that_is_off_is_checked_all_the_same():
    """It will be switched on some day, and must not fail then."""
    settings = {"payload": DetectorSettings(options={"speed": 1})}
    assert len(problems(api(mode=Mode.OFF, detectors=settings))) == 1


@pytest.mark.parametrize("mode", Mode)
def test_the_whitelist_holds_whatever_the_mode_of_its_detector(mode: Mode):
    lists = {"blacklist": [Entry(1, "range", "192.0.2.0/24")], "whitelist": [Entry(1, "address", "192.0.2.7")]}
    pipeline = compiled(api(detectors={"access": DetectorSettings(mode)}), **lists).apis[1].pipeline
    assert judge(pipeline).whitelisted
    expected = Action.BLOCK if mode is Mode.ENFORCE else Action.ALLOW
    assert judge(pipeline, "192.0.2.8").action is expected


def test_limits_that_are_off_tell_clients_nothing():
    exchange = Exchange("r", Request("GET", b"/"), 1)
    assert compiled().apis[1].limits.quotas(exchange, Facts())[0].limit == 100
    assert compiled(rate_limit_threshold=0).apis[1].limits.quotas(exchange, Facts()) == ()
    off = {"limits": DetectorSettings(Mode.OFF)}
    assert compiled(detectors=off).apis[1].limits.quotas(exchange, Facts()) == ()
    assert compiled(api(mode=Mode.OFF)).apis[1].limits.quotas(exchange, Facts()) == ()


def test_identities_are_read_as_the_policy_says():
    sources = [IdentitySource(IdentityKind.KEY, "X-Api-Key"), IdentitySource(IdentityKind.COOKIE, "sid")]
    runtime = compiled(api(identity=sources, trusted_proxies=["10.0.0.0/8"])).apis[1]
    headers = ((b"x-api-key", b"abc"), (b"x-forwarded-for", b"203.0.113.9"))
    client, identities = runtime.identify(Request("GET", b"/", headers=headers, peer="10.0.0.1"), NOW)
    assert client == "203.0.113.9"
    assert [str(i) for i in identities] == [f"key:{keyed_hash(SECRETS.identity_key, b'abc')}", "address:203.0.113.9"]


def test_the_secret_header_is_in_clear_only_in_the_snapshot():
    runtime = compiled(api(secret_header=SecretHeader("X-Origin-Key", SECRETS.encrypt("s3cret")))).apis[1]
    assert runtime.secret_header == (b"X-Origin-Key", b"s3cret")
    assert "s3cret" not in repr(runtime)


def test_what_cannot_have_its_effect_is_a_warning_and_does_not_stand_in_the_way():
    snapshot = compiled(
        whitelist=[Entry(1, "principal", "alice")],
        blacklist=[Entry(1, "country", "CH"), Entry(2, "address", "192.0.2.7", api_id=99)],
        exclusions=[Exclusion(1)],
    )
    assert [warning.place for warning in snapshot.warnings] == [
        "exclusions[0]",
        "whitelist[0]",
        "blacklist[1].api_id",
    ]


def test_countries_are_opened_once_and_only_for_a_policy_that_names_one():
    opened = []

    class Atlas:
        def country(self, address: str) -> str:
            return "CH" if address == "81.1.2.3" else ""

    def open_countries() -> Atlas:
        opened.append(1)
        return Atlas()

    compiler = PolicyCompiler(SECRETS, RuleSet([]), open_countries=open_countries)
    plain = Policy(revision=1, apis=[api()])
    assert (isinstance(compiler.compile(plain).apis[1].countries, Nowhere), opened) == (True, [])
    named = Policy(revision=2, apis=[api()], blacklist=[Entry(1, "country", "CH")])
    runtime = [compiler.compile(named) for _ in range(2)][1].apis[1]
    assert opened == [1]
    exchanges = [exchange_of(runtime, Request("GET", b"/", peer=peer), "r", 1.0) for peer in ("81.1.2.3", "10.0.0.1")]
    judged = [run_phases(runtime.pipeline, one, Facts(1.0)).verdict.would for one in exchanges]
    assert judged == [Action.BLOCK, Action.ALLOW]


def test_a_single_entry_is_checked_by_itself():
    assert validate_entry(Entry(1, "address", "192.0.2.7")) == []
    assert validate_entry(Entry(1, "range", "10.0.0.0/33", expires=-1.0)) == [
        Problem("target", "10.0.0.0/33", "prefix must be 0–32"),
        Problem("expires", "-1.0", "must be UTC seconds, or 0 for never"),
    ]
    assert [p.place for p in validate_entry(Decision(1, "ban", "address", "192.0.2.7/9", 0.0))] == ["target"]


def test_a_policy_without_apis_serves_nothing():
    assert PolicyCompiler(SECRETS, RULES).compile(Policy()).match("a.com", b"/") is None
