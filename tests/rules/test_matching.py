"""Partner searches: reasons one can read, never a match within one country."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cordata.rules.matching import WEIGHTS, Search, fold, score_pair, similarity, suggestions

MINE = Search(
    key="fr",
    country="FR",
    themes=frozenset({"culture"}),
    territory="FRK28",
    legal_type="association",
    wanted_territories=frozenset({"ITC20"}),
    wanted_types=frozenset({"comune"}),
    concepts=frozenset({"trails", "memory", "youth"}),
    text="Sentiers de mémoire entre vallées : randonnée et transmission aux jeunes",
)
THEIRS = Search(
    key="it",
    country="IT",
    themes=frozenset({"culture", "education"}),
    territory="ITC20",
    legal_type="comune",
    wanted_territories=frozenset({"FRK28"}),
    wanted_types=frozenset({"association"}),
    concepts=frozenset({"trails", "memory", "youth"}),
    text="Sentieri della memoria tra le valli: trasmissione ai giovani",
)


def test_a_perfect_pair_scores_a_hundred_and_says_why():
    match = score_pair(MINE, THEIRS)

    assert match.score == 100
    assert [reason.code for reason in match.reasons] == [
        "other_country",
        "same_theme",
        "territory_you_want",
        "territory_they_want",
        "type_you_want",
        "type_they_want",
        "shared_concepts",
        "similar_text",
    ]
    assert match.reasons[1].params == {"themes": ("culture",)}


def test_the_same_country_never_matches():
    assert score_pair(MINE, replace(THEIRS, country="FR")).score == 0


@pytest.mark.parametrize(("wanted", "fits"), [({"IT"}, True), ({"CH"}, False), (set(), True)])
def test_a_wish_for_a_country_is_kept(wanted, fits):
    assert bool(score_pair(replace(MINE, wanted_countries=frozenset(wanted)), THEIRS).score) is fits


def test_a_score_is_the_sum_of_its_reasons_and_is_seen_alike_from_both_sides():
    stranger = Search("x", "IT", themes=frozenset({"culture"}))

    match = score_pair(MINE, stranger)

    assert sum(r.points for r in match.reasons) == WEIGHTS["other_country"] + WEIGHTS["same_theme"]
    assert match.score == score_pair(stranger, MINE).score


def test_suggestions_are_the_best_and_leave_oneself_out():
    near = replace(THEIRS, key="near", concepts=frozenset())
    far = Search("far", "IT")

    assert [one.key for one in suggestions(MINE, [far, near, THEIRS, MINE])] == ["it", "near"]
    assert len(suggestions(MINE, [near, THEIRS], most=1)) == 1


def test_accents_and_apostrophes_do_not_matter():
    assert fold("L'Été à Aoste") == "l ete a aoste"
    assert similarity("Mémoire", "memoire") == 1.0
    assert similarity("Sentiers de mémoire", "Sentieri della memoria") > 0.3
    assert similarity("", "memoria") == 0.0
