"""Abuse of an API that no single request shows: who guesses, enumerates, copies, shares, scans, floods.

credentials   passwords, codes and keys guessed by one caller          abuse-guessing, abuse-keys
stuffing      stolen passwords from many addresses                     abuse-stuffing, abuse-stuffing-address
enumeration   object ids tried one after the other                     abuse-enumeration
scraping      a collection copied page by page                         abuse-scraping
sharing       one key used from many places at once                    abuse-sharing
commons       tells whose objects an operation serves
concert       many addresses that act as one
scanning      asking for what is not there                             abuse-scanning
floods        many new addresses, each within its limit                abuse-flood, abuse-flood-address
rhythm        requests that keep time like a machine's            abuse-rhythm

Invariant: a caller is compared with its own past, with its peers and with absolute floors; nothing is concluded about what
has no history. One conclusion for a caller and a pattern until it has been quiet, grew tenfold, or its order ran out.
What the gateway itself refused is no evidence against a caller, or one ban would bring the next.

Does not know whitelists or modes: what becomes of a conclusion is decided elsewhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any, Final, Protocol

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.credentials import Credentials
from addons.behaviour.enumeration import Enumeration
from addons.behaviour.floods import Floods
from addons.behaviour.rhythm import Rhythm
from addons.behaviour.scanning import Scanning
from addons.behaviour.scene import DETECTOR, Book, Judge, Standing
from addons.behaviour.scraping import Scraping
from addons.behaviour.sharing import Sharing
from addons.behaviour.sight import Baseline, Conclusion, Sight
from addons.behaviour.signin import SignIns
from addons.behaviour.stuffing import Stuffing
from addons.behaviour.tally import Recent

__all__ = ["Abuse", "AbuseSettings"]

_VERSION: Final = 2
_MAX_DUMP: Final = 1 << 30
"""bytes that a dump may unpack to"""


class Pattern(Protocol):
    """A family of patterns. `dump` gives what msgpack can carry; `load` raises on what it does not understand."""

    name: str

    def tick(self, now: float) -> Iterable[Conclusion]: ...

    def dump(self) -> Any: ...

    def load(self, data: Any) -> None: ...


class Abuse:
    """Memory: some 5 kB for a caller active within the hour at a few operations; at most `callers` of them in each pattern.

    Costs some 20 µs an exchange, the ticks included."""

    name = DETECTOR

    def __init__(self, settings: AbuseSettings | None = None) -> None:
        self._settings = settings or AbuseSettings()
        self._start_anew()

    def _start_anew(self) -> None:
        settings = self._settings
        judge = self._judge = Judge(settings)
        self._book = Book(settings)
        self._sign_ins = SignIns()
        self._rhythm = Rhythm(settings, judge)
        self._credentials = Credentials(settings, judge)
        self._stuffing = Stuffing(settings, judge)
        self._enumeration = Enumeration(settings, judge, self._rhythm)
        self._scraping = Scraping(settings, judge, self._rhythm)
        self._sharing = Sharing(settings, judge)
        self._scanning = Scanning(settings, judge)
        self._floods = Floods(settings, judge)
        self._patterns: tuple[Pattern, ...] = (
            self._rhythm,
            self._credentials,
            self._stuffing,
            self._enumeration,
            self._scraping,
            self._sharing,
            self._scanning,
            self._floods,
        )

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        book = self._book
        scene = book.scene(sight)
        self._judge.ready = book.began + self._settings.warm_up
        entrance = self._sign_ins.look(scene)
        found = [
            *self._rhythm.observe(scene),
            *self._credentials.observe(scene, entrance),
            *self._stuffing.observe(scene, entrance),
            *self._enumeration.observe(scene),
            *self._scraping.observe(scene),
            *self._sharing.observe(scene),
            *self._scanning.observe(scene),
            *self._floods.observe(scene),
        ]
        book.note(scene)
        return found

    def tick(self, now: float) -> Iterable[Conclusion]:
        return [conclusion for pattern in self._patterns for conclusion in pattern.tick(now)]

    def baselines(self) -> Iterable[Baseline]:
        """What callers usually do in ten minutes, and who does most of it now."""
        return [*self._enumeration.baselines(), *self._scraping.baselines()]

    def dump(self) -> bytes:
        state = {
            "version": _VERSION,
            "began": self._book.began,
            "book": self._book.standings,
            "told": self._judge.told.dump(),
            "sign_ins": self._sign_ins.dump(),
            "patterns": {pattern.name: pattern.dump() for pattern in self._patterns},
        }
        return zlib.compress(msgspec.msgpack.encode(state), 1)

    def load(self, data: bytes) -> bool:
        self._start_anew()
        try:
            unpacker = zlib.decompressobj()
            unpacked = unpacker.decompress(data, _MAX_DUMP)
            if not unpacker.eof:
                return False
            state = msgspec.msgpack.decode(unpacked)
            if state["version"] != _VERSION:
                return False
            self._book.began = float(state["began"])
            self._book.standings = msgspec.convert(state["book"], Recent[Standing])
            self._judge.told.load(state["told"])
            self._sign_ins.load(state["sign_ins"])
            for pattern in self._patterns:
                pattern.load(state["patterns"][pattern.name])
        except (zlib.error, msgspec.MsgspecError, KeyError, IndexError, TypeError, ValueError, AttributeError):
            self._start_anew()
            return False
        return True
