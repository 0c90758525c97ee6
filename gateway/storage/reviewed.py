"""What people said of findings by text: the evidence of reviewed alerts of signatures and of the classifier, with its label.

Evidence is what was recorded: redacted, at most some hundred characters around what matched. Reads a bounded part, the newest
reviews first, by index.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from gateway.storage.database import Database
from gateway.storage.sightings import MANY
from gateway.storage.tables import alerts, exchanges, findings

DETECTORS = ("signatures", "classifier")
MOST_ALERTS = 1000
PER_ALERT = 20
"""findings of one alert, the newest ones"""


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """`attack`: whether a person said so. Times in microseconds. `tags` of the rule that found it."""

    alert_id: int
    api_id: int
    reviewed_at: int
    attack: bool
    rule: str
    tags: tuple[str, ...]
    evidence: str


class ReviewedTexts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, since: int = 0) -> int:
        """Alerts of these detectors labelled after `since`, microseconds."""
        c = alerts.c
        statement = select(func.count()).where(c.review != "", c.detector.in_(DETECTORS), c.reviewed_at > since)
        async with self._database.reading() as connection:
            return int((await connection.execute(statement)).scalar_one())

    async def read(self, api_id: int | None = None) -> list[ReviewedText]:
        """The newest reviews first. `api_id`: of this API alone."""
        c, f, e = alerts.c, findings.c, exchanges.c
        newest = (
            select(c.id, c.api_id, c.detector, c.identity, c.rules, c.review, c.reviewed_at, c.first_at, c.last_at)
            .where(c.review != "", c.detector.in_(DETECTORS))
            .order_by(c.reviewed_at.desc(), c.id.desc())
            .limit(MOST_ALERTS)
        )
        if api_id is not None:
            newest = newest.where(c.api_id == api_id)
        found: list[ReviewedText] = []
        async with self._database.reading() as connection:
            for alert in (await connection.execute(newest)).all():
                of_alert = (
                    select(f.rule, f.tags, f.evidence)
                    .where(
                        f.detector == alert.detector,
                        f.at >= alert.first_at,
                        f.at <= alert.last_at,
                        f.api_id == alert.api_id,
                        f.rule.in_(list(alert.rules)),
                        f.evidence != "",
                    )
                    .order_by(f.at.desc(), f.exchange_id.desc(), f.ordinal)
                    .limit(PER_ALERT)
                )
                if alert.identity not in ("", MANY):
                    kind, _, value = alert.identity.partition(":")
                    same = and_(e.id == f.exchange_id, e.at == f.at, e.identity_kind == kind, e.identity == value)
                    of_alert = of_alert.join(exchanges, same)
                found += [
                    ReviewedText(
                        alert.id,
                        alert.api_id,
                        alert.reviewed_at,
                        alert.review == "true_positive",
                        row.rule,
                        tuple(row.tags),
                        row.evidence,
                    )
                    for row in await connection.execute(of_alert)
                ]
        return found
