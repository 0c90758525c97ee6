"""Mail: text and HTML of the same message, over SMTP with STARTTLS, TLS or (where somebody says so) neither.

The settings' password goes to the settings' server alone: a channel that names a server of its own names its user too. The
certificate is always verified. Nothing that a caller sent can end a header or become markup.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from html import escape
from typing import Any

import aiosmtplib

from gateway.analyst.notify.content import alerts_of, facts, headline, lead, link, plain
from gateway.analyst.notify.sending import Failed, secret_of
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow

DEADLINE = 30.0
SUBJECT = 180
LINE = 200
"""a subject stands on one line: folding would set it on the one after its name (RFC 5322 allows 998)"""
TLS_PORT = 465
SUBMISSION_PORT = 587
HELLO = "boing"
LIST_ID = "alerts.boing"

COLOURS = {"critical": "#c62828", "error": "#d84315", "warning": "#b26a00"}
STYLE = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    "body{margin:0;padding:24px;background:#f4f5f7;color:#1c1e21;font:15px/1.5 system-ui,sans-serif}"
    ".card{max-width:640px;margin:0 auto 16px;padding:20px 24px;background:#fff;border-radius:8px}"
    "h1{font-size:18px;margin:0 0 8px;overflow-wrap:anywhere}td{padding:3px 12px 3px 0;vertical-align:top}"
    "td:last-child{overflow-wrap:anywhere}.name,.foot{color:#5f6670}"
    "a.open{display:inline-block;margin-top:14px;padding:9px 16px;border-radius:6px;background:#1f5fd0;color:#fff;"
    "text-decoration:none}"
    "@media(prefers-color-scheme:dark){body{background:#14161a;color:#e6e8eb}.card{background:#1e2126}"
    ".name,.foot{color:#9aa3ad}}"
)


@dataclass(frozen=True, slots=True)
class Server:
    """`security` `opportunistic`: STARTTLS where it is offered; only without a password."""

    host: str
    port: int
    user: str
    password: str
    security: str


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: str
    receivers: tuple[str, ...]


class EmailSender:
    """`admins`: mail addresses of the enabled admins; `tls`: for servers with a private CA, else the system's trust."""

    def __init__(
        self,
        settings: Settings,
        secrets: Secrets,
        admins: Callable[[], Awaitable[list[str]]],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._admins = admins
        self._tls = tls or ssl.create_default_context()

    async def send(self, channel: ChannelRow, delivery: DeliveryRow, now: int) -> str:
        server = self._server(channel)
        envelope = await self._envelope(channel)
        try:
            message = message_of(delivery, envelope, self._settings.console_url, now)
        except (ValueError, MessageError) as error:
            raise Failed(f"the mail cannot be made: {error}", permanent=True) from error
        try:
            async with asyncio.timeout(DEADLINE):
                refused = await self._deliver(server, envelope, message)
        except TimeoutError:
            raise Failed(f"{server.host}:{server.port} gave no answer within {DEADLINE:g} s") from None
        return f"refused: {', '.join(refused)}" if refused else ""

    def _server(self, channel: ChannelRow) -> Server:
        config, settings = channel.config, self._settings
        if host := config.get("host"):
            port = config.get("port") or SUBMISSION_PORT
            security = config.get("security") or ("tls" if port == TLS_PORT else "starttls")
            password = secret_of(self._secrets, config, "password")
            return Server(host, port, config.get("user") or "", password, security)
        if not settings.smtp_host:
            raise Failed("SMTP_HOST is not set, and the channel names no server", permanent=True)
        port = settings.smtp_port
        default = "tls" if port == TLS_PORT else "starttls" if settings.smtp_user else "opportunistic"
        security = config.get("security") or default
        return Server(settings.smtp_host, port, settings.smtp_user, settings.smtp_password, security)

    async def _envelope(self, channel: ChannelRow) -> Envelope:
        sender = channel.config.get("from") or self._settings.alert_email_from
        if not sender:
            raise Failed("ALERT_EMAIL_FROM is not set, and the channel names no sender", permanent=True)
        receivers = list(channel.config.get("to", ()))
        if channel.builtin:
            receivers = [one.strip() for one in self._settings.alert_email_to.split(",") if one.strip()]
            receivers = receivers or await self._admins()
        if not receivers:
            raise Failed("nobody to send to: set ALERT_EMAIL_TO, or give an admin a mail address", permanent=True)
        return Envelope(sender, tuple(dict.fromkeys(receivers)))

    async def _deliver(self, server: Server, envelope: Envelope, message: EmailMessage) -> list[str]:
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=HELLO,
            timeout=DEADLINE,
            use_tls=server.security == "tls",
            start_tls={"starttls": True, "opportunistic": None}.get(server.security, False),
            tls_context=self._tls,
        )
        where = f"{server.host}:{server.port}"
        try:
            await client.connect()
            _, sender = parseaddr(envelope.sender)
            refused, _ = await client.sendmail(sender, list(envelope.receivers), message.as_bytes())
        except aiosmtplib.SMTPRecipientsRefused as error:
            permanent = all(one.code >= 500 for one in error.recipients)
            listed = "; ".join(f"{one.recipient}: {one.code} {plain(one.message)}" for one in error.recipients)
            raise Failed(f"{where} takes no receiver: {listed}", permanent=permanent) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            # The next attempt may find the password mended: it is not this mail that is refused.
            raise Failed(f"{where} refuses the sign-in: {error.code} {plain(error.message)}") from error
        except aiosmtplib.SMTPConnectError as error:
            raise Failed(f"{where}: {plain(str(error))}") from error
        except aiosmtplib.SMTPResponseException as error:
            told = f"{where} answered {error.code} {plain(error.message)}"
            raise Failed(told, permanent=error.code >= 500) from error
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, ValueError) as error:
            raise Failed(f"{where}: {plain(str(error)) or type(error).__name__}") from error
        else:
            await _leave(client)
            return sorted(refused)
        finally:
            client.close()


