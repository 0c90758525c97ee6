"""Lets a started gateway tell what its addons see. Python imports this in every process that has this folder on its path.

Each phase of a request that any pipeline runs becomes a line of the file that `BOING_TAP` names. The gateway is otherwise as it is.
"""

from __future__ import annotations

import json
import os
from typing import Any

from addons.exchange import Phase
from addons.pipeline import Pipeline


def tap(path: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    run = Pipeline.run

    def tapped(self: Pipeline, phase: Phase, exchange: Any, *arguments: Any, **named: Any) -> Any:
        request = exchange.request
        if phase in (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY):
            seen = {
                "id": exchange.request_id,
                "method": request.method,
                "path": request.path.decode("latin-1"),
                "query": request.query.decode("latin-1"),
                "fields": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in request.headers],
                "body": request.body.decode("latin-1"),
                "host": request.host,
                "whole": request.body_complete,
                "streamed": phase is Phase.REQUEST_BODY and not request.headers,
                "http2": request.version == "HTTP/2.0",
            }
            os.write(file, json.dumps(seen).encode() + b"\n")
        return run(self, phase, exchange, *arguments, **named)

    Pipeline.run = tapped  # type: ignore[method-assign]


if "BOING_TAP" in os.environ:
    tap(os.environ["BOING_TAP"])
