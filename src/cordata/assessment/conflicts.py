"""Conflicts of interest that data can tell, for one assessor or for a list of them (EVA-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cordata.accounts.models import Membership, Organisation, Person, Role
from cordata.accounts.queries import holders
from cordata.applications.models import Guest, Help, Partner
from cordata.assessment.models import Assignment, Review
from cordata.assessment.queries import WORKING
from cordata.assessment.states import AssignmentState

T = TypeVar("T")

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
    return conflicts_among([person], [review])[review.pk, person.pk]


def own_body(person: Person, review: Review) -> bool:
    """Whether somebody belongs to a partner of the file by now, whenever it was given to them."""
    own = person.organisation_ids
    partners = Partner.objects.filter(application=review.application_id, organisation__in=own)
    return bool(own) and partners.exists()


def conflicts_among(
    persons: Collection[Person], reviews: Collection[Review]
) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """(file, person) -> codes, for all pairs in as many queries as for one."""
    partners = _partners_of(reviews)
    facts = _Facts.of(persons, partners)
    found = {
        (review.pk, person.pk): facts.against(person, review.pk, partners[review.pk])
        for review in reviews
        for person in persons
    }
    return {pair: tuple(codes) for pair, codes in found.items()}


def _partners_of(reviews: Collection[Review]) -> dict[int, frozenset[int]]:
    """File -> organisations of its partners."""
    rows = Partner.objects.filter(application__review__in=[one.pk for one in reviews])
    partners: dict[int, set[int]] = {one.pk: set() for one in reviews}
    for review, organisation in rows.values_list("application__review", "organisation"):
        partners[review].add(organisation)
    return {review: frozenset(those) for review, those in partners.items()}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the data tell of all persons and all organisations at once."""

    now: Mapping[int, frozenset[int]]  # person -> organisations
    before: Mapping[int, frozenset[int]]
    domains: Mapping[int, frozenset[str]]  # organisation -> mail domains of its people
    towns: Mapping[int, str]  # organisation -> where it has its seat
    companions: Mapping[int, frozenset[int]]  # organisation -> partners in files that were filed
    declared: Mapping[int, frozenset[int]]  # person -> organisations of files declared against
    advised: frozenset[tuple[int, str]]  # file, address of somebody invited into its draft
    helped: frozenset[tuple[int, int | None]]  # file, officer who wrote in its draft for somebody

    @classmethod
    def of(cls, persons: Collection[Person], partners: Mapping[int, frozenset[int]]) -> _Facts:
        organisations = frozenset().union(*partners.values())
        now, before = _memberships(persons)
        own = frozenset().union(*now.values())
        return cls(
            now=now,
            before=before,
            domains=_domains(organisations),
            towns=_towns(organisations | own),
            companions=_companions(own),
            declared=_declared(persons),
            advised=_advised(partners),
            helped=_helped(partners),
        )

    def against(self, person: Person, review: int, partners: frozenset[int]) -> Iterator[str]:
        """The codes of one pair, the plainest first."""
        yield from self._of_bodies(person, partners)
        if (review, person.email) in self.advised:
            yield "conflict.adviser"
        if (review, person.pk) in self.helped:
            yield "conflict.has_helped"
        if self.declared.get(person.pk, frozenset()) & partners:
            yield "conflict.declared"

    def _of_bodies(self, person: Person, partners: frozenset[int]) -> Iterator[str]:
        """What ties somebody's own organisations to the partners."""
        own = self.now.get(person.pk, frozenset())
        if own & partners:
            yield "conflict.same_organisation"
        elif self.before.get(person.pk, frozenset()) & partners:
            yield "conflict.former_organisation"
        if _domain(person.email) in self._domains_of(partners) - PUBLIC_DOMAINS:
            yield "conflict.same_domain"
        if not own & partners and self._towns_of(own) & self._towns_of(partners):
            yield "conflict.same_town"
        if any(self.companions.get(one, frozenset()) & partners for one in own - partners):
            yield "conflict.co_partner"

    def _domains_of(self, organisations: frozenset[int]) -> frozenset[str]:
        return frozenset().union(*(self.domains.get(one, frozenset()) for one in organisations))

    def _towns_of(self, organisations: frozenset[int]) -> set[str]:
        return {town for one in organisations if (town := self.towns.get(one, ""))}


