"""How often a language model is asked, how long it is left alone after it failed, what is remembered, how many wait.

Does no I/O; time is passed in (monotonic seconds). Everything here is bounded and counts what it turns away.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway.analyst.llm.answer import Answer
from gateway.analyst.llm.question import Question
from gateway.storage.exchanges import ExchangeRow

MINUTE = 60.0
FAILURES = 3
"""in a row, after which the circuit opens"""
PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""seconds it stays open at first, and at most: it doubles with each attempt that fails"""
REMEMBERED = 5000
ALIKE = 20
"""exchanges of one content that wait for the same answer"""


class Budget:
    """At most `most` within any minute."""

    def __init__(self, most: int, monotonic: Callable[[], float]) -> None:
        self.most = most
        self._monotonic = monotonic
        self._spent: deque[float] = deque()

    @property
    def used(self) -> int:
        """Within the last minute."""
        past = self._monotonic() - MINUTE
        while self._spent and self._spent[0] <= past:
            self._spent.popleft()
        return len(self._spent)

    def take(self) -> bool:
        """Counts it, if it may be."""
        if self.used >= self.most:
            return False
        self._spent.append(self._monotonic())
        return True


class Circuit:
    """Open after `FAILURES` in a row: then one attempt after each pause, until one succeeds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._failures = 0
        self._until = float("-inf")
        self.opened = 0
        """how often"""

    @property
    def remaining(self) -> float:
        """Seconds until the next attempt; 0: now."""
        return max(0.0, self._until - self._monotonic())

    @property
    def is_open(self) -> bool:
        return self._failures >= FAILURES

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self.opened += self._failures == FAILURES
            pause = PAUSE * 2.0 ** min(self._failures - FAILURES, 16)
            self._until = self._monotonic() + min(pause, LONGEST_PAUSE)


class Memory:
    """The newest answers by content; of those, the least used is forgotten first. For the life of the process."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self.most = most
        self.hits = 0
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._answers

    def get(self, digest: bytes) -> Answer:
        """Raises KeyError."""
        self._answers.move_to_end(digest)
        return self._answers[digest]

    def put(self, digest: bytes, answer: Answer) -> None:
        self._answers[digest] = answer
        self._answers.move_to_end(digest)
        if len(self._answers) > self.most:
            self._answers.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    row: ExchangeRow
    question: Question


class Queue:
    """Exchanges that wait for an answer, oldest first: at most `most`, and `ALIKE` of one content. The oldest gives way."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.dropped = 0
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._alike: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Waiting]:
        return iter(list(self._waiting.values()))

    def add(self, one: Waiting) -> None:
        alike = self._alike.get(one.question.digest, 0)
        if alike >= ALIKE:
            self.dropped += 1
            return
        self._alike[one.question.digest] = alike + 1
        self._waiting[one.row.id] = one
        if len(self._waiting) > self.most:
            self.drop(next(iter(self._waiting.values())))

    def drop(self, one: Waiting) -> None:
        """It will get no answer."""
        self.dropped += 1
        self.remove(one)

    def remove(self, one: Waiting) -> None:
        if self._waiting.pop(one.row.id, None) is None:
            return
        left = self._alike[one.question.digest] - 1
        if left:
            self._alike[one.question.digest] = left
        else:
            del self._alike[one.question.digest]

    def first_id(self) -> int | None:
        """The least id that waits; None: none does."""
        return min(self._waiting, default=None)
