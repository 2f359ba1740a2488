"""Text typed by people in more than one language, and the choice of what a reader sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language


def pick(texts: Mapping[str, str], language: str | None = None, order: Sequence[str] = ()) -> str:
    """The text in `language` (default: the reader's), else in the first language that has one."""
    wanted = language or get_language() or ""
    for candidate in (wanted, wanted.split("-")[0], *order, *texts):
        if texts.get(candidate):
            return texts[candidate]
    return ""


def picked_language(texts: Mapping[str, str], language: str | None = None) -> str:
    """The language `pick` chose, for a `lang` attribute; empty if there is no text."""
    wanted = language or get_language() or ""
    return next((code for code in (wanted, wanted.split("-")[0], *texts) if texts.get(code)), "")
