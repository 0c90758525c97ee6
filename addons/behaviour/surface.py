"""The operations an API has: who asks for one it never had, or uses a method that its path has never known.

Rules: `statistics-method` (a method that a well known path never had), `statistics-operation` (operations that a mature API
never had, asked for again and again and never served).
Invariant: a release brings new operations and methods too, but they are served, and asked for by many: then nothing is said.
At most 2,000 paths an API, and 1,000 newcomers at a time; OPTIONS and HEAD are nobody's business. Part of `Statistics`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from addons.behaviour.baseline import Said
from addons.behaviour.sight import Conclusion, Sight
from addons.behaviour.statistics_settings import DETECTOR
from addons.behaviour.wording import count
from addons.finding import Severity

_PATHS: Final = 2_000
_NEWCOMERS: Final = 1_000
_KNOWN: Final = 100
"""exchanges that make a path well known, and 20 times that an API"""
_SEVERAL: Final = 3
_FAILING: Final = 5
_QUIET: Final = frozenset({"OPTIONS", "HEAD"})


class Path(msgspec.Struct, array_like=True):
    seen: int = 0
    methods: dict[str, int] = {}


class Newcomer(msgspec.Struct, array_like=True):
    """An operation that was new when the API was mature already, by how it has gone since."""

    method: bool
    """only the method is new: the path is well known"""
    seen: int = 0
    served: int = 0
    callers: dict[str, int] = {}
    samples: list[str] = []


class Served(msgspec.Struct, array_like=True):
    exchanges: int = 0
    paths: dict[str, Path] = {}
    newcomers: dict[str, Newcomer] = {}
    strangers: dict[str, int] = {}
    """callers -> new operations that failed them"""


class Surface(msgspec.Struct, array_like=True):
    """Of all APIs, by id."""

    apis: dict[int, Served] = {}
    said: Said = msgspec.field(default_factory=Said)

    def observe(self, sight: Sight, mature: bool) -> Iterable[Conclusion]:
        """Two dict accesses where the operation is known."""
        api = self.apis.get(sight.api_id)
        if api is None:
            api = self.apis[sight.api_id] = Served()
        api.exchanges += 1
        template = sight.operation.partition(" ")[2]
        path = api.paths.get(template)
        good = 200 <= sight.status < 400
        if path is not None and sight.method in path.methods:
            path.seen += 1
            return ()
        if not mature or api.exchanges < 20 * _KNOWN:
            if good or (path is not None and sight.status in (401, 403, 409, 422)):
                self._admit(api, template, path, sight.method)
            return ()
        return self._new(sight, api, path, template, good)

    def _admit(self, api: Served, template: str, path: Path | None, method: str) -> None:
        if path is None:
            if len(api.paths) >= _PATHS:
                del api.paths[next(iter(api.paths))]
            path = api.paths[template] = Path()
        path.seen += 1
        path.methods[method] = path.seen

    def _new(
        self,
        sight: Sight,
        api: Served,
        path: Path | None,
        template: str,
        good: bool,
    ) -> Iterable[Conclusion]:
        if sight.method in _QUIET:
            return
        newcomer = api.newcomers.get(sight.operation)
        if newcomer is None:
            if len(api.newcomers) >= _NEWCOMERS:
                del api.newcomers[next(iter(api.newcomers))]
            newcomer = api.newcomers[sight.operation] = Newcomer(path is not None and path.seen >= _KNOWN)
        newcomer.seen += 1
        newcomer.served += good
        who = sight.identity
        if who in newcomer.callers or len(newcomer.callers) < 10:
            newcomer.callers[who] = newcomer.callers.get(who, 0) + 1
        if len(newcomer.samples) < 5:
            newcomer.samples = [*newcomer.samples, sight.request_id]
        if len(newcomer.callers) >= 3 and newcomer.served >= 10:
            # served to several: a release
            self._admit(api, template, path, sight.method)
            del api.newcomers[sight.operation]
        elif newcomer.method and path is not None and newcomer.callers.get(who, 0) == _SEVERAL:
            yield from self._method(sight, newcomer, path)
        elif not newcomer.method and not good and newcomer.seen == _FAILING and newcomer.served == 0:
            api.strangers[who] = api.strangers.get(who, 0) + 1
            if len(api.strangers) > _NEWCOMERS:
                del api.strangers[next(iter(api.strangers))]
            yield from self._operation(sight, newcomer, api.strangers.get(who, 1))

    def _method(self, sight: Sight, newcomer: Newcomer, path: Path) -> Iterable[Conclusion]:
        if not self.said.again(f"method {sight.api_id} {sight.identity}", sight.at, 1.0, 3600.0):
            return
        how = f"and was served {newcomer.served} times" if newcomer.served else f"and was answered {sight.status}"
        others = ", ".join(sorted(path.methods)[:5])
        template = sight.operation.partition(" ")[2]
        yield Conclusion(
            DETECTOR, "statistics-method", sight.api_id, sight.at, Severity.WARNING if newcomer.served else Severity.NOTICE,
            f"{sight.identity} used {sight.method} on {template} {newcomer.callers[sight.identity]} times {how}; in "
            f"{count(path.seen)} requests the path had only known {others}",
            identity=sight.identity, operation=sight.operation, strength=0.6 if newcomer.served else 0.5,
            samples=tuple(newcomer.samples),
            evidence={"requests": newcomer.seen, "served": newcomer.served, "path_requests": path.seen},
        )  # fmt: skip

    def _operation(self, sight: Sight, newcomer: Newcomer, operations: int) -> Iterable[Conclusion]:
        if not self.said.again(f"operation {sight.api_id} {sight.identity}", sight.at, operations, 3600.0):
            return
        more = f" and {operations - 1} more" if operations > 1 else ""
        yield Conclusion(
            DETECTOR, "statistics-operation", sight.api_id, sight.at, Severity.NOTICE,
            f"{sight.operation}{more}, which this API has never had, was asked for {newcomer.seen} times by "
            f"{len(newcomer.callers)} callers and never served, last to {sight.identity}",
            identity=sight.identity, operation=sight.operation, strength=0.4, samples=tuple(newcomer.samples),
            evidence={"requests": newcomer.seen, "callers": len(newcomer.callers), "operations": operations},
        )  # fmt: skip
