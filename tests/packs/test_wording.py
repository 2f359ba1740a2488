"""The words of a call that may be corrected, and that nothing else moves with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cordata.packs import CallDefinition, Pack
from cordata.packs.wording import places_of, with_words, words_of

NEW = {"fr": "Autre texte", "it": "Altro testo", "en": "Another text"}


@pytest.fixture
def definition(alcotra: Pack) -> CallDefinition:
    found = alcotra.call("microprojets-2")
    assert found
    return found


def test_a_call_with_its_own_words_is_the_same_call(definition: CallDefinition) -> None:
    assert with_words(definition, words_of(definition)) == definition
    assert with_words(definition, {}) == definition


def test_every_text_can_be_corrected_and_only_that_text_moves(definition: CallDefinition) -> None:
    before = words_of(definition)
    assert len(before) > 40

    for path in before:
        after = words_of(with_words(definition, {path: NEW}))
        assert {one for one in before if after[one] != before[one]} == {path}


def test_rules_dates_and_amounts_are_no_words(definition: CallDefinition) -> None:
    """Whatever is written, the call asks for the same and gives the same."""
    written = with_words(definition, dict.fromkeys(words_of(definition), NEW))

    for name in ("ruleset", "timetable", "themes", "envelopes", "cost_options", "grid", "payment"):
        assert getattr(written, name) == getattr(definition, name)
    asked, was = list(written.form.fields()), list(definition.form.fields())
    assert [replace(one, help={}) for one in asked] == [replace(one, help={}) for one in was]


def test_a_path_that_no_place_has_changes_nothing(definition: CallDefinition) -> None:
    nowhere = {"question/none/answers": NEW, "field/none/help": NEW, "document/none/names": NEW}
    assert with_words(definition, nowhere) == definition


def test_a_document_with_files_is_added_after_the_others(definition: CallDefinition) -> None:
    words = {
        "document/guide/names": NEW,
        "document/guide/descriptions": NEW,
        "document/guide/files": {"fr": "a", "it": "b"},
    }

    written = with_words(definition, words)

    assert [one.code for one in written.documents[:-1]] == [
        one.code for one in definition.documents
    ]
    assert written.documents[-1].files == {"fr": "a", "it": "b"}
    assert with_words(written, words) == written


def test_a_place_is_called_what_readers_call_it(definition: CallDefinition) -> None:
    names = {place.code: place.names["fr"] for place in places_of(definition)}

    assert names["text/about"] == "Le deuxième appel à projets"
    assert names["question/remaining-share"] == "Qui paie les 20\xa0% restants\u202f?"
