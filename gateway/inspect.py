"""`boing inspect`: judges requests offline, with the same pipeline as the gateway.

A raw HTTP request on standard input, or records from a file; one JSON line for each on standard output. Lists, limits
and learned models are left out unless a policy names them: offline there is no caller and no clock. Nothing is stored or sent.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from addons.addon import Facts
from addons.exchange import Exchange, Header, Request
from addons.finding import Finding, Mode
from addons.payload import Payload
from addons.pipeline import Inspection, Pipeline, Stage
from addons.protocol import parse_request
from addons.signatures import RuleSet, Signatures, SignaturesSettings, load_pack
from addons.verdict import Verdict, judge
from gateway.geo import open_places
from gateway.policy.cache import DiskCache
from gateway.policy.judging import exchange_of, run_phases

GZIP = b"\x1f\x8b"
ABSENT = ("content-length", "transfer-encoding")
"""framing headers of a record are not judged: a record has a body, not bytes on a wire"""


class InspectError(ValueError):
    """What the user gave cannot be judged; the text says what, where, and how to mend it."""


class Record(msgspec.Struct):
    """One line of a JSONL file. With `raw`, the rest is ignored."""

    id: str | int = ""
    method: str = "GET"
    path: str = "/"
    query: str | None = ""
    headers: dict[str, str | list[str]] | list[tuple[str, str]] = {}
    body: str | None = ""
    raw: str | None = None
    source: str = ""
    label: str = ""


class Shown(msgspec.Struct):
    """One line of output: a finding of it has detector, rule, severity, location, evidence."""

    id: str
    verdict: str
    score: int
    findings: list[dict[str, str]]
    micros: dict[str, float]


class Judge(Protocol):
    """Judges one request: the pipeline of a policy's API, or the detectors alone."""

    def __call__(
        self, request: Request, request_id: str, before: Sequence[Finding] = ()
    ) -> tuple[Verdict, Inspection]: ...


class PipelineJudge:
    """Payload and signatures, enforcing, with nothing else: what `inspect` does without a policy."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def __call__(self, request: Request, request_id: str, before: Sequence[Finding] = ()) -> tuple[Verdict, Inspection]:
        judged = run_phases(self._pipeline, Exchange(request_id, request), Facts(), before=before)
        return judged.verdict, judged.inspection


def _rules() -> RuleSet:
    """The pack, its compiled databases kept in the user's cache folder: without it each run would take seconds longer."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return load_pack(cache=DiskCache(Path(os.environ.get("BOING_CACHE_DIR") or home / "boing")))


class PolicyJudge:
    """The pipeline of the API that a policy gives the request to. Counters are empty: each request is the first."""

    def __init__(self, path: Path, now: Callable[[], float], models: Path | None = None) -> None:
        """`models`: the folder of those that the policy names; None: `models` beside it. Raises InspectError."""
        # Imported here: a policy is the exception, and its compiler brings cryptography along.
        from cryptography.fernet import Fernet  # noqa: PLC0415

        from gateway.policy.compile import PolicyCompiler  # noqa: PLC0415
        from gateway.policy.models import ModelFolder  # noqa: PLC0415
        from gateway.policy.secrets import Secrets  # noqa: PLC0415

        self._now = now
        try:
            policy = _read_policy(path)
            self._snapshot = PolicyCompiler(
                Secrets(Fernet.generate_key().decode()),
                _rules(),
                open_countries=partial(open_places, networks=False),
                models=ModelFolder(models or path.parent / "models"),
            ).compile(policy)
        except (OSError, ValueError) as error:
            raise InspectError(f"--policy {path}: {error}") from None

    @property
    def warnings(self) -> list[str]:
        """What the policy says and cannot have the effect that was meant, such as a model that is not here."""
        return [str(warning) for warning in self._snapshot.warnings]

    def __call__(self, request: Request, request_id: str, before: Sequence[Finding] = ()) -> tuple[Verdict, Inspection]:
        api = self._snapshot.match(request.host, request.path)
        if api is None:
            return judge(before, 5, Mode.ENFORCE), Inspection(findings=list(before))
        now = self._now()
        exchange = exchange_of(api, request, request_id, now)
        judged = run_phases(api.pipeline, exchange, Facts(now=now), before=before)
        return judged.verdict, judged.inspection


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jsonl", metavar="FILE", help="records, one JSON object a line (also gzipped); `-` is standard input"
    )
    parser.add_argument("--gzip", action="store_true", help="the input is gzipped (found out by itself for files)")
    parser.add_argument(
        "--policy", metavar="FILE", help="judge by this policy document (JSON, or YAML), lists and limits included"
    )
    parser.add_argument(
        "--models", metavar="FOLDER", help="where the models are that the policy names (default: `models` beside it)"
    )
    parser.add_argument(
        "--paranoia-level", type=int, choices=(1, 2, 3, 4), default=1, help="of the signatures (default 1)"
    )
    parser.add_argument(
        "--threshold", type=int, default=5, metavar="POINTS", help="anomaly score that blocks (default 5)"
    )


