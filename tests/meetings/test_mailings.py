"""The organisers' own mail: in each language, to the readers shown, exactly once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, queries
from cordata.meetings.actions import Companion
from cordata.meetings.due import due_acts
from cordata.meetings.models import Mailing, Registration
from cordata.notify.models import Message
from tests.factories.meetings import asked, invited, mailing, registered

pytestmark = pytest.mark.django_db
TEXT = "Le car part à 7 h 30.\nGare routière, quai 3.\n\n1. **Prenez** votre <carte>.\n:: a | b"


@pytest.fixture
def organiser(client, person):
    olga = person("olga", roles=("organiser",))
    client.force_login(olga)
    return olga


def page(name, meeting, **kwargs):
    with override("fr"):
        return reverse(f"meetings:{name}", kwargs={"pid": meeting.pid, **kwargs})


def form(*audiences, **fields):
    typed = {"audiences": list(audiences)}
    for code in ("fr", "it", "en"):
        typed |= {f"subject__{code}": f"Car {code}", f"body__{code}": f"{TEXT} ({code})"}
    return typed | fields


def draft(meeting, organiser, at, *audiences):
    return mailing(meeting, organiser, at, *audiences, text=TEXT)


def post_all(until):
    """As the worker's minute does."""
    ran = []
    while acts := [act for act in due_acts(until) if act.code == "meetings.post_mailing"]:
        acts[0].run(until)
        ran.append(acts[0].key)
        assert len(ran) == len(set(ran)), ran
    return ran


def copies():
    return Message.objects.filter(notice="meetings.organisers_mail").order_by("to")


def test_it_is_written_looked_at_and_sent_to_who_was_shown(client, organiser, meeting, at):
    here = meeting()
    registered(here, at, email="anna@a.example", name="Anna Riva", language="it")
    registered(here, at, email="luc@a.example", name="Luc Blanc")
    asked(here, at, email="pending@a.example")
    made = client.post(page("mail_write", here), form("coming"))
    shown = client.get(made.url).content.decode()
    for words in ("2 personnes reçoivent", "anna@a.example", "luc@a.example", "Gare routière"):
        assert words in shown
    assert "pending@a.example" not in shown
    assert not copies().exists()

    written = Mailing.objects.get()
    for _click in range(2):
        client.post(page("mail_send", here, mailing=written.pid), {"seen": "2"})
    post_all(at)

    anna, luc = copies()
    assert (anna.to, anna.subject.split(" – ")[0], anna.language) == (
        "anna@a.example",
        "Car it",
        "it",
    )
    assert (luc.to, luc.bulk, luc.unsubscribe) == ("luc@a.example", True, "")
    assert "Luc Blanc" in luc.text
    assert "1. **Prenez** votre <carte>.\n:: a | b" in luc.text
    assert "&lt;carte&gt;" in luc.html
    assert "<strong>" not in luc.html
    assert f"/registration/{Registration.objects.get(email='luc@a.example').pid}/" in luc.text
    listed = client.get(page("mails", here)).content.decode()
    assert "Car fr" in listed
    assert "Envoyé" in client.get(made.url).content.decode()


def test_a_party_gets_one_mail_and_nobody_without_an_address_any(organiser, meeting, at):
    here = meeting(max_party=3)
    registered(here, at, email="anna@a.example", companions=(Companion("Ugo"), Companion("Ida")))
    gone = registered(here, at)
    Registration.objects.filter(pk=gone.pk).update(email="x@erased.invalid", erased_at=at, name="")

    written = draft(here, organiser, at)
    assert [row[1] for row in queries.readers_of(written)] == ["anna@a.example"]
    actions.send_mailing(written.pid, 1, by=organiser, at=at)
    post_all(at)

    assert [copy.to for copy in copies()] == ["anna@a.example"]


