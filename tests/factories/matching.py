"""Partner searches and introductions, all invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from cordata.matching.cards import Card
from cordata.matching.models import PartnerSearch
from cordata.matching.states import SearchState
from tests.factories.accounts import OrganisationFactory, PersonFactory

PUBLISHED = datetime(2025, 1, 15, 9, 0, tzinfo=UTC)


def make_card(**changes: Any) -> Card:
    """A card in French on the first theme of the second call."""
    values: dict[str, Any] = {
        "theme": "culture-tourisme",
        "titles": {"fr": "Chemins de mémoire"},
        "ideas": {"fr": "Raconter les anciens chemins de transhumance par la voix des habitants."},
        "brings": {"fr": "Enregistrements et médiation."},
        "wanted": {"fr": "Une commune avec une salle d’exposition."},
        "wanted_countries": ("IT",),
        "concepts": ("oral_history", "hiking", "exhibition"),
        "languages": ("fr",),
    }
    return Card(**values | changes)


class PartnerSearchFactory(DjangoModelFactory):  # type: ignore[misc]
    """A published search; give it its call."""

    class Meta:
        model = PartnerSearch

    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.SubFactory(PersonFactory)
    state = SearchState.PUBLISHED
    theme = "culture-tourisme"
    titles = factory.Sequence(lambda n: {"fr": f"Idée {n}"})
    ideas = {"fr": "Raconter les anciens chemins de transhumance."}
    concepts = ["oral_history", "hiking"]
    created_at = published_at = PUBLISHED
    expires_at = factory.LazyAttribute(lambda search: search.call.closes_at)
