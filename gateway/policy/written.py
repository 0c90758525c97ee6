"""The policy as a file that people keep with their code: YAML, the console's document with names in place of ids.

Sections are apis, detectors, exclusions, whitelist and blacklist; one that is there says all there is of its kind, one that is
not is left as it stands. Invariants: a secret is never in clear in it, only a reference (`${env:NAME}`, `${file:PATH}`, or
`${stored}` for the one that the store has); everything wrong with a file is said at once, by line and JSON pointer.
Decisions and models are not in it: they come and go of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import yaml

from gateway.policy.document import Api, DetectorSettings, ListScope

MOST_BYTES = 16 * 1024 * 1024
MOST_NODES = 2_000_000
REFERENCE = re.compile(r"\$\{(?:stored|(?P<kind>env|file):(?P<name>[^{}]+))\}")
STORED = "${stored}"
SECTIONS = ("apis", "detectors", "exclusions", "whitelist", "blacklist")
_BOOL = "tag:yaml.org,2002:bool"
_PLACE = re.compile(r" - at `\$(.*)`$")


class WrittenRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """`api`: a name; empty for all. `expires`: None for never; what has expired counts as not there."""

    api: str = ""
    reason: str = ""
    expires: datetime | None = None


class WrittenExclusion(WrittenRow, frozen=True, kw_only=True):
    rule: str = ""
    tag: str = ""
    operation: str = ""
    parameter: str = ""


class WrittenEntry(WrittenRow, frozen=True, kw_only=True):
    """`target`: of an API key its keyed hash, or a reference to the key."""

    scope: ListScope
    target: str


@dataclass(frozen=True, slots=True)
class FileProblem:
    """`line` from 1 on, 0 where it is of the file as a whole."""

    line: int
    pointer: str
    value: str
    mend: str


class FileError(ValueError):
    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(f"line {one.line}: {one.pointer}: {one.mend}" for one in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Written:
    """A file as read. None: the section is not there. APIs have their place, from 1 on, for an id; secrets are references."""

    apis: list[Api] | None = None
    detectors: dict[str, DetectorSettings] | None = None
    exclusions: list[WrittenExclusion] | None = None
    whitelist: list[WrittenEntry] | None = None
    blacklist: list[WrittenEntry] | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def problem(self, pointer: str, value: object, mend: str) -> FileProblem:
        """At the line of what `pointer` leads to, or of the nearest that is there."""
        nearest = pointer
        while nearest and nearest not in self.lines:
            nearest = nearest.rpartition("/")[0]
        return FileProblem(self.lines.get(nearest, 0), pointer, str(value)[:120], mend)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's booleans: `off` is a mode and `NO` a country."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != _BOOL]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def read_file(text: str) -> Written:
    """Raises `FileError` naming everything that is wrong with its syntax and shape; meaning is the compiler's to judge."""
    if len(text) > MOST_BYTES:
        raise FileError([FileProblem(0, "", f"{len(text)} characters", f"must have at most {MOST_BYTES}")])
    plain, lines = _parse(text)
    if plain is None:
        plain = {}
    if not isinstance(plain, dict):
        mend = f"must be a mapping with some of {', '.join(SECTIONS)}"
        raise FileError([FileProblem(1, "", type(plain).__name__, mend)])
    into = Written(lines=lines)
    problems = [
        into.problem(f"/{name}", name, f"is no section: there are {', '.join(SECTIONS)}")
        for name in plain
        if name not in SECTIONS
    ]
    found: dict[str, Any] = {}
    for name in SECTIONS:
        if name in plain:
            found[name] = _section(name, plain[name], into, problems)
    if problems:
        raise FileError(problems)
    return Written(**found, lines=lines)


def write_file(written: Written, heading: str = "") -> str:
    """What `read_file` reads as the same. `heading`: comment lines."""
    plain: dict[str, Any] = {}
    if written.apis is not None:
        plain["apis"] = [_without_id(api) for api in written.apis]
    for name in SECTIONS[1:]:
        if (section := getattr(written, name)) is not None:
            plain[name] = msgspec.to_builtins(section)
    comments = "".join(f"# {line}\n" for line in heading.splitlines())
    return comments + yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120)


