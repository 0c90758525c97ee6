"""From flagged exchanges to sightings: one for each API, detector and caller, with a title a person understands. Pure.

Left out are mere notes, all that a whitelist entry let pass, and votes that came later: whoever adds one tells of it himself. An addon that failed is never left out: that is nobody's
doing but ours, so it is grouped by API and detector alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from addons.catalogue import DETECTORS as CATALOGUE
from addons.finding import Effect, Mode
from addons.pipeline import ERROR_RULE
from gateway.storage.alerts import Sighting
from gateway.storage.exchanges import ExchangeRow, FindingRow

ATTACKS = {
    "attack-sqli": "SQL injection",
    "attack-xss": "Cross-site scripting",
    "attack-lfi": "File or path traversal",
    "attack-rfi": "Remote file inclusion",
    "attack-rce": "Command injection",
    "attack-ssti": "Template injection",
    "attack-injection-php": "PHP injection",
    "attack-injection-java": "Java injection",
    "attack-injection-generic": "Code injection",
    "attack-nosqli": "NoSQL injection",
    "attack-ldap": "LDAP injection",
    "attack-xxe": "XML external entity",
    "attack-ssrf": "Server-side request forgery",
    "attack-protocol": "Protocol attack",
    "attack-reputation-scanner": "Security scanner",
    "attack-scanner": "Security scanner",
    "attack-ssi": "Server-side include injection",
    "attack-xpath": "XPath injection",
    "attack-format": "Format string attack",
    "attack-deserialisation": "Hostile serialised object",
    "attack-fixation": "Session fixation",
    "attack-redirect": "Open redirect",
}
"""What tags, as in the OWASP Core Rule Set, are called by people."""

DETECTORS = {
    "limits": "Too many requests",
    "payload": "Malformed payload",
    "signatures": "Attack signature",
    "classifier": "Text that reads like an attack",
    "outliers": "Unusual request",
    "disclosure": "Leak in an answer",
}
RULES = {
    "access-blacklist": "Blacklist hit",
    "access-ban": "Request under a ban",
    "access-throttle": "Request under a throttle",
}
SHOWN_VALUE = 12
"""Characters of a key's or cookie's hash in a title; addresses and names are shown whole, up to `SHOWN_NAME`."""
SHOWN_NAME = 64
SAMPLES = 10


@dataclass(slots=True)
class _Group:
    first: ExchangeRow
    last_at: int
    worst: FindingRow
    worst_in: ExchangeRow
    count: int = 0
    stopped: int = 0
    rules: dict[str, int] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)


def sightings(rows: Iterable[ExchangeRow]) -> list[Sighting]:
    """At most one sighting for each API, detector and identity, in the order of their first exchange."""
    groups: dict[tuple[int, str, str], _Group] = {}
    for row in rows:
        seen: dict[tuple[int, str, str], list[FindingRow]] = {}
        for finding in alarming(row):
            identity = "" if finding.rule == ERROR_RULE else identity_of(row)
            seen.setdefault((row.api_id, finding.detector, identity), []).append(finding)
        for key, findings in seen.items():
            worst = max(findings, key=lambda found: found.severity)
            group = groups.get(key)
            if group is None:
                group = groups[key] = _Group(row, row.at, worst, row)
            _count(group, row, findings, worst)
    return [_sighting(key, group) for key, group in groups.items()]


def alarming(row: ExchangeRow) -> list[FindingRow]:
    """The findings of an exchange that a person should hear of."""
    passed = any(finding.effect == Effect.ALLOW for finding in row.findings)
    return [finding for finding in row.findings if finding.rule == ERROR_RULE or (not passed and _counts(finding))]


def identity_of(row: ExchangeRow) -> str:
    """`kind:value`, as `addons.exchange.Identity` prints it."""
    return f"{row.identity_kind}:{row.identity}"


def title(finding: FindingRow, row: ExchangeRow) -> str:
    """One line: what, from whom, where."""
    where = row.operation or f"{row.method} {row.path[:80]}"
    if finding.rule == ERROR_RULE:
        return f"Detector {finding.detector} failed on {where}"
    return f"{_what(finding)} from {_shown_identity(row)} on {where}"


def crowd_title(finding: FindingRow, row: ExchangeRow) -> str:
    """One line where so many callers do it that they share an alert."""
    return f"{_what(finding)} from many callers on {row.operation or f'{row.method} {row.path[:80]}'}"


def _counts(finding: FindingRow) -> bool:
    if finding.mode == Mode.OFF or finding.effect == Effect.NOTE:
        return False
    detector = CATALOGUE.get(finding.detector)
    if detector is not None and not detector.inline:
        return False
    return finding.effect != Effect.SCORE or finding.severity > 0


def _what(finding: FindingRow) -> str:
    for tag in finding.tags:
        if tag in ATTACKS:
            return ATTACKS[tag]
    return RULES.get(finding.rule) or DETECTORS.get(finding.detector) or finding.message or finding.rule


def _shown_identity(row: ExchangeRow) -> str:
    if row.identity_kind in ("key", "cookie") and len(row.identity) > SHOWN_VALUE:
        return f"{row.identity_kind}:{row.identity[:SHOWN_VALUE]}…"
    if len(row.identity) > SHOWN_NAME:
        return f"{row.identity_kind}:{row.identity[:SHOWN_NAME]}…"
    return identity_of(row)


def _count(group: _Group, row: ExchangeRow, findings: list[FindingRow], worst: FindingRow) -> None:
    group.count += 1
    group.stopped += row.action != "allow"
    group.last_at = max(group.last_at, row.at)
    if row.at < group.first.at:
        group.first = row
    if worst.severity > group.worst.severity:
        group.worst, group.worst_in = worst, row
    for rule in {finding.rule for finding in findings}:
        group.rules[rule] = group.rules.get(rule, 0) + 1
    group.samples.append(row.request_id)
    if len(group.samples) > SAMPLES:
        del group.samples[SAMPLES // 2]


def _sighting(key: tuple[int, str, str], group: _Group) -> Sighting:
    api_id, detector, identity = key
    return Sighting(
        api_id=api_id,
        detector=detector,
        identity=identity,
        operation=group.worst_in.operation,
        title=title(group.worst, group.worst_in),
        severity=group.worst.severity,
        count=group.count,
        stopped=group.stopped,
        first_at=group.first.at,
        last_at=group.last_at,
        rules=group.rules,
        samples=group.samples,
        crowd=crowd_title(group.worst, group.worst_in),
    )
