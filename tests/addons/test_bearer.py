"""Tokens: whose they are, and that no forged one names anybody."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from addons.bearer import BearerSource, Verifier
from addons.exchange import Identity, IdentityKind, Request

SECRET = "s" * 64
NOW = 1_800_000_000.0


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
KEYS = {"HS256": (SECRET, SECRET), "RS256": (RSA, public(RSA)), "ES256": (EC, public(EC)), "EdDSA": (ED, public(ED))}


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def token(claims: dict[str, object], secret: object = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm)  # type: ignore[arg-type]


def read(value: str, verifier: Verifier | None = None, now: float = NOW, claim: str = "sub") -> list[Identity]:
    request = Request("GET", b"/", headers=((b"Authorization", value.encode()),))
    return list(BearerSource("authorization", claim, verifier).read(request, now))


ALICE = Identity(IdentityKind.JWT, "alice", verified=True)


@pytest.mark.parametrize("algorithm", KEYS)
def test_a_genuine_token_names_its_subject(algorithm: str):
    private, key = KEYS[algorithm]
    bearer = "Bearer " + token({"sub": "alice"}, private, algorithm)
    assert read(bearer, Verifier(key, "sub", [algorithm])) == [ALICE]
    assert read(bearer, Verifier(key, "sub")) == [ALICE]


FORGED = {
    "other key": token({"sub": "alice"}, "x" * 64),
    "none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{part({'sub': 'alice'})}.",
    "other algorithm": token({"sub": "alice"}, SECRET, "HS512"),
    "changed claims": ".".join([*(t := token({"sub": "bob"}).split("."))[:1], part({"sub": "alice"}), t[2]]),
    "unknown critical header": jwt.encode({"sub": "alice"}, SECRET, "HS256", headers={"crit": ["x"], "x": 1}),
    "no payload": "a..b",
    "no token": "alice",
    "expiry that is no number": jwt.PyJWS().encode(b'{"sub":"alice","exp":"soon"}', SECRET, "HS256"),
    "too long": token({"sub": "alice", "pad": "x" * 9000}),
    "subject that cannot be shown": token({"sub": "al\nice"}),
    "subject that is no text": token({"id": 1}),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_or_broken_token_names_nobody(forged: str):
    assert read(f"Bearer {forged}", Verifier(SECRET, "sub")) == []


def test_a_public_key_is_never_taken_for_a_shared_secret():
    """The classic confusion: HS256 keyed with the text of the RSA public key, which everyone knows."""
    key = public(RSA)
    signing = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': 'alice'})}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(signing.encode(), key.encode())
    forged = f"{signing}.{urlsafe_b64encode(signature).decode().rstrip('=')}"
    assert read(f"Bearer {forged}", Verifier(key, "sub")) == []
    with pytest.raises(ValueError, match='algorithm "HS256" does not go with this key'):
        Verifier(key, "sub", ["RS256", "HS256"])


@pytest.mark.parametrize(
    ("claims", "named"),
    [
        ({"exp": NOW + 1}, True),
        ({"exp": NOW}, False),
        ({"nbf": NOW}, True),
        ({"nbf": NOW + 1}, False),
        ({"exp": True}, False),
    ],
)
def test_times_are_checked_by_the_time_passed_in(claims: dict[str, object], named: bool):
    verifier = Verifier(SECRET, "sub")
    bearer = "Bearer " + token({"sub": "alice", **claims})
    for _ in range(2):
        assert bool(read(bearer, verifier)) is named


def test_a_remembered_token_still_expires():
    verifier = Verifier(SECRET, "sub")
    bearer = "Bearer " + token({"sub": "alice", "exp": NOW + 10})
    assert read(bearer, verifier) == [ALICE]
    assert read(bearer, verifier, NOW + 10) == []


def test_only_genuine_tokens_are_remembered_and_only_so_many():
    verifier = Verifier(SECRET, "sub")
    for forged in FORGED.values():
        read(f"Bearer {forged}", verifier)
    assert not verifier._remembered
    for number in range(1100):
        read("Bearer " + token({"sub": str(number)}), verifier)
    assert len(verifier._remembered) == 1024


def test_without_a_key_the_claim_is_read_and_said_to_be_unverified():
    forged = "Bearer " + token({"sub": "alice", "tenant": 42}, "x" * 64)
    assert read(forged) == [Identity(IdentityKind.JWT, "alice")]
    assert read(forged, claim="tenant") == [Identity(IdentityKind.JWT, "42")]
    assert read(forged, claim="absent") == []


def test_the_scheme_is_read_in_any_case_and_may_be_missing():
    value = token({"sub": "alice"})
    for line in (f"bearer {value}", f"BEARER   {value}", value):
        assert read(line, Verifier(SECRET, "sub")) == [ALICE]


@given(st.one_of(st.binary(max_size=60), st.binary(max_size=60).map(lambda b: b"a." + urlsafe_b64encode(b) + b".c")))
def test_reading_a_token_never_raises(value: bytes):
    request = Request("GET", b"/", headers=((b"authorization", b"Bearer " + value),))
    assert all(i.kind is IdentityKind.JWT for i in BearerSource().read(request, NOW))
    assert BearerSource(verifier=Verifier(SECRET, "sub")).read(request, NOW) == []


def test_deep_claims_end_in_no_identity():
    deep = urlsafe_b64encode(b"[" * 5000).rstrip(b"=").decode()
    assert read(f"Bearer a.{deep}.c") == []
    assert read(f"Bearer {deep}.a.c", Verifier(SECRET, "sub")) == []


BAD_KEYS = [
    ("short", [], "at least 32 bytes"),
    ("s" * 40, ["HS512"], "at least 64 bytes"),
    (SECRET, ["none"], 'algorithm "none" does not go with this key'),
    (SECRET, ["RS256"], 'algorithm "RS256" does not go with this key'),
    (public(EC), ["RS256"], "which takes ES256"),
    (public(rsa.generate_private_key(65537, 1024)), [], "1024 bits"),
    ("-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----", [], "cannot be read"),
    ("-----BEGIN RSA PRIVATE KEY-----", [], "private key"),
]


@pytest.mark.parametrize(("key", "algorithms", "message"), BAD_KEYS)
def test_keys_and_algorithms_must_go_together(key: str, algorithms: list[str], message: str):
    with pytest.raises(ValueError, match=message):
        Verifier(key, "sub", algorithms)
