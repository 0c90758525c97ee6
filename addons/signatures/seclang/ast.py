"""What SecLang files say, as data: directives in their order. No meaning yet.

Texts are the file's bytes decoded as UTF-8 with surrogate escapes, so that a pattern is the bytes that were written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from addons.signatures.ast import Place


@dataclass(frozen=True, slots=True)
class Target:
    """`ARGS`, `&ARGS:id`, `!REQUEST_COOKIES:/__utm/`, `XML:/*`: a collection, or the part of it that `selector` names.

    `selector` is a name, or with `pattern` a regular expression for names; "" stands for all of the collection.
    """

    collection: str
    selector: str = ""
    pattern: bool = False
    counted: bool = False
    excluded: bool = False

    def __str__(self) -> str:
        mark = "!" if self.excluded else "&" if self.counted else ""
        shown = f"/{self.selector}/" if self.pattern else self.selector
        return f"{mark}{self.collection}{':' + shown if self.selector else ''}"


@dataclass(frozen=True, slots=True)
class OperatorText:
    """`!@rx foo`: the name without `@` in lower case, the argument as it stands."""

    name: str
    argument: str = ""
    negated: bool = False

    def __str__(self) -> str:
        return f"{'!' if self.negated else ''}@{self.name} {self.argument}".rstrip()


@dataclass(frozen=True, slots=True)
class Action:
    """One item of an action list: name in lower case, value without its quotes."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class SecRule:
    """A rule, or a SecAction where `operator` is None. `links` are the rules chained to it, in order."""

    place: Place
    targets: tuple[Target, ...]
    operator: OperatorText | None
    actions: tuple[Action, ...]
    links: tuple[SecRule, ...] = field(default=())

    def last(self, name: str) -> str | None:
        """The value of the last action of that name; None where there is none."""
        return next((action.value for action in reversed(self.actions) if action.name == name), None)

    def every(self, name: str) -> list[str]:
        return [action.value for action in self.actions if action.name == name]

    @property
    def id(self) -> int:
        return int(self.last("id") or 0)


@dataclass(frozen=True, slots=True)
class Marker:
    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """SecDefaultAction: what rules of its phase start from, from here on."""

    place: Place
    phase: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """SecRuleRemoveById, ByTag, ByMsg: `ids` are ranges, ends included."""

    place: Place
    by: Literal["id", "tag", "msg"]
    ids: tuple[tuple[int, int], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class TargetUpdate:
    """SecRuleUpdateTargetById, ByTag, ByMsg."""

    place: Place
    by: Literal["id", "tag", "msg"]
    targets: tuple[Target, ...]
    ids: tuple[tuple[int, int], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class ActionUpdate:
    """SecRuleUpdateActionById: `link` 0 is the rule itself, 1 the first chained to it."""

    place: Place
    id: int
    link: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Include:
    place: Place
    path: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Any other directive that is known: `SecRequestBodyLimit 1000`."""

    place: Place
    name: str
    arguments: tuple[str, ...]


Directive = SecRule | Marker | Defaults | Removal | TargetUpdate | ActionUpdate | Include | Setting
