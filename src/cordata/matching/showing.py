"""Searches as cards: words for codes, reasons in sentences. Never a person."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cordata.kernel.localised import pick, picked_language
from cordata.matching.concepts import concepts_of
from cordata.matching.models import PartnerSearch
from cordata.matching.queries import Suggestion
from cordata.packs.provenance import Text
from cordata.programme.models import Call
from cordata.rules.matching import Reason
from cordata.web.catalogue import sentence

CLOSE = 60  # points out of 100 from which a suggestion is called close


@dataclass(frozen=True, slots=True)
class Names:
    """The words of the call's codes, in the reader's language."""

    themes: Mapping[str, str]
    territories: Mapping[str, str]
    countries: Mapping[str, str]
    types: Mapping[str, str]
    concepts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One search on the board."""

    search: PartnerSearch
    title: str
    language: str  # of the title and of the idea
    theme: str
    territory: str
    wanted: tuple[str, ...]
    concepts: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    is_close: bool = False

    @property
    def said(self) -> Hashable:
        """All that its card says."""
        search, ideas = self.search, tuple(self.search.ideas.items())
        body = search.organisation.name, search.organisation.country, self.territory
        said = search.pid, self.title, self.language, ideas, self.theme, search.budget_idea
        return said, body, self.reasons, self.is_close

    @property
    def initials(self) -> str:
        words = [word for word in self.search.organisation.name.split() if word[:1].isalpha()]
        return "".join(word[0] for word in words[:2]).upper()


def names_of(call: Call) -> Names:
    """Read once a page."""
    programme, definition = call.programme.definition, call.definition
    return Names(
        themes={theme.code: pick(theme.names) for theme in definition.themes},
        territories={place.code: pick(place.names) for place in programme.territories},
        countries={country.code: pick(country.names) for country in programme.countries},
        types={item.code: pick(item.names) for item in definition.legal_types},
        concepts={code: pick(names) for code, names in concepts_of(definition).items()},
    )


def shown(search: PartnerSearch, names: Names) -> Shown:
    wanted = [*search.wanted_territories] or [*search.wanted_countries]
    return Shown(
        search=search,
        title=pick(search.titles),
        language=picked_language(search.titles),
        theme=names.themes.get(search.theme, search.theme),
        territory=names.territories.get(search.organisation.nuts3, ""),
        wanted=tuple(names.territories.get(c) or names.countries.get(c, c) for c in wanted),
        concepts=words_of(search.concepts, names.concepts),
    )


def suggested(suggestion: Suggestion, names: Names) -> Shown:
    """A search with the reasons for which it is proposed."""
    card = shown(suggestion.search, names)
    return Shown(
        search=card.search,
        title=card.title,
        language=card.language,
        theme=card.theme,
        territory=card.territory,
        wanted=card.wanted,
        concepts=card.concepts,
        reasons=tuple(reason_words(reason, names) for reason in suggestion.match.reasons),
        is_close=suggestion.match.score >= CLOSE,
    )


def reason_words(reason: Reason, names: Names) -> str:
    """The sentence of a reason; keywords in common are named."""
    params: dict[str, Any] = dict(reason.params)
    if concepts := words_of(params.get("concepts"), names.concepts):
        return sentence("matching.shared_keywords", concepts=concepts)
    return sentence(reason.sentence_code, **params)


def words_of(codes: object, words: Mapping[str, str]) -> tuple[str, ...]:
    known = codes if isinstance(codes, Sequence) else ()
    return tuple(words.get(code, code) for code in known)


def other_versions(texts: Text, language: str) -> dict[str, str]:
    """The texts in the languages that are not shown."""
    return {code: text for code, text in texts.items() if code != language and text}
