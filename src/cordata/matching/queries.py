"""Which partner searches and introductions there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q, QuerySet

from cordata.accounts.models import Organisation, Person
from cordata.kernel.localised import pick
from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.matching.cards import as_rule_search
from cordata.matching.models import Introduction, PartnerSearch, PartnerSearchQuerySet
from cordata.matching.states import IntroductionState, SearchState
from cordata.programme.models import Call
from cordata.rules import matching

ON_A_CARD = (
    "pid", "theme", "titles", "ideas", "wanted_countries", "wanted_territories", "concepts",
    "budget_idea", "organisation__name", "organisation__country", "organisation__nuts3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader of the board narrows it to."""

    words: str = ""
    theme: str = ""
    country: str = ""  # of the organisation that searches
    wanted: str = ""  # the country of the partner wanted
    territory: str = ""  # NUTS 3 of the organisation


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search of the other side, and why it fits."""

    search: PartnerSearch
    match: matching.Match


def board(call: Call, at: datetime) -> list[PartnerSearch]:
    """The call's published searches with their organisations, the latest first."""
    return _board.rows(call=call.pk, at=at)


def board_page(call: Call, at: datetime, number: int, size: int) -> list[PartnerSearch]:
    """One page of the board."""
    return _page(number, size).rows(call=call.pk, at=at)


def _published() -> PartnerSearchQuerySet:
    searches = PartnerSearch.objects.filter(call=Given("call")).published(NOW)
    return searches.select_related("organisation").order_by("-published_at", "pid")


_board = Prepared(_published)


@lru_cache(32)
def _page(number: int, size: int) -> Prepared[PartnerSearch]:
    start = (number - 1) * size
    return Prepared(lambda: _published().only(*ON_A_CARD)[start : start + size])


def narrowed(searches: list[PartnerSearch], by: Filter) -> list[PartnerSearch]:
    """The searches that hold to a filter. Words are compared without accents, in all languages."""
    return [search for search in searches if _fits(search, by)]


def _fits(search: PartnerSearch, by: Filter) -> bool:
    theirs = search.organisation
    return (
        by.theme in ("", search.theme)
        and by.country in ("", theirs.country)
        and by.territory in ("", theirs.nuts3)
        and _wants(search, by.wanted)
        and _says(search, by.words)
    )


def _wants(search: PartnerSearch, country: str) -> bool:
    """Whoever names no country wants any but their own."""
    if not country:
        return True
    if search.wanted_countries:
        return country in search.wanted_countries
    return country != search.organisation.country


def _says(search: PartnerSearch, words: str) -> bool:
    if not words:
        return True
    texts = (search.titles, search.ideas, search.brings, search.wanted)
    said = " ".join(text for by_language in texts for text in by_language.values())
    text = matching.fold(f"{said} {search.organisation.name}")
    return all(word in text for word in matching.fold(words).split())


def counts_by_country(searches: list[PartnerSearch]) -> Counter[str]:
    """How many searches each side has."""
    return Counter(search.organisation.country for search in searches)


def counts_by_territory(searches: list[PartnerSearch]) -> Counter[str]:
    return Counter(search.organisation.nuts3 for search in searches)


def published_by_country(call: Call, at: datetime) -> dict[str, int]:
    """Country -> number of published searches, in one query."""
    return dict(_by_country.rows(call=call.pk, at=at))


def published_by_territory(call: Call, at: datetime) -> dict[str, int]:
    """NUTS 3 code -> number of published searches, in one query."""
    return dict(_by_territory.rows(call=call.pk, at=at))


def _counted_by(field: str) -> Prepared[tuple[str, int]]:
    def counted() -> QuerySet[PartnerSearch, tuple[str, int]]:
        rows = _published().order_by(field).values_list(field)
        return rows.annotate(number=Count("pk"))

    return Prepared(counted)


_by_country = _counted_by("organisation__country")
_by_territory = _counted_by("organisation__nuts3")


def own_published(person: Person, call: Call, at: datetime) -> PartnerSearch | None:
    """The latest search on the board of one of the person's organisations."""
    own = PartnerSearch.objects.of_organisations(person).filter(call=call).published(at)
    return own.select_related("organisation").order_by("-published_at", "pid").first()


def suggestions_for(
    mine: PartnerSearch, searches: list[PartnerSearch], most: int = 10
) -> list[Suggestion]:
    """The searches of `searches` that fit `mine`, best first, each with its reasons."""
    by_key = {search.pid: search for search in searches}
    others = [as_rule_search(search) for search in searches]
    found = matching.suggestions(as_rule_search(mine), others, most=most)
    return [Suggestion(by_key[match.key], match) for match in found]


def searches_of(person: Person) -> PartnerSearchQuerySet:
    """The searches of the person's organisations, with how many introductions wait."""
    return (
        PartnerSearch.objects.of_organisations(person)
        .select_related("organisation", "call")
        .annotate(
            waiting=Count("introductions", filter=Q(introductions__state=IntroductionState.ASKED))
        )
        .order_by("-created_at")
    )


def introductions_of(person: Person) -> QuerySet[Introduction]:
    """Asked or received by the person's organisations, the latest first."""
    return (
        Introduction.objects.visible_to(person)
        .select_related("asked_by", "answered_by", "search__author")
        .order_by("-asked_at")
    )


def introduction_between(search: PartnerSearch, person: Person) -> Introduction | None:
    """The introduction to `search` one of the person's organisations asked for, if any."""
    asked = search.introductions.filter(organisation_id__in=person.organisation_ids)
    return asked.order_by("-asked_at").first()


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """The organisations for which a person may write."""
    return Organisation.objects.filter(pk__in=person.organisation_ids).order_by("name")


def open_count(organisation: Organisation, call: Call) -> int:
    """How many searches of the organisation are in preparation, read or published."""
    states = (SearchState.DRAFT, SearchState.MODERATION, SearchState.PUBLISHED)
    return organisation.searches.filter(call=call, state__in=states).count()


def awaiting_moderation(call: Call | None = None) -> PartnerSearchQuerySet:
    """What an officer has to read, the oldest first."""
    searches = PartnerSearch.objects.filter(state=SearchState.MODERATION)
    searches = searches.filter(call=call) if call else searches
    return searches.select_related("organisation", "call").order_by("created_at")


def title_of(search: PartnerSearch, language: str | None = None) -> str:
    """The title in the reader's language, else in the one it has."""
    return pick(search.titles, language)
