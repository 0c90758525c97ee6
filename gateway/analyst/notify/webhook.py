"""Webhooks as in Standard Webhooks 1.0: a signed JSON body; `webhook-id` is the same for every attempt.

`{"type": "alert.opened", "timestamp": "…", "data": {…}}`; `data` is the alert, of a digest `{"alerts": […], "more": 0}`.
While a secret is being replaced there are two signatures, the new one's first.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import msgspec

from gateway.analyst.notify.content import alerts_of, link
from gateway.analyst.notify.guard import Poster, Unreachable
from gateway.analyst.notify.sending import Failed, judge, secret_of
from gateway.policy.secrets import Secrets
from gateway.reach import Forbidden
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow

PREFIX = "whsec_"
AGENT = "Boing"


class WebhookSender:
    def __init__(self, poster: Poster, secrets: Secrets, console_url: str) -> None:
        self._poster = poster
        self._secrets = secrets
        self._console_url = console_url

    async def send(self, channel: ChannelRow, delivery: DeliveryRow, now: int) -> str:
        keys = [secret_of(self._secrets, channel.config, name) for name in ("secret", "previous_secret")]
        body = body_of(delivery.content, self._console_url)
        stamp = str(now // 1_000_000)
        headers = {
            "content-type": "application/json",
            "user-agent": AGENT,
            "webhook-id": delivery.message_id,
            "webhook-timestamp": stamp,
            "webhook-signature": " ".join(signature(key, delivery.message_id, stamp, body) for key in keys if key),
        }
        try:
            answer = await self._poster.post(channel.config.get("url", ""), headers, body)
        except Forbidden as error:
            raise Failed(str(error), permanent=True) from error
        except Unreachable as error:
            raise Failed(str(error)) from error
        judge(answer, now)
        return ""


def body_of(content: Mapping[str, Any], console_url: str) -> bytes:
    kind = content["kind"]
    alerts = [dict(alert) | {"url": link(console_url, alert) or None} for alert in alerts_of(content)]
    data: dict[str, Any]
    if kind == "digest":
        data = {"alerts": alerts, "more": content["more"], "reason": content["reason"]}
    elif kind == "test":
        data = {"channel": content["channel"]}
    else:
        (data,) = alerts
    return msgspec.json.encode({"type": f"alert.{kind}", "timestamp": content["at"], "data": data})


def signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """`v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`. Raises `Failed` for a secret that is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise Failed("the secret is not whsec_ and base64: make a new one", permanent=True) from None
    digest = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
