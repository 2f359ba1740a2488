"""What a registered person takes away: all they gave, until when each is kept, and nobody else's
(PRI-01, PRI-03)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.clock import held_at
from cordata.meetings import actions
from cordata.meetings.actions import Companion
from cordata.meetings.keeping import kept_until
from cordata.meetings.models import Registration
from cordata.meetings.own_file import FIELDS, own_file
from cordata.meetings.queries import registration_by_link
from tests.factories.meetings import asked, hand_over, mailing, question, registered, with_details

pytestmark = pytest.mark.django_db
# How our own row is kept: nothing that the person gave, nor that was decided about them.
OUR_OWN = {"id", "meeting", "party", "person", "link_number", "yields_at", "yielded", "erased_at"}
KEYS = {
    *("format", "made_at", "meeting", "registration", "fields", "consents", "own_answers"),
    *("party", "choices", "hand_over", "questions", "mails", "not_kept"),
}
COACH = {"code": "coach", "kind": "yes_no", "texts": {"fr": "En car ?", "it": "In pullman?"}}


@pytest.fixture
def coached(annecy):
    return with_details(annecy, {"questions": [COACH]}, max_party=3)


@pytest.fixture
def elena(coached, at):
    """Everything that one may give."""
    return registered(
        coached,
        at,
        name="Elena Marchetti",
        meal="vegan",
        access_needs="Anello magnetico",
        own_answers={"coach": "yes"},
        companions=(Companion(name="Paul Marin", meal="any"),),
        question="Il noleggio è ammesso?",
        photo_consent=True,
    )


def told(registration, at, language="fr"):
    with override(language):
        return own_file(registration_by_link(registration.pid), at)


def value(data, name):
    return next(one for one in [*data["fields"], *data["consents"]] if one["field"] == name)


def address(registration, language="fr"):
    with override(language):
        return reverse("meetings:own_file", args=[registration.pid, registration.key])


def test_all_that_was_given_is_in_it_with_what_it_serves_and_until_when(elena, at):
    data = told(elena, at)
    ends = elena.meeting.ends_at

    assert set(data) == KEYS
    assert data["format"] == "cordata.registration/1"
    assert value(data, "name")["value"] == "Elena Marchetti"
    assert value(data, "meal")["kept_until"].startswith(str((ends + timedelta(days=30)).date()))
    assert value(data, "email")["kept_until"].startswith(f"{ends.year + 1}-02-13T12:15")
    assert "Effacé 12 mois après" in value(data, "organisation")["purpose"]
    assert value(data, "photo_consent")["value"] is True
    assert [one["value"] for one in data["own_answers"]] == ["yes"]
    assert data["party"][0]["fields"][0]["value"] == "Paul Marin"
    assert [one["text"] for one in data["questions"]] == ["Il noleggio è ammesso?"]
    assert [one["notice"] for one in data["mails"]] == [
        "meetings.confirm_registration",
        "meetings.registration_confirmed",
    ]


def test_every_column_of_a_registration_is_in_it_or_is_our_own(elena, at):
    """A field added later must be told, or stand in the list above."""
    data = told(elena, at)
    said = {one["field"] for one in [*data["fields"], *data["consents"]]}
    said |= {"pid" if name == "id" else name for name in data["registration"]}
    said |= {"own_answers"}
    columns = {field.name for field in Registration._meta.concrete_fields}
    assert columns - said - OUR_OWN == set()
    assert said - columns == set()


def test_keys_are_the_same_in_every_language_and_purposes_are_not(elena, at):
    french, italian = told(elena, at, "fr"), told(elena, at, "it")

    def shape(value):
        if isinstance(value, dict):
            return {name: shape(one) for name, one in value.items()}
        return [shape(one) for one in value] if isinstance(value, list) else type(value)

    assert shape(french) == shape(italian)
    assert value(french, "meal")["purpose"] != value(italian, "meal")["purpose"]


def test_what_is_said_to_be_erased_is_exactly_what_is_erased(elena, at):
    meeting = elena.meeting
    actions.erase_needs(meeting.pid, at=at)
    actions.erase_registrations(meeting.pid, at=at)
    erased = Registration.objects.get(pid=elena.pid)
    for name in FIELDS:
        was, still = getattr(elena, name), getattr(erased, name)
        gone = bool(was) and was != still
        assert gone == bool(was and kept_until(name, meeting)), name


def test_erased_needs_are_gone_from_it_and_erased_people_have_none(client, elena, at):
    actions.erase_needs(elena.meeting.pid, at=at)
    data = told(elena, at)
    assert (value(data, "meal")["value"], value(data, "access_needs")["value"]) == ("", "")
    actions.erase_registrations(elena.meeting.pid, at=at)
    with held_at(at):
        assert client.get(address(elena)).status_code == 404


def test_pri_03_nothing_of_anybody_else_is_in_it(elena, at, person):
    meeting, organiser = elena.meeting, person("olga", roles=("organiser",))
    other = registered(meeting, at, name="Ludovic Tissot", question="Et les écoles ?")
    question(meeting, at, text="Qui paie ?", name="Ines Bertrand")
    sent = mailing(meeting, organiser, at)
    actions.send_mailing(sent.pid, 2, by=organiser, at=at)
    while actions.post_mailing(sent.pid, at=at):
        pass

    said = json.dumps(told(elena, at), ensure_ascii=False)

    for strange in (other.name, other.email, other.pid, "écoles", "Qui paie", "Ines", "olga"):
        assert strange not in said
    assert [one["notice"] for one in told(elena, at)["mails"]][-1] == "meetings.organisers_mail"
    assert elena.key not in said


def test_who_takes_over_takes_neither_questions_nor_mails_of_who_gave(elena, at):
    link = hand_over(elena, at, name="Sara Conti", email="sara@valfredda.example")
    assert told(elena, at)["hand_over"][0]["email"] == "sara@valfredda.example"
    actions.take_over(link.pid, {}, at=at)

    data = told(elena, at)

    assert value(data, "name")["value"] == "Sara Conti"
    assert data["questions"] == []
    assert [one["notice"] for one in data["mails"]] == [
        "meetings.hand_over_asked",
        "meetings.registration_confirmed",
    ]
    assert "Elena" not in json.dumps(data)
    (kept,) = elena.meeting.questions.all()
    assert (kept.name, kept.email) == ("Elena Marchetti", elena.email)


def test_the_file_is_handed_out_behind_the_link_and_kept_by_nobody(client, elena, at):
    with held_at(at):
        answer = client.get(address(elena))
        page = client.get(address(elena).replace("my-data.json", "")).content.decode()
        wrong = client.get(address(elena).replace(elena.key, "a-wrong-key"))
    assert answer.json()["registration"]["id"] == elena.pid
    assert "Elena Marchetti" in answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store, private"
    assert address(elena) in page
    assert wrong.status_code == 404


def test_who_has_not_confirmed_has_it_too_and_it_says_so(annecy, at):
    data = told(asked(annecy, at), at)
    assert data["registration"]["state"] == "pending"
    assert data["registration"]["confirmed_at"] is None


@pytest.mark.counting
def test_many_questions_cost_the_queries_of_one(elena, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as few:
        told(elena, at)
    for number in range(15):
        actions.ask_question(elena, f"Et {number} ?", at=at)
    with django_assert_max_num_queries(len(few)):
        told(elena, at)
