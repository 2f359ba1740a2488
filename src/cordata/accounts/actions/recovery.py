"""A mailbox lost: the account gets a new address once two other people have vouched for it.

The first and the second are members of an organisation the person belongs to, or the
secretariat; never the same, never the person. The old address and the members are told.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from cordata.accounts import notices
from cordata.accounts.access import vouch
from cordata.accounts.actions.persons import end_sessions
from cordata.accounts.models import Person, Recovery
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import canonical_email


@transaction.atomic
def vouch_for(
    person: Person, new_email: str, *, by: Person, at: datetime, because: str
) -> Recovery:
    """The first of two: says who it is, why, and which address is theirs now."""
    _may_vouch(by, person)
    new_email = canonical_email(new_email)
    if Person.objects.filter(email=new_email).exists():
        raise NotPossible("recovery.address_taken")
    if person.recoveries.filter(closed_at=None).exists():
        raise NotPossible("recovery.open")
    recovery = Recovery.objects.create(
        person=person, new_email=new_email, reason=because, vouched_by=by, vouched_at=at
    )
    tell(person, "recovery_asked", by=by, at=at, because=because, recovery=recovery.pid)
    notices.recovery_asked(recovery, at=at)
    return recovery


@transaction.atomic
def confirm_recovery(pid: str, *, by: Person, at: datetime) -> Recovery:
    """The second of two: the address changes, sessions end, keys of the lost device go."""
    recovery = _open(pid)
    _may_vouch(by, recovery.person)
    if by == recovery.vouched_by:
        raise NotPossible("recovery.second_person")
    recovery.confirmed_by, recovery.closed_at = by, at
    recovery.save(update_fields=["confirmed_by", "closed_at"])
    person = recovery.person
    old = person.email
    _change_address(person, recovery.new_email)
    tell(person, "recovered", by=by, at=at, recovery=pid)
    notices.recovery_done(recovery, old, at=at)
    return recovery


@transaction.atomic
def refuse_recovery(pid: str, *, by: Person, at: datetime, because: str = "") -> Recovery:
    """Anyone who may vouch, and the person, may stop it."""
    recovery = _open(pid)
    if by != recovery.person:
        _may_vouch(by, recovery.person)
    recovery.closed_at = at
    recovery.save(update_fields=["closed_at"])
    tell(recovery.person, "recovery_refused", by=by, at=at, because=because, recovery=pid)
    return recovery


def _open(pid: str) -> Recovery:
    recovery = (
        Recovery.objects.select_for_update(of=("self",))
        .select_related("person", "vouched_by")
        .get(pid=pid)
    )
    if recovery.closed_at is not None:
        raise NotPossible("recovery.closed")
    return recovery


def _may_vouch(by: Person, person: Person) -> None:
    verdict = vouch(by, person)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)


def _change_address(person: Person, email: str) -> None:
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    person.email = email
    end_sessions(person)
    person.save(update_fields=["email", "password"])
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
