"""Text typed by people, made harmless in our mails: quoted, bounded, unlinked (OUT-04)."""

from __future__ import annotations

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


def inline(text: str) -> str:
    """A title or a name somebody typed, on one line, as Markdown."""
    return literal(unlinked(bounded(clean_text(text), LONGEST_LINE)))
