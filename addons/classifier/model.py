"""TF-IDF over n-grams of symbols, and logistic regression on it: how likely a text is an attack.

An n-gram of up to four symbols is a number of its own (24 bits and its length), so that nothing is hashed away; a table by
the number's hash leads to the n-gram's weight. Of two known n-grams that fall on one place of the table only one is kept when
a model is made, so that a look-up is one step. Counts are dampened (1 + ln), weighted by how rare the n-gram is, and scaled to
length one (Manning, Raghavan, Schütze: Introduction to Information Retrieval, chapter 6), as scikit-learn's
`TfidfVectorizer(sublinear_tf=True)` does; `decide` equals its `LogisticRegression.decision_function` to 1e-9. Platt's sigmoid
makes a probability of it (Platt: Probabilistic outputs for support vector machines, 1999).

The probability is that of a text among as many attacks as good ones. Kept as msgpack of raw arrays: nothing in it can run;
`decode_model` takes nothing on trust.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from addons.classifier.text import CLOSE, CLOSE_STRIDE, WINDOW, Folded, fold, spelled

FORMAT: Final = 1
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_GRAMS: Final = 30_000
LONGEST: Final = 4
"""symbols of an n-gram"""
TABLE_BITS: Final = 18
_SHIFT: Final = np.uint32(32 - TABLE_BITS)
_SPREAD: Final = np.uint32(0x9E3779B1)
"""2^32 over the golden ratio (Knuth: The Art of Computer Programming, volume 3, 6.4)"""
_COUNTS: Final = np.concatenate(([0.0], 1.0 + np.log(np.arange(1, LONGEST * WINDOW + 1))))
_SIX, _TWELVE = np.uint32(6), np.uint32(12)
_DROPPED: Final = np.array([[18], [12], [6], [0]], np.uint32)
"""bits of four symbols that an n-gram of one, two, three, four of them does not have"""
_TAGS: Final = np.array([[length << 24] for length in range(1, LONGEST + 1)], np.uint32)
_BEYOND: Final = bytes(LONGEST - 1)
_WINDOW_BIT: Final = np.uint32(27)
"""above those of an n-gram"""
_GRAM: Final = np.uint32((1 << 27) - 1)
_AT_ONCE: Final = 31
"""windows that are told apart by the bits left"""
_WINDOWS: Final = np.arange(_AT_ONCE, dtype=np.uint32) << _WINDOW_BIT
_LENGTHS: Final = range(LONGEST)
_SHORTER: Final = sum(_LENGTHS)
"""n-grams fewer than `LONGEST` for each symbol"""
_ENDS: Final = np.array([0, np.iinfo(np.uint32).max], np.uint32)
"""before and behind all windows' n-grams, so that the first begins and the last ends beside something else"""
for _constant in (_COUNTS, _DROPPED, _TAGS, _WINDOWS, _ENDS):
    _constant.setflags(write=False)

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int16]


class ModelError(ValueError):
    """A model that cannot be used, and why."""


class Judged(msgspec.Struct, frozen=True, gc=False):
    """`probability` of the text's worst window, 0–1, which lies between `start` and `end`; `looked_at` False: not all of it."""

    probability: float
    start: int
    end: int
    whole: bool


