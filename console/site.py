"""Files served as they are: the built web app with its fallback, and the API reference, all from this host alone.

The reference is a page of our own, because the framework's one loads scripts from a CDN, which the content security
policy forbids and an offline network does not have. Never serves a path outside its folders.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path

import anyio
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from console.errors import problem_response

WEB = Path(__file__).parent / "web" / "dist"
REFERENCE = Path(__file__).parent / "reference"
REFERENCE_FILES: Mapping[str, str] = {
    "/docs": "index.html",
    "/docs/reference.js": "reference.js",
    "/docs/reference.css": "reference.css",
}
RESERVED = ("/api", "/ws", "/openapi.json")
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Boing console</title></head><body>
<h1>Boing console</h1>
<p>The web app is not built here. The API works: see <a href="/docs">its reference</a>.</p>
<p><code>./boing up</code> builds it; by hand, in <code>console/web</code>: <code>npm ci &amp;&amp; npm run build</code>.</p>
</body></html>
"""


class Site(BaseRoute):
    """Matches every GET that is not of the API; comes last. `web`: the folder of the built app."""

    def __init__(self, web: Path = WEB) -> None:
        self._web = web.resolve()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return Match.NONE, {}
        path = scope["path"]
        if any(path == reserved or path.startswith(f"{reserved}/") for reserved in RESERVED):
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope)
        await response(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path = scope["path"]
        if name := REFERENCE_FILES.get(path.rstrip("/")):
            return _file(REFERENCE / name, ASK_AGAIN)
        index = self._web / "index.html"
        if not await anyio.Path(index).is_file():
            if path == "/":
                return HTMLResponse(NOT_BUILT, headers={"Cache-Control": ASK_AGAIN})
            return _nothing(scope)
        asked = await anyio.Path(self._web / path.lstrip("/")).resolve() if "\0" not in path else None
        if asked and asked.is_relative_to(self._web) and await asked.is_file() and asked.name != "index.html":
            return _file(Path(asked), FOR_GOOD if path.startswith("/assets/") else ASK_AGAIN)
        if path.startswith("/assets/") or "." in path.rsplit("/", 1)[-1]:
            return _nothing(scope)
        return _file(index, ASK_AGAIN)


def _file(path: Path, caching: str) -> Response:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, headers={"Cache-Control": caching})


def _nothing(scope: Scope) -> Response:
    request = str(scope.get("state", {}).get("request_id", ""))
    return problem_response(404, f"There is nothing at {scope['path'][:200]}", request)
