"""Rule files on disk: found, read and put together into a program.

Where the Core Rule Set is looked for, in this order: `CRS_DIR`, the folder that `boing rules add` filled, Debian's
`/usr/share/modsecurity-crs`. Reading is all that happens here; what the files say is for `addons.signatures.seclang`.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from addons.signatures.ast import Place, RuleError
from addons.signatures.matcher import CompiledCache
from addons.signatures.seclang.ast import Directive, Include
from addons.signatures.seclang.parser import parse_directives
from addons.signatures.seclang.program import Program, assemble

INCLUDED = 16
"""levels of files that include files"""

Text = tuple[str, str | bytes]
"""a name for messages (a path, where `@pmFromFile` is to find files beside it) and the text"""


def load_program(
    texts: Iterable[Text],
    *,
    cache: CompiledCache | None = None,
    unicode_map: Path | None = None,
    response: bool = True,
) -> Program:
    """The texts in their order, with what they include. Raises RuleError naming every fault; OSError."""
    directives: list[Directive] = []
    errors: list[str] = []
    folders: dict[str, Path] = {}
    for name, text in texts:
        _read(name, text, directives, errors, folders, 0)
    if errors:
        raise RuleError("\n".join(errors))
    return Program(
        assemble(directives),
        _Files(folders),
        unicode_map=read_unicode_map(unicode_map) if unicode_map else None,
        cache=cache,
        response=response,
    )


def _read(
    name: str, text: str | bytes, out: list[Directive], errors: list[str], folders: dict[str, Path], depth: int
) -> None:
    shown = Path(name).name
    folders.setdefault(shown, Path(name).parent)
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    try:
        found = parse_directives(text, shown)
    except RuleError as error:
        errors.append(str(error))
        return
    for one in found:
        if not isinstance(one, Include):
            out.append(one)
            continue
        if depth >= INCLUDED:
            errors.append(str(one.place.error(f"Include {one.path!r}: more than {INCLUDED} levels")))
            continue
        pattern = str(Path(name).parent / one.path)
        paths = sorted(glob.glob(pattern))  # noqa: PTH207 - the pattern may be absolute
        if not paths and not glob.has_magic(pattern):
            errors.append(str(one.place.error(f"Include {one.path!r}: no such file")))
        for path in paths:
            try:
                _read(path, Path(path).read_bytes(), out, errors, folders, depth + 1)
            except OSError as error:
                errors.append(str(one.place.error(f"Include {one.path!r}: {error.strerror}")))


class _Files:
    """Data files, looked for beside the rule file that names them."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders

    def __call__(self, name: str, place: Place) -> bytes:
        path = self._folders.get(place.file, Path()) / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise place.error(f"{path}: {error.strerror}") from None


def read_unicode_map(path: Path, page: str = "20127") -> dict[int, int]:
    """The code page's entries of ModSecurity's unicode.mapping (`00c0:41 …` behind a line with the page's number)."""
    out: dict[int, int] = {}
    within = False
    for line in path.read_text(encoding="latin-1").splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if ":" not in words[0]:
            within = words[0] == page
            continue
        if within:
            for word in words:
                code, colon, byte = word.partition(":")
                if colon:
                    out[int(code, 16)] = int(byte, 16)
            break
    return out


def crs_texts(folder: Path, setup: Sequence[Path] = ()) -> list[Text]:
    """The Core Rule Set in `folder`, its set-up first. Raises RuleError where there is none."""
    rules = folder / "rules" if (folder / "rules").is_dir() else folder
    files = sorted(rules.glob("*.conf"))
    if not files:
        raise RuleError(f"{folder}: no rule files (*.conf) there")
    return [(str(path), path.read_bytes()) for path in (*setup, *files)]
