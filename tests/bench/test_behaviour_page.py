"""Figures get into a page by the command that measured them, between its marks, and say themselves what misses its bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from addons.behaviour.sight import Conclusion
from addons.finding import Severity
from bench.behaviour.day import Day
from bench.behaviour.page import replace_block
from bench.behaviour.report import page
from bench.behaviour.run import Cost, Outcome
from bench.behaviour.score import Score

ROOT = Path(__file__).resolve().parents[2]


def test_a_block_is_replaced_and_all_else_stays(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("# Page\n<!-- a -->\nold\n<!-- /a -->\ntext\n<!-- b -->\n<!-- /b -->\n", "utf-8")
    replace_block(str(file), "a", "| new |")
    replace_block(str(file), "b", "first")
    assert file.read_text("utf-8") == (
        "# Page\n<!-- a -->\n| new |\n<!-- /a -->\ntext\n<!-- b -->\nfirst\n<!-- /b -->\n"
    )
    with pytest.raises(ValueError, match="has no block <!-- c -->"):
        replace_block(str(file), "c", "")


@pytest.mark.parametrize("name", ["bench.behaviour", "bench.behaviour.memory", "bench.behaviour.inline"])
def test_the_page_has_a_filled_block_for_each_command(name: str) -> None:
    text = (ROOT / "docs" / "behaviour.md").read_text("utf-8")
    _, opened, rest = text.partition(f"<!-- {name} -->\n")
    block, closed, _ = rest.partition(f"<!-- /{name} -->")
    assert opened
    assert closed
    assert "|--:|" in block


def test_what_misses_its_bar_is_bold() -> None:
    day = Day.make(3, identities=80)
    score, cost = Score(day), Cost("abuse", observe_ns=10**9)
    score.exchanges = 20_000
    found = next(one for one in score.found.values() if one.campaign.intensity == "medium")
    found.hostile, found.first_at, found.after = 70, found.campaign.start, 40.0
    text = page([Outcome(3, score, [cost])])
    assert "| campaigns found, medium intensity | 100 % | 1 of 1 (100 %) |" in text
    assert "| at least 5,000 | 20,000 to 20,000 |" in text
    assert "0.00 (0 in 1,920)" in text
    found.after, cost.observe_ns = -1.0, 10**10
    who = next(one.identity for one in day.people if one.identity.startswith("key:"))
    ban = Conclusion("abuse", "abuse-x", 1, day.world.start, Severity.ERROR, "", who, "", "key", who[4:], "ban", 600.0)
    score.conclude(ban, day.world.start)
    text = page([Outcome(3, score, [cost])])
    assert "| campaigns found, medium intensity | 100 % | **0 of 1 (0 %)** |" in text
    assert "**5.21 (1 in 1,920)**" in text
    assert "**2,000 to 2,000**" in text
