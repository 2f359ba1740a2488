"""Texts put together from a bank of phrases: the same key always gives the same words.

A question is a list of places in the text; each place offers several sentences, in every
language of the call. Which one is taken depends on the application, so that two files on one
theme do not read alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

Texts = dict[str, str]  # language -> text
Choices = Sequence[Sequence[str]]  # each a sentence in every language, in the bank's order


class Bank:
    """The phrases of a scenario with the languages of their columns."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.languages: tuple[str, ...] = tuple(told.get("languages", ()))
        self.told = told

    def text(self, question: str, theme: str, values: Mapping[str, Texts], seed: str) -> Texts:
        """The text that answers a question for a theme, in each language, names filled in."""
        places = self.told[theme].get(question) or self.told["every"][question]
        chosen = [pick(choices, f"{seed}:{question}:{n}") for n, choices in enumerate(places)]
        return {
            language: " ".join(fill(sentence[column], values, language) for sentence in chosen)
            for column, language in enumerate(self.languages)
        }

    def one(self, pair: Sequence[str], values: Mapping[str, Texts]) -> Texts:
        """One phrase of the bank in each language."""
        return {
            language: fill(pair[column], values, language)
            for column, language in enumerate(self.languages)
        }

    def in_language(self, pair: Sequence[str], language: str) -> str:
        """One phrase in the language of who writes, the first if the bank lacks it."""
        column = self.languages.index(language) if language in self.languages else 0
        return pair[column]


def pick(choices: Sequence[Any], seed: str, turn: int = 0) -> Any:
    """One of the choices, always the same for the same seed; another turn takes another one."""
    return choices[(crc32(seed.encode()) + turn) % len(choices)]


def several(choices: Sequence[Any], count: int, seed: str) -> list[Any]:
    """Some of the choices in their own order, starting at a place the seed gives."""
    first = crc32(seed.encode()) % len(choices)
    taken = sorted((first + step) % len(choices) for step in range(min(count, len(choices))))
    return [choices[place] for place in taken]


def fill(sentence: str, values: Mapping[str, Texts], language: str) -> str:
    """A sentence with its names; a name written with a capital begins a sentence."""
    known = {name: texts.get(language, texts.get("", "")) for name, texts in values.items()}
    known |= {name.capitalize(): text[:1].upper() + text[1:] for name, text in known.items()}
    return sentence.format_map(known)
