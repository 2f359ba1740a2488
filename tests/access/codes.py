"""What a page must not print: the codes of models and packs, which have words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from django.apps import apps

from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition

SNAKE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-l")
# Elements that show an identifier on purpose: the journal's kinds, seals, the keys of a pack.
MEANT = "//*[contains(concat(' ', @class, ' '), ' code ')]"
UNREAD = "//script|//style|//template|//textarea"


def codes_of(definition: CallDefinition) -> frozenset[str]:
    """Every code a person could be shown by mistake: choices of models, lists of the call."""
    return frozenset(_of_models()) | frozenset(_of_call(definition)) - {""}


def _of_models() -> Iterator[str]:
    for model in apps.get_models():
        if model.__module__.startswith("cordata."):
            for field in model._meta.get_fields():
                yield from (str(code) for code, _words in getattr(field, "choices", None) or ())


def _of_call(definition: CallDefinition) -> Iterator[str]:
    lists = (
        *(definition.themes, definition.legal_types, definition.proofs, definition.cost_options),
        *(definition.cost_categories, definition.output_indicators),
        *(definition.result_indicators, definition.annexes, definition.declarations),
    )
    for one in lists:
        yield from (item.code for item in one)
    for section in definition.form.sections:
        for field in section.fields:
            yield from _of_question(field)


def _of_question(field: FieldDefinition) -> Iterator[str]:
    yield from (option.code for option in field.options)
    for column in field.columns:
        yield from _of_question(column)


def raw_codes(page: bytes, codes: frozenset[str]) -> set[str]:
    """Codes that stand alone in an element or attribute of a page, and words with underscores."""
    document = lxml.html.document_fromstring(page)
    for element in document.xpath(f"{UNREAD}|{MEANT}"):
        element.drop_tree()
    found: set[str] = set()
    for element in document.iter(lxml.etree.Element):
        for text in _texts(element):
            found |= {text.strip()} & codes
            found |= set(SNAKE.findall(text))
    return found


def _texts(element: lxml.html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    yield from (child.tail or "" for child in element)
    yield from (element.get(name, "") for name in SPOKEN)
