"""One error shape for everything the console answers: RFC 9457 problem+json with the request id.

Invariant: no answer carries a stack trace, a statement or a secret that was sent; a value is echoed only where it is
a scalar and its field is none that holds a credential. Says nothing about the gateway's own block answers.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Match

from gateway.storage.errors import Conflict, NotFound, StoreError

log = logging.getLogger("boing.console")

MEDIA_TYPE = "application/problem+json"
SECRET_FIELDS = frozenset(
    {"password", "current_password", "new_password", "refresh_token", "token", "code", "key", "value", "ticket"}
)
SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with a request: `pointer` is a JSON pointer into the body, or `query:name`, `path:name`."""

    pointer: str
    message: str
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        shown = {"pointer": self.pointer, "message": self.message}
        return shown if self.value is None else {**shown, "value": self.value}


class Problem(HTTPException):
    """Raised anywhere in a request; becomes the answer. `detail` is a sentence fit to be shown to a person."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Iterable[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.errors = tuple(errors)


def invalid(errors: Iterable[FieldProblem]) -> Problem:
    """422 that names every problem."""
    errors = tuple(errors)
    count = len(errors)
    return Problem(422, f"{count} problem{'' if count == 1 else 's'} in the request", errors)


def not_found(what: str, key: object) -> Problem:
    return Problem(404, f"{what} {key} does not exist")


def request_id(connection: HTTPConnection) -> str:
    """The id given to this request by `console.envelope`."""
    return str(connection.scope.get("state", {}).get("request_id", ""))


def problem_body(status: int, detail: str, request: str, errors: Iterable[FieldProblem] = ()) -> bytes:
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body["request_id"] = request
    if listed := [error.as_json() for error in errors]:
        body["errors"] = listed
    return tolerant_json(body)


def tolerant_json(body: Any) -> bytes:
    """What a client sent, said back: it may hold lone surrogates or endless numbers, which faster encoders refuse."""
    return json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace")


def problem_response(
    status: int,
    detail: str,
    request: str,
    errors: Iterable[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(problem_body(status, detail, request, errors), status, dict(headers or {}), MEDIA_TYPE)


def store_failed(error: StoreError, request: str) -> Response:
    """404 and 409 for what the store says of a row; 503 for a store that cannot be used now."""
    if isinstance(error, NotFound):
        return problem_response(404, str(error) or "There is no such row", request)
    if isinstance(error, Conflict):
        return problem_response(409, str(error) or CLASH, request)
    log.warning("the store failed: %s (request %s)", error, request)
    detail = "The store cannot be used right now; traffic is not affected. Try again."
    return problem_response(503, detail, request, headers={"Retry-After": "2"})


CLASH = "This clashes with something that is already there."


def install(app: FastAPI) -> None:
    """Answer every error of `app` in this shape."""
    handlers: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
        HTTPException: _answer_http,
        RequestValidationError: _answer_validation,
        IntegrityError: _answer_conflict,
        StoreError: _answer_store,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _answer_http(request: Request, error: HTTPException) -> Response:
    errors = error.errors if isinstance(error, Problem) else ()
    detail = error.detail if error.detail != _phrase(error.status_code) else _plain_detail(request, error.status_code)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return problem_response(error.status_code, detail, request_id(request), errors, headers)


def _methods(request: Request) -> set[str]:
    """Of all routes at this path: the router names those of the first alone."""
    at_path = (route for route in request.app.router.routes if route.matches(request.scope)[0] is not Match.NONE)
    return {method for route in at_path for method in getattr(route, "methods", None) or ()}


async def _answer_store(request: Request, error: StoreError) -> Response:
    return store_failed(error, request_id(request))


async def _answer_conflict(request: Request, error: IntegrityError) -> Response:
    log.info("a write met a constraint: %s (request %s)", error.orig, request_id(request))
    return problem_response(409, CLASH, request_id(request))


async def _answer_validation(request: Request, error: RequestValidationError) -> Response:
    problems = [_field_problem(one, error.body) for one in error.errors()]
    if any(one["type"] == "json_invalid" for one in error.errors()):
        return problem_response(400, "The body is not valid JSON", request_id(request), problems)
    refused = invalid(problems)
    return problem_response(422, str(refused.detail), request_id(request), problems)


def body_problems(error: RequestValidationError) -> list[FieldProblem] | None:
    """What is wrong with the fields of a body; None where the body is no JSON, or something else is wrong as well."""
    found = error.errors()
    if any(one["loc"][0] != "body" or one["type"] == "json_invalid" for one in found):
        return None
    return [_field_problem(one, error.body) for one in found]


def _field_problem(error: Mapping[str, Any], body: Any) -> FieldProblem:
    place, *path = (str(part) for part in error["loc"])
    if error["type"] == "json_invalid":
        reason = error.get("ctx", {}).get("error", "")
        return FieldProblem("", f"not valid JSON at character {path[0] if path else 0}: {reason}")
    pointer = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)
    message = str(error["msg"]).removeprefix("Value error, ")
    return FieldProblem(pointer if place == "body" else f"{place}:{'.'.join(path)}", message, _shown(path, error, body))


def _shown(path: list[str], error: Mapping[str, Any], body: Any) -> Any:
    value = error.get("input")
    if error["type"] == "missing" or not isinstance(value, str | int | float | bool):
        return None
    if SECRET_FIELDS.intersection(path) or ("target" in path and isinstance(body, dict) and body.get("scope") == "key"):
        return None
    if isinstance(value, bool) or (isinstance(value, int) and -(2**63) <= value < 2**63):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)[:SHOWN_CHARACTERS]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _plain_detail(request: Request, status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return f"There is nothing at {request.url.path[:SHOWN_CHARACTERS]}"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.method} is not allowed at {request.url.path[:SHOWN_CHARACTERS]}"
    return _phrase(status)
