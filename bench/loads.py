"""One worker under loads of several kinds, beside stock mitmdump and the origin itself, in one run.

    python -m bench.loads [--seconds 5] [--rounds 3] [--identities 1000000]

Kinds: requests on kept connections; a connection for each request; both over TLS; HTTP/2 over TLS; half of what it can take,
for the tail; and a policy of 1,000 APIs and 100,000 list entries with ever new callers, for what size costs in time and
memory. Everything on, recording on. Loopback only, bounded in time. Debian: nginx wrk nghttp2-client openssl.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from addons.exchange import IdentityKind
from bench.speed import WORKLOADS, origin, processor_seconds, resident_mb, workers_of
from gateway.policy.document import Api, IdentitySource, Limit
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.gatewayproc import eventually, free_port, running, seed_store

UPSTREAM = "http://127.0.0.1:9000"
CONNECTIONS = 16
APIS, ENTRIES = 1000, 100_000
TOOLS = ("nginx", "wrk", "h2load", "openssl")
LIMITS = [Limit(quota=1_000_000_000), Limit(quota=1_000_000_000, window=3600)]
IDENTITY = [IdentitySource(IdentityKind.JWT), IdentitySource(IdentityKind.KEY, "x-api-key")]


Kinds = dict[str, Callable[["Target", float, Path], "Seen"]]


@dataclass(frozen=True, slots=True)
class Target:
    """`pids` are the processes whose time counts: a worker, the peer; none of the origin, which is not looked at."""

    name: str
    port: int
    pids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """`rate` answers a second, `cost` µs of processor time an answer, `p99` ms, `slowest` ms."""

    rate: float
    cost: float
    p99: float
    slowest: float


def ask(target: Target, seconds: float, folder: Path, *options: str) -> Seen:
    """Loads with h2load, which logs how long each answer took. Ends the program where one failed or was not 2xx."""
    return _asked(target, seconds, folder, 1, f"-c{CONNECTIONS}", *options)


def ask_evenly(target: Target, seconds: float, folder: Path, rate: float) -> Seen:
    """`rate` requests a second. A h2load for each connection, as one alone sends for all of its own in the same moment."""
    return _asked(target, seconds, folder, CONNECTIONS, "-c1", "--h1", f"--rps={rate / CONNECTIONS:.1f}")


def _asked(target: Target, seconds: float, folder: Path, programs: int, *options: str) -> Seen:
    scheme = "http" if "--h1" in options and "tls" not in options else "https"
    wanted = [option for option in options if option != "tls"]
    url = f"{scheme}://127.0.0.1:{target.port}{WORKLOADS['get']}"
    logs = [folder / f"answers-{n}.tsv" for n in range(programs)]
    before = processor_seconds(list(target.pids))
    running = []
    for log in logs:
        log.unlink(missing_ok=True)
        command = ["h2load", f"-D{seconds:g}", f"--log-file={log}", *wanted, url]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    if any(program.wait() for program in running):
        sys.exit(f"{target.name}: h2load failed")
    spent = processor_seconds(list(target.pids)) - before
    rows = [line.split("\t") for log in logs for line in log.read_text().splitlines()]
    if bad := [row[1] for row in rows if not row[1].startswith("2")]:
        sys.exit(f"{target.name}: {len(bad)} of {len(rows)} answers were not 2xx: {sorted(set(bad))}")
    took = sorted(int(row[2]) for row in rows)
    at = took[int(len(took) * 0.99)] / 1e3
    return Seen(len(took) / seconds, spent / len(took) * 1e6, at, took[-1] / 1e3)


def connect_each(target: Target, seconds: float, scheme: str) -> Seen:
    """A connection for each request, with wrk."""
    before = processor_seconds(list(target.pids))
    url = f"{scheme}://127.0.0.1:{target.port}{WORKLOADS['get']}"
    out = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency", "-H", "Connection: close", url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = processor_seconds(list(target.pids)) - before
    if "Non-2xx" in out or re.search(r"Socket errors: (?!connect 0, read 0, write 0)", out):
        sys.exit(f"{target.name}: {out}")
    requests = int(_number(r"(\d+) requests in", out))
    return Seen(_number(r"Requests/sec:\s+([\d.]+)", out), spent / requests * 1e6, _p99(out), _slowest(out))


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, text
    return float(found[1])


def _milliseconds(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, text
    return float(found[1]) * {"us": 1e-3, "ms": 1, "s": 1e3}[found[2]]


def _p99(out: str) -> float:
    return _milliseconds(r"\s99%\s+([\d.]+)(us|ms|s)", out)


def _slowest(out: str) -> float:
    return _milliseconds(r"Latency\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)", out)


def certificate(folder: Path) -> dict[str, str]:
    pair = {"BOING_TLS_CERT": str(folder / "cert.pem"), "BOING_TLS_KEY": str(folder / "key.pem")}
    made = ["-keyout", pair["BOING_TLS_KEY"], "-out", pair["BOING_TLS_CERT"], "-subj", "/CN=127.0.0.1"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run(["openssl", "req", "-x509", *curve, "-nodes", "-days", "2", *made], capture_output=True, check=True)
    return pair


@contextmanager
def gateway(folder: Path, name: str, environment: dict[str, str] | None = None) -> Iterator[Target]:
    with running(
        "gateway", folder, "--workers", "1", ready=True, tls=bool(environment), **environment or {}
    ) as started:
        (worker,) = eventually(lambda: workers_of(started.process.pid))
        yield Target(name, started.port, (worker,))


@contextmanager
def mitmdump() -> Iterator[Target]:
    port = free_port()
    program = Path(sys.executable).with_name("mitmdump")
    process = subprocess.Popen(
        [program, "-q", "--mode", f"reverse:{UPSTREAM}", "--listen-host", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
    )
    target = Target("stock mitmdump", port, (process.pid,))
    try:
        eventually(lambda: _answers(target))
        yield target
    finally:
        process.terminate()
        process.wait(30)


def _answers(target: Target) -> bool:
    url = f"http://127.0.0.1:{target.port}/"
    return subprocess.run(["curl", "-sf", "-o", "/dev/null", url], check=False).returncode == 0


KINDS: Kinds = {
    "kept connections": lambda target, seconds, folder: ask(target, seconds, folder, "--h1"),
    "a connection each": lambda target, seconds, _: connect_each(target, seconds, "http"),
}
TLS_KINDS: Kinds = {
    "TLS, kept": lambda target, seconds, folder: ask(target, seconds, folder, "--h1", "tls"),
    "TLS, a connection each": lambda target, seconds, _: connect_each(target, seconds, "https"),
    "HTTP/2 over TLS": lambda target, seconds, folder: ask(target, seconds, folder, "-m4"),
}


def kinds(folder: Path, seconds: float, rounds: int) -> None:
    plain_api = [Api(id=0, name="bench", upstream=UPSTREAM, limits=LIMITS, identity=IDENTITY)]
    for name in ("plain", "tls"):
        seed_store(folder / name, plain_api)
    seen: dict[tuple[str, str], list[Seen]] = {}
    with ExitStack() as stack:
        plain = stack.enter_context(gateway(folder / "plain", "Boing"))
        secure = stack.enter_context(gateway(folder / "tls", "Boing", certificate(folder)))
        stock = stack.enter_context(mitmdump())
        for _ in range(rounds):
            for table, ours in ((KINDS, plain), (TLS_KINDS, secure)):
                for kind, load in table.items():
                    for target in (ours, stock):
                        seen.setdefault((kind, target.name), []).append(load(target, seconds, folder))
        print("| load | | answers/s | µs an answer | p99 ms | slowest ms |\n|---|---|--:|--:|--:|--:|")
        for (kind, name), each in seen.items():
            row(kind, name, each)
        for kind in dict.fromkeys(kind for kind, _ in seen):
            pairs = zip(seen[kind, "Boing"], seen[kind, "stock mitmdump"], strict=True)
            print(f"{kind}: {statistics.median(a.rate / b.rate for a, b in pairs):.1f} times stock mitmdump")
        half = statistics.median(one.rate for one in seen["kept connections", "Boing"]) / 2
        tail(folder, seconds, rounds, half, [Target("the origin", 9000), plain])


def row(kind: str, name: str, each: Iterable[Seen]) -> None:
    rate, cost, p99, slowest = (statistics.median(column) for column in zip(*map(_figures, each), strict=True))
    print(f"| {kind} | {name} | {rate:,.0f} | {cost:.0f} | {p99:.1f} | {slowest:.1f} |", flush=True)


def _figures(seen: Seen) -> tuple[float, float, float, float]:
    return seen.rate, seen.cost, seen.p99, seen.slowest


def tail(folder: Path, seconds: float, rounds: int, rate: float, targets: list[Target]) -> None:
    """At half of what the worker takes, sent evenly: what it adds to the origin's own time."""
    for target in targets:
        asked = [ask_evenly(target, seconds, folder, rate) for _ in range(rounds)]
        row(f"half load, {rate:,.0f}/s", target.name, asked)


