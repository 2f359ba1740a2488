"""`make messages` changes what a change has changed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent.parent / "tools" / "gather-messages"
HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"'
DATED = HEAD + '\n"POT-Creation-Date: 2026-11-28 23:34+0000\\n"'
MENU = 'msgid "Menu"\nmsgstr "Menu"'
CLOSE = '#| msgid "Shut"\nmsgid "Close"\nmsgstr "Fermer"'
VERB = 'msgctxt "verb"\nmsgid "Close"\nmsgstr "Clore"'
DAYS = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s jour"\nmsgstr[1] ""'


@pytest.fixture(scope="module")
def settled() -> Callable[[str, str], str]:
    loader = SourceFileLoader("gather_messages", str(TOOL))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    made: Callable[[str, str], str] = module.settled
    return made


def catalogue(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def test_another_order_of_the_sources_moves_nothing(settled: Callable[[str, str], str]) -> None:
    before = catalogue(HEAD, MENU, CLOSE, VERB, DAYS)
    bare = CLOSE.partition("\n")[2]

    assert settled(before, catalogue(DATED, DAYS, VERB, bare, MENU)) == before


def test_a_new_string_stands_after_its_neighbour_of_the_sources(
    settled: Callable[[str, str], str],
) -> None:
    before = catalogue(HEAD, MENU, CLOSE, DAYS)
    new = 'msgid "Open"\nmsgstr ""'

    gathered = catalogue(DATED, VERB, DAYS, CLOSE, new, MENU)

    assert settled(before, gathered) == catalogue(HEAD, VERB, MENU, CLOSE, new, DAYS)


def test_a_string_that_left_the_sources_leaves(settled: Callable[[str, str], str]) -> None:
    assert settled(catalogue(HEAD, MENU, CLOSE), catalogue(DATED, MENU)) == catalogue(HEAD, MENU)
