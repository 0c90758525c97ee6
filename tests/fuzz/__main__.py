"""`python -m tests.fuzz TARGET [SECONDS]`: hunts one target's promises with coverage (`pip install atheris`), 60 s long.

What it finds is printed as bytes; put them into the target's seeds, so that the tests keep them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def main() -> None:
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: pip install atheris (the tests hold the same promises without it)")
    with atheris.instrument_imports(include=["addons", "gateway", "h11", "mitmproxy.net.http"]):
        from tests.fuzz.targets import SEEDS, TARGETS
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"TARGET {name!r}: must be one of {', '.join(TARGETS)}")
    seconds = sys.argv[2] if len(sys.argv) > 2 else "60"
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS[name]):
            (Path(folder) / str(number)).write_bytes(seed)
        flags = [f"-max_total_time={seconds}", "-max_len=2048", "-print_final_stats=1", "-verbosity=1"]
        atheris.Setup([sys.argv[0], *flags, folder], TARGETS[name])
        atheris.Fuzz()


main()
