"""The invitation on paper: one A4 sheet a language, from the facts of the meeting alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.meetings.models import Meeting
from cordata.meetings.presenting import TITLE, spoken
from cordata.notify import links
from cordata.packs.logos import Logo
from cordata.packs.meeting import AgendaItem
from cordata.web import moments
from cordata.web.catalogue import sentence

# An invitation that begins with one of these goes on in the middle of a sentence.
ARTICLES = ("la", "le", "les", "l’", "un", "une", "il", "lo", "i", "gli", "una", "the", "a", "an")


def invitation_sheet(meeting: Meeting, language: str, *, at: datetime) -> bytes:
    """The invitation as PDF/UA and PDF/A."""
    return pdf.render(
        "meetings/invitation.typ",
        invitation_data(meeting, language),
        language=language,
        title=pick(meeting.definition.names, language),
        at=at,
    )


def invitation_data(meeting: Meeting, language: str) -> dict[str, Any]:
    """What stands on the sheet, in the order of the founding invitation."""
    definition, programme = meeting.definition, meeting.programme.definition
    page = links.page("meetings:detail", language, pid=meeting.pid)
    day = moments.day_words(moments.local(meeting.starts_at, meeting.zone).date(), "", language)
    return {
        "programme": pick(programme.names, language),
        "kicker": _kicker(meeting, language),
        "title": title_of(meeting, language),
        "line": ", ".join(part for part in (day, definition.venue.city) if part),
        "opening": opening(meeting, language),
        "invitation": pick(definition.invitations, language),
        "texts": backgrounds(meeting, language),
        "heading": sentence("meetings.invitation.agenda", language),
        "hours": _hours(meeting, language),
        "place": _place(meeting, language),
        "agenda": [_item(meeting, item, language) for item in definition.agenda],
        "notes": _notes(meeting, language),
        "registration": _registration(meeting, language),
        "page": page,
        "qr": pdf.qr_svg(page),
        "qr_words": sentence("meetings.invitation.qr", language),
        "organisers": [
            {
                "name": pick(who.names, language),
                "part": sentence(f"meetings.invitation.{who.role}", language),
            }
            for who in definition.organisers
        ],
        "statement": pick(programme.brand.funding_statements, language),
        "logos": _logos(meeting, language),
    }


def _logos(meeting: Meeting, language: str) -> list[dict[str, Any]]:
    """The programme's own, then those of the organisers in their order, each with its name."""
    programme = meeting.programme.definition
    brand, invite = programme.brand, meeting.definition.organisers
    wanted = [(brand.programme_logo, brand.name)]
    wanted += [(who.logo, pick(who.names, language)) for who in invite]
    found = [(brand.logo(name), words) for name, words in wanted]
    return [_drawn(logo, words) for logo, words in found if logo is not None]


def _drawn(logo: Logo, words: str) -> dict[str, Any]:
    """A drawing as its text, a photograph as its bytes."""
    drawn = logo.content.decode("utf-8-sig") if logo.kind == "svg" else list(logo.content)
    return {"data": drawn, "kind": logo.kind, "alt": words}


def _kicker(meeting: Meeting, language: str) -> str:
    heading = pick(meeting.definition.headings, language)
    word = sentence("meetings.invitation.kicker", language)
    return sentence("meetings.invitation.head", language, heading=heading) if heading else word


def title_of(meeting: Meeting, language: str) -> str:
    """The title; the town at its end stands on the next line already."""
    names = pick(meeting.definition.names, language)
    return names.removesuffix(f", {meeting.definition.venue.city}")


def opening(meeting: Meeting, language: str) -> str:
    """`Le 13 février 2025, de 9 h 30 à 13 h 15, la Région ... vous convie`."""
    summary = pick(meeting.definition.summaries, language)
    day = moments.day_words(moments.local(meeting.starts_at, meeting.zone).date(), "", language)
    when = sentence(
        "meetings.invitation.when",
        language,
        day=day,
        starts=moments.clock_words(meeting.starts_at, meeting.zone, language),
        ends=moments.clock_words(meeting.ends_at, meeting.zone, language),
    )
    word = summary.split(" ", 1)[0].lower()
    if word in ARTICLES or word.startswith("l’"):
        return f"{when}, {summary[:1].lower()}{summary[1:]}"
    return f"{when}. {summary}"


def backgrounds(meeting: Meeting, language: str) -> list[dict[str, Any]]:
    """What the programme says of itself, of small projects and of the call: plain paragraphs
    with their strong words apart."""
    texts = meeting.programme.definition.texts
    wanted = [texts.get("about"), texts.get("microprojects")]
    if meeting.call is not None:
        wanted.append(meeting.call.definition.texts.get("about"))
    return [_text(pick(text, language)) for text in wanted if text and pick(text, language)]


def _text(text: str) -> dict[str, Any]:
    found = TITLE.match(text)
    body = TITLE.sub("", text).strip()
    return {
        "title": found[1] if found else "",
        "paragraphs": [
            [[piece, bool(number % 2)] for number, piece in enumerate(part.split("**")) if piece]
            for part in body.split("\n\n")
        ],
    }


def _hours(meeting: Meeting, language: str) -> str:
    return sentence(
        "meetings.invitation.hours",
        language,
        starts=moments.clock_words(meeting.starts_at, meeting.zone, language),
        ends=moments.clock_words(meeting.ends_at, meeting.zone, language),
    )


def _place(meeting: Meeting, language: str) -> list[str]:
    venue = meeting.definition.venue
    town = f"{venue.postcode} {venue.city}".strip()
    street = ", ".join(part for part in (venue.street, town) if part)
    lines = [pick(venue.names, language), pick(venue.rooms, language), street]
    if not any(lines):
        lines = [sentence("meetings.invitation.online", language)]
    return [line for line in lines if line]


def _item(meeting: Meeting, item: AgendaItem, language: str) -> dict[str, Any]:
    speakers = [
        ", ".join(part for part in (one.name, pick(one.bodies, language)) if part)
        for one in item.speakers
    ]
    return {
        "hour": f"{item.starts:%H:%M}" if item.starts else "",
        "title": pick(item.titles, language),
        "more": [part for part in (*speakers, pick(item.rooms, language)) if part],
    }


def _notes(meeting: Meeting, language: str) -> list[str]:
    """How to come and in which languages, where the meeting says so."""
    definition = meeting.definition
    venue = definition.venue
    notes = [pick(text, language) for text in (venue.directions, venue.car_sharing, venue.access)]
    if definition.interpretation:
        into = spoken(definition.interpretation, language)
        notes.append(sentence("meetings.invitation.interpreted", language, languages=into))
    for contact in definition.contacts:
        notes.append(
            " · ".join(
                part
                for part in (pick(contact.names, language), contact.email, contact.phone)
                if part
            )
        )
    return [note for note in notes if note]


def _registration(meeting: Meeting, language: str) -> list[str]:
    """The two halves of the founding line: compulsory, and how far places go."""
    definition = meeting.definition
    if not definition.registration_required:
        return [sentence("meetings.invitation.free", language), ""]
    limited = definition.limited_places
    return [
        sentence("meetings.invitation.compulsory", language),
        sentence("meetings.invitation.limited", language) if limited else "",
    ]
