"""Our SecLang engine beside libmodsecurity: the same rule files, the same bytes, are the same rules found?

Starts nginx with ModSecurity (detecting only, audit log in a file) and Debian's Core Rule Set, sends it requests over a
socket, lets our engine judge the same bytes, and compares the sets of rule ids, request by request.

    python -m bench.agreement [FOLDER ...] [--generated 6000] [--limit N] [--paranoia 1] [--show 20]
    python -m bench.agreement --speed

FOLDER holds `*.jsonl.gz` of labelled requests; a generator of our own adds to them. --speed prints what a request costs
either engine, in processor time. Debian packages: nginx libnginx-mod-http-modsecurity modsecurity-crs.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from addons.exchange import Request, Response
from addons.protocol import parse_request
from addons.signatures.seclang.program import Program
from bench.agreement_requests import from_records, generated
from gateway.policy.cache import DiskCache
from gateway.policy.rules import load_program

MODULE = Path("/usr/lib/nginx/modules/ngx_http_modsecurity_module.so")
CRS = Path("/usr/share/modsecurity-crs/rules")
SETUP = Path("/etc/modsecurity/crs/crs-setup.conf")
BASE = Path("/etc/nginx/modsecurity.conf")
MAPPING = Path("/etc/nginx/unicode.mapping")
MARK = b"X-Agreement"
ANSWER = Response(200, ((b"Content-Type", b"application/json"),), b"{}", 2)
LEFT_OUT = frozenset(("200005",))
"""ModSecurity's own alarm that an expression ran over its limit of steps"""


def installed() -> bool:
    return all(path.exists() for path in (MODULE, CRS, SETUP, BASE)) and shutil.which("nginx") is not None


def rule_text(paranoia: int) -> str:
    """What is set on top of Debian's files, for both engines."""
    if paranoia == 1:
        return ""
    return f'SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level={paranoia}"\n'


def base_text() -> str:
    """ModSecurity's recommended configuration; more steps for its expressions than it gives them by itself."""
    text = BASE.read_text()
    text = re.sub(r"(?m)^SecPcreMatchLimit(Recursion)? .*$", r"SecPcreMatchLimit\1 500000", text)
    return re.sub(r"(?m)^Sec(Audit\w*|UnicodeMapFile|RuleEngine) .*$", "", text)


class Reference:
    """nginx with ModSecurity, one worker."""

    def __init__(self, folder: Path, paranoia: int, *, judging: bool = True) -> None:
        self.folder = folder
        self.audit = folder / "audit.log"
        self.port, origin = _free_port(), _free_port()
        rules = folder / "rules.conf"
        rules.write_text(
            base_text()
            + f"\nSecRuleEngine DetectionOnly\nSecUnicodeMapFile {MAPPING} 20127\n"
            + (f"SecAuditEngine On\nSecAuditLogFormat JSON\nSecAuditLogParts ABHZ\nSecAuditLogType Serial\nSecAuditLog {self.audit}\n" if judging else "SecAuditEngine Off\n")
            + f"Include {SETUP}\n{rule_text(paranoia)}Include {CRS}/*.conf\n"
        )  # fmt: skip
        self._nginx = [
            self._start("origin", "", f"server {{ listen 127.0.0.1:{origin}; location / {{ default_type application/json; return 200 '{{}}'; }} }}"),
            self._start(
                "judge", f"load_module {MODULE};",
                f"modsecurity on; modsecurity_rules_file {rules}; client_max_body_size 64m; client_body_buffer_size 8m; "
                "large_client_header_buffers 16 128k; ignore_invalid_headers off; underscores_in_headers on; "
                f"upstream o {{ server 127.0.0.1:{origin}; keepalive 8; }}\n"
                f"server {{ listen 127.0.0.1:{self.port}; location / {{ proxy_pass http://o; proxy_http_version 1.1; "
                'proxy_set_header Connection ""; } }',
            ),
        ]  # fmt: skip
        self._wait()

    def _start(self, name: str, main: str, http: str) -> subprocess.Popen[bytes]:
        conf = self.folder / f"{name}.conf"
        conf.write_text(
            f"{main}\nworker_processes 1; pid {self.folder}/{name}.pid; error_log {self.folder}/{name}.err crit;\n"
            f"events {{ worker_connections 512; }}\nhttp {{ access_log off; keepalive_requests 100000000;\n{http}\n}}\n"
        )
        return subprocess.Popen(["nginx", "-c", str(conf), "-g", "daemon off;"], stderr=subprocess.DEVNULL)

    def _wait(self) -> None:
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if time.monotonic() > end or self._nginx[1].poll() is not None:
                    raise RuntimeError(f"nginx does not start: {(self.folder / 'judge.err').read_text()}") from None
                time.sleep(0.1)
            else:
                return

    def close(self) -> None:
        for process in self._nginx:
            process.terminate()
        for process in self._nginx:
            process.wait(10)

    def seconds(self) -> float:
        """Processor time of the worker so far."""
        master = self._nginx[1].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        total = 0
        for child in children:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / 100

    def send(self, raws: Iterable[bytes]) -> int:
        """One request at a time, over connections that are kept; how many were answered."""
        answered = 0
        connection = _Connection(self.port)
        for raw in raws:
            answered += connection.ask(raw)
        connection.close()
        return answered

    def fired(self) -> dict[int, frozenset[str]]:
        """Rule ids by the number that the request was marked with."""
        out: dict[int, frozenset[str]] = {}
        with self.audit.open("rb") as file:
            for line in file:
                try:
                    entry = json.loads(line.decode("latin-1"), strict=False)["transaction"]
                except (ValueError, KeyError):
                    continue
                headers = {key.lower(): value for key, value in entry["request"]["headers"].items()}
                mark = str(headers.get(MARK.decode().lower(), ""))
                if mark.isdigit():
                    out[int(mark)] = frozenset(message["details"]["ruleId"] for message in entry.get("messages", ()))
        return out


