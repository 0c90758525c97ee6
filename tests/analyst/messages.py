"""Alerts, channels and deliveries as the senders' tests need them: hostile where a caller has a hand in them."""

from __future__ import annotations

from typing import Any

from gateway.analyst.notify.content import of_alert, of_digest
from gateway.policy.secrets import Secrets
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow
from gateway.storage.sightings import AlertRow

NOW = 1_800_000_000_000_000
SECRETS = Secrets(Secrets.generate_key())
HOSTILE = 'SQL injection from key:ab\r\nBcc: eve@example.com on GET /<script>alert(1)</script>?a&b <!channel> "x"'


def an_alert(**changes: Any) -> AlertRow:
    values: dict[str, Any] = {
        "id": 7, "api_id": 1, "detector": "signatures", "identity": "address:203.0.113.7", "operation": "GET /orders/{id}",
        "title": "SQL injection from address:203.0.113.7 on GET /orders/{id}", "severity": 5, "status": "open",
        "count": 12, "stopped": 11, "first_at": NOW - 60_000_000, "last_at": NOW, "rules": {"942100": 12},
        "samples": ["5f0c2a9d1b7e4c33"], "muted_until": 0, "acked_by": "", "acked_at": 0, "review": "",
        "reviewed_by": "", "reviewed_at": 0,
    }  # fmt: skip
    return AlertRow(**values | changes)


def a_channel(kind: str, config: dict[str, Any], **changes: Any) -> ChannelRow:
    values: dict[str, Any] = {
        "id": 3, "name": "On call", "kind": kind, "enabled": True, "config": config, "severity": 0, "api_ids": [],
        "quiet": None, "per_hour": 60, "version": 1, "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return ChannelRow(**values | changes)


def a_delivery(content: dict[str, Any] | None = None, **changes: Any) -> DeliveryRow:
    content = content or of_alert("opened", an_alert(), "orders", NOW)
    values: dict[str, Any] = {
        "id": 9, "channel_id": 3, "alert_id": 7, "kind": content["kind"], "message_id": "msg_0123456789abcdef",
        "state": "waiting", "content": content, "attempts": 1, "due_at": NOW, "error": "", "log": [], "created_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    return DeliveryRow(**values | changes)


def hostile() -> DeliveryRow:
    alert = an_alert(title=HOSTILE, identity="key:<b>&\u202e\x00x", operation="GET /<i>", rules={"<r>": 1})
    return a_delivery(of_alert("opened", alert, "<api>", NOW))


def a_digest(count: int = 60) -> DeliveryRow:
    alerts = [an_alert(id=n, severity=2 + n % 4, title=f"alert {n} <&>") for n in range(1, count + 1)]
    return a_delivery(of_digest(alerts, {1: "orders"}, "quiet hours", NOW), alert_id=0)


def a_test() -> DeliveryRow:
    content = {"kind": "test", "at": "2027-01-15T08:00:00.000000Z", "channel": "On <call>", "author": "ada@example.com"}
    return a_delivery(content, alert_id=0)
