"""Who gave a place back, or never had one, has everything erased at once (PRI-03, PRI-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions
from cordata.meetings.actions import Companion
from cordata.meetings.models import Question, Registration
from cordata.notify.models import Message
from tests.factories.meetings import came, cancelled, registered

pytestmark = pytest.mark.django_db


def own(registration: Registration, name: str) -> str:
    return reverse(f"meetings:{name}", args=[registration.pid, registration.key])


@pytest.fixture
def given_back(meeting: Any, at: Any) -> Registration:
    some = meeting(max_party=2)
    elena = registered(
        some,
        at,
        name="Elena Marchetti",
        email="elena@valfredda.example",
        access_needs="Una rampa",
        question="E le scuole?",
        companions=(Companion("Paul Marin"),),
    )
    actions.cancel_registration(elena.pid, at=at)
    elena.refresh_from_db()
    return elena


def test_everything_goes_and_the_link_opens_nothing_more(
    client: Any, given_back: Registration, at: Any
) -> None:
    with held_at(at):
        assert own(given_back, "erase") in client.get(own(given_back, "registration")).text
        assert client.get(own(given_back, "erase")).status_code == 200  # a look changes nothing
        assert client.get(own(given_back, "registration")).status_code == 200

        assert client.post(own(given_back, "erase")).status_code == 302
        assert client.post(own(given_back, "erase")).status_code == 404
        assert client.get(own(given_back, "registration")).status_code == 404

    for one in given_back.meeting.registrations.all():
        assert (one.name, one.organisation, one.access_needs) == ("", "", "")
        assert one.erased_at == at
    assert given_back.meeting.registrations.count() == 2  # counted still, as nobody
    said = repr([list(model.objects.values()) for model in (Registration, Message, Event)])
    for word in ("Marchetti", "elena@", "Paul Marin", "rampa"):
        assert word not in said
    question = Question.objects.get(text="E le scuole?")
    assert (question.registration, question.asker_name, question.asker_email) == (None, "", "")


@pytest.mark.parametrize("kind", ["confirmed", "came", "companion"])
def test_what_the_meeting_still_needs_is_not_erased(
    client: Any, meeting: Any, at: Any, kind: str
) -> None:
    some = meeting(max_party=2)
    one = (
        came(some, at)
        if kind == "came"
        else registered(some, at, companions=(Companion("Paul Marin"),))
    )
    one = one.companions.get() if kind == "companion" else one

    with pytest.raises(NotPossible, match="still_needed"):
        actions.erase_own(one.pid, at=at)
    with held_at(at):
        if kind != "companion":
            assert own(one, "erase") not in client.get(own(one, "registration")).text
            assert client.post(own(one, "erase")).status_code == 409
    one.refresh_from_db()
    assert one.name


def test_of_a_meeting_called_off_everybody_may_be_erased(meeting: Any, at: Any) -> None:
    some = meeting()
    one = registered(some, at)
    cancelled(some, at)

    actions.erase_own(one.pid, at=at)
    one.refresh_from_db()
    assert one.erased_at == at


def test_who_was_erased_registers_again(meeting: Any, at: Any) -> None:
    some = meeting()
    one = registered(some, at, email="elena@valfredda.example")
    actions.cancel_registration(one.pid, at=at)
    actions.erase_own(one.pid, at=at)

    assert registered(some, at, email="elena@valfredda.example").state == "confirmed"
