"""What a request costs: processor time a request in the worker, beside the bare data plane's, in one run.

    python -m bench.speed [--seconds 5] [--rounds 3] [--workers 1] [--hold]

Starts nginx as the origin (port 9000), the bare plane (8091) and a gateway with everything on and recording (8090), loads
them in turn with wrk, and prints for each: requests a second, microseconds of processor time a request, p99, memory.
Processor time hardly moves with what else the machine does, so the difference is what Boing adds. Loopback only.
--hold keeps the gateway up for `../shared/peers/compare.py --target boing=http://127.0.0.1:8090` or a profiler.
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
import time
from pathlib import Path

from addons.exchange import IdentityKind
from gateway.policy.document import Api, IdentitySource, Limit
from tests.gatewayproc import ROOT, RULE_CACHE, eventually, seed_store

ORIGIN_BODY = '{"id":1,"name":"alice","email":"a@example.com","roles":["user","admin"],"active":true}'
POST_BODY = '{"order":{"sku":"AB-1234","qty":3,"note":"please leave at the door"},"user":"alice"}'
WORKLOADS = {"get": "/api/users/42?page=2&sort=name", "post": "/api/orders"}
TICKS = os.sysconf("SC_CLK_TCK")


def origin(folder: Path) -> subprocess.Popen[bytes]:
    conf = folder / "origin.conf"
    conf.write_text(
        f"worker_processes 1; pid {folder}/o.pid; error_log {folder}/o.err; events {{ worker_connections 4096; }}\n"
        f"http {{ access_log off; keepalive_requests 100000000; server {{ listen 127.0.0.1:9000;"
        f" location / {{ default_type application/json; return 200 '{ORIGIN_BODY}'; }} }} }}\n"
    )
    return subprocess.Popen(["nginx", "-c", str(conf), "-g", "daemon off;"], stderr=subprocess.DEVNULL)


def processor_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_mb(pids: list[int]) -> float:
    pages = max(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def load(port: int, workload: str, seconds: int, folder: Path, pids: list[int]) -> tuple[float, float, float, float]:
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--latency"]
    if workload == "post":
        script = folder / "post.lua"
        script.write_text(
            f"wrk.method='POST'; wrk.body='{POST_BODY}'; wrk.headers['Content-Type']='application/json'\n"
        )
        command += ["-s", str(script)]
    before = processor_seconds(pids)
    out = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{WORKLOADS[workload]}"], capture_output=True, text=True, check=False
    ).stdout
    spent = processor_seconds(pids) - before
    requests = int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]
    if found := re.search(r"Non-2xx or 3xx responses: (\d+)", out):
        sys.exit(f"{found[1]} answers were not 2xx")
    p99 = re.search(r"\s99%\s+([\d.]+)(us|ms|s)", out)
    assert p99
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]
    return rate, spent / requests * 1e6, float(p99[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[p99[2]], resident_mb(pids)


def workers_of(parent: int) -> list[int]:
    out = subprocess.run(
        ["pgrep", "-f", "gateway.proxy.worker", "-P", str(parent)], capture_output=True, text=True, check=False
    ).stdout
    return [int(line) for line in out.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--hold", action="store_true")
    options = parser.parse_args()
    for tool in ("nginx", "wrk"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: apt-get install nginx wrk")
    folder = Path(tempfile.mkdtemp(prefix="speed-"))
    limits = [Limit(quota=1_000_000_000), Limit(quota=1_000_000_000, window=3600)]
    identity = [IdentitySource(kind) for kind in (IdentityKind.JWT, IdentityKind.ADDRESS)]
    seed_store(
        folder / "data", [Api(id=0, name="bench", upstream="http://127.0.0.1:9000", limits=limits, identity=identity)]
    )
    flags = ["--listen", "127.0.0.1:8090", "--health", "127.0.0.1:9474", "--data-dir", str(folder / "data")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BOING_CACHE_DIR": str(RULE_CACHE)}
    started = [
        *([] if options.hold else [origin(folder)]),
        subprocess.Popen([sys.executable, "-m", "bench.bare"], env=environment),
        subprocess.Popen(
            [sys.executable, "-m", "gateway.cli", "gateway", "--workers", str(options.workers), *flags], env=environment
        ),
    ]
    try:
        bare, gateway = started[-2].pid, started[-1].pid
        eventually(lambda: len(workers_of(gateway)) == options.workers, 30)
        time.sleep(8)
        if options.hold:
            input("gateway on http://127.0.0.1:8090, Enter ends it ")
            return
        targets = {"bare plane": (8091, [bare]), "boing": (8090, workers_of(gateway))}
        rows: dict[tuple[str, str], list[tuple[float, ...]]] = {}
        for _ in range(options.rounds):
            for workload in WORKLOADS:
                for name, (port, pids) in targets.items():
                    rows.setdefault((workload, name), []).append(load(port, workload, options.seconds, folder, pids))
        print(f"{'workload':9}{'target':12}{'req/s':>8}{'µs/req':>9}{'p99 ms':>9}{'MB':>7}  share of bare  added µs")
        for (workload, name), values in rows.items():
            rate, cost, p99, memory = (statistics.median(column) for column in zip(*values, strict=True))
            floor = rows[workload, "bare plane"]
            share = statistics.median(a[0] / b[0] for a, b in zip(values, floor, strict=True))
            added = statistics.median(a[1] - b[1] for a, b in zip(values, floor, strict=True))
            print(f"{workload:9}{name:12}{rate:8.0f}{cost:9.0f}{p99:9.2f}{memory:7.0f}{share:14.0%}{added:10.0f}")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
