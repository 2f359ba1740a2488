"""What changed between two versions of a text, word by word, with a little around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[^\s]+")
AROUND = 6  # words shown before and after a change


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: kept, removed, added, or an ellipsis (`gap`)."""

    kind: str
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of `after` that differ from `before`, with their surroundings."""
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[Piece] = []
    for kept, (i1, i2), (j1, j2) in _stretches(old, new):
        if kept:
            pieces += _kept(old[i1:i2], first=not pieces, last=i2 == len(old))
        else:
            pieces += _changed("".join(old[i1:i2]), "".join(new[j1:j2]))
    return tuple(pieces)


Span = tuple[int, int]


def _stretches(old: list[str], new: list[str]) -> list[tuple[bool, Span, Span]]:
    """(kept or changed, where in the old words, where in the new ones) from the first to the last.

    A blank alone between two changed words is part of the change: a passage that was written
    anew is read as one, not word by word.
    """
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[tuple[bool, Span, Span]] = []
    codes = matcher.get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        kept = tag == "equal" and not (inside and "".join(old[i1:i2]).isspace())
        if found and not kept and not found[-1][0]:
            _kind, (start, _old), (first, _new) = found.pop()
            i1, j1 = start, first
        found.append((kept, (i1, i2), (j1, j2)))
    return found


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _kept(words: list[str], *, first: bool, last: bool) -> Iterator[Piece]:
    most = AROUND * 2
    if len(words) <= most * 2:
        yield Piece("kept", "".join(words))
        return
    if not first:
        yield Piece("kept", "".join(words[:most]))
    yield Piece("gap", "…")
    if not last:
        yield Piece("kept", "".join(words[-most:]))
