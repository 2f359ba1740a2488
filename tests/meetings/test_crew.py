"""Helpers at the door: for one meeting and its day, given and taken by an organiser (ACC-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Grant, Person
from cordata.accounts.queries import has_role
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, queries
from cordata.notify.models import Message
from tests.factories.meetings import registered

pytestmark = pytest.mark.django_db


def page(meeting, name="helpers", **more):
    with override("fr"):
        return reverse(f"meetings:{name}", kwargs={"pid": meeting.pid, **more})


def invited(meeting, at, email="yasmine@rencontres.example"):
    return actions.invite_helper(
        meeting.pid, email, name="Yasmine", language="it", by=SYSTEM, at=at
    )


def test_an_organiser_writes_a_helper_in_who_gets_one_page_for_one_day(client, annecy, at, person):
    client.force_login(person("nina", roles=("organiser",)))
    typed = {"email": "Yasmine@Rencontres.example", "name": "Yasmine", "language": "it"}
    with held_at(at):
        answer = client.post(page(annecy), typed, follow=True)

    grant = Grant.objects.get(role="checkin")
    assert (grant.starts_at, grant.ends_at) == queries.door_day(annecy)
    assert grant.scope == f"meeting:{annecy.pid}"
    mail = Message.objects.get(notice="meetings.helper_invited")
    assert (mail.to, mail.language) == ("yasmine@rencontres.example", "it")
    assert f"/it/meetings/{annecy.pid}/check-in/" in mail.text
    assert "Yasmine" in answer.content.decode()


def test_the_same_helper_is_written_in_once(annecy, at):
    invited(annecy, at)
    with pytest.raises(NotPossible, match=r"helper\.known"):
        invited(annecy, at)


def test_nobody_is_written_in_once_the_day_is_over(annecy, at):
    with pytest.raises(NotPossible, match=r"helper\.day_over"):
        invited(annecy, queries.door_day(annecy)[1])


def test_an_organiser_does_not_write_themselves_in(client, annecy, at, person):
    """ACC-10: nobody changes their own rights; the form says so."""
    nina = person("nina", roles=("organiser",))
    client.force_login(nina)
    with held_at(at):
        answer = client.post(page(annecy), {"email": nina.email, "name": "", "language": "fr"})

    assert answer.status_code == 422
    assert not Grant.objects.filter(role="checkin").exists()


def test_access_taken_back_ends_with_the_next_request(client, annecy, at, person):
    """ACC-08."""
    grant = invited(annecy, at)
    client.force_login(grant.person)
    with held_at(annecy.starts_at):
        assert client.get(page(annecy, "check_in")).status_code == 200
        actions.revoke_helper(annecy.pid, grant.pk, by=SYSTEM, at=annecy.starts_at)
        assert client.get(page(annecy, "check_in")).status_code == 404


def test_an_organiser_takes_back_no_role_of_another_meeting(client, annecy, meeting, at, person):
    grant = invited(meeting(), at)
    client.force_login(person("nina", roles=("organiser",)))
    with held_at(at):
        client.post(page(annecy, "revoke_helper", number=grant.pk))

    assert Grant.objects.get(pk=grant.pk).revoked_at is None


def test_a_helper_sees_names_and_nothing_else(client, annecy, at):
    grant = invited(annecy, at)
    client.force_login(grant.person)
    with held_at(annecy.starts_at):
        closed = ["people", "export", "questions", "helpers", "door_log", "badges", "meals"]
        assert {client.get(page(annecy, name)).status_code for name in closed} == {403}
        shown = client.get(page(annecy, "paper")).content.decode()
    assert page(annecy, "meals") not in shown
    assert page(annecy, "badges") not in shown


def test_the_helpers_day_moves_with_the_meeting(annecy, at):
    invited(annecy, at)
    annecy.starts_at += timedelta(days=7)
    annecy.ends_at += timedelta(days=7)
    annecy.save()
    tell(annecy, "changed", by=SYSTEM, at=at)

    yasmine = Person.objects.get(email="yasmine@rencontres.example")
    scope = f"meeting:{annecy.pid}"
    assert has_role(yasmine, "checkin", at=annecy.starts_at, scope=scope)
    assert not has_role(yasmine, "checkin", at=annecy.starts_at - timedelta(days=7), scope=scope)
    assert Message.objects.filter(notice="meetings.helper_invited").count() == 2


def test_the_log_names_who_came_in_and_by_which_clock(client, annecy, at, person):
    camille = registered(annecy, at, name="Camille Favre")
    actions.check_in(camille.pid, by=person("lucie"), at=at)
    client.force_login(person("nina", roles=("organiser",)))
    with held_at(at):
        shown = client.get(page(annecy, "door_log")).content.decode()

    assert "Camille Favre" in shown
    assert "Lucie" in shown
