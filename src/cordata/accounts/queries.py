"""Who holds which role, who belongs where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import AnonymousUser

from cordata.accounts.models import (
    Grant,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Person,
    Recovery,
    Role,
)
from cordata.kernel.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet

Reader = Person | AnonymousUser


def has_role(person: Reader, *roles: str, at: datetime, scope: str = "") -> bool:
    """Whether `person` holds one of the roles at `at`, for everything or for this scope."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return any(
        grant.role in roles and grant.scope in {"", scope} and grant.in_force(at)
        for grant in person.grants
    )


def scopes_of(person: Reader, *roles: str, at: datetime) -> frozenset[str]:
    """The scopes in which `person` holds one of the roles; "" means everywhere."""
    if not isinstance(person, Person):
        return frozenset()
    return frozenset(
        grant.scope for grant in person.grants if grant.role in roles and grant.in_force(at)
    )


def acts_for_a_body(person: Reader) -> bool:
    """Whether `person` is a present member of any organisation."""
    return isinstance(person, Person) and bool(person.organisation_ids)


def may_have_drafts(person: Reader) -> bool:
    """Whether a menu offers drafts: to members of a body, to advisers, to who has no role yet."""
    if not isinstance(person, Person):
        return False
    roles = {grant.role for grant in person.grants}
    return roles <= {Role.ADVISER} or bool(person.organisation_ids)


def belongs_to(person: Reader, organisation_id: int) -> bool:
    """Whether `person` is a present member of the organisation."""
    return isinstance(person, Person) and organisation_id in person.organisation_ids


def holders(*roles: str, at: datetime, scope: str = "") -> Any:
    """Persons who hold one of the roles at `at`."""
    return (
        Person.objects.filter(
            held_grants__role__in=roles,
            held_grants__scope__in=["", scope],
            held_grants__revoked_at__isnull=True,
            held_grants__starts_at__lte=at,
            is_active=True,
        )
        .exclude(held_grants__ends_at__lte=at)
        .distinct()
    )


STAFF = (
    *(Role.OFFICER, Role.AUTHORITY, Role.ORDERER, Role.CONFIRMER, Role.CONTROLLER),
    *(Role.AUDITOR, Role.COMMUNICATION, Role.AID_REVIEWER),
)
FOR_A_TIME = frozenset({Role.AUDITOR})  # never without a last day
SECOND_FACTOR = tuple(role for role in Role if role not in {Role.CHECKIN, Role.ADVISER})
SEE_ALL_ORGANISATIONS = (Role.OFFICER, Role.AUTHORITY, Role.AUDITOR, Role.ADMINISTRATOR)


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """The organisations a person acts for now."""
    return Organisation.objects.filter(pk__in=person.organisation_ids).order_by("name", "pk")


def organisations_visible_to(person: Reader, at: datetime) -> QuerySet[Organisation]:
    """One's own; every one for the secretariat, the authority and the auditor (ACC-05)."""
    if has_role(person, *SEE_ALL_ORGANISATIONS, at=at):
        return Organisation.objects.all()
    return organisations_of(person) if isinstance(person, Person) else Organisation.objects.none()


def merged_into(pid: str) -> str:
    """The public id of what an organisation became; empty where it is still itself. It is random:
    whoever may not see that one learns nothing from the address."""
    found = Organisation.objects.filter(pid=pid).values_list("merged_into__pid", flat=True)
    return found.first() or ""


def organisation_with(identifiers: Mapping[str, str]) -> Organisation | None:
    """The organisation that holds one of these official numbers (canonical form), or the one into
    which it was merged."""
    for scheme, value in identifiers.items():
        held = Organisation.objects.filter(identifiers__scheme=scheme, identifiers__value=value)
        if found := held.select_related("merged_into").first():
            return found.merged_into or found
    return None


def signatories_of(organisation: Organisation) -> QuerySet[Person]:
    """Who signs for an organisation now."""
    return members_of(organisation).filter(memberships__kind="signatory")


def members_of(organisation: Organisation) -> QuerySet[Person]:
    """Who acts for an organisation now."""
    return Person.objects.filter(
        memberships__organisation=organisation, memberships__ended_at=None, is_active=True
    ).order_by("name", "email")


def shares_organisation(person: Person, other: Person) -> bool:
    """Whether both act for one organisation now."""
    return bool(person.organisation_ids & other.organisation_ids)


