"""Where each value of a pack comes from: staff see every assumption on the call's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Text = Mapping[str, str]  # language -> text


class Basis(StrEnum):
    """How sure a value is."""

    SOURCE = "source"  # an official text, quoted in `source`
    ASSUMPTION = "assumption"  # our reading, to be confirmed by the programme
    DEFAULT = "default"  # our proposal where the programme is free to choose


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of one table or one value of the pack."""

    path: str  # file:table.key
    basis: Basis
    source: str = ""
    note: str = ""
