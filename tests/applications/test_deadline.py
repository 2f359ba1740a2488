"""The closing: exactly 12:00:00.000000 is in, one microsecond later is out (TIM-01, TIM-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from cordata.applications import due
from cordata.applications.actions import note_late_attempt, submit_application
from cordata.applications.actions.closing import lapse_draft
from cordata.applications.models import LateAttempt, Submission
from cordata.applications.states import State
from cordata.kernel import clock
from cordata.kernel.due import DueAct
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.applications.test_pages import signed_in
from tests.factories.applications import STATED, TICKS, complete_application, started

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


def submit(cast: Any, received_at: datetime, at: datetime | None = None, key: str = "k") -> Any:
    return submit_application(
        cast.application.pid,
        by=cast.signatory,
        key=key,
        statements=STATED,
        received_at=received_at,
        at=at or received_at,
    )


def test_at_noon_to_the_microsecond_it_is_in(call: Any, at: datetime) -> None:
    """TIM-01: no hidden grace, and none taken away."""
    cast = complete_application(call, at)
    assert submit(cast, call.closes_at).received_at == call.closes_at


def test_one_microsecond_after_noon_it_is_out(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    with pytest.raises(NotPossible) as refusal:
        submit(cast, call.closes_at + MICROSECOND)
    assert refusal.value.code == "application.too_late"
    assert not Submission.objects.exists()


def test_before_the_opening_it_is_refused(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    with pytest.raises(NotPossible) as refusal:
        submit(cast, call.opens_at - MICROSECOND)
    assert refusal.value.code == "application.too_early"


def test_arrived_in_time_and_carried_out_later_is_in(call: Any, at: datetime) -> None:
    """TIM-04: a lock across the closing does not make a punctual file late."""
    cast = complete_application(call, at)
    after = call.closes_at + timedelta(seconds=10)
    receipt = submit(cast, call.closes_at, after)
    assert receipt.received_at == call.closes_at
    assert receipt.committed_at == after


def test_arrived_in_time_is_in_even_if_the_closing_was_carried_out(call: Any, at: datetime) -> None:
    """TIM-04: the draft lapsed while its punctual filing was waiting."""
    cast = complete_application(call, at)
    lapse_draft(cast.application.pid, at=call.closes_at + MICROSECOND)
    assert cast.reload().state == State.LAPSED
    submit(cast, call.closes_at, call.closes_at + timedelta(seconds=10))
    assert cast.reload().state == State.SUBMITTED


def test_a_late_page_says_so_and_leaves_a_trace(call: Any, at: datetime) -> None:
    """TIM-08: refused with a sentence; the attempt is on record."""
    cast = complete_application(call, at)
    late = call.closes_at + timedelta(minutes=1)
    with clock.held_at(late):
        answer = signed_in(cast.signatory).post(
            f"/fr/applications/{cast.application.pid}/submit/",
            urlencode({"key": "k", **TICKS}),
            content_type="application/x-www-form-urlencoded",
        )
    assert answer.status_code == 422
    assert "12\u00a0h\u00a001" in answer.content.decode()
    assert Event.objects.filter(kind="application.came_late").count() == 1
    assert LateAttempt.objects.get().by == cast.signatory
    assert not Submission.objects.exists()


def test_the_lateness_is_on_record_with_both_instants(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    late = call.closes_at + MICROSECOND
    note_late_attempt(
        cast.application, by=cast.signatory, key="k", statements=STATED, received_at=late, at=late
    )
    data = Event.objects.get(kind="application.came_late").data
    assert data["received_at"].endswith("10:00:00.000001Z")


def test_it_may_be_replaced_until_the_closing_and_the_last_one_counts(
    call: Any, at: datetime
) -> None:
    """SUB-06: every version stays as it was sealed."""
    cast = complete_application(call, at)
    first = submit(cast, at, key="a")
    second = submit(cast, call.closes_at, key="b")
    assert (first.version, second.version) == (1, 2)
    assert second.application.number == first.application.number
    assert cast.reload().submitted_at == call.closes_at
    first.refresh_from_db()
    assert first.sealed.content["filing"]["version"] == 1


def drafts_due(until: datetime) -> list[DueAct]:
    """What the closing does to drafts; the step lists other acts beside these."""
    about = {"applications.remind", "applications.lapse"}
    return sorted(act for act in due.due_acts(until) if act.code in about)


def acts(until: datetime) -> list[tuple[str, datetime]]:
    return [(act.code, act.at) for act in drafts_due(until)]


def test_a_draft_lapses_just_after_the_closing(call: Any, at: datetime) -> None:
    cast = started(call, at)
    assert ("applications.lapse", call.closes_at + MICROSECOND) not in acts(call.closes_at)
    for act in drafts_due(call.closes_at + MICROSECOND):
        act.run(act.at)
    assert cast.reload().state == State.LAPSED
    assert acts(call.closes_at + timedelta(days=1)) == []


def test_drafts_are_reminded_four_times_and_submitted_files_never(call: Any, at: datetime) -> None:
    draft, filed = started(call, at), complete_application(call, at)
    submit(filed, at)
    terms = [timedelta(days=14), timedelta(days=3), timedelta(days=1), timedelta(hours=3)]
    for before in terms:
        moment = call.closes_at - before
        for act in drafts_due(moment):
            assert act.at == moment
            act.run(act.at)
        assert acts(moment) == []
    mails = Message.objects.filter(notice="applications.closing_near")
    assert mails.count() == 4 * 4
    assert {mail.subject_id for mail in mails} == {draft.application.pid}


def test_after_an_outage_the_last_term_is_sent_alone_and_counted_from_now(
    call: Any, at: datetime
) -> None:
    """What the terms of 14 and 3 days would have said is no longer true on the last day."""
    started(call, at)
    now = call.closes_at - timedelta(hours=20)
    for act in drafts_due(now):
        act.run(act.at)
    mails = Message.objects.filter(notice="applications.closing_near")
    assert mails.count() == 4
    assert all("20" in mail.subject for mail in mails)
    assert acts(now) == []


def test_a_closing_that_passed_meanwhile_is_not_announced_any_more(call: Any, at: datetime) -> None:
    started(call, at)
    assert [code for code, _at in acts(call.closes_at + MICROSECOND)] == ["applications.lapse"]


def test_the_terms_are_those_of_the_call(call: Any, at: datetime) -> None:
    draft = started(call, at).application
    definition = replace(call.definition, reminder_hours=(48,))
    draft.call_version.data = definition.frozen()
    draft.call_version.digest = definition.digest
    draft.call_version.save()
    two_days = call.closes_at - timedelta(days=2)
    assert acts(two_days - MICROSECOND) == []
    assert acts(two_days) == [("applications.remind", two_days)]


def test_a_draft_opened_late_is_not_reminded_of_terms_gone_by(call: Any, at: datetime) -> None:
    opened = call.closes_at - timedelta(days=2)
    with clock.held_at(opened):
        started(call, opened)
    assert [code for code, _at in acts(opened)] == []
    assert len(acts(call.closes_at - timedelta(hours=4))) == 1


@pytest.mark.parametrize(
    ("language", "words", "badge"),
    [
        ("fr", "Enregistré ne veut pas dire déposé.", "Brouillon, non déposé"),
        ("it", "Salvata non vuol dire presentata.", "Bozza, non presentata"),
        ("en", "Saved is not submitted.", "Draft, not submitted"),
    ],
)
def test_saved_is_not_submitted_is_said_wherever_something_is_saved(
    call: Any, at: datetime, language: str, words: str, badge: str
) -> None:
    """Beside the time that is left, until it is filed."""
    cast = complete_application(call, at)
    client, root = signed_in(cast.signatory), f"/{language}/applications/{cast.application.pid}/"
    pages = ("partners/", "activities/", "budget/", "annexes/", "review/")
    for page in pages:
        assert words in client.get(f"{root}{page}").content.decode()
    assert badge in client.get(root).content.decode()
    submit(cast, at)
    for page in pages:
        assert words not in client.get(f"{root}{page}").content.decode()
