"""Rule files on disk: found, read and put together into a program.

Where the Core Rule Set is looked for, in this order: `CRS_DIR`, the folder that `boing rules add` filled, Debian's
`/usr/share/modsecurity-crs`. Reading is all that happens here; what the files say is for `addons.signatures.seclang`.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from addons.signatures.ast import Place, RuleError
from addons.signatures.matcher import CompiledCache
from addons.signatures.seclang.assembly import assemble
from addons.signatures.seclang.ast import Directive, Include
from addons.signatures.seclang.parser import parse_directives
from addons.signatures.seclang.program import Program
from addons.signatures.seclang.setup import BEFORE, behind

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
    reader = _Reader()
    directives, errors, folders = reader.directives, reader.errors, reader.folders
    for name, text in texts:
        reader.read(name, text, 0)
    if errors:
        raise RuleError("\n".join(errors))
    return Program(
        assemble(directives),
        _Files(folders),
        unicode_map=read_unicode_map(unicode_map) if unicode_map else None,
        cache=cache,
        response=response,
    )


class _Reader:
    """Texts to directives, includes resolved."""

    def __init__(self) -> None:
        self.directives: list[Directive] = []
        self.errors: list[str] = []
        self.folders: dict[str, Path] = {}

    def read(self, name: str, text: str | bytes, depth: int) -> None:
        shown = Path(name).name
        self.folders.setdefault(shown, Path(name).parent)
        if isinstance(text, bytes):
            text = text.decode("utf-8", "surrogateescape")
        try:
            found = parse_directives(text, shown)
        except RuleError as error:
            self.errors.append(str(error))
            return
        for one in found:
            if isinstance(one, Include):
                self._include(one, Path(name).parent, depth)
            else:
                self.directives.append(one)

    def _include(self, one: Include, folder: Path, depth: int) -> None:
        if depth >= INCLUDED:
            self.errors.append(str(one.place.error(f"Include {one.path!r}: more than {INCLUDED} levels")))
            return
        pattern = str(folder / one.path)
        paths = sorted(glob.glob(pattern))  # noqa: PTH207 - the pattern may be absolute
        if not paths and not glob.has_magic(pattern):
            self.errors.append(str(one.place.error(f"Include {one.path!r}: no such file")))
        for path in paths:
            try:
                self.read(path, Path(path).read_bytes(), depth + 1)
            except OSError as error:
                self.errors.append(str(one.place.error(f"Include {one.path!r}: {error.strerror}")))


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


DEBIAN = Path("/usr/share/modsecurity-crs")
DEBIAN_SETUP = Path("/etc/modsecurity/crs")
ADDED = "rules"
"""the folder within the data dir that `boing rules add` fills"""


@dataclass(frozen=True, slots=True)
class CoreRules:
    """A Core Rule Set on disk. `chosen`: named or added by the user, not merely found on the system."""

    folder: Path
    setup: tuple[Path, ...] = ()
    chosen: bool = True

    def files(self) -> list[Path]:
        """Set-up, plug-ins and rules in the order in which they are read. Raises RuleError where there are no rules."""
        rules = self.folder / "rules" if (self.folder / "rules").is_dir() else self.folder
        found = [path for path in sorted(rules.glob("*.conf")) if path.name not in SETUPS]
        if not found:
            raise RuleError(f"{self.folder}: no rule files (*.conf) there")
        plugins = self.folder / "plugins"
        return [
            *self._setup(),
            *sorted(plugins.glob("*-config.conf")),
            *sorted(plugins.glob("*-before.conf")),
            *found,
            *sorted(plugins.glob("*-after.conf")),
        ]

    def _setup(self) -> tuple[Path, ...]:
        if self.setup:
            return self.setup
        for name in SETUPS:
            for folder in (self.folder, self.folder.parent):
                if (folder / name).is_file():
                    return (folder / name,)
        return ()

    def texts(self, paranoia_level: int, threshold: int) -> list[Text]:
        """Raises RuleError, OSError."""
        files = self.files()
        setup = set(self._setup()) | {path for path in files if path.name.endswith("-config.conf")}
        first = [path for path in files if path in setup]
        rest = [path for path in files if path not in setup]
        return [
            ("boing", BEFORE),
            *((str(path), path.read_bytes()) for path in first),
            ("boing", behind(paranoia_level, threshold)),
            *((str(path), path.read_bytes()) for path in rest),
        ]

    def load(
        self, paranoia_level: int = 1, threshold: int = 5, *, cache: CompiledCache | None = None, response: bool = False
    ) -> Program:
        """Seconds; less from the cache. Raises RuleError naming every fault; OSError."""
        return load_program(self.texts(paranoia_level, threshold), cache=cache, response=response)


SETUPS = ("crs-setup.conf", "crs-setup.conf.example")


def find_core_rules(named: str, data_dir: Path | str) -> CoreRules | None:
    """`named` is CRS_DIR. Raises RuleError where that is no folder."""
    if named:
        if not Path(named).is_dir():
            raise RuleError(f'CRS_DIR "{named}": no such folder; name one that holds crs-setup.conf and rules/')
        return CoreRules(Path(named))
    added = Path(data_dir) / ADDED
    if any(added.glob("rules/*.conf")) or any(added.glob("*.conf")):
        return CoreRules(added)
    if (DEBIAN / "rules").is_dir():
        setup = DEBIAN_SETUP / SETUPS[0]
        return CoreRules(DEBIAN, (setup,) if setup.is_file() else (), chosen=False)
    return None
