"""A person's own account."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from cordata.accounts import notices
from cordata.accounts.models import ENDS_SESSIONS, Person
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.web.forms import canonical_email


@transaction.atomic
def add_person(
    email: str, *, by: Actor, at: datetime, name: str = "", language: str = "fr"
) -> Person:
    """The person with this address, created when new: an installation's first administrator, or
    somebody staff writes in. They sign in with a mailed code."""
    email = canonical_email(email)
    known = Person.objects.filter(email=email).first()
    if known is not None:
        return known
    person = Person.objects.create_user(email, name=name, language=language)
    tell(person, "added", by=by, at=at)
    return person


@transaction.atomic
def edit_profile(person: Person, *, name: str, language: str, at: datetime) -> Person:
    """Change one's own name and language."""
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    tell(person, "edited", by=person, at=at)
    return person


@transaction.atomic
def disable_person(person: Person, *, by: Actor, at: datetime, because: str) -> Person:
    """Close an account: no sign-in, every session ends (AUT-04)."""
    person.is_active = False
    end_sessions(person)
    person.save(update_fields=["is_active", "password"])
    tell(person, "disabled", by=by, at=at, because=because)
    return person


@transaction.atomic
def unlink_outside(person: Person, *, at: datetime) -> bool:
    """Outside identities no longer open this account; whether there was one."""
    found, _rows = SocialAccount.objects.filter(user=person).delete()
    if found:
        note_access_changed(person, "account_disconnected", at=at)
    return bool(found)


@transaction.atomic
def note_access_changed(person: Person, what: str, *, at: datetime, to: str = "") -> None:
    """A key, an address or a link of one's own changed: in the journal, and told by mail (AUT-07).

    Where something no longer opens the account, every session ends (AUT-04); the one in which the
    person did it goes on by `update_session_auth_hash`.
    `to`: the address that is told, where it is no longer the account's.
    """
    if what in ENDS_SESSIONS:
        end_sessions(person)
        person.save(update_fields=["password"])
    tell(person, "access_changed", by=person, at=at, what=what)
    notices.credentials_changed(person, to or person.email, what, at=at)


def end_sessions(person: Person) -> None:
    """Every session carries a hash of the (never usable) password field: a new one ends them."""
    person.set_unusable_password()
