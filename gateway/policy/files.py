"""The last good policy on disk, from which a worker starts when nothing else is up.

Invariant: a reader finds the old document or the new one, whole; only its owner may read it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gateway.policy.document import Policy, decode_policy, encode_policy


def read_policy(path: Path | str) -> Policy:
    """Raises `FileNotFoundError`, or `msgspec.ValidationError` (a `ValueError`) naming the place."""
    return decode_policy(Path(path).read_bytes())


def write_policy(path: Path | str, policy: Policy) -> None:
    """Raises `OSError` (disk full, not allowed); then the old document still stands."""
    target = Path(path)
    # Made with mode 0600, beside the target: a rename is atomic only within a file system.
    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(encode_policy(policy))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
