"""What the processes of Boing log: lines for a person at a terminal, else one JSON object a line, in ECS names, redacted.

All processes of a host may write to one file: each line is one write, and whoever finds the file full moves it aside under a
lock. Invariant: no message leaves here unredacted, and none fails whoever logs it. Requests are not logged here: they are
recorded (`addons.record`).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from addons.redact import redact
from gateway import VERSION
from gateway.settings import Settings

CHATTY = ("alembic", "httpx", "httpcore", "uvicorn", "asyncio", "aiosqlite")
"""libraries of which only warnings are of interest"""
ECS_VERSION = "8.11.0"
MOST_CHARACTERS = 16_000
MOST_REMEMBERED = 1000
EVENT = "ecs"
"""`logger.info(…, extra={EVENT: {"event.action": …}})` adds fields of ECS to a line"""


class JsonFormatter(logging.Formatter):
    """`role`: gateway, worker-0, console, analyst. Text beyond `MOST_CHARACTERS` is cut."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._own = {
            "service.name": "boing",
            "service.version": VERSION,
            "event.dataset": f"boing.{role}",
            "host.hostname": socket.gethostname(),
            "process.pid": os.getpid(),
            "ecs.version": ECS_VERSION,
        }

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "@timestamp": _moment(record.created),
            "log.level": record.levelname.lower(),
            "message": _clean(record.getMessage()),
            "log.logger": record.name,
            **self._own,
        }
        for name, value in getattr(record, EVENT, {}).items():
            line[name] = _clean(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0] is not None:
            line["error.type"] = record.exc_info[0].__name__
            line["error.message"] = _clean(str(record.exc_info[1]))
            line["error.stack_trace"] = _clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """Short lines for a terminal; with the date where somebody reads them later."""

    def __init__(self, *, is_terminal: bool) -> None:
        when = "%H:%M:%S" if is_terminal else "%Y-%m-%dT%H:%M:%S%z"
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", when)

    def format(self, record: logging.LogRecord) -> str:
        return _clean(super().format(record))


class Repeated(logging.Filter):
    """Lets the same words of the same logger through `most` times in `seconds`; then one line that says how many more there were.

    An origin that is away is found so by every request: what is worth a line is not worth a thousand a second. A line with a
    traceback always goes through. Bounded: `MOST_REMEMBERED` different texts, then it begins anew.
    """

    def __init__(self, most: int = 10, seconds: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}
        """(logger, text) -> when the count began, and the count"""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            return True
        text = record.getMessage()
        now = self._clock()
        since, count = self._seen.get((record.name, text), (now, 0))
        if now - since >= self._seconds:
            left_out = count - self._most
            since, count = now, 0
            if left_out > 0:
                record.msg, record.args = f"{text} ({left_out} more times before)", None
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.clear()
        self._seen[record.name, text] = since, count + 1
        return count < self._most


class SharedFile(logging.Handler):
    """A file that several processes write to. At `most` bytes it becomes `NAME.1`, that one `NAME.2`, to `NAME.kept`."""

    def __init__(self, path: Path, most: int, kept: int) -> None:
        super().__init__()
        self._path = path
        self._most = most
        self._kept = kept
        self._descriptor = self._open()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._follow()
            os.write(self._descriptor, (self.format(record) + "\n").encode("utf-8", "replace"))
        except Exception:  # noqa: BLE001 - a full disk must stop nobody's work
            self.handleError(record)

    def close(self) -> None:
        os.close(self._descriptor)
        super().close()

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _follow(self) -> None:
        """To the file that has the name now, which is moved aside first where it is full."""
        if os.fstat(self._descriptor).st_size >= self._most and self._is_current():
            with self._path.with_name(f"{self._path.name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if self._is_current():  # nobody else has meanwhile
                    self._move_aside()
        if not self._is_current():
            os.close(self._descriptor)
            self._descriptor = self._open()

    def _is_current(self) -> bool:
        try:
            named = self._path.stat()
        except FileNotFoundError:
            return False
        return named.st_ino == os.fstat(self._descriptor).st_ino

    def _move_aside(self) -> None:
        for number in range(self._kept, 0, -1):
            older = self._path.with_name(f"{self._path.name}.{number}")
            newer = self._path.with_name(f"{self._path.name}.{number - 1}") if number > 1 else self._path
            if newer.exists():
                newer.replace(older)
        if not self._kept:
            self._path.unlink(missing_ok=True)


def start_logging(settings: Settings, role: str, stream: TextIO | None = None) -> None:
    """Set this process's logging up; raises OSError for a LOG_FILE that cannot be written.

    `stream`: in place of standard output (JSON) and standard error (text).
    """
    as_json = is_json(settings, stream or sys.stderr)
    handler: logging.Handler
    if settings.log_file:
        handler = SharedFile(Path(settings.log_file), settings.log_file_bytes, settings.log_files)
    else:
        handler = logging.StreamHandler(stream or (sys.stdout if as_json else sys.stderr))
    is_terminal = not settings.log_file and (stream or sys.stderr).isatty()
    handler.setFormatter(JsonFormatter(role) if as_json else TextFormatter(is_terminal=is_terminal))
    handler.addFilter(Repeated())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def is_json(settings: Settings, stream: TextIO) -> bool:
    """LOG_FORMAT=auto: unless a person watches."""
    if settings.log_format == "auto":
        return bool(settings.log_file) or not stream.isatty()
    return settings.log_format == "json"


def _clean(text: str, most: int = MOST_CHARACTERS) -> str:
    """Line by line, as `redact` keeps so many characters of each; fit for UTF-8."""
    text = text[:most].encode("utf-8", "replace").decode()
    return "\n".join(redact(line) for line in text.split("\n"))


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def people(settings: Settings) -> TextIO:
    """Where lines for people go that are no log: not among the JSON on standard output."""
    return sys.stderr if not settings.log_file and is_json(settings, sys.stderr) else sys.stdout
