"""What became of those who came to a meeting: came -> idea -> draft -> filed -> funded.

It crosses the steps, so it is counted here. Whoever came is told apart as a person, and found again
by the address they proved or by the organisation; that the meeting was the cause, nobody can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cordata.accounts.models import Membership, Person
from cordata.applications.models import Partner
from cordata.matching.models import PartnerSearch
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.queries import organisation_key
from cordata.meetings.states import RegistrationState
from cordata.packs import ProgrammeDefinition
from cordata.selection.queries import grants

STEPS = ("registered", "came", "idea", "draft", "filed", "funded")
KNOWN_FOR_EVER = STEPS[:2]  # of people whose names were erased
# With a place to the end: cancelled, declined, expired and never promoted are not on the path.
PLACED = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)
NOBODYS = ".invalid"  # the end of an address nobody can be written to at

Named = tuple[str, str]  # an organisation by its name, spelt one way, and its country


@dataclass(frozen=True, slots=True)
class Begun:
    """A body's part in a partner search or an application, as far as it had come."""

    body: int
    named: Named
    person: int  # who published or opened it
    at: datetime
    steps: frozenset[str]
    application: int | None = None
    is_enterprise: bool = False  # may be one person under another name


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who had a place, with the steps that they or their organisation reached."""

    registration: Registration
    steps: frozenset[str]
    began_before: bool  # the meeting
    applications: frozenset[int] = frozenset()

    @property
    def came(self) -> bool:
        return bool(self.registration.state == RegistrationState.ATTENDED)

    @property
    def is_erased(self) -> bool:
        return self.registration.erased_at is not None


@dataclass(frozen=True, slots=True)
class Carried:
    """So many who came from a territory, their names gone, and the steps reached by now."""

    nuts3: str
    steps: frozenset[str]
    began_before: bool
    people: int


@dataclass(frozen=True, slots=True)
class Path:
    """How many persons reached each step; of how many the organisation had begun before."""

    territory: str  # NUTS 3; empty: not said
    counts: Mapping[str, int]
    before: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Those who came and have begun nothing: who may be written to, and how many may not."""

    people: tuple[Registration, ...]
    silent: int  # gave no consent
    unreachable: int  # came along, or came in, without an address
    erased: int  # of them nothing is known any more


def followers_of(meeting: Meeting, at: datetime) -> list[Follower]:
    """Everybody who had a place at the meeting, by name, as of `at`; five queries."""
    begun = _Index(begun_for(meeting, at))
    known = _accounts(meeting)
    return [_follower(one, meeting, begun, known) for one in _placed(meeting)]


def path_of(
    followers: Iterable[Follower], carried: Iterable[Carried] = (), territory: str = ""
) -> Path:
    """Each person once at each step, and only who reached the step before it; those whose names
    are gone by what was `carried` on of them."""
    counts, before = dict.fromkeys(STEPS, 0), dict.fromkeys(STEPS, 0)
    for one in followers:
        for step in _reached(one):
            counts[step] += 1
            before[step] += one.began_before
    for group in carried:
        for step in group.steps:
            counts[step] += group.people
            before[step] += group.people * group.began_before
    return Path(territory, counts, before)


def paths_by_territory(
    followers: Iterable[Follower], programme: ProgrammeDefinition, carried: Iterable[Carried] = ()
) -> list[Path]:
    """The path of each territory from which somebody had a place, those not said last."""
    groups: dict[str, list[Follower]] = defaultdict(list)
    for one in followers:
        groups[one.registration.nuts3].append(one)
    kept: dict[str, list[Carried]] = defaultdict(list)
    for group in carried:
        kept[group.nuts3].append(group)
    codes = [place.code for place in programme.territories if place.code in groups]
    others = sorted({*groups} - {*codes}, key=lambda code: (code == "", code))
    return [path_of(groups[code], kept[code], code) for code in (*codes, *others)]


def follow_up_of(followers: Iterable[Follower]) -> FollowUp:
    """Whom one may still write to; only those are named (PRI-01: what they agreed to)."""
    came = [one for one in followers if one.came]
    idle = [one.registration for one in came if not one.steps and not one.is_erased]
    with_address = [one for one in idle if not one.email.endswith(NOBODYS)]
    people = tuple(one for one in with_address if one.follow_up_consent)
    return FollowUp(
        people=people,
        silent=len(with_address) - len(people),
        unreachable=len(idle) - len(with_address),
        erased=sum(one.is_erased for one in came),
    )


