"""How the whole is: the store, every gateway, the analyst; and the settings it was started with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, ValidationError

from console.schemas.llm import EXAMPLE, LlmOut
from console.schemas.model import Model, Moment, Reported, example, moment
from gateway.storage.gateways import GatewayRow

STALE_SECONDS = 30
"""a gateway reports every ten"""


class WorkerStatus(Reported):
    id: int
    pid: int
    revision: int | None = Field(None, description="of the policy it serves by; null: not said yet")
    ready: bool = False
    requests: int = 0


class CertificateStatus(Reported):
    subject: str
    not_after: str
    days: int = Field(description="until it ends; negative: it has")


class RedisStatus(Reported):
    connected: bool
    lag_seconds: float = Field(description="since counts were last exchanged")
    hosts: int = Field(0, description="others that counts came from within half a minute")
    problem: str = ""


class GatewayStatus(Reported):
    workers: list[WorkerStatus] = []
    journal_waiting: int | None = Field(None, description="records not in the store yet")
    shipped: int | None = None
    certificates: list[CertificateStatus] = []
    redis: RedisStatus | None = Field(None, description="null: this gateway counts by itself")
    started_at: str | None = None


class GatewayOut(Model):
    name: str
    at: Moment = Field(description="when it reported last")
    stale: bool = Field(description=f"silent for more than {STALE_SECONDS} s: it is down, or cannot reach the store")
    behind: bool = Field(description="a worker that is ready serves by an older policy than the current one")
    version: str
    status: GatewayStatus | None = Field(description="null: it is of a version that reports otherwise")

    @classmethod
    def of(cls, row: GatewayRow, now: int, revision: int) -> GatewayOut:
        try:
            status = GatewayStatus.model_validate(row.status)
        except ValidationError:
            status = None
        workers = status.workers if status else []
        return cls(
            name=row.name,
            at=moment(row.at),
            stale=now - row.at > STALE_SECONDS * 1_000_000,
            behind=any(worker.ready and worker.revision != revision for worker in workers),
            version=row.version,
            status=status,
        )


class StoreOut(Model):
    kind: Literal["sqlite", "mysql"]
    ok: bool
    revision: int = Field(description="of the policy")


class RedisOut(Model):
    ok: bool = Field(description="every gateway that reports and is set to share its counts does")
    problem: str = Field(description="what the first that does not says; empty: none")

    @classmethod
    def of(cls, gateways: Sequence[GatewayOut]) -> RedisOut | None:
        """By what the gateways that are not silent report: the console itself has nothing to do with it."""
        said = [one.status.redis for one in gateways if one.status and one.status.redis and not one.stale]
        problem = next((one.problem or "no answer" for one in said if not one.connected), "")
        return cls(ok=not problem, problem=problem) if said else None


class AnalystOut(Model):
    active: bool
    holder: str | None
    until: Moment | None = Field(description="until when it has said to be there; it says so again before that")


class SystemOut(Model):
    model_config = example(
        version="0.1.0",
        store={"kind": "sqlite", "ok": True, "revision": 4},
        gateways=[
            {
                "name": "edge-1:8080",
                "at": "2026-01-31T08:00:00.000000Z",
                "stale": False,
                "behind": False,
                "version": "0.1.0",
                "status": {
                    "workers": [{"id": 0, "pid": 4711, "revision": 4, "ready": True, "requests": 1042}],
                    "journal_waiting": 0,
                    "shipped": 1042,
                    "certificates": [],
                    "redis": {"connected": True, "lag_seconds": 0.1, "hosts": 1, "problem": ""},
                    "started_at": "2026-01-31T07:00:00Z",
                },
            }
        ],
        redis={"ok": True, "problem": ""},
        analyst={"active": True, "holder": "edge-1/4712", "until": "2026-01-31T08:00:10.000000Z"},
        llm=EXAMPLE,
        exchanges=1042,
        first_request=True,
        retention_days=30,
        log_sample=1.0,
    )

    version: str
    store: StoreOut
    gateways: list[GatewayOut]
    redis: RedisOut | None = Field(description="through which gateways share rate counters; null: none is set to")
    analyst: AnalystOut
    llm: LlmOut
    exchanges: int = Field(description="recorded since the beginning, deleted ones too")
    first_request: bool = Field(description="whether there ever was one")
    retention_days: int
    log_sample: float


class SettingOut(Model):
    name: str
    value: Any = Field(description="secrets as ********, empty where unset")
    doc: str
    is_default: bool


class SettingsOut(Model):
    model_config = example(
        items=[
            {
                "name": "RETENTION_DAYS",
                "value": 30,
                "doc": "days that recorded exchanges are kept",
                "is_default": True,
            }
        ]
    )

    items: list[SettingOut]
