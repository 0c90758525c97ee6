"""Lists and decisions: who is let in, who is turned away, and that the whitelist always wins."""

from __future__ import annotations

import itertools

import pytest

from addons.access import Access, AccessIndex, AccessList, FaultyListError, Listed
from addons.addon import Facts
from addons.exchange import Exchange, Identity, IdentityKind, Phase, Request
from addons.finding import Effect, Mode
from addons.pipeline import Inspection, Pipeline, Stage
from addons.verdict import Action, Verdict
from gateway.policy.document import Decision, Entry

NOW = 1_800_000_000.0
HASH = "0123456789abcdef" * 2
KEY = Identity(IdentityKind.KEY, HASH)
COOKIE = Identity(IdentityKind.COOKIE, HASH)
PROVEN = Identity(IdentityKind.JWT, "alice", verified=True)
CLAIMED = Identity(IdentityKind.JWT, "alice")


def entry(scope: str, target: str, **more: object) -> Entry:
    return Entry(id=7, scope=scope, target=target, **more)  # type: ignore[arg-type]


def ban(scope: str, target: str, expires: float = NOW + 60, kind: str = "ban", **more: object) -> Decision:
    return Decision(id=9, type=kind, scope=scope, target=target, expires=expires, **more)  # type: ignore[arg-type]


def exchange(client: str = "192.0.2.7", *identities: Identity) -> Exchange:
    return Exchange("r", Request("GET", b"/"), 1, "GET /", client, identities=identities)


def findings(index: AccessIndex, of: Exchange, api_id: int = 1, now: float = NOW):
    return list(Access(index, api_id).inspect(of, Phase.REQUEST_HEADERS, Facts(now)))


def judge(index: AccessIndex, of: Exchange, mode: Mode = Mode.ENFORCE, stage: Mode = Mode.ENFORCE) -> Verdict:
    pipeline = Pipeline([Stage(Access(index, 1), stage)], mode=mode)
    return pipeline.run(Phase.REQUEST_HEADERS, of, Facts(NOW), Inspection(), lambda: 0)


MATCHING = [
    (entry("address", "192.0.2.7"), exchange()),
    (entry("address", "::ffff:192.0.2.7"), exchange()),
    (entry("address", "2001:DB8:0::7"), exchange("2001:db8::7")),
    (entry("range", "192.0.2.0/24"), exchange()),
    (entry("range", "192.0.2.7"), exchange()),
    (entry("range", "0.0.0.0/0"), exchange()),
    (entry("range", "2001:db8::/32"), exchange("2001:db8::7")),
    (entry("key", HASH), exchange("", KEY)),
    (entry("principal", "alice"), exchange("192.0.2.7", PROVEN)),
    (entry("principal", HASH), exchange("192.0.2.7", COOKIE)),
    (entry("principal", HASH), exchange("192.0.2.7", KEY)),
    (entry("address", "192.0.2.7", api_id=1), exchange()),
    (entry("address", "192.0.2.7", expires=NOW + 1), exchange()),
]

OTHER = [
    (entry("address", "192.0.2.8"), exchange()),
    (entry("range", "192.0.3.0/24"), exchange()),
    (entry("range", "::/0"), exchange()),
    (entry("key", HASH), exchange("192.0.2.7", COOKIE)),
    (entry("principal", "bob"), exchange("192.0.2.7", PROVEN)),
    (entry("country", "CH"), exchange()),
    (entry("address", "192.0.2.7", api_id=2), exchange()),
    (entry("address", "192.0.2.7", expires=NOW), exchange()),
    (entry("address", "192.0.2.7"), exchange("")),
]


