"""Complaints: about what, until when, who sees them, who does what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import has_role, scopes_of
from cordata.applications.letters import facts_of, filled, language_of, partners_of, project_of
from cordata.applications.models import Application, Partner
from cordata.applications.states import State as ApplicationState
from cordata.assessment.models import Refusal
from cordata.documents.sealing import seal
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import ALLOWED, NotPossible, Verdict, all_of, refused
from cordata.notify.quoting import written
from cordata.programme.models import Call
from cordata.programme.queries import local_day
from cordata.rules.deadlines import end_of_day
from cordata.selection.models import Complaint, ComplaintEntry, ComplaintLetter, Decision
from cordata.selection.states import ComplaintState, DecisionState
from cordata.web import moments

OFFICE = (Role.OFFICER, Role.AUTHORITY, Role.AUDITOR)
OPEN = frozenset({ComplaintState.RECEIVED, ComplaintState.ADMITTED})
OUTCOMES = (ComplaintState.UPHELD, ComplaintState.DISMISSED, ComplaintState.INADMISSIBLE)


def notified_last(application: Application, at: datetime) -> datetime | None:
    """When the partners were told of the outcome that can be complained about; the latest one."""
    decided = Decision.objects.filter(
        application=application, state=DecisionState.NOTIFIED, notified_at__lte=at
    ).values_list("notified_at", flat=True)
    told = Refusal.objects.filter(review__application=application, released_at__lte=at).values_list(
        "released_at", flat=True
    )
    return max([one for one in (*decided, *told) if one is not None], default=None)


def term_of(application: Application, notified_at: datetime) -> datetime:
    """The last instant of a complaint: calendar days of the call after its notification."""
    definition = application.definition
    day = local_day(application.call, notified_at)
    return end_of_day(day + timedelta(days=definition.grid.complaint_days), definition.zone)


def answer_term(application: Application, received_at: datetime) -> datetime:
    """Until when the call means to answer; nothing happens by itself when it passes."""
    definition = application.definition
    day = local_day(application.call, received_at)
    days = definition.grid.complaint_answer_days
    return end_of_day(day + timedelta(days=days), definition.zone)


def complaints_visible_to(person: Any, at: datetime | None = None) -> QuerySet[Complaint]:
    """Those of one's own files, every partner's; an office's calls."""
    if not isinstance(person, Person):
        return Complaint.objects.none()
    own = Partner.objects.filter(
        application=OuterRef("application"), organisation__in=person.organisation_ids
    )
    scopes = scopes_of(person, *OFFICE, at=at or clock.now())
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    office = Q(application__isnull=False) if "" in scopes else Q(application__call__pid__in=calls)
    return (
        Complaint.objects.filter(Q(Exists(own)) | office)
        .select_related(
            "application__call__programme", "application__call_version", "stated_by", "settled_by"
        )
        .prefetch_related(
            Prefetch("application__partners", Partner.objects.select_related("organisation")),
            Prefetch("entries", ComplaintEntry.objects.select_related("author", "file")),
        )
        .order_by("settled_at", "received_at")
    )


def complaint_letters_visible_to(
    person: Any, at: datetime | None = None
) -> QuerySet[ComplaintLetter]:
    """Released letters of one's organisations, and those of an office's calls."""
    if not isinstance(person, Person):
        return ComplaintLetter.objects.none()
    at = at or clock.now()
    office = office_complaints(person, at).values("pk")
    return ComplaintLetter.objects.filter(
        Q(organisation__in=person.organisation_ids) | Q(complaint__in=office),
        released_at__lte=at,
    ).select_related(
        "complaint__application__call__programme",
        "complaint__application__call_version",
        "organisation",
        "sealed",
        "file",
    )


def office_complaints(person: Any, at: datetime) -> QuerySet[Complaint]:
    """Those one reads as an office, whatever bodies one acts for."""
    scopes = scopes_of(person, *OFFICE, at=at)
    calls = [scope.removeprefix("call:") for scope in scopes if scope.startswith("call:")]
    seen = complaints_visible_to(person, at)
    return seen if "" in scopes else seen.filter(application__call__pid__in=calls)


