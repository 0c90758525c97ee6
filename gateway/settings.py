"""Settings: environment over `.env` over default, every secret also as `NAME_FILE`; flags are laid over by the caller.

Read once at start by whoever starts a process and passed on; nothing reads the environment at import.
All problems are reported at once, each naming the setting and its value (a secret's value never).
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import secrets as token_source
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from dotenv import dotenv_values

from addons.address import parse_range
from gateway.reach import Reach, parse_target

MASK = "********"


class SettingsError(Exception):
    """`problems`: one line each, fit to be shown."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(
    default: Any, doc: str, *, secret: bool = False, low: float | None = None, high: float | None = None
) -> Any:
    return field(default=default, metadata={"doc": doc, "secret": secret, "low": low, "high": high})


@dataclass(frozen=True)
class Settings:
    """One field a setting, in lower case; the environment's name is the same in upper case."""

    db_host: str = _setting("", "MySQL or MariaDB host; empty: the embedded SQLite store in the data dir")
    db_port: int = _setting(3306, "port of the database", low=1, high=65535)
    db_user: str = _setting("boing", "user of the database")
    db_password: str = _setting("", "password of the database", secret=True)
    db_name: str = _setting("boing", "name of the database")

    redis_url: str = _setting(
        "",
        "Redis or Valkey (6.2 or newer) by which gateways share rate counters: redis://host:6379/0, rediss:// with TLS; empty: each counts by itself",
        secret=True,
    )
    redis_password: str = _setting("", "password of the Redis, where REDIS_URL holds none", secret=True)
    redis_ca: str = _setting("", "PEM file of the authority that signed the Redis' certificate; empty: the system's")
    redis_cluster: bool = _setting(False, "REDIS_URL names a node of a Redis Cluster")
    redis_prefix: str = _setting("boing", "what this installation's keys in Redis begin with")
    redis_sync_seconds: float = _setting(
        0.5, "age at most of what a gateway knows of the others' counts", low=0.05, high=10
    )

    jwt_secret: str = _setting("", "signs the console's access tokens; made in the data dir where unset", secret=True)
    encryption_key: str = _setting(
        "",
        "Fernet key (several, comma-separated, newest first, to rotate); made in the data dir where unset",
        secret=True,
    )
    admin_email: str = _setting("admin@localhost", "the first admin's sign-in name")
    admin_password: str = _setting(
        "", "the first admin's password; where unset, a one-time set-up link is printed at the start", secret=True
    )
    registration: str = _setting("closed", "who may register in the console: closed or open")
    cors_origins: str = _setting("", "origins allowed to call the console's API, comma-separated")
    console_url: str = _setting(
        "", "the console's address as its users open it, for links in alerts; https: secure cookies"
    )
    console_trusted_proxies: str = _setting(
        "", "addresses and ranges before the console whose X-Forwarded-For is believed, comma-separated"
    )
    access_token_minutes: int = _setting(15, "minutes an access token of the console is good for", low=1, high=1440)
    session_days: int = _setting(14, "days without use after which a sign-in at the console ends", low=1, high=365)

    rate_limit_threshold: int = _setting(100, "default requests per identity and minute; 0: off", low=0)
    anomaly_zscore_threshold: float = _setting(3.0, "robust z-score from which a value is an anomaly", low=0)
    ml_contamination: float = _setting(0.1, "share of outliers assumed in training", low=0, high=0.5)

    smtp_host: str = _setting("", "mail server for alerts; empty: no mail")
    smtp_port: int = _setting(587, "port of the mail server", low=1, high=65535)
    smtp_user: str = _setting("", "user at the mail server")
    smtp_password: str = _setting("", "password at the mail server", secret=True)
    alert_email_from: str = _setting("", "sender of alert mails")
    alert_email_to: str = _setting(
        "", "receivers of alert mails, comma-separated; empty: all admins with a mail address"
    )
    slack_webhook_url: str = _setting("", "Slack incoming webhook for alerts", secret=True)
    webhook_allow: str = _setting(
        "", "private addresses and ranges that webhooks may go to all the same, comma-separated"
    )

    llm_enabled: bool = _setting(False, "ask a local language model about the grey zone")
    llm_endpoint: str = _setting(
        "http://127.0.0.1:8081/completion",
        "a language model's address: llama.cpp's /completion, or an OpenAI-compatible /v1/chat/completions",
    )
    llm_model: str = _setting("", "model name passed to the endpoint")
    llm_api_key: str = _setting("", "sent to the endpoint as a bearer token", secret=True)
    llm_per_minute: int = _setting(30, "most questions to the language model within a minute", low=1, high=6000)
    llm_seconds: float = _setting(20.0, "time the language model has for an answer", low=0.1, high=60)
    llm_waiting: int = _setting(
        200, "most exchanges that wait for the language model; the oldest give way", low=1, high=10_000
    )

    boing_data_dir: str = _setting("boing-data", "snapshot, journal, keys and embedded store live here")
    boing_cache_dir: str = _setting("", "compiled rules are kept here; empty: cache/ in the data dir")
    crs_dir: str = _setting(
        "", "folder of an OWASP Core Rule Set (crs-setup.conf, rules/); empty: what boing rules add brought"
    )
    geoip_database: str = _setting(
        "", "MaxMind files (.mmdb) of countries and networks, comma-separated; empty: the database that comes along"
    )
    boing_listen: str = _setting("127.0.0.1:8080", "where the gateway listens, host:port")
    boing_console: str = _setting("127.0.0.1:8000", "where the console listens, host:port")
    boing_health: str = _setting("127.0.0.1:9464", "where /livez, /readyz and /metrics listen, host:port")
    boing_decisions: str = _setting(
        "",
        "where other proxies (nginx, Traefik, Caddy, Envoy) ask before they forward a request, host:port; empty: nowhere",
    )
    decision_peers: str = _setting(
        "127.0.0.1, ::1", "addresses and ranges of the proxies that may ask at BOING_DECISIONS, comma-separated"
    )
    boing_workers: int = _setting(0, "gateway workers; 0: one a core", low=0, high=256)
    boing_tls_cert: str = _setting("", "PEM certificate chain the gateway serves; with BOING_TLS_KEY it speaks TLS")
    boing_tls_key: str = _setting("", "PEM key of the certificate")

    header_bytes: int = _setting(32 * 1024, "largest request head, bytes; larger: 431", low=1024)
    header_fields: int = _setting(100, "most header fields in a request; more: 431", low=10)
    header_seconds: float = _setting(10.0, "time a client has to send a request head; longer: 408", low=0.1)
    body_rate_floor: int = _setting(1000, "slowest request body, bytes a second over 10 s; slower: 408", low=0)
    answer_inspected_bytes: int = _setting(
        10 * 1024 * 1024,
        "bytes of an answer over 16 KiB, or of no announced length, that are searched for leaks as they pass; 0: none",
        low=0,
    )
    connect_seconds: float = _setting(5.0, "time to connect to an upstream; longer: 502", low=0.1)
    first_byte_seconds: float = _setting(60.0, "time until an upstream's first byte; longer: 504", low=0.1)
    stream_idle_seconds: float = _setting(
        3600.0, "silence after which a streaming exchange or WebSocket is closed", low=1
    )
    idle_seconds: float = _setting(75.0, "time an idle client connection is kept", low=1)
    http2_streams: int = _setting(100, "most HTTP/2 streams a client may have open at once", low=1, high=10_000)
    http2_window_bytes: int = _setting(
        256 * 1024, "bytes of an HTTP/2 request body that may be on their way", low=65_535, high=1 << 30
    )
    http2_queue_bytes: int = _setting(
        256 * 1024, "bytes of an HTTP/2 stream's answer that may wait for a slow client", low=16_384, high=1 << 30
    )
    http2_resets: int = _setting(100, "most HTTP/2 streams reset within 10 s; more: GOAWAY", low=1)
    drain_seconds: float = _setting(30.0, "time requests in flight have when a worker stops", low=0)
    connections: int = _setting(10_000, "most client connections of a worker; more: closed", low=1)
    connections_per_address: int = _setting(
        1000, "most connections of one address to a worker, trusted proxies aside; 0: any number", low=0
    )
    worker_memory_bytes: int = _setting(
        1 << 30, "memory of a worker; at 80 % it takes no new connections, at 90 % it is replaced; 0: any", low=0
    )
    journal_bytes: int = _setting(
        1 << 30, "most bytes a worker's journal may take; benign records drop first", low=1 << 20
    )
    retention_days: int = _setting(30, "days that recorded exchanges are kept", low=1)
    log_sample: float = _setting(
        1.0, "share of the exchanges without findings that is recorded; all are counted", low=0, high=1
    )
    log_level: str = _setting("info", "debug, info, warning or error")
    log_format: str = _setting(
        "auto", "text, json (one object a line, ECS names), or auto: text at a terminal, else json"
    )
    log_file: str = _setting(
        "", "file that all processes of this host log to; empty: standard output, text to standard error"
    )
    log_file_bytes: int = _setting(64 * 1024 * 1024, "size at which LOG_FILE is moved aside, to LOG_FILE.1", low=4096)
    log_files: int = _setting(5, "files that are kept besides LOG_FILE", low=0, high=1000)

    @property
    def cache_dir(self) -> Path:
        return Path(self.boing_cache_dir or Path(self.boing_data_dir) / "cache")

    @property
    def peers(self) -> list[str]:
        """DECISION_PEERS, one by one."""
        return [part.strip() for part in self.decision_peers.split(",") if part.strip()]

    def public(self) -> dict[str, Any]:
        """Name -> value in the environment's spelling, secrets masked where set."""
        return {
            f.name.upper(): MASK if f.metadata["secret"] and getattr(self, f.name) else getattr(self, f.name)
            for f in fields(self)
        }