def test_each_group_is_who_it_says(organiser, meeting, at):
    here = meeting(places=1)
    registered(here, at, email="coming@a.example")
    registered(here, at, email="waiting@a.example")
    invited(here, at, email="guest@a.example")
    declined = invited(here, at, email="no@a.example")
    actions.decline_invitation(declined.pid, at=at)

    assert queries.group_sizes(here) == {
        "coming": 1, "waiting": 1, "applied": 0, "absent": 0, "guests": 1,
    }  # fmt: skip
    written = draft(here, organiser, at, "waiting", "guests")
    actions.send_mailing(written.pid, 2, by=organiser, at=at)
    post_all(at)
    guest, waiting = copies()
    assert (guest.to, waiting.to) == ("guest@a.example", "waiting@a.example")
    assert "/unsubscribe/" in guest.unsubscribe
    assert guest.unsubscribe in guest.text


def test_nothing_leaves_when_the_readers_are_others_than_shown(client, organiser, meeting, at):
    here = meeting()
    registered(here, at)
    written = draft(here, organiser, at)
    registered(here, at)

    answer = client.post(page("mail_send", here, mailing=written.pid), {"seen": "1"}, follow=True)
    assert "1 affichés, 2 maintenant" in answer.content.decode()
    assert queries.copies_of(written).count() == 0
    with pytest.raises(NotPossible, match=r"mailing\.nobody"):
        actions.send_mailing(draft(here, organiser, at, "waiting").pid, 0, by=organiser, at=at)


def test_who_says_no_or_is_erased_between_the_press_and_the_copy_gets_none(organiser, meeting, at):
    here = meeting()
    some = invited(here, at, email="anna@a.example")
    written = draft(here, organiser, at, "guests")
    actions.send_mailing(written.pid, 1, by=organiser, at=at)
    actions.forget_guest(some.pid, at=at)

    post_all(at)
    assert not copies().exists()
    assert "anna" not in str(list(Message.objects.values())).lower()


def test_a_copy_is_forgotten_with_its_guest(organiser, meeting, at):
    here = meeting()
    some = invited(here, at, email="anna@a.example")
    written = draft(here, organiser, at, "guests")
    actions.send_mailing(written.pid, 1, by=organiser, at=at)
    post_all(at)
    assert copies().get().to == "anna@a.example"

    actions.forget_guest(some.pid, at=at)
    assert "anna@a.example" not in str(list(Message.objects.values()))


def test_a_mail_sent_is_neither_changed_nor_dropped(client, organiser, meeting, at):
    here = meeting()
    registered(here, at)
    written = draft(here, organiser, at)
    client.post(page("mail_edit", here, mailing=written.pid), form("coming", subject__fr="Autre"))
    written.refresh_from_db()
    assert written.subjects["fr"] == "Autre"
    actions.send_mailing(written.pid, 1, by=SYSTEM, at=at)

    client.post(page("mail_edit", here, mailing=written.pid), form("coming", subject__fr="Non"))
    client.post(page("mail_drop", here, mailing=written.pid))

    written.refresh_from_db()
    assert (written.subjects["fr"], written.state) == ("Autre", "sent")
    other = draft(here, organiser, at)
    client.post(page("mail_drop", here, mailing=other.pid))
    assert list(Mailing.objects.all()) == [written]


@pytest.mark.parametrize("missing", ["subject__it", "body__fr", "audiences"])
def test_every_language_is_written(client, organiser, meeting, missing):
    here, typed = meeting(), form("coming")
    typed[missing] = [] if missing == "audiences" else " "

    assert client.post(page("mail_write", here), typed).status_code == 422
    assert not Mailing.objects.exists()


def test_a_mail_of_another_meeting_is_not_reached(client, organiser, meeting, at):
    written, other = draft(meeting(), organiser, at), meeting()

    assert client.get(page("mail", other, mailing=written.pid)).status_code == 404
    assert client.post(page("mail_send", other, mailing=written.pid)).status_code == 404


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.counting
def test_one_reader_and_thirty_cost_the_same(
    client, organiser, meeting, at, django_assert_num_queries, sent
):
    def shown(number):
        here = meeting(places=None)
        for _one in range(number):
            registered(here, at)
        written = draft(here, organiser, at)
        if sent:
            actions.send_mailing(written.pid, number, by=organiser, at=at)
            post_all(at)
        return page("mail", here, mailing=written.pid)

    few, many = shown(1), shown(30)
    client.get(few)
    with CaptureQueriesContext(connection) as spent:
        client.get(few)
    with django_assert_num_queries(len(spent)):
        assert client.get(many).content.decode().count("<tr") == 31
