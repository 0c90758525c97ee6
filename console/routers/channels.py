"""Channels: made, changed, tested, deleted. Secrets are encrypted on the way in and masked on the way out."""

from __future__ import annotations

import asyncio
import base64
import secrets as random_source
import time
from typing import Any

from fastapi import APIRouter, Response
from pydantic import ValidationError

from addons.finding import Severity
from console.deps import (
    ADMIN,
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
from console.errors import FieldProblem, invalid, not_found
from console.pages import cursor_number, next_cursor
from console.schemas.channels import (
    CONFIGS,
    MASK,
    ChannelChange,
    ChannelIn,
    ChannelMade,
    ChannelOut,
    TestOut,
)
from console.schemas.logs import severity_name
from console.schemas.model import Page, moment
from console.state import Console
from gateway.policy.secrets import Secrets
from gateway.reach import Forbidden, Reach, is_literal, parse_target
from gateway.storage.channels import SECRETS, ChannelRow, NewChannel, masked, origin_of
from gateway.storage.deliveries import DeliveryRow
from gateway.storage.errors import Conflict, NotFound
from gateway.storage.store import Store
from gateway.storage.users import UserRow

router = APIRouter(prefix="/api/channels", tags=["channels"])

TEST_SECONDS = 15.0
TEST_POLL = 0.2
NOBODY = "no analyst is running: start one with `boing analyst`, or `boing up`"
SECRET_BYTES = 32


@router.get("")
async def channels(caller: Caller, console: ConsoleDep, page: PageDep) -> Page[ChannelOut]:
    after = cursor_number(page.cursor) or 0
    rows = [row for row in await console.store.channels.all() if row.id > after][: page.limit]
    items = [_shown(row, console, caller) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: (row.id,)))


@router.post("", status_code=201)
async def add(body: ChannelIn, admin: Admin, actor: ActorDep, console: ConsoleDep, response: Response) -> ChannelMade:
    """A webhook's secret is made where none is given, and shown here alone."""
    config = _config(body.kind, body.config, None, console)
    made = None
    if body.kind == "webhook" and "secret" not in config:
        made = f"whsec_{base64.b64encode(random_source.token_bytes(SECRET_BYTES)).decode()}"
        config["secret"] = console.secrets.encrypt(made)
    await _check_apis(console.store, body)
    async with console.store.edit(actor, "channel.add") as edit:
        channel_id = await console.store.channels.add(edit, _new(body, body.kind, config))
    response.headers["location"] = f"/api/channels/{channel_id}"
    row = await _channel(console.store, channel_id)
    response.headers["etag"] = etag(row.version)
    return ChannelMade(**_fields(row, console, admin), secret=made)


@router.get("/{channel_id}")
async def channel(channel_id: Id, caller: Caller, console: ConsoleDep, response: Response) -> ChannelOut:
    return _answer(await _channel(console.store, channel_id), console, caller, response)


@router.put("/{channel_id}")
async def change(
    *,
    channel_id: Id,
    body: ChannelChange,
    admin: Admin,
    actor: ActorDep,
    console: ConsoleDep,
    expected: ExpectedVersion,
    response: Response,
) -> ChannelOut:
    """The whole channel anew; `********` keeps the secret that is stored. A target from the settings stays as it is."""
    store = console.store
    before = await _channel(store, channel_id)
    require_version(before.version, expected)
    if before.builtin:
        _same_target(body, before, console, admin)
        config = before.config
    else:
        config = _config(before.kind, body.config, before.config, console)
    await _check_apis(store, body)
    async with store.edit(actor, "channel.change") as edit:
        await store.channels.update(edit, channel_id, _new(body, before.kind, config), before.version)
    return _answer(await _channel(store, channel_id), console, admin, response)


@router.delete("/{channel_id}", status_code=204)
async def delete(
    channel_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep, expected: ExpectedVersion
) -> Response:
    """What waits for it is not sent any more."""
    before = await _channel(store, channel_id)
    require_version(before.version, expected)
    if before.builtin:
        raise Conflict(f"{before.name!r} comes from the settings: disable it here, or take it out of the settings")
    async with store.edit(actor, "channel.delete") as edit:
        await store.channels.delete(edit, channel_id)
    return Response(status_code=204)


@router.post("/{channel_id}/test")
async def test(channel_id: Id, _admin: Admin, actor: ActorDep, store: StoreDep) -> TestOut:
    """Sends a test the way alerts go, and waits for what becomes of it, 15 seconds at most."""
    row = await _channel(store, channel_id)
    async with store.edit(actor, "channel.test") as edit:
        delivery_id = await store.deliveries.add_test(edit, row)
    deadline = time.monotonic() + TEST_SECONDS
    delivery = await store.deliveries.get(delivery_id)
    while delivery.state == "waiting" and time.monotonic() < deadline:
        await asyncio.sleep(TEST_POLL)
        delivery = await store.deliveries.get(delivery_id)
    if delivery.state == "waiting":
        return await _unfinished(store, delivery)
    spent = delivery.log[-1]["milliseconds"] if delivery.log else 0
    return TestOut(
        state="delivered" if delivery.state == "delivered" else "failed",
        error=delivery.error or None,
        milliseconds=spent,
    )


async def _unfinished(store: Store, delivery: DeliveryRow) -> TestOut:
    milliseconds = int(TEST_SECONDS * 1000)
    if delivery.attempts:
        return TestOut(state="failed", error=f"no outcome within {TEST_SECONDS:g} s", milliseconds=milliseconds)
    now = store.clock()
    # Taken back: an analyst that comes up tomorrow has nothing to test for anybody.
    claimed = await store.deliveries.claim(delivery, now, now + 1)
    if claimed is not None:
        await store.deliveries.settle(claimed, "dropped", now, error=NOBODY)
    return TestOut(state="failed", error=NOBODY, milliseconds=milliseconds)


