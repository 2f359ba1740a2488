"""Invitations: written once, answered by a button, reminded where silent, ended for good."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.documents.spreadsheets import read_table
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, queries
from cordata.meetings.due import due_acts
from cordata.meetings.models import Invitee, Letter, OptOut, Registration, marks_of
from cordata.notify import outbox
from cordata.notify.models import Message
from cordata.notify.models import State as MessageState
from tests.factories.meetings import (
    answers,
    asked,
    brought,
    cancelled,
    guest,
    invited,
    registered,
    typed,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def organiser(client, person):
    olga = person("olga", roles=("organiser",))
    client.force_login(olga)
    return olga


def again(row):
    row.refresh_from_db()
    return row


def page(name, meeting, **kwargs):
    with override("fr"):
        return reverse(f"meetings:{name}", kwargs={"pid": meeting.pid, **kwargs})


def own(guest, name="invited"):
    with override(guest.language):
        return reverse(f"meetings:{name}", args=[guest.pid, guest.key])


def mails(code, **fields):
    return Message.objects.filter(notice=f"meetings.{code}", **fields)


def run_letters(until):
    """The letters that fall due, batch after batch, as the worker's minute does; their codes."""
    ran = []
    while acts := [act for act in due_acts(until) if act.code == "meetings.post_letters"]:
        acts[0].run(until)
        ran.append(acts[0].key)
        assert len(ran) == len(set(ran)), ran
    return ran


def come(client, guest, **fields):
    form = typed(guest.meeting, name=guest.name, **fields)
    del form["email"]
    return client.post(own(guest, "invited_come"), form)


def test_everybody_on_the_list_is_written_to_once_in_their_language(client, organiser, meeting, at):
    some = meeting()
    french, italian = guest(some, at, language="fr"), guest(some, at, language="it")
    shown = client.get(page("guests_invite", some)).content.decode()
    assert "2 personnes reçoivent ce courriel" in shown
    for subject in ("Invitation", "Invito"):
        assert subject in shown
    assert not Message.objects.exists()
    assert "Inviter 2 personnes" in client.get(page("guests", some)).content.decode()

    assert client.post(page("guests_invite", some)).status_code == 302
    assert client.post(page("guests_invite", some)).status_code == 302  # two clicks
    underway = client.get(page("guests", some)).content.decode()
    assert "2 courriels se préparent" in underway
    assert "Inviter 2 personnes" not in underway
    run_letters(at)

    assert mails("invitation").count() == 2
    mail = mails("invitation").get(to=italian.email)
    assert mail.subject.startswith("Invito: Incontro informativo")
    assert f"http://testserver{own(italian)}" in mail.text
    assert mail.unsubscribe == f"http://testserver{own(italian, 'invited_unsubscribe')}"
    assert mail.bulk
    assert (again(french).state, again(italian).state) == ("sent", "sent")


def test_letters_are_written_in_small_batches_and_each_once(meeting, at):
    some = meeting()
    Invitee.objects.bulk_create(
        Invitee(meeting=some, email=f"g{number}@invites.example", language="fr", added_at=at)
        for number in range(120)
    )
    actions.order_letters(some.pid, Letter.INVITATION, by=SYSTEM, at=at)

    assert len(run_letters(at)) == 3
    assert mails("invitation").count() == 120
    assert actions.post_letters(some.pid, at=at) == 0


def test_not_04_a_scanner_that_opens_every_link_answers_nothing(client, meeting, at):
    some = invited(meeting(), at)
    links = re.findall(r"http://testserver(\S+?)(?=[\s)]|$)", mails("invitation").get().text)
    pages = [*links, own(some, "invited_come"), own(some, "invited_colleague")]

    for link in pages:
        assert client.get(link).status_code == 200, link
        assert client.head(link).status_code == 200, link
    for name in ("invited_decline", "invited_link"):
        assert client.get(own(some, name)).status_code == 405

    assert again(some).state == "sent"
    assert not OptOut.objects.exists()
    assert not Registration.objects.exists()


