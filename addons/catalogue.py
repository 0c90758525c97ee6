"""Every detector there is: one line each. The console's list, the docs and `compile` are made from it.

Invariant: the order here is the order in a pipeline; access comes first, so that a whitelist entry ends the inspection
before anything else is said. Does not build addons: their settings come with an API, which `compile` knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from addons.access import AccessSettings
from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.geography import GeographySettings
from addons.behaviour.statistics_settings import StatisticsSettings
from addons.classifier import ClassifierSettings
from addons.disclosure import DisclosureSettings
from addons.finding import Mode
from addons.limits import LimitsSettings
from addons.llm import LlmSettings
from addons.outliers import OutliersSettings
from addons.payload import PayloadSettings
from addons.signatures import SignaturesSettings

OnError = Literal["allow", "block"]


@dataclass(frozen=True, slots=True)
class Detector:
    """`settings` is the struct its options are checked against; `order` its place in the pipeline.

    One that is not `inline` is no stage of a pipeline: the analyst runs it over what was recorded. One that is a `behaviour`
    learns callers' ways from it.
    """

    id: str
    title: str
    description: str
    settings: type[msgspec.Struct]
    mode: Mode = Mode.ENFORCE
    on_error: OnError = "allow"
    order: int = 0
    inline: bool = True
    behaviour: bool = False

    def options(self, given: Mapping[str, Any]) -> msgspec.Struct:
        """Raises `msgspec.ValidationError` naming the option (`$.depth`)."""
        return msgspec.convert(dict(given), self.settings)

    def schema(self) -> dict[str, Any]:
        """JSON Schema of its options."""
        return msgspec.json.schema(self.settings)


# fmt: off
_ALL: Final = (
    Detector("access", "Lists", "Lets whitelisted callers pass and turns away those on the blacklist or under a ban. Switched off, the whitelist still holds.", AccessSettings, order=10),
    Detector("limits", "Rate limits", "Answers 429 to a caller that sends more requests than its limit within a minute, an hour or any other window.", LimitsSettings, order=20),
    Detector("payload", "Malformed payloads", "Finds bodies and parameters that break the format they declare, or the bounds of what is inspected.", PayloadSettings, order=30),
    Detector("signatures", "Attack signatures", "Recognises injection, cross-site scripting, traversal and other attacks by rules, in every part of a request.", SignaturesSettings, order=40),
    Detector("classifier", "Payload classifier", "A second opinion on what signatures found, and on odd values: how likely a text is an attack, by a model of characters that learns from reviews.", ClassifierSettings, mode=Mode.OBSERVE, order=45),
    Detector("outliers", "Outliers", "Tells a request unlike those an API usually gets, by models learned from its own traffic: an Isolation Forest and a One-Class SVM.", OutliersSettings, mode=Mode.OBSERVE, order=50),
    Detector("disclosure", "Leaks in answers", "Tells stack traces, messages of databases, folder listings, keys and passwords in what an API answers.", DisclosureSettings, mode=Mode.OBSERVE, order=60),
    Detector("statistics", "Statistics", "Tells when sizes, latencies, rates or errors of an operation or a caller leave their usual range, and when traffic jumps.", StatisticsSettings, mode=Mode.OBSERVE, order=100, inline=False, behaviour=True),
    Detector("abuse", "Abuse patterns", "Tells password guessing, enumeration of ids, scraping, shared tokens, scanners, distributed floods and bots by what a caller does over time.", AbuseSettings, mode=Mode.OBSERVE, order=110, inline=False, behaviour=True),
    Detector("geography", "Geography", "Tells callers in a country new to them, journeys nobody can make, and a sudden shift of the countries an API is called from.", GeographySettings, mode=Mode.OBSERVE, order=120, inline=False, behaviour=True),
    Detector("llm", "Language model", "Asks a language model of your own for a second opinion on requests that rules left in doubt. Only where LLM_ENABLED is set.", LlmSettings, mode=Mode.OBSERVE, order=130, inline=False),
)
# fmt: on

DETECTORS: Final[Mapping[str, Detector]] = MappingProxyType({detector.id: detector for detector in _ALL})
