"""What one language says and the other does not (domain.md 6, check 03)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.apart import MOST_NAMES, Apart, apart

MONTHS = {"mars": 3, "marzo": 3, "march": 3, "mai": 5, "maggio": 5, "may": 5, "aout": 8}
PLACES = ({"fr": "Ville métropolitaine de Turin", "it": "Città metropolitana di Torino"},)


def told(fr: str, it: str) -> tuple[Apart, Apart]:
    found = apart({"fr": fr, "it": it}, MONTHS, PLACES)
    return found.get("fr", Apart()), found.get("it", Apart())


@pytest.mark.parametrize(
    ("fr", "it"),
    [
        ("le 12 mars 2026", "il 12 marzo 2026"),
        ("le 12 mars 2026", "il 12/03/2026"),
        ("le 1er mai 2026", "il 1º maggio 2026"),
        ("le 12.3.26", "il 2026-03-12"),
        ("en mars 2026", "nel 03/2026"),
        ("le 12 mars", "il 12 marzo 2026"),  # the year goes without saying
        ("March 12, 2026", "12 marzo 2026"),
        ("du 12 au 14 mars 2026", "dal 12 al 14 marzo 2026"),
        ("25 000 EUR", "25.000 EUR"),
        ("12 ateliers en 2026", "nel 2026, 12 laboratori"),
        ("une version 2.0 en 3 mars", "versione 2.0 nel 3 marzo"),
    ],
)
def test_the_same_day_or_number_in_another_form_is_the_same(fr: str, it: str) -> None:
    assert not any(told(fr, it))


def test_each_version_is_told_what_it_alone_says() -> None:
    fr, it = told(
        "Le 12 mars 2026, 25 élèves et 3 guides à Turin.",
        "Il 12 maggio 2026, 250 allievi e 3 guide a Torino.",
    )

    assert (fr.dates, it.dates) == (("12 mars 2026",), ("12 maggio 2026",))
    assert (fr.numbers, it.numbers) == (("25",), ("250",))
    assert not fr.names
    assert not it.names


def test_a_number_in_words_on_one_side_is_pointed_out_on_the_other() -> None:
    assert told("3 ateliers", "tre laboratori") == (Apart(numbers=("3",)), Apart())


@pytest.mark.parametrize("month", ["0", "13"])
def test_a_month_that_does_not_exist_makes_numbers_not_a_date(month: str) -> None:
    fr, _it = told(f"réf. 12/{month}/2026", "rif.")

    assert not fr.dates
    assert "2026" in fr.numbers


def test_a_name_that_only_one_version_holds_is_pointed_out() -> None:
    fr, it = told("avec Mme Dupont et le Parc des Écrins", "con la sig.ra Dupond e il Parc Ecrins")

    assert fr.names == ("Mme", "Dupont")
    assert it.names == ("Dupond",)


def test_what_begins_a_sentence_or_a_line_is_no_name() -> None:
    fr, _it = told("Élèves. « Guides »\n- Ateliers : Sorties", "x")

    assert not fr.names


def test_a_word_in_brackets_is_a_name() -> None:
    assert told("le club (CAI)", "x")[0].names == ("CAI",)


def test_a_place_under_its_own_language_is_the_same_place_only_where_the_programme_says_so() -> (
    None
):
    assert not any(told("entre Turin et le lac", "tra Torino e il lago"))
    assert told("entre Gênes et le lac", "tra Genova e il lago")[0].names == ("Gênes",)


def test_a_language_that_writes_its_nouns_with_capitals_says_nothing_of_names() -> None:
    nouns = ["Haus", "Berg", "Kind", "Tal", "Wald", "See", "Dorf", "Weg", "Brot"]
    few, many = ("x " + " ".join(nouns[:many]) for many in (MOST_NAMES, MOST_NAMES + 1))

    assert len(apart({"de": few, "it": "x y"}, MONTHS)["de"].names) == MOST_NAMES
    assert not apart({"de": many, "it": "x y"}, MONTHS)["de"]


def test_an_empty_version_is_not_compared() -> None:
    assert told("Le 12 mars 2026", "  ") == (Apart(), Apart())


@given(st.text(), st.text())
def test_a_text_says_nothing_that_it_does_not_say_itself(fr: str, it: str) -> None:
    assert not any(told(fr, fr))
    for text, own in zip((fr, it), told(fr, it), strict=True):
        assert all(one in text for one in (*own.dates, *own.names))
