"""A later closing: reason, two persons, public correction, a closed call opens again (TIM-06)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.actions import submit_application
from cordata.applications.actions.closing import BATCH, tell_of_closing
from cordata.applications.models import Application, Submission
from cordata.applications.states import State
from cordata.desk import agenda, tasks
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.packs import Pack
from cordata.programme import actions
from cordata.programme.models import Call, ClosingMove, Publication
from cordata.programme.queries import dates_of, local_day
from cordata.programme.states import CallState
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    another,
    begun,
    complete_application,
    started,
)
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db
WHY = {"fr": "Panne du service.", "it": "Guasto del servizio.", "en": "Outage of the service."}
WEEK, SECOND = timedelta(days=7), timedelta(seconds=1)


def officer() -> Person:
    return staff("Odile Officier", "officer")


def authority() -> Person:
    return staff("Armand Autorite", "authority")


def proposed(
    call: Call, at: datetime, by: Person | None = None, by_time: timedelta = WEEK
) -> ClosingMove:
    later = call.closes_at + by_time
    return actions.propose_closing(call, later, reasons=WHY, by=by or officer(), at=at)


def moved(call: Call, at: datetime) -> Call:
    actions.confirm_closing(proposed(call, at).pid, by=authority(), at=at)
    call.refresh_from_db()
    return call


@pytest.fixture
def closed(call: Call, at: datetime) -> Call:
    """The call an hour after its closing, what was due carried out."""
    list(agenda.carry_out(call.closes_at + timedelta(hours=1)))
    call.refresh_from_db()
    assert call.state == CallState.CLOSED
    return call


@pytest.fixture
def after(call: Call) -> datetime:
    return call.closes_at + timedelta(hours=2)


# Two persons and a reason


def test_nothing_moves_before_a_second_person(call: Call, at: datetime) -> None:
    before, second = call.closes_at, authority()
    proposal = proposed(call, at)
    call.refresh_from_db()
    assert call.closes_at == before
    assert Publication.objects.filter(kind="erratum").count() == 0
    assert "confirm_closing" in {one.code for one in tasks.tasks_of(second, at)}
    with pytest.raises(NotPossible, match="four_eyes"):
        actions.confirm_closing(proposal.pid, by=officer(), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingMove.objects.update(settled_by=officer(), settled_at=at, confirmed=True)
    assert Message.objects.filter(notice="programme.closing_proposed").count() == 1


@pytest.mark.parametrize("missing", ["fr", "it", "en"])
def test_the_reason_is_given_in_every_language(call: Call, at: datetime, missing: str) -> None:
    with pytest.raises(NotPossible, match="reason_missing"):
        actions.propose_closing(
            call, call.closes_at + WEEK, reasons=WHY | {missing: " "}, by=officer(), at=at
        )


@pytest.mark.parametrize("by", [timedelta(0), -SECOND, -WEEK])
def test_a_closing_is_never_brought_forward(call: Call, at: datetime, by: timedelta) -> None:
    with pytest.raises(NotPossible, match="not_later"):
        actions.propose_closing(call, call.closes_at + by, reasons=WHY, by=officer(), at=at)


def test_a_closing_in_the_past_is_no_extension(closed: Call, after: datetime) -> None:
    """Later than the old closing, but not than now."""
    with pytest.raises(NotPossible, match="not_later"):
        actions.propose_closing(
            closed, closed.closes_at + timedelta(hours=1), reasons=WHY, by=officer(), at=after
        )


def test_the_confirmed_closing_is_published_and_on_record(call: Call, at: datetime) -> None:
    before = call.closes_at
    moved(call, at)
    correction = Publication.objects.get(kind="erratum")
    assert call.closes_at == before + WEEK
    assert call.state == CallState.OPEN
    assert set(correction.titles) == {"fr", "it", "en"}
    assert "30 avril 2025" in correction.titles["fr"]
    assert "23 aprile 2025" in correction.texts["it"]
    assert "Guasto del servizio." in correction.texts["it"]
    event = Event.objects.get(kind="call.closing_moved")
    assert (event.actor, event.data["proposed_by"]) == (
        authority().actor_key,
        officer().actor_key,
    )
    assert "Panne du service." in event.reason


def test_timetable_and_calendar_say_the_new_closing(call: Call, at: datetime) -> None:
    moved(call, at)
    closing = next(one for one in dates_of(call, local_day(call, at)) if one.code == "closing")
    assert closing.at == call.closes_at
    with override("fr"):
        page = Client().get(reverse("programme:call", args=[call.code])).content.decode()
        feed = Client().get(reverse("programme:call_calendar", args=[call.code])).content.decode()
    assert "30 avril" in page
    assert f"DTSTART:{call.closes_at:%Y%m%dT%H%M%SZ}" in feed


def test_a_proposal_set_aside_changes_nothing(call: Call, at: datetime) -> None:
    proposal, before = proposed(call, at), call.closes_at
    actions.refuse_closing(proposal.pid, by=authority(), at=at)
    call.refresh_from_db()
    assert call.closes_at == before
    with pytest.raises(NotPossible, match="settled"):
        actions.confirm_closing(proposal.pid, by=authority(), at=at)
    assert proposed(call, at).settled_at is None  # another one may be asked for


def test_one_proposal_at_a_time(call: Call, at: datetime) -> None:
    proposed(call, at)
    with pytest.raises(NotPossible, match="proposed_already"):
        proposed(call, at)


# A closed call


def test_a_closed_call_opens_again_and_closes_at_its_new_hour(
    closed: Call, after: datetime
) -> None:
    moved(closed, after)
    assert closed.state == CallState.OPEN
    assert Event.objects.filter(kind="call.reopened").count() == 1
    assert closed.is_open(closed.closes_at)
    list(agenda.carry_out(closed.closes_at))
    closed.refresh_from_db()
    assert closed.state == CallState.OPEN  # the closing instant itself is still in
    list(agenda.carry_out(closed.closes_at + SECOND))
    closed.refresh_from_db()
    assert closed.state == CallState.CLOSED


def test_a_lapsed_draft_lives_again_and_can_be_submitted(call: Call, at: datetime) -> None:
    cast, eve = complete_application(call, at), call.closes_at + timedelta(hours=1)
    list(agenda.carry_out(eve))
    assert cast.reload().state == State.LAPSED
    moved(Call.objects.get(pk=call.pk), eve + SECOND)
    assert cast.reload().state == State.DRAFT
    with held_at(eve + WEEK - timedelta(hours=2)):
        submit_application(
            cast.application.pid, by=cast.signatory, key="k",
            statements=STATED, received_at=eve + WEEK - timedelta(hours=2),
            at=eve + WEEK - timedelta(hours=2),
        )  # fmt: skip
    assert cast.reload().state == State.SUBMITTED


def test_everybody_with_a_draft_or_a_file_is_told_once(call: Call, at: datetime) -> None:
    complete_application(call, at)
    filed = complete_application(call, at, another(SEMNOZ, 8), another(VALFREDDA, 8))
    submit_application(
        filed.application.pid, by=filed.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    moved(call, at)
    jobs.run_now()
    told = Message.objects.filter(notice="applications.closing_moved")
    assert told.count() == 8
    assert {one.language for one in told} == {"fr", "it"}
    assert sum("remplacer" in one.text or "sostituirla" in one.text for one in told) == 4


def test_the_mails_are_written_in_batches_outside_the_lock_of_the_closing(
    call: Call, at: datetime
) -> None:
    """TIM-06: moving the closing asks no more of the database for thirty drafts than for one."""

    def asked(hours: int) -> int:
        proposal = proposed(call, at, by_time=timedelta(hours=hours))
        with CaptureQueriesContext(connection) as queries:
            actions.confirm_closing(proposal.pid, by=authority(), at=at)
        call.refresh_from_db()
        return len(queries)

    started(call, at)
    one = asked(1)
    for number in range(BATCH):
        begun(call, at, another(SEMNOZ, 140 + number), another(VALFREDDA, 140 + number))
    assert asked(2) <= one  # the first time reads what is then remembered

    told = Message.objects.filter(notice="applications.closing_moved")
    assert told.count() == 0  # the worker writes them
    number = Event.objects.filter(kind="call.closing_moved").latest("number").number
    assert tell_of_closing(call.pk, number, 0) == BATCH
    jobs.run_now()
    assert told.count() == 4 * (BATCH + 1)  # each once, of the last closing alone


def test_reminders_come_again_before_the_new_closing(call: Call, at: datetime) -> None:
    complete_application(call, at)
    hour = call.closes_at - timedelta(hours=1)
    list(agenda.carry_out(hour))
    sent = Message.objects.filter(notice="applications.closing_near").count()
    moved(call, hour)
    list(agenda.carry_out(call.closes_at - timedelta(days=1)))
    assert Message.objects.filter(notice="applications.closing_near").count() > sent


def test_once_examination_has_begun_the_closing_stands(closed: Call, after: datetime) -> None:
    Call.objects.filter(pk=closed.pk).update(state=CallState.ASSESSMENT)
    with pytest.raises(NotPossible, match="too_late_for_that"):
        proposed(closed, after)


# No other way


def test_a_pack_changed_after_the_opening_moves_no_closing(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    definition = alcotra.call(call.code)
    assert definition is not None
    rules = replace(definition.ruleset, closes_at=call.closes_at + WEEK)
    calls = tuple(
        replace(one, ruleset=rules) if one.code == call.code else one for one in alcotra.calls
    )
    before = call.closes_at
    actions.load_pack(replace(alcotra, calls=calls), by=SYSTEM, at=at, reasons=WHY)
    call.refresh_from_db()
    assert call.current_version.number == 2
    assert call.closes_at == before


def test_no_door_of_the_framework_edits_a_call_or_a_filing() -> None:
    """TIM-06: there is no admin, and no address of the interface for programs writes a closing."""
    assert not apps.is_installed("django.contrib.admin")
    assert not any("admin" in str(one.pattern) for one in get_resolver().url_patterns)
    schema = Client().get("/api/v1/openapi.json").json()
    written = {path for path, verbs in schema["paths"].items() if {*verbs} - {"get"}}
    assert {path.rpartition("/")[2] for path in written} <= {"check"}


@pytest.mark.parametrize("column", ["received_at", "committed_at"])
def test_when_a_filing_was_received_cannot_be_edited(call: Call, at: datetime, column: str) -> None:
    """TIM-06: raw SQL with the application's own rights is refused by the database."""
    cast = complete_application(call, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    sql = f"UPDATE applications_submission SET {column} = %s"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [at - WEEK])
    assert Submission.objects.get().received_at == at
    assert Application.objects.get(pk=cast.application.pk).submitted_at == at


