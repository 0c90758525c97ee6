"""Each thing that can be wrong with a set-up is found, named where it stands, with how to mend it, and shows no secret."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.certificate import faults
from gateway.cli.checks.host import check_data_dir, check_limits, check_ports, check_rules
from gateway.cli.checks.redis import check_redis
from gateway.cli.checks.secrets import check_secrets
from gateway.cli.checks.store import clock, look_at_store
from gateway.cli.checks.upstreams import check_policy
from gateway.cli.doctor import examine, show
from gateway.cli.main import main
from gateway.policy.document import Api, Policy, SecretHeader
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.keycheck import check_key
from gateway.storage.store import Store
from tests.gatewayproc import free_port, seed_store
from tests.origin import Origin, running_origin
from tests.servers import Mariadb, Server

CANARY = "canary-9f3"


def bad(checks: Any) -> list[tuple[str, str, str]]:
    return [(one.state, one.what, one.found) for one in checks if one.state != "ok"]


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture
def quiet(tmp_path: Path) -> Settings:
    """Where nothing else runs, and everything has its place."""
    addresses = {name: f"127.0.0.1:{free_port()}" for name in ("boing_listen", "boing_health", "boing_console")}
    return Settings(
        boing_data_dir=str(tmp_path / "data"), boing_workers=1, journal_bytes=1 << 20, connections=100, **addresses
    )


def test_a_sound_set_up_has_nothing_to_mend(
    quiet: Settings, origin: Origin, capsys: pytest.CaptureFixture[str]
) -> None:
    seed_store(Path(quiet.boing_data_dir), [Api(id=0, name="shop", upstream=origin.url)])
    Path(quiet.boing_data_dir).chmod(0o700)
    checks = asyncio.run(examine(quiet))
    assert [one for one in checks if one.state == "fail"] == []
    looked_at = {one.what for one in checks}
    assert looked_at >= {"secret", "data dir", "descriptors", "memory", "certificate", "rules", "port", "store", "schema",
                         "policy", "upstream"}  # fmt: skip
    show(checks)
    assert f'api "shop": {origin.url}' in capsys.readouterr().out


def test_the_command_exits_with_one_for_what_is_to_be_mended(
    quiet: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    down = free_port()
    settings = seed_store(Path(quiet.boing_data_dir), [Api(id=0, name="shop", upstream=f"http://127.0.0.1:{down}")])
    for name in ("boing_listen", "boing_health", "boing_console"):
        monkeypatch.setenv(name.upper(), getattr(quiet, name))
    assert main(["doctor", "--json", "--data-dir", quiet.boing_data_dir]) == 1
    told = json.loads(capsys.readouterr().out)
    failed = [one for one in told["checks"] if one["state"] == "fail"]
    assert told["fail"] == len(failed) == 1
    assert failed[0]["where"] == f'api "shop": http://127.0.0.1:{down}'
    assert failed[0]["mend"]
    assert settings.encryption_key not in json.dumps(told)


SECRETS: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "a short key for tokens": ({"jwt_secret": "a1b2c3d4e5f6g7h8"}, ("fail", "JWT_SECRET", "is weak: 16 bytes")),
    "a key everybody knows": ({"jwt_secret": "secret"}, ("fail", "JWT_SECRET", "is weak")),
    "a key of one letter": ({"jwt_secret": "a" * 64}, ("fail", "JWT_SECRET", "1 different ones")),
    "no Fernet key": ({"encryption_key": CANARY}, ("fail", "ENCRYPTION_KEY", "is no key")),
    "a database without password": ({"db_host": "db"}, ("warn", "DB_PASSWORD", "is empty")),
    "a database's weak password": ({"db_host": "db", "db_password": "boing1"}, ("warn", "DB_PASSWORD", "is weak: 6")),
    "a weak admin": ({"admin_password": "Password123!"}, ("warn", "ADMIN_PASSWORD", "is weak: 12")),
    "each host its own key": (
        {"db_host": "db", "db_password": "x9K!long-enough"}, ("warn", "JWT_SECRET", "each host would make its own")
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SECRETS)
def test_secrets_that_are_weak_or_missing_are_named_and_not_shown(case: str, tmp_path: Path) -> None:
    changes, (state, where, found) = SECRETS[case]
    checks = list(check_secrets(Settings(boing_data_dir=str(tmp_path), **changes), {}, tmp_path / ".env"))
    assert [one for one in checks if (one.state, one.where) == (state, where) and found in one.found], checks
    assert all(one.mend for one in checks if one.state != "ok")
    assert CANARY not in repr(checks)


def test_files_with_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir(mode=0o700)
    for name, mode in (("jwt_secret", 0o644), ("encryption_key", 0o600)):
        (secrets / name).write_text(Secrets.generate_key())
        (secrets / name).chmod(mode)
    env, named = tmp_path / ".env", tmp_path / "smtp"
    env.write_text(f"SMTP_HOST=mail\nSMTP_PASSWORD={CANARY}\n")
    env.chmod(0o644)
    named.write_text(CANARY)
    named.chmod(0o666)
    checks = list(check_secrets(Settings(boing_data_dir=str(tmp_path)), {"SMTP_PASSWORD_FILE": str(named)}, env))
    assert [(one.state, one.mend.split()[0]) for one in checks if str(secrets / "jwt_secret") in one.where] == [
        ("warn", "chmod")
    ]
    assert [one.state for one in checks if str(env) in one.where] == ["warn"]
    assert [one.state for one in checks if str(named) in one.where] == ["fail"]
    assert not [one for one in checks if "encryption_key" in one.where and one.state != "ok"]
    assert CANARY not in repr(checks)


def a_pair(folder: Path, name: str, *, begins: int = -1, ends: int = 90, issuer: Any = None) -> tuple[Path, Path, Any]:
    """A certificate good from `begins` to `ends` days from now; `issuer`: another pair's, or its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=begins))
        .not_valid_after(now + dt.timedelta(days=ends, hours=1))
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(key.private_bytes(*form))
    return *paths, (certificate, key)


