"""What a registered person does alone, through the personal link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import notices
from cordata.meetings.actions.items import leave_items, settle_items
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.actions.parties import move_party, party_of, party_size
from cordata.meetings.actions.places import offer_free_places
from cordata.meetings.models import Registration
from cordata.meetings.queries import occupancy, organisation_key
from cordata.meetings.states import CANCEL, CONFIRM, RegistrationState

CHANGEABLE = frozenset(
    {
        "name",
        "organisation",
        "nuts3",
        "role",
        "theme",
        "has_idea",
        "seeks_partner_in",
        "language",
        "meal",
        "access_needs",
        "photo_consent",
        "sharing_consent",
        "follow_up_consent",
        "own_answers",
    }
)
OVER = frozenset(
    {
        RegistrationState.CANCELLED,
        RegistrationState.DECLINED,
        RegistrationState.EXPIRED,
        RegistrationState.NO_SHOW,
    }
)


@transaction.atomic
def accept_offer(pid: str, *, at: datetime) -> Registration:
    """Take the place offered. Accepting twice is one acceptance. Raises NotPossible when the
    offer has run out."""
    registration = locked_registration(pid)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    if registration.state != RegistrationState.OFFERED or not registration.holds_place(at):
        raise NotPossible("registration.offer_over")
    registration.held_until, registration.confirmed_at = None, at
    move_party(registration, CONFIRM, by=registration, at=at)
    settle_items(registration, by=registration, at=at)
    notices.registration_confirmed(registration, at=at)
    return registration


@transaction.atomic
def decline_offer(pid: str, *, at: datetime) -> Registration:
    """Leave the place offered to the next who waits."""
    registration = locked_registration(pid)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    if registration.state != RegistrationState.OFFERED:
        raise NotPossible("registration.offer_over")
    return _give_back(registration, by=registration, at=at)


@transaction.atomic
def cancel_registration(pid: str, *, at: datetime, by: Actor | None = None) -> Registration:
    """Give the place or the turn back; the next who waits is offered it. Twice is once."""
    registration = locked_registration(pid)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    if at >= registration.meeting.ends_at:
        raise NotPossible("registration.meeting_over")
    return _give_back(registration, by=by or registration, at=at)


def _give_back(registration: Registration, *, by: Actor, at: datetime) -> Registration:
    registration.held_until = None
    move_party(registration, CANCEL, by=by, at=at)
    leave_items(registration, by=by, at=at)
    registration.hand_overs.filter(withdrawn_at=None).update(withdrawn_at=at)
    notices.registration_cancelled(registration, at=at)
    offer_free_places(registration.meeting, by=by, at=at)
    return registration


@transaction.atomic
def change_registration(pid: str, answers: dict[str, Any], *, at: datetime) -> Registration:
    """Correct what was said. Address and side stay: the place was counted by them.

    Another organisation counts the place anew. Raises NotPossible when it has all its places.
    """
    registration = locked_registration(pid)
    if registration.state in OVER or registration.erased_at:
        raise NotPossible("registration.no_longer_changed")
    changed = {
        name: value
        for name, value in answers.items()
        if name in CHANGEABLE and getattr(registration, name) != value
    }
    if "organisation" in changed:
        _change_organisation(registration, changed["organisation"], at)
    if changed:
        for name, value in changed.items():
            setattr(registration, name, value)
        registration.save(update_fields=list(changed))
        tell(registration, "changed", by=registration, at=at, fields=sorted(changed))
    return registration


def _change_organisation(registration: Registration, organisation: str, at: datetime) -> None:
    """The cap holds for who changes too; the people who come along go with the one they follow."""
    meeting, wanted = registration.meeting, organisation_key(organisation)
    if wanted and wanted != organisation_key(registration.organisation):
        held = occupancy(meeting, at).taken.by_organisation.get(wanted, 0)
        limit = meeting.per_organisation
        if limit is not None and held + party_size(registration) > limit:
            raise NotPossible("registration.organisation_full", count=limit, maximum=limit)
    if meeting.max_party > 1:
        party_of(registration).update(organisation=organisation)
