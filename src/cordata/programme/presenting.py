"""What the public pages of the programme show, put together from frozen definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cordata.kernel.localised import pick
from cordata.packs.call import Result, ThemeDefinition
from cordata.packs.programme import ProgrammeDefinition, Territory
from cordata.packs.provenance import Basis, Provenance, Text
from cordata.programme.models import Call, EnvelopeVersion, Publication
from cordata.programme.queries import local_day, publications_for
from cordata.programme.states import CallState

OWN_PAGE = frozenset({"accessibility", "eligible", "legal", "privacy", "receipt"})
HEADING = re.compile(r"^(#{1,5} )", re.MULTILINE)
TONES: dict[str, tuple[str, str]] = {
    CallState.OPEN: ("ok", "circle-dot"),
    CallState.SCHEDULED: ("info", "calendar"),
    CallState.DECIDED: ("info", "award"),
}


@dataclass(frozen=True, slots=True)
class StateWords:
    """Where a call stands, as a badge says it."""

    tone: str
    icon: str
    words: str


def state_of(call: Call, at: datetime) -> StateWords:
    """To the second: the worker moves a call within its minute, and no reader waits for that."""
    state = CallState(call.state)
    if state in {CallState.SCHEDULED, CallState.OPEN}:
        state = CallState.OPEN if call.opens_at <= at <= call.closes_at else state
        state = CallState.CLOSED if at > call.closes_at else state
    return StateWords(*TONES.get(state, ("mute", "lock")), str(state.label))


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """A theme with what it has today and how it got there."""

    theme: ThemeDefinition
    amount: Decimal | None
    versions: tuple[EnvelopeVersion, ...]

    @property
    def was_changed(self) -> bool:
        return len(self.versions) > 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, an erratum or news, from the pack or from the secretariat."""

    title: Text
    text: Text
    on: date


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A territory on the map, with a number where the page counts something."""

    territory: Territory
    value: int | None = None

    @property
    def lines(self) -> list[tuple[int, str]]:
        """(y, words) of the label: the value stands above it."""
        words = self.territory.label or (pick(self.territory.names),)
        top = self.territory.label_y + (17 if self.value is not None else 0)
        return [(top + 17 * index, line) for index, line in enumerate(words)]

    @property
    def css(self) -> str:
        deep = "c2" if self.value and self.value > 4 else ""
        return " ".join(part for part in (deep, self.territory.country.lower()) if part)


def themes_of(call: Call, envelopes: Iterable[EnvelopeVersion] = ()) -> list[ThemeWords]:
    """The themes in the call's order with what they have, and their versions if given."""
    rows, amounts = list(envelopes), call.envelope_amounts
    return [
        ThemeWords(
            theme,
            amounts.get(theme.code),
            tuple(row for row in reversed(rows) if row.theme == theme.code),
        )
        for theme in call.definition.themes
    ]


def total_envelope(call: Call) -> Decimal | None:
    """The ERDF of the whole call: the themes together, else what the call itself was given."""
    amounts = call.envelope_amounts
    whole = amounts.pop("", None)
    return sum(amounts.values(), Decimal(0)) if amounts else whole


def questions_of(call: Call, published: Iterable[Publication], today: date) -> list[Entry]:
    """Answers of the pack known by today, then the secretariat's own."""
    of_pack = [
        Entry(item.questions, item.answers, item.published_on)
        for item in call.definition.questions
        if item.published_on <= today
    ]
    return of_pack + _published(published, Publication.Kind.FAQ)


def answers_by_field(call: Call, at: datetime) -> dict[str, list[Entry]]:
    """Answers of the pack and of the secretariat by the question of the form they are about, the
    latest first."""
    today = local_day(call, at)
    about = [
        (item.form_field, Entry(item.questions, item.answers, item.published_on))
        for item in call.definition.questions
        if item.published_on <= today
    ]
    about += [
        (item.form_field, Entry(item.titles, item.texts, item.published_at.date()))
        for item in publications_for(call, at)
        if item.kind == Publication.Kind.FAQ
    ]
    found: dict[str, list[Entry]] = {}
    for field, entry in sorted(about, key=lambda pair: pair[1].on, reverse=True):
        if field:
            found.setdefault(field, []).append(entry)
    return found


def errata_of(call: Call, published: Iterable[Publication], today: date) -> list[Entry]:
    """Corrections, the latest first."""
    of_pack = [
        Entry({}, item.texts, item.published_on)
        for item in call.definition.errata
        if item.published_on <= today
    ]
    both = of_pack + _published(published, Publication.Kind.ERRATUM)
    return sorted(both, key=lambda entry: entry.on, reverse=True)


def news_of(published: Iterable[Publication]) -> list[Entry]:
    return _published(published, Publication.Kind.NEWS)


def _published(published: Iterable[Publication], kind: str) -> list[Entry]:
    return [
        Entry(item.titles, item.texts, item.published_at.date())
        for item in published
        if item.kind == kind
    ]


def results_of(call: Call, at: datetime) -> list[Result]:
    """What committees decided, as far as it is public by now (ACC-11)."""
    return [result for result in call.definition.results if result.on <= local_day(call, at)]


def texts_of(call: Call) -> list[Text]:
    """The call's own paragraphs, as its pack words them."""
    return [demoted(call.definition.texts[key]) for key in sorted(call.definition.texts)]


def paragraphs_of(programme: ProgrammeDefinition) -> list[Text]:
    """What the programme says of itself, without the texts that have a page of their own."""
    keys = [key for key in sorted(programme.texts) if key not in OWN_PAGE]
    return [demoted(programme.texts[key]) for key in keys]


def demoted(texts: Text) -> Text:
    """Markdown whose headings are one step lower: the page has its own title."""
    return {code: HEADING.sub(r"#\1", text) for code, text in texts.items()}


def map_places(
    programme: ProgrammeDefinition, counts: dict[str, int] | None = None
) -> list[MapPlace]:
    """Every territory, with its number when something is counted."""
    return [
        MapPlace(place, None if counts is None else counts.get(place.code, 0))
        for place in programme.territories
    ]


def territories_by_country(programme: ProgrammeDefinition) -> list[tuple[str, str, list[str]]]:
    """(code, name of the country, its territories) in the reader's language."""
    return [
        (
            country.code,
            pick(country.names),
            [pick(place.names) for place in programme.territories if place.country == country.code],
        )
        for country in programme.countries
    ]


def provenance_by_basis(call: Call) -> list[tuple[str, list[Provenance]]]:
    """Every value's origin, assumptions first: they wait for the programme's word."""
    named = (*call.programme.definition.provenance, *call.definition.provenance)
    origins = {(one.path, one.basis, one.note): one for one in named}.values()
    order = (Basis.ASSUMPTION, Basis.DEFAULT, Basis.SOURCE)
    return [(basis.value, [one for one in origins if one.basis is basis]) for basis in order]
