"""The history of an application as its partners read it: from the journal, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cordata.accounts.models import Membership, Person
from cordata.applications.helped import named, with_body
from cordata.applications.models import Application
from cordata.applications.points import question_name
from cordata.applications.reads import KIND as READ_KIND
from cordata.kernel.models import Event
from cordata.web.catalogue import known, sentence

SYSTEM_NAME = "Cordata"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: who, what, when."""

    at: datetime
    actor: str
    initials: str
    country: str
    text: str


def entries_of(application: Application, most: int = 200, *, comments: bool = False) -> list[Entry]:
    """The last events of the application and of its mandates, the latest first; `comments` for
    who may see that there are any."""
    partners = [partner.pid for partner in application.partners.all()]
    subjects = Event.objects.filter(subject_type="application", subject_id=application.pid).exclude(
        kind=READ_KIND  # who reads a file as part of an office is for its auditors
    )
    if not comments:
        subjects = subjects.exclude(kind__startswith="application.comment_")
    mandates = Event.objects.filter(subject_type="partner", subject_id__in=partners)
    found = sorted(
        [*subjects.order_by("-number")[:most], *mandates.order_by("-number")[:most]],
        key=lambda event: -event.number,
    )[:most]
    people, sides = _people(application, found), _sides(application)
    return [_entry(event, application, people, sides) for event in found if known(code_of(event))]


def code_of(event: Event) -> str:
    return f"application.history.{event.kind.partition('.')[2]}"


def _people(application: Application, events: Sequence[Event]) -> dict[str, Person]:
    pids = {event.actor.removeprefix("person:") for event in events}
    return {person.actor_key: person for person in with_body(application, pids)}


def _sides(application: Application) -> dict[str, str]:
    """Actor key -> country of the partner the person acts for."""
    rows = Membership.objects.filter(
        organisation__partnerships__application=application
    ).select_related("person", "organisation")
    return {row.person.actor_key: row.organisation.country for row in rows}


def _entry(
    event: Event, application: Application, people: dict[str, Person], sides: dict[str, str]
) -> Entry:
    person = people.get(event.actor)
    name = named(person) if person else SYSTEM_NAME
    initials = person.initials if person else ""
    country = sides.get(event.actor, "")
    return Entry(event.at, name, initials, country, words_of(event, application))


def words_of(event: Event, application: Application) -> str:
    data = event.data
    partner = next(
        (one for one in application.partners.all() if one.pid == data.get("partner")), None
    )
    anchor = data.get("field", "")
    if anchor and partner:
        anchor = f"partner.{partner.position}.{anchor}"
    return sentence(
        code_of(event),
        question=question_name(anchor, application) if anchor else "",
        name=data.get("name") or (partner.organisation.name if partner else ""),
        number=data.get("number") or "",
        version=data.get("version") or 0,
        reason=event.reason,
    )
