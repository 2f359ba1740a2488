"""Where the organisers decide, and the screen that says why nobody was promoted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.meetings import actions, queries
from cordata.meetings.actions import Companion
from cordata.notify.models import Message
from tests.factories.meetings import asked, registered, with_items

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def again(row):
    row.refresh_from_db()
    return row


def page(name, *args):
    return reverse(f"meetings:{name}", args=args)


@pytest.fixture
def organiser(client, person):
    someone = person("olga", roles=("organiser",))
    client.force_login(someone)
    return someone


def reasons(meeting, at):
    return [(one.registration.pid, one.reason) for one in queries.why_waiting(meeting, at)]


def test_an_application_holds_no_place_before_the_organisers_yes(meeting, at):
    small = meeting(places=1, approval=True)
    someone = asked(small, at)
    assert (someone.held_until, queries.places_left(small, at).free) == (None, 1)

    actions.confirm_registration(someone.pid, at=at)
    assert again(someone).state == "applied"
    assert queries.places_left(small, at).free == 1
    assert Message.objects.filter(notice="meetings.registration_applied").count() == 1


def test_a_yes_gives_a_place_or_the_turn_of_the_hour_of_the_application(meeting, at):
    small = meeting(places=1, approval=True)
    first, second, third = (registered(small, at + n * HOUR) for n in range(3))
    for one in (third, second, first):
        actions.approve_registration(one.pid, by=SYSTEM, at=at + 4 * HOUR)
        actions.approve_registration(one.pid, by=SYSTEM, at=at + 4 * HOUR)

    states = [again(one).state for one in (first, second, third)]
    assert states == ["waitlisted", "waitlisted", "confirmed"]
    assert queries.position_of(first) == 1
    actions.cancel_registration(third.pid, at=at + 5 * HOUR)
    assert again(first).state == "offered"


def test_a_no_comes_with_its_reason_by_mail_and_on_the_page(client, organiser, meeting, at):
    small = meeting(places=1, approval=True)
    someone = registered(small, at)
    link = page("refuse", small.pid, someone.pid)

    assert client.post(link, {"reason": ""}).status_code == 422
    assert client.post(link, {"reason": "Une place par vallée."}).status_code == 302
    assert again(someone).state == "declined"
    assert (
        "Une place par vallée." in Message.objects.get(notice="meetings.registration_declined").text
    )
    own = client.get(page("registration", someone.pid, someone.key))
    assert "Une place par vallée." in own.content.decode()


def test_a_yes_on_screen_takes_one_click(client, organiser, meeting, at):
    small = meeting(places=1, approval=True)
    someone = registered(small, at, name="Anna Conti")
    assert "Anna Conti" in client.get(page("waiting", small.pid)).content.decode()

    for _click in range(2):
        client.post(page("approve", small.pid, someone.pid))
    assert again(someone).state == "confirmed"
    assert Message.objects.filter(notice="meetings.registration_confirmed").count() == 1


def test_acc_03_a_registration_of_another_meeting_is_not_decided_here(
    client, organiser, meeting, at
):
    elsewhere = registered(meeting(approval=True), at)

    assert client.post(page("approve", meeting().pid, elsewhere.pid)).status_code == 404


def test_an_application_lapses_with_the_meeting(meeting, at):
    some = meeting(approval=True)
    someone = registered(some, at)
    actions.hold_meeting(some.pid, at=some.ends_at)

    assert again(someone).state == "expired"


# Why was nobody promoted?


def test_each_reason_is_named(meeting, at):
    release = at + timedelta(days=2)
    small = meeting(
        places=4,
        sides={"FR": 2, "IT": 2},
        released_at=release,
        per_organisation=2,
        max_party=2,
    )
    registered(small, at, companions=(Companion("Paul"),), organisation="Mairie")
    party = registered(small, at + HOUR, companions=(Companion("Elena"),))
    single = registered(small, at + HOUR)
    assert reasons(small, at + HOUR) == [(party.pid, "kept"), (single.pid, "kept")]

    registered(small, at + HOUR, country="IT")
    actions.release_places(small.pid, by=SYSTEM, at=release)
    assert reasons(small, release) == [(party.pid, "gathers"), (single.pid, "behind_party")]
    until = again(party).yields_at
    assert reasons(small, until) == [(party.pid, "party_too_large"), (single.pid, "next")]
    actions.serve_waiting_list(small.pid, by=SYSTEM, at=until)
    assert reasons(small, until) == [(single.pid, "offered"), (party.pid, "full")]
    assert {reason for _pid, reason in reasons(small, small.starts_at)} == {"offered", "begun"}


def test_the_screen_answers_for_the_meeting_and_each_item(client, organiser, annecy, at):
    some = with_items(annecy, {"code": "water", "places": 1}, places=2)
    registered(some, at, items=("water",))
    registered(some, at, items=("water",), name="Léa Rey")
    registered(some, at, name="Zoé Blanc")

    shown = client.get(page("waiting", some.pid)).content.decode()
    assert "Léa Rey" in shown
    assert "Zoé Blanc" in shown
    assert (
        shown.count("All places are taken or on offer.")
        + shown.count("Toutes les places sont prises ou offertes.")
        == 2
    )


@pytest.mark.counting
def test_the_screen_costs_the_same_for_one_and_for_thirty(
    client, organiser, meeting, at, django_assert_num_queries, django_assert_max_num_queries
):
    small = meeting(places=1, max_party=2)
    registered(small, at)
    registered(small, at)
    client.get(page("waiting", small.pid))
    with django_assert_max_num_queries(14) as few, clock.held_at(at):
        client.get(page("waiting", small.pid))
    for _more in range(30):
        registered(small, at, companions=(Companion("Paul"),))
    with django_assert_num_queries(len(few)), clock.held_at(at):
        client.get(page("waiting", small.pid))
