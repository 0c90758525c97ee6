"""The secrets: there, long enough, none that everybody knows, and readable by their owner alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from gateway.cli.checks import Check, fail, ok, warn
from gateway.policy.secrets import SecretError, Secrets
from gateway.settings import Settings, secret_names

JWT_BYTES = 32
"""RFC 7518, section 3.2: an HS256 key is at least as long as its hash"""
PASSWORD_LENGTH = 12
KNOWN = frozenset(
    ("admin", "boing", "changeme", "change-me", "default", "demo", "example", "letmein", "mysql", "password", "qwerty", "root",
     "secret", "test", "123456", "12345678", "")
)  # fmt: skip
MADE = ("jwt_secret", "encryption_key")
"""are made in the data dir where they are not set"""
MOUNTED = "/run/secrets/"
"""where container runtimes put secrets, which only the container's users can read"""


def stored_secret(settings: Settings, name: str) -> str:
    """As it is set, or kept in the data dir; empty where it is nowhere or cannot be read. Makes nothing."""
    value: str = getattr(settings, name)
    if not value:
        try:
            value = (Path(settings.boing_data_dir) / "secrets" / name).read_text().strip()
        except OSError:
            value = ""
    return value


def read_keys(settings: Settings) -> Secrets | None:
    """The encryption key, if there is a good one."""
    try:
        return Secrets.of(stored_secret(settings, "encryption_key"))
    except SecretError:
        return None


def check_secrets(settings: Settings, environ: Mapping[str, str], env_file: Path) -> Iterator[Check]:
    yield from _made(settings)
    key = stored_secret(settings, "jwt_secret")
    if key and (len(key.encode()) < JWT_BYTES or _is_known(key) or len(set(key)) < 8):
        found = f"is weak: {len(key.encode())} bytes, {len(set(key))} different ones"
        yield fail("secret", "JWT_SECRET", found, "set one of 48 random bytes: openssl rand -base64 48")
    if stored_secret(settings, "encryption_key") and read_keys(settings) is None:
        mend = "set 32 random bytes in URL-safe base64, several with commas between them to rotate"
        yield fail("secret", "ENCRYPTION_KEY", "is no key", mend)
    if settings.db_host and (len(settings.db_password) < PASSWORD_LENGTH or _is_known(settings.db_password)):
        found = f"is weak: {len(settings.db_password)} characters" if settings.db_password else "is empty"
        yield warn("secret", "DB_PASSWORD", found, "give the database's user a long random password")
    if settings.admin_password and (
        len(settings.admin_password) < PASSWORD_LENGTH or _is_known(settings.admin_password)
    ):
        mend = "unset it and use the set-up link, or set a long one; change it in the console where it was used"
        yield warn("secret", "ADMIN_PASSWORD", f"is weak: {len(settings.admin_password)} characters", mend)
    yield from _files(settings, environ, env_file)


def _made(settings: Settings) -> Iterator[Check]:
    folder = Path(settings.boing_data_dir) / "secrets"
    for name in MADE:
        if getattr(settings, name):
            yield ok("secret", name.upper(), "is set")
        elif (folder / name).exists():
            if settings.db_host:
                mend = f"set {name.upper()} to the content of that file on every host"
                yield warn(
                    "secret",
                    name.upper(),
                    f"is this host's own, in {folder}: hosts that share a database need the same",
                    mend,
                )
            else:
                yield ok("secret", name.upper(), f"is kept in {folder}")
        elif settings.db_host:
            mend = f"set {name.upper()} (or {name.upper()}_FILE) to the same on every host"
            yield warn("secret", name.upper(), "is not set: each host would make its own at its first start", mend)
        else:
            yield ok("secret", name.upper(), "is made at the first start")


def _files(settings: Settings, environ: Mapping[str, str], env_file: Path) -> Iterator[Check]:
    paths = {f"{name.upper()}_FILE": environ.get(f"{name.upper()}_FILE", "") for name in secret_names()}
    paths |= {"BOING_TLS_KEY": settings.boing_tls_key}
    folder = Path(settings.boing_data_dir) / "secrets"
    paths |= {f"data dir, {name}": str(folder / name) for name in MADE}
    paths |= {"secrets folder": str(folder)}
    if env_file.is_file() and _holds_a_secret(env_file):
        paths |= {".env": str(env_file)}
    for where, path in paths.items():
        if not path:
            continue
        try:
            mode = stat.S_IMODE(Path(path).stat().st_mode)
        except OSError:
            continue  # the settings have said so, or it is made later
        if mode & 0o022 and not path.startswith(MOUNTED):
            yield fail("secret", f"{where}: {path}", f"others may write it (mode {mode:o})", f"chmod go-rwx {path}")
        elif mode & 0o004 and not path.startswith(MOUNTED):
            yield warn(
                "secret",
                f"{where}: {path}",
                f"everybody on this machine may read it (mode {mode:o})",
                f"chmod o-rwx {path}",
            )
        elif not os.access(path, os.R_OK):
            yield fail(
                "secret",
                f"{where}: {path}",
                "this user may not read it",
                "run this as the gateway's user, or give it the right",
            )


def _holds_a_secret(env_file: Path) -> bool:
    names = tuple(f"{name.upper()}=" for name in secret_names())
    try:
        lines = env_file.read_text(errors="replace").splitlines()
    except OSError:
        return False
    return any(line.startswith(names) and line.rstrip().partition("=")[2] for line in lines)


def _is_known(secret: str) -> bool:
    return secret.casefold().strip("0123456789!.-_ ") in KNOWN or secret.casefold() in KNOWN
