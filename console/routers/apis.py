"""Protected APIs. Every change is compiled as the gateway would before it is published; secrets go in and never out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import WithJsonSchema

from addons.exchange import IdentityKind
from addons.finding import Mode
from console.deps import (
    ActorDep,
    Admin,
    Caller,
    ConsoleDep,
    ExpectedVersion,
    Id,
    PageDep,
    StoreDep,
    etag,
    require_version,
)
from console.errors import FieldProblem, Problem, body_problems, invalid, not_found, tolerant_json
from console.pages import cursor_number, next_cursor
from console.schemas.apis import MASK, ApiChecked, ApiFault, ApiIn, ApiOut, IngestKeyOut, UpstreamHealth, Warned
from console.schemas.model import Page, moment
from console.upstream import probe
from gateway.ingest.keys import ingest_key_hash, ingest_key_hint, new_ingest_key
from gateway.policy.document import Api
from gateway.policy.secrets import Secrets
from gateway.storage.apis import ApiRow
from gateway.storage.errors import NotFound
from gateway.storage.store import Store

router = APIRouter(prefix="/api/apis", tags=["apis"])


class _Judged(APIRoute):
    """Answers what is wrong with the body as a finding: a draft that is not finished yet is no failed request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def judge(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                if (problems := body_problems(error)) is None or not await request.body():
                    raise
                return _found(problems)
            except Problem as problem:
                if problem.status_code != 422:
                    raise
                return _found(problem.errors)

        return judge


checks = APIRouter(route_class=_Judged)
# Whatever a form holds is an answerable question, so the document promises no more than "some JSON".
Draft = Annotated[
    ApiIn,
    WithJsonSchema({"title": "Draft", "description": "an API as `POST /api/apis` takes it, or what is to become one"}),
]


@router.get("")
async def apis(_caller: Caller, store: StoreDep, page: PageDep) -> Page[ApiOut]:
    after = cursor_number(page.cursor) or 0
    rows = [row for row in await store.apis.all() if row.id > after][: page.limit]
    items = [ApiOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("", status_code=201)
async def add(body: ApiIn, _admin: Admin, actor: ActorDep, console: ConsoleDep, response: Response) -> ApiOut:
    """Served by every gateway within a second; 422 names every problem of the policy as it would be."""
    store = console.store
    document = _document(body, None, console.secrets)
    async with store.edit(actor, "api.add") as edit:
        await console.publisher.hold(edit)
        api_id = await store.apis.add(edit, document)
        await console.publisher.check(edit, document.name)
    response.headers["location"] = f"/api/apis/{api_id}"
    return _answer(await _api(store, api_id), response)


@checks.post("/check")
async def check(
    body: Draft,
    _admin: Admin,
    console: ConsoleDep,
    api_id: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="the API that this would change")] = None,
) -> ApiChecked:
    """Whether it would be saved; `errors` are those that `POST` and `PUT` would answer. Nothing is changed."""
    store = console.store
    before = await _api(store, api_id) if api_id else None
    document = _document(body, before.document if before else None, console.secrets)
    policy = await store.policy.settings(store.clock() / 1e6)
    others = [api for api in policy.apis if api.id != api_id]
    own_id = api_id or max((api.id for api in others), default=0) + 1
    apis = [*others, msgspec.structs.replace(document, id=own_id)]
    await console.publisher.passes(msgspec.structs.replace(policy, apis=apis), document.name)
    warnings = [Warned(pointer=pointer, message=message) for pointer, message in _warnings(document)]
    return ApiChecked(ok=True, warnings=warnings)


router.include_router(checks)


@router.get("/{api_id}")
async def api(api_id: Id, _caller: Caller, store: StoreDep, response: Response) -> ApiOut:
    return _answer(await _api(store, api_id), response)


@router.put("/{api_id}")
async def change(
    *,
    api_id: Id,
    body: ApiIn,
    _admin: Admin,
    actor: ActorDep,
    console: ConsoleDep,
    expected: ExpectedVersion,
    response: Response,
) -> ApiOut:
    """The whole API anew; `********` keeps the secret that is stored."""
    store = console.store
    before = await _api(store, api_id)
    require_version(before.version, expected)
    document = _document(body, before.document, console.secrets)
    async with store.edit(actor, "api.change") as edit:
        await console.publisher.hold(edit)
        await store.apis.update(edit, api_id, document, version=before.version)
        await console.publisher.check(edit, document.name)
    return _answer(await _api(store, api_id), response)


@router.delete("/{api_id}", status_code=204)
async def delete(api_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep, expected: ExpectedVersion) -> Response:
    """With the list entries, exclusions and decisions that are scoped to it alone."""
    before = await _api(store, api_id)
    require_version(before.version, expected)
    async with store.edit(actor, "api.delete") as edit:
        await store.apis.delete(edit, api_id, version=before.version)
    return Response(status_code=204)


