"""What a person writes on a partner search, and the search as the rules see it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from cordata.matching.models import PartnerSearch
from cordata.packs.provenance import Text
from cordata.rules import matching


@dataclass(frozen=True, slots=True)
class Card:
    """The words and wishes of a search; each text in one language or more."""

    theme: str
    titles: Text
    ideas: Text
    brings: Text = field(default_factory=dict)
    wanted: Text = field(default_factory=dict)
    wanted_countries: tuple[str, ...] = ()
    wanted_territories: tuple[str, ...] = ()
    wanted_types: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    budget_idea: Decimal | None = None

    def values(self) -> dict[str, Any]:
        """As the model's fields hold it."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def as_rule_search(search: PartnerSearch) -> matching.Search:
    """The search as `rules.matching` compares it; its organisation comes with the query."""
    words = (search.titles, search.ideas, search.brings, search.wanted)
    return matching.Search(
        key=search.pid,
        country=search.organisation.country,
        themes=frozenset({search.theme}),
        territory=search.organisation.nuts3,
        legal_type=search.organisation.legal_type,
        wanted_countries=frozenset(search.wanted_countries),
        wanted_territories=frozenset(search.wanted_territories),
        wanted_types=frozenset(search.wanted_types),
        concepts=frozenset(search.concepts),
        text=" ".join(text for texts in words for text in texts.values()),
    )
