"""What is written can be read again and says the same: to the cent, to the check (SUB-11)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.rules.application_json import read_application
from cordata.rules.application_writing import write_application
from cordata.rules.budget import CATEGORIES, project_budget
from cordata.rules.eligibility import check
from cordata.rules.facts import AidFacts
from tests.rules.calls import ALPS
from tests.rules.test_application_json import SCHEMA, VALIDATOR

words = st.text(min_size=1, max_size=4)
amounts = st.decimals(min_value=0, max_value=10**6, places=2).map(lambda d: f"{d:.2f}")
flags = st.booleans()
lines = st.fixed_dictionaries(
    {"category": st.sampled_from(sorted(CATEGORIES)), "amount": amounts},
    optional={"basis": st.sampled_from(["quote", "price_list"]), "description": words},
)
partners = st.fixed_dictionaries(
    {"country": st.sampled_from(["FR", "IT", "CH"])},
    optional={
        "name": words,
        "nuts3": st.just("FRK28"),
        "costs": st.dictionaries(st.sampled_from(sorted(CATEGORIES)), amounts, max_size=4),
        "lines": st.lists(lines, max_size=3),
        "lump_sum": amounts,
        "erdf_asked": amounts,
        "sources": st.lists(
            st.fixed_dictionaries({"kind": st.just("own_private"), "amount": amounts}), max_size=2
        ),
        "identifiers": st.dictionaries(st.just("siret"), words, max_size=1),
        "mandate_signed": flags,
        "declarations": st.lists(words, max_size=2),
        "is_enterprise": flags,
        "enterprise_size": st.sampled_from(["micro", "large"]),
        "size_standing": st.sampled_from(["computed", "explained", "differs", "declared"]),
        "size_explanation": words,
        "aid": st.fixed_dictionaries({}, optional={"declared": flags, "received": amounts}),
        "previously_funded": flags,
        "cup": words,
    },
)
applications = st.fixed_dictionaries(
    {"partners": st.lists(partners, min_size=1, max_size=2)},
    optional={
        "theme": words,
        "submitted_at": st.just("2025-04-23T12:00:00+02:00"),
        "start_on": st.just("2025-09-01"),
        "duration_months": st.integers(0, 30),
        "texts": st.dictionaries(
            words.filter(lambda key: key != "agreed"),
            st.fixed_dictionaries({"agreed": flags}, optional={"fr": words, "it": words}),
            max_size=2,
        ),
        "activities": st.lists(st.fixed_dictionaries({}, optional={"title": words}), max_size=2),
        "indicators": st.fixed_dictionaries({"outputs": st.lists(words, max_size=2)}),
        "cooperation": st.lists(words, max_size=2),
        "principles": st.dictionaries(words, st.sampled_from(["positive", "negative"]), max_size=2),
        "communication_planned": flags,
        "annexes": st.lists(st.fixed_dictionaries({"slot": words}), max_size=2),
        "lead_commitment_signed": flags,
        "not_completed": flags,
        "no_double_funding": flags,
    },
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=applications)
def test_whatever_can_be_read_is_read_again_the_same(data: dict[str, Any]) -> None:
    """SUB-11: export re-imported equals the original."""
    facts = read_application(data)
    written = write_application(facts)
    VALIDATOR.validate(written)
    again = read_application(written)

    assert write_application(again) == written
    assert project_budget(again, ALPS) == project_budget(facts, ALPS)
    assert stated(again) == stated(facts)


def stated(facts: Any) -> Any:
    """Facts without what only tells whether a sum was written as one or line by line."""
    partners = tuple(replace(one, unstated=one.unstated - {"basis"}) for one in facts.partners)
    return replace(facts, partners=partners)


@pytest.mark.parametrize("example", SCHEMA["examples"])
def test_the_published_examples_are_judged_alike_after_a_round(example: dict[str, Any]) -> None:
    facts = read_application(example)
    again = read_application(write_application(facts, call="x", title="y"))
    assert check(again, ALPS) == check(facts, ALPS)


def test_what_the_facts_do_not_say_is_not_written() -> None:
    facts = read_application(SCHEMA["examples"][1])
    first, *others = facts.partners
    silent = replace(first, aid=AidFacts(), unstated=first.unstated | {"aid"})
    written = write_application(replace(facts, partners=(silent, *others)))
    assert "aid" not in written["partners"][0]
    assert "aid" in written["partners"][1]
