"""From a filing to a project: the whole way of a file, through the real actions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from cordata.assessment.models import Review
from cordata.kernel import jobs
from cordata.notify.models import Message
from cordata.projects.models import Project
from cordata.selection.models import Letter
from cordata.selection.states import Outcome, SessionState
from tests.factories.assessment import consolidated, filed, review_of
from tests.factories.selection import released

pytestmark = pytest.mark.django_db


def test_a_filing_opens_its_examination(call: Any, at: datetime) -> None:
    review = review_of(filed(call, at))
    assert review.state == "admissibility"
    assert review.submission.version == 1


def test_a_file_goes_from_its_filing_to_its_project(call: Any, at: datetime) -> None:
    review: Review = consolidated(call, at, 4)
    assert review.state == "consolidated"
    assert review.passed
    session = released(call)
    decision = session.decisions.get()
    assert session.state == SessionState.RELEASED
    assert decision.outcome == Outcome.APPROVED
    assert decision.grant == Decimal("54379.82")
    project = Project.objects.get(application=review.application)
    assert project.grant == decision.grant
    assert Message.objects.filter(notice="selection.decision_notified").count() == 4


def test_each_partner_gets_its_letter_in_its_language_first(call: Any, at: datetime) -> None:
    consolidated(call, at, 4)
    released(call)
    french, italian = Letter.objects.order_by("number")
    assert [language for language, _text in french.in_order] == ["fr", "it"]
    assert [language for language, _text in italian.in_order] == ["it", "fr"]
    assert "54\u00a0379,82\u00a0€" in french.texts["fr"]
    assert "54.379,82\u00a0€" in french.texts["it"]
    assert "{{" not in "".join(french.texts.values())
    assert french.number == "MP2-0001/N1"


def test_a_released_letter_becomes_a_pdf_once(call: Any, at: datetime) -> None:
    consolidated(call, at, 4)
    released(call)
    jobs.run_now()
    letter = Letter.objects.order_by("number")[0]
    assert letter.file is not None
    assert letter.file.name == "MP2-0001-N1.pdf"
    before = letter.file_id
    jobs.named("cordata.selection.jobs.render_letter")(letter.pid)
    letter.refresh_from_db()
    assert letter.file_id == before