def secret_names() -> list[str]:
    """The fields that no log, process list or worker may see."""
    return [f.name for f in fields(Settings) if f.metadata["secret"]]


def load_settings(environ: Mapping[str, str], env_file: Path | None = None, **flags: Any) -> Settings:
    """Read the settings. `flags`: values from the command line by field name, None where not given.

    Raises `SettingsError` with every problem found.
    """
    from_file = (
        {k: v for k, v in dotenv_values(env_file).items() if v is not None} if env_file and env_file.is_file() else {}
    )
    problems: list[str] = []
    values: dict[str, Any] = {}
    types = get_type_hints(Settings)
    for setting in fields(Settings):
        name = setting.name.upper()
        text = _lookup(name, setting.metadata["secret"], environ, from_file, problems)
        if text is None:
            continue
        try:
            values[setting.name] = _parse(text, types[setting.name], setting.metadata)
        except ValueError as error:
            shown = MASK if setting.metadata["secret"] else repr(text)
            problems.append(f"{name}={shown}: {error}")
    for name, value in flags.items():
        if value is None:
            continue
        values[name] = value
        if isinstance(value, int | float):
            try:
                _check(value, Settings.__dataclass_fields__[name].metadata)
            except ValueError as error:
                problems.append(f"{name.upper()}={value}: {error}")
    settings = Settings(**values)
    for name in ("boing_listen", "boing_console", "boing_health", "boing_decisions"):
        if name == "boing_decisions" and not settings.boing_decisions:
            continue
        try:
            parse_address(getattr(settings, name), name.upper())
        except ValueError as error:
            problems.append(str(error))
    for part in settings.peers:
        try:
            parse_range(part)
        except ValueError as error:
            problems.append(f'DECISION_PEERS "{part}": {error}')
    try:
        Reach.of(settings.webhook_allow)
    except ValueError as error:
        problems.append(str(error))
    if problem := _llm_problem(settings):
        problems.append(problem)
    if problem := _redis_problem(settings):
        problems.append(problem)
    if settings.registration not in ("closed", "open"):
        problems.append(f"REGISTRATION={settings.registration!r}: must be closed or open")
    if settings.log_level not in ("debug", "info", "warning", "error"):
        problems.append(f"LOG_LEVEL={settings.log_level!r}: must be debug, info, warning or error")
    if settings.log_format not in ("auto", "text", "json"):
        problems.append(f"LOG_FORMAT={settings.log_format!r}: must be auto, text or json")
    if bool(settings.boing_tls_cert) != bool(settings.boing_tls_key):
        problems.append("BOING_TLS_CERT and BOING_TLS_KEY: set both, or neither")
    if problems:
        raise SettingsError(problems)
    return settings


