"""SUB-02: the one judge, as a table of least changes; both sides of each limit."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from decimal import Decimal as D

import pytest

from cordata.rules import eligibility
from cordata.rules.eligibility import CHECKS, admissibility, beneficiaries, check, funding, project
from cordata.rules.facts import ProjectFacts
from cordata.rules.finding import Outcome, Severity, blocking
from cordata.rules.ruleset import Decider, Gate
from tests.rules.calls import ALL_CHECKS, ALPS, COMPLETE, NORTH, found
from tests.rules.cases import CASES, Expected, facts, north, second_partner, silent, summary

GROUPS = (admissibility, beneficiaries, project, funding)


@pytest.mark.parametrize("expected", CASES, ids=str)
def test_each_check_answers_by_its_rule(expected: Expected):
    finding = found(check(expected.facts, expected.ruleset), expected.code)

    assert (finding.verdict, finding.reason) == (expected.verdict, expected.reason)


def test_there_are_forty_five_checks_in_the_order_of_the_list():
    findings = check(COMPLETE, ALPS)

    assert [finding.number for finding in findings] == list(range(1, 46))
    assert [finding.code for finding in findings] == list(CHECKS)
    assert all(f"{n:02d} {code} " in eligibility.__doc__ for n, code in enumerate(CHECKS, start=1))


def test_a_sound_application_can_be_filed():
    assert blocking(check(COMPLETE, ALPS)) == ()


def test_nothing_passes_in_silence():
    """Of an empty application a check is met only where the call asks nothing more."""
    empty = ProjectFacts(judged_at=COMPLETE.judged_at)

    met = [one.code for one in check(empty, ALPS) if one.verdict is Outcome.MET]

    assert met == [
        "filing.deadline",
        "form.complete",  # whoever knows the form names its empty fields
        "application.once",
        "application.limit",
        "project.support_form",
    ]
    assert len(blocking(check(empty, ALPS))) > 15


def test_what_a_file_leaves_out_is_unknown_and_stops_nothing():
    findings = check(silent(), ALPS)

    assert blocking(findings) == ()
    assert found(findings, "budget.total").verdict is Outcome.MET
    assert found(findings, "mandate.partners").reason == "not_stated"


def test_four_public_questions_are_judged_and_the_rest_stays_open():
    findings = check(summary("80000", "FR"), ALPS)

    judged = {one.code: one.reason for one in findings if one.verdict is Outcome.UNMET}
    assert judged == {
        "partnership.countries": "missing_country",
        "budget.total": "above_maximum",
    }


def test_a_check_that_people_decide_is_unknown_whatever_the_machine_thinks():
    specs = [replace(spec, decider=Decider.HUMAN) for spec in ALL_CHECKS]

    findings = check(facts(theme=""), replace(ALPS, checks=tuple(specs)))

    assert {one.verdict for one in findings} == {Outcome.UNKNOWN}


@pytest.mark.parametrize("number", [7, 17, 18, 41])
def test_what_only_a_person_can_tell_stays_unknown_even_if_asked_of_a_machine(number):
    spec = replace(ALL_CHECKS[number - 1], decider=Decider.MACHINE)

    (finding,) = check(COMPLETE, replace(ALPS, checks=(spec,)))

    assert finding.verdict is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("gate", "severity"), [(Gate.FILING, Severity.ASKED), (Gate.CONTRACT, Severity.BLOCKS)]
)
def test_a_check_stops_the_file_at_its_own_gate(gate, severity):
    findings = check(second_partner(cup=""), ALPS, gate)

    assert found(findings, "partner.project_code").severity is severity


def test_numbers_and_anchors_say_what_to_change():
    late = found(check(summary("24999.99"), ALPS), "budget.total")
    placed = found(check(second_partner(nuts3="ITI43"), ALPS), "partner.area")

    assert late.params["lack"] == D("0.01")
    assert late.sentence_code == "budget.total.below_minimum"
    assert (placed.field, placed.params["partners"]) == (
        "partner.2.nuts3",
        ("Comune di Valfredda",),
    )
    assert placed.source == "domain.md 6, no. 14"


def test_a_programme_of_three_countries_and_one_language_uses_the_same_rules():
    plain = north("20000", "20000", "20000", objectives=(), theme="", duration_months=12)

    assert blocking(check(plain, NORTH)) == ()


def test_the_table_holds_every_reason_the_code_can_give():
    tried = {expected.reason for expected in CASES if expected.reason}
    written = set()
    for module in GROUPS:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                written |= set(_reasons(node))

    assert written <= tried
    assert "below_minimum" in written


def _reasons(call: ast.Call) -> list[str]:
    """String constants in the place of a reason."""
    place = {"unmet": 0, "unmet_for": 0, "unknown": 0, "_lacking": 0, "_file_fault": 0, "_above": 0}
    if call.func.id not in place or not call.args:
        return []
    argument = call.args[place[call.func.id]]
    parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    return [part.value for part in parts if isinstance(part, ast.Constant)]
