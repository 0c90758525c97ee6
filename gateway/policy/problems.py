"""What is wrong with a policy: every problem at once, each saying where, what value, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` in the document (`api "orders": limits[0].window`), the `value` that stands there, and `mend`: what must be."""

    place: str
    value: str
    mend: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= 80 else f"{self.value[:77]}..."
        return f'{self.place} "{value}": {self.mend}'


class PolicyError(ValueError):
    """A policy that does not compile. `problems` has all that is wrong with it."""

    def __init__(self, revision: int, problems: Sequence[Problem]) -> None:
        self.revision = revision
        self.problems = tuple(problems)
        super().__init__("\n".join(f"policy {revision}, {problem}" for problem in self.problems))


class Problems:
    """Gathers problems on the way through a document; `at` narrows the place."""

    def __init__(self, place: str = "", into: list[Problem] | None = None) -> None:
        self.found: list[Problem] = [] if into is None else into
        self._place = place

    def at(self, place: str) -> Problems:
        return Problems(f"{self._place}{place}", self.found)

    def add(self, place: str, value: object, mend: str) -> None:
        self.found.append(Problem(f"{self._place}{place}", str(value), mend))
