"""uvicorn's view of a request: what it hands to an application. `python asgi.py PORT LOG PARSER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

LOG = Path(sys.argv[2]).open("a", buffering=1)  # noqa: SIM115 - as long as the process


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            LOG.write(json.dumps({"broken": scope["path"], "why": "ends early"}) + "\n")
            return
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    query = scope["query_string"]
    seen = {
        "method": scope["method"],
        "target": (scope["raw_path"] + (b"?" + query if query else b"")).decode("latin-1"),
        "fields": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
        "body": body.decode("latin-1"),
    }
    LOG.write(json.dumps(seen) + "\n")
    numbers = [value.decode() for name, value in scope["headers"] if name == b"x-request-id"]
    payload = json.dumps(numbers).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(payload))]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": payload})


uvicorn.run(
    application, host="127.0.0.1", port=int(sys.argv[1]), http=sys.argv[3], ws="none", log_level="error", lifespan="off"
)
