"""Texts to learn from: drawn from the grammars by seed, and brought along from this installation's own store.

Invariant: the same seed and count give the same texts, whatever else is drawn. No collection of anybody's is part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from gateway.analyst.text import attacks, benign
from gateway.analyst.text.tongues import sentence

Origin = Literal["drawn", "review", "traffic"]
AMIDST: Final = 0.3
"""share of attacks that stand among sentences: so that words that good text is full of do not speak for a text"""
PLACES: Final = ("{1} {0}", "{0} {1}", "{1}\n{0}", "{2} {0} {2}", "{2}{0}", "{0}\n{2}", "{1}{0}{2}")


@dataclass(frozen=True, slots=True)
class Sample:
    """One text and what it is. `kind`: its class; `at`: when it was seen, microseconds, 0 for drawn ones; `group`: of texts
    that belong together, such as an alert's, and are never split."""

    text: str
    attack: bool
    kind: str
    origin: Origin = "drawn"
    at: int = 0
    group: int = 0


def draw(seed: int, count: int) -> list[Sample]:
    """As many attacks as good texts, `count` in all, their kinds in the grammars' shares."""
    random = Random(seed)  # noqa: S311 - no secret
    found = []
    for kind in _kinds(random, attacks.SHARES, count // 2):
        text = attacks.attack(random, kind)
        if random.random() < AMIDST:
            text = random.choice(PLACES).format(text, sentence(random)[:110], sentence(random)[:60])
        found.append(Sample(text, attack=True, kind=kind))
    found += [
        Sample(benign.good(random, kind), attack=False, kind=kind)
        for kind in _kinds(random, benign.SHARES, count - count // 2)
    ]
    random.shuffle(found)
    return [sample for sample in found if sample.text.strip()]


def _kinds(random: Random, shares: Mapping[str, int], count: int) -> list[str]:
    return random.choices(tuple(shares), tuple(shares.values()), k=count)
