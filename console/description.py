"""The OpenAPI document as it should be: FastAPI's, with the errors that every route may answer and their media type.

Invariant: what the console answers stands in the document, status and shape; a test asks all of it, and more, and compares.
FastAPI knows neither that errors are `application/problem+json` nor which of them come from around the routes.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from console.errors import MEDIA_TYPE

PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
TEXTS = {
    400: "The request, or its JSON, cannot be read",
    401: "Not signed in, or not any more",
    403: "Not allowed: the role, the token's scope, or a page of another site",
    404: "There is no such thing",
    408: "The body did not come in time",
    409: "It clashes with what is there",
    412: "It was changed since it was read: `If-Match` is past",
    413: "The body is too large",
    422: "Something in the request is wrong; `errors` names all of it",
    429: "Too many requests; `Retry-After` says how many seconds to wait",
    500: "An error of ours; the log says more under the request id",
    503: "The store cannot be reached, or too much is waiting; try again",
}
EVERYWHERE = (400, 401, 403, 422, 429, 500, 503)
OF_A_BODY = (408, 413)


class DescribedApp(FastAPI):
    """FastAPI with this document."""

    def openapi(self) -> dict[str, Any]:
        """Made once and kept."""
        if self.openapi_schema is None:
            self.openapi_schema = get_openapi(
                title=self.title, version=self.version, description=self.description, routes=self.routes
            )
            for path, methods in self.openapi_schema["paths"].items():
                for method, operation in methods.items():
                    _complete(path, method, operation)
        return self.openapi_schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    answers: dict[str, Any] = operation["responses"]
    for known, answer in answers.items():
        if known.isdigit() and int(known) >= 400:
            answer["content"] = {MEDIA_TYPE: {"schema": PROBLEM}}
    for status in _statuses(path, method, operation):
        answers.setdefault(str(status), {"content": {MEDIA_TYPE: {"schema": PROBLEM}}})["description"] = TEXTS[status]
    operation["responses"] = dict(sorted(answers.items()))


def _statuses(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    statuses = list(EVERYWHERE)
    names = {one["name"].lower() for one in operation.get("parameters", ())}
    if "{" in path or "requestBody" in operation or "api_id" in names:
        statuses.append(404)
    if method != "get":
        statuses.append(409)
    if "requestBody" in operation:
        statuses += OF_A_BODY
    if "if-match" in names:
        statuses.append(412)
    return statuses
