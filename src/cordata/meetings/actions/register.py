"""Registering without an account: asked for, held half an hour, confirmed by the mailed link."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.meetings import access, notices
from cordata.meetings.actions.locking import locked_meeting, locked_registration
from cordata.meetings.models import Meeting, Question, Registration
from cordata.meetings.queries import (
    Occupancy,
    occupancy,
    place_request,
    seat_plan,
    waiting_requests,
)
from cordata.meetings.states import CONFIRM, LIVE, REVIVE, WAITLIST, RegistrationState
from cordata.rules.places import Placement, place_for

HOLD_TERM = timedelta(minutes=30)
SAME_CLICK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the form asks. `email` is in its canonical form."""

    name: str
    email: str
    country: str
    language: str
    organisation: str = ""
    nuts3: str = ""
    role: str = ""
    theme: str = ""
    has_idea: bool = False
    seeks_partner_in: str = ""
    meal: str = ""
    access_needs: str = ""
    photo_consent: bool = False
    sharing_consent: bool = False
    question: str = ""


@transaction.atomic
def register(
    meeting_pid: str, answers: Answers, *, at: datetime, person: Person | None = None
) -> Registration:
    """Hold a place, or a turn, for 30 minutes and mail the link that confirms it.

    One address has one live registration: asking again gives the same one and changes nothing
    in it; its owner gets the link again. Somebody signed in with this very address has
    confirmed it already. Raises NotPossible when the meeting takes no registrations or the
    organisation has all its places.
    """
    meeting = locked_meeting(meeting_pid)
    _insist(access.register(meeting, at))
    now = occupancy(meeting, at, answers.email)
    if now.known:
        return _answer_again(meeting, answers.email, at=at)
    own = person if person is not None and person.email == answers.email else None
    registration = _new(meeting, answers, own, now, at=at)
    if own is not None:
        return _settle(registration, at=at)
    notices.confirm_registration(registration, at=at)
    return registration


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)


def _new(
    meeting: Meeting, answers: Answers, person: Person | None, now: Occupancy, *, at: datetime
) -> Registration:
    """The row alone: the journal begins when the address is proven, so that no machine fills it."""
    fields = asdict(answers)
    question = fields.pop("question")
    registration = Registration(meeting=meeting, person=person, registered_at=at, **fields)
    registration.held_until = at + HOLD_TERM if _has_place(registration, at, now) else None
    registration.save(force_insert=True)
    if question:
        Question.objects.create(
            meeting=meeting,
            registration=registration,
            text=question,
            language=answers.language,
            asked_at=at,
        )
    return registration


def _answer_again(meeting: Meeting, email: str, *, at: datetime) -> Registration:
    """The same answer as the first time: a second click is no second mail, and a stranger
    does not learn who is registered."""
    known = meeting.registrations.get(email=email, state__in=LIVE)
    known.meeting = meeting
    if at - known.registered_at >= SAME_CLICK:
        notices.registration_link(known, at=at)
    return known


def _has_place(registration: Registration, at: datetime, now: Occupancy | None = None) -> bool:
    """Whether a newcomer is seated now, after everyone who waits. Raises NotPossible."""
    meeting = registration.meeting
    now = now or occupancy(meeting, at)
    ahead = waiting_requests(meeting) if now.waits else []
    request = place_request(registration)
    decision = place_for(seat_plan(meeting), now.taken, request, at, ahead)
    if decision.placement is Placement.REFUSED:
        count = decision.params.get("maximum", 0)
        raise NotPossible(f"registration.{decision.reason}", count=count, **decision.params)
    return decision.placement is Placement.CONFIRMED


@transaction.atomic
def confirm_registration(pid: str, *, at: datetime) -> Registration:
    """The button behind the mailed link: a place, or a turn on the waiting list.

    A link used after the half hour takes what is free by then. Confirming twice is one
    confirmation. Raises NotPossible.
    """
    registration = locked_registration(pid)
    if registration.state in LIVE - {RegistrationState.PENDING}:
        return registration
    if registration.state == RegistrationState.EXPIRED:
        _revive(registration, at=at)
    return _settle(registration, at=at)


def _revive(registration: Registration, *, at: datetime) -> None:
    """A mail that came late: the registration asks anew. An offer let pass is not revived."""
    if registration.waiting_since is not None:
        raise NotPossible("registration.offer_over")
    _insist(access.register(registration.meeting, at))
    others = registration.meeting.registrations.filter(email=registration.email, state__in=LIVE)
    if others.exists():
        raise NotPossible("registration.registered_anew")
    registration.held_until = None
    move(registration, REVIVE, by=registration, at=at)


def _settle(registration: Registration, *, at: datetime) -> Registration:
    """Confirm or put on the waiting list an address that is proven."""
    if registration.state == RegistrationState.PENDING and at >= registration.meeting.starts_at:
        raise NotPossible("registration.meeting_begun")
    if registration.holds_place(at) or _has_place(registration, at):
        registration.held_until, registration.confirmed_at = None, at
        move(registration, CONFIRM, by=registration, at=at)
        notices.registration_confirmed(registration, at=at)
    else:
        registration.held_until, registration.waiting_since = None, at
        move(registration, WAITLIST, by=registration, at=at)
        notices.registration_waitlisted(registration, at=at)
    return registration
