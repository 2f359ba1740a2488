"""Why somebody reads a file: points, and the sentences behind them (peers.md 6.8)."""

from __future__ import annotations

import pytest

from cordata.rules.assignment.fitting import Knows, Read, points_of, reasons

FILE = Read(
    languages=frozenset({"fr", "it"}),
    theme="education",
    territories={"FR": frozenset({"FRK28", "FRL02"}), "IT": frozenset({"ITC16"})},
)


def knows(*languages: str, themes: str = "", territories: str = "") -> Knows:
    return Knows(frozenset(languages), frozenset(themes.split()), frozenset(territories.split()))


@pytest.mark.parametrize(
    ("reader", "points", "codes"),
    [
        (knows("fr"), 10, ["reads"]),
        (knows("fr", "it"), 30, ["reads_every_language"]),
        (knows("it", themes="education"), 50, ["knows_theme", "reads"]),
        (knows("fr", themes="culture", territories="FRK28"), 25, ["knows_territory", "reads"]),
        (knows("fr", territories="FRK28 FRL02"), 25, ["knows_territory", "reads"]),
        (
            knows("fr", "it", themes="education", territories="FRK28 ITC16"),
            100,
            ["knows_theme", "reads_every_language", "knows_territory", "knows_territory"],
        ),
    ],
)
def test_each_reason_has_its_points_and_the_weightiest_comes_first(
    reader: Knows, points: int, codes: list[str]
) -> None:
    """A territory counts once for each country: two in France are not better than one."""
    found = reasons(FILE, reader)
    assert [one.code for one in found] == codes
    assert points_of(found) == points


def test_who_reads_none_of_its_languages_does_not_fit_whatever_else_they_know() -> None:
    assert reasons(FILE, knows("en", themes="education", territories="FRK28 ITC16")) == ()


def test_in_a_call_of_one_language_reading_it_is_nothing_special() -> None:
    northern = Read(frozenset({"en"}), "nature", {})
    assert [one.code for one in reasons(northern, knows("en", "fr"))] == ["reads"]