# Pages


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form_of(**changed: str) -> dict[str, str]:
    reasons = {f"reason_{code}": text for code, text in WHY.items()}
    return {"day": "2025-04-30", "hour": "12:00", **reasons, **changed}


def test_asked_for_and_confirmed_on_screen(call: Call, at: datetime) -> None:
    with override("fr"):
        path = reverse("programme:move_closing", args=[call.code])
        assert browser(officer()).post(path, form_of()).status_code == 302
        proposal = ClosingMove.objects.get()
        confirm = reverse("programme:confirm_closing", args=[call.code, proposal.pid])
        assert "30 avril 2025" in browser(authority()).get(path).content.decode()
        assert browser(officer()).post(confirm).status_code == 403
        assert browser(authority()).post(confirm).status_code == 302
    call.refresh_from_db()
    assert call.closes_at == proposal.after
    assert f"{call.closes_at:%H:%M}" == "10:00"  # noon in Paris and Rome, in UTC


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hour": "25:00"}, "hour"),
        ({"hour": "midi"}, "hour"),
        ({"day": "2026-03-29", "hour": "02:30"}, "hour"),  # the clock goes forward (TIM-02)
        ({"day": "2025-10-26", "hour": "02:30"}, "hour"),  # it passes twice (TIM-02)
        ({"day": "2025-04-01"}, "day"),
        ({"reason_it": ""}, "reason_it"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    call: Call, at: datetime, changed: dict[str, str], field: str
) -> None:
    with override("fr"):
        path = reverse("programme:move_closing", args=[call.code])
    answer = browser(officer()).post(path, form_of(**changed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not ClosingMove.objects.exists()


def test_a_stranger_and_an_applicant_learn_nothing(call: Call, at: datetime, person: Any) -> None:
    proposal = proposed(call, at)
    with override("fr"):
        confirm = reverse("programme:confirm_closing", args=[call.code, proposal.pid])
    assert browser(person("stranger")).post(confirm).status_code == 404
