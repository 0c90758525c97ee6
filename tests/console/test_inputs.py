"""What comes in is what the document says, to the letter: JSON has numbers, texts and truth values, and they differ."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from console import routers


def _bodies() -> Iterator[type[BaseModel]]:
    """The models of all bodies that routes take, and those within them."""
    waiting: list[Any] = []
    for module in pkgutil.iter_modules(routers.__path__):
        for router in vars(import_module(f"{routers.__name__}.{module.name}")).values():
            for route in router.routes if isinstance(router, APIRouter) else []:
                if isinstance(route, APIRoute):
                    waiting += [body.field_info.annotation for body in route.dependant.body_params]
    met = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, type) and issubclass(found, BaseModel):
            if found not in met:
                met.add(found)
                waiting += [field.annotation for field in found.model_fields.values()]
                yield found
        else:
            waiting += get_args(found)


def _of_type(wanted: type) -> list[tuple[str, FieldInfo]]:
    fields = [(f"{model.__name__}.{name}", field) for model in _bodies() for name, field in model.model_fields.items()]
    return sorted((place, field) for place, field in fields if wanted in _plain(field.annotation))


def _plain(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _plain(part) if not isinstance(part, FieldInfo) else ()


def _taken(field: FieldInfo, value: object) -> bool:
    adapter = TypeAdapter[Any](field.annotation if not field.metadata else FieldInfo.rebuild_annotation(field))
    for given in (value, [value]):
        try:
            adapter.validate_python(given)
        except ValidationError:
            continue
        return True
    return False


@pytest.mark.parametrize(("place", "field"), _of_type(int), ids=lambda given: given if isinstance(given, str) else "")
def test_a_whole_number_is_no_text_and_no_truth_value(place: str, field: FieldInfo) -> None:
    assert [value for value in (True, "5", 5.0) if _taken(field, value)] == [], place


@pytest.mark.parametrize(("place", "field"), _of_type(bool), ids=lambda given: given if isinstance(given, str) else "")
def test_a_truth_value_is_no_number_and_no_text(place: str, field: FieldInfo) -> None:
    assert [value for value in (1, 0, "true", "yes") if _taken(field, value)] == [], place
