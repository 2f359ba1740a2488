"""The keywords of partner searches: one code, one word in each language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cordata.packs import CallDefinition
from cordata.packs.provenance import Text

FILE = Path(__file__).with_name("concepts.toml")


@cache
def default_concepts() -> Mapping[str, Text]:
    """The list used where a pack brings none."""
    return tomllib.loads(FILE.read_text("utf-8"))


def concepts_of(definition: CallDefinition) -> Mapping[str, Text]:
    """The call's keywords by code."""
    own = {item.code: item.names for item in definition.concepts}
    return own or default_concepts()
