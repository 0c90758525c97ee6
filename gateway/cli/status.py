"""`boing status`: how this host's gateway is, and what the store knows of the others, the analyst and the policy.

Asks the health port and the store, each with a deadline and each without the other: what does not answer is said, and what
does is shown. Changes nothing, makes nothing. `boing doctor` says why something is wrong and how to mend it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway import VERSION
from gateway.settings import Settings, reachable
from gateway.storage.apis import load_apis
from gateway.storage.database import sqlite_path
from gateway.storage.errors import StoreError
from gateway.storage.models import ModelRow
from gateway.storage.store import Store

HEALTH_SECONDS = 3.0
STORE_SECONDS = 8.0
SILENT_SECONDS = 30
"""a gateway reports every ten"""
LAG_SECONDS = 60.0
CERTIFICATE_DAYS = 7
ANALYST_LEASE = "analyst"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument(
        "--health", metavar="HOST:PORT", help="where this host's gateway is asked (default 127.0.0.1:9464)"
    )
    parser.add_argument("--data-dir", metavar="DIR", help="default boing-data")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Exit codes: 0 all is well, 1 something is not, and is named, 2 nothing could be asked."""
    report = asyncio.run(gather(settings))
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        show(report)
    return {"ok": 0, "degraded": 1, "down": 2}[report["state"]]


async def gather(settings: Settings) -> dict[str, Any]:
    """All of it as plain data. `state` is ok, degraded (see `problems`), or down: neither gateway nor store answers."""
    gateway, store = await asyncio.gather(_ask_gateway(settings), _ask_store(settings))
    report: dict[str, Any] = {"state": "ok", "problems": [], "version": VERSION, "gateway": gateway, "store": store}
    report["problems"] = [*_gateway_problems(gateway, store), *_store_problems(gateway, store)]
    if not gateway["answers"] and not store["answers"]:
        report["state"] = "down"
    elif report["problems"]:
        report["state"] = "degraded"
    return report


async def _ask_gateway(settings: Settings) -> dict[str, Any]:
    """`answers`, `address`, then either `error` or what `/status` says."""
    address = reachable(settings.boing_health)
    try:
        async with httpx.AsyncClient(timeout=HEALTH_SECONDS, trust_env=False) as client:
            answer = await client.get(f"http://{address}/status")
            answer.raise_for_status()
            return {"answers": True, "address": address, **answer.json()}
    except httpx.HTTPStatusError as error:
        why = f"answered {error.response.status_code}: it is no gateway, or one of another version"
    except (httpx.HTTPError, ValueError) as error:
        why = str(error) or type(error).__name__
    return {"answers": False, "address": address, "error": why}


async def _ask_store(settings: Settings) -> dict[str, Any]:
    """`answers`, `where`, then either `error` or what it holds."""
    kind = "mysql" if settings.db_host else "sqlite"
    where = (
        f"{settings.db_host}:{settings.db_port}/{settings.db_name}" if settings.db_host else str(sqlite_path(settings))
    )
    said: dict[str, Any] = {"answers": False, "kind": kind, "where": where}
    if not settings.db_host and not sqlite_path(settings).exists():
        return said | {"error": "there is none yet: it is made at the first start"}
    store = await Store.open(settings)
    try:
        async with asyncio.timeout(STORE_SECONDS):
            await store.ready()
            return said | {"answers": True, **await _held(store)}
    except TimeoutError:
        return said | {"error": f"no answer within {STORE_SECONDS:g} s"}
    except StoreError as error:
        return said | {"error": str(error)}
    finally:
        await store.close()


async def _held(store: Store) -> dict[str, Any]:
    now = store.clock()
    async with store.database.reading() as connection:
        apis = {api.id: api.name for api in await load_apis(connection)}
    lease = await store.leases.holder(ANALYST_LEASE, now)
    return {
        "revision": await store.policy.revision(),
        "apis": len(apis),
        "analyst": {"active": lease is not None, "holder": lease.holder if lease else None},
        "models": [_model(row, apis) for row in await store.models.serving()],
        "gateways": [
            {
                "name": row.name,
                "version": row.version,
                "silent_seconds": round(max(0, now - row.at) / 1e6, 1),
                **row.status,
            }
            for row in await store.gateways.all()
        ],
    }


def _model(row: ModelRow, apis: dict[int, str]) -> dict[str, Any]:
    days = round((time.time() - row.changed_at / 1e6) / 86400, 1)
    return {"kind": row.kind, "api": apis.get(row.api_id, "*"), "version": row.version, "days": days}


