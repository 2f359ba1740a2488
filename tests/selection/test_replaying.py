"""The journal alone gives the same scores and the same decisions (EVA-06, LOG-02)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cordata.assessment.models import Review
from cordata.documents.models import Sealed
from cordata.kernel.journal import SYSTEM, record
from cordata.selection.actions import change_outcome, open_session, sign_session
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.replaying import differences, replayed
from tests.factories.selection import committee, files, prepared, released, sitting_at

pytestmark = pytest.mark.django_db


def test_the_sheets_in_the_journal_give_every_score_and_its_decisions_stand(
    call: Any, at: Any
) -> None:
    """A change by the committee among them."""
    files(call, at, 5, 4, 3)
    session, people, day = prepared(call), committee(), sitting_at(call)
    last = session.decisions.order_by("-rank").first()
    change_outcome(
        session.pid, last.pid, "rejected", because="Hors sujet.", by=people.officer, at=day
    )
    open_session(session.pid, by=people.chair, at=day)
    sign_session(session.pid, by=people.chair, at=day)

    assert list(differences()) == []
    found = replayed()
    assert {Decimal(facts["score"]) for _sheets, facts in found.consolidated.values()} == set(
        Review.objects.values_list("score", flat=True)
    )
    assert all(sheets for sheets, _facts in found.consolidated.values())
    assert {facts["outcome"] for facts in found.decided.values()} == set(
        session.decisions.values_list("outcome", flat=True)
    )


def test_a_score_or_a_grant_that_was_changed_by_hand_is_found(call: Any, at: Any) -> None:
    files(call, at, 5, 4)
    released(call)
    first, second = Review.objects.order_by("application__number")
    Review.objects.filter(pk=first.pk).update(score=first.score - 1)
    Decision.objects.filter(application=second.application_id).update(grant=Decimal("1.00"))

    told = {one.what for one in differences()}
    assert told == {f"{first.application} score", f"{second.application} decision"}


def test_a_ranking_that_is_not_the_one_signed_is_found(call: Any, at: Any) -> None:
    files(call, at, 5)
    session = released(call)
    another = Sealed.objects.exclude(pk=session.ranking.pk).first()
    CommitteeSession.objects.filter(pk=session.pk).update(ranking=another)

    assert [one.what.endswith("ranking") for one in differences()] == [True]


def test_a_score_that_its_sheets_do_not_give_is_found_whoever_wrote_it_down(
    call: Any, at: Any
) -> None:
    """A line and a row that agree with each other, and with no sheet."""
    files(call, at, 5)
    review = Review.objects.get()
    Review.objects.filter(pk=review.pk).update(score=Decimal("12.00"))
    told = {"score": "12.00", "priorities": []}
    record("review.consolidated", review, by=SYSTEM, at=at, because="", **told)

    assert [one.what for one in differences()] == [f"{review.application} score of its sheets"]
