"""Other software reads the people of one meeting with a key of an organiser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Grant
from cordata.api import actions
from cordata.api.models import Token
from cordata.api.registrations import EACH_MINUTE
from cordata.kernel import clock
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions as meetings
from cordata.meetings.actions import Companion
from tests.factories.meetings import asked, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina(person):
    return person("nina", roles=("organiser",))


@pytest.fixture
def key(annecy, nina, at):
    return issued(annecy, nina, at)


def issued(meeting, owner, at, label="CRM", days=90):
    _token, secret = actions.issue_token(meeting.pid, label=label, days=days, by=owner, at=at)
    return secret


def asked_with(key, meeting, client=None, **query):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    path = f"/api/v1/meetings/{meeting.code}/registrations"
    return (client or Client()).get(path, query, headers=headers)


def page(meeting, name="connections", **more):
    with override("fr"):
        return reverse(f"api:{name}", kwargs={"pid": meeting.pid, **more})


def test_a_key_reads_who_is_registered_and_nothing_of_their_needs(key, annecy, at):
    """ACC-04: the fields are named one by one; diets and access needs are not among them."""
    camille = registered(annecy, at, name="Camille Favre", meal="vegan", access_needs="fauteuil")

    answer = asked_with(key, annecy)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    (one,) = answer.json()["registrations"]
    assert (one["id"], one["name"], one["state"]) == (camille.pid, "Camille Favre", "confirmed")
    assert (one["email"], one["side"]) == (camille.email, "FR")
    assert not {"vegan", "fauteuil"} & {*one.values()}
    assert answer.json()["next"] == ""


def test_an_address_not_confirmed_by_mail_is_not_told(key, annecy, at):
    asked(annecy, at)

    assert asked_with(key, annecy).json()["registrations"] == []


def test_who_comes_along_has_no_address_and_names_who_registered(key, meeting, nina, at):
    venue = meeting(max_party=2)
    lead = registered(venue, at, companions=(Companion("Paul Marin"),))

    _lead, companion = asked_with(issued(venue, nina, at), venue).json()["registrations"]

    assert (companion["name"], companion["email"]) == ("Paul Marin", "")
    assert companion["comes_with"] == lead.pid


def test_pages_follow_each_other_without_a_gap(key, annecy, at):
    everyone = [registered(annecy, at).pid for _ in range(5)]
    had, after = [], ""
    while True:
        answer = asked_with(key, annecy, limit=2, after=after).json()
        had += [one["id"] for one in answer["registrations"]]
        after = answer["next"]
        if not after:
            break

    assert had == everyone


def test_since_tells_only_what_happened_from_then_on(key, annecy, at):
    early, later = registered(annecy, at), registered(annecy, at)
    meetings.cancel_registration(early.pid, at=at + timedelta(hours=2))

    since = (at + timedelta(hours=1)).isoformat()
    told = asked_with(key, annecy, since=since).json()["registrations"]

    assert [(one["id"], one["state"]) for one in told] == [(early.pid, "cancelled")]
    assert later.pid not in str(told)


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "2025-02-03T08:00:00"},  # no zone
        {"since": "0001-01-01T00:00:00+14:00"},
        {"limit": "0"},
        {"limit": "201"},
        {"after": "nobody"},
    ],
)
def test_odd_questions_are_refused_in_words(key, annecy, query):
    """REL-21."""
    answer = asked_with(key, annecy, **query)

    assert answer.status_code == 422
    assert answer.json()["detail"]


@pytest.mark.parametrize("wrong", ["", "cdt_wrong", "cdt_" + "x" * 10_000, "é"])
def test_what_is_no_key_is_told_nothing(annecy, at, wrong):
    assert asked_with(wrong, annecy).status_code == 401


def test_every_refused_key_gets_the_same_answer(annecy, nina, at):
    """ACC-02: run out, taken back, never issued: one cannot be told from the other."""
    issued(annecy, nina, at, "taken back")
    ended = issued(annecy, nina, at, "run out", days=30)
    token = Token.objects.get(label="taken back")
    actions.revoke_token(annecy, token.pid, by=nina, at=at)

    with held_at(at + timedelta(days=30)):
        told = {asked_with(one, annecy).content for one in (ended, "cdt_wrong")}
    back = issued(annecy, nina, at, "other")
    actions.revoke_token(annecy, Token.objects.get(label="other").pid, by=nina, at=at)
    told.add(asked_with(back, annecy).content)

    assert told == {b'{"detail": "Unauthorized"}'}


def test_a_key_opens_until_its_last_instant(annecy, nina, at):
    secret = issued(annecy, nina, at, days=30)
    with held_at(at + timedelta(days=30) - timedelta(microseconds=1)):
        assert asked_with(secret, annecy).status_code == 200
    with held_at(at + timedelta(days=30)):
        assert asked_with(secret, annecy).status_code == 401


def test_a_key_of_one_meeting_opens_no_other(key, meeting, at):
    """The answer is the one for a meeting that does not exist."""
    other = meeting()
    nowhere = Client().get(
        "/api/v1/meetings/nowhere/registrations", headers={"Authorization": f"Bearer {key}"}
    )

    refused = asked_with(key, other)

    assert (refused.status_code, refused.content) == (404, nowhere.content)


def test_an_owner_who_lost_the_role_reads_nothing_from_the_next_request_on(key, annecy, nina, at):
    """ACC-08."""
    assert asked_with(key, annecy).status_code == 200
    Grant.objects.filter(person=nina).update(revoked_at=at)

    assert asked_with(key, annecy).status_code == 401


def test_an_owner_whose_role_ran_out_reads_nothing(key, annecy, nina, at):
    Grant.objects.filter(person=nina).update(ends_at=at)

    assert asked_with(key, annecy).status_code == 401


def test_an_owner_who_was_shut_out_reads_nothing(key, annecy, nina):
    nina.is_active = False
    nina.save()

    assert asked_with(key, annecy).status_code == 401


def test_being_signed_in_is_no_key(client, annecy, nina):
    client.force_login(nina)

    assert asked_with("", annecy, client).status_code == 401


def test_a_key_opens_no_page(key, annecy):
    answer = Client().get(page(annecy), headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 302


def test_reading_leaves_one_line_a_key_and_day(key, annecy, nina, at):
    """ACC-09."""
    for _ in range(3):
        asked_with(key, annecy)
    with held_at(at + timedelta(days=1)):
        asked_with(key, annecy)

    lines = Event.objects.filter(kind="meeting.registrations_read")
    token = Token.objects.get()
    assert [line.actor for line in lines] == [nina.actor_key] * 2
    assert {line.data["token"] for line in lines} == {token.pid}
    assert token.used_on == (at + timedelta(days=1)).date()


def test_two_first_readings_of_a_day_leave_one_line(key, annecy, at):
    """Both requests found the key unused that day."""
    one, other = (Token.objects.select_related("person", "meeting").get() for _ in range(2))
    actions.note_use(one, at=at)
    actions.note_use(other, at=at)

    assert Event.objects.filter(kind="meeting.registrations_read").count() == 1


def test_one_key_asks_so_often_in_a_minute(key, annecy, at, monkeypatch):
    """CFG-05. The limit lives in real time, which is held here."""
    monkeypatch.setattr(clock, "real_now", lambda: at)

    statuses = [asked_with(key, annecy).status_code for _ in range(EACH_MINUTE + 1)]

    assert statuses == [200] * EACH_MINUTE + [429]


@pytest.mark.counting
def test_one_person_and_thirty_cost_the_same(
    key, meeting, nina, at, django_assert_num_queries, django_assert_max_num_queries
):
    venue = meeting(places=100)
    secret = issued(venue, nina, at)
    registered(venue, at)
    asked_with(secret, venue)
    with django_assert_max_num_queries(7) as few:
        asked_with(secret, venue)
    for _ in range(29):
        registered(venue, at)
    with django_assert_num_queries(len(few)):
        assert len(asked_with(secret, venue).json()["registrations"]) == 30


def test_the_description_says_that_a_key_is_asked_for(client, call):
    description = client.get("/api/v1/openapi.json").json()

    asked_for = description["paths"]["/api/v1/meetings/{code}/registrations"]["get"]
    assert asked_for["security"] == [{"Key": []}]
    assert description["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"
    assert "security" not in description["paths"]["/api/v1/meetings"]["get"]


# Making a key


def test_an_organiser_makes_a_key_that_is_shown_once(client, annecy, nina, at):
    client.force_login(nina)
    typed = {"label": "CRM", "days": "30"}
    answer = client.post(page(annecy), typed)

    token = Token.objects.get()
    shown = answer.content.decode()
    secret = shown.partition("cdt_")[2].partition("<")[0]
    assert answer.status_code == 201
    assert asked_with(f"cdt_{secret}", annecy).status_code == 200
    assert token.digest == actions.digest_of(f"cdt_{secret}")
    assert token.expires_at == at + timedelta(days=30)
    assert "cdt_" not in client.get(page(annecy)).content.decode()
    assert secret not in str(list(Event.objects.values_list("data", flat=True)))


def test_sending_the_form_twice_makes_one_key(client, annecy, nina):
    client.force_login(nina)
    statuses = [
        client.post(page(annecy), {"label": "CRM", "days": "30"}).status_code for _ in range(2)
    ]

    assert statuses == [201, 422]
    assert Token.objects.count() == 1


@pytest.mark.parametrize("days", ["", "0", "366", "-1", "1e9", "many"])
def test_a_key_has_one_of_the_terms_offered(client, annecy, nina, days):
    client.force_login(nina)

    assert client.post(page(annecy), {"label": "CRM", "days": days}).status_code == 422
    assert not Token.objects.exists()


def test_no_key_lasts_longer_than_a_year(annecy, nina, at):
    issued(annecy, nina, at, days=5000)

    assert Token.objects.get().expires_at == at + timedelta(days=365)


def test_a_meeting_has_so_many_keys(annecy, nina, at):
    for number in range(20):
        issued(annecy, nina, at, f"key {number}")

    with pytest.raises(NotPossible, match=r"token\.too_many"):
        issued(annecy, nina, at, "one more")


def test_any_organiser_takes_a_key_back_and_the_journal_says_who(client, key, annecy, person, at):
    other = person("olga", roles=("organiser",))
    client.force_login(other)
    token = Token.objects.get()

    client.post(page(annecy, "revoke_token", token=token.pid))

    assert asked_with(key, annecy).status_code == 401
    assert Event.objects.get(kind="token.revoked").actor == other.actor_key
    issued(annecy, other, at)  # its name is free again


def test_a_key_of_another_meeting_is_not_taken_back_from_here(client, key, annecy, meeting, nina):
    client.force_login(nina)
    token = Token.objects.get()

    answer = client.post(page(meeting(), "revoke_token", token=token.pid))

    assert answer.status_code == 404
    assert asked_with(key, annecy).status_code == 200


@pytest.mark.counting
def test_one_key_and_twenty_cost_the_page_the_same(
    client, key, annecy, nina, at, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(nina)
    client.get(page(annecy))
    with django_assert_max_num_queries(14) as few:
        client.get(page(annecy))
    for number in range(19):
        issued(annecy, nina, at, f"key {number}")
    with django_assert_num_queries(len(few)):
        client.get(page(annecy))
