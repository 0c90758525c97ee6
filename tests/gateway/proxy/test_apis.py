"""Several APIs behind one gateway: who calls, what the origin is told, how its certificate is checked."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import jwt
import pytest

from addons.exchange import IdentityKind
from gateway.cli.tools import make_pair
from gateway.policy.document import Api, IdentitySource, Limit, SecretHeader
from gateway.policy.secrets import Secrets
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, running, seed_store
from tests.origin import Origin, running_origin

SIGNING = "a shared secret of the protected API, 32+"


@pytest.fixture(scope="module")
def secure_origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Origin, str]]:
    folder = tmp_path_factory.mktemp("origin")
    certificate, key = make_pair(["127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    with running_origin(context) as started:
        yield started, certificate.decode()


@pytest.fixture(scope="module")
def several(
    origin: Origin, secure_origin: tuple[Origin, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("several")
    secrets = Secrets(seed_store(data_dir, []).encryption_key)
    secure, authority = secure_origin
    token = IdentitySource(kind=IdentityKind.JWT, key=secrets.encrypt(SIGNING), algorithms=["HS256"])
    key = IdentitySource(kind=IdentityKind.KEY, name="x-api-key")
    cookie = IdentitySource(kind=IdentityKind.COOKIE, name="sid")
    seed_store(
        data_dir,
        [
            plain_api(origin),
            plain_api(origin, name="known", prefix="/known", identity=[token, key, cookie], limits=[Limit(quota=3)]),
            plain_api(
                origin,
                name="guarded",
                prefix="/guarded",
                secret_header=SecretHeader("X-Guard", secrets.encrypt("s3cret")),
            ),
            plain_api(origin, name="behind", prefix="/behind", trusted_proxies=["127.0.0.0/8"], trusted_hops=1),
            Api(id=0, name="unverified", prefix="/strange", upstream=secure.url),
            Api(id=0, name="verified", prefix="/checked", upstream=secure.url, upstream_ca=authority),
        ],
    )
    with running("gateway", data_dir, "--workers", "1") as started:
        yield started


def token(subject: str, secret: str = SIGNING) -> str:
    return jwt.encode({"sub": subject, "exp": int(time.time()) + 3600}, secret, algorithm="HS256")


@pytest.mark.parametrize(
    ("headers", "kind", "value"),
    [
        ({"Authorization": "Bearer " + token("alice")}, "jwt", "alice"),
        ({"X-Api-Key": "key-of-a-partner-1"}, "key", None),
        ({"Cookie": "a=b; sid=0123456789abcdef"}, "cookie", None),
        ({"Authorization": "Bearer " + token("alice", "somebody else's secret, 32 bytes.")}, "address", "127.0.0.1"),
        ({}, "address", "127.0.0.1"),
    ],
)
def test_a_caller_is_known_by_the_first_identity_that_holds(
    several: Running, headers: dict[str, str], kind: str, value: str | None
) -> None:
    answer = httpx.get(f"{several.url}/known/who", headers=headers, trust_env=False)
    row = several.record_of(answer.headers["x-request-id"])
    assert row["identity_kind"] == kind
    if value is not None:
        assert row["identity"] == value
    for secret in headers.values():
        assert secret.split("=")[-1] not in str(row)


def test_each_caller_has_a_limit_of_his_own(several: Running) -> None:
    def statuses(key: str) -> list[int]:
        with httpx.Client(base_url=several.url, trust_env=False, headers={"X-Api-Key": key}) as client:
            return [client.get("/known/mine").status_code for _ in range(4)]

    assert statuses("first-key") == [200, 200, 200, 429]
    assert statuses("second-key") == [200, 200, 200, 429]


def test_the_origin_is_told_a_secret_that_no_client_can_bring(several: Running, origin: Origin) -> None:
    httpx.get(f"{several.url}/guarded/x", headers={"X-Guard": "guess", "X_Guard": "guess"}, trust_env=False)
    head = origin.find("/guarded/x")[-1].head
    assert b"X-Guard: s3cret\r\n" in head
    assert b"guess" not in head
    assert b"s3cret" not in (several.data_dir / "policy.json").read_bytes()


def test_a_trusted_proxy_is_believed_for_one_hop(several: Running, origin: Origin) -> None:
    answer = httpx.get(
        f"{several.url}/behind/x", headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}, trust_env=False
    )
    row = several.record_of(answer.headers["x-request-id"])
    assert (row["client"], row["peer"]) == ("203.0.113.7", "127.0.0.1")
    assert origin.find("/behind/x")[-1].header("x-forwarded-for") == "198.51.100.9, 203.0.113.7, 127.0.0.1"


def test_an_upstream_certificate_is_verified(several: Running, secure_origin: tuple[Origin, str]) -> None:
    refused = httpx.get(f"{several.url}/strange/x", trust_env=False)
    assert refused.status_code == 502
    assert not secure_origin[0].find("/strange")
    assert httpx.get(f"{several.url}/checked/x", trust_env=False).json() == {"ok": True}
