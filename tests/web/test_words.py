"""Days, hours, amounts and tables as each language writes them (tone table of the design)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cordata.rules.money import read_amount
from cordata.web import moments, numerals, tables
from cordata.web.moments import Zone

CLOSES = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)
BOTH = Zone(
    "Europe/Paris",
    {"fr": ("Paris", "Rome"), "it": ("Parigi", "Roma"), "en": ("Paris", "Rome")},
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "23 avril 2025 à 12\u00a0h\u00a000 (heure de Paris et Rome)"),
        ("it", "23 aprile 2025 alle 12:00 (ora di Parigi e Roma)"),
        ("en", "23 April 2025 at 12:00 (Paris and Rome time)"),
    ],
)
def test_a_deadline_names_its_day_hour_and_zone(language: str, words: str) -> None:
    """TIM-01."""
    assert moments.moment_words(CLOSES, BOTH, language) == words


def test_a_receipt_says_the_second() -> None:
    received = datetime(2025, 4, 22, 14, 41, 7, tzinfo=UTC)
    said = moments.moment_words(received, BOTH, "fr", exact=True)
    assert said.startswith("22 avril 2025 à 16\u00a0h\u00a041\u00a0min\u00a007\u00a0s")


def test_winter_and_summer_hours_are_the_wall_clocks() -> None:
    """TIM-03: the same UTC hour is 11 h in winter and 12 h in summer."""
    winter = datetime(2025, 1, 23, 10, 0, tzinfo=UTC)
    assert moments.clock_words(winter, "Europe/Rome", "it") == "11:00"
    assert moments.clock_words(CLOSES, "Europe/Rome", "it") == "12:00"
    assert moments.clock_words(winter, "Europe/Helsinki", "en") == "12:00"


def test_one_o_clock_takes_an_apostrophe_in_italian() -> None:
    one = datetime(2025, 1, 1, 0, 30, tzinfo=UTC)
    assert "all’1:30" in moments.moment_words(one, "Europe/Rome", "it")


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        moments.local(datetime(2025, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "style", "words"),
    [
        ("fr", "", "1er février 2026"),
        ("it", "", "1º febbraio 2026"),
        ("en", "", "1 February 2026"),
        ("fr", "weekday", "dimanche 1er février 2026"),
        ("it", "weekday", "domenica 1º febbraio 2026"),
        ("it", "month", "febbraio 2026"),
        ("fr", "no_year", "1er février"),
    ],
)
def test_a_day_in_words(language: str, style: str, words: str) -> None:
    assert moments.day_words(date(2026, 2, 1), style, language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "1er févr. 2026"),
        ("it", "1º feb 2026"),
        ("en", "1 Feb 2026"),
    ],
)
def test_a_short_month_is_cut_as_the_language_cuts_it(language: str, words: str) -> None:
    assert moments.day_words(date(2026, 2, 1), "short", language) == words


@pytest.mark.parametrize(
    ("size", "fr", "it"),
    [
        (90, "1\u00a0ko", "1\u00a0kB"),
        (409_600, "410\u00a0ko", "410\u00a0kB"),
        (1_240_000, "1,2\u00a0Mo", "1,2\u00a0MB"),
    ],
)
def test_a_file_has_its_size_in_words(size: int, fr: str, it: str) -> None:
    assert (numerals.file_size(size, "fr"), numerals.file_size(size, "it")) == (fr, it)


def test_items_with_commas_of_their_own_are_kept_apart_as_each_language_does() -> None:
    items = ["Commune", "Groupement (communauté, syndicat)"]
    assert numerals.set_apart(items, "fr") == "\u00a0; ".join(items)
    assert numerals.set_apart(items, "it") == "; ".join(items)


@pytest.mark.parametrize("language", ["fr", "it", "en"])
@pytest.mark.parametrize("amount", ["0", "0.05", "999.99", "61480", "1500000.07", "9999999999.99"])
def test_what_we_print_can_be_pasted_back(language: str, amount: str) -> None:
    """MON-02."""
    assert read_amount(numerals.euros(Decimal(amount), language=language)) == Decimal(amount)
    assert read_amount(numerals.euros(Decimal(amount), "bare", language)) == Decimal(amount)


def test_a_negative_amount_keeps_its_sign_first() -> None:
    assert numerals.euros(Decimal("-5.29"), language="en") == "-€\u00a05.29"
    assert numerals.euros(Decimal("-5.29"), language="it") == "-5,29\u00a0€"


def test_a_percentage_has_no_idle_decimal() -> None:
    assert numerals.percent(Decimal("80.00"), "it") == "80%"
    assert numerals.percent(Decimal("37.50"), "fr") == "37,5\u00a0%"
    assert numerals.percent(100, "en") == "100%"


def test_a_plain_table_learns_roles_scopes_and_labels() -> None:
    markup = (
        '<table id="x"><thead><tr><th>Post, &amp; more</th><th class="n">Amount <b>FR</b></th>'
        '<th><span class="vh">Act</span></th></tr></thead><tbody><tr><th>Staff</th>'
        '<td class="n">1</td><td>go</td></tr><tr><td colspan="3">none</td></tr></tbody></table>'
    )
    out = tables.stacked(markup, "duo")
    assert '<table id="x" class="t stackable duo" role="table">' in out
    assert out.count('role="columnheader" scope="col"') == 3
    assert '<th role="rowheader" scope="row">Staff' in out
    assert '<td class="n" role="cell" data-l="Amount FR">1' in out
    assert '<td role="cell">go' in out  # a head for screen readers labels nothing on screen
    assert '<td colspan="3" role="cell">none' in out
    assert out.count('role="rowgroup"') == 2


def test_own_attributes_of_a_table_win() -> None:
    out = tables.stacked('<table role="grid"><tbody><tr><th scope="rowgroup">a</th></tr></tbody>')
    assert 'role="grid"' in out
    assert 'role="table"' not in out
    assert 'scope="rowgroup"' in out
    assert 'scope="row"' not in out
