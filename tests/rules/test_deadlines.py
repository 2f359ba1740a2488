"""TIM-01, TIM-02, TIM-03: instants, local hours, days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules import deadlines
from cordata.rules.deadlines import HourRefused, TimeLeft

OPENS = datetime(2024, 12, 9, 8, tzinfo=UTC)
CLOSES = datetime(2025, 4, 23, 10, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (OPENS - MICRO, False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + MICRO, False),
        (CLOSES + timedelta(milliseconds=1), False),
        (CLOSES.astimezone(ZoneInfo("Europe/Rome")), True),
    ],
)
def test_a_window_is_inclusive_to_the_microsecond(at, is_open):
    assert deadlines.is_open(OPENS, CLOSES, at) is is_open


@pytest.mark.parametrize(
    ("wall", "code"),
    [
        (datetime.fromisoformat("2025-03-30T02:30"), "nonexistent"),
        (datetime.fromisoformat("2025-10-26T02:30"), "ambiguous"),
        (datetime.fromisoformat("0001-01-01T00:00"), "out_of_range"),
        (datetime.fromisoformat("2101-01-01T00:00"), "out_of_range"),
        (datetime.fromisoformat("9999-12-31T23:00"), "out_of_range"),
    ],
)
def test_an_hour_that_is_not_one_instant_is_refused(wall, code):
    with pytest.raises(HourRefused) as refused:
        deadlines.read_local(wall, PARIS)

    assert refused.value.code == code


def test_an_ambiguous_hour_shows_both_instants():
    with pytest.raises(HourRefused) as refused:
        deadlines.read_local(datetime.fromisoformat("2025-10-26T02:30"), PARIS)

    earlier = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert refused.value.readings == (earlier, earlier + timedelta(hours=1))
    assert set(refused.value.params) == {"earlier", "later"}


def test_durations_are_computed_on_utc_across_a_change_of_hour():
    opening = datetime(2024, 12, 9, 9, tzinfo=ZoneInfo(PARIS))
    closing = datetime(2025, 4, 23, 12, tzinfo=ZoneInfo(PARIS))

    assert deadlines.time_left(closing, opening) == TimeLeft(135, 2, 0)


@given(
    start=st.datetimes(
        datetime.fromisoformat("2024-01-01T00:00"), datetime.fromisoformat("2026-12-31T00:00")
    ),
    hours=st.integers(0, 10_000),
)
def test_the_time_left_does_not_depend_on_the_zone_it_is_written_in(start, hours):
    at = start.replace(tzinfo=UTC)
    closing = at + timedelta(hours=hours)
    written = closing.astimezone(ZoneInfo(PARIS)), at.astimezone(ZoneInfo("America/New_York"))

    assert deadlines.time_left(*written) == TimeLeft(*divmod(hours, 24), 0)


def test_nothing_is_left_after_the_closing():
    assert deadlines.time_left(CLOSES, CLOSES + MICRO) == TimeLeft(0, 0, 0)
    assert deadlines.days_left(CLOSES, CLOSES - timedelta(days=79, hours=2)) == 79


def test_reminders_are_counted_back_from_the_closing():
    after = CLOSES - timedelta(days=5)

    assert deadlines.reminder_instants(CLOSES, (7, 1, 1), after) == (CLOSES - timedelta(days=1),)
    assert deadlines.reminder_instants(CLOSES, (1, 7))[0] == datetime(2025, 4, 16, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 1), 1, date(2025, 1, 31)),
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2025, 8, 28), 18, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 12, date(2026, 12, 14)),
    ],
)
def test_a_period_of_months_ends_the_day_before_its_anniversary(start, months, end):
    assert deadlines.last_day(start, months) == end


HOLIDAYS = {date(2025, 4, 21), date(2025, 4, 25), date(2025, 5, 1)}


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        (date(2025, 4, 18), date(2025, 4, 18)),
        (date(2025, 4, 19), date(2025, 4, 22)),
        (date(2025, 4, 25), date(2025, 4, 28)),
    ],
)
def test_a_day_rolls_over_weekends_and_holidays_of_every_state(day, rolled):
    assert deadlines.roll_forward(day, HOLIDAYS) == rolled


def test_an_eve_may_count_as_a_holiday():
    eve = date(2025, 4, 24)

    assert deadlines.roll_forward(eve, HOLIDAYS, eves_count_as_holidays=True) == date(2025, 4, 28)


def test_working_days_are_counted_after_the_first_day():
    start = date(2025, 4, 17)

    assert deadlines.working_days_between(start, date(2025, 4, 23), HOLIDAYS) == 3
    assert deadlines.add_working_days(start, 3, HOLIDAYS) == date(2025, 4, 23)
    assert deadlines.working_days_between(start, start, HOLIDAYS) == 0
    assert deadlines.working_days_between(start, date(2025, 4, 1), HOLIDAYS) == 0


def test_what_is_overdue_was_due_the_day_before():
    """On Tuesday 11 February: five working days after Monday 3 are over, after Tuesday 4 not."""
    today = date(2025, 2, 11)

    assert deadlines.last_overdue(today, 5) == date(2025, 2, 3)
    assert deadlines.add_working_days(date(2025, 2, 3), 5) < today
    assert deadlines.add_working_days(date(2025, 2, 4), 5) == today


@pytest.mark.parametrize(
    "sunday",
    [
        *(date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2011, 4, 24)),
        *(date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25)),
    ],
)
def test_easter_is_the_sunday_of_the_calendar(sunday: date) -> None:
    assert deadlines.easter(sunday.year) == sunday


@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    day = deadlines.easter(year)
    assert day.isoweekday() == 7
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_holidays_come_back_each_year_and_a_new_one_from_its_first() -> None:
    rules = ("05-01", "easter+1", "10-04 from 2026")

    assert deadlines.holidays(rules, 2025, 2025) == {date(2025, 5, 1), date(2025, 4, 21)}
    assert deadlines.holidays(rules, 2025, 2026) == {
        *(date(2025, 5, 1), date(2025, 4, 21)),
        *(date(2026, 5, 1), date(2026, 4, 6), date(2026, 10, 4)),
    }
    assert deadlines.holidays(rules, 2026, 2025) == set()
    assert deadlines.holidays(("02-29",), 2023, 2024) == {date(2024, 2, 29)}


@pytest.mark.parametrize(
    ("rule", "known"),
    [
        *(("05-01", True), ("02-29", True), ("12-31", True), ("easter", True)),
        *(("easter-47", True), ("easter+60", True), ("10-04 from 2026", True)),
        *(("02-30", False), ("13-01", False), ("00-10", False), ("5-1", False), ("", False)),
        *(("easter+", False), ("easter +1", False), ("easter+100", False), ("05-01 from", False)),
    ],
)
def test_a_holiday_is_a_day_of_the_year_or_counted_from_easter(rule: str, known: bool) -> None:
    assert deadlines.is_holiday_rule(rule) is known
