"""Meetings to come and past, places left, waiting lists, lists for organisers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import Reader, scopes_of
from cordata.meetings.models import ELSEWHERE, Meeting, Question, Registration
from cordata.meetings.states import EXPECTED, LIVE, MeetingState, RegistrationState
from cordata.programme.models import Call
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


def seat_plan(meeting: Meeting) -> SeatPlan:
    """The meeting's places as the rules see them."""
    return SeatPlan(
        total=NO_LIMIT if meeting.places is None else meeting.places,
        kept=meeting.kept_places,
        released_at=meeting.released_at,
        per_organisation=meeting.per_organisation,
    )


def organisation_key(name: str) -> str:
    """How two spellings of one organisation are told to be the same."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Who holds a place, whether somebody waits, whether an address is registered already."""

    taken: Taken
    waits: int
    known: bool


def occupancy(meeting: Meeting, at: datetime, email: str = "") -> Occupancy:
    """All that a new registration depends on, in one query."""
    groups = ["country"] if meeting.per_organisation is None else ["country", "organisation"]
    rows = (
        meeting.registrations.filter(state__in=LIVE)
        .order_by()
        .values(*groups)
        .annotate(
            held=Count("pk", filter=_holding(at)),
            waits=Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
            known=Count("pk", filter=Q(email=email)),
        )
    )
    sides: Counter[str] = Counter()
    organisations: Counter[str] = Counter()
    waits = known = 0
    for row in rows:
        sides[row["country"]] += row["held"]
        if row.get("organisation"):
            organisations[organisation_key(row["organisation"])] += row["held"]
        waits += row["waits"]
        known += row["known"]
    return Occupancy(Taken(dict(sides), dict(organisations)), waits, bool(known))


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
    """Free places per side and the length of the waiting list: one query."""
    return places_left_of([meeting], at)[meeting.pk]


def places_left_of(meetings: Sequence[Meeting], at: datetime) -> dict[int, PlacesLeft]:
    """The same for a list of meetings, in the same one query."""
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
    return {
        meeting.pk: left_of(meeting, holding[meeting.pk], waiting[meeting.pk], at)
        for meeting in meetings
    }


def _holding(at: datetime, path: str = "") -> Q:
    """Those a place is taken by at `at`, as a condition on registrations reached by `path`."""
    held = [RegistrationState.PENDING, RegistrationState.OFFERED]
    return Q(**{f"{path}state__in": EXPECTED}) | Q(
        **{f"{path}state__in": held, f"{path}held_until__gt": at}
    )


def left_of(meeting: Meeting, held: Mapping[str, int], waits: int, at: datetime) -> PlacesLeft:
    """What is left when `held` places are taken, by country."""
    if meeting.places is None:
        return PlacesLeft((), waits)
    plan, taken = seat_plan(meeting), Taken(by_side=dict(held))
    if not plan.kept or (plan.released_at is not None and at >= plan.released_at):
        free = free_for(plan, taken, "", at)
        return PlacesLeft((SideLeft("", meeting.places, free),), waits)
    per_side = tuple(
        SideLeft(country, places, min(places, free_for(plan, taken, country, at)))
        for country, places in plan.kept.items()
    )
    return PlacesLeft(per_side, waits, plan.released_at)


def coming_with_places(call: Call, at: datetime, limit: int) -> list[tuple[Meeting, PlacesLeft]]:
    """The next meetings of a call with what is left, in one query."""
    countries = [country.code for country in call.programme.definition.countries]
    counts = {
        f"held_{number}": Count("registrations", filter=_holding(at, "registrations__") & which)
        for number, which in enumerate(
            [
                *(Q(registrations__country=code) for code in countries),
                ~Q(registrations__country__in=countries),
            ]
        )
    }
    found = public_meetings().filter(call=call, ends_at__gt=at).annotate(**counts)[:limit]
    codes = [*countries, ELSEWHERE]
    return [
        (
            meeting,
            left_of(
                meeting,
                {code: getattr(meeting, f"held_{n}") for n, code in enumerate(codes)},
                0,
                at,
            ),
        )
        for meeting in found
    ]


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
        .annotate(
            came=Count("pk", filter=Q(state=RegistrationState.ATTENDED)), everyone=Count("pk")
        )
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