@dataclass(frozen=True)
class TextModel:
    """`keys` (n), ascending, with `idf` and `weights` (n) of each; `intercept`; Platt's `slope` and `offset`.

    `trained_on`: texts. Raises ValueError for parts that do not fit together.
    """

    keys: Keys
    idf: Floats
    weights: Floats
    intercept: float
    slope: float
    offset: float
    trained_on: int

    def __post_init__(self) -> None:
        n = len(self.keys)
        if not 1 <= n <= MOST_GRAMS or self.idf.shape != (n,) or self.weights.shape != (n,):
            raise ValueError(f"{n} n-grams, {self.idf.shape} and {self.weights.shape} weights; 1–{MOST_GRAMS} of each")
        if (np.diff(self.keys.astype(np.int64)) <= 0).any() or int(self.keys[-1]) >> 24 > LONGEST:
            raise ValueError(f"n-grams must ascend and be of at most {LONGEST} symbols")
        numbers = np.array([self.intercept, self.slope, self.offset])
        if not (np.isfinite(self.idf).all() and np.isfinite(self.weights).all() and np.isfinite(numbers).all()):
            raise ValueError("weights must be finite")
        if self.slope <= 0:
            raise ValueError(f"slope {self.slope}: must be above 0")
        if len(np.unique(places_of(self.keys))) != n:
            raise ValueError("two n-grams fall on one place of the table")

    def judge(self, text: Folded, most: int) -> Judged:
        """By its worst window; of a text of more than `most` windows, by those with the most marks in them."""
        return self.judge_each([(text, most)])[0]

    def judge_each(self, asked: Sequence[tuple[Folded, int]]) -> list[Judged]:
        """Texts as `judge` does, each with the windows of it to read at most: all at once, since a call of numpy costs more
        than what it does to a short text. No n-gram reaches from one text into the next.
        """
        pieces: list[bytes] = []
        windows: list[tuple[int, int]] = []
        chosen: list[tuple[list[tuple[int, int]], bool]] = []
        at = 0
        for text, most in asked:
            own, whole = text.windows(), not text.cut
            if len(own) > most:
                own, whole = densest(text, own, most), False
                for start, end in own:
                    pieces.append(text.symbols[start:end])
                    windows.append((at, at + end - start))
                    at += end - start
            else:
                pieces.append(text.symbols)
                windows += [(at + start, at + end) for start, end in own]
                at += len(text.symbols)
            chosen.append((own, whole))
        decided = iter(self.decide(self.grams(b"".join(pieces)), windows))
        answer: list[Judged] = []
        for own, whole in chosen:
            each = list(islice(decided, len(own)))
            worst = max(each)
            start, end = own[each.index(worst)]
            answer.append(Judged(self.probability(worst), start, end, whole))
        return answer

    def closely(self, text: Folded) -> float:
        """The probability of its worst narrow window, 0–1: what stands amid good text is not outweighed by that."""
        return self.probability(max(self.decide(self.grams(text.symbols), text.windows(CLOSE, CLOSE_STRIDE))))

    def probability(self, decided: float) -> float:
        exponent = min(max(self.slope * decided + self.offset, -500.0), 500.0)
        return 1.0 / (1.0 + math.exp(-exponent))

    def grams(self, symbols: bytes) -> Keys:
        """(LONGEST, symbols): by length, the n-gram that begins at each symbol. What begins less than its length before the end
        means nothing.
        """
        ones = np.frombuffer(symbols + _BEYOND, np.uint8).astype(np.uint32)
        twos = ones[:-1] << _SIX
        twos |= ones[1:]
        fours = twos[:-2] << _TWELVE
        fours |= twos[2:]
        keys: Keys = fours >> _DROPPED
        keys |= _TAGS
        return keys

    def decide(self, grams: Keys, windows: Sequence[tuple[int, int]]) -> list[float]:
        """Log-odds of each window before calibration; above 0 is an attack.

        Sorted first and looked up then: an n-gram that a window holds twice, or two windows in common, is one place of memory.
        """
        if len(windows) > _AT_ONCE:
            return self.decide(grams, windows[:_AT_ONCE]) + self.decide(grams, windows[_AT_ONCE:])
        flat, length = grams.ravel(), grams.shape[1]
        parts, sizes = [_ENDS], []
        for start, end in windows:
            size = end - start
            parts += [flat[n * length + start : n * length + max(start, end - n)] for n in _LENGTHS]
            sizes.append(LONGEST * size - _SHORTER if size >= LONGEST else sum(max(0, size - n) for n in _LENGTHS))
        found = np.concatenate(parts)
        if len(windows) > 1:
            found[2:] |= _WINDOWS[: len(windows)].repeat(sizes)
        found.sort()
        ends = (found[1:] != found[:-1]).nonzero()[0]
        counts = ends[1:] - ends[:-1]
        if not len(counts):
            return [self.intercept] * len(windows)
        present = found.take(ends[1:])
        several = len(windows) > 1
        if several:
            window = present >> _WINDOW_BIT
            present &= _GRAM
        numbers = self._table.take(places_of(present))
        values = _COUNTS.take(counts)
        values *= self.idf.take(numbers)
        values *= self.keys.take(numbers) == present
        weights = self.weights.take(numbers)
        if not several:
            says, squares = [float(values @ weights)], [float(values @ values)]
        else:
            weights *= values
            values *= values
            says = np.bincount(window, weights, len(windows)).tolist()
            squares = np.bincount(window, values, len(windows)).tolist()
        return [
            said / math.sqrt(square) + self.intercept if square else self.intercept
            for said, square in zip(says, squares, strict=True)
        ]

    def strongest(self, text: Folded, start: int, end: int, most: int = 3) -> list[str]:
        """The n-grams of a window that speak loudest for an attack, none within another."""
        window = self.grams(text.symbols[start:end])
        keys = np.concatenate([row[: max(0, end - start - n)] for n, row in enumerate(window)])
        numbers = self._table.take(places_of(keys))
        present, counts = np.unique(numbers[self.keys.take(numbers) == keys], return_counts=True)
        says = _COUNTS[counts] * self.idf[present] * self.weights[present]
        found: list[str] = []
        for number in present[np.argsort(-says, kind="stable")][: 4 * most]:
            gram = spelled(unpacked(int(self.keys[number])))
            if not any(gram in other or other in gram for other in found):
                found.append(gram)
        return found[:most]

    @cached_property
    def _table(self) -> Places:
        table = np.zeros(1 << TABLE_BITS, np.int16)
        table[places_of(self.keys)] = np.arange(len(self.keys), dtype=np.int16)
        return table


