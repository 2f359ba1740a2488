"""A common text scored by the whole pool before the start; it enters no ranking."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.assessment.actions import (
    keep_confidential,
    open_calibration,
    save_score,
    score_calibration,
    show_spread,
    write_calibration,
)
from cordata.assessment.calibration import drawn
from cordata.assessment.due import due_acts
from cordata.assessment.models import Assignment, Calibration, Review
from cordata.kernel.clock import held_at
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.assessment import (
    MOTIVATION,
    after_closing,
    eligible,
    filed,
    given_to,
    review_of,
    scored,
    staff,
    with_grid,
)

pytestmark = pytest.mark.django_db
TITLES = {"fr": "Un ancien projet", "it": "Un vecchio progetto"}
TEXTS = {"fr": "Deux vallées partagent un sentier.", "it": "Due valli condividono un sentiero."}


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def pooled(db: None) -> list[Any]:
    return [staff(name, "assessor") for name in ("Anna Assessore", "Bruno Bilancio")]


@pytest.fixture
def opened(call: Any, officer: Any, pooled: list[Any], later: datetime) -> Calibration:
    due_at = later + timedelta(days=7)
    made = write_calibration(call, TITLES, TEXTS, due_at=due_at, by=officer, at=later)
    for one in pooled:
        keep_confidential(call, by=one, at=later)
    return open_calibration(made.pid, by=officer, at=later)


def points(call: Any, value: int) -> dict[str, Decimal]:
    return {item.code: Decimal(value) for item in call.definition.grid.scored}


def test_the_pool_is_asked_and_the_words_no_longer_change(
    call: Any, opened: Calibration, pooled: list[Any], officer: Any, later: datetime
) -> None:
    asked = Message.objects.filter(notice="assessment.calibration_opened")
    assert {one.to for one in asked} == {one.email for one in pooled}
    with pytest.raises(NotPossible, match=r"calibration\.opened"):
        write_calibration(call, TITLES, {}, due_at=opened.due_at, by=officer, at=later)


@pytest.mark.parametrize(
    ("texts", "days", "code"),
    [({"fr": "Seul."}, 7, "calibration.text_missing"), (TEXTS, 0, "calibration.term_passed")],
)
def test_it_opens_in_every_language_and_with_a_term_to_come(
    call: Any, officer: Any, later: datetime, texts: dict[str, str], days: int, code: str
) -> None:
    due_at = later + timedelta(days=days)
    made = write_calibration(call, TITLES, texts, due_at=due_at, by=officer, at=later)
    with pytest.raises(NotPossible, match=code):
        open_calibration(made.pid, by=officer, at=later)


def test_the_last_of_the_pool_shows_the_spread_to_all_without_names(
    call: Any, opened: Calibration, pooled: list[Any], later: datetime
) -> None:
    anna, bruno = pooled
    client, url = Client(), reverse("assessment:calibrate", args=[call.code])
    client.force_login(anna)
    with held_at(later):
        score_calibration(opened.pid, points(call, 5), by=anna, at=later)
        before = client.get(url).content.decode()
        assert 'id="spread"' not in before
        score_calibration(opened.pid, points(call, 2), by=bruno, at=later)
        after = client.get(url).content.decode()
    opened.refresh_from_db()
    assert opened.state == "shown"
    assert 'id="spread"' in after
    assert "Bruno" not in after
    first = drawn(opened, anna)[0]
    assert (first.found.lowest, first.found.highest, first.own) == (2, 5, 5)
    assert first.found.mean == Decimal("3.50")


def test_on_the_term_the_spread_is_shown_with_the_sheets_there_are(
    call: Any, opened: Calibration, pooled: list[Any], later: datetime
) -> None:
    score_calibration(opened.pid, points(call, 3), by=pooled[0], at=later)

    def owed(until: datetime) -> list[Any]:
        return [one for one in due_acts(until) if one.code == "assessment.show_spread"]

    assert owed(opened.due_at) == []
    after = opened.due_at + timedelta(seconds=1)
    (act,) = owed(after)
    act.run(act.at)
    assert owed(after) == []
    with pytest.raises(NotPossible, match=r"calibration\.not_open"):
        score_calibration(opened.pid, points(call, 3), by=pooled[1], at=after)


@pytest.mark.parametrize(
    ("value", "code"), [(6, "off_scale"), (-1, "off_scale"), (None, "missing")]
)
def test_points_are_whole_and_on_the_scale(
    call: Any, opened: Calibration, pooled: list[Any], later: datetime, value: int | None, code: str
) -> None:
    given = points(call, 3)
    del given["Q1"]
    if value is not None:
        given["Q1"] = Decimal(value)
    with pytest.raises(NotPossible, match=f"sheet.{code}"):
        score_calibration(opened.pid, given, by=pooled[0], at=later)


def test_it_is_scored_once_and_by_the_pool_alone(
    call: Any, opened: Calibration, pooled: list[Any], officer: Any, later: datetime
) -> None:
    score_calibration(opened.pid, points(call, 3), by=pooled[0], at=later)
    with pytest.raises(NotPossible, match="scored_already"):
        score_calibration(opened.pid, points(call, 4), by=pooled[0], at=later)
    with pytest.raises(NotPossible, match="not_assessor"):
        score_calibration(opened.pid, points(call, 4), by=officer, at=later)


def started(call: Any, at: datetime, anna: Any, officer: Any, later: datetime) -> Assignment:
    review = eligible(review_of(filed(call, at)), by=officer, at=later)
    return given_to(review, anna, by=officer, at=later)


def test_where_the_call_says_so_no_sheet_opens_before_the_text_is_scored(
    call: Any, at: datetime, pooled: list[Any], officer: Any, later: datetime
) -> None:
    own = started(with_grid(call, at, calibration=True), at, pooled[0], officer, later)
    client, url = Client(), reverse("assessment:sheet", args=[own.pid])
    client.force_login(pooled[0])
    with held_at(later):
        assert client.get(url).url == reverse("assessment:mine")
        with pytest.raises(NotPossible, match="calibration_awaited"):
            save_score(own.pid, "Q1", Decimal(3), MOTIVATION, by=pooled[0], at=later)
        due_at = later + timedelta(days=7)
        made = write_calibration(call, TITLES, TEXTS, due_at=due_at, by=officer, at=later)
        open_calibration(made.pid, by=officer, at=later)
        calibrate = reverse("assessment:calibrate", args=[call.code])
        assert client.get(url).url == calibrate
        assert client.post(url, {"points_Q1": "3"}).status_code == 403
        assert client.post(calibrate, {"points_Q1": "3"}).status_code == 422
        answers = {f"points_{code}": "3" for code in points(call, 3)}
        assert client.post(calibrate, answers).status_code == 302
        assert client.get(url).status_code == 200


def test_without_the_word_of_the_call_the_sheets_open_at_once(
    call: Any, at: datetime, opened: Calibration, pooled: list[Any], officer: Any, later: datetime
) -> None:
    own = started(call, at, pooled[0], officer, later)
    save_score(own.pid, "Q1", Decimal(3), MOTIVATION, by=pooled[0], at=later)


def test_it_never_enters_a_score(
    call: Any, at: datetime, opened: Calibration, pooled: list[Any], officer: Any, later: datetime
) -> None:
    review = eligible(review_of(filed(call, at)), by=officer, at=later)
    for one in pooled:
        score_calibration(opened.pid, points(call, 0), by=one, at=later)
        scored(given_to(review, one, by=officer, at=later), 4, at=later)
    review = Review.objects.get(pk=review.pk)
    assert review.score is not None
    assert review.score - review.priority_points == Decimal("80.00")


def test_the_secretariat_sees_who_has_not_scored_and_shows_the_spread(
    call: Any, opened: Calibration, pooled: list[Any], officer: Any, later: datetime
) -> None:
    score_calibration(opened.pid, points(call, 3), by=pooled[0], at=later)
    client, url = Client(), reverse("assessment:calibration", args=[call.code])
    client.force_login(officer)
    with held_at(later):
        page = client.get(url).content.decode()
        assert "Bruno Bilancio" in page
        assert "Anna Assessore" not in page
        client.post(reverse("assessment:show_spread", args=[call.code]))
        assert 'id="spread"' in client.get(url).content.decode()
    with pytest.raises(NotPossible, match="not_shown"):
        show_spread(opened.pid, by=officer, at=later)


def test_the_page_of_the_secretariat_writes_and_opens_the_text(
    call: Any, pooled: list[Any], officer: Any, later: datetime
) -> None:
    client, url = Client(), reverse("assessment:calibration", args=[call.code])
    client.force_login(officer)
    sent = {f"text_{code}": text for code, text in TEXTS.items()}
    with held_at(later):
        assert client.get(url).status_code == 200
        assert client.post(url, sent | {"due_on": "32"}).status_code == 422
        day = (later + timedelta(days=3)).date().isoformat()
        assert client.post(url, sent | {"due_on": day}).status_code == 302
        client.post(reverse("assessment:open_calibration", args=[call.code]))
    assert Calibration.objects.get().state == "open"
