"""Takes one message of telemetry: apart into records, each checked, given to its API by its key, judged and kept.

Invariant: a record that is wrong costs none of the others; an unknown key costs its sender a token of a bucket, so that
keys cannot be tried at speed, and a known one never does, so that nobody is kept out by what others send.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
from pydantic import ValidationError

from console.errors import FieldProblem, Problem
from console.schemas.ingest import TelemetryIn, field_problems
from console.throttle import Buckets, network_of
from gateway.ingest.intake import Intake
from gateway.ingest.standing import Standing
from gateway.policy.problems import PolicyError
from gateway.policy.snapshot import ApiRuntime
from gateway.settings import Settings

MOST_RECORDS = 2000
AHEAD_SECONDS = 600
WRONG_KEYS = (20, 0.2)
"""unknown keys of one address: at once, and a second after that"""
KEY_MESSAGE = "is the ingest key of no API"
NO_KEY_MESSAGE = "is missing: send the API's ingest key here or in the header X-API-Key"


class Envelope(msgspec.Struct, forbid_unknown_fields=True):
    """A batch that is an object. `id` comes back in the answer of a WebSocket."""

    records: list[msgspec.Raw]
    api_key: str | None = None
    id: str | int | None = None


@dataclass(slots=True)
class Taken:
    """What became of a message. `place`: where its records stand in it (`/records/3`), for pointers."""

    place: str
    id: str | int | None = None
    accepted: int = 0
    flagged: int = 0
    rejected: list[tuple[int, list[FieldProblem]]] = field(default_factory=list)
    wrong_keys: int = 0

    @property
    def problems(self) -> list[FieldProblem]:
        """All of them, with pointers into the whole message."""
        return [
            FieldProblem(self._pointer(index) + one.pointer, one.message, one.value)
            for index, problems in self.rejected
            for one in problems
        ]

    def _pointer(self, index: int) -> str:
        return f"{self.place}/{index}" if self.place != "one" else ""


class TelemetryDesk:
    """One a process. `clock`: UTC seconds."""

    def __init__(
        self, intake: Intake, settings: Settings, clock: Callable[[], float], monotonic: Callable[[], float]
    ) -> None:
        self._intake = intake
        self._oldest = settings.retention_days * 86400
        self._clock = clock
        self._guesses = Buckets(*WRONG_KEYS, monotonic)
        self.sockets = 0
        """connections open for telemetry"""

    async def known(self, key: str, address: str) -> bool:
        """Whether this is a key, asked before a message is read. Raises as `take`."""
        self._intake.check_room()
        return await self._api(await self._standing(), key, address) is not None

    async def take(self, message: bytes, key: str | None, address: str) -> Taken:
        """`key`: that of the connection, for records that bring none; `address`: of the sender.

        Raises `Full` where there is no room, StoreError where no policy was read yet, and `Problem`: 400 no JSON,
        413 too many records, 429 too many wrong keys, 503 a policy that does not compile.
        """
        raws, taken, batch_key = _apart(message)
        key = batch_key or key
        standing = await self._standing()
        apis: dict[str | None, ApiRuntime | None] = {}
        async with self._intake.turn(len(message)) as turn:
            for index, raw in enumerate(raws):
                if turn.over:
                    await turn.rest()
                try:
                    told = TelemetryIn.model_validate_json(bytes(raw))
                except ValidationError as error:
                    taken.rejected.append((index, field_problems(error)))
                    continue
                if problem := self._misdated(told.timestamp):
                    taken.rejected.append((index, [problem]))
                    continue
                shown = told.api_key or key
                if shown not in apis:
                    apis[shown] = await self._api(standing, shown, address) if shown else None
                api = apis[shown]
                if api is None:
                    taken.wrong_keys += 1
                    message_for_it = KEY_MESSAGE if shown else NO_KEY_MESSAGE
                    taken.rejected.append((index, [FieldProblem("/api_key", message_for_it)]))
                    continue
                taken.flagged += self._intake.take(standing, api, told.telemetry())
                taken.accepted += 1
        return taken

    async def _standing(self) -> Standing:
        try:
            return await self._intake.policy.get()
        except PolicyError as error:
            raise Problem(503, f"The policy does not compile: {error}"[:500], headers={"Retry-After": "5"}) from None

    async def _api(self, standing: Standing, key: str, address: str) -> ApiRuntime | None:
        api = standing.api_by_key(key)
        if api is None:
            if wait := self._guesses.take(network_of(address)):
                raise Problem(429, "Too many wrong ingest keys from this address", headers={"Retry-After": str(wait)})
            api = (await self._intake.policy.fresh()).api_by_key(key)
        return api

    def _misdated(self, at: int) -> FieldProblem | None:
        age = self._clock() - at / 1e6
        if age < -AHEAD_SECONDS:
            return FieldProblem(
                "/timestamp", f"is {-age:.0f} s ahead of this clock: at most {AHEAD_SECONDS} s are taken"
            )
        if age > self._oldest:
            return FieldProblem("/timestamp", f"is older than the log keeps (RETENTION_DAYS, {self._oldest // 86400})")
        return None


def _apart(message: bytes) -> tuple[Sequence[msgspec.Raw], Taken, str | None]:
    """The records of a message, each still JSON, and the key that the batch brings."""
    start = message[:64].lstrip()[:1]
    try:
        if start == b"[":
            raws = msgspec.json.decode(message, type=list[msgspec.Raw])
            return _bounded(raws), Taken(""), None
        if start != b"{":
            raise Problem(422, "The body must be a record, an array of records, or an object with records")
        whole = msgspec.json.decode(message, type=dict[str, msgspec.Raw])
        if "records" not in whole:
            return [msgspec.Raw(message)], Taken("one"), None
        envelope = msgspec.json.decode(message, type=Envelope)
    except msgspec.ValidationError as error:
        raise Problem(422, f"The batch is not understood: {error}"[:300]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, f"The body is not valid JSON: {error}"[:300]) from None
    return _bounded(envelope.records), Taken("/records", envelope.id), envelope.api_key


def _bounded(raws: list[msgspec.Raw]) -> list[msgspec.Raw]:
    if len(raws) > MOST_RECORDS:
        raise Problem(413, f"A batch has at most {MOST_RECORDS} records, not {len(raws)}")
    return raws
