"""The behaviours there are, and how each is made from its settings in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from addons.behaviour.abuse import Abuse
from addons.behaviour.geography import Geography
from addons.behaviour.sight import Behaviour
from addons.behaviour.statistics import Statistics
from addons.catalogue import DETECTORS

Builder = Callable[[Any], Behaviour]

BUILDERS: Final[Mapping[str, Builder]] = {
    "statistics": Statistics,
    "abuse": Abuse,
    "geography": Geography,
}
NAMES: Final = tuple(BUILDERS)
WARM_UP: Final = 3600.0
"""seconds of traffic that a behaviour learns before it concludes, where its settings name no `warm_up`"""


def build(name: str, options: Mapping[str, Any]) -> Behaviour:
    """Raises KeyError for one that is none, `msgspec.ValidationError` naming the option that is wrong."""
    return BUILDERS[name](DETECTORS[name].options(options))


def warm_up(name: str, options: Mapping[str, Any]) -> float:
    """Seconds of traffic before anything is concluded."""
    settings: msgspec.Struct = DETECTORS[name].options(options)
    return float(getattr(settings, "warm_up", WARM_UP))
