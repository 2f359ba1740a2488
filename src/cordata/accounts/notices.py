"""The mails about accounts: one function each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import (
    ENDS_SESSIONS,
    Grant,
    Invitation,
    JoinRequest,
    Membership,
    Person,
    Recovery,
    Role,
)
from cordata.accounts.queries import holders, members_of, signatories_of
from cordata.kernel.journal import Actor
from cordata.notify import links
from cordata.notify.outbox import Address, Reader, known_language, post

SECRET_NOTICES = ("accounts.sign_in_code", "accounts.confirm_email", "accounts.invitation")


def sign_in_code(to: Reader, code: str, *, at: datetime) -> None:
    post("accounts.sign_in_code", to, None, {"code": code}, at=at)


def confirm_email(to: Reader, code: str, *, at: datetime) -> None:
    post("accounts.confirm_email", to, None, {"code": code}, at=at)


def already_registered(to: Reader, *, at: datetime) -> None:
    """Somebody signed up with a known address: only its owner learns it (AUT-05)."""
    url = links.page("account_login", known_language(to.language))
    post("accounts.already_registered", to, None, {"url": url}, at=at)


def unknown_account(to: Reader, *, at: datetime) -> None:
    """Somebody asked for a code with an unknown address: only its owner learns it (AUT-05)."""
    url = links.page("account_signup", known_language(to.language))
    post("accounts.unknown_account", to, None, {"url": url}, at=at)


def credentials_changed(person: Person, to: str, what: str, *, at: datetime) -> None:
    """A key, a factor or an address changed; `what` is its code (AUT-07)."""
    url = links.page("accounts:me", person.language)
    reader = Address(to, person.name, person.language)
    context = {"what": what, "url": url, "sessions_ended": what in ENDS_SESSIONS}
    post("accounts.credentials_changed", reader, person, context, at=at)


def invitation(invitation: Invitation, secret: str, *, at: datetime) -> None:
    known = Person.objects.filter(email=invitation.email).first()
    language = known.language if known else invitation.invited_by.language
    reader = Address(invitation.email, known.name if known else "", language)
    url = links.page("accounts:invitation", language, pid=invitation.pid, secret=secret)
    context = {"invitation": invitation, "url": url}
    post("accounts.invitation", reader, invitation, context, at=at)


def invitation_accepted(invitation: Invitation, membership: Membership, *, at: datetime) -> None:
    context = {
        "membership": membership,
        "url": _organisation_url(invitation, invitation.invited_by),
    }
    post("accounts.invitation_accepted", invitation.invited_by, invitation, context, at=at)


def joining_asked(asked: JoinRequest, *, at: datetime) -> None:
    """To the signatories; to the secretariat where an organisation has none left."""
    readers = signatories_of(asked.organisation) or holders(Role.OFFICER, at=at)
    for reader in readers:
        url = links.page("accounts:joining", reader.language, pid=asked.pid)
        context = {"asked": asked, "url": url}
        post("accounts.joining_asked", reader, asked, context, at=at)


def joining_decided(asked: JoinRequest, *, at: datetime) -> None:
    url = links.page("accounts:me", asked.person.language)
    context = {"asked": asked, "url": url}
    post("accounts.joining_decided", asked.person, asked, context, at=at)


def membership_ended(membership: Membership, *, at: datetime) -> None:
    context = {"membership": membership}
    post("accounts.membership_ended", membership.person, membership.organisation, context, at=at)


def role_changed(grant: Grant, *, by: Actor, at: datetime) -> None:
    """To the person and to every administrator (ACC-10)."""
    readers = {person.pk: person for person in holders(Role.ADMINISTRATOR, at=at)}
    readers[grant.person_id] = grant.person
    name = str(by) if isinstance(by, Person) else "Cordata"
    for reader in readers.values():
        context = {"grant": grant, "by": name, "role": grant.role, "own": reader == grant.person}
        post("accounts.role_changed", reader, grant.person, context, at=at)


def recovery_asked(recovery: Recovery, *, at: datetime) -> None:
    """To the old address, and to all who could be the second person."""
    for reader in _witnesses(recovery.person):
        url = links.page("accounts:recovery", reader.language, pid=recovery.pid)
        context = {"recovery": recovery, "own": reader == recovery.person, "url": url}
        post("accounts.recovery_asked", reader, recovery, context, at=at)


def recovery_done(recovery: Recovery, old_email: str, *, at: datetime) -> None:
    """To the old address, the new one and the witnesses."""
    person = recovery.person
    readers: list[Reader] = [Address(old_email, person.name, person.language)]
    readers += _witnesses(person)
    for reader in readers:
        post("accounts.recovery_done", reader, recovery, {"recovery": recovery}, at=at)


def _witnesses(person: Person) -> list[Any]:
    colleagues = [
        member
        for membership in person.memberships.filter(ended_at=None).select_related("organisation")
        for member in members_of(membership.organisation)
    ]
    return list({reader.pk: reader for reader in [person, *colleagues]}.values())


def _organisation_url(thing: Invitation, reader: Person) -> str:
    pid = thing.organisation.pid
    return links.page("accounts:organisation", reader.language, pid=pid)
