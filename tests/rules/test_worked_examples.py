"""The worked examples 1-12 of domain.md 5.3, to the cent and to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from cordata.rules import deadlines, lump_sums
from cordata.rules.aid import aid_amount, de_minimis_excess, largest_total
from cordata.rules.budget import partner_budget, project_budget
from cordata.rules.eligibility import check
from cordata.rules.facts import AidFacts
from cordata.rules.finding import Outcome
from cordata.rules.lump_sums import Earning, LumpSum
from cordata.rules.money import share
from cordata.rules.ranking import Entry, Remainder, fill, rank
from cordata.rules.ruleset import Rounding
from tests.rules.calls import ALPS, ASSOCIATION, COMPLETE, COMUNE, O1, found, line, with_partner

ON_STAFF = replace(ALPS, cost_options={"O1": O1})


def total_on_staff(staff: str, rounding: Rounding = Rounding.TRUNCATE):
    partners = (
        replace(ASSOCIATION, cost_option="O1", lines=(), staff_base=D(staff)),
        replace(COMUNE, cost_option="O1", lines=()),
    )
    facts = replace(COMPLETE, partners=partners)
    return found(check(facts, replace(ON_STAFF, rounding=rounding)), "budget.total")


def test_example_1_two_partners_with_flat_rates():
    french, italian = partner_budget(ASSOCIATION, ALPS), partner_budget(COMUNE, ALPS)
    project = project_budget(COMPLETE, ALPS)

    assert dict(french.amounts) == {
        "external": D("21480.00"),
        "equipment": D("2350.50"),
        "staff": D("4766.10"),
        "office": D("714.91"),
        "travel": D("714.91"),
    }
    assert [step.exact for step in french.steps][-1] == D("714.915")
    assert (french.total, french.erdf, french.own_share) == (
        D("30026.42"),
        D("24021.13"),
        D("6005.29"),
    )
    assert (italian.amounts["staff"], italian.amounts["office"]) == (D("6023.55"), D("903.53"))
    assert (italian.total, italian.erdf) == (D("37948.37"), D("30358.69"))
    assert (italian.counterpart, italian.own_share) == (D("7589.68"), D("0.00"))
    assert (project.total, project.erdf) == (D("67974.79"), D("54379.82"))
    assert share(project.total, D(80), Rounding.TRUNCATE) == D("54379.83")


@pytest.mark.parametrize(
    ("staff", "total", "reason"),
    [("17857.14", "24999.99", "below_minimum"), ("17857.15", "25000.01", "within")],
)
def test_example_2_the_floor_on_truncated_amounts(staff, total, reason):
    finding = total_on_staff(staff)

    assert (finding.reason, finding.params["total"]) == (reason, D(total))


def test_example_2_half_up_rounding_would_change_eligibility():
    finding = total_on_staff("17857.14", Rounding.HALF_UP)

    assert (finding.verdict, finding.params["total"]) == (Outcome.MET, D("25000.00"))


@pytest.mark.parametrize(
    ("staff", "total", "reason"),
    [("53571.43", "75000.00", "within"), ("53571.44", "75000.01", "above_maximum")],
)
def test_example_3_the_ceiling(staff, total, reason):
    finding = total_on_staff(staff)

    assert (finding.reason, finding.params["total"]) == (reason, D(total))


def test_example_4_the_ceiling_is_judged_on_truncated_amounts():
    budget = partner_budget(replace(ASSOCIATION, lines=(line("external", "59523.82"),)), ALPS)

    assert budget.amounts["staff"] == D("11904.76")
    assert budget.amounts["office"] == budget.amounts["travel"] == D("1785.71")
    assert budget.total == D("75000.00")


@pytest.mark.parametrize(("reached", "due"), [(True, "54379.82"), (False, "0.00")])
def test_example_5_all_or_nothing(reached, due):
    sums = [LumpSum("project", D("54379.82"), reached)]

    assert lump_sums.settle(sums, D("0.00"), Earning.ALL_OR_NOTHING).due == D(due)


@pytest.mark.parametrize(
    ("failed", "earned", "balance", "recovery"),
    [("2", 33000, 4000, 0), ("23", 20000, 0, 9000), ("", 58000, 29000, 0), ("123", 0, 0, 29000)],
)
def test_example_6_by_activity_with_an_advance(failed, earned, balance, recovery):
    amounts = {"1": D(20000), "2": D(25000), "3": D(13000)}
    sums = [LumpSum(key, amount, key not in failed) for key, amount in amounts.items()]
    paid = lump_sums.advance(D(58000), D(50))

    account = lump_sums.settle(sums, paid)

    assert paid == D("29000.00")
    assert (account.earned, account.balance, account.recovery) == (earned, balance, recovery)


@pytest.mark.parametrize(("most", "verdict"), [("70", Outcome.MET), ("55", Outcome.UNMET)])
def test_example_7_the_share_of_one_country(most, verdict):
    ruleset = replace(ALPS, country_share_max=D(most))

    assert found(check(COMPLETE, ruleset), "budget.countries").verdict is verdict


def aided(regime: str, received: str = "0"):
    """An Italian enterprise whose 30 000 EUR are paid by the ERDF and the State."""
    aid = AidFacts(True, True, regime, D(received), declared=True)
    lines = (line("external", "23809.54"),)
    return with_partner(COMPLETE, "2", lines=lines, aid=aid)


def test_example_8_de_minimis_counts_the_counterpart():
    finding = found(check(aided("de_minimis", "280000.00"), ALPS), "aid.regime")

    assert finding.reason == "de_minimis_above"
    assert finding.params["new"] == D("30000.00")
    assert (finding.params["sum"], finding.params["excess"]) == (D(310000), D(10000))
    assert de_minimis_excess(D(270000), D(30000), D(300000)) == 0


def test_example_8_article_20a_bounds_the_total():
    finding = found(check(aided("gber_20a"), ALPS), "aid.regime")

    assert (finding.reason, finding.params["excess"]) == ("gber_20a_above", D("8000.00"))
    assert largest_total(D(22000), D(100)) == D("22000.00")
    assert largest_total(D(22000), D(80)) == D("27500.00")


def test_example_8_a_call_may_leave_the_counterpart_out():
    facts = aided("gber_20a")
    budget = partner_budget(facts.partners[1], ALPS)

    without = replace(ALPS, counterpart_is_aid=False)
    assert aid_amount(budget, facts.partners[1], without) == D("24000.00")


def test_example_9_the_communication_correction():
    assert lump_sums.communication_correction(D("24021.13")) == D("480.42")


DEMANDS = ["60000"] * 6 + ["56000", "54379.82", "48000.00", "25000.00"]


@pytest.mark.parametrize(
    ("remainder", "awarded", "left", "reserve"),
    [
        (Remainder.STOP, "470379.82", "29620.18", ("i", "j")),
        (Remainder.SKIP_AND_FILL, "495379.82", "4620.18", ("i",)),
        (Remainder.PARTIAL, "500000.00", "0.00", ("j",)),
        (Remainder.HOLD, "470379.82", "29620.18", ()),
    ],
)
def test_example_10_an_envelope_and_its_remainder(remainder, awarded, left, reserve):
    entries = [
        Entry(key, D(asked), D(90 - n))
        for n, (key, asked) in enumerate(zip("abcdefghij", DEMANDS, strict=True))
    ]

    filling = fill(
        rank(entries), D("500000.00"), remainder, rate=D("80.00"), total_min=D("25000.00")
    )

    assert (filling.awarded, filling.left, filling.reserve) == (D(awarded), D(left), reserve)
    assert filling.cut_after == 8


def test_example_10_a_partial_award_pays_for_a_smaller_project():
    entries = [Entry("a", D("470379.82"), D(2)), Entry("b", D(48000), D(1))]

    partial = fill(
        rank(entries), D(500000), Remainder.PARTIAL, rate=D(80), total_min=D(25000)
    ).awards[-1]

    assert (partial.amount, partial.total) == (D("29620.18"), D("37025.23"))
    assert share(partial.total, D(80), Rounding.TRUNCATE) == partial.amount


def test_example_11_closings_in_utc():
    paris = "Europe/Paris"

    assert deadlines.read_local(datetime.fromisoformat("2025-04-23T12:00"), paris) == datetime(
        2025, 4, 23, 10, tzinfo=UTC
    )
    assert deadlines.read_local(datetime.fromisoformat("2024-03-05T12:00"), paris) == datetime(
        2024, 3, 5, 11, tzinfo=UTC
    )


def test_example_11_a_closing_rolls_to_the_next_working_day():
    day = date(2025, 11, 19) + 150 * deadlines.DAY

    assert day == date(2026, 4, 18)
    assert deadlines.roll_forward(day, set()) == date(2026, 4, 20)


def test_example_11_eighteen_months_from_notification():
    assert deadlines.last_day(date(2025, 11, 13), 18) == date(2027, 5, 12)


def test_example_12_retention():
    assert deadlines.retention_until(date(2027, 9, 15)) == date(2032, 12, 31)
    assert deadlines.aid_record_until(date(2025, 11, 13)) == date(2035, 11, 13)