def test_i_come_registers_without_a_second_confirmation(client, meeting, at):
    """The address is proven by the link we mailed to it; what the list knows is filled in."""
    some = invited(meeting(), at, name="Chiara Rossi", organisation="Pro Loco di Aosta")
    form = client.get(own(some, "invited_come")).content.decode()
    assert 'value="Chiara Rossi"' in form
    assert 'value="Pro Loco di Aosta"' in form
    assert 'name="email"' not in form

    answer = come(client, some, email="somebody.else@a.example")

    made = Registration.objects.get()
    assert (made.state, made.email) == ("confirmed", some.email)
    assert answer.url.endswith(f"/registration/{made.pid}/{made.key}/")
    assert (again(some).state, some.registration) == ("registered", made)
    assert not mails("confirm_registration").exists()
    assert mails("registration_confirmed").count() == 1

    come(client, some)  # a second window
    assert Registration.objects.count() == 1


def test_a_full_meeting_offers_its_waiting_list_to_a_guest(client, meeting, at):
    full = meeting(places=1)
    registered(full, at)
    some = invited(full, at)

    come(client, some)

    assert again(some).registration.state == "waitlisted"


def test_who_registers_without_the_link_has_answered(meeting, at):
    """And is not reminded."""
    here = meeting()
    some = invited(here, at, email="anna@a.example")
    registered(here, at, email="anna@a.example")

    assert again(some).state == "registered"
    assert not queries.guests_to_remind(here, at + 2 * DAY).exists()


def test_who_asked_and_did_not_confirm_confirms_by_the_invitation(client, meeting, at):
    here = meeting()
    some = invited(here, at, email="anna@a.example")
    waits = asked(here, at, email="anna@a.example")

    answer = come(client, some)

    assert again(waits).state == "confirmed"
    assert answer.url == own(some)  # the registration's own link is in the mail, not on the page
    assert client.post(own(some, "invited_link")).status_code == 302
    assert mails("registration_link").count() == 1


def test_i_cannot_come_is_one_button_and_may_be_changed(client, meeting, at):
    some = invited(meeting(), at)

    for _click in range(2):
        assert client.post(own(some, "invited_decline")).status_code == 302
    assert (again(some).state, some.answered_at is not None) == ("declined", True)
    assert not queries.guests_to_remind(some.meeting, at + 2 * DAY).exists()

    come(client, some)
    assert again(some).state == "registered"
    assert client.post(own(some, "invited_decline")).status_code == 409


def test_who_gave_the_place_back_may_come_again_by_the_same_link(client, meeting, at):
    some = invited(meeting(), at)
    come(client, some)
    actions.cancel_registration(again(some).registration.pid, at=at)
    assert own(some, "invited_come") in client.get(own(some)).content.decode()

    come(client, some)

    assert again(some).registration.state == "confirmed"
    assert Registration.objects.count() == 2


def test_a_colleague_gets_a_link_of_their_own(client, meeting, at):
    some = invited(meeting(), at, name="Chiara Rossi")
    colleague = {"name": "Paul Marin", "email": "paul@a.example", "language": "fr"}

    for _click in range(2):
        answer = client.post(own(some, "invited_colleague"), colleague)
        assert (answer.status_code, answer.url) == (302, own(some))

    paul = Invitee.objects.get(email="paul@a.example")
    assert (again(some).state, paul.state, paul.sent_by) == ("colleague", "sent", some)
    mail = mails("invitation_colleague").get()
    assert (mail.to, mail.bulk) == ("paul@a.example", False)
    assert "Chiara Rossi" in mail.text
    assert own(paul) in mail.text
    come(client, paul)
    assert again(paul).registration.email == "paul@a.example"


def test_a_guest_does_not_write_to_the_world_through_us(meeting, at):
    some = invited(meeting(), at)

    def send(number, sender=some):
        return actions.send_colleague(
            sender.pid, name="X", email=f"c{number}@a.example", language="fr", at=at
        )

    chain = [send(1), send(2), send(3)]
    with pytest.raises(NotPossible, match=r"guest\.too_many_colleagues"):
        send(4)
    second = send(5, chain[0])
    third = send(6, second)
    with pytest.raises(NotPossible, match=r"guest\.too_many_colleagues"):
        send(7, third)
    with pytest.raises(NotPossible, match=r"guest\.own_address"):
        actions.send_colleague(some.pid, name="X", email=some.email, language="fr", at=at)


