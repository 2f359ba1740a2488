"""Markdown of a notice to HTML with inline styles, and to plain text."""

from __future__ import annotations

import html
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cordata.notify import links

STYLES = {  # tag -> class for the dark rules, style
    "h1": ("tx", "margin:0 0 12px;font-size:27px;line-height:1.2;color:#141d36"),
    "h2": ("tx", "margin:20px 0 8px;font-size:20px;line-height:1.25;color:#141d36"),
    "p": ("tx", "margin:0 0 16px;font-size:17px;line-height:1.55;color:#141d36"),
    "ul": ("tx", "margin:0 0 16px;padding-left:22px;font-size:17px;color:#141d36"),
    "ol": ("tx", "margin:0 0 16px;padding-left:22px;font-size:17px;color:#141d36"),
    "li": ("tx", "margin:0 0 4px;line-height:1.5"),
    "blockquote": ("ln", "margin:0 0 16px;padding:0 0 0 14px;border-left:4px solid #dbe1ee"),
    "a": ("lk", "color:#003399"),
}
BOXED = {"p": ("tm", "margin:0;font-size:16px;line-height:1.5;color:#7a4a00")}


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.disable(["image", "autolink", "html_inline", "html_block", "reference", "code"])
    markdown.validateLink = links.is_own  # type: ignore[method-assign]
    return markdown


_markdown = _parser()


def to_html(source: str, *, boxed: bool = False) -> str:
    """Blocks of Markdown as HTML."""
    tokens = _markdown.parse(source)
    _style(tokens, {**STYLES, **BOXED} if boxed else STYLES)
    return str(_markdown.renderer.render(tokens, _markdown.options, {}))


def inline_html(source: str) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    tokens = _markdown.parseInline(source)
    _style(tokens, STYLES)
    return str(_markdown.renderer.render(tokens, _markdown.options, {}))


def _style(tokens: Sequence[Token], styles: dict[str, tuple[str, str]]) -> None:
    for token in tokens:
        if token.nesting == 1 and token.tag in styles:
            css, style = styles[token.tag]
            token.attrSet("class", css)
            token.attrSet("style", style)
        _style(token.children or (), styles)


def to_text(source: str) -> str:
    """Blocks of Markdown as plain text; a link shows its address."""
    lines: list[str] = []
    quote, mark = 0, ""
    for token in _markdown.parse(source):
        if token.type == "blockquote_open":
            quote += 1
        elif token.type == "blockquote_close":
            quote -= 1
        elif token.type == "list_item_open":
            mark = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            lines += _prefixed(_inline_text(token.children or ()), "> " * quote, mark)
            mark = "  " if mark else ""
    return "\n".join(lines)


def _prefixed(text: str, quote: str, mark: str) -> list[str]:
    first, *rest = text.split("\n")
    return [quote + mark + first, *(quote + " " * len(mark) + line for line in rest)]


def _inline_text(tokens: Sequence[Token]) -> str:
    written, target = "", ""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            written += "\n"
        elif token.type == "link_open":
            target = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            written += f" ({target})"
        else:
            written += token.content
    return html.unescape(written)
