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

from console.errors import FieldProblem, Problem, invalid
from console.principal import CHALLENGE, Principal, authenticated
from console.state import Console
from gateway.policy.secrets import Secrets
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from gateway.storage.users import UserRow

ADMIN = "admin"
LARGEST_PAGE = 500

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]

bearer = HTTPBearer(auto_error=False, description="the access_token of POST /api/login, or an API token")


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
    """The client's, as `console.envelope` found it: behind the proxies of CONSOLE_TRUSTED_PROXIES, else the socket's."""
    return str(connection.scope["state"]["client"])


def by_https(connection: HTTPConnection) -> bool:
    """Whether the client speaks https, to us or to a trusted proxy."""
    return bool(connection.scope["state"]["secure"])


async def get_principal(
    console: ConsoleDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Principal:
    if credentials is None:
        raise Problem(401, "Sign in first: POST /api/login", headers=CHALLENGE)
    principal = await authenticated(console, credentials.credentials)
    if wait := console.user_rates.take(principal.rate_key):
        raise Problem(429, "Too many requests from this user", headers={"Retry-After": str(wait)})
    return principal


PrincipalDep = Annotated[Principal, Depends(get_principal)]
"""who is calling and by what; says nothing of what he may: a route takes one of the names below"""


def _within(principal: Principal, scope: str) -> UserRow:
    if not principal.may(scope):
        challenge = f'Bearer realm="boing", error="insufficient_scope", scope="{scope}"'
        raise Problem(403, f'The API token has not the scope "{scope}"', headers={"WWW-Authenticate": challenge})
    return principal.user


def _as_admin(user: UserRow) -> UserRow:
    if user.role != ADMIN:
        raise Problem(403, "This takes the role admin")
    return user


def get_caller(principal: PrincipalDep) -> UserRow:
    return _within(principal, "read")


def get_reviewer(principal: PrincipalDep) -> UserRow:
    return _within(principal, "review")


def get_admin(principal: PrincipalDep) -> UserRow:
    return _as_admin(_within(principal, "manage"))


def get_signed_in(principal: PrincipalDep) -> UserRow:
    if principal.token is not None:
        raise Problem(403, "This takes a person who signed in with a password, not an API token")
    return principal.user


Caller = Annotated[UserRow, Depends(get_caller)]
"""anyone signed in; an API token needs the scope read"""
Reviewer = Annotated[UserRow, Depends(get_reviewer)]
"""anyone signed in; an API token needs the scope review"""
Admin = Annotated[UserRow, Depends(get_admin)]
"""the role admin; an API token needs the scope manage besides"""
SignedIn = Annotated[UserRow, Depends(get_signed_in)]
"""a person's session, never an API token: for passwords, tokens and sessions"""


def get_signed_in_admin(user: SignedIn) -> UserRow:
    return _as_admin(user)


SignedInAdmin = Annotated[UserRow, Depends(get_signed_in_admin)]
"""a session of the role admin: for users and invitations"""


def get_actor(request: Request, principal: PrincipalDep) -> Actor:
    name = principal.user.email if principal.token is None else f"{principal.user.email} (token {principal.token.name})"
    return Actor(principal.user.id, name, client_address(request))


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
