"""What a route may ask for, by name: the store, who is calling, which page, which version.

Every route but sign-in, registration and health takes `Caller`, `Reviewer`, `Admin`, `SignedIn` or `SignedInAdmin`; a
test holds the list of routes to that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from console.auth import InvalidTokenError
from console.errors import FieldProblem, Problem, invalid
from console.state import Console
from gateway.policy.secrets import Secrets
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from gateway.storage.users import UserRow

ADMIN = "admin"
LARGEST_PAGE = 500
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="boing"'}

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]

bearer = HTTPBearer(auto_error=False, description="the access_token of POST /api/login")


def get_console(connection: HTTPConnection) -> Console:
    console: Console = connection.app.state.console
    return console


ConsoleDep = Annotated[Console, Depends(get_console)]


def get_store(console: ConsoleDep) -> Store:
    return console.store


def get_secrets(console: ConsoleDep) -> Secrets:
    return console.secrets


StoreDep = Annotated[Store, Depends(get_store)]
SecretsDep = Annotated[Secrets, Depends(get_secrets)]


def client_address(connection: HTTPConnection) -> str:
    """The socket's address: forwarding headers are not believed here."""
    return connection.client.host if connection.client else ""


async def user_of_token(console: Console, token: str) -> UserRow:
    """Raises a 401 `Problem` where the token is worth nothing, now."""
    try:
        claims = console.tokens.read(token)
    except InvalidTokenError as error:
        raise Problem(
            401, "The access token is not valid, or has expired. Sign in again.", headers=CHALLENGE
        ) from error
    user = await console.store.users.by_id(claims.user_id)
    if user is None or user.disabled or user.token_version != claims.token_version:
        raise Problem(401, "The access token is not valid any more. Sign in again.", headers=CHALLENGE)
    return user


async def get_caller(
    console: ConsoleDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> UserRow:
    if credentials is None:
        raise Problem(401, "Sign in first: POST /api/login", headers=CHALLENGE)
    user = await user_of_token(console, credentials.credentials)
    if wait := console.user_rates.take(str(user.id)):
        raise Problem(429, "Too many requests from this user", headers={"Retry-After": str(wait)})
    return user


Caller = Annotated[UserRow, Depends(get_caller)]


def get_admin(caller: Caller) -> UserRow:
    if caller.role != ADMIN:
        raise Problem(403, "This takes the role admin")
    return caller


Admin = Annotated[UserRow, Depends(get_admin)]


def get_reviewer(caller: Caller) -> UserRow:
    return caller


Reviewer = Annotated[UserRow, Depends(get_reviewer)]


def get_signed_in(caller: Caller) -> UserRow:
    return caller


SignedIn = Annotated[UserRow, Depends(get_signed_in)]


def get_signed_in_admin(admin: Admin) -> UserRow:
    return admin


SignedInAdmin = Annotated[UserRow, Depends(get_signed_in_admin)]


def get_actor(request: Request, caller: Caller) -> Actor:
    return Actor(caller.id, caller.email, client_address(request))


ActorDep = Annotated[Actor, Depends(get_actor)]


@dataclass(frozen=True, slots=True)
class PageWanted:
    cursor: str | None
    limit: int


def get_page(
    cursor: Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> PageWanted:
    return PageWanted(cursor or None, limit)


PageDep = Annotated[PageWanted, Depends(get_page)]

_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def get_expected_version(
    if_match: Annotated[str | None, Header(description='the ETag that was read, `"3"`; 412 if it has changed')] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    matched = _ETAG.fullmatch(if_match.strip())
    if matched is None:
        raise invalid([FieldProblem("header:if-match", 'must be the ETag that was read, such as "3"', if_match[:100])])
    return int(matched.group(1))


ExpectedVersion = Annotated[int | None, Depends(get_expected_version)]


def etag(version: int) -> str:
    return f'"{version}"'


def require_version(current: int, expected: int | None) -> None:
    """412 where somebody else was faster."""
    if expected is not None and current != expected:
        raise Problem(
            412, f"It has changed since: its version is {current} now, not {expected}", headers={"ETag": etag(current)}
        )
