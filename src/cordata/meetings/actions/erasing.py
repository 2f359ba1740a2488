"""Names, addresses and what was said go (PRI-04, PRI-05); what is counted stays without them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access
from cordata.meetings.actions.locking import locked_registration
from cordata.meetings.models import HandOver, MailingCopy, Question, Registration, erased
from cordata.notify import outbox

BATCH = 500
BLANK = (
    *("name", "email", "organisation", "role", "meal", "access_needs", "decline_reason"),
    *("own_answers", "survey_answered", "person", "erased_at"),
)


@transaction.atomic
def erase_own(pid: str, *, at: datetime) -> None:
    """Somebody whose registration came to nothing wants nothing of it kept, nor of who was to
    come along. Raises NotPossible while it is needed; DoesNotExist once it is done."""
    registration = locked_registration(pid)
    if not (verdict := access.erase(registration)):
        raise NotPossible(verdict.code, **verdict.params)
    tell(registration, "erased_by_oneself", by=registration, at=at)
    _forget_who_asked(registration)
    erase([registration, *registration.companions.all()], at=at)


def _forget_who_asked(registration: Registration) -> None:
    """A question stays to be answered for everyone."""
    asked = Question.objects.filter(registration=registration)
    outbox.erase("question", list(asked.values_list("pid", flat=True)))
    asked.update(registration=None, asker_name="", asker_email="")


def erase(registrations: list[Registration], *, at: datetime) -> None:
    """Who they were, to whom else they gave their place, and what was written to them."""
    for registration in registrations:
        _blank(registration, at=at)
    Registration.objects.bulk_update(registrations, BLANK, batch_size=100)
    pids = [registration.pid for registration in registrations]
    for start in range(0, len(pids), BATCH):
        some = pids[start : start + BATCH]
        HandOver.objects.filter(registration__pid__in=some).delete()
        outbox.erase("registration", some)
        copies = MailingCopy.objects.filter(registration__pid__in=some)
        outbox.erase("mailingcopy", list(copies.values_list("pid", flat=True)))


def _blank(registration: Registration, *, at: datetime) -> None:
    registration.email = erased(registration)
    registration.name = registration.organisation = registration.role = ""
    registration.meal = registration.access_needs = registration.decline_reason = ""
    registration.own_answers = {}
    registration.survey_answered = False
    registration.person = None
    registration.erased_at = at
