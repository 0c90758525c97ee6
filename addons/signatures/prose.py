"""Whether a value is free text: a sentence, a message, a document, a piece of code with its lines.

What developers write about attacks looks like attacks. A rule that matches in the midst of free text is therefore
worth less than one that matches a short value: the engine lowers it (see `engine`). Counts words and lines, nothing else.
"""

from __future__ import annotations

LOOKED_AT = 4096
WORDS = 9
LINES = 4
SQL = frozenset(
    ["select", "union", "all", "from", "where", "and", "or", "not", "null", "order", "by", "group", "having", "limit", "insert", "into", "values", "update", "set", "delete", "drop", "table", "like", "between", "exec", "execute", "declare", "waitfor", "delay", "sleep", "benchmark", "char", "concat", "count", "as", "is", "in", "exists", "case", "when", "then", "else", "end", "if", "convert", "cast", "int", "varchar", "information_schema", "rlike", "regexp", "procedure", "analyse", "offset", "fetch", "join"]
)  # fmt: skip


def is_prose(text: str) -> bool:
    """At least nine plain words that make up half of it, or a document of five lines with twelve words."""
    if len(text) < 32:
        return False
    head = text[:LOOKED_AT]
    tokens = head.split()
    if len(tokens) < WORDS:
        return False
    words = 0
    for token in tokens:
        bare = token.strip(".,:;!?()'\"`*_-")
        if 1 < len(bare) < 24 and bare.isalpha() and bare.lower() not in SQL:
            words += 1
    if words >= WORDS and words * 2 >= len(tokens):
        return True
    return head.count("\n") >= LINES and words >= 12
