"""Workshops and coaching slots with their own places, under one lock (MTG-01, MTG-02)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, due, queries
from cordata.meetings.actions import Companion
from cordata.notify.models import Message
from tests.factories.meetings import asked, registered, with_items

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAUL = Companion("Paul Marin")


def again(row):
    row.refresh_from_db()
    return row


def chosen(registration):
    return {place.item: place.state for place in queries.item_places_of(registration)}


@pytest.fixture
def day(annecy):
    """A meeting with ten places, a workshop of one and another of two."""
    return with_items(annecy, {"code": "water", "places": 1}, {"code": "snow", "places": 2})


def free(meeting, at, item="water"):
    left = {one.item.code: one for one in queries.items_left(meeting, at)}
    return left[item].sides[0].free


def test_an_item_chosen_at_registration_is_held_with_the_place_and_confirmed_with_it(day, at):
    someone = asked(day, at, items=("water",))
    assert free(day, at) == 0
    assert free(day, at + HOUR) == 1

    actions.confirm_registration(someone.pid, at=at)
    assert chosen(someone) == {"water": "confirmed"}
    assert free(day, at + HOUR) == 0


def test_the_next_waits_for_the_item_but_has_a_place_at_the_meeting(day, at):
    registered(day, at, items=("water",))
    second = registered(day, at, items=("water", "snow"))

    assert second.state == "confirmed"
    assert chosen(second) == {"water": "waitlisted", "snow": "confirmed"}
    assert (
        "water"
        in Message.objects.get(subject_id=second.pid, notice="meetings.registration_confirmed").text
    )


def test_mtg_02_an_item_given_back_is_offered_once_in_order_and_taken_by_a_yes(day, at):
    has_it, first, second = (
        registered(day, at + number * HOUR, items=("water",)) for number in range(3)
    )
    for _click in range(3):
        actions.choose_items(has_it.pid, (), at=at + 4 * HOUR)

    assert [chosen(one)["water"] for one in (first, second)] == ["offered", "waitlisted"]
    assert Message.objects.filter(notice="meetings.item_offered").count() == 1
    place = queries.item_places_of(first).get()
    actions.accept_item(first.pid, place.pid, at=at + 5 * HOUR)
    assert chosen(first) == {"water": "confirmed"}


def test_an_item_offer_lapses_and_goes_to_the_next_while_the_meeting_place_stays(day, at):
    has_it, first, second = (
        registered(day, at + number * HOUR, items=("water",)) for number in range(3)
    )
    actions.cancel_registration(has_it.pid, at=at + 4 * HOUR)
    until = queries.item_places_of(first).get().held_until

    for act in [act for act in due.due_acts(until) if act.code == "meetings.expire_item"]:
        act.run(act.at)
    assert (again(first).state, chosen(first)) == ("confirmed", {})
    assert chosen(second) == {"water": "offered"}


def test_a_declined_item_goes_to_the_next_at_once(day, at):
    has_it, first, second = (
        registered(day, at + number * HOUR, items=("water",)) for number in range(3)
    )
    actions.cancel_registration(has_it.pid, at=at + 4 * HOUR)
    actions.decline_item(first.pid, queries.item_places_of(first).get().pid, at=at + 5 * HOUR)

    assert (chosen(first), chosen(second)) == ({}, {"water": "offered"})


def test_who_waits_for_the_meeting_holds_no_item_until_the_offer_is_accepted(annecy, at):
    small = with_items(annecy, {"code": "water", "places": 5}, places=1)
    has_it = registered(small, at)
    waits = registered(small, at, items=("water",))
    assert (waits.state, free(small, at)) == ("waitlisted", 5)

    actions.cancel_registration(has_it.pid, at=at)
    actions.accept_offer(waits.pid, at=at)
    assert chosen(waits) == {"water": "confirmed"}


def test_an_item_has_its_own_places_per_side_until_the_release(annecy, at):
    shares = [{"country": "FR", "places": 1}, {"country": "IT", "places": 1}]
    release = at + 5 * HOUR
    some = with_items(
        annecy,
        {"code": "water", "places": 2, "shares": shares},
        sides={"FR": 5, "IT": 5},
        released_at=release,
    )
    registered(some, at, items=("water",))
    french = registered(some, at, items=("water",))
    italian = registered(some, at, items=("water",), country="IT")
    actions.choose_items(italian.pid, (), at=at + HOUR)
    assert chosen(french) == {"water": "waitlisted"}

    actions.release_places(some.pid, by=SYSTEM, at=release)
    assert chosen(french) == {"water": "offered"}


def test_a_party_takes_a_place_each_in_a_workshop_and_one_slot_of_coaching(annecy, at):
    some = with_items(
        annecy,
        {"code": "water", "places": 2},
        {"code": "coaching", "kind": "coaching", "places": 2},
        max_party=2,
    )
    registered(some, at, companions=(PAUL,), items=("water", "coaching"))

    assert (free(some, at + HOUR), free(some, at + HOUR, "coaching")) == (0, 1)


def test_somebody_more_needs_a_place_in_the_items_held(annecy, at):
    some = with_items(annecy, {"code": "water", "places": 1}, max_party=2)
    someone = registered(some, at, items=("water",))

    with pytest.raises(NotPossible, match="no_place_in_item"):
        actions.change_party(someone.pid, (PAUL,), at=at)


def test_nobody_is_in_two_workshops_at_once(annecy, at):
    some = with_items(
        annecy,
        {"code": "water", "places": 9, "starts": "10:00:00", "ends": "11:00:00"},
        {"code": "snow", "places": 9, "starts": "10:30:00", "ends": "11:30:00"},
        {"code": "wood", "places": 9, "starts": "11:00:00"},
    )
    with pytest.raises(NotPossible, match="items_at_once"):
        asked(some, at, items=("water", "snow"))
    someone = registered(some, at, items=("water", "wood"))
    with pytest.raises(NotPossible, match="items_at_once"):
        actions.choose_items(someone.pid, ("snow", "wood"), at=at)


def test_an_item_is_chosen_until_the_meeting_begins_and_an_unknown_one_is_nothing(day, at):
    someone = registered(day, at, items=("no-such-item",))
    assert chosen(someone) == {}

    with pytest.raises(NotPossible, match="no_longer_changed"):
        actions.choose_items(someone.pid, ("water",), at=day.starts_at)
