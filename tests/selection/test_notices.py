"""Every notice of the examination and of the committee reads in each language of the interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cordata.notify.rendering import render

pytestmark = pytest.mark.django_db
LINK = "https://cordata.example/fr/assessment/"
NOTICES = (
    "assessment.assigned",
    "assessment.completion_asked",
    "assessment.conflict_declared",
    "assessment.outcome_notified",
    "assessment.third_needed",
    "selection.complaint_lodged",
    "selection.complaint_settled",
    "selection.complaint_stated",
    "selection.conditions_answered",
    "selection.conditions_extended",
    "selection.conditions_lifted",
    "selection.conditions_near",
    "selection.conditions_returned",
    "selection.conditions_sent_back",
    "selection.conditions_stated",
    "selection.conditions_term_passed",
    "selection.decision_notified",
)


@pytest.mark.parametrize("language", ["fr", "it", "en"])
@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_reads_in_each_language(
    notice: str, language: str, settings: Any, at: datetime
) -> None:
    settings.ORIGIN = "https://cordata.example"
    letter = render(
        notice,
        language,
        {
            "number": "MP2-0001",
            "acronym": "SENTIERI*",
            "call_names": {"fr": "Microprojets", "it": "Microprogetti", "en": "Microprojects"},
            "organisation": "Comune <b>di</b> Valfredda",
            "items": ["Statuts", "Pouvoir"],
            "reason": "divergence.points",
            "assessor": "Anna",
            "due_at": at,
            "call": None,  # a zone by itself
            "link": LINK,
        },
    )
    assert "MP2-0001" in letter.subject
    assert LINK in letter.text
    assert "<b>di</b>" not in letter.html
    assert "{{" not in letter.text
    assert "{%" not in letter.text