def _config(kind: str, sent: Any, stored: dict[str, Any] | None, console: Console) -> dict[str, Any]:
    """A config fit to be stored. Raises a 422 that names every problem, and no secret."""
    try:
        model = CONFIGS[kind].model_validate(sent)
    except ValidationError as error:
        raise invalid(_problem(kind, one) for one in error.errors()) from None
    config = {name: value for name, value in model.model_dump(by_alias=True).items() if value not in (None, "")}
    _check_reach(config, console)
    if kind == "webhook" and stored is not None:
        _carry_over(config, model.model_fields_set, stored, console.secrets)
    for name in SECRETS[kind]:
        if name in config:
            config[name] = _secret(name, config, stored or {}, console.secrets)
    return config


def _problem(kind: str, error: Any) -> FieldProblem:
    path = [str(part) for part in error["loc"]]
    hidden = not path or set(path) & {*SECRETS[kind], "url"}
    value = error.get("input")
    shown = None if hidden or not isinstance(value, str | int) else value
    return FieldProblem("/".join(["/config", *path]), str(error["msg"]).removeprefix("Value error, "), shown)


def _check_reach(config: dict[str, Any], console: Console) -> None:
    """What can be said of an address without resolving it; the rest is said when something is sent."""
    url = config.get("url", MASK)
    if url == MASK:
        return
    host = parse_target(url).host
    try:
        if is_literal(host):
            Reach.of(console.settings.webhook_allow).check(host)
    except Forbidden as error:
        raise invalid([FieldProblem("/config/url", str(error))]) from None


def _carry_over(config: dict[str, Any], given: set[str], stored: dict[str, Any], secrets: Secrets) -> None:
    """A webhook's secrets through a change: kept where left out; the old one signs on beside a new one."""
    is_new = config.get("secret", MASK) != MASK
    config.setdefault("secret", MASK)
    if "previous_secret" not in given or config.get("previous_secret") == MASK:
        config.pop("previous_secret", None)
        earlier = stored.get("secret" if is_new else "previous_secret")
        if earlier:
            config["previous_secret"] = secrets.decrypt(earlier)


def _secret(name: str, config: dict[str, Any], stored: dict[str, Any], secrets: Secrets) -> str:
    if config[name] != MASK:
        return secrets.encrypt(config[name])
    place = f"/config/{name}"
    if not stored.get(name):
        raise invalid([FieldProblem(place, f"{MASK} keeps the stored secret, but there is none: send the secret")])
    if name == "password" and any(config.get(key) != stored.get(key) for key in ("host", "port", "security")):
        raise invalid([FieldProblem(place, "the server changed: enter its password anew")])
    return str(stored[name])


def _same_target(body: ChannelChange, before: ChannelRow, console: Console, admin: UserRow) -> None:
    shown = _fields(before, console, admin)["config"]
    sent: Any = body.config
    if sent and sent != shown:
        raise invalid([FieldProblem("/config", "comes from the settings: send it as it was read, or {}")])


async def _check_apis(store: Store, body: ChannelChange) -> None:
    known = {api.id for api in await store.apis.all()} if body.api_ids else set()
    problems = [
        FieldProblem(f"/api_ids/{position}", "there is no such API", api_id)
        for position, api_id in enumerate(body.api_ids)
        if api_id not in known
    ]
    if problems:
        raise invalid(problems)


def _new(body: ChannelChange, kind: str, config: dict[str, Any]) -> NewChannel:
    return NewChannel(
        name=body.name,
        kind=kind,  # type: ignore[arg-type]
        config=config,
        enabled=body.enabled,
        severity=Severity[body.severity.upper()],
        api_ids=tuple(dict.fromkeys(body.api_ids)),
        quiet=body.quiet.model_dump(by_alias=True) if body.quiet else None,
        per_hour=body.per_hour,
    )


def _answer(row: ChannelRow, console: Console, caller: UserRow, response: Response) -> ChannelOut:
    response.headers["etag"] = etag(row.version)
    return _shown(row, console, caller)


def _shown(row: ChannelRow, console: Console, caller: UserRow) -> ChannelOut:
    return ChannelOut(**_fields(row, console, caller))


def _fields(row: ChannelRow, console: Console, caller: UserRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "builtin": row.builtin,
        "enabled": row.enabled,
        "severity": severity_name(row.severity),
        "api_ids": row.api_ids,
        "quiet": row.quiet,
        "per_hour": row.per_hour,
        "config": _target(row, console, caller),
        "version": row.version,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def _target(row: ChannelRow, console: Console, caller: UserRow) -> dict[str, Any]:
    settings, config = console.settings, masked(row.kind, row.config)
    if row.kind == "slack":
        return {"url": MASK}
    if row.kind == "webhook":
        url = config["url"] if caller.role == ADMIN else origin_of(config["url"])
        return {"url": url, "secret": config["secret"], "previous_secret": config.get("previous_secret")}
    names = ("host", "port", "user", "password", "security", "from")
    if not row.builtin:
        return {"to": config["to"]} | {name: config.get(name) for name in names}
    return {
        "to": [one.strip() for one in settings.alert_email_to.split(",") if one.strip()],
        "host": settings.smtp_host,
        "port": settings.smtp_port,
        "user": settings.smtp_user or None,
        "password": MASK if settings.smtp_password else None,
        "security": None,
        "from": settings.alert_email_from,
    }


async def _channel(store: Store, channel_id: int) -> ChannelRow:
    try:
        return await store.channels.get(channel_id)
    except NotFound:
        raise not_found("channel", channel_id) from None
