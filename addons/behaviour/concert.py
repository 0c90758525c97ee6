"""Many new addresses that act as one: what is told of all of them, about nobody, and of each that has a part in it.

Invariant: an address is named only for what it did itself, and is less sure to be hostile than the whole is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from addons.behaviour.scene import SAMPLES, Judge, Scene
from addons.behaviour.sight import Conclusion


def take_part(sources: dict[str, int], samples: list[str], scene: Scene, limit: int) -> None:
    """One exchange more of a source, as long as there are no more than `limit` of them."""
    source = scene.source
    if source in sources or len(sources) < limit:
        sources[source] = sources.get(source, 0) + 1
    if len(samples) < SAMPLES:
        samples.append(scene.sight.request_id)


@dataclass(frozen=True, slots=True)
class Concert:
    """At one operation, now. `level` and `sure` as `Judge` has them."""

    rule: str
    sentence: str
    level: float
    sure: float
    samples: list[str]
    evidence: dict[str, float]

    def tell(self, judge: Judge, scene: Scene) -> Iterator[Conclusion]:
        """Of all, unless that was told already."""
        if judge.news(self.rule, scene.key, scene.sight.at, self.level):
            yield judge.conclude(
                self.rule, scene, self.sentence, key=scene.key, level=self.level, sure=self.sure,
                samples=self.samples, evidence=self.evidence, nobody=True,
            )  # fmt: skip

    def tell_of(self, judge: Judge, scene: Scene, own: int, sentence: str, most: float) -> Iterator[Conclusion]:
        """Of this source, for its `own` exchanges; `most`: how sure that can be."""
        rule, key = f"{self.rule}-address", f"{scene.key}\n{scene.source}"
        if judge.news(rule, key, scene.sight.at, own):
            yield judge.conclude(
                rule, scene, sentence, key=key, level=own, sure=min(self.sure, most),
                samples=[scene.sight.request_id], evidence=self.evidence | {"own": float(own)}, proven=False,
            )  # fmt: skip
