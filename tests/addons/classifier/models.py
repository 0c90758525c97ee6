"""A small model, fitted once a run, and texts to ask it about."""

from __future__ import annotations

from functools import cache

from addons.classifier import TextModel
from gateway.analyst.text.corpus import draw
from gateway.analyst.text.fit import Split, fit


@cache
def small_model() -> TextModel:
    """From 6,000 drawn texts: a second's work."""
    return fit(Split(draw(11, 6000), draw(12, 500), draw(13, 100)), lambda _stage, _done: None).model


ATTACKS = (
    "1' or 1=1 -- ",
    "x' union select null,password from users-- -",
    "<script>alert(document.cookie)</script>",
    '"><img src=x onerror=alert(1)>',
    "; cat /etc/passwd",
    "../../../../etc/passwd",
)
GOOD = (
    "We'd like to thank O'Brien for the delivery, it's very good.",
    "Blue running shoes (size 42)",
    "# Release notes\n\n- faster start\n- `docker run` works again",
    "2026-01-31T10:00:00Z",
    "select a colour from the table below",
)
