"""What leaves the house on paper: a sheet to sign."""

from __future__ import annotations

import io

import pytest

from cordata.meetings import actions, papers, queries, sheets
from tests.factories.meetings import registered


@pytest.mark.django_db
def test_the_attendance_sheet_is_a_pdf_in_both_languages(annecy, at):
    import pikepdf

    people = [
        registered(annecy, at, name=f"Élise {n}", country="IT" if n % 2 else "FR") for n in range(3)
    ]
    data = sheets.attendance_data(annecy, people, "fr", at=at)
    assert data["heads"]["title"] == [["fr", "Feuille d’émargement"], ["it", "Foglio firme"]]
    assert "Région Auvergne-Rhône-Alpes (organise)" in dict(data["facts"])["Organisateurs"]

    pdf = sheets.attendance_sheet(annecy, queries.attendance(annecy), "fr", at=at)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) >= 1


@pytest.mark.django_db
def test_a_sheet_of_a_half_day_says_which_and_its_hours(annecy, at):
    half = queries.half_days_of(annecy)[0]
    data = sheets.attendance_data(annecy, [], "fr", at=at, half=half)

    assert dict(data["facts"])["Date"].replace("\u00a0", " ") == (
        "jeudi 13 février 2025, matinée, de 9 h 30 à 13 h 15"
    )
    assert data["blank"] == sheets.BLANK
    assert sheets.attendance_data(annecy, [], "fr", at=annecy.ends_at)["blank"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_badges_and_meals_are_pdfs_even_for_nobody_and_for_odd_names(meeting, at, language):
    some = meeting(places=None)
    for name in ("Li", "Ève d’Été 🏔", "Maria-Antonietta Di Castelnuovo della Valfredda " * 3):
        registered(some, at, name=name[:150], meal="vegan", access_needs="#strong[x] $1$")
    for people in ([], queries.attendance(some)):
        assert papers.badges(some, people, language).startswith(b"%PDF")
        assert papers.meals(some, people, language, at=at).startswith(b"%PDF")


@pytest.mark.django_db
def test_the_kitchen_is_told_how_many_eat_what_and_nothing_once_erased(meeting, at):
    some = meeting(places=None)
    registered(some, at, name="Anna", meal="any")
    registered(some, at, name="Bruno", meal="vegan", access_needs="Une rampe", language="it")
    needs = papers.needs_of(queries.attendance(some))

    assert sorted(count for _meal, count in needs.meals) == [1, 1]
    assert [name for name, _meal in needs.diets] == ["Bruno"]
    assert needs.access == [("Bruno", "Une rampe")]
    assert needs.languages == [("Français", 1), ("Italiano", 1)]

    actions.erase_needs(some.pid, at=at)
    assert papers.needs_of(queries.attendance(some)).access == []


@pytest.mark.django_db
def test_an_accent_does_not_put_a_name_at_the_end_of_the_sheet(meeting, at):
    some = meeting(places=None)
    for name in ("Élodie Maurel", "Zita", "elena", "Fabio"):
        registered(some, at, name=name)

    on_paper = [one.name for one in sheets.by_name(queries.attendance(some))]
    assert on_paper == ["elena", "Élodie Maurel", "Fabio", "Zita"]
