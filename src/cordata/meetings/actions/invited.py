"""What a guest answers through the personal link: I come, I cannot, I send a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.invite import invite, locked_invitee
from cordata.meetings.actions.invitees import note_coming
from cordata.meetings.actions.register import Answers, confirm_registration, register
from cordata.meetings.models import Invitee, OptOut, Registration
from cordata.meetings.states import (
    LIVE,
    SEND_COLLEAGUE,
    STAY_AWAY,
    UNSUBSCRIBE,
    InviteeState,
    RegistrationState,
)

MOST_COLLEAGUES = 3  # mails one guest has us write: nobody writes to the world through us
LONGEST_CHAIN = 3  # a colleague of a colleague of a colleague


@dataclass(frozen=True, slots=True)
class Accepted:
    """The guest's registration, and whether this answer made it."""

    registration: Registration
    is_new: bool


@transaction.atomic
def accept_invitation(pid: str, answers: Answers, *, at: datetime) -> Accepted:
    """The guest comes: registered, the address proven by the link we mailed.

    A second press gives the same registration. Raises NotPossible as `register` does.
    """
    guest = locked_invitee(pid)
    known = guest.meeting.registrations.filter(email=answers.email, state__in=LIVE).exists()
    made = register(guest.meeting.pid, answers, at=at, proven=True)
    if made.state == RegistrationState.PENDING:
        made = confirm_registration(made.pid, at=at)
    note_coming(made, at=at)
    return Accepted(made, is_new=not known)


@transaction.atomic
def send_link_again(pid: str, *, at: datetime) -> bool:
    """Mail the link of the guest's own registration once more, at most once an hour."""
    registration = locked_invitee(pid).registration
    if registration is None or registration.state not in LIVE or registration.erased_at:
        return False
    notices.registration_link(registration, at=at)
    return True


@transaction.atomic
def decline_invitation(pid: str, *, at: datetime) -> Invitee:
    """The guest cannot come. Twice is once. Raises NotPossible for who has a registration."""
    guest = locked_invitee(pid)
    if guest.state == InviteeState.DECLINED:
        return guest
    _insist_on_no_registration(guest, at)
    guest.letter, guest.answered_at = "", at
    if guest.state == InviteeState.REGISTERED:  # the registration was given back since
        tell(guest, "declined", by=guest, at=at)
        return guest
    move(guest, STAY_AWAY, by=guest, at=at)
    return guest


@transaction.atomic
def send_colleague(pid: str, *, name: str, email: str, language: str, at: datetime) -> Invitee:
    """A colleague comes in the guest's place and gets a link of their own; the colleague's row.

    Somebody who is a guest already keeps their invitation; who wants no invitations gets none.
    Raises NotPossible for the guest's own address, after three colleagues, once the meeting
    begins, and for who has a registration.
    """
    guest = locked_invitee(pid)
    _insist_on_no_registration(guest, at)
    colleague = guest.meeting.invitees.filter(email=email).first()
    if colleague is None:
        _insist_on_few(guest)
        colleague = Invitee.objects.create(
            meeting=guest.meeting,
            email=email,
            name=name,
            organisation=guest.organisation,
            language=language,
            added_at=at,
            sent_by=guest,
        )
    elif colleague == guest:
        raise NotPossible("guest.own_address")
    guest.letter, guest.answered_at = "", at
    if guest.state not in {InviteeState.COLLEAGUE, InviteeState.REGISTERED}:
        move(guest, SEND_COLLEAGUE, by=guest, at=at)
    _write_to(colleague, at=at)
    return colleague


def _write_to(colleague: Invitee, *, at: datetime) -> None:
    if colleague.state != InviteeState.TO_SEND:
        return
    colleague.letter = ""
    if OptOut.objects.among(colleague.meeting.programme, [colleague.email]):
        move(colleague, UNSUBSCRIBE, by=colleague, at=at)
    else:
        invite(colleague, at=at)


def _insist_on_no_registration(guest: Invitee, at: datetime) -> None:
    if at >= guest.meeting.starts_at:
        raise NotPossible("registration.meeting_begun")
    own = guest.meeting.registrations.filter(email=guest.email, state__in=LIVE)
    if own.exclude(state=RegistrationState.PENDING).exists():
        raise NotPossible("guest.has_registration")


def _insist_on_few(guest: Invitee) -> None:
    if guest.colleagues.count() >= MOST_COLLEAGUES:
        raise NotPossible("guest.too_many_colleagues", count=MOST_COLLEAGUES)
    chain, before = 0, guest.sent_by
    while before is not None and chain < LONGEST_CHAIN:
        chain, before = chain + 1, before.sent_by
    if chain >= LONGEST_CHAIN:
        raise NotPossible("guest.too_many_colleagues", count=LONGEST_CHAIN)
