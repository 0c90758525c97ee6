"""How the whole is, in one answer: what the dashboard's health panel is drawn from."""

from __future__ import annotations

from fastapi import APIRouter

from console.deps import Caller, ConsoleDep
from console.schemas.llm import LlmOut
from console.schemas.model import moment
from console.schemas.system import AnalystOut, GatewayOut, RedisOut, StoreOut, SystemOut
from gateway import VERSION

router = APIRouter(prefix="/api/system", tags=["system"])

ANALYST_LEASE = "analyst"
LLM_REPORT = "llm"


@router.get("")
async def system(_caller: Caller, console: ConsoleDep) -> SystemOut:
    """Gateways as they reported themselves, silent ones too; 503 where the store is away, as everywhere."""
    store = console.store
    now = store.clock()
    revision = await store.policy.revision()
    lease = await store.leases.holder(ANALYST_LEASE, now)
    exchanges = await store.exchanges.last_id()
    gateways = [GatewayOut.of(row, now, revision) for row in await store.gateways.all()]
    return SystemOut(
        version=VERSION,
        store=StoreOut(kind="sqlite" if store.database.is_sqlite else "mysql", ok=True, revision=revision),
        gateways=gateways,
        redis=RedisOut.of(gateways),
        analyst=AnalystOut(
            active=lease is not None,
            holder=lease.holder if lease else None,
            until=moment(lease.expires_at) if lease else None,
        ),
        llm=LlmOut.of(await store.reports.get(LLM_REPORT), now, enabled=console.settings.llm_enabled),
        exchanges=exchanges,
        first_request=exchanges > 0,
        retention_days=console.settings.retention_days,
        log_sample=console.settings.log_sample,
    )
