"""Who can be played: every person of the instance, by what they do in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Grant, Membership, Organisation, Person, Role
from cordata.applications.models import Guest, Partner
from cordata.assessment.models import Assignment
from cordata.assessment.states import AssignmentState
from cordata.web.catalogue import label, sentence

# The one list of roles, by the moment of the programme's life in which they act.
FAMILIES: Mapping[str, tuple[Role, ...]] = {
    "meet": (Role.ORGANISER, Role.CHECKIN, Role.ADVISER),
    "examine": (Role.OFFICER, Role.AID_REVIEWER, Role.ASSESSOR),
    "decide": (Role.CHAIR, Role.COMMITTEE, Role.COMMITTEE_OBSERVER, Role.AUTHORITY),
    "pay": (Role.ORDERER, Role.CONFIRMER, Role.CONTROLLER, Role.AUDITOR),
    "look_after": (Role.COMMUNICATION, Role.DATA_PROTECTION, Role.ADMINISTRATOR),
}
BODIES = ("lead", "partner", "applicant")
NO_SHEET = (AssignmentState.CONFLICTED, AssignmentState.RELEASED)
TO_WRITE = (AssignmentState.ASSIGNED, AssignmentState.ACCEPTED)
NEWCOMERS = 12  # as many as a visitor makes while trying things out


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody a visitor may play: the role and what more there is to say, in words."""

    role: str
    person: Person
    note: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation, where it stands, and who acts for it."""

    organisation: Organisation
    note: str
    parts: tuple[Part, ...]
    files: int = 0  # that it leads or takes part in


@dataclass(frozen=True, slots=True)
class Group:
    """People or bodies under one heading; `code` has its sentence."""

    code: str
    parts: tuple[Part, ...] = ()
    bodies: tuple[Body, ...] = ()


def staff(at: datetime) -> list[Group]:
    """Who holds a role of the programme at an instant, in the order of the one list."""
    held = _held(at)
    sheets = _sheets(grant.person_id for grant in held[Role.ASSESSOR])
    groups = [
        Group(code, tuple(_granted(grant, sheets) for role in roles for grant in held[role]))
        for code, roles in FAMILIES.items()
    ]
    return [group for group in groups if group.parts]


def _held(at: datetime) -> Mapping[str, list[Grant]]:
    grants = Grant.objects.filter(revoked_at=None, starts_at__lte=at).exclude(ends_at__lte=at)
    held = defaultdict(list)
    for grant in grants.filter(person__is_active=True).select_related("person").order_by("pk"):
        held[grant.role].append(grant)
    return held


def _granted(grant: Grant, sheets: Mapping[int, tuple[int, int]]) -> Part:
    note = ""
    kind, _, limit = grant.scope.partition(":")
    if grant.role == Role.ASSESSOR:
        given, left = sheets.get(grant.person_id, (0, 0))
        code = "sheets" if left else "sheets_sent" if given else "no_sheet"
        note = sentence(f"rehearsal.{code}", count=given, left=left)
    elif kind == "country":
        note = label(limit, "country")
    return Part(label(grant.role, "accounts.role"), grant.person, note)


def _sheets(people: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Sheets given to each assessor, and how many of them are still to be written."""
    counted = (
        Assignment.objects.filter(assessor__in=list(people))
        .exclude(state__in=NO_SHEET)
        .values_list("assessor")
        .annotate(given=Count("pk"), left=Count("pk", filter=Q(state__in=TO_WRITE)))
    )
    return {person: (given, left) for person, given, left in counted}


def bodies() -> list[Group]:
    """Every organisation with its people: leads first, then partners, then who is new."""
    standing = _standing()
    found: dict[str, list[Body]] = {code: [] for code in BODIES}
    for organisation in _organisations():
        leads, joins = standing.get(organisation.pk, (0, 0))
        code = "lead" if leads else "partner" if joins else "applicant"
        note = sentence(
            f"rehearsal.standing.{code}", count=leads or joins, leads=leads, joins=joins
        )
        found[code].append(Body(organisation, note, tuple(_members(organisation)), leads + joins))
    return [
        Group(code, bodies=tuple(sorted(group, key=lambda body: -body.files)))
        for code, group in found.items()
        if group
    ]


def _standing() -> dict[int, tuple[int, int]]:
    """How many files each organisation leads, and in how many it takes part besides."""
    counted = Partner.objects.values_list("organisation").annotate(
        leads=Count("pk", filter=Q(is_lead=True)), joins=Count("pk", filter=Q(is_lead=False))
    )
    return {organisation: (leads, joins) for organisation, leads, joins in counted}


def _organisations() -> QuerySet[Organisation]:
    members = Membership.objects.filter(ended_at=None, person__is_active=True)
    people = Prefetch("memberships", members.select_related("person").order_by("-kind", "pk"))
    return Organisation.objects.prefetch_related(people).order_by("name", "pk")


def _members(organisation: Organisation) -> Iterator[Part]:
    for member in organisation.memberships.all():
        yield Part(label(member.kind, "accounts.membership"), member.person)


def guests(at: datetime) -> list[Part]:
    """Who was let into one draft for a time and has an account."""
    invited = Guest.objects.running(at).filter(person__is_active=True)
    return [
        Part(
            label(guest.kind, "rehearsal.guest"),
            guest.person,
            sentence("rehearsal.reads", acronym=guest.application.acronym, until=guest.until),
        )
        for guest in invited.select_related("person", "application").order_by("pk")
        if guest.person
    ]


def newcomers() -> list[Person]:
    """Accounts that belong nowhere yet: whoever a visitor has made up, newest first."""
    known = (
        Membership.objects.filter(person=OuterRef("pk"), ended_at=None),
        Grant.objects.filter(person=OuterRef("pk")),
        Guest.objects.filter(person=OuterRef("pk")),
    )
    strangers = Person.objects.filter(*(~Exists(rows) for rows in known), is_active=True)
    return list(strangers.order_by("-pk")[:NEWCOMERS])


def one_each(at: datetime) -> Iterator[tuple[str, Part]]:
    """One person for each role, with the organisation of those who act for one."""
    said: set[str] = set()
    for part in [*chain.from_iterable(group.parts for group in staff(at)), *guests(at)]:
        if part.role not in said:
            said.add(part.role)
            yield "", part
    for group in bodies():
        for part in group.bodies[0].parts:
            yield f"{group.bodies[0].organisation} ({group.bodies[0].note})", part