def places_of(keys: Keys) -> Keys:
    """Of n-grams in the table."""
    places: Keys = (keys * _SPREAD) >> _SHIFT
    return places


def packed(symbols: bytes) -> int:
    """An n-gram's number."""
    number = 0
    for symbol in symbols:
        number = number << 6 | symbol
    return len(symbols) << 24 | number


def unpacked(key: int) -> bytes:
    length = key >> 24
    return bytes(key >> 6 * (length - 1 - place) & 63 for place in range(length))


def densest(text: Folded, windows: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The windows with the most marks that are neither letters, digits, spaces nor what sentences have."""
    marks = _MARK[np.frombuffer(text.symbols, np.uint8)]
    sums = np.concatenate(([0], np.cumsum(marks)))
    starts, ends = np.array(windows).T
    return [windows[place] for place in np.argsort(sums[starts] - sums[ends], kind="stable")[:most]]


def _marks() -> npt.NDArray[np.int64]:
    plain = fold("abcdefghijklmnopqrstuvwxyz0 .,:-_\n\u00e9").symbols
    marks = np.ones(64, np.int64)
    marks[list(plain)] = 0
    marks.setflags(write=False)
    return marks


_MARK: Final = _marks()


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arrays are little-endian."""

    keys: bytes
    idf: bytes
    weights: bytes
    intercept: float
    slope: float
    offset: float
    trained_on: int
    window: int = WINDOW
    kind: str = "classifier"
    format: int = FORMAT


def encode_model(model: TextModel) -> bytes:
    return msgspec.msgpack.encode(
        _Stored(
            keys=model.keys.astype("<u4").tobytes(),
            idf=model.idf.astype("<f8").tobytes(),
            weights=model.weights.astype("<f8").tobytes(),
            intercept=model.intercept,
            slope=model.slope,
            offset=model.offset,
            trained_on=model.trained_on,
        )
    )


def decode_model(data: bytes) -> TextModel:
    """Raises ModelError for anything but what `encode_model` of this version makes."""
    if len(data) > MOST_BYTES:
        raise ModelError(f"the model takes {len(data)} bytes: at most {MOST_BYTES}")
    try:
        stored = msgspec.msgpack.decode(data, type=_Stored)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"not a model of the classifier: {error}") from None
    if (stored.kind, stored.format, stored.window) != ("classifier", FORMAT, WINDOW):
        raise ModelError(f"made by another version: {stored.kind} of format {stored.format}")
    try:
        return TextModel(
            np.frombuffer(stored.keys, "<u4").astype(np.uint32),
            np.frombuffer(stored.idf, "<f8").astype(np.float64),
            np.frombuffer(stored.weights, "<f8").astype(np.float64),
            stored.intercept,
            stored.slope,
            stored.offset,
            stored.trained_on,
        )
    except ValueError as error:
        raise ModelError(str(error)) from None
