"""The journal speaks: every event the code can write, and every thing it happens to, has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

import cordata
from cordata.desk.journal import EVENTS, THINGS, words_of
from cordata.web.catalogue import sentences

SOURCE = Path(cordata.__file__).parent
SUBJECTS = {"tell": 1, "record": 0, "Transition": 0}  # call -> which argument names the event


@cache
def events_in_the_code() -> frozenset[str]:
    sources = (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
    nodes = (node for path in sources for node in ast.walk(ast.parse(path.read_text())))
    return frozenset(event for node in nodes for event in _named(node))


def _named(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return
    place = SUBJECTS.get(node.func.id)
    if place is None or len(node.args) <= place:
        return
    argument = node.args[place]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value.rpartition(".")[2]


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_every_event_has_its_words(language: str) -> None:
    spoken = sentences(language)
    silent = {event for event in events_in_the_code() if f"{EVENTS}.{event}" not in spoken}
    assert sorted(silent) == [], f"say them in sentences/{language}/desk_journal.toml"


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_every_thing_with_a_public_id_has_its_words(language: str) -> None:
    spoken = sentences(language)
    things = {model._meta.model_name for model in apps.get_models() if _public(model)}
    assert sorted(thing for thing in things if f"{THINGS}.{thing}" not in spoken) == []


def _public(model: type[models.Model]) -> bool:
    return any(field.name == "pid" for field in model._meta.get_fields())


def test_a_line_of_the_journal_reads_as_words() -> None:
    with override("fr"):
        assert words_of("application.submitted") == "candidature\u00a0: dépôt"
        assert words_of("committeesession.signed").startswith("séance du comité")


def test_what_nobody_named_shows_as_it_is() -> None:
    assert words_of("novelty.happened") == "novelty.happened"
    assert f"{THINGS}.novelty" not in sentences("fr")
