"""How many registered, had a place, waited and came, by country and territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from cordata.kernel.localised import pick
from cordata.meetings.models import ELSEWHERE, Meeting
from cordata.meetings.presenting import capital
from cordata.meetings.states import EXPECTED, RegistrationState
from cordata.web.catalogue import sentence

PROVEN = (
    Q(confirmed_at__isnull=False) | Q(waiting_since__isnull=False) | Q(walked_in=True)
)  # the address was confirmed, or the person stood at the door
COUNTED = {
    "registered": PROVEN,
    "place": Q(state__in=[*EXPECTED, RegistrationState.NO_SHOW]),
    "waiting": Q(state__in=[RegistrationState.WAITLISTED, RegistrationState.OFFERED]),
    "cancelled": PROVEN & Q(state=RegistrationState.CANCELLED),
    "came": Q(state=RegistrationState.ATTENDED),
    "unannounced": Q(state=RegistrationState.ATTENDED, walked_in=True),
}
Place = tuple[str, str]  # country, territory


@dataclass(frozen=True, slots=True)
class Row:
    """A country with its sums, or one of its territories."""

    words: str
    counts: tuple[int, ...]
    is_country: bool


@dataclass(frozen=True, slots=True)
class Figures:
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row

    @property
    def lines(self) -> list[list[str]]:
        """Every line as text, the total last."""
        return [[row.words, *(str(one) for one in row.counts)] for row in (*self.rows, self.total)]


def figures(meeting: Meeting, language: str) -> Figures:
    """In one query. Countries and territories stay when names are erased."""
    counted = {name: Count("pk", filter=asked) for name, asked in COUNTED.items()}
    found = meeting.registrations.order_by().values_list("country", "nuts3").annotate(**counted)
    by_place: dict[Place, tuple[int, ...]] = {
        (country, nuts3): tuple(counts) for country, nuts3, *counts in found
    }
    heads = ["place_of", *COUNTED]
    return Figures(
        tuple(sentence(f"meetings.audit.figure.{name}", language) for name in heads),
        tuple(_rows(meeting, by_place, language)),
        Row(sentence("meetings.audit.figure.total", language), _sum(by_place, None), True),
    )


def _rows(meeting: Meeting, by_place: dict[Place, tuple[int, ...]], language: str) -> Iterator[Row]:
    programme = meeting.programme.definition
    codes = [country.code for country in programme.countries]
    strange = sorted({country for country, _nuts3 in by_place} - {*codes, ELSEWHERE})
    for code in (*codes, *strange, ELSEWHERE):
        counts, country = _sum(by_place, code), programme.country(code)
        if not any(counts) and country is None:
            continue
        name = pick(country.names, language) if country else code
        if code == ELSEWHERE:
            name = sentence("meetings.audit.figure.elsewhere", language)
        yield Row(capital(name), counts, True)
        for nuts3 in sorted(nuts3 for there, nuts3 in by_place if there == code):
            territory = programme.territory(nuts3)
            words = pick(territory.names, language) if territory else nuts3
            words = words or sentence("meetings.audit.figure.unsaid", language)
            if any(by_place[code, nuts3]):
                yield Row(f"{capital(name)}, {words}", by_place[code, nuts3], False)


def _sum(by_place: dict[Place, tuple[int, ...]], country: str | None) -> tuple[int, ...]:
    sums: Counter[int] = Counter()
    for (there, _nuts3), counts in by_place.items():
        if country in (None, there):
            sums.update(dict(enumerate(counts)))
    return tuple(sums[number] for number in range(len(COUNTED)))
