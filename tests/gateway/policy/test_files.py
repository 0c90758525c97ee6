"""The last good policy on disk, and the secrets in it."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from gateway.policy import files
from gateway.policy.document import Api, Entry, Policy
from gateway.policy.files import read_policy, write_policy
from gateway.policy.secrets import SecretError, Secrets

POLICY = Policy(7, [Api(1, "orders", "http://h")], whitelist=[Entry(1, "address", "192.0.2.7")])


def test_what_is_written_is_read(tmp_path: Path):
    path = tmp_path / "policy.json"
    write_policy(path, Policy(6))
    write_policy(path, POLICY)
    assert read_policy(path) == POLICY
    assert [file.name for file in tmp_path.iterdir()] == ["policy.json"]


def test_only_its_owner_may_read_it(tmp_path: Path):
    path = tmp_path / "policy.json"
    path.touch(0o644)
    write_policy(path, POLICY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failed_write_leaves_the_old_document_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "policy.json"
    write_policy(path, POLICY)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_policy(path, Policy(8))
    assert read_policy(path) == POLICY
    assert [file.name for file in tmp_path.iterdir()] == ["policy.json"]


def test_a_damaged_document_names_the_place(tmp_path: Path):
    path = tmp_path / "policy.json"
    path.write_text('{"apis":[{"id":1,"name":"a","upstream":"http://h","mode":"sometimes"}]}')
    with pytest.raises(msgspec.ValidationError, match=r"\$\.apis\[0\]\.mode"):
        read_policy(path)


def test_a_secret_survives_a_change_of_keys():
    old, new = Secrets.generate_key(), Secrets.generate_key()
    token = Secrets(old).encrypt("s3cret")
    assert "s3cret" not in token
    rotated = Secrets(new, [old]).rotate(token)
    assert Secrets(new).decrypt(rotated) == "s3cret"
    with pytest.raises(SecretError, match="was not encrypted with this ENCRYPTION_KEY"):
        Secrets(new).decrypt(token)


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "ö" * 44])
def test_a_key_that_is_none_is_refused(key: str):
    with pytest.raises(SecretError, match="ENCRYPTION_KEY must be 32 bytes"):
        Secrets(key)


def test_the_identity_key_comes_from_the_encryption_key():
    key = Secrets.generate_key()
    assert Secrets(key).identity_key == Secrets(key, [Secrets.generate_key()]).identity_key
    assert Secrets(key).identity_key != Secrets(Secrets.generate_key()).identity_key
    assert len(Secrets(key).identity_key) == 32
