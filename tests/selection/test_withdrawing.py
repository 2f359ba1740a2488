"""SUB-10: a filed application is taken back until its outcome is notified, and never after."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cordata.applications import access
from cordata.applications.actions import withdraw_application
from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.assessment.actions import refuse_admission
from cordata.kernel.clock import held_at
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.projects.models import Project
from cordata.selection.actions import (
    open_session,
    prepare_session,
    release_session,
    sign_session,
)
from cordata.selection.models import CommitteeSession, Letter
from cordata.web.catalogue import sentence
from tests.factories.assessment import after_closing, filed, review_of, staff, told, turned_away
from tests.factories.selection import committee, envelope_of, files, prepared, released, sitting_at

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
SECRET = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')


def taken_back(application: Application, at: datetime) -> Application:
    signatory = application.submissions.all()[0].submitted_by
    return withdraw_application(application.pid, because="Abandon.", by=signatory, at=at)


def test_until_the_committee_signs_it_may_be_taken_back(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    session = prepared(call)
    open_session(session.pid, by=committee().chair, at=sitting_at(call))
    assert taken_back(review.application, sitting_at(call)).state == State.WITHDRAWN
    review.refresh_from_db()
    assert review.state == "withdrawn"


def test_nothing_tells_the_applicant_that_the_committee_has_signed(call: Any, at: datetime) -> None:
    """ACC-11: the way to withdraw is there before the signature and after it alike."""
    (review,) = files(call, at, 5)
    session, day = prepared(call), sitting_at(call)
    open_session(session.pid, by=committee().chair, at=day)
    application = review.application
    client = Client()
    client.force_login(application.submissions.all()[0].submitted_by)

    def seen() -> list[str]:
        with held_at(day + SECOND):
            addresses = ("", "withdraw/", "filed/")
            pages = [client.get(f"/fr/applications/{application.pid}/{one}") for one in addresses]
        return [SECRET.sub("", page.content.decode()) for page in pages]

    before = seen()
    assert sentence("application.withdraw.decided", "fr") not in "".join(before)
    sign_session(session.pid, by=committee().chair, at=day)
    assert seen() == before


def test_whoever_gives_up_before_the_notification_gets_no_letter_and_binds_no_money(
    call: Any, at: datetime
) -> None:
    """The reserve list takes what is free; the signed ranking stays as it was sealed (SUB-10)."""
    first, second = files(call, at, 5, 4)
    envelope_of(call, "60000.00")
    session, day, people = prepared(call), sitting_at(call), committee()
    open_session(session.pid, by=people.chair, at=day)
    sealed = sign_session(session.pid, by=people.chair, at=day).ranking
    assert sealed is not None
    taken_back(first.application, day + SECOND)
    with held_at(day + timedelta(days=1)):
        released = release_session(session.pid, by=people.authority, at=day + timedelta(days=1))
    told = {letter.decision.application for letter in Letter.objects.all()}
    assert told == {second.application}
    assert released.decisions.get(application=first.application).state == "decided"
    assert not Project.objects.exists()
    CommitteeSession.objects.get(pk=session.pk).ranking.refresh_from_db()
    assert CommitteeSession.objects.get(pk=session.pk).ranking.sha256 == sealed.sha256
    again = prepare_session(
        call,
        ["education"],
        held_on=day.date() + timedelta(days=30),
        with_reserve=True,
        by=people.officer,
        at=day + timedelta(days=30),
    )
    moved = again.decisions.get()
    assert (moved.application, moved.outcome) == (second.application, "approved")
    client = Client()
    client.force_login(people.authority)
    with held_at(day + timedelta(days=2)):
        board = client.get(f"/fr/selection/sessions/{session.pid}/").content.decode()
    assert f"notification\xa0: {first.application.number}" in board


def test_from_the_notification_on_it_may_not_and_the_page_says_why(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    released(call)
    application, later = review.application, sitting_at(call) + timedelta(days=8)
    client = Client()
    client.force_login(application.submissions.all()[0].submitted_by)
    with held_at(later):
        page = client.get(f"/fr/applications/{application.pid}/withdraw/")
    assert page.status_code == 403
    assert sentence("application.withdraw.decided", "fr") in page.content.decode()


def test_a_funded_one_stays_funded(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    released(call)
    with pytest.raises(NotPossible, match="decided"):
        taken_back(review.application, sitting_at(call) + timedelta(days=8))
    review.refresh_from_db()
    assert review.state == "consolidated"


def test_one_whose_examination_ended_stays_on_record_as_it_ended(call: Any, at: datetime) -> None:
    cast, later = filed(call, at), after_closing(call)
    officer = staff("Odile Officier", "officer")
    turned_away(review_of(cast), refuse_admission, "Pièce absente.", by=officer, at=later)
    told(review_of(cast), at=later)
    with pytest.raises(NotPossible, match="examined"):
        taken_back(cast.application, later)
    assert not access.withdraw(cast.signatory, cast.reload(), at=later)


def test_the_secretariat_is_told_and_of_a_draft_nothing(call: Any, at: datetime) -> None:
    """The mail says the number and leads to the file: no reason, no text of the applicant."""
    staff("Odile Officier", "officer")
    cast = filed(call, at)
    taken_back(cast.application, at)
    told = Message.objects.get(notice="assessment.withdrawn")
    assert cast.reload().number in told.subject
    assert "Abandon." not in told.text
