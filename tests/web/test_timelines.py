"""A plan drawn in months: what is drawn agrees with the months, to one month on both sides."""

from __future__ import annotations

import itertools

from cordata.web.timelines import WIDE, Due, Span, timeline_of


def test_a_bar_covers_its_first_and_its_last_month() -> None:
    whole, last = (
        timeline_of([Span(1, "A", first, 12, ("FR",))], 12).rows[0].stripes[0] for first in (1, 12)
    )
    assert (whole.x, whole.width) == ("0.0", f"{WIDE}.0")
    assert (last.x, last.width) == (f"{WIDE * 11 / 12:.1f}", f"{WIDE / 12:.1f}")


def test_each_side_that_takes_part_has_its_stripe_and_one_alone_the_whole_bar() -> None:
    both, one = timeline_of(
        [Span(1, "A", 1, 6, ("FR", "IT")), Span(2, "B", 1, 6, ("IT",))], 12
    ).rows
    assert [stripe.fill for stripe in both.stripes] == ["fr", "it"]
    assert [stripe.fill for stripe in one.stripes] == ["it"]
    assert float(one.stripes[0].height) > 2 * float(both.stripes[0].height)


def test_what_lies_after_the_end_of_the_project_is_shown_as_such() -> None:
    within = timeline_of([Span(1, "A", 1, 12)], 12)
    beyond = timeline_of([Span(1, "A", 1, 12, dues=(Due("1.1", "L", 13),))], 12)
    assert (within.shown, within.beyond) == (12, None)
    assert (beyond.shown, beyond.beyond) == (13, (f"{WIDE * 12 / 13:.1f}", f"{WIDE / 13:.1f}"))


def test_a_mark_stands_in_its_month_and_its_words_stay_in_the_drawing() -> None:
    proof = "Foglio presenze firmato con documentazione fotografica dettagliata"
    for month in range(1, 19):
        row = timeline_of([Span(1, "A", dues=(Due("1.1", "L", month, proof),))], 18).rows[0]
        text, middle = row.marks[0].text, WIDE * (month - 0.5) / 18
        assert row.marks[0].points.startswith(f"{middle:.1f},")
        length = 11 * len(text.text)
        x = float(text.x)
        assert x + length <= WIDE if text.anchor == "start" else x - length >= 0


def test_months_above_never_stand_closer_than_a_phone_can_show() -> None:
    for months in (1, 6, 12, 18, 36, 60):
        places = [(float(tick.x), tick.text) for tick in timeline_of([Span(1, "A")], months).ticks]
        assert places[0] == (0.0, "M1")
        assert all(right[0] - left[0] >= 50 for left, right in itertools.pairwise(places))


def test_a_plan_without_months_is_named_and_not_drawn() -> None:
    plan = timeline_of([Span(1, "A")], None)
    assert plan.rows[0].stripes == ()
    assert [one.text for one in plan.rows[0].labels] == ["1. A"]