def resolve(text: str, environ: Mapping[str, str], read: Callable[[str], str]) -> str:
    """What a reference stands for. Raises ValueError saying what to mend, without what it stands for."""
    matched = REFERENCE.fullmatch(text)
    if matched is None or not matched["kind"]:
        raise ValueError("must be a reference, ${env:NAME} or ${file:PATH}: no secret in clear stands in a policy file")
    name = matched["name"]
    if matched["kind"] == "env":
        if not environ.get(name):
            raise ValueError(f"the environment has no {name}: set it where this runs")
        return environ[name]
    try:
        value = read(name).strip()
    except (OSError, UnicodeError) as error:
        raise ValueError(f"{name} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from None
    if not value:
        raise ValueError(f"{name} is empty")
    return value


def _parse(text: str) -> tuple[Any, dict[str, int]]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[str, int] = {}
        problems: list[FileProblem] = []
        if node is not None:
            for count, (pointer, line, problem) in enumerate(_walk(node, "", ()), 1):
                lines.setdefault(pointer, line)
                problems += [problem] if problem else []
                if count > MOST_NODES:
                    raise FileError(
                        [FileProblem(line, pointer, "", f"is too much: at most {MOST_NODES} values, aliases counted")]
                    )
        if problems:
            raise FileError(problems)
        return (None if node is None else loader.construct_document(node)), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise FileError([FileProblem(mark.line + 1 if mark else 0, "", "", f"is no YAML: {what}")]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError([FileProblem(0, "", "", f"is no YAML: {str(error)[:200] or type(error).__name__}")]) from None
    finally:
        loader.dispose()


def _walk(node: yaml.Node, pointer: str, above: tuple[int, ...]) -> Iterator[tuple[str, int, FileProblem | None]]:
    line = node.start_mark.line + 1
    if id(node) in above:
        yield pointer, line, FileProblem(line, pointer, "", "is inside itself: write it out")
        return
    yield pointer, line, None
    inside = (*above, id(node))
    if isinstance(node, yaml.SequenceNode):
        for place, part in enumerate(node.value):
            yield from _walk(part, f"{pointer}/{place}", inside)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, part in node.value:
            name = str(key.value)
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in seen:
                at = key.start_mark.line + 1
                yield below, at, FileProblem(at, below, name, "stands here twice: keep one")
            seen.add(name)
            yield from _walk(part, below, inside)


def _section(name: str, plain: Any, into: Written, problems: list[FileProblem]) -> Any:
    wanted: Any = dict if name == "detectors" else list
    if plain is None:
        plain = wanted()
    if not isinstance(plain, wanted):
        problems.append(into.problem(f"/{name}", plain, f"must be a {'mapping' if wanted is dict else 'list'}"))
        return None
    if isinstance(plain, dict):
        parts = (
            (str(key), _one(f"/{name}/{key}", part, DetectorSettings, into, problems)) for key, part in plain.items()
        )
        return {key: part for key, part in parts if part is not None}
    kind: Any = {"apis": Api, "exclusions": WrittenExclusion}.get(name, WrittenEntry)
    made: list[Any] = []
    for place, part in enumerate(plain):
        pointer = f"/{name}/{place}"
        if kind is Api and isinstance(part, dict):
            if "id" in part:
                problems.append(
                    into.problem(f"{pointer}/id", part["id"], "must not be here: an API is known by its name")
                )
            part = {**part, "id": place + 1}  # noqa: PLW2901
        one = _one(pointer, part, kind, into, problems)
        made += [one] if one is not None else []
    return made


def _one(pointer: str, plain: Any, kind: Any, into: Written, problems: list[FileProblem]) -> Any:
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        text = str(error)
        matched = _PLACE.search(text)
        inner = "".join(f"/{part}" for part in re.split(r"[\[\].]+", matched[1]) if part) if matched else ""
        said = text[: matched.start()] if matched else text
        if "Expected `str`, got `int`" in said or "Expected `str`, got `float`" in said:
            said += ": put it in quotes"
        problems.append(into.problem(pointer + inner, _at(plain, inner), said))
        return None


def _at(plain: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        try:
            plain = plain[int(part)] if isinstance(plain, list) else plain[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return ""
    return plain if isinstance(plain, str | int | float | bool) else ""


def _without_id(api: Api) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(api)
    plain.pop("id")
    return plain


def moment(microseconds: int) -> datetime | None:
    """Of the store's time; None for 0, never."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds) if microseconds else None


def microseconds(at: datetime | None) -> int:
    """The store's time; a time without a zone is UTC."""
    if at is None:
        return 0
    since = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
