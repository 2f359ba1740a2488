"""How far the files of a call came: by theme, territory, type and newness, and how long each step
took. Nothing unreleased shows (ACC-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cordata.assessment import actions as assessment
from cordata.assessment.queries import ADMISSIBILITY, rows_unanswered
from cordata.kernel import clock
from cordata.transparency.counting import (
    FEWEST,
    OTHERS,
    STEPS,
    Row,
    by_newness,
    by_territory,
    by_theme,
    by_type,
    files_of,
    folded,
    whole,
)
from cordata.transparency.durations import durations_of
from cordata.transparency.figures_page import public_figures, rows_of, staff_figures
from cordata.web.funnels import funnel_of
from tests.factories.assessment import (
    after_closing,
    consolidated,
    eligible,
    filed,
    review_of,
    staff,
)
from tests.factories.selection import prepared, released, signed, sitting_at

ROOT = "/fr/operations/figures"


def counts(row: Row) -> list[int]:
    return [row.counts[step] for step in STEPS]


@pytest.mark.django_db
def test_each_file_counts_as_far_as_it_came(call, at) -> None:
    """One only filed, one refused, one not eligible, one assessed and funded."""
    officer, later = staff("Odile", "officer"), after_closing(call)
    filed(call, at)
    turned_away, other = review_of(filed(call, at)), review_of(filed(call, at))
    assessment.refuse_admission(turned_away.pid, reason="Incomplet.", by=officer, at=later)
    admitted(other, officer, later)
    assessment.find_ineligible(other.pid, reason="Hors zone.", by=officer, at=later)
    funded = consolidated(call, at, 5)
    session = released(call)

    files = files_of(call, session.released_at)
    assert counts(whole(files)) == [4, 2, 1, 1]
    assert whole(files).erdf == funded.application.decisions.get().grant > Decimal(0)


def admitted(review, officer, later) -> None:
    for row in rows_unanswered(review, ADMISSIBILITY):
        assessment.verify_check(review.pid, row.code, "met", by=officer, at=later)
    assessment.admit(review.pid, by=officer, at=later)


@pytest.mark.django_db
def test_a_file_counts_once_in_each_territory_and_type_of_its_partners(call, at) -> None:
    filed(call, at)
    filed(call, at)

    files = files_of(call, at + timedelta(days=1))
    assert [row.counts["submitted"] for row in by_theme(files)] == [2]
    assert {row.key: row.counts["submitted"] for row in by_territory(files)} == {
        "FRK28": 2,
        "ITC20": 2,
    }
    assert sum(row.counts["submitted"] for row in by_type(files)) == 4
    assert sum(row.counts["submitted"] for row in by_newness(files)) == 2


@pytest.mark.django_db
def test_nothing_is_funded_before_the_notification_even_for_staff(call, at) -> None:
    """ACC-11: signed is not told; one microsecond before, the page of staff is what it was."""
    consolidated(call, at, 5)
    client = Client()
    client.force_login(staff("Odile Officier", "officer"))
    before_session = figures_shown(client, call, sitting_at(call))
    session = prepared(call)
    with_session = figures_shown(client, call, sitting_at(call))
    assert session.state == "prepared"
    assert with_session == before_session


@pytest.mark.django_db
def test_a_signed_decision_changes_no_figure(call, at) -> None:
    consolidated(call, at, 5)
    later = sitting_at(call) + timedelta(days=1)
    before = staff_figures(call, later)
    signed(call)

    assert staff_figures(call, later) == before
    assert public_figures(call, later).whole.counts["submitted"] == 0


def figures_shown(client: Client, call, at) -> str:
    with clock.held_at(at):
        page = client.get(f"/fr/desk/figures/{call.code}/").content.decode()
    return page[page.index("<main") : page.index("</main")]


@pytest.mark.django_db
def test_the_days_of_each_step_stand_against_the_terms_of_the_call(call, at) -> None:
    """Working days since the closing: nobody examines before it."""
    officer = staff("Odile", "officer")
    review = review_of(filed(call, at))
    end = call.closes_at + timedelta(days=60)
    eligible(review, by=officer, at=end)

    files = files_of(call, end)
    first, second = durations_of(call, end, files)
    grid = call.definition.grid
    assert (first.step, first.files, first.term) == ("admissibility", 1, grid.admissibility_days)
    assert first.middle == first.longest > grid.admissibility_days
    assert first.over == 1
    assert (second.step, second.middle, second.over) == ("eligibility", 0, 0)
    assert durations_of(call, end - timedelta(seconds=1), files) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_the_page_is_a_drawing_with_its_table_and_both_files(call, at, language: str) -> None:
    for points in (5, 4, 3):
        consolidated(call, at, points)
    session = released(call)
    with clock.held_at(session.released_at):
        page = Client().get(f"/{language}/operations/figures/{call.code}/").content.decode()
        csv = b"".join(Client().get(f"/{language}/operations/figures/{call.code}/figures.csv"))
        xlsx = b"".join(Client().get(f"/{language}/operations/figures/{call.code}/figures.xlsx"))

    figure = page[page.index("<figure") : page.index("</figure>")]
    assert 'role="img"' in figure
    assert page.count('id="far"') == 1
    assert "<table" in figure  # its twin
    assert csv.decode("utf-8-sig").count("\r\n") == len(list(rows_of_public(call, session)))
    assert xlsx[:2] == b"PK"


def rows_of_public(call, session):
    with override("fr"):
        return list(rows_of(public_figures(call, session.released_at)))


@pytest.mark.django_db
def test_the_public_is_not_told_of_a_group_so_small_that_it_is_known(call, at) -> None:
    """Two files from two territories: nobody learns which of them was turned down."""
    consolidated(call, at, 5)
    consolidated(call, at, 4)
    session = released(call)

    shown = public_figures(call, session.released_at)
    tables = {table.code: [row.key for _name, row in table.rows] for table in shown.tables}
    assert tables["territory"] == tables["type"] == [OTHERS]
    assert "newness" not in tables
    assert {table.code for table in staff_figures(call, session.released_at).tables} == {
        *("theme", "territory", "type", "newness")
    }


def row(key: str, submitted: int, funded: int = 0) -> Row:
    values: Sequence[int] = (submitted, submitted, submitted, funded)
    return Row(key, dict(zip(STEPS, values, strict=True)), Decimal(funded))


@given(st.lists(st.integers(1, 9), max_size=9))
def test_folding_keeps_the_sums_and_leaves_no_small_group_to_subtract(sizes: list[int]) -> None:
    rows = [row(f"t{n}", size) for n, size in enumerate(sizes)]

    found = folded(rows)

    assert sum(one.counts["submitted"] for one in found) == sum(sizes)
    small = [one for one in found if one.counts["submitted"] < FEWEST]
    assert small == [] or sum(sizes) < FEWEST


def test_a_funnel_narrows_from_step_to_step() -> None:
    funnel = funnel_of([("Submitted", 19), ("Eligible", 18), ("Funded", 16)])

    widths = [step.width for step in funnel.steps]
    assert widths == sorted(widths, reverse=True)
    assert [step.lost for step in funnel.steps] == [1, 2, 0]
    assert funnel.reading == "Submitted 19, Eligible 18, Funded 16"
    assert funnel.steps[-1].flow == ""
    assert max(step.value_x for step in funnel.steps) < 532
    assert funnel_of([]).height == 0