def is_office(person: Any, call: Call, at: datetime) -> bool:
    return has_role(person, *OFFICE, at=at, scope=f"call:{call.pid}")


def lodge(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Complaining: the lead's people, of an outcome notified and not complained about yet. After
    the term too: it is marked as late and a person decides."""
    at = at or clock.now()
    notified_at = notified_last(application, at)
    if not _leads(person, application):
        return refused("selection.not_lead")
    if notified_at is None or application.state != ApplicationState.SUBMITTED:
        return refused("complaint.nothing_notified")
    again = Complaint.objects.filter(application=application, notified_at=notified_at)
    return refused("complaint.lodged_already") if again.exists() else ALLOWED


def add_paper(person: Any, complaint: Complaint) -> Verdict:
    """More words or papers: the lead's people, until the outcome is confirmed. A form that went
    away when one is proposed would tell of it."""
    lead = _leads(person, complaint.application)
    given = complaint.settled_at is not None
    return all_of(
        ALLOWED if lead else refused("selection.not_lead"),
        refused("complaint.over") if given else ALLOWED,
    )


def examine(person: Any, complaint: Complaint, *, at: datetime | None = None) -> Verdict:
    """Admitting, hearing, proposing an outcome: a case officer, until one is proposed."""
    scope = f"call:{complaint.application.call.pid}"
    officer = has_role(person, Role.OFFICER, at=at or clock.now(), scope=scope)
    who = ALLOWED if officer else refused("selection.not_officer")
    return all_of(who, _open(complaint))


def settle(person: Any, complaint: Complaint, *, at: datetime | None = None) -> Verdict:
    """Confirming the outcome, or sending it back: the authority, never who proposed it."""
    scope = f"call:{complaint.application.call.pid}"
    who = has_role(person, Role.AUTHORITY, at=at or clock.now(), scope=scope)
    stated = complaint.state == ComplaintState.STATED
    own = complaint.stated_by_id == getattr(person, "pk", None)
    return all_of(
        ALLOWED if who else refused("selection.not_authority"),
        ALLOWED if stated else refused("complaint.not_stated"),
        refused("complaint.four_eyes") if own else ALLOWED,
    )


def _leads(person: Any, application: Application) -> bool:
    leads = {one.organisation_id for one in application.partners.all() if one.is_lead}
    return bool(leads & getattr(person, "organisation_ids", frozenset()))


def _open(complaint: Complaint) -> Verdict:
    return ALLOWED if complaint.state in OPEN else refused("complaint.over")


def complaint_letters(complaint: Complaint, *, at: datetime) -> Iterator[ComplaintLetter]:
    """One released and sealed letter per partner organisation.

    Raises `NotPossible("selection.no_letter")` when the call has none for the outcome.
    """
    application = complaint.application
    definition = application.definition
    template = definition.letters.get(f"complaint-{complaint.outcome}")
    if template is None:
        raise NotPossible("complaint.no_letter")
    project, day = project_of(application), moments.local(at, application.call.zone).date()
    turn = application.complaints.filter(received_at__lte=complaint.received_at).count()
    for partner in partners_of(application):
        number = f"{application.number}/C{turn}.{partner.position}"
        texts = {}
        for language in definition.languages:
            facts = dict(facts_of(application, partner, project, day, language))
            facts["reasons"] = written(complaint.reasons[language])
            texts[language] = filled(pick(template, language), facts)
        content = {"organisation": partner.organisation.name, "texts": texts}
        yield ComplaintLetter.objects.create(
            complaint=complaint,
            organisation=partner.organisation,
            number=number,
            language=language_of(partner.organisation, application),
            texts=texts,
            sealed=seal("letter", number, content, at=at),
            drafted_at=at,
            released_at=at,
        )
