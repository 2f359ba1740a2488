"""What the pages show, put together in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any, Literal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from cordata.accounts.queries import Reader, names_of
from cordata.kernel.localised import pick
from cordata.meetings import access
from cordata.meetings.calendars import place_line
from cordata.meetings.models import ELSEWHERE, DoorAct, Meeting, Registration
from cordata.meetings.queries import PlacesLeft, Presence, SideLeft
from cordata.packs.meeting import AgendaItem
from cordata.packs.own_questions import AnswerKind, OwnQuestion
from cordata.rules.half_days import HalfDay
from cordata.web import moments
from cordata.web.catalogue import known, label, sentence
from cordata.web.context import OWN_NAMES
from cordata.web.moments import Zone
from cordata.web.numerals import listed
from cordata.web.templatetags.cordata import markdown

TITLE = re.compile(r"\A#\s+(.+)\n+")


@dataclass(frozen=True, slots=True)
class SideWords:
    """One line of the places card."""

    country: str
    label: str
    places: int
    free: int
    words: str
    bar: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Background:
    """A text of the programme or of the call under its own title, as HTML."""

    title: str
    body: SafeString


def facts_of(meeting: Meeting, at: datetime, left: PlacesLeft | None = None) -> dict[str, Any]:
    """The facts that every page of a meeting repeats, in words."""
    definition, zone = meeting.definition, meeting.zone
    start = moments.local(meeting.starts_at, zone)
    shown = {
        "meeting": meeting,
        "definition": definition,
        "at": at,
        "place": place_line(definition.venue),
        "short_name": definition.venue.city or pick(definition.names),
        "languages_spoken": spoken(definition.languages),
        "interpreted": spoken(definition.interpretation),
        "ends": moments.clock_words(meeting.ends_at, zone),
        "day": moments.day_words(start.date(), "weekday"),
        "updated": moments.clock_words(at, zone),
    }
    if left is not None:
        shown |= {
            "left": left,
            "sides": [side_words(meeting, side) for side in left.sides],
            "released": moment_of(left.released_at, zone),
        }
    return shown


def moment_of(instant: datetime | None, zone: Zone) -> str:
    """An instant in words; nothing if there is none."""
    return moments.moment_words(instant, zone, named=False) if instant else ""


def spoken(languages: tuple[str, ...], language: str | None = None) -> str:
    """`français et italien`, in `language` or the reader's."""
    words = [
        label(code, "meetings.spoken", language) if known(f"meetings.spoken.{code}") else code
        for code in languages
    ]
    return listed(words, language)


def side_words(meeting: Meeting, side: SideLeft) -> SideWords:
    """One side's places, with the bar and its reading."""
    country = meeting.programme.definition.country(side.country)
    name = pick(country.sides) if country else gettext("All places")
    words = sentence("meetings.taken", count=side.taken, places=side.places)
    bar = [(side.share, side.country.lower()), (100 - side.share, "no")]
    return SideWords(side.country, capital(name), side.places, side.free, words, bar)


def capital(text: str) -> str:
    """`text` as the beginning of a line."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in a list: the date tile, and what is left if it is still to come."""

    meeting: Meeting
    left: PlacesLeft | None
    iso: str
    day: int
    month: str
    programme: str = ""  # its name, where the list holds meetings of several


def lines_of(meetings: Sequence[Meeting], left: Mapping[int, PlacesLeft]) -> list[Line]:
    """The lines of a list; each says its programme where there is more than one."""
    several = len({meeting.programme_id for meeting in meetings}) > 1
    return [line_of(meeting, left.get(meeting.pk), name_programme=several) for meeting in meetings]


