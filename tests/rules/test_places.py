"""MTG-01, MTG-02: places per side, the organisation's cap, the order of the waiting list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.rules.places import (
    Placement,
    PlaceRequest,
    SeatPlan,
    Taken,
    free_for,
    next_to_offer,
    place_for,
)

RELEASE = datetime(2025, 2, 6, 11, tzinfo=UTC)
BEFORE = RELEASE - timedelta(microseconds=1)
PLAN = SeatPlan(
    total=60, kept={"FR": 20, "IT": 20}, released_at=RELEASE, per_organisation=3, max_party=2
)


def taken(french: int, italian: int = 0, **organisations: int) -> Taken:
    return Taken({"FR": french, "IT": italian}, organisations)


@pytest.mark.parametrize(
    ("french", "italian", "at", "free"),
    [
        (0, 0, BEFORE, 40),
        (39, 0, BEFORE, 1),
        (40, 0, BEFORE, 0),
        (40, 0, RELEASE, 20),
        (40, 20, RELEASE, 0),
        (35, 25, BEFORE, 0),
        (20, 25, BEFORE, 15),
    ],
)
def test_places_kept_for_the_other_side_are_free_only_after_their_release(
    french, italian, at, free
):
    assert free_for(PLAN, taken(french, italian), "FR", at) == free


def decision(request, now=None, at=BEFORE, ahead=(), plan=PLAN):
    answer = place_for(plan, now or taken(0), request, at, ahead)
    return answer.placement, answer.reason


def test_the_last_place_is_given_and_the_next_waits():
    request = PlaceRequest("FR")

    assert decision(request, taken(39)) == (Placement.CONFIRMED, "confirmed")
    answer = place_for(PLAN, taken(40), request, BEFORE, ahead=(PlaceRequest("FR"),))
    assert (answer.placement, answer.params) == (Placement.WAITLISTED, {"position": 2})
    assert answer.sentence_code == "place.waitlisted"


def test_a_meeting_without_waiting_list_says_that_it_is_full():
    plan = SeatPlan(total=1, waiting_list=False)

    assert decision(PlaceRequest("FR"), taken(1), plan=plan) == (Placement.REFUSED, "full")


@pytest.mark.parametrize(
    ("seats", "held", "reason"),
    [
        (2, 1, "confirmed"),
        (2, 2, "organisation_full"),
        (3, 0, "party_too_large"),
        (0, 0, "no_seats"),
    ],
)
def test_parties_and_organisations_have_a_limit(seats, held, reason):
    request = PlaceRequest("FR", seats, "asso")

    assert decision(request, taken(held, asso=held))[1] == reason


def test_a_person_without_organisation_knows_no_cap():
    assert decision(PlaceRequest("FR"), taken(10))[1] == "confirmed"


def test_a_newcomer_does_not_jump_the_queue():
    ahead = (PlaceRequest("FR", 2, key="first"),)

    assert decision(PlaceRequest("FR"), taken(39), ahead=ahead)[1] == "waitlisted"
    assert decision(PlaceRequest("FR"), taken(38), ahead=ahead)[1] == "waitlisted"
    assert decision(PlaceRequest("FR"), taken(37), ahead=ahead)[1] == "confirmed"


def test_a_side_held_back_does_not_hold_up_the_other():
    ahead = (PlaceRequest("FR"),)

    assert decision(PlaceRequest("IT"), taken(40), ahead=ahead)[1] == "confirmed"


def test_the_next_offer_follows_the_order_of_arrival():
    waiting = [
        PlaceRequest("FR", 2, key="pair"),
        PlaceRequest("FR", 1, key="single"),
        PlaceRequest("IT", 1, key="other side"),
    ]

    assert next_to_offer(PLAN, taken(38), waiting, BEFORE).key == "pair"
    assert next_to_offer(PLAN, taken(39), waiting, BEFORE).key == "other side"
    assert next_to_offer(PLAN, taken(40, 20), waiting, RELEASE) is None


def test_an_organisation_at_its_cap_waits_without_holding_others_up():
    waiting = [PlaceRequest("FR", 1, "asso", "capped"), PlaceRequest("FR", key="next")]

    assert next_to_offer(PLAN, taken(3, asso=3), waiting, BEFORE).key == "next"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    requests=st.lists(
        st.builds(
            PlaceRequest,
            side=st.sampled_from(["FR", "IT"]),
            seats=st.integers(1, 2),
            organisation=st.sampled_from(["", "a", "b"]),
        ),
        max_size=40,
    ),
    total=st.integers(0, 20),
    kept=st.integers(0, 8),
)
def test_places_are_never_given_twice(requests, total, kept):
    plan = SeatPlan(total, {"FR": kept, "IT": kept}, RELEASE, per_organisation=5, max_party=2)
    now, waiting = taken(0), []
    for request in requests:
        answer = place_for(plan, now, request, BEFORE, waiting)
        if answer.placement is Placement.CONFIRMED:
            now = now.plus(request)
        elif answer.placement is Placement.WAITLISTED:
            waiting.append(request)
    while (offered := next_to_offer(plan, now, waiting, RELEASE)) is not None:
        waiting.remove(offered)
        now = now.plus(offered)

    assert now.total <= total
    assert all(held <= 5 for held in now.by_organisation.values())
