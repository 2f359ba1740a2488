"""TIM-08: a late filing is sealed apart, seen by officers, valid with a later closing only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Organisation, Person
from cordata.applications.actions import note_late_attempt, submit_application
from cordata.applications.actions.closing import lapse_draft
from cordata.applications.actions.partners import say_history
from cordata.applications.models import Application, LateAttempt, Submission
from cordata.applications.states import State
from cordata.desk.reads import Asked, readings
from cordata.documents.sealing import broken_seals, holds
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.programme.actions import confirm_closing, propose_closing
from cordata.web.catalogue import sentence
from tests.applications.test_pages import signed_in
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    TICKS,
    VALFREDDA,
    Cast,
    another,
    begun,
    complete_application,
    started,
)
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
WHY = {"fr": "Panne.", "it": "Guasto.", "en": "Outage."}
FORM = "application/x-www-form-urlencoded"


def sent(cast: Cast, at: datetime, key: str = "k") -> int:
    """The page's button pressed at an instant."""
    client = Client()
    client.force_login(cast.signatory)
    with held_at(at), override("fr"):
        path = reverse("applications:submit", args=[cast.application.pid])
        return client.post(path, urlencode({"key": key, **TICKS}), content_type=FORM).status_code


def late(cast: Cast, received_at: datetime, key: str = "k") -> LateAttempt:
    return note_late_attempt(
        cast.application,
        by=cast.signatory,
        key=key,
        statements=STATED,
        received_at=received_at,
        at=received_at,
    )


def extend(call: Any, closes_at: datetime, at: datetime) -> None:
    officer, authority = staff("Odile Officier", "officer"), staff("Armand Autorite", "authority")
    proposal = propose_closing(call, closes_at, reasons=WHY, by=officer, at=at)
    confirm_closing(proposal.pid, by=authority, at=at)


def test_one_second_before_the_closing_is_filed_and_sealed_nowhere_else(
    call: Any, at: datetime
) -> None:
    cast = complete_application(call, at)
    assert sent(cast, call.closes_at - SECOND) == 302
    assert Submission.objects.get().received_at == call.closes_at - SECOND
    assert not LateAttempt.objects.exists()


def test_one_second_after_is_sealed_apart_with_its_instant_and_its_words(
    call: Any, at: datetime
) -> None:
    cast = complete_application(call, at)
    assert sent(cast, call.closes_at + SECOND) == 422

    attempt = LateAttempt.objects.get()
    assert not Submission.objects.exists()
    assert (attempt.received_at, attempt.closes_at) == (call.closes_at + SECOND, call.closes_at)
    assert (attempt.seconds_late, attempt.stops, attempt.submission) == (1, 0, None)
    assert attempt.sealed.kind == "late_attempt"
    assert attempt.sealed.content["project"]["acronym"] == cast.application.acronym
    assert all("received" not in one["aid"] for one in attempt.sealed.content["partners"])
    assert holds(attempt.sealed)
    assert list(broken_seals()) == []
    told = Event.objects.get(kind="application.came_late")
    assert told.data["sha256"] == attempt.sealed.sha256
    assert cast.reload().number == ""  # no number is given to what was not filed


def test_the_same_words_are_sealed_once_however_often_they_are_sent(
    call: Any, at: datetime
) -> None:
    cast = complete_application(call, at)
    for number in range(3):
        assert sent(cast, call.closes_at + (number + 1) * SECOND, key=f"k{number // 2}") == 422
    assert LateAttempt.objects.get().received_at == call.closes_at + SECOND
    assert Event.objects.filter(kind="application.came_late").count() == 3


def test_the_database_takes_no_attempt_that_was_in_time(call: Any, at: datetime) -> None:
    attempt = late(complete_application(call, at), call.closes_at + SECOND)
    with pytest.raises(IntegrityError), transaction.atomic():
        LateAttempt.objects.filter(pk=attempt.pk).update(received_at=call.closes_at)


# A published later closing


