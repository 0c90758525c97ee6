"""Webhooks and Slack messages to a real HTTP receiver."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from gateway.analyst.notify.content import of_alert
from gateway.analyst.notify.guard import Poster
from gateway.analyst.notify.sending import MOST_RETRY_AFTER, Failed, retry_after
from gateway.analyst.notify.slack import FIELD, HEADER, SECTION, SlackSender, message_of
from gateway.analyst.notify.webhook import WebhookSender, body_of
from gateway.reach import Reach
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow
from tests.analyst.messages import NOW, SECRETS, a_channel, a_delivery, a_digest, a_test, an_alert, hostile
from tests.analyst.receivers import Inbox, answer, http_server

SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
OLDER = f"whsec_{base64.b64encode(b'o' * 32).decode()}"
CONSOLE = "https://console.example.com"


def webhook(inbox: Inbox, **config: str) -> ChannelRow:
    secrets = {name: SECRETS.encrypt(value) for name, value in ({"secret": SECRET} | config).items()}
    return a_channel("webhook", {"url": inbox.url, **secrets})


async def send(channel: ChannelRow, delivery: DeliveryRow | None = None, allow: str = "127.0.0.1") -> None:
    poster = Poster(Reach.of(allow))
    sender = {
        "webhook": WebhookSender(poster, SECRETS, CONSOLE),
        "slack": SlackSender(poster, SECRETS, "", CONSOLE),
    }[channel.kind]
    await sender.send(channel, delivery or a_delivery(), NOW)


def expected(secret: str, request) -> str:
    """As a receiver computes it, from the text of Standard Webhooks."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


async def test_a_webhook_is_signed_and_keeps_its_id() -> None:
    async with http_server() as inbox:
        await send(webhook(inbox))
        await send(webhook(inbox))
        first, second = inbox.requests
        assert first.headers["webhook-id"] == second.headers["webhook-id"] == "msg_0123456789abcdef"
        assert first.headers["webhook-timestamp"] == str(NOW // 1_000_000)
        assert first.headers["webhook-signature"] == expected(SECRET, first)
        assert first.headers["content-type"] == "application/json"
        assert first.body == second.body


async def test_while_a_secret_is_replaced_both_sign() -> None:
    async with http_server() as inbox:
        await send(webhook(inbox, previous_secret=OLDER))
        (request,) = inbox.requests
        assert request.headers["webhook-signature"].split(" ") == [expected(SECRET, request), expected(OLDER, request)]


def test_the_body_says_what_kind_of_event_and_the_whole_alert() -> None:
    body = json.loads(body_of(a_delivery().content, CONSOLE))
    assert body.keys() == {"type", "timestamp", "data"}
    assert (body["type"], body["timestamp"]) == ("alert.opened", "2027-01-15T08:00:00.000000Z")
    assert body["data"]["url"] == f"{CONSOLE}/alerts/7"
    assert (body["data"]["severity"], body["data"]["count"], body["data"]["api"]) == ("critical", 12, "orders")
    digest = json.loads(body_of(a_digest(60).content, CONSOLE))
    assert (digest["type"], len(digest["data"]["alerts"]), digest["data"]["more"]) == ("alert.digest", 50, 10)
    assert json.loads(body_of(a_test().content, ""))["data"] == {"channel": "On <call>"}


STATUSES = [
    (200, None), (202, None), (204, None),
    (301, (False, False)), (400, (False, False)), (404, (False, False)), (410, (True, True)),
    (429, (False, False)), (500, (False, False)), (503, (False, False)),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["webhook", "slack"])
@pytest.mark.parametrize(("status", "failure"), STATUSES)
async def test_what_an_answer_means(kind: str, status: int, failure: tuple[bool, bool] | None) -> None:
    """2xx: delivered; 410: never again; all else: again."""
    async with http_server(answer(status, b"" if status == 204 else b"because")) as inbox:
        channel = webhook(inbox) if kind == "webhook" else a_channel("slack", {"url": SECRETS.encrypt(inbox.url)})
        if failure is None:
            await send(channel)
            return
        with pytest.raises(Failed, match=f"answered {status}") as failed:
            await send(channel)
        assert (failed.value.permanent, failed.value.gone) == failure


async def test_retry_after_is_heard() -> None:
    async with http_server(answer(429, retry_after="120")) as inbox:
        with pytest.raises(Failed) as failed:
            await send(webhook(inbox))
        assert failed.value.retry_after == 120


RETRY_AFTER = [
    ("", None), ("soon", None), ("-5", None), ("0", 0), ("90", 90), ("99999999999999", MOST_RETRY_AFTER),
    ("Fri, 15 Jan 2027 08:01:00 GMT", 60), ("Fri, 15 Jan 2027 07:00:00 GMT", 0), ("Fri, 15 Jan 2038 08:00:00 GMT", MOST_RETRY_AFTER),
]  # fmt: skip


@pytest.mark.parametrize(("value", "seconds"), RETRY_AFTER)
def test_retry_after_is_seconds_or_a_date_within_reason(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize("kind", ["webhook", "slack"])
async def test_a_forbidden_address_is_not_tried_again(kind: str) -> None:
    async with http_server() as inbox:
        channel = webhook(inbox) if kind == "webhook" else a_channel("slack", {"url": SECRETS.encrypt(inbox.url)})
        with pytest.raises(Failed, match="WEBHOOK_ALLOW") as failed:
            await send(channel, allow="")
        assert failed.value.permanent
        assert inbox.connections == 0


async def test_slack_gets_blocks_and_a_text_with_everything_escaped() -> None:
    async with http_server() as inbox:
        await send(a_channel("slack", {"url": SECRETS.encrypt(inbox.url)}), hostile())
        message = json.loads(inbox.requests[0].body)
    header, lead, fields, actions = message["blocks"]
    assert (header["type"], lead["type"], fields["type"], actions["type"]) == (
        "header",
        "section",
        "section",
        "actions",
    )
    assert actions["elements"][0]["url"] == f"{CONSOLE}/alerts/7"
    marked = [message["text"], lead["text"]["text"], *(field["text"] for field in fields["fields"])]
    for text in marked:
        assert "<" not in text
        assert ">" not in text
        assert "&" not in text.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")
    assert "&lt;!channel&gt;" in message["text"]


def lengths(message) -> None:
    assert len(message["blocks"]) <= 50
    for block in message["blocks"]:
        if block["type"] == "header":
            assert len(block["text"]["text"]) <= HEADER
        if "text" in block:
            assert len(block["text"]["text"]) <= SECTION
        assert len(block.get("fields", ())) <= 10
        assert all(len(field["text"]) <= FIELD + 64 for field in block.get("fields", ()))


@pytest.mark.parametrize("title", ["x" * 512, "<" * 512, "&" * 512], ids=["long", "angles", "ampersands"])
def test_no_message_is_larger_than_slack_takes(title: str) -> None:
    alert = an_alert(title=title, operation=title[:255], rules={f"{title[:100]}{n}": 1 for n in range(9)})
    lengths(message_of(of_alert("opened", alert, title[:128], NOW), CONSOLE))
    lengths(message_of(a_digest(200).content, CONSOLE))
