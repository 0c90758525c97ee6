"""API tokens: a person makes them for scripts, sees them, and deletes them. A token cannot make another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from console.credentials import hashed, hint_of, new_api_token
from console.deps import ADMIN, ActorDep, ConsoleDep, Id, SignedIn, StoreDep
from console.errors import FieldProblem, Problem, invalid
from console.schemas.tokens import TokenIn, TokenMadeOut, TokenOut, TokensOut
from gateway.storage.errors import Conflict
from gateway.storage.tokens import NewToken

router = APIRouter(prefix="/api/tokens", tags=["tokens"])


@router.get("")
async def tokens(
    *,
    user: SignedIn,
    store: StoreDep,
    everyones: Annotated[bool, Query(alias="all", description="of all users; takes the role admin")] = False,
) -> TokensOut:
    """The newest first, expired ones too."""
    if everyones and user.role != ADMIN:
        raise Problem(403, "The tokens of all users take the role admin")
    rows = await store.tokens.list(None if everyones else user.id)
    return TokensOut(items=[TokenOut.of(row) for row in rows])


@router.post("", status_code=201)
async def make_token(body: TokenIn, user: SignedIn, actor: ActorDep, console: ConsoleDep) -> TokenMadeOut:
    """The answer is the only place where the token stands."""
    if "manage" in body.scopes and user.role != ADMIN:
        raise invalid([FieldProblem("/scopes", 'the scope "manage" takes an owner with the role admin')])
    token, scopes = new_api_token(), tuple(dict.fromkeys(body.scopes))
    new = NewToken(body.name, hint_of(token), hashed(token), scopes, body.expires_in_days)
    try:
        async with console.store.edit(actor, "token.make") as edit:
            row = await console.store.tokens.create(edit, user, new)
    except Conflict as error:
        raise Problem(409, str(error)) from None
    return TokenMadeOut.of(row, token=token)


@router.delete("/{token_id}", status_code=204)
async def delete_token(token_id: Id, user: SignedIn, actor: ActorDep, store: StoreDep) -> Response:
    """It is worth nothing from now on. An admin may delete anyone's."""
    async with store.edit(actor, "token.delete") as edit:
        await store.tokens.delete(edit, token_id, None if user.role == ADMIN else user.id)
    return Response(status_code=204)
