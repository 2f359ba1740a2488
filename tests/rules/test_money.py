"""MON-01, MON-02: one reading rule in all languages, exact cents."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.money import AmountRefused, cents, plain_rate, read_amount, share
from cordata.rules.ruleset import Rounding

amounts = st.decimals(min_value=0, max_value=9_999_999, places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("25000", "25000.00"),
        ("25000,5", "25000.50"),
        ("25000.05", "25000.05"),
        ("25 000,00 €", "25000.00"),
        ("25\u202f000,00\u00a0€", "25000.00"),
        ("25\u00a0000", "25000.00"),
        ("25\u2009000.50", "25000.50"),
        ("25.000,00", "25000.00"),
        ("25,000.00", "25000.00"),
        ("€25,000.00", "25000.00"),
        ("€\u00a01.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567.00"),
        ("25000 EUR", "25000.00"),
        ("0", "0.00"),
        ("0,5", "0.50"),
        (",50", "0.50"),
        (" \t12,30\n", "12.30"),
        ("007", "7.00"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert read_amount(text) == Decimal(amount)
    assert read_amount(text).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  € ", "empty"),
        ("NaN", "not_finite"),
        ("-nan", "not_finite"),
        ("Infinity", "not_finite"),
        ("+inf", "not_finite"),
        ("∞", "not_finite"),
        ("1e5", "exponent"),
        ("2,5E+3", "exponent"),
        ("25_000", "underscore"),
        ("٢٥٠٠٠", "foreign_digits"),
        ("\uff12\uff15", "foreign_digits"),
        ("25²", "foreign_digits"),
        ("½", "foreign_digits"),
        ("-5", "negative"),
        ("\u22125,00", "negative"),
        ("-0", "negative"),
        ("+5", "not_a_number"),
        ("0x1F", "not_a_number"),
        ("1000$", "not_a_number"),
        ("25'000", "not_a_number"),
        ("mille", "not_a_number"),
        ("12.", "not_a_number"),
        (".", "not_a_number"),
        ("25\u200b000", "not_a_number"),
        ("1.234,5", "groups"),
        ("12.34,50", "groups"),
        ("1,234.567,89", "groups"),
        ("1.23.456", "groups"),
        ("2 5000", "groups"),
        ("25 00", "groups"),
        ("1 234.567,89", "groups"),
        ("25\n000", "not_a_number"),
        ("1.234,567", "too_many_decimals"),
        ("12,3456", "too_many_decimals"),
        ("25 000,123", "too_many_decimals"),
        ("10000000000", "too_large"),
        ("1" * 5000, "too_large"),
    ],
)
def test_what_is_not_surely_an_amount_is_refused_by_name(text, code):
    with pytest.raises(AmountRefused) as refused:
        read_amount(text)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "grouped", "decimal"),
    [("1.234", "1234.00", "1.23"), ("25,000", "25000.00", "25.00"), ("0.500", "500.00", "0.50")],
)
def test_one_mark_and_three_digits_is_refused_with_both_readings(text, grouped, decimal):
    with pytest.raises(AmountRefused) as refused:
        read_amount(text)

    assert refused.value.code == "ambiguous"
    assert refused.value.readings == (Decimal(grouped), Decimal(decimal))


@pytest.mark.parametrize(
    ("group", "mark", "sign"),
    [("\u202f", ",", "{}\u00a0€"), (".", ",", "{}\u00a0€"), (",", ".", "€\u00a0{}")],
)
@given(amount=amounts)
def test_what_is_printed_in_any_language_can_be_pasted_back(group, mark, sign, amount):
    printed = f"{amount:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)

    assert read_amount(sign.format(printed)) == amount


@given(text=st.text(max_size=20))
def test_any_text_is_read_to_the_cent_or_refused(text):
    try:
        amount = read_amount(text)
    except AmountRefused:
        return
    assert amount >= 0
    assert amount == amount.quantize(Decimal("0.01"))


@given(amount=amounts, rate=st.decimals(min_value=0, max_value=100, places=2))
def test_a_truncated_share_never_exceeds_the_exact_one(amount, rate):
    exact = amount * rate / 100

    assert share(amount, rate, Rounding.TRUNCATE) == exact.quantize(Decimal("0.01"), ROUND_DOWN)
    assert abs(share(amount, rate, Rounding.HALF_UP) - exact) <= Decimal("0.005")


def test_the_rounding_rule_decides_the_half_cent():
    assert cents(Decimal("714.915"), Rounding.TRUNCATE) == Decimal("714.91")
    assert cents(Decimal("714.915"), Rounding.HALF_UP) == Decimal("714.92")


@pytest.mark.parametrize(("rate", "text"), [("80.00", "80"), ("100", "100"), ("37.50", "37.5")])
def test_a_rate_is_written_without_idle_zeros(rate, text):
    assert plain_rate(Decimal(rate)) == text
