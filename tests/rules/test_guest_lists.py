"""The titles of a list are understood in three languages."""

from __future__ import annotations

import pytest

from cordata.rules.guest_lists import guessed, has_titles, language_of, plain, recognised


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        (["Courriel"], {"email": 0}),
        (["Nom", "Prénom", "E-mail"], {"surname": 0, "first_name": 1, "email": 2}),
        (["Nom", "Adresse e-mail"], {"name": 0, "email": 1}),
        (["Nome", "Cognome", "Indirizzo e-mail"], {"first_name": 0, "surname": 1, "email": 2}),
        (["Nome", "Email"], {"name": 0, "email": 1}),
        (
            ["NOM ET PRÉNOM", "Structure :", "Langue", "Mél"],
            {"name": 0, "organisation": 1, "language": 2, "email": 3},
        ),
        (
            ["Nominativo", "Ente", "Lingua", "Posta elettronica"],
            {"name": 0, "organisation": 1, "language": 2, "email": 3},
        ),
        (
            ["Full name", "Company", "Language", "E-Mail Address"],
            {"name": 0, "organisation": 1, "language": 2, "email": 3},
        ),
        (["E-mail", "Email"], {"email": 0}),
        (["Téléphone", "Notes"], {}),
    ],
)
def test_columns_are_known_by_their_titles(titles, columns):
    assert recognised(titles) == columns


def test_a_first_line_with_an_address_has_no_titles():
    assert not has_titles(["Anna", "anna@ente.example"])
    assert has_titles(["Nom", "Courriel"])
    assert guessed(["Anna", "anna@ente.example"]) == {"email": 1}
    assert guessed(["Anna"]) == {}


@pytest.mark.parametrize(
    ("written", "code"),
    [("FR", "fr"), ("français", "fr"), ("Italiano", "it"), ("English", "en"), ("de", ""), ("", "")],
)
def test_languages_are_read_as_lists_write_them(written, code):
    assert language_of(written) == code


def test_accents_case_and_marks_make_no_difference():
    assert plain("  É-Mail (2) :") == "e mail 2"
