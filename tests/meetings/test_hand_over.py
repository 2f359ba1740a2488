"""A place goes from hand to hand: never free in between, the old link dies (MTG-03, NOT-04)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cordata.kernel.clock import held_at
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, queries
from cordata.meetings.models import HandOver
from cordata.notify.models import Message
from tests.factories.meetings import cancelled, hand_over, registered

pytestmark = pytest.mark.django_db


def again(row):
    row.refresh_from_db()
    return row


def own(registration, name="registration"):
    return reverse(f"meetings:{name}", args=[registration.pid, registration.key])


def test_the_colleague_takes_the_place_and_it_is_never_free_in_between(meeting, at, client):
    small = meeting(places=1)
    giver = registered(
        small, at, email="camille@a.example", access_needs="a ramp", photo_consent=True
    )
    waits, old_link = registered(small, at), own(giver)
    hand_over(giver, at, email="paul@a.example")
    assert (again(waits).state, queries.places_left(small, at).free) == ("waitlisted", 0)

    link = re.search(r"http://testserver(\S+)", Message.objects.get(to="paul@a.example").text)[1]
    assert [client.get(link).status_code for _scan in range(3)] == [200] * 3
    assert again(giver).email == "camille@a.example"  # a scanner took nothing
    taken = client.post(link, {"name": "Paul Marin", "language": "it"})

    assert (taken.status_code, taken.url) == (302, own(again(giver)))
    assert (giver.name, giver.email, giver.language) == ("Paul Marin", "paul@a.example", "it")
    assert (giver.access_needs, giver.photo_consent) == ("", False)
    assert again(waits).state == "waitlisted"
    assert client.get(old_link).status_code == 404
    assert client.post(old_link + "cancel/").status_code == 404
    told = Message.objects.filter(to="camille@a.example").values_list("notice", flat=True)
    assert "meetings.handed_over" in told


def test_two_clicks_are_one_hand_over(meeting, at, client):
    giver = registered(meeting(), at)
    asked = hand_over(giver, at)
    link = reverse("meetings:take_over", args=[asked.pid, asked.key])
    form = {"name": "Paul Marin", "language": "fr"}

    assert client.post(link, form).status_code == 302
    assert client.post(link, form).status_code == 404  # the proposal is gone, with its address
    assert again(giver).link_number == 1
    assert not HandOver.objects.exists()


def test_the_owner_who_comes_after_all_withdraws_the_link(meeting, at, client):
    giver = registered(meeting(), at)
    asked = hand_over(giver, at)
    client.post(own(giver, "keep_place"))

    answer = client.post(
        reverse("meetings:take_over", args=[asked.pid, asked.key]),
        {"name": "Paul Marin", "language": "fr"},
    )
    assert (answer.status_code, again(giver).link_number) == (409, 0)


def test_the_colleague_is_shown_no_button_for_a_place_that_is_gone(meeting, at, client):
    """Neither of somebody who gave it back, nor of a meeting called off."""
    given_back, called_off = registered(meeting(), at), registered(meeting(), at)
    links = {
        one.pid: reverse("meetings:take_over", args=[asked.pid, asked.key])
        for one in (given_back, called_off)
        for asked in [hand_over(one, at)]
    }
    with held_at(at):
        assert '<form class="card' in client.get(links[given_back.pid]).content.decode()
        actions.cancel_registration(given_back.pid, at=at)
        cancelled(called_off.meeting, at)
        for one, words in ((given_back, "l’a rendue"), (called_off, "est annulée")):
            shown = client.get(links[one.pid]).content.decode()
            assert '<form class="card' not in shown
            assert words in shown


def test_a_colleague_with_a_registration_keeps_it_and_the_giver_learns_nothing(meeting, at):
    some = meeting()
    registered(some, at, email="paul@a.example")
    giver = registered(some, at)
    asked = hand_over(giver, at, email="paul@a.example")  # said to the colleague alone

    with pytest.raises(NotPossible, match="has_own_place"):
        actions.take_over(asked.pid, {"name": "Paul"}, at=at)


def test_only_a_booked_place_is_handed_over_and_only_before_the_meeting(meeting, at):
    small = meeting(places=1)
    giver, waits = registered(small, at), registered(small, at)
    with pytest.raises(NotPossible, match="no_place_to_hand_over"):
        hand_over(waits, at)
    with pytest.raises(NotPossible, match="meeting_begun"):
        hand_over(giver, small.starts_at)


def test_nobody_writes_to_the_world_through_a_hand_over(meeting, at):
    giver = registered(meeting(), at)
    for minutes in range(3):
        hand_over(giver, at + timedelta(minutes=minutes))
    with pytest.raises(NotPossible, match="handed_too_often"):
        hand_over(giver, at + timedelta(hours=1))

    assert HandOver.objects.filter(withdrawn_at=None).count() == 1
    assert Message.objects.filter(notice="meetings.hand_over_asked").count() == 3


def test_a_second_window_offers_the_same_colleague_once(meeting, at, client):
    giver = registered(meeting(), at)
    form = {"name": "Paul Marin", "email": "Paul@A.example", "language": "fr"}
    for address in ("Paul@A.example", "paul@a.example"):
        assert client.post(own(giver, "hand_over"), form | {"email": address}).status_code == 302

    assert Message.objects.filter(notice="meetings.hand_over_asked").count() == 1


def test_ones_own_address_is_no_colleague(meeting, at, client):
    giver = registered(meeting(), at, email="camille@a.example")
    form = {"name": "Me", "email": "CAMILLE@a.example", "language": "fr"}

    assert client.post(own(giver, "hand_over"), form).status_code == 422
