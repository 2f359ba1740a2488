"""Mail leaves after commit, is tried for four hours, and never twice in silence (NOT-01..03)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django_q.models import Schedule

from cordata.kernel import jobs
from cordata.notify import outbox, queries, sending
from cordata.notify.models import Message, State
from cordata.notify.outbox import Address, Attachment, post
from tests.notify.sink import Sink

READER = Address("elena@cordata.example", "Elena Marchetti", "it")


@pytest.fixture
def sink(settings):
    with Sink() as server:
        settings.REHEARSAL = False
        settings.MAIL_URL = "smtp://127.0.0.1"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        settings.EMAIL_TIMEOUT = 1
        yield server


def send_code(at, **more):
    return post("accounts.sign_in_code", READER, None, {"code": "ABC-123"}, at=at, **more)


@pytest.mark.django_db
def test_a_message_goes_out_in_the_readers_language(sink, at):
    """NOT-05: written from a French page, read in Italian."""
    message = send_code(at, attachments=[Attachment("data.ics", "text/calendar", b"BEGIN")])

    jobs.run_now()

    mail = sink.taken[0]
    assert mail["Subject"] == "Il vostro codice di accesso"
    assert mail["To"] == "Elena Marchetti <elena@cordata.example>"
    assert mail["Message-ID"] == f"<{message.pid}@testserver>"
    kinds = [part.get_content_type() for part in mail.walk()]
    assert {"text/plain", "text/html", "text/calendar"} <= set(kinds)
    message.refresh_from_db()
    assert message.state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(sink, at):
    """NOT-01."""
    with transaction.atomic():
        send_code(at)
        transaction.set_rollback(True)

    assert jobs.run_now() == 0
    assert (Message.objects.count(), sink.taken) == (0, [])


@pytest.mark.django_db
@pytest.mark.parametrize("mood", ["later", "never", "slow"])
def test_a_moody_server_is_tried_again(sink, at, mood):
    """REL-13: 4xx, 5xx and a server that hangs; then it recovers."""
    sink.mood = mood
    message = send_code(at)
    jobs.run_now()
    message.refresh_from_db()
    assert (message.state, message.tries) == (State.WAITING, 1)
    assert message.last_error
    assert Schedule.objects.get().next_run == message.send_after

    sink.mood = "ok"
    with time_machine.travel(message.send_after + timedelta(seconds=1)):
        assert sending.send_due() == 1

    assert [mail["Message-ID"] for mail in sink.taken] == [f"<{message.pid}@testserver>"]


@pytest.mark.django_db
def test_a_server_that_refuses_connections_loses_nothing(sink, settings, at):
    settings.EMAIL_PORT = 9  # nobody listens
    message = send_code(at)

    jobs.run_now()

    message.refresh_from_db()
    assert message.state == State.WAITING
    assert "refused" in message.last_error.lower()


@pytest.mark.django_db
def test_after_four_hours_staff_are_told(sink, at):
    """NOT-02: 48 tries, five minutes apart."""
    sink.mood = "later"
    message = send_code(at)
    first = message.send_after

    for _ in range(sending.TRIES):
        message.refresh_from_db()
        with time_machine.travel(message.send_after + timedelta(seconds=1), tick=False):
            sending.send(message.pid)

    message.refresh_from_db()
    assert message.state == State.FAILED
    assert message.send_after - first >= timedelta(hours=4)
    assert list(queries.messages_given_up()) == [message]
    sink.mood = "ok"
    sending.try_again(message)
    jobs.run_now()
    assert len(sink.taken) == 1


@pytest.mark.django_db
def test_a_sender_that_dies_costs_one_duplicate_at_most(sink, at, monkeypatch):
    """NOT-03: killed after handing over, before saying so."""
    message = send_code(at)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "mark_sent", lambda message: None)
        sending.send(message.pid)
    sending.send(message.pid)  # the job comes again before its turn
    assert len(sink.taken) == 1

    message.refresh_from_db()
    with time_machine.travel(message.send_after + timedelta(seconds=1)):
        sending.send(message.pid)
        sending.send(message.pid)

    assert len(sink.taken) == 2
    assert len({mail["Message-ID"] for mail in sink.taken}) == 1


@pytest.mark.django_db
def test_a_message_posted_twice_under_one_key_is_one(at):
    assert send_code(at, once="registration:1") == send_code(at, once="registration:1")
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_in_rehearsal_nothing_leaves_and_the_outbox_is_the_mailbox(sink, settings, at):
    settings.REHEARSAL = True
    message = send_code(at)

    assert jobs.waiting() == 0
    sending.send(message.pid)
    assert sink.taken == []
    assert list(queries.messages_to("Elena@cordata.example")) == [message]


@pytest.mark.django_db
def test_without_a_mail_server_messages_wait(sink, settings, at):
    settings.MAIL_URL = ""
    message = send_code(at)
    jobs.run_now()
    message.refresh_from_db()
    assert (message.state, message.tries) == (State.WAITING, 0)

    settings.MAIL_URL = "smtp://127.0.0.1"
    assert sending.send_due() == 1
    assert len(sink.taken) == 1


@pytest.mark.django_db
def test_too_much_is_not_attached(at):
    with pytest.raises(ValueError, match="attached"):
        send_code(at, attachments=[Attachment("x", "application/pdf", b"0" * 5_000_001)])


@pytest.mark.django_db
def test_mails_to_many_leave_at_the_rate_set_and_hold_nobody_back(sink, settings, at):
    settings.BULK_MAILS_PER_MINUTE = 2
    many = [send_code(at, bulk=True) for _one in range(5)]
    own = send_code(at)

    jobs.run_now()
    assert [mail["Message-ID"] for mail in sink.taken] == [f"<{own.pid}@testserver>"]
    assert [sending.send_due(), sending.send_due(), sending.send_due()] == [2, 2, 1]
    assert len({mail["Message-ID"] for mail in sink.taken}) == 1 + len(many)


@pytest.mark.django_db
@pytest.mark.parametrize(("mood", "state"), [("never", State.FAILED), ("later", State.WAITING)])
def test_an_address_refused_at_once_is_given_up_among_many(sink, at, mood, state):
    """It is the task of who wrote to many, not of those who keep the instance."""
    sink.mood = mood
    message = send_code(at, bulk=True)

    sending.send_due()

    message.refresh_from_db()
    assert message.state == state
    assert (message.given_up_at is not None) == (state == State.FAILED)
    assert list(queries.messages_given_up()) == []
    assert not Schedule.objects.exists()


@pytest.mark.django_db
def test_the_mail_programs_own_button_ends_such_mails(sink, at):
    """RFC 8058: both headers, or neither."""
    send_code(at, unsubscribe="http://testserver/fr/stop/")
    send_code(at)

    jobs.run_now()

    with_button, without = sink.taken
    assert with_button["List-Unsubscribe"] == "<http://testserver/fr/stop/>"
    assert with_button["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert without["List-Unsubscribe"] is None


@pytest.mark.django_db
def test_what_was_written_is_withdrawn_and_forgotten(settings, at):
    thing = Message.objects.create(
        to="a@b.example", language="fr", subject="x", created_at=at, send_after=at
    )
    waiting = post("accounts.sign_in_code", READER, thing, {"code": "ABC-123"}, at=at)
    sent = post("accounts.sign_in_code", READER, thing, {"code": "ABC-124"}, at=at)
    Message.objects.filter(pk=waiting.pk).update(state=State.WAITING)

    outbox.erase("message", [thing.pid])

    left = Message.objects.get(subject_type="message")
    assert (left.pk, left.to, left.to_name, left.text) == (sent.pk, outbox.NOBODY, "", "")