class Atlas:
    """Everything in 81.0.0.0/8 is in Switzerland. Counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def country(self, address: str) -> str:
        self.asked += 1
        return "CH" if address.startswith("81.") else ""


def seen_from(client: str, *identities: Identity) -> tuple[Exchange, Atlas]:
    made = exchange(client, *identities)
    made.countries = atlas = Atlas()
    return made, atlas


def test_a_country_is_matched_and_an_address_without_one_is_in_none():
    for listed, client, rules in [
        (entry("country", "CH"), "81.1.2.3", ["access-blacklist"]),
        (entry("country", "DE"), "81.1.2.3", []),
        (entry("country", "CH"), "10.0.0.1", []),
        (entry("country", "CH", api_id=2), "81.1.2.3", []),
        (entry("country", "CH", expires=NOW), "81.1.2.3", []),
    ]:
        of, _ = seen_from(client)
        found = findings(AccessIndex.build(blacklist=[listed]), of)
        assert ([one.rule for one in found], [one.location for one in found]) == (rules, ["client"] * len(rules))


def test_a_whitelisted_address_goes_free_in_a_banned_country_and_a_whitelisted_country_past_a_ban():
    of, _ = seen_from("81.1.2.3")
    both = AccessIndex.build([entry("address", "81.1.2.3")], decisions=[ban("country", "CH")])
    assert judge(both, of).action is Action.ALLOW
    assert judge(AccessIndex.build(decisions=[ban("country", "CH")]), of).action is Action.BLOCK
    assert judge(AccessIndex.build([entry("country", "CH")], decisions=[ban("address", "81.1.2.3")]), of).whitelisted


def test_the_country_is_looked_up_once_and_only_where_a_list_names_one():
    of, atlas = seen_from("81.1.2.3", KEY)
    findings(AccessIndex.build([entry("range", "10.0.0.0/8")], [entry("key", "f" * 32)]), of)
    assert atlas.asked == 0
    index = AccessIndex.build([entry("country", "DE")], [entry("country", "CH")], [ban("country", "CH")])
    assert [one.rule for one in findings(index, of)] == ["access-blacklist", "access-ban"]
    assert atlas.asked == 1


@pytest.mark.parametrize(("listed", "of"), MATCHING)
def test_an_entry_matches(listed: Entry, of: Exchange):
    (allowed,) = findings(AccessIndex.build(whitelist=[listed]), of)
    assert (allowed.rule, allowed.effect) == ("access-whitelist", Effect.ALLOW)
    (blocked,) = findings(AccessIndex.build(blacklist=[listed]), of)
    assert (blocked.rule, blocked.effect) == ("access-blacklist", Effect.BLOCK)


@pytest.mark.parametrize(("listed", "of"), OTHER)
def test_an_entry_leaves_others_alone(listed: Entry, of: Exchange):
    assert findings(AccessIndex.build(whitelist=[listed], blacklist=[listed]), of) == []


WHITELISTED = [(listed, of) for listed, of in MATCHING if of.client]
BANS = [ban("address", "192.0.2.7"), ban("range", "192.0.2.0/24"), ban("address", "192.0.2.7", kind="throttle")]


@pytest.mark.parametrize("mode", [Mode.ENFORCE, Mode.OBSERVE])
@pytest.mark.parametrize(("listed", "of"), WHITELISTED)
def test_a_whitelist_entry_beats_every_ban(listed: Entry, of: Exchange, mode: Mode):
    """Whatever the scopes, and whether the detector observes or enforces."""
    bans = [*BANS, ban("range", "2001:db8::/32"), ban("principal", "alice"), ban("key", HASH)]
    index = AccessIndex.build([listed], [entry("range", "0.0.0.0/0"), entry("range", "::/0")], bans)
    verdict = judge(index, of, stage=mode)
    assert verdict.action is Action.ALLOW
    assert verdict.would is Action.ALLOW
    assert verdict.whitelisted


def test_an_unverified_claim_is_banned_but_never_whitelisted():
    """Anyone can write `alice` into a token that nobody checks."""
    assert findings(AccessIndex.build(whitelist=[entry("principal", "alice")]), exchange("192.0.2.7", CLAIMED)) == []
    (found,) = findings(AccessIndex.build(decisions=[ban("principal", "alice")]), exchange("192.0.2.7", CLAIMED))
    assert found.rule == "access-ban"


def test_a_ban_blocks_and_a_throttle_throttles_until_it_expires():
    assert judge(AccessIndex.build(decisions=[BANS[0]]), exchange()).action is Action.BLOCK
    throttled = judge(AccessIndex.build(decisions=[BANS[2]]), exchange())
    assert throttled.action is Action.THROTTLE
    assert throttled.decisive is not None
    assert throttled.decisive.retry_after == 60
    assert judge(AccessIndex.build(decisions=BANS), exchange()).action is Action.BLOCK
    assert findings(AccessIndex.build(decisions=BANS), exchange(), now=NOW + 60) == []


def test_observe_says_what_it_would_have_done():
    index = AccessIndex.build(blacklist=[entry("address", "192.0.2.7")])
    for mode, stage in itertools.product(Mode, Mode):
        if Mode.OBSERVE in (mode, stage) and Mode.OFF not in (mode, stage):
            verdict = judge(index, exchange(), mode, stage)
            assert (verdict.action, verdict.would) == (Action.ALLOW, Action.BLOCK)


def test_switched_off_it_still_honours_the_whitelist():
    index = AccessIndex.build([entry("address", "192.0.2.7")], [entry("range", "192.0.0.0/16")])
    off = Access(index, 1, orders=False)
    assert [f.rule for f in off.inspect(exchange(), Phase.REQUEST_HEADERS, Facts(NOW))] == ["access-whitelist"]
    assert list(off.inspect(exchange("192.0.2.8"), Phase.REQUEST_HEADERS, Facts(NOW))) == []


def test_the_message_names_entry_and_reason():
    (found,) = findings(AccessIndex.build(blacklist=[entry("address", "192.0.2.7", reason="scraper")]), exchange())
    assert found.message == "blacklist entry 7 (address 192.0.2.7): scraper"
    (found,) = findings(AccessIndex.build(decisions=[ban("range", "192.0.2.0/24", reason="flood")]), exchange())
    assert found.message == "ban decision 9 (range 192.0.2.0/24): flood"


def test_a_hundred_thousand_entries_are_looked_up_as_ten_are():
    """The dict accesses of a look-up depend on the prefix lengths in use, and on nothing else."""

    def indexed(count: int) -> AccessList:
        hosts = (f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(count))
        return AccessList(
            entry("range", f"{host}/32") if number % 2 else entry("address", host) for number, host in enumerate(hosts)
        )

    few, many = indexed(10), indexed(100_000)
    assert few.lookups == many.lookups == 2
    assert len(many._addresses) == len(many._ranges._tables[32][0]) == 50_000


def test_search_finds_every_entry_of_an_address():
    """Of any API, expired or not: a person asks why."""
    index = AccessIndex.build(
        [entry("range", "192.0.2.0/24", api_id=3)],
        [entry("address", "192.0.2.7", expires=1.0), entry("address", "192.0.2.8")],
        [ban("range", "192.0.0.0/16"), ban("address", "192.0.2.7", kind="throttle")],
    )
    assert [(m.order, m.entry.target) for m in index.matches("192.0.2.7")] == [
        ("whitelist", "192.0.2.0/24"),
        ("blacklist", "192.0.2.7"),
        ("throttle", "192.0.2.7"),
        ("ban", "192.0.0.0/16"),
    ]
    with pytest.raises(ValueError, match="must be an IPv4 or IPv6 address"):
        index.matches("example.com")


BAD_TARGETS = [
    ("address", "10.0.0.300", "must be an IPv4 or IPv6 address"),
    ("address", "10.0.0.0/8", 'give it the scope "range"'),
    ("range", "10.0.0.0/33", "prefix must be 0–32"),
    ("key", "my-api-key", "must be the keyed hash"),
    ("principal", "", "1–256 printable"),
    ("principal", "a\nb", "1–256 printable"),
    ("country", "Switzerland", "two capital letters"),
    ("planet", "Mars", "is none of address"),
]


def test_a_list_names_all_its_faults_at_once():
    entries: list[Listed] = [
        entry("address", "192.0.2.7"),
        *(entry(scope, target) for scope, target, _ in BAD_TARGETS),
    ]
    with pytest.raises(FaultyListError) as caught:
        AccessList(entries)
    assert [fault.index for fault in caught.value.faults] == list(range(1, len(BAD_TARGETS) + 1))
    for fault, (_, _, message) in zip(caught.value.faults, BAD_TARGETS, strict=True):
        assert message in fault.message
