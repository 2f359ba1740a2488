"""Markdown as blocks of plain text, as the typst templates take it: a letter in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block"])
STYLES = {"strong_open": "strong", "em_open": "em", "strong_close": "", "em_close": ""}
LINES = {"softbreak": " ", "hardbreak": "\n"}


def blocks(markdown: str) -> Iterator[dict[str, Any]]:
    """Headings, paragraphs and list items, each as runs of text with their style."""
    kind = "paragraph"
    for token in _markdown.parse(markdown):
        if token.type == "heading_open":
            kind = "heading"
        elif token.type == "list_item_open":
            kind = "item"
        elif token.type == "inline":
            yield {"kind": kind, "runs": list(_runs(token.children or []))}
        elif token.type in {"heading_close", "list_item_close"}:
            kind = "paragraph"


def _runs(tokens: list[Token]) -> Iterator[dict[str, str]]:
    style = ""
    for token in tokens:
        style = STYLES.get(token.type, style)
        text = LINES.get(token.type, token.content)
        if text:
            yield {"text": text, "style": style}


def version_of(language: str, markdown: str) -> dict[str, Any]:
    """One language: the letter's own heading apart, it is the document's title."""
    everything = list(blocks(markdown))
    heads = [block for block in everything if block["kind"] == "heading"]
    title = "".join(run["text"] for run in heads[0]["runs"]) if heads else ""
    body = [block for block in everything if not heads or block is not heads[0]]
    rest = markdown.split("\n", 1)[1] if heads and "\n" in markdown else markdown
    return {"language": language, "title": title, "blocks": body, "markdown": rest}