@router.post("/{api_id}/ingest-key", status_code=201)
async def make_ingest_key(api_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep) -> IngestKeyOut:
    """A key to send telemetry with, shown this once. It takes the place of the one before, which ends."""
    await _api(store, api_id)
    key = new_ingest_key()
    async with store.edit(actor, "api.ingest-key") as edit:
        await store.apis.set_ingest_key(edit, api_id, ingest_key_hash(key))
    return IngestKeyOut(key=key, hint=ingest_key_hint(key))


@router.delete("/{api_id}/ingest-key", status_code=204)
async def end_ingest_key(api_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep) -> Response:
    """No telemetry is taken for this API any more."""
    await _api(store, api_id)
    async with store.edit(actor, "api.ingest-key") as edit:
        await store.apis.set_ingest_key(edit, api_id, "")
    return Response(status_code=204)


@router.get("/{api_id}/health")
async def health(api_id: Id, _admin: Admin, console: ConsoleDep) -> UpstreamHealth:
    """Ask the upstream for its root, now, from here. An answer takes up to eight seconds."""
    store = console.store
    row = await _api(store, api_id)
    policy = msgspec.structs.replace(await store.policy.settings(store.clock() / 1e6), apis=[row.document])
    snapshot = await console.publisher.passes(policy, row.name)
    checked_at = moment(store.clock())
    found = await probe(snapshot.apis[api_id])
    return UpstreamHealth(
        reachable=found.status is not None,
        status=found.status,
        milliseconds=found.milliseconds,
        error=found.error,
        checked_at=checked_at,
    )


def _warnings(api: Api) -> Iterator[tuple[str, str]]:
    """Pointers, and what is right but hardly meant."""
    if api.mode is Mode.OFF:
        yield "/mode", "nothing is inspected, limited or turned away: requests only pass through"
    if api.upstream.startswith("https:") and not api.verify_upstream:
        yield "/verify_upstream", "whoever stands between gateway and upstream can read and answer for it"
    for position, source in enumerate(api.identity):
        if source.kind is IdentityKind.JWT and not source.key:
            yield f"/identity/{position}/key", "without a key anyone can write such a token: it is not verified"
    for position, proxy in enumerate(api.trusted_proxies):
        if proxy.endswith("/0"):
            yield f"/trusted_proxies/{position}", "every client is believed to be the address that it says it is"


def _found(problems: Iterable[FieldProblem]) -> Response:
    errors = [ApiFault(pointer=one.pointer, message=one.message, value=one.value) for one in problems]
    return Response(tolerant_json(ApiChecked(ok=False, errors=errors).model_dump()), media_type="application/json")


def _answer(row: ApiRow, response: Response) -> ApiOut:
    response.headers["etag"] = etag(row.version)
    return ApiOut.of(row)


async def _api(store: Store, api_id: Id) -> ApiRow:
    try:
        return await store.apis.get(api_id)
    except NotFound:
        raise not_found("API", api_id) from None


def _document(body: ApiIn, before: Api | None, secrets: Secrets) -> Api:
    """The policy's document of what was sent, its secrets encrypted."""
    sent: dict[str, Any] = body.model_dump()
    problems: list[FieldProblem] = []
    if header := sent["secret_header"]:
        stored = before.secret_header.value if before and before.secret_header else ""
        header["value"] = _secret(header["value"], stored, "/secret_header/value", secrets, problems)
    for position, source in enumerate(sent["identity"]):
        stored = _stored_key(before, position, source)
        source["key"] = _secret(source["key"], stored, f"/identity/{position}/key", secrets, problems)
    if problems:
        raise invalid(problems)
    return msgspec.convert({"id": 0, **sent}, Api)


def _secret(sent: str, stored: str, place: str, secrets: Secrets, problems: list[FieldProblem]) -> str:
    if not sent:
        return ""
    if sent != MASK:
        return secrets.encrypt(sent)
    if not stored:
        problems.append(FieldProblem(place, f"{MASK} keeps the stored secret, but there is none: send the secret"))
    return stored


def _stored_key(before: Api | None, position: int, sent: dict[str, Any]) -> str:
    """The key stored for the source that reads the same place; sources may have been reordered."""
    if before is None:
        return ""
    place = (sent["kind"], sent["name"], sent["claim"])
    same = [source for source in before.identity if (str(source.kind), source.name, source.claim) == place]
    if len(same) > 1 and position < len(before.identity) and before.identity[position] in same:
        return before.identity[position].key
    return same[0].key if same else ""