def test_a_colleague_who_wants_no_invitations_gets_none(meeting, at):
    here = meeting()
    gone = invited(here, at, email="gone@a.example")
    actions.forget_guest(gone.pid, at=at)
    some = invited(here, at)

    colleague = actions.send_colleague(
        some.pid, name="Gone", email="gone@a.example", language="fr", at=at
    )

    assert colleague.state == "unsubscribed"
    assert not Message.objects.filter(to="gone@a.example").exists()


def test_only_the_silent_are_reminded_and_not_twice_within_a_day(meeting, at):
    here = meeting()
    silent, no, yes, late = (invited(here, at) for _one in range(4))
    actions.decline_invitation(no.pid, at=at)
    actions.accept_invitation(yes.pid, answers(email=yes.email), at=at)
    Invitee.objects.filter(pk=late.pk).update(invited_at=at + DAY)
    then = at + DAY

    for _click in range(2):
        actions.order_letters(here.pid, Letter.REMINDER, by=SYSTEM, at=then)
        run_letters(then)
    assert list(mails("invitation_reminder").values_list("to", flat=True)) == [silent.email]

    actions.order_letters(here.pid, Letter.REMINDER, by=SYSTEM, at=then + DAY)
    run_letters(then + DAY)
    assert mails("invitation_reminder", to=silent.email).count() == 2
    assert mails("invitation_reminder", to=late.email).count() == 1


def test_who_answers_between_the_order_and_the_letter_gets_none(meeting, at):
    some = invited(meeting(), at)
    actions.order_letters(some.meeting.pid, Letter.REMINDER, by=SYSTEM, at=at + DAY)
    actions.decline_invitation(some.pid, at=at + DAY)

    assert run_letters(at + DAY) == []
    assert not mails("invitation_reminder").exists()


def test_no_letter_goes_to_a_meeting_called_off(meeting, at):
    some = guest(meeting(), at)
    actions.order_letters(some.meeting.pid, Letter.INVITATION, by=SYSTEM, at=at)
    cancelled(some.meeting, at)

    run_letters(at)

    assert (again(some).state, some.letter) == ("to_send", "")
    assert not mails("invitation").exists()
    with pytest.raises(NotPossible, match=r"registration\.meeting_cancelled"):
        actions.order_letters(some.meeting.pid, Letter.INVITATION, by=SYSTEM, at=at)


def test_unsubscribing_holds_for_later_lists_and_meetings(client, organiser, meeting, at):
    here, other = meeting(), meeting()
    some = invited(here, at, email="anna@a.example")
    elsewhere = guest(other, at, email="anna@a.example")

    client.post(own(some, "invited_unsubscribe"))

    assert (again(some).state, again(elsewhere).state) == ("unsubscribed", "unsubscribed")
    later = brought(meeting(), "Courriel\nAnna@A.example\n", organiser, at)
    with pytest.raises(NotPossible, match=r"guest\.nobody_to_add"):
        actions.import_guests(later.meeting.pid, later.pid, by=SYSTEM, at=at)
    with pytest.raises(NotPossible, match=r"guest\.row\.opted_out"):
        guest(later.meeting, at, email="anna@a.example")
    assert client.get(own(some)).status_code == 200  # this one may still be answered


