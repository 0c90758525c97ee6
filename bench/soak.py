"""Memory over many requests: loads one worker with wrk until a million requests have gone through, printing its memory.

    python -m bench.soak [--requests 1000000]

GET and JSON POST in turn, everything on, recording on. Loopback only, bounded by the number of requests.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.speed import POST_BODY, WORKLOADS, origin, resident_mb, workers_of
from gateway.policy.document import Api, Limit
from tests.gatewayproc import ROOT, RULE_CACHE, eventually, seed_store

ROUND_SECONDS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1_000_000)
    wanted = parser.parse_args().requests
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    limits = [Limit(quota=1_000_000_000)]
    seed_store(folder / "data", [Api(id=0, name="soak", upstream="http://127.0.0.1:9000", limits=limits)])
    script = folder / "post.lua"
    script.write_text(f"wrk.method='POST'; wrk.body='{POST_BODY}'; wrk.headers['Content-Type']='application/json'\n")
    flags = ["--listen", "127.0.0.1:8090", "--health", "127.0.0.1:9474", "--data-dir", str(folder / "data")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BOING_CACHE_DIR": str(RULE_CACHE)}
    started = [
        origin(folder),
        subprocess.Popen([sys.executable, "-m", "gateway.cli", "gateway", "--workers", "1", *flags], env=environment),
    ]
    try:
        pids = eventually(lambda: workers_of(started[1].pid), 30)
        time.sleep(8)
        done = failed = 0
        print(f"{'requests':>10}{'MB':>7}  before any: {resident_mb(pids):.0f} MB")
        while done < wanted:
            for name, path in WORKLOADS.items():
                extra = ["-s", str(script)] if name == "post" else []
                command = ["wrk", "-t1", "-c16", f"-d{ROUND_SECONDS}s", *extra, f"http://127.0.0.1:8090{path}"]
                out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                done += int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]
                failed += int(found[1]) if (found := re.search(r"Non-2xx or 3xx responses: (\d+)", out)) else 0
            print(f"{done:10}{resident_mb(pids):7.0f}", flush=True)
        print(f"{failed} answers were not 2xx")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(90)


if __name__ == "__main__":
    main()
