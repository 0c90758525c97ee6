"""What the documentation's site does not keep but asks the program for: settings, detectors, the console's routes.

A page says `<!-- settings -->` and has the table there when the site is built, so none can be stale. Links that lead out of docs/
(to a dashboard, to a folder) become their text: the site has no such pages. Needs the program's packages, not mkdocs's.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import itertools
import json
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from addons.catalogue import DETECTORS, Detector
from console.app import create_app
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.store import Store

OUTWARD = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?:\.\./[^)]*|clients)\)")
METHODS = ("get", "post", "put", "patch", "delete")
WHEN = {
    (True, False): "on every request, before it goes on",
    (False, True): "near-line, over what was recorded: it learns callers' ways",
    (False, False): "near-line, over what was recorded",
}


def on_page_markdown(markdown: str, **_: object) -> str:
    """mkdocs calls it for every page."""
    for mark, make in MADE.items():
        if mark in markdown:
            markdown = markdown.replace(mark, make())
    return OUTWARD.sub(r"\1", markdown)


def settings() -> str:
    rows = ["| setting | default | bounds | what |", "|---|---|---|---|"]
    for one in fields(Settings):
        name, secret = one.name.upper(), one.metadata["secret"]
        default = f"`{str(one.default).lower() if isinstance(one.default, bool) else one.default}`"
        shown = f"`{name}`" + (f"<br>`{name}_FILE`" if secret else "")
        rows.append(
            f"| {shown} | {default if one.default != '' else ''} | {_bounds(one.metadata)} | {one.metadata['doc']} |"
        )
    return "\n".join(rows)


def _bounds(metadata: Mapping[str, Any]) -> str:
    low, high = metadata["low"], metadata["high"]
    if low is None and high is None:
        return ""
    return f"at least {low:,}" if high is None else f"{low:,}–{high:,}"


def detectors() -> str:
    return "\n\n".join(_detector(one) for one in sorted(DETECTORS.values(), key=lambda one: one.order))


def _detector(one: Detector) -> str:
    lines = [f"## {one.title}", "", f"`{one.id}` · {one.mode} by default · {WHEN[one.inline, one.behaviour]}", ""]
    lines.append(one.description)
    schema = one.schema()
    options = schema["$defs"][schema["$ref"].rpartition("/")[2]].get("properties", {})
    about, said = _said_of(one.settings)
    if about:
        lines += ["", about]
    if options:
        lines += ["", "| option | default | what |", "|---|---|---|"]
        for name, option in options.items():
            default = json.dumps(option.get("default"))
            lines.append(f"| `{name}` | `{default}` | {option.get('description', said.get(name, ''))} |")
    return "\n".join(lines)


def _said_of(settings: type) -> tuple[str, dict[str, str]]:
    """What its docstring says of it as a whole; and of each option: there (`name: text`), or in the string below the field."""
    about, *entries = re.split(r"^`?(\w+)`?: +", inspect.cleandoc(settings.__doc__ or ""), flags=re.MULTILINE)
    said = {name: " ".join(text.split()) for name, text in zip(entries[::2], entries[1::2], strict=True)}
    (body,) = (node.body for node in ast.parse(inspect.getsource(settings)).body if isinstance(node, ast.ClassDef))
    for field, below in itertools.pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                said[name] = " ".join(text.split())
    return " ".join(about.split()), said


def routes() -> str:
    """Every route of the OpenAPI document, by what it is about."""
    by_tag: dict[str, list[str]] = {}
    for path, operations in openapi()["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                about = operation.get("description") or operation.get("summary", "")
                line = about.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
                tag = (operation.get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(f"| `{method.upper()} {path}` | {line} |")
    return "\n\n".join(
        "\n".join([f"## {tag}", "", "| route | what |", "|---|---|", *rows]) for tag, rows in by_tag.items()
    )


def openapi() -> dict[str, Any]:
    """The document that a console serves at /openapi.json."""

    async def made(folder: str) -> dict[str, Any]:
        store = await Store.open(Settings(boing_data_dir=folder, jwt_secret="x" * 64))
        try:
            app = create_app(
                Settings(boing_data_dir=folder, jwt_secret="x" * 64), store, Secrets(Secrets.generate_key())
            )
            return app.openapi()
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(made(folder))


MADE: Mapping[str, Callable[[], str]] = {
    "<!-- settings -->": settings,
    "<!-- detectors -->": detectors,
    "<!-- routes -->": routes,
}
