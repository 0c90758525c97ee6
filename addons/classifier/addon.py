"""The payload classifier: a second opinion on what signatures found, and an opinion of its own on odd values.

What it detects: values that read like an attack to a model of n-grams learned from generated attacks and good text, and from
this installation's own reviews and traffic (`model`, `gateway.analyst.text`). Rules: `classifier-attack`, a value no signature
named; `classifier-second`, one that a signature named; `classifier-doubt`, one that a signature named and that reads like
good text. Example: `q=1' oorr 7 lIkE 7 -- x`. Source: CWE-20, CWE-74; Kruegel, Vigna: Anomaly Detection of Web-based Attacks,
CCS 2003 (on telling payloads by their characters). Known false positive: code where code is what an API is for, until reviews
say so.

**Why doubting is safe.** A verdict must never be relaxed by a finding. So a doubt is no finding that takes points away: it is
a word about one finding that its own rule allows (`Finding.doubtful`), given before anything is judged, and then part of that
finding. Never doubted are: what confirmed structure (libinjection, a grammar) found, and anything else at that place; what blocks by
itself; anything in a request that could not be read whole, or that holds another value which reads like an attack, so that
nothing hides behind a place of the same name. It is off until `doubt` is set. A doubted finding still counts two points: three rules that agree block. In
observe, the default, a doubt is a note and changes nothing.

**Why seconding is bounded.** At most one finding a phase, for the value that reads worst, short of what blocks by itself; of
prose only a note, since talk about attacks reads like attacks.

Cost: a request without odd values pays one search a value; odd values are read together, at most `MOST_WINDOWS` windows a
phase in all: some 20 µs, and some 15 µs for each window. A doubt, at a signature's word only, up to `MOST_DOUBTED`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from addons.addon import CounterKey, Facts, Opinion
from addons.classifier.due import due, oddest, telling, text_of
from addons.classifier.model import Judged, TextModel
from addons.classifier.text import WINDOW, Folded, fold
from addons.decode import Field
from addons.exchange import Exchange, Phase
from addons.finding import DOUBTED, Effect, Finding, Severity
from addons.redact import evidence
from addons.signatures.passage import is_prose

ATTACK: Final = "classifier-attack"
SECOND: Final = "classifier-second"
DOUBT: Final = "classifier-doubt"
RULES: Final = (ATTACK, SECOND, DOUBT)
SIGNATURES: Final = "signatures"
MOST_WINDOWS: Final = 6
"""read in one phase, of all values together; so at most as many values"""
MOST_DOUBTED: Final = 64
"""windows, and values, of a request in which something may be doubted"""
UNDECIDED: Final = 0.5
"""from which any other value of a request keeps everything in it from being doubted"""
_SEVERITIES: Final = {
    "info": Severity.INFO,
    "notice": Severity.NOTICE,
    "warning": Severity.WARNING,
    "error": Severity.ERROR,
}
_NOTHING: Final = Opinion()


class ClassifierSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a value reads like an attack, when like good text, and what that weighs.

    attack:   probability from which a value reads like an attack, 0.5–1
    doubt:    probability up to which a signature's finding is doubted, 0–0.5; 0: none is, as attacks unlike all that was
              learned from may read like good text. 0.02 once reviews have taught the model
    severity: of its own findings: info, notice, warning, error; none of them blocks alone at the usual threshold
    """

    attack: float = 0.97
    doubt: float = 0.0
    severity: Literal["info", "notice", "warning", "error"] = "warning"


