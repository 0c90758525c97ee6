"""`boing policy export | diff | apply`: the policy as a file beside your code (`gateway.policy.written` says of what form).

What would not compile is refused whole, each problem with file, line, pointer, value and how to mend it. An apply is one
revision in the console's history, with its audit rows, and can be rolled back there.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import msgspec

from addons.signatures import RuleSet
from console.history import changes
from console.schemas.audit import masked
from gateway.cli.checks.secrets import read_keys
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Policy
from gateway.policy.problems import PolicyError, Problem
from gateway.policy.secrets import Secrets
from gateway.policy.written import FileError, FileProblem, Written, moment, read_file, write_file
from gateway.settings import Settings
from gateway.storage.apply import Plan, Standing, carry_out, default_settings, load_standing, written
from gateway.storage.database import sqlite_path
from gateway.storage.edit import Actor, next_in_sequence
from gateway.storage.errors import StoreError
from gateway.storage.planning import Planner, References
from gateway.storage.store import Store

SAME, ERROR, DIFFERENT = 0, 1, 2
HEADING = """Boing's policy, revision {revision}. Back with: boing policy apply FILE
${{stored}} is a secret that the store has; write ${{env:NAME}} or ${{file:PATH}} to bring one along."""
PLACE = re.compile(r'api "(?P<name>.*?)": (?P<path>.*)', re.DOTALL)


class Refused(Exception):  # noqa: N818 - reads as what it is
    """Why nothing was done, in lines fit to be shown."""


class _Asked(Protocol):
    file: str | None
    lists: bool
    dry_run: bool
    prune: bool
    if_revision: int | None
    json: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write the policy to FILE, or to standard output")
    export.add_argument("file", nargs="?", metavar="FILE")
    export.add_argument("--no-lists", dest="lists", action="store_false", help="without whitelist and blacklist")
    diff = actions.add_parser("diff", help="what apply would change; exit code 0: nothing, 2: something, 1: an error")
    apply = actions.add_parser("apply", help="make the store's policy what FILE says")
    apply.add_argument("--dry-run", action="store_true", help="change nothing; the same as diff")
    for one in (diff, apply):
        one.add_argument("file", metavar="FILE", help="- for standard input")
        one.add_argument("--prune", action="store_true", help="let APIs go that are not in FILE, with what is theirs")
        one.add_argument(
            "--if-revision", type=int, metavar="N", help="refuse where the policy is not at revision N any more"
        )
        one.add_argument("--json", action="store_true", help="as one JSON object")
    for one in (export, diff, apply):
        one.add_argument("--data-dir", metavar="DIR", help="default boing-data")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Exit codes: of export and apply 0 done, 1 an error; of diff and --dry-run 0 no change, 2 changes, 1 an error."""
    try:
        if options.action == "export":
            text = asyncio.run(_export(options, settings))
            if options.file:
                Path(options.file).write_text(text)
            else:
                sys.stdout.write(text)
            return SAME
        return asyncio.run(_apply(options, settings, dry_run=options.action == "diff" or options.dry_run))
    except FileError as error:
        for one in error.problems:
            print(_line(options.file, one), file=sys.stderr)
    except (Refused, StoreError, OSError) as error:
        print(f"boing policy: {error}", file=sys.stderr)
    return ERROR


async def _export(options: _Asked, settings: Settings) -> str:
    async with _store(settings) as store, store.database.reading(one_state=True) as connection:
        standing = await load_standing(connection, store.clock(), settings.rate_limit_threshold)
    return write_file(written(standing, lists=options.lists), HEADING.format(revision=standing.revision))


async def _apply(options: _Asked, settings: Settings, *, dry_run: bool) -> int:
    assert options.file is not None
    path = None if options.file == "-" else Path(options.file)
    wanted = read_file(path.read_text() if path else sys.stdin.read())
    secrets = read_keys(settings)
    if secrets is None:
        raise Refused("ENCRYPTION_KEY is neither set nor in the data dir: the policy's secrets are encrypted with it")
    folder = path.parent if path else Path()
    references = References(os.environ, lambda name: (folder / name).read_text())

    def planned(standing: Standing, now: int) -> Plan:
        _check_revision(standing, options.if_revision)
        made = Planner(standing, wanted, references, secrets, now).plan()
        _check_pruning(made, wanted, prune=options.prune)
        _compile(made, wanted, secrets)
        return made

    async with _store(settings) as store:
        if dry_run:
            async with store.database.reading(one_state=True) as connection:
                now = store.clock()
                made = planned(await load_standing(connection, now, settings.rate_limit_threshold), now)
            _tell(made, None, as_json=options.json)
            return DIFFERENT if made.changes else SAME
        async with store.edit(Actor(None, f"boing policy ({_user()})"), "policy.apply") as edit:
            await next_in_sequence(edit.connection, "policy", 0)  # keeps every other edit out until this one ends
            made = planned(await load_standing(edit.connection, edit.now, settings.rate_limit_threshold), edit.now)
            await carry_out(store, edit, made)
        _tell(made, edit.revision or made.before.revision, as_json=options.json)
        return SAME


