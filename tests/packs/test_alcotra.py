"""The two ALCOTRA calls hold the figures that are known of them, and name what is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cordata.packs import CallDefinition, Pack
from cordata.rules.budget import project_budget
from cordata.rules.facts import CostLine, PartnerFacts, ProjectFacts
from cordata.rules.ruleset import Decider, Gate, Rounding
from cordata.rules.scoring import Mode


def call_of(alcotra: Pack, code: str) -> CallDefinition:
    found = alcotra.call(code)
    assert found
    return found


@pytest.mark.parametrize(
    ("code", "opens", "closes", "themes"),
    [
        (
            "microprojets-1",
            date(2023, 11, 8),
            "2024-03-05T11:00:00+00:00",
            {"numerique": "320000.00", "environnement": "840000.00"},
        ),
        (
            "microprojets-2",
            date(2024, 12, 9),
            "2025-04-23T10:00:00+00:00",
            {"education": "500000.00", "culture-tourisme": "1000000.00"},
        ),
    ],
)
def test_window_and_envelopes(
    alcotra: Pack, code: str, opens: date, closes: str, themes: dict[str, str]
) -> None:
    call = call_of(alcotra, code)

    assert call.ruleset.opens_at.date() == opens
    assert call.ruleset.closes_at.isoformat() == closes
    at_opening = {theme.code: str(theme.envelope) for theme in call.ruleset.themes}
    assert at_opening == themes


def test_seventeen_projects_of_the_first_call_were_approved(alcotra: Pack) -> None:
    [result] = call_of(alcotra, "microprojets-1").results
    assert (result.approved, result.on, result.place) == (17, date(2024, 11, 7), "Gap")


def test_the_envelope_is_raised_by_a_dated_decision(alcotra: Pack) -> None:
    call = call_of(alcotra, "microprojets-2")
    before, after = call.envelope_on(date(2025, 6, 12)), call.envelope_on(date(2025, 6, 13))
    assert before
    assert after
    assert (before.amount, after.amount) == (Decimal("1500000.00"), Decimal("3000000.00"))
    assert after.origin.basis == "assumption"
    assert call.envelope_on(date(2024, 12, 8)) is None


def test_what_the_committee_decided_later_is_not_announced_before(alcotra: Pack) -> None:
    call = call_of(alcotra, "microprojets-2")
    in_february = {item.code for item in call.timetable_on(date(2025, 2, 3))}
    in_november = {item.code for item in call.timetable_on(date(2025, 11, 1))}

    assert "selection" in in_february
    assert not {"committee-education", "envelope-raised"} & in_february
    assert "committee-education" in in_november
    assert "selection" not in in_november


def test_rules_of_the_second_call(alcotra: Pack) -> None:
    call = call_of(alcotra, "microprojets-2")
    rules = call.ruleset
    assert (rules.rate_max, rules.min_partners, rules.max_partners) == (Decimal("80.00"), 2, 4)
    assert (rules.duration_min, rules.duration_max) == (1, 18)
    assert rules.counterparts == {"IT": "national_public"}
    assert rules.rounding is Rounding.TRUNCATE
    assert call.cost_option == "O2"
    assert {name: str(rate) for name, rate in rules.cost_options["O2"].rates.items()} == {
        "staff": "20.00",
        "office": "15.00",
        "travel": "15.00",
    }
    assert [theme.objective for theme in rules.themes] == ["4.2", "4.6"]
    assert call.payment.advance_rate == Decimal("50.00")
    assert call.grid.mode is Mode.PASS_FAIL


def test_nine_territories_with_their_outline_and_three_names(alcotra: Pack) -> None:
    places = alcotra.programme.territories
    assert {place.code for place in places if place.country == "IT"} == {
        "ITC11",
        "ITC16",
        "ITC20",
        "ITC31",
    }
    assert len(places) == 9
    for place in places:
        assert place.outline.startswith("M")
        assert place.outline.endswith("Z")
        assert (place.label_x, place.label_y) != (0, 0)
        assert set(place.names) == {"fr", "it", "en"}
        assert alcotra.programme.bodies_for(place.code)


def test_all_forty_five_checks_in_order(alcotra: Pack) -> None:
    checks = call_of(alcotra, "microprojets-2").ruleset.checks
    assert [check.number for check in checks] == list(range(1, 46))
    human = [check.number for check in checks if check.decider is Decider.HUMAN]
    assert human == [7, 17, 18, 41]
    assert [check.number for check in checks if check.gate is Gate.CONTRACT] == [23, 24]


def test_the_short_form_asks_about_thirty_questions_of_two_partners(alcotra: Pack) -> None:
    form = call_of(alcotra, "microprojets-2").form
    assert 28 <= form.questions(partners=2) <= 35


def test_the_grid_makes_a_hundred_points_and_seven_of_priority(alcotra: Pack) -> None:
    """The worked figures of the default grid."""
    grid = call_of(alcotra, "microprojets-2").grid
    assert [grid.maximum, grid.threshold, grid.divergence] == [100, 60, 15]
    assert sum(item.weight for item in grid.priorities) == 7
    assert {item.code for item in grid.criteria if item.knock_out} == {"Q2", "Q3"}
    assert grid.rules.tie_criteria == ("Q2", "P1")


def test_the_meetings_of_both_calls(alcotra: Pack) -> None:
    assert [meeting.code for call in alcotra.calls for meeting in call.meetings] == [
        "webinar-2023-12-20",
        "webinar-2024-07-02",
        "albertville-2024-10-15",
        "annecy-2025-02-13",
        "torino-hub-2025-02-14",
        "torino-2025-02-25",
        "cuneo-2025-02-27",
    ]


def test_no_contact_address_could_reach_a_real_person(alcotra: Pack) -> None:
    for body in alcotra.programme.bodies:
        assert body.email.endswith(".example")


def test_the_worked_example_of_two_partners_under_the_second_call(alcotra: Pack) -> None:
    """domain.md 5.3, example 1: the sum of the partners, one cent less than the rate on it."""
    fr = PartnerFacts(
        "1", "A", "FR", lines=(CostLine("external", Decimal("21480.00")), equipment("2350.50"))
    )
    it = PartnerFacts(
        "2", "B", "IT", lines=(CostLine("external", Decimal("26117.77")), equipment("3999.99"))
    )
    rules = call_of(alcotra, "microprojets-2").ruleset

    budget = project_budget(ProjectFacts(partners=(fr, it)), rules)

    assert [str(partner.erdf) for partner in budget.partners] == ["24021.13", "30358.69"]
    assert (str(budget.total), str(budget.erdf)) == ("67974.79", "54379.82")
    assert str(budget.partners[1].counterpart) == "7589.68"


def equipment(amount: str) -> CostLine:
    return CostLine("equipment", Decimal(amount))


def test_the_five_real_meetings_are_meetings_of_their_kinds(alcotra):
    meetings = {one.code: one for call in alcotra.calls for one in call.meetings}
    torino, cuneo = meetings["torino-2025-02-25"], meetings["cuneo-2025-02-27"]
    albertville = meetings["albertville-2024-10-15"]
    webinar = meetings["webinar-2023-12-20"]

    assert torino.series == cuneo.series == "piemonte-2025"
    for one in (torino, cuneo):
        assert (f"{one.starts:%H:%M}", f"{one.ends:%H:%M}") == ("14:30", "17:00")
        assert [document.moment for document in one.documents] == ["after"]
    assert (f"{albertville.starts:%H:%M}", f"{albertville.ends:%H:%M}") == ("09:30", "17:00")
    kinds = [item.kind for item in albertville.agenda]
    assert kinds == ["talk", "meal", "workshop", "workshop"]
    assert [item.places for item in albertville.agenda] == [None, None, 30, 30]
    assert (f"{webinar.starts:%H:%M}", f"{webinar.ends:%H:%M}") == ("09:15", "12:15")
    assert webinar.format == "online"
    assert meetings["annecy-2025-02-13"].headings["fr"] == "Coopération France-Italie ALCOTRA"
