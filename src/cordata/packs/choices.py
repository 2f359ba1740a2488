"""The choices a question offers: its own options, or a list of the call or programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from cordata.packs.call import CallDefinition
from cordata.packs.form import FieldDefinition
from cordata.packs.programme import ProgrammeDefinition
from cordata.packs.provenance import Text


class _Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def names(self) -> Text: ...


Choices = Mapping[str, Text]  # code -> name in each language


def choices_of(
    field: FieldDefinition, definition: CallDefinition, programme: ProgrammeDefinition
) -> Choices:
    """Every code the question may be answered with; empty for a question that is not a choice."""
    if field.options:
        return {option.code: option.names for option in field.options}
    lists: Mapping[str, Sequence[_Named]] = {
        "themes": definition.themes,
        "legal_types": definition.legal_types,
        "territories": programme.territories,
        "countries": programme.countries,
        "proofs": definition.proofs,
        "cost_options": definition.cost_options,
        "cost_categories": definition.cost_categories,
        "output_indicators": definition.output_indicators,
        "result_indicators": definition.result_indicators,
    }
    return {item.code: item.names for item in lists.get(field.options_from, ())}