def test_a_certificate_is_told_by_what_is_wrong_with_it(tmp_path: Path) -> None:
    _, _, authority = a_pair(tmp_path, "authority")
    good, key, _ = a_pair(tmp_path, "good", issuer=authority)
    other, other_key, _ = a_pair(tmp_path, "other", issuer=authority)
    over, over_key, _ = a_pair(tmp_path, "over", begins=-9, ends=-2, issuer=authority)
    soon, soon_key, _ = a_pair(tmp_path, "soon", ends=6, issuer=authority)
    later, later_key, _ = a_pair(tmp_path, "later", begins=2, issuer=authority)
    chain, wrong = tmp_path / "chain", tmp_path / "wrong"
    chain.write_bytes(good.read_bytes() + (tmp_path / "authority.crt").read_bytes())
    wrong.write_bytes(good.read_bytes() + other.read_bytes())

    def said(certificate: Path, of: Path) -> list[tuple[bool, str]]:
        return [(fault.fatal, fault.what) for fault in faults(str(certificate), str(of))]

    assert said(chain, key) == []
    assert said(good, key) == [(False, "comes without its issuer's certificate")]
    assert said(chain, other_key) == [(True, "the key is not the certificate's")]
    assert said(over, over_key)[0][1].startswith("expired on")
    assert "in 6 days" in said(soon, soon_key)[0][1]
    assert said(later, later_key)[0][1].startswith("is good from")
    assert (True, "certificate 1 in the file was not issued by the one after it") in said(wrong, key)
    assert said(tmp_path / "none", key)[0][1].endswith("No such file or directory")
    assert said(key, key)[0][1].startswith("is no PEM certificate")


