"""Conflicts of interest that data can tell, for one assessor or for a list of them (EVA-01)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cordata.accounts.models import Membership, Person, Role
from cordata.accounts.queries import holders
from cordata.applications.helped import has_helped
from cordata.assessment.models import Assignment, Review
from cordata.assessment.queries import WORKING
from cordata.assessment.states import AssignmentState

# Mail hosts that everybody uses: sharing one says nothing about two people.
PUBLIC_DOMAINS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "libero.it", "orange.fr"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An assessor of the call as the officer chooses one: what stands against, how much work."""

    person: Person
    conflicts: tuple[str, ...]
    assigned: bool
    files: int  # not sent yet


def conflicts_of(person: Person, review: Review) -> tuple[str, ...]:
    """Why this person may not assess this file, from data: codes, none if free."""
    return conflicts_among([person], review)[person.pk]


def conflicts_among(persons: Collection[Person], review: Review) -> Mapping[int, tuple[str, ...]]:
    """Person -> codes, in four queries: memberships now and before, mail domains, declarations,
    help given to the applicants."""
    organisations = list(review.application.partners.values_list("organisation_id", flat=True))
    memberships = Membership.objects.filter(organisation__in=organisations)
    rows = memberships.values_list("person_id", "person__email", "ended_at")
    now = {person for person, _email, ended in rows if ended is None}
    before = {person for person, _email, ended in rows if ended is not None} - now
    domains = {_domain(email) for _person, email, ended in rows if ended is None}
    declared = set(
        Assignment.objects.filter(
            assessor__in=[person.pk for person in persons],
            state=AssignmentState.CONFLICTED,
            review__application__partners__organisation__in=organisations,
        ).values_list("assessor_id", flat=True)
    )
    found = {
        "conflict.same_organisation": now,
        "conflict.former_organisation": before,
        "conflict.same_domain": {
            person.pk for person in persons if _domain(person.email) in domains - PUBLIC_DOMAINS
        },
        "conflict.declared": declared,
        "conflict.has_helped": {
            person.pk for person in persons if has_helped(person, review.application)
        },
    }
    return {
        person.pk: tuple(code for code, those in found.items() if person.pk in those)
        for person in persons
    }


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def candidates(review: Review, at: datetime) -> Sequence[Candidate]:
    """The assessors of the call, those free and with the least work first."""
    scope = f"call:{review.application.call.pid}"
    persons = list(holders(Role.ASSESSOR, at=at, scope=scope).order_by("name", "email"))
    against = conflicts_among(persons, review)
    work = list(
        Assignment.objects.filter(assessor__in=persons, state__in=WORKING).values_list(
            "assessor_id", "review_id", "state"
        )
    )
    listed = [
        Candidate(
            person=person,
            conflicts=against[person.pk],
            assigned=any(row[:2] == (person.pk, review.pk) for row in work),
            files=sum(row[0] == person.pk and row[2] != AssignmentState.LOCKED for row in work),
        )
        for person in persons
    ]
    return sorted(listed, key=lambda one: (bool(one.conflicts), one.assigned, one.files))