@asynccontextmanager
async def _store(settings: Settings) -> Any:
    if not settings.db_host and not sqlite_path(settings).exists():
        raise Refused(
            f"there is no store in {settings.boing_data_dir}: name its folder with --data-dir, or start Boing once"
        )
    store = await Store.open(settings)
    try:
        await store.ready()
        yield store
    finally:
        await store.close()


def _check_revision(standing: Standing, wanted: int | None) -> None:
    if wanted is not None and standing.revision != wanted:
        raise Refused(
            f"the policy was changed meanwhile: it is at revision {standing.revision}, not {wanted}. Nothing was done: look "
            f"at boing policy diff again, then apply with --if-revision {standing.revision}"
        )


def _check_pruning(made: Plan, wanted: Written, *, prune: bool) -> None:
    if made.gone_apis and not prune:
        mend = (
            "is not in this file: add it, or let it go with --prune, its exclusions, list entries and decisions with it"
        )
        raise FileError([wanted.problem("/apis", f'api "{row.name}"', mend) for row in made.gone_apis])


def _compile(made: Plan, wanted: Written, secrets: Secrets) -> None:
    """Raises `FileError`, each problem at its place in the file, where that has it."""
    try:
        PolicyCompiler(secrets, RuleSet([])).compile(made.policy)
    except PolicyError as error:
        places = {api.name: place for place, api in enumerate(made.policy.apis)}
        raise FileError([_placed(one, wanted, places) for one in error.problems]) from None


def _placed(problem: Problem, wanted: Written, places: dict[str, int]) -> FileProblem:
    path = problem.place
    if matched := PLACE.fullmatch(path):
        rest = matched["path"]
        own = re.match(r"(whitelist|blacklist|exclusions)\[", rest)  # an entry that is said to be of an API
        path = rest if own else f"apis[{places.get(matched['name'], 0)}].{rest}"
    pointer = "".join(f"/{part}" for part in re.split(r"[\[\].]+", path) if part)
    section = pointer.split("/")[1] if pointer else ""
    if getattr(wanted, section, None) is None:
        return FileProblem(0, problem.place, problem.value, f"{problem.mend} (as it stands in the store)")
    return wanted.problem(pointer, problem.value, problem.mend)


def _line(file: str, problem: FileProblem) -> str:
    where = f"{file}:{problem.line}" if problem.line else file
    value = f' "{problem.value}"' if problem.value else ""
    return f"{where}: {problem.pointer or '/'}{value}: {problem.mend}"


def told(made: Plan) -> Iterator[dict[str, Any]]:
    """Each change as `path`, `before` and `after`, secrets masked; None: was not, is not."""
    before = Policy(apis=[row.document for row in made.before.apis], detectors=_all(made, dict(made.before.detectors)))
    after = Policy(apis=made.policy.apis, detectors=_all(made, made.policy.detectors))
    for one in changes(before, after):
        yield {"path": one.path, "before": masked(one.before), "after": masked(one.after)}
    names = made.before.names | {api.id: api.name for api in made.policy.apis}
    for section, row in made.gone_rows:
        yield {"path": f"/{section}/{row.id}", "before": _shown(asdict(row), names), "after": None}
    for section, row, new in made.changed_rows:
        for name in ("reason", "expires"):
            was, will = _shown(asdict(row), names).get(name), _shown(asdict(new), names).get(name)
            if was != will:
                yield {"path": f"/{section}/{row.id}/{name}", "before": was, "after": will}
    for section, new in made.new_rows:
        yield {"path": f"/{section}", "before": None, "after": _shown(asdict(new), names)}


def _all(made: Plan, detectors: dict[str, Any]) -> dict[str, Any]:
    """With the defaults of those that change."""
    return {name: default_settings(name) for name in made.detectors} | detectors


def _shown(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    kept = {
        name: row[name]
        for name in ("scope", "target", "rule", "tag", "operation", "parameter", "reason")
        if row.get(name)
    }
    if row["api_id"]:
        kept["api"] = names.get(row["api_id"], str(row["api_id"]))
    if at := moment(row["expires_at"]):
        kept["expires"] = at.isoformat()
    return kept


def _tell(made: Plan, revision: int | None, *, as_json: bool) -> None:
    """`revision`: the one that was made, or that stands where nothing was to be done; None: nothing was to be done yet."""
    found = list(told(made))
    if as_json:
        said = {"from": made.before.revision, "to": revision, "changes": found}
        print(json.dumps(said, indent=1, ensure_ascii=False))
        return
    for one in found:
        print(f"{_sign(one)} {one['path']}: {_arrow(one)}")
    if not found:
        print(f"no change: the policy is at revision {made.before.revision}")
    elif revision is None:
        print(f"{len(found)} changes to revision {made.before.revision}")
    else:
        print(f"{len(found)} changes made: revision {revision}")


def _sign(change: dict[str, Any]) -> str:
    return "+" if change["before"] is None else "-" if change["after"] is None else "~"


def _arrow(change: dict[str, Any]) -> str:
    sides: Sequence[str] = [_plain(change[side]) for side in ("before", "after") if change[side] is not None]
    return " → ".join(sides)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown user"