def run(args: argparse.Namespace) -> int:
    """Judge, print, and return the exit code: 0, or 2 where the input cannot be used."""
    try:
        judge_one = make_judge(args)
        if args.jsonl is None:
            raw = _standard_input(zipped=args.gzip)
            sys.stdout.buffer.write(msgspec.json.encode(judge_raw(raw, "stdin", judge_one)) + b"\n")
            return 0
        inspect_lines(args.jsonl, sys.stdout.buffer, judge_one, zipped=args.gzip, progress=sys.stderr.isatty())
    except (InspectError, OSError, EOFError) as error:
        print(f"boing inspect: {error}", file=sys.stderr)
        return 2
    return 0


def _standard_input(*, zipped: bool) -> bytes:
    raw = sys.stdin.buffer.read()
    if not raw:
        raise InspectError("nothing on standard input: give a raw HTTP request, or --jsonl FILE")
    return gzip.decompress(raw) if zipped else raw


def make_judge(args: argparse.Namespace) -> Judge:
    if args.policy:
        by_policy = PolicyJudge(Path(args.policy), time.time, Path(args.models) if args.models else None)
        for warning in by_policy.warnings:
            print(f"boing inspect: {warning}", file=sys.stderr)
        return by_policy
    if args.models:
        raise InspectError("--models needs --policy: it is a policy that names models")
    return detectors_alone(args.paranoia_level, args.threshold)


def detectors_alone(paranoia_level: int = 1, threshold: int = 5) -> PipelineJudge:
    """Payload and signatures with the pack that comes with Boing."""
    signatures = Signatures(_rules(), SignaturesSettings(paranoia_level=paranoia_level))
    return PipelineJudge(Pipeline([Stage(Payload()), Stage(signatures)], threshold))


def inspect_lines(name: str, out: BinaryIO, judge_one: Judge, *, zipped: bool = False, progress: bool = False) -> int:
    """Judge every record of a JSONL file; returns how many. A line that is no record is a line with an `error`."""
    total = 0 if name == "-" else Path(name).stat().st_size
    encoder = msgspec.json.Encoder()
    count = 0
    with _open(name) as raw, _progress(total, shown=progress) as advance:
        stream: Any = gzip.GzipFile(fileobj=raw) if zipped or raw.peek(2)[:2] == GZIP else raw
        for line in stream:
            if not line.strip():
                continue
            count += 1
            try:
                record = decode_record(line)
            except InspectError as error:
                out.write(encoder.encode({"id": str(count), "error": f"line {count}: {error}"}) + b"\n")
                continue
            out.write(encoder.encode(judge_record(record, judge_one, str(count))) + b"\n")
            if count % 256 == 0:
                advance(raw.tell() if total else 0)
    out.flush()
    return count