def _redis_problem(settings: Settings) -> str:
    """Empty where there is none; never shows the URL, which may hold a password."""
    if settings.redis_url:
        try:
            parts = urlsplit(settings.redis_url)
            fit = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fit = False
        if not fit:
            return f"REDIS_URL={MASK}: must be redis://host:port or rediss://host:port"
    if not re.fullmatch(r"[A-Za-z0-9_.:-]{1,64}", settings.redis_prefix):
        return f"REDIS_PREFIX={settings.redis_prefix!r}: must be 1–64 letters, digits and _ . : -"
    return ""


def _llm_problem(settings: Settings) -> str:
    """Empty where the endpoint can be asked, or is not meant to be."""
    if not settings.llm_enabled:
        return ""
    try:
        path = parse_target(settings.llm_endpoint).path.partition("?")[0].rstrip("/")
    except ValueError as error:
        return f"LLM_ENDPOINT={settings.llm_endpoint!r}: {error}"
    if path.endswith(("/completion", "/chat/completions")):
        return ""
    return f"LLM_ENDPOINT={settings.llm_endpoint!r}: its path must end in /completion (llama.cpp) or /chat/completions"


def _lookup(
    name: str, secret: bool, environ: Mapping[str, str], from_file: Mapping[str, str], problems: list[str]
) -> str | None:
    for source in (environ, from_file):
        text = source.get(name)
        path = source.get(f"{name}_FILE") if secret else None
        if text and path:
            problems.append(f"{name} and {name}_FILE are both set: keep one")
            return None
        if path:
            try:
                return Path(path).read_text().strip()
            except OSError as error:
                problems.append(f"{name}_FILE={path!r}: cannot be read: {error.strerror}")
                return None
        if text:
            return text
    return None


