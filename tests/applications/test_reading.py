"""An answer is read in words: whatever the shape of the question, no code and no raw number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cordata.applications.questions import of_texts, rows_text
from cordata.applications.reading_fields import read_field
from cordata.applications.snapshot import finding_as_data, finding_of
from cordata.packs import Pack
from cordata.packs.form import FieldDefinition, FieldType, LanguageRule, Option
from cordata.rules.finding import Finding, Outcome, Severity

YES_NO = {"fr": "Oui", "it": "Sì", "en": "Yes"}
GREEN = Option("green_one", {"fr": "Vert", "it": "Verde", "en": "Green"})
BLUE = Option("blue_one", {"fr": "Bleu", "it": "Blu", "en": "Blue"})


def asked(kind: FieldType, **more: Any) -> FieldDefinition:
    names = {"fr": "Q", "it": "Q", "en": "Q"}
    return FieldDefinition(
        key="q", number="Z1", type=kind, labels=names, help=names, required=False,
        language=LanguageRule.NEUTRAL, options=(GREEN, BLUE), **more,
    )  # fmt: skip


def read(alcotra: Pack, field: FieldDefinition, text: str) -> Any:
    return read_field(field, {"": text}, alcotra.calls[-1], alcotra.programme)


def test_a_choice_reads_as_its_name(alcotra: Pack) -> None:
    assert read(alcotra, asked(FieldType.CHOICE), "green_one").names == (GREEN.names,)
    both = read(alcotra, asked(FieldType.MULTICHOICE), "blue_one,green_one").names
    assert both == (BLUE.names, GREEN.names)
    assert read(alcotra, asked(FieldType.BOOLEAN), "true").names == (YES_NO,)
    assert not read(alcotra, asked(FieldType.BOOLEAN), "").is_answered


def test_days_amounts_and_numbers_are_values(alcotra: Pack) -> None:
    assert read(alcotra, asked(FieldType.DATE), "2025-04-23").value == date(2025, 4, 23)
    assert read(alcotra, asked(FieldType.MONEY), "12.50").value == Decimal("12.50")
    assert read(alcotra, asked(FieldType.NUMBER), "12").value == 12


@pytest.mark.parametrize(
    ("kind", "kept", "french", "italian"),
    [
        (FieldType.CHOICE, "green_one", "Vert", "Verde"),
        (FieldType.MULTICHOICE, "blue_one,green_one", "Bleu, Vert", "Blu, Verde"),
        (FieldType.BOOLEAN, "true", "Oui", "Sì"),
        (FieldType.MONEY, "1234.50", "1\u202f234,50\u00a0€", "1.234,50\u00a0€"),
        (FieldType.DATE, "2025-04-23", "23 avril 2025", "23 aprile 2025"),
    ],
)
def test_a_cell_of_a_table_reads_as_the_same_question_alone(
    alcotra: Pack, kind: FieldType, kept: str, french: str, italian: str
) -> None:
    table = asked(FieldType.TABLE, columns=(replace(asked(kind), key="c"),))
    (cell,) = read(alcotra, table, rows_text([{"c": kept}])).rows[0]
    assert cell["fr"].replace("\u00a0", " ") == french.replace("\u00a0", " ").replace("\u202f", " ")
    assert cell["it"].replace("\u00a0", " ") == italian.replace("\u00a0", " ")


def test_every_choice_of_the_packs_form_has_its_words(alcotra: Pack) -> None:
    for field in of_texts(alcotra.calls[-1]):
        for option in field.options:
            (names,) = read(alcotra, replace(field, type=FieldType.CHOICE), option.code).names
            assert set(names) >= {"fr", "it", "en"}
            assert option.code not in {names["fr"], names["it"]}


def test_a_check_sealed_before_sources_had_languages_is_still_read() -> None:
    finding = Finding("form.complete", Outcome.MET, Severity.BLOCKS, source={"fr": "Règlement"})
    sealed = finding_as_data(finding)
    assert finding_of(sealed) == finding
    assert finding_of(sealed | {"source": "Regulation"}).source == {"": "Regulation"}
