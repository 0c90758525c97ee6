"""The subject of a JSON Web Token: read as it stands, or verified where a key is configured.

Invariants: the algorithms are an allow-list that fits the kind of key, `none` never among them; a token that fails
verification names nobody; its size, and so the work it makes, is bounded at 8 kB; time is passed in.
Source: RFC 7519; RFC 8725 (best current practices); CWE-347.
Does not check issuer and audience: that is the API's business, ours is to tell callers apart.
"""

from __future__ import annotations

import binascii
import math
from base64 import b64decode
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import jwt
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from addons.exchange import Identity, IdentityKind, Request
from addons.identify import keyed_hash

MAX_TOKEN: Final = 8192
MAX_SUBJECT: Final = 256
_MAX_TOKENS: Final = 4
_REMEMBERED: Final = 1024
_SECRET_BYTES: Final = {"HS256": 32, "HS384": 48, "HS512": 64}
_RSA: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES: Final = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512", "secp256k1": "ES256K"}


class Claims(NamedTuple):
    """What a verified token says: times are UTC seconds since the epoch."""

    subject: str
    not_before: float
    expires: float


class Verifier:
    """Checks a token's signature and times. `key` is a PEM (public key or certificate) or a shared secret.

    Without `algorithms`, the usual one for that kind of key. Raises ValueError where they do not go together. Tokens
    that were verified are remembered by their keyed hash (1,024 of them); forged ones are not, and cost a check each.
    """

    def __init__(self, key: str, claim: str, algorithms: Sequence[str] = (), *, hash_key: bytes = b"") -> None:
        self._claim = claim
        self._key, allowed = _read_key(key)
        self._algorithms = list(algorithms) or [allowed[0]]
        for algorithm in self._algorithms:
            if algorithm not in allowed:
                raise ValueError(f'algorithm "{algorithm}" does not go with this key, which takes {", ".join(allowed)}')
            if len(key.encode()) < _SECRET_BYTES.get(algorithm, 0):
                raise ValueError(f"a shared secret for {algorithm} must have at least {_SECRET_BYTES[algorithm]} bytes")
        self._signatures = jwt.PyJWS(algorithms=self._algorithms)
        self._hash_key = hash_key
        self._remembered: dict[str, Claims] = {}

    def subject(self, token: bytes, now: float) -> str | None:
        """The claim of a token that is genuine and in its time; None for any other."""
        name = keyed_hash(self._hash_key, token)
        claims = self._remembered.get(name)
        if claims is None:
            claims = self._verify(token)
            if claims is None:
                return None
            if len(self._remembered) >= _REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            self._remembered[name] = claims
        return claims.subject if claims.not_before <= now < claims.expires else None

    def _verify(self, token: bytes) -> Claims | None:
        try:
            checked = self._signatures.decode_complete(token, self._key, self._algorithms)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            return None
        claims = _parse(checked["payload"])
        subject = _subject(claims, self._claim)
        expires, not_before = _time(claims, "exp", math.inf), _time(claims, "nbf", -math.inf)
        if subject is None or expires is None or not_before is None:
            return None
        return Claims(subject, not_before, expires)


def _read_key(key: str) -> tuple[Any, tuple[str, ...]]:
    """The key as the signature check takes it, and the algorithms that go with it."""
    if "-----BEGIN" not in key:
        return key.encode(), tuple(_SECRET_BYTES)
    if "PRIVATE KEY" in key:
        raise ValueError("is a private key: give the public one")
    try:
        if "BEGIN CERTIFICATE" in key:
            public: object = load_pem_x509_certificate(key.encode()).public_key()
        else:
            public = load_pem_public_key(key.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("cannot be read as a PEM public key") from None
    if isinstance(public, rsa.RSAPublicKey):
        if public.key_size < 2048:
            raise ValueError(f"is an RSA key of {public.key_size} bits: it must have at least 2048")
        return public, _RSA
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVES:
        return public, (_CURVES[public.curve.name],)
    if isinstance(public, (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)):
        return public, ("EdDSA",)
    raise ValueError("is of a kind that signs no tokens: give an RSA, EC or Ed25519 public key")


class BearerSource:
    """The claim of the token in a header (`authorization` by default). Without a verifier it is what anyone may claim."""

    def __init__(self, header: str = "authorization", claim: str = "sub", verifier: Verifier | None = None) -> None:
        self._header = header.lower().encode()
        self._claim = claim
        self._verifier = verifier

    def read(self, request: Request, now: float) -> Sequence[Identity]:
        lines = request.header_all(self._header)
        if not lines:
            return ()
        found = []
        for line in dict.fromkeys(lines[:_MAX_TOKENS]):
            token = _bearer(line)
            if token:
                subject = self._verifier.subject(token, now) if self._verifier else _unverified(token, self._claim)
                if subject is not None:
                    found.append(Identity(IdentityKind.JWT, subject, verified=self._verifier is not None))
        return found


def _bearer(line: bytes) -> bytes:
    """The token of `Bearer …`, or of a header that holds nothing else; empty where it is none or too long."""
    line = line.strip(b" \t")
    scheme, space, rest = line.partition(b" ")
    token = rest.strip(b" \t") if space and scheme.lower() == b"bearer" else line
    return token if len(token) <= MAX_TOKEN and token.count(b".") == 2 and token.isascii() else b""


def _unverified(token: bytes, claim: str) -> str | None:
    payload = token.split(b".")[1]
    try:
        return _subject(_parse(b64decode(payload + b"=" * (-len(payload) % 4), altchars=b"-_", validate=True)), claim)
    except binascii.Error:
        return None


def _parse(payload: bytes) -> dict[str, Any]:
    try:
        claims = msgspec.json.decode(payload)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _subject(claims: dict[str, Any], claim: str) -> str | None:
    """The claim as text that can be stored and shown: printable, at most 256 characters."""
    value = claims.get(claim)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() <= 128 else ""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_SUBJECT or not value.isprintable():
        return None
    return value


def _time(claims: dict[str, Any], name: str, absent: float) -> float | None:
    """A NumericDate; `absent` where there is none, None where it is no number: such a token is invalid."""
    if name not in claims:
        return absent
    value = claims[name]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
        return float(value)
    return None
