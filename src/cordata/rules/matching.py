"""How well two partner searches fit, with the reasons: who is on the other side and wants this."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cordata.rules.finding import Param

GRAM = 4  # letters: long enough to be a root, short enough to cross from French to Italian
SHORTEST_WORD = 5  # letters: leaves out articles and most prepositions

WEIGHTS: Mapping[str, int] = {
    "other_country": 20,
    "same_theme": 20,
    "territory_wanted": 15,  # twice if each wants the other's
    "type_wanted": 15,  # twice as well
    "shared_concepts": 15,
    "similar_text": 10,
}
HIGHEST = sum(WEIGHTS.values()) + WEIGHTS["territory_wanted"] + WEIGHTS["type_wanted"]


@dataclass(frozen=True, slots=True)
class Search:
    """A partner search as the rules see it; `concepts` are codes of the pack's keyword list."""

    key: str
    country: str
    themes: frozenset[str] = frozenset()
    territory: str = ""  # NUTS 3
    legal_type: str = ""
    wanted_countries: frozenset[str] = frozenset()  # empty: any other
    wanted_territories: frozenset[str] = frozenset()  # empty: any
    wanted_types: frozenset[str] = frozenset()  # empty: any
    concepts: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a pair; the catalogue holds `match.<code>`."""

    code: str
    points: int
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def sentence_code(self) -> str:
        return f"match.{self.code}"


@dataclass(frozen=True, slots=True)
class Match:
    """A pair seen from one search: how well the other fits, from 0 to 100, and why."""

    key: str
    score: int
    reasons: tuple[Reason, ...]


def score_pair(mine: Search, theirs: Search) -> Match:
    """Score another search for mine. Two searches of one country score 0: they need the border."""
    if mine.country == theirs.country or not _countries_agree(mine, theirs):
        return Match(theirs.key, 0, ())
    reasons = tuple(_reasons(mine, theirs))
    points = sum(reason.points for reason in reasons)
    return Match(theirs.key, round(100 * points / HIGHEST), reasons)


def suggestions(
    mine: Search, others: Iterable[Search], least: int = 30, most: int = 10
) -> tuple[Match, ...]:
    """The best matches of a search, best first; equal scores in the order of their keys."""
    pairs = (score_pair(mine, other) for other in others if other.key != mine.key)
    good = sorted((pair for pair in pairs if pair.score >= least), key=lambda m: (-m.score, m.key))
    return tuple(good[:most])


def fold(text: str) -> str:
    """Lower case without accents, apostrophes as blanks: "L'Été" gives "l ete"."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        mark if mark.isalnum() else " " for mark in bare if not unicodedata.combining(mark)
    )


def similarity(first: str, second: str) -> float:
    """Share of common character n-grams of two texts, 0 to 1 (Dice), accents ignored."""
    a, b = _grams(first), _grams(second)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _countries_agree(mine: Search, theirs: Search) -> bool:
    wanted = (
        (mine.wanted_countries, theirs.country),
        (theirs.wanted_countries, mine.country),
    )
    return all(not countries or country in countries for countries, country in wanted)


def _reasons(mine: Search, theirs: Search) -> Iterable[Reason]:
    yield Reason("other_country", WEIGHTS["other_country"], {"country": theirs.country})
    themes = mine.themes & theirs.themes
    if themes:
        yield Reason("same_theme", WEIGHTS["same_theme"], {"themes": tuple(sorted(themes))})
    yield from _wanted(
        "territory",
        theirs.territory in mine.wanted_territories,
        mine.territory in theirs.wanted_territories,
    )
    yield from _wanted(
        "type", theirs.legal_type in mine.wanted_types, mine.legal_type in theirs.wanted_types
    )
    yield from _shared(mine, theirs)


def _wanted(what: str, theirs_fits: bool, mine_fits: bool) -> Iterable[Reason]:
    """One reason for each direction in which a wish is met."""
    points = WEIGHTS[f"{what}_wanted"]
    if theirs_fits:
        yield Reason(f"{what}_you_want", points)
    if mine_fits:
        yield Reason(f"{what}_they_want", points)


def _shared(mine: Search, theirs: Search) -> Iterable[Reason]:
    """Common concepts, whole from three on; then the likeness of the texts."""
    concepts = tuple(sorted(mine.concepts & theirs.concepts))
    if concepts:
        points = WEIGHTS["shared_concepts"] * min(3, len(concepts)) // 3
        yield Reason("shared_concepts", points, {"concepts": concepts, "count": len(concepts)})
    points = round(WEIGHTS["similar_text"] * min(1.0, 3 * similarity(mine.text, theirs.text)))
    if points >= WEIGHTS["similar_text"] // 2:
        yield Reason("similar_text", points)


def _grams(text: str) -> frozenset[str]:
    words = (word for word in fold(text).split() if len(word) >= SHORTEST_WORD)
    return frozenset(word[at : at + GRAM] for word in words for at in range(len(word) - GRAM + 1))
