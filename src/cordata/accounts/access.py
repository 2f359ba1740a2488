"""Who may do what to organisations, memberships and roles."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Membership, Organisation, Person, Role
from cordata.accounts.queries import Reader, belongs_to, has_role, shares_organisation
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused

SECRETARIAT = (Role.OFFICER, Role.ADMINISTRATOR)


def edit_organisation(person: Reader, organisation: Organisation) -> Verdict:
    """Members keep their organisation's identity sheet."""
    return ALLOWED if belongs_to(person, organisation.pk) else refused("organisation.members_only")


def manage_members(person: Reader, organisation: Organisation) -> Verdict:
    """Signatories invite and revoke colleagues."""
    signs = isinstance(person, Person) and is_signatory(person, organisation)
    return ALLOWED if signs else refused("organisation.signatories_only")


def decide_joining(person: Reader, organisation: Organisation) -> Verdict:
    """Signatories let people in; the secretariat does where nobody is left to."""
    if manage_members(person, organisation) or is_secretariat(person):
        return ALLOWED
    return refused("organisation.signatories_only")


def vouch(person: Person, other: Person) -> Verdict:
    """Members of the same organisation, and the secretariat, vouch for somebody else."""
    if person == other:
        return refused("recovery.own_account")
    if is_secretariat(person) or shares_organisation(person, other):
        return ALLOWED
    return refused("recovery.strangers")


def manage_roles(person: Reader) -> Verdict:
    """Administrators give and take roles."""
    held = has_role(person, Role.ADMINISTRATOR, at=clock.now())
    return ALLOWED if held else refused("grant.administrators_only")


def change_rights(person: Reader, other: Person) -> Verdict:
    """Nobody changes their own rights (ACC-10)."""
    own = refused("grant.own_rights") if person == other else ALLOWED
    return all_of(manage_roles(person), own)


def merge_organisations(person: Reader, *, at: datetime) -> Verdict:
    """The secretariat says that two organisations are one."""
    held = has_role(person, *SECRETARIAT, at=at)
    return ALLOWED if held else refused("merge.secretariat_only")


def see_others(person: Reader, *, at: datetime) -> Verdict:
    """The secretariat and the authority look at what an applicant sees."""
    held = has_role(person, Role.OFFICER, Role.AUTHORITY, at=at)
    return ALLOWED if held else refused("seeing.not_your_role")


def see_as(person: Reader, other: Person, *, at: datetime) -> Verdict:
    """Never as oneself, nor as anybody who has a role of the programme: it would lend it."""
    if person == other or not other.is_active:
        return refused("seeing.unknown")
    if any(grant.in_force(at) for grant in other.grants):
        return refused("seeing.has_role")
    return see_others(person, at=at)


def is_signatory(person: Person, organisation: Organisation) -> bool:
    return organisation.memberships.filter(
        person=person, kind=Membership.Kind.SIGNATORY, ended_at=None
    ).exists()


def is_secretariat(person: Reader) -> bool:
    return has_role(person, *SECRETARIAT, at=clock.now())