async def test_a_port_is_free_or_ours_or_somebody_elses(quiet: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = replace(quiet, boing_listen=f"127.0.0.1:{taken.getsockname()[1]}")
        checks = {one.where.partition("=")[0]: one for one in await check_ports(settings)}
    assert (checks["BOING_LISTEN"].state, checks["BOING_HEALTH"].state) == ("fail", "ok")
    assert "in use" in checks["BOING_LISTEN"].found


def test_a_data_dir_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert bad(check_data_dir(Settings(boing_data_dir=str(tmp_path / "file" / "data"))))[0][:2] == ("fail", "data dir")


def test_what_the_host_is_too_small_for_is_said(tmp_path: Path) -> None:
    settings = Settings(boing_data_dir=str(tmp_path), boing_workers=2, journal_bytes=1 << 60, connections=10**7,
                        worker_memory_bytes=1 << 50, crs_dir=str(tmp_path / "none"))  # fmt: skip
    tmp_path.chmod(0o700)
    assert [what for _, what, _ in bad(check_data_dir(settings))] == ["data dir"]
    assert [what for _, what, _ in bad(check_limits(settings))] == ["descriptors", "memory"]
    assert [(state, what) for state, what, _ in bad(check_rules(settings))][:1] == [("fail", "rules")]


@pytest.mark.parametrize(("ahead", "state"), [(0.4, "ok"), (-3.0, "warn"), (61.0, "fail"), (-61.0, "fail")])
def test_a_clock_that_is_off_is_said(ahead: float, state: str) -> None:
    assert clock("the database's", "db", ahead, 60.0).state == state


async def test_upstreams_are_asked_and_their_clocks_looked_at(origin: Origin) -> None:
    secrets = Secrets(Secrets.generate_key())
    header = SecretHeader("x-origin", secrets.encrypt(CANARY))
    apis = [
        Api(id=1, name="there", upstream=origin.url, secret_header=header),
        Api(id=2, name="gone", prefix="/gone", upstream=f"http://127.0.0.1:{free_port()}"),
    ]
    checks = await check_policy(Policy(apis=apis), secrets)
    assert [(one.state, one.where.split('"')[1]) for one in checks] == [("ok", "there"), ("fail", "gone")]
    assert CANARY not in repr(checks)
    assert origin.seen[-1].header("x-origin") == CANARY
    (unread,) = await check_policy(Policy(apis=apis), None)
    assert (unread.state, unread.what) == ("warn", "upstream")
    (foreign,) = [
        one for one in await check_policy(Policy(apis=apis), Secrets(Secrets.generate_key())) if one.state == "fail"
    ]
    assert "secret_header" in foreign.where


async def test_a_database_is_looked_at_without_changing_it(migrated: Settings, mariadb: Mariadb) -> None:
    """Rights that are missing, another schema, another key: each is said of a real MariaDB."""
    secrets = Secrets(Secrets.generate_key())
    store = await Store.open(migrated)
    await check_key(store.database, secrets)
    await store.close()
    whole = await look_at_store(replace(migrated, encryption_key=Secrets.generate_key()))
    assert [(one.what, one.found) for one in whole.checks if one.state == "fail"] == [
        ("secret", "is not the one that the secrets in the store are encrypted with")
    ]
    name = migrated.db_name
    mariadb.query("CREATE OR REPLACE USER reader@'%' IDENTIFIED BY 'canary-9f3'")
    mariadb.query(f"GRANT SELECT, INSERT ON {name}.* TO reader@'%'")
    try:
        few = await look_at_store(replace(migrated, db_user="reader", db_password=CANARY))
        (rights,) = [one for one in few.checks if one.what == "rights"]
        assert (rights.state, rights.found) == ("fail", "missing: UPDATE, DELETE, CREATE, ALTER, INDEX, DROP")
        refused = await look_at_store(replace(migrated, db_user="reader", db_password="wrong"))
        assert "DB_PASSWORD" in refused.checks[0].mend
        assert CANARY not in repr((few, refused))
    finally:
        mariadb.query("DROP USER reader@'%'")
    mariadb.query("UPDATE alembic_version SET version_num = '0001'", name)
    old = await look_at_store(migrated)
    assert [(one.state, one.mend) for one in old.checks if one.what == "schema"] == [("fail", "boing db migrate")]
    away = await look_at_store(replace(migrated, db_port=free_port()))
    assert [one.state for one in away.checks] == ["fail"]


@pytest.fixture
def migrated(mariadb_settings: Settings, mariadb: Mariadb, migrated_database: str) -> Settings:
    mariadb.copy_database(migrated_database, mariadb_settings.db_name)
    return mariadb_settings


@pytest.mark.parametrize(
    ("changes", "state", "found"),
    [
        ({}, "warn", "takes anybody's word: no password, no TLS"),
        ({"redis_url": f"redis://nobody:{CANARY}@127.0.0.1:{{port}}"}, "fail", "does not let us in"),
        ({"redis_url": "rediss://127.0.0.1:{port}", "redis_ca": "/nowhere.pem"}, "fail", ""),
        ({"redis_url": "redis://127.0.0.1:{nobody}"}, "fail", "onnect"),
        ({"redis_password": "given", "redis_url": "redis://127.0.0.1:{port}"}, "ok", "streams work"),
    ],
    ids=[
        "open to anybody",
        "a password it does not know",
        "an authority that is no file",
        "nobody there",
        "all is well",
    ],
)
async def test_a_redis_is_asked_for_what_sharing_takes(
    changes: dict[str, str], state: str, found: str, redis_server: Server
) -> None:
    url = changes.pop("redis_url", "redis://127.0.0.1:{port}").format(port=redis_server.port, nobody=free_port())
    *_, last = await check_redis(Settings(redis_url=url, **changes))
    assert (last.state, last.what) == (state, "redis")
    assert found in last.found
    assert bool(last.mend) is (state != "ok")
    assert CANARY not in str(last)
