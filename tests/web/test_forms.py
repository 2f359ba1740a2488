"""Fields take what people type and refuse the rest in words (assurance.md 7 and 7.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from cordata.web import forms
from cordata.web.cleaning import clean_text


def refusal(field: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return str(refused.value.messages[0])


# Text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Valle  d'Aosta ", "Valle d'Aosta"),
        ("e\u0301te\u0301", "été"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u200b\u200d\ufeff", ""),
        ("\u00a0\u3000 ", ""),
        ("\u3164\u2800\u115f", ""),
        ("nul\x00 bell\x07", "nul bell"),
        ("famille \U0001f469\u200d\U0001f467", "famille \U0001f469\u200d\U0001f467"),
        ("x\u200dy", "xy"),
        ("one\r\ntwo", "one two"),
        ("75\u202f000\u00a0€", "75\u202f000\u00a0€"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("عربي", "عربي"),
    ],
)
def test_a_text_is_what_can_be_seen(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_lines_survive_where_there_may_be_lines() -> None:
    assert clean_text("a \r\nb\rc\n\n\n\n d  e", lines=True) == "a\nb\nc\n\n d e"


def test_cleaning_twice_changes_nothing() -> None:
    for typed in ("e\u0301  \u200d x", "A\r\n\r\n\r\nB", "\U0001f468\u200d\U0001f468\ufe0f", "ﬁ"):
        once = clean_text(typed, lines=True)
        assert clean_text(once, lines=True) == once


def test_a_limit_counts_code_points_after_cleaning_and_truncates_nothing() -> None:
    field = forms.TextField(limit=5)
    assert field.clean("e\u0301e\u0301e\u0301e\u0301e\u0301") == "ééééé"
    assert refusal(field, "sixsix") == "Un caractère de trop\u00a0: 5 au plus."
    assert forms.LongTextField(3).clean("a\r\nb") == "a\nb"


def test_a_text_of_nothing_visible_is_refused() -> None:
    assert refusal(forms.TextField(), "\u200b\u00a0") == "Remplissez ce champ."


# Amounts


@pytest.mark.parametrize("typed", ["25 000,5", "25.000,50", "25,000.50", "25\u202f000,50 €"])
def test_an_amount_reads_alike_in_every_language(typed: str) -> None:
    """MON-02: the English page must not make 250 005 of 25000,5."""
    for language in ("fr", "it", "en"):
        with translation.override(language):
            assert forms.AmountField().clean(typed) == Decimal("25000.50")


@pytest.mark.parametrize("typed", ["1e5", "25_000", "٢٥", "NaN", "Infinity", "-5", "abc", "1.2.3"])
def test_what_cannot_be_read_without_doubt_is_refused_in_words(typed: str) -> None:
    assert refusal(forms.AmountField(), typed).endswith(".")


def test_an_ambiguous_amount_shows_both_readings() -> None:
    said = refusal(forms.AmountField(), "1.234")
    assert "1\u00a0234,00\u00a0€" in said
    assert "1,23" in said


def test_bounds_of_an_amount_are_inclusive() -> None:
    """MON-04."""
    field = forms.AmountField(minimum=Decimal("25000"), maximum=Decimal("75000"))
    assert field.clean("25000") == Decimal("25000.00")
    assert field.clean("75 000,00") == Decimal("75000.00")
    assert "75\u00a0000,00\u00a0€ au plus" in refusal(field, "75 000,01")
    assert "au moins" in refusal(field, "24 999,99")


def test_an_amount_is_echoed_as_it_was_read_and_kept_as_typed() -> None:
    class Budget(forms.Form):
        own = forms.AmountField()

    form = Budget({"own": "25.000,50"})
    assert form.is_valid()
    assert form["own"].value() == "25.000,50"
    assert forms.AmountField.echo("25.000,50") == "Lu\u00a0: 25\u00a0000,50\u00a0€"
    assert forms.AmountField.echo("1.234") == ""


# Days, numbers, addresses, files


@pytest.mark.parametrize("typed", ["23/04/2027", "23.4.2027", "2027-04-23", " 23-04-2027 "])
def test_a_day_is_day_month_year_in_every_language(typed: str) -> None:
    for language in ("fr", "it", "en"):
        with translation.override(language):
            assert forms.DateField().clean(typed) == date(2027, 4, 23)


@pytest.mark.parametrize(
    "typed", ["23/04/27", "31/02/2027", "0001-01-01", "1999-12-31", "2101-01-01", "٢٣/04/2027", "x"]
)
def test_a_day_out_of_the_calendar_is_refused(typed: str) -> None:
    assert refusal(forms.DateField(), typed)


def test_a_refused_day_stays_as_it_was_typed() -> None:
    class When(forms.Form):
        on = forms.DateField()

    assert 'type="text" name="on" value="31/02/2027"' in str(When({"on": "31/02/2027"})["on"])
    assert 'type="date"' in str(When({"on": "2027-02-01"})["on"])


@pytest.mark.parametrize("typed", ["12", " 1 200 ", "1\u202f200"])
def test_a_whole_number(typed: str) -> None:
    assert forms.WholeNumberField().clean(typed) in {12, 1200}


@pytest.mark.parametrize("typed", ["1_2", "١٢", "１２", "1.5", "1e2", "-1"])
def test_a_whole_number_has_ascii_digits_only(typed: str) -> None:
    assert refusal(forms.WholeNumberField(), typed)


def test_an_address_has_one_stored_form() -> None:
    """AUT-08."""
    assert forms.EmailField().clean(" Camille@Sentiers.EXAMPLE ") == "camille@sentiers.example"
    assert forms.EmailField().clean("a@città.example") == "a@xn--citt-3na.example"


@pytest.mark.parametrize(
    "typed",
    [
        "a@localhost",
        "a@[127.0.0.1]",
        '"a b<x>"@x.example',
        "a@@x.example",
        "a@x..example",
        "a\r\nBcc: b@x.example",
        "à@x.example",
        "a@x_y.example",
        f"{'a' * 65}@x.example",
    ],
)
def test_unusual_addresses_are_refused(typed: str) -> None:
    assert "adresse" in refusal(forms.EmailField(), typed)


def test_a_file_has_a_limit_that_is_told() -> None:
    field = forms.UploadField(limit=1_000_000)
    assert field.help_text == "1 Mo au plus"
    assert field.clean(SimpleUploadedFile("a.pdf", b"x" * 1_000_000)).size == 1_000_000
    assert "1 Mo" in refusal(field, SimpleUploadedFile("a.pdf", b"x" * 1_000_001))
    assert "vide" in refusal(field, SimpleUploadedFile("a.pdf", b""))


# Forms


class Both(forms.Form):
    first = forms.TextField(label="Titre", limit=3)
    second = forms.ChoiceField(
        label="Côté", choices=[("FR", "France")], widget=forms.forms.RadioSelect
    )


def test_problems_come_in_order_with_the_id_of_their_field() -> None:
    """A11-03."""
    form = Both({"p1-first": "longer"}, prefix="p1")
    assert form.problems == [
        ("id_p1-first", "Titre\u00a0: 3 caractères de trop\u00a0: 3 au plus."),
        ("id_p1-second_0", "Côté\u00a0: Choisissez une réponse."),
    ]


def test_a_label_that_is_a_sentence_loses_its_stop_before_the_colon() -> None:
    class Promise(forms.Form):
        kept = forms.TickField(label="Je garde ce que je lis.")

    assert Promise({}).problems == [
        ("id_kept", "Je garde ce que je lis\u00a0: Cochez cette case pour continuer.")
    ]


def test_an_action_refuses_with_its_own_sentence() -> None:
    form = Both({"first": "ok", "second": "FR"})
    assert form.is_valid()
    form.refuse("unknown", "web.field.tick")
    assert form.problems == [("", "Cochez cette case pour continuer.")]


def test_messages_follow_the_reader_not_the_import() -> None:
    field = forms.TextField()
    with translation.override("it"):
        assert refusal(field, "") == "Compilate questo campo."
    with translation.override("en"):
        assert refusal(field, "") == "Fill in this field."
