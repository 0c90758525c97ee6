"""This machine: the data dir and its disk, ports, descriptors, memory, the certificate, rule sets, the database of countries."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from addons.signatures import RuleError, native_missing
from gateway.agent.listeners import ListenError, check_free
from gateway.certificate import faults, read_certificate
from gateway.cli.checks import Check, fail, ok, warn
from gateway.policy.rules import find_core_rules
from gateway.proxy.admission import DESCRIPTORS_KEPT
from gateway.settings import Settings, parse_address, reachable

LEAST_BYTES = 200 * 1024 * 1024
ASK_SECONDS = 2.0
MIB = 1024 * 1024


def check_data_dir(settings: Settings) -> Iterator[Check]:
    folder = Path(settings.boing_data_dir).absolute()
    where = f"BOING_DATA_DIR={folder}"
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        what = f"{there} cannot be written: {error.strerror}"
        yield fail(
            "data dir", where, what, "give the gateway's user a folder of its own, or name another in BOING_DATA_DIR"
        )
        return
    mode = stat.S_IMODE(there.stat().st_mode)
    if there == folder and mode & 0o077:
        yield warn(
            "data dir",
            where,
            f"others may look into it (mode {mode:o}): it holds the policy and records",
            f"chmod go-rwx {folder}",
        )
    workers = settings.boing_workers or os.cpu_count() or 1
    wanted = workers * settings.journal_bytes
    free = shutil.disk_usage(there).free
    if free < LEAST_BYTES:
        yield fail(
            "data dir",
            where,
            f"only {free // MIB} MiB are free",
            "make room: records are dropped when the disk is full",
        )
    elif free < wanted:
        mend = (
            f"make room, or lower JOURNAL_BYTES: {workers} workers may need {wanted // MIB} MiB while the store is away"
        )
        yield warn("data dir", where, f"{free // MIB} MiB are free", mend)
    else:
        yield ok("data dir", where, f"{'can be written' if there == folder else 'can be made'}, {free // MIB} MiB free")


async def check_ports(settings: Settings) -> list[Check]:
    """Free, or held by Boing itself."""
    async with httpx.AsyncClient(timeout=ASK_SECONDS, trust_env=False) as client:
        own = await _answer(client, f"http://{reachable(settings.boing_health)}/status")
        console = await _answer(client, f"http://{reachable(settings.boing_console)}/api/health")
    ours = {
        "BOING_LISTEN": own.get("listen") == settings.boing_listen,
        "BOING_HEALTH": "workers" in own,
        "BOING_CONSOLE": bool(console),
    }
    if settings.boing_decisions:
        ours["BOING_DECISIONS"] = own.get("decisions") == settings.boing_decisions
    return [_port(name, getattr(settings, name.lower()), is_ours) for name, is_ours in ours.items()]


async def _answer(client: httpx.AsyncClient, url: str) -> dict[str, object]:
    try:
        answer = await client.get(url)
        body = answer.json()
    except (httpx.HTTPError, ValueError):
        return {}
    return body if isinstance(body, dict) and answer.is_success else {}


def _port(name: str, address: str, is_ours: bool) -> Check:
    where = f"{name}={address}"
    if is_ours:
        return ok("port", where, "Boing listens there")
    try:
        check_free(*parse_address(address, name), "cannot listen on")
    except ListenError as error:
        mend = f"stop who listens there (ss -ltnp), or set another {name}"
        if "ermission" in str(error):
            mend = "choose a port from 1024 on, or grant CAP_NET_BIND_SERVICE"
        return fail("port", where, str(error), mend)
    return ok("port", where, "is free")


def check_limits(settings: Settings) -> Iterator[Check]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * settings.connections + DESCRIPTORS_KEPT
    if hard != resource.RLIM_INFINITY and hard < needed:
        mend = f"raise the limit to {needed} (LimitNOFILE= in systemd, ulimits in Docker), or lower CONNECTIONS"
        yield warn(
            "descriptors",
            "RLIMIT_NOFILE",
            f"{hard} a process: CONNECTIONS={settings.connections} may need {needed}",
            mend,
        )
    else:
        yield ok("descriptors", "RLIMIT_NOFILE", "as many as CONNECTIONS may need")
    workers = settings.boing_workers or os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if workers * settings.worker_memory_bytes > memory:
        found = f"{workers} workers may take {workers * settings.worker_memory_bytes // MIB} MiB of {memory // MIB} MiB"
        yield warn("memory", "WORKER_MEMORY_BYTES", found, "lower it, or BOING_WORKERS, so that they fit")
    elif not settings.worker_memory_bytes:
        yield warn("memory", "WORKER_MEMORY_BYTES=0", "a worker may take any amount", "set a bound, such as 1073741824")
    else:
        yield ok("memory", "WORKER_MEMORY_BYTES", f"{workers} workers fit into {memory // MIB} MiB")


def check_certificate(settings: Settings) -> Iterator[Check]:
    if not settings.boing_tls_cert:
        yield ok("certificate", "BOING_TLS_CERT", "none: the gateway speaks plain HTTP")
        return
    where = settings.boing_tls_cert
    found = faults(settings.boing_tls_cert, settings.boing_tls_key)
    for fault in found:
        yield Check("fail" if fault.fatal else "warn", "certificate", where, fault.what, fault.mend)
    if not found:
        one = read_certificate(where)
        yield ok("certificate", where, f"{one.subject}, good until {one.not_after:%Y-%m-%d}, {one.chain} in the chain")


def check_rules(settings: Settings) -> Iterator[Check]:
    try:
        core = find_core_rules(settings.crs_dir, settings.boing_data_dir)
    except RuleError as error:
        yield fail("rules", "CRS_DIR", str(error), "name the folder, or unset CRS_DIR")
        return
    if core is None:
        mend = "boing rules add DIR|ARCHIVE brings the OWASP Core Rule Set; without it Boing's own rules judge"
        yield warn("rules", "CRS_DIR", "there is no Core Rule Set here", mend)
    else:
        yield ok("rules", str(core.folder), "Core Rule Set; boing rules check reports on every rule")
    if missing := native_missing():
        mend = "install a C compiler and Python's headers, then libinjection-python"
        yield warn("rules", "libinjection", "; ".join(missing), mend)


def check_files(settings: Settings) -> Iterator[Check]:
    for path in filter(None, (part.strip() for part in settings.geoip_database.split(","))):
        if os.access(path, os.R_OK):
            yield ok("countries", path, "can be read")
        else:
            yield fail(
                "countries",
                f"GEOIP_DATABASE: {path}",
                "cannot be read",
                "mend the path, or unset it: a database comes along",
            )
