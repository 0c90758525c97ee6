"""Models in the data dir, each in a file named by the SHA-256 of what is in it.

Invariant: what `read` returns has the digest it was asked for by: a file that was damaged or exchanged is as good as none.
The agent puts them there before it writes a policy that names them; workers read them when they compile it. Knows nothing of
what is in a model.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path

MOST_BYTES = 8 * 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")


class ModelMissing(Exception):  # noqa: N818 - reads as what it is
    """There is no such model here, or not as it was made; says why."""


class ModelFolder:
    """`folder` is made where it is missing, for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, digest: str) -> bytes:
        """Raises ModelMissing."""
        try:
            path = self._path(digest)
            if path.stat().st_size > MOST_BYTES:
                raise ModelMissing(f"is larger than {MOST_BYTES} bytes")
            data = path.read_bytes()
        except FileNotFoundError:
            raise ModelMissing("is not in the data dir yet") from None
        except OSError as error:
            raise ModelMissing(f"cannot be read: {error.strerror}") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise ModelMissing("is damaged: its content has another digest")
        return data

    def has(self, digest: str) -> bool:
        try:
            self.read(digest)
        except ModelMissing:
            return False
        return True

    def put(self, digest: str, data: bytes) -> None:
        """Whole or not at all. Raises ModelMissing where `data` is not what `digest` says, OSError from the disk."""
        if len(data) > MOST_BYTES or hashlib.sha256(data).hexdigest() != digest:
            raise ModelMissing("came damaged: its content has another digest")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".model.", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._path(digest))
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def keep(self, digests: Collection[str]) -> None:
        """Delete all others."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name not in digests:
                path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if DIGEST.fullmatch(digest) is None:
            raise ModelMissing("has a digest that is none")
        return self._folder / digest
