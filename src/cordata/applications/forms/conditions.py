"""Questions that are asked only after a certain answer to another: in words, and for the script."""

from __future__ import annotations

from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition, FieldType
from cordata.web.catalogue import sentence
from cordata.web.numerals import listed

SAID = {"true": "yes", "false": "no"}  # as a question kept on the partner sends its answer


def asked_if(item: FieldDefinition, *, kept_elsewhere: bool = False) -> str:
    """`other=answer|answer`, as the page's script reads it; empty where it is always asked."""
    if item.when is None:
        return ""
    values = [SAID.get(one, one) if kept_elsewhere else one for one in item.when.values]
    return f"{item.when.field}={'|'.join(values)}"


def condition_words(item: FieldDefinition, definition: CallDefinition) -> str:
    """When the question applies, for those whose page hides nothing."""
    other = definition.form.field(item.when.field) if item.when else None
    if other is None or item.when is None:
        return ""
    answers = listed([_answer_words(other, definition, one) for one in item.when.values])
    return sentence("application.asked_if", question=pick(other.labels), answers=answers)


def _answer_words(other: FieldDefinition, definition: CallDefinition, value: str) -> str:
    if other.type is FieldType.BOOLEAN:
        return sentence("application.yes" if value == "true" else "application.no")
    names = {one.code: one.names for one in other.options}
    names |= {one.code: one.names for one in definition.legal_types}
    return pick(names.get(value, {"": value}))