async def _leave(client: aiosmtplib.SMTP) -> None:
    """The mail is the server's: how it takes a farewell is of no concern."""
    try:
        async with asyncio.timeout(2):
            await client.quit()
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        return


def message_of(delivery: DeliveryRow, envelope: Envelope, console_url: str, now: int) -> EmailMessage:
    """The mail of a delivery. Raises ValueError for addresses that are none."""
    content = delivery.content
    _, sender = parseaddr(plain(envelope.sender))
    domain = sender.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP_POLICY.clone(max_line_length=LINE, cte_type="7bit"))
    message["From"] = plain(envelope.sender) if "<" in envelope.sender else Address("Boing", addr_spec=sender)
    message["To"] = ", ".join(plain(receiver) for receiver in envelope.receivers)
    message["Subject"] = subject_of(content)
    message["Date"] = format_datetime(datetime.fromtimestamp(now // 1_000_000, UTC))
    message["Message-ID"] = f"<{delivery.message_id}@{domain}>"
    if delivery.alert_id:
        # All mails of one alert are one conversation.
        message["References"] = f"<alert-{delivery.alert_id}@{domain}>"
    message["List-Id"] = f"Boing alerts <{LIST_ID}.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(content, console_url))
    message.add_alternative(html_of(content, console_url), subtype="html")
    return message


def subject_of(content: Mapping[str, Any]) -> str:
    again = {"reopened": "again: ", "graver": "graver: ", "milestone": "still: "}.get(content["kind"], "")
    subject = plain(f"[Boing] {again}{headline(content)}")
    return subject if len(subject) <= SUBJECT else f"{subject[: SUBJECT - 1]}…"


def text_of(content: Mapping[str, Any], console_url: str) -> str:
    lines = [headline(content), "", lead(content), ""]
    for alert in alerts_of(content):
        if content["kind"] == "digest":
            lines.append(f"* {alert['severity']}: {alert['title']}")
        width = max(len(name) for name, _ in facts(alert))
        lines += [f"  {name:<{width}}  {value}" for name, value in facts(alert)]
        if url := link(console_url, alert):
            lines.append(f"  {url}")
        lines.append("")
    if more := content.get("more"):
        lines += [f"And {more} more.", ""]
    return "\n".join([*lines, "-- ", "Sent by Boing. What a channel is told is set in the console under Channels.", ""])


def html_of(content: Mapping[str, Any], console_url: str) -> str:
    head = f"<h1>{escape(headline(content))}</h1><div>{escape(lead(content))}</div>"
    alerts = alerts_of(content)
    if content["kind"] == "digest":
        cards = [head, *(f"<h1>{escape(alert['title'])}</h1>{_card(alert, console_url)}" for alert in alerts)]
        cards += [f"And {content['more']} more."] if content["more"] else []
    else:
        cards = [head + "".join(_card(alert, console_url) for alert in alerts)]
    foot = "Sent by Boing. What a channel is told is set in the console under Channels."
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width"><meta name=color-scheme content="light dark">'
        f"<title>{escape(subject_of(content))}</title><style>{STYLE}</style></head><body>"
        f"{''.join(f'<div class=card>{card}</div>' for card in [*cards, f'<span class=foot>{foot}</span>'])}</body></html>"
    )


def _card(alert: Mapping[str, Any], console_url: str) -> str:
    rows = "".join(f"<tr><td class=name>{escape(n)}</td><td>{_value(n, v)}</td></tr>" for n, v in facts(alert))
    url = link(console_url, alert)
    return f"<table>{rows}</table>" + (f'<a class=open href="{escape(url)}">Open in the console</a>' if url else "")


def _value(name: str, value: str) -> str:
    if name == "Severity":
        return f'<b style="color:{COLOURS.get(value, "#1f5fd0")}">{escape(value)}</b>'
    return escape(value)


MAIL_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}\.[^@\s,;<>\".]{2,63}")


def is_mail_address(text: str) -> bool:
    """Whether a mail can leave this machine for it: `admin@localhost` is a name to sign in with."""
    return MAIL_ADDRESS.fullmatch(text) is not None
