"""Models where a policy is compiled, each under the SHA-256 of what is in it.

ModelFolder   in the data dir: the agent puts them there before it writes a policy that names them, workers read them
ModelShelf    in memory, for a process that judges without a gateway's data dir

Invariant: what `read` returns has the digest it was asked for by: a file that was damaged or exchanged is as good as none.
Knows nothing of what is in a model.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

MOST_BYTES = 8 * 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")


class ModelMissing(Exception):  # noqa: N818 - reads as what it is
    """There is no such model here, or not as it was made; says why."""


class ModelPlace(Protocol):
    def read(self, digest: str) -> bytes:
        """Raises ModelMissing."""
        ...

    def has(self, digest: str) -> bool: ...

    def put(self, digest: str, data: bytes) -> None:
        """Whole or not at all. Raises ModelMissing where `data` is not what `digest` says, OSError from a disk."""
        ...

    def keep(self, digests: Collection[str]) -> None:
        """Delete all others."""
        ...


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
        """See `ModelPlace`."""
        _check(digest, data)
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
        """See `ModelPlace`."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name not in digests:
                path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if DIGEST.fullmatch(digest) is None:
            raise ModelMissing("has a digest that is none")
        return self._folder / digest


class ModelShelf:
    """See the module; at most `MOST_BYTES` for each model that a policy names."""

    def __init__(self) -> None:
        self._models: dict[str, bytes] = {}

    def read(self, digest: str) -> bytes:
        """Raises ModelMissing."""
        if digest not in self._models:
            raise ModelMissing("has not come from the store yet")
        return self._models[digest]

    def has(self, digest: str) -> bool:
        return digest in self._models

    def put(self, digest: str, data: bytes) -> None:
        """Raises ModelMissing where `data` is not what `digest` says."""
        _check(digest, data)
        self._models[digest] = data

    def keep(self, digests: Collection[str]) -> None:
        """Forget all others."""
        self._models = {digest: data for digest, data in self._models.items() if digest in digests}


def _check(digest: str, data: bytes) -> None:
    if len(data) > MOST_BYTES or hashlib.sha256(data).hexdigest() != digest:
        raise ModelMissing("came damaged: its content has another digest")
