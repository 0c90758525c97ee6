"""Compiled pattern databases on disk, by content: compiled once on a host, loaded by every worker.

Only its owner may write there, as what is loaded is trusted. Losing it costs seconds at the next start, nothing else.
"""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

logger = logging.getLogger(__name__)


class DiskCache:
    """An `addons.signatures.CompiledCache`. A folder that cannot be made or written is done without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._usable = True
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = folder.stat()
            self._usable = owner.st_uid == os.getuid() and not owner.st_mode & 0o022
        except OSError:
            self._usable = False
        if not self._usable:
            logger.warning("%s is not this user's alone: compiled rules are not kept", folder)

    def get(self, key: str) -> bytes | None:
        try:
            return (self._folder / key).read_bytes() if self._usable else None
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        if not self._usable:
            return
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(temporary).replace(self._folder / key)
        except OSError as error:
            logger.warning("compiled rules are not kept: %s", error)