def _gathered(rows: Iterable[tuple[int, T]]) -> dict[int, frozenset[T]]:
    found: dict[int, set[T]] = {}
    for key, value in rows:
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _memberships(
    persons: Collection[Person],
) -> tuple[Mapping[int, frozenset[int]], Mapping[int, frozenset[int]]]:
    """Where each person belongs now, and where they did."""
    rows = list(
        Membership.objects.filter(person__in=persons).values_list(
            "person_id", "organisation_id", "ended_at"
        )
    )
    now = _gathered((person, body) for person, body, ended in rows if ended is None)
    before = _gathered((person, body) for person, body, ended in rows if ended is not None)
    return now, before


def _domains(organisations: frozenset[int]) -> Mapping[int, frozenset[str]]:
    rows = Membership.objects.filter(organisation__in=organisations, ended_at=None)
    pairs = rows.values_list("organisation_id", "person__email")
    return _gathered((body, _domain(email)) for body, email in pairs)


def _towns(organisations: frozenset[int]) -> Mapping[int, str]:
    """The seat as country, postcode and town, spelt alike; empty where any of them is missing."""
    rows = Organisation.objects.filter(pk__in=organisations)
    return {
        body: "|".join((country, postcode.strip(), town.strip().casefold()))
        for body, country, postcode, town in rows.values_list("pk", "country", "postcode", "city")
        if postcode.strip() and town.strip()
    }


def _companions(organisations: frozenset[int]) -> Mapping[int, frozenset[int]]:
    """With whom each of these bodies was partner in a file that was filed."""
    filed = Partner.objects.filter(application__number__gt="")
    own = filed.filter(organisation__in=organisations)
    with_them = own.values_list("organisation_id", "application__partners__organisation_id")
    return _gathered((body, other) for body, other in with_them if body != other)


def _declared(persons: Collection[Person]) -> Mapping[int, frozenset[int]]:
    rows = Assignment.objects.filter(assessor__in=persons, state=AssignmentState.CONFLICTED)
    bodies = rows.values_list("assessor_id", "review__application__partners__organisation_id")
    return _gathered(bodies)


def _advised(reviews: Collection[int]) -> frozenset[tuple[int, str]]:
    """Who was invited into the draft of a file, to advise or to look: the address is the person."""
    guests = Guest.objects.filter(application__review__in=reviews)
    return frozenset(guests.values_list("application__review", "email"))


def _helped(reviews: Collection[int]) -> frozenset[tuple[int, int | None]]:
    """Who wrote, or might have written, for an applicant of the file does not assess it."""
    helps = Help.objects.filter(application__review__in=reviews, begun_at__isnull=False)
    return frozenset(helps.values_list("application__review", "helper"))


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def candidates(review: Review, at: datetime) -> Sequence[Candidate]:
    """The assessors of the call, those free and with the least work first."""
    scope = f"call:{review.application.call.pid}"
    persons = list(holders(Role.ASSESSOR, at=at, scope=scope).order_by("name", "email"))
    against = conflicts_among(persons, [review])
    work = list(
        Assignment.objects.filter(assessor__in=persons, state__in=WORKING).values_list(
            "assessor_id", "review_id", "state"
        )
    )
    listed = [
        Candidate(
            person=person,
            conflicts=against[review.pk, person.pk],
            assigned=any(row[:2] == (person.pk, review.pk) for row in work),
            files=sum(row[0] == person.pk and row[2] != AssignmentState.LOCKED for row in work),
        )
        for person in persons
    ]
    return sorted(listed, key=lambda one: (bool(one.conflicts), one.assigned, one.files))
