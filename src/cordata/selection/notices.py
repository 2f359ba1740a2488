"""What partners and staff are written about decisions. No outcome stands in a subject line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import holders
from cordata.applications.queries import people_of, people_of_all
from cordata.notify import links, outbox
from cordata.selection.models import (
    CommitteeSession,
    Complaint,
    ComplaintLetter,
    Decision,
    Letter,
    Lifting,
    LiftingEntry,
)
from cordata.selection.room import WRITTEN, ends_at


def session_convened(session: CommitteeSession, *, at: datetime) -> None:
    """To everybody who sits and to their substitutes: when, where, and what is on the agenda."""
    definition = session.call.definition
    counts = Counter(session.decisions.values_list("theme", flat=True))
    agenda = [(one.names, counts[one.code]) for one in definition.themes if one.code in counts]
    for seat in session.seats.select_related("person", "substitute"):
        for person in (seat.person, seat.substitute):
            if person is None:
                continue
            outbox.post(
                "selection.session_convened",
                person,
                session,
                {
                    "call": session.call,
                    "call_names": definition.names,
                    "held_on": session.held_on,
                    "place": session.place,
                    "written": session.kind == WRITTEN,
                    "ends_at": ends_at(session),
                    "files": sum(counts.values()),
                    "agenda": agenda,
                    "short_notice": session.short_notice,
                    "substitute": person != seat.person,
                    "link": links.page("selection:session", person.language, pid=session.pid),
                },
                at=at,
                once=f"convened:{session.pid}:{person.pid}",
            )


def decision_notified(decision: Decision, *, at: datetime) -> None:
    """To everybody who acts for a partner: a decision letter waits, here it is."""
    application = decision.application
    letters = {letter.organisation_id: letter for letter in decision.letters.all()}
    for partner in application.partners.all():
        letter = letters[partner.organisation_id]
        for person in people_of(partner):
            outbox.post(
                "selection.decision_notified",
                person,
                decision,
                {
                    "number": application.number,
                    "acronym": application.acronym,
                    "call_names": application.definition.names,
                    "organisation": partner.organisation.name,
                    "link": _letter_page(letter, person.language),
                },
                at=at,
                once=f"decision:{decision.pid}:{letter.pid}:{person.pid}",
            )


def _letter_page(letter: Letter, language: str) -> str:
    return links.page("selection:letter", language, pid=letter.pid)


def conditions_answered(lifting: Lifting, entry: LiftingEntry, *, at: datetime) -> None:
    """To the secretariat: the lead has answered."""
    officers = _staff(lifting, Role.OFFICER, at)
    _tell("conditions_answered", officers, lifting, at=at, key=entry.pid)


def conditions_stated(lifting: Lifting, *, at: datetime) -> None:
    """To the authority: a statement waits for a second person."""
    _tell("conditions_stated", _staff(lifting, Role.AUTHORITY, at), lifting, at=at, met=lifting.met)


def conditions_sent_back(lifting: Lifting, to: Person, because: str, *, at: datetime) -> None:
    """To whoever stated: the authority asks to look again."""
    _tell("conditions_sent_back", [to], lifting, at=at, because=because)


def conditions_near(lifting: Lifting, *, at: datetime) -> None:
    """To the lead: the term ends soon and nothing has been answered."""
    lead = lifting.decision.application.partners.select_related("organisation").get(is_lead=True)
    _tell("conditions_near", people_of(lead), lifting, at=at)


def conditions_term_passed(lifting: Lifting, *, at: datetime) -> None:
    """To the secretariat: the term is over, a person decides what follows."""
    _tell("conditions_term_passed", _staff(lifting, Role.OFFICER, at), lifting, at=at)


def conditions_extended(lifting: Lifting, because: str, *, at: datetime) -> None:
    """To every partner: the new term, and why."""
    _tell("conditions_extended", _partners(lifting), lifting, at=at, because=because)


def conditions_returned(lifting: Lifting, *, at: datetime) -> None:
    """To every partner: the conditions were not met, the committee decides anew."""
    _tell("conditions_returned", _partners(lifting), lifting, at=at)


def conditions_lifted(lifting: Lifting, *, at: datetime) -> None:
    """To everybody who acts for a partner: the grant is notified, here is the letter."""
    letters = lifting.decision.letters.filter(kind=Letter.Kind.GRANT)
    addressed = {letter.organisation_id: letter for letter in letters}
    for partner in lifting.decision.application.partners.select_related("organisation"):
        letter = addressed[partner.organisation_id]
        for person in people_of(partner):
            facts = {
                "organisation": partner.organisation.name,
                "link": _letter_page(letter, person.language),
            }
            _tell("conditions_lifted", [person], lifting, at=at, key=letter.pid, **facts)


def complaint_lodged(complaint: Complaint, *, at: datetime) -> None:
    """To the secretariat: a complaint has come."""
    _of_complaint("complaint_lodged", _holders(complaint, Role.OFFICER, at), complaint, at=at)


def complaint_stated(complaint: Complaint, *, at: datetime) -> None:
    """To the authority: an outcome waits for a second person."""
    _of_complaint("complaint_stated", _holders(complaint, Role.AUTHORITY, at), complaint, at=at)


def complaint_settled(
    complaint: Complaint, letters: Iterable[ComplaintLetter], *, at: datetime
) -> None:
    """To everybody who acts for a partner: a letter waits; its outcome stands in no mail."""
    addressed = {letter.organisation_id: letter for letter in letters}
    for partner in complaint.application.partners.select_related("organisation"):
        letter = addressed[partner.organisation_id]
        for person in people_of(partner):
            link = links.page("selection:complaint_letter", person.language, pid=letter.pid)
            _of_complaint("complaint_settled", [person], complaint, at=at, link=link)


def _holders(complaint: Complaint, role: str, at: datetime) -> Iterable[Person]:
    return list(holders(role, at=at, scope=f"call:{complaint.application.call.pid}"))


def _of_complaint(
    code: str, people: Iterable[Person], complaint: Complaint, *, at: datetime, link: str = ""
) -> None:
    application = complaint.application
    for person in people:
        page = links.page("selection:complaint", person.language, pid=complaint.pid)
        outbox.post(
            f"selection.{code}",
            person,
            complaint,
            {
                "number": application.number,
                "acronym": application.acronym,
                "link": link or page,
            },
            at=at,
            once=f"{code}:{complaint.pid}:{person.pid}:{at.isoformat()}",
        )


def _staff(lifting: Lifting, role: str, at: datetime) -> Iterable[Person]:
    return list(holders(role, at=at, scope=f"call:{lifting.decision.application.call.pid}"))


def _partners(lifting: Lifting) -> Iterable[Person]:
    return people_of_all(lifting.decision.application)


def _tell(
    code: str,
    people: Iterable[Person],
    lifting: Lifting,
    *,
    at: datetime,
    key: str = "",
    **facts: Any,
) -> None:
    application = lifting.decision.application
    for person in people:
        outbox.post(
            f"selection.{code}",
            person,
            lifting,
            {
                "number": application.number,
                "acronym": application.acronym,
                "call": application.call,
                "call_names": application.definition.names,
                "due_at": lifting.due_at,
                "link": links.page("selection:conditions", person.language, pid=lifting.pid),
                **facts,
            },
            at=at,
            once=f"{code}:{lifting.pid}:{person.pid}:{key or at.isoformat()}",
        )