def test_the_mail_programs_own_button_needs_no_page_and_no_cookie(client, meeting, at):
    """RFC 8058: one POST, answered without a redirect, whatever language the link is in."""
    client = type(client)(enforce_csrf_checks=True)
    some = invited(meeting(), at)

    answer = client.post(own(some, "invited_unsubscribe"), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert again(some).state == "unsubscribed"
    wrong = own(some, "invited_unsubscribe").replace(some.key, "a-wrong-key")
    assert client.post(wrong, {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_what_waits_in_the_outbox_is_withdrawn(settings, meeting, at):
    some = invited(meeting(), at)
    Message.objects.update(state=MessageState.WAITING)

    actions.unsubscribe(some.pid, at=at)

    assert not Message.objects.exists()


def test_pri_04_who_asks_to_be_forgotten_is_kept_as_a_keyed_hash_only(
    client, settings, meeting, at
):
    here, other = meeting(), meeting()
    some = invited(here, at, email="anna@a.example", name="Anna Riva")
    invited(other, at, email="anna@a.example", name="Anna Riva")

    answer = client.post(own(some, "invited_unsubscribe"), {"erase": "1"})

    assert answer.status_code == 302
    assert client.get(own(some)).status_code == 404
    kept = [*Invitee.objects.values(), *Message.objects.values(), *OptOut.objects.values()]
    assert "anna" not in str(kept).lower()
    assert OptOut.objects.get().mark == marks_of("anna@a.example")[0]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    with pytest.raises(NotPossible, match=r"guest\.row\.opted_out"):
        guest(here, at, email="anna@a.example")


def test_pri_05_addresses_of_guests_are_erased_twelve_months_after(meeting, at):
    some = invited(meeting(), at, email="anna@a.example", name="Anna Riva")
    due = some.meeting.ends_at + timedelta(days=365)

    assert not [act for act in due_acts(due - timedelta(seconds=1)) if "guests" in act.code]
    act = next(act for act in due_acts(due) if act.code == "meetings.erase_guests")
    act.run(act.at)

    assert (again(some).name, some.state, some.erased_at) == ("", "sent", due)
    assert some.email.endswith(".invalid")
    assert Message.objects.get().to == outbox.NOBODY
    assert not [act for act in due_acts(due) if act.code == "meetings.erase_guests"]


def test_an_address_the_server_refuses_is_seen_on_the_list(meeting, at):
    some = invited(meeting(), at)
    Message.objects.update(state=MessageState.FAILED, given_up_at=at)

    (act,) = [act for act in due_acts(at) if act.code == "meetings.note_bounce"]
    act.run(act.at)

    assert again(some).state == "bounced"
    assert not [act for act in due_acts(at) if act.code == "meetings.note_bounce"]


def test_an_organiser_notes_a_bounce_and_writes_again(client, organiser, meeting, at):
    some = invited(meeting(), at)

    client.post(page("guest_bounced", some.meeting, guest=some.pid))
    assert again(some).state == "bounced"
    client.post(page("guest_again", some.meeting, guest=some.pid))
    client.post(page("guests_invite", some.meeting))
    run_letters(at)

    assert (again(some).state, mails("invitation", to=some.email).count()) == ("sent", 2)


def test_a_guest_of_another_meeting_is_not_reached(client, organiser, meeting, at):
    some, other = invited(meeting(), at), meeting()

    assert client.post(page("guest_bounced", other, guest=some.pid)).status_code == 404


def test_the_list_is_searched_filtered_and_exported(client, organiser, meeting, at):
    here = meeting()
    guest(here, at, name="=HYPERLINK(1)", organisation="Sentiers", email="a@b.example")
    yes = invited(here, at, name="Marco Rosso")
    actions.accept_invitation(yes.pid, answers(email=yes.email), at=at)

    found = client.get(page("guests", here), {"q": "rosso marco"}).content.decode()
    assert ("Marco Rosso" in found, "a@b.example" in found) == (True, False)
    only = client.get(page("guests", here), {"state": "registered"}).content.decode()
    assert ("Marco Rosso" in only, "a@b.example" in only) == (True, False)
    table = client.get(page("guests_export", here)).getvalue().decode("utf-8-sig")
    assert "'=HYPERLINK(1);a@b.example;Sentiers" in table
    assert "Inscrit" in table
    book = client.get(page("guests_export_xlsx", here)).getvalue()
    taken = Event.objects.filter(kind="meeting.list_taken")
    assert [line.data["what"] for line in taken] == ["guests", "guests"]  # ACC-09
    assert [row[0] for row in read_table(book)] == ["Nom", "=HYPERLINK(1)", "Marco Rosso"]


@pytest.mark.counting
def test_the_list_of_guests_costs_the_same_at_any_length(
    client, organiser, meeting, at, django_assert_num_queries
):
    here = meeting()
    first = invited(here, at)
    actions.send_colleague(first.pid, name="C", email="c@a.example", language="fr", at=at)
    client.get(page("guests", here))
    with CaptureQueriesContext(connection) as few:
        client.get(page("guests", here))

    Invitee.objects.bulk_create(
        Invitee(meeting=here, email=f"g{number}@a.example", language="fr", added_at=at)
        for number in range(1_000)
    )
    with django_assert_num_queries(len(few)):
        shown = client.get(page("guests", here)).content.decode()
    assert shown.count("@a.example</small>") + shown.count("@a.example</th>") <= 50
    assert shown.count("<tr") == 51
