"""What a value would do where it lands: grammars of the languages that attacks are written in.

Each module answers one question about a text, by taking it apart as the interpreter would and not by looking for words:
does it leave the literal it stands in and go on as SQL; does it hold markup that runs; a command after a separator; an
expression in a placeholder. Pure, linear in what is looked at, bounded from where a way out begins.
"""

from __future__ import annotations

from collections.abc import Sequence

from addons.signatures.grammar import markup, shell, sql


def works(tags: Sequence[str], text: str, at: int) -> bool:
    """Whether a match of a rule with `tags`, ending at `at`, would do something there although words stand around it.

    What is a whole value or nothing (a path, an address, a name of a class) does not.
    """
    if "attack-sqli" in tags:
        return sql.breaks_out(text)
    if "attack-xss" in tags:
        return markup.runs(text, at)
    if "attack-rce" in tags:
        start = max(0, at - shell.LOOKED_AT // 2)
        return "language-java" not in tags and shell.runs(text[start : at + shell.LOOKED_AT // 2], strict=True)
    return "attack-ssti" in tags
