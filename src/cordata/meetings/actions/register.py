"""Registering without an account: asked for, held half an hour, confirmed by the mailed link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.journal import Actor
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.meetings import access, notices
from cordata.meetings.actions.invitees import note_coming
from cordata.meetings.actions.items import settle_items, wish_items
from cordata.meetings.actions.locking import locked_meeting, locked_registration
from cordata.meetings.actions.parties import Companion, bring, move_party, party_size
from cordata.meetings.actions.places import offer_free_places
from cordata.meetings.models import Meeting, Question, Registration
from cordata.meetings.queries import (
    Occupancy,
    occupancy,
    place_request,
    seat_plan,
    waiting_requests,
)
from cordata.meetings.states import APPLY, CONFIRM, LIVE, REVIVE, WAITLIST, RegistrationState
from cordata.rules.places import Placement, place_for

HOLD_TERM = timedelta(minutes=30)
SAME_CLICK = timedelta(minutes=2)
ROWS = frozenset({"question", "companions", "items"})


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
    follow_up_consent: bool = False
    own_answers: Mapping[str, str] = field(default_factory=dict)
    question: str = ""
    companions: tuple[Companion, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """What a registration keeps; question, companions and items are rows of their own."""
        names = [one.name for one in fields(self) if one.name not in ROWS]
        return {name: getattr(self, name) for name in names}

    @property
    def seats(self) -> int:
        return 1 + len(self.companions)


@transaction.atomic
def register(
    meeting_pid: str,
    answers: Answers,
    *,
    at: datetime,
    person: Person | None = None,
    proven: bool = False,
) -> Registration:
    """Hold a place, or a turn, for 30 minutes and mail the link that confirms it.

    One address has one live registration: asking again gives the same one and changes nothing
    in it; its owner gets the link again. Somebody signed in with this very address, or who came
    by a link mailed to it (`proven`), has confirmed it already. Raises NotPossible when the
    meeting takes no registrations or the organisation has all its places.
    """
    meeting = locked_meeting(meeting_pid)
    _insist(access.register(meeting, at))
    now = occupancy(meeting, at, answers.email)
    if now.known:
        return _answer_again(meeting, answers.email, at=at)
    own = person if person is not None and person.email == answers.email else None
    registration = _new(meeting, answers, own, now, at=at)
    if own is not None or proven:
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
    registration = Registration(meeting=meeting, person=person, registered_at=at, **answers.columns)
    seats = answers.seats
    placed = _has_place(registration, seats, at, now) and not meeting.approval
    registration.held_until = at + HOLD_TERM if placed else None
    registration.save(force_insert=True)
    bring(registration, answers.companions)
    wish_items(registration, answers.items, seats, at=at)
    if answers.question:
        Question.objects.create(
            meeting=meeting,
            registration=registration,
            text=answers.question,
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


def _has_place(
    registration: Registration, seats: int, at: datetime, now: Occupancy | None = None
) -> bool:
    """Whether a newcomer is seated now, after everyone who waits. Raises NotPossible."""
    meeting = registration.meeting
    now = now or occupancy(meeting, at)
    ahead = waiting_requests(meeting) if now.waits else []
    request = place_request(registration, seats)
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
    move_party(registration, REVIVE, by=registration, at=at)


def _settle(registration: Registration, *, at: datetime) -> Registration:
    """An address that is proven: a place or a turn, or a wish on which the organisers decide."""
    if registration.state == RegistrationState.PENDING and at >= registration.meeting.starts_at:
        raise NotPossible("registration.meeting_begun")
    note_coming(registration, at=at)
    if registration.meeting.approval:
        registration.held_until, registration.waiting_since = None, at
        move_party(registration, APPLY, by=registration, at=at)
        notices.registration_applied(registration, at=at)
        return registration
    return seat_or_queue(registration, by=registration, at=at)


def seat_or_queue(registration: Registration, *, by: Actor, at: datetime) -> Registration:
    """Confirm, or put on the waiting list, the whole party of a locked registration."""
    seats = party_size(registration)
    if registration.holds_place(at) or _has_place(registration, seats, at):
        registration.held_until, registration.confirmed_at = None, at
        move_party(registration, CONFIRM, by=by, at=at)
        settle_items(registration, by=by, at=at)
        notices.registration_confirmed(registration, at=at)
        return registration
    registration.held_until = None
    registration.waiting_since = registration.waiting_since or at
    move_party(registration, WAITLIST, by=by, at=at)
    notices.registration_waitlisted(registration, at=at)
    if seats > 1:  # free places that are too few are kept for it from now on
        offer_free_places(registration.meeting, by=by, at=at)
    return registration
