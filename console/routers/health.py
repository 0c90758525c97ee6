"""Whether the console answers, and whether its store does."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from console.deps import StoreDep
from console.schemas.model import Model, example
from gateway.storage.errors import StoreError

router = APIRouter(prefix="/api", tags=["health"])


class Health(Model):
    model_config = example(status="ok", store="ok")

    status: Literal["ok"] = "ok"
    store: Literal["ok", "down"]


@router.get("/health")
async def health(store: StoreDep) -> Health:
    """200 as long as the process is up; no sign-in."""
    try:
        await store.policy.revision()
    except StoreError:
        return Health(store="down")
    return Health(store="ok")
