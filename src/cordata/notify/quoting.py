"""Text typed by people, made harmless in our mails: quoted, bounded, unlinked (OUT-04)."""

from __future__ import annotations

import html
import re

from cordata.web.cleaning import clean_text

LONGEST_QUOTE = 600
LONGEST_LINE = 120
BREAK = "\u200b"  # invisible: mail programs stop seeing an address, people read the same
JOINTS = re.compile(r"(?<=\S)(?:://|[.@/:\\](?=\S))")
MARKS = re.compile(r"([\\`*_{}\[\]<>#+!|~^=-])")


def unlinked(text: str) -> str:
    """`text` in which no mail program finds an address to make clickable."""
    return JOINTS.sub(lambda found: BREAK.join(["", *found[0], ""]), text)


def bounded(text: str, longest: int) -> str:
    """`text` cut at a word with an ellipsis when longer than `longest`."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip() + " …"


def literal(text: str) -> str:
    """`text` in Markdown that shows exactly that text."""
    return MARKS.sub(r"\\\1", text)


def quoted(text: str) -> str:
    """A block quote of what somebody wrote, as Markdown."""
    lines = bounded(clean_text(text, lines=True), LONGEST_QUOTE).split("\n")
    return "\n".join(f"> {literal(unlinked(line))}  ".rstrip() or ">" for line in lines)


def inline(text: str, longest: int = LONGEST_LINE) -> str:
    """A title or a name somebody typed, on one line, as Markdown."""
    return literal(unlinked(bounded(clean_text(text), longest)))


def written(text: str) -> str:
    """What somebody writes to many people, as HTML-safe Markdown that shows exactly that text:
    paragraphs and lines stay, no mark of it means anything to us."""
    paragraphs = clean_text(text, lines=True).split("\n\n")
    return "\n\n".join("  \n".join(map(_shown, one.split("\n"))) for one in paragraphs)


def _shown(line: str) -> str:
    """One line, with whatever would begin a list, a box or pairs made plain."""
    marked = "".join(f"\\{char}" if MARKS.fullmatch(char) else char for char in line)
    marked = re.sub(r"\A(\d+)([.)])", r"\1\\\2", marked.replace("\\<", "<").replace("\\>", ">"))
    marked = re.sub(r"\A::", r"\\::", marked)
    return html.escape(marked, quote=False)
