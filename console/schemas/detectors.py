"""Detectors and their settings. What options a detector has is its own to say (`options_schema`)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from addons.catalogue import Detector
from console.schemas.apis import ModeName
from console.schemas.model import Model, example
from gateway.storage.detectors import DetectorRow


class DetectorChange(Model):
    model_config = example(mode="observe", on_error="allow", options={})

    mode: ModeName = "enforce"
    on_error: Literal["allow", "block"] = "allow"
    options: dict[str, Any] = {}


class DetectorOut(Model):
    id: str
    title: str
    description: str
    mode: ModeName
    on_error: Literal["allow", "block"]
    options: dict[str, Any]
    options_schema: dict[str, Any] = Field(description="JSON Schema of options")
    version: int

    @classmethod
    def of(cls, detector: Detector, row: DetectorRow | None) -> DetectorOut:
        """`row` None: never set, so the detector's own defaults hold, at version 0."""
        return cls(
            id=detector.id,
            title=detector.title,
            description=detector.description,
            mode=(row.settings.mode if row else detector.mode).value,
            on_error=row.settings.on_error if row else detector.on_error,
            options=row.settings.options if row else {},
            options_schema=detector.schema(),
            version=row.version if row else 0,
        )
