"""Where each value of a pack comes from: staff see every assumption on the call's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Text = Mapping[str, str]  # language -> text


class Basis(StrEnum):
    """How sure a value is."""

    SOURCE = "source"  # an official text, quoted in `source`
    ASSUMPTION = "assumption"  # our reading, to be confirmed by the programme
    DEFAULT = "default"  # our proposal where the programme is free to choose


def in_any_language(text: str) -> Text:
    """A text that stands for readers of every language: written once, whatever its language."""
    return {"": text} if text else {}


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of one table or one value of the pack."""

    path: str  # file:table.key
    basis: Basis
    source: Text = field(default_factory=dict)
    note: str = ""
