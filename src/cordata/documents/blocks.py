"""The blocks a document is written in where its parts are not fixed; `typst/blocks.typ` draws them.

Each is plain data, so it can be sealed or printed: what people typed is never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]


def heading(level: int, text: str) -> Block:
    return {"kind": "heading", "level": level, "text": text}


def text(words: str) -> Block:
    """Paragraphs as typed: a blank line begins a new one."""
    return {"kind": "text", "text": words}


def item(words: str) -> Block:
    return {"kind": "item", "text": words}


def note(words: str) -> Block:
    """A sentence in a tinted box."""
    return {"kind": "note", "text": words}


def pairs(rows: Iterable[tuple[str, str]]) -> Block:
    """Labels with their values."""
    return {"kind": "pairs", "rows": list(rows)}


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Sequence[int] = (),
    columns: Sequence[int],
) -> Block:
    """`numeric` are the columns of amounts, from 0; of `columns` 0 is as wide as its words, any
    other number that share of what is left."""
    kept = {"numeric": list(numeric), "columns": list(columns)}
    return {"kind": "table", "heads": list(heads), "rows": [list(row) for row in rows], **kept}


def marked(blocks: Iterable[Block]) -> Block:
    """Blocks of Markdown, already parsed."""
    return {"kind": "marked", "blocks": list(blocks)}
