"""What was concluded, put beside what happened: campaigns found, how soon, and who was wronged.

A campaign is found by the first conclusion, while it lasts or within `GRACE`, that names somebody or some address of it,
or shows one of its exchanges; one that is nobody's in particular (`plan.CROWDS`) also by naming its API and operation.
A good identity is wronged by an order (a ban or a throttle) that names it, or an address or range it uses, in the hour
before or while the order stands: each order counts once for each identity it would have hit. Which rule it was is not
asked: a lucky guess finds, and wrongs, as well as a reason, so both columns stand side by side.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from addons.behaviour.sight import Conclusion, Sight
from bench.behaviour.day import Day
from bench.behaviour.plan import INCIDENTS, Campaign

GRACE = 600.0
HOUR = 3600.0
SECONDS, REQUESTS = 60.0, 50
"""the bar for medium intensity: found within either of them"""


@dataclass(slots=True)
class Found:
    """What became of a campaign. `after` seconds and `hostile` requests until it was found; negative: it was not."""

    campaign: Campaign
    hostile: int = 0
    first_at: float = -1.0
    after: float = -1.0
    hostile_before: int = 0
    by: Counter[str] = field(default_factory=Counter)
    ordered: bool = False
    """somebody of it was proposed to be banned or throttled"""

    @property
    def is_found(self) -> bool:
        return self.after >= 0

    @property
    def in_time(self) -> bool:
        return self.is_found and (self.after <= SECONDS or self.hostile_before <= REQUESTS)


@dataclass(slots=True)
class _Order:
    conclusion: Conclusion
    until: float
    wronged: set[str] = field(default_factory=set)
    network: IPv4Network | IPv6Network | None = None
    """of an order on a range"""


class Score:
    """Told of every exchange, in order, and of every conclusion when it is made."""

    def __init__(self, day: Day) -> None:
        self._good = {one.identity: one.kind for one in day.people}
        self.found = {one.number: Found(one) for one in day.campaigns}
        self._starts = sorted(day.campaigns, key=lambda one: one.start)
        self._victims = [one for one in day.campaigns if one.victims]
        self._seen_from: dict[str, dict[str, float]] = defaultdict(dict)
        self._orders: dict[tuple[str, str], _Order] = {}
        self._ranges: list[_Order] = []
        self._closed: list[_Order] = []
        self.false_alerts: Counter[str] = Counter()
        self.loose_alerts: Counter[str] = Counter()
        self.conclusions: Counter[str] = Counter()
        self.examples: list[str] = []
        self.exchanges = 0
        self._hours: set[tuple[str, int]] = set()
        self._span = (day.world.end - day.world.start) / HOUR

    def see(self, sight: Sight, number: int) -> None:
        self.exchanges += 1
        if number:
            found = self.found[number]
            found.hostile += 1
            if found.first_at < 0:
                found.first_at = sight.at
        identity = sight.identity
        if identity not in self._good:
            return
        if number and not self.found[number].campaign.kind.startswith(("latency", "errors")):
            return
        self._hours.add((identity, int(sight.at // HOUR)))
        self._seen_from[sight.client][identity] = sight.at
        if self._orders or self._ranges:
            self._hit(sight)

    def _hit(self, sight: Sight) -> None:
        kind, _, value = sight.identity.partition(":")
        keys = [("address", sight.client), ("principal", value), ("country", sight.country)]
        if kind == "key":
            keys.append(("key", value))
        for key in keys:
            order = self._orders.get(key)
            if order is not None:
                if order.until < sight.at:
                    self._closed.append(self._orders.pop(key))
                elif self._is_good(sight.identity, sight.at):
                    order.wronged.add(sight.identity)
        if not self._ranges:
            return
        client = ip_address(sight.client)
        for order in self._ranges:
            if (
                order.until >= sight.at
                and order.network
                and client in order.network
                and self._is_good(sight.identity, sight.at)
            ):
                order.wronged.add(sight.identity)

    def _is_good(self, identity: str, at: float) -> bool:
        if identity not in self._good:
            return False
        return not any(identity in one.victims and one.start <= at <= one.end + 4 * HOUR for one in self._victims)

    def conclude(self, conclusion: Conclusion, now: float) -> None:
        """`now`: the time of the newest exchange."""
        self.conclusions[conclusion.rule] += 1
        right = False
        for campaign in self._starts:
            if campaign.start > now:
                break
            if now <= campaign.end + GRACE and _belongs(conclusion, campaign):
                found = self.found[campaign.number]
                if found.first_at < 0:
                    continue
                right = True
                found.by[conclusion.rule] += 1
                found.ordered = found.ordered or bool(conclusion.order)
                if not found.is_found:
                    found.after, found.hostile_before = max(0.0, now - found.first_at), found.hostile
        if conclusion.order:
            self._order(conclusion, now, right=right)
        if not right and not conclusion.order:
            if conclusion.identity in self._good:
                self.false_alerts[f"{conclusion.rule} about {self._good[conclusion.identity]}"] += 1
                self._example(conclusion, now)
            else:
                self.loose_alerts[conclusion.rule] += 1

    def _order(self, conclusion: Conclusion, now: float, *, right: bool) -> None:
        key = conclusion.scope, conclusion.target
        order = self._orders.get(key)
        if order is not None and order.until >= now:
            order.until = max(order.until, now + conclusion.seconds)
            return
        if order is not None:
            self._closed.append(order)
        order = self._orders[key] = _Order(conclusion, now + conclusion.seconds)
        if conclusion.scope == "range":
            order.network = ip_network(conclusion.target, strict=False)
            self._ranges = [one for one in self._ranges if one.until >= now] + [order]
        if self._is_good(conclusion.identity, now):
            order.wronged.add(conclusion.identity)
        if conclusion.scope == "address":
            lately = self._seen_from.get(conclusion.target, {})
            order.wronged |= {one for one, at in lately.items() if at > now - HOUR and self._is_good(one, now)}
        if order.wronged or not right:
            self._example(conclusion, now)

    def _example(self, conclusion: Conclusion, now: float) -> None:
        if len(self.examples) < 400:
            kind = self._good.get(conclusion.identity, "?")
            about = f"{conclusion.order or 'alert'} {conclusion.scope} {conclusion.target[:24]} ({kind})"
            self.examples.append(f"{now % 86_400 / HOUR:5.2f} h {conclusion.rule}: {about}: {conclusion.message}")

    @property
    def orders(self) -> list[_Order]:
        return [*self._closed, *self._orders.values()]

    @property
    def false_decisions(self) -> int:
        """Pairs of an order and a good identity it would have hit."""
        return sum(len(order.wronged) for order in self.orders)

    def wronged(self) -> Counter[str]:
        """By rule and kind of caller."""
        return Counter(
            f"{order.conclusion.rule} against {self._good[one]}" for order in self.orders for one in order.wronged
        )

    @property
    def identity_hours(self) -> float:
        """Good identities times the hours of the day."""
        return len(self._good) * self._span

    @property
    def active_hours(self) -> int:
        """Hours in which a good identity called, counted for each."""
        return len(self._hours)


def _belongs(conclusion: Conclusion, campaign: Campaign) -> bool:
    if conclusion.identity and conclusion.identity in campaign.identities:
        return True
    if conclusion.scope == "address" and conclusion.target in campaign.clients:
        return True
    if conclusion.scope in ("key", "principal") and any(
        one.partition(":")[2] == conclusion.target for one in campaign.identities
    ):
        return True
    if conclusion.scope == "range" and any(
        ip_address(client) in ip_network(conclusion.target, strict=False) for client in campaign.clients
    ):
        return True
    if conclusion.scope == "country" and campaign.country == conclusion.target:
        return True
    number = f"{campaign.number}-"
    if any(sample.startswith(number) for sample in conclusion.samples):
        return True
    if (
        not campaign.is_crowd
        or conclusion.identity
        or conclusion.target
        or conclusion.api_id not in (0, campaign.api_id)
    ):
        return False
    if not conclusion.operation:
        # What is said of a whole API says nothing of one operation that is slow or broken.
        return campaign.kind not in INCIDENTS
    return (campaign.api_id, conclusion.operation) in campaign.operations


@dataclass(slots=True)
class Row:
    """One kind at one intensity, over all seeds."""

    kind: str
    intensity: str
    found: list[Found]

    @property
    def share(self) -> float:
        return sum(one.is_found for one in self.found) / len(self.found)

    @property
    def in_time(self) -> float:
        return sum(one.in_time for one in self.found) / len(self.found)

    @property
    def seconds(self) -> float | None:
        times = [one.after for one in self.found if one.is_found]
        return statistics.median(times) if times else None

    @property
    def requests(self) -> float | None:
        counts = [one.hostile_before for one in self.found if one.is_found]
        return statistics.median(counts) if counts else None

    @property
    def by(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for one in self.found:
            total.update(one.by.keys())
        return total
