"""SUB-10: a filed application is taken back any time before the decision, and never after it."""

from __future__ import annotations

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
from cordata.selection.actions import open_session, sign_session
from cordata.web.catalogue import sentence
from tests.factories.assessment import after_closing, filed, review_of, staff, told, turned_away
from tests.factories.selection import committee, files, prepared, released, sitting_at

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


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


def test_from_the_signature_on_it_may_not_and_the_page_says_why(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    session, day = prepared(call), sitting_at(call)
    open_session(session.pid, by=committee().chair, at=day)
    sign_session(session.pid, by=committee().chair, at=day)
    application = review.application
    with pytest.raises(NotPossible, match="decided"):
        taken_back(application, day + SECOND)
    client = Client()
    client.force_login(application.submissions.all()[0].submitted_by)
    with held_at(day + SECOND):
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