class _Connection:
    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def ask(self, raw: bytes) -> bool:
        for attempt in (1, 2):
            fresh = self._socket is None
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), 5)
                self._socket.settimeout(1)
            try:
                self._socket.sendall(raw)
                keep = self._answer()
            except TimeoutError:  # a request that lacks something: nginx waits for it
                self.close()
                return False
            except OSError:
                self.close()
                if fresh or attempt == 2:
                    return False
                continue
            if not keep:
                self.close()
            return True
        return False

    def _answer(self) -> bool:
        assert self._socket is not None
        data = b""
        while b"\r\n\r\n" not in data:
            block = self._socket.recv(65536)
            if not block:
                raise OSError("closed")
            data += block
        head, _, body = data.partition(b"\r\n\r\n")
        low = head.lower()
        length = re.search(rb"content-length: *(\d+)", low)
        if length is None or b"connection: close" in low:
            return False
        while len(body) < int(length[1]):
            block = self._socket.recv(65536)
            if not block:
                raise OSError("closed")
            body += block
        return len(body) == int(length[1])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def our_program(paranoia: int, cache: DiskCache | None = None) -> Program:
    return load_program(
        [("base", base_text()), (str(SETUP), SETUP.read_bytes()), ("extra", rule_text(paranoia)), *((str(p), p.read_bytes()) for p in sorted(CRS.glob("*.conf")))],
        cache=cache, unicode_map=MAPPING,
    )  # fmt: skip


def judge(program: Program, request: Request) -> frozenset[str]:
    tx = program.start(request, "a1", "127.0.0.1")
    hits = program.request_headers(tx) + program.request_body(tx, request.body)
    hits += program.response_headers(tx, ANSWER) + program.response_body(tx, ANSWER) + program.logging(tx)
    return frozenset(hit.rule.shown_id for hit in hits if hit.rule.audited)


def marked(raw: bytes, number: int) -> bytes:
    head, separator, rest = raw.partition(b"\r\n")
    return head + separator + MARK + b": %d\r\n" % number + rest


def compare(raws: Sequence[tuple[str, bytes]], paranoia: int, show: int) -> float:
    """Prints the table; the share of requests whose sets are equal."""
    program = our_program(paranoia, DiskCache(Path(tempfile.gettempdir()) / "boing-agreement-cache"))
    with tempfile.TemporaryDirectory(prefix="agreement-") as name:
        reference = Reference(Path(name), paranoia)
        try:
            reference.send(marked(raw, number) for number, (_, raw) in enumerate(raws))
            time.sleep(0.5)
            theirs = reference.fired()
        finally:
            reference.close()
    return report(raws, theirs, program, show)