def requests_to_decide(person: Person, at: datetime) -> QuerySet[JoinRequest]:
    """Open requests to join that this person may decide."""
    waiting = JoinRequest.objects.filter(decided_at=None).select_related("person", "organisation")
    if has_role(person, Role.OFFICER, Role.ADMINISTRATOR, at=at):
        return waiting.order_by("asked_at")
    return waiting.filter(
        organisation__memberships__person=person,
        organisation__memberships__kind="signatory",
        organisation__memberships__ended_at=None,
    ).order_by("asked_at")


def recoveries_to_confirm(person: Person, at: datetime) -> QuerySet[Recovery]:
    """Open recoveries whose second person this one may be."""
    waiting = Recovery.objects.filter(closed_at=None).exclude(vouched_by=person)
    waiting = waiting.exclude(person=person).select_related("person", "vouched_by")
    if has_role(person, Role.OFFICER, Role.ADMINISTRATOR, at=at):
        return waiting.order_by("vouched_at")
    return (
        waiting.filter(
            person__memberships__organisation__in=person.organisation_ids,
            person__memberships__ended_at=None,
        )
        .distinct()
        .order_by("vouched_at")
    )


def needs_second_factor(person: Reader, at: datetime) -> bool:
    """Whether one of the person's roles asks for a second factor (AUT-03)."""
    return has_any_scope(person, *SECOND_FACTOR, at=at)


def has_any_scope(person: Reader, *roles: str, at: datetime) -> bool:
    """Whether `person` holds one of the roles at `at`, whatever its scope."""
    return bool(scopes_of(person, *roles, at=at))


def open_invitations(organisation: Organisation, at: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return organisation.invitations.filter(
        accepted_at=None, revoked_at=None, expires_at__gt=at
    ).order_by("invited_at")


def grants_to_come(at: datetime) -> QuerySet[Grant]:
    """Roles held now or given for later, with their persons and last sign-ins."""
    return (
        Grant.objects.filter(revoked_at=None, person__is_active=True)
        .exclude(ends_at__lte=at)
        .select_related("person")
        .order_by("role", "person__name", "pk")
    )


class Line(NamedTuple):
    """One line of an organisation's history."""

    at: datetime
    code: str
    who: str
    whom: str


def history_of(organisation: Organisation) -> list[Line]:
    """What the journal says of an organisation, newest first, persons by their name."""
    events = list(
        Event.objects.filter(
            subject_type=organisation._meta.model_name, subject_id=organisation.pid
        ).order_by("-number")[:200]
    )
    keys = {event.actor for event in events} | {event.data.get("person", "") for event in events}
    names = names_of(keys)
    return [
        Line(
            event.at,
            event.kind,
            names.get(event.actor, event.actor),
            names.get(event.data.get("person", ""), ""),
        )
        for event in events
    ]


def names_of(actor_keys: set[str]) -> dict[str, str]:
    """Actor key -> name, for persons."""
    pids = [key.removeprefix("person:") for key in actor_keys if key.startswith("person:")]
    return {person.actor_key: str(person) for person in Person.objects.filter(pid__in=pids)}


class Look(NamedTuple):
    """Somebody of the staff saw this person's pages."""

    at: datetime
    by: str
    reason: str


def looks_at(person: Person) -> list[Look]:
    """When staff saw what this person sees, the latest first, at most ten."""
    events = Event.objects.filter(
        subject_type="person", subject_id=person.pid, kind="person.seen_as"
    )
    found = list(events.order_by("-number")[:10])
    pids = {one.actor.partition(":")[2] for one in found}
    names = {one.actor_key: str(one) for one in Person.objects.filter(pid__in=pids)}
    return [Look(one.at, names.get(one.actor, one.actor), one.reason) for one in found]


def organisation_names(pids: Iterable[str]) -> dict[str, str]:
    """Public id -> name, by name."""
    rows = Organisation.objects.filter(pid__in=set(pids)).order_by("name", "pk")
    return dict(rows.values_list("pid", "name"))


def people_by_organisation(organisations: Collection[int]) -> dict[int, list[Person]]:
    """Organisation -> everybody who acts for it now and is written to, in one query."""
    found: dict[int, list[Person]] = {}
    memberships = Membership.objects.filter(
        organisation__in=organisations, ended_at=None, person__is_active=True
    ).select_related("person")
    for membership in memberships.order_by("person__name", "person__email"):
        found.setdefault(membership.organisation_id, []).append(membership.person)
    return found
