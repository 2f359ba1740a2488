"""Places left, who holds one, the waiting list in its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from cordata.kernel.prepared import NOW, Given, Instant, Prepared
from cordata.meetings.models import ELSEWHERE, Meeting, Registration
from cordata.meetings.queries.meetings import public_meetings
from cordata.meetings.states import EXPECTED, LIVE, RegistrationState
from cordata.programme.models import Call
from cordata.rules.places import PlaceRequest, SeatPlan, Taken, free_for

NO_LIMIT = 1_000_000  # places of a meeting without a limit


def seat_plan(meeting: Meeting) -> SeatPlan:
    """The meeting's places as the rules see them."""
    return SeatPlan(
        total=NO_LIMIT if meeting.places is None else meeting.places,
        kept=meeting.kept_places,
        released_at=meeting.released_at,
        per_organisation=meeting.per_organisation,
        max_party=meeting.max_party,
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
            held=Count("pk", filter=holding(at)),
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


def place_request(registration: Registration, seats: int = 1) -> PlaceRequest:
    """A registration as the rules see it, with the seats of its whole party."""
    organisation = organisation_key(registration.organisation)
    return PlaceRequest(
        registration.country, seats, organisation, registration.pid, registration.yields_at
    )


def waiting_requests(meeting: Meeting) -> list[PlaceRequest]:
    """The waiting list as the rules see it, in order of arrival: a party is one entry."""
    waiting = meeting.registrations.filter(state=RegistrationState.WAITLISTED).only(
        "pid", "meeting", "country", "organisation", "party", "yields_at"
    )
    everyone = list(waiting.order_by("waiting_since", "pk"))
    companions = Counter(one.party_id for one in everyone if one.party_id)
    return [place_request(one, 1 + companions[one.pk]) for one in everyone if not one.party_id]


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
    rows = _held_in_one.rows(meeting=meeting.pk, at=at)
    held = {country: number for country, number, _waits in rows}
    return left_of(meeting, held, sum(waits for _country, _number, waits in rows), at)


def places_left_of(meetings: Sequence[Meeting], at: datetime) -> dict[int, PlacesLeft]:
    """The same for a list of meetings, in the same one query."""
    held_in: dict[int, dict[str, int]] = {meeting.pk: {} for meeting in meetings}
    waiting: Counter[int] = Counter()
    registrations = Registration.objects.filter(meeting__in=held_in)
    for country, held, waits, pk in _held(registrations, at).values_list(*HELD, "meeting"):
        held_in[pk][country] = held
        waiting[pk] += waits
    return {
        meeting.pk: left_of(meeting, held_in[meeting.pk], waiting[meeting.pk], at)
        for meeting in meetings
    }


HELD = ("country", "held", "waits")


def _held(registrations: QuerySet[Registration], at: Instant) -> QuerySet[Any, Any]:
    """Of each meeting and country: how many hold a place, how many wait."""
    return (
        registrations.order_by()
        .values("meeting", "country")
        .annotate(
            held=Count("pk", filter=holding(at)),
            waits=Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
        )
    )


_held_in_one: Prepared[tuple[str, int, int]] = Prepared(
    lambda: _held(Registration.objects.filter(meeting=Given("meeting")), NOW).values_list(*HELD)
)


def holding(at: Instant, path: str = "") -> Q:
    """Those a place is taken by at `at`, as a condition on registrations reached by `path`."""
    held = [RegistrationState.PENDING, RegistrationState.OFFERED]
    return Q(**{f"{path}state__in": EXPECTED}) | Q(
        **{f"{path}state__in": held, f"{path}held_until__gt": at}
    )


def left_of(meeting: Meeting, held: Mapping[str, int], waits: int, at: datetime) -> PlacesLeft:
    """What is left when `held` places are taken, by country."""
    if meeting.places is None:
        return PlacesLeft((), waits)
    plan = seat_plan(meeting)
    sides = sides_left(plan, Taken(by_side=dict(held)), at)
    return PlacesLeft(sides, waits, plan.released_at if sides[0].country else None)


def sides_left(plan: SeatPlan, taken: Taken, at: datetime) -> tuple[SideLeft, ...]:
    """What each side has left; one line without a country where places are everybody's."""
    if not plan.kept or (plan.released_at is not None and at >= plan.released_at):
        return (SideLeft("", plan.total, free_for(plan, taken, "", at)),)
    return tuple(
        SideLeft(country, places, min(places, free_for(plan, taken, country, at)))
        for country, places in plan.kept.items()
    )


def coming_with_places(call: Call, at: datetime, limit: int) -> list[tuple[Meeting, PlacesLeft]]:
    """The next meetings of a call with what is left, in one query."""
    countries = tuple(country.code for country in call.programme.definition.countries)
    found = _coming(countries, limit).rows(call=call.pk, at=at)
    return [(meeting, left_of(meeting, _held_by(meeting, countries), 0, at)) for meeting in found]


def _held_by(meeting: Meeting, countries: tuple[str, ...]) -> dict[str, int]:
    codes = (*countries, ELSEWHERE)
    return {code: getattr(meeting, f"held_{number}") for number, code in enumerate(codes)}


@cache
def _coming(countries: tuple[str, ...], limit: int) -> Prepared[Meeting]:
    """The next meetings with how many places each country holds: `held_0`, `held_1`, ..."""
    known = Q(registrations__country__in=countries)
    groups = [*(Q(registrations__country=code) for code in countries), ~known]
    counts = {
        f"held_{number}": Count("registrations", filter=holding(NOW, "registrations__") & which)
        for number, which in enumerate(groups)
    }
    coming = Q(call=Given("call"), ends_at__gt=NOW)
    return Prepared(lambda: public_meetings().filter(coming).annotate(**counts)[:limit])


def position_of(registration: Registration) -> int:
    """1 for the first who waits on this side."""
    ahead = Q(waiting_since__lt=registration.waiting_since) | Q(
        waiting_since=registration.waiting_since, pk__lt=registration.pk
    )
    waiting = registration.meeting.registrations.waiting()
    return waiting.filter(ahead, country=registration.country).count() + 1