def line_of(
    meeting: Meeting, left: PlacesLeft | None = None, *, name_programme: bool = False
) -> Line:
    """The line of a list, its date on the meeting's own clocks."""
    start = moments.local(meeting.starts_at, meeting.zone)
    month = moments.short_month(start)
    programme = pick(meeting.programme.definition.short_names) if name_programme else ""
    return Line(meeting, left, f"{start:%Y-%m-%d}", start.day, month, programme)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of the agenda; it has an hour only where the invitation gives one."""

    item: AgendaItem
    iso: str = ""
    hour: str = ""
    until: str = ""
    languages: str = ""  # where they are not the meeting's own


def agenda_of(meeting: Meeting) -> list[AgendaLine]:
    """The items in their order. The first begins when the meeting does."""
    lines = []
    for index, item in enumerate(meeting.definition.agenda):
        start = moments.local(meeting.starts_at, meeting.zone)
        begins = item.starts or (None if index else start.time())
        line = AgendaLine(
            item,
            f"{begins:%H:%M}" if begins else "",
            _hour(meeting, start, begins),
            _hour(meeting, start, item.ends),
            spoken(item.languages),
        )
        lines.append(line)
    return lines


def _hour(meeting: Meeting, day: datetime, hour: time | None) -> str:
    if hour is None:
        return ""
    instant = day.replace(hour=hour.hour, minute=hour.minute)
    return moments.clock_words(instant, meeting.zone)


def backgrounds(meeting: Meeting) -> list[Background]:
    """What the invitation says of the programme, of small projects and of the call."""
    texts = meeting.programme.definition.texts
    wanted = [texts.get("about"), texts.get("microprojects")]
    if meeting.call is not None:
        wanted.append(meeting.call.definition.texts.get("about"))
    return [_background(pick(text)) for text in wanted if text and pick(text)]


@lru_cache(maxsize=64)
def _background(text: str) -> Background:
    title = TITLE.match(text)
    return Background(title[1] if title else "", markdown(TITLE.sub("", text)))


def said_by(registration: Registration) -> Iterator[tuple[str, str]]:
    """What a person told us, field by field, only what was answered."""
    programme = registration.meeting.programme.definition
    if country := programme.country(registration.country):
        yield gettext("Side"), capital(pick(country.sides))
    if territory := programme.territory(registration.nuts3):
        yield gettext("Your territory"), pick(territory.names)
    if registration.role:
        yield gettext("Your role there"), registration.role
    yield from _wishes(registration)
    yield from own_answers(registration.meeting, registration)
    yield gettext("Write to me in"), OWN_NAMES.get(registration.language, registration.language)
    for name, words in (
        ("photo_consent", gettext("Photographs")),
        ("sharing_consent", gettext("List of participants")),
        ("follow_up_consent", gettext("A message after the meeting")),
    ):
        given = getattr(registration, name)
        yield words, gettext("I agree") if given else gettext("I do not agree")


def _wishes(registration: Registration) -> Iterator[tuple[str, str]]:
    programme = registration.meeting.programme.definition
    if theme := _theme(registration):
        yield gettext("Theme"), theme
    if wanted := programme.country(registration.seeks_partner_in):
        yield gettext("I look for a partner in"), pick(wanted.names)
    if registration.meal:
        yield gettext("The meal on site"), label(registration.meal, "meetings.meal")
    if registration.access_needs:
        yield gettext("An access need"), registration.access_needs


def _theme(registration: Registration) -> str:
    call = registration.meeting.call
    theme = call.definition.theme(registration.theme) if call and registration.theme else None
    return pick(theme.names) if theme else ""


def ordinal(position: int) -> str:
    """`3e`, `al 3°`, `3rd` on the waiting list."""
    language = (get_language() or "en").split("-")[0]
    if language == "fr":
        return "1er" if position == 1 else f"{position}e"
    if language == "it":
        return f"{position}º"
    endings = {1: "st", 2: "nd", 3: "rd"}
    teen = position % 100 in {11, 12, 13}
    return f"{position}{'th' if teen else endings.get(position % 10, 'th')}"


def at_the_door(person: Registration, meeting: Meeting) -> dict[str, Any]:
    """A line of the check-in list: a name and what the door needs, nothing else of the person."""
    arrived = person.attended_at
    return {
        "ticket": person.pid,
        "name": person.name,
        "organisation": person.organisation,
        "side": "" if person.country == ELSEWHERE else person.country,
        "state": person.state,
        "no_photo": not person.photo_consent,
        "arrived": moments.clock_words(arrived, meeting.zone) if arrived else "",
    }


def half_words(half: HalfDay, meeting: Meeting) -> dict[str, str]:
    """A half-day as the page names it: which half, which day, which hours."""
    hours = sentence("meetings.sheet.hours", starts=half.starts, ends=half.ends)
    return {
        "code": half.code,
        "name": capital(label(half.half, "meetings.half")),
        "when": f"{moments.day_words(half.day, 'weekday')}, {hours}",
    }


def log_lines(acts: list[DoorAct], meeting: Meeting) -> list[dict[str, Any]]:
    """The log of the door in words: both clocks, who, what, told by whom."""
    names = names_of({act.by for act in acts})
    return [
        {
            "act": act,
            "name": act.registration.name if act.registration else "",
            "what": act.get_kind_display(),
            "by": names.get(act.by, act.by),
            "happened": moments.clock_words(act.happened_at, meeting.zone),
            "told": moments.clock_words(act.received_at, meeting.zone),
            "phone": act.device[:4].upper(),
            "phone_clock": moments.moment_words(act.device_at, meeting.zone, named=False)
            if act.device_at
            else "",
            "outcome": sentence(act.outcome) if act.outcome else "",
        }
        for act in acts
    ]


def presence_words(presence: Presence) -> dict[str, Any]:
    """The live count with its bar."""
    expected = max(1, presence.expected_total)
    countries = [country for country in sorted(presence.expected) if country != ELSEWHERE]
    bar = [(100 * presence.present[country] // expected, country.lower()) for country in countries]
    here = presence.present_total
    return {
        "presence": presence,
        "present": [(country, presence.present[country]) for country in countries],
        "presence_bar": [*bar, (100 - sum(share for share, _kind in bar), "no")],
        "presence_words": sentence(
            "meetings.present", count=here, expected=presence.expected_total
        ),
    }


def views_of(
    meeting: Meeting, person: Reader, here: str, at: datetime, counts: dict[str, int]
) -> list[dict[str, Any]]:
    """The tabs between an organiser's pages, by what they are for; a helper at the door sees those
    of the day alone."""
    if not access.check_in(person, meeting, at):
        return []  # an auditor reads one page
    if not access.organise(person, meeting, at):
        day = [("check_in", gettext("Arrivals")), ("paper", gettext("To print"))]
        return _tabs(meeting, day, here, counts)
    groups = {
        gettext("Before"): [
            ("plan", gettext("Preparation")),
            ("guests", gettext("Guests")),
            ("helpers", gettext("Helpers")),
            *_added("before"),
        ],
        gettext("Registrations"): [
            ("people", gettext("People registered")),
            ("waiting", gettext("Waiting list")),
            ("questions", gettext("Questions")),
            ("mails", gettext("Mails")),
            *_added("registrations"),
        ],
        gettext("The day"): [
            ("check_in", gettext("Arrivals")),
            ("paper", gettext("To print")),
            ("door_log", gettext("Log of the door")),
            *_added("day"),
        ],
        gettext("After"): _after_pages(meeting),
    }
    return [_group(text, _tabs(meeting, pages, here, counts)) for text, pages in groups.items()]


def _after_pages(meeting: Meeting) -> list[tuple[str, str]]:
    """A programme without a survey has no page for its answers."""
    asked = meeting.programme.definition.meetings.survey
    surveyed = [("survey_results", pgettext("answers", "Survey"))] if asked else []
    return [
        ("documents", gettext("Documents")),
        *surveyed,
        *_added("after"),
        ("records", gettext("Audit file")),
    ]


def _tabs(
    meeting: Meeting, pages: Iterable[tuple[str, str]], here: str, counts: dict[str, int]
) -> list[dict[str, Any]]:
    return [
        {
            "text": text,
            "url": reverse(name if ":" in name else f"meetings:{name}", args=[meeting.pid]),
            "current": name == here,
            "count": counts.get(name),
        }
        for name, text in pages
    ]


def _group(text: str, tabs: list[dict[str, Any]]) -> dict[str, Any]:
    """A tab that leads to the first of its pages, and shows them all while one is read."""
    here = any(tab["current"] for tab in tabs)
    return {"text": text, "url": tabs[0]["url"], "current": here, "within": tabs if here else ()}


Moment = Literal["before", "registrations", "day", "after"]
_further: dict[str, tuple[Moment, str | Promise]] = {}


def add_view(url_name: str, text: str | Promise, moment: Moment = "before") -> None:
    """A later step hangs a page of its own under a meeting's tabs, in the group of a moment; its
    address takes the pid."""
    _further[url_name] = moment, text


def _added(moment: Moment) -> list[tuple[str, str]]:
    return [(name, str(text)) for name, (when, text) in _further.items() if when == moment]


def own_answers(meeting: Meeting, registration: Registration) -> Iterator[tuple[str, str]]:
    """The organisers' own questions with what was answered."""
    for question in meeting.definition.questions:
        if answer := registration.own_answers.get(question.code):
            yield pick(question.texts), answer_words(question, answer)


def answer_words(question: OwnQuestion, answer: str) -> str:
    """An answer as its reader says it."""
    plain = question.kind in {AnswerKind.YES_NO, AnswerKind.YES_NOT_YET}
    if plain and answer in question.answers:
        return sentence(f"meetings.{answer}")
    if question.kind is AnswerKind.SCALE:
        return _degree(question, answer)
    names = {choice.code: choice.names for choice in question.choices}
    return pick(names[answer]) if answer in names else answer


def _degree(question: OwnQuestion, answer: str) -> str:
    """`5 (very useful)`: the ends of a scale have words, the middle is a number."""
    ends = {choice.code: pick(choice.names) for choice in question.choices}
    return f"{answer} ({ends[answer]})" if answer in ends else answer
