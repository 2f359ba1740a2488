"""SUB-02: every answer of the rules has its sentence in French, Italian and English."""

from __future__ import annotations

import ast
import inspect
import re
from decimal import Decimal as D

import pytest

from cordata.rules import json_reading, matching, places, ranking, scoring
from cordata.rules.application_json import ApplicationRefused, read_application
from cordata.rules.budget import CATEGORIES
from cordata.rules.deadlines import HourRefused
from cordata.rules.eligibility import CHECKS, check
from cordata.rules.facts import FundingSource
from cordata.rules.finding import Finding, Outcome, Severity
from cordata.rules.money import Amount, AmountRefused
from cordata.web import catalogue
from tests.rules.calls import ALPS, found
from tests.rules.cases import CASES, Expected, first_partner
from tests.rules.test_matching import MINE, THEIRS

LANGUAGES = ("fr", "it", "en")
GENERIC = ("title", "todo", "met", "unknown", "not_stated", "not_applicable")


def in_all(code: str, **params: object) -> list[str]:
    return [catalogue.sentence(code, language, **params) for language in LANGUAGES]


@pytest.mark.parametrize("expected", CASES, ids=str)
def test_each_answer_has_its_sentence(expected: Expected):
    finding: Finding = found(check(expected.facts, expected.ruleset), expected.code)

    french, italian, english = in_all(finding.sentence_code, **finding.params)
    assert french
    assert italian
    assert english


@pytest.mark.parametrize("code", CHECKS)
def test_each_check_has_a_title_and_says_what_to_do(code):
    for word in GENERIC[:2]:
        in_all(f"{code}.{word}")
    assert all(catalogue.known(f"{code}.{word}") for word in GENERIC)


def codes() -> list[str]:
    return [
        *(f"rules.verdict.{one.value}" for one in Outcome),
        *(f"rules.severity.{one.value}" for one in Severity),
        *(f"rules.category.{one}" for one in (*CATEGORIES, "lump_sum")),
        *(f"rank.settled.{one.value}" for one in ranking.Settled),
        *(f"rank.remainder.{one.value}" for one in ranking.Remainder),
        *(f"score.{one}" for one in ("passes", "knocked_out", "below_floor", "below_threshold")),
        *(f"score.divergence.{one}" for one in ("points", "verdict")),
        *(f"hour.{one}" for one in ("nonexistent", "ambiguous", "out_of_range")),
        *(f"amount.{one.value}" for one in Amount),
        *(f"score.{one}" for one in written_in(scoring, "SheetFault", 1)),
        *(f"place.{one}" for one in written_in(places, "PlaceDecision", 1)),
        *(f"application_json.{one}" for one in written_in(json_reading, "wrong", 1)),
    ]


def written_in(module: object, function: str, place: int) -> set[str]:
    """The codes a module writes as a literal argument of a function."""
    found_codes = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):  # type: ignore[arg-type]
        if isinstance(node, ast.Call) and len(node.args) > place:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            called = name if isinstance(name, str) else getattr(name, "id", "")
            argument = node.args[place]
            if called == function and isinstance(argument, ast.Constant):
                found_codes.add(argument.value)
    return found_codes


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_each_code_of_the_rules_is_in_the_catalogue(code):
    assert all(code in catalogue.sentences(language) for language in LANGUAGES)


@pytest.mark.parametrize("reason", matching.score_pair(MINE, THEIRS).reasons)
def test_each_reason_of_a_match_can_be_read(reason):
    assert all(in_all(reason.sentence_code, **reason.params))


FAULTS = [
    {"partners": [{}], "x": 1, "theme": 3, "submitted_at": "2025-01-01T10:00"},
    {"partners": [{"country": "FR", "costs": {"catering": 0.5, "staff": "1.000"}}]},
    {"partners": [], "end_on": "2025-01-01", "duration_months": 12345},
    {"partners": [{"country": "FR"}] * 100},
]


@pytest.mark.parametrize("data", FAULTS)
def test_each_mistake_of_a_file_can_be_read(data):
    with pytest.raises(ApplicationRefused) as refused:
        read_application(data)

    for mistake in refused.value.mistakes:
        assert all(in_all(mistake.sentence_code, **mistake.params))


def test_refusals_name_their_sentence():
    assert AmountRefused(Amount.EMPTY).sentence_code == "amount.empty"
    assert AmountRefused(Amount.EMPTY).params == {}
    assert HourRefused("nonexistent").sentence_code == "hour.nonexistent"
    assert HourRefused("nonexistent").params == {}


REMEDIES = {
    "fr": "Sentiers du Semnoz : il manque 5,29 €. Portez les fonds propres à 4 005,29 €.",
    "it": "Sentiers du Semnoz: mancano 5,29 €. Portate i fondi propri a 4.005,29 €.",
    "en": "Sentiers du Semnoz: € 5.29 missing. Raise own funds to € 4,005.29.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_says_the_missing_amount_and_the_remedy(language):
    sources = (
        FundingSource("national_public", D("2000.00"), "Département", secured=True),
        FundingSource("own_private", D("4000.00")),
    )
    finding = found(check(first_partner(sources=sources), ALPS), "plan.balanced")

    shown = catalogue.sentence(finding.sentence_code, language, **finding.params)

    assert re.sub("[\u00a0\u202f]", " ", shown) == REMEDIES[language]
