"""What asking costs: nginx that asks Boing (auth_request) beside nginx with ModSecurity and CRS, nginx alone, and Boing as the proxy.

    python -m bench.asked [--seconds 5] [--rounds 3]

One worker of each, the same origin, wrk with 16 connections, in turn. Prints requests a second and the processor time a request
costs nginx and Boing's worker together; ratios are pair by pair. nginx never hands a body to auth_request, so of a POST only the
head is judged there: by ModSecurity and by Boing as the proxy all of it is. Debian packages: nginx wrk libnginx-mod-http-modsecurity
modsecurity-crs. Loopback only.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from bench.agreement import CRS, MAPPING, MODULE, SETUP, base_text
from bench.speed import WORKLOADS, load, origin, workers_of
from gateway.policy.document import Api, Limit
from tests.gatewayproc import ROOT, RULE_CACHE, eventually, seed_store

GATEWAY, DECISIONS, ASKING, MODSECURITY, ALONE = 8090, 8093, 8094, 8095, 8096
ORIGIN = 9000
SITE = """
upstream plain {{ server 127.0.0.1:{origin}; keepalive 32; }}
server {{ listen 127.0.0.1:{port}; {more}
  location / {{ proxy_pass http://plain; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; }} }}
"""


def asking_site() -> str:
    """As docs/decision-endpoint.md has it."""
    found = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "decision-endpoint.md").read_text(), re.DOTALL)
    assert found
    ports = {"8090": DECISIONS, "3000": ORIGIN, "8080": ASKING}
    return re.sub(r"127\.0\.0\.1:(8090|3000|8080)", lambda match: f"127.0.0.1:{ports[match[1]]}", found[1])


def nginx(folder: Path, name: str, site: str, main: str = "") -> subprocess.Popen[bytes]:
    config = folder / f"{name}.conf"
    config.write_text(
        f"{main}\ndaemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}.err;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{ access_log off; keepalive_requests 100000000;\n{site}\n}}\n"
    )
    return subprocess.Popen(["nginx", "-c", str(config)], stderr=subprocess.DEVNULL)


def modsecurity(folder: Path) -> subprocess.Popen[bytes]:
    rules = folder / "rules.conf"
    settings = f"SecRuleEngine On\nSecAuditEngine Off\nSecUnicodeMapFile {MAPPING} 20127\n"
    rules.write_text(f"{base_text()}\n{settings}Include {SETUP}\nInclude {CRS}/*.conf\n")
    more = f"modsecurity on; modsecurity_rules_file {rules};"
    return nginx(
        folder, "modsecurity", SITE.format(origin=ORIGIN, port=MODSECURITY, more=more), f"load_module {MODULE};"
    )


def children(parent: int) -> list[int]:
    return [
        int(pid)
        for pid in subprocess.run(
            ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False
        ).stdout.split()
    ]


def answers(url: str) -> bool:
    try:
        return bool(urllib.request.urlopen(url, timeout=2).status == 200)
    except OSError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for needed in (shutil.which("nginx"), shutil.which("wrk"), MODULE.exists() and CRS.exists()):
        if not needed:
            sys.exit("apt-get install nginx wrk libnginx-mod-http-modsecurity modsecurity-crs")
    folder = Path(tempfile.mkdtemp(prefix="asked-"))
    limits = [Limit(quota=1_000_000_000), Limit(quota=1_000_000_000, window=3600)]
    seed_store(folder / "data", [Api(id=0, name="bench", upstream=f"http://127.0.0.1:{ORIGIN}", limits=limits)])
    flags = ["--listen", f"127.0.0.1:{GATEWAY}", "--health", "127.0.0.1:9474", "--data-dir", str(folder / "data")]
    decisions = f"127.0.0.1:{DECISIONS}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BOING_CACHE_DIR": str(RULE_CACHE),
        "BOING_DECISIONS": decisions,
    }
    started = [origin(folder)]
    try:
        gateway = subprocess.Popen(
            [sys.executable, "-m", "gateway.cli", "gateway", "--workers", "1", *flags], env=environment
        )
        asks, rules = nginx(folder, "asking", asking_site()), modsecurity(folder)
        alone = nginx(folder, "alone", SITE.format(origin=ORIGIN, port=ALONE, more=""))
        started += [gateway, asks, rules, alone]
        eventually(lambda: all(map(children, (asks.pid, rules.pid, alone.pid))), 60)
        eventually(lambda: answers("http://127.0.0.1:9474/readyz"), 60)
        judge = workers_of(gateway.pid)
        targets = {
            "nginx alone": (ALONE, children(alone.pid)),
            "nginx asks Boing": (ASKING, children(asks.pid) + judge),
            "Boing": (GATEWAY, judge),
            "nginx ModSecurity": (MODSECURITY, children(rules.pid)),
        }
        rows: dict[tuple[str, str], list[tuple[float, ...]]] = {}
        for _ in range(options.rounds):
            for workload in WORKLOADS:
                for name, (port, pids) in targets.items():
                    rows.setdefault((workload, name), []).append(load(port, workload, options.seconds, folder, pids))
        print(f"{'workload':9}{'target':20}{'req/s':>8}{'µs/req':>9}{'p99 ms':>9}  against ModSecurity: req/s, µs")
        for (workload, name), values in rows.items():
            rate, cost, p99, _ = (statistics.median(column) for column in zip(*values, strict=True))
            pairs = list(zip(values, rows[workload, "nginx ModSecurity"], strict=True))
            faster, cheaper = (statistics.median(a[column] / b[column] for a, b in pairs) for column in (0, 1))
            print(f"{workload:9}{name:20}{rate:8.0f}{cost:9.0f}{p99:9.2f}{faster:24.2f}{cheaper:6.2f}")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
