"""A certificate pair as it lies on disk: what it is for, how long it is good, and what is wrong with it.

Reads files and nothing else; never shows anything of a key. Used by who watches (`gateway.agent`) and who is asked
(`boing doctor`); serving is the TLS library's business.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization

ALARM_DAYS = 30
"""a certificate that ends sooner is worth a word (`hardening`: 30, 7 and 1 days ahead)"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The first certificate of a file, and how many follow it there. Times are UTC."""

    subject: str
    not_before: datetime
    not_after: datetime
    self_signed: bool
    chain: int

    def days_left(self, now: datetime) -> int:
        """Whole days; below 0 where it is over."""
        return (self.not_after - now).days


def read_certificate(path: Path | str) -> Certificate:
    """What the file holds now: it may have been renewed since the workers read it. Raises OSError, ValueError."""
    certificates = _load(path)
    leaf = certificates[0]
    return Certificate(
        leaf.subject.rfc4514_string()[:255],
        leaf.not_valid_before_utc,
        leaf.not_valid_after_utc,
        leaf.issuer == leaf.subject,
        len(certificates),
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """`fatal`: clients or the gateway itself refuse the pair."""

    what: str
    mend: str
    fatal: bool = True


def faults(certificate: str, key: str, now: datetime | None = None) -> Sequence[Fault]:
    """Everything that is wrong with a pair of PEM files, the worst first."""
    now = now or datetime.now(UTC)
    try:
        found = _load(certificate)
        private = serialization.load_pem_private_key(Path(key).read_bytes(), None)
    except OSError as error:
        return [
            Fault(
                f"{error.filename}: {error.strerror}", "give the gateway's user the right to read it, or mend the path"
            )
        ]
    except (ValueError, TypeError) as error:
        reason = str(error).splitlines()[0][:120] or type(error).__name__
        return [
            Fault(
                f"is no PEM certificate with an unencrypted PEM key: {reason}",
                "boing cert makes a pair to compare with",
            )
        ]
    leaf = found[0]
    problems = []
    encoding = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if leaf.public_key().public_bytes(*encoding) != private.public_key().public_bytes(*encoding):
        problems.append(
            Fault("the key is not the certificate's", "put the key in place that the certificate was made for")
        )
    else:
        problems += _loadable(certificate, key)
    days = (leaf.not_valid_after_utc - now).days
    if leaf.not_valid_after_utc <= now:
        problems.append(
            Fault(f"expired on {leaf.not_valid_after_utc:%Y-%m-%d}", "renew it, then send the gateway a SIGHUP")
        )
    elif days < ALARM_DAYS:
        ends = f"ends on {leaf.not_valid_after_utc:%Y-%m-%d}, in {days} days"
        problems.append(Fault(ends, "renew it, then send the gateway a SIGHUP", fatal=False))
    if leaf.not_valid_before_utc > now:
        problems.append(
            Fault(f"is good from {leaf.not_valid_before_utc:%Y-%m-%d %H:%M} UTC on only", "check this machine's clock")
        )
    for place, (one, issuer) in enumerate(pairwise(found), 1):
        try:
            one.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            what = f"certificate {place} in the file was not issued by the one after it"
            problems.append(
                Fault(what, "put the chain in order: the server's own first, then who issued it, and so on")
            )
            break
    if leaf.issuer == leaf.subject:
        problems.append(
            Fault(
                "is self-signed: clients do not trust it of themselves",
                "get one from an authority, or give clients this one",
                fatal=False,
            )
        )
    elif len(found) == 1:
        problems.append(
            Fault(
                "comes without its issuer's certificate",
                "append the authority's intermediate certificate, unless a root issued it",
                fatal=False,
            )
        )
    return problems


def _load(path: Path | str) -> Sequence[x509.Certificate]:
    return x509.load_pem_x509_certificates(Path(path).read_bytes())


def _loadable(certificate: str, key: str) -> list[Fault]:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        return [Fault(f"the TLS library refuses it: {getattr(error, 'reason', None) or error}", "make the pair anew")]
    return []
