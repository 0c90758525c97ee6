"""`boing rules`: the Core Rule Set (or any SecLang rules) of this machine: brought in, checked, listed.

`add` copies into the data dir, where the gateway finds it; nothing of it becomes part of Boing. `check` reports every rule:
where it stands, which engine it runs on, what asking it costs on a sample, and what was refused and why.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from addons.exchange import Request
from addons.signatures.ast import RuleError
from addons.signatures.seclang.program import Program
from gateway.policy.cache import DiskCache
from gateway.policy.rules import ADDED, CoreRules, find_core_rules
from gateway.settings import Settings

ARCHIVE_BYTES = 64 * 1024 * 1024
KEPT = (".conf", ".data", ".example")
TIMES = 3
"""that a rule is asked for its cost; the least counts"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="copy a rule set into the data dir: a folder, or a .tar.gz or .zip of one")
    add.add_argument("source", metavar="DIR|ARCHIVE")
    check = actions.add_parser("check", help="load the rules and report on every one")
    check.add_argument("folder", nargs="?", metavar="DIR", help="instead of the rule set in use")
    check.add_argument("--paranoia-level", type=int, choices=(1, 2, 3, 4), default=1)
    check.add_argument("--json", action="store_true", help="one JSON object a line")
    shown = actions.add_parser("list", help="the rule files in use")
    for one in (add, check, shown):
        one.add_argument("--data-dir", metavar="DIR", help="default boing-data")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Exit code: 0; 1 where rules do not load; 2 where there are none."""
    try:
        if options.action == "add":
            return add_rules(Path(options.source), Path(settings.boing_data_dir))
        named = getattr(options, "folder", None)
        core = CoreRules(Path(named)) if named else find_core_rules(settings.crs_dir, settings.boing_data_dir)
        if core is None:
            print(
                "boing rules: there is no rule set here: boing rules add DIR|ARCHIVE, or set CRS_DIR", file=sys.stderr
            )
            return 2
        if options.action == "list":
            for path in core.files():
                print(path)
            return 0
        return check_rules(core, settings, options.paranoia_level, as_json=options.json)
    except (RuleError, OSError) as error:
        print(f"boing rules: {error}", file=sys.stderr)
        return 1


def add_rules(source: Path, data_dir: Path) -> int:
    """Checks, then copies: a rule set that does not load replaces nothing. Raises RuleError, OSError."""
    with tempfile.TemporaryDirectory(prefix="boing-rules-") as name:
        folder = _unpacked(source, Path(name))
        root = _root(folder)
        program = CoreRules(root).load()
        target = data_dir / ADDED
        fresh = data_dir / f".{ADDED}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        count = 0
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            if path.is_file() and path.suffix in KEPT and inside.parts[0] in ("rules", "plugins", path.name):
                (fresh / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, fresh / inside)
                count += 1
        if target.exists():
            old = data_dir / f".{ADDED}.old"
            shutil.rmtree(old, ignore_errors=True)
            target.rename(old)
            fresh.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.rename(target)
    print(f"{len(program.rules)} rules in {count} files: {target}; in use from the gateway's next start")
    for refusal in program.refusals:
        print(f"refused {refusal.rule} ({refusal.place}): {refusal.reason}")
    return 0


def _unpacked(source: Path, into: Path) -> Path:
    """The folder itself, or what an archive holds; nothing of it leaves `into`. Raises RuleError."""
    if source.is_dir():
        return source
    if not source.is_file():
        raise RuleError(f"{source}: no such folder or archive")
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            if sum(item.file_size for item in archive.infolist()) > ARCHIVE_BYTES:
                raise RuleError(f"{source}: holds more than {ARCHIVE_BYTES} bytes")
            archive.extractall(into)  # noqa: S202 - a zip's names are made harmless, and its size is known
        return into
    if tarfile.is_tarfile(source):
        with tarfile.open(source) as tar:
            if sum(item.size for item in tar.getmembers()) > ARCHIVE_BYTES:
                raise RuleError(f"{source}: holds more than {ARCHIVE_BYTES} bytes")
            tar.extractall(into, filter="data")
        return into
    raise RuleError(f"{source}: neither a folder nor a .tar.gz or .zip archive")


def _root(folder: Path) -> Path:
    """Where the rule set begins: the folder that holds rules/, or rule files."""
    for candidate in (folder, *(path for path in sorted(folder.iterdir()) if path.is_dir())):
        if (candidate / "rules").is_dir() or any(candidate.glob("*.conf")):
            return candidate
    raise RuleError(f"{folder}: holds no rules/ and no *.conf")


def check_rules(core: CoreRules, settings: Settings, paranoia_level: int, *, as_json: bool) -> int:
    started = time.perf_counter()
    program = core.load(paranoia_level, cache=DiskCache(settings.cache_dir), response=True)
    loaded = time.perf_counter() - started
    refused = {refusal.rule: refusal.reason for refusal in program.refusals}
    slow = {rule.id: reason for rule, reason in program.unscannable}
    roles = program.roles()
    costs = _costs(program)
    counts: dict[str, int] = {}
    for rule in program.rules:
        role = "refused" if rule.id in refused else roles.get(rule.id, "not at this paranoia level")
        counts[role] = counts.get(role, 0) + 1
        row = {
            "id": rule.id,
            "place": str(rule.place),
            "phase": rule.phase,
            "engine": " + ".join(dict.fromkeys(link.operator.engine for link in rule.all_links if link.operator)),
            "runs": role,
            "microseconds": round(costs.get(rule.id, 0.0), 2),
            "remark": refused.get(rule.id) or (f"no Hyperscan: {slow[rule.id]}" if rule.id in slow else ""),
        }
        if as_json:
            print(json.dumps(row))
        else:
            print(
                f"{row['id']:>8}  {row['place']:<58} phase {row['phase']}  {row['engine']:<24} {row['runs']:<26} "
                f"{row['microseconds']:>7} µs  {row['remark']}".rstrip()
            )
    if not as_json:
        print(f"\n{len(program.rules)} rules from {core.folder}, loaded in {loaded:.1f} s: "
              + ", ".join(f"{count} {role}" for role, count in sorted(counts.items())))  # fmt: skip
        for rule_id, reason in refused.items():
            print(f"refused {rule_id}: {reason}")
    return 0


def _costs(program: Program) -> dict[int, float]:
    """Microseconds that asking each rule takes by itself, on a sample of requests."""
    requests = list(_sample())
    out: dict[int, float] = {}
    for rule in program.rules:
        if rule.phase > 2:
            continue
        spent = 0.0
        for request in requests:
            took: list[float] = []
            for _ in range(TIMES):
                tx = program.start(request, "sample", "192.0.2.1")
                assert tx.collections is not None
                tx.collections.read_body(request.body, b"JSON" if request.body else b"")
                started = time.perf_counter()
                program.ask(rule, tx)
                took.append(time.perf_counter() - started)
            spent += min(took)
        out[rule.id] = spent / len(requests) * 1e6
    return out


def _sample() -> Iterator[Request]:
    headers = (
        (b"Host", b"api.example.com"),
        (b"User-Agent", b"Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"),
        (b"Accept", b"application/json"),
        (b"Cookie", b"session=9f1c2d3e4b5a; theme=dark"),
    )
    yield Request("GET", b"/api/orders/42", b"page=2&sort=-created_at&q=blue+shoes", headers)
    body = (
        b'{"order":{"sku":"AB-1234","qty":3,"note":"please leave it at the door, thanks"},"user":"alice@example.com"}'
    )
    typed = (*headers, (b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(body)))
    yield Request("POST", b"/api/orders", b"", typed, body)