async def fill(settings: Settings) -> None:
    store = await Store.open(settings)
    async with store.edit(Actor(None, "bench"), "fill") as edit:
        for list_, place in (("blacklist", 20), ("whitelist", 21)):
            entries = [
                NewEntry("address", f"10.{place}.{n // 250 % 250}.{n % 250}" if n % 2 else f"2001:db8:{place}:{n:x}::1")
                for n in range(ENTRIES // 2)
            ]
            await store.lists.bulk_add(edit, list_, entries)  # type: ignore[arg-type]
    await store.close()


def size(folder: Path, seconds: float, identities: int) -> None:
    hosts = [f"api{n}.example.com" for n in range(1, APIS)]
    apis = [
        Api(id=0, name=host.split(".")[0], upstream=UPSTREAM, hosts=[host], limits=LIMITS, identity=IDENTITY)
        for host in hosts
    ]
    rest = Api(id=0, name="bench", upstream=UPSTREAM, limits=LIMITS, identity=IDENTITY)
    seed_store(folder / "small", [rest])
    asyncio.run(fill(seed_store(folder / "large", [*apis, rest])))
    print(f"\n| policy | callers | answers/s | µs an answer | p99 ms | slowest ms | MB |\n|---|{'--:|' * 6}")
    with ExitStack() as stack:
        small = stack.enter_context(gateway(folder / "small", "one API, no entry"))
        large = stack.enter_context(gateway(folder / "large", f"{APIS:,} APIs, {ENTRIES:,} entries"))
        for target in (small, large, small, large):
            sized(target, "1", ask(target, seconds, folder, "--h1"))
        script = folder / "callers.lua"
        script.write_text(
            "local n = 0\nrequest = function()\n  n = n + 1\n"
            "  return wrk.format('GET', nil, {['x-api-key'] = 'caller-' .. n})\nend\n"
        )
        done = 0
        while done < identities:
            before = processor_seconds(list(large.pids))
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d30s", "--latency", "-s", str(script)]
            url = f"http://127.0.0.1:{large.port}{WORKLOADS['get']}"
            out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
            spent = processor_seconds(list(large.pids)) - before
            answered = int(_number(r"(\d+) requests in", out))
            script.write_text(script.read_text().replace(f"local n = {done}\n", f"local n = {done + answered}\n"))
            done += answered
            sized(large, f"{done:,}", Seen(answered / 30, spent / answered * 1e6, _p99(out), _slowest(out)))


def sized(target: Target, callers: str, seen: Seen) -> None:
    figures = f"{seen.rate:,.0f} | {seen.cost:.0f} | {seen.p99:.1f} | {seen.slowest:.1f}"
    print(f"| {target.name} | {callers} | {figures} | {resident_mb(list(target.pids)):.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--identities", type=int, default=1_000_000)
    options = parser.parse_args()
    if missing := [tool for tool in TOOLS if not shutil.which(tool)]:
        sys.exit(f"{', '.join(missing)}: apt-get install nginx wrk nghttp2-client openssl")
    folder = Path(tempfile.mkdtemp(prefix="loads-"))
    serving = origin(folder)
    try:
        kinds(folder, options.seconds, options.rounds)
        size(folder, options.seconds, options.identities)
    finally:
        serving.terminate()
        serving.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
