"""Mails to a real SMTP server."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from gateway.analyst.notify import email
from gateway.analyst.notify.email import EmailSender, is_mail_address
from gateway.analyst.notify.sending import Failed
from gateway.settings import Settings
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow
from tests.analyst.messages import NOW, SECRETS, a_channel, a_delivery, a_digest, a_test, hostile
from tests.analyst.receivers import Mail, Mailbox, PrivateCa, http_server, private_ca, smtp_server, unused_port

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:aiosmtpd", "ignore::DeprecationWarning:aiosmtpd")

USER, PASSWORD = "boing@example.com", "correct horse"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> PrivateCa:
    return private_ca(tmp_path_factory.mktemp("ca"))


def settings(**changes) -> Settings:
    return Settings(
        **{"alert_email_from": "boing@example.com", "console_url": "https://console.example.com/"} | changes
    )


async def nobody() -> list[str]:
    return []


def channel(box: Mailbox, **config) -> ChannelRow:
    plain = {"to": ["oncall@example.com"], "host": "localhost", "port": box.port, "security": "none"}
    config = {**plain, **config}
    if "password" in config:
        config["password"] = SECRETS.encrypt(config["password"])
    return a_channel("email", config)


async def send(where: ChannelRow, delivery: DeliveryRow | None = None, tls=None, admins=nobody, **changes) -> str:
    return await EmailSender(settings(**changes), SECRETS, admins, tls).send(where, delivery or a_delivery(), NOW)


async def received(delivery: DeliveryRow, **changes) -> Mail:
    async with smtp_server() as box:
        await send(channel(box), delivery, **changes)
        (mail,) = box.mails
        return mail


async def test_a_mail_says_what_happened_in_text_and_html_with_a_link() -> None:
    mail = await received(a_delivery())
    message = mail.message
    assert (mail.sender, mail.receivers) == ("boing@example.com", ["oncall@example.com"])
    assert message["subject"] == "[Boing] critical: SQL injection from address:203.0.113.7 on GET /orders/{id}"
    assert message["message-id"] == "<msg_0123456789abcdef@example.com>"
    assert message["references"] == "<alert-7@example.com>"
    assert message["list-id"] == "Boing alerts <alerts.boing.example.com>"
    assert message["auto-submitted"] == "auto-generated"
    assert message["date"].datetime.timestamp() == NOW // 1_000_000
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in (text, html):
        for said in ("12 requests so far, 11 stopped", "orders", "203.0.113.7", "942100 ×12", "5f0c2a9d1b7e4c33"):
            assert said in part
        assert "https://console.example.com/alerts/7" in part
    assert 'content="light dark"' in html
    assert "prefers-color-scheme:dark" in html


async def test_nothing_a_caller_sent_ends_a_header_or_becomes_markup() -> None:
    mail = await received(hostile())
    message = mail.message
    assert message["bcc"] is None
    assert mail.receivers == ["oncall@example.com"]
    assert message["subject"].startswith("[Boing] critical: SQL injection from key:ab")
    assert "\n" not in message["subject"]
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html.replace("<b style", "")
    for part in (text, html):
        assert "\u202e" not in part
        assert "\x00" not in part


async def test_a_digest_lists_the_gravest_first_and_counts_the_rest() -> None:
    mail = await received(a_digest(60))
    text = mail.message.get_body(("plain",)).get_content()
    assert mail.message["subject"] == "[Boing] 60 alerts while held back, the gravest critical"
    assert text.count("https://console.example.com/alerts/") == 50
    assert "And 10 more." in text
    assert text.index("critical: alert") < text.index("error: alert") < text.index("warning: alert")
    assert mail.message["references"] is None


async def test_a_test_says_who_asked_for_it() -> None:
    mail = await received(a_test())
    assert mail.message["subject"] == "[Boing] Test of the channel On <call>"
    assert "ada@example.com asked for this test" in mail.message.get_body(("plain",)).get_content()


async def test_without_the_consoles_address_there_is_no_link() -> None:
    mail = await received(a_delivery(), console_url="")
    assert "href" not in mail.message.get_body(("html",)).get_content()


SECURE = {"starttls": "starttls", "tls": "tls"}


@pytest.mark.parametrize("security", SECURE)
async def test_a_password_goes_over_a_verified_connection(ca: PrivateCa, security: str) -> None:
    server = {security: ca.server()}
    async with smtp_server(**server, password=(USER, PASSWORD)) as box:
        where = channel(box, security=security, user=USER, password=PASSWORD)
        with pytest.raises(Failed, match="certificate"):
            await send(where)
        assert box.mails == []
        await send(where, tls=ca.client())
        assert [mail.user for mail in box.mails] == [USER]


async def test_the_systems_own_trust_can_name_a_private_ca(ca: PrivateCa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.ca))
    async with smtp_server(tls=ca.server()) as box:
        await send(channel(box, security="tls"))
        assert len(box.mails) == 1


async def test_a_certificate_for_another_name_is_refused(ca: PrivateCa) -> None:
    async with smtp_server(tls=ca.server(), host="127.0.0.2") as box:
        with pytest.raises(Failed, match="certificate"):
            await send(channel(box, security="tls", host="127.0.0.2"), tls=ca.client())
        assert box.mails == []


async def test_starttls_that_is_asked_for_and_not_offered_fails(ca: PrivateCa) -> None:
    async with smtp_server() as box:
        with pytest.raises(Failed, match="STARTTLS"):
            await send(channel(box, security="starttls"), tls=ca.client())
        assert box.mails == []


async def test_a_wrong_password_is_told_and_tried_again_later(ca: PrivateCa) -> None:
    async with smtp_server(starttls=ca.server(), password=(USER, PASSWORD)) as box:
        with pytest.raises(Failed, match="refuses the sign-in: 535") as failed:
            await send(channel(box, security="starttls", user=USER, password="wrong"), tls=ca.client())
        assert not failed.value.permanent
        assert "wrong" not in str(failed.value)


ANSWERS = [
    ("DATA", "451 4.3.0 try later", False, "451 4.3.0 try later"),
    ("DATA", "554 5.7.1 looks like spam", True, "554 5.7.1 looks like spam"),
    ("RCPT", "450 4.2.1 mailbox busy", False, "450 4.2.1 mailbox busy"),
    ("RCPT", "550 5.1.1 no such user", True, "550 5.1.1 no such user"),
]


@pytest.mark.parametrize(("command", "answer", "permanent", "told"), ANSWERS)
async def test_4xx_is_tried_again_and_5xx_is_not(command: str, answer: str, permanent: bool, told: str) -> None:
    async with smtp_server() as box:
        box.answers[command] = answer
        with pytest.raises(Failed, match=told) as failed:
            await send(channel(box))
    assert failed.value.permanent is permanent


async def test_one_receiver_refused_of_two_is_noted() -> None:
    async with smtp_server() as box:
        box.answers["RCPT gone@example.com"] = "550 no such user"
        noted = await send(channel(box, to=["oncall@example.com", "gone@example.com"]))
        assert noted == "refused: gone@example.com"
        assert [mail.receivers for mail in box.mails] == [["oncall@example.com"]]


async def test_a_server_that_hangs_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "DEADLINE", 0.3)

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await inbox.release.wait()

    async with http_server(behave=hang) as inbox:
        begun = time.monotonic()
        with pytest.raises(Failed, match=r"no answer within 0\.3 s|[Tt]imed out") as failed:
            await send(channel(Mailbox(port=inbox.port)))
        assert time.monotonic() - begun < 30
    assert not failed.value.permanent


DROPS = {
    "before its greeting": [],
    "after its greeting": [b"220 test ESMTP\r\n"],
    "in the middle of an answer": [b"220 test ESMTP\r\n", b"250-te"],
    "with an answer that is none": [b"HTTP/1.1 400 Bad Request\r\n\r\n"],
}


@pytest.mark.parametrize("lines", DROPS.values(), ids=DROPS)
async def test_a_server_that_drops_the_connection_is_tried_again(lines: list[bytes]) -> None:
    async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number, line in enumerate(lines):
            if number:
                await reader.readline()
            writer.write(line)
            await writer.drain()

    async with http_server(behave=drop) as inbox:
        with pytest.raises(Failed) as failed:
            await send(channel(Mailbox(port=inbox.port)))
    assert not failed.value.permanent
    assert str(failed.value).startswith("localhost:")


async def test_a_server_that_is_not_there_is_named() -> None:
    port = await unused_port()
    with pytest.raises(Failed, match=f"localhost:{port}") as failed:
        await send(channel(Mailbox(port=port)))
    assert not failed.value.permanent


async def test_the_settings_channel_goes_to_whom_the_settings_name_or_to_the_admins() -> None:
    async def admins() -> list[str]:
        return ["root@example.com"]

    builtin = a_channel("email", {"builtin": True})
    async with smtp_server() as box:
        server = {"smtp_host": "127.0.0.1", "smtp_port": box.port}
        await send(builtin, admins=admins, **server)
        await send(builtin, admins=admins, alert_email_to="a@example.com, b@example.com", **server)
        assert [mail.receivers for mail in box.mails] == [["root@example.com"], ["a@example.com", "b@example.com"]]
        with pytest.raises(Failed, match="set ALERT_EMAIL_TO") as failed:
            await send(builtin, **server)
        assert failed.value.permanent


async def test_the_settings_password_goes_to_no_other_server() -> None:
    """A channel with a server of its own signs in with what it names, and with nothing where it names nothing."""
    async with smtp_server() as box:
        await send(channel(box), smtp_host="mail.example.com", smtp_user=USER, smtp_password=PASSWORD)
        (mail,) = box.mails
        assert mail.user == ""


async def test_the_settings_password_never_goes_over_a_plain_connection() -> None:
    async with smtp_server() as box:
        server = {"smtp_host": "localhost", "smtp_port": box.port, "smtp_user": USER, "smtp_password": PASSWORD}
        with pytest.raises(Failed, match="STARTTLS"):
            await send(a_channel("email", {"builtin": True}), alert_email_to="a@example.com", **server)
        assert box.mails == []


def test_port_465_is_tls_from_the_start() -> None:
    sender = EmailSender(settings(smtp_host="mail.example.com", smtp_port=465), SECRETS, nobody)
    assert sender._server(a_channel("email", {"builtin": True})).security == "tls"
    own = a_channel("email", {"to": ["a@example.com"], "host": "mail.example.org", "port": 465})
    assert sender._server(own).security == "tls"
    assert (
        sender._server(a_channel("email", {"to": ["a@example.com"], "host": "mail.example.org"})).security == "starttls"
    )


async def test_a_password_of_another_key_is_told(tmp_path: Path) -> None:
    box = Mailbox(port=1)
    where = a_channel("email", {**channel(box).config, "user": "u", "password": "damaged"})
    with pytest.raises(Failed, match="ENCRYPTION_KEY") as failed:
        await send(where)
    assert failed.value.permanent


ADDRESSES = [
    ("ada@example.com", True),
    ("admin@localhost", False),
    ("ada", False),
    ("a@b.c", False),
    ("a b@c.de", False),
]


@pytest.mark.parametrize(("text", "is_one"), ADDRESSES)
def test_what_a_mail_can_be_sent_to(text: str, is_one: bool) -> None:
    assert is_mail_address(text) is is_one