def _gateway_problems(gateway: dict[str, Any], store: dict[str, Any]) -> Iterator[str]:
    if not gateway["answers"]:
        others = [one for one in store.get("gateways", ()) if one["silent_seconds"] <= SILENT_SECONDS]
        if not others:
            yield f"no gateway answers at {gateway['address']}: {gateway['error']}"
        return
    serving = sum(worker["ready"] for worker in gateway["workers"])
    if serving < gateway["workers_wanted"]:
        yield f"{serving} of {gateway['workers_wanted']} workers serve"
    if gateway["policy"]["problem"]:
        yield f"the newest policy is not served: {gateway['policy']['problem']}"
    if gateway["store"]["away_seconds"]:
        yield f"the gateway has not reached the store for {gateway['store']['away_seconds']:.0f} s: {gateway['store']['problem']}"
    if gateway["models_missing"]:
        yield f"{gateway['models_missing']} models that the policy names are missing on this host"
    yield from _reported_problems("this host", gateway, gateway["policy"]["revision"])


def _store_problems(gateway: dict[str, Any], store: dict[str, Any]) -> Iterator[str]:
    if not store["answers"]:
        yield f"the store {store['where']}: {store['error']}"
        return
    if not store["analyst"]["active"]:
        yield "no analyst is active: no alerts, no mails, no retention"
    for one in store["gateways"]:
        if one["name"] == gateway.get("name"):
            continue  # it has been asked itself
        if one["silent_seconds"] > SILENT_SECONDS:
            yield f"gateway {one['name']} has been silent for {one['silent_seconds']:.0f} s"
        else:
            yield from _reported_problems(f"gateway {one['name']}", one, store["revision"])


def _reported_problems(name: str, status: dict[str, Any], revision: int) -> Iterator[str]:
    """Of a heartbeat's content, which a gateway of another version may have written."""
    behind = [
        worker for worker in status.get("workers", ()) if worker.get("ready") and worker.get("revision") != revision
    ]
    if behind:
        yield f"{name}: {len(behind)} workers serve under another policy than revision {revision}"
    if (lag := status.get("journal_lag_seconds") or 0.0) > LAG_SECONDS:
        yield f"{name}: {status.get('journal_waiting')} records wait in the journal, the oldest for {lag:.0f} s"
    if (redis := status.get("redis")) and not redis.get("connected"):
        yield f"{name}: limits are not shared with other hosts: {redis.get('problem')}"
    for one in status.get("certificates", ()):
        if one["days"] < CERTIFICATE_DAYS:
            yield f"{name}: certificate {one['subject']} " + (
                "has ended" if one["days"] < 0 else f"ends in {one['days']} days"
            )


def show(report: dict[str, Any]) -> None:
    """For a person."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
    gateway, store = report["gateway"], report["store"]
    facts = Table.grid(padding=(0, 2))
    for name, value in (*_gateway_facts(gateway), *_store_facts(store)):
        facts.add_row(name, value)
    console.print(facts)
    if rows := _all_gateways(gateway, store):
        table = Table()
        for heading in ("gateway", "heard", "workers", "revision", "waiting", "lag", "certificate", "version"):
            table.add_column(heading, justify="left" if heading in ("gateway", "version") else "right")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    for problem in report["problems"]:
        console.print(Text.assemble(("! ", "bold red"), problem))
    console.print(f"boing {report['version']}: {report['state']}")


def _gateway_facts(gateway: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not gateway["answers"]:
        yield "gateway", f"does not answer at {gateway['address']}: {gateway['error']}"
        return
    yield (
        "gateway",
        f"listens on {gateway['listen']}, up since {gateway['started_at']}, {gateway['connections']} connections",
    )
    yield "policy", f"revision {gateway['policy']['revision']}"
    if redis := gateway.get("redis"):
        shared = f"counts are shared with {redis['hosts']} other hosts, {redis['lag_seconds']:g} s ago"
        yield "redis", f"{redis['where']}: {shared if redis['connected'] else redis['problem']}"


def _store_facts(store: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not store["answers"]:
        yield "store", f"{store['where']}: {store['error']}"
        return
    yield "store", f"{store['kind']} {store['where']}, revision {store['revision']}, {store['apis']} APIs"
    yield "analyst", f"active: {store['analyst']['holder']}" if store["analyst"]["active"] else "none is active"
    for model in store["models"]:
        yield "model", f"{model['kind']} for {model['api']}: version {model['version']}, {model['days']:g} days old"


def _all_gateways(gateway: dict[str, Any], store: dict[str, Any]) -> Sequence[Sequence[str]]:
    """This host's own word first, then what the others told the store."""
    own = [{**gateway, "silent_seconds": None}] if gateway["answers"] else []
    others = [one for one in store.get("gateways", ()) if one["name"] != gateway.get("name")]
    return [_row(one) for one in (*own, *others)]


def _row(status: dict[str, Any]) -> Sequence[str]:
    workers = status.get("workers", ())
    revisions = sorted({str(worker.get("revision")) for worker in workers})
    days = [one["days"] for one in status.get("certificates", ())]
    silent = status["silent_seconds"]
    return (
        status["name"],
        "now" if silent is None else f"{silent:.0f} s ago",
        f"{sum(bool(worker.get('ready')) for worker in workers)}/{len(workers)}",
        ", ".join(revisions),
        str(status.get("journal_waiting", "")),
        f"{status.get('journal_lag_seconds') or 0.0:.0f} s",
        f"{min(days)} days" if days else "",
        status["version"],
    )
