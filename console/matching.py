"""Who wins when several entries and decisions are for one caller: said by the gateway's own pipeline, never worked out anew.

The entries that could be meant are put into the policy in place of its lists; that policy is compiled and the detector
`access` asked, as a worker would. So the answer is the gateway's, whatever the lists hold; counts and payloads play no part.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from addons.access import NAME, Access, AccessIndex, Match, Order
from addons.addon import Facts
from addons.exchange import Exchange, Identity, IdentityKind, Phase, Request
from addons.finding import Finding, Mode
from addons.pipeline import Inspection
from addons.verdict import Action, Verdict, judge
from console.schemas.access import Outcome
from gateway.policy.document import Decision, Entry
from gateway.policy.snapshot import ApiRuntime
from gateway.storage.decisions import DecisionRow
from gateway.storage.lists import EntryRow

MOST_NAMED = 3
_RANK: dict[Order, int] = {"whitelist": 3, "blacklist": 2, "ban": 2, "throttle": 1}
_OUTCOME: dict[Action, Outcome] = {Action.BLOCK: "ban", Action.THROTTLE: "throttle", Action.ALLOW: "none"}


class _Known:
    """The country is known already, whatever the address."""

    def __init__(self, country: str) -> None:
        self._country = country

    def country(self, address: str) -> str:  # noqa: ARG002 - the look-up's contract
        return self._country


@dataclass(frozen=True, slots=True)
class Wanted:
    """The caller that is looked for. `keys`: hashes of API keys; `principal` counts as verified."""

    address: str = ""
    keys: Sequence[str] = ()
    principal: str = ""
    country: str = ""
    """asked for, or the address's; empty: in none"""

    def exchange(self, api_id: int) -> Exchange:
        identities = [Identity(IdentityKind.KEY, key, verified=True) for key in self.keys]
        if self.principal:
            identities.append(Identity(IdentityKind.JWT, self.principal, verified=True))
        identities.append(Identity(IdentityKind.ADDRESS, self.address))
        request = Request("GET", b"/", peer=self.address)
        return Exchange(
            "", request, api_id, "GET /", self.address, identities[0], tuple(identities), countries=_Known(self.country)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that names the caller, in force or not."""

    whitelist: Sequence[EntryRow]
    blacklist: Sequence[EntryRow]
    decisions: Sequence[DecisionRow]

    @classmethod
    def of(cls, entries: Iterable[EntryRow], decisions: Sequence[DecisionRow]) -> Found:
        by_list: dict[str, list[EntryRow]] = {"whitelist": [], "blacklist": []}
        for row in entries:
            by_list[row.list].append(row)
        return cls(by_list["whitelist"], by_list["blacklist"], decisions)

    def matches(self) -> list[Match]:
        """As the policy has them, the mightiest first."""
        ordered: list[tuple[Order, Entry | Decision]] = [
            *(("whitelist", as_entry(row)) for row in self.whitelist),
            *(("blacklist", as_entry(row)) for row in self.blacklist),
            *((_order(row.type), as_decision(row)) for row in self.decisions),
        ]
        return [Match(order, entry) for order, entry in sorted(ordered, key=lambda one: -_RANK[one[0]])]

    def index(self) -> AccessIndex:
        return AccessIndex.build(
            [as_entry(row) for row in self.whitelist],
            [as_entry(row) for row in self.blacklist],
            [as_decision(row) for row in self.decisions],
        )


@dataclass(frozen=True, slots=True)
class Judged:
    outcome: Outcome
    enforced: bool
    because: str


def judge_everywhere(found: Found, wanted: Wanted, now: float) -> Judged:
    """For any API that enforces and has no entries of its own. `now`: UTC seconds."""
    findings = Access(found.index(), 0).inspect(wanted.exchange(0), Phase.REQUEST_HEADERS, Facts(now))
    return _judged(judge(findings, 1, Mode.ENFORCE), found, 0, now)


def judge_at(api: ApiRuntime, found: Found, wanted: Wanted, now: float) -> Judged:
    """At an API compiled with the entries that were found in place of its policy's lists."""
    inspection = Inspection()
    exchange = wanted.exchange(api.id)
    api.pipeline.run(Phase.REQUEST_HEADERS, exchange, Facts(now), inspection, time.perf_counter_ns)
    access: list[Finding] = [finding for finding in inspection.findings if finding.detector == NAME]
    return _judged(judge(access, api.pipeline.threshold, api.pipeline.mode), found, api.id, now)


def as_entry(row: EntryRow) -> Entry:
    return Entry(row.id, row.scope, row.target, row.api_id, row.expires_at / 1e6, row.reason)  # type: ignore[arg-type]


def as_decision(row: DecisionRow) -> Decision:
    expires = row.expires_at / 1e6
    return Decision(row.id, _order(row.type), row.scope, row.target, expires, row.api_id, row.origin, row.reason)  # type: ignore[arg-type]


def _order(kind: str) -> Order:
    return "throttle" if kind == "throttle" else "ban"


def _judged(verdict: Verdict, found: Found, api_id: int, now: float) -> Judged:
    if verdict.whitelisted:
        outcome: Outcome = "allow"
    else:
        outcome = _OUTCOME[verdict.would]
    enforced = outcome in ("allow", "none") or verdict.action is verdict.would
    if outcome == "none" or verdict.decisive is None:
        return Judged("none", True, _why_none(found, api_id, now))
    # The finding's message is its match in words: so the winner is found again.
    matches = found.matches()
    winner = next(match for match in matches if str(match)[:300] == verdict.decisive.message)
    beaten = [match for match in matches if _RANK[match.order] < _RANK[winner.order] and _in_force(match, api_id, now)]
    return Judged(outcome, enforced, f"{winner}{_beats(beaten)}")


def _in_force(match: Match, api_id: int, now: float) -> bool:
    entry = match.entry
    return entry.api_id in (0, api_id) and (not entry.expires or entry.expires > now)


def _beats(beaten: Sequence[Match]) -> str:
    if not beaten:
        return ""
    named = ", ".join(str(match) for match in beaten[:MOST_NAMED])
    more = f" and {len(beaten) - MOST_NAMED} more" if len(beaten) > MOST_NAMED else ""
    return f"; it beats {named}{more}"


def _why_none(found: Found, api_id: int, now: float) -> str:
    matches = found.matches()
    if not matches:
        return "no entry and no decision is for this caller"
    first = matches[0]
    if first.entry.expires and first.entry.expires <= now:
        why = "has expired"
    elif first.entry.api_id not in (0, api_id):
        why = "is for another API" if api_id else "is for one API only"
    else:
        why = "has no effect here: the API or the detector of lists is switched off"
    more = f", nor has any of {len(matches) - 1} more" if len(matches) > 1 else ""
    return f"{first} {why}{more}"