class Classifier:
    """The addon. `model` None: there is none yet, or it cannot be used: it says nothing and costs nothing."""

    name = "classifier"

    def __init__(self, settings: ClassifierSettings | None = None, model: TextModel | None = None) -> None:
        """Raises ValueError for settings out of their bounds."""
        settings = settings or ClassifierSettings()
        if not 0.5 <= settings.attack <= 1:
            raise ValueError(f"attack: {settings.attack} must be 0.5–1")
        if not 0 <= settings.doubt <= 0.5:
            raise ValueError(f"doubt: {settings.doubt} must be 0–0.5")
        self._model = model
        self._attack = settings.attack
        self._doubt = settings.doubt
        self._severity = _SEVERITIES[settings.severity]
        looks = (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY) if model else ()
        self.phases: frozenset[Phase] = frozenset(looks)

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:  # noqa: ARG002
        return self.opine(exchange, phase, ()).findings

    def opine(self, exchange: Exchange, phase: Phase, found: Sequence[Finding]) -> Opinion:
        """At most one finding, and one note for each value doubted."""
        if self._model is None:
            return _NOTHING
        odd = due((exchange.head if phase is Phase.REQUEST_HEADERS else exchange.payload).fields)
        if not odd and not self._doubt:
            return _NOTHING
        named = _named(found)
        read = _Reading(self._model)
        doubts, notes = self._doubts(exchange, phase, found, named, read)
        read.some(odd)
        worst = read.worst()
        if worst is None or worst.judged.probability < self._attack:
            return Opinion(notes, doubts)
        return Opinion([*notes, self._finding(worst, seconded=worst.field.location in named)], doubts)

    def _doubts(
        self,
        exchange: Exchange,
        phase: Phase,
        found: Sequence[Finding],
        named: Mapping[str, list[int]],
        read: _Reading,
    ) -> tuple[dict[int, str], list[Finding]]:
        """Why, by place in `found`, and a note for each value. All of the request is read, or nothing is doubted."""
        if not self._doubt or not any(one.doubtful and one.severity > DOUBTED for one in found):
            return {}, []
        everything = telling(exchange.head.fields)
        if phase is Phase.REQUEST_BODY:
            everything += telling(exchange.payload.fields)
        if not read.all(everything) or any(value.judged.probability >= UNDECIDED for value in read.values):
            return {}, []
        doubts: dict[int, str] = {}
        notes: list[Finding] = []
        for location, places in named.items():
            lowered = [place for place in places if found[place].severity > DOUBTED]
            if not lowered or not all(found[place].doubtful for place in places):
                continue
            judged = [value for value in read.values if value.field.location == location]
            likely = max((value.judged.probability for value in judged), default=1.0)
            if likely > self._doubt or max(value.closely() for value in judged) >= UNDECIDED:
                continue
            why = f"reads like good text, {likely:.2%} likely an attack"
            doubts |= dict.fromkeys(lowered, f"doubted: {why}")
            rules = ", ".join(found[place].rule for place in lowered)
            notes.append(
                Finding(
                    detector=self.name,
                    rule=DOUBT,
                    severity=Severity.INFO,
                    message=f"{why}: {rules} in doubt",
                    location=location,
                    evidence=found[lowered[0]].evidence,
                    effect=Effect.NOTE,
                    tags=("classifier",),
                )
            )
        return doubts, notes

    def _finding(self, worst: _Value, *, seconded: bool) -> Finding:
        judged = worst.judged
        prose = is_prose(worst.field.value)
        likely = f"{judged.probability:.1%} likely{', within prose' if prose else ''}"
        return Finding(
            detector=self.name,
            rule=SECOND if seconded else ATTACK,
            severity=self._severity,
            message=f"reads like an attack, {likely}: {' '.join(worst.grams())}",
            location=worst.field.location,
            evidence=evidence(worst.text.shown(judged.start, judged.end), worst.field.name),
            effect=Effect.NOTE if prose else Effect.SCORE,
            tags=("classifier",),
        )


class _Value(msgspec.Struct, frozen=True, gc=False):
    field: Field
    text: Folded
    judged: Judged
    model: TextModel

    def closely(self) -> float:
        return self.model.closely(self.text)

    def grams(self) -> list[str]:
        return self.model.strongest(self.text, self.judged.start, self.judged.end)


class _Reading:
    """The values of one phase that were read, each once."""

    def __init__(self, model: TextModel) -> None:
        self._model = model
        self._seen: set[int] = set()
        self.values: list[_Value] = []

    def some(self, fields: Sequence[Field]) -> None:
        """Read what was not read yet, in at most `MOST_WINDOWS` windows: the oddest values where those are not enough."""
        new = [field for field in fields if id(field) not in self._seen]
        asked, fits = _fitting(new)
        if not fits and len(new) > 1:
            asked, _ = _fitting(oddest(new, MOST_WINDOWS))
        self._read(asked)

    def all(self, fields: Sequence[Field]) -> bool:
        """Read them all whole; nothing, and False, where that takes more than `MOST_DOUBTED` windows."""
        if sum(len(field.value) for field in fields) > MOST_DOUBTED * WINDOW or len(fields) > MOST_DOUBTED:
            return False
        texts = [fold(text_of(field)) for field in fields]
        if sum(len(text.windows()) for text in texts) > MOST_DOUBTED or any(text.cut for text in texts):
            return False
        self._read([(field, text, MOST_DOUBTED) for field, text in zip(fields, texts, strict=True)])
        return True

    def worst(self) -> _Value | None:
        return max(self.values, key=lambda one: one.judged.probability, default=None)

    def _read(self, asked: Sequence[tuple[Field, Folded, int]]) -> None:
        if not asked:
            return
        judged = self._model.judge_each([(text, most) for _, text, most in asked])
        for (field, text, _), one in zip(asked, judged, strict=True):
            self._seen.add(id(field))
            self.values.append(_Value(field, text, one, self._model))


def _named(found: Sequence[Finding]) -> dict[str, list[int]]:
    """The places in `found` of what signatures count, by location."""
    named: dict[str, list[int]] = {}
    for place, finding in enumerate(found):
        if finding.detector == SIGNATURES and finding.location and finding.effect is not Effect.NOTE:
            named.setdefault(finding.location, []).append(place)
    return named


def _fitting(fields: Sequence[Field]) -> tuple[list[tuple[Field, Folded, int]], bool]:
    """The first of them with the windows that are left for each, and whether those are all windows of all of them."""
    asked: list[tuple[Field, Folded, int]] = []
    left = MOST_WINDOWS
    for field in fields:
        if left <= 0:
            return asked, False
        text = fold(text_of(field))
        asked.append((field, text, left))
        left -= len(text.windows())
    return asked, left >= 0
