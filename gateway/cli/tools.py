"""Small commands that run and end: `db`, `cert`, `config`."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import ipaddress
import json
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.cli.main import settings_from

CERTIFICATE_DAYS = 825


def db(options: argparse.Namespace) -> int:
    """`boing db migrate`."""
    from gateway.storage.errors import StoreError  # noqa: PLC0415 - only this command needs the store
    from gateway.storage.migrate import head, migrate  # noqa: PLC0415

    try:
        asyncio.run(migrate(settings_from(options)))
    except StoreError as error:
        print(f"boing: {error}", file=sys.stderr)
        return 2
    print(f"the store is at schema {head()}")
    return 0


def config(options: argparse.Namespace) -> int:
    """`boing config`."""
    values = settings_from(options).public()
    if options.json:
        print(json.dumps(values, indent=1))
    else:
        for name, value in values.items():
            print(f"{name}={value}")
    return 0


def cert(options: argparse.Namespace) -> int:
    """`boing cert`: a self-signed pair for development."""
    folder = Path(options.out)
    certificate, key = make_pair(options.names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dev.crt").write_bytes(certificate)
        (folder / "dev.key").touch(mode=0o600)
        (folder / "dev.key").write_bytes(key)
    except OSError as error:
        print(f"boing: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{folder}/dev.crt and {folder}/dev.key, for {', '.join(options.names)}, {CERTIFICATE_DAYS} days")
    print(f"serve it: boing up --upstream URL --tls{'' if options.out == 'certs' else ' ' + options.out}")
    return 0


def make_pair(names: list[str], days: int = CERTIFICATE_DAYS) -> tuple[bytes, bytes]:
    """A self-signed certificate for host names and addresses, and its key; both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
