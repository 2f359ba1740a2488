"""Meetings to come and past, places left, waiting lists, lists for organisers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import Reader, scopes_of
from cordata.meetings.models import Meeting, Question, Registration, SidePlaces
from cordata.meetings.states import EXPECTED, LIVE, MeetingState, RegistrationState
from cordata.rules.places import PlaceRequest, SeatPlan, Taken, free_for

NO_LIMIT = 1_000_000  # places of a meeting without a limit
ORGANISERS = (Role.ORGANISER, Role.OFFICER)


def scope_of(meeting: Meeting) -> str:
    """The scope of a role that holds for this meeting alone."""
    return f"meeting:{meeting.pid}"


def public_meetings() -> QuerySet[Meeting]:
    """Every announced meeting, the next to come first."""
    return Meeting.objects.public().with_names().order_by("starts_at", "code")


def meetings_worked_on_by(person: Reader, at: datetime) -> QuerySet[Meeting]:
    """Meetings whose people this person may see: organisers, officers, check-in helpers."""
    scopes = scopes_of(person, *ORGANISERS, Role.CHECKIN, at=at)
    everything = Meeting.objects.with_names()
    if "" in scopes:
        return everything
    pids = [scope.removeprefix("meeting:") for scope in scopes if scope.startswith("meeting:")]
    return everything.filter(pid__in=pids)


def registrations_of(person: Person) -> QuerySet[Registration]:
    """Everything registered with the address this person signs in with."""
    return (
        Registration.objects.filter(email=person.email)
        .with_meeting()
        .order_by("-meeting__starts_at", "-registered_at")
    )


# Places


def seat_plan(meeting: Meeting, sides: Iterable[SidePlaces]) -> SeatPlan:
    """The meeting's places as the rules see them."""
    known = list(sides)
    return SeatPlan(
        total=NO_LIMIT if meeting.places is None else meeting.places,
        kept={side.country: side.places for side in known},
        released_at=max((side.released_at for side in known), default=None),
        per_organisation=meeting.per_organisation,
    )


def organisation_key(name: str) -> str:
    """How two spellings of one organisation are told to be the same."""
    return " ".join(name.casefold().split())


def taken_places(meeting: Meeting, at: datetime) -> Taken:
    """Who holds a place at `at`, by side; by organisation too where the meeting has a cap."""
    holding = meeting.registrations.holding(at)
    if meeting.per_organisation is None:
        rows = holding.order_by().values_list("country").annotate(Count("pk"))
        return Taken(by_side=dict(rows))
    sides: Counter[str] = Counter()
    organisations: Counter[str] = Counter()
    for country, organisation in holding.values_list("country", "organisation"):
        sides[country] += 1
        if organisation:
            organisations[organisation_key(organisation)] += 1
    return Taken(dict(sides), dict(organisations))


def place_request(registration: Registration) -> PlaceRequest:
    """A registration as the rules see it: one seat."""
    organisation = organisation_key(registration.organisation)
    return PlaceRequest(registration.country, 1, organisation, registration.pid)


def waiting_requests(meeting: Meeting) -> list[PlaceRequest]:
    """The waiting list as the rules see it, in order of arrival."""
    waiting = meeting.registrations.waiting().only("pid", "country", "organisation")
    return [place_request(registration) for registration in waiting]


@dataclass(frozen=True, slots=True)
class SideLeft:
    """What one side has left; country is empty where places are everybody's."""

    country: str
    places: int
    free: int

    @property
    def taken(self) -> int:
        return self.places - self.free

    @property
    def share(self) -> int:
        """How full it is, in whole percent."""
        return 100 * self.taken // self.places if self.places else 100


@dataclass(frozen=True, slots=True)
class PlacesLeft:
    """What a meeting's page says about places; no sides when there is no limit."""

    sides: tuple[SideLeft, ...]
    waiting: int
    released_at: datetime | None = None  # still to come

    @property
    def free(self) -> int:
        return max((side.free for side in self.sides), default=NO_LIMIT)

    @property
    def is_full(self) -> bool:
        return bool(self.sides) and all(side.free == 0 for side in self.sides)

    def side(self, country: str) -> SideLeft | None:
        """The places a person of this country looks at."""
        return next((side for side in self.sides if side.country in {country, ""}), None)


def places_left(meeting: Meeting, at: datetime) -> PlacesLeft:
    """Free places per side and the length of the waiting list: two queries."""
    return places_left_of([meeting], at)[meeting.pk]