def _parse(text: str, kind: type, bounds: Mapping[str, Any]) -> Any:
    if kind is bool:
        lowered = text.strip().lower()
        if lowered in ("1", "true", "yes", "on"):
            return True
        if lowered in ("0", "false", "no", "off", ""):
            return False
        raise ValueError("must be true or false")
    if kind is str:
        return text
    try:
        value = kind(text)
    except ValueError:
        raise ValueError(f"must be {'a whole number' if kind is int else 'a number'}") from None
    if not math.isfinite(value):
        raise ValueError("must be a number")
    _check(value, bounds)
    return value


def _check(value: float, bounds: Mapping[str, Any]) -> None:
    low, high = bounds["low"], bounds["high"]
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(f"must be {'at least ' + str(low) if high is None else f'{low}–{high}'}")


def with_stored_secrets(settings: Settings, make_key: Any) -> Settings:
    """Fill `JWT_SECRET` and `ENCRYPTION_KEY` from the data dir, making them (0600) where they are nowhere.

    `make_key`: makes a Fernet key. Raises OSError where the data dir cannot be written.
    """
    folder = Path(settings.boing_data_dir) / "secrets"
    filled: dict[str, Any] = {}
    for name, make in (("jwt_secret", lambda: token_source.token_urlsafe(48)), ("encryption_key", make_key)):
        if getattr(settings, name):
            continue
        path = folder / name
        if not path.exists():
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _write_once(path, make())
        filled[name] = path.read_text().strip()
    return replace(settings, **filled) if filled else settings


def _write_once(path: Path, text: str) -> None:
    """Whole, or not at all, and never over what another process made first; for the owner alone (0600)."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        Path(temporary).unlink()


def parse_address(text: str, what: str) -> tuple[str, int]:
    """`host:port`, `[v6]:port` or `:port` -> (host, port); raises ValueError that names `what`."""
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ValueError(f'{what} "{text}": must be host:port, for example 127.0.0.1:8080')
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - asked for by leaving the host out


def reachable(address: str) -> str:
    """Where we ourselves reach what listens on `address`: 0.0.0.0 and :: are no places to go to."""
    host, port = parse_address(address, "address")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - the other way round
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
