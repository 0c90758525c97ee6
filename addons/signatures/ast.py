"""What a rule file says, as data: selections of variables, operators, actions, chains. No meaning yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from addons.finding import Severity

Disruption = Literal["block", "deny", "pass"]


class RuleError(ValueError):
    """A rule file that does not load; the text names file and line."""


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def error(self, message: str) -> RuleError:
        return RuleError(f"{self}: {message}")


@dataclass(frozen=True, slots=True)
class Selection:
    """`ARGS`, `REQUEST_HEADERS:user-agent`, `!ARGS:comment`: a variable, one of its names (lower case), or its exclusion."""

    variable: str
    name: str = ""
    excluded: bool = False

    def __str__(self) -> str:
        return f"{'!' if self.excluded else ''}{self.variable}{':' + self.name if self.name else ''}"


@dataclass(frozen=True, slots=True)
class OperatorText:
    """`@rx foo`, `!@pm a b`: name without `@`, lower case; the argument as it stands."""

    name: str
    argument: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One SecRule with its chain. `tags` carry the paranoia level (`paranoia-level/2`); `id` is the number as text."""

    place: Place
    selections: tuple[Selection, ...]
    operator: OperatorText
    transformations: tuple[str, ...] = ()
    id: str = ""
    phase: int = 2
    severity: Severity = Severity.CRITICAL
    message: str = ""
    tags: tuple[str, ...] = ()
    disruption: Disruption = "block"
    metadata: tuple[tuple[str, str], ...] = ()
    chained: tuple[Rule, ...] = field(default=())

    @property
    def paranoia_level(self) -> int:
        for tag in self.tags:
            if tag.startswith("paranoia-level/"):
                return int(tag.removeprefix("paranoia-level/"))
        return 1