def places_left_of(meetings: Sequence[Meeting], at: datetime) -> dict[int, PlacesLeft]:
    """The same for a list of meetings, in the same two queries."""
    holding: dict[int, dict[str, int]] = {meeting.pk: {} for meeting in meetings}
    waiting: Counter[int] = Counter()
    rows = (
        Registration.objects.filter(meeting__in=holding)
        .order_by()
        .values_list("meeting", "country")
        .annotate(
            held=Count("pk", filter=_holding(at)),
            waits=Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
        )
    )
    for pk, country, held, waits in rows:
        holding[pk][country] = held
        waiting[pk] += waits
    sides: dict[int, list[SidePlaces]] = {meeting.pk: [] for meeting in meetings}
    for side in SidePlaces.objects.filter(meeting__in=sides).order_by("pk"):
        sides[side.meeting_id].append(side)
    return {
        meeting.pk: _left(meeting, sides[meeting.pk], holding[meeting.pk], waiting[meeting.pk], at)
        for meeting in meetings
    }


def _holding(at: datetime) -> Q:
    held = [RegistrationState.PENDING, RegistrationState.OFFERED]
    return Q(state__in=EXPECTED) | Q(state__in=held, held_until__gt=at)


def _left(
    meeting: Meeting, sides: list[SidePlaces], held: Mapping[str, int], waits: int, at: datetime
) -> PlacesLeft:
    if meeting.places is None:
        return PlacesLeft((), waits)
    plan, taken = seat_plan(meeting, sides), Taken(by_side=dict(held))
    if not sides or (plan.released_at is not None and at >= plan.released_at):
        free = free_for(plan, taken, "", at)
        return PlacesLeft((SideLeft("", meeting.places, free),), waits)
    per_side = tuple(
        SideLeft(
            side.country, side.places, min(side.places, free_for(plan, taken, side.country, at))
        )
        for side in sides
    )
    return PlacesLeft(per_side, waits, plan.released_at)


def position_of(registration: Registration) -> int:
    """1 for the first who waits on this side."""
    ahead = Q(waiting_since__lt=registration.waiting_since) | Q(
        waiting_since=registration.waiting_since, pk__lt=registration.pk
    )
    waiting = registration.meeting.registrations.waiting()
    return waiting.filter(ahead, country=registration.country).count() + 1


# For the organisers


def people_of(meeting: Meeting) -> QuerySet[Registration]:
    """Everyone who registered, by name; those not confirmed by mail and the expired last."""
    return meeting.registrations.filter(erased_at=None).order_by("name", "pk")


def searched(people: QuerySet[Registration], text: str) -> QuerySet[Registration]:
    """Those whose name or organisation holds each of the words."""
    for word in text.split()[:5]:
        people = people.filter(Q(name__icontains=word) | Q(organisation__icontains=word))
    return people


def state_counts(meeting: Meeting) -> dict[str, int]:
    """How many registrations are in each state, every state named."""
    rows = meeting.registrations.order_by().values_list("state").annotate(Count("pk"))
    return {state: 0 for state in RegistrationState.values} | dict(rows)


def attendance(meeting: Meeting) -> QuerySet[Registration]:
    """Who stands on the attendance list, by name."""
    return meeting.registrations.filter(state__in=EXPECTED).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room and who is expected, by country."""

    present: Mapping[str, int]
    expected: Mapping[str, int]

    @property
    def present_total(self) -> int:
        return sum(self.present.values())

    @property
    def expected_total(self) -> int:
        return sum(self.expected.values())


def presence(meeting: Meeting) -> Presence:
    """The live count of the check-in page, in one query."""
    rows = (
        meeting.registrations.filter(state__in=EXPECTED)
        .order_by()
        .values_list("country")
        .annotate(Count("pk", filter=Q(state=RegistrationState.ATTENDED)), Count("pk"))
    )
    counted = list(rows)
    return Presence(
        {country: came for country, came, _all in counted},
        {country: everyone for country, _came, everyone in counted},
    )


def questions_of(meeting: Meeting) -> QuerySet[Question]:
    """What people asked, the oldest first."""
    return meeting.questions.select_related("registration").order_by("asked_at", "pk")


# What falls due


def unfinished_meetings() -> QuerySet[Meeting]:
    """Announced meetings: they have reminders, a release and an end ahead of them."""
    return Meeting.objects.filter(state=MeetingState.PUBLISHED).order_by("starts_at")


def meetings_with_needs() -> QuerySet[Meeting]:
    """Meetings that still hold somebody's diet or access needs."""
    needs = Registration.objects.filter(meeting=OuterRef("pk")).exclude(meal="", access_needs="")
    return Meeting.objects.filter(Exists(needs))


def meetings_with_names() -> QuerySet[Meeting]:
    """Meetings that still hold somebody's name and address."""
    named = Registration.objects.filter(meeting=OuterRef("pk"), erased_at=None)
    return Meeting.objects.filter(Exists(named))


def live_registrations(meeting: Meeting) -> QuerySet[Registration]:
    """Whoever would come or waits."""
    return meeting.registrations.filter(state__in=LIVE).order_by("pk")
