"""Beside the ranking: leniency taken off, files alike at the cut; no rank moves (peers.md 6.9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.assessment.models import Assignment
from cordata.kernel.clock import held_at
from cordata.programme.actions import change_envelope
from cordata.selection.evening import doubt_about, leniency_in
from cordata.selection.models import Decision
from tests.factories.selection import committee, files, prepared, sitting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranked(call: Any, at: datetime) -> list[Decision]:
    """Three ranked files of which the envelope pays one; Anna always gives ten points more."""
    files(call, at, 5, 4, 4)
    before = call.closes_at + timedelta(days=2)
    change_envelope(
        call, "education", amount=Decimal(60_000), decided_on=before.date(), reference="CS",
        reasons={"fr": "Test"}, by=committee().officer, at=before,
    )  # fmt: skip
    for file, (anna, bruno) in enumerate([(99, 91), (88, 76), (86, 75)]):
        own = Assignment.objects.filter(review=list(reviews())[file])
        own.filter(assessor__name="Anna Assessore").update(total=anna)
        own.filter(assessor__name="Bruno Bilancio").update(total=bruno)
    session = prepared(call, ["education"])
    return list(session.decisions.order_by("rank", "application__number"))


def reviews() -> Any:
    return Assignment.objects.order_by("review").values_list("review", flat=True).distinct()


def test_the_model_speaks_of_every_sheet_of_the_call(call: Any, ranked: list[Decision]) -> None:
    found = leniency_in(call)
    assert found is not None
    assert set(found.files) == {one.application.pid for one in ranked}
    assert max(found.assessors.values()) > 4
    assert min(found.assessors.values()) < -4


def test_the_board_says_what_leniency_does_and_ranks_as_before(
    call: Any, ranked: list[Decision]
) -> None:
    """EVA-06: the raw scores alone rank."""
    before = [(one.application_id, one.rank) for one in ranked]
    doubt = doubt_about(ranked, 1, leniency_in(call))
    assert doubt is not None
    assert len(doubt.evened) == 3
    assert doubt.most_lenient > 4 < doubt.strictest
    after = Decision.objects.order_by("rank", "application__number")
    assert [(one.application_id, one.rank) for one in after] == before


def test_without_a_sheet_nothing_is_said(call: Any) -> None:
    assert leniency_in(call) is None
    assert doubt_about([], 0, None) is None


def test_the_page_names_the_files_alike_and_no_assessor(call: Any, ranked: list[Decision]) -> None:
    """EVA-04 holds for the committee, too: leniency is told without names."""
    client = Client()
    client.force_login(committee().chair)
    with held_at(sitting_at(call)):
        url = reverse("selection:session", args=[ranked[0].session.pid])
        text = client.get(url).content.decode()
    assert "Valutatori severi o generosi" in text or "Évaluateurs sévères ou généreux" in text
    assert "Anna Assessore" not in text
    assert "Bruno Bilancio" not in text
