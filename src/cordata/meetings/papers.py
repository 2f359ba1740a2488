"""Badges to cut out, and the list for those who cook and those who prepare the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings.keeping import terms_in_words
from cordata.meetings.models import ELSEWHERE, Meeting, Registration
from cordata.meetings.sheets import by_name, facts_of_sheet
from cordata.web.catalogue import label, sentence
from cordata.web.context import OWN_NAMES

HEADS = (
    *("count", "meal", "people", "diets", "name", "access", "need", "nobody"),
    *("languages", "language"),
)
LONG, VERY_LONG = 18, 28  # letters of a name that still stand large, or at all


@dataclass(frozen=True, slots=True)
class Needs:
    """How many eat what and are written to in which language, who eats not everything, and who
    needs what to take part."""

    languages: list[tuple[str, int]]
    meals: list[tuple[str, int]]
    diets: list[tuple[str, str]]  # name, meal
    access: list[tuple[str, str]]  # name, need
    people: int


def needs_of(people: Iterable[Registration], language: str | None = None) -> Needs:
    """What is known of meals and access; nothing once it is erased (PRI-05)."""
    everyone = by_name(people)
    counts = Counter(person.meal for person in everyone if person.meal)
    spoken = Counter(OWN_NAMES.get(person.language, person.language) for person in everyone)
    return Needs(
        sorted(spoken.items()),
        [(label(meal, "meetings.meal", language), count) for meal, count in sorted(counts.items())],
        [
            (person.name, label(person.meal, "meetings.meal", language))
            for person in everyone
            if person.meal not in {"", "any"}
        ],
        [(person.name, person.access_needs) for person in everyone if person.access_needs],
        len(everyone),
    )


def meals(
    meeting: Meeting, people: Iterable[Registration], language: str, *, at: datetime
) -> bytes:
    """The list on paper, as PDF/UA."""
    needs = needs_of(people, language)
    data = {
        "programme": pick(meeting.programme.definition.names, language),
        "title": sentence("meetings.meals.title", language),
        "facts": facts_of_sheet(meeting, language),
        "heads": {name: sentence(f"meetings.meals.{name}", language) for name in HEADS},
        "languages": [[name, str(count)] for name, count in needs.languages],
        "meals": [[meal, str(count)] for meal, count in needs.meals],
        "diets": [list(pair) for pair in needs.diets],
        "access": [list(pair) for pair in needs.access],
        "closing": sentence(
            "meetings.meals.closed",
            language,
            at=at,
            count=needs.people,
            days=terms_in_words(meeting, language)["days"],
        ),
    }
    return pdf.render("meetings/meals.typ", data, language=language, title=str(data["title"]))


def badges(meeting: Meeting, people: Iterable[Registration], language: str) -> bytes:
    """Eight badges a sheet, to cut out, as PDF/UA."""
    data = {
        "programme": pick(meeting.programme.definition.names, language),
        "meeting": pick(meeting.definition.names, language),
        "badges": [_badge(person) for person in by_name(people)],
        "nobody": sentence("meetings.badges.nobody", language),
    }
    title = sentence("meetings.badges.title", language)
    return pdf.render("meetings/badges.typ", data, language=language, title=title)


def _badge(person: Registration) -> dict[str, str]:
    """Each in the language of its bearer."""
    length = len(person.name)
    size = "large" if length <= LONG else "middle" if length <= VERY_LONG else "small"
    return {
        "name": person.name,
        "size": size,
        "organisation": person.organisation,
        "side": "" if person.country == ELSEWHERE else person.country,
        "speaks": OWN_NAMES.get(person.language, person.language),
        "language": person.language,
        "no_photo": ""
        if person.photo_consent
        else sentence("meetings.badges.no_photo", person.language),
    }
