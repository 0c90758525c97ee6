"""Texts of this installation's own: what people said of findings, and what clean traffic holds that is odd.

Both were redacted when they were recorded. What a mask stands for is unknown, so a mask becomes a word: else texts would be
told apart by whether they were masked. Pure.

Traffic is learned from with care, since anybody writes it: only what the model that serves does not itself take for an attack,
only some texts of one caller, each text once. Against a person's word nothing of traffic counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote

from addons.classifier import TextModel
from addons.classifier.addon import MOST_WINDOWS, UNDECIDED
from addons.classifier.due import due, oddest, text_of
from addons.classifier.text import fold
from addons.decode import Field
from addons.signatures.doubt import BY_LOOKS
from gateway.analyst.text.corpus import Sample
from gateway.analyst.text.fit import Split
from gateway.storage.clean import CleanExchange
from gateway.storage.reviewed import ReviewedText

MOST_TRAFFIC: Final = 3000
PER_CALLER: Final = 30
LEAST: Final = 3
"""characters a text must have left when its masks are gone"""
_MASK: Final = re.compile("‹([a-z]{1,12})›")
_ALL_MASKED: Final = re.compile("^‹[0-9]+ characters of ")


def reviewed(texts: Iterable[ReviewedText]) -> list[Sample]:
    """Each text once for each label. What speaks of protocol or files and not of a text's looks is left out."""
    found: dict[tuple[str, bool], Sample] = {}
    for one in texts:
        by_looks = "classifier" in one.tags or not BY_LOOKS.isdisjoint(one.tags)
        text = unmasked(one.evidence)
        if by_looks and len(text) >= LEAST:
            sample = Sample(text, one.attack, "review", "review", one.reviewed_at, one.alert_id)
            found.setdefault((text, one.attack), sample)
    return list(found.values())


def unmasked(evidence: str) -> str:
    """Evidence as a text to learn from; empty where all of it was masked."""
    if _ALL_MASKED.match(evidence):
        return ""
    return _MASK.sub(r"\1", evidence).replace("·", " ").removesuffix("…").strip()


@dataclass
class Traffic:
    """Gathers what clean exchanges hold that would be read; `serving`: the model that serves, None where none does."""

    serving: TextModel | None

    def __post_init__(self) -> None:
        self._seen: set[str] = set()
        self._callers: Counter[str] = Counter()
        self.samples: list[Sample] = []

    def offer(self, row: CleanExchange) -> None:
        if len(self.samples) >= MOST_TRAFFIC:
            return
        caller = f"{row.identity_kind}:{row.identity}"
        for field in oddest(due(fields_of(row)), 4):
            text = unmasked(text_of(field))
            if len(text) < LEAST or text in self._seen or self._callers[caller] >= PER_CALLER:
                continue
            if self.serving and self.serving.judge(fold(text), MOST_WINDOWS).probability >= UNDECIDED:
                continue
            self._seen.add(text)
            self._callers[caller] += 1
            self.samples.append(Sample(text, attack=False, kind="traffic", origin="traffic", at=row.at, group=row.id))


def fields_of(row: CleanExchange) -> list[Field]:
    """Path and query of a record: all of its values that are kept."""
    pairs = parse_qsl(row.query, keep_blank_values=True, errors="replace", max_num_fields=None)[:50]
    return [Field("path", "path", unquote(row.path)), *(Field(f"query:{name}", name, value) for name, value in pairs)]


def later(samples: Sequence[Sample], share: float) -> tuple[list[Sample], list[Sample]]:
    """Earlier and later ones in time, `share` of the groups in the later; a group is never split."""
    when: dict[int, int] = {}
    for sample in samples:
        when[sample.group] = max(sample.at, when.get(sample.group, 0))
    order = sorted(when, key=lambda group: (when[group], group))
    late = set(order[len(order) - int(len(order) * share) :])
    return [s for s in samples if s.group not in late], [s for s in samples if s.group in late]


def with_own(drawn: Split, reviews: Sequence[Sample], traffic: Sequence[Sample]) -> tuple[Split, list[Sample]]:
    """The split with what is this installation's own; and the later reviews, which only measure."""
    texts = {sample.text for sample in reviews}
    traffic = [sample for sample in traffic if sample.text not in texts]
    learned_reviews, later_reviews = later(reviews, 0.3)
    early, checking = later(traffic, 0.1)
    learned, calibrating = later(early, 0.1)
    return Split(
        [*drawn.learned, *learned_reviews, *learned],
        [*drawn.calibrating, *calibrating],
        [*drawn.checking, *checking],
    ), later_reviews
