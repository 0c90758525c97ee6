"""Real receivers on the loopback address: an SMTP server (aiosmtpd) and an HTTP one, each able to misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class PrivateCa:
    """A CA of the test's own, and a pair for `localhost` and 127.0.0.1 that it signed."""

    ca: Path
    pair: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pair)
        return context

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))


def private_ca(folder: Path) -> PrivateCa:
    now = dt.datetime.now(dt.UTC)

    def certificate(name: str, key, issuer: str, signer, *, is_ca: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if is_ca:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        else:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(signer, hashes.SHA256())

    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    top = certificate("test CA", root, "test CA", root, is_ca=True)
    end = certificate("localhost", leaf, "test CA", root, is_ca=False)
    pem = serialization.Encoding.PEM
    key = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(top.public_bytes(pem))
    (folder / "pair.pem").write_bytes(key + end.public_bytes(pem))
    return PrivateCa(folder / "ca.pem", folder / "pair.pem")


@dataclass
class Mail:
    sender: str
    receivers: list[str]
    message: EmailMessage
    user: str


@dataclass
class Mailbox:
    """What an SMTP server took in. `answers`: given instead, by command, such as `{"DATA": "451 later"}`."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options) -> str:  # noqa: N802
        answer = self.answers.get(f"RCPT {address}") or self.answers.get("RCPT")
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        message = BytesParser(policy=default).parsebytes(envelope.content)
        user = str(session.auth_data.login.decode()) if session.auth_data else ""
        self.mails.append(Mail(envelope.mail_from, envelope.rcpt_tos, message, user))
        self.arrived.set()
        return "250 taken"


@contextlib.asynccontextmanager
async def smtp_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    password: tuple[str, str] | None = None,
    host: str = "127.0.0.1",
) -> AsyncIterator[Mailbox]:
    """A real server in this event loop; `password`: the only user and his password."""
    box = Mailbox()

    def check(server, session, envelope, mechanism, data) -> AuthResult:
        good = password is not None and (data.login, data.password) == tuple(part.encode() for part in password)
        return AuthResult(success=good, handled=False, auth_data=data if good else None)

    def protocol() -> SMTP:
        return SMTP(
            box,
            hostname="test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=password is not None,
            auth_require_tls=tls is None and starttls is not None,
            authenticator=check if password else None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, host, 0, ssl=tls)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class Request:
    head: str
    headers: dict[str, str]
    body: bytes


Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Inbox:
    """An HTTP receiver: answers each request with the next of `answers`, the last one again and again."""

    port: int = 0
    answers: list[bytes] = field(default_factory=lambda: [answer(200)])
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    behave: Behave | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    """what hangs, hangs until this"""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if self.behave is not None:
                await self.behave(reader, writer)
                return
            await self.take(reader)
            position = min(len(self.requests), len(self.answers)) - 1
            writer.write(self.answers[position])
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def take(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests.append(Request(first, headers, body))
        self.arrived.set()


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextlib.asynccontextmanager
async def http_server(*answers: bytes, behave: Behave | None = None, tls: ssl.SSLContext | None = None):
    inbox = Inbox(behave=behave)
    if answers:
        inbox.answers = list(answers)
    handlers: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        handlers.add(task)
        try:
            await inbox.serve(reader, writer)
        finally:
            handlers.discard(task)

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    inbox.port = server.sockets[0].getsockname()[1]
    try:
        yield inbox
    finally:
        inbox.release.set()
        server.close()
        if handlers:
            await asyncio.wait(set(handlers), timeout=5)
        await server.wait_closed()


async def unused_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port
