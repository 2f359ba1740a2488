"""The pool of a call: who holds the role of assessor, what each reads and knows, their load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import has_role, holders
from cordata.assessment.models import Assessor, Assignment
from cordata.assessment.queries import UNSENT
from cordata.assessment.states import AssignmentState
from cordata.programme.models import Call
from cordata.rules.assignment.fitting import Knows
from cordata.web import moments

Counts = Mapping[int, tuple[int, int]]  # person -> files to read, sheets sent


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the pool with their load; a profile nobody has filled in has its defaults."""

    person: Person
    profile: Assessor
    unsent: int
    sent: int
    away: bool

    @property
    def files(self) -> int:
        return self.unsent + self.sent

    @property
    def takes_files(self) -> bool:
        return not self.away and self.profile.ended_at is None

    @property
    def knows(self) -> Knows:
        return Knows(
            languages=frozenset(self.profile.languages),
            themes=frozenset(self.profile.themes),
            territories=frozenset(self.profile.territories),
        )


def pool(call: Call, at: datetime) -> Sequence[Member]:
    """Everybody who assesses in this call, by name, in three queries."""
    persons = list(
        holders(Role.ASSESSOR, at=at, scope=f"call:{call.pid}").order_by("name", "email")
    )
    profiles = {one.person_id: one for one in Assessor.objects.filter(call=call)}
    counts, today = _counts(call), moments.local(at, call.zone).date()
    return [_member(call, person, profiles, counts, today) for person in persons]


def _member(
    call: Call, person: Person, profiles: Mapping[int, Assessor], counts: Counts, today: date
) -> Member:
    profile = profiles.get(person.pk) or unfilled(call, person)
    unsent, sent = counts.get(person.pk, (0, 0))
    return Member(person, profile, unsent, sent, is_away(profile, today))


def unfilled(call: Call, person: Person) -> Assessor:
    """What is taken of somebody who has said nothing yet: they read their own language."""
    spoken = [code for code in call.definition.languages if code == person.language]
    return Assessor(call=call, person=person, languages=spoken)


def profile_of(call: Call, person: Person) -> Assessor:
    """The person's own row of the pool, not saved yet where there is none."""
    return Assessor.objects.filter(call=call, person=person).first() or unfilled(call, person)


def is_away(profile: Assessor, today: date) -> bool:
    """Both days named are still away."""
    if profile.away_from is None or profile.away_until is None:
        return False
    return profile.away_from <= today <= profile.away_until


def in_pool(person: Person, call: Call, at: datetime) -> bool:
    return has_role(person, Role.ASSESSOR, at=at, scope=f"call:{call.pid}")


def keeps_confidential(person: Person, call: Call) -> bool:
    """Whether the undertaking of this call was accepted."""
    return Assessor.objects.filter(call=call, person=person, confidential_at__isnull=False).exists()


def _counts(call: Call) -> Counts:
    rows = (
        Assignment.objects.filter(review__application__call=call)
        .values_list("assessor_id")
        .annotate(
            unsent=Count("pk", filter=Q(state__in=UNSENT)),
            sent=Count("pk", filter=Q(state=AssignmentState.LOCKED)),
        )
    )
    return {person: (unsent, sent) for person, unsent, sent in rows}
