"""The JSON form of an application: what is read, what is refused, and the published schema."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.rules.application_json import (
    PARTNER_FIELDS,
    PROJECT_FIELDS,
    ApplicationRefused,
    read_application,
)
from cordata.rules.eligibility import check
from cordata.rules.facts import ProjectFacts
from cordata.rules.finding import Outcome, blocking
from tests.rules.calls import ALPS, found

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "application.schema.json").read_text("utf-8")
)
EXAMPLE: dict[str, Any] = SCHEMA["examples"][0]
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
PARTNER = {"country": "FR", "costs": {"external": "1000.00"}}


def mistakes(data: object) -> list[tuple[str, str]]:
    with pytest.raises(ApplicationRefused) as refused:
        read_application(data)
    return [(one.pointer, one.code) for one in refused.value.mistakes]


def test_the_schema_is_one_and_its_examples_follow_it():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for example in SCHEMA["examples"]:
        VALIDATOR.validate(example)
        read_application(example)


def test_the_schema_knows_the_fields_that_are_read():
    assert set(SCHEMA["properties"]) == PROJECT_FIELDS
    assert set(SCHEMA["$defs"]["partner"]["properties"]) == PARTNER_FIELDS


def test_the_first_example_is_the_first_worked_example_and_can_be_filed():
    facts = read_application(EXAMPLE)

    findings = check(facts, ALPS)

    assert blocking(findings) == ()
    assert found(findings, "budget.total").params["total"] == D("67974.79")
    assert found(findings, "budget.rate").params["erdf"] == D("54379.82")


def test_a_complete_example_leaves_little_to_people():
    findings = check(read_application(SCHEMA["examples"][1]), ALPS)

    unknown = {one.number for one in findings if one.verdict is Outcome.UNKNOWN}
    assert blocking(findings) == ()
    assert unknown == {2, 7, 8, 9, 10, 17, 18, 19, 20, 21, 24, 36, 39, 41, 44}


def test_the_examples_are_eligible_for_the_real_call(alcotra):
    call = next(one for one in alcotra.calls if one.code == "microprojets-2")

    for example in SCHEMA["examples"]:
        assert blocking(check(read_application(example), call.ruleset)) == ()


def test_what_is_left_out_is_unstated():
    facts = read_application({"partners": [PARTNER]})

    assert facts.lead is facts.partners[0]
    assert {"texts", "activities", "start", "declarations", "form", "call"} <= facts.unstated
    assert {"sources", "mandate", "basis"} <= facts.partners[0].unstated
    assert (facts.theme, facts.duration_months, facts.submitted_at) == ("", None, None)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-01", "2027-06-30", 18),
        ("2026-01-01", "2027-07-01", 19),
        ("2026-01-01", "2026-01-01", 1),
        ("2026-01-31", "2026-02-28", 1),
    ],
)
def test_a_begun_month_counts(start, end, months):
    data = {"partners": [PARTNER], "start_on": start, "end_on": end}

    assert read_application(data).duration_months == months


def test_instants_are_turned_to_utc():
    data = {"partners": [PARTNER], "submitted_at": "2025-04-23T12:00:00+02:00"}

    assert read_application(data).submitted_at == datetime(2025, 4, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"theem": "x"}, "/theem", "unknown_field"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
        ({"theme": 4}, "/theme", "not_text"),
        ({"theme": "x" * 20001}, "/theme", "too_long"),
        ({"start_on": "01/02/2025"}, "/start_on", "not_a_date"),
        ({"start_on": "2025-02-30"}, "/start_on", "not_a_date"),
        ({"start_on": "0001-01-01"}, "/start_on", "not_a_date"),
        ({"start_on": "20250201"}, "/start_on", "not_a_date"),
        ({"end_on": "2025-02-01"}, "/end_on", "end_without_start"),
        ({"start_on": "2025-02-02", "end_on": "2025-02-01"}, "/end_on", "end_before_start"),
        ({"submitted_at": "2025-04-23T10:00:00"}, "/submitted_at", "no_offset"),
        ({"submitted_at": "yesterday"}, "/submitted_at", "not_an_instant"),
        ({"submitted_at": "9999-12-31T23:59:59-12:00"}, "/submitted_at", "not_an_instant"),
        ({"duration_months": 1.5}, "/duration_months", "not_an_integer"),
        ({"duration_months": True}, "/duration_months", "not_an_integer"),
        ({"duration_months": 1000}, "/duration_months", "out_of_range"),
        ({"communication_planned": "yes"}, "/communication_planned", "not_a_flag"),
        ({"partners": []}, "/partners", "required"),
        ({"partners": "FR"}, "/partners", "not_a_list"),
        ({"partners": [3]}, "/partners/0", "not_an_object"),
        ({"partners": [PARTNER] * 100}, "/partners", "too_many"),
        ({"partners": [{**PARTNER, "lead": True}] * 2}, "/partners/1/lead", "second_lead"),
        ({"texts": {"summary": "x"}}, "/texts/summary", "not_an_object"),
        ({"texts": []}, "/texts", "not_an_object"),
        ({"principles": {"gender_equality": "good"}}, "/principles/gender_equality", "not_allowed"),
        ({"objectives": [""]}, "/objectives/0", "not_text"),
        ({"annexes": [{}]}, "/annexes/0/slot", "required"),
        ({"indicators": {"inputs": []}}, "/indicators/inputs", "unknown_field"),
    ],
)
def test_each_mistake_has_its_place_and_its_code(change, pointer, code):
    assert (pointer, code) in mistakes({"partners": [PARTNER], **change})


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"country": "France"}, "/country", "not_a_country"),
        ({"country": None}, "/country", "required"),
        ({"costs": {"external": 1000.5}}, "/costs/external", "fraction"),
        ({"costs": {"external": True}}, "/costs/external", "not_an_amount"),
        ({"costs": {"external": "1.000"}}, "/costs/external", "amount.ambiguous"),
        ({"costs": {"external": -1}}, "/costs/external", "amount.negative"),
        ({"costs": {"external": 10**5000}}, "/costs/external", "amount.too_large"),
        ({"costs": {"catering": 1}}, "/costs/catering", "not_allowed"),
        ({"costs": ["1"]}, "/costs", "not_an_object"),
        ({"lines": 5}, "/lines", "not_a_list"),
        ({"lines": [{"category": "external"}]}, "/lines/0/amount", "required"),
        ({"lines": [{"amount": 5}]}, "/lines/0/category", "required"),
        ({"sources": [{"kind": "gift", "amount": 5}]}, "/sources/0/kind", "not_allowed"),
        ({"erdf_asked": "1e5"}, "/erdf_asked", "amount.exponent"),
        ({"cost_option": "O7"}, "/cost_option", "not_allowed"),
        ({"aid": {"regime": "free"}}, "/aid/regime", "not_allowed"),
        ({"vat": 1}, "/vat", "unknown_field"),
    ],
)
def test_a_partners_mistakes_point_to_the_partner(change, pointer, code):
    assert mistakes({"partners": [{**PARTNER, **change}]}) == [(f"/partners/0{pointer}", code)]


def test_all_mistakes_come_at_once():
    data = {"theme": 1, "partners": [{"costs": {"external": 0.5}}], "x": 1}

    assert len(mistakes(data)) == 4


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_a_file_that_is_no_object_is_refused(data):
    assert mistakes(data) == [("", "not_an_object")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted(PARTNER_FIELDS | PROJECT_FIELDS)), inner, max_size=5
        )
    ),
    max_leaves=15,
)


@given(data=JSON | st.fixed_dictionaries({"partners": st.lists(JSON, max_size=2)}))
def test_any_json_is_read_or_refused_with_its_mistakes(data):
    try:
        facts = read_application(data)
    except ApplicationRefused:
        assert mistakes(data)
    else:
        assert isinstance(facts, ProjectFacts)
        assert len(check(facts, ALPS)) == 45


def test_the_core_is_read():
    facts = read_application(SCHEMA["examples"][1])

    assert facts.start_on == date(2025, 12, 1)
    assert facts.partners[1].lines[0].amount == D("26117.77")
    assert facts.partners[0].sources[0].amount == D("6005.29")
    assert facts.texts[0].agreed
