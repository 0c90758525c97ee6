"""Puts what was measured into a page, between marks that stay there: figures are never copied by hand."""

from __future__ import annotations

from pathlib import Path


def replace_block(file: str, name: str, text: str) -> None:
    """What stands between `<!-- name -->` and `<!-- /name -->` becomes `text`. Raises ValueError where a mark is missing."""
    page = Path(file)
    before, opened, rest = page.read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, closed, after = rest.partition(f"<!-- /{name} -->")
    if not opened or not closed:
        raise ValueError(
            f"{file}: has no block <!-- {name} --> … <!-- /{name} -->: add the two lines where it is to stand"
        )
    page.write_text(f"{before}{opened}{text}\n{closed}{after}", "utf-8")