@pytest.mark.parametrize(("beyond", "filed"), [(timedelta(0), True), (-SECOND, False)])
def test_a_later_closing_files_what_it_covers_to_the_second(
    call: Any, at: datetime, beyond: timedelta, filed: bool
) -> None:
    """Confirmed by the second person; the receipt bears the instant of the attempt."""
    cast = complete_application(call, at)
    came, now = call.closes_at + 3600 * SECOND, call.closes_at + 1800 * SECOND
    sealed = late(cast, came).sealed.content["project"]
    lapse_draft(cast.application.pid, at=came)
    extend(call, came + beyond, now)

    attempt = LateAttempt.objects.get()
    assert Submission.objects.exists() is filed
    assert cast.reload().state == (State.SUBMITTED if filed else State.DRAFT)
    if filed:
        assert attempt.submission == Submission.objects.get()
        assert attempt.submission.received_at == came
        assert attempt.submission.sealed.content["project"] == sealed


def test_nothing_is_filed_before_the_second_person(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    late(cast, call.closes_at + SECOND)
    now = call.closes_at + 60 * SECOND
    by = staff("Odile Officier", "officer")
    proposal = propose_closing(call, call.closes_at + DAY, reasons=WHY, by=by, at=now)
    with pytest.raises(NotPossible, match="four_eyes"):
        confirm_closing(proposal.pid, by=by, at=now)
    assert not Submission.objects.exists()


def test_one_that_a_check_stops_stays_apart_and_the_draft_is_open_again(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    attempt = late(cast, call.closes_at + SECOND)
    assert attempt.stops > 0
    extend(call, call.closes_at + DAY, call.closes_at + 60 * SECOND)
    assert not Submission.objects.exists()
    assert Application.objects.get().state == State.DRAFT
    assert LateAttempt.objects.get().submission is None


def test_a_file_replaced_late_keeps_its_first_version_until_then(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="a", statements=STATED, received_at=at, at=at
    )
    late(cast, call.closes_at + SECOND)
    assert Submission.objects.count() == 1
    extend(call, call.closes_at + DAY, call.closes_at + 60 * SECOND)
    assert [one.version for one in Submission.objects.order_by("version")] == [1, 2]


def test_data_of_an_organisation_changed_since_keep_it_apart_with_the_reason(
    call: Any, at: datetime
) -> None:
    """TIM-08: what is filed is what was sealed; no closing locks the sheet of an organisation."""
    cast = complete_application(call, at)
    late(cast, call.closes_at + SECOND)
    Organisation.objects.filter(pk=cast.partners[1].organisation_id).update(city="Aosta")
    extend(call, call.closes_at + DAY, call.closes_at + 60 * SECOND)
    assert not Submission.objects.exists()
    attempt = LateAttempt.objects.get()
    assert attempt.kept_because == "application.late.changed"
    assert Event.objects.filter(kind="application.late_kept_apart").count() == 1
    assert sentence(attempt.kept_because, "fr") in page(
        staff("Odile Officier", "officer"), call
    ).content.decode().replace("&#x27;", "'")


def test_one_that_a_check_stops_says_so(call: Any, at: datetime) -> None:
    late(started(call, at), call.closes_at + SECOND)
    extend(call, call.closes_at + DAY, call.closes_at + 60 * SECOND)
    assert LateAttempt.objects.get().kept_because == "application.late.stopped"


def test_the_page_offers_to_send_all_the_same_and_shows_what_was_kept(
    call: Any, at: datetime
) -> None:
    """After the closing the page keeps its form: without it nobody could make the attempt."""
    cast, after = complete_application(call, at), call.closes_at + SECOND
    root = f"/fr/applications/{cast.application.pid}"
    with held_at(after):
        review = signed_in(cast.signatory).get(f"{root}/review/").content.decode()
        assert "Envoyer quand même" in review
        assert 'name="statement_power"' in review
        assert (
            "Envoyer quand même"
            not in signed_in(cast.editor).get(f"{root}/review/").content.decode()
        )
    assert sent(cast, after) == 422
    attempt = LateAttempt.objects.get()
    shown = signed_in(cast.partner_editor).get(f"{root}/late/").content.decode()
    assert attempt.sealed.sha256 in shown
    assert "12\u00a0h\u00a000\u00a0min\u00a001\u00a0s" in shown
    mails = Message.objects.filter(notice="applications.came_late")
    assert mails.count() == 4
    sent(cast, after + SECOND, key="again")  # the same words: nobody is written to twice
    assert mails.count() == 4


# Who sees it


def page(person: Person, call: Any, *pid: str) -> Any:
    client = Client()
    client.force_login(person)
    with override("fr"):
        name = "assessment:late_text" if pid else "assessment:late"
        return client.get(reverse(name, args=[call.code, *pid]))


def test_officers_see_it_to_the_second_and_the_reading_is_noted(call: Any, at: datetime) -> None:
    """ACC-09: the whole text is a reading of a file."""
    officer, cast = staff("Odile Officier", "officer"), complete_application(call, at)
    attempt = late(cast, call.closes_at + SECOND)
    shown = page(officer, call).content.decode()
    assert "12\u00a0h\u00a000\u00a0min\u00a001\u00a0s" in shown
    assert "scellé à part" in shown
    text = page(officer, call, attempt.pid).content.decode()
    assert attempt.sealed.sha256 in text
    assert [one.data["what"] for one in readings(Asked())] == ["late"]
    assert "evidence.zip" in text


def test_officers_take_the_evidence_away_and_nobody_else_does(call: Any, at: datetime) -> None:
    """REL-23: who had it made stands in the journal."""
    officer, cast = staff("Odile Officier", "officer"), complete_application(call, at)
    attempt = late(cast, call.closes_at + SECOND)

    def asked(person: Person) -> Any:
        path = f"/fr/assessment/calls/{call.code}/late/{attempt.pid}/evidence.zip"
        return signed_in(person).get(path)

    answer = asked(officer)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert Event.objects.get(kind="application.evidence_made").actor == officer.actor_key
    for person in (cast.signatory, cast.partner_editor, staff("Anna", "assessor")):
        assert asked(person).status_code == 404


def test_a_file_without_a_title_is_named_all_the_same(call: Any, at: datetime) -> None:
    """A page without a heading says nothing to who hears it."""
    officer, cast = staff("Odile Officier", "officer"), started(call, at)
    attempt = late(cast, call.closes_at + SECOND)
    text = page(officer, call, attempt.pid).content.decode()
    heading = text.partition("<h1>")[2].partition("</h1>")[0]
    assert heading.strip() == cast.application.pid


def test_nobody_else_sees_it(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    attempt = late(cast, call.closes_at + SECOND)
    others = (cast.signatory, cast.editor, cast.partner_editor, staff("Anna", "assessor"))
    for person in others:
        assert page(person, call).status_code == 404
        assert page(person, call, attempt.pid).status_code == 404


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_and_for_thirty(call: Any, at: datetime) -> None:
    officer, closed = staff("Odile Officier", "officer"), call.closes_at + SECOND

    def spent() -> int:
        page(officer, call)
        with CaptureQueriesContext(connection) as queries:
            assert page(officer, call).status_code == 200
        return len(queries)

    late(started(call, at), closed)
    one = spent()
    for number in range(29):
        cast = begun(call, at, another(SEMNOZ, 40 + number), another(VALFREDDA, 40 + number))
        late(cast, closed, key=f"k{number}")
    assert spent() == one


# What the page says to who filed in time


@pytest.mark.parametrize("changed", [False, True])
def test_who_filed_in_time_is_offered_a_late_sending_only_of_what_was_changed_since(
    call: Any, at: datetime, changed: bool
) -> None:
    """One page never says "received" and "send all the same" of the same words."""
    cast = complete_application(call, at)
    pid = cast.application.pid
    submit_application(
        pid, by=cast.signatory, key="a", statements=STATED, received_at=at, at=at + SECOND
    )
    if changed:
        say_history(cast.partners[0], True, by=cast.signatory, at=at + DAY)
    with held_at(call.closes_at + SECOND), override("fr"):
        page = signed_in(cast.signatory).get(reverse("applications:review", args=[pid]))
        said = page.content.decode()
    assert "La version reçue compte" in said
    assert ("Envoyer quand même" in said) is changed
    assert ("Ce qui a été modifié depuis" in said) is changed


def test_who_did_not_file_may_send_all_the_same(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    with held_at(call.closes_at + SECOND), override("fr"):
        path = reverse("applications:review", args=[cast.application.pid])
        said = signed_in(cast.signatory).get(path).content.decode()
    assert "Envoyer quand même" in said
    assert "La version reçue compte" not in said