def report(raws: Sequence[tuple[str, bytes]], theirs: dict[int, frozenset[str]], program: Program, show: int) -> float:
    equal = judged = 0
    only_theirs: collections.Counter[str] = collections.Counter()
    only_ours: collections.Counter[str] = collections.Counter()
    by_source: dict[str, list[int]] = {}
    fired: collections.Counter[str] = collections.Counter()
    examples: dict[str, list[int]] = {}
    for number, (source, raw) in enumerate(raws):
        expected = theirs.get(number)
        if expected is None:
            continue
        judged += 1
        expected -= LEFT_OUT
        ours = judge(program, parse_request(marked(raw, number)).request)
        fired.update(expected)
        row = by_source.setdefault(source, [0, 0])
        row[1] += 1
        if ours == expected:
            equal += 1
            row[0] += 1
            continue
        for rule in expected - ours:
            only_theirs[rule] += 1
            examples.setdefault(f"-{rule}", []).append(number)
        for rule in ours - expected:
            only_ours[rule] += 1
            examples.setdefault(f"+{rule}", []).append(number)
    print(
        f"{len(raws)} requests sent, {judged} judged by the reference, {equal} equal: {100 * equal / max(judged, 1):.2f} %; {len(fired)} rules fired"
    )
    for source, (same, count) in sorted(by_source.items()):
        if same != count:
            print(f"  {source:24} {same}/{count}")
    for title, counts in (("only libmodsecurity", only_theirs), ("only ours", only_ours)):
        for rule, count in counts.most_common():
            sign = "-" if counts is only_theirs else "+"
            print(f"  {title:20} {rule:>7} {count:5}   e.g. {examples[f'{sign}{rule}'][:6]}")
    for mark, numbers in list(examples.items())[:show]:
        print(mark, raws[numbers[0]][0], raws[numbers[0]][1][:700])
    return equal / max(judged, 1)


def speed(raws: Sequence[tuple[str, bytes]], paranoia: int, rounds: int) -> None:
    """Processor time a request: nginx with ModSecurity less nginx alone would be the fair share; shown with and without."""
    program = our_program(paranoia, DiskCache(Path(tempfile.gettempdir()) / "boing-agreement-cache"))
    requests = [parse_request(raw).request for _, raw in raws]
    for request in requests[:200]:
        judge(program, request)
    with tempfile.TemporaryDirectory(prefix="agreement-") as name:
        reference = Reference(Path(name), paranoia, judging=False)
        try:
            plain = [raw for _, raw in raws]
            reference.send(plain[:200])
            ratios = []
            for _ in range(rounds):
                before = reference.seconds()
                reference.send(plain)
                theirs = (reference.seconds() - before) / len(plain) * 1e6
                started = time.process_time()
                for request in requests:
                    judge(program, request)
                ours = (time.process_time() - started) / len(requests) * 1e6
                ratios.append(theirs / ours)
                print(f"nginx + libmodsecurity {theirs:7.0f} µs   ours {ours:7.0f} µs   ratio {theirs / ours:.2f}")
        finally:
            reference.close()
    print(f"median ratio {sorted(ratios)[len(ratios) // 2]:.2f} over {len(raws)} requests")


def gather(folders: Sequence[Path], count: int, limit: int) -> list[tuple[str, bytes]]:
    out: list[tuple[str, bytes]] = []
    for folder in folders:
        for file in sorted(folder.glob("*.jsonl.gz")):
            out += [(file.name.partition(".")[0], raw) for raw in _first(from_records(file), limit)]
    out += [("generated", raw) for raw in generated(count)]
    return out


def _first(items: Iterator[bytes], limit: int) -> Iterator[bytes]:
    for at, item in enumerate(items):
        if limit and at >= limit:
            return
        yield item


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    arguments.add_argument("--generated", type=int, default=6000)
    arguments.add_argument("--limit", type=int, default=0, help="of each file; 0: all")
    arguments.add_argument("--paranoia", type=int, default=1, choices=(1, 2, 3, 4))
    arguments.add_argument("--show", type=int, default=0, help="examples of differences")
    arguments.add_argument("--speed", action="store_true")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    if not installed():
        print("apt-get install nginx libnginx-mod-http-modsecurity modsecurity-crs", file=sys.stderr)
        return 2
    raws = gather(options.folders, options.generated, options.limit)
    with contextlib.suppress(KeyboardInterrupt):
        if options.speed:
            speed(raws, options.paranoia, options.rounds)
        else:
            return 0 if compare(raws, options.paranoia, options.show) >= 0.995 else 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
