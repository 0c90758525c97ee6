"""Recorded exchanges as a busy team has them, made up: several APIs, callers of whom few send most, a few percent with findings.

The same `seed` makes the same traffic. Times grow evenly over the days with a wave a day; ids and request ids grow with them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from msgspec.structs import replace

from addons.record import Record

DAY = 86_400_000_000
APIS = 5
FLAGGED = 0.03
TEMPLATES = 40_000
CALLERS = 60_000
RESOURCES = ("orders", "items", "users", "carts", "invoices", "search", "login", "files", "events", "prices")
METHODS = ("GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE")
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "python-httpx/0.{}.0",
    "okhttp/4.{}.0",
    "curl/8.{}.0",
)
COUNTRIES = ("DE", "DE", "DE", "FR", "CH", "AT", "US", "US", "GB", "NL", "IT", "ES", "PL", "BR", "IN", "JP", "")
RULES = (
    ("signatures", "942100", "SQL injection found by its shape"),
    ("signatures", "942190", "SQL command execution"),
    ("signatures", "941100", "Cross-site scripting"),
    ("signatures", "930120", "Access to an operating system's file"),
    ("limits", "limit-minute", "More than 100 requests in a minute"),
    ("payload", "json-depth", "JSON nested too deeply"),
    ("access", "blacklist", "On the blacklist"),
)


@dataclass
class Traffic:
    """`count` exchanges that end at `until` (microseconds) and began `days` before."""

    count: int
    until: int
    days: float = 30.0
    seed: int = 1
    _templates: list[Record] = field(default_factory=list)

    def batches(self, size: int) -> Iterator[list[Record]]:
        """In the order of time."""
        random = Random(self.seed)
        self._templates = self._templates or [_template(random) for _ in range(TEMPLATES)]
        for first in range(0, self.count, size):
            numbers = range(first, min(first + size, self.count))
            yield [self._record(random, number) for number in numbers]

    def at(self, number: int) -> int:
        """When exchange `number` (from 0) came: denser by day than by night."""
        share = number / self.count
        days = share * self.days
        wave = math.sin(2 * math.pi * days) / (2 * math.pi) * 0.6
        return self.until - int((self.days - days - wave) * DAY)

    def _record(self, random: Random, number: int) -> Record:
        at = self.at(number)
        bits = random.getrandbits(80)
        # few templates make most of the traffic, as few callers do
        template = self._templates[int(TEMPLATES * random.random() ** 3)]
        return replace(
            template,
            request_id=f"{at // 1000:012x}{bits:020x}",
            at=at,
            path=template.path + str(bits & 0xFFFF),
            duration=template.duration + (bits >> 20) % 4000,
            response_bytes=template.response_bytes + bits % 900,
        )


def _template(random: Random) -> Record:
    api = 1 + int(APIS * random.random() ** 1.5)
    resource, method = random.choice(RESOURCES), random.choice(METHODS)
    caller = min(CALLERS - 1, int(random.paretovariate(0.5)))
    address = f"{11 + caller % 180}.{caller // 180 % 250}.{caller * 7 % 250}.{caller * 13 % 250 + 1}"
    kind, identity = ("key", f"{caller * 2_654_435_761 % 2**64:016x}") if caller % 3 else ("address", address)
    status = random.choices((200, 201, 204, 301, 400, 404, 500, 502), (70, 8, 5, 2, 5, 7, 2, 1))[0]
    inspection = 60 + int(random.expovariate(0.02))
    duration = 800 + int(random.lognormvariate(9.3, 1.0))
    record = Record(
        request_id="",
        at=0,
        api_id=api,
        operation=f"{method} /v{api}/{resource}/{{id}}",
        method=method,
        path=f"/v{api}/{resource}/",
        query="page=***&sort=***" if caller % 4 == 0 else "",
        host=f"api{api}.example.com",
        version="HTTP/2" if caller % 2 else "HTTP/1.1",
        status=status,
        peer="10.0.0.7",
        client=address,
        identity_kind=kind,
        identity=identity,
        user_agent=random.choice(AGENTS).format(caller % 30),
        request_bytes=300 + caller % 1500,
        response_bytes=int(random.lognormvariate(7, 1.2)),
        duration=duration + inspection,
        upstream=duration,
        inspection=inspection,
        cost={"access": 3, "limits": 12, "payload": 15, "signatures": inspection - 30},
        revision=12,
        gateway=f"edge-{caller % 3}/{caller % 2}",
        country=COUNTRIES[caller % len(COUNTRIES)],
        error="timeout" if status == 502 else "",
    )
    return _flagged(random, record) if random.random() < FLAGGED else record


def _flagged(random: Random, record: Record) -> Record:
    detector, rule, message = RULES[int(len(RULES) * random.random() ** 2)]
    enforced = random.random() < 0.7
    stops = "throttle" if detector == "limits" else "block"
    finding: dict[str, object] = {
        "detector": detector, "rule": rule, "severity": 5, "effect": "score", "mode": "enforce", "location": "query:q",
        "evidence": "1' or 1=1 --", "message": message, "tags": ["attack"],
    }  # fmt: skip
    return replace(
        record,
        findings=[finding] * random.choice((1, 1, 1, 2)),
        action=stops if enforced else "allow",
        would=stops,
        status=(429 if stops == "throttle" else 403) if enforced else record.status,
        score=5,
        reason=rule,
    )
