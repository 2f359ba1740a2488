"""A rehearsal's own pages: whom one may play, where the clock may go, how far a move is."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.accounts.models import Grant, Person, Role
from cordata.applications.actions import invite_guest
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import load_meetings
from cordata.packs import Pack
from cordata.programme.models import Call, Programme
from cordata.rehearsal import cast, moments, moving
from cordata.rehearsal.models import Move
from tests.access.world import everybody
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PersonFactory
from tests.factories.applications import complete_application

pytestmark = pytest.mark.django_db
HOME = "rehearsal:home"


def page(client: Client) -> str:
    return client.get(reverse(HOME)).content.decode()


def played(text: str) -> Counter[str]:
    """Public ids of the people a page lets one play."""
    return Counter(re.findall(r"/rehearsal/play/([^/]+)/", text))


@pytest.fixture
def people(call: Call, at: datetime) -> dict[str, Person]:
    """One person for each role, the partners' among them, and a draft with a guest."""
    found = everybody({"controller": "country:FR"}, {"auditor": at + timedelta(days=9)})
    draft = complete_application(call, at)
    invite_guest(
        draft.application,
        found["observer"].email,
        "observer",
        until=at + timedelta(days=30),
        by=draft.signatory,
        at=at,
    )
    return found


def test_every_role_of_the_one_list_can_be_played(
    client: Client, people: dict[str, Person]
) -> None:
    offered = played(page(client))

    missing = {role for role, person in people.items() if person.pid not in offered}
    assert missing == set()
    assert set(Role) == {role for roles in cast.FAMILIES.values() for role in roles}


def test_two_assessors_are_offered_not_one(client: Client, people: dict[str, Person]) -> None:
    text = page(client)

    assessors = [people[name] for name in ("assessor", "assessor_not_assigned")]
    assert all(played(text)[one.pid] == 1 for one in assessors)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Chefs de file", "chef de file de 1 dossier", "observateur d’un brouillon"]),
        ("it", ["Capofila", "capofila di 1 candidatura", "osservatore di una bozza"]),
        ("en", ["Lead partners", "leads 1 application", "observer of a draft"]),
    ],
)
def test_who_they_are_is_said_in_words(
    client: Client, people: dict[str, Person], language: str, words: list[str]
) -> None:
    text = client.get(f"/{language}/rehearsal/").content.decode()

    assert all(word in text for word in words)


def test_who_has_left_is_not_offered(client: Client, at: datetime) -> None:
    left = MembershipFactory(ended_at=at - timedelta(days=1)).person
    revoked = Grant.objects.create(
        person=PersonFactory(),
        role=Role.OFFICER,
        starts_at=at - timedelta(days=9),
        revoked_at=at - timedelta(days=1),
        granted_by="system",
    )
    closed = MembershipFactory(person=PersonFactory(is_active=False)).person

    offered = played(page(client))

    assert closed.pid not in offered
    assert revoked.person.pid not in offered
    assert left.pid in offered  # as somebody of no organisation


@pytest.mark.counting
def test_the_page_costs_the_same_for_one_organisation_and_for_thirty(
    client: Client, people: dict[str, Person]
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client)
        return len(asked)

    page(client)  # what is drawn once a process is drawn
    few = cost()
    for _ in range(30):
        MembershipFactory(organisation=OrganisationFactory())
        PersonFactory()

    assert cost() == few


def test_one_click_plays_somebody(client: Client, people: dict[str, Person]) -> None:
    officer = people["officer"]

    answer = client.post(reverse("rehearsal:sign_in", args=[officer.pid]))

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(officer.pk)


# The clock


def test_the_moments_of_the_programme_come_in_order_and_no_other_ones(
    programme: Programme, alcotra: Pack, aurora_call: Call, at: datetime
) -> None:
    load_meetings(programme, alcotra, by=SYSTEM, at=at)

    offered = moments.next_moments(programme, at, limit=99)

    assert [moment.at for moment in offered] == sorted(moment.at for moment in offered)
    assert all(moment.at > at for moment in offered)
    assert offered[0].code == "rehearsal.meeting"
    assert {moment.code for moment in offered} >= {"rehearsal.eve", "rehearsal.closed"}
    assert all("fr" in moment.names for moment in offered)
    assert all(moment.at.year < 2100 for moment in offered)  # a continuous call has no closing
    others = moments.next_moments(aurora_call.programme, at, limit=99)
    assert all(moment.at.year < 2100 for moment in others)


def test_staff_move_the_clock_and_the_page_renews_itself_until_it_has_come(
    client: Client, people: dict[str, Person], at: datetime, settings: Any
) -> None:
    """Without a script: the server asks the browser to come again."""
    client.force_login(people["officer"])
    to = at + timedelta(days=10)
    under_way = Move.objects.create(
        from_at=at, to_at=to, reached_at=at, total=8, done=2, asked_by="officer"
    )

    moving_page = client.get(reverse("rehearsal:progress", args=[under_way.pid]))

    assert moving_page.headers["Refresh"] == "2"
    assert 'value="25"' in moving_page.content.decode()
    assert under_way.pid in page(client)  # home says that the clock is moving, and where
    Move.objects.update(finished=True, reached_at=to)
    there = client.get(reverse("rehearsal:progress", args=[under_way.pid]))
    assert "Refresh" not in there.headers


def test_a_visitor_is_asked_to_play_somebody_of_the_programme_first(
    client: Client, people: dict[str, Person], at: datetime
) -> None:
    client.force_login(people["lead_editor"])
    to = (at + timedelta(days=1)).isoformat()

    assert 'name="to"' not in page(client)
    assert client.post(reverse("rehearsal:move"), {"to": to}).status_code == 403
    assert not Move.objects.exists()


def test_a_move_that_breaks_says_so_and_the_next_one_goes_on(
    client: Client, people: dict[str, Person], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = at + timedelta(days=1)
    move = Move.objects.create(from_at=at, to_at=to, reached_at=at, total=1, asked_by="x")

    def breaks(end: datetime) -> Any:
        raise OSError("no space left")
        yield

    monkeypatch.setattr(moving, "travel", breaks)
    with pytest.raises(OSError, match="no space"):
        moving.carry_out_move(move.pk)

    said = client.get(reverse("rehearsal:progress", args=[move.pid])).content.decode()
    assert "no space left" in said
    assert moving.ask_move(to, by=people["officer"], at=clock.now())
