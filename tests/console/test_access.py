"""Who matches and who wins: over the API, and held against the gateway's own judgement of the whole policy."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from addons.access import AccessIndex
from addons.addon import Facts
from addons.exchange import Phase
from addons.identify import keyed_hash
from addons.pipeline import Inspection
from addons.signatures import RuleSet
from addons.verdict import Action
from console.matching import Found, Wanted, as_decision, as_entry, judge_at
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, DetectorSettings, Policy
from gateway.policy.secrets import Secrets
from gateway.storage.decisions import DecisionRow
from gateway.storage.lists import EntryRow
from gateway.storage.targets import Sought, one_spelling
from tests.console.conftest import Running
from tests.console.test_apis import ORDERS

KEY = "live_0123456789abcdef9f3a"


async def matched(console: Running, **query: Any) -> dict[str, Any]:
    answer = await console.as_user.get("/api/access/match", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def add(console: Running, name: str, **body: Any) -> int:
    answer = await console.as_admin.post(f"/api/{name}", json=body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def test_an_address_is_found_by_itself_and_in_its_ranges_and_the_whitelist_wins(console: Running) -> None:
    await console.as_admin.post("/api/apis", json=ORDERS)
    office = await add(console, "whitelist", target="10.0.0.0/8", reason="office")
    wide = await add(console, "blacklist", target="0.0.0.0/0")
    exact = await add(console, "blacklist", target="10.1.2.3")
    await add(console, "blacklist", target="10.1.2.4")
    ban = await add(console, "decisions", type="ban", target="10.1.2.0/24", ttl_seconds=60)
    for spelling in ("10.1.2.3", "::ffff:10.1.2.3", "::ffff:a01:203"):
        got = await matched(console, address=spelling)
        assert [entry["id"] for entry in got["whitelist"]] == [office]
        assert [entry["id"] for entry in got["blacklist"]] == [wide, exact]
        assert [one["id"] for one in got["decisions"]] == [ban]
        assert got["outcome"] == "allow"
        assert got["because"].startswith(
            f"whitelist entry {office} (range 10.0.0.0/8): office; it beats blacklist entry"
        )
        assert [(api["name"], api["outcome"], api["enforced"]) for api in got["apis"]] == [("orders", "allow", True)]
    await console.as_admin.delete(f"/api/whitelist/{office}")
    got = await matched(console, address="10.1.2.3")
    assert (got["outcome"], got["because"]) == ("ban", f"blacklist entry {exact} (address 10.1.2.3)")


async def test_a_network_of_the_new_internet_is_found_too(console: Running) -> None:
    await add(console, "blacklist", target="2001:db8::/32")
    assert (await matched(console, address="2001:DB8:0::7"))["outcome"] == "ban"
    assert (await matched(console, address="2001:db9::7"))["outcome"] == "none"


async def test_a_key_is_found_raw_or_by_its_hash(console: Running) -> None:
    entry = await add(console, "blacklist", scope="key", target=KEY)
    hashed = keyed_hash(console.secrets.identity_key, KEY.encode())
    for key in (KEY, hashed):
        got = await matched(console, key=key)
        assert ([one["id"] for one in got["blacklist"]], got["outcome"]) == ([entry], "ban")
    posted = await console.as_user.post("/api/access/match", json={"key": KEY})
    assert posted.json()["outcome"] == "ban"
    assert KEY not in posted.text
    assert (await matched(console, key=KEY + "x"))["outcome"] == "none"


async def test_a_principal_and_a_country_are_found(console: Running) -> None:
    await add(console, "blacklist", scope="principal", target="user-42")
    await add(console, "blacklist", scope="country", target="CH")
    assert (await matched(console, principal="user-42"))["outcome"] == "ban"
    got = await matched(console, country="ch")
    assert (len(got["blacklist"]), got["outcome"]) == (1, "ban")
    assert (await matched(console, address="81.62.100.1"))["because"].startswith("blacklist entry 2 (country CH)")
    assert (await matched(console, address="10.0.0.1"))["outcome"] == "none"


async def test_what_is_not_in_force_is_shown_and_said_to_be_so(console: Running) -> None:
    api = (await console.as_admin.post("/api/apis", json=ORDERS | {"mode": "observe"})).json()["id"]
    await add(console, "blacklist", target="10.0.0.1", api_id=api)
    got = await matched(console, address="10.0.0.1")
    assert (got["outcome"], got["because"]) == ("none", "blacklist entry 1 (address 10.0.0.1) is for one API only")
    assert [(one["outcome"], one["enforced"]) for one in got["apis"]] == [("ban", False)]
    assert (await matched(console, address="10.0.0.1", api_id=api))["outcome"] == "ban"
    assert "no entry" in (await matched(console, address="10.0.0.2"))["because"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({}, "query:"), ({"address": "nonsense"}, "query:address"), ({"country": "Swiss"}, "query:country")],
)
async def test_whom_to_look_for_must_be_said_right(console: Running, query: dict[str, str], pointer: str) -> None:
    answer = await console.as_user.get("/api/access/match", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await console.as_user.get("/api/access/match?address=::1&api_id=99")).status_code == 404


async def test_among_a_hundred_thousand_entries_a_match_is_quick(console: Running) -> None:
    text = "\n".join(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(100_000))
    headers = {"Content-Type": "text/plain"}
    assert (await console.as_admin.post("/api/blacklist/import", content=text, headers=headers)).status_code == 200
    started = time.process_time()  # the console runs in this process; what else the machine does is not its fault
    got = await matched(console, address="10.1.2.3")
    assert (got["outcome"], len(got["blacklist"])) == ("ban", 1)
    assert time.process_time() - started < 1


NOW = 1_790_000_000.0
SECRETS = Secrets(Secrets.generate_key())
HASHES = ["0" * 32, "1" * 32]
ADDRESSES = ["10.1.2.3", "::ffff:10.1.2.3", "10.1.2.4", "2001:db8::7", "2001:DB8:0::7"]
RANGES = ["10.0.0.0/8", "10.1.2.0/24", "0.0.0.0/0", "::ffff:10.1.0.0/112", "2001:db8::/32", "::/0", "10.1.2.3/32"]
PRINCIPALS = ["user-42", "user-43", *HASHES]
TARGETS = st.one_of(
    st.tuples(st.just("address"), st.sampled_from(ADDRESSES)),
    st.tuples(st.just("range"), st.sampled_from(RANGES)),
    st.tuples(st.just("key"), st.sampled_from(HASHES)),
    st.tuples(st.just("principal"), st.sampled_from(PRINCIPALS)),
    st.tuples(st.just("country"), st.just("CH")),
)
APIS = st.sampled_from([0, 1, 2])
EXPIRES = st.sampled_from([0, int((NOW - 5) * 1e6), int((NOW + 5) * 1e6)])


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[EntryRow], list[DecisionRow]]:
    entries = [
        EntryRow(n, draw(st.sampled_from(["whitelist", "blacklist"])), scope, one_spelling(scope, target), draw(APIS),
                 draw(EXPIRES), draw(st.sampled_from(["", "why"])), "me", 0, 1)
        for n, (scope, target) in enumerate(draw(st.lists(TARGETS, max_size=6)), 1)
    ]  # fmt: skip
    decisions = [
        DecisionRow(n, draw(st.sampled_from(["ban", "throttle"])), scope, one_spelling(scope, target), draw(APIS),
                    draw(EXPIRES), "limits", "", "me", 0)
        for n, (scope, target) in enumerate(draw(st.lists(TARGETS, max_size=4)), 1)
    ]  # fmt: skip
    return entries, decisions


WANTED = st.builds(
    Wanted,
    st.sampled_from([*ADDRESSES, ""]),
    st.lists(st.sampled_from(HASHES), max_size=1).map(tuple),
    st.sampled_from(["", *PRINCIPALS]),
)
MODES = st.sampled_from(["enforce", "observe", "off"])


@examples(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows(), WANTED, MODES, MODES)
def test_what_match_says_is_what_the_gateway_does_under_the_whole_policy(
    there: tuple[list[EntryRow], list[DecisionRow]], wanted: Wanted, mode: str, detector: str
) -> None:
    """`match` sees only the rows that its index look-ups find; the gateway compiles all of them."""
    entries, decisions = there
    settings = DetectorSettings(mode=detector)  # type: ignore[arg-type]
    bare = Policy(
        apis=[Api(1, "one", "http://origin:1", mode=mode), Api(2, "two", "http://origin:2", prefix="/two")],  # type: ignore[arg-type]
        detectors={"access": settings},
    )

    def compiled(found: Found) -> Any:
        whole = Policy(
            apis=bare.apis,
            detectors=bare.detectors,
            whitelist=[as_entry(row) for row in found.whitelist],
            blacklist=[as_entry(row) for row in found.blacklist],
            decisions=[as_decision(row) for row in found.decisions],
        )
        return PolicyCompiler(SECRETS, RuleSet([])).compile(whole).apis

    gateway = compiled(Found.of(entries, decisions))
    targets = Sought(wanted.address, wanted.keys, (wanted.principal,) if wanted.principal else ()).targets()
    seen = Found.of(
        [row for row in entries if row.target in targets.get(row.scope, ())],
        [row for row in decisions if row.target in targets.get(row.scope, ())],
    )
    for api_id, api in compiled(seen).items():
        verdict = gateway[api_id].pipeline.run(
            Phase.REQUEST_HEADERS, wanted.exchange(api_id), Facts(NOW), Inspection(), time.perf_counter_ns
        )
        said = judge_at(api, seen, wanted, NOW)
        truth = (
            "allow"
            if verdict.whitelisted
            else {Action.BLOCK: "ban", Action.THROTTLE: "throttle"}.get(verdict.would, "none")
        )
        assert said.outcome == truth
        assert said.enforced == (truth in ("allow", "none") or verdict.action is verdict.would)
        if verdict.decisive:
            assert said.because.startswith(verdict.decisive.message)
    if wanted.address:
        index = AccessIndex.build(
            *([as_entry(r) for r in entries if r.list == name] for name in ("whitelist", "blacklist"))
        )
        both = {(m.order, m.entry.id) for m in index.matches(wanted.address)}
        ranged = {("whitelist", r.id) for r in seen.whitelist if r.scope in ("address", "range")}
        assert both == ranged | {("blacklist", r.id) for r in seen.blacklist if r.scope in ("address", "range")}
