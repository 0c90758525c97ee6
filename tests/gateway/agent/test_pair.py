"""The certificate that workers serve is one that loaded, whatever becomes of the files."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from gateway.agent.errors import StartError
from gateway.agent.pair import ServedPair
from gateway.cli.tools import make_pair
from gateway.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    for path, data in zip((certificate, key), make_pair(["localhost"]), strict=True):
        path.write_bytes(data)
    return Settings(boing_tls_cert=str(certificate), boing_tls_key=str(key))


def served(pair: ServedPair) -> str:
    """The certificate of what workers load."""
    made = pair.serving()
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.boing_tls_cert, made.boing_tls_key)
    return Path(made.boing_tls_cert).read_text().split("-----END CERTIFICATE-----")[0]


def test_a_new_pair_is_taken_and_a_bad_one_leaves_the_old(settings: Settings, tmp_path: Path) -> None:
    pair = ServedPair(settings, tmp_path)
    pair.take()
    first = served(pair)
    for path, data in zip((settings.boing_tls_cert, settings.boing_tls_key), make_pair(["localhost"]), strict=True):
        Path(path).write_bytes(data)
    pair.take()
    second = served(pair)
    assert second != first
    for broken in (b"", b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"):
        Path(settings.boing_tls_cert).write_bytes(broken)
        with pytest.raises(StartError, match=r"BOING_TLS_CERT=.*no PEM certificate with its key"):
            pair.take()
        assert served(pair) == second
    Path(settings.boing_tls_key).unlink()
    with pytest.raises(StartError, match="No such file"):
        pair.take()
    assert served(pair) == second


def test_the_copy_is_its_owners_alone_and_goes_with_the_agent(settings: Settings, tmp_path: Path) -> None:
    pair = ServedPair(settings, tmp_path)
    pair.take()
    copy = Path(pair.serving().boing_tls_key)
    assert copy.stat().st_mode & 0o777 == 0o600
    pair.drop()
    assert not copy.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.pem", "k.pem"]


def test_without_tls_there_is_no_copy(tmp_path: Path) -> None:
    pair = ServedPair(Settings(), tmp_path)
    pair.check()
    pair.take()
    assert pair.serving() == Settings()
    assert list(tmp_path.iterdir()) == []
