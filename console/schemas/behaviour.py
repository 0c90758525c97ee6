"""What the behaviours have learned, as the analyst keeps it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from addons.catalogue import Detector
from console.schemas.model import Model, Moment, example, moment
from gateway.policy.document import DetectorSettings
from gateway.storage.behaviour import Learned


class LearnedOut(Model):
    updated_at: Moment = Field(description="when it was kept last; the analyst does so every minute")
    since: Moment | None = Field(description="of the first exchange it saw; null: none yet")
    watched: int = Field(description="seconds of traffic from the first exchange to when it was kept last")
    exchanges: int = Field(description="seen since ever")
    behind: int = Field(description="exchanges recorded since that are not part of it yet")
    identities: int = Field(description="callers it knows; it forgets those it has not heard of for longest")
    conclusions: int = Field(description="since ever, also those that a mode or the whitelist left without effect")
    bytes: int = Field(description="size of all that was learned")


class BehaviourOut(Model):
    id: str = Field(description="of the detector")
    title: str
    mode: Literal["observe", "enforce", "off"] = Field(description="for all APIs that do not say otherwise")
    ready: bool = Field(description="whether it concludes yet; before that it only learns")
    learned: LearnedOut | None = Field(description="null: nothing yet")

    @classmethod
    def of(cls, detector: Detector, settings: DetectorSettings | None, kept: Learned | None, last: int) -> BehaviourOut:
        learned = None
        if kept is not None:
            learned = LearnedOut(
                updated_at=moment(kept.updated_at),
                since=moment(kept.since) if kept.since else None,
                watched=max(0, kept.updated_at - kept.since) // 1_000_000 if kept.since else 0,
                exchanges=kept.seen,
                behind=max(0, last - kept.position),
                identities=kept.identities,
                conclusions=kept.concluded,
                bytes=kept.bytes,
            )
        mode = settings.mode if settings else detector.mode
        return cls(
            id=detector.id,
            title=detector.title,
            mode=mode.value,
            ready=kept is not None and kept.ready,
            learned=learned,
        )


class BehavioursOut(Model):
    model_config = example(
        items=[
            {
                "id": "abuse",
                "title": "Abuse patterns",
                "mode": "observe",
                "ready": True,
                "learned": {
                    "updated_at": "2026-01-31T08:00:00.000000Z",
                    "since": "2026-01-30T08:00:00.000000Z",
                    "watched": 86400,
                    "exchanges": 1042000,
                    "behind": 12,
                    "identities": 2105,
                    "conclusions": 3,
                    "bytes": 912000,
                },
            }
        ],
        sample=1.0,
    )

    items: list[BehaviourOut]
    sample: float = Field(description="share of ordinary exchanges that is recorded; behaviours see no others")
