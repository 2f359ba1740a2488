"""Somebody else comes instead: the place goes from hand to hand and is never free in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, notices
from cordata.meetings.actions.answer import CHANGEABLE
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.models import HandOver, Question, Registration
from cordata.meetings.states import LIVE

MOST_A_DAY = 3  # mails to colleagues: nobody writes to the world through us


@transaction.atomic
def ask_colleague(
    pid: str, *, name: str, email: str, language: str, at: datetime
) -> HandOver | None:
    """Mail a colleague the link that takes this place over; an earlier one no longer opens.

    The place stays with its owner until the colleague says yes. None when the same colleague
    was asked already. Raises NotPossible without a place, once the meeting begins, or after
    three mails in a day.
    """
    registration = locked_registration(pid)
    _insist_on_place(registration, at)
    asked = registration.hand_overs.filter(asked_at__gt=at - timedelta(days=1))
    open_now = registration.hand_overs.filter(withdrawn_at=None).first()
    if open_now is not None and open_now.email == email:
        return None
    if asked.count() >= MOST_A_DAY:
        raise NotPossible("registration.handed_too_often", count=MOST_A_DAY)
    registration.hand_overs.filter(withdrawn_at=None).update(withdrawn_at=at)
    hand_over = HandOver.objects.create(
        registration=registration, name=name, email=email, language=language, asked_at=at
    )
    tell(registration, "hand_over_asked", by=registration, at=at)
    notices.hand_over_asked(hand_over, at=at)
    return hand_over


def _insist_on_place(registration: Registration, at: datetime) -> None:
    if not (verdict := access.hand_over(registration, at)):
        raise NotPossible(verdict.code, **verdict.params)


@transaction.atomic
def keep_place(pid: str, *, at: datetime) -> Registration:
    """The owner comes after all: the colleague's link no longer opens."""
    registration = locked_registration(pid)
    if registration.hand_overs.filter(withdrawn_at=None).update(withdrawn_at=at):
        tell(registration, "hand_over_withdrawn", by=registration, at=at)
    return registration


@transaction.atomic
def take_over(hand_over_pid: str, answers: dict[str, Any], *, at: datetime) -> Registration:
    """The colleague says yes: name, address and answers are the colleague's from now on, the
    old link is dead, and what the owner said of needs and consents is gone.

    Raises NotPossible when it was withdrawn, or the colleague has a registration already.
    """
    pid = HandOver.objects.values_list("registration__pid", flat=True).get(pid=hand_over_pid)
    registration = locked_registration(pid)
    hand_over = registration.hand_overs.get(pid=hand_over_pid)
    if hand_over.withdrawn_at is not None:
        raise NotPossible("registration.hand_over_over")
    _insist_on_place(registration, at)
    others = registration.meeting.registrations.filter(email=hand_over.email, state__in=LIVE)
    if others.exclude(pk=registration.pk).exists():
        raise NotPossible("registration.has_own_place")
    notices.handed_over(registration, hand_over.name, at=at)
    _change_owner(registration, hand_over, answers)
    tell(registration, "handed_over", by=registration, at=at)
    registration.hand_overs.all().delete()
    notices.registration_confirmed(registration, at=at)
    return registration


def _change_owner(registration: Registration, hand_over: HandOver, answers: dict[str, Any]) -> None:
    """Organisation and side stay: the place was counted by them."""
    _keep_questions(registration)
    blank = Registration()
    for name in CHANGEABLE - {"organisation"}:
        setattr(registration, name, answers.get(name, getattr(blank, name)))
    registration.name = answers.get("name") or hand_over.name
    registration.language = answers.get("language") or hand_over.language
    registration.email, registration.person = hand_over.email, None
    registration.link_number += 1
    registration.save()


def _keep_questions(registration: Registration) -> None:
    """What the owner asked stays the owner's, and so does the answer."""
    asked = Question.objects.filter(registration=registration)
    asked.update(registration=None, asker_name=registration.name, asker_email=registration.email)
