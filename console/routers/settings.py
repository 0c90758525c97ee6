"""The settings this console was started with: seen, never changed from here."""

from __future__ import annotations

from dataclasses import fields

from fastapi import APIRouter

from console.deps import Admin, ConsoleDep
from console.schemas.system import SettingOut, SettingsOut

router = APIRouter(prefix="/api/settings", tags=["system"])


@router.get("")
async def settings(_admin: Admin, console: ConsoleDep) -> SettingsOut:
    """Secrets masked. A gateway on another host has its own."""
    shown = console.settings.public()
    return SettingsOut(
        items=[
            SettingOut(
                name=field.name.upper(),
                value=shown[field.name.upper()],
                doc=field.metadata["doc"],
                is_default=getattr(console.settings, field.name) == field.default,
            )
            for field in fields(console.settings)
        ]
    )
