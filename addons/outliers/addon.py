"""Outliers: says where a request is unlike those its API usually gets.

What it detects: requests that an Isolation Forest and a One-Class SVM, trained on this API's own traffic, both find
unusual: in path, query, size, caller's software, operation, time of day. Rule: `outliers-request`.
Example: `GET /orders/17?q=<800 characters>` where queries have 40. Source: CWE-20; the papers in `forest` and `svm`.
Known false positive: the first requests of a new release or a new client, until a model has seen them.

Looks once: with the head where that says how long the body is, else when the body is there. Streams it judges by their
heads alone. Without a model it says nothing and costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from addons.addon import CounterKey, Facts
from addons.exchange import Exchange, Phase
from addons.finding import Finding, Severity
from addons.outliers.explain import strongest
from addons.outliers.features import measure, seen_in_exchange
from addons.outliers.model import OutlierModel

RULE: Final = "outliers-request"
_SEVERITIES: Final = {
    "info": Severity.INFO,
    "notice": Severity.NOTICE,
    "warning": Severity.WARNING,
    "error": Severity.ERROR,
    "critical": Severity.CRITICAL,
}
_LATER: Final = -1


class OutliersSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a request is an outlier, and what that weighs.

    alert_rate: share of usual requests that may be taken for outliers, 0.000001–0.5; the threshold follows from it
    weight:     of the Isolation Forest in the score, 0–1; the rest is the One-Class SVM's
    severity:   of the finding: info, notice, warning, error, critical
    """

    alert_rate: float = 0.001
    weight: float = 0.5
    severity: Literal["info", "notice", "warning", "error", "critical"] = "notice"


class Outliers:
    """The addon. `model` None: there is none yet, or it cannot be used."""

    name = "outliers"

    def __init__(self, settings: OutliersSettings | None = None, model: OutlierModel | None = None) -> None:
        """Raises ValueError for settings out of their bounds."""
        settings = settings or OutliersSettings()
        if not 1e-6 <= settings.alert_rate <= 0.5:
            raise ValueError(f"alert_rate: {settings.alert_rate} must be 0.000001–0.5")
        if not 0 <= settings.weight <= 1:
            raise ValueError(f"weight: {settings.weight} must be 0–1")
        self._model = model
        self._weight = settings.weight
        self._severity = _SEVERITIES[settings.severity]
        self._threshold = model.threshold(settings.alert_rate, settings.weight) if model else 0.0
        self._rate = settings.alert_rate
        looks = (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY) if model else ()
        self.phases: frozenset[Phase] = frozenset(looks)

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:
        """At most one finding. Some 25 µs; ten times that for an outlier, for its reasons."""
        model = self._model
        if model is None:
            return ()
        size = announced(exchange)
        if phase is Phase.REQUEST_BODY:
            if size != _LATER or not exchange.request.body_complete:
                return ()
            size = len(exchange.request.body)
        elif size == _LATER:
            return ()
        seen = seen_in_exchange(exchange, facts.now, size)
        measured = measure(seen)
        row = model.row(measured, seen.operation)
        scores = model.scores(row)
        level = model.level(scores, self._weight)
        if level <= self._threshold:
            return ()
        reasons = strongest(model, row, measured, seen, self._weight)
        told = "; ".join(reason.text for reason in reasons) or "all of it together"
        return (
            Finding(
                detector=self.name,
                rule=RULE,
                severity=self._severity,
                message=f"unlike {100 * (1 - self._rate):g} % of this API's requests: {told}",
                location=reasons[0].thing.location if reasons else "",
                evidence=(
                    f"outlier score {level:.2f}, from {self._threshold:.2f} on an outlier; "
                    f"isolation forest {scores[0]:.3f}, one-class SVM {scores[1]:.3f}"
                ),
                tags=("outlier",),
            ),
        )


def announced(exchange: Exchange) -> int:
    """Bytes of the body as the head has it; -1 where only the body itself will tell."""
    length, typed = None, False
    for key, value in exchange.request.headers:
        low = key.lower()
        if low == b"content-length":
            length = value
        elif low in (b"content-type", b"transfer-encoding"):
            typed = True
    if length is not None and length.isdigit() and len(length) <= 18:
        return int(length)
    return _LATER if typed else len(exchange.request.body)