def begun_for(meeting: Meeting, at: datetime) -> Iterator[Begun]:
    """Searches published and applications opened by `at` for the meeting's call, or for its
    programme where it has no call; whatever became of them since."""
    about = {"call": meeting.call} if meeting.call else {"call__programme": meeting.programme}
    searches = PartnerSearch.objects.filter(**about, published_at__lte=at)
    for body, name, country, person, since in searches.values_list(
        *_BODY, "author", "published_at"
    ):
        named = (organisation_key(name), country)
        yield Begun(body, named, person, since, frozenset({"idea"}))
    for part in _parts(about, at):
        body, name, country, enterprise, person, since, application, sent, funded = part
        named = (organisation_key(name), country)
        reached = {"idea", "draft"}
        if sent is not None and sent <= at:
            reached |= {"filed", "funded"} if funded else {"filed"}
        yield Begun(body, named, person, since, frozenset(reached), application, enterprise)


_BODY = ("organisation", "organisation__name", "organisation__country")


def _parts(about: Mapping[str, Any], at: datetime) -> QuerySet[Partner, Any]:
    """Each partner of each application; a grant counts from its notification on (ACC-11)."""
    granted = grants(at).filter(application=OuterRef("application"))
    scope = {f"application__{name}": value for name, value in about.items()}
    found = Partner.objects.filter(**scope, application__created_at__lte=at).order_by()
    return found.annotate(funded=Exists(granted)).values_list(
        *_BODY,
        "organisation__is_enterprise",
        "application__created_by",
        "application__created_at",
        "application",
        "application__submitted_at",
        "funded",
    )


class _Index:
    """What was begun, by body, by person and by the body's name."""

    def __init__(self, begun: Iterable[Begun]) -> None:
        self.by_body: dict[int, list[Begun]] = defaultdict(list)
        self.by_person: dict[int, list[Begun]] = defaultdict(list)
        self.bodies: dict[Named, set[int]] = defaultdict(set)
        for one in begun:
            self.by_body[one.body].append(one)
            self.by_person[one.person].append(one)
            self.bodies[one.named].add(one.body)

    def of(self, person: Person | None, named: Named) -> list[Begun]:
        """By account first; a typed name counts where one body alone is called so."""
        bodies = {one.organisation_id for one in person.memberships.all()} if person else set()
        called = self.bodies.get(named, set())
        if len(called) == 1:
            bodies |= called
        found = [one for body in bodies for one in self.by_body.get(body, ())]
        return found + (self.by_person.get(person.pk, []) if person else [])


def _placed(meeting: Meeting) -> list[Registration]:
    """One registration a person: the one they came with, where an address stands twice."""
    found: dict[str, Registration] = {}
    placed = meeting.registrations.filter(state__in=PLACED).order_by("name", "pk")
    for one in placed.defer("own_answers", "decline_reason", "access_needs"):
        kept = found.get(one.email)
        if kept is None or kept.state != RegistrationState.ATTENDED:
            found[one.email] = one
    return list(found.values())


def _accounts(meeting: Meeting) -> dict[str | int, Person]:
    """The accounts of those registered, by address and by id, each with the bodies it acts for
    now or has acted for since the meeting began."""
    registered = meeting.registrations.filter(erased_at=None)
    own = Q(email__in=registered.values("email")) | Q(
        pk__in=registered.exclude(person=None).values("person")
    )
    since = Q(ended_at=None) | Q(ended_at__gte=meeting.starts_at)
    acting = Prefetch("memberships", Membership.objects.filter(since))
    known: dict[str | int, Person] = {}
    for person in Person.objects.filter(own).prefetch_related(acting):
        known[person.email] = known[person.pk] = person
    return known


def _follower(
    one: Registration, meeting: Meeting, begun: _Index, known: Mapping[str | int, Person]
) -> Follower:
    if one.erased_at is not None:
        return Follower(one, frozenset(), began_before=False)
    person = known.get(one.email) or known.get(one.person_id or 0)
    found = begun.of(person, (organisation_key(one.organisation), one.country))
    steps = frozenset(step for part in found for step in part.steps)
    before = any(part.at < meeting.starts_at for part in found)
    return Follower(one, steps, before, frozenset(_lasting(found)))


def _lasting(found: Iterable[Begun]) -> set[int]:
    """The applications one may go on counting without the name: none of an enterprise."""
    parts = [(part.application, part.is_enterprise) for part in found if part.application]
    return {one for one, _ in parts} - {one for one, is_enterprise in parts if is_enterprise}


def _reached(one: Follower) -> Iterator[str]:
    yield "registered"
    if one.came:
        yield "came"
        yield from one.steps
