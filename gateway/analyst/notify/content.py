"""What is told of an alert: a snapshot made when it happens, so that a repeat says the same; and its words. Pure.

Text that callers had a hand in is freed of control and direction-changing characters here, once for all channels; escaping is
each channel's own business.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from addons.finding import Severity
from gateway.storage.deliveries import iso
from gateway.storage.sightings import MANY, AlertRow

DIGEST_ALERTS = 50
"""alerts that a digest names; the rest it counts"""
RULES = 5
SAMPLES = 3

LEADS = {
    "opened": "New alert",
    "reopened": "Seen again",
    "graver": "Turned graver",
    "milestone": "Still going on",
    "test": "Test",
}


def of_alert(kind: str, alert: AlertRow, api: str, now: int) -> dict[str, Any]:
    """The content of one event. `api`: the API's name; `now`: microseconds."""
    return {"kind": kind, "at": iso(now), "alert": snapshot(alert, api)}


def of_digest(alerts: Iterable[AlertRow], apis: Mapping[int, str], reason: str, now: int) -> dict[str, Any]:
    """The content of a digest, the gravest first. `reason`: why they were held back."""
    ordered = sorted(alerts, key=lambda alert: (-alert.severity, -alert.last_at))
    named = [snapshot(alert, apis.get(alert.api_id, "")) for alert in ordered[:DIGEST_ALERTS]]
    more = len(ordered) - len(named)
    return {"kind": "digest", "at": iso(now), "reason": reason, "alerts": named, "more": more}


def snapshot(alert: AlertRow, api: str) -> dict[str, Any]:
    rules = sorted(alert.rules.items(), key=lambda item: -item[1])[:RULES]
    return {
        "id": alert.id,
        "api_id": alert.api_id,
        "api": plain(api),
        "detector": alert.detector,
        "identity": "" if alert.identity == MANY else plain(alert.identity),
        "operation": plain(alert.operation),
        "severity": severity_name(alert.severity),
        "title": plain(alert.title),
        "status": alert.status,
        "count": alert.count,
        "stopped": alert.stopped,
        "first_at": iso(alert.first_at),
        "last_at": iso(alert.last_at),
        "rules": {plain(rule): count for rule, count in rules},
        "samples": [plain(sample) for sample in alert.samples[:SAMPLES]],
    }


def headline(content: Mapping[str, Any]) -> str:
    """One line: how grave, and what."""
    kind = content["kind"]
    if kind == "test":
        return f"Test of the channel {content['channel']}"
    if kind == "digest":
        count = len(content["alerts"]) + content["more"]
        worst = content["alerts"][0]["severity"]
        return f"{count} alert{'' if count == 1 else 's'} while held back, the gravest {worst}"
    alert = content["alert"]
    return f"{alert['severity']}: {alert['title']}"


def lead(content: Mapping[str, Any]) -> str:
    """One sentence: why this is told now."""
    kind = content["kind"]
    if kind == "test":
        return f"{content['author']} asked for this test. Alerts of this channel arrive here."
    if kind == "digest":
        return f"Held back: {content['reason']}."
    alert = content["alert"]
    counted = f"{alert['count']:,} request{'' if alert['count'] == 1 else 's'} so far, {alert['stopped']:,} stopped"
    return f"{LEADS[kind]}: {counted}."


def facts(alert: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What there is to know of an alert, name and value, in the order in which people ask."""
    named = [
        ("Severity", alert["severity"]),
        ("API", alert["api"] or (f"API {alert['api_id']}" if alert["api_id"] else "")),
        ("Operation", alert["operation"]),
        ("Caller", alert["identity"]),
        ("Requests", f"{alert['count']:,} ({alert['stopped']:,} stopped)"),
        ("First seen", readable(alert["first_at"])),
        ("Last seen", readable(alert["last_at"])),
        ("Detector", alert["detector"]),
        ("Rules", ", ".join(f"{rule} ×{count}" for rule, count in alert["rules"].items())),
        ("Request ids", ", ".join(alert["samples"])),
    ]
    return [(name, value) for name, value in named if value]


def alerts_of(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The alerts that are told of; none in a test."""
    if "alert" in content:
        return [content["alert"]]
    return list(content.get("alerts", ()))


def link(console_url: str, alert: Mapping[str, Any]) -> str:
    """Where the console shows it; empty where nobody said where the console is."""
    return f"{console_url.rstrip('/')}/alerts/{alert['id']}" if console_url else ""


def severity_name(severity: int) -> str:
    """The name of the highest severity that is not above it."""
    return max((s for s in Severity if s <= severity), default=Severity.INFO).name.lower()


def readable(iso: str) -> str:
    return f"{iso[:10]} {iso[11:19]} UTC"


def plain(text: str) -> str:
    """On one line, without control and format characters: nothing that ends a header or turns the reading direction."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return "".join(c for c in shown if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")).strip()
