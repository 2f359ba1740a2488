"""Who may read the journal. Each workspace's own things ask their own step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import STAFF, has_any_scope, has_role, scopes_of
from cordata.applications.queries import applications_of
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, refused
from cordata.programme.models import Call

AUDITORS = (Role.AUDITOR, Role.AUTHORITY)
READERS = (Role.AUDITOR, Role.AUTHORITY, Role.ADMINISTRATOR, Role.DATA_PROTECTION)


def read_journal(person: Any, *, at: datetime | None = None) -> Verdict:
    """Auditors, the authority, the administrator, the data protection officer; who has the role
    for some calls reads what was done in these (`journal_calls`)."""
    allowed = has_any_scope(person, *READERS, at=at or clock.now())
    return ALLOWED if allowed else refused("desk.not_reader")


def journal_calls(person: Person, *, at: datetime | None = None) -> frozenset[str] | None:
    """Public ids of the calls whose journal the person reads; None: the whole journal."""
    scopes = scopes_of(person, *READERS, at=at or clock.now())
    if "" in scopes:
        return None
    return frozenset(one.removeprefix("call:") for one in scopes if one.startswith("call:"))


def audit(person: Any, call: Call, *, at: datetime | None = None) -> Verdict:
    """Exceptions, samples and whole files of a call: its auditors, and the authority."""
    allowed = has_role(person, *AUDITORS, at=at or clock.now(), scope=f"call:{call.pid}")
    return ALLOWED if allowed else refused("desk.not_auditor")


def take_own_data(person: Any, whose: Any) -> Verdict:
    """Everybody takes away what is held about themselves; nobody what is held about others."""
    return ALLOWED if person == whose else refused("desk.not_own_data")


def begins(person: Any, *, at: datetime | None = None) -> bool:
    """Whether somebody is shown where to begin: no role of the programme, nothing started yet."""
    at = at or clock.now()
    if any(grant.in_force(at) for grant in person.grants):
        return False
    return not (person.organisation_ids and applications_of(person).exists())


def has_search(person: Any) -> bool:
    """Whether the box stands above this person's pages."""
    return bool(search(person))


def search(person: Any, *, at: datetime | None = None) -> Verdict:
    """Staff and organisers: each finds what they may see, an applicant has it on the desk."""
    if not isinstance(person, Person):
        return refused("desk.not_staff")
    allowed = has_any_scope(
        person, *STAFF, Role.ORGANISER, Role.ADMINISTRATOR, at=at or clock.now()
    )
    return ALLOWED if allowed else refused("desk.not_staff")