def decode_record(line: bytes) -> Record:
    """Raises InspectError naming the field."""
    try:
        return msgspec.json.decode(line, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            return msgspec.convert(_lenient(line), Record)
        except (ValueError, TypeError):
            raise InspectError(f"no record: {error}") from None


def judge_record(record: Record, judge_one: Judge, fallback_id: str = "") -> Shown:
    name = str(record.id) or fallback_id
    if record.raw is not None:
        return judge_raw(as_bytes(record.raw, "latin-1"), name, judge_one)
    verdict, inspection = judge_one(request_of(record), name)
    return _shown(name, verdict, inspection)


def judge_raw(raw: bytes, name: str, judge_one: Judge) -> Shown:
    """What a raw request is judged as: its protocol faults, then what the addons find in it."""
    started = time.perf_counter_ns()
    parsed = parse_request(raw)
    spent = time.perf_counter_ns() - started
    verdict, inspection = judge_one(parsed.request, name, parsed.findings)
    inspection.nanoseconds["protocol"] = spent
    return _shown(name, verdict, inspection)


def request_of(record: Record) -> Request:
    """Path, query and body as they are; header text as latin-1 where it fits, as bytes on the wire would be."""
    pairs: list[tuple[str, str]] = []
    given = record.headers.items() if isinstance(record.headers, Mapping) else record.headers
    for key, value in given:
        pairs.extend((key, one) for one in (value if isinstance(value, list) else [value]))
    headers: tuple[Header, ...] = tuple(
        (as_bytes(key, "latin-1"), as_bytes(value, "latin-1")) for key, value in pairs if key.lower() not in ABSENT
    )
    host = next((value for key, value in pairs if key.lower() == "host"), "")
    return Request(
        method=record.method,
        path=as_bytes(record.path),
        query=as_bytes(record.query or ""),
        headers=headers,
        body=as_bytes(record.body or ""),
        host=host,
    )


def as_bytes(text: str, first: str = "utf-8") -> bytes:
    """Text as bytes: `first` where it fits, else UTF-8; a byte that stands as a surrogate escape is that byte."""
    for encoding, errors in ((first, "strict"), ("utf-8", "surrogateescape"), ("utf-8", "surrogatepass")):
        try:
            return text.encode(encoding, errors)
        except UnicodeEncodeError:
            continue
    raise AssertionError("surrogatepass encodes everything")


def _shown(name: str, verdict: Verdict, inspection: Inspection) -> Shown:
    findings = [
        {
            "detector": f.detector,
            "rule": f.rule,
            "severity": f.severity.name.lower(),
            "location": _clean(f.location),
            "evidence": _clean(f.evidence),
        }
        for f in inspection.findings
    ]
    micros = {addon: round(spent / 1000, 1) for addon, spent in inspection.nanoseconds.items()}
    return Shown(_clean(name), verdict.action.value, verdict.score, findings, micros)


def _clean(text: str) -> str:
    """JSON output is UTF-8: a lone surrogate has no place in it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _lenient(line: bytes) -> Any:
    """JSON whose strings hold lone surrogates, by which some tools write bytes that are no UTF-8."""
    import json  # noqa: PLC0415 - the strict and fast decoder serves nearly always

    return json.loads(line.decode("utf-8", "surrogateescape"))


def _open(name: str) -> io.BufferedReader:
    return Path("/dev/stdin" if name == "-" else name).open("rb")


class _Progress:
    """A bar on standard error, by bytes read."""

    def __init__(self, total: int) -> None:
        from rich.console import Console  # noqa: PLC0415 - only on a terminal
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("judging"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("judging", total=total or None)

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        return lambda done: self._progress.update(self._task, completed=done)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _progress(total: int, *, shown: bool) -> _Progress | nullcontext[Callable[[int], None]]:
    return _Progress(total) if shown else nullcontext(lambda _: None)


def _read_policy(path: Path) -> Any:
    from gateway.policy.document import Policy, decode_policy  # noqa: PLC0415

    data = path.read_bytes()
    if path.suffix in (".yaml", ".yml"):
        try:
            return msgspec.yaml.decode(data, type=Policy)
        except ImportError:
            raise InspectError(f"{path}: reading YAML needs PyYAML; give the document as JSON") from None
    return decode_policy(data)


def records(name: str) -> Iterator[Record]:
    """The records of a JSONL file, gzipped or not."""
    with _open(name) as raw:
        stream: Any = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == GZIP else raw
        for line in stream:
            if line.strip():
                yield decode_record(line)
