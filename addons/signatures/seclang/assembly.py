"""Directives of all files put together: rules and markers in order, after removals and updates; defaults and settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from addons.signatures.ast import Place, RuleError
from addons.signatures.seclang.ast import (
    Action,
    ActionUpdate,
    Defaults,
    Directive,
    Include,
    Marker,
    Removal,
    SecRule,
    Setting,
    TargetUpdate,
)
from addons.signatures.seclang.parser import DISRUPTIVE


@dataclass(slots=True)
class Source:
    """Directives put together: rules in order with markers, after removals and updates."""

    items: list[SecRule | Marker]
    defaults: dict[int, tuple[Action, ...]]
    settings: dict[str, tuple[str, ...]]


def assemble(directives: Iterable[Directive], before: Sequence[SecRule] = ()) -> Source:
    """Raises RuleError: a file that was to be included, an id that is taken, an update of what is not there.

    As in ModSecurity 3, a removal and an update hold for rules before and behind them.
    """
    errors: list[str] = []
    items: list[SecRule | Marker] = list(before)
    defaults: dict[int, tuple[Action, ...]] = {}
    settings: dict[str, tuple[str, ...]] = {}
    removals: list[Removal] = []
    updates: list[TargetUpdate | ActionUpdate] = []
    seen: dict[int, Place] = {}
    for one in directives:
        match one:
            case SecRule():
                if one.id in seen:
                    errors.append(str(one.place.error(f"id {one.id} is taken by {seen[one.id]}")))
                seen[one.id] = one.place
                items.append(one)
            case Marker():
                items.append(one)
            case Defaults():
                defaults[one.phase] = one.actions
            case Setting():
                settings[one.name] = one.arguments
            case Removal():
                removals.append(one)
            case TargetUpdate() | ActionUpdate():
                updates.append(one)
            case Include():
                errors.append(str(one.place.error(f"Include {one.path!r}: not resolved")))
    if errors:
        raise RuleError("\n".join(errors))
    kept = [item for item in items if isinstance(item, Marker) or not any(_meant(r, item) for r in removals)]
    for update in updates:
        kept = [item if isinstance(item, Marker) else _updated(item, update) for item in kept]
    return Source(kept, defaults, settings)


def _meant(what: Removal | TargetUpdate, rule: SecRule) -> bool:
    if what.by == "id":
        return any(low <= rule.id <= high for low, high in what.ids)
    if what.by == "tag":
        return what.text in rule.every("tag")
    return what.text == (rule.last("msg") or "")


def _updated(rule: SecRule, update: TargetUpdate | ActionUpdate) -> SecRule:
    if isinstance(update, TargetUpdate):
        return replace(rule, targets=(*rule.targets, *update.targets)) if _meant(update, rule) else rule
    if rule.id != update.id:
        return rule
    if update.link > len(rule.links):
        raise update.place.error(f"rule {rule.id} has no link {update.link}")
    target = rule if update.link == 0 else rule.links[update.link - 1]
    new = {action.name for action in update.actions} - {"t", "tag", "setvar", "ctl"}
    if new & DISRUPTIVE:
        new |= DISRUPTIVE
    actions = (*(action for action in target.actions if action.name not in new), *update.actions)
    changed = replace(target, actions=actions)
    if update.link == 0:
        return changed
    links = list(rule.links)
    links[update.link - 1] = changed
    return replace(rule, links=tuple(links))
