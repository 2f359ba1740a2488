"""A pasted table of costs: columns by their titles, nothing guessed in silence."""

from __future__ import annotations

import pytest

from cordata.rules.cost_tables import code_of, read_costs, recognised


@pytest.mark.parametrize(
    "titles",
    [
        ("Poste", "Libellé", "Qté", "Unité", "Prix unitaire (€)", "Montant (EUR)", "Base"),
        (
            "Voce",
            "Descrizione",
            "Quantità",
            "Unità di misura",
            "Prezzo unitario",
            "Importo €",
            "Fonte",
        ),
        ("Category", "Description", "Quantity", "Unit", "Unit price", "Amount", "Based on"),
    ],
)
def test_titles_in_three_languages_name_the_columns(titles):
    found = recognised(titles)
    order = ("category", "description", "quantity", "unit", "unit_price", "amount", "basis")
    assert found == {name: place for place, name in enumerate(order)}


def test_sums_and_unknown_columns_are_left_out_and_told():
    table = [
        ["Poste", "Montant", "Remarque"],
        ["Équipements", "1 000,00", "urgent"],
        ["", "", ""],
        ["TOTAL", "1 000,00", ""],
    ]
    read = read_costs(table)
    assert [dict(row.cells) for row in read.rows] == [
        {"category": "Équipements", "amount": "1 000,00"}
    ]
    assert (read.ignored, [row.number for row in read.sums]) == (("Remarque",), [4])


def test_without_titles_the_last_column_of_figures_is_the_amount_and_no_category_is_guessed():
    read = read_costs([["Guide", "3", "300,00"], ["Location", "", "1.234"]])
    assert not read.has_titles
    assert [dict(row.cells) for row in read.rows] == [
        {"amount": "300,00", "description": "Guide"},
        {"amount": "1.234", "description": "Location"},
    ]


def test_a_category_is_named_in_any_language_and_never_by_likeness():
    names = {"external": ("Services externes", "Servizi esterni"), "works": ("Travaux",)}
    assert code_of("SERVIZI  esterni", names) == "external"
    assert code_of("external", names) == "external"
    assert code_of("Services", names) == ""
    assert code_of("", names) == ""
