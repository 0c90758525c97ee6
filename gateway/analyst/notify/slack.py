"""Slack, over an incoming webhook: Block Kit, with a `text` for notifications and screen readers.

What callers had a hand in cannot become a mention, a link or a channel command: `&`, `<` and `>` are escaped, as Slack asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gateway.analyst.notify.content import alerts_of, facts, headline, lead, link
from gateway.analyst.notify.guard import Poster, Unreachable
from gateway.analyst.notify.sending import Failed, judge, secret_of
from gateway.policy.secrets import Secrets
from gateway.reach import Forbidden
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow

HEADER, SECTION, FIELD, FIELDS = 150, 2900, 1900, 10
"""Slack's bounds, a little below: characters of a header, a section, a field; fields of a section."""
LISTED = 20
"""alerts a digest shows one by one"""
MARKS = {"critical": "🔴", "error": "🟠", "warning": "🟡"}


class SlackSender:
    """`url`: of the channel that comes from the settings."""

    def __init__(self, poster: Poster, secrets: Secrets, url: str, console_url: str) -> None:
        self._poster = poster
        self._secrets = secrets
        self._url = url
        self._console_url = console_url

    async def send(self, channel: ChannelRow, delivery: DeliveryRow, now: int) -> str:
        url = self._url if channel.builtin else secret_of(self._secrets, channel.config, "url")
        if not url:
            raise Failed("SLACK_WEBHOOK_URL is not set", permanent=True)
        body = msgspec.json.encode(message_of(delivery.content, self._console_url))
        try:
            answer = await self._poster.post(url, {"content-type": "application/json"}, body)
        except Forbidden as error:
            raise Failed(str(error), permanent=True) from error
        except Unreachable as error:
            raise Failed(str(error)) from error
        judge(answer, now)
        return ""


def message_of(content: Mapping[str, Any], console_url: str) -> dict[str, Any]:
    alerts = alerts_of(content)
    head = headline(content)
    mark = MARKS.get(alerts[0]["severity"], "🔵") if alerts else "✅"
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": _cut(f"{mark} {head}", HEADER), "emoji": True}},
        {"type": "section", "text": _markdown(lead(content), SECTION)},
    ]
    if content["kind"] == "digest":
        blocks += [_listed(alert, console_url) for alert in alerts[:LISTED]]
        if more := content["more"] + max(0, len(alerts) - LISTED):
            blocks.append({"type": "context", "elements": [_markdown(f"and {more} more", FIELD)]})
    else:
        for alert in alerts:
            fields = [_markdown_field(name, value) for name, value in facts(alert)[:FIELDS]]
            blocks.append({"type": "section", "fields": fields})
            if url := link(console_url, alert):
                blocks.append({"type": "actions", "elements": [_button(url)]})
    return {"text": _cut(escaped(f"{head}. {lead(content)}"), SECTION), "blocks": blocks}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _listed(alert: Mapping[str, Any], console_url: str) -> dict[str, Any]:
    counted = f"{alert['count']:,} requests, {alert['stopped']:,} stopped"
    mark = MARKS.get(alert["severity"], "🔵")
    section: dict[str, Any] = {"type": "section", "text": _markdown(f"{mark} {alert['title']}\n{counted}", SECTION)}
    if url := link(console_url, alert):
        section["accessory"] = _button(url)
    return section


def _button(url: str) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": "Open in Boing"}, "url": url}


def _markdown(text: str, most: int) -> dict[str, str]:
    # Cut first: half an escape would be shown as it stands.
    return {"type": "mrkdwn", "text": escaped(_cut(text, most // 5 if "&" in text or "<" in text else most))}


def _markdown_field(name: str, value: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": f"*{name}*\n{_markdown(value, FIELD)['text']}"}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
