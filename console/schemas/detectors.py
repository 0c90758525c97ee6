"""Detectors and their settings. What options a detector has is its own to say (`options_schema`)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from addons.catalogue import Detector
from console.schemas.apis import ModeName
from console.schemas.model import Model, Moment, example
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


class DetectorPoint(Model):
    at: Moment
    hits: int
    stopped: int


class RuleHits(Model):
    rule: str
    hits: int
    stopped: int


class DetectorAt(Model):
    """How one API has it, and what came of that. `own`: the API says so itself, whatever is set for all."""

    api_id: int
    name: str
    mode: ModeName
    own: bool
    hits: int
    stopped: int


class DetectorStats(Model):
    """Exchanges in which the detector found something. `stopped` ones were blocked or throttled, by it or another."""

    model_config = example(
        since="2026-01-30T08:00:00.000000Z",
        step=600,
        hits=42,
        stopped=40,
        would=2,
        false_positives=1,
        true_positives=3,
        mean_microseconds=21.5,
        series=[{"at": "2026-01-31T07:50:00.000000Z", "hits": 2, "stopped": 2}],
        rules=[{"rule": "41100", "hits": 30, "stopped": 30}],
        apis=[{"api_id": 1, "name": "orders", "mode": "enforce", "own": False, "hits": 42, "stopped": 40}],
    )

    since: Moment
    step: int = Field(description="seconds between the points of `series`")
    hits: int
    stopped: int
    would: int = Field(description="let through, though they would have been stopped in enforce")
    false_positives: int = Field(description="alerts of this time reviewed so")
    true_positives: int
    mean_microseconds: float | None = Field(description="a look at one exchange; null: it looked at none")
    series: list[DetectorPoint]
    rules: list[RuleHits] = Field(description="the busiest, at most 50")
    apis: list[DetectorAt]
