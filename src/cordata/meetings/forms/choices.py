"""What a person may choose from, in the reader's language."""

from __future__ import annotations

from typing import cast

from django import forms as django_forms
from django.utils.translation import get_language, gettext, pgettext_lazy

from cordata.kernel.localised import pick
from cordata.meetings.models import ELSEWHERE, Meeting
from cordata.meetings.presenting import AgendaLine, agenda_of, capital
from cordata.packs.meeting import AgendaKind
from cordata.programme.models import Call
from cordata.web.catalogue import label
from cordata.web.context import OWN_NAMES

MEALS = ("any", "vegetarian", "vegan", "gluten_free")
NO_ANSWER = pgettext_lazy("choice", "No answer")

Choices = list[tuple[str, str]]


def offer(form: django_forms.Form, name: str, choices: Choices) -> None:
    cast(django_forms.ChoiceField, form.fields[name]).choices = choices


def serves_a_meal(meeting: Meeting) -> bool:
    return any(item.kind is AgendaKind.MEAL for item in meeting.definition.agenda)


def sides(meeting: Meeting) -> Choices:
    countries = meeting.programme.definition.countries
    return [(country.code, capital(pick(country.sides))) for country in countries] + [
        (ELSEWHERE, gettext("Elsewhere"))
    ]


def territories(meeting: Meeting) -> Choices:
    places = meeting.programme.definition.territories
    named = [(place.code, f"{pick(place.names)} ({place.country})") for place in places]
    return [("", str(NO_ANSWER)), *named]


def themes(meeting: Meeting) -> Choices:
    themes = meeting.call.definition.themes if meeting.call else ()
    wanted = meeting.definition.themes or tuple(theme.code for theme in themes)
    named = [(theme.code, pick(theme.names)) for theme in themes if theme.code in wanted]
    return [("", gettext("I do not know yet")), *named]


def partner_countries(meeting: Meeting) -> Choices:
    countries = meeting.programme.definition.countries
    return [("", gettext("I look for none")), *((one.code, pick(one.names)) for one in countries)]


def languages(about: Meeting | Call) -> Choices:
    return [(code, OWN_NAMES.get(code, code)) for code in spoken_here(about)]


def spoken_here(about: Meeting | Call) -> tuple[str, ...]:
    return about.programme.definition.languages


def reader_language(meeting: Meeting) -> str:
    reader = (get_language() or "").split("-")[0]
    return reader if reader in spoken_here(meeting) else spoken_here(meeting)[0]


def meals(meeting: Meeting) -> Choices:
    return [
        ("", gettext("I do not eat on site")),
        *((meal, label(meal, "meetings.meal")) for meal in MEALS),
    ]


def items(meeting: Meeting) -> Choices:
    """The items that one chooses, with their hour where they have one."""
    lines = [line for line in agenda_of(meeting) if line.item.places is not None]
    return [(line.item.code, item_words(line)) for line in lines]


def item_words(line: AgendaLine) -> str:
    """`14 h 30, Workshop on mobility`."""
    title = capital(pick(line.item.titles))
    return f"{line.hour}, {title}" if line.hour else title


def known_organisations(meeting: Meeting) -> list[str]:
    """Names suggested for the organisation: only what the programme and the invitation print.

    Those of other people's registrations would say who comes, those of accounts and drafts who
    prepares an application: neither is offered to anyone (ACC-04, AUT-05).
    """
    bodies = [body.names for body in meeting.programme.definition.bodies]
    names = [*bodies, *(who.names for who in meeting.definition.organisers)]
    return sorted({pick(one) for one in names if pick(one)})
