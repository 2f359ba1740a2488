"""How well somebody fits a file, with the reasons: the answer to an assessor's "why me?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cordata.rules.finding import Param

READS = 10  # reads a language of the file: without it there is no pair at all
WEIGHTS: Mapping[str, int] = {
    "knows_theme": 40,
    "reads_every_language": 20,
    "knows_territory": 15,  # for each country of the partners, once
}


@dataclass(frozen=True, slots=True)
class Read:
    """A file as its readers are sought: `territories` are NUTS 3 codes by country."""

    languages: frozenset[str]
    theme: str
    territories: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Knows:
    """What an assessor says of themselves."""

    languages: frozenset[str]
    themes: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a pair; the catalogue holds `assignment.<code>`."""

    code: str
    points: int
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def sentence_code(self) -> str:
        return f"assignment.{self.code}"


def reasons(file: Read, reader: Knows) -> tuple[Reason, ...]:
    """Why a reader fits a file, the weightiest first; nothing when they read none of its languages.

    The weights are our default; no rule of a programme is known.
    """
    read = file.languages & reader.languages
    if not read:
        return ()
    found = [Reason("reads", READS, {"languages": tuple(sorted(read))})]
    if read == file.languages and len(read) > 1:
        found = [Reason("reads_every_language", READS + WEIGHTS["reads_every_language"])]
    if file.theme in reader.themes:
        found.append(Reason("knows_theme", WEIGHTS["knows_theme"], {"theme": file.theme}))
    for _country, territories in sorted(file.territories.items()):
        if known := sorted(territories & reader.territories):
            points = WEIGHTS["knows_territory"]
            found.append(Reason("knows_territory", points, {"territories": tuple(known)}))
    return tuple(sorted(found, key=lambda one: -one.points))


def points_of(found: tuple[Reason, ...]) -> int:
    """The points of a pair; 0 when it cannot be."""
    return sum(one.points for one in found)
