"""Messages inside a filed application: who reads, who writes, what the mail says, when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.accounts.models import Person
from cordata.applications.actions import withdraw_application
from cordata.assessment.actions import (
    open_exchange,
    refuse_admission,
    settle_exchange,
    take_review,
    write_message,
)
from cordata.assessment.exchanging import exchanges_visible_to
from cordata.assessment.models import Exchange, ExchangeMessage
from cordata.desk.tasks import tasks_of
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.documents import files
from tests.factories.applications import Cast
from tests.factories.assessment import (
    after_closing,
    consolidated,
    eligible,
    filed,
    given_to,
    review_of,
    staff,
    told,
    turned_away,
)
from tests.factories.selection import released

pytestmark = pytest.mark.django_db
WORDS = "Le théâtre de Valfredda sera-t-il prêt ?"


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def cast(call: Any, at: datetime) -> Cast:
    return filed(call, at)


def asked(cast: Cast, officer: Any, at: datetime, *, expects: bool = True) -> Exchange:
    review = review_of(cast)
    return open_exchange(review.pid, "Le théâtre", WORDS, expects=expects, by=officer, at=at)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def test_both_sides_write_and_the_state_says_who_is_awaited(
    cast: Cast, officer: Any, later: datetime
) -> None:
    exchange = asked(cast, officer, later)
    assert (exchange.state, exchange.since) == ("partners", later)
    answered = later + timedelta(days=2)
    write_message(exchange.pid, "Oui, en mai.", expects=False, by=cast.partner_editor, at=answered)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.since) == ("office", answered)
    more = answered + timedelta(hours=1)
    write_message(exchange.pid, "Le 3 mai.", expects=False, by=cast.editor, at=more)
    exchange.refresh_from_db()
    assert exchange.since == answered  # the secretariat has been awaited since the first
    write_message(exchange.pid, "Merci.", expects=False, by=officer, at=more)
    exchange.refresh_from_db()
    assert exchange.state == "settled"
    kinds = Event.objects.filter(subject_type="exchange").order_by("number")
    assert [one.kind.partition(".")[2] for one in kinds] == [
        "office_asked", "partner_wrote", "partner_wrote", "office_answered"
    ]  # fmt: skip
    assert not any("théâtre" in str(one.data) or "mai" in str(one.data) for one in kinds)


def test_the_mail_is_in_each_ones_language_and_quotes_nothing(
    cast: Cast, officer: Any, later: datetime
) -> None:
    exchange = asked(cast, officer, later)
    mails = {one.to: one for one in Message.objects.filter(notice="assessment.message_written")}
    people = (cast.editor, cast.signatory, cast.partner_editor, cast.partner_signatory)
    assert set(mails) == {one.email for one in people}
    assert "un messaggio vi attende" in mails[cast.partner_editor.email].subject
    assert "un message vous attend" in mails[cast.editor.email].subject
    for mail in mails.values():
        assert "théâtre" not in f"{mail.subject}{mail.text}{mail.html}"
        assert exchange.pid in mail.text
    take_review(review_of(cast).pid, by=officer, at=later)
    write_message(exchange.pid, "Oui.", expects=False, by=cast.editor, at=later)
    new = Message.objects.filter(notice="assessment.message_written").exclude(to__in=mails)
    assert [one.to for one in new] == [officer.email]


def test_only_partners_and_the_office_see_messages(
    call: Any, at: datetime, cast: Cast, officer: Any, later: datetime
) -> None:
    """EVA-04: whoever assesses the file sees none, whatever else they are."""
    exchange = asked(cast, officer, later)
    review = eligible(review_of(cast), by=officer, at=later)
    both = staff("Anna Assessore", "assessor", "officer")
    assert exchanges_visible_to(both, later).exists()
    given_to(review, both, by=officer, at=later)
    auditor = staff("Ada Auditrice", "auditor")
    stranger = filed(call, at).editor
    expected = {cast.editor: 200, cast.partner_signatory: 200, officer: 200, auditor: 200,
                both: 404, stranger: 404, staff("Bruno Bilancio", "assessor"): 404,
                staff("Carla", "committee"): 404}  # fmt: skip
    for person, status in expected.items():
        with held_at(later):
            answer = signed_in(person).get(reverse("assessment:exchange", args=[exchange.pid]))
            listed = signed_in(person).get(reverse("assessment:exchanges", args=[review.pid]))
        assert (answer.status_code, listed.status_code) == (status, status), person


def test_an_auditor_reads_and_does_not_write(cast: Cast, officer: Any, later: datetime) -> None:
    exchange = asked(cast, officer, later)
    client = signed_in(staff("Ada Auditrice", "auditor"))
    with held_at(later):
        page = reverse("assessment:exchange", args=[exchange.pid])
        assert client.post(page, {"text": "Bonjour.", "expects": "no"}).status_code == 403
    assert ExchangeMessage.objects.count() == 1


def test_the_pages_let_both_sides_write_with_a_file(
    cast: Cast, officer: Any, later: datetime
) -> None:
    page = reverse("assessment:exchanges", args=[review_of(cast).pid])
    upload = SimpleUploadedFile("plan.pdf", files.pdf(), "application/pdf")
    with held_at(later):
        client = signed_in(cast.partner_editor)
        bare = client.post(page, {"subject": "", "text": "Sans objet"})
        assert bare.status_code == 422
        assert "Sans objet" in bare.content.decode()
        sent = client.post(page, {"subject": "Il teatro", "text": "<b>Ecco</b>", "file": upload})
        assert sent.status_code == 302
        message = ExchangeMessage.objects.get()
        assert (message.from_office, message.file is not None) == (False, True)
        read = signed_in(officer).get(sent.headers["Location"])
        assert "&lt;b&gt;Ecco&lt;/b&gt;" in read.content.decode()
        file = reverse("assessment:exchange_file", args=[message.pid])
        assert client.get(file).status_code == 200
        undecided = signed_in(officer).post(sent.headers["Location"], {"text": "Grazie"})
        assert undecided.status_code == 422
        assert "Grazie" in undecided.content.decode()
        done = {"text": "Grazie", "expects": "no"}
        assert signed_in(officer).post(sent.headers["Location"], done).status_code == 302
    assert Exchange.objects.get().state == "settled"


def test_what_is_new_is_marked_until_it_is_read(cast: Cast, officer: Any, later: datetime) -> None:
    exchange = asked(cast, officer, later)

    def unread(person: Any) -> int:
        return int(exchanges_visible_to(person, later).get().unread)

    assert (unread(cast.editor), unread(cast.signatory), unread(officer)) == (1, 1, 0)
    file = reverse("applications:detail", args=[cast.application.pid])
    with held_at(later + timedelta(hours=1)):
        assert "1 nouveau" in signed_in(cast.editor).get(file).content.decode()
        signed_in(cast.editor).get(reverse("assessment:exchange", args=[exchange.pid]))
        assert "1 nouveau" not in signed_in(cast.editor).get(file).content.decode()
    assert (unread(cast.editor), unread(cast.signatory)) == (0, 1)


def test_who_waits_has_a_line_on_the_desk(cast: Cast, officer: Any, later: datetime) -> None:
    exchange = asked(cast, officer, later)
    assert "message" in {one.code for one in tasks_of(cast.editor, later)}
    write_message(exchange.pid, "Oui.", expects=False, by=cast.editor, at=later)
    assert "message" not in {one.code for one in tasks_of(cast.editor, later)}
    assert ("messages", 1) in {(one.code, one.count) for one in tasks_of(officer, later)}
    settle_exchange(exchange.pid, by=officer, at=later)
    assert "messages" not in {one.code for one in tasks_of(officer, later)}
    with pytest.raises(NotPossible, match="nothing_awaited"):
        settle_exchange(exchange.pid, by=officer, at=later)


def test_messages_end_when_the_partners_know_that_the_file_has_ended(
    cast: Cast, officer: Any, later: datetime
) -> None:
    """Not with the verdict, which nobody outside knows yet."""
    exchange = asked(cast, officer, later)
    turned_away(review_of(cast), refuse_admission, "Hors délai.", by=officer, at=later)
    write_message(exchange.pid, "Oui.", expects=False, by=cast.editor, at=later)
    told(review_of(cast), at=later)
    exchange.refresh_from_db()
    assert exchange.state == "closed"
    for person in (cast.editor, officer):
        with pytest.raises(NotPossible, match="closed"):
            write_message(exchange.pid, "Encore.", expects=False, by=person, at=later)
        with held_at(later):
            page = signed_in(person).get(reverse("assessment:exchange", args=[exchange.pid]))
            assert WORDS in page.content.decode()
            assert "<textarea" not in page.content.decode()


def test_a_withdrawal_and_a_notified_decision_end_them_too(
    call: Any, at: datetime, cast: Cast, officer: Any, later: datetime
) -> None:
    gone = asked(cast, officer, later)
    withdraw_application(cast.application.pid, because="Abandon.", by=cast.signatory, at=later)
    gone.refresh_from_db()
    assert gone.state == "closed"
    review = consolidated(call, at)
    other = open_exchange(review.pid, "Objet", "Mots.", expects=False, by=officer, at=later)
    released(call)
    other.refresh_from_db()
    assert other.state == "closed"


@pytest.mark.counting
def test_one_subject_and_thirty_cost_the_same_queries(
    cast: Cast, officer: Any, later: datetime
) -> None:
    review = review_of(cast)
    client = signed_in(cast.editor)

    def cost() -> int:
        with held_at(later), CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("assessment:exchanges", args=[review.pid])).status_code == 200
        return len(queries)

    asked(cast, officer, later)
    cost()
    one = cost()
    for _number in range(29):
        asked(cast, officer, later)
    assert cost() == one
