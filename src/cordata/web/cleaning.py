"""The one cleaner of typed text (assurance.md 7.1): what is stored is what can be seen."""

from __future__ import annotations

import re
import unicodedata

JOINER, VARIATION = "\u200d", "\ufe0f"
NEWLINES = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
BLANKS = re.compile(r"[^\S\n\u00a0\u202f]+")
MANY_LINES = re.compile(r"\n{3,}")
INVISIBLE = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\ufeff", "\u180e"}
REMOVED = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean_text(text: str, *, lines: bool = False) -> str:
    """`text` in NFC without controls, direction marks or zero-width characters.

    Blanks collapse and the ends are trimmed; with `lines`, line ends become "\\n" and stay,
    otherwise they are blanks. Joiners stay inside an emoji only. Text made only of
    invisible characters comes back empty. Nothing is ever truncated.
    """
    text = unicodedata.normalize("NFC", NEWLINES.sub("\n", text))
    if not _all_kept(text):
        text = "".join(char for index, char in enumerate(text) if _kept(text, index, char))
    text = BLANKS.sub(" ", text)
    if lines:
        text = MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n")))
    else:
        text = BLANKS.sub(" ", text.replace("\n", " "))
    text = unicodedata.normalize("NFC", text).strip()
    return text if any(_seen(char) for char in text) else ""


def _all_kept(text: str) -> bool:
    """Whether nothing in the text can be one of those removed: asked of the whole at once."""
    words = re.sub(r"[\n\t\u00a0\u202f]", " ", text)
    return words.isprintable() and INVISIBLE.isdisjoint(text)


def _kept(text: str, index: int, char: str) -> bool:
    if char in "\n\t":
        return True
    if char == JOINER:
        return _pictorial(text[index - 1 : index]) and _pictorial(text[index + 1 : index + 2])
    if 0xE0020 <= ord(char) <= 0xE007F:  # letters of a flag such as Scotland's
        return "\U0001f3f4" in text[:index]
    return unicodedata.category(char) not in REMOVED and char not in INVISIBLE


def _pictorial(char: str) -> bool:
    return char == VARIATION or (bool(char) and unicodedata.category(char) in {"So", "Sk"})


def _seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "ZMC"


def length(text: str) -> int:
    """How long a text is for a limit: code points, a line end counting for one."""
    return len(text)
