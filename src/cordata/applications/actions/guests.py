"""Somebody from outside may look at one draft, for a time: invited by the lead, ended at will."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access, notices_partners
from cordata.applications.models import Application, Guest
from cordata.applications.queries import people_of_all
from cordata.kernel.throttle import within_limit
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible, Verdict

LONGEST = timedelta(days=366)  # default
A_DAY = 86_400
MOST_A_DAY = 20  # default: invitations of one application


@transaction.atomic
def invite_guest(
    application: Application,
    email: str,
    kind: str,
    *,
    until: datetime,
    by: Person,
    at: datetime,
) -> Guest:
    """Let whoever holds this address read the draft until `until`; the old invitation is replaced.

    Known and unknown addresses are treated alike (AUT-05). Raises `NotPossible`:
    `guest.is_partner`, `guest.until_passed`, `guest.until_far`, `guest.too_many`, and the reason
    of `access.invite_guest`.
    """
    application = _locked(application.pid)
    _insist(access.invite_guest(by, application, at=at))
    if people_of_all(application).filter(email=email).exists():
        raise NotPossible("guest.is_partner")
    if until <= at:
        raise NotPossible("guest.until_passed")
    if until - at > LONGEST:
        raise NotPossible("guest.until_far", days=LONGEST.days)
    if not within_limit("guests", application.pid, limit=MOST_A_DAY, seconds=A_DAY):
        raise NotPossible("guest.too_many")
    application.guests.filter(email=email, ended_at=None).update(ended_at=at, ended_by=by)
    guest = Guest.objects.create(
        application=application,
        email=email,
        person=Person.objects.filter(email=email, is_active=True).first(),
        kind=Guest.Kind(kind),
        invited_by=by,
        invited_at=at,
        until=until,
    )
    tell(application, "guest_invited", by=by, at=at, guest=guest.pid, reads_as=kind, until=until)
    notices_partners.guest_invited(guest, at=at)
    return guest


@transaction.atomic
def end_guest(application: Application, pid: str, *, by: Person, at: datetime) -> Guest:
    """The guest reads nothing from the next request on (ACC-08); twice changes nothing."""
    application = _locked(application.pid)
    _insist(access.end_guest(by, application, at=at))
    guest = application.guests.select_for_update(of=("self",)).get(pid=pid)
    if guest.ended_at is None:
        guest.ended_at, guest.ended_by = at, by
        guest.save(update_fields=["ended_at", "ended_by"])
        tell(application, "guest_ended", by=by, at=at, guest=guest.pid)
    return guest


def _locked(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
