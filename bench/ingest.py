"""What telemetry costs: processor time of the console a record, and what others wait meanwhile.

    python -m bench.ingest [--batches 60] [--size 500] [--rounds 3]

Starts `boing console` over an empty embedded store, sends batches over one HTTP connection, and waits until the store has
all of them. Prints for each round: records a second while sending, microseconds of processor time a record until it is
answered and until it is stored (judging, journal and shipping), what a batch took, and what another client's
GET /api/health waited meanwhile. Loopback only; processor time hardly moves with what else the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.speed import processor_seconds
from gateway.ingest.keys import ingest_key_hash, new_ingest_key
from gateway.policy.document import Api, IdentitySource, Limit
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.gatewayproc import ROOT, RULE_CACHE, eventually

CONSOLE = ("127.0.0.1", 8078)
HEADERS = {
    "host": "shop.example.com",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "accept": "application/json",
    "accept-language": "en-GB,en;q=0.8",
    "accept-encoding": "gzip, deflate, br",
    "cookie": "session=3b2f1a; theme=dark",
    "referer": "https://shop.example.com/products?page=2",
}


def batch(number: int, size: int) -> bytes:
    """Every fifth is a JSON POST with its body, every hundredth an attack; a thousand addresses."""
    chance = random.Random(number)
    records = []
    for position in range(size):
        record: dict[str, Any] = {
            "timestamp": time.time(),
            "method": "GET",
            "endpoint": f"/orders/{chance.randrange(10_000)}?page={chance.randrange(9)}&sort=name",
            "client_ip": f"203.0.{chance.randrange(4)}.{chance.randrange(256)}",
            "headers": HEADERS,
            "status_code": 200,
            "latency_ms": chance.random() * 50,
            "body_size": 0,
        }
        if position % 5 == 0:
            body = json.dumps({"order": {"sku": "AB-1234", "qty": 3, "note": "leave at the door"}, "user": "alice"})
            record |= {"method": "POST", "endpoint": "/orders", "body": body, "body_size": len(body)}
            record["headers"] = {**HEADERS, "content-type": "application/json"}
        if position % 100 == 7:
            record["endpoint"] = "/orders?q=1'%20UNION%20SELECT%20password%20FROM%20users--"
        records.append(record)
    return json.dumps({"records": records}).encode()


async def seed(data: Path) -> str:
    settings = Settings(boing_data_dir=str(data))
    await migrate(settings)
    store = await Store.open(settings)
    key = new_ingest_key()
    limits = [Limit(quota=1_000_000_000), Limit(quota=1_000_000_000, window=3600)]
    identity = [IdentitySource("address")]  # type: ignore[arg-type]
    async with store.edit(Actor(None, "bench", ""), "bench") as edit:
        document = Api(id=0, name="bench", upstream="http://127.0.0.1:9", limits=limits, identity=identity)
        await store.apis.add(edit, document, ingest_key_hash(key))
    await store.close()
    return key


async def stored(data: Path) -> int:
    store = await Store.open(Settings(boing_data_dir=str(data)))
    try:
        return await store.exchanges.last_id()
    finally:
        await store.close()


class Bystander(threading.Thread):
    """Asks for /api/health all the while, and notes how long each took."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []
        self.ended = threading.Event()

    def run(self) -> None:
        connection = http.client.HTTPConnection(*CONSOLE)
        while not self.ended.wait(0.05):
            before = time.perf_counter()
            connection.request("GET", "/api/health")
            connection.getresponse().read()
            self.waits.append(time.perf_counter() - before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=60)
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hold", action="store_true", help="wait for Enter before the first round, for a profiler")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ingest-"))
    key = asyncio.run(seed(folder / "data"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BOING_CACHE_DIR": str(RULE_CACHE)}
    command = [sys.executable, "-m", "gateway.cli", "console", "--console", f"{CONSOLE[0]}:{CONSOLE[1]}"]
    process = subprocess.Popen([*command, "--data-dir", str(folder / "data")], env=environment)
    pids = [process.pid]
    headers = {"X-API-Key": key, "Content-Type": "application/json"}
    try:
        connection = http.client.HTTPConnection(*CONSOLE, timeout=60)
        eventually(lambda: answers(connection), 30)
        send(connection, batch(0, 1), headers)
        sent = 1
        if options.hold:
            input(f"console {process.pid}, Enter goes on ")
        rows = []
        for number in range(options.rounds):
            bodies = [batch(number * 1000 + one, options.size) for one in range(options.batches)]
            bystander = Bystander()
            bystander.start()
            began, spent = time.perf_counter(), processor_seconds(pids)
            waits = []
            for body in bodies:
                before = time.perf_counter()
                send(connection, body, headers)
                waits.append(time.perf_counter() - before)
            took, judged = time.perf_counter() - began, processor_seconds(pids) - spent
            sent += len(bodies) * options.size
            eventually(lambda: asyncio.run(stored(folder / "data")) >= sent, 120)  # noqa: B023 - used at once
            whole = processor_seconds(pids) - spent
            bystander.ended.set()
            bystander.join()
            count = len(bodies) * options.size
            rows.append(
                (
                    count / took,
                    judged / count * 1e6,
                    whole / count * 1e6,
                    statistics.median(waits) * 1000,
                    statistics.median(bystander.waits) * 1000,
                    max(bystander.waits) * 1000,
                )
            )
        print(
            f"{'records/s':>10}{'µs until answered':>19}{'µs until stored':>17}{'batch ms':>10}{'other p50':>11}{'most ms':>9}"
        )
        for row in rows:
            print(f"{row[0]:10.0f}{row[1]:19.0f}{row[2]:17.0f}{row[3]:10.1f}{row[4]:11.1f}{row[5]:9.1f}")
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def answers(connection: http.client.HTTPConnection) -> bool:
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().read() is not None
    except OSError:
        connection.close()
        return False


def send(connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]) -> None:
    connection.request("POST", "/api/ingest", body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status == 429:
        time.sleep(float(answer.headers["Retry-After"]))
        send(connection, body, headers)
    elif answer.status != 202:
        sys.exit(f"{answer.status}: {text.decode()}")


if __name__ == "__main__":
    main()
