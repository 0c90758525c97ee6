"""What the behaviours have learned, as the analyst keeps it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from addons.behaviour.sight import Baseline
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


class BaselineOut(Model):
    """One figure of an API or an operation: what is usual, and what is seen now."""

    api_id: int
    operation: str = Field(description="empty: of the whole API")
    figure: str
    unit: Literal["bytes", "seconds", "share", "per minute", "count"]
    usual: float = Field(description="the middle")
    low: float = Field(description="of what is usual; 0 where there is no such end")
    high: float = Field(description="of what is usual: a 99th percentile, or the season's most")
    bound: float = Field(description="from here on it counts as odd; 0: not by this figure alone")
    now: float | None = Field(description="null: too little is seen now to say")
    number: int = Field(description="of values that the usual comes from")
    who: str = Field(description="the caller that `now` is of, where it is one caller's")

    @classmethod
    def of(cls, one: Baseline) -> BaselineOut:
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class BaselinesOut(Model):
    model_config = example(
        at="2026-01-31T08:00:00.000000Z",
        items=[
            {
                "api_id": 1, "operation": "GET /orders/{id}", "figure": "answer size", "unit": "bytes", "usual": 1190.0,
                "low": 0.0, "high": 2400.0, "bound": 16384.0, "now": 1210.0, "number": 8120, "who": "",
            }
        ],
    )  # fmt: skip

    at: Moment | None = Field(description="as it was then; null: nothing was kept yet")
    items: list[BaselineOut]


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
